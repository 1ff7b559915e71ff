// Fields of a column's definition and of a constraint.
#include "model/field.h"

// ---- columns

static void set_type(struct field_value *value, const struct sql_type *type, struct str text) {
    value->text = text;
    value->is_unknown = type->is_unknown;
}

void field_get_column_type(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    (void)arena;
    const struct sql_type *type = &step->operation->column.type;
    set_type(value, type, type->text.size ? type->text : type->name);
}

void field_get_type_name(struct arena *arena, const struct step *step,
                         struct field_value *value) {
    (void)arena;
    const struct sql_type *type = &step->operation->column.type;
    set_type(value, type, type->name);
}

void field_get_old_type(struct arena *arena, const struct step *step,
                        struct field_value *value) {
    (void)arena;
    const struct sql_type *type = &step->old_type;
    set_type(value, type, type->text.size ? type->text : type->name);
    if (step->operation->kind == OP_ALTER_COLUMN_TYPE && !type->name.size) {
        value->is_unknown = true;
        value->reason = STR("nothing tells the old type");
    }
}

void field_get_type_change(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    static const char *const names[] = {"none", "free", "index", "rewrite", "unknown"};
    (void)arena;
    if (step->operation->kind == OP_ALTER_COLUMN_TYPE) {
        value->text = str_from(names[step->type_change]);
        value->is_unknown = step->type_change == TYPE_CHANGE_UNKNOWN;
    }
}

void field_get_using(struct arena *arena, const struct step *step, struct field_value *value) {
    (void)arena;
    if (step->operation->kind == OP_ALTER_COLUMN_TYPE) {
        value->text = step->operation->expression.text;
        value->is_unknown = step->operation->expression.is_unknown;
    }
}

void field_get_using_is_cast(struct arena *arena, const struct step *step,
                             struct field_value *value) {
    field_get_using(arena, step, value);
    value->yes = value->text.size && step->operation->expression.is_column_cast;
    value->text = (struct str){0};
}

void field_get_nullable(struct arena *arena, const struct step *step,
                        struct field_value *value) {
    (void)arena;
    const struct operation *operation = step->operation;
    if (operation->kind != OP_ADD_COLUMN) {
        return;
    }
    field_set_truth(value, operation->column.nullable);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        if (operation->constraints.items[i].type == CONSTRAINT_PRIMARY_KEY) {
            field_set_truth(value, TRUTH_NO);
        }
    }
}

static bool is_serial(const struct sql_type *type) {
    return str_is(type->name, "serial4") || str_is(type->name, "serial8") ||
           str_is(type->name, "serial2");
}

void field_get_is_serial(struct arena *arena, const struct step *step,
                         struct field_value *value) {
    (void)arena;
    value->yes = is_serial(&step->operation->column.type);
}

void field_get_has_default(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    (void)arena;
    const struct column_def *column = &step->operation->column;
    const struct expression *expression = &column->default_value;
    value->yes = (expression->text.size && !expression->is_null) || expression->is_unknown ||
                 column->identity != IDENTITY_NONE || column->generated != GENERATED_NONE ||
                 is_serial(&column->type);
}

void field_get_default(struct arena *arena, const struct step *step,
                       struct field_value *value) {
    (void)arena;
    value->text = step->operation->column.default_value.text;
    value->is_unknown = step->operation->column.default_value.is_unknown;
}

void field_get_default_volatility(struct arena *arena, const struct step *step,
                                  struct field_value *value) {
    static const char *const names[] = {"none", "constant", "stable", "volatile", "unknown"};
    (void)arena;
    value->text = str_from(names[step->default_volatility]);
    value->is_unknown = step->default_volatility == VOLATILITY_UNKNOWN;
}

void field_get_default_is_string(struct arena *arena, const struct step *step,
                                 struct field_value *value) {
    (void)arena;
    value->yes = step->operation->column.default_value.is_string;
}

void field_get_is_identity(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    (void)arena;
    value->yes = step->operation->column.identity != IDENTITY_NONE;
}

void field_get_identity(struct arena *arena, const struct step *step,
                        struct field_value *value) {
    static const char *const names[] = {"", "always", "by default"};
    (void)arena;
    value->text = str_from(names[step->operation->column.identity]);
}

void field_get_generated(struct arena *arena, const struct step *step,
                         struct field_value *value) {
    static const char *const names[] = {"", "stored", "virtual"};
    (void)arena;
    value->text = str_from(names[step->operation->column.generated]);
}

// ---- constraints

void field_get_constraint_type(struct arena *arena, const struct step *step,
                               struct field_value *value) {
    static const char *const names[] = {
        "", "check", "foreign_key", "unique", "primary_key", "exclude", "not_null"};
    (void)arena;
    enum constraint_type type = step->constraint_type != CONSTRAINT_NONE
                                    ? step->constraint_type
                                    : step->operation->constraint.type;
    value->text = str_from(names[type]);
    value->is_unknown = type == CONSTRAINT_NONE && step->operation->kind >= OP_ADD_CONSTRAINT &&
                        step->operation->kind <= OP_RENAME_CONSTRAINT;
}

void field_get_references(struct arena *arena, const struct step *step,
                          struct field_value *value) {
    const struct constraint_def *constraint = &step->operation->constraint;
    value->text = step->references.size
                      ? step->references
                      : relation_name(arena, constraint->ref_schema, constraint->ref_table);
}

void field_get_nulls_not_distinct(struct arena *arena, const struct step *step,
                                  struct field_value *value) {
    (void)arena;
    value->yes =
        step->operation->nulls_not_distinct || step->operation->constraint.nulls_not_distinct;
}

void field_get_check(struct arena *arena, const struct step *step, struct field_value *value) {
    (void)arena;
    value->text = step->operation->constraint.check.text;
    value->is_unknown = step->operation->constraint.check.is_unknown;
}
