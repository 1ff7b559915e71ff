#include "project/projects.h"

#include "base/error.h"

// Names in sorted order

static size_t find_name(const struct str_list *names, struct str wanted) {
    size_t low = 0;
    size_t high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(names->items[middle], wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool finder_has_file(const struct finder *finder, struct str path) {
    size_t at = find_name(&finder->names, path);
    return at < finder->names.count && str_equal(finder->names.items[at], path);
}

static struct str inside(struct finder *finder, struct str folder, const char *name) {
    return str_format(finder->arena, STR_FMT "%s%s", STR_ARG(folder), folder.size ? "/" : "",
                      name);
}

static void name_everything(struct finder *finder) {
    finder->names = (struct str_list){0};
    finder->has_all_names = true;
    files_list(finder->files, (struct str){"", 0}, true, &finder->names);
}

// From a location as it is written to a folder

// Is the location one from the root? Then what stands for the root is cut off.
static bool is_from_root(struct finder *finder, struct str *location) {
    struct str root = files_root(finder->files);
    size_t skipped = str_starts(*location, STR(HERE_MARK))          ? sizeof HERE_MARK - 1
                     : root.size > 0 && str_starts(*location, root) ? root.size
                                                                    : 0;
    bool is_cut = skipped > 0;
    while (is_cut && skipped < location->size && location->data[skipped] == '/') {
        skipped++;
    }
    *location = str_slice(*location, skipped, location->size);
    return is_cut;
}

// "package:folder": importlib.resources.files() finds the package where Python would.
static bool find_package(struct finder *finder, const struct environment *environment,
                         struct str location, struct str *folder) {
    struct text path = {.arena = finder->arena};
    size_t colon = str_find(location, STR(":"), 0);
    for (size_t i = 0; i < location.size; i++) {
        char c = location.data[i];
        text_add_char(&path, c == ':' || (c == '.' && i < colon) ? '/' : c);
    }
    struct str below = text_str(&path);
    struct str here = path_folder(environment->config);
    struct str_list roots = {0};
    for (size_t i = 0; i < environment->package_paths.count; i++) {
        struct str given = environment->package_paths.items[i];
        struct str root;
        if (is_from_root(finder, &given) ? path_join(finder->arena, STR(""), given, &root)
                                         : path_join(finder->arena, here, given, &root)) {
            *ARENA_PUSH(finder->arena, &roots) = root;
        }
    }
    *ARENA_PUSH(finder->arena, &roots) = here;
    *ARENA_PUSH(finder->arena, &roots) = inside(finder, here, "src");
    *ARENA_PUSH(finder->arena, &roots) = (struct str){"", 0};
    *ARENA_PUSH(finder->arena, &roots) = STR("src");
    for (size_t i = 0; i < roots.count; i++) {
        if (path_join(finder->arena, roots.items[i], below, folder) &&
            files_is_folder(finder->files, *folder)) {
            return true;
        }
    }
    return path_join(finder->arena, here, below, folder);
}

// Alembic takes a relative location from its working directory: that is the folder of its ini
// file as a rule, else the root. False when it leads out of the root.
static bool find_location(struct finder *finder, const struct environment *environment,
                          struct str location, struct str *folder) {
    struct str nowhere = {"", 0};
    if (is_from_root(finder, &location)) {
        return path_join(finder->arena, nowhere, location, folder);
    }
    if (location.data[0] != '/' && str_find(location, STR(":"), 0) != SIZE_MAX) {
        return find_package(finder, environment, location, folder);
    }
    struct str from_root = {0};
    bool below_config =
        path_join(finder->arena, path_folder(environment->config), location, folder);
    bool below_root = path_join(finder->arena, nowhere, location, &from_root);
    if (below_root && (!below_config || (!files_is_folder(finder->files, *folder) &&
                                         files_is_folder(finder->files, from_root)))) {
        *folder = from_root;
    }
    return below_config || below_root;
}

// The same migrations are listed once: by pyproject.toml and alembic.ini, by two sections.
static bool is_listed(const struct finder *finder, const struct alembic_project *project) {
    for (size_t i = 0; i < project->version_locations.count; i++) {
        bool is_known = false;
        for (size_t j = 0; j < finder->projects.count && !is_known; j++) {
            is_known = str_list_has(&finder->projects.items[j].version_locations,
                                    project->version_locations.items[i]);
        }
        if (!is_known) {
            return false;
        }
    }
    return true;
}

static void list(struct finder *finder, const struct alembic_project *project) {
    if (!is_listed(finder, project)) {
        *ARENA_PUSH(finder->arena, &finder->projects) = *project;
    }
}

// A program may set locations below the default one; a project for each environment of them.
static void add_default_locations(struct finder *finder, struct alembic_project *project) {
    struct str versions = inside(finder, project->script_location, "versions");
    struct str_lists locations = {0};
    if (!project->recursive) {
        finder_find_folders(finder, versions, &locations);
    }
    project->is_by_program = locations.count > 0;
    for (size_t i = 0; i < locations.count; i++) {
        project->version_locations = locations.items[i];
        list(finder, project);
    }
    if (locations.count == 0) {
        *ARENA_PUSH(finder->arena, &project->version_locations) = versions;
        list(finder, project);
    }
}

void finder_add(struct finder *finder, const struct environment *environment) {
    struct alembic_project project = {.config = environment->config,
                                      .section = environment->section,
                                      .recursive = environment->recursive,
                                      .is_flask = environment->is_flask,
                                      .url = environment->url,
                                      .isolation_level = environment->isolation_level,
                                      .file_template = environment->file_template,
                                      .slug_limit = environment->slug_limit,
                                      .timezone = environment->timezone};
    if (!find_location(finder, environment, environment->script_location,
                       &project.script_location)) {
        return;
    }
    for (size_t i = 0; i < environment->version_locations.count; i++) {
        struct str folder;
        if (find_location(finder, environment, environment->version_locations.items[i],
                          &folder) &&
            !str_list_has(&project.version_locations, folder)) {
            *ARENA_PUSH(finder->arena, &project.version_locations) = folder;
        }
    }
    if (!environment->version_locations.count) {
        add_default_locations(finder, &project);
    } else {
        list(finder, &project);
    }
}

// The ways to find projects

static bool read_configuration(struct finder *finder, struct str path) {
    struct str name = path_name(path);
    bool is_alembic_ini = str_is(name, "alembic.ini");
    bool is_pyproject = str_is(name, "pyproject.toml");
    struct str text, problem;
    if (!is_pyproject && !str_ends(name, STR(".ini"))) {
        return true;
    }
    enum file_result result = files_read(finder->files, path, &text, &problem);
    if (result != FILE_READ) {
        if (result == FILE_UNREADABLE && is_alembic_ini) {
            error_set(finder->error, str_copy(finder->arena, path).data, 0,
                      "cannot read it: " STR_FMT, STR_ARG(problem));
            return false;
        }
        return true;
    }
    if (is_pyproject) {
        return str_find(text, STR("alembic"), 0) == SIZE_MAX ||
               projects_read_pyproject(finder, path, text);
    }
    if (!is_alembic_ini && str_find(text, STR("script_location"), 0) == SIZE_MAX) {
        return true;
    }
    return projects_read_ini(finder, path, text);
}

static bool find_by_configuration(struct finder *finder) {
    for (size_t i = 0; i < finder->names.count; i++) {
        if (!read_configuration(finder, finder->names.items[i])) {
            return false;
        }
    }
    return true;
}

static bool is_script_location(const struct finder *finder, struct str folder) {
    for (size_t i = 0; i < finder->projects.count; i++) {
        if (str_equal(finder->projects.items[i].script_location, folder)) {
            return true;
        }
    }
    return false;
}

static void add_folder(struct finder *finder, struct str folder) {
    if (is_script_location(finder, folder)) {
        return;
    }
    struct str marked = str_concat(finder->arena, STR(HERE_MARK), folder);
    finder_add(finder,
               &(struct environment){.section = STR("alembic"), .script_location = marked});
}

// The folder that would be a script location because of this file; false: none.
static bool script_folder(struct str path, struct str *folder) {
    *folder = path_folder(path);
    if (str_is(path_name(path), "env.py")) {
        return true;
    }
    bool is_below_versions = str_is(path_name(*folder), "versions");
    *folder = path_folder(*folder);
    return is_below_versions;
}

static size_t add_matches(struct finder *finder, struct str pattern) {
    size_t found = 0;
    struct str last = {0};
    for (size_t i = 0; i < finder->names.count; i++) {
        struct str folder;
        if (script_folder(finder->names.items[i], &folder) && !str_equal(folder, last) &&
            path_matches(pattern, folder)) {
            add_folder(finder, folder);
            last = folder;
            found++;
        }
    }
    return found;
}

static bool find_by_settings(struct finder *finder) {
    const struct settings *settings = finder->settings;
    for (size_t i = 0; i < settings->script_locations.count; i++) {
        struct str pattern = settings->script_locations.items[i];
        struct str whole;
        bool is_below = path_join(finder->arena, path_folder(settings->path), pattern, &whole);
        if (is_below && files_is_folder(finder->files, whole)) {
            add_folder(finder, whole);
            continue;
        }
        size_t found = is_below ? add_matches(finder, whole) : 0;
        if (!found && is_below && !finder->has_all_names) {
            name_everything(finder);
            found = add_matches(finder, whole);
        }
        if (!found) {
            error_set(finder->error, settings->path.data, 0,
                      "script-location: no folder matches '" STR_FMT "'", STR_ARG(pattern));
            return false;
        }
    }
    return true;
}

// What `alembic init` makes, where no configuration names it: the program that runs the
// migrations may have it built in.
static void find_by_layout(struct finder *finder) {
    for (size_t i = 0; i < finder->names.count; i++) {
        struct str path = finder->names.items[i];
        struct str folder = path_folder(path);
        if (str_is(path_name(path), "env.py") &&
            finder_has_file(finder, inside(finder, folder, "script.py.mako")) &&
            files_is_folder(finder->files, inside(finder, folder, "versions"))) {
            add_folder(finder, folder);
        }
    }
}

static bool has_migrations(struct finder *finder, const struct alembic_project *project) {
    for (size_t i = 0; i < project->version_locations.count; i++) {
        if (files_is_folder(finder->files, project->version_locations.items[i])) {
            return true;
        }
    }
    return false;
}

// With an environment for each database, [alembic] is often a rest that nobody uses: it has the
// others' script location, and its version location is not there.
static void drop_unused(struct finder *finder) {
    struct alembic_projects *projects = &finder->projects;
    size_t kept = 0;
    for (size_t i = 0; i < projects->count; i++) {
        const struct alembic_project project = projects->items[i];
        bool has_sibling = false;
        for (size_t j = 0; j < projects->count; j++) {
            has_sibling = has_sibling || (j != i &&
                                          str_equal(projects->items[j].script_location,
                                                    project.script_location) &&
                                          has_migrations(finder, &projects->items[j]));
        }
        if (!has_sibling || has_migrations(finder, &project)) {
            projects->items[kept++] = project;
        }
    }
    projects->count = kept;
}

static bool find_all(struct finder *finder) {
    if (!find_by_configuration(finder) || !find_by_settings(finder)) {
        return false;
    }
    find_by_layout(finder);
    return true;
}

bool projects_find(struct arena *arena, struct files *files, const struct settings *settings,
                   struct alembic_projects *projects, struct cupel_error *error) {
    struct finder finder = {
        .arena = arena, .files = files, .settings = settings, .error = error};
    finder.has_all_names = files_survey(files, settings->folder, &finder.names);
    if (!find_all(&finder)) {
        return false;
    }
    if (!finder.projects.count && !finder.has_all_names) {
        name_everything(&finder);
        if (!find_all(&finder)) {
            return false;
        }
    }
    drop_unused(&finder);
    *projects = finder.projects;
    return true;
}

size_t projects_of_path(const struct alembic_projects *projects, struct str path) {
    struct str folder = path_folder(path);
    size_t above = SIZE_MAX;
    for (size_t i = 0; i < projects->count; i++) {
        const struct alembic_project *project = &projects->items[i];
        if (str_list_has(&project->version_locations, folder)) {
            return i;
        }
        for (size_t j = 0; project->recursive && j < project->version_locations.count; j++) {
            if (path_is_below(folder, project->version_locations.items[j])) {
                above = i;
            }
        }
    }
    return above;
}
