/**
 * translate: SQL text to operations, through PostgreSQL's own grammar.
 *
 * Holes: whoever makes a mapped text leaves a placeholder of the hole's size in its text; what
 * it says does not matter (size 0: something stands between two bytes). Here a name takes its
 * place, or whatever else the grammar wants there. The field that the name ends up in is marked
 * as unknown with the hole's reason, and its text has `…` for the hole: table, schema, name,
 * new_name, column, columns, keys, names, references, options, where, value and so on. A type
 * or an expression that hangs on a hole has is_unknown set; a string that holds one stays a
 * constant.
 *
 * Where fields go, beside what model/operation.h says and postgres/catalog.h relies on:
 *
 *   SET_OWNER           new_name: the role
 *   SET_TABLESPACE      name: the tablespace;  SET_ACCESS_METHOD: method
 *   CLUSTER_ON, REPLICA_IDENTITY, CLUSTER      name: the index, if any
 *   DETACH_PARTITION    full: FINALIZE
 *   SET_STATISTICS … SET_COMPRESSION, SET_COLUMN_OPTIONS, SET_IDENTITY
 *                       options: what stands behind the column's name
 *   ENABLE_TRIGGER, ROW_SECURITY, SET_STORAGE_PARAMETERS, ALTER_…     options: the clause
 *   SET_EXPRESSION      column.generation
 *   ADD_ENUM_VALUE      new_name: the value; options: BEFORE 'x'
 *   RENAME_ENUM_VALUE   names[0]: the old one; new_name
 *   CREATE_TYPE         object: ENUM, COMPOSITE (columns), RANGE, BASE
 *   CREATE_DOMAIN       column (type, default, nullable), constraints
 *   ALTER_DOMAIN        options: the clause; constraint: ADD, DROP, VALIDATE, RENAME (new_name)
 *   CREATE_SEQUENCE, ALTER_SEQUENCE   names[0], column.name: of OWNED BY; options: the clauses
 *   CREATE_FUNCTION     options: LANGUAGE sql STABLE SECURITY DEFINER SET search_path;
 *                       object: FUNCTION, PROCEDURE; column.type: what it returns
 *   CREATE_TRIGGER      names: UPDATE OF; expression: WHEN
 *   CREATE_RULE         names: relations in its actions; expression: WHERE, its columns those of
 *                       the actions as well
 *   CREATE_POLICY, ALTER_POLICY   expression: USING; constraint.check: WITH CHECK; names: tables
 *                       that these read
 *   CREATE_VIEW …       names: what the query reads; columns: the names, where it gives them
 *   CREATE_STATISTICS   names: columns
 *   CREATE_PUBLICATION, ALTER_PUBLICATION   names: tables
 *   GRANT, REVOKE       object, table or name; options: the privileges; names: the roles
 *   REINDEX             object: INDEX, TABLE, SCHEMA, DATABASE, SYSTEM
 *   SELECT              names: relations; expression: WHERE, its functions those of the whole
 *                       query; options: FOR UPDATE
 *   INSERT              options: ON CONFLICT DO UPDATE
 *   COPY                options: FROM, TO
 *   SET                 expression: the value as written, quotes and all
 *   SAVEPOINT           options: SAVEPOINT, RELEASE, ROLLBACK TO
 *   COMMIT, ROLLBACK    options: AND CHAIN, if a new transaction begins
 *   OTHER               object, name or table; options: CREATE, ALTER, DROP, RENAME, …
 */
#ifndef SQL_TRANSLATE_H
#define SQL_TRANSLATE_H

#include "base/source.h"
#include "model/operation.h"

/** Where the text stands, and what its operations inherit. */
struct sql_origin {
    struct span span;                  // where no closer place is known
    const struct condition *condition; // NULL: unconditional
    bool in_loop;
    bool binds;        // :name are bind parameters of SQLAlchemy's text()
    bool stands_alone; // a script: each statement is sent by itself
};

/**
 * Appends what the text does to `out`. `number` is the last statement's number given, and
 * moved on. Statements that do not parse become SYNTAX_ERROR operations with PostgreSQL's
 * message, at the place of the error; the others are read all the same. What a hole hides is
 * unknown, or the whole statement OPAQUE. Never fails.
 */
void sql_translate(struct arena *arena, const struct mapped_text *text,
                   const struct sql_origin *origin, uint32_t *number, struct operations *out);

/** Appends the places in the file of the comments in a SQL text: suppressions stand in them. */
void sql_comments(struct arena *arena, const struct mapped_text *text, struct spans *out);

/** What an expression is: of a default, a CHECK, USING, WHERE. `text` as PostgreSQL would get
 * it. One that does not parse has is_unknown set. */
struct expression sql_expression(struct arena *arena, struct str text);

/** The name that stands for what is not known in a text given to sql_expression(). */
extern const char sql_hole_name[];

/** Fills what a partition key as written (RANGE (at)) tells: method, partition_columns. */
void sql_partition_key(struct arena *arena, struct str text, struct operation *operation);

/** A type as written in SQL (VARCHAR(50), timestamp with time zone, text[]); is_unknown when it
 * is none. */
struct sql_type sql_type_read(struct arena *arena, struct str text);

#endif
