// Predicates about the types of new columns, whichever statement brings them.
#include "lint/predicates.h"

static bool is_of_type(const struct column_def *column, const char *const *types) {
    for (size_t i = 0; types[i]; i++) {
        if (str_is(column->type.name, types[i])) {
            return true;
        }
    }
    return false;
}

static void add_column(const struct match_subject *subject, const struct step *step,
                       const struct column_def *column, struct match_places *places) {
    bool has_span = column->span.end > column->span.start;
    *ARENA_PUSH(subject->arena, places) =
        (struct match_place){.migration = subject->judged->migration,
                             .step = step,
                             .span = has_span ? column->span : step->operation->span,
                             .name = column->name,
                             .detail = column->type.text};
}

static void columns_of_types(const struct match_subject *subject, const char *const *types,
                             struct match_places *places) {
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *operation = steps->items[i].operation;
        if (steps->items[i].skipped || operation->by_alembic) {
            continue;
        }
        if (operation->kind == OP_ADD_COLUMN && is_of_type(&operation->column, types)) {
            add_column(subject, &steps->items[i], &operation->column, places);
        }
        for (size_t k = 0; operation->kind == OP_CREATE_TABLE && k < operation->columns.count;
             k++) {
            if (is_of_type(&operation->columns.items[k], types)) {
                add_column(subject, &steps->items[i], &operation->columns.items[k], places);
            }
        }
    }
}

void predicate_json_columns(const struct match_subject *subject, struct match_places *places) {
    static const char *const types[] = {"json", NULL};
    columns_of_types(subject, types, places);
}

void predicate_timestamp_columns(const struct match_subject *subject,
                                 struct match_places *places) {
    static const char *const types[] = {"timestamp", NULL};
    columns_of_types(subject, types, places);
}

void predicate_money_columns(const struct match_subject *subject, struct match_places *places) {
    static const char *const types[] = {"money", NULL};
    columns_of_types(subject, types, places);
}

void predicate_char_columns(const struct match_subject *subject, struct match_places *places) {
    static const char *const types[] = {"bpchar", NULL};
    columns_of_types(subject, types, places);
}

void predicate_serial_columns(const struct match_subject *subject,
                              struct match_places *places) {
    static const char *const types[] = {"serial2", "serial4", "serial8", NULL};
    columns_of_types(subject, types, places);
}
