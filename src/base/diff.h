/**
 * diff: what leads from one text to another, as a unified diff.
 */
#ifndef BASE_DIFF_H
#define BASE_DIFF_H

#include "base/str.h"

/** Adds the diff of a file, as `git apply` and `patch -p1` take it, with three lines around
 * each change; nothing when the texts are the same. Line ends are part of the lines. */
void diff_print(struct text *out, struct str path, struct str before, struct str after);

/** The same of a file that was not there. */
void diff_print_new(struct text *out, struct str path, struct str text);

#endif
