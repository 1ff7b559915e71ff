#include <string.h>

#include "base/error.h"
#include "base/ini.h"
#include "base/toml.h"
#include "project/projects.h"

enum {
    INTERPOLATION_DEPTH = 10, // configparser's MAX_INTERPOLATION_DEPTH
    VALUE_LIMIT = 64 * 1024,  // bytes: values that name others can double at each step
};

// What values are put in from.
struct values {
    struct arena *arena;
    const struct ini *ini; // NULL: pyproject.toml, where %(here)s is all there is
    struct str section;
    struct str here; // folder of the file
    bool is_flask;   // it names no script location: see read_beside_env()
};

static bool expand(const struct values *values, struct str value, unsigned depth,
                   struct text *out);

static bool expand_name(const struct values *values, struct str name, unsigned depth,
                        struct text *out) {
    struct str key = str_lower(values->arena, name);
    if (str_is(key, "here")) {
        text_addf(out, HERE_MARK STR_FMT, STR_ARG(values->here));
        return true;
    }
    const struct ini_entry *entry =
        values->ini ? ini_find(values->ini, values->section, str_copy(values->arena, key).data)
                    : NULL;
    return entry && depth < INTERPOLATION_DEPTH && expand(values, entry->value, depth + 1, out);
}

// configparser's BasicInterpolation: %(name)s and %%. False on a name that is not known (it may
// be set by a program) and on a lone %.
static bool expand(const struct values *values, struct str value, unsigned depth,
                   struct text *out) {
    for (size_t i = 0; i < value.size; i++) {
        if (out->count > VALUE_LIMIT) {
            return false;
        }
        if (value.data[i] != '%') {
            text_add_char(out, value.data[i]);
            continue;
        }
        struct str rest = str_slice(value, i, value.size);
        if (str_starts(rest, STR("%%"))) {
            text_add_char(out, '%');
            i++;
            continue;
        }
        size_t end = str_find(rest, STR(")s"), 0);
        if (!str_starts(rest, STR("%(")) || end == SIZE_MAX ||
            !expand_name(values, str_slice(rest, 2, end), depth, out)) {
            return false;
        }
        i += end + 1;
    }
    return true;
}

// The value with everything put in; empty when that cannot be done.
static struct str expanded(const struct values *values, struct str value) {
    struct text out = {.arena = values->arena};
    return expand(values, value, 0, &out) ? str_trim(text_str(&out)) : (struct str){"", 0};
}

// Splits at any of the bytes and adds what is between, without white space around it.
static void split(struct arena *arena, struct str value, const char *separators,
                  struct str_list *parts) {
    size_t start = 0;
    for (size_t i = 0; i <= value.size; i++) {
        if (i < value.size && (!value.data[i] || !strchr(separators, value.data[i]))) {
            continue;
        }
        struct str part = str_trim(str_slice(value, start, i));
        if (part.size) {
            *ARENA_PUSH(arena, parts) = part;
        }
        start = i + 1;
    }
}

// The separators of a list, by the names that Alembic has for them. Source: alembic/script/
// base.py of 1.8.1 (version_path_separator), alembic/config.py of 1.16 (path_separator and
// newline). "os" is os.pathsep.
static const struct {
    const char *name, *separators;
} path_separators[] = {
    {"space", " "}, {"newline", "\n"}, {"os", ":"}, {":", ":"}, {";", ";"},
};

// What lists are split at where the file does not say: Alembic's _split_on_space_comma, and
// _split_on_space_comma_colon for prepend_sys_path. No name of a folder holds a line's end.
#define LEGACY_SEPARATORS ", \n"
#define LEGACY_PATH_SEPARATORS ", \n:"

// The separators that the file names for its lists, or `legacy`. Alembic looks at the name when
// it has version_locations to split, not before; until then it may be anything, and often is:
// `alembic init` wrote "os  # Use os.pathsep", where configparser knows no such comments.
static bool find_separators(const struct values *values, const char **separators,
                            const struct ini_entry **unknown) {
    const struct ini_entry *entry = ini_find(values->ini, values->section, "path_separator");
    if (!entry) {
        entry = ini_find(values->ini, values->section, "version_path_separator");
    }
    struct str name = entry ? expanded(values, entry->value) : (struct str){0};
    name = str_trim(str_slice(name, 0, str_find(name, STR("#"), 0)));
    for (size_t i = 0; i < sizeof path_separators / sizeof *path_separators; i++) {
        if (str_is(name, path_separators[i].name)) {
            *separators = path_separators[i].separators;
            return true;
        }
    }
    *unknown = entry;
    return name.size == 0;
}

static struct str ini_value(const struct values *values, const char *key) {
    const struct ini_entry *entry = ini_find(values->ini, values->section, key);
    return entry ? expanded(values, entry->value) : (struct str){"", 0};
}

static size_t read_limit(struct str text) {
    size_t limit = 0;
    for (size_t i = 0; i < text.size && i < 6 && text.data[i] >= '0' && text.data[i] <= '9';
         i++) {
        limit = limit * 10 + (size_t)(text.data[i] - '0');
    }
    return limit;
}

