// cupel init: the git hook, and a settings file to start from.

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

enum { PATH_SIZE = 4096 };

static bool join(const char *folder, const char *name, char *path, struct cupel_error *error) {
    size_t size = strlen(folder);
    bool has_slash = size > 0 && folder[size - 1] == '/';
    int used = snprintf(path, PATH_SIZE, "%s%s%s", folder, has_slash ? "" : "/", name);
    return (used > 0 && used < PATH_SIZE) || refuse(error, "%s: the path is too long", folder);
}

// Is the file there with just this text?
static bool has_text(const char *path, const char *text) {
    FILE *in = fopen(path, "rb");
    size_t size = strlen(text);
    char *bytes = malloc(size + 2);
    bool is_same =
        in && bytes && fread(bytes, 1, size + 1, in) == size && memcmp(bytes, text, size) == 0;
    free(bytes);
    if (in) {
        fclose(in);
    }
    return is_same;
}

// Writes a file that must not be there yet.
static bool write_new(const char *path, const char *text, unsigned mode,
                      struct cupel_error *error) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0) {
        return refuse(error, "%s: cannot be written: %s", path, strerror(errno));
    }
    FILE *out = fdopen(file, "wb");
    if (!out) {
        close(file);
        return refuse(error, "%s: cannot be written: %s", path, strerror(errno));
    }
    fputs(text, out);
    bool done = !ferror(out);
    return (fclose(out) == 0 && done) || refuse(error, "%s: cannot be written", path);
}

static bool exists(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0;
}

// husky points git at its own .husky/_, which it writes anew, and runs from there the hook of the
// folder above. Source: typicode/husky, index.js and its file husky (`h` in the folder).
static bool hooks_folder(struct cupel_run *run, char *folder, struct cupel_error *error) {
    char path[PATH_SIZE];
    const char *found = cupel_hooks_folder(run, error);
    if (!found || !join(found, "h", path, error)) {
        return false;
    }
    size_t size = strlen(found);
    bool is_husky = size > 2 && strcmp(found + size - 2, "/_") == 0 && exists(path);
    memcpy(folder, found, size + 1);
    folder[is_husky ? size - 2 : size] = '\0';
    return true;
}

static bool install_hook(struct cupel_run *run, struct cupel_error *error) {
    char folder[PATH_SIZE], path[PATH_SIZE];
    const char *text = cupel_template("hooks/pre-commit");
    if (!hooks_folder(run, folder, error) || !join(folder, "pre-commit", path, error)) {
        return false;
    }
    if (has_text(path, text)) {
        printf("%s: is there already\n", path);
        return true;
    }
    if (exists(path)) {
        return refuse(error,
                      "%s: another hook is there, and stays; add this line to it: "
                      "cupel check --staged || exit 1",
                      path);
    }
    if (!exists(folder) && mkdir(folder, 0777) != 0) {
        return refuse(error, "%s: cannot be made: %s", folder, strerror(errno));
    }
    if (!write_new(path, text, 0777, error)) {
        return false;
    }
    printf("%s: judges what is staged before each commit\n", path);
    return true;
}

static bool write_settings(struct cupel_run *run, bool is_asked, struct cupel_error *error) {
    char path[PATH_SIZE];
    const char *there = cupel_settings_path(run);
    const char *root = cupel_root(run);
    if (!*root) {
        return refuse(error, "a bare repository has no place for a settings file");
    }
    if (there && is_asked) {
        return refuse(error, "%s: there are settings already, and they stay", there);
    }
    if (there) {
        printf("%s: is there already\n", there);
        return true;
    }
    if (!join(root, "cupel.toml", path, error) ||
        !write_new(path, cupel_template("examples/cupel.toml"), 0666, error)) {
        return false;
    }
    printf("%s: every setting there is, commented out\n", path);
    return true;
}

enum exit_status command_init(struct arguments *arguments) {
    struct cupel_error error = {0};
    struct cupel_run *run = NULL;
    bool both = !arguments->hook && !arguments->settings;
    enum exit_status status = EXIT_CLEAN;
    if (arguments->path_count > 0) {
        refuse(&error, "cupel init takes no path: %s", arguments->paths[0]);
    } else {
        run = cupel_open(&arguments->options, &error);
    }
    if (!run ||
        ((both || arguments->settings) && !write_settings(run, arguments->settings, &error)) ||
        ((both || arguments->hook) && !install_hook(run, &error))) {
        status = complain(&error);
    }
    cupel_close(run);
    return status;
}
