#include "python/terms.h"

#include "model/print.h"
#include "python/names.h"
#include "python/sqlalchemy.h"
#include "sql/translate.h"

// ---- keys

static void add_column_key(struct emitter *emitter, struct str name,
                           const struct value *operators, struct operation *operation) {
    struct index_key *key = ARENA_PUSH(emitter->arena, &operation->keys);
    key->column = name;
    value_is_text(operators ? value_get(operators, name) : NULL, &key->operator_class);
}

// PostgreSQL's grammar says what a key written as SQL is: a column with DESC, a function with
// an operator class…
static void add_sql_key(struct emitter *emitter, struct str text, const struct value *operators,
                        struct operation *operation) {
    struct mapped_text sql = {
        .text = str_format(emitter->arena, "CREATE INDEX i ON t (" STR_FMT ")", STR_ARG(text))};
    struct sql_origin origin = {0};
    struct operations parsed = {0};
    uint32_t statement = 0;
    sql_translate(emitter->arena, &sql, &origin, &statement, &parsed);
    bool is_index = parsed.count == 1 && parsed.items[0].kind == OP_CREATE_INDEX &&
                    parsed.items[0].keys.count;
    for (size_t i = 0; is_index && i < parsed.items[0].keys.count; i++) {
        struct index_key *key = ARENA_PUSH(emitter->arena, &operation->keys);
        *key = parsed.items[0].keys.items[i];
        // An operator class goes by the column, or by the whole text: the key of Alembic's
        // _textual_index_element
        struct str name = key->column.size ? key->column : text;
        if (operators && !key->operator_class.size) {
            value_is_text(value_get(operators, name), &key->operator_class);
        }
    }
    if (!is_index) { // x || y is none without parentheses; PostgreSQL refuses it
        struct index_key *key = ARENA_PUSH(emitter->arena, &operation->keys);
        key->expression = sql_expression(emitter->arena, text);
        key->expression.text = text;
    }
}

static void add_key(struct emitter *emitter, const struct value *value,
                    const struct value *operators, struct operation *operation) {
    struct str text;
    const struct term *column = term_of(value, TERM_COLUMN);
    if (value_is_likely_text(value, &text)) {
        add_column_key(emitter, text, operators, operation);
        return;
    }
    if (column && column->column.name.size) {
        add_column_key(emitter, column->column.name, operators, operation);
        return;
    }
    text = value->kind == VALUE_TERM ? expression_text(emitter, value) : (struct str){0};
    if (term_of(value, TERM_EXPRESSION)) {
        text = expression_of_table(emitter->arena, text,
                                   quoted_name(emitter->arena, operation->table));
    }
    if (text.size) {
        add_sql_key(emitter, text, operators, operation);
        return;
    }
    operation_set_unknown(emitter->arena, operation, "keys", term_reason(emitter, value));
    operation_set_unknown(emitter->arena, operation, "columns", term_reason(emitter, value));
}

static void read_keys(struct emitter *emitter, const struct value *keys,
                      const struct value *operators, struct operation *operation) {
    struct str text;
    bool is_list = keys && (keys->kind == VALUE_LIST || keys->kind == VALUE_TUPLE ||
                            keys->kind == VALUE_SET);
    if (value_is_text(keys, &text)) {
        struct str_list names = {0};
        term_names(emitter, keys, &names, operation, "columns");
        for (size_t i = 0; i < names.count; i++) {
            add_column_key(emitter, names.items[i], operators, operation);
        }
        return;
    }
    for (size_t i = 0; is_list && i < keys->items.count; i++) {
        add_key(emitter, keys->items.items[i], operators, operation);
    }
    if (!is_list || keys->is_partial) {
        struct str reason = term_reason(emitter, keys);
        operation_set_unknown(emitter->arena, operation, "keys", reason);
        operation_set_unknown(emitter->arena, operation, "columns", reason);
    }
}

// ---- options

static const struct value *keyword(const struct call *call, const char *name) {
    const struct value *value = call_argument(call, SIZE_MAX, name);
    return value && value->kind != VALUE_NONE ? value : NULL;
}

static struct str storage_parameters(struct emitter *emitter, const struct call *call,
                                     struct operation *operation) {
    struct text text = {.arena = emitter->arena};
    const struct value *with = keyword(call, "postgresql_with");
    for (size_t i = 0; with && with->kind == VALUE_DICT && i < with->items.count; i++) {
        struct str name = {0}, value;
        value_is_text(with->keys.items[i], &name);
        if (!value_is_text(with->items.items[i], &value)) {
            value = expression_text(emitter, with->items.items[i]);
        }
        text_addf(&text, "%s" STR_FMT " = " STR_FMT, i ? ", " : "WITH (", STR_ARG(name),
                  STR_ARG(value));
    }
    text_add(&text, text.count ? STR(")") : STR(""));
    struct str tablespace =
        term_text(emitter, keyword(call, "postgresql_tablespace"), operation, "options");
    if (tablespace.size) {
        text_addf(&text, "%sTABLESPACE " STR_FMT, text.count ? " " : "",
                  STR_ARG(quoted_name(emitter->arena, tablespace)));
    }
    return text_str(&text);
}

