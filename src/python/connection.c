#include "python/terms.h"

#include "python/alembic.h"
#include "python/evaluator.h"
#include "python/expressions.h"
#include "python/sqlalchemy.h"
#include "sql/guard.h"

// What a connection term is, in `operation.object`; a plain connection has none.
static const char session[] = "SESSION";
static const char transaction[] = "TRANSACTION";
static const char savepoint[] = "SAVEPOINT";
static const char autocommit[] = "AUTOCOMMIT"; // each statement by itself, outside

static bool is(const struct value *value, const char *what) {
    return str_is(value->term->operation.object, what);
}

struct value *connection_new(struct emitter *emitter, struct span span, const char *what) {
    struct value *value = value_term(emitter->arena, span, TERM_CONNECTION);
    value->term->operation.object = str_from(what);
    return value;
}

static struct value *none(struct emitter *emitter, const struct call *call) {
    return value_new(emitter->arena, VALUE_NONE, call->span);
}

static struct value *rows_unknown(struct emitter *emitter, struct span span) {
    return value_unknown(emitter->arena, span, STR("what a query gives is not known"));
}

// ---- executing

// The driver's own parameters, %s and %(name)s, become ones that PostgreSQL's grammar knows, as
// long as they were: places stay true.
static struct mapped_text with_parameters(struct emitter *emitter,
                                          const struct mapped_text *sql) {
    struct mapped_text text = *sql;
    struct text out = {.arena = emitter->arena};
    struct str all = sql->text;
    for (size_t i = 0; i < all.size;) {
        size_t end = i + 1;
        if (all.data[i] == '%' && end < all.size && all.data[end] == '(') {
            size_t close = str_find(all, STR(")s"), i);
            end = close == SIZE_MAX ? end : close + 2;
        } else if (all.data[i] == '%' && end < all.size && all.data[end] == 's') {
            end++;
        }
        if (end == i + 1) {
            text_add_char(&out, all.data[i]);
        } else {
            text_add(&out, STR("$1"));
            for (size_t k = i + 2; k < end; k++) {
                text_add_char(&out, ' ');
            }
        }
        i = end;
    }
    text.text = text_str(&out);
    return text;
}

static bool has_parameters(const struct call *call) {
    return call->args.count > 1 || call_argument(call, SIZE_MAX, "parameters");
}

void emit_executed(struct emitter *emitter, const struct value *value, const struct call *call,
                   bool binds) {
    const struct term *sql = term_of(value, TERM_SQL);
    const struct term *statement = term_of(value, TERM_STATEMENT);
    const struct term *expression = term_of(value, TERM_EXPRESSION);
    if (value && value->kind == VALUE_TEXT) {
        struct mapped_text text = value->text;
        if (!binds && has_parameters(call)) {
            text = with_parameters(emitter, &text);
        }
        emit_sql(emitter, &text, call->span, binds);
    } else if (sql) {
        emit_sql(emitter, &sql->text, call->span, !sql->operation.from_sql);
    } else if (statement) {
        emit_statement(emitter, statement, call_argument(call, 1, "parameters"), call->span);
    } else if (expression && expression->expression.text.size) {
        struct mapped_text text = {
            .text = str_concat(emitter->arena, STR("SELECT "), expression->expression.text)};
        emit_sql(emitter, &text, call->span, false);
    } else {
        struct str reason =
            str_format(emitter->arena, "what is executed is not known: " STR_FMT,
                       STR_ARG(term_reason(emitter, value)));
        emit_opaque(emitter, call->span, reason);
    }
}

// Queries of tables on a connection are made for Python to read their rows; SELECT f() is made
// for what the function does.
static void mark_queries(struct emitter *emitter, size_t first, bool reads_always) {
    for (size_t i = first; i < emitter->out->count; i++) {
        struct operation *operation = &emitter->out->items[i];
        bool reads = reads_always || operation->table.size || operation->names.count;
        operation->python_query |= operation->kind == OP_SELECT && reads;
    }
}

