#include "python/directive.h"

#include "python/plugins.h"

// op.invoke(): operation objects. One is the directive it stands for, with its arguments: a
// partial of alembic.op.X. Source: the classes of alembic/operations/ops.py.

// `parameters` in their order; "theirs=ours" where the directive calls it otherwise, "*name" for
// a list whose items are arguments of their own.
static const struct {
    const char *class;
    const char *directive;
    const char *parameters;
} classes[] = {
    {"AddColumnOp", "add_column", "table_name column schema"},
    {"AlterColumnOp", "alter_column",
     "table_name column_name schema existing_type existing_server_default existing_nullable "
     "existing_comment modify_nullable=nullable modify_comment=comment "
     "modify_server_default=server_default modify_name=new_column_name modify_type=type_"},
    {"BulkInsertOp", "bulk_insert", "table rows multiinsert"},
    {"CreateCheckConstraintOp", "create_check_constraint",
     "constraint_name table_name condition schema"},
    {"CreateForeignKeyOp", "create_foreign_key",
     "constraint_name source_table referent_table local_cols remote_cols"},
    {"CreateIndexOp", "create_index", "index_name table_name columns schema unique"},
    {"CreatePrimaryKeyOp", "create_primary_key", "constraint_name table_name columns schema"},
    {"CreateTableCommentOp", "create_table_comment",
     "table_name comment schema existing_comment"},
    {"CreateTableOp", "create_table", "table_name *columns schema"},
    {"CreateUniqueConstraintOp", "create_unique_constraint",
     "constraint_name table_name columns schema"},
    {"DropColumnOp", "drop_column", "table_name column_name schema"},
    {"DropConstraintOp", "drop_constraint", "constraint_name table_name type_ schema"},
    {"DropIndexOp", "drop_index", "index_name table_name schema"},
    {"DropTableCommentOp", "drop_table_comment", "table_name schema existing_comment"},
    {"DropTableOp", "drop_table", "table_name schema"},
    {"ExecuteSQLOp", "execute", "sqltext execution_options"},
    {"RenameTableOp", "rename_table", "old_table_name new_table_name schema"},
};

static void add_keyword(struct emitter *emitter, struct value *partial, struct str name,
                        struct value *value) {
    struct arena *arena = emitter->arena;
    *ARENA_PUSH(arena, &partial->keys) = value_text(arena, value->span, name);
    *ARENA_PUSH(arena, &partial->items) = value;
}

// The argument of a parameter; NULL: it is not given.
static struct value *argument_of(struct emitter *emitter, const struct call *call,
                                 size_t position, struct str name) {
    return call_argument(call, position, str_copy(emitter->arena, name).data);
}

static bool add_items(struct emitter *emitter, struct value *partial,
                      const struct value *items) {
    if (!items || !value_is_sequence(items) || items->is_partial) {
        return false;
    }
    for (size_t i = 0; i < items->items.count; i++) {
        *ARENA_PUSH(emitter->arena, &partial->items) = items->items.items[i];
    }
    return true;
}

static bool is_parameter(struct str parameters, struct str name) {
    struct str parameter;
    while (parameters.size && str_split(&parameters, ' ', &parameter)) {
        struct str theirs = str_slice(parameter, 0, str_find(parameter, STR("="), 0));
        if (str_equal(theirs, name)) {
            return true;
        }
    }
    return false;
}

// False: not all of the arguments are known.
static bool give_arguments(struct emitter *emitter, const struct call *call,
                           struct str parameters, struct value *partial) {
    struct str rest = parameters, parameter;
    struct value *list = NULL; // *name: it and what stands before it goes by place
    bool is_known = !call->args_are_partial && !call->keywords_are_partial;
    size_t star = str_find(parameters, STR("*"), 0);
    for (size_t i = 0; rest.size && str_split(&rest, ' ', &parameter); i++) {
        size_t equals = str_find(parameter, STR("="), 0);
        struct str ours =
            equals == SIZE_MAX ? parameter : str_slice(parameter, equals + 1, parameter.size);
        struct str theirs = str_slice(parameter, 0, equals);
        bool is_list = parameter.data[0] == '*';
        theirs = is_list ? str_slice(parameter, 1, parameter.size) : theirs;
        struct value *value = argument_of(emitter, call, i, theirs);
        if (is_list) {
            is_known &= add_items(emitter, partial, value);
            list = value;
        } else if (value && star != SIZE_MAX && !list) {
            *ARENA_PUSH(emitter->arena, &partial->items) = value;
        } else if (value) {
            add_keyword(emitter, partial, ours, value);
        }
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        const struct call_keyword *keyword = &call->keywords[i];
        bool is_list = star != SIZE_MAX && str_is(keyword->name, "columns");
        if (!is_list && !is_parameter(parameters, keyword->name)) {
            add_keyword(emitter, partial, keyword->name, keyword->value);
        }
    }
    return is_known;
}

struct value *operation_object(struct emitter *emitter, struct str class,
                               const struct call *call) {
    struct value *partial = value_new(emitter->arena, VALUE_PARTIAL, call->span);
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (str_is(class, classes[i].class)) {
            struct str name = str_format(emitter->arena, "alembic.op.%s", classes[i].directive);
            partial->self = value_external(emitter->arena, call->span, name);
            bool is_known =
                give_arguments(emitter, call, str_from(classes[i].parameters), partial);
            return is_known ? partial : NULL;
        }
    }
    return NULL;
}

struct value *run_invoke(const struct directive *directive) {
    struct value *operation = directive_argument(directive, "operation");
    struct emitter *emitter = directive->emitter;
    struct call none = {.span = directive->call.span};
    bool is_directive = operation && operation->kind == VALUE_PARTIAL &&
                        operation->self->kind == VALUE_EXTERNAL &&
                        str_starts(operation->self->name, STR("alembic.op."));
    if (is_directive && emitter->call_value && !directive->batch) {
        return emitter->call_value(emitter->call_context, operation, &none);
    }
    struct value *result = plugin_invoke(emitter, operation, directive->call.span);
    if (result) {
        return result;
    }
    emit_opaque(emitter, directive->call.span,
                STR("op.invoke() runs an operation object that is not read"));
    return NULL;
}
