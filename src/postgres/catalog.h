/**
 * catalog: the schema as the history made it, as far as that is known.
 *
 * Names of operations that this module relies on: of CREATE_TABLE with `partition_of`, `table`
 * is the new partition and `partition_of` its parent; of ATTACH_PARTITION and DETACH_PARTITION
 * `table` is the parent and `partition_of` the partition; of INHERIT and NO_INHERIT `table` is
 * the child and `inherits` holds the parent. Of ATTACH_INDEX `name` is the parent's index and
 * `new_name` the partition's. Of SET_SCHEMA `new_name` is the schema moved to.
 *
 * Everything has a third state: an entry may exist, may not, or `perhaps`. What is not here is
 * absent only if the catalog (of relations and types) or the table (of its columns, indexes and
 * constraints) is complete; else nothing is known of it. An entry that is known to be gone
 * stays as such (`exists` is TRUTH_NO): that is knowledge too.
 */
#ifndef POSTGRES_CATALOG_H
#define POSTGRES_CATALOG_H

#include "base/map.h"
#include "model/step.h"
#include "postgres/types.h"

/** When an entry was made. */
enum made {
    MADE_BEFORE, // the base branch has it, or nothing tells
    MADE_BRANCH, // by an older revision that the base branch does not have
    MADE_HERE,   // by the migration at hand
};

struct origin {
    enum truth exists;
    enum made made;
    const struct condition *condition; // it was made under; NULL: none, or an older migration's
    uint32_t transaction;              // MADE_HERE: which one; 0: outside
};

struct catalog_column {
    struct str name;
    struct origin origin;
    struct sql_type type; // is_unknown: not known; a serial's is its integer
    struct str collation;
    enum truth nullable;
    struct expression default_value;
    bool default_is_known; // false: nothing tells whether there is one
    enum identity identity;
    enum generated generated;
    struct str_list generated_from; // the columns that its expression names
    bool is_serial;
    bool is_all_null; // added without a default, and nothing was written since
};

/** A trigger or rule. */
struct catalog_trigger {
    struct str name;
    struct origin origin;
    bool is_rule;
    struct str_list columns; // of rules: those that the condition names
};

struct catalog_index {
    struct str name, schema;
    struct origin origin;
    struct str_list columns;         // plain keys, then INCLUDE columns
    size_t key_count;                // how many of them are keys
    struct str first;                // the first key, if a plain column
    struct str_list expression_uses; // columns in expression keys and the predicate
    struct str method;
    bool is_unique;
    bool is_partial;
    bool has_expression;
    bool has_special_key;  // with a collation, operator class or order of its own
    bool keys_known;       // false: an index that history only drops or renames
    enum truth is_valid;   // false: ON ONLY a partitioned table, without its parts
    struct str constraint; // the constraint that it belongs to; empty: none
    struct str parent;     // the index of the partitioned table that it is a part of
};

struct catalog_constraint {
    struct constraint_def def; // name set, made up as PostgreSQL does where that is certain
    struct origin origin;
    enum truth is_valid;
    bool def_known;        // false: only the name (and perhaps the type) is known
    struct str older_name; // that it has where it is older than the naming convention; or empty
};

enum relation_kind {
    RELATION_UNKNOWN, // a table, as far as is known
    RELATION_TABLE,
    RELATION_VIEW,
    RELATION_MATERIALIZED_VIEW,
    RELATION_SEQUENCE,
};

/** A table, view or sequence. */
struct catalog_relation {
    struct str key; // relation_name()
    struct str schema, name;
    enum relation_kind kind;
    struct origin origin;
    bool is_complete; // created in the history: nothing of it is unknown
    enum truth is_partitioned;
    struct str partition_strategy;     // RANGE, LIST, HASH, as written; empty: not known
    struct str_list partition_columns; // of the key, where they are columns
    struct str partition_of;           // key of the parent; empty: none known
    bool is_default_partition;
    struct str_list parents; // keys: INHERITS
    struct {
        struct catalog_column *items;
        size_t count, capacity;
    } columns;
    struct {
        struct catalog_index *items;
        size_t count, capacity;
    } indexes;
    struct {
        struct catalog_constraint *items;
        size_t count, capacity;
    } constraints;
    struct {
        struct catalog_trigger *items;
        size_t count, capacity;
    } triggers;
    struct str_list sources;      // of views: keys of the relations they read
    struct str_list used_columns; // of views: KEY.column, see views.h
    bool is_empty; // made by the migration at hand, and nothing was written since
    bool is_unlogged;
    bool is_temporary;
    struct str owner_table, owner_column; // of sequences: key of the table
    bool is_touched;                      // by the migration at hand
};

struct catalog_value {
    struct str label;
    struct origin origin;
    bool is_added; // by ADD VALUE, not made with its type
};

struct catalog_type {
    struct str schema, name;
    enum type_kind kind;
    struct origin origin;
    bool is_complete; // made in the history: its labels are all known
    struct {
        struct catalog_value *items;
        size_t count, capacity;
    } values;             // of enums
    struct sql_type base; // of domains
    enum truth has_constraints;
};

