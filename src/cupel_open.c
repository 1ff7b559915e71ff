#include "base/error.h"
#include "base/toml.h"
#include "cupel_run.h"

bool run_path(const struct cupel_run *run, const char *path, struct str *inside) {
    return run->root.size > 0 &&
           path_from_disk(run->arena, run->root, run->here.data, path, inside);
}

// Does the repository or folder at the root hold all that was named?
static bool root_holds_paths(const struct cupel_run *run) {
    struct str inside;
    for (size_t i = 0; i < run->options.path_count; i++) {
        if (!run_path(run, run->options.paths[i], &inside)) {
            return false;
        }
    }
    return true;
}

// The nearest folder from `folder` up that has an alembic.ini, else the folder itself.
static struct str nearest_project(struct arena *arena, struct str folder) {
    struct files *disk = files_from_disk(arena, STR("/"));
    for (struct str up = folder; up.size > 1; up = path_folder(up)) {
        struct str ini = str_concat(arena, str_slice(up, 1, up.size), STR("/alembic.ini"));
        struct str text, problem;
        if (files_read(disk, ini, &text, &problem) == FILE_READ) {
            return str_concat(arena, up, STR("/"));
        }
    }
    return str_concat(arena, folder, STR("/"));
}

// What was named lies outside of the working directory's repository: then the run is about the
// repository or project that holds it. A path that is not there is left to the selection.
static bool find_root_elsewhere(struct cupel_run *run, struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct str path = path_real(arena, run->options.paths[0]);
    if (path.size == 0) {
        error_set(error, NULL, 0, "%s: no such file or folder", run->options.paths[0]);
        return false;
    }
    struct str folder = str_copy(arena, path_folder(path));
    run->git = git_open(arena, folder.data, error);
    if (!run->git && error->message[0]) {
        return false;
    }
    run->root = run->git ? git_root(run->git) : nearest_project(arena, folder);
    if (!root_holds_paths(run)) {
        error_set(error, NULL, 0,
                  "the files named lie in different places: name those of one repository");
        return false;
    }
    return true;
}

// Outside of a repository, what was named may still lie in one.
static bool is_elsewhere(struct cupel_run *run) {
    if (run->git || run->options.selection != CUPEL_PATHS || run->options.path_count == 0) {
        return !root_holds_paths(run);
    }
    struct str path = path_real(run->arena, run->options.paths[0]);
    struct cupel_error ignored = {0};
    struct str folder = str_copy(run->arena, path_folder(path));
    return path.size > 0 &&
           (!root_holds_paths(run) || git_open(run->arena, folder.data, &ignored) != NULL);
}

// How the root and the working directory lie to each other: what text reports need.
static void relate_root(struct cupel_run *run) {
    if (str_starts(run->here, run->root)) {
        run->folder = str_slice(run->here, run->root.size, run->here.size);
    } else if (str_starts(run->root, run->here)) {
        run->away = str_slice(run->root, run->here.size, run->root.size);
    } else {
        run->away = run->root;
    }
}

static bool find_root(struct cupel_run *run, struct cupel_error *error) {
    struct arena *arena = run->arena;
    const char *folder = run->options.folder ? run->options.folder : ".";
    struct str here = path_real(arena, folder);
    if (here.size == 0) {
        error_set(error, folder, 0, "no such folder");
        return false;
    }
    run->here = str_is(here, "/") ? here : str_concat(arena, here, STR("/"));
    run->git = git_open(arena, folder, error);
    if (!run->git && error->message[0]) {
        return false;
    }
    run->root = run->git ? git_root(run->git) : run->here;
    if (run->root.size == 0) {
        return true; // a bare repository
    }
    if (is_elsewhere(run) && !find_root_elsewhere(run, error)) {
        return false;
    }
    relate_root(run);
    return true;
}

bool run_need_git(const struct cupel_run *run, struct cupel_error *error) {
    if (!run->git) {
        error_set(error, NULL, 0,
                  "this is no git repository: name files or folders, or use --all");
        return false;
    }
    return true;
}

