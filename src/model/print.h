/**
 * print: operations as the SQL that Alembic sends for them on PostgreSQL.
 */
#ifndef MODEL_PRINT_H
#define MODEL_PRINT_H

#include "model/operation.h"

/**
 * The statement that the operation is. Where `sql` is set, that is it: the statement as written
 * or sent, all of it, which reads back as its operations. Else it is printed from the parts, as
 * Alembic and SQLAlchemy render it (for the kinds they have) and as the PostgreSQL manual's
 * synopsis writes it (for the others); no semicolon, names quoted where SQLAlchemy quotes them.
 *
 * What is printed from parts either reads back as the same operation, or has `…` where a part
 * is unknown or is none that an operation holds: values of rows, aliases, the columns of a
 * query. Kinds of which operations hold too little print as nothing: bodies and arguments of
 * functions, triggers, rules, policies, domains, CREATE TABLE AS, MERGE, COPY, GRANT, VACUUM,
 * ANALYZE. A clause that says the default (USING btree) may be read as none.
 *
 * Source: Alembic alembic/ddl/base.py and postgresql.py, SQLAlchemy dialects/postgresql/base.py
 * (PGDDLCompiler, PGTypeCompiler).
 */
struct str operation_sql(struct arena *arena, const struct operation *operation);

/** A name, in double quotes where PostgreSQL needs them. */
struct str quoted_name(struct arena *arena, struct str name);

#endif
