#include "python/evaluator.h"

// Methods of lists, sets and dictionaries.

static struct value *method_append(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    container_changes(evaluator, self);
    if (call->args.count && self->items.count < ITEM_LIMIT) {
        *ARENA_PUSH(evaluator->arena, &self->items) = call->args.items[0];
    }
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *method_extend(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    container_changes(evaluator, self);
    if (call->args.count) {
        iterate(evaluator, call->args.items[0], &self->items, &self->is_partial, &self->reason);
    }
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *method_update(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    container_changes(evaluator, self);
    struct value *other = builtin_dict(evaluator, call);
    for (size_t i = 0; i < other->keys.count; i++) {
        subscript_set(evaluator, self, other->keys.items[i], other->items.items[i]);
    }
    if (other->is_partial) {
        self->is_partial = true;
        self->reason = other->reason;
    }
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *method_items(struct evaluator *evaluator, struct value *self,
                                  const struct call *call) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    list->is_partial = self->is_partial;
    list->reason = self->reason;
    for (size_t i = 0; i < self->keys.count; i++) {
        *ARENA_PUSH(evaluator->arena, &list->items) =
            builtin_pair(evaluator, self->keys.items[i], self->items.items[i], call->span);
    }
    return list;
}

static struct value *copy_of(struct evaluator *evaluator, const struct value *self,
                             const struct value_list *items, struct span span) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, span);
    list->is_partial = self->is_partial;
    list->reason = self->reason;
    for (size_t i = 0; i < items->count; i++) {
        *ARENA_PUSH(evaluator->arena, &list->items) = items->items[i];
    }
    return list;
}

static struct value *method_keys(struct evaluator *evaluator, struct value *self,
                                 const struct call *call) {
    return copy_of(evaluator, self, &self->keys, call->span);
}

static struct value *method_values(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    return copy_of(evaluator, self, &self->items, call->span);
}

static struct value *method_copy(struct evaluator *evaluator, struct value *self,
                                 const struct call *call) {
    struct value *copy = copy_of(evaluator, self, &self->items, call->span);
    copy->kind = self->kind;
    for (size_t i = 0; i < self->keys.count; i++) {
        *ARENA_PUSH(evaluator->arena, &copy->keys) = self->keys.items[i];
    }
    return copy;
}

static struct value *method_get(struct evaluator *evaluator, struct value *self,
                                const struct call *call) {
    for (size_t i = 0; call->args.count && i < self->keys.count; i++) {
        if (value_equal(self->keys.items[i], call->args.items[0]) == TRUTH_YES) {
            return self->items.items[i];
        }
    }
    if (self->is_partial || !call->args.count || call->args.items[0]->kind == VALUE_UNKNOWN) {
        return builtin_unknown(evaluator, "get", call);
    }
    return call->args.count > 1 ? call->args.items[1]
                                : value_new(evaluator->arena, VALUE_NONE, call->span);
}

// A method that takes items out, or adds them at a place: what is left is not followed.
static struct value *method_changes(struct evaluator *evaluator, struct value *self,
                                    const struct call *call) {
    self->is_partial = true;
    self->reason = STR("items were taken out or put in");
    return builtin_unknown(evaluator, "pop", call);
}

struct value *container_method(struct evaluator *evaluator, struct value *object,
                               struct str name, const struct call *call) {
    static const struct {
        enum value_kind kind;
        const char *name;
        struct value *(*function)(struct evaluator *, struct value *, const struct call *);
    } methods[] = {
        {VALUE_LIST, "append", method_append},   {VALUE_LIST, "extend", method_extend},
        {VALUE_LIST, "copy", method_copy},       {VALUE_SET, "add", method_append},
        {VALUE_SET, "update", method_extend},    {VALUE_SET, "copy", method_copy},
        {VALUE_DICT, "update", method_update},   {VALUE_DICT, "items", method_items},
        {VALUE_DICT, "iteritems", method_items}, {VALUE_DICT, "keys", method_keys},
        {VALUE_DICT, "values", method_values},   {VALUE_DICT, "get", method_get},
        {VALUE_DICT, "copy", method_copy},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (object->kind == methods[i].kind && str_is(name, methods[i].name)) {
            return methods[i].function(evaluator, object, call);
        }
    }
    if (object->kind >= VALUE_LIST && object->kind <= VALUE_DICT) {
        return method_changes(evaluator, object, call);
    }
    bool plain = object->kind == VALUE_NONE || object->kind == VALUE_BOOL ||
                 object->kind == VALUE_INT || object->kind == VALUE_FLOAT;
    return plain ? builtin_unknown(evaluator, "a method", call) : NULL;
}
