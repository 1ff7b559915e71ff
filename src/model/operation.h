/**
 * operation: one thing a migration does, from Python or from SQL, in PostgreSQL's own terms.
 *
 * One flat record for every kind. `ALTER TABLE` with three clauses is three operations that
 * share a statement number. Front ends fill it, postgres/ applies it, rules ask for its fields
 * by name (model/step.h).
 */
#ifndef MODEL_OPERATION_H
#define MODEL_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/str.h"

/** The third answer beside yes and no. */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

/** Kinds and their names (as in rules, `plan` and JSON). One list makes the enum and the names.
 */
#define OPERATION_KINDS(X)                                                                     \
    X(OPAQUE, "opaque")             /* cannot be known without running it: see reason */       \
    X(SYNTAX_ERROR, "syntax_error") /* SQL that PostgreSQL rejects: see reason */              \
    X(OTHER, "other")               /* known, but nothing here speaks of it */                 \
    /* tables */                                                                               \
    X(CREATE_TABLE, "create_table")                                                            \
    X(CREATE_TABLE_AS, "create_table_as")                                                      \
    X(DROP_TABLE, "drop_table")                                                                \
    X(RENAME_TABLE, "rename_table")                                                            \
    X(SET_SCHEMA, "set_schema")                                                                \
    X(TRUNCATE, "truncate")                                                                    \
    X(LOCK_TABLE, "lock_table")                                                                \
    X(SET_LOGGED, "set_logged")                                                                \
    X(SET_UNLOGGED, "set_unlogged")                                                            \
    X(SET_TABLESPACE, "set_tablespace")                                                        \
    X(SET_ACCESS_METHOD, "set_access_method")                                                  \
    X(SET_STORAGE_PARAMETERS, "set_storage_parameters")                                        \
    X(CLUSTER_ON, "cluster_on")                                                                \
    X(REPLICA_IDENTITY, "replica_identity")                                                    \
    X(INHERIT, "inherit")                                                                      \
    X(NO_INHERIT, "no_inherit")                                                                \
    X(SET_OWNER, "set_owner")                                                                  \
    X(ROW_SECURITY, "row_security")                                                            \
    X(ATTACH_PARTITION, "attach_partition")                                                    \
    X(DETACH_PARTITION, "detach_partition")                                                    \
    /* columns */                                                                              \
    X(ADD_COLUMN, "add_column")                                                                \
    X(DROP_COLUMN, "drop_column")                                                              \
    X(RENAME_COLUMN, "rename_column")                                                          \
    X(ALTER_COLUMN_TYPE, "alter_column_type")                                                  \
    X(SET_NOT_NULL, "set_not_null")                                                            \
    X(DROP_NOT_NULL, "drop_not_null")                                                          \
    X(SET_DEFAULT, "set_default")                                                              \
    X(DROP_DEFAULT, "drop_default")                                                            \
    X(ADD_IDENTITY, "add_identity")                                                            \
    X(SET_IDENTITY, "set_identity")                                                            \
    X(DROP_IDENTITY, "drop_identity")                                                          \
    X(SET_EXPRESSION, "set_expression")                                                        \
    X(DROP_EXPRESSION, "drop_expression")                                                      \
    X(SET_STATISTICS, "set_statistics")                                                        \
    X(SET_COLUMN_OPTIONS, "set_column_options")                                                \
    X(SET_STORAGE, "set_storage")                                                              \
    X(SET_COMPRESSION, "set_compression")                                                      \
    /* constraints */                                                                          \
    X(ADD_CONSTRAINT, "add_constraint")                                                        \
    X(DROP_CONSTRAINT, "drop_constraint")                                                      \
    X(VALIDATE_CONSTRAINT, "validate_constraint")                                              \
    X(ALTER_CONSTRAINT, "alter_constraint")                                                    \
    X(RENAME_CONSTRAINT, "rename_constraint")                                                  \
    /* indexes */                                                                              \
    X(CREATE_INDEX, "create_index")                                                            \
    X(DROP_INDEX, "drop_index")                                                                \
    X(RENAME_INDEX, "rename_index")                                                            \
    X(ALTER_INDEX, "alter_index")                                                              \
    X(ATTACH_INDEX, "attach_index")                                                            \
    X(REINDEX, "reindex")                                                                      \
    /* views */                                                                                \
    X(CREATE_VIEW, "create_view")                                                              \
    X(ALTER_VIEW, "alter_view")                                                                \
    X(RENAME_VIEW, "rename_view")                                                              \
    X(DROP_VIEW, "drop_view")                                                                  \
    X(CREATE_MATERIALIZED_VIEW, "create_materialized_view")                                    \
    X(REFRESH_MATERIALIZED_VIEW, "refresh_materialized_view")                                  \
    X(DROP_MATERIALIZED_VIEW, "drop_materialized_view")                                        \
    /* types */                                                                                \
    X(CREATE_TYPE, "create_type")                                                              \
    X(ALTER_TYPE, "alter_type")                                                                \
    X(RENAME_TYPE, "rename_type")                                                              \
    X(DROP_TYPE, "drop_type")                                                                  \
    X(ADD_ENUM_VALUE, "add_enum_value")                                                        \
    X(RENAME_ENUM_VALUE, "rename_enum_value")                                                  \
    X(CREATE_DOMAIN, "create_domain")                                                          \
    X(ALTER_DOMAIN, "alter_domain")                                                            \
    X(DROP_DOMAIN, "drop_domain")                                                              \
    /* sequences, functions, triggers, rules, policies */                                      \
    X(CREATE_SEQUENCE, "create_sequence")                                                      \
    X(ALTER_SEQUENCE, "alter_sequence")                                                        \
    X(DROP_SEQUENCE, "drop_sequence")                                                          \
    X(CREATE_FUNCTION, "create_function")                                                      \
    X(DROP_FUNCTION, "drop_function")                                                          \
    X(CREATE_TRIGGER, "create_trigger")                                                        \
    X(DROP_TRIGGER, "drop_trigger")                                                            \
    X(RENAME_TRIGGER, "rename_trigger")                                                        \
    X(ENABLE_TRIGGER, "enable_trigger")                                                        \
    X(DISABLE_TRIGGER, "disable_trigger")                                                      \
    X(CREATE_RULE, "create_rule")                                                              \
    X(DROP_RULE, "drop_rule")                                                                  \
    X(CREATE_POLICY, "create_policy")                                                          \
    X(ALTER_POLICY, "alter_policy")                                                            \
    X(DROP_POLICY, "drop_policy")                                                              \
    /* the rest of the schema */                                                               \
    X(CREATE_SCHEMA, "create_schema")                                                          \
    X(RENAME_SCHEMA, "rename_schema")                                                          \
    X(DROP_SCHEMA, "drop_schema")                                                              \
    X(CREATE_EXTENSION, "create_extension")                                                    \
    X(DROP_EXTENSION, "drop_extension")                                                        \
    X(CREATE_DATABASE, "create_database")                                                      \
    X(DROP_DATABASE, "drop_database")                                                          \
    X(CREATE_TABLESPACE, "create_tablespace")                                                  \
    X(ALTER_SYSTEM, "alter_system")                                                            \
    X(CREATE_STATISTICS, "create_statistics")                                                  \
    X(DROP_STATISTICS, "drop_statistics")                                                      \
    X(CREATE_PUBLICATION, "create_publication")                                                \
    X(ALTER_PUBLICATION, "alter_publication")                                                  \
    X(COMMENT, "comment")                                                                      \
    X(GRANT, "grant")                                                                          \
    X(REVOKE, "revoke")                                                                        \
    /* maintenance */                                                                          \
    X(VACUUM, "vacuum")                                                                        \
    X(ANALYZE, "analyze")                                                                      \
    X(CLUSTER, "cluster")                                                                      \
    /* rows */                                                                                 \
    X(INSERT, "insert")                                                                        \
    X(UPDATE, "update")                                                                        \
    X(DELETE, "delete")                                                                        \
    X(MERGE, "merge")                                                                          \
    X(COPY, "copy")                                                                            \
    X(SELECT, "select")                                                                        \
    /* the session and its transactions */                                                     \
    X(SET, "set")                                                                              \
    X(RESET, "reset")                                                                          \
    X(BEGIN, "begin")                                                                          \
    X(COMMIT, "commit")                                                                        \
    X(ROLLBACK, "rollback")                                                                    \
    X(SAVEPOINT, "savepoint") /* also RELEASE and ROLLBACK TO: nothing ends */                 \
    X(PREPARE_TRANSACTION, "prepare_transaction")                                              \
    X(AUTOCOMMIT_BEGIN, "autocommit_begin") /* Alembic's autocommit_block(): commits */        \
    X(AUTOCOMMIT_END, "autocommit_end")     /* and its end: a new transaction */

