/**
 * edits: fixes of one file, made in its text.
 */
#ifndef LINT_EDITS_H
#define LINT_EDITS_H

#include "model/finding.h"

struct fix_list {
    const struct fix **items;
    size_t count, capacity;
};

/** The fix, with texts of its own. */
struct fix edits_copy(struct arena *arena, const struct fix *fix);

/** Can the fix be made beside those of the list? Fixes that touch are made one after another. */
bool edits_fit(const struct fix_list *list, const struct fix *fix);

/** Does each edit of the fix lie apart from each of the list's? Less than edits_fit(): edits of
 * one may lie between those of another. */
bool edits_lie_apart(const struct fix_list *list, const struct fix *fix);

/** The text with the fixes of the list, each of which fits beside the others. */
struct str edits_apply(struct arena *arena, struct str text, const struct fix_list *list);

#endif
