/**
 * github: findings as workflow commands of GitHub Actions, which annotate the diff.
 */
#ifndef REPORT_GITHUB_H
#define REPORT_GITHUB_H

#include <stdio.h>

#include "base/arena.h"
#include "model/finding.h"

void github_check(struct arena *arena, const struct outcome *outcome, FILE *out);

#endif