/** Changed through catalog_* functions; read freely. */
struct catalog {
    struct arena *arena;
    unsigned postgres_version;
    bool is_complete;
    struct str incomplete_reason;
    bool has_children;     // some relation is or was a partition or an inheritance child
    bool has_views;        // some relation is or was a view
    struct map relations;  // key to struct catalog_relation *
    struct map indexes;    // name to those that have or had one: catalog_find_index()
    struct map types;      // relation_name() of it to struct catalog_type *
    struct map functions;  // folded name to enum volatility *
    struct map statistics; // relation_name() of extended statistics to the key of its table
};

/** What is being applied: where new entries come from. */
struct apply_context {
    enum made made;
    uint32_t transaction; // MADE_HERE: number of the transaction, 0 outside
    enum truth holds;     // the operation's condition: YES without one, else YES or UNKNOWN
    bool is_guarded; // it asks what exists, which nobody knows: let through, proves no newness
};

/** The entry, whatever its state; NULL when there is none. An empty schema is public. */
struct catalog_relation *catalog_find(const struct catalog *catalog, struct str schema,
                                      struct str name);
/** As catalog_find, by relation_name(). */
struct catalog_relation *catalog_find_key(const struct catalog *catalog, struct str key);
struct catalog_type *catalog_find_type(const struct catalog *catalog, struct str schema,
                                       struct str name);
struct catalog_column *relation_find_column(const struct catalog_relation *relation,
                                            struct str name);
struct catalog_constraint *relation_find_constraint(const struct catalog_relation *relation,
                                                    struct str name);

/** The same; where none is called so, the one that was before there was a naming convention. */
struct catalog_constraint *relation_known_constraint(const struct catalog_relation *relation,
                                                     struct str name);
/** The trigger (or rule) of that name. */
struct catalog_trigger *relation_find_trigger(const struct catalog_relation *relation,
                                              struct str name, bool is_rule);
/** The index of that name that is there or may be, with its table; `schema` may be empty. */
struct catalog_index *catalog_find_index(const struct catalog *catalog, struct str schema,
                                         struct str name, struct catalog_relation **table);
/** An index of that name that is known to be gone. */
const struct catalog_index *catalog_gone_index(const struct catalog *catalog, struct str schema,
                                               struct str name);
/** Whoever gives an index a name in a relation notes it, for those to find. */
void catalog_note_index(struct catalog *catalog, struct catalog_relation *relation,
                        struct str name);
/** As catalog_note_index, of all that the relation has. */
void catalog_note_indexes(struct catalog *catalog, struct catalog_relation *relation);

/** Is it there? `origin` NULL: no entry; then it is absent where the whole is complete. */
enum truth catalog_exists(const struct origin *origin, bool whole_is_complete);

/** The entry is there or may be. */
bool origin_is_there(const struct origin *origin);
/** The entry is known to be there. */
bool origin_is_sure(const struct origin *origin);

/** Can a foreign key to these columns lean on the index? UNKNOWN: nothing tells what it holds. */
enum truth index_serves_reference(const struct catalog_index *index,
                                  const struct str_list *columns);
/** Is there an index that one can lean on, `but` aside (NULL: none)? */
enum truth relation_has_key(const struct catalog_relation *relation,
                            const struct str_list *columns, const struct catalog_index *but);
/** The primary key that is there or may be; NULL: none. */
const struct catalog_constraint *relation_primary_key(const struct catalog_relation *relation);

/** As catalog_exists, for an operation below a condition: what was made under the same
 * condition is there. */
enum truth catalog_exists_under(const struct origin *origin, bool whole_is_complete,
                                const struct condition *condition);

/** The relations below: partitions (and theirs), inheritance children. Appends keys. */
void catalog_descendants(const struct catalog *catalog, const struct catalog_relation *relation,
                         struct str_list *keys);

/** What is known of a column's or a written type. */
struct type_facts catalog_type_facts(const struct catalog *catalog, struct sql_type type);

/** A validated CHECK proves the column NOT NULL. UNKNOWN: the table's checks are not all known.
 */
enum truth relation_has_not_null_check(const struct catalog_relation *relation,
                                       struct str column);

/** Does what the condition's guard asks for exist? UNKNOWN without a guard. */
enum truth catalog_guard(const struct catalog *catalog, const struct condition *condition);

/** `part` is the condition or one around it. */
bool condition_includes(const struct condition *condition, const struct condition *part);

/** Copies that can be changed apart; their texts are shared. */
struct str_list catalog_copy_list(struct arena *arena, const struct str_list *list);
struct catalog_constraint constraint_copy(struct arena *arena,
                                          const struct catalog_constraint *constraint);
struct catalog_index index_copy(struct arena *arena, const struct catalog_index *index);
struct catalog_relation *relation_copy(struct arena *arena,
                                       const struct catalog_relation *relation);

/** Changes the schema as the operation does; where the condition is not known to hold, things
 * become `perhaps`. Never called for what is skipped. */
void catalog_apply(struct catalog *catalog, const struct operation *operation,
                   const struct apply_context *context);

/** Ends a migration: what was MADE_HERE is now before, or of the branch. */
void catalog_end_migration(struct catalog *catalog, bool on_branch);

#endif
