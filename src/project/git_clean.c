// Which files of the work tree are, byte for byte, what git's index holds: reading them from
// disk takes a third of the time of unpacking them from git.

#include <string.h>
#include <sys/stat.h>

#include "project/git_private.h"

// Attributes that make git store a file otherwise than it lies in the work tree (gitattributes
// manual). What `text` and `eol` change is line ends alone: whoever reads looks for those.
static bool changes_bytes(struct str attributes) {
    static const struct str names[] = {
        {"filter", 6}, {"ident", 5}, {"working-tree-encoding", 21}, {"[attr]", 6}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_find(attributes, names[i], 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static bool has_attributes_elsewhere(struct git *git) {
    git_config *config = NULL;
    const char *value = NULL;
    struct stat status;
    struct str info =
        str_format(git->arena, "%sinfo/attributes", git_repository_commondir(git->repository));
    bool found = stat(info.data, &status) == 0;
    if (git_repository_config_snapshot(&config, git->repository) == 0) {
        found = found || git_config_get_string(&value, config, "core.attributesfile") == 0;
    }
    git_config_free(config);
    return found;
}

// Could any file differ from its blob although git has it as unchanged?
static bool uses_filters(struct git *git, git_index *index) {
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        struct str path = str_from(git_index_get_byindex(index, i)->path);
        if (!str_ends(path, STR(".gitattributes"))) {
            continue;
        }
        struct str text = {0};
        struct cupel_error ignored = {0};
        enum git_read_result result =
            git_read(git->arena, git, NULL, str_copy(git->arena, path), &text, &ignored);
        if (result != GIT_READ_DONE || changes_bytes(text)) {
            return true;
        }
    }
    return has_attributes_elsewhere(git);
}

// When the index was written: what changed in that moment or later cannot be told by its time.
static bool find_written(git_index *index, git_index_time *written) {
    struct stat status;
    const char *path = git_index_path(index);
    if (!path || stat(path, &status) != 0) {
        return false;
    }
    *written = (git_index_time){.seconds = (int32_t)status.st_mtim.tv_sec,
                                .nanoseconds = (uint32_t)status.st_mtim.tv_nsec};
    return true;
}

// Surely before: file systems tell times by ticks of up to 10 ms.
static bool is_before(const git_index_time *time, const git_index_time *other) {
    const int64_t tick = 20000000, second = 1000000000;
    return (int64_t)time->seconds * second + time->nanoseconds + tick <
           (int64_t)other->seconds * second + other->nanoseconds;
}

// Files are asked for in the order of the index: the entry behind the last one is tried first.
static const git_index_entry *find_entry(struct git *git, git_index *index, struct str path) {
    const git_index_entry *entry = git_index_get_byindex(index, git->next_entry);
    if (!entry || git_index_entry_stage(entry) != 0 || !str_is(path, entry->path)) {
        const char *name = str_copy(git->arena, path).data;
        entry = git_index_get_bypath(index, name, 0);
        if (!entry || git_index_find(&git->next_entry, index, name) != 0) {
            return entry;
        }
    }
    git->next_entry++;
    return entry;
}

bool git_clean_stamp(struct git *git, struct str path, struct git_stamp *stamp) {
    struct cupel_error ignored = {0};
    git_index *index = git_index_of(git, &ignored);
    if (!index || !git->root.size) {
        return false;
    }
    if (!git->clean_is_known) {
        git->clean_is_known = true;
        git->clean_can_be_told =
            find_written(index, &git->index_written) && !uses_filters(git, index);
    }
    if (!git->clean_can_be_told) {
        return false;
    }
    const git_index_entry *entry = find_entry(git, index, path);
    if (!entry || (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) ||
        !is_before(&entry->mtime, &git->index_written)) {
        return false;
    }
    *stamp = (struct git_stamp){
        .size = entry->file_size,
        .modified = {entry->mtime.seconds, entry->mtime.nanoseconds},
        .changed = {entry->ctime.seconds, entry->ctime.nanoseconds},
    };
    return true;
}

// An index keeps the lower 32 bits of sizes and times.
bool git_stamp_fits(const struct git_stamp *stamp, const struct stat *status) {
    return (uint32_t)status->st_size == (uint32_t)stamp->size &&
           (int32_t)status->st_mtim.tv_sec == stamp->modified.seconds &&
           status->st_mtim.tv_nsec == stamp->modified.nanoseconds &&
           (int32_t)status->st_ctim.tv_sec == stamp->changed.seconds &&
           status->st_ctim.tv_nsec == stamp->changed.nanoseconds;
}

bool git_is_clean(struct git *git, struct str path) {
    struct git_stamp stamp;
    struct stat status;
    return git_clean_stamp(git, path, &stamp) &&
           lstat(str_concat(git->arena, git->root, path).data, &status) == 0 &&
           S_ISREG(status.st_mode) && git_stamp_fits(&stamp, &status);
}
