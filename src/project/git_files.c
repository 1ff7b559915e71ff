// Files by what they hold: of a tree, of the index.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "project/git_private.h"

enum { PATH_LIMIT = 4096 }; // bytes of a path; ends the walk down a tree made to be deep

static_assert(sizeof((struct git_file){0}).id == GIT_OID_RAWSZ, "an object's name fits");

struct search {
    struct arena *arena;
    struct git *git;
    bool (*wants)(struct str path);
    struct git_files files;
    struct {
        struct folder {
            struct str prefix; // "" or with a slash at its end
            git_oid id;
        } * items;
        size_t count, capacity;
    } todo;
};

static bool is_file_mode(uint32_t mode) {
    return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static int compare_files(const void *a, const void *b) {
    return str_compare(((const struct git_file *)a)->path, ((const struct git_file *)b)->path);
}

static struct git_file *add_file(struct search *search, struct str path, const git_oid *id) {
    struct git_file *file = ARENA_PUSH(search->arena, &search->files);
    file->path = str_copy(search->arena, path);
    memcpy(file->id, id->id, GIT_OID_RAWSZ);
    return file;
}

static void add_tree(struct search *search, const git_tree *tree, struct str prefix) {
    for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        struct str name = str_from(git_tree_entry_name(entry));
        uint32_t mode = git_tree_entry_filemode(entry);
        if (prefix.size + name.size > PATH_LIMIT) {
            continue;
        }
        struct str path = str_concat(search->arena, prefix, name);
        if (is_file_mode(mode) && search->wants(path)) {
            add_file(search, path, git_tree_entry_id(entry));
        } else if (mode == GIT_FILEMODE_TREE) {
            struct folder *folder = ARENA_PUSH(search->arena, &search->todo);
            folder->prefix = str_concat(search->arena, path, STR("/"));
            git_oid_cpy(&folder->id, git_tree_entry_id(entry));
        }
    }
}

static bool search_commit(struct search *search, const struct git_commit_name *commit,
                          struct cupel_error *error) {
    git_tree *tree = NULL;
    if (!git_tree_of(search->git, commit, &tree, error)) {
        return false;
    }
    if (tree) {
        add_tree(search, tree, (struct str){"", 0});
    }
    git_tree_free(tree);
    while (search->todo.count) {
        struct folder folder = search->todo.items[--search->todo.count];
        if (git_tree_lookup(&tree, search->git->repository, &folder.id) != 0) {
            git_fail_missing(search->git, error, "cannot read a folder in git");
            return false;
        }
        add_tree(search, tree, folder.prefix);
        git_tree_free(tree);
    }
    return true;
}

static bool search_index(struct search *search, struct cupel_error *error) {
    git_index *index = git_index_of(search->git, error);
    if (!index) {
        return false;
    }
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        // Of a file in conflict, our side.
        int stage = git_index_entry_stage(entry);
        if (!is_file_mode(entry->mode) || (stage != 0 && stage != 2) ||
            (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) ||
            !search->wants(str_from(entry->path))) {
            continue;
        }
        struct git_file *file = add_file(search, str_from(entry->path), &entry->id);
        file->is_clean = stage == 0 && git_is_clean(search->git, file->path);
    }
    return true;
}

bool git_files_find(struct arena *arena, struct git *git, const struct git_commit_name *commit,
                    bool (*wants)(struct str path), struct git_files *files,
                    struct cupel_error *error) {
    struct search search = {.arena = arena, .git = git, .wants = wants};
    bool done = commit ? search_commit(&search, commit, error) : search_index(&search, error);
    if (done && search.files.count) {
        qsort(search.files.items, search.files.count, sizeof *search.files.items,
              compare_files);
    }
    if (done) {
        *files = search.files;
    }
    return done;
}

enum git_read_result git_file_read(struct arena *arena, struct git *git,
                                   const struct git_file *file, struct str *text,
                                   struct cupel_error *error) {
    git_odb *odb = git_odb_of(git, error);
    git_odb_object *object = NULL;
    git_oid id;
    git_object_t type = GIT_OBJECT_INVALID;
    size_t size = 0;
    memcpy(id.id, file->id, GIT_OID_RAWSZ);
    if (!odb) {
        return GIT_READ_FAILED;
    }
    // The header first: a blob of gigabytes must not be unpacked to learn that it is too big.
    if (git_odb_read_header(&size, &type, odb, &id) != 0) {
        git_fail_missing(git, error, "cannot read it from git");
        return GIT_READ_FAILED;
    }
    if (size > GIT_SIZE_LIMIT) {
        return GIT_READ_TOO_BIG;
    }
    if (git_odb_read(&object, odb, &id) != 0) {
        git_fail_missing(git, error, "cannot read it from git");
        return GIT_READ_FAILED;
    }
    *text =
        str_copy(arena, (struct str){git_odb_object_data(object), git_odb_object_size(object)});
    git_odb_object_free(object);
    return GIT_READ_DONE;
}
