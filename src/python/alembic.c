#include "python/alembic.h"

#include "python/directive.h"
#include "python/plugins.h"
#include "python/sqlalchemy.h"

#include <string.h>

bool alembic_has(struct str path) {
    return str_is(path, "alembic") || str_starts(path, STR("alembic."));
}

// ---- directives

struct value *directive_argument(const struct directive *directive, const char *name) {
    return call_argument(&directive->call, SIZE_MAX, name);
}

struct value *directive_given(const struct directive *directive, const char *name) {
    struct value *value = directive_argument(directive, name);
    return value && value->kind != VALUE_NONE ? value : NULL;
}

bool directive_flag(const struct directive *directive, const char *name,
                    struct operation *operation, const char *field) {
    return term_flag(directive->emitter, directive_argument(directive, name), operation, field);
}

static struct str missing_reason(const struct directive *directive, const struct value *value) {
    bool is_partial =
        !value && (directive->call.args_are_partial || directive->call.keywords_are_partial);
    return is_partial ? term_call_reason(&directive->call)
                      : term_reason(directive->emitter, value);
}

struct str directive_text(const struct directive *directive, const char *name,
                          struct operation *operation, const char *field) {
    const struct value *value = directive_argument(directive, name);
    struct str text = term_text(directive->emitter, value, operation, field);
    if (!text.size) {
        operation_set_unknown(directive->emitter->arena, operation, field,
                              missing_reason(directive, value));
    }
    return text;
}

// The parameters that name the table and its schema, by their order of preference.
static const char *const table_parameters[] = {"table_name", "source_table", "old_table_name"};
static const char *const schema_parameters[] = {"schema", "source_schema"};

static const char *first_given(const struct directive *directive, const char *const *names,
                               size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (directive_argument(directive, names[i])) {
            return names[i];
        }
    }
    return NULL;
}

struct operation *directive_emit(const struct directive *directive, enum operation_kind kind) {
    struct emitter *emitter = directive->emitter;
    struct operation *operation = emit(emitter, kind, directive->call.span);
    if (directive->batch) {
        operation->schema = directive->batch->operation.schema;
        operation->table = directive->batch->operation.table;
        term_copy_unknown(emitter, operation, &directive->batch->operation);
        return operation;
    }
    const char *table = first_given(directive, table_parameters,
                                    sizeof table_parameters / sizeof *table_parameters);
    const char *schema = first_given(directive, schema_parameters,
                                     sizeof schema_parameters / sizeof *schema_parameters);
    // An index goes by its own name: the table is a hint
    if (table || kind != OP_DROP_INDEX) {
        operation->table =
            directive_text(directive, table ? table : "table_name", operation, "table");
    }
    operation->schema = term_text(
        emitter, schema ? directive_argument(directive, schema) : NULL, operation, "schema");
    return operation;
}

// ---- directives that do something else than to send a statement

static struct value *run_execute(const struct directive *directive) {
    emit_executed(directive->emitter, directive_argument(directive, "sqltext"),
                  &directive->call, true);
    return NULL;
}

static struct value *run_name(const struct directive *directive) {
    struct value *name = directive_argument(directive, "name");
    return name ? term_final_name(directive->emitter->arena, name) : NULL;
}

static struct value *run_literal(const struct directive *directive) {
    const struct value *value = directive_argument(directive, "value");
    return expression_new(directive->emitter, directive->call.span,
                          value ? expression_text(directive->emitter, value) : (struct str){0});
}

static struct value *run_get_bind(const struct directive *directive) {
    return connection_new(directive->emitter, directive->call.span, "");
}

static struct value *run_get_context(const struct directive *directive) {
    return value_term(directive->emitter->arena, directive->call.span, TERM_CONTEXT);
}

static struct value *run_async(const struct directive *directive) {
    struct emitter *emitter = directive->emitter;
    struct value *connection = connection_new(emitter, directive->call.span, "");
    struct value *result =
        term_call(emitter, directive_argument(directive, "async_function"), connection);
    if (!result) {
        emit_opaque(emitter, directive->call.span,
                    STR("what the function of op.run_async() does is not known"));
    }
    return result;
}

