/**
 * suppress: `cupel: ignore` comments.
 */
#ifndef LINT_SUPPRESS_H
#define LINT_SUPPRESS_H

#include "model/finding.h"

/** Reads the suppressions of a migration's comments. */
struct suppressions suppressions_read(struct arena *arena, const struct migration *migration);

/** The suppression that covers a rule at the lines first to last of the statement, or NULL. */
struct suppression *suppressions_find(const struct suppressions *suppressions, struct str rule,
                                      uint32_t first_line, uint32_t last_line);

#endif