bool run_need_project(const struct cupel_run *run, struct cupel_error *error) {
    if (run->projects.count == 0) {
        error_set(error, NULL, 0,
                  "no Alembic project here: there is no alembic.ini and no [tool.alembic] in "
                  "pyproject.toml; name files, or set script-location in cupel.toml");
        return false;
    }
    return true;
}

static bool open_files(struct cupel_run *run, struct cupel_error *error) {
    const struct cupel_options *options = &run->options;
    bool wants_git = options->selection == CUPEL_STAGED || options->selection == CUPEL_RANGE;
    if (wants_git && !run_need_git(run, error)) {
        return false;
    }
    if (options->selection == CUPEL_RANGE &&
        !git_resolve(run->git, options->head ? options->head : "HEAD", &run->head, error)) {
        return false;
    }
    run->files = options->selection == CUPEL_STAGED
                     ? files_from_index(run->arena, run->git, error)
                 : options->selection == CUPEL_RANGE
                     ? files_from_commit(run->arena, run->git, &run->head, error)
                     : files_from_disk(run->arena, run->root);
    if (!run->files) {
        return false;
    }
    if (run->git && git_has_replacements(run->git)) {
        note(run, "git replace: commits and files are judged as they were before it");
    }
    if (!wants_git && run->git && !files_use_git(run->files, run->git, error)) {
        return false;
    }
    if (options->selection == CUPEL_STDIN) {
        struct str name;
        if (!run_path(run, options->stdin_name, &name)) {
            error_set(error, NULL, 0, "--stdin-name %s: outside of " STR_FMT,
                      options->stdin_name, STR_ARG(run->root));
            return false;
        }
        files_put(run->files, name, (struct str){options->stdin_text, options->stdin_size});
    }
    return true;
}

// The settings nearest to the Alembic project that the working directory belongs to, or to the
// first project; where there is none, to the working directory.
static bool read_settings(struct cupel_run *run, struct cupel_error *error) {
    struct arena *arena = run->arena;
    const char *config = run->options.config;
    struct str here = str_slice(run->folder, 0, run->folder.size ? run->folder.size - 1 : 0);
    if (!settings_read(arena, run->files, here, config, &run->settings, error) ||
        !projects_find(arena, run->files, &run->settings, &run->projects, error)) {
        return false;
    }
    const struct alembic_project *nearest = NULL;
    for (size_t i = 0; i < run->projects.count; i++) {
        const struct alembic_project *project = &run->projects.items[i];
        struct str folder = path_folder(project->config);
        bool holds = str_starts(here, folder) || str_starts(folder, here);
        if (!nearest || (holds && !str_starts(here, path_folder(nearest->config)))) {
            nearest = project;
        }
    }
    if (!nearest || config) {
        return true;
    }
    struct str folder =
        nearest->config.size > 0 ? path_folder(nearest->config) : nearest->script_location;
    struct settings settings = {0};
    if (!settings_read(arena, run->files, folder, NULL, &settings, error)) {
        return false;
    }
    if (settings.path.size > 0) {
        run->settings = settings;
    }
    return true;
}

static void add_words(struct arena *arena, const char *list, struct str_list *words) {
    struct str rest = str_from(list);
    struct str word;
    while (rest.size > 0 && str_split(&rest, ',', &word)) {
        word = str_trim(word);
        if (word.size > 0) {
            *ARENA_PUSH(arena, words) = word;
        }
    }
}

static bool severity_find(struct str name, enum cupel_severity *severity) {
    static const struct {
        const char *name;
        enum cupel_severity severity;
    } severities[] = {
        {"off", CUPEL_OFF},     {"info", CUPEL_INFO},   {"warning", CUPEL_WARNING},
        {"error", CUPEL_ERROR}, {"never", CUPEL_NEVER},
    };
    for (size_t i = 0; i < sizeof severities / sizeof severities[0]; i++) {
        if (str_is(name, severities[i].name)) {
            *severity = severities[i].severity;
            return true;
        }
    }
    return false;
}

