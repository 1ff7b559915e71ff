/**
 * path: paths as text, and the way from a user's path to one below the root.
 */
#ifndef PROJECT_PATH_H
#define PROJECT_PATH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/** The path below `root` (absolute, with a slash at its end) of what a user calls `path` when
 * in `folder`, with symbolic links in its folders resolved. Empty: the root itself. False when
 * it lies outside, or its folder is not there; the file itself need not be. */
bool path_from_disk(struct arena *arena, struct str root, const char *folder, const char *path,
                    struct str *relative);
/** The absolute path without symbolic links, or empty when there is no such thing. */
struct str path_real(struct arena *arena, const char *path);
/** `path` relative to `folder` made plain: "." and ".." resolved. False when it leaves the root
 * or is absolute; the root itself is the empty path. */
bool path_join(struct arena *arena, struct str folder, struct str path, struct str *joined);
/** The folder part, without the slash at its end; empty: the root. */
struct str path_folder(struct str path);
/** The part behind the last slash. */
struct str path_name(struct str path);
/** Is `path` the folder or below it? Everything is below the empty path. */
bool path_is_below(struct str path, struct str folder);
/** Does a shell pattern match the whole path? `*`, `?` and `[a-z]` stay within one part of it,
 * a part that is `**` stands for any number of parts. */
bool path_matches(struct str pattern, struct str path);

#endif
