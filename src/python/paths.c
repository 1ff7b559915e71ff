#include "python/evaluator.h"

// Paths and the repository's files, for SQL that a migration keeps beside it. A file's own path
// is absolute below a root "/" that is the repository's; relative ones start where absolute
// imports do.

// ---- paths as texts

// Without "." and "x/..": as os.path.normpath() has it.
static struct str normal(struct arena *arena, struct str path) {
    struct str_list parts = {0};
    bool is_absolute = str_starts(path, STR("/"));
    struct str part;
    while (path.size && str_split(&path, '/', &part)) {
        bool is_up = str_is(part, "..");
        if (!part.size || str_is(part, ".")) {
            continue;
        }
        if (is_up && parts.count && !str_is(parts.items[parts.count - 1], "..")) {
            parts.count--;
        } else if (!is_up || !is_absolute) {
            *ARENA_PUSH(arena, &parts) = part;
        }
    }
    struct str joined = str_join(arena, parts.items, parts.count, STR("/"));
    return is_absolute ? str_concat(arena, STR("/"), joined) : joined;
}

static struct str join(struct arena *arena, struct str base, struct str more) {
    if (str_starts(more, STR("/")) || !base.size) {
        return more;
    }
    return str_format(arena, STR_FMT "/" STR_FMT, STR_ARG(base), STR_ARG(more));
}

static struct str folder(struct str path) {
    size_t slash = str_find_last(path, '/');
    return slash == SIZE_MAX ? STR("") : str_slice(path, 0, slash ? slash : 1);
}

static struct str last(struct str path) {
    size_t slash = str_find_last(path, '/');
    return slash == SIZE_MAX ? path : str_slice(path, slash + 1, path.size);
}

// The name without what follows its last dot, which must not be its first byte.
static struct str stem(struct str name) {
    size_t dot = str_find_last(name, '.');
    return dot == SIZE_MAX || dot == 0 ? name : str_slice(name, 0, dot);
}

// ---- paths as values

static struct value *path_new(struct evaluator *evaluator, struct span span, struct str path) {
    struct value *value = value_new(evaluator->arena, VALUE_PATH, span);
    value->text.text = path;
    return value;
}

static bool is_path(const struct value *value, struct str *path) {
    if (value && value->kind == VALUE_PATH) {
        *path = value->text.text;
        return true;
    }
    return value && value_is_text(value, path);
}

// All the arguments joined; false: one is not known.
static bool join_arguments(struct evaluator *evaluator, struct str base,
                           const struct call *call, struct str *path) {
    struct str part;
    for (size_t i = 0; i < call->args.count; i++) {
        if (!is_path(call->args.items[i], &part)) {
            return false;
        }
        base = join(evaluator->arena, base, part);
    }
    *path = base;
    return !call->args_are_partial;
}

// ---- reading

// A text file has one kind of line ending, whatever it was written with.
static struct str with_line_feeds(struct arena *arena, struct str text) {
    if (str_find(text, STR("\r\n"), 0) == SIZE_MAX) {
        return text;
    }
    struct text out = {.arena = arena};
    for (size_t i = 0; i < text.size; i++) {
        bool is_pair = text.data[i] == '\r' && i + 1 < text.size && text.data[i + 1] == '\n';
        if (!is_pair) {
            text_add_char(&out, text.data[i]);
        }
    }
    return text_str(&out);
}

static bool read_below(struct evaluator *evaluator, struct str root, struct str path,
                       struct str *text) {
    const struct python_modules *modules = evaluator->modules;
    struct str full = normal(evaluator->arena, join(evaluator->arena, root, path));
    return full.size && !str_starts(full, STR("..")) &&
           modules->read(modules->context, full, text);
}

static bool read_file(struct evaluator *evaluator, struct str path, struct str *text) {
    const struct python_modules *modules = evaluator->modules;
    if (!modules || !modules->read || !path.size) {
        return false;
    }
    if (path.data[0] == '/') {
        struct str below = str_slice(normal(evaluator->arena, path), 1, path.size);
        return read_below(evaluator, (struct str){0}, below, text);
    }
    bool is_read = false;
    for (size_t i = 0; i < modules->roots.count && !is_read; i++) {
        is_read = read_below(evaluator, modules->roots.items[i], path, text);
    }
    return is_read;
}

// The file's text as a value of the kind, TEXT or FILE.
static struct value *content(struct evaluator *evaluator, enum value_kind kind,
                             const struct value *path, struct span span) {
    struct arena *arena = evaluator->arena;
    struct str name, text;
    if (!is_path(path, &name)) {
        struct str why = path ? value_reason(arena, path) : STR("no path is given");
        return value_unknown(
            arena, span,
            str_format(arena, "which file is read is not known: " STR_FMT, STR_ARG(why)));
    }
    if (!read_file(evaluator, name, &text) || text.size > TEXT_LIMIT) {
        struct str shown = normal(arena, name);
        shown = str_starts(shown, STR("/")) ? str_slice(shown, 1, shown.size) : shown;
        return value_unknown(
            arena, span,
            str_format(arena, "the file " STR_FMT " could not be read here", STR_ARG(shown)));
    }
    struct value *value = value_new(arena, kind, span);
    value->text.text = with_line_feeds(arena, text);
    return value;
}

