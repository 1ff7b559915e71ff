/**
 * lint: judges steps, migrations and the history by the rules in force.
 */
#ifndef LINT_LINT_H
#define LINT_LINT_H

#include "lint/rules.h"
#include "lint/selection.h"
#include "model/finding.h"

/**
 * Finds suppressions in the migrations' comments, judges everything in `outcome`, and fills in
 * its findings (sorted, suppressed ones marked, fingerprints made) and the counts of findings.
 * The rules of findings are read in full. False when a rule cannot be used: a project's regular
 * expression that goes over its match limit.
 */
bool lint(struct arena *arena, const struct rules *rules, const struct lint_settings *settings,
          struct outcome *outcome, struct cupel_error *error);

#endif
