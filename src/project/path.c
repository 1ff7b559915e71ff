#define _XOPEN_SOURCE 700 // for realpath()

#include "project/path.h"

#include <stdlib.h>

struct str path_real(struct arena *arena, const char *path) {
    char *real = realpath(path, NULL);
    struct str copy = real ? str_copy(arena, str_from(real)) : (struct str){0};
    free(real);
    return copy;
}

struct str path_folder(struct str path) {
    size_t slash = str_find_last(path, '/');
    return str_slice(path, 0, slash == SIZE_MAX ? 0 : slash);
}

struct str path_name(struct str path) {
    size_t slash = str_find_last(path, '/');
    return slash == SIZE_MAX ? path : str_slice(path, slash + 1, path.size);
}

bool path_is_below(struct str path, struct str folder) {
    return !folder.size || (str_starts(path, folder) &&
                            (path.size == folder.size || path.data[folder.size] == '/'));
}

// Adds the parts of `path` to those in `parts`; false when ".." goes above the first.
static bool add_parts(struct arena *arena, struct str path, struct str_list *parts) {
    struct str part;
    while (str_split(&path, '/', &part)) {
        if (str_is(part, "..")) {
            if (!parts->count) {
                return false;
            }
            parts->count--;
        } else if (part.size && !str_is(part, ".")) {
            *ARENA_PUSH(arena, parts) = part;
        }
    }
    return true;
}

bool path_join(struct arena *arena, struct str folder, struct str path, struct str *joined) {
    struct str_list parts = {0};
    if ((path.size && path.data[0] == '/') || !add_parts(arena, folder, &parts) ||
        !add_parts(arena, path, &parts)) {
        return false;
    }
    *joined = str_join(arena, parts.items, parts.count, STR("/"));
    return true;
}

bool path_from_disk(struct arena *arena, struct str root, const char *folder, const char *path,
                    struct str *relative) {
    struct str given = path[0] == '/' ? str_copy(arena, str_from(path))
                                      : str_format(arena, "%s/%s", folder, path);
    while (given.size > 1 && given.data[given.size - 1] == '/') {
        given = str_copy(arena, str_slice(given, 0, given.size - 1));
    }
    struct str name = path_name(given);
    bool is_plain = !str_is(name, ".") && !str_is(name, "..") && name.size;
    // A link that is named keeps its name: git knows it by that.
    struct str above = is_plain ? str_slice(given, 0, given.size - name.size) : given;
    struct str real = path_real(arena, str_copy(arena, above).data);
    if (!real.size) {
        return false;
    }
    bool has_slash = real.data[real.size - 1] == '/';
    struct str whole = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(real),
                                  has_slash ? "" : "/", STR_ARG(is_plain ? name : STR("")));
    if (is_plain && whole.size + 1 == root.size && str_starts(root, whole)) {
        *relative = (struct str){"", 0};
        return true;
    }
    if (!root.size || !str_starts(whole, root)) {
        return false;
    }
    struct str rest = str_slice(whole, root.size, whole.size);
    *relative = str_slice(rest, 0, rest.size - (rest.size && !is_plain));
    return true;
}

// Does a set such as [a-z] or [!0-9], of which `*at` is the offset behind the bracket, hold the
// byte? Moves `*at` behind the closing bracket; a set that is not closed is a plain bracket.
static bool set_holds(struct str pattern, size_t *at, char byte) {
    size_t i = *at;
    bool is_negated = i < pattern.size && (pattern.data[i] == '!' || pattern.data[i] == '^');
    bool holds = false;
    i += is_negated;
    for (size_t first = i; i < pattern.size && (pattern.data[i] != ']' || i == first); i++) {
        char low = pattern.data[i];
        char high = low;
        if (i + 2 < pattern.size && pattern.data[i + 1] == '-' && pattern.data[i + 2] != ']') {
            high = pattern.data[i + 2];
            i += 2;
        }
        holds = holds || (low <= byte && byte <= high);
    }
    if (i >= pattern.size) {
        return byte == '[';
    }
    *at = i + 1;
    return holds != is_negated && byte != '/';
}

// One byte of the path against what stands at `*at` in the pattern (no star).
static bool matches_byte(struct str pattern, size_t *at, char byte) {
    if (*at >= pattern.size) {
        return false;
    }
    char wanted = pattern.data[(*at)++];
    if (wanted == '?') {
        return byte != '/';
    }
    return wanted == '[' ? set_holds(pattern, at, byte) : wanted == byte;
}

// How many bytes of the pattern at `at` are a part "**" with the slash behind it; 0: none.
static size_t any_parts(struct str pattern, size_t at) {
    bool begins = at == 0 || pattern.data[at - 1] == '/';
    if (!begins || !str_starts(str_slice(pattern, at, pattern.size), STR("**"))) {
        return 0;
    }
    if (at + 2 == pattern.size) {
        return 2;
    }
    return pattern.data[at + 2] == '/' ? 3 : 0;
}

// A place to go back to: the pattern goes on behind its star, the star takes more of the path.
struct retry {
    bool is_set;
    size_t pattern, path;
};

// The next beginning of a part in the path, at or behind `at`; SIZE_MAX: none.
static size_t next_part(struct str path, size_t at) {
    size_t slash = str_find(path, STR("/"), at);
    return slash == SIZE_MAX ? SIZE_MAX : slash + 1;
}

static bool go_back(struct str path, struct retry *star, struct retry *parts) {
    if (star->is_set && star->path < path.size && path.data[star->path] != '/') {
        star->path++;
        return true;
    }
    star->is_set = false;
    if (parts->is_set) {
        parts->path = next_part(path, parts->path);
        parts->is_set = parts->path != SIZE_MAX;
    }
    return parts->is_set;
}

bool path_matches(struct str pattern, struct str path) {
    struct retry star = {0};
    struct retry parts = {0};
    size_t at = 0;
    size_t i = 0;
    while (at < pattern.size || i < path.size) {
        size_t skipped = any_parts(pattern, at);
        if (skipped && at + skipped == pattern.size) {
            return skipped == 2; // "a/**" holds all that is below a
        }
        if (skipped) {
            at += skipped;
            parts = (struct retry){true, at, i};
            star.is_set = false;
        } else if (at < pattern.size && pattern.data[at] == '*') {
            star = (struct retry){true, ++at, i};
        } else if (i < path.size && matches_byte(pattern, &at, path.data[i])) {
            i++;
        } else if (go_back(path, &star, &parts)) {
            at = star.is_set ? star.pattern : parts.pattern;
            i = star.is_set ? star.path : parts.path;
        } else {
            return false;
        }
    }
    return true;
}
