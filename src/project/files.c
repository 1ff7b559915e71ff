#include "project/files.h"

#include <string.h>

#include "base/map.h"
#include "project/disk.h"

struct files {
    struct arena *arena;
    const struct files *parent; // of a fork
    struct map read;            // path to struct reading *
    struct str root;            // of the disk
    struct disk *clean;         // of an index: where unchanged files may be read from
    struct disk *disk;          // NULL: not from disk
    struct git *git;            // NULL: not from git; beside a disk: see files_use_git()
    struct git_commit_name commit;
    bool is_commit;
    struct str_list names; // from git: all there are, sorted; beside a disk: what is left out
    struct str_list put;   // by files_put()
};

struct reading {
    enum file_result result;
    struct str text, problem;
};

static struct files *files_new(struct arena *arena) {
    struct files *files = ARENA_NEW(arena, struct files, 1);
    files->arena = arena;
    files->read.arena = arena;
    return files;
}

struct files *files_from_memory(struct arena *arena) {
    return files_new(arena);
}

struct files *files_from_disk(struct arena *arena, struct str root) {
    struct files *files = files_new(arena);
    files->root = root;
    files->disk = disk_new(arena, root);
    return files;
}

bool files_use_git(struct files *files, struct git *git, struct cupel_error *error) {
    files->git = git;
    return git_list_left_out(files->arena, git, &files->names, error);
}

bool files_need_git(const struct files *files) {
    return files->git && (!files->disk || files->names.count > 0);
}

struct files *files_from_index(struct arena *arena, struct git *git,
                               struct cupel_error *error) {
    struct files *files = files_new(arena);
    files->git = git;
    if (!git_is_bare(git)) {
        files->clean = disk_new(arena, git_root(git));
    }
    return git_list(arena, git, NULL, &files->names, error) ? files : NULL;
}

struct files *files_from_commit(struct arena *arena, struct git *git,
                                const struct git_commit_name *commit,
                                struct cupel_error *error) {
    struct files *files = files_new(arena);
    files->git = git;
    files->commit = *commit;
    files->is_commit = true;
    return git_list(arena, git, commit, &files->names, error) ? files : NULL;
}

struct files *files_fork(struct arena *arena, const struct files *files, struct git *git) {
    struct files *fork = files_new(arena);
    *fork = *files;
    fork->arena = arena;
    fork->parent = files;
    fork->read = (struct map){.arena = arena};
    fork->git = git;
    // The capacity is that of the parent's array: the fork must not write behind its end.
    fork->put.capacity = fork->put.count;
    if (files->disk) {
        fork->disk = disk_new(arena, files->root);
    }
    if (files->clean) {
        fork->clean = disk_new(arena, git_root(git));
    }
    return fork;
}

void files_put(struct files *files, struct str path, struct str text) {
    struct reading *reading = ARENA_NEW(files->arena, struct reading, 1);
    *reading = (struct reading){.result = FILE_READ, .text = text};
    map_put(&files->read, path, reading);
    *ARENA_PUSH(files->arena, &files->put) = path;
}

struct str files_root(const struct files *files) {
    if (files->disk) {
        return disk_root(files->disk);
    }
    return files->git ? git_root(files->git) : (struct str){0};
}

// Reading

// A file of the index that lies unchanged in the work tree. Line ends may have been changed on
// the way: a text with CR is left to git.
static bool read_clean(struct files *files, struct str path, struct str *text) {
    struct git_stamp stamp;
    return files->clean && git_clean_stamp(files->git, path, &stamp) &&
           disk_read_unchanged(files->arena, files->clean, path, &stamp, text) == FILE_READ &&
           str_find(*text, STR("\r"), 0) == SIZE_MAX;
}

static enum file_result read_git(struct files *files, struct str path, struct str *text,
                                 struct str *problem) {
    static const enum file_result results[] = {
        [GIT_READ_DONE] = FILE_READ,         [GIT_READ_ABSENT] = FILE_ABSENT,
        [GIT_READ_NO_TEXT] = FILE_NO_TEXT,   [GIT_READ_TOO_BIG] = FILE_TOO_BIG,
        [GIT_READ_FAILED] = FILE_UNREADABLE,
    };
    if (read_clean(files, path, text)) {
        return FILE_READ;
    }
    struct cupel_error error = {0};
    enum git_read_result result = git_read(
        files->arena, files->git, files->is_commit ? &files->commit : NULL, path, text, &error);
    *problem = str_copy(files->arena, str_from(error.message));
    return results[result];
}