static struct value *run_batch(const struct directive *directive) {
    struct emitter *emitter = directive->emitter;
    struct value *value = value_term(emitter->arena, directive->call.span, TERM_BATCH);
    struct operation *operation = &value->term->operation;
    operation->table = directive_text(directive, "table_name", operation, "table");
    operation->schema =
        term_text(emitter, directive_argument(directive, "schema"), operation, "schema");
    struct str recreate;
    const struct value *given = directive_given(directive, "recreate");
    if (value_is_text(given, &recreate)) {
        operation->batch_recreate = str_is(recreate, "always");
    } else if (given) {
        operation_set_unknown(emitter->arena, operation, "batch_recreate",
                              term_reason(emitter, given));
    }
    return value;
}

/**
 * The directives: `parameters` in their order, as op.* takes them, `batch` as a batch does
 * (NULL: a batch has none such). What else is given, is given by keyword. Source: the methods
 * of Operations and BatchOperations, alembic/operations/base.py.
 */
struct signature {
    const char *name;
    directive_run run;
    const char *parameters;
    const char *batch;
    bool is_now; // in a batch as well, and not when it ends
};

#define ALTER_PARAMETERS                                                                       \
    "column_name nullable comment server_default new_column_name type_ existing_type "         \
    "existing_server_default existing_nullable existing_comment "

// clang-format off
static const struct signature signatures[] = {
    {"add_column", run_add_column,
     "table_name column schema", "column insert_before insert_after", false},
    {"alter_column", run_alter_column,
     "table_name " ALTER_PARAMETERS "schema", ALTER_PARAMETERS "insert_before insert_after", false},
    {"batch_alter_table", run_batch,
     "table_name schema recreate partial_reordering copy_from table_args table_kwargs "
     "reflect_args reflect_kwargs naming_convention", NULL, false},
    {"bulk_insert", run_bulk_insert, "table rows multiinsert", "table rows multiinsert", true},
    {"create_check_constraint", run_create_check_constraint,
     "constraint_name table_name condition schema", "constraint_name condition", false},
    {"create_exclude_constraint", run_create_exclude_constraint,
     "constraint_name table_name", "constraint_name", false},
    {"create_foreign_key", run_create_foreign_key,
     "constraint_name source_table referent_table local_cols remote_cols onupdate ondelete "
     "deferrable initially match source_schema referent_schema",
     "constraint_name referent_table local_cols remote_cols referent_schema onupdate ondelete "
     "deferrable initially match", false},
    {"create_index", run_create_index,
     "index_name table_name columns schema unique", "index_name columns", false},
    {"create_primary_key", run_create_primary_key,
     "constraint_name table_name columns schema", "constraint_name columns", false},
    {"create_table", run_create_table, "table_name", NULL, false},
    {"create_table_comment", run_create_table_comment,
     "table_name comment existing_comment schema", "comment existing_comment", false},
    {"create_unique_constraint", run_create_unique_constraint,
     "constraint_name table_name columns schema", "constraint_name columns", false},
    {"drop_column", run_drop_column, "table_name column_name schema", "column_name", false},
    {"drop_constraint", run_drop_constraint,
     "constraint_name table_name type_ schema", "constraint_name type_", false},
    {"drop_index", run_drop_index, "index_name table_name schema", "index_name", false},
    {"drop_table", run_drop_table, "table_name schema", NULL, false},
    {"drop_table_comment", run_drop_table_comment,
     "table_name existing_comment schema", "existing_comment", false},
    {"execute", run_execute, "sqltext execution_options", "sqltext execution_options", true},
    {"f", run_name, "name", "name", true},
    {"get_bind", run_get_bind, "", "", true},
    {"get_context", run_get_context, "", "", true},
    {"inline_literal", run_literal, "value type_", "value type_", true},
    {"invoke", run_invoke, "operation", "operation", true},
    {"rename_table", run_rename_table, "old_table_name new_table_name schema", NULL, false},
    {"run_async", run_async, "async_function", "async_function", true},
};
// clang-format on

