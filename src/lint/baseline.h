/**
 * baseline: findings that are known and do not count, by their fingerprints.
 *
 * A line for each: fingerprint, rule, file; the first alone decides. It is made of revision,
 * rule and what the finding is about, so it outlives moved lines and renamed files. Lines that
 * start with # are remarks.
 */
#ifndef LINT_BASELINE_H
#define LINT_BASELINE_H

#include "base/map.h"
#include "model/finding.h"

struct baseline {
    struct map fingerprints; // to something that is not NULL; views of the text
};

/** Reads a baseline; `path` is for errors, which name the line. */
bool baseline_read(struct arena *arena, const char *path, struct str text,
                   struct baseline *baseline, struct cupel_error *error);

/** Takes the findings that the baseline has out of the outcome's findings into its known ones,
 * and counts anew. NULL: every finding is known. */
void baseline_apply(struct arena *arena, const struct baseline *baseline,
                    struct outcome *outcome);

/** The text of a baseline that has all findings that count, and those known already. */
struct str baseline_print(struct arena *arena, const struct outcome *outcome);

#endif
