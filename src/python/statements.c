#include "python/terms.h"

#include "model/print.h"
#include "python/sqlalchemy.h"

// ---- making statements

static struct value *statement_new(struct emitter *emitter, enum operation_kind kind,
                                   const struct value *table, struct span span) {
    struct value *value = value_term(emitter->arena, span, TERM_STATEMENT);
    struct operation *operation = &value->term->operation;
    operation->kind = kind;
    if (table) {
        const struct term *named = table_of(emitter, table);
        operation->schema = named->operation.schema;
        operation->table = named->operation.table;
        value->term->parts = named->parts;
        const struct str *reason = operation_unknown(&named->operation, "table");
        if (reason) {
            operation_set_unknown(emitter->arena, operation, "table", *reason);
        }
    }
    return value;
}

static const struct {
    const char *name;
    enum operation_kind kind;
} statements[] = {
    {"insert", OP_INSERT},
    {"update", OP_UPDATE},
    {"delete", OP_DELETE},
    {"select", OP_SELECT},
};

static const enum operation_kind *kind_of(struct str name) {
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (str_is(name, statements[i].name)) {
            return &statements[i].kind;
        }
    }
    return NULL;
}

// The table that a select reads: of its first argument that tells.
static void set_source(struct emitter *emitter, struct operation *operation,
                       const struct value_list *arguments) {
    for (size_t i = 0; i < arguments->count && !operation->table.size; i++) {
        const struct value *argument = arguments->items[i];
        const struct term *part = term_of_table(argument);
        if (part) {
            operation->schema = part->operation.schema;
            operation->table = part->operation.table;
        } else if (value_is_sequence(argument)) {
            for (size_t k = 0; k < argument->items.count && !operation->table.size; k++) {
                part = term_of_table(argument->items.items[k]);
                operation->table = part ? part->operation.table : operation->table;
                operation->schema = part ? part->operation.schema : operation->schema;
            }
        } else if (term_of(argument, TERM_TABLE) || argument->kind == VALUE_CLASS) {
            const struct term *table = table_of(emitter, argument);
            operation->schema = table->operation.schema;
            operation->table = table->operation.table;
        }
    }
}

// What is selected, as printed; empty: not known.
static struct str selected(struct emitter *emitter, const struct value_list *arguments) {
    struct text text = {.arena = emitter->arena};
    for (size_t i = 0; i < arguments->count; i++) {
        const struct value *argument = arguments->items[i];
        const struct term *table = term_of(argument, TERM_TABLE);
        const struct value_list *list = table                         ? &table->parts
                                        : value_is_sequence(argument) ? &argument->items
                                                                      : NULL;
        struct value_list one = {.items = &arguments->items[i], .count = 1};
        list = list ? list : &one;
        for (size_t k = 0; k < list->count; k++) {
            struct str part = expression_text(emitter, list->items[k]);
            if (!part.size) {
                return (struct str){0};
            }
            text_addf(&text, "%s" STR_FMT, text.count ? ", " : "", STR_ARG(part));
        }
    }
    return text_str(&text);
}

// ---- clauses

static struct value *copy(struct emitter *emitter, const struct value *statement,
                          struct span span) {
    struct value *value = value_term(emitter->arena, span, TERM_STATEMENT);
    value->term->operation = statement->term->operation;
    value->term->parts = statement->term->parts;
    struct operation *operation = &value->term->operation;
    // Lists of its own: both may be added to
    operation->unknown.items = NULL;
    operation->unknown.count = operation->unknown.capacity = 0;
    term_copy_unknown(emitter, operation, &statement->term->operation);
    operation->columns = (struct columns){0};
    for (size_t i = 0; i < statement->term->operation.columns.count; i++) {
        *ARENA_PUSH(emitter->arena, &operation->columns) =
            statement->term->operation.columns.items[i];
    }
    return value;
}

