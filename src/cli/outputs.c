#define _XOPEN_SOURCE 700 // for realpath()
// --output FORMAT=FILE and --write-baseline FILE: all of the files whole, or none touched.

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

// One file on its way.
struct draft {
    char *text; // of the report; owned
    size_t size;
    char *target; // the file that a link leads to; owned. NULL: written to directly
    char *beside; // the temporary file in the same folder; owned. NULL: there is none
    const char *file;
    int stream; // standard output or standard error, when the file is what that leads to
};

static bool fail(struct cupel_error *error, const char *file) {
    return refuse(error, "%s: cannot be written: %s", file, strerror(errno));
}

// `format` NULL: the baseline.
static bool render(struct cupel_run *run, enum cupel_report report, const char *format,
                   struct draft *draft, struct cupel_error *error) {
    FILE *out = open_memstream(&draft->text, &draft->size);
    if (!out) {
        return fail(error, draft->file);
    }
    bool done = format ? cupel_write(run, report, format, out, error)
                       : cupel_write_baseline(run, out, error);
    if (fclose(out) != 0 && done) {
        return fail(error, draft->file);
    }
    return done;
}

// /dev/stdout may lead to a regular file: that one is written on, as others write to it too.
static int stream_of(const struct stat *status) {
    for (int stream = STDOUT_FILENO; stream <= STDERR_FILENO; stream++) {
        struct stat open_file;
        if (fstat(stream, &open_file) == 0 && open_file.st_dev == status->st_dev &&
            open_file.st_ino == status->st_ino) {
            return stream;
        }
    }
    return 0;
}

// A file that is there is followed through links; one that is not, is made where it is named.
// What is no regular file (a pipe, a terminal, /dev/stdout) is written to as it is.
static bool find_target(struct draft *draft, mode_t *mode, struct cupel_error *error) {
    struct stat status;
    if (stat(draft->file, &status) != 0) {
        if (errno != ENOENT || (lstat(draft->file, &status) == 0 && S_ISLNK(status.st_mode))) {
            return errno == ENOENT ? true : fail(error, draft->file);
        }
        mode_t mask = umask(0);
        umask(mask);
        *mode = 0666 & ~mask;
        draft->target = strdup(draft->file);
        return draft->target || fail(error, draft->file);
    }
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return fail(error, draft->file);
    }
    draft->stream = stream_of(&status);
    if (draft->stream || !S_ISREG(status.st_mode)) {
        return true;
    }
    if (access(draft->file, W_OK) != 0) {
        return fail(error, draft->file);
    }
    *mode = status.st_mode & 07777;
    draft->target = realpath(draft->file, NULL);
    return draft->target || fail(error, draft->file);
}

static bool write_bytes(int file, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

// The whole text in a file beside the target, under a name of its own.
static bool stage(struct draft *draft, struct cupel_error *error) {
    mode_t mode = 0;
    if (!find_target(draft, &mode, error) || !draft->target) {
        return error->message[0] == '\0';
    }
    size_t size = strlen(draft->target) + sizeof ".XXXXXX";
    draft->beside = malloc(size);
    if (!draft->beside) {
        return fail(error, draft->file);
    }
    snprintf(draft->beside, size, "%s.XXXXXX", draft->target);
    int file = mkstemp(draft->beside);
    if (file < 0) {
        bool is_closed_folder = errno == EACCES && access(draft->target, W_OK) == 0;
        free(draft->beside);
        draft->beside = NULL;
        // A folder that takes no new file: the one that is there is written to.
        return is_closed_folder || fail(error, draft->file);
    }
    bool done = write_bytes(file, draft->text, draft->size) && fchmod(file, mode) == 0;
    if ((close(file) != 0 && done) || !done) {
        return fail(error, draft->file);
    }
    return true;
}

static bool put_in_place(struct draft *draft, struct cupel_error *error) {
    if (draft->beside) {
        if (rename(draft->beside, draft->target) != 0) {
            return fail(error, draft->file);
        }
        free(draft->beside);
        draft->beside = NULL;
        return true;
    }
    int file = draft->stream ? dup(draft->stream)
                             : open(draft->file, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY, 0666);
    if (file < 0) {
        return fail(error, draft->file);
    }
    bool done = write_bytes(file, draft->text, draft->size);
    if ((close(file) != 0 && done) || !done) {
        return fail(error, draft->file);
    }
    return true;
}

static void discard(struct draft *draft) {
    if (draft->beside) {
        unlink(draft->beside);
    }
    free(draft->beside);
    free(draft->target);
    free(draft->text);
}

bool outputs_write(struct cupel_run *run, const struct arguments *arguments,
                   enum cupel_report report, struct cupel_error *error) {
    // Nothing is recorded where nothing was judged: a baseline of other migrations stays. What
    // it records is known to the reports after it.
    size_t baseline = arguments->new_baseline && cupel_migration_count(run) > 0;
    size_t count = arguments->output_count + baseline;
    struct draft *drafts = calloc(count + 1, sizeof *drafts);
    if (!drafts) {
        return refuse(error, "out of memory");
    }
    set_style(run, arguments, NULL);
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        const struct output *output = i < baseline ? NULL : &arguments->outputs[i - baseline];
        drafts[i].file = output ? output->file : arguments->new_baseline;
        done = render(run, report, output ? output->format : NULL, &drafts[i], error) &&
               stage(&drafts[i], error);
    }
    // What is written to directly can fail half way: it goes first, while nothing else is done.
    for (size_t i = 0; i < 2 * count && done; i++) {
        struct draft *draft = &drafts[i % count];
        bool is_direct = !draft->beside;
        if (is_direct == (i < count)) {
            done = put_in_place(draft, error);
        }
    }
    for (size_t i = 0; i < count; i++) {
        discard(&drafts[i]);
    }
    free(drafts);
    return done;
}
