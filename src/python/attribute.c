#include "python/alembic.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"

enum { BASES_DEPTH = 20 };

static struct value *find_attribute(const struct class *class, struct str name,
                                    unsigned depth) {
    struct value *value = map_find(&class->scope->names, name);
    for (size_t i = 0; !value && i < class->bases.count && depth < BASES_DEPTH; i++) {
        const struct value *base = class->bases.items[i];
        if (base->kind == VALUE_CLASS) {
            value = find_attribute(base->class, name, depth + 1);
        }
    }
    return value;
}

struct value *class_attribute(const struct class *class, struct str name) {
    return find_attribute(class, name, 0);
}

static bool is_member(struct str name, const struct value *value) {
    return name.size && name.data[0] != '_' && value->kind != VALUE_FUNCTION &&
           value->kind != VALUE_CLASS;
}

// Of a StrEnum auto() is the member's name in lower case; of others a number, or what
// _generate_next_value_() says.
static bool is_auto_text(const struct class *class, const struct value *value) {
    bool is_auto = value->kind == VALUE_UNKNOWN && str_starts(value->reason, STR("enum.auto"));
    for (size_t i = 0; is_auto && i < class->bases.count; i++) {
        const struct value *base = class->bases.items[i];
        if (base->kind == VALUE_EXTERNAL && str_ends(base->name, STR("StrEnum"))) {
            return true;
        }
    }
    return false;
}

static struct value *enum_member(struct evaluator *evaluator, const struct class *class,
                                 struct str name, struct value *value) {
    struct value *member = value_new(evaluator->arena, VALUE_INSTANCE, value->span);
    member->class = class;
    for (size_t i = 0; i < class->scope->names.count;
         i++) { // the first with that value names it
        const struct map_entry *entry = &class->scope->names.items[i];
        if (entry->value && is_member(entry->key, entry->value) &&
            value_equal(entry->value, value) == TRUTH_YES) {
            name = entry->key;
            break;
        }
    }
    value_set(evaluator->arena, member, STR("name"),
              value_text(evaluator->arena, value->span, name));
    if (is_auto_text(class, value)) {
        value = value_text(evaluator->arena, value->span, str_lower(evaluator->arena, name));
    }
    value_set(evaluator->arena, member, STR("value"), value);
    return member;
}

void class_members(struct evaluator *evaluator, const struct class *class,
                   struct value_list *members) {
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct map_entry *entry = &class->scope->names.items[i];
        bool is_new = entry->value && is_member(entry->key, entry->value);
        for (size_t k = 0; is_new && k < members->count; k++) { // another name of a member
            is_new = value_equal(value_get(members->items[k], STR("value")), entry->value) !=
                     TRUTH_YES;
        }
        if (is_new) {
            *ARENA_PUSH(evaluator->arena, members) =
                enum_member(evaluator, class, entry->key, entry->value);
        }
    }
}

static struct value *bound_method(struct evaluator *evaluator, struct value *self,
                                  struct str name, struct value *function, struct span span) {
    struct value *method = value_new(evaluator->arena, VALUE_METHOD, span);
    method->self = self;
    method->name = name;
    method->function = function ? function->function : NULL;
    return method;
}

static struct value *of_class(struct evaluator *evaluator, struct value *object,
                              struct str name, struct span span) {
    const struct class *class = object->class;
    if (str_is(name, "__name__") || str_is(name, "__qualname__")) {
        return value_text(evaluator->arena, span, class->name);
    }
    if (class->is_enum && str_is(name, "__members__")) {
        struct value *members = value_new(evaluator->arena, VALUE_DICT, span);
        for (size_t i = 0; i < class->scope->names.count; i++) { // further names as well
            const struct map_entry *entry = &class->scope->names.items[i];
            if (entry->value && is_member(entry->key, entry->value)) {
                value_set(evaluator->arena, members, entry->key,
                          enum_member(evaluator, class, entry->key, entry->value));
            }
        }
        return members;
    }
    struct value *value = class_attribute(class, name);
    if (!value) {
        struct str reason = str_format(evaluator->arena, STR_FMT "." STR_FMT " is not known",
                                       STR_ARG(class->name), STR_ARG(name));
        struct value *unknown = value_unknown(evaluator->arena, span, reason);
        unknown->self = object;
        unknown->name = name;
        return unknown;
    }
    if (class->is_enum && is_member(name, value)) {
        return enum_member(evaluator, class, name, value);
    }
    if (value->kind == VALUE_FUNCTION && value->function->is_class_method) {
        return bound_method(evaluator, object, name, value, span);
    }
    return value;
}

static struct value *of_instance(struct evaluator *evaluator, struct value *object,
                                 struct str name, struct span span) {
    struct value *value = value_get(object, name);
    if (value) {
        return value;
    }
    value = object->class ? class_attribute(object->class, name) : NULL;
    if (!value) {
        struct str reason = str_format(evaluator->arena,
                                       "the attribute " STR_FMT " is not known", STR_ARG(name));
        struct value *unknown = value_unknown(evaluator->arena, span, reason);
        unknown->self = object;
        unknown->name = name;
        return unknown;
    }
    if (value->kind != VALUE_FUNCTION || value->function->is_static) {
        return value;
    }
    if (value->function->is_property) {
        struct call none = {.span = span};
        return call_function(evaluator, value->function, object, &none);
    }
    if (value->function->is_class_method) {
        struct value *class = value_new(evaluator->arena, VALUE_CLASS, span);
        class->class = object->class;
        object = class;
    }
    return bound_method(evaluator, object, name, value, span);
}

// super().name: the first base that has it, bound to what super() was called on.
static struct value *of_super(struct evaluator *evaluator, struct value *object,
                              struct str name, struct span span) {
    const struct value_list *bases = &object->class->bases;
    struct value *value = NULL;
    for (size_t i = 0; i < bases->count && !value; i++) {
        if (bases->items[i]->kind == VALUE_CLASS) {
            value = class_attribute(bases->items[i]->class, name);
        }
    }
    if (!value) { // of a base that is not read, such as object
        struct value *unknown =
            value_unknown(evaluator->arena, span, STR("a method of a base that is not read"));
        unknown->name = STR("builtins.super");
        return unknown;
    }
    bool is_bound = value->kind == VALUE_FUNCTION && !value->function->is_static;
    return is_bound ? bound_method(evaluator, object->self, name, value, span) : value;
}

static struct value *of_term(struct evaluator *evaluator, struct value *object, struct str name,
                             struct span span) {
    struct value *value = alembic_attribute(evaluator->emitter, object, name, span);
    if (!value) {
        value = sqlalchemy_attribute(evaluator->emitter, object, name, span);
    }
    return value ? value : bound_method(evaluator, object, name, NULL, span);
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
        if (str_is(name, "__name__")) {
            return value_text(evaluator->arena, span, object->function->name);
        }
        break;
    default:
        break;
    }
    return bound_method(evaluator, object, name, NULL, span);
}
