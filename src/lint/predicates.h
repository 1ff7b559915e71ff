/**
 * predicates: the functions behind the table of named predicates. What each says stands beside
 * its row in predicates.c; rules use them by name.
 */
#ifndef LINT_PREDICATES_H
#define LINT_PREDICATES_H

#include "lint/match.h"

/** To be called for each judged migration before its rules are matched. */
void predicate_prepare(struct arena *arena, struct judged *judged);

/** Notes what the step does to names, for the predicates about swaps of tables. */
void predicate_note_names(struct arena *arena, struct judged *judged, struct step *step);

/** Is the relation one that an earlier step of this migration made, or knew as new? */
bool predicate_is_new_relation(const struct match_subject *subject, struct str relation);

// Scope step
enum truth predicate_old_name_is_kept(const struct match_subject *subject);
enum truth predicate_name_is_taken_over(const struct match_subject *subject);
enum truth predicate_frees_name_alone(const struct match_subject *subject);
enum truth predicate_column_is_renamed_here(const struct match_subject *subject);
enum truth predicate_column_name_ends(const struct match_subject *subject);
enum truth predicate_drops_column_name(const struct match_subject *subject);
enum truth predicate_names_column(const struct match_subject *subject);
enum truth predicate_inserts_given_rows(const struct match_subject *subject);
enum truth predicate_column_comes_back(const struct match_subject *subject);
enum truth predicate_holds_lock_of_used_table(const struct match_subject *subject);
enum truth predicate_runs_in_transaction(const struct match_subject *subject);
enum truth predicate_in_python_file(const struct match_subject *subject);
enum truth predicate_strong_lock_follows(const struct match_subject *subject);
enum truth predicate_scans_used_table(const struct match_subject *subject);
enum truth predicate_locks_another_used_table(const struct match_subject *subject);
enum truth predicate_works_under_lock(const struct match_subject *subject);
enum truth predicate_validates_check(const struct match_subject *subject);
enum truth predicate_validates_foreign_key(const struct match_subject *subject);
enum truth predicate_builds_unique(const struct match_subject *subject);
enum truth predicate_builds_primary_key(const struct match_subject *subject);
enum truth predicate_not_valid_not_supported(const struct match_subject *subject);
enum truth predicate_concurrently_form_not_supported(const struct match_subject *subject);
enum truth predicate_concurrently_on_partitioned(const struct match_subject *subject);
enum truth predicate_default_is_frozen(const struct match_subject *subject);
enum truth predicate_default_is_call_text(const struct match_subject *subject);
enum truth predicate_name_is_too_long(const struct match_subject *subject);
enum truth predicate_default_stays_away(const struct match_subject *subject);
enum truth predicate_is_dropped_alone(const struct match_subject *subject);
enum truth predicate_is_gone(const struct match_subject *subject);
enum truth predicate_key_lacks_partition_column(const struct match_subject *subject);
enum truth predicate_not_in_this_version(const struct match_subject *subject);
enum truth predicate_rows_have_no_bound(const struct match_subject *subject);
enum truth predicate_lacks_primary_key(const struct match_subject *subject);
enum truth predicate_names_mixed_case(const struct match_subject *subject);
enum truth predicate_lacks_constraint_name(const struct match_subject *subject);
enum truth predicate_lacks_timestamps(const struct match_subject *subject);
enum truth predicate_has_many_keys(const struct match_subject *subject);
enum truth predicate_type_is_made_anew(const struct match_subject *subject);
enum truth predicate_in_upgrade(const struct match_subject *subject);
enum truth predicate_ends_older_data(const struct match_subject *subject);

// Scope migration
void predicate_unreadable_migration(const struct match_subject *subject,
                                    struct match_places *places);
void predicate_operations_in_merge(const struct match_subject *subject,
                                   struct match_places *places);
void predicate_empty_migration(const struct match_subject *subject,
                               struct match_places *places);
void predicate_several_exclusive_locks(const struct match_subject *subject,
                                       struct match_places *places);
void predicate_json_columns(const struct match_subject *subject, struct match_places *places);
void predicate_timestamp_columns(const struct match_subject *subject,
                                 struct match_places *places);
void predicate_money_columns(const struct match_subject *subject, struct match_places *places);
void predicate_char_columns(const struct match_subject *subject, struct match_places *places);
void predicate_serial_columns(const struct match_subject *subject, struct match_places *places);
void predicate_amount_columns(const struct match_subject *subject, struct match_places *places);
void predicate_integer_keys(const struct match_subject *subject, struct match_places *places);
void predicate_limited_columns(const struct match_subject *subject,
                               struct match_places *places);
void predicate_nullable_booleans(const struct match_subject *subject,
                                 struct match_places *places);
void predicate_missing_downgrade(const struct match_subject *subject,
                                 struct match_places *places);
void predicate_downgrade_differs(const struct match_subject *subject,
                                 struct match_places *places);
void predicate_unknown_suppression(const struct match_subject *subject,
                                   struct match_places *places);
void predicate_unused_suppression(const struct match_subject *subject,
                                  struct match_places *places);

// Scope history
void predicate_several_heads(const struct match_subject *subject, struct match_places *places);
void predicate_unknown_down_revision(const struct match_subject *subject,
                                     struct match_places *places);
void predicate_duplicate_revision(const struct match_subject *subject,
                                  struct match_places *places);
void predicate_revision_cycle(const struct match_subject *subject, struct match_places *places);
void predicate_heads_diverge_from_base(const struct match_subject *subject,
                                       struct match_places *places);
void predicate_released_migration_edited(const struct match_subject *subject,
                                         struct match_places *places);
void predicate_released_migration_deleted(const struct match_subject *subject,
                                          struct match_places *places);
void predicate_revision_inserted_before_released(const struct match_subject *subject,
                                                 struct match_places *places);

#endif
