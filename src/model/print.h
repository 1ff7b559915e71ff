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
 * What is printed from parts reads back as the same operation; a part that is unknown, or is
 * none that an operation holds (values of rows, the columns of a query), prints as `…`, and with
 * a hole there it reads back as the same kind about the same objects. Clauses that no member
 * holds stand in the definition, as they were written. OPAQUE and SYNTAX_ERROR print as nothing,
 * and so do AUTOCOMMIT_BEGIN and _END, which are no statements. A clause that says the default
 * (USING btree) may be read as none.
 *
 * Source: Alembic alembic/ddl/base.py and postgresql.py, SQLAlchemy dialects/postgresql/base.py
 * (PGDDLCompiler, PGTypeCompiler).
 */
struct str operation_sql(struct arena *arena, const struct operation *operation);

/** A name, in double quotes where PostgreSQL needs them. */
struct str quoted_name(struct arena *arena, struct str name);

#endif
