#define _XOPEN_SOURCE 700 // for mkdtemp()
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/toml.h"
#include "project/settings.h"

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

static void put(struct files *files, const char *path, const char *text) {
    files_put(files, str_from(path), str_from(text));
}

static struct str joined(struct arena *arena, const struct str_list *list) {
    return str_join(arena, list->items, list->count, STR(" "));
}

static void without_a_file_there_are_defaults(void **state) {
    struct arena *arena = *state;
    struct settings settings;
    struct cupel_error error = {0};
    assert_true(
        settings_read(arena, files_from_memory(arena), STR("a/b"), NULL, &settings, &error));
    assert_int_equal(settings.path.size, 0);
    assert_int_equal(settings.postgres_version, 15);
    assert_int_equal(settings.fail_on, CUPEL_WARNING);
    assert_string_equal(joined(arena, &settings.select).data, "all");
    assert_int_equal(settings.ignore.count, 0);
    assert_false(settings.new_tables_by_migration);
    assert_false(settings.require_reason);
}

static const char every_key[] = "postgres-version = 13\n"
                                "base = \"origin/dev\"\n"
                                "script-location = [\"services/*/migrations\"]\n"
                                "fail-on = \"never\"\n"
                                "select = [\"locking\"]\n"
                                "ignore = [\"design\", \"drop-table\"]\n"
                                "start-after = \"a1b2c3\"\n"
                                "new-tables = \"migration\"\n"
                                "session-timezone = \"UTC\"\n"
                                "small-tables = [\"countries\", \"feature_*\"]\n"
                                "table-rows = \"rows.json\"\n"
                                "rules = [\"lint/*.toml\"]\n"
                                "require-reason = true\n"
                                "[severity]\n"
                                "drop-column = \"off\"\n"
                                "[per-file-ignores]\n"
                                "\"versions/0001_*.py\" = [\"locking\"]\n"
                                "\"old.py\" = []\n";

static void every_key_is_read(void **state) {
    struct arena *arena = *state;
    struct files *files = files_from_memory(arena);
    put(files, "db/cupel.toml", every_key);
    put(files, "db/rows.json", "{\"orders\": 12000000, \"users\": 3.5e6, \"new\": -1}");
    struct settings settings;
    struct cupel_error error = {0};
    assert_true(settings_read(arena, files, STR("db/x/"), NULL, &settings, &error));
    assert_string_equal(settings.path.data, "db/cupel.toml");
    assert_int_equal(settings.postgres_version, 13);
    assert_string_equal(settings.base.data, "origin/dev");
    assert_string_equal(joined(arena, &settings.script_locations).data,
                        "services/*/migrations");
    assert_int_equal(settings.fail_on, CUPEL_NEVER);
    assert_string_equal(joined(arena, &settings.select).data, "locking");
    assert_string_equal(joined(arena, &settings.ignore).data, "design drop-table");
    assert_string_equal(settings.start_after.data, "a1b2c3");
    assert_true(settings.new_tables_by_migration);
    assert_string_equal(settings.session_timezone.data, "UTC");
    assert_string_equal(joined(arena, &settings.small_tables).data, "countries feature_*");
    assert_string_equal(settings.table_rows.data, "db/rows.json");
    assert_int_equal(*(int64_t *)map_find(&settings.rows, STR("orders")), 12000000);
    assert_int_equal(*(int64_t *)map_find(&settings.rows, STR("users")), 3500000);
    assert_null(map_find(&settings.rows, STR("new")));
    assert_string_equal(joined(arena, &settings.rules).data, "lint/*.toml");
    assert_true(settings.require_reason);
    const struct toml_value *severity = map_find(&settings.severities, STR("drop-column"));
    assert_true(str_is(severity->text, "off"));
    struct str_list *ignored =
        map_find(&settings.per_file_ignores, STR("db/versions/0001_*.py"));
    assert_string_equal(joined(arena, ignored).data, "locking");
    assert_non_null(map_find(&settings.per_file_ignores, STR("db/**/old.py")));
}

