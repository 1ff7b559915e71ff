/**
 * git: what a repository says: revisions, changed paths, blobs. Read only. The one module that
 * includes libgit2, which is set up when the first repository is opened and not before.
 *
 * Paths are relative to the repository's root, with slashes. Nothing in the repository is run:
 * no hooks, no filter programs.
 */
#ifndef PROJECT_GIT_H
#define PROJECT_GIT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "cupel/cupel.h"

struct git;

/** An object name in full, or empty. */
struct git_commit_name {
    char hex[65];
};

enum git_change_kind {
    GIT_ADDED,
    GIT_MODIFIED,
    GIT_DELETED,
    GIT_RENAMED,
    GIT_COPIED,
    GIT_TYPE_CHANGED,
};

struct git_change {
    enum git_change_kind kind;
    struct str path;     // after the change; DELETED: the path that went
    struct str old_path; // RENAMED, COPIED: the path before; else equal to path
    bool same_content;   // RENAMED, COPIED, mode changes: not a byte differs
};

struct git_changes {
    struct git_change *items; // sorted by path
    size_t count, capacity;
};

/** The repository that holds `folder` (honouring GIT_DIR), or NULL when there is none. With the
 * error set when there is one that cannot be read. The arena owns it. */
struct git *git_open(struct arena *arena, const char *folder, struct cupel_error *error);

/** Absolute path of the work tree's root, with a slash at its end; empty: a bare repository. */
struct str git_root(const struct git *git);

bool git_is_bare(const struct git *git);

/** Resolves a revision to a commit. False when it names none; the error says what is known:
 * a shallow clone names fetch-depth. */
bool git_resolve(struct git *git, const char *revision, struct git_commit_name *commit,
                 struct cupel_error *error);

/** True when the revision names a commit; no error. */
bool git_has_revision(struct git *git, const char *revision);

/** True when HEAD names no commit yet. */
bool git_is_unborn(struct git *git);

/** The base branch of INTERFACE section 1: origin/HEAD, else the first of origin/main,
 * origin/master, main, master that exists; empty when none does. */
struct str git_default_base(struct arena *arena, struct git *git);

/** The merge base. False when there is none; in a shallow clone the error names fetch-depth: 0.
 */
bool git_merge_base(struct git *git, const struct git_commit_name *one,
                    const struct git_commit_name *two, struct git_commit_name *base,
                    struct cupel_error *error);

/** What differs between two trees; `from` may be empty (an empty tree). */
bool git_changes_between(struct arena *arena, struct git *git,
                         const struct git_commit_name *from, const struct git_commit_name *to,
                         struct git_changes *changes, struct cupel_error *error);

/** What differs between a commit (empty: no tree) and the index. */
bool git_changes_staged(struct arena *arena, struct git *git,
                        const struct git_commit_name *from, struct git_changes *changes,
                        struct cupel_error *error);

/** What differs between a commit (empty: no tree) and the work tree; untracked files that are
 * not ignored are added ones. */
bool git_changes_in_worktree(struct arena *arena, struct git *git,
                             const struct git_commit_name *from, struct git_changes *changes,
                             struct cupel_error *error);

/** All file paths below `folder` ("" or with a slash at its end) in a commit, or in the index
 * when commit is NULL. Sorted. Links and submodules are left out. */
bool git_list(struct arena *arena, struct git *git, const struct git_commit_name *commit,
              struct str folder, struct str_list *paths, struct cupel_error *error);

/** A file's bytes in a commit, or in the index when commit is NULL. False with no error set
 * when there is no such file; files over `limit` bytes set `too_big` and give no text. */
bool git_read(struct arena *arena, struct git *git, const struct git_commit_name *commit,
              struct str path, size_t limit, struct str *text, bool *too_big,
              struct cupel_error *error);

#endif
