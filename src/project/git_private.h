/**
 * git_private: what the files of the module git share. Nobody else includes it.
 */
#ifndef PROJECT_GIT_PRIVATE_H
#define PROJECT_GIT_PRIVATE_H

#include <git2.h>

#include "base/map.h"
#include "project/git.h"

struct git {
    struct arena *arena;
    git_repository *repository;
    git_odb *odb;     // NULL until it is asked for
    git_index *index; // NULL until it is asked for
    struct str root;
    int unborn;                             // is HEAD's branch? below 0: not asked yet
    bool clean_is_known, clean_can_be_told; // see git_is_clean()
    git_index_time index_written;
    size_t next_entry; // of the index, that is likely to be asked for next
    struct map trees;  // "commit:folder" to git_tree *: folders that were read from
};

/** Sets the error to `what`, with libgit2's own words behind it. */
void git_fail(struct cupel_error *error, const char *what);

/** The error for an object that the repository lacks; says how a shallow or partial clone gets
 * it. */
void git_fail_missing(struct git *git, struct cupel_error *error, const char *what);

/** The index, honouring GIT_INDEX_FILE; NULL with the error set. */
git_index *git_index_of(struct git *git, struct cupel_error *error);

/** The object database, honouring GIT_OBJECT_DIRECTORY; NULL with the error set. */
git_odb *git_odb_of(struct git *git, struct cupel_error *error);

/** Answers for loose objects that are cut off, on which libgit2 does not end. */
bool git_guard_loose(struct git *git, struct cupel_error *error);

/** The tree of a commit, or of nothing (*tree is NULL) for an empty name. The caller frees it.
 */
bool git_tree_of(struct git *git, const struct git_commit_name *commit, git_tree **tree,
                 struct cupel_error *error);

#endif
