#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cupel_run.h"
#include "project/revisions.h"

// Names that Alembic loads from a version location. Source: alembic/script/base.py,
// _only_source_rev_file.
static bool is_source_name(struct str name) {
    return str_ends(name, STR(".py")) && !str_starts(name, STR(".#")) &&
           !str_starts(name, STR("__init__"));
}

bool selection_is_migration_path(const struct cupel_run *run, struct str path,
                                 size_t *project) {
    *project = projects_of_path(&run->projects, path);
    return *project != SIZE_MAX && is_source_name(path_name(path));
}

void selection_list(struct cupel_run *run, struct files *files, size_t project,
                    struct str_list *paths) {
    const struct alembic_project *alembic = &run->projects.items[project];
    struct str_list found = {0};
    for (size_t i = 0; i < alembic->version_locations.count; i++) {
        files_list(files, alembic->version_locations.items[i], alembic->recursive, &found);
    }
    struct map seen = {.arena = run->arena}; // locations may lie one in the other
    bool is_one = alembic->version_locations.count == 1;
    for (size_t i = 0; i < found.count; i++) {
        size_t owner;
        if (selection_is_migration_path(run, found.items[i], &owner) && owner == project &&
            (is_one || !map_find(&seen, found.items[i]))) {
            if (!is_one) {
                map_put(&seen, found.items[i], run);
            }
            *ARENA_PUSH(run->arena, paths) = found.items[i];
        }
    }
}

static void add_candidate(struct cupel_run *run, struct candidates *candidates, struct str path,
                          size_t project) {
    *ARENA_PUSH(run->arena, candidates) = (struct candidate){
        .path = path, .project = project, .is_script = str_ends(path, STR(".sql"))};
}

// PATHs, made relative to the root.
static struct str_list selected_paths(const struct cupel_run *run) {
    struct str_list paths = {0};
    for (size_t i = 0; i < run->options.path_count; i++) {
        struct str inside;
        if (run_path(run, run->options.paths[i], &inside)) {
            *ARENA_PUSH(run->arena, &paths) = inside;
        }
    }
    return paths;
}

// With a git selection PATHs narrow it, as they do in git's own commands.
static bool is_wanted(const struct str_list *paths, struct str path) {
    for (size_t i = 0; i < paths->count; i++) {
        if (path_is_below(path, paths->items[i])) {
            return true;
        }
    }
    return paths->count == 0;
}

bool selection_wants(struct cupel_run *run, struct str path) {
    struct str_list paths = selected_paths(run);
    return is_wanted(&paths, path);
}

static void add_changes(struct cupel_run *run, const struct git_changes *changes,
                        struct candidates *candidates) {
    struct str_list paths = selected_paths(run);
    for (size_t i = 0; i < changes->count; i++) {
        const struct git_change *change = &changes->items[i];
        size_t project;
        if (!selection_is_migration_path(run, change->path, &project) ||
            !is_wanted(&paths, change->path)) {
            continue;
        }
        if (change->kind == GIT_DELETED) {
            candidates->deleted++;
        } else if (change->same_content && change->kind != GIT_COPIED) {
            note_detail(run, STR_FMT ": its content did not change, not judged",
                        STR_ARG(change->path));
        } else {
            add_candidate(run, candidates, change->path, project);
        }
    }
}

// The version locations of all projects, each once.
static struct str_list version_folders(const struct cupel_run *run) {
    struct str_list folders = {0};
    for (size_t i = 0; i < run->projects.count; i++) {
        const struct str_list *locations = &run->projects.items[i].version_locations;
        for (size_t j = 0; j < locations->count; j++) {
            if (!str_list_has(&folders, locations->items[j])) {
                *ARENA_PUSH(run->arena, &folders) = locations->items[j];
            }
        }
    }
    return folders;
}

bool selection_compare(struct cupel_run *run, struct git_comparison *comparison,
                       struct git_changes *changes, struct cupel_error *error) {
    comparison->folders = version_folders(run);
    comparison->endings = (struct str_list){0};
    *ARENA_PUSH(run->arena, &comparison->endings) = STR(".py");
    return git_changes_find(run->arena, run->git, comparison, changes, error);
}

bool selection_changes(struct cupel_run *run, const struct git_commit_name *from,
                       struct git_changes *changes, struct cupel_error *error) {
    if (!run->compared.is_done || strcmp(run->compared.from.hex, from->hex) != 0) {
        struct git_comparison comparison = {.from = *from, .side = GIT_SIDE_WORKTREE};
        if (run->options.selection == CUPEL_STAGED) {
            comparison.side = GIT_SIDE_INDEX;
        } else if (run->options.selection == CUPEL_RANGE) {
            comparison.side = GIT_SIDE_COMMIT;
            comparison.to = run->head;
        }
        if (!selection_compare(run, &comparison, &run->compared.changes, error)) {
            return false;
        }
        run->compared.from = *from;
        run->compared.is_done = true;
    }
    *changes = run->compared.changes;
    return true;
}

