/**
 * guard: what a condition in PL/pgSQL asks of the schema: IF NOT EXISTS (SELECT … FROM pg_type
 * …).
 */
#ifndef SQL_GUARD_H
#define SQL_GUARD_H

#include "sql/statement.h"

/** Sets the guard_… members of the condition from its text, where that is known. */
void guard_read(struct arena *arena, struct str text, struct condition *condition);

#endif
