/**
 * step: an operation with what PostgreSQL will do for it, and the facts from before it.
 *
 * Everything that a rule's `where`, a message's {placeholder}, `plan` and JSON can ask for is a
 * row of the field table (step_field_find). (t) text, (b) bool, (n) number, (l) list. A text
 * that does not apply is empty, a bool no, a number -1. A bool that nobody can tell, and a
 * field that the front end marked as unknown, give is_unknown.
 *
 * What it is
 *   operation (t)      name of the kind: add_column
 *   statement (n)      number of the statement in the migration; clauses share it
 *   since (n)          version of PostgreSQL that its form came with; 0: all know it
 *   sql (t)            the statement as it is sent
 *   reason (t)         opaque, syntax_error: why; what PostgreSQL says
 *   from_sql, sent_together, in_do_block, in_loop, by_alembic, python_query (b)  operation.h
 *   is_conditional (b) below an if, try or loop whose outcome is not known
 *   condition (t)      that condition, as written
 *   skipped (b)        does nothing: IF [NOT] EXISTS or a guard that history answers
 *
 * What it names
 *   table (t)          the relation: schema.table without public; of DROP INDEX, REINDEX and
 *                      the like the index's table, where history tells it
 *   schema (t)         its schema, as written
 *   name (t)           column, constraint, index, type, trigger, setting…
 *   new_name (t)       of renames; the schema of set_schema
 *   object (t)         of drop, comment, rename of other things: POLICY
 *   subject (t)        for messages: name, or table where there is no name
 *   columns (l)        of a constraint (also from history), keys of an index, columns set by
 *                      UPDATE or INSERT, the column of column operations
 *   keys (l)           of create_index: columns and (expressions)
 *   names (l)          labels of an enum; further tables of TRUNCATE, LOCK TABLE; sources
 *   names_twice (l)    what `names` holds more than once
 *   include (l)        INCLUDE columns of an index
 *   method (t)         index or table access method; partition strategy; mode of LOCK TABLE
 *   options, comment, value (t)   further clauses; comment's text; what SET sets
 *   partition_of, partition_bound, partition_by (t)
 *
 * Columns
 *   column (t)         its name
 *   column_type, new_type (t)   the (new) type as printed
 *   type_name (t)      its internal name: varchar, int4, timestamptz
 *   old_type (t)       before, from history, else existing_type (unknown: nobody says it)
 *   type_change (t)    none, free, index, rewrite (or unknown)
 *   using (t)          of a type change; using_is_cast (b): a mere cast, changes nothing
 *   nullable (b)       of a new column
 *   has_default (b)    a default that the server applies: default, serial, identity, generated
 *   default (t)        its text
 *   default_volatility (t)  none, constant, stable, volatile (or unknown)
 *   default_is_string (b)   one quoted text without a cast
 *   python_default (b) default= of SQLAlchemy, which sends nothing
 *   is_serial (b), is_identity (b), identity (t: always, by default), generated (t: stored,
 *   virtual), collation (t)
 *   column_is_new (b)  made in this migration or branch: nobody uses it yet
 *   column_was_nullable (b), has_valid_check (b)  before; a CHECK that proves it NOT NULL (12+)
 *   column_has_check, column_in_foreign_key (b), column_views (l)  before; as far as history
 *                      tells; views and rules that use the column
 *   type_exists, type_is_enum (b)
 *   type_narrows (b)   of a type change: some values of the old type do not fit the new one
 *   values_lost (l)    labels of an enum that its new making or renaming leaves out
 *   missing_columns (l)  columns it names that the table, which is known whole, does not have
 *   needs_using (b)    of a type change: there is no USING, and no cast that assignment uses
 *   default_blocks (b) of a type change: the column's default cannot become one of the new type
 *   uses_new_enum_value (b)  an enum value that this very transaction added
 *
 * Constraints and indexes
 *   constraint_type (t)  check, foreign_key, unique, primary_key, exclude, not_null
 *   references (t)     the referenced table; references_is_new, references_itself (b)
 *   references_no_key (b)  of a foreign key: no unique index has the referenced columns
 *   reference_types (t)  of a foreign key: the two types, where they cannot be compared
 *   other_primary_key (t)  ADD PRIMARY KEY: the one that the table has
 *   not_valid, not_enforced, deferrable, no_inherit (b)
 *   using_index (t)    the index a constraint takes over
 *   check (t)          the condition of a CHECK
 *   unique, nulls_not_distinct, concurrently (b)
 *   added_here (b)     VALIDATE: the constraint was added in this very transaction
 *   backs_constraint (b)  DROP INDEX: the index belongs to a constraint
 *   constraints_lost (l)  DROP COLUMN: the keys and unique constraints that go with it
 *   key_type (t)       of an index on one plain column: that column's type; enum: any enum
 *   uncovered_keys (l) foreign keys it brings, or takes the index from, that no index starts
 *                      with when the migration ends: order_id (to orders)
 *   covered_by (t)     CREATE INDEX: another index that starts with the same columns when the
 *                      migration ends
 *
 * Clauses (b)
 *   if_exists, if_not_exists, cascade, only, temporary, unlogged, or_replace, local, no_data,
 *   full, restart_identity, batch_recreate
 *
 * Rows
 *   where (t)          condition of UPDATE, DELETE, a partial index
 *   where_is_real (b)  there is a condition that is no tautology
 *
 * Facts from before
 *   table_exists, table_is_new, table_is_partitioned, table_is_small, name_exists (b)
 *   has_default_partition (b)
 *   still_used (t)     DROP or RENAME of a column or table: where code names it; see
 * cupel_references.c
 *   name_is_taken (b)  the name that it gives (new_name of renames, else name) is there already
 *   dependents (l)     what needs it: DROP without CASCADE is refused; of a type change the
 *                      generated columns
 *   table_is_missing (b)  the history, which is known whole and makes tables, lacks this one
 *   table_is_known (b) history tells how the table was made, and so all that it has
 *   table_rows (n)     -1: not known; rows (t): "about 12,000,000 rows", or empty
 *
 * What PostgreSQL does
 *   lock (t)           strongest mode on `table`: ACCESS EXCLUSIVE; empty: none
 *   strongest_lock (t) strongest mode on any relation; locked (l): every relation that is
 *                      locked from SHARE up
 *   other_locks (l)    relations other than `table` that are locked from SHARE up
 *   other_tables (l)   those of other_locks that the history knows as tables from before
 *   blocks (t)         reads and writes, writes, nothing: by the strongest lock
 *   rewrites, scans, builds (l)   tables rewritten, read whole; indexes built or rebuilt
 *   rewrites_table, scans_table, builds_index (b)   is there any
 *   forbidden_in_transaction, effect_is_known (b)
 *   in_transaction (b), transaction (n: 0 outside)
 *   held_lock (t)      strongest mode held on any relation by statements before in this
 *                      transaction; held (l): relations held from SHARE up
 *   transaction_is_shared (b)  it holds all migrations that are run, not this one alone
 *   lock_timeout, statement_timeout (t)   in force; empty: not set
 *   has_lock_timeout (b)  set, and not to 0
 */