void index_read(struct emitter *emitter, const struct value *keys, const struct call *call,
                struct operation *operation) {
    const struct value *operators = keyword(call, "postgresql_ops");
    operators = operators && operators->kind == VALUE_DICT ? operators : NULL;
    read_keys(emitter, keys, operators, operation);
    const struct {
        const char *keyword;
        bool *flag;
        const char *field;
    } flags[] = {
        {"unique", &operation->unique, "unique"},
        {"postgresql_concurrently", &operation->concurrently, "concurrently"},
        {"if_not_exists", &operation->if_not_exists, "if_not_exists"},
        {"postgresql_nulls_not_distinct", &operation->nulls_not_distinct, "nulls_not_distinct"},
    };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const struct value *value = keyword(call, flags[i].keyword);
        if (value) {
            *flags[i].flag = term_flag(emitter, value, operation, flags[i].field);
        } else if (call->keywords_are_partial) {
            operation_set_unknown(emitter->arena, operation, flags[i].field,
                                  term_call_reason(call));
        }
    }
    operation->method =
        str_lower(emitter->arena,
                  term_text(emitter, keyword(call, "postgresql_using"), operation, "method"));
    if (keyword(call, "postgresql_include")) {
        term_names(emitter, keyword(call, "postgresql_include"), &operation->include, operation,
                   "include");
    }
    const struct value *where = keyword(call, "postgresql_where");
    operation->expression = sqlalchemy_expression(emitter, where, false);
    if (term_of(where, TERM_EXPRESSION)) { // SQL that was written stays as it is
        operation->expression.text =
            expression_of_table(emitter->arena, operation->expression.text,
                                quoted_name(emitter->arena, operation->table));
    }
    if (where && !operation->expression.text.size) {
        operation_set_unknown(emitter->arena, operation, "where", term_reason(emitter, where));
    }
    operation->options = storage_parameters(emitter, call, operation);
}

// What the name is made of: columns, and the SQL of keys that are written so.
static bool read_elements(struct emitter *emitter, const struct value_list *keys,
                          struct str_list *elements) {
    for (size_t i = 0; i < keys->count; i++) {
        const struct term *column = term_of(keys->items[i], TERM_COLUMN);
        const struct term *sql = term_of(keys->items[i], TERM_SQL);
        struct str text = column ? column->column.name : sql ? sql->text.text : (struct str){0};
        if (!text.size && !value_is_text(keys->items[i], &text)) {
            return false; // an expression, which SQLAlchemy looks into
        }
        *ARENA_PUSH(emitter->arena, elements) = text;
    }
    return keys->count > 0;
}

void index_name(struct emitter *emitter, const struct term *index,
                struct operation *operation) {
    struct str_list elements = {0};
    bool is_known = read_elements(emitter, &index->parts, &elements) &&
                    !operation_unknown(operation, "keys");
    name_index(emitter, operation, is_known ? &elements : NULL,
               index->constraint.name_is_final);
}

struct value *index_make(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_INDEX);
    struct operation *operation = &value->term->operation;
    operation->kind = OP_CREATE_INDEX;
    const struct value *name = call_argument(call, 0, "name");
    operation->name = term_text(emitter, name, operation, "name");
    value->term->constraint.name_is_final = name && name->is_final_name;
    struct value keys = {
        .kind = VALUE_LIST, .is_partial = call->args_are_partial, .reason = call->reason};
    size_t first = call->args.count ? 1 : 0;
    for (size_t i = first; i < call->args.count; i++) {
        struct value *key = call->args.items[i];
        const struct term *part = term_of_table(key);
        if (part) {
            operation->table = part->operation.table;
            operation->schema = part->operation.schema;
        }
        *ARENA_PUSH(emitter->arena, &keys.items) = key;
        if (!term_of(key, TERM_SQL)) { // to an Index, text() names no column
            *ARENA_PUSH(emitter->arena, &value->term->parts) = key;
        }
    }
    index_read(emitter, &keys, call, operation);
    return value;
}

void index_of_column(struct emitter *emitter, const struct term *column, struct str schema,
                     struct str table, struct operation *operation) {
    struct arena *arena = emitter->arena;
    struct str name = column->column.name;
    operation->kind = OP_CREATE_INDEX;
    operation->schema = schema;
    operation->table = table;
    operation->unique = column->unique;
    operation->span = column->span;
    add_column_key(emitter, name, NULL, operation);
    struct str_list elements = {0};
    *ARENA_PUSH(arena, &elements) = name;
    name_index(emitter, operation, name.size ? &elements : NULL, false);
}
