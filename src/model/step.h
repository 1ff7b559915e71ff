/**
 * step: an operation with what PostgreSQL will do for it, and the facts from before it.
 *
 * Everything that a rule's `where`, a message's {placeholder}, `plan` and JSON can ask for is a
 * row of the field table (step_field_find).
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
};

struct relation_locks {
    struct relation_lock *items;
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

    uint32_t transaction;       // 0: outside; else counts from 1 in each migration
    enum truth in_transaction;  // UNKNOWN: env.py or a condition decides
    struct relation_locks held; // by this transaction from statements before
    struct str lock_timeout;    // in force; empty: not set

    // Facts as they stood before the operation
    enum truth table_exists;
    enum truth table_is_new; // nobody uses it yet: made in this migration or branch
    enum truth table_is_partitioned;
    bool table_is_small;    // by the settings
    int64_t table_rows;     // -1: not known
    enum truth name_exists; // the column, index, constraint… called `name`
    struct sql_type
        old_type; // ALTER_COLUMN_TYPE, DROP_COLUMN: from history, else existing_type
    enum type_change type_change;
    enum truth column_was_nullable;
    enum truth has_valid_check; // a validated CHECK proves the column NOT NULL (12+)
    enum truth type_exists;     // of ADD_COLUMN, ALTER_COLUMN_TYPE with a type of the user's
    enum truth type_is_enum;
    enum volatility default_volatility;
    enum constraint_type constraint_type; // ADD, DROP, VALIDATE: also where the catalog told it
    struct str references;                // the other table of a foreign key: relation_name()
    enum truth references_is_new;
    bool references_itself;
    bool skipped; // by IF [NOT] EXISTS or a guard that the catalog answers: does nothing
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

/** "reads and writes", "writes" or "nothing": what the strongest lock stops. */
const char *effect_blocks(const struct effect *effect);

#endif
