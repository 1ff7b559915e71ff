// What the base branch has, and how this tree came away from it.

#include <string.h>

#include "base/error.h"
#include "cupel_run.h"
#include "project/revisions.h"

// ---- what is compared

// Memory has no git to ask: every text is looked at.
static void compare_files(struct arena *arena, struct files *from, struct files *to,
                          struct git_changes *changes) {
    struct str_list before = {0}, after = {0};
    struct str old_text, new_text, problem;
    files_list(from, STR(""), true, &before);
    files_list(to, STR(""), true, &after);
    for (size_t i = 0; i < after.count; i++) {
        struct str path = after.items[i];
        bool was_there = files_read(from, path, &old_text, &problem) == FILE_READ;
        if (files_read(to, path, &new_text, &problem) == FILE_READ &&
            !(was_there && str_equal(old_text, new_text))) {
            *ARENA_PUSH(arena, changes) = (struct git_change){
                .kind = was_there ? GIT_MODIFIED : GIT_ADDED, .path = path, .old_path = path};
        }
    }
    for (size_t i = 0; i < before.count; i++) {
        struct str path = before.items[i];
        if (files_read(to, path, &new_text, &problem) == FILE_ABSENT) {
            *ARENA_PUSH(arena, changes) =
                (struct git_change){.kind = GIT_DELETED, .path = path, .old_path = path};
        }
    }
}

// The commit that the tree at hand stands on.
bool past_resolve_head(struct cupel_run *run, struct git_commit_name *head,
                       struct cupel_error *error) {
    if (run->options.selection == CUPEL_RANGE) {
        *head = run->head;
        return true;
    }
    return git_resolve(run->git, "HEAD", head, error);
}

// In a clone that lacks something, what can be said without it is said, and the rest named.
static void give_up(struct cupel_run *run, struct past *past,
                    const struct cupel_error *trouble) {
    note(run, "not compared with " STR_FMT ": %s", STR_ARG(past->name), trouble->message);
    past->is_compared = false;
    past->ours = past->theirs = (struct git_changes){0};
}

const struct git_changes *past_ours(struct cupel_run *run, struct past *past) {
    struct cupel_error trouble = {0};
    if (past->is_compared && !past->has_ours) {
        past->has_ours = true;
        if (!selection_changes(run, &past->fork, &past->ours, &trouble)) {
            give_up(run, past, &trouble);
        }
    }
    return &past->ours;
}

static bool compare_with_base(struct cupel_run *run, const struct selection_base *base,
                              struct past *past, struct cupel_error *error) {
    struct git_commit_name head;
    struct cupel_error trouble = {0}, ignored = {0}; // without a common commit nothing is said
    bool has_tree = run->options.selection == CUPEL_RANGE || !git_is_bare(run->git);
    past->tip = files_from_commit(run->arena, run->git, &base->tip, error);
    if (!past->tip) {
        return false;
    }
    if (!has_tree || !past_resolve_head(run, &head, &ignored) ||
        !git_common_ancestor(run->git, &base->tip, &head, &past->fork, &ignored)) {
        return true;
    }
    base_widen_since(run, base, &past->fork, past->tip);
    past->name = base->name;
    past->is_compared = true;
    struct git_comparison theirs = {
        .side = GIT_SIDE_COMMIT, .from = past->fork, .to = base->tip};
    if (strcmp(past->fork.hex, base->tip.hex) != 0 &&
        !selection_compare(run, &theirs, &past->theirs, &trouble)) {
        give_up(run, past, &trouble);
    }
    return true;
}

bool past_find(struct cupel_run *run, const struct selection_base *base, struct past *past,
               struct cupel_error *error) {
    *past = (struct past){0};
    if (base->tip_files) {
        past->tip = base->tip_files;
        past->is_compared = past->has_ours = true;
        compare_files(run->arena, base->fork_files, run->files, &past->ours);
        compare_files(run->arena, base->fork_files, base->tip_files, &past->theirs);
        return true;
    }
    return !base->is_known || compare_with_base(run, base, past, error);
}

// ---- reading what the base branch has

struct migration *past_read(struct cupel_run *run, struct past *past, struct str path,
                            const struct naming_convention *naming, struct cupel_error *error) {
    struct reading reading = {.path = path, .naming = naming};
    struct cupel_run other = *run;
    other.files = past->tip;
    other.evaluated = NULL;
    other.helpers = NULL;
    other.options.selection = run->git ? CUPEL_RANGE : CUPEL_PATHS;
    other.workers.count = other.workers.capacity = 0;
    other.workers.items = NULL;
    return reading_all(&other, &reading, 1, error) ? reading.migration : NULL;
}

bool past_header(struct cupel_run *run, struct past *past, struct str path,
                 struct revision *revision) {
    struct str text, problem;
    struct cupel_error ignored = {0}; // what cannot be read names no revision
    enum file_result result = files_read(past->tip, path, &text, &problem);
    if (result == FILE_UNREADABLE && !past->is_lacking) {
        past->is_lacking = true;
        note(run, "not all of the base branch can be read: " STR_FMT, STR_ARG(problem));
    }
    if (result != FILE_READ) {
        return false;
    }
    *revision = revision_read(run->arena, path, text);
    if (!revision->is_literal) {
        const struct migration *migration = past_read(run, past, path, NULL, &ignored);
        if (migration && migration->revision.id.size > 0) {
            *revision = migration->revision;
        }
    }
    return revision->id.size > 0;
}

