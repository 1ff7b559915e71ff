/**
 * effects: what PostgreSQL does for an operation: a table of rows by kind, version and facts.
 */
#ifndef POSTGRES_EFFECTS_H
#define POSTGRES_EFFECTS_H

#include "postgres/catalog.h"

/** What the rows ask of: the operation, the facts as they stood before it, the schema then. */
struct effect_case {
    struct arena *arena;
    const struct catalog *catalog;
    const struct step *step; // its facts are filled in
    const struct operation *operation;
    unsigned postgres_version;
    struct catalog_relation *table; // the operation's table; NULL: nothing is known of it
};

/** The effect of a step whose facts are filled in. What is skipped still takes the locks that
 * PostgreSQL takes before it looks. */
struct effect effect_find(struct arena *arena, const struct catalog *catalog,
                          const struct step *step, unsigned postgres_version);

/** A question of a row: does it apply? */
typedef enum truth effect_test(const struct effect_case *subject);

effect_test effect_adds_attribute, effect_builds_key, effect_builds_primary_key,
    effect_cascades, effect_changes_access_method, effect_column_has_check,
    effect_column_has_key, effect_column_is_computed, effect_column_is_required,
    effect_column_references_with_default, effect_copies_out, effect_domain_validates,
    effect_drops_referenced_key, effect_expression_is_stored, effect_has_table,
    effect_is_catalog_parameter, effect_is_check, effect_is_concurrent, effect_is_foreign_key,
    effect_is_full, effect_is_in_do_block, effect_is_inherits, effect_is_key, effect_is_like,
    effect_is_partitioned, effect_is_logged_otherwise, effect_is_rename, effect_of_sequence,
    effect_key_scans_for_nulls, effect_locks_rows, effect_looks_up_keys, effect_made_type_here,
    effect_moves_tablespace, effect_of_concurrent_schema, effect_of_constraint,
    effect_of_relation, effect_of_table, effect_of_whole_schema, effect_parent_has_key,
    effect_partition_lacks_index, effect_partition_scans, effect_reads_rows,
    effect_renames_index, effect_replaces_view, effect_restarts_identity, effect_scans_rows,
    effect_sets_not_null, effect_type_changes, effect_type_rechecks_key, effect_type_rewrites,
    effect_type_scans, effect_validates_check, effect_validates_foreign_key,
    effect_validation_scans;

/** Appends the relations that a row speaks of: relation_name()s. */
typedef void effect_target(const struct effect_case *subject, struct str_list *keys);

effect_target effect_on_acted_on, effect_on_below, effect_on_checked, effect_on_column_indexes,
    effect_on_column_key_tables, effect_on_column_referencing, effect_on_column_sequence,
    effect_on_column_views, effect_on_commented, effect_on_constraint_index,
    effect_on_constraint_referenced, effect_on_default_partition, effect_on_default_users,
    effect_on_everything, effect_on_identity_sequence, effect_on_index, effect_on_index_parts,
    effect_on_key_index, effect_on_key_tables, effect_on_missing_indexes, effect_on_named,
    effect_on_names, effect_on_new_index, effect_on_new_keys, effect_on_new_name,
    effect_on_parent, effect_on_parent_indexes, effect_on_parent_keys, effect_on_parents,
    effect_on_part_index_table, effect_on_partition, effect_on_partitions,
    effect_on_rebuilt_indexes, effect_on_referenced, effect_on_referencing,
    effect_on_reindexed_concurrently, effect_on_schema, effect_on_schema_indexes,
    effect_on_schema_keys, effect_on_sequences, effect_on_siblings_default,
    effect_on_statistics_table, effect_on_table, effect_on_table_indexes, effect_on_tree,
    effect_on_tree_indexes, effect_on_type_users, effect_on_unindexed_referencing,
    effect_on_using_index, effect_on_sources, effect_on_truncated, effect_on_truncated_indexes,
    effect_on_view_sources, effect_on_views, effect_on_written_keys;

#endif
