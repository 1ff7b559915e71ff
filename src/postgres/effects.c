#include "postgres/effects.h"

// What a row does beside locking.
enum {
    SCANS = 1,   // the targets are read from end to end
    COPIES = 2,  // their storage is replaced by a copy
    INDEXES = 4, // and all their indexes are built anew
    REWRITES = SCANS | COPIES | INDEXES,
    BUILDS = 8,         // the targets are indexes: built, or built anew
    FORBIDDEN = 16,     // not in a transaction block
    EVEN_SKIPPED = 32,  // done before PostgreSQL looks whether there is anything to do
    IF_UNKNOWN = 64,    // assumed where the test cannot tell
    MODE_IS_NAMED = 128 // LOCK TABLE
};

struct effect_row {
    enum operation_kind kind;
    effect_target *on; // NULL: no relation
    enum lock_mode mode;
    unsigned does;
    effect_test *when, *unless; // NULL: always, never
    unsigned since, until; // PostgreSQL versions: from since on, without until; 0: no border
};

#define AS LOCK_ACCESS_SHARE
#define RS LOCK_ROW_SHARE
#define RX LOCK_ROW_EXCLUSIVE
#define SUX LOCK_SHARE_UPDATE_EXCLUSIVE
#define S LOCK_SHARE
#define SRX LOCK_SHARE_ROW_EXCLUSIVE
#define X LOCK_EXCLUSIVE
#define AX LOCK_ACCESS_EXCLUSIVE
#define ON(target) effect_on_##target
#define TAKES(lock) .mode = (lock)
#define DOES(what) .does = (what)
#define WHEN(test) .when = effect_##test
#define UNLESS(test) .unless = effect_##test

