// The predicates of scope step.
#include "lint/predicates.h"

static bool is_same_relation(const struct operation *a, const struct operation *b) {
    struct str schema_a = str_is(a->schema, "public") ? (struct str){0} : a->schema;
    struct str schema_b = str_is(b->schema, "public") ? (struct str){0} : b->schema;
    return str_equal(a->table, b->table) && str_equal(schema_a, schema_b);
}

// A view of the old name, made in the same transaction, lets running code go on.
enum truth predicate_old_name_is_kept(const struct match_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = subject->step_index + 1; i < steps->count; i++) {
        const struct step *later = &steps->items[i];
        if (later->operation->kind == OP_CREATE_VIEW &&
            is_same_relation(later->operation, subject->step->operation) &&
            later->transaction == subject->step->transaction && later->transaction != 0) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

static struct str column_of(const struct operation *operation) {
    return operation->name.size ? operation->name : operation->column.name;
}

// ---- columns and rows

enum truth predicate_names_column(const struct match_subject *subject) {
    return column_of(subject->step->operation).size ? TRUTH_YES : TRUTH_NO;
}

// INSERT … VALUES: as many rows as the migration's text has.
enum truth predicate_inserts_given_rows(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    bool is_given = operation->kind == OP_INSERT && operation->given_rows &&
                    !operation->in_loop && !subject->step->effect.scans.count;
    return is_given ? TRUTH_YES : TRUTH_NO;
}

// A column of the same name is added to the table afterwards (or by the same statement).
enum truth predicate_column_comes_back(const struct match_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    const struct operation *dropped = subject->step->operation;
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *other = steps->items[i].operation;
        bool is_after = i > subject->step_index || other->statement == dropped->statement;
        if (is_after && other->kind == OP_ADD_COLUMN && is_same_relation(other, dropped) &&
            column_of(dropped).size && str_equal(column_of(other), column_of(dropped))) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

// Is the relation one that this migration knows as new, by an earlier step on it?
bool predicate_is_new_relation(const struct match_subject *subject, struct str relation) {
    const struct step *first = map_find(&subject->judged->new_relations, relation);
    return first && first < &subject->judged->steps.items[subject->step_index];
}

void predicate_prepare(struct arena *arena, struct judged *judged) {
    judged->new_relations = (struct map){.arena = arena};
    judged->name_takers = judged->name_freers = (struct map){.arena = arena};
    for (size_t i = 0; i < judged->steps.count; i++) {
        struct step *step = &judged->steps.items[i];
        predicate_note_names(arena, judged, step);
        bool is_made = step->operation->kind == OP_CREATE_TABLE ||
                       step->operation->kind == OP_CREATE_TABLE_AS;
        if ((step->table_is_new == TRUTH_YES || (is_made && !step->skipped)) &&
            !map_find(&judged->new_relations, step->table)) {
            map_put(&judged->new_relations, step->table, step);
        }
    }
}

// The transaction holds, from statements before, a lock that stops writers of a used table.
enum truth predicate_holds_lock_of_used_table(const struct match_subject *subject) {
    const struct relation_locks *held = &subject->step->held;
    for (size_t i = 0; i < held->count; i++) {
        if (held->items[i].mode >= LOCK_SHARE &&
            !predicate_is_new_relation(subject, held->items[i].relation)) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

// ---- transactions

enum truth predicate_runs_in_transaction(const struct match_subject *subject) {
    return subject->step->in_transaction;
}

// A script's own transactions are its business; in a migration, Alembic holds one.
enum truth predicate_in_python_file(const struct match_subject *subject) {
    return subject->judged->migration->kind == MIGRATION_PYTHON ? TRUTH_YES : TRUTH_NO;
}

// A statement of the same transaction that comes later stops writers of a used table.
enum truth predicate_strong_lock_follows(const struct match_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = subject->step_index + 1; i < steps->count; i++) {
        const struct step *step = &steps->items[i];
        if (step->table_is_new == TRUTH_YES ||
            step->transaction != subject->step->transaction) {
            continue;
        }
        for (size_t k = 0; k < step->effect.locks.count; k++) {
            if (step->effect.locks.items[k].mode >= LOCK_SHARE) {
                return TRUTH_YES;
            }
        }
    }
    return TRUTH_NO;
}

// ---- what a statement reads and locks

static bool is_used(const struct match_subject *subject, struct str relation) {
    bool is_new_itself =
        str_equal(relation, subject->step->table) && subject->step->table_is_new == TRUTH_YES;
    return !is_new_itself && !predicate_is_new_relation(subject, relation);
}

static enum truth has_used(const struct match_subject *subject, const struct str_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (is_used(subject, list->items[i])) {
            return TRUTH_YES;
        }
    }
    return subject->step->effect.is_known ? TRUTH_NO : TRUTH_UNKNOWN;
}

enum truth predicate_scans_used_table(const struct match_subject *subject) {
    return has_used(subject, &subject->step->effect.scans);
}

// A relation beside the one that the statement is about is locked against writers.
enum truth predicate_locks_another_used_table(const struct match_subject *subject) {
    const struct relation_locks *locks = &subject->step->effect.locks;
    for (size_t i = 0; i < locks->count; i++) {
        if (locks->items[i].mode >= LOCK_SHARE &&
            !str_equal(locks->items[i].relation, subject->step->table) &&
            is_used(subject, locks->items[i].relation)) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

// Long work on a used table, while the transaction holds a strong lock from before.
enum truth predicate_works_under_lock(const struct match_subject *subject) {
    const struct effect *effect = &subject->step->effect;
    bool works = has_used(subject, &effect->scans) == TRUTH_YES ||
                 has_used(subject, &effect->rewrites) == TRUTH_YES ||
                 (effect->builds.count && is_used(subject, subject->step->table));
    return works ? predicate_holds_lock_of_used_table(subject) : TRUTH_NO;
}

// ---- constraints, also those inside ADD COLUMN

static enum constraint_type type_of(const struct step *step) {
    return step->constraint_type != CONSTRAINT_NONE ? step->constraint_type
                                                    : step->operation->constraint.type;
}

static bool has_server_default(const struct column_def *column) {
    const struct expression *value = &column->default_value;
    return (value->text.size && !value->is_null) || value->is_unknown;
}

// Does the step bring a constraint of the type that old rows are checked by (or indexed for)?
static enum truth brings(const struct match_subject *subject, enum constraint_type type) {
    const struct operation *operation = subject->step->operation;
    if (operation->kind == OP_ADD_CONSTRAINT) {
        const struct constraint_def *constraint = &operation->constraint;
        if (type_of(subject->step) != type || constraint->not_valid ||
            constraint->not_enforced || constraint->using_index.size) {
            return TRUTH_NO;
        }
        return operation_unknown(operation, "not_valid") ? TRUTH_UNKNOWN : TRUTH_YES;
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        const struct constraint_def *constraint = &operation->constraints.items[i];
        if (constraint->type == type && !constraint->not_valid && !constraint->not_enforced) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

enum truth predicate_validates_check(const struct match_subject *subject) {
    return brings(subject, CONSTRAINT_CHECK);
}

// REFERENCES inside ADD COLUMN has nothing to look up as long as the column has no default.
enum truth predicate_validates_foreign_key(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    if (operation->kind == OP_ADD_COLUMN && !has_server_default(&operation->column)) {
        return TRUTH_NO;
    }
    return brings(subject, CONSTRAINT_FOREIGN_KEY);
}

enum truth predicate_builds_unique(const struct match_subject *subject) {
    return brings(subject, CONSTRAINT_UNIQUE);
}

enum truth predicate_builds_primary_key(const struct match_subject *subject) {
    return brings(subject, CONSTRAINT_PRIMARY_KEY);
}

// ---- names

enum { NAME_LIMIT = 63 }; // bytes: manual, Identifiers and Key Words (NAMEDATALEN - 1)

static bool is_too_long(struct str name) {
    return name.size > NAME_LIMIT;
}

enum truth predicate_name_is_too_long(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    bool found = is_too_long(operation->name) || is_too_long(operation->new_name) ||
                 is_too_long(operation->table) || is_too_long(operation->constraint.name);
    for (size_t i = 0; i < operation->columns.count; i++) {
        found = found || is_too_long(operation->columns.items[i].name);
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        found = found || is_too_long(operation->constraints.items[i].name);
    }
    return found ? TRUTH_YES : TRUTH_NO;
}

// ---- views, tables

// The view or function that goes is made again afterwards, in the same transaction.
static enum truth comes_back(const struct match_subject *subject) {
    static const enum operation_kind pairs[][2] = {
        {OP_DROP_VIEW, OP_CREATE_VIEW},
        {OP_DROP_MATERIALIZED_VIEW, OP_CREATE_MATERIALIZED_VIEW},
        {OP_DROP_FUNCTION, OP_CREATE_FUNCTION},
    };
    const struct steps *steps = &subject->judged->steps;
    const struct operation *dropped = subject->step->operation;
    for (size_t i = subject->step_index + 1; i < steps->count; i++) {
        const struct operation *later = steps->items[i].operation;
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
            if (dropped->kind == pairs[k][0] && later->kind == pairs[k][1] &&
                is_same_relation(dropped, later) && str_equal(dropped->name, later->name) &&
                steps->items[i].transaction == subject->step->transaction) {
                return TRUTH_YES;
            }
        }
    }
    return TRUTH_NO;
}

// The same columns get a constraint of the same type afterwards: it was only made anew.
static bool is_made_anew(const struct match_subject *subject) {
    const struct step *dropped = subject->step;
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *other = &steps->items[i];
        const struct constraint_def *new = &other->operation->constraint;
        bool is_after = i > subject->step_index ||
                        other->operation->statement == dropped->operation->statement;
        if (!is_after || other->operation->kind != OP_ADD_CONSTRAINT ||
            !is_same_relation(other->operation, dropped->operation)) {
            continue;
        }
        bool same_name = new->name.size &&str_equal(new->name, dropped->operation->name);
        bool same_columns =
            dropped->columns.count > 0 &&
            dropped->columns.count == new->columns.count &&type_of(dropped) == new->type;
        for (size_t k = 0; same_columns && k < new->columns.count; k++) {
            same_columns = str_list_has(&dropped->columns, new->columns.items[k]);
        }
        if (same_name || same_columns) {
            return true;
        }
    }
    return false;
}

// The table, or a column of what the step drops, goes by a later step of the migration: that
// one is spoken of.
static bool goes_with_more(const struct match_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    const struct step *dropped = subject->step;
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *other = &steps->items[i];
        bool is_after = i > subject->step_index ||
                        other->operation->statement == dropped->operation->statement;
        if (!is_after || !other->table.size || !str_equal(other->table, dropped->table)) {
            continue;
        }
        bool drops_column = other->operation->kind == OP_DROP_COLUMN &&
                            str_list_has(&dropped->columns, other->operation->name);
        if (drops_column || other->operation->kind == OP_DROP_TABLE) {
            return true;
        }
    }
    return false;
}

// Is the column left without a default? One may be set again, be an identity's, or go.
enum truth predicate_default_stays_away(const struct match_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    const struct operation *dropped = subject->step->operation;
    struct str column = column_of(dropped);
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *other = steps->items[i].operation;
        bool is_after = i > subject->step_index || other->statement == dropped->statement;
        if (i > subject->step_index && other->kind == OP_RENAME_COLUMN &&
            is_same_relation(other, dropped) && str_equal(column_of(other), column)) {
            column = other->new_name;
        }
        bool ends_need = other->kind == OP_SET_DEFAULT || other->kind == OP_ADD_IDENTITY ||
                         other->kind == OP_DROP_COLUMN || other->kind == OP_DROP_NOT_NULL;
        bool is_of_column = ends_need && str_equal(column_of(other), column);
        if (is_after && is_same_relation(other, dropped) &&
            (is_of_column || other->kind == OP_DROP_TABLE)) {
            return TRUTH_NO;
        }
    }
    return TRUTH_YES;
}

enum truth predicate_is_dropped_alone(const struct match_subject *subject) {
    if (goes_with_more(subject) || subject->step->says_not_null ||
        (subject->step->operation->kind == OP_DROP_CONSTRAINT && is_made_anew(subject))) {
        return TRUTH_NO;
    }
    return TRUTH_YES;
}

enum truth predicate_is_gone(const struct match_subject *subject) {
    return comes_back(subject) == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

enum truth predicate_lacks_primary_key(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    for (size_t i = 0; i < operation->constraints.count; i++) {
        if (operation->constraints.items[i].type == CONSTRAINT_PRIMARY_KEY) {
            return TRUTH_NO;
        }
    }
    // INHERITS and LIKE may bring one, or it is added by a statement further down.
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = subject->step_index + 1; i < steps->count; i++) {
        const struct step *later = &steps->items[i];
        if (is_same_relation(later->operation, operation) &&
            (later->operation->kind == OP_DROP_TABLE ||
             brings(&(struct match_subject){.step = later}, CONSTRAINT_PRIMARY_KEY) ==
                 TRUTH_YES)) {
            return TRUTH_NO;
        }
    }
    bool may_inherit = operation->inherits.count > 0 || operation->columns.count == 0;
    return may_inherit || operation->unknown.count ? TRUTH_NO : TRUTH_YES;
}
