#include "project/git.h"

#include <git2/sys/repository.h>

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "project/git_find.h"
#include "project/git_private.h"
#include "project/path.h"

#define HISTORY_HINT "fetch the whole history (fetch-depth: 0, or git fetch --unshallow)"

static_assert(GIT_OID_HEXSZ < sizeof((struct git_commit_name){{0}}).hex, "a name fits");

void git_fail(struct cupel_error *error, const char *what) {
    const git_error *last = git_error_last();
    error_set(error, NULL, 0, "%s: %s", what,
              last && last->message ? last->message : "git gives no reason");
}

// A clone made with --filter marks the remote that would give what was left out.
static bool is_partial(struct git *git) {
    git_config *config = NULL;
    git_config_iterator *iterator = NULL;
    git_config_entry *entry = NULL;
    bool found = false;
    if (git_repository_config_snapshot(&config, git->repository) == 0 &&
        git_config_iterator_new(&iterator, config) == 0) {
        while (!found && git_config_next(&entry, iterator) == 0) {
            struct str name = str_from(entry->name);
            found = str_is(name, "extensions.partialclone") ||
                    (str_starts(name, STR("remote.")) && str_ends(name, STR(".promisor")));
        }
    }
    git_config_iterator_free(iterator);
    git_config_free(config);
    return found;
}

void git_fail_missing(struct git *git, struct cupel_error *error, const char *what) {
    if (git_repository_is_shallow(git->repository) == 1) {
        error_set(error, NULL, 0, "%s: this is a shallow clone; " HISTORY_HINT, what);
    } else if (is_partial(git)) {
        error_set(error, NULL, 0,
                  "%s: this is a partial clone; fetch what it lacks "
                  "(git fetch --refetch --no-filter)",
                  what);
    } else {
        git_fail(error, what);
    }
}

// Opening

static void close_git(void *handle) {
    struct git *git = handle;
    for (size_t i = 0; i < git->trees.count; i++) {
        git_tree_free(git->trees.items[i].value);
    }
    git_index_free(git->index);
    git_odb_free(git->odb);
    git_repository_free(git->repository);
    git_libgit2_shutdown();
}

static void fail_to_open(struct cupel_error *error, const char *path) {
    const git_error *last = git_error_last();
    const char *why = last && last->message ? last->message : "git gives no reason";
    const char *hint = "";
    // GIT_EOWNER is newer than the oldest libgit2 that checks the owner.
    if (strstr(why, "not owned by")) {
        hint = "; if you trust it: git config --global --add safe.directory <the folder>";
    } else if (strstr(why, "object format") || strstr(why, "objectformat")) {
        hint = "; libgit2 " LIBGIT2_VERSION " reads SHA-1 repositories only";
    }
    error_set(error, path, 0, "cannot open the git repository: %s%s", why, hint);
}

static void set_up_library(void) {
    // A folder of 1,000 migrations is a tree of 60 kB, which is asked for several times. libgit2 would
    // keep those of 4 kB.
    const size_t tree_limit = (size_t)1024 * 1024;
    const ssize_t cache_limit = (ssize_t)32 * 1024 * 1024;
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, tree_limit);
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, cache_limit);
    // Hashing each object that is read costs more than reading it. git does not do so either;
    // zlib's checksums are looked at all the same.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
#if LIBGIT2_VER_MAJOR > 1 || LIBGIT2_VER_MINOR >= 4
    // Extensions that change nothing about how objects and the index are read: sparse checkouts
    // set worktreeConfig, partial clones partialClone. libgit2 refuses what it is not told of.
    const char *extensions[] = {"partialclone", "worktreeconfig", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
                     sizeof extensions / sizeof *extensions);
#endif
}

static bool has_config(struct git *git, const char *key) {
    git_config *config = NULL;
    git_config_entry *entry = NULL;
    bool found = git_repository_config_snapshot(&config, git->repository) == 0 &&
                 git_config_get_entry(&entry, config, key) == 0;
    git_config_entry_free(entry);
    git_config_free(config);
    return found;
}

// With GIT_DIR alone, git takes the working directory for the work tree's root. A hook that has
// gone into a subfolder of the true work tree is spared that.
static const char *worktree_by_environment(struct git *git, char *folder, size_t size) {
    const char *given = getenv("GIT_WORK_TREE");
    if (given && *given) {
        return given;
    }
    if (!getenv("GIT_DIR") || git_repository_is_bare(git->repository) ||
        has_config(git, "core.worktree") || !getcwd(folder, size)) {
        return NULL;
    }
    const char *own = git_repository_workdir(git->repository);
    struct str real = own ? path_real(git->arena, own) : (struct str){0};
    return real.size && path_is_below(str_from(folder), real) ? NULL : folder;
}

