#include "python/alembic.h"
#include "python/classes.h"
#include "python/sqlalchemy.h"

struct value *class_attribute(const struct class *class, struct str name) {
    struct value *value = NULL;
    for (size_t i = 0; i < class->order.count && !value; i++) {
        value = map_find(&class->order.items[i]->scope->names, name);
    }
    return value;
}

static struct value *bound_method(struct evaluator *evaluator, struct value *self,
                                  struct str name, struct value *function, struct span span) {
    struct value *method = value_new(evaluator->arena, VALUE_METHOD, span);
    method->self = self;
    method->name = name;
    method->function = function ? function->function : NULL;
    return method;
}

// ---- classes

// Something that a class has, asked for on the class or on an instance of it.
static struct value *bind_to(struct evaluator *evaluator, struct value *object, struct str name,
                             struct value *value, struct span span) {
    bool on_class = object->kind == VALUE_CLASS;
    struct value *result = NULL;
    if (value->kind == VALUE_PROPERTY && !on_class &&
        descriptor_call(evaluator, value, PROPERTY_GETTER, NULL, object, NULL, &result)) {
        property_keep(evaluator, value, object, name, result);
        return result;
    }
    if (value->kind == VALUE_INSTANCE && special_find(value, "__get__")) {
        struct call call = {.span = span};
        *ARENA_PUSH(evaluator->arena, &call.args) =
            on_class ? value_new(evaluator->arena, VALUE_NONE, span) : object;
        *ARENA_PUSH(evaluator->arena, &call.args) =
            on_class ? object : class_of(evaluator, object, span);
        return call_function(evaluator, special_find(value, "__get__"), value, &call);
    }
    if (value->kind == VALUE_PARTIAL && value->is_method && !on_class) {
        return partial_bound(evaluator, value, object, span);
    }
    if (value->kind != VALUE_FUNCTION || value->function->is_static) {
        return value;
    }
    if (value->function->is_class_method) {
        return bound_method(evaluator, on_class ? object : class_of(evaluator, object, span),
                            name, value, span);
    }
    return on_class ? value : bound_method(evaluator, object, name, value, span);
}

static struct value *missing(struct evaluator *evaluator, struct value *object, struct str name,
                             struct str reason, struct span span) {
    struct value *unknown = value_unknown(evaluator->arena, span, reason);
    unknown->self = object;
    unknown->name = name;
    return unknown;
}

static struct value *list_of_classes(struct evaluator *evaluator, const struct class_list *list,
                                     struct span span) {
    struct value *classes = builtin_list(evaluator, VALUE_TUPLE, span);
    for (size_t i = 0; i < list->count; i++) {
        struct value *class = value_new(evaluator->arena, VALUE_CLASS, span);
        class->class = list->items[i];
        *ARENA_PUSH(evaluator->arena, &classes->items) = class;
    }
    return classes;
}

static struct value *names_of(struct evaluator *evaluator, const struct class *class,
                              struct span span) {
    struct value *names = builtin_list(evaluator, VALUE_DICT, span);
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct map_entry *entry = &class->scope->names.items[i];
        if (entry->value) {
            value_set(evaluator->arena, names, entry->key, entry->value);
        }
    }
    return names;
}

// What every class has; NULL: this is none of that.
static struct value *of_any_class(struct evaluator *evaluator, struct value *object,
                                  struct str name, struct span span) {
    const struct class *class = object->class;
    if (str_is(name, "__name__") || str_is(name, "__qualname__")) {
        return value_text(evaluator->arena, span, class->name);
    }
    if (class->is_enum && str_is(name, "__members__")) {
        return members_by_name(evaluator, class, span);
    }
    if (str_is(name, "__mro__")) {
        return list_of_classes(evaluator, &class->order, span);
    }
    if (str_is(name, "__dict__")) {
        return names_of(evaluator, class, span);
    }
    if (str_is(name, "_fields") && class->is_record) {
        struct value *fields = builtin_list(evaluator, VALUE_TUPLE, span);
        for (size_t i = 0; i < class->fields.count; i++) {
            *ARENA_PUSH(evaluator->arena, &fields->items) =
                value_text(evaluator->arena, span, class->fields.items[i]);
        }
        return fields;
    }
    return NULL;
}