#ifndef MODEL_STEP_H
#define MODEL_STEP_H

#include "model/operation.h"

/** Table lock modes, weak to strong. Source: PostgreSQL manual, Explicit Locking, 13.3.1. */
enum lock_mode {
    LOCK_NONE,
    LOCK_ACCESS_SHARE,
    LOCK_ROW_SHARE,
    LOCK_ROW_EXCLUSIVE,
    LOCK_SHARE_UPDATE_EXCLUSIVE,
    LOCK_SHARE,
    LOCK_SHARE_ROW_EXCLUSIVE,
    LOCK_EXCLUSIVE,
    LOCK_ACCESS_EXCLUSIVE,
    LOCK_MODE_COUNT
};

struct relation_lock {
    struct str relation; // relation_name()
    enum lock_mode mode;
    bool is_table; // the history knows it as a table from before the migration: no index,
                   // sequence or view
};

struct relation_locks {
    struct relation_lock *items;
    size_t count, capacity;
};

/** Lines of the application's code: paths relative to the repository's root. */
struct code_lines {
    struct code_line {
        struct str path;
        uint32_t line;
    } * items;
    size_t count, capacity;
};

/** What one statement's clause does to relations that were there before. */
struct effect {
    struct relation_locks locks;
    struct str_list rewrites; // tables whose storage is written anew
    struct str_list scans;    // tables read from end to end under the lock
    struct str_list builds;   // indexes built or rebuilt on tables that were there before
    bool forbidden_in_transaction;
    bool is_known; // false: the kind or a needed fact is not known; the lists hold what is
};

