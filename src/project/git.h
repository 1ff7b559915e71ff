/**
 * git: what a repository says: revisions, changed paths, blobs. Read only. The one module that
 * includes libgit2, which is set up when the first repository is opened and not before. Each
 * struct git is for one thread; two threads may each have their own.
 *
 * Paths are relative to the repository's root, with slashes. Nothing in the repository is run:
 * no hooks, no filter programs. GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY,
 * GIT_ALTERNATE_OBJECT_DIRECTORIES and GIT_CEILING_DIRECTORIES are honoured as git does.
 */
#ifndef PROJECT_GIT_H
#define PROJECT_GIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

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

/** The repository that holds `folder` (or that GIT_DIR names), or NULL when there is none. With
 * the error set when there is one that cannot be read. The arena owns it. */
struct git *git_open(struct arena *arena, const char *folder, struct cupel_error *error);

/** Absolute path of the work tree's root without symbolic links, with a slash at its end;
 * empty: a bare repository. */
struct str git_root(const struct git *git);

bool git_is_bare(const struct git *git);

/** The folder that hooks are run from, absolute: core.hooksPath, else the repository's own,
 * which linked work trees share. */
bool git_hooks_folder(struct arena *arena, struct git *git, struct str *folder,
                      struct cupel_error *error);

/** Resolves a revision to a commit. False when it names none; the error says what is known:
 * a shallow clone names fetch-depth. */
bool git_resolve(struct git *git, const char *revision, struct git_commit_name *commit,
                 struct cupel_error *error);

/** True when the revision names a commit; no error. */
bool git_has_revision(struct git *git, const char *revision);

bool git_is_shallow(struct git *git);

/** Are there objects that git would show others for (git-replace)? They are read as they are. */
bool git_has_replacements(struct git *git);

/** True when HEAD names no commit yet. */
bool git_is_unborn(struct git *git);

/** The base branch of INTERFACE section 1: origin/HEAD, else the first of origin/main,
 * origin/master, main, master that exists; empty when none does. */
struct str git_default_base(struct arena *arena, struct git *git);

/** The merge base, the best commit that both descend from. False when there is none; in a
 * shallow clone the error names fetch-depth: 0. (libgit2 has a function git_merge_base.) */
bool git_common_ancestor(struct git *git, const struct git_commit_name *one,
                         const struct git_commit_name *two, struct git_commit_name *base,
                         struct cupel_error *error);

/** The name of who wrote a file as it is in a commit: the author of the newest commit that changed
 * it. Empty when there is none, or the history does not reach so far. */
struct str git_author(struct arena *arena, struct git *git,
                      const struct git_commit_name *commit, struct str path);

/** What a commit is compared with. */
enum git_side { GIT_SIDE_COMMIT, GIT_SIDE_INDEX, GIT_SIDE_WORKTREE };

struct git_comparison {
    struct git_commit_name from; // empty: an empty tree
    enum git_side side;
    struct git_commit_name to; // SIDE_COMMIT only
    /** What is told: files with one of these endings (empty: any) below one of these folders
     * (empty: all; "" is the root). A file that was deleted elsewhere is still known as the old
     * path of a rename, unless its deletion is not in the index yet. */
    struct str_list folders, endings;
};

/**
 * What differs. Untracked files of the work tree that are not ignored are added ones. Renames
 * are found as `git diff` finds them: at half the content in common, so an old path does not
 * mean that the content is the same; see same_content. The work tree is looked at below
 * `folders` only, which is what makes this fast in a big repository.
 */
bool git_changes_find(struct arena *arena, struct git *git,
                      const struct git_comparison *comparison, struct git_changes *changes,
                      struct cupel_error *error);

/** All file paths in a commit, or in the index when commit is NULL. Sorted. Links, submodules
 * and what is only announced (`git add --intent-to-add`) are left out. */
bool git_list(struct arena *arena, struct git *git, const struct git_commit_name *commit,
              struct str_list *paths, struct cupel_error *error);

/** The files of the index that a sparse checkout leaves out of the work tree. Sorted; none where the
 * checkout is whole. */
bool git_list_left_out(struct arena *arena, struct git *git, struct str_list *paths,
                       struct cupel_error *error);

/** Where the repository came from and where it stands; what is not known is empty. */
struct git_origin {
    struct str uri; // of the remote "origin", without passwords; never a path of this machine
    struct str branch;
    struct git_commit_name head;
};

void git_origin_read(struct arena *arena, struct git *git, struct git_origin *origin);

/** A remote's address as a URI without passwords; empty for a path and what is no address. */
struct str git_address_uri(struct arena *arena, struct str address);

enum { GIT_SIZE_LIMIT = 2 * 1024 * 1024 }; // bytes; larger blobs are not read

enum git_read_result {
    GIT_READ_DONE,
    GIT_READ_ABSENT,  // there is nothing of that name
    GIT_READ_NO_TEXT, // a folder, a link, a submodule
    GIT_READ_TOO_BIG, // over GIT_SIZE_LIMIT
    GIT_READ_FAILED,  // the error says why
};

/** A file's bytes in a commit, or in the index when commit is NULL (of a file in conflict: our
 * side's). */
enum git_read_result git_read(struct arena *arena, struct git *git,
                              const struct git_commit_name *commit, struct str path,
                              struct str *text, struct cupel_error *error);

/** Is the file in the work tree what the index holds, byte for byte but for line ends? By its
 * size and times, as git itself tells (index-format, "racy git"); false where that cannot be
 * told: files changed in the moment the index was written, repositories with filters. */
bool git_is_clean(struct git *git, struct str path);

/** A file's size and times by which its content is told to be the same. */
struct git_stamp {
    uint64_t size;
    struct {
        int64_t seconds, nanoseconds;
    } modified, changed;
};

/** Does the file have this stamp? */
bool git_stamp_fits(const struct git_stamp *stamp, const struct stat *status);

/** What the stamp of the file in the work tree must be for git_is_clean(); false: no stamp would
 * do. */
bool git_clean_stamp(struct git *git, struct str path, struct git_stamp *stamp);

/** A file of a tree or of the index, and what it holds. */
struct git_file {
    struct str path;
    unsigned char id[20]; // two files of the same id hold the same
    bool is_clean;        // of the index: git_is_clean()
};

struct git_files {
    struct git_file *items; // sorted by path
    size_t count, capacity;
};

/** The files of a commit, or of the index when commit is NULL, whose path `wants` takes. */
bool git_files_find(struct arena *arena, struct git *git, const struct git_commit_name *commit,
                    bool (*wants)(struct str path), struct git_files *files,
                    struct cupel_error *error);

/** The bytes of such a file, from git's objects. */
enum git_read_result git_file_read(struct arena *arena, struct git *git,
                                   const struct git_file *file, struct str *text,
                                   struct cupel_error *error);

#endif