static bool apply_objects(struct git *git, struct cupel_error *error) {
    static const char *const names[] = {"GIT_OBJECT_DIRECTORY",
                                        "GIT_ALTERNATE_OBJECT_DIRECTORIES"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str folders = str_from(getenv(names[i]));
        struct str folder;
        while (str_split(&folders, ':', &folder)) {
            if (!folder.size) {
                continue;
            }
            git_odb *odb = git_odb_of(git, error);
            const char *path = str_copy(git->arena, folder).data;
            if (!odb || git_odb_add_disk_alternate(odb, path) != 0) {
                git_fail(error, names[i]);
                return false;
            }
        }
    }
    return true;
}

// A sparse index has folders in it, which is its extension "sdir" (gitformat-index).
static void fail_index(struct cupel_error *error, const char *what) {
    const git_error *last = git_error_last();
    if (last && last->message && strstr(last->message, "'sdir'")) {
        error_set(error, NULL, 0,
                  "%s: it is sparse, which libgit2 " LIBGIT2_VERSION
                  " cannot read: git sparse-checkout reapply --no-sparse-index",
                  what);
    } else {
        git_fail(error, what);
    }
}

static bool apply_index(struct git *git, struct cupel_error *error) {
    const char *given = getenv("GIT_INDEX_FILE");
    if (!given || !*given) {
        return true;
    }
    // git reads the name from the work tree's root, where it stands when it runs a hook.
    struct str path = *given == '/' || !git->root.size
                          ? str_from(given)
                          : str_concat(git->arena, git->root, str_from(given));
    if (git_index_open(&git->index, path.data) != 0 || git_index_read(git->index, 1) != 0 ||
        git_repository_set_index(git->repository, git->index) != 0) {
        fail_index(error, "GIT_INDEX_FILE");
        return false;
    }
    return true;
}

static bool apply_environment(struct git *git, struct cupel_error *error) {
    char folder[PATH_MAX];
    const char *worktree = worktree_by_environment(git, folder, sizeof folder);
    if (worktree && git_repository_set_workdir(git->repository, worktree, 0) != 0) {
        git_fail(error, "GIT_WORK_TREE");
        return false;
    }
    const char *root = git_repository_workdir(git->repository);
    if (root) {
        git->root = path_real(git->arena, root);
        if (!git->root.size) {
            error_set(error, root, 0, "the work tree of the git repository is not there");
            return false;
        }
        if (!str_ends(git->root, STR("/"))) {
            git->root = str_concat(git->arena, git->root, STR("/"));
        }
    }
    return git_guard_loose(git, error) && apply_objects(git, error) && apply_index(git, error);
}

struct git *git_open(struct arena *arena, const char *folder, struct cupel_error *error) {
    const char *given = getenv("GIT_DIR");
    struct str found = str_from(given);
    if (!found.size && !git_find(arena, folder, &found)) {
        return NULL;
    }
    set_up_library();
    struct git *git = ARENA_NEW(arena, struct git, 1);
    git->arena = arena;
    git->unborn = -1;
    git->trees.arena = arena;
    arena_own(arena, git, close_git);
    if (git_repository_open_ext(&git->repository, found.data, GIT_REPOSITORY_OPEN_NO_SEARCH,
                                NULL) != 0) {
        fail_to_open(error, found.data);
        return NULL;
    }
    return apply_environment(git, error) ? git : NULL;
}

struct str git_root(const struct git *git) {
    return git->root;
}

bool git_is_bare(const struct git *git) {
    return git->root.size == 0;
}

git_index *git_index_of(struct git *git, struct cupel_error *error) {
    if (!git->index && git_repository_index(&git->index, git->repository) != 0) {
        fail_index(error, "cannot read git's index");
        return NULL;
    }
    return git->index;
}

git_odb *git_odb_of(struct git *git, struct cupel_error *error) {
    if (!git->odb && git_repository_odb(&git->odb, git->repository) != 0) {
        git_fail(error, "cannot read git's objects");
        return NULL;
    }
    return git->odb;
}

// Revisions

static bool is_hex(struct str s) {
    for (size_t i = 0; i < s.size; i++) {
        if (!strchr("0123456789abcdefABCDEF", s.data[i])) {
            return false;
        }
    }
    return s.size >= GIT_OID_MINPREFIXLEN && s.size <= GIT_OID_HEXSZ;
}

