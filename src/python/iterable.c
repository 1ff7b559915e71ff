// What a loop goes over, and the built-in functions that make it, put it in order and ask it.
#include "python/classes.h"

void iterate(struct evaluator *evaluator, struct value *value, struct value_list *items,
             bool *partial, struct str *reason) {
    pending_list(evaluator, value);
    lazy_run(evaluator, value);
    iterate_partly(evaluator, value, items, partial, reason);
}

void iterate_partly(struct evaluator *evaluator, struct value *value, struct value_list *items,
                    bool *partial, struct str *reason) {
    struct arena *arena = evaluator->arena;
    value = resolve_external(evaluator, value);
    pending_list(evaluator, value);
    if (value->is_partial) {
        *partial = true;
        *reason = value->reason;
    }
    const struct value_list *list = NULL;
    struct value_list members = {0};
    bool has_items = value->kind == VALUE_INSTANCE || value->kind == VALUE_CLASS;
    if (has_items && special_items(evaluator, value, items, partial, reason)) {
        return;
    }
    if (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE || value->kind == VALUE_SET) {
        list = &value->items;
    } else if (value->kind == VALUE_DICT) {
        list = &value->keys;
    } else if (value->kind == VALUE_FILE) {
        file_lines(evaluator, value, &members);
        list = &members;
    } else if (value->kind == VALUE_INSTANCE && value->class && value->class->is_record) {
        for (size_t i = 0; i < value->class->fields.count; i++) { // a named tuple
            *ARENA_PUSH(arena, &members) = evaluate_attribute(
                evaluator, value, value->class->fields.items[i], value->span);
        }
        list = &members;
    } else if (value->kind == VALUE_CLASS && value->class->is_enum) {
        class_members(evaluator, value->class, &members);
        list = &members;
    } else if (value->kind == VALUE_TEXT && !value->text.holes.count) {
        struct str text = value->text.text;
        for (size_t i = 0, end; i < text.size && members.count <= ITEM_LIMIT; i = end) {
            end = i + text_offset(str_slice(text, i, text.size), 1);
            *ARENA_PUSH(arena, &members) =
                value_text(arena, value->span, str_slice(text, i, end));
        }
        list = &members;
    }
    if (!list) {
        *partial = true;
        *reason = value_reason(arena, value);
        if (!reason->size) {
            *reason = str_format(arena, "the items of %s", value_kind_name(value));
        }
        return;
    }
    // A copy: the loop may change what it goes over.
    size_t count = list->count;
    for (size_t i = 0; i < count; i++) {
        if (items->count >= ITEM_LIMIT) {
            *partial = true;
            *reason = STR("the list is too long");
            break;
        }
        *ARENA_PUSH(arena, items) = list->items[i];
    }
}

bool container_changes(struct evaluator *evaluator, struct value *container) {
    modules_touch(evaluator, container->arena);
    if (container->condition == evaluator->emitter->condition) {
        return true;
    }
    container->is_partial = true;
    container->reason = STR("what it holds depends on a condition");
    return false;
}

struct value *perhaps_item(struct evaluator *evaluator, const struct value *value) {
    struct value *item = ARENA_NEW(evaluator->arena, struct value, 1);
    *item = *value;
    item->is_perhaps = true;
    return item;
}

void container_lose(struct evaluator *evaluator, struct value *container, struct str reason) {
    modules_touch(evaluator, container->arena);
    container->is_partial = true;
    container->reason = reason;
    container->items = container->keys = (struct value_list){0};
}

struct value *builtin_list(struct evaluator *evaluator, enum value_kind kind,
                           struct span span) {
    struct value *list = value_new(evaluator->arena, kind, span);
    list->condition = evaluator->emitter->condition;
    return list;
}

struct value *builtin_unknown(struct evaluator *evaluator, const char *name,
                              const struct call *call) {
    struct str reason = {0};
    for (size_t i = 0; i < call->args.count && !reason.size; i++) {
        reason = value_reason(evaluator->arena, call->args.items[i]);
    }
    if (!reason.size) {
        reason = str_format(evaluator->arena, "the result of %s()", name);
    }
    return value_unknown(evaluator->arena, call->span, reason);
}

