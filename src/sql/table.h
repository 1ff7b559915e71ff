/**
 * table: CREATE TABLE, columns and constraints in the parser's trees.
 */
#ifndef SQL_TABLE_H
#define SQL_TABLE_H

#include "sql/statement.h"

/** A column of a ColumnDef's body; the constraints inside it go to `constraints`. */
struct column_def table_column(struct statement *statement, struct json *body,
                               struct constraints *constraints);

/** A constraint of a Constraint's body; CONSTRAINT_NONE for what is none (DEFAULT and so on).
 */
struct constraint_def table_constraint(struct statement *statement, struct json *body);

/** FOR VALUES …, DEFAULT, as printed: of a PartitionBoundSpec's body. */
struct str table_bound(const struct statement *statement, struct json *body);

/** (START WITH 5) of an identity: what stands in the parentheses. */
struct str table_identity_options(const struct statement *statement, struct json *options);

/** A collation's name: of the String nodes of COLLATE. */
struct str table_collation(const struct statement *statement, struct json *names);

statement_translator table_create, table_create_foreign;

#endif
