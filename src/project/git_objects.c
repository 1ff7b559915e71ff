#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "project/git_private.h"

enum { PATH_LIMIT = 4096 }; // bytes of a path; ends the walk down a tree made to be deep

static bool is_file_mode(git_filemode_t mode) {
    return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

// All files of the index, or those that carry one of the flags.
static bool list_index(struct arena *arena, struct git *git, uint16_t flags,
                       struct str_list *paths, struct cupel_error *error) {
    git_index *index = git_index_of(git, error);
    if (!index) {
        return false;
    }
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        struct str path = str_from(entry->path);
        // A file in conflict has up to three entries.
        bool is_repeated = paths->count && str_equal(paths->items[paths->count - 1], path);
        if (is_file_mode(entry->mode) && !is_repeated &&
            (!flags || (entry->flags_extended & flags)) &&
            !(entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD)) {
            *ARENA_PUSH(arena, paths) = str_copy(arena, path);
        }
    }
    return true;
}

struct folder {
    struct str prefix; // "" or with a slash at its end
    git_oid id;
};

struct folders {
    struct folder *items;
    size_t count, capacity;
};

static void list_tree(struct arena *arena, const git_tree *tree, struct str prefix,
                      struct str_list *paths, struct folders *todo) {
    for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        struct str name = str_from(git_tree_entry_name(entry));
        git_filemode_t mode = git_tree_entry_filemode(entry);
        if (prefix.size + name.size > PATH_LIMIT) {
            continue;
        }
        if (is_file_mode(mode)) {
            *ARENA_PUSH(arena, paths) = str_concat(arena, prefix, name);
        } else if (mode == GIT_FILEMODE_TREE) {
            struct folder *folder = ARENA_PUSH(arena, todo);
            folder->prefix =
                str_format(arena, STR_FMT STR_FMT "/", STR_ARG(prefix), STR_ARG(name));
            git_oid_cpy(&folder->id, git_tree_entry_id(entry));
        }
    }
}

static bool list_commit(struct arena *arena, struct git *git,
                        const struct git_commit_name *commit, struct str_list *paths,
                        struct cupel_error *error) {
    git_tree *tree = NULL;
    struct folders todo = {0};
    if (!git_tree_of(git, commit, &tree, error)) {
        return false;
    }
    if (tree) {
        list_tree(arena, tree, (struct str){"", 0}, paths, &todo);
    }
    git_tree_free(tree);
    while (todo.count) {
        struct folder folder = todo.items[--todo.count];
        if (git_tree_lookup(&tree, git->repository, &folder.id) != 0) {
            git_fail_missing(git, error, "cannot read a folder in git");
            return false;
        }
        list_tree(arena, tree, folder.prefix, paths, &todo);
        git_tree_free(tree);
    }
    return true;
}

bool git_list(struct arena *arena, struct git *git, const struct git_commit_name *commit,
              struct str_list *paths, struct cupel_error *error) {
    struct str_list found = {0};
    bool done = commit ? list_commit(arena, git, commit, &found, error)
                       : list_index(arena, git, 0, &found, error);
    if (done) {
        // Nearly in this order: trees sort "a/" behind "a.b", an index may be without regard to case.
        str_list_sort(&found);
        *paths = found;
    }
    return done;
}

// Without patterns nothing is left out, and the index need not be read. (libgit2 1.5 does not see
// core.sparseCheckout, which git keeps in a configuration of the work tree's own.)
static bool has_patterns(struct git *git) {
    struct stat status;
    struct str path =
        str_format(git->arena, "%sinfo/sparse-checkout", git_repository_path(git->repository));
    return git->root.size > 0 && stat(path.data, &status) == 0;
}

bool git_list_left_out(struct arena *arena, struct git *git, struct str_list *paths,
                       struct cupel_error *error) {
    struct str_list found = {0};
    if (has_patterns(git) &&
        !list_index(arena, git, GIT_INDEX_ENTRY_SKIP_WORKTREE, &found, error)) {
        return false;
    }
    str_list_sort(&found);
    *paths = found;
    return true;
}