static struct value *of_class(struct evaluator *evaluator, struct value *object,
                              struct str name, struct span span) {
    const struct class *class = object->class;
    struct value *value = of_any_class(evaluator, object, name, span);
    if (value) {
        return value;
    }
    value = class_attribute(class, name);
    if (value && class->is_enum && member_is(name, value)) {
        return member_of(evaluator, class, name, value);
    }
    if (value) {
        return bind_to(evaluator, object, name, value, span);
    }
    value = class->meta ? class_attribute(class->meta->class, name) : NULL;
    if (value && value->kind == VALUE_FUNCTION) {
        return bound_method(evaluator, object, name, value, span);
    }
    struct value *asked = value_text(evaluator->arena, span, name);
    value = value ? value : special_call_with(evaluator, object, "__getattr__", asked, span);
    if (value) {
        return value;
    }
    if (str_is(name, "__subclasses__")) {
        return bound_method(evaluator, object, name, NULL, span);
    }
    return missing(evaluator, object, name,
                   str_format(evaluator->arena, STR_FMT "." STR_FMT " is not known",
                              STR_ARG(class->name), STR_ARG(name)),
                   span);
}

// ---- instances

static bool sets_itself(const struct value *descriptor) {
    return descriptor->kind == VALUE_PROPERTY ? !descriptor->yes
                                              : special_find(descriptor, "__set__") != NULL;
}

// The instance's own attributes as a dictionary that changes them.
static struct value *attributes_of(struct evaluator *evaluator, struct value *object,
                                   struct span span) {
    struct value *names = builtin_list(evaluator, VALUE_DICT, span);
    for (size_t i = 0; i < object->keys.count; i++) {
        *ARENA_PUSH(evaluator->arena, &names->keys) = object->keys.items[i];
        *ARENA_PUSH(evaluator->arena, &names->items) = object->items.items[i];
    }
    names->self = object;
    names->is_attributes = true;
    return names;
}

static struct value *of_instance_plain(struct evaluator *evaluator, struct value *object,
                                       struct str name, struct span span) {
    struct value *of_class_value = object->class ? class_attribute(object->class, name) : NULL;
    struct value *own = value_get(object, name);
    if (own && !(of_class_value && sets_itself(of_class_value))) {
        return own;
    }
    if (of_class_value) {
        return bind_to(evaluator, object, name, of_class_value, span);
    }
    if (str_is(name, "__dict__")) {
        return attributes_of(evaluator, object, span);
    }
    if (str_is(name, "__class__") && object->class) {
        return class_of(evaluator, object, span);
    }
    struct value *asked = value_text(evaluator->arena, span, name);
    struct value *made = special_call_with(evaluator, object, "__getattr__", asked, span);
    bool is_record = object->class && object->class->is_record && name.data[0] == '_';
    if (!made && is_record) { // _asdict(), _replace() of a named tuple
        return bound_method(evaluator, object, name, NULL, span);
    }
    return made ? made
                : missing(evaluator, object, name,
                          str_format(evaluator->arena, "the attribute " STR_FMT " is not known",
                                     STR_ARG(name)),
                          span);
}

static struct value *of_instance(struct evaluator *evaluator, struct value *object,
                                 struct str name, struct span span) {
    struct value *asked = value_text(evaluator->arena, span, name);
    struct value *given = special_call_with(evaluator, object, "__getattribute__", asked, span);
    return given ? given : of_instance_plain(evaluator, object, name, span);
}

struct value *attribute_plain(struct evaluator *evaluator, struct value *object,
                              struct str name, struct span span) {
    return object->kind == VALUE_INSTANCE ? of_instance_plain(evaluator, object, name, span)
           : object->kind == VALUE_CLASS  ? of_class(evaluator, object, name, span)
                                          : NULL;
}

// super().name: the next class in the order of what super() was called on, bound to that.
static struct value *of_super(struct evaluator *evaluator, struct value *object,
                              struct str name, struct span span) {
    const struct value *self = object->self;
    bool is_object = self->kind == VALUE_INSTANCE || self->kind == VALUE_CLASS;
    const struct class *of = is_object ? self->class : NULL;
    of = of && class_is_derived(of, object->class) ? of
         : of && of->meta                          ? of->meta->class
                                                   : object->class;
    of = class_is_derived(of, object->class) ? of : object->class;
    struct value *value = NULL;
    bool is_behind = false;
    for (size_t i = 0; i < of->order.count && !value; i++) {
        value = is_behind ? map_find(&of->order.items[i]->scope->names, name) : NULL;
        is_behind |= of->order.items[i] == object->class;
    }
    if (!value) { // of a base that is not read, such as object
        return bound_method(evaluator, object, name, NULL, span);
    }
    bool is_new = str_is(name, "__new__");
    if (value->kind != VALUE_FUNCTION || value->function->is_static || is_new) {
        return value->kind == VALUE_PROPERTY
                   ? bind_to(evaluator, object->self, name, value, span)
                   : value;
    }
    struct value *bound = object->self;
    if (value->function->is_class_method && bound->kind == VALUE_INSTANCE) {
        bound = class_of(evaluator, bound, span);
    }
    return bound_method(evaluator, bound, name, value, span);
}

