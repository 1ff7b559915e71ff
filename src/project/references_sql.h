/**
 * references_sql: does a text of SQL name a table, and a column of it? Part of references.
 *
 * The text may be part of a statement, may have parameters of any kind in it, or be no SQL at
 * all: prose in a message must not pass for it.
 */
#ifndef PROJECT_REFERENCES_SQL_H
#define PROJECT_REFERENCES_SQL_H

#include "base/arena.h"
#include "base/str.h"

/** Offset of where the SQL reads from or writes to the table, or SIZE_MAX. */
size_t references_sql_table(struct arena *arena, struct str sql, struct str table);

/** Offset of where it names the table's column, or SIZE_MAX. */
size_t references_sql_column(struct arena *arena, struct str sql, struct str table,
                             struct str column);

#endif