// All rows of a kind that apply add up. Sources: PostgreSQL manual, Explicit Locking 13.3.1,
// ALTER TABLE and the page of each statement; AlterTableGetLockLevel in tablecmds.c. Each was
// measured on PostgreSQL 11 to 18 with pg_locks, pg_class.relfilenode and
// pg_stat_xact_user_tables, for the manual does not name the locks on other relations than the
// first.
// clang-format off
static const struct effect_row rows[] = {
    // CREATE TABLE: nothing of the new table is locked for others
    {OP_CREATE_TABLE, ON(new_keys), TAKES(SRX)},
    {OP_CREATE_TABLE, ON(parents), TAKES(AS), WHEN(is_like)},
    {OP_CREATE_TABLE, ON(parents), TAKES(SUX), WHEN(is_inherits)},
    {OP_CREATE_TABLE, ON(partition), TAKES(AX)},
    {OP_CREATE_TABLE, ON(default_partition), TAKES(AX), DOES(SCANS)},
    {OP_CREATE_TABLE, ON(parent_keys), TAKES(SRX), .since = 12},
    {OP_CREATE_TABLE, ON(parent_keys), TAKES(AS), .until = 12},
    {OP_CREATE_TABLE, ON(parent_indexes), TAKES(SUX), .since = 12},
    {OP_CREATE_TABLE_AS, ON(names), TAKES(AS)},
    {OP_CREATE_TABLE_AS, ON(names), DOES(SCANS), WHEN(reads_rows)},

    {OP_DROP_TABLE, ON(tree), TAKES(AX)},
    {OP_DROP_TABLE, ON(tree_indexes), TAKES(AX)},
    {OP_DROP_TABLE, ON(key_tables), TAKES(AX)},
    {OP_DROP_TABLE, ON(sequences), TAKES(AX)},
    {OP_DROP_TABLE, ON(parent), TAKES(AX)},
    {OP_DROP_TABLE, ON(siblings_default), TAKES(AX)},
    {OP_DROP_TABLE, ON(referencing), TAKES(AX), WHEN(cascades)},
    {OP_DROP_TABLE, ON(views), TAKES(AX), WHEN(cascades)},

    {OP_RENAME_TABLE, ON(table), TAKES(AX)},
    {OP_SET_SCHEMA, ON(table), TAKES(AX)},
    {OP_SET_SCHEMA, ON(sequences), TAKES(AX)},
    {OP_SET_OWNER, ON(table), TAKES(AX)},
    {OP_SET_OWNER, ON(table_indexes), TAKES(AX)},
    {OP_SET_OWNER, ON(sequences), TAKES(AX)},
    {OP_SET_OWNER, ON(named), TAKES(AX), WHEN(of_sequence)},
    {OP_SET_SCHEMA, ON(named), TAKES(AX), WHEN(of_sequence)},
    {OP_TRUNCATE, ON(truncated), TAKES(AX)},
    {OP_TRUNCATE, ON(truncated_indexes), TAKES(AX)},
    {OP_TRUNCATE, ON(sequences), TAKES(AX), WHEN(restarts_identity)},
    {OP_TRUNCATE, ON(parent), TAKES(AS), .until = 14},

    {OP_SET_LOGGED, ON(table), TAKES(AX)},
    {OP_SET_LOGGED, ON(table), TAKES(AX), DOES(REWRITES), WHEN(is_logged_otherwise)},
    {OP_SET_LOGGED, ON(sequences), TAKES(AX), WHEN(is_logged_otherwise), .since = 15},
    {OP_SET_UNLOGGED, ON(table), TAKES(AX)},
    {OP_SET_UNLOGGED, ON(table), TAKES(AX), DOES(REWRITES), WHEN(is_logged_otherwise)},
    {OP_SET_UNLOGGED, ON(sequences), TAKES(AX), WHEN(is_logged_otherwise), .since = 15},
    {OP_SET_TABLESPACE, ON(table), TAKES(AX), DOES(COPIES)},
    {OP_SET_ACCESS_METHOD, ON(table), TAKES(AX)},
    {OP_SET_ACCESS_METHOD, ON(table), TAKES(AX), DOES(REWRITES), WHEN(changes_access_method)},
    {OP_SET_STORAGE_PARAMETERS, ON(table), TAKES(SUX)},
    {OP_SET_STORAGE_PARAMETERS, ON(table), TAKES(AX), WHEN(is_catalog_parameter)},
    {OP_CLUSTER_ON, ON(table), TAKES(SUX)},
    {OP_CLUSTER_ON, ON(index), TAKES(SUX)},
    {OP_REPLICA_IDENTITY, ON(table), TAKES(AX)},
    {OP_REPLICA_IDENTITY, ON(index), TAKES(S)},
    {OP_INHERIT, ON(table), TAKES(AX)},
    {OP_INHERIT, ON(parents), TAKES(SUX)},
    {OP_NO_INHERIT, ON(table), TAKES(AX)},
    {OP_NO_INHERIT, ON(parents), TAKES(AS)},
    {OP_ROW_SECURITY, ON(table), TAKES(AX)},

    {OP_ATTACH_PARTITION, ON(table), TAKES(SUX), .since = 12},
    {OP_ATTACH_PARTITION, ON(table), TAKES(AX), .until = 12},
    {OP_ATTACH_PARTITION, ON(partition), TAKES(AX)},
    {OP_ATTACH_PARTITION, ON(partition), TAKES(AX), DOES(SCANS | IF_UNKNOWN), WHEN(partition_scans)},
    {OP_ATTACH_PARTITION, ON(default_partition), TAKES(AX), DOES(SCANS)},
    {OP_ATTACH_PARTITION, ON(parent_keys), TAKES(SRX), DOES(SCANS), .since = 12},
    {OP_ATTACH_PARTITION, ON(parent_keys), TAKES(RS), DOES(SCANS), .until = 12},
    {OP_ATTACH_PARTITION, ON(parent_indexes), TAKES(SUX), .since = 12},
    {OP_ATTACH_PARTITION, ON(missing_indexes), DOES(BUILDS)},
    {OP_ATTACH_PARTITION, ON(partition), TAKES(AX), DOES(SCANS), WHEN(partition_lacks_index)},
    {OP_ATTACH_PARTITION, ON(partition), TAKES(AX), DOES(SCANS), WHEN(parent_has_key)},
    {OP_DETACH_PARTITION, ON(table), TAKES(AX), UNLESS(is_concurrent)},
    {OP_DETACH_PARTITION, ON(partition), TAKES(AX), .since = 14},
    {OP_DETACH_PARTITION, ON(partition), TAKES(SUX), .until = 14},
    {OP_DETACH_PARTITION, ON(default_partition), TAKES(AX), UNLESS(is_concurrent)},
    {OP_DETACH_PARTITION, ON(parent_keys), TAKES(SRX)},
    {OP_DETACH_PARTITION, ON(table), TAKES(SUX), DOES(FORBIDDEN), WHEN(is_concurrent)},

    // Columns. ADD and DROP with IF [NOT] EXISTS lock the table before they look.
    {OP_ADD_COLUMN, ON(tree), TAKES(AX), DOES(EVEN_SKIPPED)},
    {OP_ADD_COLUMN, ON(tree), TAKES(AX), DOES(REWRITES), WHEN(column_is_computed)},
    {OP_ADD_COLUMN, ON(tree), TAKES(AX), DOES(SCANS), WHEN(column_has_check)},
    {OP_ADD_COLUMN, ON(tree), TAKES(AX), DOES(SCANS), WHEN(column_is_required)},
    {OP_ADD_COLUMN, ON(tree), TAKES(AX), DOES(SCANS), WHEN(column_has_key)},
    {OP_ADD_COLUMN, ON(key_index), DOES(BUILDS), WHEN(column_has_key)},
    {OP_ADD_COLUMN, ON(new_keys), TAKES(SRX)},
    {OP_ADD_COLUMN, ON(new_keys), TAKES(SRX), DOES(SCANS), WHEN(column_references_with_default)},
    {OP_ADD_COLUMN, ON(tree), TAKES(AX), DOES(SCANS), WHEN(column_references_with_default)},
    {OP_DROP_COLUMN, ON(tree), TAKES(AX), DOES(EVEN_SKIPPED)},
    {OP_DROP_COLUMN, ON(column_key_tables), TAKES(AX)},
    {OP_DROP_COLUMN, ON(column_indexes), TAKES(AX)},
    {OP_DROP_COLUMN, ON(column_sequence), TAKES(AX)},
    {OP_DROP_COLUMN, ON(column_referencing), TAKES(AX), WHEN(cascades)},
    {OP_DROP_COLUMN, ON(column_views), TAKES(AX), WHEN(cascades)},
    {OP_RENAME_COLUMN, ON(tree), TAKES(AX)},
    {OP_ALTER_COLUMN_TYPE, ON(tree), TAKES(AX)},
    {OP_ALTER_COLUMN_TYPE, ON(tree), TAKES(AX), DOES(REWRITES), WHEN(type_rewrites)},
    {OP_ALTER_COLUMN_TYPE, ON(tree), TAKES(AX), DOES(SCANS), WHEN(type_scans)},
    {OP_ALTER_COLUMN_TYPE, ON(column_indexes), TAKES(AX)},
    {OP_ALTER_COLUMN_TYPE, ON(rebuilt_indexes), TAKES(AX), DOES(BUILDS)},
    {OP_ALTER_COLUMN_TYPE, ON(column_key_tables), TAKES(AX)},
    {OP_ALTER_COLUMN_TYPE, ON(column_referencing), TAKES(AX)},
    {OP_ALTER_COLUMN_TYPE, ON(column_key_tables), TAKES(AX), DOES(SCANS), WHEN(type_rechecks_key)},
    {OP_ALTER_COLUMN_TYPE, ON(column_referencing), TAKES(AX), DOES(SCANS), WHEN(type_rechecks_key)},
    {OP_ALTER_COLUMN_TYPE, ON(tree), TAKES(AX), DOES(SCANS), WHEN(type_rechecks_key)},
    {OP_ALTER_COLUMN_TYPE, ON(identity_sequence), TAKES(SRX), WHEN(type_changes)},
    {OP_SET_NOT_NULL, ON(tree), TAKES(AX)},
    {OP_SET_NOT_NULL, ON(tree), TAKES(AX), DOES(SCANS | IF_UNKNOWN), WHEN(sets_not_null)},
    {OP_DROP_NOT_NULL, ON(tree), TAKES(AX)},
    {OP_SET_DEFAULT, ON(tree), TAKES(AX)},
    {OP_DROP_DEFAULT, ON(tree), TAKES(AX)},
    {OP_ADD_IDENTITY, ON(tree), TAKES(AX)},
    {OP_SET_IDENTITY, ON(tree), TAKES(AX)},
    {OP_SET_IDENTITY, ON(column_sequence), TAKES(SRX)},
    {OP_DROP_IDENTITY, ON(tree), TAKES(AX), DOES(EVEN_SKIPPED)},
    {OP_DROP_IDENTITY, ON(column_sequence), TAKES(AX)},
    {OP_SET_EXPRESSION, ON(tree), TAKES(AX)},
    {OP_SET_EXPRESSION, ON(tree), TAKES(AX), DOES(REWRITES | IF_UNKNOWN), WHEN(expression_is_stored)},
    {OP_DROP_EXPRESSION, ON(tree), TAKES(AX), DOES(EVEN_SKIPPED)},
    {OP_SET_STATISTICS, ON(tree), TAKES(SUX)},
    {OP_SET_COLUMN_OPTIONS, ON(tree), TAKES(SUX)},
    {OP_SET_STORAGE, ON(tree), TAKES(AX)},
    {OP_SET_COMPRESSION, ON(tree), TAKES(AX)},

    // Constraints. FOREIGN KEY alone is gentle on readers, at both ends.
    {OP_ADD_CONSTRAINT, ON(partitions), TAKES(SRX), WHEN(is_foreign_key)},
    {OP_ADD_CONSTRAINT, ON(referenced), TAKES(SRX), WHEN(is_foreign_key)},
    {OP_ADD_CONSTRAINT, ON(partitions), TAKES(SRX), DOES(SCANS), WHEN(validates_foreign_key)},
    {OP_ADD_CONSTRAINT, ON(referenced), TAKES(SRX), DOES(SCANS), WHEN(looks_up_keys)},
    {OP_ADD_CONSTRAINT, ON(tree), TAKES(AX), WHEN(is_check)},
    {OP_ADD_CONSTRAINT, ON(tree), TAKES(AX), DOES(SCANS), WHEN(validates_check)},
    {OP_ADD_CONSTRAINT, ON(table), TAKES(AX), WHEN(is_key)},
    {OP_ADD_CONSTRAINT, ON(below), TAKES(S), WHEN(builds_key)},
    {OP_ADD_CONSTRAINT, ON(below), TAKES(AX), WHEN(builds_primary_key), .since = 18},
    {OP_ADD_CONSTRAINT, ON(partitions), DOES(SCANS), WHEN(builds_key)},
    {OP_ADD_CONSTRAINT, ON(new_index), DOES(BUILDS), WHEN(builds_key)},
    {OP_ADD_CONSTRAINT, ON(using_index), TAKES(SUX), WHEN(renames_index), .since = 12},
    {OP_ADD_CONSTRAINT, ON(using_index), TAKES(AX), WHEN(renames_index), .until = 12},
    {OP_ADD_CONSTRAINT, ON(table), TAKES(AX), DOES(SCANS | IF_UNKNOWN), WHEN(key_scans_for_nulls)},
    {OP_DROP_CONSTRAINT, ON(tree), TAKES(AX), DOES(EVEN_SKIPPED)},
    {OP_DROP_CONSTRAINT, ON(constraint_referenced), TAKES(AX)},
    {OP_DROP_CONSTRAINT, ON(constraint_index), TAKES(AX)},
    {OP_DROP_CONSTRAINT, ON(referencing), TAKES(AX), WHEN(drops_referenced_key)},
    {OP_VALIDATE_CONSTRAINT, ON(tree), TAKES(SUX)},
    {OP_VALIDATE_CONSTRAINT, ON(constraint_referenced), TAKES(RS), WHEN(validation_scans)},
    {OP_VALIDATE_CONSTRAINT, ON(tree), TAKES(SUX), DOES(SCANS | IF_UNKNOWN), WHEN(validation_scans)},
    {OP_VALIDATE_CONSTRAINT, ON(constraint_referenced), TAKES(RS), DOES(SCANS | IF_UNKNOWN), WHEN(validation_scans)},
    {OP_ALTER_CONSTRAINT, ON(table), TAKES(AX)},
    {OP_RENAME_CONSTRAINT, ON(tree), TAKES(AX)},
    {OP_RENAME_CONSTRAINT, ON(constraint_index), TAKES(SUX), .since = 12},
    {OP_RENAME_CONSTRAINT, ON(constraint_index), TAKES(AX), .until = 12},

    // Indexes. IF NOT EXISTS locks the table before it looks.
    {OP_CREATE_INDEX, ON(table), TAKES(S), DOES(EVEN_SKIPPED), UNLESS(is_concurrent)},
    {OP_CREATE_INDEX, ON(partitions), TAKES(S), DOES(SCANS), UNLESS(is_concurrent)},
    {OP_CREATE_INDEX, ON(table), TAKES(SUX), DOES(FORBIDDEN | EVEN_SKIPPED), WHEN(is_concurrent)},
    {OP_CREATE_INDEX, ON(table), TAKES(SUX), DOES(SCANS), WHEN(is_concurrent)},
    {OP_CREATE_INDEX, ON(new_index), DOES(BUILDS)},
    {OP_DROP_INDEX, ON(tree), TAKES(AX), UNLESS(is_concurrent)},
    {OP_DROP_INDEX, ON(index), TAKES(AX), UNLESS(is_concurrent)},
    {OP_DROP_INDEX, ON(index_parts), TAKES(AX), UNLESS(is_concurrent)},
    {OP_DROP_INDEX, ON(table), TAKES(SUX), DOES(FORBIDDEN), WHEN(is_concurrent)},
    {OP_DROP_INDEX, ON(index), TAKES(SUX), WHEN(is_concurrent)},
    {OP_DROP_INDEX, NULL, DOES(FORBIDDEN | EVEN_SKIPPED), WHEN(is_concurrent)},
    {OP_RENAME_INDEX, ON(index), TAKES(SUX), .since = 12},
    {OP_RENAME_INDEX, ON(index), TAKES(AX), .until = 12},
    {OP_ALTER_INDEX, ON(index), TAKES(SUX)},
    {OP_ALTER_INDEX, ON(index), TAKES(AX), DOES(BUILDS), WHEN(moves_tablespace)},
    {OP_ATTACH_INDEX, ON(table), TAKES(AS)},
    {OP_ATTACH_INDEX, ON(part_index_table), TAKES(AS)},
    {OP_ATTACH_INDEX, ON(index), TAKES(SUX), .since = 12},
    {OP_ATTACH_INDEX, ON(index), TAKES(AX), .until = 12},
    {OP_ATTACH_INDEX, ON(new_name), TAKES(AX)},
    {OP_REINDEX, ON(partitions), TAKES(S), DOES(SCANS), UNLESS(is_concurrent)},
    {OP_REINDEX, ON(partitions), TAKES(SUX), DOES(SCANS), WHEN(is_concurrent)},
    {OP_REINDEX, ON(index), TAKES(AX), DOES(BUILDS), UNLESS(is_concurrent)},
    {OP_REINDEX, ON(index), TAKES(SUX), DOES(BUILDS), WHEN(is_concurrent)},
    {OP_REINDEX, ON(tree_indexes), TAKES(AX), DOES(BUILDS), WHEN(of_table), UNLESS(is_concurrent)},
    {OP_REINDEX, ON(reindexed_concurrently), TAKES(SUX), DOES(BUILDS), WHEN(is_concurrent)},
    {OP_REINDEX, ON(schema), TAKES(S), DOES(SCANS), WHEN(of_whole_schema), UNLESS(is_concurrent)},
    {OP_REINDEX, ON(schema), TAKES(SUX), DOES(SCANS), WHEN(of_concurrent_schema)},
    {OP_REINDEX, ON(schema_indexes), DOES(BUILDS), WHEN(of_whole_schema), UNLESS(is_concurrent)},
    {OP_REINDEX, ON(schema_indexes), TAKES(SUX), DOES(BUILDS), WHEN(of_concurrent_schema)},
    {OP_REINDEX, NULL, DOES(FORBIDDEN), WHEN(is_concurrent)},
    {OP_REINDEX, NULL, DOES(FORBIDDEN), WHEN(of_whole_schema)},
    {OP_REINDEX, NULL, DOES(FORBIDDEN), WHEN(is_partitioned)},

    // Views: what they read is not locked when they change or go
    {OP_CREATE_VIEW, ON(names), TAKES(AS)},
    {OP_CREATE_VIEW, ON(table), TAKES(AX), WHEN(replaces_view)},
    {OP_ALTER_VIEW, ON(table), TAKES(AX)},
    {OP_RENAME_VIEW, ON(table), TAKES(AX)},
    {OP_DROP_VIEW, ON(table), TAKES(AX)},
    {OP_DROP_VIEW, ON(views), TAKES(AX), WHEN(cascades)},
    {OP_CREATE_MATERIALIZED_VIEW, ON(names), TAKES(AS)},
    {OP_CREATE_MATERIALIZED_VIEW, ON(names), DOES(SCANS), WHEN(reads_rows)},
    {OP_REFRESH_MATERIALIZED_VIEW, ON(table), TAKES(AX), DOES(COPIES | INDEXES), UNLESS(is_concurrent)},
    {OP_REFRESH_MATERIALIZED_VIEW, ON(table), DOES(SCANS), WHEN(reads_rows)},
    {OP_REFRESH_MATERIALIZED_VIEW, ON(table), TAKES(X), DOES(SCANS), WHEN(is_concurrent)},
    {OP_REFRESH_MATERIALIZED_VIEW, ON(view_sources), TAKES(AS), DOES(SCANS), WHEN(reads_rows)},
    {OP_DROP_MATERIALIZED_VIEW, ON(table), TAKES(AX)},
    {OP_DROP_MATERIALIZED_VIEW, ON(table_indexes), TAKES(AX)},
    {OP_DROP_MATERIALIZED_VIEW, ON(views), TAKES(AX), WHEN(cascades)},

    // Types
    {OP_CREATE_TYPE, .on = NULL},
    {OP_RENAME_TYPE, .on = NULL},
    {OP_ALTER_TYPE, ON(named), TAKES(AX), WHEN(adds_attribute)},
    {OP_DROP_TYPE, ON(type_users), TAKES(AX), WHEN(cascades)},
    {OP_ADD_ENUM_VALUE, .on = NULL},
    {OP_ADD_ENUM_VALUE, NULL, DOES(FORBIDDEN | EVEN_SKIPPED), UNLESS(made_type_here), .until = 12},
    {OP_RENAME_ENUM_VALUE, .on = NULL},
    {OP_CREATE_DOMAIN, .on = NULL},
    {OP_ALTER_DOMAIN, ON(type_users), TAKES(S), DOES(SCANS), WHEN(domain_validates)},
    {OP_DROP_DOMAIN, ON(type_users), TAKES(AX), WHEN(cascades)},

    // Sequences, functions, triggers, rules, policies
    {OP_CREATE_SEQUENCE, ON(names), TAKES(AS)},
    {OP_ALTER_SEQUENCE, ON(named), TAKES(SRX)},
    {OP_ALTER_SEQUENCE, ON(named), TAKES(AX), WHEN(is_rename)},
    {OP_ALTER_SEQUENCE, ON(names), TAKES(AS)},
    {OP_DROP_SEQUENCE, ON(named), TAKES(AX)},
    {OP_DROP_SEQUENCE, ON(default_users), TAKES(AX), WHEN(cascades)},
    {OP_CREATE_FUNCTION, ON(sources), TAKES(AS)}, // what its SQL reads, as when it is planned
    {OP_CREATE_FUNCTION, ON(names), TAKES(RX)},   // and changes
    {OP_DROP_FUNCTION, .on = NULL},
    {OP_CREATE_TRIGGER, ON(partitions), TAKES(SRX)},
    {OP_DROP_TRIGGER, ON(partitions), TAKES(AX)},
    {OP_RENAME_TRIGGER, ON(partitions), TAKES(AX)},
    {OP_ENABLE_TRIGGER, ON(partitions), TAKES(SRX)},
    {OP_DISABLE_TRIGGER, ON(partitions), TAKES(SRX)},
    {OP_CREATE_RULE, ON(table), TAKES(AX)},
    {OP_DROP_RULE, ON(table), TAKES(AX)},
    {OP_CREATE_POLICY, ON(table), TAKES(AX)},
    {OP_CREATE_POLICY, ON(names), TAKES(AS)},
    {OP_ALTER_POLICY, ON(table), TAKES(AX)},
    {OP_ALTER_POLICY, ON(names), TAKES(AS)},
    {OP_DROP_POLICY, ON(table), TAKES(AX)},

    // The rest of the schema
    {OP_CREATE_SCHEMA, .on = NULL},
    {OP_RENAME_SCHEMA, .on = NULL},
    {OP_DROP_SCHEMA, ON(schema), TAKES(AX)},
    {OP_DROP_SCHEMA, ON(schema_indexes), TAKES(AX)},
    {OP_DROP_SCHEMA, ON(schema_keys), TAKES(AX)},
    {OP_CREATE_EXTENSION, .on = NULL},
    {OP_CREATE_DATABASE, NULL, DOES(FORBIDDEN)},
    {OP_DROP_DATABASE, NULL, DOES(FORBIDDEN)},
    {OP_CREATE_TABLESPACE, NULL, DOES(FORBIDDEN)},
    {OP_ALTER_SYSTEM, NULL, DOES(FORBIDDEN)},
    {OP_CREATE_STATISTICS, ON(table), TAKES(SUX)},
    {OP_DROP_STATISTICS, ON(statistics_table), TAKES(SUX), .since = 12},
        {OP_CREATE_PUBLICATION, ON(names), TAKES(SUX)},
    {OP_ALTER_PUBLICATION, ON(names), TAKES(SUX)},
    {OP_COMMENT, ON(commented), TAKES(SUX), WHEN(of_relation)},
    {OP_COMMENT, ON(table), TAKES(AS), WHEN(of_constraint)},
    {OP_GRANT, ON(table), TAKES(AS), .since = 18},
    {OP_GRANT, ON(named), TAKES(AS), WHEN(of_sequence), .since = 18},
    {OP_REVOKE, ON(table), TAKES(AS), .since = 18},
    {OP_REVOKE, ON(named), TAKES(AS), WHEN(of_sequence), .since = 18},

    // Maintenance
    {OP_VACUUM, ON(table), TAKES(SUX), DOES(FORBIDDEN), UNLESS(is_full)},
    {OP_VACUUM, ON(table), TAKES(AX), DOES(FORBIDDEN | REWRITES), WHEN(is_full)},
    {OP_VACUUM, ON(everything), TAKES(SUX), UNLESS(has_table)},
    {OP_VACUUM, ON(everything), TAKES(AX), DOES(REWRITES), WHEN(is_full), UNLESS(has_table)},
    {OP_ANALYZE, ON(table), TAKES(SUX)},
    {OP_ANALYZE, ON(everything), TAKES(SUX), UNLESS(has_table)},
    {OP_CLUSTER, ON(table), TAKES(AX), DOES(REWRITES), WHEN(has_table)},
    {OP_CLUSTER, NULL, DOES(FORBIDDEN), UNLESS(has_table)},
    {OP_LOCK_TABLE, ON(tree), TAKES(AX), DOES(MODE_IS_NAMED)},
    {OP_LOCK_TABLE, ON(names), TAKES(AX), DOES(MODE_IS_NAMED)},

    // Rows
    {OP_INSERT, ON(sources), TAKES(AS)},
    {OP_INSERT, ON(table), TAKES(RX)},
    {OP_INSERT, ON(key_tables), TAKES(RS)},
    {OP_UPDATE, ON(sources), TAKES(AS)},
    {OP_UPDATE, ON(tree), TAKES(RX)},
    {OP_UPDATE, ON(tree), TAKES(RX), DOES(SCANS), WHEN(scans_rows)},
    {OP_INSERT, ON(sources), DOES(SCANS)},
    {OP_UPDATE, ON(written_keys), TAKES(RS)},
    {OP_DELETE, ON(sources), TAKES(AS)},
    {OP_DELETE, ON(tree), TAKES(RX)},
    {OP_DELETE, ON(tree), TAKES(RX), DOES(SCANS), WHEN(scans_rows)},
    {OP_DELETE, ON(acted_on), TAKES(RX)},
    {OP_DELETE, ON(checked), TAKES(RS)},
    {OP_DELETE, ON(unindexed_referencing), DOES(SCANS)},
    {OP_MERGE, ON(sources), TAKES(AS)},
    {OP_MERGE, ON(tree), TAKES(RX)},
    {OP_COPY, ON(table), TAKES(RX), UNLESS(copies_out)},
    {OP_COPY, ON(key_tables), TAKES(RS), UNLESS(copies_out)},
    {OP_COPY, ON(table), TAKES(AS), DOES(SCANS), WHEN(copies_out)},
    {OP_SELECT, ON(table), TAKES(AS), WHEN(has_table)},
    {OP_SELECT, ON(names), TAKES(AS)},
    {OP_SELECT, ON(sources), TAKES(RX)}, // sequences
    {OP_SELECT, ON(table), TAKES(RS), WHEN(locks_rows)},
    {OP_SELECT, ON(names), TAKES(RS), WHEN(locks_rows)},

    // The session and its transactions
    {OP_SET, .on = NULL},
    {OP_RESET, .on = NULL},
    {OP_BEGIN, .on = NULL},
    {OP_COMMIT, .on = NULL},
    {OP_COMMIT, DOES(FORBIDDEN), WHEN(is_in_do_block)},
    {OP_ROLLBACK, .on = NULL},
    {OP_ROLLBACK, DOES(FORBIDDEN), WHEN(is_in_do_block)},
    {OP_SAVEPOINT, .on = NULL},
    {OP_PREPARE_TRANSACTION, .on = NULL},
    {OP_AUTOCOMMIT_BEGIN, .on = NULL},
    {OP_AUTOCOMMIT_END, .on = NULL},
};
// clang-format on

