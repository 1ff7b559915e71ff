#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "project/git_private.h"

enum { RENAME_SOURCES = 1000 }; // git's diff.renameLimit as it is by default

struct filter {
    struct git *git;
    const struct git_comparison *comparison;
};

static bool in_folders(const struct git_comparison *comparison, struct str path) {
    for (size_t i = 0; i < comparison->folders.count; i++) {
        struct str folder = comparison->folders.items[i];
        if (!folder.size || (str_starts(path, folder) && path.size > folder.size &&
                             path.data[folder.size] == '/')) {
            return true;
        }
    }
    return comparison->folders.count == 0;
}

static bool has_ending(const struct git_comparison *comparison, struct str path) {
    for (size_t i = 0; i < comparison->endings.count; i++) {
        if (str_ends(path, comparison->endings.items[i])) {
            return true;
        }
    }
    return comparison->endings.count == 0;
}

// `git add --intent-to-add` puts an empty file into the index, which no commit will have.
static bool is_announced(struct git *git, const char *path) {
    const git_index_entry *entry =
        git->index ? git_index_get_bypath(git->index, path, 0) : NULL;
    return entry && (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

// In a sparse checkout, git does not put these into the work tree: they are not deleted.
static bool is_left_out(struct git *git, const char *path) {
    const git_index_entry *entry =
        git->index ? git_index_get_bypath(git->index, path, 0) : NULL;
    return entry && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

// Called for each difference before it is taken in; above 0: leave it out. This keeps the
// search for renames to the files that matter.
static int choose(const git_diff *diff, const git_diff_delta *delta, const char *pathspec,
                  void *payload) {
    (void)diff;
    (void)pathspec;
    const struct filter *filter = payload;
    struct str path = str_from(delta->old_file.path);
    if (delta->new_file.mode == GIT_FILEMODE_COMMIT ||
        delta->old_file.mode == GIT_FILEMODE_COMMIT) {
        return 1; // a submodule
    }
    bool wanted = has_ending(filter->comparison, path) &&
                  (in_folders(filter->comparison, path) || delta->status == GIT_DELTA_DELETED);
    return wanted ? 0 : 1;
}

static int diff_staged(const struct filter *filter, git_tree *tree, git_diff_options *options,
                       git_diff **diff) {
    return git_diff_tree_to_index(diff, filter->git->repository, tree, filter->git->index,
                                  options);
}

// What git diff <commit> does, with untracked files: tree to index, index to work tree, merged.
// libgit2's own function for it would look at the whole work tree, or miss renames.
static int diff_worktree(const struct filter *filter, git_tree *tree, git_diff_options *options,
                         git_diff **diff) {
    struct git *git = filter->git;
    const struct str_list *folders = &filter->comparison->folders;
    // For both: git_diff_merge() drops what the first would not have.
    options->flags |= GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS;
    int result = diff_staged(filter, tree, options, diff);
    if (result != 0) {
        return result;
    }
    git_diff *work = NULL;
    git_diff_options limited = *options;
    limited.flags |= GIT_DIFF_DISABLE_PATHSPEC_MATCH;
    limited.pathspec.strings = ARENA_NEW(git->arena, char *, folders->count + 1);
    for (size_t i = 0; i < folders->count; i++) {
        struct str folder = str_copy(git->arena, folders->items[i]);
        if (!folder.size) {
            limited.pathspec.count = 0;
            break;
        }
        // libgit2 wants char * but does not write to it.
        limited.pathspec.strings[i] = (char *)(uintptr_t)folder.data;
        limited.pathspec.count = i + 1;
    }
    result = git_diff_index_to_workdir(&work, git->repository, git->index, &limited);
    if (result == 0) {
        result = git_diff_merge(*diff, work);
    }
    git_diff_free(work);
    return result;
}

static int make_diff(const struct filter *filter, git_tree *from, git_tree *to,
                     git_diff **diff) {
    git_diff_options options;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.flags =
        GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_IGNORE_SUBMODULES | GIT_DIFF_SKIP_BINARY_CHECK;
    options.notify_cb = choose;
    // libgit2 hands this back to `choose` alone, which does not write to it.
    options.payload = (void *)(uintptr_t)filter;
    int result = 0;
    if (filter->comparison->side == GIT_SIDE_COMMIT) {
        result = git_diff_tree_to_tree(diff, filter->git->repository, from, to, &options);
    } else if (filter->comparison->side == GIT_SIDE_INDEX) {
        result = diff_staged(filter, from, &options, diff);
    } else {
        result = diff_worktree(filter, from, &options, diff);
    }
    if (result == 0) {
        git_diff_find_options find;
        git_diff_find_options_init(&find, GIT_DIFF_FIND_OPTIONS_VERSION);
        find.flags = GIT_DIFF_FIND_RENAMES | GIT_DIFF_FIND_COPIES | GIT_DIFF_FIND_FOR_UNTRACKED;
        find.rename_limit = RENAME_SOURCES;
        result = git_diff_find_similar(*diff, &find);
    }
    return result;
}

// The object name of one side of a difference; of a file in the work tree it may have to be
// worked out.
static bool content_of(struct git *git, const git_diff_file *file, git_oid *id) {
    if (file->flags & GIT_DIFF_FLAG_VALID_ID) {
        git_oid_cpy(id, &file->id);
        return true;
    }
    return git->root.size && git_repository_hashfile(id, git->repository, file->path,
                                                     GIT_OBJECT_BLOB, file->path) == 0;
}

static bool has_same_content(struct git *git, const git_diff_delta *delta) {
    git_oid before, after;
    if (delta->status == GIT_DELTA_ADDED || delta->status == GIT_DELTA_DELETED ||
        delta->status == GIT_DELTA_UNTRACKED || delta->status == GIT_DELTA_CONFLICTED) {
        return false;
    }
    return content_of(git, &delta->old_file, &before) &&
           content_of(git, &delta->new_file, &after) && git_oid_equal(&before, &after);
}

static const struct {
    git_delta_t status;
    enum git_change_kind kind;
} kinds[] = {
    {GIT_DELTA_ADDED, GIT_ADDED},
    {GIT_DELTA_UNTRACKED, GIT_ADDED},
    {GIT_DELTA_MODIFIED, GIT_MODIFIED},
    {GIT_DELTA_CONFLICTED, GIT_MODIFIED},
    {GIT_DELTA_UNREADABLE, GIT_MODIFIED},
    {GIT_DELTA_DELETED, GIT_DELETED},
    {GIT_DELTA_RENAMED, GIT_RENAMED},
    {GIT_DELTA_COPIED, GIT_COPIED},
    {GIT_DELTA_TYPECHANGE, GIT_TYPE_CHANGED},
};

static bool is_told(const struct filter *filter, const git_diff_delta *delta,
                    enum git_change_kind *kind) {
    size_t row = 0;
    while (row < sizeof kinds / sizeof *kinds && kinds[row].status != delta->status) {
        row++;
    }
    if (row == sizeof kinds / sizeof *kinds) {
        return false;
    }
    *kind = kinds[row].kind;
    const char *path = delta->new_file.path;
    if (*kind == GIT_DELETED) {
        // Kept until here as the old path that a rename may have.
        return in_folders(filter->comparison, str_from(path)) &&
               !(filter->comparison->side == GIT_SIDE_WORKTREE &&
                 is_left_out(filter->git, path));
    }
    return !(*kind == GIT_ADDED && filter->comparison->side == GIT_SIDE_INDEX &&
             is_announced(filter->git, path));
}

static int compare_changes(const void *a, const void *b) {
    const struct git_change *one = a;
    const struct git_change *two = b;
    return str_compare(one->path, two->path);
}

static void tell(struct arena *arena, const struct filter *filter, const git_diff *diff,
                 struct git_changes *changes) {
    struct git_changes told = {0};
    for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
        const git_diff_delta *delta = git_diff_get_delta(diff, i);
        enum git_change_kind kind = GIT_ADDED;
        if (!is_told(filter, delta, &kind)) {
            continue;
        }
        *ARENA_PUSH(arena, &told) = (struct git_change){
            .kind = kind,
            .path = str_copy(arena, str_from(delta->new_file.path)),
            .old_path = str_copy(arena, str_from(delta->old_file.path)),
            .same_content = has_same_content(filter->git, delta),
        };
    }
    if (told.count) {
        qsort(told.items, told.count, sizeof *told.items, compare_changes);
    }
    *changes = told;
}

bool git_changes_find(struct arena *arena, struct git *git,
                      const struct git_comparison *comparison, struct git_changes *changes,
                      struct cupel_error *error) {
    const struct filter filter = {git, comparison};
    git_tree *from = NULL;
    git_tree *to = NULL;
    git_diff *diff = NULL;
    bool done = false;
    if (comparison->side == GIT_SIDE_WORKTREE && git_is_bare(git)) {
        error_set(error, NULL, 0, "a bare git repository has no work tree");
        goto out;
    }
    if (!git_tree_of(git, &comparison->from, &from, error) ||
        !git_tree_of(git, &comparison->to, &to, error) ||
        (comparison->side != GIT_SIDE_COMMIT && !git_index_of(git, error))) {
        goto out;
    }
    if (make_diff(&filter, from, to, &diff) != 0) {
        git_fail_missing(git, error, "cannot compare with git");
        goto out;
    }
    tell(arena, &filter, diff, changes);
    done = true;
out:
    git_diff_free(diff);
    git_tree_free(to);
    git_tree_free(from);
    return done;
}