static bool read_severities(struct cupel_run *run, struct cupel_error *error) {
    run->lint.severities.arena = run->arena;
    const struct map *set = &run->settings.severities;
    for (size_t i = 0; i < set->count; i++) {
        const struct toml_value *value = set->items[i].value;
        enum cupel_severity *severity = ARENA_NEW(run->arena, enum cupel_severity, 1);
        if (!severity_find(value->text, severity) || *severity == CUPEL_NEVER) {
            error_set(error, run->settings.path.data, value->line,
                      "severity of " STR_FMT ": expected error, warning, info or off",
                      STR_ARG(set->items[i].key));
            return false;
        }
        map_put(&run->lint.severities, set->items[i].key, severity);
    }
    return true;
}

// Options win over settings: --select puts the settings' select and ignore aside, --ignore
// adds.
static bool apply_options(struct cupel_run *run, struct cupel_error *error) {
    struct arena *arena = run->arena;
    const struct cupel_options *options = &run->options;
    if (options->select) {
        run->settings.select = (struct str_list){0};
        run->settings.ignore = (struct str_list){0};
        add_words(arena, options->select, &run->settings.select);
        run->lint.has_option_select = true;
    }
    if (options->ignore) {
        add_words(arena, options->ignore, &run->settings.ignore);
        add_words(arena, options->ignore, &run->lint.option_ignore);
    }
    if (options->postgres_version) {
        run->settings.postgres_version = options->postgres_version;
    }
    if (options->fail_on) {
        enum cupel_severity severity;
        if (!severity_find(str_from(options->fail_on), &severity) || severity == CUPEL_OFF) {
            error_set(error, NULL, 0, "--fail-on %s: expected error, warning, info or never",
                      options->fail_on);
            return false;
        }
        run->settings.fail_on = severity;
    }
    return true;
}

// The project's own rules: files that match the patterns, which start at the settings' folder.
static bool read_own_rules(struct cupel_run *run, struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct str folder = path_folder(run->settings.path);
    struct str_list paths = {0};
    if (run->settings.rules.count > 0) {
        files_list(run->files, folder, true, &paths);
    }
    for (size_t i = 0; i < run->settings.rules.count; i++) {
        struct str pattern = {0};
        path_join(arena, folder, run->settings.rules.items[i], &pattern);
        size_t found = 0;
        for (size_t j = 0; j < paths.count; j++) {
            struct str text, problem;
            if (!path_matches(pattern, paths.items[j])) {
                continue;
            }
            found++;
            if (files_read(run->files, paths.items[j], &text, &problem) != FILE_READ) {
                error_set(error, paths.items[j].data, 0, "this rule file cannot be read");
                return false;
            }
            if (!rules_add(arena, &run->rules, paths.items[j], text, error)) {
                return false;
            }
        }
        if (found == 0) {
            error_set(error, run->settings.path.data, 0, "rules: no file matches " STR_FMT,
                      STR_ARG(run->settings.rules.items[i]));
            return false;
        }
    }
    return true;
}

// The rules in force, by what settings and options have said so far.
static bool set_rules(struct cupel_run *run, const char *settings_path,
                      struct cupel_error *error) {
    run->lint.select = run->settings.select;
    run->lint.ignore = run->settings.ignore;
    return lint_settings_check(run->arena, &run->lint, &run->rules, settings_path, error);
}

// Outside of a repository there is no telling what belongs to the files named.
static void note_cut(struct cupel_run *run) {
    if (files_is_cut(run->files)) {
        note(run,
             STR_FMT ": too many files to look through all of them for Alembic projects and "
                     "code; run cupel in the project's folder",
             STR_ARG(run->root));
    }
}

bool run_open(struct cupel_run *run, struct cupel_error *error) {
    if (!find_root(run, error) || !open_files(run, error) || !read_settings(run, error) ||
        !rules_read_builtin(run->arena, &run->rules, error) || !read_own_rules(run, error) ||
        !read_severities(run, error)) {
        return false;
    }
    note_cut(run);
    run->lint.per_file_ignores = run->settings.per_file_ignores;
    run->lint.path_matches = path_matches;
    run->lint.require_reason = run->settings.require_reason;
    run->lint.path = run->settings.path;
    const char *path = run->settings.path.size > 0 ? run->settings.path.data : NULL;
    return set_rules(run, path, error) && apply_options(run, error) &&
           set_rules(run, NULL, error);
}
