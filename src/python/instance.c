#include "python/classes.h"
#include "python/sqlalchemy.h"

// Instances: how they are made, and what the bases that are not read do with them.

// ---- methods that Python calls at times that are not followed

struct unforeseen {
    struct value *object;
    const char *name;
};

static enum flow take_unforeseen(struct evaluator *evaluator, void *context) {
    const struct unforeseen *unforeseen = context;
    special_call(evaluator, unforeseen->object, unforeseen->name, unforeseen->object->span);
    return FLOW_NEXT;
}

// What they do is done perhaps, from the making of the object on.
static void run_unforeseen(struct evaluator *evaluator, struct value *object) {
    static const char *const names[] = {"__del__",      "__hash__",  "__missing__",
                                        "__reversed__", "__index__", "__int__",
                                        "__float__",    "__copy__",  "__deepcopy__"};
    for (size_t i = 0; !evaluator->loading && i < sizeof names / sizeof *names; i++) {
        if (special_find(object, names[i])) {
            struct unforeseen unforeseen = {object, names[i]};
            perhaps_evaluate(evaluator,
                             str_format(evaluator->arena, "%s() is called", names[i]),
                             take_unforeseen, &unforeseen);
        }
    }
}

// ---- making

static struct value *blank(struct evaluator *evaluator, const struct value *class,
                           struct span span) {
    struct value *object = value_new(evaluator->arena, VALUE_INSTANCE, span);
    object->class = class->class;
    object->condition = evaluator->emitter->condition;
    return object;
}

// Fields that are not given have the default of the class, or what a factory makes anew.
static void make_fields(struct evaluator *evaluator, struct value *object,
                        const struct call *call) {
    const struct class *class = object->class;
    for (size_t i = 0; i < class->fields.count && i < call->args.count; i++) {
        value_set(evaluator->arena, object, class->fields.items[i], call->args.items[i]);
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        value_set(evaluator->arena, object, call->keywords[i].name, call->keywords[i].value);
    }
    for (size_t i = 0; i < class->fields.count; i++) {
        struct value *fallback = class_attribute(class, class->fields.items[i]);
        bool is_made = fallback && fallback->kind == VALUE_PARTIAL &&
                       str_is(fallback->name, "dataclasses.field");
        if (is_made && !value_get(object, class->fields.items[i])) {
            struct call none = {.span = call->span};
            value_set(evaluator->arena, object, class->fields.items[i],
                      partial_call(evaluator, fallback, &none));
        }
    }
}

static void initialise(struct evaluator *evaluator, struct value *object,
                       const struct call *call) {
    const struct function *own = special_find(object, "__init__");
    if (own) {
        call_function(evaluator, own, object, call);
        return;
    }
    object->self = value_new(evaluator->arena, VALUE_TUPLE, call->span);
    object->self->items = call->args; // what a base that is not read would get
    make_fields(evaluator, object, call);
    special_call(evaluator, object, "__post_init__", call->span);
}

// Status("new"): the member with that value.
static struct value *find_member(struct evaluator *evaluator, const struct class *class,
                                 const struct call *call) {
    struct value_list members = {0};
    class_members(evaluator, class, &members);
    for (size_t i = 0; call->args.count == 1 && i < members.count; i++) {
        struct value *value = value_get(members.items[i], STR("value"));
        if (value_equal(value, call->args.items[0]) == TRUTH_YES) {
            return members.items[i];
        }
    }
    return NULL;
}

struct value *class_instantiate(struct evaluator *evaluator, struct value *class,
                                const struct call *call) {
    struct value *member =
        class->class->is_enum ? find_member(evaluator, class->class, call) : NULL;
    const struct value *making = class_attribute(class->class, STR("__new__"));
    if (member) {
        return member;
    }
    struct value *object = NULL;
    if (making && making->kind == VALUE_FUNCTION) {
        object = call_function(evaluator, making->function, class, call);
        bool is_own = object->kind == VALUE_INSTANCE && object->class &&
                      class_is_derived(object->class, class->class);
        if (is_own && special_find(object, "__init__")) {
            initialise(evaluator, object, call);
        }
        return object;
    }
    object = blank(evaluator, class, call->span);
    initialise(evaluator, object, call);
    run_unforeseen(evaluator, object);
    return object;
}

