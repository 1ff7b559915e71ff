#include "base/regex.h"
#include "python/classes.h"

// Functions of the standard library, beside the built-in ones, that make names and texts.

static struct value *text_from(struct evaluator *evaluator, struct text *text,
                               struct span span) {
    return value_text(evaluator->arena, span, text_str(text));
}

// The items of an argument; false: not all of them are known.
static bool items_of(struct evaluator *evaluator, struct value *value,
                     struct value_list *items) {
    bool partial = false;
    struct str reason = {0};
    iterate(evaluator, value, items, &partial, &reason);
    return !partial;
}

// ---- numbers

// The arguments, or the items of the only one; false: one is no whole number.
static bool numbers(struct evaluator *evaluator, const struct call *call,
                    struct value_list *items) {
    bool is_known = call->args.count > 0 && !call->args_are_partial && !call->keyword_count;
    if (is_known && call->args.count == 1) {
        is_known = items_of(evaluator, call->args.items[0], items);
    } else {
        *items = call->args;
    }
    for (size_t i = 0; i < items->count; i++) {
        is_known &= items->items[i]->kind == VALUE_INT;
    }
    return is_known;
}

static struct value *extreme(struct evaluator *evaluator, const struct call *call,
                             bool is_greatest) {
    struct value_list items = {0};
    if (!numbers(evaluator, call, &items) || !items.count) {
        return NULL;
    }
    struct value *found = items.items[0];
    for (size_t i = 1; i < items.count; i++) {
        bool is_more = items.items[i]->number > found->number;
        found = is_more == is_greatest ? items.items[i] : found;
    }
    return found;
}

static struct value *call_max(struct evaluator *evaluator, const struct call *call) {
    return extreme(evaluator, call, true);
}

static struct value *call_min(struct evaluator *evaluator, const struct call *call) {
    return extreme(evaluator, call, false);
}

static struct value *call_sum(struct evaluator *evaluator, const struct call *call) {
    struct value_list items = {0};
    struct value *sum = value_int(evaluator->arena, call->span, 0);
    if (call->args.count != 1 || call->keyword_count ||
        !items_of(evaluator, call->args.items[0], &items)) {
        return NULL;
    }
    for (size_t i = 0; i < items.count; i++) {
        sum = binary_operation(evaluator, STR("+"), sum, items.items[i], call->span);
    }
    return sum;
}

static struct value *call_abs(struct evaluator *evaluator, const struct call *call) {
    const struct value *of = call_argument(call, 0, NULL);
    bool is_known = of && of->kind == VALUE_INT && of->number > INT64_MIN;
    return is_known ? value_int(evaluator->arena, call->span,
                                of->number < 0 ? -of->number : of->number)
                    : NULL;
}

static struct value *call_repr(struct evaluator *evaluator, const struct call *call) {
    struct building building = building_new(evaluator);
    if (!call->args.count) {
        return NULL;
    }
    building_add_repr(&building, call->args.items[0]);
    struct mapped_text text = building_take(&building);
    return text_value(evaluator, call->span, &text);
}

static struct value *call_format(struct evaluator *evaluator, const struct call *call) {
    struct str spec = {0};
    const struct value *given = call_argument(call, 1, NULL);
    if (!call->args.count || (given && !value_is_text(given, &spec))) {
        return NULL;
    }
    struct mapped_text text = format_value(evaluator, call->args.items[0], spec);
    return text_value(evaluator, call->span, &text);
}

// ---- iterables

static struct value *call_filter(struct evaluator *evaluator, const struct call *call) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    struct value_list items = {0};
    if (call->args.count != 2) {
        return NULL;
    }
    iterate(evaluator, call->args.items[1], &items, &list->is_partial, &list->reason);
    size_t operations = evaluator->emitter->out->count;
    for (size_t i = 0; i < items.count && evaluator_step(evaluator, call->span); i++) {
        struct call one = {.span = call->span};
        *ARENA_PUSH(evaluator->arena, &one.args) = items.items[i];
        bool by_itself = call->args.items[0]->kind == VALUE_NONE;
        struct value *test =
            by_itself ? items.items[i] : call_value(evaluator, call->args.items[0], &one);
        enum truth truth = truth_of(evaluator, test);
        if (truth == TRUTH_YES) {
            *ARENA_PUSH(evaluator->arena, &list->items) = items.items[i];
        } else if (truth == TRUTH_UNKNOWN) {
            list->is_partial = true;
            list->reason = STR("items are chosen by a test that is not known");
        }
    }
    lazy_mark(evaluator, list, operations);
    return list;
}

