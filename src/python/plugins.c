// Source: Operations.register_operation and implementation_for, alembic/operations/base.py.
#include "python/plugins.h"

#include "python/evaluator.h"
#include "python/sqlalchemy.h"

// What is registered is kept among the names of the module that does it, and of the class of the
// operation: there it comes back with a module that was read before.
#define REGISTERED "alembic.op."
static const char implementation[] = "alembic.implementation";

// ---- registering

static struct str key_of(struct arena *arena, struct str name) {
    return str_format(arena, REGISTERED STR_FMT, STR_ARG(name));
}

static struct value *last_argument(const struct call *call) {
    return call->args.count ? call->args.items[call->args.count - 1] : NULL;
}

// @register_operation("create_view", "invoke_for_target"): the class's method of that name, or of
// the operation's.
static struct value *register_operation(struct emitter *emitter, const struct call *call) {
    struct value *class = last_argument(call);
    struct str name, source;
    if (!value_is_text(call_argument(call, 0, "name"), &name) || class->kind != VALUE_CLASS) {
        return class;
    }
    struct value *given = call->args.count > 2 ? call->args.items[1] : NULL;
    given = given ? given : call_argument(call, SIZE_MAX, "sourcename");
    if (!value_is_text(given, &source)) {
        source = name;
    }
    struct value *pair = value_new(emitter->arena, VALUE_TUPLE, call->span);
    *ARENA_PUSH(emitter->arena, &pair->items) = class;
    *ARENA_PUSH(emitter->arena, &pair->items) = value_text(emitter->arena, call->span, source);
    struct evaluator *evaluator = emitter->call_context;
    scope_set(evaluator, class->class->module->globals, key_of(emitter->arena, name), pair);
    return class;
}

static struct value *register_implementation(struct emitter *emitter, const struct call *call) {
    struct evaluator *evaluator = emitter->call_context;
    struct value *function = last_argument(call);
    struct value *class = resolve_external(evaluator, call->args.items[0]);
    if (class->kind == VALUE_CLASS && call->args.count > 1) {
        modules_touch(evaluator, class->arena);
        scope_set(evaluator, class->class->scope, str_from(implementation), function);
    }
    return function;
}

// What is left of a decorator until it is called with what it decorates.
static struct value *waiting(struct emitter *emitter, struct str path,
                             const struct call *call) {
    struct arena *arena = emitter->arena;
    struct value *partial = value_new(arena, VALUE_PARTIAL, call->span);
    partial->self = value_external(arena, call->span, path);
    for (size_t i = 0; i < call->args.count; i++) {
        *ARENA_PUSH(arena, &partial->items) = call->args.items[i];
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        *ARENA_PUSH(arena, &partial->keys) =
            value_text(arena, call->span, call->keywords[i].name);
        *ARENA_PUSH(arena, &partial->items) = call->keywords[i].value;
    }
    return partial;
}

struct value *plugin_decorator(struct emitter *emitter, struct str path,
                               const struct call *call) {
    const struct value *last = last_argument(call);
    if (str_ends(path, STR("Operations.register_operation"))) {
        bool is_complete = last && last->kind == VALUE_CLASS;
        return is_complete ? register_operation(emitter, call) : waiting(emitter, path, call);
    }
    if (str_ends(path, STR("Operations.implementation_for"))) {
        bool is_complete = last && last->kind == VALUE_FUNCTION;
        return is_complete ? register_implementation(emitter, call)
                           : waiting(emitter, path, call);
    }
    return NULL;
}

// ---- finding

static const struct value *find_registered(const struct evaluator *evaluator, struct str key) {
    for (size_t i = 0; i < evaluator->loaded.count; i++) {
        const struct module *module = evaluator->loaded.items[i].value;
        const struct value *found = module ? map_find(&module->globals->names, key) : NULL;
        if (found) {
            return found;
        }
    }
    return NULL;
}

// An import alone loads nothing here: what a module names may be what registers.
static void load_imports(struct evaluator *evaluator, const struct module *module) {
    for (size_t i = 0; i < module->globals->names.count; i++) {
        struct value *value = module->globals->names.items[i].value;
        if (value && value->kind == VALUE_EXTERNAL) {
            resolve_external(evaluator, value);
        }
    }
}

// Looked for in what the migration imports, in what env.py does, in packages that are known.
static const struct value *find(struct evaluator *evaluator, struct str name) {
    struct str key = key_of(evaluator->arena, name);
    const struct value *found = find_registered(evaluator, key);
    if (!found) {
        load_imports(evaluator, evaluator->main);
        found = find_registered(evaluator, key);
    }
    struct module *environment = found ? NULL : module_of_environment(evaluator);
    if (environment) {
        load_imports(evaluator, environment);
        found = find_registered(evaluator, key);
    }
    if (!found) {
        modules_load_packages(evaluator);
        found = find_registered(evaluator, key);
    }
    return found;
}

// ---- calling

struct value *plugin_call(struct emitter *emitter, struct str name, const struct call *call) {
    struct evaluator *evaluator = emitter->call_context;
    const struct value *found = find(evaluator, name);
    if (!found) {
        return NULL;
    }
    struct value *method = evaluate_attribute(evaluator, found->items.items[0],
                                              found->items.items[1]->text.text, call->span);
    struct call own = *call;
    own.args = (struct value_list){0};
    *ARENA_PUSH(emitter->arena, &own.args) =
        value_external(emitter->arena, call->span, STR("alembic.op"));
    for (size_t i = 0; i < call->args.count; i++) {
        *ARENA_PUSH(emitter->arena, &own.args) = call->args.items[i];
    }
    return emitter->call_value(evaluator, method, &own);
}

struct value *plugin_invoke(struct emitter *emitter, struct value *operation,
                            struct span span) {
    struct value *function = operation && operation->kind == VALUE_INSTANCE
                                 ? class_attribute(operation->class, str_from(implementation))
                                 : NULL;
    if (!function) {
        return NULL;
    }
    struct call call = {.span = span};
    *ARENA_PUSH(emitter->arena, &call.args) =
        value_external(emitter->arena, span, STR("alembic.op"));
    *ARENA_PUSH(emitter->arena, &call.args) = operation;
    return emitter->call_value(emitter->call_context, function, &call);
}