static bool read_section(struct finder *finder, const struct values *values, struct str path,
                         struct str script_location) {
    const char *of_versions = LEGACY_SEPARATORS;
    const char *of_paths = LEGACY_PATH_SEPARATORS;
    const struct ini_entry *unknown = NULL;
    struct str locations = ini_value(values, "version_locations");
    if (!find_separators(values, &of_versions, &unknown) && locations.size) {
        error_set(finder->error, str_copy(finder->arena, path).data, unknown->line,
                  STR_FMT ": expected space, newline, os, : or ;, found '" STR_FMT "'",
                  STR_ARG(unknown->key), STR_ARG(unknown->value));
        return false;
    }
    find_separators(values, &of_paths, &unknown);
    struct environment environment = {
        .config = path,
        .section = values->section,
        .script_location = script_location,
        .is_flask = values->is_flask,
        .url = ini_value(values, "sqlalchemy.url"),
        .isolation_level = ini_value(values, "sqlalchemy.isolation_level"),
        .recursive =
            str_equal_nocase(ini_value(values, "recursive_version_locations"), STR("true")),
        .file_template = ini_value(values, "file_template"),
        .slug_limit = read_limit(ini_value(values, "truncate_slug_length")),
        .timezone = ini_value(values, "timezone"),
    };
    split(finder->arena, locations, of_versions, &environment.version_locations);
    split(finder->arena, ini_value(values, "prepend_sys_path"), of_paths,
          &environment.package_paths);
    finder_add(finder, &environment);
    return true;
}

// Flask-Migrate keeps alembic.ini beside env.py and gives the script location by program.
// Source: flask_migrate/__init__.py, Migrate.get_config.
static bool read_beside_env(struct finder *finder, struct values *values, struct str path) {
    struct str env = str_format(finder->arena, STR_FMT "%senv.py", STR_ARG(values->here),
                                values->here.size ? "/" : "");
    if (!str_is(path_name(path), "alembic.ini") || !finder_has_file(finder, env)) {
        return true;
    }
    values->section = STR("alembic");
    values->is_flask = true;
    struct str here = str_concat(finder->arena, STR(HERE_MARK), values->here);
    return read_section(finder, values, path, here);
}

bool projects_read_ini(struct finder *finder, struct str path, struct str text) {
    struct ini ini = {0};
    struct cupel_error error = {0};
    if (!ini_read(finder->arena, path, text, &ini, &error)) {
        if (!str_is(path_name(path), "alembic.ini")) {
            return true; // somebody else's
        }
        error_set(finder->error, error.file, error.line, "%s", error.message);
        return false;
    }
    struct values values = {.arena = finder->arena, .ini = &ini, .here = path_folder(path)};
    bool found = false;
    for (size_t i = 0; i < ini.count; i++) {
        if (!str_is(ini.items[i].key, "script_location")) {
            continue;
        }
        found = true;
        // A value that stands for every section is that of the one Alembic takes by itself.
        bool is_default = str_is(ini.items[i].section, "DEFAULT");
        values.section = is_default ? STR("alembic") : ini.items[i].section;
        struct str location = expanded(&values, ini.items[i].value);
        if (location.size && !read_section(finder, &values, path, location)) {
            return false;
        }
    }
    return found || read_beside_env(finder, &values, path);
}

// [tool.alembic], since Alembic 1.16. Source: alembic/config.py, Config.toml_alembic_config.

static struct str toml_text(const struct values *values, const struct toml_value *value) {
    return value && value->type == TOML_STRING ? expanded(values, value->text)
                                               : (struct str){"", 0};
}

static size_t toml_number(const struct toml_value *value) {
    return value && value->type == TOML_INTEGER && value->integer > 0 ? (size_t)value->integer
                                                                      : 0;
}

// A list of strings, or one string.
static void toml_list(const struct values *values, const struct toml_value *value,
                      struct str_list *list) {
    if (!value) {
        return;
    }
    const bool is_list = value->type == TOML_ARRAY;
    for (size_t i = 0; i < (is_list ? value->count : 1); i++) {
        struct str item = toml_text(values, is_list ? value->items[i].value : value);
        if (item.size) {
            *ARENA_PUSH(values->arena, list) = item;
        }
    }
}

bool projects_read_pyproject(struct finder *finder, struct str path, struct str text) {
    struct cupel_error error = {0};
    const struct toml_value *document = toml_read(finder->arena, path, text, &error);
    if (!document && str_find(text, STR("[tool.alembic"), 0) != SIZE_MAX) {
        error_set(finder->error, error.file, error.line, "%s", error.message);
        return false;
    }
    const struct toml_value *table = document ? toml_find(document, "tool.alembic") : NULL;
    if (!table || table->type != TOML_TABLE) {
        return true;
    }
    struct values values = {.arena = finder->arena, .here = path_folder(path)};
    const struct toml_value *recursive = toml_find(table, "recursive_version_locations");
    struct environment environment = {
        .config = path,
        .section = STR("alembic"),
        .script_location = toml_text(&values, toml_find(table, "script_location")),
        .recursive = recursive && recursive->type == TOML_BOOLEAN && recursive->boolean,
        .file_template = toml_text(&values, toml_find(table, "file_template")),
        .slug_limit = toml_number(toml_find(table, "truncate_slug_length")),
        .timezone = toml_text(&values, toml_find(table, "timezone")),
    };
    toml_list(&values, toml_find(table, "version_locations"), &environment.version_locations);
    toml_list(&values, toml_find(table, "prepend_sys_path"), &environment.package_paths);
    if (environment.script_location.size) {
        finder_add(finder, &environment);
    }
    return true;
}
