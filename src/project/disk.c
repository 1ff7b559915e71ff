#define _DEFAULT_SOURCE // for d_type of struct dirent, which POSIX has since 2024
#include "project/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"

enum {
    PATH_LIMIT = 4096,    // bytes: ends the walk down folders made to be deep
    ENTRY_LIMIT = 100000, // of one listing: a home folder or a whole disk is not walked through
    FIRST_READ = 4 * 1024, // bytes: for files that do not tell their size, as in /proc
};

struct disk {
    int root;             // descriptor; -1: the root is not there
    struct str real_root; // with a slash at its end
    bool is_cut;          // a listing had more than ENTRY_LIMIT entries
    struct map folders;   // to bool *: does following its links stay below the root?
};

static void close_disk(void *handle) {
    struct disk *disk = handle;
    if (disk->root >= 0) {
        close(disk->root);
    }
}

struct disk *disk_new(struct arena *arena, struct str root) {
    struct disk *disk = ARENA_NEW(arena, struct disk, 1);
    const char *path = str_copy(arena, root).data;
    disk->root = open(root.size ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    disk->folders.arena = arena;
    disk->real_root = path_real(arena, root.size ? path : ".");
    if (!str_ends(disk->real_root, STR("/"))) {
        disk->real_root = str_concat(arena, disk->real_root, STR("/"));
    }
    arena_own(arena, disk, close_disk);
    return disk;
}

struct str disk_root(const struct disk *disk) {
    return disk->real_root;
}

// A path that keeps below the root as long as no link leads elsewhere.
static bool is_plain(struct str path) {
    struct str rest = path;
    struct str part;
    while (str_split(&rest, '/', &part)) {
        if (!part.size || str_is(part, "..")) {
            return false;
        }
    }
    return path.size > 0 && path.size <= PATH_LIMIT && !memchr(path.data, '\0', path.size);
}

// The path below the root, all links resolved; false when it leads out, or nowhere.
static bool resolve(struct arena *arena, const struct disk *disk, struct str path,
                    struct str *resolved) {
    struct str real = path_real(arena, str_concat(arena, disk->real_root, path).data);
    if (str_starts(real, disk->real_root)) {
        *resolved = str_slice(real, disk->real_root.size, real.size);
        return true;
    }
    *resolved = (struct str){"", 0};
    return real.size && real.size + 1 == disk->real_root.size &&
           str_starts(disk->real_root, real);
}

static bool folder_is_inside(struct arena *arena, struct disk *disk, struct str folder) {
    if (!folder.size) {
        return true;
    }
    bool *is_inside = map_find(&disk->folders, folder);
    if (!is_inside) {
        struct str resolved;
        is_inside = ARENA_NEW(arena, bool, 1);
        *is_inside = resolve(arena, disk, folder, &resolved);
        map_put(&disk->folders, str_copy(arena, folder), is_inside);
    }
    return *is_inside;
}

// O_NONBLOCK: to open a pipe that nobody writes to would wait for ever.
static int open_file(int folder, const char *path) {
    return openat(folder, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
}

// Reads an open file to its end, or until it is too big: sizes may be wrong (/proc) or grow. One
// that ends where its size says is not asked a second time.
static enum file_result read_all(struct arena *arena, int file, size_t size, size_t limit,
                                 struct str *text, struct str *problem) {
    size_t capacity = size ? size + 1 : FIRST_READ;
    char *bytes = ARENA_NEW(arena, char, capacity);
    size_t count = 0;
    for (;;) {
        if (count == capacity) {
            capacity = capacity * 2 <= limit ? capacity * 2 : limit + 1;
            char *more = ARENA_NEW(arena, char, capacity);
            memcpy(more, bytes, count);
            bytes = more;
        }
        ssize_t got = read(file, bytes + count, capacity - count);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            *problem = str_copy(arena, str_from(strerror(errno)));
            return FILE_UNREADABLE;
        }
        count += (size_t)got;
        if (count > limit) {
            return FILE_TOO_BIG;
        }
        if (got == 0 || (count == size && count < capacity)) {
            *text = (struct str){bytes, count};
            return FILE_READ;
        }
    }
}

static enum file_result read_open(struct arena *arena, int file, size_t limit,
                                  const struct git_stamp *stamp, struct str *text,
                                  struct str *problem) {
    struct stat info;
    if (fstat(file, &info) != 0) {
        *problem = str_copy(arena, str_from(strerror(errno)));
        return FILE_UNREADABLE;
    }
    if (!S_ISREG(info.st_mode)) {
        return FILE_NO_TEXT;
    }
    if (stamp && !git_stamp_fits(stamp, &info)) {
        return FILE_UNREADABLE;
    }
    if (info.st_size > (off_t)limit) {
        return FILE_TOO_BIG;
    }
    return read_all(arena, file, (size_t)info.st_size, limit, text, problem);
}

// What it means that a file could not be opened.
static enum file_result open_failed(struct arena *arena, int reason, struct str *problem) {
    static const struct {
        int reason;
        enum file_result result;
    } meanings[] = {
        {ENOENT, FILE_ABSENT},  {ENOTDIR, FILE_ABSENT}, {ELOOP, FILE_NO_TEXT},
        {EISDIR, FILE_NO_TEXT}, {ENXIO, FILE_NO_TEXT}, // a socket, a device without a driver
    };
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i].reason == reason) {
            return meanings[i].result;
        }
    }
    *problem = str_copy(arena, str_from(strerror(reason)));
    return FILE_UNREADABLE;
}