static const struct signature *signature_find(struct str name, bool in_batch) {
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        if (str_is(name, signatures[i].name)) {
            return in_batch && !signatures[i].batch ? NULL : &signatures[i];
        }
    }
    return NULL;
}

// Gives the arguments their names; what is left over stays positional.
static struct call named(struct emitter *emitter, const struct call *call,
                         const char *parameters) {
    struct call result = *call;
    struct str rest = str_from(parameters), name;
    size_t next = 0;
    result.args = (struct value_list){0};
    result.keywords =
        ARENA_NEW(emitter->arena, struct call_keyword, call->keyword_count + call->args.count);
    result.keyword_count = 0;
    while (next < call->args.count && rest.size && str_split(&rest, ' ', &name)) {
        result.keywords[result.keyword_count++] =
            (struct call_keyword){name, call->args.items[next++]};
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        result.keywords[result.keyword_count++] = call->keywords[i];
    }
    for (; next < call->args.count; next++) {
        *ARENA_PUSH(emitter->arena, &result.args) = call->args.items[next];
    }
    return result;
}

static struct value *run(struct emitter *emitter, const struct signature *signature,
                         const struct call *call, struct term *batch) {
    // What a batch is told is sent when it ends
    struct emitter queue = *emitter;
    bool is_queued = batch && !signature->is_now;
    if (is_queued) {
        queue.out = &batch->queue;
        queue.statement = batch->operation.statement;
    }
    struct directive directive = {
        .emitter = is_queued ? &queue : emitter,
        .call = named(emitter, call, batch ? signature->batch : signature->parameters),
        .batch = batch};
    struct value *result = signature->run(&directive);
    if (is_queued) {
        batch->operation.statement = queue.statement;
    }
    return result ? result : value_new(emitter->arena, VALUE_NONE, call->span);
}

static void flush(struct emitter *emitter, struct term *batch) {
    uint32_t base = emitter->statement;
    for (size_t i = 0; i < batch->queue.count; i++) {
        struct operation *operation = ARENA_PUSH(emitter->arena, emitter->out);
        *operation = batch->queue.items[i];
        operation->statement += base;
        operation->batch_recreate = batch->operation.batch_recreate;
    }
    emitter->statement = base + batch->operation.statement;
    batch->queue = (struct operations){0};
    batch->operation.statement = 0;
}

// ---- alembic.context

static struct value *unknown_call(struct emitter *emitter, struct str what, struct span span) {
    return value_unknown(
        emitter->arena, span,
        str_format(emitter->arena, "what " STR_FMT "() gives is not known", STR_ARG(what)));
}

// Migrations are judged as they run on a database, not as --sql prints them.
static struct value *context_call(struct emitter *emitter, struct str name,
                                  const struct call *call) {
    if (str_is(name, "is_offline_mode")) {
        return value_bool(emitter->arena, call->span, false);
    }
    if (str_is(name, "is_transactional_ddl")) {
        return value_bool(emitter->arena, call->span, true);
    }
    if (str_is(name, "autocommit_block")) {
        return value_term(emitter->arena, call->span, TERM_AUTOCOMMIT);
    }
    if (str_is(name, "begin_transaction")) {
        return connection_new(emitter, call->span, "TRANSACTION");
    }
    if (str_is(name, "get_bind")) {
        return connection_new(emitter, call->span, "");
    }
    if (str_is(name, "get_context")) {
        return value_term(emitter->arena, call->span, TERM_CONTEXT);
    }
    if (str_is(name, "execute")) {
        emit_executed(emitter, call_argument(call, 0, "sql"), call, true);
        return value_new(emitter->arena, VALUE_NONE, call->span);
    }
    return NULL;
}