static struct value *add_where(struct emitter *emitter, struct value *object,
                               const struct call *call) {
    struct value *value = copy(emitter, object, call->span);
    struct operation *operation = &value->term->operation;
    for (size_t i = 0; i < call->args.count; i++) {
        struct value *condition = call->args.items[i];
        if (operation->expression.text.size) {
            struct value *before =
                expression_new(emitter, call->span, operation->expression.text);
            condition = sqlalchemy_operator(emitter, STR("&"), before, condition, call->span);
        }
        operation->expression = sqlalchemy_expression(emitter, condition, false);
        if (!operation->expression.text.size) {
            operation->expression.is_unknown = true;
            operation->expression.text = STR("…");
            operation_set_unknown(emitter->arena, operation, "where",
                                  term_reason(emitter, condition));
        }
    }
    return value;
}

static void assign(struct emitter *emitter, struct operation *operation,
                   const struct value *name, const struct value *value) {
    struct str text = term_text(emitter, name, operation, "names");
    struct column_def *column = NULL;
    for (size_t i = 0; i < operation->columns.count; i++) {
        if (str_equal(operation->columns.items[i].name, text)) {
            column = &operation->columns.items[i];
        }
    }
    column = column ? column : ARENA_PUSH(emitter->arena, &operation->columns);
    column->name = text;
    column->default_value.text = expression_text(emitter, value);
}

// The columns in the order of the table, where that is known: SQLAlchemy prints them so.
static void put_in_order(struct operation *operation, const struct value_list *parts) {
    enum { COLUMN_LIMIT = 1600 }; // of a table: PostgreSQL manual, Limits
    size_t next = 0;
    for (size_t i = 0; i < parts->count && i < COLUMN_LIMIT; i++) {
        struct str name = parts->items[i]->term->column.name;
        for (size_t k = next; k < operation->columns.count; k++) {
            struct column_def found = operation->columns.items[k];
            if (!str_equal(found.name, name)) {
                continue;
            }
            for (; k > next; k--) {
                operation->columns.items[k] = operation->columns.items[k - 1];
            }
            operation->columns.items[next++] = found;
            break;
        }
    }
}

static void assign_all(struct emitter *emitter, struct operation *operation,
                       const struct value *values) {
    for (size_t i = 0; values->kind == VALUE_DICT && i < values->items.count; i++) {
        assign(emitter, operation, values->keys.items[i], values->items.items[i]);
    }
    if (values->kind != VALUE_DICT || values->is_partial) {
        operation_set_unknown(emitter->arena, operation, "names", term_reason(emitter, values));
    }
}

static struct value *add_values(struct emitter *emitter, struct value *object,
                                const struct call *call) {
    struct value *value = copy(emitter, object, call->span);
    struct operation *operation = &value->term->operation;
    for (size_t i = 0; i < call->args.count; i++) {
        const struct value *values = call->args.items[i];
        bool is_list = value_is_sequence(values) && values->items.count;
        assign_all(emitter, operation, is_list ? values->items.items[0] : values);
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        struct value *name = value_text(emitter->arena, call->span, call->keywords[i].name);
        assign(emitter, operation, name, call->keywords[i].value);
    }
    if (call->keywords_are_partial || call->args_are_partial) {
        operation_set_unknown(emitter->arena, operation, "names", term_call_reason(call));
    }
    return value;
}

static struct value *from_select(struct emitter *emitter, struct value *object,
                                 const struct call *call) {
    struct value *value = copy(emitter, object, call->span);
    struct operation *operation = &value->term->operation;
    struct str_list names = {0};
    term_names(emitter, call_argument(call, 0, "names"), &names, operation, "names");
    for (size_t i = 0; i < names.count; i++) {
        ARENA_PUSH(emitter->arena, &operation->columns)->name = names.items[i];
    }
    const struct value *select = call_argument(call, 1, "select");
    const struct term *query = term_of(select, TERM_STATEMENT);
    operation->options =
        query ? operation_sql(emitter->arena, &query->operation) : STR("SELECT …");
    return value;
}

