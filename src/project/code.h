/**
 * code: the application's code, as far as it could name what a migration drops: of this tree,
 * and of the base branch's, which is what runs while the migration does.
 *
 * Migrations, tests, documentation and what others wrote (vendored, generated) are no code here.
 */
#ifndef PROJECT_CODE_H
#define PROJECT_CODE_H

#include "base/map.h"
#include "project/files.h"

struct code_file {
    struct str path;
    struct str text;
    bool is_base; // as the base branch has it; this tree has another text, or none
};

struct code_files {
    struct code_file *items; // in order of path, this tree's before the base branch's
    size_t count, capacity;
    bool is_cut;       // there was more than is worth reading
    bool misses_files; // git lacks some of them: a partial clone
};

enum code_place { CODE_DISK, CODE_INDEX, CODE_COMMIT };

struct code_request {
    struct git *git;     // NULL: no repository
    struct files *files; // of this tree, where there is no repository
    enum code_place place;
    struct git_commit_name head;        // CODE_COMMIT
    const struct git_commit_name *base; // NULL: no base branch
    const struct str_list *without;     // files and folders that are migrations; of a
                                        // .sql file, those beside it as well
    const struct map *words;            // texts that hold none of them as a word are left out
};

/** Is it the path of a file with code in a language that is known here? */
bool code_is_path(struct str path);

/** Reads the code. False where git's objects cannot be read, with the error set. */
bool code_find(struct arena *arena, const struct code_request *request,
               struct code_files *files, struct cupel_error *error);

#endif
