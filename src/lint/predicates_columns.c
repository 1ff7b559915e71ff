// Predicates about new columns, whichever statement brings them: one place for each statement,
// that names all of its columns.
#include "lint/predicates.h"

// Does the predicate speak of the column?
struct column_test {
    bool (*is_so)(const struct column_def *column, const struct operation *operation);
    const char *const *types; // NULL: any; else one of these
};

static bool is_one_of(struct str text, const char *const *words) {
    for (size_t i = 0; words[i]; i++) {
        if (str_is(text, words[i])) {
            return true;
        }
    }
    return false;
}

static bool passes(const struct column_test *test, const struct column_def *column,
                   const struct operation *operation) {
    return (!test->types || is_one_of(column->type.name, test->types)) &&
           (!test->is_so || test->is_so(column, operation));
}

static void add_place(const struct match_subject *subject, const struct step *step,
                      const struct column_def *first, const struct str_list *names,
                      struct match_places *places) {
    bool has_span = first->span.end > first->span.start;
    *ARENA_PUSH(subject->arena, places) = (struct match_place){
        .migration = subject->judged->migration,
        .step = step,
        .span = has_span ? first->span : step->operation->span,
        .name = str_join(subject->arena, names->items, names->count, STR(", ")),
        .detail = first->type.text};
}

static void columns_of_step(const struct match_subject *subject, const struct step *step,
                            const struct column_test *test, struct match_places *places) {
    const struct operation *operation = step->operation;
    bool is_table = operation->kind == OP_CREATE_TABLE;
    const struct column_def *columns = is_table ? operation->columns.items : &operation->column;
    size_t count = is_table ? operation->columns.count : operation->kind == OP_ADD_COLUMN;
    const struct column_def *first = NULL;
    struct str_list names = {0};
    for (size_t i = 0; i < count; i++) {
        if (passes(test, &columns[i], operation)) {
            first = first ? first : &columns[i];
            *ARENA_PUSH(subject->arena, &names) = columns[i].name;
        }
    }
    if (first) {
        add_place(subject, step, first, &names, places);
    }
}

static void find_columns(const struct match_subject *subject, const struct column_test *test,
                         struct match_places *places) {
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = 0; i < steps->count && !subject->judged->is_downgrade; i++) {
        if (!steps->items[i].skipped && !steps->items[i].operation->by_alembic &&
            !steps->items[i].operation->temporary) {
            columns_of_step(subject, &steps->items[i], test, places);
        }
    }
}

// ---- by type alone

#define BY_TYPE(predicate, ...)                                                                \
    void predicate_##predicate(const struct match_subject *subject,                            \
                               struct match_places *places) {                                  \
        static const char *const types[] = {__VA_ARGS__, NULL};                                \
        find_columns(subject, &(struct column_test){.types = types}, places);                  \
    }

BY_TYPE(json_columns, "json")
BY_TYPE(timestamp_columns, "timestamp")
BY_TYPE(money_columns, "money")
BY_TYPE(char_columns, "bpchar")
BY_TYPE(serial_columns, "serial2", "serial4", "serial8")

// ---- amounts

static bool is_word(struct str word, const char *const *words) {
    return is_one_of(word, words) ||
           (str_ends(word, STR("s")) && is_one_of(str_slice(word, 0, word.size - 1), words));
}

// Words of a name: unit_price, unitPrice.
static bool has_word(struct str name, const char *const *words) {
    size_t start = 0;
    for (size_t i = 0; i <= name.size; i++) {
        bool is_end = i == name.size || name.data[i] == '_' ||
                      (i > start && name.data[i] >= 'A' && name.data[i] <= 'Z');
        if (is_end) {
            char lower[16];
            size_t size = i - start;
            for (size_t k = 0; k < size && k < sizeof lower; k++) {
                char c = name.data[start + k];
                lower[k] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
            }
            if (size <= sizeof lower && is_word((struct str){lower, size}, words)) {
                return true;
            }
            start = i < name.size && name.data[i] == '_' ? i + 1 : i;
        }
    }
    return false;
}

// A rate or a share of money is no amount of it.
static bool is_amount(const struct column_def *column, const struct operation *operation) {
    static const char *const amounts[] = {
        "amount",  "price",   "cost",   "fee",    "salary",   "wage", "tax", "revenue",
        "balance", "payment", "refund", "budget", "subtotal", "usd",  "eur", NULL};
    static const char *const others[] = {"rate",   "ratio",  "percent", "percentage",
                                         "pct",    "share",  "factor",  "score",
                                         "weight", "change", NULL};
    (void)operation;
    return has_word(column->name, amounts) && !has_word(column->name, others);
}

void predicate_amount_columns(const struct match_subject *subject,
                              struct match_places *places) {
    static const char *const types[] = {"float4", "float8", NULL};
    find_columns(subject, &(struct column_test){is_amount, types}, places);
}

// ---- keys that run out

static bool is_key_alone(const struct column_def *column, const struct operation *operation) {
    bool is_key = column->identity != IDENTITY_NONE;
    for (size_t i = 0; i < operation->constraints.count; i++) {
        const struct constraint_def *constraint = &operation->constraints.items[i];
        bool names_it = constraint->columns.count == 1 &&
                        str_equal(constraint->columns.items[0], column->name);
        if (names_it && constraint->type == CONSTRAINT_FOREIGN_KEY) {
            return false; // as wide as what it refers to
        }
        is_key |=
            constraint->type == CONSTRAINT_PRIMARY_KEY &&
            (names_it || (!constraint->columns.count && operation->kind == OP_ADD_COLUMN));
    }
    return is_key;
}

void predicate_integer_keys(const struct match_subject *subject, struct match_places *places) {
    static const char *const types[] = {"int2", "int4", "serial2", "serial4", NULL};
    find_columns(subject, &(struct column_test){is_key_alone, types}, places);
}

// ---- matters of taste

static bool has_limit(const struct column_def *column, const struct operation *operation) {
    (void)operation;
    return column->type.modifier_count > 0;
}

void predicate_limited_columns(const struct match_subject *subject,
                               struct match_places *places) {
    static const char *const types[] = {"varchar", NULL};
    find_columns(subject, &(struct column_test){has_limit, types}, places);
}

static bool is_nullable(const struct column_def *column, const struct operation *operation) {
    (void)operation;
    return column->nullable == TRUTH_YES && column->type.dimensions == 0;
}

void predicate_nullable_booleans(const struct match_subject *subject,
                                 struct match_places *places) {
    static const char *const types[] = {"bool", NULL};
    find_columns(subject, &(struct column_test){is_nullable, types}, places);
}