enum type_change {
    TYPE_CHANGE_NONE,    // the same type
    TYPE_CHANGE_FREE,    // catalog only
    TYPE_CHANGE_INDEX,   // no rewrite, some indexes built anew
    TYPE_CHANGE_REWRITE, // table and all its indexes
    TYPE_CHANGE_UNKNOWN, // the old type (or the new one) is not known
};

enum volatility {
    VOLATILITY_NONE, // no expression
    VOLATILITY_CONSTANT,
    VOLATILITY_STABLE, // also immutable
    VOLATILITY_VOLATILE,
    VOLATILITY_UNKNOWN, // a function that nothing tells about
};

struct step {
    const struct operation *operation;
    struct effect effect;

    uint32_t transaction;             // 0: outside; else counts from 1 in each migration
    enum truth in_transaction;        // UNKNOWN: env.py or a condition decides
    enum truth transaction_is_shared; // it holds all migrations that are run
    struct relation_locks held;       // by this transaction from statements before
    struct str lock_timeout;          // in force; empty: not set
    struct str statement_timeout;     // likewise
    struct str table; // relation_name() of what it is about; of an index by name: its table

    // Facts as they stood before the operation
    enum truth table_exists;
    enum truth table_is_new; // nobody uses it yet: made in this migration or branch
    enum truth table_is_partitioned;
    enum truth has_default_partition; // the partitioned table has one
    bool table_is_missing;            // by a history that is known whole and makes tables
    bool table_is_known;              // made in the history: nothing of it is unknown
    bool table_is_small;              // by the settings
    int64_t table_rows;               // -1: not known
    enum truth name_exists;           // the column, index, constraint… called `name`
    struct sql_type
        old_type; // ALTER_COLUMN_TYPE, DROP_COLUMN: from history, else existing_type
    enum type_change type_change;
    bool rebuilds_plain_indexes; // ALTER_COLUMN_TYPE: those on the column, not only expressions
    enum truth column_was_nullable;
    enum truth column_is_new;   // nobody uses it yet, as with table_is_new
    enum truth has_valid_check; // a validated CHECK proves the column NOT NULL (12+)
    enum truth type_exists;     // of ADD_COLUMN, ALTER_COLUMN_TYPE with a type of the user's
    enum truth type_is_enum;
    enum truth uses_new_enum_value; // one that its own transaction added
    enum volatility default_volatility;
    enum constraint_type constraint_type; // ADD, DROP, VALIDATE: also where the catalog told it
    struct str references;                // the other table of a foreign key: relation_name()
    enum truth references_is_new;
    bool references_itself;
    struct str tie; // ALTER_COLUMN_TYPE, RENAME_COLUMN: why no other column can take its place
    struct str made_up_name; // ADD_CONSTRAINT without a name, as far as history tells: the one
                             // that PostgreSQL gives it, unless a naming convention does
    struct str not_null_name, sequence_name; // likewise: ADD_COLUMN, SET_NOT_NULL: of a NOT
                                             // NULL constraint, of a serial's sequence
    struct str_list nullable_columns;        // of a new primary key: not known to be NOT NULL
    struct str_list columns;          // of a constraint or index, also where history told them
    struct str_list column_views;     // views and rules that use the column
    enum truth column_has_check;      // a CHECK names the column
    struct constraints column_checks; // those that do and may be valid
    enum truth column_in_foreign_key; // on either side
    bool says_not_null; // DROP of a CHECK: it says no more than that columns are NOT NULL which
                        // are
    enum truth added_here;            // VALIDATE: the constraint was added in this transaction
    enum truth backs_constraint;      // DROP_INDEX
    struct str still_used;            // DROP, RENAME of columns and tables: places in code
    struct code_lines used_at;        // those of them that this tree has
    enum truth type_narrows;          // ALTER_COLUMN_TYPE
    struct str key_type;              // CREATE_INDEX on one plain column
    struct str_list values_lost;      // CREATE_TYPE, RENAME_TYPE
    struct str_list missing_columns;  // named, and the table is known without them
    struct str_list constraints_lost; // DROP_COLUMN
    bool name_is_taken;               // CREATE, ADD, RENAME without IF NOT EXISTS
    struct str_list dependents;       // DROP without CASCADE: what needs it
    struct str_list dependent_owners; // of each, the key of the relation that it belongs to
    enum truth needs_using;           // ALTER_COLUMN_TYPE: nothing casts by itself
    enum truth default_blocks;        // ALTER_COLUMN_TYPE: the default has no cast
    enum truth references_no_key;     // of foreign keys: no unique index has the target
    struct str reference_types;       // of foreign keys: types that cannot be compared
    struct str other_primary_key;     // ADD_CONSTRAINT

