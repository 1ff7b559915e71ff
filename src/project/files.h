/**
 * files: the texts of a project from disk, from git's index, from a commit, or from memory. The
 * only way that input comes in (git.h aside, which this uses).
 *
 * Paths are relative to the root (the repository's, or the working directory outside git), with
 * slashes, without "." and "..".
 */
#ifndef PROJECT_FILES_H
#define PROJECT_FILES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "cupel/cupel.h"
#include "project/git.h"

enum { FILE_SIZE_LIMIT = 2 * 1024 * 1024 }; // bytes; larger files are not read

struct files;

struct files *files_from_disk(struct arena *arena, struct str root);
struct files *files_from_index(struct arena *arena, struct git *git);
struct files *files_from_commit(struct arena *arena, struct git *git,
                                const struct git_commit_name *commit);
/** Empty; fill it with files_put. */
struct files *files_from_memory(struct arena *arena);

/** Lays a text over whatever the path holds: standard input under its name, tests. */
void files_put(struct files *files, struct str path, struct str text);

enum file_result {
    FILE_READ,
    FILE_ABSENT,     // there is nothing of that name
    FILE_TOO_BIG,    // over FILE_SIZE_LIMIT
    FILE_NO_TEXT,    // a folder, a device, a link that leads out of the root
    FILE_UNREADABLE, // see problem
};

/** Reads a file; on FILE_UNREADABLE `problem` says why. What was read is kept and given again.
 */
enum file_result files_read(struct files *files, struct str path, struct str *text,
                            struct str *problem);

/** The files of a folder ("" is the root), those of its subfolders too when `deep`. Sorted. A
 * folder that is not there has none. Links to folders are not followed. */
void files_list(struct files *files, struct str folder, bool deep, struct str_list *paths);

/** True when the path is a folder that holds something. */
bool files_is_folder(struct files *files, struct str path);

/** `path` relative to `folder` made plain: "." and ".." resolved; empty when it leaves the
 * root. */
struct str path_join(struct arena *arena, struct str folder, struct str path);
/** The folder part, without the slash at its end; empty: the root. */
struct str path_folder(struct str path);
/** The part behind the last slash. */
struct str path_name(struct str path);
/** Does a shell pattern with *, ?, [a-z] and ** match the whole path? */
bool path_matches(struct str pattern, struct str path);

#endif
