/**
 * replace: writing a file of the work tree anew, whole or not at all.
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

#endif
