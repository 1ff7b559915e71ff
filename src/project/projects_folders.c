// Version locations that a program sets: no configuration names them, but they lie below the
// default one, by release (versions/2024.1/expand) or by database (versions/postgresql). Which of
// them belong together, their revisions tell.

#include "project/projects.h"
#include "project/revisions.h"

struct folder {
    struct str path;
    size_t revisions;
    size_t group; // index of a folder of the same group: itself, or nearer to the group's first
};

struct folders {
    struct folder *items;
    size_t count, capacity;
};

static size_t folder_of(struct finder *finder, struct folders *folders, struct str path) {
    for (size_t i = folders->count; i-- > 0;) { // files come sorted: as a rule the last
        if (str_equal(folders->items[i].path, path)) {
            return i;
        }
    }
    const size_t new = folders->count;
    *ARENA_PUSH(finder->arena, folders) = (struct folder){.path = path, .group = new};
    return new;
}

static size_t group_of(const struct folders *folders, size_t folder) {
    while (folders->items[folder].group != folder) {
        folder = folders->items[folder].group;
    }
    return folder;
}

static void join(struct folders *folders, size_t one, size_t other) {
    one = group_of(folders, one);
    other = group_of(folders, other);
    folders->items[one > other ? one : other].group = one > other ? other : one;
}

struct header {
    struct revision revision;
    size_t folder;
};

struct headers {
    struct header *items;
    size_t count, capacity;
};

static struct headers read_headers(struct finder *finder, const struct str_list *paths,
                                   struct folders *folders) {
    struct headers headers = {0};
    for (size_t i = 0; i < paths->count; i++) {
        struct str text, problem;
        if (!str_ends(paths->items[i], STR(".py")) ||
            files_read(finder->files, paths->items[i], &text, &problem) != FILE_READ) {
            continue;
        }
        struct revision revision = revision_read(finder->arena, paths->items[i], text);
        if (revision.id.size > 0 && revision.down_span.end > revision.down_span.start) {
            size_t folder = folder_of(finder, folders, path_folder(paths->items[i]));
            folders->items[folder].revisions++;
            *ARENA_PUSH(finder->arena, &headers) = (struct header){revision, folder};
        }
    }
    return headers;
}

static struct str key_of(struct finder *finder, size_t folder, struct str id) {
    return str_format(finder->arena, "%zu:" STR_FMT, folder, STR_ARG(id));
}

// Folders belong together when a revision in one follows a revision in the other. The same id may
// be in several, a copy for each database: then the one of the own folder is meant.
static void join_folders(struct finder *finder, const struct headers *headers,
                         struct folders *folders) {
    struct map anywhere = {.arena = finder->arena};
    struct map in_folder = {.arena = finder->arena};
    for (size_t i = 0; i < headers->count; i++) {
        struct header *header = &headers->items[i];
        map_put(&anywhere, header->revision.id, header);
        map_put(&in_folder, key_of(finder, header->folder, header->revision.id), header);
    }
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->items[i];
        const struct str_list *downs = &header->revision.down_revisions;
        for (size_t j = 0; j < downs->count; j++) {
            const struct header *down = map_find(&anywhere, downs->items[j]);
            if (down &&
                !map_find(&in_folder, key_of(finder, header->folder, downs->items[j]))) {
                join(folders, down->folder, header->folder);
            }
        }
    }
}

static bool has_subfolders(const struct str_list *paths, struct str folder) {
    for (size_t i = 0; i < paths->count; i++) {
        if (str_ends(paths->items[i], STR(".py")) &&
            !str_equal(path_folder(paths->items[i]), folder)) {
            return true;
        }
    }
    return false;
}

void finder_find_folders(struct finder *finder, struct str versions,
                         struct str_lists *locations) {
    struct str_list paths = {0};
    struct folders folders = {0};
    files_list(finder->files, versions, true, &paths);
    if (!has_subfolders(&paths, versions)) {
        return;
    }
    struct headers headers = read_headers(finder, &paths, &folders);
    join_folders(finder, &headers, &folders);
    size_t direct = SIZE_MAX;
    for (size_t i = 0; i < folders.count; i++) {
        direct = str_equal(folders.items[i].path, versions) ? group_of(&folders, i) : direct;
    }
    for (size_t i = 0; i < folders.count; i++) {
        // Beside migrations of the default location, those that nothing ties to them are no
        // more than kept.
        if (group_of(&folders, i) != i || (direct != SIZE_MAX && i != direct)) {
            continue;
        }
        struct str_list *location = ARENA_PUSH(finder->arena, locations);
        *location = (struct str_list){0};
        for (size_t j = i; j < folders.count; j++) {
            if (group_of(&folders, j) == i) {
                *ARENA_PUSH(finder->arena, location) = folders.items[j].path;
            }
        }
    }
}