static struct value *select_from(struct emitter *emitter, struct value *object,
                                 const struct call *call) {
    struct value *value = copy(emitter, object, call->span);
    value->term->operation.table = (struct str){0};
    set_source(emitter, &value->term->operation, &call->args);
    return value;
}

// ---- queries of the ORM: session.query(Model)

static struct value *filter_by(struct emitter *emitter, struct value *object,
                               const struct call *call) {
    struct call clause = {.span = call->span};
    for (size_t i = 0; i < call->keyword_count; i++) {
        struct value *column = value_term(emitter->arena, call->span, TERM_COLUMN);
        column->term->column.name = call->keywords[i].name;
        *ARENA_PUSH(emitter->arena, &clause.args) = sqlalchemy_operator(
            emitter, STR("=="), column, call->keywords[i].value, call->span);
    }
    return add_where(emitter, object, &clause);
}

static struct value *read_rows(struct emitter *emitter, struct value *object,
                               const struct call *call) {
    struct operation *operation = emit_copy(emitter, &object->term->operation, call->span);
    operation->python_query = true;
    statement_finish(emitter, operation);
    return value_unknown(emitter->arena, call->span, STR("what a query gives is not known"));
}

static struct value *change_rows(struct emitter *emitter, struct value *object,
                                 const struct call *call, enum operation_kind kind) {
    struct value *changed = copy(emitter, object, call->span);
    changed->term->operation.kind = kind;
    changed->term->operation.options = (struct str){0};
    const struct value *values = call_argument(call, 0, "values");
    if (kind == OP_UPDATE && values) {
        assign_all(emitter, &changed->term->operation, values);
    }
    emit_statement(emitter, changed->term, NULL, call->span);
    return value_unknown(emitter->arena, call->span, STR("how many rows change is not known"));
}

// select(…).distinct(); distinct() of a query object prints nothing, nor does one with columns.
static struct value *select_distinct(struct emitter *emitter, struct value *object,
                                     const struct call *call) {
    if (object->term->operation.kind != OP_SELECT || call->args.count ||
        str_starts(object->term->operation.options, STR("DISTINCT "))) {
        return term_itself(emitter, object, call);
    }
    struct value *changed = copy(emitter, object, call->span);
    struct str *selected = &changed->term->operation.options;
    *selected =
        selected->size ? str_concat(emitter->arena, STR("DISTINCT "), *selected) : *selected;
    return changed;
}

static struct value *update_rows(struct emitter *emitter, struct value *object,
                                 const struct call *call) {
    return change_rows(emitter, object, call, OP_UPDATE);
}

static struct value *delete_rows(struct emitter *emitter, struct value *object,
                                 const struct call *call) {
    return change_rows(emitter, object, call, OP_DELETE);
}

static const struct {
    const char *name;
    struct value *(*run)(struct emitter *emitter, struct value *object,
                         const struct call *call);
} methods[] = {
    {"where", add_where},
    {"filter", add_where},
    {"values", add_values},
    {"from_select", from_select},
    {"select_from", select_from},
    {"filter_by", filter_by},
    {"update", update_rows},
    {"delete", delete_rows},
    {"all", read_rows},
    {"first", read_rows},
    {"one", read_rows},
    {"one_or_none", read_rows},
    {"scalar", read_rows},
    {"count", read_rows},
    {"get", read_rows},
    {"yield_per", term_itself},
    {"options", term_itself},
    {"returning", term_itself},
    {"on_conflict_do_nothing", term_itself},
    {"on_conflict_do_update", term_itself},
    {"execution_options", term_itself},
    {"order_by", term_itself},
    {"group_by", term_itself},
    {"having", term_itself},
    {"limit", term_itself},
    {"offset", term_itself},
    {"distinct", select_distinct},
    {"join", term_itself},
    {"outerjoin", term_itself},
    {"with_for_update", term_itself},
    {"with_only_columns", term_itself},
    {"correlate", term_itself},
    {"scalar_subquery", term_itself},
    {"as_scalar", term_itself},
    {"subquery", term_itself},
    {"alias", term_itself},
    {"union", term_itself},
    {"union_all", term_itself},
    {"inline", term_itself},
    {"prefix_with", term_itself},
    {"params", term_itself},
};