// The query with the texts that its :parameters stand for.
static struct str with_values(struct emitter *emitter, struct str query,
                              const struct value *values) {
    struct text out = {.arena = emitter->arena};
    for (size_t i = 0; i < query.size;) {
        size_t end = i + 1;
        bool is_parameter = query.data[i] == ':' && (!i || query.data[i - 1] != ':');
        while (is_parameter && end < query.size &&
               (query.data[end] == '_' || (query.data[end] >= '0' && query.data[end] <= '9') ||
                ((query.data[end] | ' ') >= 'a' && (query.data[end] | ' ') <= 'z'))) {
            end++;
        }
        const struct value *value =
            values && end > i + 1 ? value_get(values, str_slice(query, i + 1, end)) : NULL;
        struct str text;
        bool is_known = value_is_text(value, &text);
        text_add(&out, is_known ? expression_literal(emitter->arena, text)
                                : str_slice(query, i, end));
        i = end;
    }
    return text_str(&out);
}

// What a query asks of the schema, as the guard of its result.
static struct guard_value guard_of_query(struct emitter *emitter, const struct value *sql,
                                         const struct value *values) {
    enum { QUERY_LIMIT = 4096 };
    const struct term *term = term_of(sql, TERM_SQL);
    struct str text = term ? term->text.text : (struct str){0};
    struct condition condition = {0};
    if (!term) {
        value_is_text(sql, &text);
    }
    bool is_asking = text.size && text.size < QUERY_LIMIT &&
                     str_find_nocase(text, STR("select"), 0) != SIZE_MAX;
    values = values && values->kind == VALUE_DICT ? values : NULL;
    if (!is_asking || (term && term->text.holes.count) ||
        !guard_read_query(emitter->arena, with_values(emitter, text, values), &condition)) {
        return (struct guard_value){0};
    }
    return (struct guard_value){.guard = condition.guard,
                                .negated = condition.guard_negated,
                                .schema = condition.guard_schema,
                                .table = condition.guard_table,
                                .name = condition.guard_name};
}

// A connection sends a str as it is; a session makes it a text(), with its binds. Source:
// Connection.execute and Session.execute of SQLAlchemy 1.4.
static struct value *execute(struct emitter *emitter, struct value *object,
                             const struct call *call) {
    struct value *sql = call_argument(call, 0, "statement");
    sql = sql ? sql : call_argument(call, 0, "sql");
    bool is_outside = is(object, autocommit);
    if (is_outside) {
        emit(emitter, OP_AUTOCOMMIT_BEGIN, call->span);
    }
    size_t first = emitter->out->count;
    emit_executed(emitter, sql, call, is(object, session));
    mark_queries(emitter, first, false);
    struct value *result = value_term(emitter->arena, call->span, TERM_RESULT);
    result->guard = guard_of_query(emitter, sql, call_argument(call, 1, "parameters"));
    if (is_outside) {
        emit(emitter, OP_AUTOCOMMIT_END, call->span);
    }
    return result;
}

static struct value *scalar(struct emitter *emitter, struct value *object,
                            const struct call *call) {
    size_t first = emitter->out->count;
    struct value *result = execute(emitter, object, call);
    mark_queries(emitter, first, true);
    struct value *row = rows_unknown(emitter, call->span);
    row->guard = result->guard;
    return row;
}

// ---- transactions

static struct value *commit(struct emitter *emitter, struct value *object,
                            const struct call *call) {
    // A session on Alembic's connection, and a transaction begun inside its own, do not commit
    // that: SQLAlchemy 1.4 nests them, 2.0 has join_transaction_mode.
    if (!is(object, session) && !is(object, transaction) && !is(object, savepoint) &&
        !is(object, autocommit)) {
        emit_done(emitter, emit(emitter, OP_COMMIT, call->span));
    }
    return none(emitter, call);
}

static struct value *rollback(struct emitter *emitter, struct value *object,
                              const struct call *call) {
    if (is(object, savepoint)) {
        emit_savepoint(emitter, STR("ROLLBACK TO"), call->span);
    } else {
        emit_done(emitter, emit(emitter, OP_ROLLBACK, call->span));
    }
    return none(emitter, call);
}

static struct value *begin(struct emitter *emitter, struct value *object,
                           const struct call *call) {
    const char *what = is(object, session)      ? session
                       : is(object, autocommit) ? autocommit
                                                : transaction;
    return connection_new(emitter, call->span, what);
}

