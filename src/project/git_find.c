#include "project/git_find.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "project/path.h"

// A folder is a repository when it has these: git's is_git_directory() (setup.c). HEAD may be a
// link that leads nowhere, so it is not followed.
static bool is_repository(struct arena *arena, struct str folder) {
    struct stat info;
    struct str head = str_format(arena, STR_FMT "/HEAD", STR_ARG(folder));
    struct str objects = str_format(arena, STR_FMT "/objects", STR_ARG(folder));
    struct str refs = str_format(arena, STR_FMT "/refs", STR_ARG(folder));
    return lstat(head.data, &info) == 0 && stat(objects.data, &info) == 0 &&
           S_ISDIR(info.st_mode) && stat(refs.data, &info) == 0 && S_ISDIR(info.st_mode);
}

// A `.git` that is a file leads to a linked work tree's or a submodule's repository.
static bool has_repository(struct arena *arena, struct str folder) {
    struct str inside = str_format(arena, STR_FMT "/.git", STR_ARG(folder));
    struct stat info;
    if (stat(inside.data, &info) != 0) {
        return false;
    }
    return S_ISREG(info.st_mode) || (S_ISDIR(info.st_mode) && is_repository(arena, inside));
}

static bool is_ceiling(struct str folder) {
    struct str ceilings = str_from(getenv("GIT_CEILING_DIRECTORIES"));
    struct str ceiling;
    while (str_split(&ceilings, ':', &ceiling)) {
        while (ceiling.size > 1 && ceiling.data[ceiling.size - 1] == '/') {
            ceiling.size--;
        }
        if (ceiling.size && str_equal(ceiling, folder)) {
            return true;
        }
    }
    return false;
}

bool git_find(struct arena *arena, const char *folder, struct str *found) {
    struct str place = path_real(arena, folder);
    if (!place.size) {
        return false;
    }
    struct stat info;
    dev_t device = stat(place.data, &info) == 0 ? info.st_dev : 0;
    bool across = getenv("GIT_DISCOVERY_ACROSS_FILESYSTEM") != NULL;
    for (bool is_first = true;; is_first = false) {
        // "/" alone would give "//.git".
        struct str prefix = place.size == 1 ? (struct str){"", 0} : place;
        // A ceiling excludes itself and what is above it, but not the folder asked for.
        if (!is_first && is_ceiling(place)) {
            return false;
        }
        if (has_repository(arena, prefix) || is_repository(arena, prefix)) {
            *found = place;
            return true;
        }
        if (!prefix.size) {
            return false;
        }
        place = str_copy(arena, str_slice(place, 0, str_find_last(place, '/')));
        if (!place.size) {
            place = STR("/");
        }
        if (!across && (stat(place.data, &info) != 0 || info.st_dev != device)) {
            return false;
        }
    }
}
