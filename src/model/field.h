/**
 * field: what the files of the field table share (private to model/).
 */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "model/step.h"

/** The value of a field that is no member: gives it in `value`. */
typedef void field_getter(struct arena *arena, const struct step *step,
                          struct field_value *value);

/** What PostgreSQL does: locks, rewrites, scans, builds, what is held. */
field_getter field_get_lock, field_get_strongest_lock, field_get_locked, field_get_other_locks,
    field_get_other_tables, field_get_blocks, field_get_rewrites_table, field_get_scans_table,
    field_get_builds_index, field_get_forbidden, field_get_effect_is_known,
    field_get_effect_rewrites, field_get_effect_scans, field_get_effect_builds,
    field_get_transaction, field_get_held_lock, field_get_held, field_get_has_lock_timeout;

/** What an operation says of a column, of a constraint. */
field_getter field_get_column_type, field_get_type_name, field_get_old_type,
    field_get_type_change, field_get_using, field_get_using_is_cast, field_get_nullable,
    field_get_is_serial, field_get_has_default, field_get_default, field_get_default_volatility,
    field_get_default_is_string, field_get_is_identity, field_get_identity, field_get_generated,
    field_get_constraint_type, field_get_references, field_get_nulls_not_distinct,
    field_get_check;

/** Yes, or not known. */
void field_set_truth(struct field_value *value, enum truth truth);
/** A list that becomes the field's value. */
struct str_list *field_new_list(struct arena *arena, struct field_value *value);
/** relation_name() of the table that the step is about, in its schema. */
struct str field_table_name(struct arena *arena, const struct step *step);

#endif
