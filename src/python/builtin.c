#include "python/evaluator.h"

typedef struct value *(*builtin)(struct evaluator *evaluator, const struct call *call);

// ---- iterating

void iterate(struct evaluator *evaluator, struct value *value, struct value_list *items,
             bool *partial, struct str *reason) {
    lazy_run(evaluator, value);
    iterate_partly(evaluator, value, items, partial, reason);
}

void iterate_partly(struct evaluator *evaluator, struct value *value, struct value_list *items,
                    bool *partial, struct str *reason) {
    struct arena *arena = evaluator->arena;
    value = resolve_external(evaluator, value);
    if (value->is_partial) {
        *partial = true;
        *reason = value->reason;
    }
    const struct value_list *list = NULL;
    struct value_list members = {0};
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

static struct value *call_list(struct evaluator *evaluator, const struct call *call) {
    return listed(evaluator, VALUE_LIST, call);
}

static struct value *call_iter(struct evaluator *evaluator, const struct call *call) {
    struct value *list = listed(evaluator, VALUE_LIST, call);
    list->is_iterator = list->kind == VALUE_LIST;
    return list;
}

static struct value *call_tuple(struct evaluator *evaluator, const struct call *call) {
    return listed(evaluator, VALUE_TUPLE, call);
}

static struct value *call_set(struct evaluator *evaluator, const struct call *call) {
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

static struct value *call_sorted(struct evaluator *evaluator, const struct call *call) {
    struct value *list = listed(evaluator, VALUE_LIST, call);
    if (!list_sort(evaluator, &list->items, call) && list->items.count > 1) {
        list->is_partial = true;
        list->reason = STR("the order of the items is not known");
    }
    return list;
}

static struct value *call_reversed(struct evaluator *evaluator, const struct call *call) {
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

static struct value *call_len(struct evaluator *evaluator, const struct call *call) {
    struct value *of = call->args.count ? call->args.items[0] : NULL;
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

static struct value *call_range(struct evaluator *evaluator, const struct call *call) {
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

static struct value *call_enumerate(struct evaluator *evaluator, const struct call *call) {
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

static struct value *call_zip(struct evaluator *evaluator, const struct call *call) {
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
            items.items[i]->is_perhaps ? TRUTH_UNKNOWN : value_truth(items.items[i]);
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

static struct value *call_any(struct evaluator *evaluator, const struct call *call) {
    return quantify(evaluator, call, TRUTH_YES);
}

static struct value *call_all(struct evaluator *evaluator, const struct call *call) {
    return quantify(evaluator, call, TRUTH_NO);
}

static struct value *call_str(struct evaluator *evaluator, const struct call *call) {
    struct mapped_text text = {.text = STR("")};
    if (call->args.count) {
        text = text_of(evaluator, call->args.items[0]);
    }
    return text_value(evaluator, call->span, &text);
}

static struct value *call_int(struct evaluator *evaluator, const struct call *call) {
    struct str text;
    struct value *of = call->args.count == 1 ? call->args.items[0] : NULL;
    if (of && of->kind == VALUE_INT) {
        return of;
    }
    if (!of || call->keyword_count || !value_is_text(of, &text) || !text.size ||
        text.size > 18) {
        return builtin_unknown(evaluator, "int", call);
    }
    int64_t number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return builtin_unknown(evaluator, "int", call);
        }
        number = number * 10 + (text.data[i] - '0');
    }
    return value_int(evaluator->arena, call->span, number);
}

static struct value *call_bool(struct evaluator *evaluator, const struct call *call) {
    enum truth truth = call->args.count ? value_truth(call->args.items[0]) : TRUTH_NO;
    if (truth == TRUTH_UNKNOWN) {
        struct value *same = builtin_unknown(evaluator, "bool", call);
        same->guard = call->args.items[0]->guard;
        return same;
    }
    return value_bool(evaluator->arena, call->span, truth == TRUTH_YES);
}

static struct value *call_getattr(struct evaluator *evaluator, const struct call *call) {
    struct str name;
    if (call->args.count < 2 || !value_is_text(call->args.items[1], &name)) {
        return builtin_unknown(evaluator, "getattr", call);
    }
    return evaluate_attribute(evaluator, call->args.items[0], name, call->span);
}

static struct value *call_setattr(struct evaluator *evaluator, const struct call *call) {
    struct str name;
    if (call->args.count == 3 && value_is_text(call->args.items[1], &name)) {
        set_attribute(evaluator, call->args.items[0], name, call->args.items[2]);
    }
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

struct unknown_call {
    struct value *function;
    struct str reason;
    struct span span;
};

static enum flow call_on_unknown(struct evaluator *evaluator, void *context) {
    const struct unknown_call *unknown = context;
    struct call one = {.span = unknown->span};
    *ARENA_PUSH(evaluator->arena, &one.args) =
        value_unknown(evaluator->arena, unknown->span, unknown->reason);
    call_value(evaluator, unknown->function, &one);
    return FLOW_NEXT;
}

static struct value *call_map(struct evaluator *evaluator, const struct call *call) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    struct value_list items = {0};
    size_t operations = evaluator->emitter->out->count;
    if (call->args.count != 2) {
        return builtin_unknown(evaluator, "map", call);
    }
    iterate(evaluator, call->args.items[1], &items, &list->is_partial, &list->reason);
    for (size_t i = 0; i < items.count && evaluator_step(evaluator, call->span); i++) {
        struct call one = {.span = call->span};
        *ARENA_PUSH(evaluator->arena, &one.args) = items.items[i];
        *ARENA_PUSH(evaluator->arena, &list->items) =
            call_value(evaluator, call->args.items[0], &one);
    }
    if (list->is_partial) {
        struct unknown_call unknown = {call->args.items[0], list->reason, call->span};
        perhaps_evaluate(evaluator, STR("map() of items that are not known"), call_on_unknown,
                         &unknown);
    }
    lazy_mark(evaluator, list, operations);
    return list;
}

static struct value *call_next(struct evaluator *evaluator, const struct call *call) {
    struct value_list items = {0};
    bool partial = !call->args.count;
    struct str reason = {0};
    if (call->args.count && call->args.items[0]->is_iterator) {
        struct value *next = container_take_next(evaluator, call->args.items[0]);
        if (next) {
            return next;
        }
        partial = call->args.items[0]->is_partial;
    } else if (call->args.count) {
        iterate_partly(evaluator, call->args.items[0], &items, &partial, &reason);
    }
    if (items.count && !partial) {
        return items.items[0];
    }
    if (!partial && call->args.count == 2) {
        return call->args.items[1];
    }
    struct value *unknown = builtin_unknown(evaluator, "next", call);
    if (call->args.count == 2 && guard_is_complete(call->args.items[0])) { // next(…, None)
        unknown->guard = call->args.items[0]->guard;
    }
    return unknown;
}

static struct value *call_isinstance(struct evaluator *evaluator, const struct call *call) {
    static const struct {
        const char *type;
        enum value_kind kind;
    } types[] = {
        {"builtins.str", VALUE_TEXT},    {"builtins.list", VALUE_LIST},
        {"builtins.tuple", VALUE_TUPLE}, {"builtins.dict", VALUE_DICT},
        {"builtins.int", VALUE_INT},     {"builtins.bool", VALUE_BOOL},
        {"builtins.set", VALUE_SET},
    };
    struct value *of = call->args.count == 2 ? call->args.items[0] : NULL;
    struct value *type = of ? call->args.items[1] : NULL;
    if (!of || of->kind == VALUE_UNKNOWN || type->kind != VALUE_EXTERNAL) {
        return builtin_unknown(evaluator, "isinstance", call);
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (str_is(type->name, types[i].type)) {
            bool is = of->kind == types[i].kind && !of->is_bytes;
            is |= types[i].kind == VALUE_INT && of->kind == VALUE_BOOL; // bool is an int
            return value_bool(evaluator->arena, call->span, is);
        }
    }
    return builtin_unknown(evaluator, "isinstance", call);
}

// textwrap.dedent: the white space that all lines share goes, line by line.
static struct value *call_dedent(struct evaluator *evaluator, const struct call *call) {
    struct value *of = call->args.count ? call->args.items[0] : NULL;
    if (!of || of->kind != VALUE_TEXT) {
        return builtin_unknown(evaluator, "dedent", call);
    }
    struct str s = of->text.text;
    size_t margin = SIZE_MAX;
    for (size_t at = 0; at < s.size;) {
        size_t end = str_find(s, STR("\n"), at);
        end = end == SIZE_MAX ? s.size : end;
        size_t indent = at;
        while (indent < end && (s.data[indent] == ' ' || s.data[indent] == '\t')) {
            indent++;
        }
        if (indent < end && indent - at < margin) {
            margin = indent - at;
        }
        at = end + 1;
    }
    struct mapped_text out = {0};
    for (size_t at = 0; at < s.size && evaluator_step(evaluator, call->span);) {
        size_t end = str_find(s, STR("\n"), at);
        end = end == SIZE_MAX ? s.size : end + 1;
        size_t from = margin != SIZE_MAX && at + margin < end ? at + margin : end - 1;
        struct mapped_text line = mapped_slice(evaluator->arena, &of->text, from, end);
        mapped_append(evaluator->arena, &out, &line);
        at = end;
    }
    return text_value(evaluator, call->span, &out);
}

static struct value *call_nothing(struct evaluator *evaluator, const struct call *call) {
    return value_new(evaluator->arena, VALUE_NONE, call->span);
}

// ---- names

static const struct {
    const char *path;
    builtin function; // NULL: known, and its result is not
} builtins[] = {
    {"builtins.list", call_list},
    {"builtins.tuple", call_tuple},
    {"builtins.set", call_set},
    {"builtins.frozenset", call_set},
    {"builtins.sorted", call_sorted},
    {"builtins.reversed", call_reversed},
    {"builtins.iter", call_iter},
    {"builtins.dict", builtin_dict},
    {"builtins.len", call_len},
    {"builtins.range", call_range},
    {"builtins.xrange", call_range},
    {"builtins.enumerate", call_enumerate},
    {"builtins.zip", call_zip},
    {"builtins.any", call_any},
    {"builtins.all", call_all},
    {"builtins.str", call_str},
    {"builtins.unicode", call_str},
    {"builtins.int", call_int},
    {"builtins.bool", call_bool},
    {"builtins.getattr", call_getattr},
    {"builtins.map", call_map},
    {"builtins.next", call_next},
    {"builtins.isinstance", call_isinstance},
    {"builtins.print", call_nothing},
    {"builtins.abs", NULL},
    {"builtins.filter", NULL},
    {"builtins.float", NULL},
    {"builtins.hasattr", NULL},
    {"builtins.setattr", call_setattr},
    {"builtins.id", NULL},
    {"builtins.input", NULL},
    {"builtins.max", NULL},
    {"builtins.min", NULL},
    {"builtins.open", NULL},
    {"builtins.repr", NULL},
    {"builtins.round", NULL},
    {"builtins.sum", NULL},
    {"builtins.type", NULL},
    {"builtins.__import__", NULL},
    {"builtins.vars", NULL},
    {"builtins.globals", NULL},
    {"builtins.locals", NULL},
    {"builtins.object", NULL},
    {"builtins.super", NULL},
    {"builtins.bytes", NULL},
    {"builtins.chr", NULL},
    {"builtins.ord", NULL},
    {"builtins.hash", NULL},
    {"builtins.issubclass", NULL},
    {"builtins.callable", NULL},
    {"builtins.slice", NULL},
    {"builtins.property", NULL},
    {"builtins.staticmethod", NULL},
    {"builtins.classmethod", NULL},
    {"builtins.Exception", NULL},
    {"builtins.ValueError", NULL},
    {"builtins.KeyError", NULL},
    {"builtins.RuntimeError", NULL},
    {"builtins.NotImplementedError", NULL},
    {"builtins.AttributeError", NULL},
    {"builtins.ImportError", NULL},
    {"textwrap.dedent", call_dedent},
    {"inspect.cleandoc", call_dedent},
};

// The top modules of the standard library that migrations import; nothing in them speaks to
// the database.
static const char *const standard_modules[] = {
    "abc",          "argparse",   "array",     "asyncio",    "base64",
    "binascii",     "bisect",     "calendar",  "codecs",     "collections",
    "configparser", "contextlib", "copy",      "csv",        "dataclasses",
    "datetime",     "decimal",    "difflib",   "enum",       "errno",
    "fractions",    "functools",  "gc",        "getpass",    "glob",
    "hashlib",      "hmac",       "html",      "importlib",  "inspect",
    "io",           "ipaddress",  "itertools", "json",       "locale",
    "logging",      "math",       "mimetypes", "numbers",    "operator",
    "os",           "pathlib",    "pickle",    "pkgutil",    "platform",
    "pprint",       "queue",      "random",    "re",         "secrets",
    "shutil",       "signal",     "socket",    "statistics", "string",
    "struct",       "sys",        "tempfile",  "textwrap",   "threading",
    "time",         "traceback",  "types",     "typing",     "typing_extensions",
    "unicodedata",  "urllib",     "uuid",      "warnings",   "weakref",
    "xml",          "zlib",       "zoneinfo",  "__future__", "builtins",
    "six",
};

bool builtin_has(struct str path) {
    if (str_starts(path, STR("builtins."))) {
        for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++) {
            if (str_is(path, builtins[i].path)) {
                return true;
            }
        }
        return str_find(path, STR("."), 9) != SIZE_MAX; // str.join
    }
    struct str top = str_slice(path, 0, str_find(path, STR("."), 0));
    for (size_t i = 0; i < sizeof standard_modules / sizeof *standard_modules; i++) {
        if (str_is(top, standard_modules[i])) {
            return true;
        }
    }
    return false;
}

struct value *builtin_call(struct evaluator *evaluator, struct str path,
                           const struct call *call) {
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++) {
        if (str_is(path, builtins[i].path) && builtins[i].function) {
            return builtins[i].function(evaluator, call);
        }
    }
    struct value *known = library_call(evaluator, path, call);
    known = known ? known : path_call(evaluator, path, call);
    known = known ? known : data_call(evaluator, path, call);
    known = known ? known : context_call(evaluator, path, call);
    if (known) {
        return known;
    }
    struct str shown = path;
    if (str_starts(path, STR("builtins."))) {
        shown = str_slice(path, 9, path.size);
    }
    struct str reason =
        str_format(evaluator->arena, STR_FMT "() is known only when it runs", STR_ARG(shown));
    struct value *result = value_unknown(evaluator->arena, call->span, reason);
    result->name = path; // what it gives is of the standard library as well
    return result;
}