// ---- setting and deleting

void attribute_set_plain(struct evaluator *evaluator, struct value *object, struct str name,
                         struct value *value) {
    struct value *result = NULL;
    const struct value *of_class_value =
        object->kind == VALUE_INSTANCE && object->class ? class_attribute(object->class, name)
                                                        : NULL;
    if (of_class_value && descriptor_call(evaluator, of_class_value, PROPERTY_SETTER, "__set__",
                                          object, value, &result)) {
        return;
    }
    if (object->kind == VALUE_INSTANCE || object->kind == VALUE_FUNCTION) {
        if (evaluator->emitter->condition != object->condition) {
            value = value_unknown(evaluator->arena, value->span,
                                  STR("the attribute depends on a condition"));
        }
        modules_touch(evaluator, object->arena);
        value_set(evaluator->arena, object, name, value);
    } else if (object->kind == VALUE_CLASS) {
        scope_set(evaluator, object->class->scope, name, value);
    } else if (object->kind == VALUE_TERM && object->term->kind == TERM_METADATA &&
               str_is(name, "naming_convention")) {
        bool is_sure = !evaluator->emitter->condition;
        modules_touch(evaluator, object->arena);
        object->term->naming = is_sure
                                   ? value
                                   : value_unknown(evaluator->arena, value->span,
                                                   STR("the attribute depends on a condition"));
    }
}

void attribute_set(struct evaluator *evaluator, struct value *object, struct str name,
                   struct value *value) {
    const struct function *own = special_find(object, "__setattr__");
    if (!own) {
        attribute_set_plain(evaluator, object, name, value);
        return;
    }
    struct call call = {.span = value->span};
    *ARENA_PUSH(evaluator->arena, &call.args) = value_text(evaluator->arena, value->span, name);
    *ARENA_PUSH(evaluator->arena, &call.args) = value;
    call_function(evaluator, own, object, &call);
}

void attribute_delete(struct evaluator *evaluator, struct value *object, struct str name,
                      struct span span) {
    struct value *result = NULL;
    const struct value *of_class_value =
        object->kind == VALUE_INSTANCE && object->class ? class_attribute(object->class, name)
                                                        : NULL;
    struct value *asked = value_text(evaluator->arena, span, name);
    if (special_call_with(evaluator, object, "__delattr__", asked, span) ||
        (of_class_value && descriptor_call(evaluator, of_class_value, PROPERTY_DELETER,
                                           "__delete__", object, NULL, &result))) {
        return;
    }
    attribute_set_plain(evaluator, object, name,
                        value_unknown(evaluator->arena, span, STR("it was deleted")));
}

// ---- others

static struct value *of_term(struct evaluator *evaluator, struct value *object, struct str name,
                             struct span span) {
    struct value *value = alembic_attribute(evaluator->emitter, object, name, span);
    if (!value) {
        value = sqlalchemy_attribute(evaluator->emitter, object, name, span);
    }
    return value ? value : bound_method(evaluator, object, name, NULL, span);
}

static struct value *of_function(struct evaluator *evaluator, struct value *object,
                                 struct str name, struct span span) {
    struct value *own = value_get(object, name);
    if (!own && (str_is(name, "__name__") || str_is(name, "__qualname__"))) {
        return value_text(evaluator->arena, span, object->function->name);
    }
    return own ? own : bound_method(evaluator, object, name, NULL, span);
}

struct value *evaluate_attribute(struct evaluator *evaluator, struct value *object,
                                 struct str name, struct span span) {
    object = resolve_external(evaluator, object);
    switch (object->kind) {
    case VALUE_EXTERNAL: {
        struct str path = str_dotted(evaluator->arena, object->name, name);
        return resolve_external(evaluator, value_external(evaluator->arena, span, path));
    }
    case VALUE_CLASS:
        return of_class(evaluator, object, name, span);
    case VALUE_INSTANCE:
        return of_instance(evaluator, object, name, span);
    case VALUE_TERM:
        return of_term(evaluator, object, name, span);
    case VALUE_SUPER:
        return of_super(evaluator, object, name, span);
    case VALUE_PATH: {
        struct value *part = path_attribute(evaluator, object, name, span);
        return part ? part : bound_method(evaluator, object, name, NULL, span);
    }
    case VALUE_UNKNOWN: {
        struct value *unknown = value_unknown(evaluator->arena, span, object->reason);
        unknown->self = object;
        unknown->name = name;
        if (object->guard.is_item && guard_is_name(name)) {
            unknown->guard = object->guard;
        }
        return unknown;
    }
    case VALUE_FUNCTION:
        return of_function(evaluator, object, name, span);
    default:
        break;
    }
    return bound_method(evaluator, object, name, NULL, span);
}
