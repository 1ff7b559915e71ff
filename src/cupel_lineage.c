#include "cupel_run.h"
#include "project/revisions.h"

struct revisions {
    struct revision *items;
    size_t count, capacity;
};

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
    *revisions =
        (struct revisions){.items = ARENA_NEW(run->arena, struct revision, paths->count),
                           .capacity = paths->count};
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

static void make_history(struct arena *arena, struct revisions *revisions,
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
                  struct past *past, struct lineage *lineage, struct cupel_error *error) {
    struct str_list paths = {0};
    struct revisions revisions = {0};
    *lineage = (struct lineage){.project = project, .is_partial = base->is_partial};
    selection_list(run, run->files, project, &paths);
    lineage->environment = reading_environment(run, &run->projects.items[project]);
    if (!read_headers(run, &paths, lineage, &revisions, error)) {
        return false;
    }
    if (past->tip) {
        past_mark(run, past, project, revisions.items, revisions.count);
    }
    for (size_t i = 0; base->is_nothing && i < revisions.count; i++) {
        revisions.items[i].is_pending = true;
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

struct str lineage_path(const struct lineage *lineage, size_t place) {
    return lineage->history->revisions[lineage->history->order[place]].path;
}

const struct lineage *lineages_find(const struct lineages *lineages, size_t project,
                                    struct str path) {
    for (size_t i = 0; i < lineages->count; i++) {
        const struct lineage *lineage = &lineages->items[i];
        if (lineage->project == project && lineage_find_path(lineage, path) != SIZE_MAX) {
            return lineage;
        }
    }
    return NULL;
}
