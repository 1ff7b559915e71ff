/**
 * sarif: findings as SARIF 2.1.0, for code scanning.
 */
#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include <stdio.h>

#include "base/arena.h"
#include "model/finding.h"

/** Needs the rules in force in the outcome, read in full. */
void sarif_check(struct arena *arena, const struct outcome *outcome, FILE *out);

#endif