enum operation_kind {
#define OPERATION_KIND(kind, name) OP_##kind,
    OPERATION_KINDS(OPERATION_KIND)
#undef OPERATION_KIND
        OPERATION_KIND_COUNT
};

/**
 * A type as PostgreSQL knows it. `name` is folded and the internal one for built-in types
 * (model/type.h): varchar, int4, timestamptz, bpchar; serial types stay serial4 and so on.
 */
struct sql_type {
    struct str schema; // empty: none was written
    struct str name;   // empty: no type, or (is_unknown) not known
    int32_t modifiers[2];
    uint32_t modifier_count; // varchar(50): 1, numeric(10, 2): 2
    uint32_t dimensions;     // 1 for text[], 2 for text[][]
    struct str text;         // as it is printed: VARCHAR(50)
    bool is_unknown;         // there is a type, and nothing tells which
    bool is_enum;            // a native enum, as the Python side declared it
};

/** What a SQL expression is and names, as far as rules and the effects model ask. */
struct expression {
    struct str text;           // as written; empty: there is no expression
    struct str_list functions; // functions called: folded, without pg_catalog
    struct str_list columns;   // columns named: folded
    struct str_list not_null;  // columns that cannot be null where the expression holds (CHECK)
    bool is_unknown;           // there is one, and nothing tells what
    bool is_constant;          // literals, casts of literals, ARRAY[] of literals
    bool is_null;              // the literal NULL
    bool is_string;            // one quoted text, without a cast
    bool is_true;              // a tautology: true, 1 = 1, a = a
    bool is_term;              // made of SQLAlchemy's columns, not of text
    bool is_column_cast;       // a column, or a mere cast of one
    const struct sql_type *cast_to; // of is_column_cast: the type cast to; NULL: none
    bool has_subquery;
    bool is_bounded; // of UPDATE, DELETE: few rows, however many the table has
};

