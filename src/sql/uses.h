/**
 * uses: the columns that a query names, as PostgreSQL resolves them.
 */
#ifndef SQL_USES_H
#define SQL_USES_H

#include "sql/statement.h"

/** Columns below the node: `code` where nothing says of which relation, `orders.code` where an
 * alias or the name does, `orders.*` for all. Names that hold a hole are left out. */
struct str_list uses_columns(const struct statement *statement, struct json *query);

#endif
