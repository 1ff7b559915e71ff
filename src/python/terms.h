/**
 * terms: what the readers of SQLAlchemy and Alembic calls share. Private to python/.
 *
 * A term keeps the fields that are not known in `operation.unknown`, whatever its kind; they
 * move on to the operations that are made of it.
 */
#ifndef PYTHON_TERMS_H
#define PYTHON_TERMS_H

#include "python/value.h"

/** Python's True; what cannot be told is marked unknown in `operation` and taken for False. */
bool term_flag(struct emitter *emitter, const struct value *value, struct operation *operation,
               const char *field);

/** A text; one that is there and not known is marked, and gives an empty text. NULL and None
 * give an empty text. */
struct str term_text(struct emitter *emitter, const struct value *value,
                     struct operation *operation, const char *field);

/** The names in a list, a tuple or one by one: texts and columns. False when some are not
 * known, which are marked. */
bool term_names(struct emitter *emitter, const struct value *value, struct str_list *names,
                struct operation *operation, const char *field);

/** Why a value is of no use here, for people: never empty. */
struct str term_reason(struct emitter *emitter, const struct value *value);

/** Why some arguments of a call are not known; never empty. */
struct str term_call_reason(const struct call *call);

/** Marks a type that is not known: column_type, new_type and type_name. */
void term_mark_type(struct emitter *emitter, struct operation *operation, struct str reason);

/** Copies what is unknown of one operation to another. */
void term_copy_unknown(struct emitter *emitter, struct operation *to,
                       const struct operation *from);

/** A name of op.f() or a naming convention: SQLAlchemy shortens those that PostgreSQL would cut
 * off, by a hash. */
struct str term_short_name(struct arena *arena, struct str name);

/** The name as one that no naming convention changes: what op.f() and conv() give. */
struct value *term_final_name(struct arena *arena, const struct value *name);

/** The whole number of a value; false when it is none. */
bool term_number(const struct value *value, int64_t *number);

/** The term of a kind that a value is, or NULL. */
struct term *term_of(const struct value *value, enum term_kind kind);

/** The last part of a dotted path. */
struct str path_last(struct str path);

/** Calls a function of the file with one argument; NULL when that cannot be done. */
struct value *term_call(struct emitter *emitter, struct value *function,
                        struct value *argument);

// ---- types.c

/** The type of a constructor, or NULL when no type is called so. */
struct value *type_call(struct emitter *emitter, struct str path, const struct call *call);
/** Is the path that of a type? */
bool type_is_constructor(struct str path);
/** A type as a value; one that is not known, and why. */
struct value *type_new(struct emitter *emitter, struct span span, struct sql_type type);
struct value *type_unknown_value(struct emitter *emitter, struct span span, struct str reason);

// ---- type_classes.c

/**
 * The term of a value that is a type (a class, an external name, a term). Never NULL: one that
 * is not known has type.is_unknown and marks in its operation. Of an enum, `constraint.name` is
 * its name, `constraint.type` CHECK when it brings a CHECK along.
 */
const struct term *type_term(struct emitter *emitter, const struct value *value);

// ---- enums.c

/** A method of a type: with_variant, create, drop…; NULL when it has none such. */
struct value *type_method(struct emitter *emitter, struct value *object, struct str name,
                          const struct call *call);
struct value *type_attribute(struct emitter *emitter, const struct value *object,
                             struct str name, struct span span);
/** Emits CREATE TYPE for an enum. */
void type_emit_create(struct emitter *emitter, const struct term *type, struct span span,
                      bool checkfirst);
/** The same before a CREATE TABLE, where SQLAlchemy does it. */
void type_emit_for_table(struct emitter *emitter, const struct term *type, struct span span);
/** The type in a table of that schema: inherit_schema=True. */
const struct term *type_in_schema(struct emitter *emitter, const struct term *type,
                                  struct str schema);
/** The CHECK that a type without a native enum brings along; false when there is none. */
bool type_check(struct emitter *emitter, const struct term *type, struct str column,
                struct constraint_def *constraint);

// ---- expressions.c

struct value *expression_call(struct emitter *emitter, struct str path,
                              const struct call *call);
struct value *expression_method(struct emitter *emitter, struct value *object, struct str name,
                                const struct call *call);
/** An expression term of a text. */
struct value *expression_new(struct emitter *emitter, struct span span, struct str text);
/** A value as SQL: a literal, a column, an expression; empty when it is not known. */
struct str expression_text(struct emitter *emitter, const struct value *value);
/** The column, or the expression of columns, when it is known of which table; else NULL. */
const struct term *term_of_table(const struct value *value);
/** The text without the table before its columns, as in the definition of an index. */
struct str expression_of_table(struct arena *arena, struct str text, struct str table);
/** A text in single quotes. */
struct str expression_literal(struct arena *arena, struct str text);
/** The text of sa.text() as it is sent: without the backslashes before colons. */
struct str expression_unescaped(struct arena *arena, struct str text);

// ---- constraints.c

/** ForeignKey, UniqueConstraint and the like; NULL when it is none. */
struct value *constraint_call(struct emitter *emitter, struct str path,
                              const struct call *call);
