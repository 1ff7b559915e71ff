#include "python/evaluator.h"

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

// Decorators that change what a call is, and those that do not: by the last part of the name.
static bool is_known_decorator(struct str name, struct function *function) {
    static const char *const harmless[] = {
        "wraps",          "lru_cache", "cache",         "contextmanager", "asynccontextmanager",
        "abstractmethod", "override",  "no_type_check", "singledispatch", "setter",
    };
    size_t dot = str_find_last(name, '.');
    struct str last = dot == SIZE_MAX ? name : str_slice(name, dot + 1, name.size);
    function->is_setter |= str_is(last, "setter");
    function->is_static |= str_is(last, "staticmethod");
    function->is_class_method |= str_is(last, "classmethod");
    function->is_context_manager |= str_ends(last, STR("contextmanager"));
    function->is_property |= str_is(last, "property") || str_is(last, "cached_property");
    bool known = str_is(last, "staticmethod") || str_is(last, "classmethod") ||
                 str_is(last, "property") || str_is(last, "cached_property");
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        known |= str_is(last, harmless[i]);
    }
    return known;
}

// What a decorator makes of a function: it is called, when it is one of the repository.
static struct value *decorate(struct evaluator *evaluator, const struct node *decorator,
                              struct str name, struct value *value) {
    struct value *by = resolve_external(evaluator, evaluate(evaluator, decorator));
    struct call call = {.span = decorator->span};
    *ARENA_PUSH(evaluator->arena, &call.args) = value;
    if (by->kind == VALUE_FUNCTION || by->kind == VALUE_PARTIAL || by->kind == VALUE_CLASS) {
        struct value *made = call_value(evaluator, by, &call);
        bool is_callable = made->kind == VALUE_FUNCTION || made->kind == VALUE_METHOD ||
                           made->kind == VALUE_PARTIAL || made->kind == VALUE_INSTANCE;
        if (is_callable) {
            return made;
        }
    }
    if (value->kind == VALUE_FUNCTION) {
        modules_touch(evaluator, value->arena);
        ((struct function *)value->function)->unknown_decorator = name;
    }
    return value;
}

// From the last, which stands next to the function, to the first.
static struct value *apply_decorators(struct evaluator *evaluator, const struct node *node,
                                      struct function *function, struct value *value) {
    if (!node || node->kind != NODE_DECORATOR || !evaluator_step(evaluator, node->span)) {
        return value;
    }
    value = apply_decorators(evaluator, node_next(node), function, value);
    const struct node *what = node_first(node);
    if (!what) {
        return value;
    }
    const struct node *callee =
        what->kind == NODE_CALL ? node_field(what, FIELD_OF_FUNCTION) : what;
    struct str name = evaluator_text(evaluator, callee);
    return is_known_decorator(name, function) ? value : decorate(evaluator, what, name, value);
}

struct value *evaluate_function(struct evaluator *evaluator, const struct node *node) {
    struct function *function = NULL;
    struct value *value = new_function(evaluator, node, &function);
    function->name = evaluator_text(evaluator, node_field(node, FIELD_OF_NAME));
    function->is_generator = function->body && has_yield(function->body);
    if (node->parent && node->parent->kind == NODE_DECORATED) {
        return apply_decorators(evaluator, node_first(node->parent), function, value);
    }
    return value;
}

struct value *evaluate_lambda(struct evaluator *evaluator, const struct node *node) {
    struct function *function = NULL;
    struct value *value = new_function(evaluator, node, &function);
    function->name = STR("lambda");
    function->is_lambda = true;
    return value;
}

static void add_base(struct evaluator *evaluator, struct class *class, struct value *base) {
    base = resolve_external(evaluator, base);
    *ARENA_PUSH(evaluator->arena, &class->bases) = base;
    if (base->kind == VALUE_CLASS) {
        class->is_enum |= base->class->is_enum;
        class->is_record |= base->class->is_record;
        for (size_t i = 0; i < base->class->fields.count; i++) {
            *ARENA_PUSH(evaluator->arena, &class->fields) = base->class->fields.items[i];
        }
    } else if (base->kind == VALUE_EXTERNAL) {
        class->is_enum |= str_starts(base->name, STR("enum."));
        class->is_record |=
            str_is(base->name, "typing.NamedTuple") || str_is(base->name, "pydantic.BaseModel");
    }
}

// Fields of a record: the annotated names of its body.
static void find_fields(struct evaluator *evaluator, struct class *class,
                        const struct node *body) {
    for (const struct node *n = body ? node_first(body) : NULL; n; n = node_next(n)) {
        const struct node *inner = node_first(n);
        if (n->kind == NODE_EXPRESSION_STATEMENT && inner && inner->kind == NODE_ASSIGNMENT &&
            node_field(inner, FIELD_OF_TYPE)) {
            struct str name = evaluator_text(evaluator, node_field(inner, FIELD_OF_LEFT));
            if (!str_list_has(&class->fields, name)) {
                *ARENA_PUSH(evaluator->arena, &class->fields) = name;
            }
        }
    }
}

static bool is_dataclass(struct evaluator *evaluator, const struct node *node) {
    if (!node->parent || node->parent->kind != NODE_DECORATED) {
        return false;
    }
    for (const struct node *d = node_first(node->parent); d; d = node_next(d)) {
        if (d->kind == NODE_DECORATOR &&
            str_find(evaluator_text(evaluator, d), STR("dataclass"), 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

struct value *evaluate_class(struct evaluator *evaluator, const struct node *node) {
    struct class *class = ARENA_NEW(evaluator->arena, struct class, 1);
    struct frame *frame = evaluator->frame;
    class->name = evaluator_text(evaluator, node_field(node, FIELD_OF_NAME));
    class->module = frame->scope->module;
    class->scope = scope_new(evaluator, frame->scope, class->module);
    class->scope->is_class = true;
    class->is_record = is_dataclass(evaluator, node);
    const struct node *supers = node_field(node, FIELD_OF_SUPERCLASSES);
    for (const struct node *s = supers ? node_first(supers) : NULL; s; s = node_next(s)) {
        if (s->kind != NODE_KEYWORD_ARGUMENT) {
            add_base(evaluator, class, evaluate(evaluator, s));
        }
    }
    const struct node *body = node_field(node, FIELD_OF_BODY);
    struct frame inner = {.caller = frame, .scope = class->scope};
    evaluator->frame = &inner;
    if (class->is_record) {
        find_fields(evaluator, class, body);
    }
    if (body) {
        evaluate_block(evaluator, body);
    }
    evaluator->frame = frame;
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct value *method = class->scope->names.items[i].value;
        if (method && method->kind == VALUE_FUNCTION && !method->function->class) {
            modules_touch(evaluator, method->arena);
            ((struct function *)method->function)->class = class;
        }
    }
    struct value *value = value_new(evaluator->arena, VALUE_CLASS, node->span);
    value->class = class;
    return value;
}