// The object that a revision names. References and object names are looked up first: on all
// that is neither, git_revparse_single() of libgit2 up to 1.5 leaks the memory of a match.
static int find_object(struct git *git, const char *revision, git_object **object) {
    git_reference *reference = NULL;
    git_oid id;
    int result = git_reference_dwim(&reference, git->repository, revision);
    if (result == 0) {
        result = git_reference_peel(object, reference, GIT_OBJECT_COMMIT);
        git_reference_free(reference);
        return result;
    }
    if (is_hex(str_from(revision)) && git_oid_fromstrp(&id, revision) == 0) {
        return git_object_lookup_prefix(object, git->repository, &id, strlen(revision),
                                        GIT_OBJECT_ANY);
    }
    bool is_expression = strpbrk(revision, "^~@:{") || strstr(revision, "-g");
    return is_expression ? git_revparse_single(object, git->repository, revision)
                         : GIT_ENOTFOUND;
}

// The commit that a revision names; what libgit2 gave back tells why there is none.
static int find_commit(struct git *git, const char *revision, git_oid *id) {
    git_object *object = NULL;
    git_object *commit = NULL;
    int result = find_object(git, revision, &object);
    if (result == 0) {
        result = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
    }
    if (result == 0) {
        git_oid_cpy(id, git_object_id(commit));
    }
    git_object_free(commit);
    git_object_free(object);
    return result;
}

bool git_resolve(struct git *git, const char *revision, struct git_commit_name *commit,
                 struct cupel_error *error) {
    git_oid id;
    int result = find_commit(git, revision, &id);
    if (result == 0) {
        git_oid_tostr(commit->hex, sizeof commit->hex, &id);
        return true;
    }
    struct str what = str_format(git->arena, "git knows no revision '%s'", revision);
    if (strcmp(revision, "HEAD") == 0 && git_is_unborn(git)) {
        error_set(error, NULL, 0, "HEAD names no commit yet");
    } else if (git_repository_is_shallow(git->repository) == 1) {
        git_fail_missing(git, error, what.data);
    } else if (result == GIT_ENOTFOUND) {
        error_set(error, NULL, 0, STR_FMT, STR_ARG(what));
    } else {
        git_fail(error, what.data);
    }
    return false;
}

bool git_has_revision(struct git *git, const char *revision) {
    git_oid id;
    return find_commit(git, revision, &id) == 0;
}

bool git_is_shallow(struct git *git) {
    return git_repository_is_shallow(git->repository) == 1;
}

bool git_has_replacements(struct git *git) {
    git_reference_iterator *iterator = NULL;
    const char *name = NULL;
    // libgit2 does not follow them; git does not either where this is set (git manual).
    bool found =
        !getenv("GIT_NO_REPLACE_OBJECTS") &&
        git_reference_iterator_glob_new(&iterator, git->repository, "refs/replace/*") == 0 &&
        git_reference_next_name(&name, iterator) == 0;
    git_reference_iterator_free(iterator);
    return found;
}

bool git_is_unborn(struct git *git) {
    if (git->unborn < 0) {
        git->unborn = git_repository_head_unborn(git->repository) == 1;
    }
    return git->unborn == 1;
}

// A reference by its whole name.
static bool has_reference(struct git *git, const char *name) {
    git_reference *reference = NULL;
    git_object *commit = NULL;
    bool found = git_reference_lookup(&reference, git->repository, name) == 0 &&
                 git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT) == 0;
    git_object_free(commit);
    git_reference_free(reference);
    return found;
}

struct str git_default_base(struct arena *arena, struct git *git) {
    static const char *const names[] = {
        "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master",
        "refs/heads/main",          "refs/heads/master",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (has_reference(git, names[i])) {
            struct str name = str_from(names[i]);
            size_t skipped = sizeof "refs/" - 1;
            skipped = str_find(name, STR("/"), skipped) + 1;
            return str_copy(arena, str_slice(name, skipped, name.size));
        }
    }
    return (struct str){0};
}

bool git_tree_of(struct git *git, const struct git_commit_name *commit, git_tree **tree,
                 struct cupel_error *error) {
    git_oid id;
    git_commit *found = NULL;
    *tree = NULL;
    if (!commit->hex[0]) {
        return true;
    }
    bool done = git_oid_fromstr(&id, commit->hex) == 0 &&
                git_commit_lookup(&found, git->repository, &id) == 0 &&
                git_commit_tree(tree, found) == 0;
    if (!done) {
        struct str what = str_format(git->arena, "cannot read commit %.12s", commit->hex);
        git_fail_missing(git, error, what.data);
    }
    git_commit_free(found);
    return done;
}
