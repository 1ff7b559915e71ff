/**
 * replace: writing files of the work tree anew, whole or not at all.
 */
#ifndef PROJECT_REPLACE_H
#define PROJECT_REPLACE_H

#include "project/files.h"

enum replace_result {
    REPLACE_DONE,
    REPLACE_CHANGED, // it does not hold `before`, or is gone
    REPLACE_LINK,    // the path leads through a symbolic link, or to no plain file
    REPLACE_FAILED,  // see problem
};

/**
 * Replaces the text of a file below `root` (absolute, without links, with a slash at its end)
 * that holds `before`. The new text is written beside the file, brought to the disk and then
 * renamed, so that at each moment there is the old file or the new one. Permissions stay.
 */
enum replace_result replace_file(struct arena *arena, struct str root, struct str path,
                                 struct str before, struct str text, struct str *problem);

/** A file that several are replaced with: all of them or none. */
struct replacement {
    struct str path, before, text;
    bool is_new; // nothing may be there; folders are made
};

/** As replace_file, for each item: they are all written beside before the first is renamed; when
 * one cannot be, those before are put back. `at` is the one that failed. */
enum replace_result replace_files(struct arena *arena, struct str root,
                                  const struct replacement *items, size_t count, size_t *at,
                                  struct str *problem);

#endif