// The tree of a folder, kept: libgit2 would unpack the trees on the way again for each file.
// NULL without an error when there is no such folder.
static git_tree *folder_tree(struct git *git, const struct git_commit_name *commit,
                             struct str folder, struct cupel_error *error) {
    struct str key = str_format(git->arena, "%s:" STR_FMT, commit->hex, STR_ARG(folder));
    git_tree *tree = map_find(&git->trees, key);
    git_tree *root = NULL;
    git_tree_entry *entry = NULL;
    if (tree || !git_tree_of(git, commit, &root, error) || !root) {
        return tree;
    }
    if (!folder.size) {
        tree = root;
        root = NULL;
    } else {
        const char *path = str_copy(git->arena, folder).data;
        int result = git_tree_entry_bypath(&entry, root, path);
        bool is_folder = result == 0 && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
        if (is_folder) {
            result = git_tree_lookup(&tree, git->repository, git_tree_entry_id(entry));
        }
        // A name that is not there and an object that is not there look alike to libgit2.
        if (result != 0 && (is_folder || result != GIT_ENOTFOUND)) {
            git_fail_missing(git, error, "cannot read a folder in git");
        }
    }
    git_tree_entry_free(entry);
    git_tree_free(root);
    if (tree) {
        map_put(&git->trees, key, tree);
    }
    return tree;
}

struct place {
    git_oid id;
    git_filemode_t mode;
    bool is_small; // as git's index has it
};

static bool place_in_commit(struct git *git, const struct git_commit_name *commit,
                            struct str path, struct place *place, struct cupel_error *error) {
    size_t slash = str_find_last(path, '/');
    bool is_below = slash != SIZE_MAX;
    struct str folder = str_slice(path, 0, is_below ? slash : 0);
    struct str name = str_slice(path, is_below ? slash + 1 : 0, path.size);
    const git_tree *tree = folder_tree(git, commit, folder, error);
    const git_tree_entry *entry =
        tree ? git_tree_entry_byname(tree, str_copy(git->arena, name).data) : NULL;
    if (entry) {
        git_oid_cpy(&place->id, git_tree_entry_id(entry));
        place->mode = git_tree_entry_filemode(entry);
    }
    return entry != NULL;
}

static bool place_in_index(struct git *git, struct str path, struct place *place,
                           struct cupel_error *error) {
    enum { STAGE_MERGED = 0, STAGE_OURS = 2, STAGE_THEIRS = 3 };
    static const int stages[] = {STAGE_MERGED, STAGE_OURS, STAGE_THEIRS};
    git_index *index = git_index_of(git, error);
    const char *name = str_copy(git->arena, path).data;
    for (size_t i = 0; index && i < sizeof stages / sizeof *stages; i++) {
        const git_index_entry *entry = git_index_get_bypath(index, name, stages[i]);
        if (entry && !(entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD)) {
            git_oid_cpy(&place->id, &entry->id);
            place->mode = (git_filemode_t)entry->mode;
            // 0: git did not look at the file since it was put there.
            place->is_small = entry->file_size > 0 && entry->file_size <= GIT_SIZE_LIMIT;
            return true;
        }
    }
    return false;
}

static enum git_read_result read_blob(struct arena *arena, struct git *git,
                                      const struct place *place, struct str *text,
                                      struct cupel_error *error) {
    git_odb *odb = git_odb_of(git, error);
    git_odb_object *object = NULL;
    git_object_t type = GIT_OBJECT_INVALID;
    size_t size = 0;
    int result = 0;
    if (!odb) {
        return GIT_READ_FAILED;
    }
    // The header first, which takes half as long again: a blob of gigabytes must not be
    // unpacked to learn that it is too big.
    if (!place->is_small) {
        result = git_odb_read_header(&size, &type, odb, &place->id);
    }
    if (result == 0 && size <= GIT_SIZE_LIMIT) {
        result = git_odb_read(&object, odb, &place->id);
        size = result == 0 ? git_odb_object_size(object) : 0;
    }
    if (result != 0) {
        git_fail_missing(git, error, "cannot read it from git");
        return GIT_READ_FAILED;
    }
    bool is_too_big = size > GIT_SIZE_LIMIT;
    if (!is_too_big) {
        *text = str_copy(arena, (struct str){git_odb_object_data(object), size});
    }
    git_odb_object_free(object);
    return is_too_big ? GIT_READ_TOO_BIG : GIT_READ_DONE;
}

enum git_read_result git_read(struct arena *arena, struct git *git,
                              const struct git_commit_name *commit, struct str path,
                              struct str *text, struct cupel_error *error) {
    struct place place = {0};
    bool found = commit ? place_in_commit(git, commit, path, &place, error)
                        : place_in_index(git, path, &place, error);
    if (!found) {
        return error->message[0] ? GIT_READ_FAILED : GIT_READ_ABSENT;
    }
    if (!is_file_mode(place.mode)) {
        return GIT_READ_NO_TEXT;
    }
    return read_blob(arena, git, &place, text, error);
}