// ---- the standard library

static struct value *path_join(struct evaluator *evaluator, const struct call *call) {
    struct str path;
    return join_arguments(evaluator, STR(""), call, &path)
               ? value_text(evaluator->arena, call->span, path)
               : NULL;
}

static struct value *path_folder_of(struct evaluator *evaluator, const struct call *call) {
    struct str path;
    return is_path(call_argument(call, 0, "p"), &path)
               ? value_text(evaluator->arena, call->span, folder(path))
               : NULL;
}

static struct value *path_last(struct evaluator *evaluator, const struct call *call) {
    struct str path;
    return is_path(call_argument(call, 0, "p"), &path)
               ? value_text(evaluator->arena, call->span, last(path))
               : NULL;
}

static struct value *path_normal(struct evaluator *evaluator, const struct call *call) {
    struct str path;
    return is_path(call_argument(call, 0, "path"), &path)
               ? value_text(evaluator->arena, call->span, normal(evaluator->arena, path))
               : NULL;
}

static struct value *path_exists(struct evaluator *evaluator, const struct call *call) {
    struct str path, text;
    return is_path(call_argument(call, 0, "path"), &path) && read_file(evaluator, path, &text)
               ? value_bool(evaluator->arena, call->span, true)
               : NULL; // a folder, perhaps
}

static struct value *path_splitext(struct evaluator *evaluator, const struct call *call) {
    struct str path;
    if (!is_path(call_argument(call, 0, "p"), &path)) {
        return NULL;
    }
    size_t end = path.size - last(path).size + stem(last(path)).size;
    struct arena *arena = evaluator->arena;
    return builtin_pair(evaluator, value_text(arena, call->span, str_slice(path, 0, end)),
                        value_text(arena, call->span, str_slice(path, end, path.size)),
                        call->span);
}

static struct value *path_cwd(struct evaluator *evaluator, const struct call *call) {
    return value_text(evaluator->arena, call->span, STR(""));
}

static struct value *path_path(struct evaluator *evaluator, const struct call *call) {
    struct str path;
    return join_arguments(evaluator, STR(""), call, &path)
               ? path_new(evaluator, call->span, path)
               : NULL;
}

static struct value *path_open(struct evaluator *evaluator, const struct call *call) {
    return content(evaluator, VALUE_FILE, call_argument(call, 0, "file"), call->span);
}

// importlib.resources: a package, by its name or as a module, is a folder.
static struct value *package_folder(struct evaluator *evaluator, const struct call *call) {
    const struct value *package = call_argument(call, 0, "package");
    struct str name;
    if (package && package->kind == VALUE_EXTERNAL) {
        name = package->name;
    } else if (!value_is_text(package, &name)) {
        return NULL;
    }
    struct text path = {.arena = evaluator->arena};
    for (size_t i = 0; i < name.size; i++) {
        text_add_char(&path, name.data[i] == '.' ? '/' : name.data[i]);
    }
    return path_new(evaluator, call->span, text_str(&path));
}

static struct value *package_text(struct evaluator *evaluator, const struct call *call) {
    struct value *path = package_folder(evaluator, call);
    struct str name;
    if (!path || !is_path(call_argument(call, 1, "resource"), &name)) {
        return NULL;
    }
    path->text.text = join(evaluator->arena, path->text.text, name);
    return content(evaluator, VALUE_TEXT, path, call->span);
}

struct value *path_call(struct evaluator *evaluator, struct str name, const struct call *call) {
    static const struct {
        const char *name;
        struct value *(*function)(struct evaluator *, const struct call *);
    } functions[] = {
        {"builtins.open", path_open},
        {"io.open", path_open},
        {"codecs.open", path_open},
        {"os.getcwd", path_cwd},
        {"os.fspath", path_normal},
        {"os.path.join", path_join},
        {"os.path.dirname", path_folder_of},
        {"os.path.basename", path_last},
        {"os.path.abspath", path_normal},
        {"os.path.realpath", path_normal},
        {"os.path.normpath", path_normal},
        {"os.path.exists", path_exists},
        {"os.path.isfile", path_exists},
        {"os.path.splitext", path_splitext},
        {"pathlib.Path", path_path},
        {"pathlib.PurePath", path_path},
        {"pathlib.Path.cwd", path_path},
        {"importlib.resources.files", package_folder},
        {"importlib.resources.read_text", package_text},
        {"importlib.resources.read_binary", package_text},
        {"importlib.resources.open_text", package_text},
        {"pkgutil.get_data", package_text},
        {"pkg_resources.resource_string", package_text},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (str_is(name, functions[i].name)) {
            return functions[i].function(evaluator, call);
        }
    }
    return NULL;
}