static size_t size_limit(struct str path) {
    return str_ends(path, STR(".sql")) ? SCRIPT_SIZE_LIMIT : FILE_SIZE_LIMIT;
}

enum file_result disk_read(struct arena *arena, struct disk *disk, struct str path,
                           struct str *text, struct str *problem) {
    if (disk->root < 0 || !is_plain(path)) {
        return FILE_ABSENT;
    }
    const char *name = str_copy(arena, path).data;
    struct stat info;
    if (!folder_is_inside(arena, disk, path_folder(path))) {
        bool is_there = fstatat(disk->root, name, &info, 0) == 0;
        return is_there ? FILE_NO_TEXT : FILE_ABSENT;
    }
    int file = open_file(disk->root, name);
    if (file < 0 && errno == ELOOP) {
        // A link: to where?
        struct str resolved;
        if (!resolve(arena, disk, path, &resolved)) {
            return FILE_NO_TEXT;
        }
        file = open_file(disk->root, str_copy(arena, resolved).data);
    }
    if (file < 0) {
        return open_failed(arena, errno, problem);
    }
    enum file_result result = read_open(arena, file, size_limit(path), NULL, text, problem);
    close(file);
    return result;
}

enum file_result disk_read_unchanged(struct arena *arena, struct disk *disk, struct str path,
                                     const struct git_stamp *stamp, struct str *text) {
    struct str ignored;
    if (disk->root < 0 || !is_plain(path) ||
        !folder_is_inside(arena, disk, path_folder(path))) {
        return FILE_ABSENT;
    }
    int file = open_file(disk->root, str_copy(arena, path).data);
    if (file < 0) {
        return FILE_UNREADABLE;
    }
    enum file_result result = read_open(arena, file, size_limit(path), stamp, text, &ignored);
    close(file);
    return result;
}

// Listing

enum entry_kind { ENTRY_OTHER, ENTRY_FILE, ENTRY_FOLDER };

static enum entry_kind kind_of(int folder, const struct dirent *entry) {
    if (entry->d_type == DT_REG) {
        return ENTRY_FILE;
    }
    if (entry->d_type == DT_DIR) {
        return ENTRY_FOLDER;
    }
    // A link counts when it leads to a file; a link to a folder is not followed.
    struct stat info;
    bool may_count = entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
    if (!may_count || fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
        return ENTRY_OTHER;
    }
    if (S_ISDIR(info.st_mode)) {
        return ENTRY_FOLDER;
    }
    bool is_file = S_ISREG(info.st_mode) ||
                   (fstatat(folder, entry->d_name, &info, 0) == 0 && S_ISREG(info.st_mode));
    return is_file ? ENTRY_FILE : ENTRY_OTHER;
}