// list(x), tuple(x), set(x), sorted(x), reversed(x) as a list of the kind
static struct value *listed(struct evaluator *evaluator, enum value_kind kind,
                            const struct call *call) {
    struct value *list = builtin_list(evaluator, kind, call->span);
    if (call->args.count) {
        struct value *of = call->args.items[0];
        iterate(evaluator, of, &list->items, &list->is_partial, &list->reason);
        if (list->is_partial) {
            list->guard = of->guard;
        }
    }
    return list;
}

struct value *iterable_list(struct evaluator *evaluator, const struct call *call) {
    return listed(evaluator, VALUE_LIST, call);
}

struct value *iterable_iter(struct evaluator *evaluator, const struct call *call) {
    struct value *list = listed(evaluator, VALUE_LIST, call);
    list->is_iterator = list->kind == VALUE_LIST;
    return list;
}

struct value *iterable_tuple(struct evaluator *evaluator, const struct call *call) {
    return listed(evaluator, VALUE_TUPLE, call);
}

struct value *iterable_set(struct evaluator *evaluator, const struct call *call) {
    struct value *all = listed(evaluator, VALUE_SET, call);
    struct value_list given = all->items;
    all->items = (struct value_list){0};
    for (size_t i = 0; i < given.count && evaluator_step(evaluator, call->span); i++) {
        set_add(evaluator, all, given.items[i]);
    }
    return all;
}

// Is one before the other; TRUTH_UNKNOWN: their order is not known.
static enum truth is_before(const struct value *one, const struct value *other) {
    struct str a, b;
    if (one->kind == VALUE_INT && other->kind == VALUE_INT) {
        return one->number < other->number ? TRUTH_YES : TRUTH_NO;
    }
    if (value_is_text(one, &a) && value_is_text(other, &b)) {
        return str_compare(a, b) < 0 ? TRUTH_YES : TRUTH_NO;
    }
    return TRUTH_UNKNOWN;
}

// What items are sorted by: themselves, or what key= gives for each.
static struct value_list sort_keys(struct evaluator *evaluator, const struct value_list *list,
                                   const struct call *call) {
    struct value *function = call_argument(call, SIZE_MAX, "key");
    struct value_list keys = {0};
    for (size_t i = 0; i < list->count; i++) {
        struct value *key = list->items[i];
        if (function && function->kind != VALUE_NONE) {
            struct call one = {.span = call->span};
            *ARENA_PUSH(evaluator->arena, &one.args) = key;
            key = call_value(evaluator, function, &one);
        }
        *ARENA_PUSH(evaluator->arena, &keys) = key;
    }
    return keys;
}

bool list_sort(struct evaluator *evaluator, struct value_list *list, const struct call *call) {
    const struct value *reverse = call_argument(call, SIZE_MAX, "reverse");
    enum truth is_reverse = reverse ? value_truth(reverse) : TRUTH_NO;
    struct value_list keys = sort_keys(evaluator, list, call), sorted = {0};
    for (size_t i = 0; i < list->count; i++) { // insertion: lists are short
        struct value *item = list->items[i], *key = keys.items[i];
        *ARENA_PUSH(evaluator->arena, &sorted) = item;
        size_t k = i;
        for (; k > 0; k--) {
            struct value *before = keys.items[k - 1];
            enum truth moves =
                is_reverse == TRUTH_YES ? is_before(before, key) : is_before(key, before);
            if (moves == TRUTH_UNKNOWN || !evaluator_step(evaluator, call->span)) {
                return false;
            }
            if (moves == TRUTH_NO) {
                break;
            }
            keys.items[k] = before;
            sorted.items[k] = sorted.items[k - 1];
        }
        keys.items[k] = key;
        sorted.items[k] = item;
    }
    bool is_known = !call->keywords_are_partial && is_reverse != TRUTH_UNKNOWN;
    if (is_known) {
        *list = sorted;
    }
    return is_known;
}