struct value *class_call(struct evaluator *evaluator, struct value *class,
                         const struct call *call) {
    const struct function *told = special_find(class, "__call__");
    return told ? call_function(evaluator, told, class, call)
                : class_instantiate(evaluator, class, call);
}

// ---- bases that are not read

static struct value *base_new(struct evaluator *evaluator, struct value *self,
                              const struct call *call) {
    (void)self;
    struct value *class = call_argument(call, 0, NULL);
    if (!class || class->kind != VALUE_CLASS) {
        return NULL;
    }
    if (call->args.count == 4 && call->args.items[3]->kind == VALUE_DICT) {
        struct call rest = *call; // of a metaclass: name, bases, namespace
        rest.args.items++;
        rest.args.count--;
        struct value *made = class_from(evaluator, &rest);
        if (made && !made->class->meta) {
            ((struct class *)made->class)->meta = class;
        }
        return made;
    }
    return class_is_whole(class->class) ? blank(evaluator, class, call->span) : NULL;
}

static struct value *base_call(struct evaluator *evaluator, struct value *self,
                               const struct call *call) {
    return self->kind == VALUE_CLASS ? class_instantiate(evaluator, self, call) : NULL;
}

static struct value *base_get(struct evaluator *evaluator, struct value *self,
                              const struct call *call) {
    struct str name;
    bool is_known = value_is_text(call_argument(call, 0, NULL), &name);
    return is_known ? attribute_plain(evaluator, self, name, call->span) : NULL;
}

static struct value *base_set(struct evaluator *evaluator, struct value *self,
                              const struct call *call) {
    struct str name;
    if (call->args.count != 2 || !value_is_text(call->args.items[0], &name)) {
        return NULL;
    }
    attribute_set_plain(evaluator, self, name, call->args.items[1]);
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *base_nothing(struct evaluator *evaluator, struct value *self,
                                  const struct call *call) {
    bool is_whole = (self->kind == VALUE_INSTANCE || self->kind == VALUE_CLASS) &&
                    self->class && class_is_whole(self->class);
    return is_whole ? value_new(evaluator->arena, VALUE_NONE, call->span) : NULL;
}

struct value *base_method(struct evaluator *evaluator, struct value *self, struct str name,
                          const struct call *call) {
    static const struct {
        const char *name;
        struct value *(*run)(struct evaluator *, struct value *, const struct call *);
    } methods[] = {
        {"__new__", base_new},          {"__call__", base_call},
        {"__getattribute__", base_get}, {"__setattr__", base_set},
        {"__init__", base_nothing},     {"__init_subclass__", base_nothing},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (str_is(name, methods[i].name)) {
            return methods[i].run(evaluator, self, call);
        }
    }
    return NULL;
}

// ---- methods that nobody wrote

static struct value *subclasses(struct evaluator *evaluator, const struct value *self,
                                struct span span) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, span);
    for (size_t i = 0; i < self->class->derived.count; i++) {
        *ARENA_PUSH(evaluator->arena, &list->items) = self->class->derived.items[i];
    }
    return list;
}

// _asdict(), _replace() of a named tuple.
static struct value *record_method(struct evaluator *evaluator, struct value *self,
                                   struct str name, const struct call *call) {
    const struct str_list *fields = &self->class->fields;
    bool is_copy = str_is(name, "_replace");
    if (!is_copy && !str_is(name, "_asdict")) {
        return NULL;
    }
    struct value *made =
        builtin_list(evaluator, is_copy ? VALUE_INSTANCE : VALUE_DICT, call->span);
    made->class = is_copy ? self->class : NULL;
    for (size_t i = 0; i < fields->count; i++) {
        value_set(evaluator->arena, made, fields->items[i],
                  evaluate_attribute(evaluator, self, fields->items[i], call->span));
    }
    for (size_t i = 0; is_copy && i < call->keyword_count; i++) {
        value_set(evaluator->arena, made, call->keywords[i].name, call->keywords[i].value);
    }
    return made;
}

struct value *object_method(struct evaluator *evaluator, struct value *self, struct str name,
                            const struct call *call) {
    if (self->kind == VALUE_CLASS) {
        return str_is(name, "__subclasses__") ? subclasses(evaluator, self, call->span) : NULL;
    }
    return self->class && self->class->is_record ? record_method(evaluator, self, name, call)
                                                 : NULL;
}
