// One fuzz target for each reader of outside text: built with -DREADER=name by scripts/fuzz.sh.
// A reader may refuse a text; it may not crash, hang, leak or read outside it.
#include <stdlib.h>
#include <string.h>

#include "base/ini.h"
#include "base/regex.h"
#include "base/toml.h"
#include "lint/baseline.h"
#include "lint/rules.h"
#include "lint/suppress.h"
#include "project/revisions.h"
#include "project/settings.h"
#include "python/environment.h"
#include "python/migration.h"
#include "sql/translate.h"

static bool nothing_beside(void *context, struct str path, struct str *text) {
    (void)context;
    (void)path;
    (void)text;
    return false;
}

static struct migration *migration_of(struct arena *arena, struct str text) {
    struct python_modules *modules = ARENA_NEW(arena, struct python_modules, 1);
    modules->read = nothing_beside;
    *ARENA_PUSH(arena, &modules->roots) = STR("");
    return python_read(python_reader_new(arena, modules),
                       source_new(arena, STR("versions/1_x.py"), text), NULL);
}

static void read_python(struct arena *arena, struct str text) {
    static const char head[] = "from alembic import op\nimport sqlalchemy as sa\n"
                               "revision = 'a'\ndown_revision = None\ndef upgrade():\n";
    bool is_whole = str_find(text, STR("down_revision"), 0) != SIZE_MAX;
    migration_of(arena, is_whole ? text : str_concat(arena, str_from(head), text));
}

static void read_environment(struct arena *arena, struct str text) {
    struct python_modules modules = {.read = nothing_beside};
    struct environment_settings settings = {0};
    environment_read(arena, source_new(arena, STR("env.py"), text), &modules, &settings);
}

static void read_sql(struct arena *arena, struct str text) {
    struct mapped_text mapped =
        mapped_from_source(arena, source_new(arena, STR("x.sql"), text));
    struct sql_origin origin = {.stands_alone = true};
    struct operations operations = {0};
    struct spans comments = {0};
    uint32_t statement = 0;
    sql_translate(arena, &mapped, &origin, &statement, &operations);
    sql_comments(arena, &mapped, &comments);
}

static void read_toml(struct arena *arena, struct str text) {
    struct cupel_error error = {0};
    toml_read(arena, STR("x.toml"), text, &error);
}

static void read_ini(struct arena *arena, struct str text) {
    struct cupel_error error = {0};
    struct ini ini = {0};
    ini_read(arena, STR("alembic.ini"), text, &ini, &error);
}

// Settings and what they lead to: the projects of a tree of files in memory.
static void read_settings(struct arena *arena, struct str text) {
    struct cupel_error error = {0};
    struct settings settings = {0};
    struct alembic_projects projects = {0};
    struct files *files = files_from_memory(arena);
    struct str ini = text, toml;
    bool has_both = str_split(&ini, '\f', &toml);
    files_put(files, STR("cupel.toml"), has_both ? toml : text);
    files_put(files, STR("alembic.ini"), ini);
    files_put(files, STR("migrations/env.py"), STR(""));
    files_put(files, STR("rows.json"), ini);
    if (settings_read(arena, files, STR(""), NULL, &settings, &error)) {
        projects_find(arena, files, &settings, &projects, &error);
    }
}

static void read_rule(struct arena *arena, struct str text) {
    struct cupel_error error = {0};
    struct rules rules = {0};
    rules_add(arena, &rules, STR("rules/own/x.toml"), text, &error);
}

static void read_suppressions(struct arena *arena, struct str text) {
    suppressions_read(arena, migration_of(arena, text));
}

static void read_baseline(struct arena *arena, struct str text) {
    struct cupel_error error = {0};
    struct baseline baseline = {0};
    baseline_read(arena, "baseline", text, &baseline, &error);
}

static void read_revision(struct arena *arena, struct str text) {
    revision_read(arena, STR("versions/1_x.py"), text);
}

#define JOIN(a, b) a##b
#define NAME(reader) JOIN(read_, reader)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static void (*const readers[])(struct arena *, struct str) = {
        read_python,   read_environment, read_sql,          read_toml,     read_ini,
        read_settings, read_rule,        read_suppressions, read_baseline, read_revision};
    (void)readers; // each is used, whichever is built
    struct arena *arena = arena_new();
    char *copy = malloc(size ? size : 1); // of just this size: what is read behind it shows
    if (size) {
        memcpy(copy, data, size);
    }
    NAME(READER)(arena, (struct str){copy, size});
    arena_free(arena);
    free(copy);
    return 0;
}
