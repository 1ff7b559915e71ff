#include "python/classes.h"

// ---- functions

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
    enum truth truth = call->args.count ? truth_of(evaluator, call->args.items[0]) : TRUTH_NO;
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
        attribute_set(evaluator, call->args.items[0], name, call->args.items[2]);
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
    size_t operations = evaluator->emitter->out->count;
    if (call->args.count < 2) {
        return builtin_unknown(evaluator, "map", call);
    }
    struct call rest = *call; // what is gone over at once
    rest.args.items++;
    rest.args.count--;
    const struct value *rows = iterable_zip(evaluator, &rest);
    list->is_partial = rows->is_partial;
    list->reason = rows->reason;
    for (size_t i = 0; i < rows->items.count && evaluator_step(evaluator, call->span); i++) {
        struct call one = {.span = call->span, .args = rows->items.items[i]->items};
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
    struct value *given =
        call->args.count ? special_call(evaluator, call->args.items[0], "__next__", call->span)
                         : NULL;
    if (given) {
        return given;
    }
    if (call->args.count) {
        pending_list(evaluator, call->args.items[0]);
    }
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
    builtin_function *function; // NULL: known, and its result is not
} builtins[] = {
    {"builtins.list", iterable_list},
    {"builtins.tuple", iterable_tuple},
    {"builtins.set", iterable_set},
    {"builtins.frozenset", iterable_set},
    {"builtins.sorted", iterable_sorted},
    {"builtins.reversed", iterable_reversed},
    {"builtins.iter", iterable_iter},
    {"builtins.dict", builtin_dict},
    {"builtins.len", iterable_len},
    {"builtins.range", iterable_range},
    {"builtins.xrange", iterable_range},
    {"builtins.enumerate", iterable_enumerate},
    {"builtins.zip", iterable_zip},
    {"builtins.any", iterable_any},
    {"builtins.all", iterable_all},
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
    {"builtins.format", NULL},
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
    {"builtins.StopIteration", NULL},
    {"builtins.IndexError", NULL},
    {"builtins.TypeError", NULL},
    {"builtins.NotImplemented", NULL},
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
    known = known ? known : class_library_call(evaluator, path, call);
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