struct value *alembic_call(struct emitter *emitter, struct str path, const struct call *call) {
    struct str name = path_last(path);
    bool is_op = str_starts(path, STR("alembic.op."));
    const struct signature *signature = is_op ? signature_find(name, false) : NULL;
    if (signature) {
        return run(emitter, signature, call, NULL);
    }
    struct value *added = is_op ? plugin_call(emitter, name, call) : NULL;
    added = added ? added : plugin_decorator(emitter, path, call);
    if (added) {
        return added;
    }
    if (is_op) { // of a plug-in that is not read, or one that is newer than this
        struct str reason = str_format(
            emitter->arena, "op." STR_FMT "() is no operation of Alembic's", STR_ARG(name));
        emit_opaque(emitter, call->span, reason);
        return unknown_call(emitter, path, call->span);
    }
    if (str_starts(path, STR("alembic.operations.")) && str_ends(path, STR("Op"))) {
        struct value *object = operation_object(emitter, name, call);
        return object ? object : unknown_call(emitter, path, call->span);
    }
    if (str_ends(path, STR(".Operations"))) {
        return value_external(emitter->arena, call->span, STR("alembic.op"));
    }
    if (str_ends(path, STR("MigrationContext.configure"))) {
        return value_term(emitter->arena, call->span, TERM_CONTEXT);
    }
    struct value *value =
        str_starts(path, STR("alembic.context.")) ? context_call(emitter, name, call) : NULL;
    if (!value && str_starts(path, STR("alembic.command."))) {
        emit_opaque(
            emitter, call->span,
            str_format(emitter->arena, "what " STR_FMT "() does is not known", STR_ARG(path)));
    }
    return value ? value : unknown_call(emitter, path, call->span);
}

// ---- methods

static struct value *batch_method(struct emitter *emitter, struct value *object,
                                  struct str name, const struct call *call) {
    const struct signature *signature = signature_find(name, true);
    if (signature) {
        return run(emitter, signature, call, object->term);
    }
    emit_opaque(
        emitter, call->span,
        str_format(emitter->arena, "a batch has no operation " STR_FMT "()", STR_ARG(name)));
    return unknown_call(emitter, name, call->span);
}

static struct value *dialect_method(struct emitter *emitter, struct value *object,
                                    struct str name, const struct call *call) {
    if (str_is(name, "type_descriptor") && call->args.count) {
        return call->args.items[0];
    }
    return inspector_method(emitter, object, name, call);
}

// Of a context or its impl: what asks is harmless, the rest may send anything.
static struct value *context_method(struct emitter *emitter, struct str name,
                                    const struct call *call) {
    bool asks = str_starts(name, STR("get_")) || str_starts(name, STR("is_")) ||
                str_starts(name, STR("has_")) || str_is(name, "configure");
    if (!asks) {
        emit_opaque(emitter, call->span,
                    str_format(emitter->arena,
                               "what " STR_FMT "() of the migration context does is not known",
                               STR_ARG(name)));
    }
    return unknown_call(emitter, name, call->span);
}

struct value *alembic_method(struct emitter *emitter, struct value *object, struct str name,
                             const struct call *call) {
    struct value *value = NULL;
    switch (object->term->kind) {
    case TERM_BATCH:
        return batch_method(emitter, object, name, call);
    case TERM_CONNECTION:
        return connection_method(emitter, object, name, call);
    case TERM_CONTEXT:
        value = context_call(emitter, name, call);
        return value ? value : context_method(emitter, name, call);
    case TERM_INSPECTOR:
        return inspector_method(emitter, object, name, call);
    case TERM_DIALECT:
        return dialect_method(emitter, object, name, call);
    default:
        return NULL;
    }
}

// ---- attributes

static struct value *postgresql(struct emitter *emitter, struct span span) {
    return value_text(emitter->arena, span, STR("postgresql"));
}

