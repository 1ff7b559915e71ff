#include "lint/predicates.h"

// clang-format off
#define STEP(predicate) {#predicate, SCOPE_STEP, .step = predicate_##predicate}
#define MIGRATION(predicate, last) {#predicate, SCOPE_MIGRATION, .places = predicate_##predicate, .is_last = last}
#define HISTORY(predicate) {#predicate, SCOPE_HISTORY, .places = predicate_##predicate}

static const struct predicate predicates[] = {
    STEP(old_name_is_kept),
    STEP(name_is_taken_over),
    STEP(frees_name_alone),
    STEP(names_column),
    STEP(column_is_renamed_here),
    STEP(column_name_ends),
    STEP(drops_column_name),
    STEP(inserts_given_rows),
    STEP(column_comes_back),
    STEP(holds_lock_of_used_table),
    STEP(runs_in_transaction),
    STEP(in_python_file),
    STEP(strong_lock_follows),
    STEP(scans_used_table),
    STEP(locks_another_used_table),
    STEP(works_under_lock),
    STEP(validates_check),
    STEP(validates_foreign_key),
    STEP(builds_unique),
    STEP(builds_primary_key),
    STEP(not_valid_not_supported),
    STEP(concurrently_form_not_supported),
    STEP(concurrently_on_partitioned),
    STEP(default_is_frozen),
    STEP(default_is_call_text),
    STEP(name_is_too_long),
    STEP(is_gone),
    STEP(is_dropped_alone),
    STEP(default_stays_away),
    STEP(lacks_primary_key),
    STEP(names_mixed_case),
    STEP(lacks_constraint_name),
    STEP(lacks_timestamps),
    STEP(has_many_keys),
    STEP(type_is_made_anew),
    STEP(in_upgrade),
    STEP(ends_older_data),
    STEP(key_lacks_partition_column),
    STEP(not_in_this_version),
    STEP(rows_have_no_bound),
    MIGRATION(unreadable_migration, false),
    MIGRATION(operations_in_merge, false),
    MIGRATION(empty_migration, false),
    MIGRATION(several_exclusive_locks, false),
    MIGRATION(json_columns, false),
    MIGRATION(timestamp_columns, false),
    MIGRATION(money_columns, false),
    MIGRATION(char_columns, false),
    MIGRATION(serial_columns, false),
    MIGRATION(amount_columns, false),
    MIGRATION(integer_keys, false),
    MIGRATION(limited_columns, false),
    MIGRATION(nullable_booleans, false),
    MIGRATION(missing_downgrade, false),
    MIGRATION(downgrade_differs, false),
    MIGRATION(unknown_suppression, true),
    MIGRATION(unused_suppression, true),
    HISTORY(several_heads),
    HISTORY(unknown_down_revision),
    HISTORY(duplicate_revision),
    HISTORY(revision_cycle),
    HISTORY(revision_inserted_before_released),
    HISTORY(released_migration_deleted),
    HISTORY(released_migration_edited),
    HISTORY(heads_diverge_from_base),
};
// clang-format on

const struct predicate *predicate_at(size_t index) {
    return index < sizeof predicates / sizeof *predicates ? &predicates[index] : NULL;
}

const struct predicate *predicate_find(struct str name) {
    for (size_t i = 0; predicate_at(i); i++) {
        if (str_is(name, predicates[i].name)) {
            return &predicates[i];
        }
    }
    return NULL;
}
