/**
 * gitlab: findings as a GitLab Code Quality report.
 */
#ifndef REPORT_GITLAB_H
#define REPORT_GITLAB_H

#include <stdio.h>

#include "base/arena.h"
#include "model/finding.h"

void gitlab_check(struct arena *arena, const struct outcome *outcome, FILE *out);

#endif