// Folders that hold others' code, or nothing that a person wrote.
static bool is_passed_by(const char *name) {
    return name[0] == '.' || strcmp(name, "node_modules") == 0 ||
           strcmp(name, "__pycache__") == 0;
}

struct listing {
    struct arena *arena;
    struct disk *disk;
    bool deep;
    struct str_list *paths;
    struct str_list todo; // folders
    size_t entries;
};

static DIR *open_folder(const struct listing *listing, struct str folder) {
    const char *name = folder.size ? str_copy(listing->arena, folder).data : ".";
    int descriptor =
        openat(listing->disk->root, name, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    DIR *stream = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    if (!stream && descriptor >= 0) {
        close(descriptor);
    }
    return stream;
}

static void list_entry(struct listing *listing, DIR *stream, const struct dirent *entry,
                       struct str prefix) {
    struct str name = str_from(entry->d_name);
    if (str_is(name, ".") || str_is(name, "..") || prefix.size + name.size > PATH_LIMIT) {
        return;
    }
    enum entry_kind kind = kind_of(dirfd(stream), entry);
    if (kind == ENTRY_FILE) {
        *ARENA_PUSH(listing->arena, listing->paths) = str_concat(listing->arena, prefix, name);
    } else if (kind == ENTRY_FOLDER && listing->deep && !is_passed_by(entry->d_name)) {
        *ARENA_PUSH(listing->arena, &listing->todo) = str_concat(listing->arena, prefix, name);
    }
}

// `may_pass`: the folder was not asked for by name, so a virtual environment is passed by.
static void list_folder(struct listing *listing, struct str folder, bool may_pass) {
    DIR *stream = open_folder(listing, folder);
    if (!stream) {
        return;
    }
    struct str prefix = folder.size ? str_concat(listing->arena, folder, STR("/")) : folder;
    const size_t paths = listing->paths->count;
    const size_t todo = listing->todo.count;
    const struct dirent *entry;
    while ((entry = readdir(stream)) && listing->entries++ < ENTRY_LIMIT) {
        list_entry(listing, stream, entry, prefix);
        // PEP 405: what makes a folder a virtual environment.
        if (may_pass && strcmp(entry->d_name, "pyvenv.cfg") == 0) {
            listing->paths->count = paths;
            listing->todo.count = todo;
            break;
        }
    }
    closedir(stream);
}

void disk_list(struct arena *arena, struct disk *disk, struct str folder, bool deep,
               struct str_list *paths) {
    if (disk->root < 0 || (folder.size && !is_plain(folder)) ||
        !folder_is_inside(arena, disk, folder)) {
        return;
    }
    struct listing listing = {.arena = arena, .disk = disk, .deep = deep, .paths = paths};
    list_folder(&listing, folder, false);
    // Near ones first: they matter most where there are too many.
    for (size_t i = 0; i < listing.todo.count && listing.entries < ENTRY_LIMIT; i++) {
        list_folder(&listing, listing.todo.items[i], true);
    }
    disk->is_cut |= listing.entries >= ENTRY_LIMIT;
}

bool disk_is_cut(const struct disk *disk) {
    return disk->is_cut;
}

bool disk_is_folder(struct arena *arena, struct disk *disk, struct str path) {
    struct listing listing = {.arena = arena, .disk = disk};
    if (disk->root < 0 || (path.size && !is_plain(path)) ||
        !folder_is_inside(arena, disk, path)) {
        return false;
    }
    DIR *stream = open_folder(&listing, path);
    bool holds = false;
    const struct dirent *entry;
    while (stream && !holds && (entry = readdir(stream))) {
        holds = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    if (stream) {
        closedir(stream);
    }
    return holds;
}