// ---- the engine

static void add(struct arena *arena, struct str_list *list, struct str name) {
    if (!str_list_has(list, name)) {
        *ARENA_PUSH(arena, list) = name;
    }
}

static void build_indexes(const struct effect_case *subject,
                          const struct catalog_relation *relation, struct effect *effect) {
    for (size_t i = 0; relation && i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        if (origin_is_there(&index->origin)) {
            struct str key = relation_name(subject->arena, relation->schema, index->name);
            relation_locks_add(subject->arena, &effect->locks, key, LOCK_ACCESS_EXCLUSIVE);
            add(subject->arena, &effect->builds, key);
        }
    }
}

// Only what stores rows can be read or written: no partitioned table, no plain view.
static bool has_storage(const struct catalog_relation *relation) {
    return !relation ||
           (relation->is_partitioned != TRUTH_YES && relation->kind != RELATION_VIEW &&
            relation->kind != RELATION_SEQUENCE);
}

static void do_to(const struct effect_case *subject, const struct effect_row *row,
                  struct str key, struct effect *effect) {
    struct arena *arena = subject->arena;
    const struct catalog_relation *relation = catalog_find_key(subject->catalog, key);
    if (row->does & BUILDS) {
        add(arena, &effect->builds, key);
    }
    if (!has_storage(relation)) {
        return;
    }
    if (row->does & SCANS) {
        add(arena, &effect->scans, key);
    }
    if (row->does & COPIES) {
        add(arena, &effect->rewrites, key);
    }
    if (row->does & INDEXES) {
        build_indexes(subject, relation, effect);
    }
}

