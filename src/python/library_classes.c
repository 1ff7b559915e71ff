#include "python/classes.h"

// Functions of the standard library that make classes and parts of them.

// namedtuple("Pair", ["a", "b"]), namedtuple("Pair", "a b"): a class with these fields.
static struct value *call_named_tuple(struct evaluator *evaluator, const struct call *call) {
    struct arena *arena = evaluator->arena;
    struct value *names = call_argument(call, 1, "field_names");
    struct class *class = ARENA_NEW(arena, struct class, 1);
    struct str rest, name;
    if (!value_is_text(call_argument(call, 0, "typename"), &class->name) || !names) {
        return NULL;
    }
    if (value_is_text(names, &rest)) {
        struct text spaced = {.arena = arena};
        for (size_t i = 0; i < rest.size; i++) {
            text_add_char(&spaced, rest.data[i] == ',' ? ' ' : rest.data[i]);
        }
        rest = text_str(&spaced);
        while (rest.size && str_split(&rest, ' ', &name)) {
            if (name.size) {
                *ARENA_PUSH(arena, &class->fields) = name;
            }
        }
    } else {
        struct value_list items = {0};
        bool partial = false;
        struct str reason = {0};
        iterate(evaluator, names, &items, &partial, &reason);
        bool is_known = !partial;
        for (size_t i = 0; i < items.count && is_known; i++) {
            const struct value *item = items.items[i]; // ("a", str) of typing.NamedTuple
            item = item->kind == VALUE_TUPLE && item->items.count ? item->items.items[0] : item;
            is_known = value_is_text(item, &name);
            *ARENA_PUSH(arena, &class->fields) = name;
        }
        if (!is_known) {
            return NULL;
        }
    }
    class->module = evaluator->frame->scope->module;
    class->scope = scope_new(evaluator, evaluator->frame->scope, class->module);
    class->scope->is_class = true;
    class->is_record = true;
    struct value *value = value_new(arena, VALUE_CLASS, call->span);
    value->class = class;
    return value;
}

static struct value *call_partial_method(struct evaluator *evaluator, const struct call *call) {
    struct value *partial = library_call(evaluator, STR("functools.partial"), call);
    if (partial) {
        partial->is_method = true;
    }
    return partial;
}

// dataclasses.field(): the default, or what makes it for each object.
static struct value *call_field(struct evaluator *evaluator, const struct call *call) {
    struct value *made = value_new(evaluator->arena, VALUE_PARTIAL, call->span);
    made->self = call_argument(call, SIZE_MAX, "default_factory");
    made->name = STR("dataclasses.field");
    return made->self ? made : call_argument(call, SIZE_MAX, "default");
}

// ---- what classes are made of

static struct value *call_property(struct evaluator *evaluator, const struct call *call) {
    return property_new(evaluator, call_argument(call, 0, "fget"),
                        call_argument(call, 1, "fset"), call_argument(call, 2, "fdel"),
                        call->span);
}

static struct value *changed_function(struct evaluator *evaluator, const struct call *call,
                                      bool is_static) {
    const struct value *of = call_argument(call, 0, NULL);
    if (!of || of->kind != VALUE_FUNCTION) {
        return call_argument(call, 0, NULL);
    }
    struct function *function = ARENA_NEW(evaluator->arena, struct function, 1);
    *function = *of->function;
    function->is_static = is_static;
    function->is_class_method = !is_static;
    struct value *value = value_new(evaluator->arena, VALUE_FUNCTION, call->span);
    value->function = function;
    return value;
}

static struct value *call_static(struct evaluator *evaluator, const struct call *call) {
    return changed_function(evaluator, call, true);
}

static struct value *call_class_method(struct evaluator *evaluator, const struct call *call) {
    return changed_function(evaluator, call, false);
}

static struct value *call_type(struct evaluator *evaluator, const struct call *call) {
    static const char *const types[] = {
        [VALUE_BOOL] = "builtins.bool",   [VALUE_INT] = "builtins.int",
        [VALUE_FLOAT] = "builtins.float", [VALUE_TEXT] = "builtins.str",
        [VALUE_LIST] = "builtins.list",   [VALUE_TUPLE] = "builtins.tuple",
        [VALUE_SET] = "builtins.set",     [VALUE_DICT] = "builtins.dict"};
    struct value *of = call_argument(call, 0, NULL);
    if (call->args.count == 3) {
        return class_from(evaluator, call);
    }
    if (!of || call->args.count != 1) {
        return NULL;
    }
    if (of->kind == VALUE_INSTANCE && of->class) {
        return class_of(evaluator, of, call->span);
    }
    bool is_plain = of->kind < sizeof types / sizeof *types && types[of->kind];
    return is_plain ? value_external(evaluator->arena, call->span, str_from(types[of->kind]))
                    : NULL;
}

// object.__setattr__(self, …), type.__new__(…): a base that is not read is asked by its name.
static struct value *base_call_by_name(struct evaluator *evaluator, struct str name,
                                       const struct call *call) {
    struct call rest = *call;
    struct value *self = call_argument(call, 0, NULL);
    if (!self) {
        return NULL;
    }
    if (!str_is(name, "__new__")) {
        rest.args.items++;
        rest.args.count--;
    }
    return base_method(evaluator, self, name, &rest);
}

// super() in a method: its class, and what the method was called on.
static struct value *call_super(struct evaluator *evaluator, const struct call *call) {
    const struct frame *frame = evaluator->frame;
    const struct function *function = frame->function;
    if (!function || !function->class || !function->parameters.count) {
        return NULL;
    }
    struct value *value = value_new(evaluator->arena, VALUE_SUPER, call->span);
    bool is_given = call->args.count == 2 && call->args.items[0]->kind == VALUE_CLASS;
    value->class = is_given ? call->args.items[0]->class : function->class;
    value->self = is_given ? call->args.items[1]
                           : map_find(&frame->scope->names, function->parameters.items[0].name);
    return value->self ? value : NULL;
}

struct value *class_library_call(struct evaluator *evaluator, struct str path,
                                 const struct call *call) {
    static const struct {
        const char *path;
        struct value *(*function)(struct evaluator *, const struct call *);
    } functions[] = {
        {"builtins.super", call_super},
        {"collections.namedtuple", call_named_tuple},
        {"typing.NamedTuple", call_named_tuple},
        {"functools.partialmethod", call_partial_method},
        {"dataclasses.field", call_field},
        {"builtins.property", call_property},
        {"builtins.staticmethod", call_static},
        {"builtins.classmethod", call_class_method},
        {"builtins.type", call_type},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (str_is(path, functions[i].path)) {
            return functions[i].function(evaluator, call);
        }
    }
    if (str_starts(path, STR("builtins.object.")) || str_starts(path, STR("builtins.type."))) {
        size_t dot = str_find_last(path, '.');
        return base_call_by_name(evaluator, str_slice(path, dot + 1, path.size), call);
    }
    return NULL;
}
