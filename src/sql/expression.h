/**
 * expression: expressions in the parser's trees.
 */
#ifndef SQL_EXPRESSION_H
#define SQL_EXPRESSION_H

#include "sql/statement.h"

/** Where an expression stands: behind which word, and before which. */
struct clause {
    const char *before;       // DEFAULT, CHECK, USING, WHERE; NULL: from the first place known
    const char *const *after; // words that end it, NULL-terminated; NULL: none
    bool ends_at_comma;
    bool in_parentheses; // they belong to the clause, not to the expression
};

extern const struct clause clause_default, clause_check, clause_using, clause_where,
    clause_generated, clause_policy, clause_when, clause_value;

/** The expression of a node; an empty one for NULL. */
struct expression expression_read(const struct statement *statement, struct json *node,
                                  const struct clause *clause);

/** As expression_read(), with a text that is known. */
struct expression expression_read_as(const struct statement *statement, struct json *node,
                                     struct str text);

/** Of a clause such as CHECK (…) NOT VALID: what stands in the parentheses that it starts with;
 * the text itself when it starts with none. */
struct str expression_inside(struct arena *arena, struct str text);

/** The first place in the draft that a node or its parts name; UINT32_MAX when none does. */
uint32_t expression_start(struct json *node);

/** Names of relations in FROM and below, as schema.table; without those that WITH defines. */
struct str_list expression_relations(const struct statement *statement, struct json *node);

/** The same without the tables whose rows are changed: what a statement reads. */
struct str_list expression_sources(const struct statement *statement, struct json *node);

/** The tables whose rows statements at and below a node change. */
struct str_list expression_changed(const struct statement *statement, struct json *node);

#endif
