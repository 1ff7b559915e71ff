/**
 * facts: what an expression is: a constant, always true, a mere cast, a proof of NOT NULL.
 */
#ifndef SQL_FACTS_H
#define SQL_FACTS_H

#include "sql/statement.h"

/** Sets is_constant, is_null, is_string, is_true, is_column_cast and not_null from the node. */
void facts_read(const struct statement *statement, struct expression *expression,
                struct json *node);

#endif
