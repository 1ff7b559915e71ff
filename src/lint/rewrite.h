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

/** Adds the edits of another fix, in order; false when two of them overlap. */
bool rewrite_take(const struct fix_subject *subject, struct fix *fix, const struct fix *other);

/** Puts the edits in order of place; false when two of them overlap. */
bool rewrite_sort(struct fix *fix);

// ---- Python

/** The next node below `root` in the order of the text; NULL past the last one. */
const struct node *rewrite_walk(const struct node *root, const struct node *node);

/** The child that holds the span, or NULL. */
const struct node *rewrite_child_around(const struct node *node, struct span span);

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

/** A name of a module that a fix needs. */
struct import {
    const char *module, *name;
    const char *line, *binds; // an import that brings it, and what that binds
    const char *package;      // where that comes from: `from package import binds`; or NULL
};

/** How the file says it; where it cannot so far, with an import added, as the file imports others.
 * Empty: it cannot be. */
struct str rewrite_need(const struct fix_subject *subject, struct fix *fix,
                        const struct import *import);

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

/** The text with every line but the first one level deeper. */
struct str rewrite_indent_lines(struct arena *arena, struct str text, struct str indent);
/** May the lines of a string have white space put before them? Those of the finding's SQL may, where
 * no literal goes over several of them. */
bool rewrite_may_indent(const struct fix_subject *subject, const struct node *string);

/** Puts the statement below the line `opening`, one level deeper. */
bool rewrite_wrap(const struct fix_subject *subject, struct fix *fix,
                  const struct node *statement, struct str opening);

// ---- SQL

/** Where the statement's SQL stands, of ALTER TABLE the clause: in a script, or in a string. False
 * where it is put together. */
bool rewrite_sql(const struct fix_subject *subject, struct span *span);
/** The string, or strings side by side, around a place; NULL: there is none. */
const struct node *rewrite_string_around(const struct fix_subject *subject, struct span span);

/** Skips white space, comments and the word at `*at`, whatever its case; false: something else is there.
 */
bool rewrite_skip_word(struct str text, size_t *at, size_t end, const char *word);
/** Offset of the word between two places, outside quotes and comments, where it stands there
 * exactly once; else SIZE_MAX. */
size_t rewrite_find_word(struct str text, struct span span, const char *word);
/** The word in capitals or not, as `like` is written. */
struct str rewrite_case(const struct fix_subject *subject, const char *word, struct str like);

#endif
