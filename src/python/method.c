#include "python/evaluator.h"

// Methods of lists, sets and dictionaries.

static struct value *method_append(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    bool is_certain = container_changes(evaluator, self);
    if (call->args.count && self->items.count < ITEM_LIMIT) {
        struct value *item = call->args.items[0];
        *ARENA_PUSH(evaluator->arena, &self->items) =
            is_certain ? item : perhaps_item(evaluator, item);
    } else {
        self->is_partial = true;
        self->reason = STR("the list is too long");
    }
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

void set_add(struct evaluator *evaluator, struct value *set, struct value *item) {
    for (size_t i = 0; i < set->items.count; i++) {
        enum truth same = value_equal(set->items.items[i], item);
        if (same == TRUTH_YES) {
            return;
        }
        if (same == TRUTH_UNKNOWN) {
            set->is_partial = true;
            set->reason = STR("an item that may be there already");
        }
    }
    *ARENA_PUSH(evaluator->arena, &set->items) = item;
}

static struct value *method_add(struct evaluator *evaluator, struct value *self,
                                const struct call *call) {
    bool is_certain = container_changes(evaluator, self);
    if (call->args.count && self->items.count < ITEM_LIMIT) {
        struct value *item = call->args.items[0];
        set_add(evaluator, self, is_certain ? item : perhaps_item(evaluator, item));
    }
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *method_extend(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    bool is_certain = container_changes(evaluator, self);
    struct value_list more = {0};
    for (size_t i = 0; i < call->args.count; i++) {
        iterate(evaluator, call->args.items[i], &more, &self->is_partial, &self->reason);
    }
    for (size_t i = 0; i < more.count && evaluator_step(evaluator, call->span); i++) {
        struct value *item =
            is_certain ? more.items[i] : perhaps_item(evaluator, more.items[i]);
        if (self->kind == VALUE_SET) {
            set_add(evaluator, self, item);
        } else {
            *ARENA_PUSH(evaluator->arena, &self->items) = item;
        }
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

// Where an item of a list or a key of a dictionary is; its count: nowhere; SIZE_MAX: that is
// not known.
static size_t place_of(const struct value_list *list, const struct value *wanted) {
    for (size_t i = 0; i < list->count; i++) {
        enum truth same = key_equal(list->items[i], wanted);
        if (same != TRUTH_NO) {
            return same == TRUTH_YES ? i : SIZE_MAX;
        }
    }
    return list->count;
}

static struct value *method_get(struct evaluator *evaluator, struct value *self,
                                const struct call *call) {
    size_t at = call->args.count && !self->is_partial
                    ? place_of(&self->keys, call->args.items[0])
                    : SIZE_MAX;
    if (at < self->keys.count) {
        return self->items.items[at];
    }
    if (at == SIZE_MAX || self->is_partial || !call->args.count ||
        call->args.items[0]->kind == VALUE_UNKNOWN) {
        return builtin_unknown(evaluator, "get", call);
    }
    return call->args.count > 1 ? call->args.items[1]
                                : value_new(evaluator->arena, VALUE_NONE, call->span);
}

// ---- taking items out, and putting them in at a place

// A list of its own, so that what was copied from it stays as it is.
static struct value *take(struct evaluator *evaluator, struct value_list *list, size_t at) {
    struct value_list rest = {0};
    struct value *taken = list->items[at];
    for (size_t i = 0; i < list->count; i++) {
        if (i != at) {
            *ARENA_PUSH(evaluator->arena, &rest) = list->items[i];
        }
    }
    *list = rest;
    return taken;
}

struct value *container_take_next(struct evaluator *evaluator, struct value *iterator) {
    if (iterator->kind != VALUE_LIST || !iterator->is_iterator || !iterator->items.count) {
        return NULL;
    }
    container_changes(evaluator, iterator);
    return iterator->is_partial ? NULL : take(evaluator, &iterator->items, 0);
}

static struct value *method_pop_left(struct evaluator *evaluator, struct value *self,
                                     const struct call *call) {
    (void)call;
    container_changes(evaluator, self);
    return self->is_partial || !self->items.count ? NULL : take(evaluator, &self->items, 0);
}

static struct value *method_next(struct evaluator *evaluator, struct value *self,
                                 const struct call *call) {
    (void)call;
    return container_take_next(evaluator, self);
}

// A negative index counts from the end; false: it is not one of the list.
static bool index_of(const struct value *list, const struct value *index, size_t *at) {
    int64_t size = (int64_t)list->items.count;
    int64_t number = index ? index->number : -1;
    number = number < 0 ? number + size : number;
    *at = (size_t)number;
    return (!index || index->kind == VALUE_INT) && number >= 0 && number < size;
}

static bool can_change(struct evaluator *evaluator, struct value *self) {
    container_changes(evaluator, self);
    return !self->is_partial;
}

static struct value *method_pop(struct evaluator *evaluator, struct value *self,
                                const struct call *call) {
    size_t at = 0;
    bool is_known =
        can_change(evaluator, self) && index_of(self, call_argument(call, 0, NULL), &at);
    return is_known ? take(evaluator, &self->items, at) : NULL;
}

static struct value *method_pop_key(struct evaluator *evaluator, struct value *self,
                                    const struct call *call) {
    if (!call->args.count || !can_change(evaluator, self)) {
        return NULL;
    }
    size_t at = place_of(&self->keys, call->args.items[0]);
    if (at < self->keys.count) {
        take(evaluator, &self->keys, at);
        return take(evaluator, &self->items, at);
    }
    return at == self->keys.count && call->args.count > 1 ? call->args.items[1] : NULL;
}

static struct value *method_remove(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    if (!call->args.count || !can_change(evaluator, self)) {
        return NULL;
    }
    size_t at = place_of(&self->items, call->args.items[0]);
    if (at < self->items.count) {
        take(evaluator, &self->items, at);
    }
    return at == SIZE_MAX ? NULL : value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *method_insert(struct evaluator *evaluator, struct value *self,
                                   const struct call *call) {
    const struct value *index = call_argument(call, 0, NULL);
    bool is_known = call->args.count == 2 && index->kind == VALUE_INT && index->number >= 0 &&
                    self->items.count < ITEM_LIMIT && can_change(evaluator, self);
    if (!is_known) {
        return NULL;
    }
    *ARENA_PUSH(evaluator->arena, &self->items) = call->args.items[1];
    size_t at = self->items.count - 1;
    for (; at > (uint64_t)index->number; at--) {
        self->items.items[at] = self->items.items[at - 1];
    }
    self->items.items[at] = call->args.items[1];
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *method_setdefault(struct evaluator *evaluator, struct value *self,
                                       const struct call *call) {
    if (!call->args.count || !can_change(evaluator, self)) {
        return NULL;
    }
    size_t at = place_of(&self->keys, call->args.items[0]);
    if (at < self->keys.count) {
        return self->items.items[at];
    }
    struct value *item = call_argument(call, 1, NULL);
    item = item ? item : value_new(evaluator->arena, VALUE_NONE, call->span);
    if (at == self->keys.count) {
        subscript_set(evaluator, self, call->args.items[0], item);
    }
    return at == SIZE_MAX ? NULL : item;
}

static struct value *method_sort(struct evaluator *evaluator, struct value *self,
                                 const struct call *call) {
    bool is_known = can_change(evaluator, self) && list_sort(evaluator, &self->items, call);
    return is_known ? value_new(evaluator->arena, VALUE_NONE, call->span) : NULL;
}

static struct value *method_reverse(struct evaluator *evaluator, struct value *self,
                                    const struct call *call) {
    struct value_list turned = {0};
    if (!can_change(evaluator, self)) {
        return NULL;
    }
    for (size_t i = self->items.count; i > 0; i--) {
        *ARENA_PUSH(evaluator->arena, &turned) = self->items.items[i - 1];
    }
    self->items = turned;
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

static struct value *method_clear(struct evaluator *evaluator, struct value *self,
                                  const struct call *call) {
    if (!container_changes(evaluator, self)) {
        return NULL;
    }
    self->items = self->keys = (struct value_list){0};
    self->is_partial = false;
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

// Any other: what is left is not followed.
static struct value *method_changes(struct evaluator *evaluator, struct value *self,
                                    struct str name, const struct call *call) {
    static const char *const readers[] = {"count",        "index",      "issubset",
                                          "issuperset",   "isdisjoint", "difference",
                                          "get",          "union",      "symmetric_difference",
                                          "intersection", "__len__",    "__contains__"};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (str_is(name, readers[i])) {
            return builtin_unknown(evaluator, readers[i], call);
        }
    }
    container_lose(evaluator, self, STR("items were taken out or put in"));
    return builtin_unknown(evaluator, "pop", call);
}

struct value *container_method(struct evaluator *evaluator, struct value *object,
                               struct str name, const struct call *call) {
    static const struct {
        enum value_kind kind;
        const char *name;
        struct value *(*function)(struct evaluator *, struct value *, const struct call *);
    } methods[] = {
        {VALUE_LIST, "append", method_append},
        {VALUE_LIST, "extend", method_extend},
        {VALUE_LIST, "copy", method_copy},
        {VALUE_SET, "add", method_add},
        {VALUE_SET, "update", method_extend},
        {VALUE_SET, "copy", method_copy},
        {VALUE_DICT, "update", method_update},
        {VALUE_DICT, "items", method_items},
        {VALUE_DICT, "iteritems", method_items},
        {VALUE_DICT, "keys", method_keys},
        {VALUE_DICT, "values", method_values},
        {VALUE_DICT, "get", method_get},
        {VALUE_DICT, "copy", method_copy},
        {VALUE_LIST, "pop", method_pop},
        {VALUE_LIST, "remove", method_remove},
        {VALUE_LIST, "insert", method_insert},
        {VALUE_LIST, "popleft", method_pop_left},
        {VALUE_LIST, "__next__", method_next},
        {VALUE_LIST, "next", method_next},
        {VALUE_SET, "remove", method_remove},
        {VALUE_SET, "discard", method_remove},
        {VALUE_DICT, "pop", method_pop_key},
        {VALUE_DICT, "setdefault", method_setdefault},
        {VALUE_LIST, "sort", method_sort},
        {VALUE_LIST, "reverse", method_reverse},
        {VALUE_LIST, "clear", method_clear},
        {VALUE_SET, "clear", method_clear},
        {VALUE_DICT, "clear", method_clear},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (object->kind == methods[i].kind && str_is(name, methods[i].name)) {
            struct value *result = methods[i].function(evaluator, object, call);
            return result ? result : method_changes(evaluator, object, name, call);
        }
    }
    if (object->kind >= VALUE_LIST && object->kind <= VALUE_DICT) {
        return method_changes(evaluator, object, name, call);
    }
    bool plain = object->kind == VALUE_NONE || object->kind == VALUE_BOOL ||
                 object->kind == VALUE_INT || object->kind == VALUE_FLOAT;
    return plain ? builtin_unknown(evaluator, "a method", call) : NULL;
}