static void the_nearest_file_counts(void **state) {
    struct arena *arena = *state;
    struct files *files = files_from_memory(arena);
    struct settings settings;
    struct cupel_error error = {0};
    put(files, "cupel.toml", "postgres-version = 11\n");
    put(files, "a/pyproject.toml",
        "[project]\nname = 'x'\n[tool.cupel]\npostgres-version = 12\n");
    put(files, "a/b/pyproject.toml", "[tool.black]\n# cupel\n");
    put(files, "a/c/pyproject.toml", "[tool.cupel]\npostgres-version = 14\n");
    put(files, "a/c/cupel.toml", "postgres-version = 13\n");
    static const struct {
        const char *folder;
        unsigned version;
    } cases[] = {{"", 11}, {"x/y", 11}, {"a", 12}, {"a/b", 12}, {"a/c", 13}, {"a/c/d", 13}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(
            settings_read(arena, files, str_from(cases[i].folder), NULL, &settings, &error));
        assert_int_equal(settings.postgres_version, cases[i].version);
        assert_string_equal(str_copy(arena, settings.folder).data, cases[i].folder);
    }
}

static void what_is_wrong_is_told_with_file_and_line(void **state) {
    struct arena *arena = *state;
    static const struct {
        const char *text;
        unsigned line;
        const char *message;
    } cases[] = {
        {"\npostgres-versoin = 15\n", 2,
         "unknown key 'postgres-versoin'; did you mean postgres-version"},
        {"zzzzzzzz = 1\n", 1,
         "unknown key 'zzzzzzzz'; there are postgres-version, base, script-location, fail-on, "
         "select, ignore, start-after, new-tables, session-timezone, small-tables, table-rows, "
         "rules, require-reason, severity, per-file-ignores"},
        {"postgres-version = \"15\"\n", 1,
         "postgres-version: expected a whole number, found a string"},
        {"postgres-version = 9\n", 1,
         "postgres-version: expected a major version such as 15, found 9"},
        {"fail-on = \"off\"\n", 1,
         "fail-on: expected error, warning, info or never, found 'off'"},
        {"new-tables = \"all\"\n", 1, "new-tables: expected branch or migration, found 'all'"},
        {"select = \"all\"\n", 1, "select: expected an array, found a string"},
        {"ignore = [\"a\",\n 1]\n", 2, "ignore: expected a string, found a whole number"},
        {"require-reason = 1\n", 1,
         "require-reason: expected true or false, found a whole number"},
        {"[severity]\ndrop-table = \"never\"\n", 2,
         "drop-table: expected error, warning, info or off, found 'never'"},
        {"[per-file-ignores]\n\"../x/y\" = []\n", 2,
         "per-file-ignores: the pattern '../x/y' leads out of the project"},
        {"table-rows = \"no.json\"\n", 0, "table-rows: cannot read 'no.json'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct files *files = files_from_memory(arena);
        struct settings settings;
        struct cupel_error error = {0};
        put(files, "cupel.toml", cases[i].text);
        assert_false(settings_read(arena, files, STR(""), NULL, &settings, &error));
        assert_string_equal(error.message, cases[i].message);
        assert_string_equal(error.file, "cupel.toml");
        assert_int_equal(error.line, cases[i].line);
    }
}

static void row_counts_must_be_an_object_of_numbers(void **state) {
    struct arena *arena = *state;
    static const char *const texts[] = {"[1]", "{\"a\": \"1\"}", "{\"a\": 1, \"a\": 2}", "{",
                                        ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct files *files = files_from_memory(arena);
        struct settings settings;
        struct cupel_error error = {0};
        put(files, "cupel.toml", "table-rows = \"rows.json\"\n");
        put(files, "rows.json", texts[i]);
        assert_false(settings_read(arena, files, STR(""), NULL, &settings, &error));
        assert_string_equal(error.file, "rows.json");
    }
}

static void a_named_file_is_read_from_anywhere(void **state) {
    struct arena *arena = *state;
    char folder[] = "/tmp/cupel-settings-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct str path = str_format(arena, "%s/mine.toml", folder);
    struct str rows = str_format(arena, "%s/r.json", folder);
    FILE *file = fopen(path.data, "w");
    fputs("postgres-version = 17\ntable-rows = \"r.json\"\n", file);
    fclose(file);
    file = fopen(rows.data, "w");
    fputs("{\"orders\": 5}", file);
    fclose(file);
    struct files *files = files_from_memory(arena);
    put(files, "cupel.toml", "postgres-version = 11\n");
    struct settings settings;
    struct cupel_error error = {0};
    bool done = settings_read(arena, files, STR(""), path.data, &settings, &error);
    struct str missing = str_format(arena, "%s/no.toml", folder);
    bool found =
        settings_read(arena, files, STR(""), missing.data, &(struct settings){0}, &error);
    unlink(path.data);
    unlink(rows.data);
    rmdir(folder);
    assert_true(done);
    assert_int_equal(settings.postgres_version, 17);
    assert_string_equal(settings.path.data, path.data);
    assert_int_equal(*(int64_t *)map_find(&settings.rows, STR("orders")), 5);
    assert_false(found);
    assert_string_equal(error.file, missing.data);
}

// Projects

// "config[section] script_location: version_locations", "*" where recursive, "; " between.
static struct str show_projects(struct arena *arena, const struct alembic_projects *projects) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < projects->count; i++) {
        const struct alembic_project *project = &projects->items[i];
        text_addf(&text, "%s" STR_FMT "[" STR_FMT "] " STR_FMT ": " STR_FMT "%s", i ? "; " : "",
                  STR_ARG(project->config), STR_ARG(project->section),
                  STR_ARG(project->script_location),
                  STR_ARG(joined(arena, &project->version_locations)),
                  project->recursive ? "*" : "");
    }
    return text_str(&text);
}

