/**
 * body: texts inside statements: of DO blocks and functions.
 */
#ifndef SQL_BODY_H
#define SQL_BODY_H

#include "sql/parse.h"
#include "sql/statement.h"

/** Where the body stands in the draft, with its quotes: of the option AS of DO or a function. */
struct span body_span(const struct statement *statement, struct json *option);

/** The statement's PL/pgSQL. */
struct parse body_parse(const struct statement *statement, struct span body);

/** An opaque operation, or a syntax error at its place, for a body that was not parsed. */
void body_reject(struct statement *statement, const struct parse *parse, struct span body);

/** A syntax error for the text of a function in SQL. */
void body_reject_sql(struct statement *statement, const struct parse *parse, struct span body);

/** An opaque operation with its reason. */
void body_refuse(struct statement *statement, struct str reason);

#endif
