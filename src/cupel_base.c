// The base branch: which commit stands for it, and the version locations that it alone has.

#include <string.h>

#include "base/error.h"
#include "cupel_run.h"
#include "project/path.h"

// ---- version locations that only the base branch has

// The project of this tree that one of the base branch is; SIZE_MAX: none. Several may share a script
// location, for several databases: then the one whose locations it has.
static size_t find_same(const struct cupel_run *run, const struct alembic_project *other) {
    size_t found = SIZE_MAX, count = 0;
    for (size_t i = 0; i < run->projects.count; i++) {
        const struct alembic_project *project = &run->projects.items[i];
        if (!str_equal(project->script_location, other->script_location) ||
            !str_equal(project->section, other->section)) {
            continue;
        }
        for (size_t j = 0; j < other->version_locations.count; j++) {
            if (str_list_has(&project->version_locations, other->version_locations.items[j])) {
                return i;
            }
        }
        found = i;
        count++;
    }
    return count == 1 ? found : SIZE_MAX;
}

static bool is_known_location(const struct cupel_run *run, struct str folder) {
    bool found = false;
    for (size_t i = 0; i < run->projects.count; i++) {
        found |= str_list_has(&run->projects.items[i].version_locations, folder);
    }
    return found;
}

static void add_locations(struct cupel_run *run, const struct alembic_project *other) {
    size_t same = find_same(run, other);
    for (size_t i = 0; same != SIZE_MAX && i < other->version_locations.count; i++) {
        struct str folder = other->version_locations.items[i];
        if (!is_known_location(run, folder)) {
            struct str_list *locations = &run->projects.items[same].version_locations;
            *ARENA_PUSH(run->arena, locations) = folder;
            run->compared.is_done = false; // that folder was not looked at
        }
    }
}

static void widen(struct cupel_run *run, const struct selection_base *base) {
    struct cupel_error ignored = {0}; // what cannot be read there adds nothing
    struct alembic_projects projects = {0};
    if (run->is_widened || !base->is_known || base->tip_files || !run->git) {
        return;
    }
    run->is_widened = true;
    struct files *tip = files_from_commit(run->arena, run->git, &base->tip, &ignored);
    if (tip && projects_find(run->arena, tip, &run->settings, &projects, &ignored)) {
        for (size_t i = 0; i < projects.count; i++) {
            add_locations(run, &projects.items[i]);
        }
    }
}

// Has the base branch configured a project otherwise, or put migrations where this tree has none?
static bool has_moved_on(struct cupel_run *run, struct files *tip,
                         const struct git_commit_name *fork,
                         const struct selection_base *base) {
    struct cupel_error ignored = {0};
    struct git_comparison theirs = {.side = GIT_SIDE_COMMIT, .from = *fork, .to = base->tip};
    struct git_changes changes = {0};
    for (size_t i = 0; i < run->projects.count; i++) {
        const struct alembic_project *project = &run->projects.items[i];
        struct str here, there, problem;
        if (project->config.size > 0 &&
            files_read(run->files, project->config, &here, &problem) == FILE_READ &&
            files_read(tip, project->config, &there, &problem) == FILE_READ &&
            !str_equal(here, there)) {
            return true;
        }
        *ARENA_PUSH(run->arena, &theirs.folders) = project->script_location;
    }
    *ARENA_PUSH(run->arena, &theirs.endings) = STR(".py");
    bool found = false;
    if (git_changes_find(run->arena, run->git, &theirs, &changes, &ignored)) {
        for (size_t i = 0; i < changes.count; i++) {
            size_t owner;
            found |= !selection_is_migration_path(run, changes.items[i].path, &owner) &&
                     !str_is(path_name(changes.items[i].path), "env.py");
        }
    }
    return found;
}

void base_widen_since(struct cupel_run *run, const struct selection_base *base,
                      const struct git_commit_name *fork, struct files *tip) {
    if (strcmp(fork->hex, base->tip.hex) != 0 && has_moved_on(run, tip, fork, base)) {
        widen(run, base);
    }
}

// ---- which commit it is

// Without a base branch nothing can be compared with it; the other selections only know less of
// what is pending.
static bool needs_base(const struct cupel_run *run) {
    return run->options.selection == CUPEL_CHANGED || run->options.selection == CUPEL_RANGE;
}

// An object name in full, as CI knows the commit that a push replaced.
static bool is_object_name(struct str name) {
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return name.size == 40 || name.size == 64;
}

// Zeros: the push made the branch.
static bool is_nobody(struct str name) {
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] != '0') {
            return false;
        }
    }
    return true;
}

// What a forced push left behind is gone; a shallow clone may only lack it, and says so.
static bool is_gone(struct cupel_run *run, struct str name) {
    return run->options.selection == CUPEL_RANGE && is_object_name(name) &&
           !git_has_revision(run->git, str_copy(run->arena, name).data) &&
           (is_nobody(name) || !git_is_shallow(run->git));
}

// Instead of a commit that is gone: the base branch as without --base. Where that is what was
// pushed, all of a new branch, or the last commit of one that was forced.
static bool fall_back(struct cupel_run *run, struct str gone, struct selection_base *base,
                      struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct str name = run->settings.base;
    if (name.size == 0) {
        name = git_default_base(arena, run->git);
    }
    name = str_copy(arena, name);
    base->is_known = name.size > 0 && git_has_revision(run->git, name.data) &&
                     git_resolve(run->git, name.data, &base->tip, error);
    if (base->is_known && strcmp(base->tip.hex, run->head.hex) == 0) {
        base->is_known = false;
    }
    if (!base->is_known && !is_nobody(gone)) {
        name = str_format(arena, "%s^", run->head.hex);
        base->is_known = git_has_revision(run->git, name.data) &&
                         git_resolve(run->git, name.data, &base->tip, error);
    }
    base->is_nothing = !base->is_known;
    base->name = base->is_known ? name : STR("the beginning");
    note(run, "git knows no revision '" STR_FMT "': judged from " STR_FMT " on", STR_ARG(gone),
         STR_ARG(base->name));
    return true;
}

static bool find_base(struct cupel_run *run, struct selection_base *base,
                      struct cupel_error *error) {
    *base = (struct selection_base){0};
    if (!run->git || git_is_unborn(run->git)) {
        return true;
    }
    struct str name = run->options.base ? str_from(run->options.base) : run->settings.base;
    if (name.size == 0) {
        name = git_default_base(run->arena, run->git);
    }
    if (is_gone(run, name)) {
        return fall_back(run, name, base, error);
    }
    if (run->options.selection == CUPEL_STAGED &&
        (name.size == 0 || !git_has_revision(run->git, str_copy(run->arena, name).data))) {
        name = STR("HEAD");
    }
    base->name = str_copy(run->arena, name);
    if (name.size == 0 || (!needs_base(run) && !git_has_revision(run->git, base->name.data))) {
        return true;
    }
    base->is_known = git_resolve(run->git, base->name.data, &base->tip, error);
    return base->is_known;
}

bool base_sets_locations(const struct cupel_run *run) {
    bool found = false;
    for (size_t i = 0; i < run->projects.count; i++) {
        found |= run->projects.items[i].is_by_program;
    }
    return found;
}

bool selection_base(struct cupel_run *run, struct selection_base *base,
                    struct cupel_error *error) {
    if (!run->has_base && !find_base(run, &run->base, error)) {
        return false;
    }
    if (!run->has_base && base_sets_locations(run)) {
        widen(run, &run->base); // one that this tree took away would not be looked at
    }
    run->has_base = true;
    *base = run->base;
    return true;
}