static struct value *call_chain(struct evaluator *evaluator, const struct call *call) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    for (size_t i = 0; i < call->args.count; i++) {
        iterate(evaluator, call->args.items[i], &list->items, &list->is_partial, &list->reason);
    }
    return list;
}

static struct value *call_chain_from(struct evaluator *evaluator, const struct call *call) {
    struct call inner = {.span = call->span};
    bool is_known =
        call->args.count == 1 && items_of(evaluator, call->args.items[0], &inner.args);
    return is_known ? call_chain(evaluator, &inner) : NULL;
}

// itertools.starmap(function, rows)
static struct value *call_starmap(struct evaluator *evaluator, const struct call *call) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    struct value_list rows = {0};
    if (call->args.count != 2 || !items_of(evaluator, call->args.items[1], &rows)) {
        return NULL;
    }
    size_t operations = evaluator->emitter->out->count;
    for (size_t i = 0; i < rows.count && evaluator_step(evaluator, call->span); i++) {
        struct call one = {.span = call->span};
        iterate(evaluator, rows.items[i], &one.args, &one.args_are_partial, &one.reason);
        *ARENA_PUSH(evaluator->arena, &list->items) =
            call_value(evaluator, call->args.items[0], &one);
    }
    lazy_mark(evaluator, list, operations);
    return list;
}

static struct value *call_product(struct evaluator *evaluator, const struct call *call) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
    if (call->keyword_count) {
        return NULL; // repeat=
    }
    *ARENA_PUSH(evaluator->arena, &list->items) =
        builtin_list(evaluator, VALUE_TUPLE, call->span);
    for (size_t i = 0; i < call->args.count; i++) {
        struct value_list items = {0}, longer = {0};
        if (!items_of(evaluator, call->args.items[i], &items) ||
            items.count * list->items.count > TURN_LIMIT) {
            return NULL;
        }
        for (size_t k = 0; k < list->items.count * items.count; k++) {
            struct value *tuple = builtin_list(evaluator, VALUE_TUPLE, call->span);
            const struct value *before = list->items.items[k / items.count];
            for (size_t n = 0; n < before->items.count; n++) {
                *ARENA_PUSH(evaluator->arena, &tuple->items) = before->items.items[n];
            }
            *ARENA_PUSH(evaluator->arena, &tuple->items) = items.items[k % items.count];
            *ARENA_PUSH(evaluator->arena, &longer) = tuple;
        }
        list->items = longer;
    }
    return list;
}

// ---- collections, functools

static struct value *call_default_dict(struct evaluator *evaluator, const struct call *call) {
    struct call rest = *call;
    rest.args.items += call->args.count ? 1 : 0;
    rest.args.count -= call->args.count ? 1 : 0;
    struct value *dict = builtin_dict(evaluator, &rest);
    dict->self = call->args.count ? call->args.items[0] : NULL; // makes what is missing
    return dict;
}

static struct value *call_partial(struct evaluator *evaluator, const struct call *call) {
    struct value *partial = value_new(evaluator->arena, VALUE_PARTIAL, call->span);
    if (!call->args.count || call->args_are_partial || call->keywords_are_partial) {
        return NULL;
    }
    partial->self = call->args.items[0];
    for (size_t i = 1; i < call->args.count; i++) {
        *ARENA_PUSH(evaluator->arena, &partial->items) = call->args.items[i];
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        *ARENA_PUSH(evaluator->arena, &partial->keys) =
            value_text(evaluator->arena, call->span, call->keywords[i].name);
        *ARENA_PUSH(evaluator->arena, &partial->items) = call->keywords[i].value;
    }
    return partial;
}