struct value *statement_method(struct emitter *emitter, struct value *object, struct str name,
                               const struct call *call) {
    if (object->term->kind == TERM_TABLE) { // table.insert(), table.update(where, values)
        const enum operation_kind *kind = kind_of(name);
        if (!kind) {
            return NULL;
        }
        struct value *value = statement_new(emitter, *kind, object, call->span);
        struct value_list table = {.items = &object, .count = 1};
        value->term->operation.options =
            *kind == OP_SELECT ? selected(emitter, &table) : (struct str){0};
        struct value *where = call_argument(call, 0, "whereclause");
        struct value *values = call_argument(call, *kind == OP_INSERT ? 0 : 1, "values");
        struct call first = {.span = call->span};
        if (*kind != OP_INSERT && where) {
            *ARENA_PUSH(emitter->arena, &first.args) = where;
            value = add_where(emitter, value, &first);
        }
        if (values) {
            first = (struct call){.span = call->span};
            *ARENA_PUSH(emitter->arena, &first.args) = values;
            value = add_values(emitter, value, &first);
        }
        return value;
    }
    for (size_t i = 0;
         object->term->kind == TERM_STATEMENT && i < sizeof methods / sizeof *methods; i++) {
        if (str_is(name, methods[i].name)) {
            return methods[i].run(emitter, object, call);
        }
    }
    return NULL;
}

struct value *statement_call(struct emitter *emitter, struct str path,
                             const struct call *call) {
    const enum operation_kind *kind = kind_of(path_last(path));
    if (!kind) {
        return NULL;
    }
    if (*kind == OP_SELECT) {
        struct value *value = statement_new(emitter, OP_SELECT, NULL, call->span);
        set_source(emitter, &value->term->operation, &call->args);
        value->term->operation.options = selected(emitter, &call->args);
        return value;
    }
    struct value *value =
        statement_new(emitter, *kind, call_argument(call, 0, "table"), call->span);
    struct value *where = call_argument(call, 1, "whereclause");
    if (where) {
        struct call clause = {.span = call->span};
        *ARENA_PUSH(emitter->arena, &clause.args) = where;
        value = add_where(emitter, value, &clause);
    }
    return value;
}

// ---- emitting

void emit_statement(struct emitter *emitter, const struct term *statement,
                    const struct value *rows, struct span span) {
    struct operation *operation = emit_copy(emitter, &statement->operation, span);
    // The names of the parameters are columns, where no values() says which
    const struct value *row =
        rows && value_is_sequence(rows) && rows->items.count ? rows->items.items[0] : rows;
    bool takes_row = !operation->columns.count && row && row->kind == VALUE_DICT &&
                     operation->kind == OP_INSERT;
    if (takes_row) {
        operation->columns = (struct columns){0};
        assign_all(emitter, operation, row);
    }
    if (operation->kind == OP_INSERT || operation->kind == OP_UPDATE) {
        put_in_order(operation, &statement->parts);
    }
    statement_finish(emitter, operation);
}

void emit_insert_row(struct emitter *emitter, const struct term *table, const struct value *row,
                     struct span span) {
    struct operation insert = {
        .kind = OP_INSERT, .schema = table->operation.schema, .table = table->operation.table};
    const struct str *reason = operation_unknown(&table->operation, "table");
    if (reason) {
        operation_set_unknown(emitter->arena, &insert, "table", *reason);
    }
    struct operation *operation = emit_copy(emitter, &insert, span);
    assign_all(emitter, operation, row);
    put_in_order(operation, &table->parts);
    statement_finish(emitter, operation);
}
