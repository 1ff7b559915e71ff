#include "base/error.h"
#include "project/git_private.h"

// A relative path starts where hooks are run: at the work tree's root, of a bare repository in
// it (git-config manual, core.hooksPath).
static struct str from_where_hooks_run(struct arena *arena, struct git *git, struct str path) {
    if (str_starts(path, STR("/"))) {
        return str_copy(arena, path);
    }
    struct str start =
        git->root.size ? git->root : str_from(git_repository_path(git->repository));
    return str_concat(arena, start, path);
}

bool git_hooks_folder(struct arena *arena, struct git *git, struct str *folder,
                      struct cupel_error *error) {
    git_config *config = NULL;
    git_buf path = {0};
    bool done = false;
    if (git_repository_config_snapshot(&config, git->repository) == 0 &&
        git_config_get_path(&path, config, "core.hookspath") == 0 && path.ptr && *path.ptr) {
        *folder = from_where_hooks_run(arena, git, str_from(path.ptr));
        done = true;
    } else {
        git_buf_dispose(&path);
        path = (git_buf){0};
        done = git_repository_item_path(&path, git->repository, GIT_REPOSITORY_ITEM_HOOKS) == 0;
        if (done) {
            *folder = str_copy(arena, str_from(path.ptr));
        } else {
            git_fail(error, "cannot tell where git's hooks are");
        }
    }
    git_buf_dispose(&path);
    git_config_free(config);
    return done;
}
