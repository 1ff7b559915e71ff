/**
 * git_find: where a repository is, found by looking for its files: libgit2 takes milliseconds
 * to set up, which a run outside of git need not pay.
 */
#ifndef PROJECT_GIT_FIND_H
#define PROJECT_GIT_FIND_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/**
 * The nearest folder at or above `folder` that is a work tree's root or a bare repository, by
 * git's own rules (a `.git` that is no repository is passed by; GIT_CEILING_DIRECTORIES and
 * borders of file systems stop the search). False when there is none.
 */
bool git_find(struct arena *arena, const char *folder, struct str *found);

#endif
