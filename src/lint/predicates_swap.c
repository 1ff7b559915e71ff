// Predicates about a table that is put in the place of another.
#include "lint/predicates.h"

static struct str new_name_of(struct arena *arena, const struct operation *operation) {
    return relation_name(arena, operation->schema, operation->new_name);
}

static struct str name_of(struct arena *arena, const struct operation *operation) {
    return relation_name(arena, operation->schema, operation->table);
}

// A key that no relation has.
static struct str column_key(struct arena *arena, const struct operation *operation,
                             struct str column) {
    return str_format(arena, STR_FMT ":" STR_FMT, STR_ARG(name_of(arena, operation)),
                      STR_ARG(column));
}

void predicate_note_names(struct arena *arena, struct judged *judged, struct step *step) {
    const struct operation *operation = step->operation;
    bool is_rename = operation->kind == OP_RENAME_TABLE;
    if (!operation->table.size || step->skipped) {
        return;
    }
    if (is_rename || operation->kind == OP_CREATE_VIEW) {
        struct str name = is_rename ? new_name_of(arena, operation) : name_of(arena, operation);
        map_put(&judged->name_takers, name, step);
    }
    if (operation->kind == OP_RENAME_COLUMN && operation->new_name.size) {
        map_put(&judged->name_takers, column_key(arena, operation, operation->new_name), step);
    }
    struct str old = name_of(arena, operation);
    if ((is_rename || operation->kind == OP_DROP_TABLE) &&
        !map_find(&judged->name_freers, old)) {
        map_put(&judged->name_freers, old, step);
    }
}

static bool in_one_transaction(const struct step *a, const struct step *b) {
    return a->transaction != 0 && a->transaction == b->transaction;
}

// A table that stands in for another: this branch made it, or its name says so (orders_new, to
// become orders). Any other is one that code may know by the name it had.
static bool is_stand_in(const struct step *rename) {
    const struct operation *operation = rename->operation;
    return rename->table_is_new == TRUTH_YES ||
           str_find(operation->table, operation->new_name, 0) != SIZE_MAX;
}

// The table whose name another one takes later in the transaction, or of which a view is made.
static bool is_taken_later(const struct match_subject *subject, const struct step *step,
                           struct str name) {
    const struct step *taker = map_find(&subject->judged->name_takers, name);
    return taker && taker > step && in_one_transaction(taker, step) &&
           (taker->operation->kind != OP_RENAME_TABLE || is_stand_in(taker));
}

// Another table stands under the name when the transaction ends: the one that is dropped bears
// it, or bore it until this migration renamed it.
enum truth predicate_name_is_taken_over(const struct match_subject *subject) {
    enum { RENAMES_LIMIT = 16 };
    const struct step *step = subject->step;
    struct str name = name_of(subject->arena, step->operation);
    for (unsigned i = 0; step->operation->table.size && i < RENAMES_LIMIT; i++) {
        if (is_taken_later(subject, step, name)) {
            return TRUTH_YES;
        }
        const struct step *before = map_find(&subject->judged->name_takers, name);
        if (!before || before >= step || before->operation->kind != OP_RENAME_TABLE) {
            break;
        }
        step = before;
        name = name_of(subject->arena, step->operation);
    }
    return TRUTH_NO;
}

// A swap leaves running code a table under the name it says; of the other two names, that of
// the copy is none that code reads.
enum truth predicate_frees_name_alone(const struct match_subject *subject) {
    const struct step *step = subject->step;
    const struct operation *rename = step->operation;
    if (!rename->table.size || !rename->new_name.size) {
        return TRUTH_YES;
    }
    struct str old = name_of(subject->arena, rename);
    const struct step *taker = map_find(&subject->judged->name_takers, old);
    const struct step *freer =
        map_find(&subject->judged->name_freers, new_name_of(subject->arena, rename));
    bool is_taken = taker && taker->operation->kind == OP_RENAME_TABLE &&
                    is_taken_later(subject, step, old);
    bool was_freed =
        freer && freer < step && in_one_transaction(freer, step) && is_stand_in(step);
    return is_taken || was_freed ? TRUTH_NO : TRUTH_YES;
}

// The column has its name by an earlier step of this migration: no code says it.
enum truth predicate_column_is_renamed_here(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    struct str name = operation->name.size ? operation->name : operation->column.name;
    const struct step *taker =
        map_find(&subject->judged->name_takers, column_key(subject->arena, operation, name));
    return taker && taker < subject->step ? TRUTH_YES : TRUTH_NO;
}

// A column that stands in for another: this branch made it, or its name says so (total_new, to
// become total).
static bool is_column_stand_in(const struct step *rename) {
    const struct operation *operation = rename->operation;
    return operation->kind == OP_RENAME_COLUMN && operation->new_name.size &&
           (rename->column_is_new == TRUTH_YES ||
            str_find(operation->name, operation->new_name, 0) != SIZE_MAX);
}

static bool is_same_table(const struct step *a, const struct step *b) {
    return str_equal(a->table, b->table);
}

// Does running code miss the name that a column loses? Not where another column, which stood in
// for it, has it when the transaction ends; nor that one's own.
enum truth predicate_column_name_ends(const struct match_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    const struct step *step = subject->step;
    enum operation_kind kind = step->operation->kind;
    bool takes = kind == OP_RENAME_COLUMN && is_column_stand_in(step);
    if (kind != OP_DROP_COLUMN && kind != OP_RENAME_COLUMN) {
        return TRUTH_YES;
    }
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *other = &steps->items[i];
        const struct operation *operation = other->operation;
        bool frees = other < step && operation->kind == OP_DROP_COLUMN &&
                     str_equal(operation->name, step->operation->new_name);
        bool replaces = other > step && is_column_stand_in(other) &&
                        str_equal(operation->new_name, step->operation->name);
        if (is_same_table(other, step) && in_one_transaction(other, step) &&
            ((takes && frees) || (kind == OP_DROP_COLUMN && replaces))) {
            return TRUTH_NO;
        }
    }
    return TRUTH_YES;
}

enum truth predicate_drops_column_name(const struct match_subject *subject) {
    return predicate_in_upgrade(subject) == TRUTH_YES ? predicate_column_name_ends(subject)
                                                      : TRUTH_NO;
}
