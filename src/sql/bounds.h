/**
 * bounds: does a condition pick a set of rows that stays small as the table grows?
 */
#ifndef SQL_BOUNDS_H
#define SQL_BOUNDS_H

#include "sql/statement.h"

/** Of the body of an UPDATE or DELETE: true when its condition compares something for equality with
 * what no row can change, holds something between two ends, or joins with rows that are few for
 * such a reason (VALUES, LIMIT). A join with another table, IS NULL and one end alone leave the
 * set as large as the table. */
bool bounds_hold(const struct statement *statement, struct json *body);

/** The same of a condition alone. */
bool bounds_hold_in(const struct statement *statement, struct json *condition);

#endif