struct value *iterable_sorted(struct evaluator *evaluator, const struct call *call) {
    struct value *list = listed(evaluator, VALUE_LIST, call);
    if (!list_sort(evaluator, &list->items, call) && list->items.count > 1) {
        list->is_partial = true;
        list->reason = STR("the order of the items is not known");
    }
    return list;
}

struct value *iterable_reversed(struct evaluator *evaluator, const struct call *call) {
    struct value *list = listed(evaluator, VALUE_LIST, call);
    for (size_t i = 0; i < list->items.count / 2; i++) {
        struct value *item = list->items.items[i];
        list->items.items[i] = list->items.items[list->items.count - 1 - i];
        list->items.items[list->items.count - 1 - i] = item;
    }
    return list;
}

struct value *builtin_dict(struct evaluator *evaluator, const struct call *call) {
    struct value *dict = builtin_list(evaluator, VALUE_DICT, call->span);
    dict->is_partial = call->keywords_are_partial;
    dict->reason = call->reason;
    if (call->args.count) {
        struct value *of = call->args.items[0];
        struct value_list pairs = {0};
        if (of->kind == VALUE_DICT) {
            dict->is_partial |= of->is_partial;
            dict->reason = of->is_partial ? of->reason : dict->reason;
            for (size_t i = 0; i < of->keys.count; i++) {
                *ARENA_PUSH(evaluator->arena, &dict->keys) = of->keys.items[i];
                *ARENA_PUSH(evaluator->arena, &dict->items) = of->items.items[i];
            }
        } else {
            iterate(evaluator, of, &pairs, &dict->is_partial, &dict->reason);
        }
        for (size_t i = 0; i < pairs.count; i++) {
            struct value *pair = pairs.items[i];
            if (pair->items.count == 2 && value_is_sequence(pair) && !pair->is_partial) {
                subscript_set(evaluator, dict, pair->items.items[0], pair->items.items[1]);
            } else {
                dict->is_partial = true;
                dict->reason = STR("a pair that is not known");
            }
        }
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        value_set(evaluator->arena, dict, call->keywords[i].name, call->keywords[i].value);
    }
    return dict;
}

struct value *iterable_len(struct evaluator *evaluator, const struct call *call) {
    struct value *of = call->args.count ? call->args.items[0] : NULL;
    struct value *told = of ? special_call(evaluator, of, "__len__", call->span) : NULL;
    if (told) {
        return told;
    }
    if (of && of->kind == VALUE_TEXT && !of->text.holes.count) {
        return value_int(evaluator->arena, call->span, (int64_t)text_length(of->text.text));
    }
    struct value_list items = {0};
    bool partial = !of;
    struct str reason = {0};
    if (of) {
        iterate(evaluator, of, &items, &partial, &reason);
    }
    if (!partial) {
        return value_int(evaluator->arena, call->span, (int64_t)items.count);
    }
    struct value *unknown = value_unknown(evaluator->arena, call->span, reason);
    if (of && guard_is_complete(of)) {
        unknown->guard = of->guard;
    }
    return unknown;
}

struct value *iterable_range(struct evaluator *evaluator, const struct call *call) {
    int64_t bounds[3] = {0, 0, 1};
    for (size_t i = 0; i < call->args.count && i < 3; i++) {
        if (call->args.items[i]->kind != VALUE_INT) {
            return builtin_unknown(evaluator, "range", call);
        }
        bounds[call->args.count == 1 ? 1 : i] = call->args.items[i]->number;
    }
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    int64_t step = bounds[2];
    if (step == 0 || step < -INT32_MAX || step > INT32_MAX) {
        return builtin_unknown(evaluator, "range", call);
    }
    for (int64_t i = bounds[0]; step > 0 ? i < bounds[1] : i > bounds[1]; i += step) {
        if (list->items.count > TURN_LIMIT) {
            list->is_partial = true;
            list->reason = STR("the range is too long");
            break;
        }
        *ARENA_PUSH(evaluator->arena, &list->items) =
            value_int(evaluator->arena, call->span, i);
        if (i > INT64_MAX - INT32_MAX || i < INT64_MIN + INT32_MAX) {
            break;
        }
    }
    return list;
}

