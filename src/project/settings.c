#include "project/settings.h"

#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/toml.h"
#include "project/settings_rows.h"

enum { OLDEST_POSTGRES = 10, NEWEST_POSTGRES = 99, DEFAULT_POSTGRES = 15 };

// One key of the settings: `offset` is that of its member in struct settings.
struct key {
    const char *name;
    bool (*read)(struct settings_reader *, const struct key *, const struct toml_entry *);
    size_t offset;
};

static void *member_of(struct settings_reader *reader, const struct key *key) {
    return (char *)reader->settings + key->offset;
}

static bool has_type(struct settings_reader *reader, const struct toml_entry *entry,
                     const char *name, enum toml_type type) {
    if (entry->value->type == type) {
        return true;
    }
    error_set(reader->error, reader->path, entry->value->line, "%s: expected %s, found %s",
              name, toml_type_name(type), toml_type_name(entry->value->type));
    return false;
}

static bool read_string(struct settings_reader *reader, const struct key *key,
                        const struct toml_entry *entry) {
    if (!has_type(reader, entry, key->name, TOML_STRING)) {
        return false;
    }
    *(struct str *)member_of(reader, key) = str_copy(reader->arena, entry->value->text);
    return true;
}

static bool read_list(struct settings_reader *reader, const char *name,
                      const struct toml_entry *entry, struct str_list *list) {
    if (!has_type(reader, entry, name, TOML_ARRAY)) {
        return false;
    }
    struct str_list items = {0};
    for (size_t i = 0; i < entry->value->count; i++) {
        if (!has_type(reader, &entry->value->items[i], name, TOML_STRING)) {
            return false;
        }
        *ARENA_PUSH(reader->arena, &items) =
            str_copy(reader->arena, entry->value->items[i].value->text);
    }
    *list = items;
    return true;
}

static bool read_strings(struct settings_reader *reader, const struct key *key,
                         const struct toml_entry *entry) {
    return read_list(reader, key->name, entry, member_of(reader, key));
}

static bool read_boolean(struct settings_reader *reader, const struct key *key,
                         const struct toml_entry *entry) {
    if (!has_type(reader, entry, key->name, TOML_BOOLEAN)) {
        return false;
    }
    *(bool *)member_of(reader, key) = entry->value->boolean;
    return true;
}

static bool read_version(struct settings_reader *reader, const struct key *key,
                         const struct toml_entry *entry) {
    if (!has_type(reader, entry, key->name, TOML_INTEGER)) {
        return false;
    }
    int64_t version = entry->value->integer;
    if (version < OLDEST_POSTGRES || version > NEWEST_POSTGRES) {
        error_set(reader->error, reader->path, entry->value->line,
                  "%s: expected a major version such as 15, found %lld", key->name,
                  (long long)version);
        return false;
    }
    *(unsigned *)member_of(reader, key) = (unsigned)version;
    return true;
}

struct choice {
    const char *name;
    int value;
};

static const struct choice fail_levels[] = {
    {"error", CUPEL_ERROR},
    {"warning", CUPEL_WARNING},
    {"info", CUPEL_INFO},
    {"never", CUPEL_NEVER},
};

static const struct choice rule_severities[] = {
    {"error", CUPEL_ERROR},
    {"warning", CUPEL_WARNING},
    {"info", CUPEL_INFO},
    {"off", CUPEL_OFF},
};

static const struct choice new_tables[] = {{"branch", false}, {"migration", true}};

// The value of a string among the `count` choices; says which there are when it is none.
static bool read_choice(struct settings_reader *reader, const char *name,
                        const struct toml_entry *entry, const struct choice *choices,
                        size_t count, int *value) {
    if (!has_type(reader, entry, name, TOML_STRING)) {
        return false;
    }
    struct text names = {.arena = reader->arena};
    for (size_t i = 0; i < count; i++) {
        if (str_is(entry->value->text, choices[i].name)) {
            *value = choices[i].value;
            return true;
        }
        const char *between = i + 1 == count ? " or " : ", ";
        text_addf(&names, "%s%s", i ? between : "", choices[i].name);
    }
    struct str known = text_str(&names);
    error_set(reader->error, reader->path, entry->value->line,
              "%s: expected " STR_FMT ", found '" STR_FMT "'", name, STR_ARG(known),
              STR_ARG(entry->value->text));
    return false;
}

static bool read_fail_on(struct settings_reader *reader, const struct key *key,
                         const struct toml_entry *entry) {
    int value = 0;
    if (!read_choice(reader, key->name, entry, fail_levels,
                     sizeof fail_levels / sizeof *fail_levels, &value)) {
        return false;
    }
    *(enum cupel_severity *)member_of(reader, key) = (enum cupel_severity)value;
    return true;
}

