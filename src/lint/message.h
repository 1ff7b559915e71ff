/**
 * message: a rule's texts with their placeholders filled in.
 *
 * {field} is a field of the step (model/step.h), {detail} and {name} what a predicate of wider
 * scope found; {operation} reads as SQL, ADD COLUMN. {field?text} is the text where the field
 * says something (a bool: yes; a text or list: not empty; a number: not negative), {field!text}
 * where it does not; the text may hold placeholders in turn.
 */
#ifndef LINT_MESSAGE_H
#define LINT_MESSAGE_H

#include "lint/match.h"

/** Is the template well formed, and is every placeholder a field (or, in wider scopes, what a
 * predicate gives)? False with what is wrong in `problem`. */
bool message_check(struct arena *arena, struct str template, enum rule_scope scope,
                   struct str *problem);

/** The template filled in; `step` and `place` may be NULL. */
struct str message_fill(struct arena *arena, struct str template, const struct step *step,
                        const struct match_place *place);

#endif