static struct value *begin_nested(struct emitter *emitter, struct value *object,
                                  const struct call *call) {
    (void)object;
    emit_savepoint(emitter, STR("SAVEPOINT"), call->span);
    return connection_new(emitter, call->span, savepoint);
}

// execution_options(isolation_level="AUTOCOMMIT")
static struct value *with_options(struct emitter *emitter, struct value *object,
                                  const struct call *call) {
    struct str level;
    bool is_outside = value_is_text(call_argument(call, SIZE_MAX, "isolation_level"), &level) &&
                      str_equal_nocase(level, STR("AUTOCOMMIT"));
    return is_outside ? connection_new(emitter, call->span, autocommit) : object;
}

// A connection of its own, or one inside: its commits are not those of Alembic's transaction.
static struct value *connect(struct emitter *emitter, struct value *object,
                             const struct call *call) {
    return connection_new(emitter, call->span,
                          is(object, autocommit) ? autocommit : transaction);
}

static struct value *nothing(struct emitter *emitter, struct value *object,
                             const struct call *call) {
    (void)object;
    return none(emitter, call);
}

static struct value *yes(struct emitter *emitter, struct value *object,
                         const struct call *call) {
    (void)object;
    return value_bool(emitter->arena, call->span, true);
}

// run_sync(), run_callable(): the function gets the connection
static struct value *run(struct emitter *emitter, struct value *object,
                         const struct call *call) {
    struct value *result = term_call(emitter, call_argument(call, 0, NULL), object);
    if (!result) {
        emit_opaque(emitter, call->span, STR("what the function does is not known"));
        result = rows_unknown(emitter, call->span);
    }
    return result;
}

// ---- sessions

static struct value *query(struct emitter *emitter, struct value *object,
                           const struct call *call) {
    (void)object;
    return statement_call(emitter, STR("sqlalchemy.select"), call);
}

static void add_object(struct emitter *emitter, const struct value *value, struct span span) {
    struct value class = {.kind = VALUE_CLASS, .span = value->span, .class = value->class};
    if (value->kind != VALUE_INSTANCE || !value->class) {
        emit_opaque(emitter, span, STR("rows are written through the ORM"));
        return;
    }
    struct value row = *value;
    row.kind = VALUE_DICT;
    emit_insert_row(emitter, table_of(emitter, &class), &row, span);
}

static struct value *add(struct emitter *emitter, struct value *object,
                         const struct call *call) {
    (void)object;
    const struct value *first = call_argument(call, 0, NULL);
    bool is_list = first && value_is_sequence(first);
    for (size_t i = 0; is_list && i < first->items.count; i++) {
        add_object(emitter, first->items.items[i], call->span);
    }
    if (!is_list || first->is_partial) {
        struct value unknown = {.kind = VALUE_UNKNOWN, .span = call->span};
        add_object(emitter, !is_list && first ? first : &unknown, call->span);
    }
    return none(emitter, call);
}

static struct value *add_mappings(struct emitter *emitter, struct value *object,
                                  const struct call *call) {
    (void)object;
    const struct term *table = table_of(emitter, call_argument(call, 0, "mapper"));
    const struct value *rows = call_argument(call, 1, "mappings");
    bool is_list = rows && value_is_sequence(rows) && rows->items.count;
    struct value unknown = {.kind = VALUE_UNKNOWN,
                            .span = call->span,
                            .reason = rows ? term_reason(emitter, rows) : STR("no rows")};
    emit_insert_row(emitter, table, is_list ? rows->items.items[0] : &unknown, call->span);
    return none(emitter, call);
}

static struct value *by_orm(struct emitter *emitter, struct value *object,
                            const struct call *call) {
    (void)object;
    emit_opaque(emitter, call->span, STR("rows are written through the ORM"));
    return rows_unknown(emitter, call->span);
}

static struct value *reads(struct emitter *emitter, struct value *object,
                           const struct call *call) {
    (void)object;
    return rows_unknown(emitter, call->span);
}

