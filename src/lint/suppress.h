/**
 * suppress: `cupel: ignore` comments.
 *
 *     op.drop_table("badges")  # cupel: ignore[drop-table] the feature is gone
 *     # cupel: ignore              alone on a line: for the line below; no list: every rule
 *     # cupel: ignore-file[drop-table, locking]    ids and categories
 *
 * In SQL with -- or in a block comment.
 */
#ifndef LINT_SUPPRESS_H
#define LINT_SUPPRESS_H

#include "model/finding.h"

/** Reads the suppressions of a migration's comments. */
struct suppressions suppressions_read(struct arena *arena, const struct migration *migration);

struct line_range {
    uint32_t first, last;
};

/** What a suppression is looked up for. */
struct suppression_query {
    const struct rule *rule;
    struct line_range statement; // of Python: what a Python comment covers
    struct line_range sql;       // of the SQL statement: what a SQL comment covers
    bool by_name_alone;          // one without a list does not count
    bool needs_reason;           // nor one without a reason
};

/** The suppression that covers the rule there, marked as used, or NULL. One of a line comes
 * before one of the file. */
struct suppression *suppressions_find(const struct suppressions *suppressions,
                                      const struct suppression_query *query);

#endif
