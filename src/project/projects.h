/**
 * projects: the parts that the search for Alembic projects and the readers of their
 * configuration share. The contract is in settings.h.
 */
#ifndef PROJECT_PROJECTS_H
#define PROJECT_PROJECTS_H

#include "project/settings.h"

struct finder {
    struct arena *arena;
    struct files *files;
    const struct settings *settings;
    struct str_list names; // of files_survey(): sorted
    bool has_all_names;
    struct alembic_projects projects;
    struct cupel_error *error;
};

/** An environment as a configuration file has it: values as text, %(…)s put in. */
struct environment {
    struct str config, section;
    struct str script_location;
    struct str_list version_locations; // none given: empty
    struct str_list package_paths;     // prepend_sys_path: where packages may lie
    struct str url, isolation_level;   // sqlalchemy.…
    bool recursive, is_flask;
    struct str file_template, timezone;
    size_t slug_limit;
};

/** Stands for the folder of the configuration file where %(here)s stood: a path that begins so
 * is one from the root. */
#define HERE_MARK "\177"

/** Finds the folders and adds the project, unless it is listed. */
void finder_add(struct finder *finder, const struct environment *environment);

struct str_lists {
    struct str_list *items;
    size_t count, capacity;
};

/** The version locations at and below the default one, as the revisions in them hang together: one
 * list for each environment. None when there are no migrations below it. */
void finder_find_folders(struct finder *finder, struct str versions,
                         struct str_lists *locations);

/** Is there a file of this path? */
bool finder_has_file(const struct finder *finder, struct str path);

/** The environments of an ini file, and of [tool.alembic] in pyproject.toml. False with the
 * error set when the file is Alembic's and cannot be used. */
bool projects_read_ini(struct finder *finder, struct str path, struct str text);
bool projects_read_pyproject(struct finder *finder, struct str path, struct str text);

#endif