static enum lock_mode mode_of(const struct effect_case *subject, const struct effect_row *row) {
    enum lock_mode named = LOCK_NONE;
    if (row->does & MODE_IS_NAMED) {
        named = lock_mode_find(subject->operation->method);
    }
    return named != LOCK_NONE ? named : row->mode;
}

static void apply_row(const struct effect_case *subject, const struct effect_row *row,
                      struct effect *effect) {
    struct str_list keys = {0};
    if (row->does & FORBIDDEN) {
        effect->forbidden_in_transaction = true;
    }
    if (row->on) {
        row->on(subject, &keys);
    }
    for (size_t i = 0; i < keys.count; i++) {
        const struct catalog_relation *relation =
            catalog_find_key(subject->catalog, keys.items[i]);
        if (relation && !origin_is_there(&relation->origin)) {
            continue; // known to be gone: the statement fails
        }
        relation_locks_add(subject->arena, &effect->locks, keys.items[i],
                           mode_of(subject, row));
        do_to(subject, row, keys.items[i], effect);
    }
}

static bool is_of_version(const struct effect_row *row, unsigned version) {
    return version >= row->since && (!row->until || version < row->until);
}

static enum truth row_applies(const struct effect_case *subject, const struct effect_row *row) {
    enum truth when = row->when ? row->when(subject) : TRUTH_YES;
    enum truth unless = row->unless ? row->unless(subject) : TRUTH_NO;
    if (when == TRUTH_NO || unless == TRUTH_YES) {
        return TRUTH_NO;
    }
    return when == TRUTH_YES && unless == TRUTH_NO ? TRUTH_YES : TRUTH_UNKNOWN;
}