// The first name that is not before `folder`.
static size_t first_name(const struct str_list *names, struct str folder) {
    size_t low = 0;
    size_t high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(names->items[middle], folder) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool has_name(const struct str_list *names, struct str path) {
    size_t at = first_name(names, path);
    return at < names->count && str_equal(names->items[at], path);
}

static const struct reading *find_reading(const struct files *files, struct str path) {
    const struct reading *reading = NULL;
    for (; files && !reading; files = files->parent) {
        reading = map_find(&files->read, path);
    }
    return reading;
}

enum file_result files_read(struct files *files, struct str path, struct str *text,
                            struct str *problem) {
    const struct reading *known = find_reading(files, path);
    if (!known) {
        struct reading *reading = ARENA_NEW(files->arena, struct reading, 1);
        if (files->disk) {
            reading->result =
                disk_read(files->arena, files->disk, path, &reading->text, &reading->problem);
        }
        bool is_left_out =
            files->disk && reading->result == FILE_ABSENT && has_name(&files->names, path);
        if (is_left_out || (!files->disk && files->git)) {
            reading->result = read_git(files, path, &reading->text, &reading->problem);
        } else if (!files->disk) {
            reading->result = FILE_ABSENT;
        }
        map_put(&files->read, str_copy(files->arena, path), reading);
        known = reading;
    }
    *text = known->text;
    *problem = known->problem;
    return known->result;
}

// Listing

static void sort_paths(struct str_list *paths) {
    str_list_sort(paths);
    size_t kept = 0;
    for (size_t i = 0; i < paths->count; i++) {
        if (kept == 0 || !str_equal(paths->items[i], paths->items[kept - 1])) {
            paths->items[kept++] = paths->items[i];
        }
    }
    paths->count = kept;
}

// Below the folder, which has a slash at its end or is empty; directly, unless `deep`.
static bool is_listed(struct str path, struct str folder, bool deep) {
    return str_starts(path, folder) &&
           (deep || str_find(path, STR("/"), folder.size) == SIZE_MAX);
}

static struct str with_slash(struct arena *arena, struct str folder) {
    return folder.size ? str_concat(arena, folder, STR("/")) : (struct str){"", 0};
}

void files_list(struct files *files, struct str folder, bool deep, struct str_list *paths) {
    struct str_list found = {0};
    struct str prefix = with_slash(files->arena, folder);
    if (files->disk) {
        disk_list(files->arena, files->disk, folder, deep, &found);
    }
    for (size_t i = first_name(&files->names, prefix);
         i < files->names.count && str_starts(files->names.items[i], prefix); i++) {
        if (is_listed(files->names.items[i], prefix, deep)) {
            *ARENA_PUSH(files->arena, &found) = files->names.items[i];
        }
    }
    for (size_t i = 0; i < files->put.count; i++) {
        if (is_listed(files->put.items[i], prefix, deep)) {
            *ARENA_PUSH(files->arena, &found) = files->put.items[i];
        }
    }
    sort_paths(&found);
    if (paths->count == 0) {
        *paths = found;
        return;
    }
    for (size_t i = 0; i < found.count; i++) {
        *ARENA_PUSH(files->arena, paths) = found.items[i];
    }
}

bool files_is_cut(const struct files *files) {
    return files->disk && disk_is_cut(files->disk);
}

static void list_upwards(struct files *files, struct str folder, struct str_list *paths) {
    for (;; folder = path_folder(folder)) {
        files_list(files, folder, false, paths);
        if (!folder.size) {
            return;
        }
    }
}

bool files_survey(struct files *files, struct str folder, struct str_list *paths) {
    struct str_list found = {0};
    struct cupel_error ignored = {0};
    if (!files->disk || !files->git ||
        !git_list(files->arena, files->git, NULL, &found, &ignored)) {
        files_list(files, (struct str){"", 0}, true, paths);
        return true;
    }
    list_upwards(files, folder, &found);
    sort_paths(&found);
    *paths = found;
    return false;
}

bool files_is_folder(struct files *files, struct str path) {
    struct str prefix = with_slash(files->arena, path);
    size_t first = first_name(&files->names, prefix);
    if (first < files->names.count && str_starts(files->names.items[first], prefix)) {
        return true;
    }
    for (size_t i = 0; i < files->put.count; i++) {
        if (str_starts(files->put.items[i], prefix)) {
            return true;
        }
    }
    return files->disk && disk_is_folder(files->arena, files->disk, path);
}

enum file_result files_read_anywhere(struct arena *arena, const char *path, struct str *text,
                                     struct str *problem) {
    struct str real = path_real(arena, path);
    if (!real.size) {
        *problem = STR("no such file");
        return FILE_ABSENT;
    }
    struct disk *disk = disk_new(arena, path_folder(real));
    return disk_read(arena, disk, path_name(real), text, problem);
}