// ---- which revisions are pending

static void add_moved(struct cupel_run *run, struct past *past, struct str path,
                      struct map *moved) {
    struct revision revision;
    if (past_header(run, past, path, &revision)) {
        map_put(moved, revision.id, run);
    }
}

// A revision is on the base branch when its file is, or another file there has its id.
void past_mark(struct cupel_run *run, struct past *past, size_t project,
               struct revision *revisions, size_t count) {
    struct map there = {.arena = run->arena};
    struct map moved = {.arena = run->arena};
    struct str_list paths = {0};
    selection_list(run, past->tip, project, &paths);
    for (size_t i = 0; i < paths.count; i++) {
        map_put(&there, paths.items[i], run);
    }
    for (size_t i = 0; i < count; i++) {
        revisions[i].is_pending = !map_find(&there, revisions[i].path);
        map_put(&there, revisions[i].path, NULL);
    }
    for (size_t i = 0; i < there.count; i++) {
        if (there.items[i].value) {
            add_moved(run, past, there.items[i].key, &moved);
        }
    }
    for (size_t i = 0; i < count; i++) {
        revisions[i].is_pending &= !map_find(&moved, revisions[i].id);
    }
}

// ---- what is wrong between the two

struct history_fault *past_add_fault(struct cupel_run *run, struct lineage *lineage,
                                     const char *rule, const struct revision *revision) {
    struct history_fault *fault = ARENA_PUSH(run->arena, &lineage->history->faults);
    *fault = (struct history_fault){
        .rule = rule, .revision = revision, .message_name = revision->id};
    return fault;
}

bool past_is_of_project(const struct cupel_run *run, struct str path, size_t project) {
    size_t owner;
    return selection_is_migration_path(run, path, &owner) && owner == project;
}

struct map past_changed_paths(struct cupel_run *run, const struct git_changes *changes) {
    struct map paths = {.arena = run->arena};
    for (size_t i = 0; i < changes->count; i++) {
        map_put(&paths, changes->items[i].path, run);
        if (changes->items[i].kind != GIT_COPIED) {
            map_put(&paths, changes->items[i].old_path, run);
        }
    }
    return paths;
}

const struct map *past_our_paths(struct cupel_run *run, struct past *past) {
    const struct git_changes *ours = past_ours(run, past);
    if (past->our_paths.count == 0) {
        past->our_paths = past_changed_paths(run, ours);
    }
    return &past->our_paths;
}

size_t past_find_deleted(struct cupel_run *run, struct past *past, struct lineage *lineage,
                         const struct git_changes *changes) {
    size_t found = 0;
    for (size_t i = 0; past->is_compared && i < changes->count; i++) {
        const struct git_change *change = &changes->items[i];
        struct revision *revision = ARENA_NEW(run->arena, struct revision, 1);
        if (change->kind == GIT_ADDED || change->kind == GIT_COPIED ||
            !past_is_of_project(run, change->old_path, lineage->project) ||
            !selection_wants(run, change->old_path) ||
            !past_header(run, past, change->old_path, revision) ||
            history_find(lineage->history, revision->id) != SIZE_MAX) {
            continue;
        }
        // A file that is still there, under another revision, is where it is said.
        size_t here = lineage_find_path(lineage, change->path);
        struct history_fault *fault =
            past_add_fault(run, lineage, "released-migration-deleted",
                           here == SIZE_MAX ? revision : &lineage->history->revisions[here]);
        fault->message_name = revision->id;
        fault->detail = revision->path;
        found += here == SIZE_MAX;
    }
    return found;
}

// Pending revisions that a released one follows, whether right behind or further down.
static void find_inserted(struct cupel_run *run, struct past *past, struct lineage *lineage) {
    const struct history *history = lineage->history;
    const struct revision **released =
        ARENA_NEW(run->arena, const struct revision *, history->count);
    for (size_t i = history->count; i-- > 0;) {
        const struct revision *revision = &history->revisions[history->order[i]];
        const struct revision *above =
            revision->is_pending ? released[history->order[i]] : revision;
        const struct str_list *names[] = {&revision->down_revisions, &revision->depends_on};
        if (revision->is_pending && above &&
            map_find(past_our_paths(run, past), revision->path)) {
            struct history_fault *fault =
                past_add_fault(run, lineage, "revision-inserted-before-released", revision);
            *ARENA_PUSH(run->arena, &fault->names) = above->id;
        }
        for (size_t j = 0; above && j < 2; j++) {
            for (size_t k = 0; k < names[j]->count; k++) {
                size_t down = history_find(history, names[j]->items[k]);
                if (down != SIZE_MAX) {
                    released[down] = above;
                }
            }
        }
    }
}

void past_compare(struct cupel_run *run, struct past *past, const struct selection_base *base,
                  struct lineage *lineage) {
    if (!past->is_compared || lineage->project == SIZE_MAX) {
        return;
    }
    find_inserted(run, past, lineage);
    if (past->theirs.count > 0) {
        merged_compare(run, past, base, lineage);
    }
}