static const struct {
    const char *name;
    struct value *(*run)(struct emitter *emitter, struct value *object,
                         const struct call *call);
} methods[] = {
    {"execute", execute},
    {"exec_driver_sql", execute},
    {"exec", execute},
    {"executemany", execute},
    {"scalar", scalar},
    {"scalars", scalar},
    {"stream", execute},
    {"commit", commit},
    {"rollback", rollback},
    {"begin", begin},
    {"begin_nested", begin_nested},
    {"connect", connect},
    {"connection", connect},
    {"raw_connection", connect},
    {"cursor", connect},
    {"get_bind", connect},
    {"execution_options", with_options},
    {"detach", nothing},
    {"close", nothing},
    {"invalidate", nothing},
    {"dispose", nothing},
    {"flush", nothing},
    {"expunge", nothing},
    {"expunge_all", nothing},
    {"expire_all", nothing},
    {"set_isolation_level", nothing},
    {"in_transaction", yes},
    {"run_sync", run},
    {"run_callable", run},
    {"query", query},
    {"add", add},
    {"add_all", add},
    {"bulk_save_objects", add},
    {"bulk_insert_mappings", add_mappings},
    {"bulk_update_mappings", by_orm},
    {"merge", by_orm},
    {"delete", by_orm},
    {"get", reads},
    {"refresh", nothing},
    {"fetchone", reads},
    {"fetchall", reads},
    {"fetchmany", reads},
};

// ---- what exists

// Methods of inspectors and dialects that ask what exists. An answer with an empty name is a
// collection: `name in answer` is the question.
static const struct {
    const char *name;
    enum guard guard;
    bool names_table;   // the first argument is the table
    const char *object; // what is asked for: by the first argument, else the second; NULL: all
} questions[] = {
    {"has_table", GUARD_TABLE_EXISTS, true, NULL},
    {"get_table_names", GUARD_TABLE_EXISTS, false, NULL},
    {"get_view_names", GUARD_TABLE_EXISTS, false, NULL},
    {"get_materialized_view_names", GUARD_TABLE_EXISTS, false, NULL},
    {"get_columns", GUARD_COLUMN_EXISTS, true, NULL},
    {"has_column", GUARD_COLUMN_EXISTS, true, "column_name"},
    {"get_indexes", GUARD_INDEX_EXISTS, true, NULL},
    {"has_index", GUARD_INDEX_EXISTS, true, "index_name"},
    {"get_unique_constraints", GUARD_CONSTRAINT_EXISTS, true, NULL},
    {"get_foreign_keys", GUARD_CONSTRAINT_EXISTS, true, NULL},
    {"get_check_constraints", GUARD_CONSTRAINT_EXISTS, true, NULL},
    {"get_pk_constraint", GUARD_CONSTRAINT_EXISTS, true, NULL},
    {"get_enums", GUARD_TYPE_EXISTS, false, NULL},
    {"has_type", GUARD_TYPE_EXISTS, false, "type_name"},
};

struct value *inspector_method(struct emitter *emitter, struct value *object, struct str name,
                               const struct call *call) {
    // dialect.has_table(connection, "t"): the connection comes first
    size_t first = object->term->kind == TERM_DIALECT ? 1 : 0;
    struct str reason =
        str_format(emitter->arena, "what " STR_FMT "() finds is not known", STR_ARG(name));
    struct value *answer = value_unknown(emitter->arena, call->span, reason);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        if (!str_is(name, questions[i].name)) {
            continue;
        }
        struct guard_value guard = {.guard = questions[i].guard};
        bool is_known = true;
        if (questions[i].names_table) {
            is_known =
                value_is_likely_text(call_argument(call, first, "table_name"), &guard.table);
        }
        if (questions[i].object) {
            size_t position = first + (questions[i].names_table ? 1 : 0);
            is_known &= value_is_likely_text(call_argument(call, position, questions[i].object),
                                             &guard.name);
        }
        const struct value *schema = call_argument(call, SIZE_MAX, "schema");
        is_known &= !schema || schema->kind == VALUE_NONE ||
                    value_is_likely_text(schema, &guard.schema);
        if (is_known) {
            answer->guard = guard;
        }
        return answer;
    }
    return answer;
}

struct value *connection_method(struct emitter *emitter, struct value *object, struct str name,
                                const struct call *call) {
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (str_is(name, methods[i].name)) {
            return methods[i].run(emitter, object, call);
        }
    }
    if (str_is(name, "has_table")) { // Engine.has_table() of SQLAlchemy 1.3
        return inspector_method(emitter, object, name, call);
    }
    return NULL;
}
