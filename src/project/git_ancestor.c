#include <string.h>

#include "base/error.h"
#include "project/git_private.h"

// A shallow clone's commits: libgit2 takes the parents that were cut off for missing objects
// and gives up, where git takes the last commits it has for first ones. There are few, so they
// are walked here.
enum { SEEN_FROM_ONE = 1, SEEN_FROM_TWO = 2, SEEN_FROM_BOTH = 3, HAS_COMMON_CHILD = 4 };

struct seen {
    git_oid id;
    unsigned flags;
    int64_t time;
};

struct walk {
    struct git *git;
    struct map seen; // raw object name to struct seen *
    struct {
        struct seen **items;
        size_t count, capacity;
    } stack;
};

static struct seen *seen_of(struct walk *walk, const git_oid *id) {
    struct str key = {(const char *)id->id, GIT_OID_RAWSZ};
    struct seen *seen = map_find(&walk->seen, key);
    if (!seen) {
        seen = ARENA_NEW(walk->git->arena, struct seen, 1);
        git_oid_cpy(&seen->id, id);
        map_put(&walk->seen, (struct str){(const char *)seen->id.id, GIT_OID_RAWSZ}, seen);
    }
    return seen;
}

static void walk_push(struct walk *walk, const git_oid *id, unsigned flags) {
    struct seen *seen = seen_of(walk, id);
    if ((seen->flags & flags) != flags) {
        seen->flags |= flags;
        *ARENA_PUSH(walk->git->arena, &walk->stack) = seen;
    }
}

// Marks a commit and all its ancestors that the clone holds.
static void walk_from(struct walk *walk, const git_oid *start, unsigned flags) {
    walk_push(walk, start, flags);
    while (walk->stack.count) {
        struct seen *seen = walk->stack.items[--walk->stack.count];
        git_commit *commit = NULL;
        if (git_commit_lookup(&commit, walk->git->repository, &seen->id) != 0) {
            seen->flags = 0; // beyond the border of the clone
            continue;
        }
        seen->time = git_commit_time(commit);
        for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
            walk_push(walk, git_commit_parent_id(commit, i), flags);
        }
        git_commit_free(commit);
    }
}

// All ancestors of a common ancestor are common too: the best have no common child.
static void mark_parents(struct walk *walk, const struct seen *common) {
    git_commit *commit = NULL;
    if (git_commit_lookup(&commit, walk->git->repository, &common->id) != 0) {
        return;
    }
    for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
        seen_of(walk, git_commit_parent_id(commit, i))->flags |= HAS_COMMON_CHILD;
    }
    git_commit_free(commit);
}

static bool shallow_merge_base(struct git *git, const git_oid *one, const git_oid *two,
                               git_oid *base) {
    struct walk walk = {.git = git, .seen = {.arena = git->arena}};
    walk_from(&walk, one, SEEN_FROM_ONE);
    walk_from(&walk, two, SEEN_FROM_TWO);
    const size_t count = walk.seen.count; // mark_parents() may add commits beyond the border
    for (size_t i = 0; i < count; i++) {
        const struct seen *seen = walk.seen.items[i].value;
        if ((seen->flags & SEEN_FROM_BOTH) == SEEN_FROM_BOTH) {
            mark_parents(&walk, seen);
        }
    }
    const struct seen *best = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct seen *seen = walk.seen.items[i].value;
        if (seen->flags == SEEN_FROM_BOTH &&
            (!best || seen->time > best->time ||
             (seen->time == best->time && git_oid_cmp(&seen->id, &best->id) < 0))) {
            best = seen;
        }
    }
    if (best) {
        git_oid_cpy(base, &best->id);
    }
    return best != NULL;
}

bool git_common_ancestor(struct git *git, const struct git_commit_name *one,
                         const struct git_commit_name *two, struct git_commit_name *base,
                         struct cupel_error *error) {
    git_oid first, second, found;
    struct str what =
        str_format(git->arena, "no commit is common to %.12s and %.12s", one->hex, two->hex);
    if (git_oid_fromstr(&first, one->hex) != 0 || git_oid_fromstr(&second, two->hex) != 0) {
        git_fail(error, what.data);
        return false;
    }
    if (git_repository_is_shallow(git->repository) == 1) {
        if (!shallow_merge_base(git, &first, &second, &found)) {
            git_fail_missing(git, error, what.data);
            return false;
        }
    } else {
        int result = git_merge_base(&found, git->repository, &first, &second);
        if (result == GIT_ENOTFOUND) {
            error_set(error, NULL, 0, STR_FMT, STR_ARG(what));
            return false;
        }
        if (result != 0) {
            git_fail_missing(git, error, what.data);
            return false;
        }
    }
    git_oid_tostr(base->hex, sizeof base->hex, &found);
    return true;
}
