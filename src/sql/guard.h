/**
 * guard: what a condition in PL/pgSQL asks of the schema: IF NOT EXISTS (SELECT … FROM pg_type
 * …).
 */
#ifndef SQL_GUARD_H
#define SQL_GUARD_H

#include "model/operation.h"

/** Sets the guard_… members of the condition from its text, where that is known. */
void guard_read(struct arena *arena, struct str text, struct condition *condition);

/** The same for a whole query whose first row says it: SELECT 1 FROM pg_type WHERE …, SELECT
 * EXISTS (…), SELECT to_regclass('t'). One that
 * gives the names of what exists (SELECT tablename FROM pg_tables) leaves the name empty. False:
 * it asks something else. */
bool guard_read_query(struct arena *arena, struct str query, struct condition *condition);

#endif
