/**
 * session: settings, transactions, and statements that hold others: EXPLAIN, PREPARE.
 */
#ifndef SQL_SESSION_H
#define SQL_SESSION_H

#include "sql/statement.h"

statement_translator session_set, session_transaction, session_explain;

/** SELECT set_config('name', 'value', is_local) as the SET that it is; false for other queries.
 */
bool session_set_config(struct statement *statement, struct json *select);

#endif