static struct str find(struct arena *arena, struct files *files, const char *cupel_toml) {
    struct settings settings;
    struct cupel_error error = {0};
    struct alembic_projects projects = {0};
    if (cupel_toml) {
        put(files, "cupel.toml", cupel_toml);
    }
    assert_true(settings_read(arena, files, STR(""), NULL, &settings, &error));
    if (!projects_find(arena, files, &settings, &projects, &error)) {
        return str_format(arena, "%s:%u: %s", error.file, (unsigned)error.line, error.message);
    }
    return show_projects(arena, &projects);
}

// One alembic.ini in a folder beside migrations in usual places.
static void check_ini(struct arena *arena, const char *path, const char *ini,
                      const char *expected) {
    struct files *files = files_from_memory(arena);
    put(files, path, ini);
    put(files, "db/migrations/versions/1.py", "");
    put(files, "db/extra/2.py", "");
    put(files, "migrations/versions/3.py", "");
    put(files, "src/shop/data/migrations/versions/4.py", "");
    put(files, "lib/pkg/m/versions/5.py", "");
    assert_string_equal(find(arena, files, NULL).data, expected);
}

static void locations_start_at_the_ini_file_or_at_the_root(void **state) {
    struct arena *arena = *state;
    check_ini(arena, "alembic.ini", "[alembic]\nscript_location = migrations\n",
              "alembic.ini[alembic] migrations: migrations/versions");
    check_ini(arena, "db/alembic.ini", "[alembic]\nscript_location = migrations\n",
              "db/alembic.ini[alembic] db/migrations: db/migrations/versions");
    check_ini(arena, "db/alembic.ini", "[alembic]\nscript_location: db/migrations/\n",
              "db/alembic.ini[alembic] db/migrations: db/migrations/versions");
    check_ini(arena, "db/alembic.ini", "[alembic]\nscript_location = ./../migrations\n",
              "db/alembic.ini[alembic] migrations: migrations/versions");
    check_ini(arena, "db/alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n",
              "db/alembic.ini[alembic] db/migrations: db/migrations/versions");
    check_ini(arena, "alembic.ini", "[alembic]\nscript_location = %(here)s/db/migrations\n",
              "alembic.ini[alembic] db/migrations: db/migrations/versions");
    check_ini(arena, "config/shop.ini", "[alembic]\nscript_location = %(here)s/../migrations\n",
              "config/shop.ini[alembic] migrations: migrations/versions");
    check_ini(arena, "alembic.ini",
              "[DEFAULT]\nplace = db\n[alembic]\nscript_location = %(place)s/migrations\n"
              "file_template = %%(rev)s\n",
              "alembic.ini[alembic] db/migrations: db/migrations/versions");
    check_ini(arena, "alembic.ini", "[alembic]\nscript_location = not/yet\n",
              "alembic.ini[alembic] not/yet: not/yet/versions");
    check_ini(arena, "alembic.ini", "[alembic]\nscript_location = /srv/app\n", "");
    check_ini(arena, "alembic.ini", "[alembic]\nscript_location = %(DIR)s/x\n", "");
    check_ini(arena, "alembic.ini",
              "[alembic]\na = %(b)s\nb = %(a)s\nscript_location = %(a)s\n", "");
}

