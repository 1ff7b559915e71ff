// Predicates about the names that a statement gives, or does not give.
#include "lint/predicates.h"

static bool has_capital(struct str name) {
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] >= 'A' && name.data[i] <= 'Z') {
            return true;
        }
    }
    return false;
}

// A name that must be quoted from now on, wherever SQL is written.
enum truth predicate_names_mixed_case(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    bool is_rename = operation->new_name.size > 0;
    bool makes_table =
        operation->kind == OP_CREATE_TABLE || operation->kind == OP_CREATE_TABLE_AS ||
        operation->kind == OP_CREATE_VIEW || operation->kind == OP_CREATE_MATERIALIZED_VIEW;
    bool found = has_capital(is_rename ? operation->new_name : operation->name) ||
                 (!is_rename && has_capital(operation->column.name)) ||
                 (makes_table && has_capital(operation->table));
    for (size_t i = 0; i < operation->columns.count; i++) {
        found = found || has_capital(operation->columns.items[i].name);
    }
    return found ? TRUTH_YES : TRUTH_NO;
}

// PostgreSQL calls a primary key TABLE_pkey, and a table has one: nobody needs its name.
static bool lacks_name(const struct constraint_def *constraint) {
    return constraint->type != CONSTRAINT_NONE && constraint->type != CONSTRAINT_PRIMARY_KEY &&
           constraint->type != CONSTRAINT_NOT_NULL && !constraint->name.size &&
           !constraint->name_is_unknown;
}

enum truth predicate_lacks_constraint_name(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    if (operation->temporary || operation_unknown(operation, "name")) {
        return TRUTH_NO;
    }
    if (operation->kind == OP_ADD_CONSTRAINT) {
        bool is_named = operation->name.size || operation->constraint.using_index.size;
        return !is_named && lacks_name(&operation->constraint) ? TRUTH_YES : TRUTH_NO;
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        if (lacks_name(&operation->constraints.items[i])) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

enum truth predicate_lacks_timestamps(const struct match_subject *subject) {
    static const char *const made[] = {
        "created_at",   "created",      "created_on",  "createdat",   "create_time",
        "date_created", "created_date", "inserted_at", "create_date", "creation_date"};
    const struct operation *operation = subject->step->operation;
    for (size_t i = 0; i < operation->columns.count; i++) {
        for (size_t k = 0; k < sizeof made / sizeof *made; k++) {
            if (str_equal_nocase(operation->columns.items[i].name, str_from(made[k]))) {
                return TRUTH_NO;
            }
        }
    }
    bool may_inherit = operation->inherits.count > 0 || operation->columns.count == 0;
    return may_inherit || operation->unknown.count ? TRUTH_NO : TRUTH_YES;
}

enum { WIDE_INDEX = 5 }; // columns

enum truth predicate_has_many_keys(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    return operation->keys.count + operation->include.count >= WIDE_INDEX ? TRUTH_YES
                                                                          : TRUTH_NO;
}

// The enum's name was borne by another type until an earlier step of this migration.
enum truth predicate_type_is_made_anew(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    struct str name = operation->kind == OP_RENAME_TYPE ? operation->new_name : operation->name;
    for (size_t i = 0; i < subject->step_index; i++) {
        const struct operation *before = subject->judged->steps.items[i].operation;
        bool ends_it = before->kind == OP_DROP_TYPE || before->kind == OP_RENAME_TYPE;
        if (ends_it && str_equal(before->name, name)) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}