enum identity { IDENTITY_NONE, IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT };
enum generated { GENERATED_NONE, GENERATED_STORED, GENERATED_VIRTUAL };

struct column_def {
    struct str name;
    struct sql_type type;
    struct str collation;
    enum truth nullable; // of a column definition without NOT NULL: TRUTH_YES
    struct expression default_value;
    enum identity identity;
    struct str identity_options; // (START WITH 5 …) as printed
    enum generated generated;
    struct expression generation; // of generated columns
    bool has_python_default;      // default= of SQLAlchemy: sends nothing
    struct span span;
};

enum constraint_type {
    CONSTRAINT_NONE,
    CONSTRAINT_CHECK,
    CONSTRAINT_FOREIGN_KEY,
    CONSTRAINT_UNIQUE,
    CONSTRAINT_PRIMARY_KEY,
    CONSTRAINT_EXCLUDE,
    CONSTRAINT_NOT_NULL, // PostgreSQL 18: named, may be NOT VALID
};

struct constraint_def {
    enum constraint_type type;
    struct str name;      // empty: PostgreSQL makes one up
    bool name_is_unknown; // a naming convention, or a value that is not known
    bool name_is_final;   // it came from op.f(): no naming convention changes it
    bool name_is_made;    // by a naming convention, of what was given:
    struct str given_name;
    struct str_list columns;
    struct expression check;
    struct str ref_schema, ref_table;       // the referenced table
    struct str_list ref_columns;            // empty: its primary key
    struct str on_delete, on_update, match; // as printed: CASCADE, SET NULL; empty: none given
    struct str elements;                    // EXCLUDE: as printed, USING gist (during WITH &&)
    struct str using_index;                 // UNIQUE and PRIMARY KEY USING INDEX: its name
    struct str_list include;
    bool not_valid;
    bool not_enforced;
    bool no_inherit;
    bool deferrable;
    bool initially_deferred;
    bool nulls_not_distinct;
    bool of_column; // written inside a column's definition
    struct span span;
};

