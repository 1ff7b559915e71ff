/**
 * rewrite: the steps that fixes are made of: finding a call or a name in a migration's text,
 * and edits of it that keep its formatting. Each edit is added behind those before it, in order
 * of place.
 */
#ifndef LINT_REWRITE_H
#define LINT_REWRITE_H

#include "lint/fix.h"

void rewrite_replace(const struct fix_subject *subject, struct fix *fix, struct span span,
                     struct str text);

/** Puts the edits in order of place; false when two of them overlap. */
bool rewrite_sort(struct fix *fix);

// ---- Python

/** The next node below `root` in the order of the text; NULL past the last one. */
const struct node *rewrite_walk(const struct node *root, const struct node *node);

/** The call of exactly that span, or NULL. */
const struct node *rewrite_call_at(const struct fix_subject *subject, struct span span);
/** The smallest call of `name` around the span, or NULL. */
const struct node *rewrite_call_around(const struct fix_subject *subject, struct span span,
                                       const char *name);

/** The last name of what is called: create_index of op.create_index; empty: it has none. */
struct str rewrite_callee(const struct fix_subject *subject, const struct node *call);
/** What it is called on: op; empty: nothing. */
struct str rewrite_receiver(const struct fix_subject *subject, const struct node *call);

/** The positional argument of that index, or NULL. */
const struct node *rewrite_argument(const struct node *call, size_t index);
/** The value of a keyword argument, or NULL. */
const struct node *rewrite_keyword(const struct fix_subject *subject, const struct node *call,
                                   const char *name);

/** Gives a call the keyword argument. False where **arguments may hold it as well. */
bool rewrite_set_keyword(const struct fix_subject *subject, struct fix *fix,
                         const struct node *call, const char *name, const char *value);

/** How the file says `module.name`, by its imports at module level: sa.text; empty: it cannot.
 */
struct str rewrite_name_of(const struct fix_subject *subject, const char *module,
                           const char *name);

/** The statement that a node is, or is part of. */
const struct node *rewrite_statement(const struct node *node);
/** Is the statement a call alone, on lines of its own? */
bool rewrite_is_plain(const struct fix_subject *subject, const struct node *statement,
                      const struct node *call);

/** Is there nothing but white space before the place on its line? */
bool rewrite_starts_line(const struct fix_subject *subject, uint32_t offset);
/** The lines of a statement, from the first byte to behind the last line end. */
struct span rewrite_lines(const struct fix_subject *subject, struct span span);
/** The white space that a place's line starts with. */
struct str rewrite_indentation(const struct fix_subject *subject, uint32_t offset);
/** What one level of indentation is where the statement stands. */
struct str rewrite_indent(const struct fix_subject *subject, const struct node *statement);
/** The line end of a place's line: "\n" or "\r\n". */
struct str rewrite_line_end(const struct fix_subject *subject, uint32_t offset);

/** Puts the statement below the line `opening`, one level deeper. */
bool rewrite_wrap(const struct fix_subject *subject, struct fix *fix,
                  const struct node *statement, struct str opening);

// ---- SQL

/** Where the statement's SQL stands: in a script, or in the string that a call is given. False
 * where the string is made in some other place. */
bool rewrite_sql(const struct fix_subject *subject, struct span *span);

/** Skips white space and the word at `*at`, whatever its case; false: something else is there.
 */
bool rewrite_skip_word(struct str text, size_t *at, size_t end, const char *word);
/** Offset of the word between two places, outside quotes and comments, where it stands there
 * exactly once; else SIZE_MAX. */
size_t rewrite_find_word(struct str text, struct span span, const char *word);
/** The word in capitals or not, as `like` is written. */
struct str rewrite_case(const struct fix_subject *subject, const char *word, struct str like);

#endif
