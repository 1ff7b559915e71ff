/**
 * junit: findings as a JUnit XML report: a suite for each file, a failed case for each finding.
 */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include <stdio.h>

#include "base/arena.h"
#include "model/finding.h"

void junit_check(struct arena *arena, const struct outcome *outcome, FILE *out);

#endif
