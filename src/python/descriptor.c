#include "python/classes.h"

// Properties and other descriptors.

struct value *property_new(struct evaluator *evaluator, struct value *getter,
                           struct value *setter, struct value *deleter, struct span span) {
    struct value *parts[] = {getter, setter, deleter};
    struct value *property = value_new(evaluator->arena, VALUE_PROPERTY, span);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *ARENA_PUSH(evaluator->arena, &property->items) =
            parts[i] ? parts[i] : value_new(evaluator->arena, VALUE_NONE, span);
    }
    return property;
}

struct value *property_method(struct evaluator *evaluator, const struct value *property,
                              struct str name, const struct call *call) {
    static const char *const names[PROPERTY_PARTS] = {
        [PROPERTY_GETTER] = "getter",
        [PROPERTY_SETTER] = "setter",
        [PROPERTY_DELETER] = "deleter",
    };
    struct value *parts[PROPERTY_PARTS];
    bool is_known = false;
    for (size_t i = 0; i < PROPERTY_PARTS; i++) {
        bool is_new = str_is(name, names[i]) && call->args.count == 1;
        parts[i] = is_new ? call->args.items[0] : property->items.items[i];
        is_known |= is_new;
    }
    return is_known ? property_new(evaluator, parts[PROPERTY_GETTER], parts[PROPERTY_SETTER],
                                   parts[PROPERTY_DELETER], call->span)
                    : NULL;
}

// Calls what a descriptor has for it with the object, and the value that is set; false: it has
// nothing for it.
bool descriptor_call(struct evaluator *evaluator, const struct value *descriptor, size_t part,
                     const char *special, struct value *object, struct value *value,
                     struct value **result) {
    struct call call = {.span = object->span};
    *ARENA_PUSH(evaluator->arena, &call.args) = object;
    if (value) {
        *ARENA_PUSH(evaluator->arena, &call.args) = value;
    }
    if (descriptor->kind == VALUE_PROPERTY) {
        struct value *by = descriptor->items.items[part];
        *result = by->kind == VALUE_NONE ? NULL : call_value(evaluator, by, &call);
        return *result != NULL;
    }
    const struct function *told = special_find(descriptor, special);
    if (told) {
        *result = call_function(evaluator, told, (struct value *)descriptor, &call);
    }
    return told != NULL;
}

// A cached_property: what it gave is an attribute from then on.
void property_keep(struct evaluator *evaluator, const struct value *property,
                   struct value *object, struct str name, struct value *value) {
    if (property->kind == VALUE_PROPERTY && property->yes &&
        object->condition == evaluator->emitter->condition) {
        modules_touch(evaluator, object->arena);
        value_set(evaluator->arena, object, name, value);
    }
}
