/**
 * rows: statements about rows and what stores them: INSERT to SELECT, COPY, TRUNCATE, LOCK,
 * VACUUM.
 */
#ifndef SQL_ROWS_H
#define SQL_ROWS_H

#include "sql/statement.h"

statement_translator rows_insert, rows_update, rows_delete, rows_merge, rows_select, rows_copy,
    rows_truncate, rows_lock, rows_vacuum;

#endif
