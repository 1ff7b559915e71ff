#include "project/git_private.h"

enum { WALK_LIMIT = 2000 }; // commits looked at for one file

// The object at a path in a commit; false: there is none.
static bool entry_of(git_commit *commit, const char *path, git_oid *id) {
    git_tree *tree = NULL;
    git_tree_entry *entry = NULL;
    bool found =
        git_commit_tree(&tree, commit) == 0 && git_tree_entry_bypath(&entry, tree, path) == 0;
    if (found) {
        git_oid_cpy(id, git_tree_entry_id(entry));
    }
    git_tree_entry_free(entry);
    git_tree_free(tree);
    return found;
}

// The first parent that has the file as this commit has it: then the commit did not touch it.
// NULL with `*is_known` false: a parent is not there to be asked (a shallow clone).
static git_commit *same_parent(git_commit *commit, const char *path, const git_oid *id,
                               bool *is_known) {
    for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
        git_commit *parent = NULL;
        git_oid before;
        if (git_commit_parent(&parent, commit, i) != 0) {
            *is_known = false;
            return NULL;
        }
        if (entry_of(parent, path, &before) && git_oid_equal(&before, id)) {
            return parent;
        }
        git_commit_free(parent);
    }
    return NULL;
}

struct str git_author(struct arena *arena, struct git *git,
                      const struct git_commit_name *commit, struct str path) {
    const char *name = str_copy(arena, path).data;
    struct str author = {0};
    git_commit *at = NULL;
    git_oid id;
    bool is_known = git_oid_fromstr(&id, commit->hex) == 0 &&
                    git_commit_lookup(&at, git->repository, &id) == 0 &&
                    entry_of(at, name, &id);
    for (int i = 0; is_known && i < WALK_LIMIT; i++) {
        git_commit *parent = same_parent(at, name, &id, &is_known);
        if (!parent) {
            const git_signature *signature = is_known ? git_commit_author(at) : NULL;
            author = signature ? str_copy(arena, str_from(signature->name)) : author;
            break;
        }
        git_commit_free(at);
        at = parent;
    }
    git_commit_free(at);
    return author;
}