/** The name of a constraint, perhaps none. */
void constraint_name(struct emitter *emitter, const struct value *name,
                     struct constraint_def *constraint, struct operation *marks);
/** The options that constraints take by keyword. */
void constraint_options(struct emitter *emitter, const struct call *call,
                        struct constraint_def *constraint, struct operation *marks);
/** What a foreign key refers to: "schema.table.column", or a column. */
void constraint_reference(struct emitter *emitter, const struct value *value,
                          struct constraint_def *constraint, struct operation *marks);
/** The elements of EXCLUDE from argument `first` on, as printed. */
void constraint_exclude(struct emitter *emitter, const struct call *call, size_t first,
                        struct constraint_def *constraint, struct operation *marks);

// ---- columns.c

/** Column, Identity, Computed, Sequence; NULL when it is none. */
struct value *column_call(struct emitter *emitter, struct str path, const struct call *call);

// ---- indexes.c

/** Reads the keys (a list, or texts and columns one by one) and the options of an index. */
void index_read(struct emitter *emitter, const struct value *keys, const struct call *call,
                struct operation *operation);
/** Gives the operation of an index its final name, once its table is known. */
void index_name(struct emitter *emitter, const struct term *index, struct operation *operation);
/** sqlalchemy.Index(…) */
struct value *index_make(struct emitter *emitter, const struct call *call);
/** The index of Column(index=True). */
void index_of_column(struct emitter *emitter, const struct term *column, struct str schema,
                     struct str table, struct operation *operation);

// ---- tables.c

/** Table, table, MetaData; NULL when it is none. */
struct value *table_call(struct emitter *emitter, struct str path, const struct call *call);
struct value *table_method(struct emitter *emitter, struct value *object, struct str name,
                           const struct call *call);
struct value *table_attribute(struct emitter *emitter, struct value *object, struct str name,
                              struct span span);
/** Reads what a table is made of: the arguments from `first` on, and the options. */
void table_read(struct emitter *emitter, const struct call *call, size_t first,
                struct term *table);
/** Is the column of a primary key a SERIAL? `is_alone`: it is the whole key. */
bool column_is_serial(const struct term *column, bool is_alone);
void column_make_serial(struct emitter *emitter, struct column_def *definition);
/** The table that a value names: a Table, a declarative class. Never NULL: one that cannot be
 * told has "table" marked as unknown. */
const struct term *table_of(struct emitter *emitter, const struct value *value);

// ---- ddl.c: what is sent for terms

/** CREATE TYPE, CREATE TABLE, CREATE INDEX and comments, as Alembic sends them. */
void emit_table(struct emitter *emitter, const struct term *table, struct span span);
/** ALTER TABLE ADD COLUMN and what hangs on the column. */
struct column_emission {
    struct str schema, table;
    const struct operation *marks; // what is unknown of the call; NULL: nothing
    bool if_not_exists;
    bool inline_references, inline_primary_key;
};
void emit_column(struct emitter *emitter, const struct term *column,
                 const struct column_emission *emission, struct span span);
/** A new operation that is as `from`, but for its place. */
struct operation *emit_copy(struct emitter *emitter, const struct operation *from,
                            struct span span);
/** Completes an operation: its `sql`. Call it when all fields are set. */
void emit_done(struct emitter *emitter, struct operation *operation);

/** SAVEPOINT, RELEASE, ROLLBACK TO of the savepoint of begin_nested(). Source: SQLAlchemy's
 * visit_savepoint, visit_release_savepoint, visit_rollback_to_savepoint. */
void emit_savepoint(struct emitter *emitter, struct str what, struct span span);

// ---- statement_sql.c

/** Gives the operation of an insert(), update(), delete() or select() its SQL, and what that
 * reads; it is emitted. */
void statement_finish(struct emitter *emitter, struct operation *operation);

// ---- statements.c

struct value *statement_call(struct emitter *emitter, struct str path, const struct call *call);
struct value *statement_method(struct emitter *emitter, struct value *object, struct str name,
                               const struct call *call);
/** Emits an insert(), update(), delete(), select(); `rows`: the parameters it is executed with,
 * or NULL. */
void emit_statement(struct emitter *emitter, const struct term *statement,
                    const struct value *rows, struct span span);
/** INSERT of one row (a dictionary), as bulk_insert sends it. */
void emit_insert_row(struct emitter *emitter, const struct term *table, const struct value *row,
                     struct span span);

// ---- connection.c

/** A connection; `what`: SESSION, SAVEPOINT, TRANSACTION (it does not commit what
 * Alembic began), or empty. */
struct value *connection_new(struct emitter *emitter, struct span span, const char *what);
struct value *connection_method(struct emitter *emitter, struct value *object, struct str name,
                                const struct call *call);
/** Sends what a value is: SQL text, a term. `binds`: a str is taken for sa.text(). */
void emit_executed(struct emitter *emitter, const struct value *value, const struct call *call,
                   bool binds);
struct value *inspector_method(struct emitter *emitter, struct value *object, struct str name,
                               const struct call *call);

/** The object: what methods give that change nothing. */
struct value *term_itself(struct emitter *emitter, struct value *object,
                          const struct call *call);

#endif