// What differs from `from`, in the version locations alone.
static bool find_changes(struct cupel_run *run, const struct git_commit_name *from,
                         struct candidates *candidates, struct cupel_error *error) {
    if (!selection_changes(run, from, &candidates->changes, error)) {
        return false;
    }
    add_changes(run, &candidates->changes, candidates);
    return true;
}

static bool need_worktree(const struct cupel_run *run, struct cupel_error *error) {
    if (run->git && git_is_bare(run->git)) {
        error_set(error, NULL, 0,
                  "a bare repository has no work tree: say --base REV and --head REV");
        return false;
    }
    return true;
}

static bool find_changed(struct cupel_run *run, struct candidates *candidates,
                         struct cupel_error *error) {
    if (!run_need_git(run, error) || !need_worktree(run, error) ||
        !run_need_project(run, error)) {
        return false;
    }
    struct selection_base base;
    struct git_commit_name head, from = {0};
    if (!selection_base(run, &base, error)) {
        return false;
    }
    if (!base.is_known && !git_is_unborn(run->git)) {
        error_set(error, NULL, 0,
                  "no base branch: there is no origin/HEAD, main or master; say --base REV, or "
                  "set base in cupel.toml");
        return false;
    }
    if (base.is_known && (!git_resolve(run->git, "HEAD", &head, error) ||
                          !git_common_ancestor(run->git, &base.tip, &head, &from, error))) {
        return false;
    }
    if (!find_changes(run, &from, candidates, error)) {
        return false;
    }
    if (candidates->count + candidates->deleted == 0) {
        note(run, "no migration changed since " STR_FMT,
             STR_ARG(base.is_known ? base.name : STR("the beginning")));
    }
    return true;
}

static bool find_staged(struct cupel_run *run, struct candidates *candidates,
                        struct cupel_error *error) {
    struct git_commit_name from = {0};
    struct selection_base base;
    if (!need_worktree(run, error) || !run_need_project(run, error) ||
        (base_sets_locations(run) && !selection_base(run, &base, error)) ||
        (!git_is_unborn(run->git) && !git_resolve(run->git, "HEAD", &from, error)) ||
        !find_changes(run, &from, candidates, error)) {
        return false;
    }
    if (candidates->count + candidates->deleted == 0) {
        note(run, "no migration is staged");
    }
    return true;
}

static bool find_range(struct cupel_run *run, struct candidates *candidates,
                       struct cupel_error *error) {
    struct selection_base base;
    struct git_commit_name from = {0};
    if (!run_need_project(run, error) || !selection_base(run, &base, error)) {
        return false;
    }
    if (!base.is_known && !base.is_nothing) {
        error_set(error, NULL, 0, "no base branch: say --base REV");
        return false;
    }
    if ((base.is_known &&
         !git_common_ancestor(run->git, &base.tip, &run->head, &from, error)) ||
        !find_changes(run, &from, candidates, error)) {
        return false;
    }
    if (candidates->count + candidates->deleted == 0) {
        note(run, "no migration changed in " STR_FMT "...%s", STR_ARG(base.name),
             run->options.head ? run->options.head : "HEAD");
    }
    return true;
}

// ---- --all: every migration of the project that the working directory belongs to

static bool lies_below(const struct alembic_project *project, struct str folder) {
    bool found = path_is_below(project->script_location, folder) ||
                 (project->config.size && path_is_below(project->config, folder));
    for (size_t i = 0; i < project->version_locations.count; i++) {
        found = found || path_is_below(project->version_locations.items[i], folder);
    }
    return found;
}

// The project's own folder.
static struct str project_folder(const struct alembic_project *project) {
    return path_folder(project->config.size ? project->config : project->script_location);
}

// Is it a project at or below the working directory, or, when there is none, the nearest around it?
static bool is_chosen(const struct cupel_run *run, size_t project) {
    struct str folder = str_slice(run->folder, 0, run->folder.size - (run->folder.size > 0));
    const struct alembic_project *nearest = NULL;
    for (size_t i = 0; i < run->projects.count; i++) {
        const struct alembic_project *other = &run->projects.items[i];
        if (lies_below(other, folder)) {
            return lies_below(&run->projects.items[project], folder);
        }
        if (path_is_below(folder, project_folder(other)) &&
            (!nearest || project_folder(other).size > project_folder(nearest).size)) {
            nearest = other;
        }
    }
    return !nearest ||
           str_equal(project_folder(nearest), project_folder(&run->projects.items[project]));
}