// ---- pathlib.Path

struct value *path_operation(struct evaluator *evaluator, const struct value *left,
                             const struct value *right, struct span span) {
    struct str base, more;
    bool is_known = (left->kind == VALUE_PATH || right->kind == VALUE_PATH) &&
                    is_path(left, &base) && is_path(right, &more);
    return is_known ? path_new(evaluator, span, join(evaluator->arena, base, more)) : NULL;
}

// path.parents: those that are there, the nearest first.
static struct value *parents(struct evaluator *evaluator, struct str path, struct span span) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, span);
    while (path.size && !str_is(path, "/") && list->items.count < ITEM_LIMIT) {
        path = folder(path);
        *ARENA_PUSH(evaluator->arena, &list->items) = path_new(evaluator, span, path);
    }
    return list;
}

struct value *path_attribute(struct evaluator *evaluator, const struct value *object,
                             struct str name, struct span span) {
    struct arena *arena = evaluator->arena;
    struct str path = object->text.text;
    if (object->kind != VALUE_PATH) {
        return NULL;
    }
    if (str_is(name, "parent")) {
        return path_new(evaluator, span, folder(path));
    }
    if (str_is(name, "parents")) {
        return parents(evaluator, normal(arena, path), span);
    }
    if (str_is(name, "name")) {
        return value_text(arena, span, last(path));
    }
    if (str_is(name, "stem")) {
        return value_text(arena, span, stem(last(path)));
    }
    if (str_is(name, "suffix")) {
        struct str base = last(path);
        return value_text(arena, span, str_slice(base, stem(base).size, base.size));
    }
    return NULL;
}

// with_name(), with_stem(), with_suffix()
static struct value *renamed(struct evaluator *evaluator, struct str path, struct str name,
                             const struct call *call) {
    struct str given;
    if (!is_path(call_argument(call, 0, NULL), &given)) {
        return NULL;
    }
    struct arena *arena = evaluator->arena;
    struct str old = last(path), base = given;
    if (str_is(name, "with_suffix")) {
        base = str_concat(arena, stem(old), given);
    } else if (str_is(name, "with_stem")) {
        base = str_concat(arena, given, str_slice(old, stem(old).size, old.size));
    }
    return path_new(evaluator, call->span, join(arena, folder(path), base));
}

struct value *path_method(struct evaluator *evaluator, struct value *object, struct str name,
                          const struct call *call) {
    static const char *const same[] = {"resolve", "absolute", "expanduser"};
    struct str path = object->text.text, text;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        if (str_is(name, same[i])) {
            return path_new(evaluator, call->span, normal(evaluator->arena, path));
        }
    }
    if (str_is(name, "joinpath")) {
        return join_arguments(evaluator, path, call, &path)
                   ? path_new(evaluator, call->span, path)
                   : NULL;
    }
    if (str_is(name, "read_text") || str_is(name, "read_bytes")) {
        return content(evaluator, VALUE_TEXT, object, call->span);
    }
    if (str_is(name, "open")) {
        return content(evaluator, VALUE_FILE, object, call->span);
    }
    if (str_is(name, "as_posix")) {
        return value_text(evaluator->arena, call->span, path);
    }
    if (str_is(name, "exists") || str_is(name, "is_file")) {
        return read_file(evaluator, path, &text)
                   ? value_bool(evaluator->arena, call->span, true)
                   : NULL;
    }
    return str_starts(name, STR("with_")) ? renamed(evaluator, path, name, call) : NULL;
}

// ---- open files

void file_lines(struct evaluator *evaluator, const struct value *file,
                struct value_list *lines) {
    struct str text = file->text.text;
    for (size_t at = 0; at < text.size && lines->count < ITEM_LIMIT;) {
        size_t end = str_find(text, STR("\n"), at);
        end = end == SIZE_MAX ? text.size : end + 1;
        *ARENA_PUSH(evaluator->arena, lines) =
            value_text(evaluator->arena, file->span, str_slice(text, at, end));
        at = end;
    }
}

struct value *file_method(struct evaluator *evaluator, struct value *object, struct str name,
                          const struct call *call) {
    if (str_is(name, "read") && !call->args.count) {
        return value_text(evaluator->arena, call->span, object->text.text);
    }
    if (str_is(name, "readlines")) {
        struct value *list = builtin_list(evaluator, VALUE_LIST, call->span);
        file_lines(evaluator, object, &list->items);
        return list;
    }
    return str_is(name, "close") ? value_new(evaluator->arena, VALUE_NONE, call->span) : NULL;
}