struct value *builtin_pair(struct evaluator *evaluator, struct value *one, struct value *other,
                           struct span span) {
    struct value *pair = builtin_list(evaluator, VALUE_TUPLE, span);
    *ARENA_PUSH(evaluator->arena, &pair->items) = one;
    *ARENA_PUSH(evaluator->arena, &pair->items) = other;
    pair->is_perhaps = one->is_perhaps || other->is_perhaps;
    return pair;
}

struct value *iterable_enumerate(struct evaluator *evaluator, const struct call *call) {
    struct value *list = listed(evaluator, VALUE_LIST, call);
    struct value *start = call_argument(call, 1, "start");
    if (start && start->kind != VALUE_INT) {
        return builtin_unknown(evaluator, "enumerate", call);
    }
    int64_t first = start && start->kind == VALUE_INT ? start->number : 0;
    for (size_t i = 0; i < list->items.count; i++) {
        struct value *index = value_int(evaluator->arena, call->span, first + (int64_t)i);
        list->items.items[i] = builtin_pair(evaluator, index, list->items.items[i], call->span);
    }
    return list;
}

struct value *iterable_zip(struct evaluator *evaluator, const struct call *call) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    struct value_list *columns =
        ARENA_NEW(evaluator->arena, struct value_list, call->args.count);
    size_t rows = call->args.count ? SIZE_MAX : 0;
    for (size_t i = 0; i < call->args.count; i++) {
        iterate(evaluator, call->args.items[i], &columns[i], &list->is_partial, &list->reason);
        rows = columns[i].count < rows ? columns[i].count : rows;
    }
    for (size_t row = 0; row < rows; row++) {
        struct value *tuple = builtin_list(evaluator, VALUE_TUPLE, call->span);
        for (size_t i = 0; i < call->args.count; i++) {
            *ARENA_PUSH(evaluator->arena, &tuple->items) = columns[i].items[row];
            tuple->is_perhaps |= columns[i].items[row]->is_perhaps;
        }
        *ARENA_PUSH(evaluator->arena, &list->items) = tuple;
    }
    return list;
}

static struct value *quantify(struct evaluator *evaluator, const struct call *call,
                              enum truth decisive) {
    struct value_list items = {0};
    bool partial = !call->args.count;
    struct str reason = {0};
    if (call->args.count) {
        iterate_partly(evaluator, call->args.items[0], &items, &partial, &reason);
    }
    for (size_t i = 0; i < items.count; i++) {
        enum truth truth =
            items.items[i]->is_perhaps ? TRUTH_UNKNOWN : truth_of(evaluator, items.items[i]);
        if (truth == decisive) {
            return value_bool(evaluator->arena, call->span, decisive == TRUTH_YES);
        }
        if (truth == TRUTH_UNKNOWN && !partial) {
            partial = true;
            reason = value_reason(evaluator->arena, items.items[i]);
        }
    }
    if (!partial) {
        return value_bool(evaluator->arena, call->span, decisive == TRUTH_NO);
    }
    struct value *unknown = value_unknown(evaluator->arena, call->span, reason);
    // any(c["name"] == "x" …), all(c["name"] != "x" …)
    if (call->args.count && guard_is_complete(call->args.items[0]) &&
        call->args.items[0]->guard.negated == (decisive == TRUTH_NO)) {
        unknown->guard = call->args.items[0]->guard;
    }
    return unknown;
}

struct value *iterable_any(struct evaluator *evaluator, const struct call *call) {
    return quantify(evaluator, call, TRUTH_YES);
}

struct value *iterable_all(struct evaluator *evaluator, const struct call *call) {
    return quantify(evaluator, call, TRUTH_NO);
}
