#include "project/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What the work is done with; descriptors are -1 where nothing is open.
struct replacing {
    struct arena *arena;
    int folder;
    const char *name;      // in the folder
    const char *temporary; // likewise; NULL: there is none
    int out;
    bool is_new;
    struct stat info; // of the file as it was read
};

static enum replace_result fail(struct replacing *work, struct str *problem) {
    *problem = str_copy(work->arena, str_from(strerror(errno)));
    return REPLACE_FAILED;
}

// Reads a file to its end; false when that fails or it is longer than `size`.
static bool read_whole(int file, char *bytes, size_t size) {
    size_t count = 0;
    while (count <= size) {
        ssize_t got = read(file, bytes + count, size + 1 - count);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 && count == size;
        }
        count += (size_t)got;
    }
    return false;
}

static enum replace_result check_text(struct replacing *work, struct str before) {
    int file = openat(work->folder, work->name,
                      O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
    if (file < 0) {
        return errno == ELOOP ? REPLACE_LINK : REPLACE_CHANGED;
    }
    enum replace_result result = REPLACE_CHANGED;
    char *bytes = ARENA_NEW(work->arena, char, before.size + 1);
    if (fstat(file, &work->info) != 0 || !S_ISREG(work->info.st_mode)) {
        result = REPLACE_LINK;
    } else if (read_whole(file, bytes, before.size) &&
               (!before.size || memcmp(bytes, before.data, before.size) == 0)) {
        result = REPLACE_DONE;
    }
    close(file);
    return result;
}

static bool write_whole(int file, struct str text) {
    size_t done = 0;
    while (done < text.size) {
        ssize_t put = write(file, text.data + done, text.size - done);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        done += put > 0 ? (size_t)put : 0;
    }
    return true;
}

// A name that nothing has: a leftover of a run that was killed is passed by.
static bool open_temporary(struct replacing *work) {
    for (unsigned i = 0; i < 100 && work->out < 0; i++) {
        const char *name =
            str_format(work->arena, ".%.200s.cupel-%ld-%u", work->name, (long)getpid(), i).data;
        work->out =
            openat(work->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                   work->is_new ? 0666 : 0600);
        if (work->out >= 0) {
            work->temporary = name;
        } else if (errno != EEXIST) {
            return false;
        }
    }
    return work->out >= 0;
}

static bool is_untouched(const struct replacing *work) {
    struct stat now;
    const struct stat *then = &work->info;
    return fstatat(work->folder, work->name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
           now.st_ino == then->st_ino && now.st_dev == then->st_dev &&
           now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

// Whose the file is, and who may do what with it: of a new one, as the system has it.
static bool keep_rights(struct replacing *work) {
    bool is_owner = work->info.st_uid == geteuid() && work->info.st_gid == getegid();
    return work->is_new ||
           ((is_owner || fchown(work->out, work->info.st_uid, work->info.st_gid) == 0) &&
            fchmod(work->out, work->info.st_mode & 07777) == 0);
}

static enum replace_result write_beside(struct replacing *work, struct str text,
                                        struct str *problem) {
    bool done = open_temporary(work) && write_whole(work->out, text) && keep_rights(work) &&
                fsync(work->out) == 0;
    return done ? REPLACE_DONE : fail(work, problem);
}

// Gives the file beside it the file's name. A new one must not take the place of another.
static enum replace_result put_in_place(struct replacing *work, struct str *problem) {
    if (work->is_new) {
        if (linkat(work->folder, work->temporary, work->folder, work->name, 0) != 0) {
            return errno == EEXIST ? REPLACE_CHANGED : fail(work, problem);
        }
        unlinkat(work->folder, work->temporary, 0);
    } else {
        if (!is_untouched(work)) {
            return REPLACE_CHANGED;
        }
        if (renameat(work->folder, work->temporary, work->folder, work->name) != 0) {
            return fail(work, problem);
        }
    }
    work->temporary = NULL;
    fsync(work->folder); // some file systems cannot: the file is whole either way
    return REPLACE_DONE;
}

// The folders of a new file that are not there yet. Not through a link: check_place refuses it.
static void make_folders(struct arena *arena, struct str root, struct str path) {
    for (size_t at = str_find(path, STR("/"), 0); at != SIZE_MAX;
         at = str_find(path, STR("/"), at + 1)) {
        const char *folder =
            str_copy(arena, str_concat(arena, root, str_slice(path, 0, at))).data;
        struct stat info;
        mkdir(folder, 0777);
        if (lstat(folder, &info) != 0 || !S_ISDIR(info.st_mode)) {
            return;
        }
    }
}

static enum replace_result check_place(struct replacing *work, struct str root,
                                       struct str path) {
    struct str whole = str_concat(work->arena, root, path);
    struct str place = work->is_new ? path_folder(whole) : whole;
    struct str real = path_real(work->arena, str_copy(work->arena, place).data);
    if (!real.size) {
        return REPLACE_CHANGED;
    }
    return root.size && str_equal(real, place) ? REPLACE_DONE : REPLACE_LINK;
}

// Brings the text to the disk, beside the file that it is to replace.
static enum replace_result prepare(struct replacing *work, struct str root,
                                   const struct replacement *item, struct str *problem) {
    struct stat info;
    work->is_new = item->is_new;
    if (item->is_new) {
        make_folders(work->arena, root, item->path);
    }
    enum replace_result result = check_place(work, root, item->path);
    if (result != REPLACE_DONE) {
        return result;
    }
    struct str folder = path_folder(str_concat(work->arena, root, item->path));
    work->name = str_copy(work->arena, path_name(item->path)).data;
    work->folder = open(str_copy(work->arena, folder).data,
                        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (work->folder < 0) {
        return fail(work, problem);
    }
    if (!work->is_new) {
        result = check_text(work, item->before);
    } else if (fstatat(work->folder, work->name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        result = REPLACE_CHANGED;
    }
    return result == REPLACE_DONE ? write_beside(work, item->text, problem) : result;
}

static void clean(struct replacing *work) {
    if (work->temporary) {
        unlinkat(work->folder, work->temporary, 0);
    }
    if (work->out >= 0) {
        close(work->out);
    }
    if (work->folder >= 0) {
        close(work->folder);
    }
}

// Another file could not be put in place: this one is as it was.
static void take_back(struct arena *arena, struct str root, const struct replacement *item) {
    struct str ignored;
    if (item->is_new) {
        unlink(str_copy(arena, str_concat(arena, root, item->path)).data);
    } else {
        replace_file(arena, root, item->path, item->text, item->before, &ignored);
    }
}

enum replace_result replace_files(struct arena *arena, struct str root,
                                  const struct replacement *items, size_t count, size_t *at,
                                  struct str *problem) {
    struct replacing *works = ARENA_NEW(arena, struct replacing, count + 1);
    enum replace_result result = REPLACE_DONE;
    for (size_t i = 0; i < count; i++) {
        works[i] = (struct replacing){.arena = arena, .folder = -1, .out = -1};
    }
    for (size_t i = 0; i < count && result == REPLACE_DONE; i++) {
        *at = i;
        result = prepare(&works[i], root, &items[i], problem);
    }
    for (size_t i = 0; i < count && result == REPLACE_DONE; i++) {
        *at = i;
        result = put_in_place(&works[i], problem);
        for (size_t k = i; result != REPLACE_DONE && k > 0; k--) {
            take_back(arena, root, &items[k - 1]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        clean(&works[i]);
    }
    return result;
}

enum replace_result replace_file(struct arena *arena, struct str root, struct str path,
                                 struct str before, struct str text, struct str *problem) {
    struct replacement item = {.path = path, .before = before, .text = text};
    size_t at;
    return replace_files(arena, root, &item, 1, &at, problem);
}