static bool read_new_tables(struct settings_reader *reader, const struct key *key,
                            const struct toml_entry *entry) {
    int value = 0;
    if (!read_choice(reader, key->name, entry, new_tables,
                     sizeof new_tables / sizeof *new_tables, &value)) {
        return false;
    }
    *(bool *)member_of(reader, key) = value != 0;
    return true;
}

static bool read_severities(struct settings_reader *reader, const struct key *key,
                            const struct toml_entry *entry) {
    if (!has_type(reader, entry, key->name, TOML_TABLE)) {
        return false;
    }
    for (size_t i = 0; i < entry->value->count; i++) {
        const struct toml_entry *rule = &entry->value->items[i];
        const char *name = str_copy(reader->arena, rule->key).data;
        int value = 0;
        if (!read_choice(reader, name, rule, rule_severities,
                         sizeof rule_severities / sizeof *rule_severities, &value)) {
            return false;
        }
        map_put(member_of(reader, key), rule->key, rule->value);
    }
    return true;
}

static bool read_ignores(struct settings_reader *reader, const struct key *key,
                         const struct toml_entry *entry) {
    if (!has_type(reader, entry, key->name, TOML_TABLE)) {
        return false;
    }
    for (size_t i = 0; i < entry->value->count; i++) {
        const struct toml_entry *file = &entry->value->items[i];
        const char *name = str_copy(reader->arena, file->key).data;
        struct str_list *ignored = ARENA_NEW(reader->arena, struct str_list, 1);
        struct str pattern = file->key;
        if (!read_list(reader, name, file, ignored)) {
            return false;
        }
        if (str_find(pattern, STR("/"), 0) == SIZE_MAX) {
            pattern = str_concat(reader->arena, STR("**/"), pattern);
        }
        if (!reader->is_outside &&
            !path_join(reader->arena, reader->folder, pattern, &pattern)) {
            error_set(reader->error, reader->path, file->line,
                      "%s: the pattern '%s' leads out of the project", key->name, name);
            return false;
        }
        map_put(member_of(reader, key), pattern, ignored);
    }
    return true;
}

// clang-format off
static const struct key keys[] = {
    {"postgres-version", read_version,    offsetof(struct settings, postgres_version)},
    {"base",             read_string,     offsetof(struct settings, base)},
    {"script-location",  read_strings,    offsetof(struct settings, script_locations)},
    {"fail-on",          read_fail_on,    offsetof(struct settings, fail_on)},
    {"select",           read_strings,    offsetof(struct settings, select)},
    {"ignore",           read_strings,    offsetof(struct settings, ignore)},
    {"start-after",      read_string,     offsetof(struct settings, start_after)},
    {"new-tables",       read_new_tables, offsetof(struct settings, new_tables_by_migration)},
    {"session-timezone", read_string,     offsetof(struct settings, session_timezone)},
    {"small-tables",     read_strings,    offsetof(struct settings, small_tables)},
    {"table-rows",       read_string,     offsetof(struct settings, table_rows)},
    {"rules",            read_strings,    offsetof(struct settings, rules)},
    {"require-reason",   read_boolean,    offsetof(struct settings, require_reason)},
    {"severity",         read_severities, offsetof(struct settings, severities)},
    {"per-file-ignores", read_ignores,    offsetof(struct settings, per_file_ignores)},
};
// clang-format on
enum { KEY_COUNT = sizeof keys / sizeof *keys };

static const struct key *find_key(struct str name) {
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (str_is(name, keys[i].name)) {
            return &keys[i];
        }
    }
    return NULL;
}

static bool fail_unknown_key(struct settings_reader *reader, const struct toml_entry *entry) {
    struct str names[KEY_COUNT];
    for (size_t i = 0; i < KEY_COUNT; i++) {
        names[i] = str_from(keys[i].name);
    }
    struct str nearest = str_nearest(entry->key, names, KEY_COUNT);
    struct str all = str_join(reader->arena, names, KEY_COUNT, STR(", "));
    error_set(reader->error, reader->path, entry->line, "unknown key '" STR_FMT "'; %s" STR_FMT,
              STR_ARG(entry->key), nearest.size ? "did you mean " : "there are ",
              STR_ARG(nearest.size ? nearest : all));
    return false;
}

// The file

static bool read_table(struct settings_reader *reader, const struct toml_value *table) {
    for (size_t i = 0; i < table->count; i++) {
        const struct toml_entry *entry = &table->items[i];
        const struct key *key = find_key(entry->key);
        if (!key) {
            return fail_unknown_key(reader, entry);
        }
        if (!key->read(reader, key, entry)) {
            return false;
        }
    }
    return settings_read_rows(reader);
}

