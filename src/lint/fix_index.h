/**
 * fix_index: CONCURRENTLY, in an autocommit block: of calls in fix_index.c, of SQL in
 * fix_index_sql.c.
 */
#ifndef LINT_FIX_INDEX_H
#define LINT_FIX_INDEX_H

#include "lint/rewrite.h"

/** The line that opens an autocommit block. */
struct str fix_index_opening(const struct fix_subject *subject, struct str op);

/** Must the statement be put into a block? A helper may be called from one; with AUTOCOMMIT in
 * env.py none is needed. */
bool fix_index_needs_block(const struct fix_subject *subject, const struct node *statement);

/** Puts it there if so. */
bool fix_index_wrap(const struct fix_subject *subject, struct fix *fix,
                    const struct node *statement, struct str op);

/** The fix of a statement in SQL. */
bool fix_index_sql(const struct fix_subject *subject, struct fix *fix);

#endif