struct index_key {
    struct str column;            // empty: an expression
    struct expression expression; // of an expression key
    struct str collation, operator_class;
    struct str order; // as printed: DESC NULLS LAST
};

/** What must hold for an operation to run: an `if` that is not known, and what it asks. */
struct condition {
    const struct condition *parent; // the condition around it
    uint32_t id;     // the same test with the same outcome has the same id in one migration
    struct str text; // as written, `not (…)` for the other branch
    /** What the test asks of the schema, where that is known; then replay may answer it. */
    enum guard {
        GUARD_NONE,
        GUARD_TABLE_EXISTS,
        GUARD_COLUMN_EXISTS,
        GUARD_INDEX_EXISTS,
        GUARD_CONSTRAINT_EXISTS,
        GUARD_TYPE_EXISTS,
    } guard;
    bool guard_negated; // holds when it does not exist
    struct str guard_schema, guard_table, guard_name;
};

/** A field that could not be known, and why. */
struct unknown_field {
    const char *field; // its name in the field table
    struct str reason;
};

struct columns {
    struct column_def *items;
    size_t count, capacity;
};

struct constraints {
    struct constraint_def *items;
    size_t count, capacity;
};

/**
 * Members that hold for some kinds only:
 *
 *   table, schema   the relation it is about: the table of a column, constraint, index, trigger,
 *                   policy or row change; the view, sequence or type itself goes by `name` (views
 *                   and materialized views: in `table`, as relations)
 *   name            the column, constraint, index, type, trigger, setting… it is about
 *   new_name        RENAME_*: the new one; SET_SCHEMA: the schema moved to
 *   column          ADD_COLUMN: the whole; ALTER_COLUMN_TYPE: type, collation; SET_DEFAULT:
 *                   default_value; ADD_IDENTITY: identity
 *   old_type        ALTER_COLUMN_TYPE: existing_type of Alembic
 *   expression      ALTER_COLUMN_TYPE: USING; CREATE_INDEX, UPDATE, DELETE: WHERE; SET: the
 *                   value; CREATE_VIEW: the query
 *   constraint      ADD_CONSTRAINT, VALIDATE, DROP (type and columns as far as Alembic says)
 *   columns         CREATE_TABLE; CREATE_VIEW: names
 *   constraints     CREATE_TABLE: table constraints and those of its columns
 *   keys            CREATE_INDEX
 *   names           labels of an enum; columns set by UPDATE or INSERT, of VACUUM and ANALYZE;
 *                   further tables of TRUNCATE, LOCK_TABLE, sources of a view or query; those
 *                   that the SQL of CREATE_FUNCTION changes
 */