static bool find_all(struct cupel_run *run, struct candidates *candidates,
                     struct cupel_error *error) {
    if (!need_worktree(run, error) || !run_need_project(run, error)) {
        return false;
    }
    struct str_list wanted = selected_paths(run);
    size_t left_out = 0;
    for (size_t project = 0; project < run->projects.count; project++) {
        struct str_list paths = {0};
        if (!wanted.count && !is_chosen(run, project)) {
            left_out++;
            continue;
        }
        selection_list(run, run->files, project, &paths);
        for (size_t i = 0; i < paths.count; i++) {
            if (is_wanted(&wanted, paths.items[i])) {
                add_candidate(run, candidates, paths.items[i], project);
            }
        }
    }
    if (left_out > 0) {
        note(run,
             "other Alembic projects of this repository are left out: %zu; "
             "--all in its root judges them as well",
             left_out);
    }
    if (candidates->count == 0) {
        struct str_list folders = version_folders(run);
        struct str names = str_join(run->arena, folders.items, folders.count, STR(", "));
        note(run, "there are no migrations in " STR_FMT, STR_ARG(names));
    }
    return true;
}

// Does a file outside of every project look like a migration? Both assignments are asked for.
static bool looks_like_migration(struct cupel_run *run, struct str path) {
    struct str text, problem;
    if (!is_source_name(path_name(path)) ||
        files_read(run->files, path, &text, &problem) != FILE_READ) {
        return false;
    }
    struct revision revision = revision_read(run->arena, path, text);
    return revision.id.size > 0 && revision.down_span.end > revision.down_span.start;
}

static void add_folder(struct cupel_run *run, struct str folder,
                       struct candidates *candidates) {
    struct str_list paths = {0};
    size_t before = candidates->count;
    files_list(run->files, folder, true, &paths);
    for (size_t i = 0; i < paths.count; i++) {
        size_t project;
        if (selection_is_migration_path(run, paths.items[i], &project) ||
            looks_like_migration(run, paths.items[i])) {
            add_candidate(run, candidates, paths.items[i], project);
        }
    }
    if (candidates->count == before) {
        note(run, STR_FMT ": there are no migrations in this folder",
             STR_ARG(folder.size > 0 ? folder : STR(".")));
    }
}

// A file that was named: judged when it lies in a project, looks like a migration, or is a
// script. What cannot be read is for the reading to say.
static bool add_named(struct cupel_run *run, struct str path, const char *as_given,
                      struct candidates *candidates, struct cupel_error *error) {
    size_t project;
    struct str text, problem;
    if (files_is_folder(run->files, path)) {
        add_folder(run, path, candidates);
        return true;
    }
    enum file_result result = files_read(run->files, path, &text, &problem);
    if (result == FILE_ABSENT) {
        error_set(error, NULL, 0, "%s: no such file or folder", as_given);
        return false;
    }
    bool is_migration = selection_is_migration_path(run, path, &project);
    if (is_migration || str_ends(path, STR(".sql")) || looks_like_migration(run, path)) {
        add_candidate(run, candidates, path, project);
    } else if (result != FILE_READ && is_source_name(path_name(path))) {
        add_candidate(run, candidates, path, project);
    } else {
        note(run, "%s: not a migration, skipped", as_given);
    }
    return true;
}

static bool find_paths(struct cupel_run *run, struct candidates *candidates,
                       struct cupel_error *error) {
    if (!need_worktree(run, error)) {
        return false;
    }
    for (size_t i = 0; i < run->options.path_count; i++) {
        const char *path = run->options.paths[i];
        struct str inside;
        if (!run_path(run, path, &inside)) {
            error_set(error, NULL, 0, "%s: outside of " STR_FMT, path, STR_ARG(run->root));
            return false;
        }
        if (!add_named(run, inside, path, candidates, error)) {
            return false;
        }
    }
    return true;
}

static bool find_stdin(struct cupel_run *run, struct candidates *candidates,
                       struct cupel_error *error) {
    struct str path = {0};
    size_t project;
    if (!run_path(run, run->options.stdin_name, &path)) {
        error_set(error, NULL, 0, "--stdin-name %s: no file name", run->options.stdin_name);
        return false;
    }
    selection_is_migration_path(run, path, &project);
    add_candidate(run, candidates, path, project);
    return true;
}

static int compare_candidates(const void *a, const void *b) {
    return str_compare(((const struct candidate *)a)->path,
                       ((const struct candidate *)b)->path);
}

bool selection_find(struct cupel_run *run, struct candidates *candidates,
                    struct cupel_error *error) {
    static bool (*const finders[])(struct cupel_run *, struct candidates *,
                                   struct cupel_error *) = {
        [CUPEL_CHANGED] = find_changed, [CUPEL_STAGED] = find_staged,
        [CUPEL_RANGE] = find_range,     [CUPEL_ALL] = find_all,
        [CUPEL_PATHS] = find_paths,     [CUPEL_STDIN] = find_stdin,
    };
    if (!finders[run->options.selection](run, candidates, error)) {
        return false;
    }
    if (candidates->count == 0) {
        return true;
    }
    qsort(candidates->items, candidates->count, sizeof *candidates->items, compare_candidates);
    size_t kept = 1;
    for (size_t i = 1; i < candidates->count; i++) {
        if (!str_equal(candidates->items[i].path, candidates->items[kept - 1].path)) {
            candidates->items[kept++] = candidates->items[i];
        }
    }
    candidates->count = kept;
    return true;
}