static void packages_name_folders(void **state) {
    struct arena *arena = *state;
    check_ini(arena, "alembic.ini", "[alembic]\nscript_location = db:migrations\n",
              "alembic.ini[alembic] db/migrations: db/migrations/versions");
    check_ini(arena, "alembic.ini", "[alembic]\nscript_location = shop.data:migrations\n",
              "alembic.ini[alembic] src/shop/data/migrations: "
              "src/shop/data/migrations/versions");
    check_ini(arena, "alembic.ini",
              "[alembic]\nscript_location = pkg:m\nprepend_sys_path = . %(here)s/lib\n",
              "alembic.ini[alembic] lib/pkg/m: lib/pkg/m/versions");
}

static void version_locations_are_split_as_the_file_says(void **state) {
    struct arena *arena = *state;
    static const struct {
        const char *lines, *expected;
    } cases[] = {
        {"version_locations = db/extra db/migrations/versions",
         "db/extra db/migrations/versions"},
        {"version_locations = db/extra, %(here)s/migrations/versions",
         "db/extra migrations/versions"},
        {"version_locations =\n  db/extra\n  migrations/versions",
         "db/extra migrations/versions"},
        {"version_locations = db/extra:migrations/versions\nversion_path_separator = :",
         "db/extra migrations/versions"},
        {"version_locations = db/extra:migrations/versions\nversion_path_separator = os",
         "db/extra migrations/versions"},
        {"version_locations = db/extra;migrations/versions\nversion_path_separator = ;",
         "db/extra migrations/versions"},
        {"version_locations = db/extra migrations/versions\nversion_path_separator = space",
         "db/extra migrations/versions"},
        {"version_locations =\n db/extra\n migrations/versions\npath_separator = newline",
         "db/extra migrations/versions"},
        {"version_locations = db/extra:x y\npath_separator = os\nversion_path_separator = "
         "space",
         "db/extra x y"},
        {"version_locations = db/extra:x\nversion_path_separator = os  # Use os.pathsep.",
         "db/extra x"},
        {"version_path_separator = whatever", "migrations/versions"},
        {"version_locations = db/extra db/extra", "db/extra"},
        {"version_locations = db:extra", "db/extra"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str ini =
            str_format(arena, "[alembic]\nscript_location = migrations\n%s\n", cases[i].lines);
        struct str expected =
            str_format(arena, "alembic.ini[alembic] migrations: %s", cases[i].expected);
        check_ini(arena, "alembic.ini", ini.data, expected.data);
    }
    check_ini(arena, "alembic.ini",
              "[alembic]\nscript_location = migrations\nversion_locations = db\n"
              "recursive_version_locations = true\n",
              "alembic.ini[alembic] migrations: db*");
    check_ini(
        arena, "alembic.ini",
        "[alembic]\nscript_location = m\nversion_locations = x\npath_separator = comma\n",
        "alembic.ini:4: path_separator: expected space, newline, os, : or ;, found 'comma'");
}

static void sections_are_environments(void **state) {
    struct arena *arena = *state;
    check_ini(
        arena, "alembic.ini",
        "[alembic]\nscript_location = migrations\n[other]\nscript_location = db/migrations\n"
        "[loggers]\nkeys = root\n",
        "alembic.ini[alembic] migrations: migrations/versions; "
        "alembic.ini[other] db/migrations: db/migrations/versions");
    // [alembic] is a rest: its version location is not there.
    check_ini(arena, "alembic.ini",
              "[alembic]\nscript_location = db\n[one]\nscript_location = db\n"
              "version_locations = db/extra\n[two]\nscript_location = db\n"
              "version_locations = db/migrations/versions\n",
              "alembic.ini[one] db: db/extra; alembic.ini[two] db: db/migrations/versions");
    check_ini(arena, "alembic.ini",
              "[one]\nscript_location = migrations\n[two]\nscript_location = migrations\n",
              "alembic.ini[one] migrations: migrations/versions");
}

static void others_broken_files_stop_nothing(void **state) {
    struct arena *arena = *state;
    check_ini(arena, "tox.ini", "script_location is a word\n[broken\n", "");
    check_ini(arena, "x/pyproject.toml", "alembic = [\n", "");
    check_ini(arena, "setup.cfg", "[alembic]\nscript_location = migrations\n", "");
    struct files *files = files_from_memory(arena);
    put(files, "alembic.ini", "[alembic\n");
    assert_true(str_starts(find(arena, files, NULL), STR("alembic.ini:1: ")));
    files = files_from_memory(arena);
    put(files, "pyproject.toml", "[tool.alembic]\nscript_location = \n");
    assert_true(str_starts(find(arena, files, NULL), STR("pyproject.toml:")));
}

static void pyproject_names_a_project(void **state) {
    struct arena *arena = *state;
    check_ini(arena, "db/pyproject.toml",
              "[tool.alembic]\nscript_location = \"%(here)s/migrations\"\n"
              "version_locations = [\"%(here)s/extra\", \"migrations/versions\"]\n"
              "recursive_version_locations = true\n",
              "db/pyproject.toml[alembic] db/migrations: db/extra db/migrations/versions*");
    // Alembic 1.16 makes both files; the one names what the other does.
    struct files *files = files_from_memory(arena);
    put(files, "alembic.ini", "[alembic]\nscript_location = m\n");
    put(files, "pyproject.toml", "[tool.alembic]\nscript_location = \"m\"\n");
    put(files, "m/versions/1.py", "");
    assert_string_equal(find(arena, files, NULL).data, "alembic.ini[alembic] m: m/versions");
}

static void several_projects_are_found(void **state) {
    struct arena *arena = *state;
    struct files *files = files_from_memory(arena);
    put(files, "pay/alembic.ini", "[alembic]\nscript_location = alembic\n");
    put(files, "pay/alembic/versions/1.py", "");
    put(files, "shop/alembic.ini", "[alembic]\nscript_location = alembic\n");
    put(files, "shop/alembic/versions/1.py", "");
    assert_string_equal(find(arena, files, NULL).data,
                        "pay/alembic.ini[alembic] pay/alembic: pay/alembic/versions; "
                        "shop/alembic.ini[alembic] shop/alembic: shop/alembic/versions");
}

static void settings_name_script_locations(void **state) {
    struct arena *arena = *state;
    struct files *files = files_from_memory(arena);
    put(files, "services/a/migrations/env.py", "");
    put(files, "services/b/migrations/versions/1.py", "");
    put(files, "services/c/other/versions/1.py", "");
    assert_string_equal(
        find(arena, files, "script-location = [\"services/*/migrations\"]\n").data,
        "[alembic] services/a/migrations: services/a/migrations/versions; "
        "[alembic] services/b/migrations: services/b/migrations/versions");
    files = files_from_memory(arena);
    put(files, "m/x.py", "");
    assert_string_equal(find(arena, files, "script-location = [\"m\", \"nowhere\"]\n").data,
                        "cupel.toml:0: script-location: no folder matches 'nowhere'");
}

static void what_alembic_init_made_is_a_project(void **state) {
    struct arena *arena = *state;
    struct files *files = files_from_memory(arena);
    put(files, "app/db/env.py", "");
    put(files, "app/db/script.py.mako", "");
    put(files, "app/db/versions/1.py", "");
    put(files, "templates/generic/env.py", "");
    put(files, "templates/generic/script.py.mako", "");
    put(files, "env.py", "");
    assert_string_equal(find(arena, files, NULL).data, "[alembic] app/db: app/db/versions");
    // Flask-Migrate: the script location is given by program.
    files = files_from_memory(arena);
    put(files, "migrations/env.py", "");
    put(files, "migrations/script.py.mako", "");
    put(files, "migrations/versions/1.py", "");
    put(files, "migrations/alembic.ini",
        "[alembic]\n# file_template = x\n[loggers]\nkeys = root\n");
    assert_string_equal(find(arena, files, NULL).data,
                        "migrations/alembic.ini[alembic] migrations: migrations/versions");
}

static void files_belong_to_the_project_of_their_folder(void **state) {
    struct arena *arena = *state;
    struct files *files = files_from_memory(arena);
    put(files, "a/alembic.ini", "[alembic]\nscript_location = m\n");
    put(files, "b/alembic.ini",
        "[alembic]\nscript_location = m\nrecursive_version_locations = true\n");
    put(files, "a/m/versions/1.py", "");
    put(files, "b/m/versions/x/1.py", "");
    struct settings settings;
    struct cupel_error error = {0};
    struct alembic_projects projects = {0};
    assert_true(settings_read(arena, files, STR(""), NULL, &settings, &error));
    assert_true(projects_find(arena, files, &settings, &projects, &error));
    assert_int_equal(projects_of_path(&projects, STR("a/m/versions/1.py")), 0);
    assert_true(projects_of_path(&projects, STR("a/m/versions/x/1.py")) == SIZE_MAX);
    assert_int_equal(projects_of_path(&projects, STR("b/m/versions/1.py")), 1);
    assert_int_equal(projects_of_path(&projects, STR("b/m/versions/x/y/1.py")), 1);
    assert_true(projects_of_path(&projects, STR("b/m/versions2/1.py")) == SIZE_MAX);
    assert_true(projects_of_path(&projects, STR("1.py")) == SIZE_MAX);
}

static void put_revision(struct arena *arena, struct files *files, const char *path,
                         const char *id, const char *down) {
    files_put(files, str_from(path),
              str_format(arena, "revision = '%s'\ndown_revision = %s\n", id, down));
}

static void folders_below_the_default_location_are_locations_too(void **state) {
    struct arena *arena = *state;
    struct files *files = files_from_memory(arena);
    put(files, "alembic.ini", "[alembic]\nscript_location = m\n");
    put_revision(arena, files, "m/versions/1.py", "a1", "None");
    put_revision(arena, files, "m/versions/v1/expand/2.py", "a2", "'a1'");
    put_revision(arena, files, "m/versions/v1/contract/3.py", "a3", "'a1'");
    put_revision(arena, files, "m/versions/old/9.py", "z9",
                 "None"); // nothing ties it to the others
    put(files, "m/versions/v1/helpers.py", "X = 1\n");
    assert_string_equal(find(arena, files, NULL).data,
                        "alembic.ini[alembic] m: m/versions m/versions/v1/contract "
                        "m/versions/v1/expand");
    // One environment for each database, with the same revisions
    files = files_from_memory(arena);
    put(files, "alembic.ini", "[alembic]\nscript_location = m\n");
    put(files, "m/versions/__init__.py", "");
    put_revision(arena, files, "m/versions/postgresql/1.py", "a1", "None");
    put_revision(arena, files, "m/versions/postgresql/2.py", "a2", "'a1'");
    put_revision(arena, files, "m/versions/sqlite/1.py", "a1", "None");
    put_revision(arena, files, "m/versions/sqlite/2.py", "b2", "'a1'");
    assert_string_equal(find(arena, files, NULL).data,
                        "alembic.ini[alembic] m: m/versions/postgresql; "
                        "alembic.ini[alembic] m: m/versions/sqlite");
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(without_a_file_there_are_defaults),
        WITH_ARENA(every_key_is_read),
        WITH_ARENA(the_nearest_file_counts),
        WITH_ARENA(what_is_wrong_is_told_with_file_and_line),
        WITH_ARENA(row_counts_must_be_an_object_of_numbers),
        WITH_ARENA(a_named_file_is_read_from_anywhere),
        WITH_ARENA(locations_start_at_the_ini_file_or_at_the_root),
        WITH_ARENA(packages_name_folders),
        WITH_ARENA(version_locations_are_split_as_the_file_says),
        WITH_ARENA(sections_are_environments),
        WITH_ARENA(others_broken_files_stop_nothing),
        WITH_ARENA(pyproject_names_a_project),
        WITH_ARENA(several_projects_are_found),
        WITH_ARENA(settings_name_script_locations),
        WITH_ARENA(what_alembic_init_made_is_a_project),
        WITH_ARENA(files_belong_to_the_project_of_their_folder),
        WITH_ARENA(folders_below_the_default_location_are_locations_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
