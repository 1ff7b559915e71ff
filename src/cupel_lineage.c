#include "cupel_run.h"
#include "project/revisions.h"

struct revisions {
    struct revision *items;
    size_t count, capacity;
};

// What the base branch has, as sets (the value is of no matter): the paths of its migrations,
// and the ids of those whose path this tree does not have (renamed ones).
struct released {
    struct map paths, moved_ids;
};

static bool read_released(struct cupel_run *run, size_t project,
                          const struct selection_base *base, const struct map *here,
                          struct released *released, struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct str_list paths = {0};
    *released = (struct released){.paths.arena = arena, .moved_ids.arena = arena};
    if (!git_list(arena, run->git, &base->tip, &paths, error)) {
        return false;
    }
    for (size_t i = 0; i < paths.count; i++) {
        size_t owner;
        if (!selection_is_migration_path(run, paths.items[i], &owner) || owner != project) {
            continue;
        }
        map_put(&released->paths, paths.items[i], arena);
        struct str text;
        struct cupel_error ignored = {0}; // a blob that cannot be read names no revision
        if (!map_find(here, paths.items[i]) &&
            git_read(arena, run->git, &base->tip, paths.items[i], &text, &ignored) ==
                GIT_READ_DONE) {
            struct revision revision = revision_read(arena, paths.items[i], text);
            map_put(&released->moved_ids, revision.id, arena);
        }
    }
    return true;
}

static bool mark_pending(struct cupel_run *run, size_t project,
                         const struct selection_base *base, struct revisions *revisions,
                         struct cupel_error *error) {
    struct map here = {.arena = run->arena};
    for (size_t i = 0; i < revisions->count; i++) {
        map_put(&here, revisions->items[i].path, &revisions->items[i]);
    }
    struct released released;
    if (!read_released(run, project, base, &here, &released, error)) {
        return false;
    }
    for (size_t i = 0; i < revisions->count; i++) {
        struct revision *revision = &revisions->items[i];
        revision->is_pending = !map_find(&released.paths, revision->path) &&
                               !map_find(&released.moved_ids, revision->id);
    }
    return true;
}

// A header that is no literal: the evaluator may know it.
static bool evaluate_header(struct cupel_run *run, struct revision *revision,
                            struct cupel_error *error) {
    struct reading reading = {.path = revision->path};
    if (!reading_all(run, &reading, 1, error)) {
        return false;
    }
    if (reading.migration->revision.id.size > 0) {
        *revision = reading.migration->revision;
    }
    return true;
}

// The revision that a file's text names; an empty id when it names none.
static bool read_header(struct cupel_run *run, struct str path, struct str text,
                        struct revision *revision, struct cupel_error *error) {
    *revision = revision_read(run->arena, path, text);
    revision->is_pending = run->git && git_is_unborn(run->git);
    return revision->is_literal || evaluate_header(run, revision, error);
}

// Headers of the files; those without a revision are counted as missing.
static bool read_headers(struct cupel_run *run, const struct str_list *paths,
                         struct lineage *lineage, struct revisions *revisions,
                         struct cupel_error *error) {
    lineage->texts = ARENA_NEW(run->arena, struct str, paths->count);
    for (size_t i = 0; i < paths->count; i++) {
        struct str text, problem;
        struct revision revision = {0};
        if (files_read(run->files, paths->items[i], &text, &problem) == FILE_READ &&
            !read_header(run, paths->items[i], text, &revision, error)) {
            return false;
        }
        if (revision.id.size == 0) {
            lineage->misses_files = true;
            continue;
        }
        revision.project = (uint32_t)lineage->project;
        lineage->texts[revisions->count] = text;
        *ARENA_PUSH(run->arena, revisions) = revision;
    }
    return true;
}

static void make_history(struct arena *arena, const struct revisions *revisions,
                         struct lineage *lineage) {
    lineage->history = history_new(arena, revisions->items, revisions->count);
    lineage->migrations = ARENA_NEW(arena, struct migration *, revisions->count);
    lineage->is_judged = ARENA_NEW(arena, bool, revisions->count);
    lineage->by_path.arena = arena;
    for (size_t i = 0; i < lineage->history->count; i++) {
        struct revision *revision = &lineage->history->revisions[i];
        map_put(&lineage->by_path, revision->path, revision);
    }
}

bool lineage_read(struct cupel_run *run, size_t project, const struct selection_base *base,
                  struct lineage *lineage, struct cupel_error *error) {
    struct str_list paths = {0};
    struct revisions revisions = {0};
    *lineage = (struct lineage){.project = project, .is_partial = base->is_partial};
    selection_list(run, project, &paths);
    if (!reading_environment(run, &run->projects.items[project], &lineage->environment,
                             error) ||
        !read_headers(run, &paths, lineage, &revisions, error) ||
        (base->is_known && !mark_pending(run, project, base, &revisions, error))) {
        return false;
    }
    make_history(run->arena, &revisions, lineage);
    return true;
}

bool lineage_of_files(struct cupel_run *run, const struct str_list *paths,
                      struct lineage *lineage, struct cupel_error *error) {
    struct revisions revisions = {0};
    *lineage = (struct lineage){
        .project = SIZE_MAX, .misses_files = true, .environment = environment_unknown()};
    if (!read_headers(run, paths, lineage, &revisions, error)) {
        return false;
    }
    make_history(run->arena, &revisions, lineage);
    return true;
}

size_t lineage_find_path(const struct lineage *lineage, struct str path) {
    const struct revision *revision = map_find(&lineage->by_path, path);
    return revision ? (size_t)(revision - lineage->history->revisions) : SIZE_MAX;
}
