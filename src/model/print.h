/**
 * print: operations as the SQL that Alembic sends for them on PostgreSQL.
 */
#ifndef MODEL_PRINT_H
#define MODEL_PRINT_H

#include "model/operation.h"

/**
 * The statement that the operation is, as Alembic and SQLAlchemy render it (for the kinds they
 * have) and as the PostgreSQL manual's synopsis writes it (for the others); no semicolon. Names
 * are quoted where SQLAlchemy quotes them. What is unknown prints as `…`. Source: Alembic
 * alembic/ddl/base.py and postgresql.py, SQLAlchemy dialects/postgresql/base.py (PGDDLCompiler,
 * PGTypeCompiler).
 */
struct str operation_sql(struct arena *arena, const struct operation *operation);

/** A name, in double quotes where PostgreSQL needs them. */
struct str quoted_name(struct arena *arena, struct str name);

#endif