struct value *partial_call(struct evaluator *evaluator, const struct value *partial,
                           const struct call *call) {
    struct call whole = *call;
    size_t names = partial->keys.count, given = partial->items.count - names;
    whole.args = (struct value_list){0};
    whole.keywords =
        ARENA_NEW(evaluator->arena, struct call_keyword, names + call->keyword_count);
    whole.keyword_count = 0;
    for (size_t i = 0; i < call->keyword_count; i++) { // what is given later goes first
        whole.keywords[whole.keyword_count++] = call->keywords[i];
    }
    for (size_t i = 0; i < given; i++) {
        *ARENA_PUSH(evaluator->arena, &whole.args) = partial->items.items[i];
    }
    for (size_t i = 0; i < call->args.count; i++) {
        *ARENA_PUSH(evaluator->arena, &whole.args) = call->args.items[i];
    }
    for (size_t i = 0; i < names; i++) {
        struct str name;
        if (value_is_text(partial->keys.items[i], &name) &&
            !call_argument(call, SIZE_MAX, str_copy(evaluator->arena, name).data)) {
            whole.keywords[whole.keyword_count++] =
                (struct call_keyword){name, partial->items.items[given + i]};
        }
    }
    return call_value(evaluator, partial->self, &whole);
}

struct value *partial_bound(struct evaluator *evaluator, const struct value *partial,
                            struct value *object, struct span span) {
    struct value *bound = value_new(evaluator->arena, VALUE_PARTIAL, span);
    bound->self = partial->self;
    bound->keys = partial->keys;
    *ARENA_PUSH(evaluator->arena, &bound->items) = object;
    for (size_t i = 0; i < partial->items.count; i++) {
        *ARENA_PUSH(evaluator->arena, &bound->items) = partial->items.items[i];
    }
    return bound;
}

// ---- modules and names

// importlib.import_module("a.b"), __import__("a.b"): names in it are looked up as in any other.
static struct value *call_import(struct evaluator *evaluator, const struct call *call) {
    struct str name;
    bool is_known = call->args.count == 1 && !call->keyword_count &&
                    value_is_text(call->args.items[0], &name) && name.size &&
                    name.data[0] != '.';
    return is_known ? value_external(evaluator->arena, call->span, name) : NULL;
}

static struct value *call_import_top(struct evaluator *evaluator, const struct call *call) {
    struct value *module = call_import(evaluator, call);
    if (module) {
        module->name = str_slice(module->name, 0, str_find(module->name, STR("."), 0));
    }
    return module;
}

static struct value *names_of(struct evaluator *evaluator, const struct scope *scope,
                              struct span span) {
    struct value *dict = builtin_list(evaluator, VALUE_DICT, span);
    for (size_t i = 0; i < scope->names.count; i++) {
        if (scope->names.items[i].value) {
            *ARENA_PUSH(evaluator->arena, &dict->keys) =
                value_text(evaluator->arena, span, scope->names.items[i].key);
            *ARENA_PUSH(evaluator->arena, &dict->items) = scope->names.items[i].value;
        }
    }
    return dict;
}

static struct value *call_globals(struct evaluator *evaluator, const struct call *call) {
    return names_of(evaluator, evaluator->frame->scope->module->globals, call->span);
}

static struct value *call_locals(struct evaluator *evaluator, const struct call *call) {
    return names_of(evaluator, evaluator->frame->scope, call->span);
}

// functools.reduce(function, items[, first])
static struct value *call_reduce(struct evaluator *evaluator, const struct call *call) {
    struct value_list items = {0};
    if (call->args.count < 2 || !items_of(evaluator, call->args.items[1], &items) ||
        items.count + call->args.count < 3) {
        return NULL;
    }
    size_t next = call->args.count > 2 ? 0 : 1;
    struct value *result = next ? items.items[0] : call->args.items[2];
    for (; next < items.count && evaluator_step(evaluator, call->span); next++) {
        struct call two = {.span = call->span};
        *ARENA_PUSH(evaluator->arena, &two.args) = result;
        *ARENA_PUSH(evaluator->arena, &two.args) = items.items[next];
        result = call_value(evaluator, call->args.items[0], &two);
    }
    return result;
}

