/**
 * query: what is made of a query: views, materialized views, tables.
 */
#ifndef SQL_QUERY_H
#define SQL_QUERY_H

#include "sql/statement.h"

statement_translator query_view, query_create_as, query_refresh;

/** SELECT … INTO t FROM u is CREATE TABLE t AS SELECT … FROM u: `into` its IntoClause, the
 * relations all that it names. */
void query_into(struct statement *statement, struct json *body, struct json *into,
                const struct str_list *relations);

#endif