static struct value *attribute_of_connection(struct emitter *emitter, struct str name,
                                             struct span span) {
    static const char *const connections[] = {"engine", "connection", "bind", "sync_connection",
                                              "sync_engine"};
    if (str_is(name, "dialect")) {
        return value_term(emitter->arena, span, TERM_DIALECT);
    }
    if (str_is(name, "name")) { // of an engine
        return postgresql(emitter, span);
    }
    for (size_t i = 0; i < sizeof connections / sizeof *connections; i++) {
        if (str_is(name, connections[i])) {
            return connection_new(emitter, span, i ? "" : "TRANSACTION");
        }
    }
    if (str_is(name, "url") || str_is(name, "driver") || str_is(name, "info")) {
        return value_unknown(emitter->arena, span, STR("the connection is not known"));
    }
    return NULL;
}

static struct value *attribute_of_context(struct emitter *emitter, struct str name,
                                          struct span span) {
    if (str_is(name, "bind") || str_is(name, "connection")) {
        return connection_new(emitter, span, "");
    }
    if (str_is(name, "dialect")) {
        return value_term(emitter->arena, span, TERM_DIALECT);
    }
    if (str_is(name, "as_sql")) {
        return value_bool(emitter->arena, span, false);
    }
    if (str_is(name, "impl") || str_is(name, "migration_context")) {
        return value_term(emitter->arena, span, TERM_CONTEXT);
    }
    if (str_is(name, "version_table_schema")) {
        // env.py may give one to context.configure(); by default there is none.
        struct value *none = value_text(emitter->arena, span, (struct str){"", 0});
        *ARENA_PUSH(emitter->arena, &none->text.holes) = (struct text_hole){
            .is_default = true, .reason = STR("the environment is not known")};
        return none;
    }
    if (str_is(name, "opts") || str_is(name, "config") || str_is(name, "environment_context")) {
        return value_unknown(emitter->arena, span, STR("the environment is not known"));
    }
    return NULL;
}

struct value *alembic_attribute(struct emitter *emitter, struct value *object, struct str name,
                                struct span span) {
    if (object->kind != VALUE_TERM) {
        return NULL;
    }
    switch (object->term->kind) {
    case TERM_CONNECTION:
        return attribute_of_connection(emitter, name, span);
    case TERM_CONTEXT:
        return attribute_of_context(emitter, name, span);
    case TERM_BATCH:
        return str_is(name, "impl") || str_is(name, "migration_context")
                   ? value_term(emitter->arena, span, TERM_CONTEXT)
                   : NULL;
    case TERM_INSPECTOR:
        return str_is(name, "bind") || str_is(name, "engine")
                   ? connection_new(emitter, span, "")
                   : NULL;
    case TERM_DIALECT:
        if (str_is(name, "name")) {
            return postgresql(emitter, span);
        }
        if (str_is(name, "server_version_info") || str_is(name, "driver") ||
            str_is(name, "dbapi") || str_is(name, "default_schema_name")) {
            return value_unknown(emitter->arena, span, STR("the server is not known"));
        }
        return NULL;
    default:
        return NULL;
    }
}

// ---- with

struct value *alembic_enter(struct emitter *emitter, struct value *object, struct span span) {
    if (object->kind != VALUE_TERM) {
        return NULL;
    }
    switch (object->term->kind) {
    case TERM_AUTOCOMMIT:
        emit(emitter, OP_AUTOCOMMIT_BEGIN, span);
        return object;
    case TERM_BATCH:
    case TERM_CONNECTION:
        return object;
    default:
        return NULL;
    }
}

void alembic_exit(struct emitter *emitter, struct value *object, struct span span) {
    if (object->term->kind == TERM_AUTOCOMMIT) {
        emit(emitter, OP_AUTOCOMMIT_END, span);
    } else if (object->term->kind == TERM_BATCH) {
        flush(emitter, object->term);
    } else if (str_is(object->term->operation.object, "SAVEPOINT")) {
        emit_savepoint(emitter, STR("RELEASE"), span);
    }
}