    // Facts as they stand when the migration ends
    struct str_list uncovered_keys; // foreign keys without an index, by this step's doing
    struct str covered_by;          // CREATE_INDEX: another index that serves as well

    bool is_conditional; // below an if, try or loop whose outcome is not known
    bool skipped;        // by IF [NOT] EXISTS or a guard that the catalog answers: does nothing
};

struct steps {
    struct step *items;
    size_t count, capacity;
};

enum field_type { FIELD_TEXT, FIELD_BOOL, FIELD_NUMBER, FIELD_LIST };

/** The answer to "the field called X". */
struct field_value {
    enum field_type type;
    bool is_unknown;
    struct str reason;           // of unknown ones; may be empty
    struct str text;             // FIELD_TEXT; FIELD_LIST: joined with ", "
    bool yes;                    // FIELD_BOOL
    int64_t number;              // FIELD_NUMBER
    const struct str_list *list; // FIELD_LIST
};

struct field;

/** A row of the field table, or NULL when there is no field of that name. */
const struct field *step_field_find(struct str name);

/** Rows by index, for listings; NULL past the end. */
const struct field *step_field_at(size_t index);
const char *step_field_name(const struct field *field);
enum field_type step_field_type(const struct field *field);

/** The field's value; texts that must be built come from the arena. */
struct field_value step_field(struct arena *arena, const struct step *step,
                              const struct field *field);

/** The manual's name without LOCK: ACCESS EXCLUSIVE. Empty for LOCK_NONE. */
const char *lock_mode_name(enum lock_mode mode);

/** The mode of a name, LOCK_NONE when there is none. */
enum lock_mode lock_mode_find(struct str name);

/** Adds a lock, or strengthens the one on that relation. */
void relation_locks_add(struct arena *arena, struct relation_locks *locks, struct str relation,
                        enum lock_mode mode);

enum lock_mode relation_locks_mode(const struct relation_locks *locks, struct str relation);

/** The strongest mode of all; LOCK_NONE when there is no lock. */
enum lock_mode relation_locks_strongest(const struct relation_locks *locks);

/** "reads and writes", "writes" or "nothing": what the strongest lock stops. */
const char *effect_blocks(const struct effect *effect);

#endif