// Rows that speak of relations which the statement does not name: all of them must be known.
static bool is_open_ended(const struct effect_row *row) {
    return row->on == effect_on_everything || row->on == effect_on_schema ||
           row->on == effect_on_type_users;
}

// Tables from before the migration: nobody waits for one that the migration made itself.
static void mark_tables(const struct catalog *catalog, struct relation_locks *locks) {
    for (size_t i = 0; i < locks->count; i++) {
        const struct catalog_relation *relation =
            catalog_find_key(catalog, locks->items[i].relation);
        bool is_own = relation && relation->origin.made == MADE_HERE &&
                      relation->origin.exists == TRUTH_YES;
        locks->items[i].is_table =
            relation && !is_own &&
            (relation->kind == RELATION_TABLE || relation->kind == RELATION_UNKNOWN);
    }
}

struct effect effect_find(struct arena *arena, const struct catalog *catalog,
                          const struct step *step, unsigned postgres_version) {
    struct effect effect = {0};
    struct effect_case subject = {
        .arena = arena,
        .catalog = catalog,
        .step = step,
        .operation = step->operation,
        .postgres_version = postgres_version,
        .table = catalog_find_key(catalog, step->table),
    };
    if (step->skipped && step->table_exists == TRUTH_NO) {
        effect.is_known = true; // there is nothing to lock
        return effect;
    }
    bool is_known = operation_unknown(step->operation, "table") == NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct effect_row *row = &rows[i];
        if (row->kind != step->operation->kind || !is_of_version(row, postgres_version)) {
            continue;
        }
        effect.is_known = true;
        if (step->skipped && !(row->does & EVEN_SKIPPED)) {
            continue;
        }
        enum truth applies = row_applies(&subject, row);
        bool is_open = is_open_ended(row) && applies != TRUTH_NO;
        is_known = is_known && applies != TRUTH_UNKNOWN && (catalog->is_complete || !is_open);
        if (applies == TRUTH_YES || (applies == TRUTH_UNKNOWN && row->does & IF_UNKNOWN)) {
            apply_row(&subject, row, &effect);
        }
    }
    effect.is_known = effect.is_known && is_known;
    mark_tables(catalog, &effect.locks);
    return effect;
}
