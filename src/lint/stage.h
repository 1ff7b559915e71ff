// clang-format off
/**
 * stage: how a finding goes that one migration cannot mend. A rule's file names the shape:
 *
 * [fix]
 * split  = "not-null"      # rows of the table in stage_data.c
 * brings = ["…"]           # as for a fix
 *
 * A shape is a list of steps, each of which has its place in one of four phases. The first phase
 * is the migration itself, where the first step takes the place of the statement; each further
 * phase that has a step is a revision of its own. What is split together shares revisions.
 */
// clang-format on
#ifndef LINT_STAGE_H
#define LINT_STAGE_H

#include "lint/fix.h"

enum stage {
    STAGE_EXPAND, // in the migration itself
    STAGE_BACKFILL,
    STAGE_VALIDATE,
    STAGE_CONTRACT,
    STAGE_COUNT
};

/** Statements of one phase, in Python: lines that end with "\n", tabs in front for each level of
 * indentation. */
struct stage_part {
    struct str message; // what the revision does; empty: the phase has nothing to do
    struct str up, down;
};

struct stages {
    struct fix fix;                       // of the migration itself
    struct stage_part parts[STAGE_COUNT]; // those of STAGE_EXPAND are in `fix`
    struct str problem;                   // why it cannot be done
};

struct shape;

/** The shape of a name, or NULL; shape_at lists their names (NULL past the end). */
const struct shape *shape_find(struct str name);
const char *shape_at(size_t index);

/** Works out how the finding is split; false with the problem. */
bool stage_make(const struct fix_subject *subject, struct stages *stages);

/** The first step alone, in the migration itself. */
bool stage_make_first(const struct fix_subject *subject, struct fix *fix);

// ---- files of revisions: stage_file.c

/** A revision that is written in the manner of another one. */
struct stage_revision {
    struct str id, down_revision;
    struct str message, date;
    struct str template; // script.py.mako, whose imports stay; or empty
    struct str up, down; // as in stage_part
};

/** The text of the file; false with the problem. */
bool stage_print(struct arena *arena, const struct migration *like,
                 const struct stage_revision *revision, struct str *text, struct str *problem);

/** The lines of a block below an indentation, a level of which is `indent`. */
struct str stage_indent(struct arena *arena, struct str block, struct str indentation,
                        struct str indent, struct str line_end);

#endif
