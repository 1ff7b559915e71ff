#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <git2/sys/odb_backend.h>
#include <zlib.h>

#include "project/git_private.h"

// libgit2 does not end on a loose object that is cut off: git_zstream_get_output() of 1.5.1 asks
// zlib for more again and again. So they are looked at before libgit2 does: a further backend of
// its object database, which answers for those that are cut off and passes all others on.

enum { CHUNK = 16384, HEADER_SIZE = 64, PRIORITY = 3 }; // libgit2's own have 1 and 2

struct loose_guard {
    git_odb_backend backend; // first: libgit2 knows it by this
    size_t folder_size;
    char path[]; // the folder's, then an object's
};

// Does the compressed text end before it is whole, or before `wanted` bytes of it?
static bool is_cut_off(int file, size_t wanted) {
    unsigned char in[CHUNK], out[CHUNK];
    z_stream stream = {0};
    int state = inflateInit(&stream);
    bool is_cut = false;
    while (state == Z_OK && stream.total_out < wanted && !is_cut) {
        ssize_t got = read(file, in, sizeof in);
        is_cut = got <= 0;
        stream.next_in = in;
        stream.avail_in = got > 0 ? (uInt)got : 0;
        do {
            stream.next_out = out;
            stream.avail_out = sizeof out;
            state = inflate(&stream, Z_NO_FLUSH);
        } while (state == Z_OK && stream.avail_out == 0);
        state = state == Z_BUF_ERROR ? Z_OK : state; // it has read all there is
    }
    inflateEnd(&stream);
    return is_cut && state == Z_OK;
}

static int look(git_odb_backend *backend, const git_oid *id, size_t wanted) {
    struct loose_guard *guard = (struct loose_guard *)backend;
    char name[GIT_OID_HEXSZ + 1];
    char path[sizeof name + 2];
    git_oid_tostr(name, sizeof name, id);
    path[0] = '/';
    memcpy(path + 1, name, 2);
    path[3] = '/';
    memcpy(path + 4, name + 2, sizeof name - 2);
    memcpy(guard->path + guard->folder_size, path, sizeof path);
    int file = open(guard->path, O_RDONLY | O_CLOEXEC);
    bool is_cut = file >= 0 && is_cut_off(file, wanted);
    if (file >= 0) {
        close(file);
    }
    if (!is_cut) {
        return GIT_PASSTHROUGH;
    }
    git_error_set_str(GIT_ERROR_ODB, "a loose object is cut off");
    return GIT_ERROR;
}

static int look_at_all(void **data, size_t *size, git_object_t *type, git_odb_backend *backend,
                       const git_oid *id) {
    (void)data;
    (void)size;
    (void)type;
    return look(backend, id, SIZE_MAX);
}

static int look_at_header(size_t *size, git_object_t *type, git_odb_backend *backend,
                          const git_oid *id) {
    (void)size;
    (void)type;
    return look(backend, id, HEADER_SIZE);
}

static void release(git_odb_backend *backend) {
    free(backend);
}

bool git_guard_loose(struct git *git, struct cupel_error *error) {
    git_odb *odb = git_odb_of(git, error);
    struct str folder = str_concat(
        git->arena, str_from(git_repository_commondir(git->repository)), STR("objects"));
    struct loose_guard *guard =
        odb ? calloc(1, sizeof *guard + folder.size + GIT_OID_HEXSZ + 3) : NULL;
    if (!guard) {
        return odb != NULL; // without memory it goes without
    }
    guard->backend = (git_odb_backend){.version = GIT_ODB_BACKEND_VERSION,
                                       .read = look_at_all,
                                       .read_header = look_at_header,
                                       .free = release};
    guard->folder_size = folder.size;
    memcpy(guard->path, folder.data, folder.size);
    if (git_odb_add_backend(odb, &guard->backend, PRIORITY) != 0) {
        free(guard);
        git_fail(error, "cannot read git's objects");
        return false;
    }
    return true;
}
