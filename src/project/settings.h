/**
 * settings: cupel.toml or [tool.cupel] of pyproject.toml, and the Alembic projects that
 * alembic.ini or [tool.alembic] name.
 */
#ifndef PROJECT_SETTINGS_H
#define PROJECT_SETTINGS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "cupel/cupel.h"
#include "project/files.h"

/** Settings, with defaults filled in. Paths and patterns in the file start at its folder. */
struct settings {
    struct str path;   // of the file; empty: none was found
    struct str folder; // the run's: as it was given to settings_read
    unsigned postgres_version;
    struct str base;                  // empty: not set
    struct str_list script_locations; // patterns, as written
    enum cupel_severity fail_on;
    struct str_list select, ignore; // rule ids and categories
    struct str start_after;
    bool new_tables_by_migration; // new-tables = "migration"
    struct str session_timezone;
    struct str_list small_tables; // patterns
    struct str table_rows;        // path of the JSON file from the root; empty: none
    struct map rows;              // table name to int64_t *, read from it
    struct str_list rules;        // patterns of the project's own rule files, as written
    bool require_reason;
    struct map
        severities; // rule id to struct toml_value * (a string: error, warning, info, off)
    // Pattern to struct str_list * of ids and categories. The pattern starts at the root; where
    // none but a file's name was written, it matches that name in any folder.
    struct map per_file_ignores;
};

/**
 * Reads the settings in force for `folder`: the nearest cupel.toml, else pyproject.toml with
 * [tool.cupel], at or above it up to the root; `config`, when not NULL, is read instead (a path
 * on disk). False on an unknown key or wrong type, with file, line and the nearest key. Rule
 * ids are checked by lint/.
 */
bool settings_read(struct arena *arena, struct files *files, struct str folder,
                   const char *config, struct settings *settings, struct cupel_error *error);

/** One Alembic environment: where its migrations lie. */
struct alembic_project {
    struct str config;                 // alembic.ini, pyproject.toml; empty: settings or layout
    struct str section;                // "alembic" or the name of another section
    struct str script_location;        // folder that holds env.py
    struct str_list version_locations; // folders; default script_location/versions
    bool recursive;
    bool
        is_by_program; // no configuration names the locations: those that hold migrations were found
    struct str url, isolation_level; // sqlalchemy.…, as the ini file gives them; or empty
    bool is_flask;                   // Flask-Migrate's: its own command stands for `alembic`
    // How revisions are made; empty and 0: Alembic's defaults
    struct str file_template;
    size_t slug_limit; // truncate_slug_length
    struct str timezone;
};

struct alembic_projects {
    struct alembic_project *items;
    size_t count, capacity;
};

/**
 * Finds the Alembic projects in the files that files_survey() names (when there is none among
 * them: in all files): every alembic.ini, other ini files with a script_location in any
 * section, pyproject.toml with [tool.alembic], the settings' script-location patterns, and
 * folders as `alembic init` makes them (env.py, script.py.mako and versions/) that none of
 * these name.
 * %(here)s, %% and values of the same section are put in; version_locations are split as
 * path_separator / version_path_separator say; package paths `pkg:folder` name the folder
 * pkg/folder. Relative locations start at the configuration file's folder, else at the root.
 * Where no version location is named, folders below the default one that hold migrations are
 * version locations too: those whose revisions hang together make one project.
 * The same location is listed once. False when an Alembic configuration cannot be read or a
 * script-location pattern matches nothing.
 */
bool projects_find(struct arena *arena, struct files *files, const struct settings *settings,
                   struct alembic_projects *projects, struct cupel_error *error);

/** The project that has the file's folder as a version location (or above it, when recursive);
 * SIZE_MAX when none has. */
size_t projects_of_path(const struct alembic_projects *projects, struct str path);

#endif