// ---- re

// re.sub(pattern, replacement, text) with a replacement that takes no groups.
static struct value *call_sub(struct evaluator *evaluator, const struct call *call) {
    struct str pattern, by, text, problem;
    if (call->args.count != 3 || call->keyword_count ||
        !value_is_text(call->args.items[0], &pattern) ||
        !value_is_text(call->args.items[1], &by) ||
        !value_is_text(call->args.items[2], &text) || str_find(by, STR("\\"), 0) != SIZE_MAX) {
        return NULL;
    }
    // ours are multi-line, Python's are not
    struct regex *regex = regex_new(
        evaluator->arena, str_concat(evaluator->arena, STR("(?-m)"), pattern), &problem);
    struct text out = {.arena = evaluator->arena};
    struct span match;
    size_t at = 0;
    while (regex && at <= text.size && evaluator_step(evaluator, call->span)) {
        enum regex_result result = regex_find(regex, text, at, &match, 1);
        if (result == REGEX_GAVE_UP) {
            return NULL;
        }
        if (result == REGEX_NO_MATCH) {
            break;
        }
        text_add(&out, str_slice(text, at, match.start));
        text_add(&out, by);
        if (match.end == match.start && match.end < text.size) {
            text_add_char(&out, text.data[match.end++]);
        } else if (match.end == match.start) {
            match.end++;
        }
        at = match.end;
    }
    text_add(&out, str_slice(text, at < text.size ? at : text.size, text.size));
    return regex ? text_from(evaluator, &out, call->span) : NULL;
}

// ---- os

// os.getenv("NAME", "default"): the default, for a name. A test of it stays open.
static struct value *call_getenv(struct evaluator *evaluator, const struct call *call) {
    const struct value *fallback = call_argument(call, 1, "default");
    struct str name, text;
    if (!value_is_text(call_argument(call, 0, "key"), &name) ||
        !value_is_text(fallback, &text)) {
        return NULL;
    }
    struct str reason =
        str_format(evaluator->arena, "it depends on the environment's " STR_FMT, STR_ARG(name));
    return text_by_default(evaluator, fallback, reason);
}

struct value *library_call(struct evaluator *evaluator, struct str path,
                           const struct call *call) {
    static const struct {
        const char *path;
        struct value *(*function)(struct evaluator *, const struct call *);
    } functions[] = {
        {"builtins.max", call_max},
        {"builtins.min", call_min},
        {"builtins.sum", call_sum},
        {"builtins.abs", call_abs},
        {"builtins.repr", call_repr},
        {"builtins.format", call_format},
        {"builtins.filter", call_filter},
        {"itertools.chain", call_chain},
        {"itertools.chain.from_iterable", call_chain_from},
        {"itertools.product", call_product},
        {"itertools.starmap", call_starmap},
        {"collections.OrderedDict", builtin_dict},
        {"collections.defaultdict", call_default_dict},
        {"functools.partial", call_partial},
        {"functools.reduce", call_reduce},
        {"importlib.import_module", call_import},
        {"builtins.__import__", call_import_top},
        {"builtins.globals", call_globals},
        {"builtins.locals", call_locals},
        {"collections.deque", call_chain},
        {"re.sub", call_sub},
        {"os.getenv", call_getenv},
        {"os.environ.get", call_getenv},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (str_is(path, functions[i].path)) {
            return functions[i].function(evaluator, call);
        }
    }
    const struct value *first = call_argument(call, 0, NULL);
    if (str_starts(path, STR("builtins.str.")) && first && first->kind == VALUE_TEXT) {
        struct call rest = *call; // str.strip(text)
        rest.args.items++;
        rest.args.count--;
        return text_method(evaluator, first, str_slice(path, 13, path.size), &rest);
    }
    return NULL;
}
