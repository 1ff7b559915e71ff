#include "python/classes.h"

static bool has_yield(const struct node *node) {
    for (const struct node *child = node->child; child; child = child->next) {
        if (child->kind == NODE_YIELD) {
            return true;
        }
        if (child->kind != NODE_FUNCTION && child->kind != NODE_LAMBDA && has_yield(child)) {
            return true;
        }
    }
    return false;
}

static void add_parameter(struct evaluator *evaluator, struct function *function,
                          const struct node *node, enum parameter_kind kind) {
    struct parameter parameter = {.kind = kind};
    const struct node *name = node;
    if (node->kind == NODE_DEFAULT_PARAMETER || node->kind == NODE_TYPED_DEFAULT_PARAMETER) {
        name = node_field(node, FIELD_OF_NAME);
        const struct node *fallback = node_field(node, FIELD_OF_VALUE);
        if (fallback) {
            parameter.fallback = evaluate(evaluator, fallback);
        }
    } else if (node->kind == NODE_TYPED_PARAMETER) {
        const struct node *inner = node_first(node);
        if (inner && inner->kind != NODE_IDENTIFIER) { // *args: str
            add_parameter(evaluator, function, inner, kind);
            return;
        }
        name = inner;
    } else if (node->kind == NODE_LIST_SPLAT_PATTERN) {
        parameter.kind = PARAMETER_ARGS;
        name = node_first(node);
    } else if (node->kind == NODE_DICTIONARY_SPLAT_PATTERN) {
        parameter.kind = PARAMETER_KWARGS;
        name = node_first(node);
    }
    const struct node *annotation = node_field(node, FIELD_OF_TYPE);
    if (annotation) {
        evaluate_annotation(evaluator, annotation);
    }
    parameter.name = name ? evaluator_text(evaluator, name) : (struct str){0};
    *ARENA_PUSH(evaluator->arena, &function->parameters) = parameter;
}

static struct value *new_function(struct evaluator *evaluator, const struct node *node,
                                  struct function **made) {
    struct function *function = ARENA_NEW(evaluator->arena, struct function, 1);
    function->body = node_field(node, FIELD_OF_BODY);
    function->scope = evaluator->frame->scope;
    function->module = function->scope->module;
    const struct node *parameters = node_field(node, FIELD_OF_PARAMETERS);
    enum parameter_kind kind = PARAMETER_PLAIN;
    for (const struct node *p = parameters ? node_first(parameters) : NULL; p;
         p = node_next(p)) {
        if (p->kind == NODE_POSITIONAL_SEPARATOR) {
            continue;
        }
        if (p->kind == NODE_KEYWORD_SEPARATOR) {
            kind = PARAMETER_KEYWORD_ONLY;
            continue;
        }
        add_parameter(evaluator, function, p, kind);
        if (function->parameters.items[function->parameters.count - 1].kind == PARAMETER_ARGS) {
            kind = PARAMETER_KEYWORD_ONLY;
        }
    }
    struct value *value = value_new(evaluator->arena, VALUE_FUNCTION, node->span);
    value->function = function;
    *made = function;
    return value;
}

// ---- annotations

static bool has_call(const struct node *node) {
    bool found = node->kind == NODE_CALL;
    for (const struct node *n = node->child; n && !found; n = n->next) {
        found = has_call(n);
    }
    return found;
}

void evaluate_annotation(struct evaluator *evaluator, const struct node *node) {
    const struct scope *globals = evaluator->frame->scope->module->globals;
    const struct value *future = map_find(&globals->names, STR("annotations"));
    bool is_text = future && str_is(future->name, "__future__.annotations");
    if (!is_text && has_call(node)) {
        evaluate(evaluator, node);
    }
}

// ---- decorators

// Those that change what a call is, by the last part of the name; false: it is none of them.
static bool change_function(struct evaluator *evaluator, struct str name,
                            struct value **value) {
    struct function *function = (struct function *)(*value)->function;
    bool is_cached = str_is(name, "cached_property");
    if (str_is(name, "property") || is_cached) {
        *value = property_new(evaluator, *value, NULL, NULL, (*value)->span);
        (*value)->yes = is_cached;
        return true;
    }
    bool *const flag = str_is(name, "staticmethod")  ? &function->is_static
                       : str_is(name, "classmethod") ? &function->is_class_method
                       : str_is(name, "lru_cache") || str_is(name, "cache")
                           ? &function->is_cached
                           : NULL;
    if (flag) {
        modules_touch(evaluator, (*value)->arena);
        *flag = true;
    }
    return flag != NULL;
}

