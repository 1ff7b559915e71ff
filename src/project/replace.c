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
        work->out = openat(work->folder, name,
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
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

static enum replace_result write_beside(struct replacing *work, struct str text,
                                        struct str *problem) {
    if (!open_temporary(work) || !write_whole(work->out, text)) {
        return fail(work, problem);
    }
    bool is_owner = work->info.st_uid == geteuid() && work->info.st_gid == getegid();
    if ((!is_owner && fchown(work->out, work->info.st_uid, work->info.st_gid) != 0) ||
        fchmod(work->out, work->info.st_mode & 07777) != 0 || fsync(work->out) != 0) {
        return fail(work, problem);
    }
    if (!is_untouched(work)) {
        return REPLACE_CHANGED;
    }
    if (renameat(work->folder, work->temporary, work->folder, work->name) != 0) {
        return fail(work, problem);
    }
    work->temporary = NULL;
    fsync(work->folder); // some file systems cannot: the file is whole either way
    return REPLACE_DONE;
}

enum replace_result replace_file(struct arena *arena, struct str root, struct str path,
                                 struct str before, struct str text, struct str *problem) {
    struct replacing work = {.arena = arena, .folder = -1, .out = -1};
    struct str whole = str_concat(arena, root, path);
    struct str real = path_real(arena, whole.data);
    if (!real.size) {
        return REPLACE_CHANGED;
    }
    if (!root.size || !str_equal(real, whole)) {
        return REPLACE_LINK;
    }
    work.name = str_copy(arena, path_name(path)).data;
    work.folder = open(str_copy(arena, path_folder(whole)).data,
                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (work.folder < 0) {
        return fail(&work, problem);
    }
    enum replace_result result = check_text(&work, before);
    if (result == REPLACE_DONE) {
        result = write_beside(&work, text, problem);
    }
    if (work.temporary) {
        unlinkat(work.folder, work.temporary, 0);
    }
    if (work.out >= 0) {
        close(work.out);
    }
    close(work.folder);
    return result;
}
