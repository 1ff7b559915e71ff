// Predicates about what downgrade() does beside what upgrade() did.
#include "lint/predicates.h"

static bool is_same_table(const struct operation *a, struct str table) {
    return str_equal(a->table, table);
}

static struct str column_of(const struct operation *operation) {
    return operation->name.size ? operation->name : operation->column.name;
}

// Does upgrade() bring the table, or the column, that this operation of downgrade() ends?
static bool is_brought(const struct operations *upgrade, const struct operation *ends) {
    bool is_column = ends->kind == OP_DROP_COLUMN;
    for (size_t i = 0; i < upgrade->count; i++) {
        const struct operation *made = &upgrade->items[i];
        bool makes_table =
            (made->kind == OP_CREATE_TABLE || made->kind == OP_CREATE_TABLE_AS) &&
            is_same_table(made, ends->table);
        bool names_table = made->kind == OP_RENAME_TABLE && !is_column &&
                           str_equal(made->new_name, ends->table);
        bool makes_column =
            is_column && is_same_table(made, ends->table) &&
            ((made->kind == OP_ADD_COLUMN && str_equal(column_of(made), column_of(ends))) ||
             (made->kind == OP_RENAME_COLUMN && str_equal(made->new_name, column_of(ends))));
        bool is_hidden = made->kind == OP_OPAQUE; // it may be behind that
        if (makes_table || names_table || makes_column || is_hidden) {
            return true;
        }
    }
    return false;
}

enum truth predicate_in_upgrade(const struct match_subject *subject) {
    return subject->judged->is_downgrade ? TRUTH_NO : TRUTH_YES;
}

enum truth predicate_ends_older_data(const struct match_subject *subject) {
    const struct operations *upgrade = &subject->judged->migration->upgrade;
    if (!subject->judged->is_downgrade || subject->judged->migration->unreadable.size) {
        return TRUTH_NO;
    }
    return is_brought(upgrade, subject->step->operation) ? TRUTH_NO : TRUTH_YES;
}

static const struct operation *first_act(const struct operations *operations) {
    for (size_t i = 0; i < operations->count; i++) {
        const struct operation *operation = &operations->items[i];
        if (!operation->by_alembic && operation->kind != OP_AUTOCOMMIT_BEGIN &&
            operation->kind != OP_AUTOCOMMIT_END) {
            return operation;
        }
    }
    return NULL;
}

void predicate_missing_downgrade(const struct match_subject *subject,
                                 struct match_places *places) {
    const struct migration *migration = subject->judged->migration;
    const struct operation *act = first_act(&migration->upgrade);
    if (migration->kind == MIGRATION_PYTHON && !migration->unreadable.size && act &&
        !subject->judged->is_downgrade && !migration->downgrade_raises &&
        !first_act(&migration->downgrade)) {
        *ARENA_PUSH(subject->arena, places) =
            (struct match_place){.migration = migration, .span = act->span};
    }
}

void predicate_downgrade_differs(const struct match_subject *subject,
                                 struct match_places *places) {
    const struct judged *judged = subject->judged;
    const struct operation *act = first_act(&judged->migration->downgrade);
    for (size_t i = 0; act && i < judged->differences.count; i++) {
        *ARENA_PUSH(subject->arena, places) =
            (struct match_place){.migration = judged->migration,
                                 .span = act->span,
                                 .detail = judged->differences.items[i]};
    }
}