enum outcome { NONE_HERE, FOUND, FAILED };

// Reads a text that may hold settings: cupel.toml all of it, pyproject.toml in [tool.cupel].
static enum outcome read_text(struct settings_reader *reader, struct str text,
                              bool is_pyproject) {
    // Others' pyproject.toml is not ours to find fault with.
    if (is_pyproject && str_find(text, STR("cupel"), 0) == SIZE_MAX) {
        return NONE_HERE;
    }
    const struct toml_value *document =
        toml_read(reader->arena, str_from(reader->path), text, reader->error);
    const struct toml_value *table =
        document && is_pyproject ? toml_find(document, "tool.cupel") : document;
    if (!document) {
        return FAILED;
    }
    if (!table) {
        return NONE_HERE;
    }
    if (table->type != TOML_TABLE) {
        error_set(reader->error, reader->path, table->line, "tool.cupel: expected a table");
        return FAILED;
    }
    reader->settings->path = str_from(reader->path);
    return read_table(reader, table) ? FOUND : FAILED;
}

static enum outcome read_in_folder(struct settings_reader *reader, const char *name,
                                   bool is_pyproject) {
    struct str text, problem;
    struct str path;
    if (!path_join(reader->arena, reader->folder, str_from(name), &path)) {
        return NONE_HERE;
    }
    reader->path = path.data;
    enum file_result result = files_read(reader->files, path, &text, &problem);
    if (result == FILE_READ) {
        return read_text(reader, text, is_pyproject);
    }
    if (result == FILE_ABSENT || is_pyproject) {
        return NONE_HERE;
    }
    error_set(reader->error, path.data, 0, "cannot read the settings%s" STR_FMT,
              problem.size ? ": " : "", STR_ARG(problem));
    return FAILED;
}

// The file that --config names, wherever on disk it is.
static enum outcome read_config(struct settings_reader *reader, const char *config) {
    struct str text = {0};
    struct str problem = {0};
    struct str real = path_real(reader->arena, config);
    struct str folder = str_copy(reader->arena, path_folder(real));
    struct str root = files_root(reader->files);
    struct files *disk = real.size ? files_from_disk(reader->arena, folder) : NULL;
    reader->path = config;
    if (!disk || files_read(disk, path_name(real), &text, &problem) != FILE_READ) {
        error_set(reader->error, config, 0, "cannot read the settings%s" STR_FMT,
                  problem.size ? ": " : "", STR_ARG(problem));
        return FAILED;
    }
    reader->is_outside = !root.size || !str_starts(real, root);
    reader->folder =
        reader->is_outside ? folder : path_folder(str_slice(real, root.size, real.size));
    bool is_pyproject = str_is(path_name(real), "pyproject.toml");
    enum outcome outcome = read_text(reader, text, is_pyproject);
    if (outcome == NONE_HERE) {
        error_set(reader->error, config, 0, "there is no [tool.cupel] in it");
        return FAILED;
    }
    if (outcome == FOUND && !reader->is_outside) {
        reader->settings->path = str_copy(reader->arena, str_slice(real, root.size, real.size));
    }
    return outcome;
}

static enum outcome search_upwards(struct settings_reader *reader, struct str folder) {
    static const struct {
        const char *name;
        bool is_pyproject;
    } names[] = {{"cupel.toml", false}, {"pyproject.toml", true}};
    for (;; folder = path_folder(folder)) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            reader->folder = folder;
            enum outcome outcome = read_in_folder(reader, names[i].name, names[i].is_pyproject);
            if (outcome != NONE_HERE) {
                return outcome;
            }
        }
        if (!folder.size) {
            return NONE_HERE;
        }
    }
}

static struct settings defaults(struct arena *arena, struct str folder) {
    struct settings settings = {
        .folder = folder,
        .postgres_version = DEFAULT_POSTGRES,
        .fail_on = CUPEL_WARNING,
        .rows = {.arena = arena},
        .severities = {.arena = arena},
        .per_file_ignores = {.arena = arena},
    };
    *ARENA_PUSH(arena, &settings.select) = STR("all");
    return settings;
}

bool settings_read(struct arena *arena, struct files *files, struct str folder,
                   const char *config, struct settings *settings, struct cupel_error *error) {
    struct str plain;
    if (!path_join(arena, (struct str){"", 0}, folder, &plain)) {
        plain = (struct str){"", 0};
    }
    struct settings read = defaults(arena, plain);
    struct settings_reader reader = {
        .arena = arena, .files = files, .settings = &read, .error = error, .path = ""};
    enum outcome outcome =
        config ? read_config(&reader, config) : search_upwards(&reader, plain);
    if (outcome == FAILED) {
        return false;
    }
    *settings = read;
    return true;
}