// What a decorator that is not read does: some that are well known change nothing here.
static struct value *decorate_by_name(struct evaluator *evaluator, struct str name,
                                      struct value *value) {
    static const char *const harmless[] = {
        "wraps", "abstractmethod", "override",           "no_type_check",
        "final", "contextmanager", "asynccontextmanager"};
    size_t dot = str_find_last(name, '.');
    struct str last = dot == SIZE_MAX ? name : str_slice(name, dot + 1, name.size);
    bool is_known = value->kind != VALUE_FUNCTION || change_function(evaluator, last, &value);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        is_known |= str_is(last, harmless[i]);
    }
    if (!is_known) {
        modules_touch(evaluator, value->arena);
        ((struct function *)value->function)->unknown_decorator = name;
    }
    return value;
}

// Is it of the repository, so that calling it tells what it makes?
static bool is_read(const struct value *by) {
    return by->kind == VALUE_FUNCTION || by->kind == VALUE_PARTIAL || by->kind == VALUE_CLASS ||
           (by->kind == VALUE_METHOD && (by->function || by->self->kind == VALUE_PROPERTY)) ||
           special_find(by, "__call__");
}

static struct value *decorate(struct evaluator *evaluator, const struct node *expression,
                              struct value *by, struct value *value) {
    if (is_read(by)) {
        struct call call = {.span = expression->span};
        *ARENA_PUSH(evaluator->arena, &call.args) = value;
        struct value *made = call_value(evaluator, by, &call);
        if (made->kind != VALUE_UNKNOWN) {
            return made;
        }
    }
    const struct node *callee =
        expression->kind == NODE_CALL ? node_field(expression, FIELD_OF_FUNCTION) : expression;
    return decorate_by_name(evaluator, evaluator_text(evaluator, callee), value);
}

static struct value *evaluate_undecorated(struct evaluator *evaluator,
                                          const struct node *node) {
    return node->kind == NODE_FUNCTION ? evaluate_function(evaluator, node)
                                       : evaluate_class(evaluator, node);
}

// The expressions are evaluated from the first to the last, which then comes first.
static struct value *apply_decorators(struct evaluator *evaluator, const struct node *node,
                                      const struct node *definition) {
    bool is_decorator = node && node->kind == NODE_DECORATOR;
    if (!is_decorator || !evaluator_step(evaluator, node->span)) {
        return evaluate_undecorated(evaluator, definition);
    }
    const struct node *expression = node_first(node);
    struct value *by =
        expression ? resolve_external(evaluator, evaluate(evaluator, expression)) : NULL;
    struct value *value = apply_decorators(evaluator, node_next(node), definition);
    return by ? decorate(evaluator, expression, by, value) : value;
}

struct value *evaluate_function(struct evaluator *evaluator, const struct node *node) {
    struct function *function = NULL;
    struct value *value = new_function(evaluator, node, &function);
    function->name = evaluator_text(evaluator, node_field(node, FIELD_OF_NAME));
    function->is_generator = function->body && has_yield(function->body);
    function->is_async = node->child && str_is(evaluator_text(evaluator, node->child), "async");
    const struct node *annotation = node_field(node, FIELD_OF_RETURN_TYPE);
    if (annotation) {
        evaluate_annotation(evaluator, annotation);
    }
    return value;
}

struct value *evaluate_decorated(struct evaluator *evaluator, const struct node *node) {
    const struct node *definition = node_field(node, FIELD_OF_DEFINITION);
    return definition ? apply_decorators(evaluator, node_first(node), definition) : NULL;
}

struct value *evaluate_lambda(struct evaluator *evaluator, const struct node *node) {
    struct function *function = NULL;
    struct value *value = new_function(evaluator, node, &function);
    function->name = STR("lambda");
    function->is_lambda = true;
    return value;
}
