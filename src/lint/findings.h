/**
 * findings: order, fingerprints and counts of what was found.
 */
#ifndef LINT_FINDINGS_H
#define LINT_FINDINGS_H

#include "model/finding.h"

/** What tells a finding of a step apart from others, as far as it outlives moved lines: rule,
 * revision (of a script: the statement), direction, operation, table, name. */
struct str findings_key_of_step(struct arena *arena, const struct finding *finding);

/** The same for a finding that is about no step: rule, revision, and what it names. */
struct str findings_key(struct arena *arena, const struct finding *finding, struct str name,
                        struct str detail);

/**
 * Sorts by file, line, column, rule; leaves out what is said twice of one place; turns the keys
 * that stand in `fingerprint` into fingerprints, with the ordinal among equal keys.
 */
void findings_finish(struct arena *arena, struct findings *findings);

/** Sets the outcome's counts of findings. */
void findings_count(struct outcome *outcome);

#endif