struct operation {
    enum operation_kind kind;
    struct span span; // in the migration's file: the call, or the statement in its text
    struct span
        written; // from_sql: the statement's text in the file, of ALTER TABLE the clause's;
                 // empty: it stands in another one, or in no one place
    uint32_t statement; // number in the migration, from 1; shared by clauses of one statement
    struct str sql;     // the whole statement as it is sent; empty: nothing is sent
    const struct condition *condition; // NULL: unconditional
    bool from_sql;        // the statement was SQL text, not an operation of Alembic's
    bool sent_together;   // its text holds several statements: one implicit transaction
    bool in_do_block;     // runs inside DO or a procedure's body
    bool in_loop;         // below a loop whose turns are not known
    bool by_alembic;      // bookkeeping of Alembic's own (alembic_version)
    bool given_rows;      // INSERT … VALUES, of rows that stand in the migration
    bool python_query;    // a query whose rows Python reads: no part of the schema's change
    uint8_t syntax_since; // version whose syntax the parts have that no member tells of; see
                          // model/version.h
    struct str reason;    // OPAQUE, SYNTAX_ERROR: why, what was found

    struct str schema, table;
    struct str name;
    struct str new_name;
    struct str object; // DROP, COMMENT, RENAME of OTHER: what it is, in upper case (POLICY)

    struct column_def column;
    struct sql_type old_type;
    bool old_nullable_known, old_nullable; // existing_nullable of Alembic
    struct expression expression;
    struct constraint_def constraint;
    struct columns columns;
    struct constraints constraints;
    struct {
        struct index_key *items;
        size_t count, capacity;
    } keys;
    struct str_list names;
    struct str_list include; // CREATE_INDEX … INCLUDE
    struct str_list sources; // INSERT, UPDATE, DELETE, MERGE: the other relations that are
                             // read (USING, FROM, queries inside), as relation_name();
                             // CREATE_FUNCTION: those its SQL reads; SELECT: sequences that
                             // nextval() or setval() names
    struct str method;       // index or table access method; PARTITION BY strategy; lock mode
    struct str partition_of; // CREATE_TABLE … PARTITION OF, ATTACH, DETACH: the partition's or
                             // parent's name, see postgres/catalog.h
    struct str partition_of_schema;
    struct str partition_by; // CREATE_TABLE … PARTITION BY: as printed, RANGE (at)
    struct str_list partition_columns;
    struct str partition_bound; // FOR VALUES …, as printed; DEFAULT
    struct str_list inherits;   // INHERITS, LIKE: the tables
    struct str comment;         // COMMENT: text; NULL data: IS NULL
    struct str options;         // further clauses, as printed
    struct str definition;      // of kinds that are defined by more than members hold: what
                                // stands behind the name and its clauses, as written, with
                                // what other members say of it; OTHER: the whole statement

    bool concurrently;
    bool if_exists;
    bool if_not_exists;
    bool cascade;
    bool unique;
    bool nulls_not_distinct;
    bool only; // ALTER TABLE ONLY, CREATE INDEX ON ONLY
    bool temporary;
    bool unlogged;
    bool or_replace;
    bool is_local; // SET LOCAL
    bool no_data;  // WITH NO DATA
    bool full;     // VACUUM FULL; MATCH FULL; DETACH … FINALIZE; REVOKE … OPTION FOR
    bool restart_identity;
    bool batch_recreate; // batch_alter_table(recreate="always"): the table is copied

    struct {
        struct unknown_field *items;
        size_t count, capacity;
    } unknown;
};

struct operations {
    struct operation *items;
    size_t count, capacity;
};

/** The name of a kind; the kind of a name, or OPERATION_KIND_COUNT when there is none. */
const char *operation_name(enum operation_kind kind);
enum operation_kind operation_find(struct str name);

/** Why a field is not known, or NULL when it is. */
const struct str *operation_unknown(const struct operation *operation, const char *field);

/** Marks a field as unknown; the first reason stays. */
void operation_set_unknown(struct arena *arena, struct operation *operation, const char *field,
                           struct str reason);

/** `schema.table` or `table`: how a relation is named in messages and JSON; public is left out.
 */
struct str relation_name(struct arena *arena, struct str schema, struct str table);

#endif
