/**
 * files: the texts of a project from disk, from git's index, from a commit, or from memory. The
 * only way that input comes in (git.h aside, which this uses).
 *
 * Paths are relative to the root (the repository's, or the working directory outside git), with
 * slashes, without "." and "..".
 *
 * A struct files is for one thread. Another thread gets its own by files_fork().
 */
#ifndef PROJECT_FILES_H
#define PROJECT_FILES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "cupel/cupel.h"
#include "project/git.h"
#include "project/path.h"

enum {
    FILE_SIZE_LIMIT = GIT_SIZE_LIMIT,     // bytes; larger files are not read
    SCRIPT_SIZE_LIMIT = 32 * 1024 * 1024, // of SQL scripts on disk: dumps of a whole history
};

struct files;

/** From the folder `root` (empty: the working directory) and below. */
struct files *files_from_disk(struct arena *arena, struct str root);

/** From git's index or a commit; NULL with the error set when it cannot be listed. */
struct files *files_from_index(struct arena *arena, struct git *git, struct cupel_error *error);
struct files *files_from_commit(struct arena *arena, struct git *git,
                                const struct git_commit_name *commit,
                                struct cupel_error *error);

/** Empty; fill it with files_put. */
struct files *files_from_memory(struct arena *arena);

/** The same texts for another thread, with a struct git of its own where files_need_git() (else
 * NULL). What `files` has read is used and not read again, so `files` must not be
 * used for anything while forks of it are. */
struct files *files_fork(struct arena *arena, const struct files *files, struct git *git);

/** For files from disk: lets files_survey() ask git's index for names instead of the disk, and reads
 * what a sparse checkout leaves out of the work tree from the index. */
bool files_use_git(struct files *files, struct git *git, struct cupel_error *error);

/** Do forks need a struct git of their own? */
bool files_need_git(const struct files *files);

/** The root on disk, absolute, without symbolic links, with a slash at its end; empty: none (a
 * bare repository, memory). */
struct str files_root(const struct files *files);

/** Lays a text over whatever the path holds: standard input under its name, tests. */
void files_put(struct files *files, struct str path, struct str text);

enum file_result {
    FILE_READ,
    FILE_ABSENT,     // there is nothing of that name
    FILE_TOO_BIG,    // over FILE_SIZE_LIMIT, or SCRIPT_SIZE_LIMIT
    FILE_NO_TEXT,    // a folder, a device, a link that leads out of the root
    FILE_UNREADABLE, // see problem
};

/** Reads a file; on FILE_UNREADABLE `problem` says why. What was read is kept and given again.
 */
enum file_result files_read(struct files *files, struct str path, struct str *text,
                            struct str *problem);

/** Reads a file that a user names, wherever on disk it is. */
enum file_result files_read_anywhere(struct arena *arena, const char *path, struct str *text,
                                     struct str *problem);

/** Adds the files of a folder ("" is the root), those of its subfolders too when `deep`;
 * sorted. A folder that is not there has none. Links to folders are not followed; on disk,
 * hidden subfolders, node_modules, __pycache__ and virtual environments are passed by. */
void files_list(struct files *files, struct str folder, bool deep, struct str_list *paths);

/** Was a folder on disk too big to be listed whole? The nearest 100,000 entries were then. */
bool files_is_cut(const struct files *files);

/**
 * Where to look for what may lie anywhere. All files of an index or a commit. From disk, with
 * files_use_git(): what the index names, and the files of `folder` and of the folders above it
 * (nobody need have added them), for walking through a big work tree and all that git ignores
 * there would take long; else all files below the root. Sorted. True: that is all there is;
 * false: files_list() of the root would find more.
 */
bool files_survey(struct files *files, struct str folder, struct str_list *paths);

/** True when the path is a folder that holds something. */
bool files_is_folder(struct files *files, struct str path);

#endif
