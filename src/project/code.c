#include "project/code.h"

#include <string.h>

// The work is bounded by what is read, not by the clock: the same tree gives the same findings.
enum {
    READ_LIMIT = 64 * 1024 * 1024,   // bytes that are looked through
    KEPT_LIMIT = 32 * 1024 * 1024,   // bytes of the texts that hold a word
    LOOSE_LIMIT = 20000,             // files, where no repository tells what belongs together
    SCRATCH_LIMIT = 8 * 1024 * 1024, // bytes, before the memory of what was read is given back
};

static bool is_any(struct str word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

#define IS_ANY(word, words) is_any((word), (words), sizeof(words) / sizeof *(words))

static bool is_code_name(struct str name) {
    static const char *const endings[] = {
        "py", "sql", "js", "ts",    "tsx", "jsx",  "rb",    "go",     "java", "kt",
        "rs", "php", "cs", "scala", "ex",  "html", "jinja", "jinja2", "j2",
    };
    size_t dot = str_find_last(name, '.');
    if (dot == SIZE_MAX) {
        return false;
    }
    struct str stem = str_slice(name, 0, dot);
    return IS_ANY(str_slice(name, dot + 1, name.size), endings) &&
           !str_starts(name, STR("test_")) && !str_starts(name, STR("conftest")) &&
           !str_ends(stem, STR("_test")) && !str_ends(stem, STR("_spec")) &&
           !str_ends(stem, STR("_tests")) && !str_ends(stem, STR(".test")) &&
           !str_ends(stem, STR(".spec")) && !str_ends(stem, STR(".min")) &&
           !str_is(stem, "tests");
}

bool code_is_path(struct str path) {
    static const char *const others[] = {
        "test",         "tests",  "testing",       "__tests__",   "spec", "specs", "fixtures",

        "alembic",

        "node_modules", "vendor", "vendored",      "third_party", "dist", "docs",  "doc",
        "examples",     "locale", "site-packages", ".git",
    };
    struct str rest = path;
    struct str part;
    while (str_split(&rest, '/', &part)) {
        bool is_migrations = str_find_nocase(part, STR("migration"), 0) != SIZE_MAX;
        if (rest.size &&
            (is_migrations || IS_ANY(part, others) || (part.size && part.data[0] == '.'))) {
            return false;
        }
        if (!rest.size) {
            return is_code_name(part);
        }
    }
    return false;
}

struct collector {
    struct arena *arena;
    const struct code_request *request;
    struct code_files *files;
    struct cupel_error *error;
    struct arena *scratch; // of texts that are looked through
    struct files *disk;    // this tree's, in `scratch`; NULL: not yet
    size_t read, kept;
    bool starts[256]; // bytes that a word begins with
};

// ---- words

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool holds_word(const struct collector *collector, struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        if (!is_word_byte(text.data[i])) {
            continue;
        }
        size_t end = i + 1;
        while (end < text.size && is_word_byte(text.data[end])) {
            end++;
        }
        if (collector->starts[(unsigned char)text.data[i]] &&
            map_find(collector->request->words, str_slice(text, i, end))) {
            return true;
        }
        i = end;
    }
    return false;
}

static void note_starts(struct collector *collector) {
    const struct map *words = collector->request->words;
    for (size_t i = 0; i < words->count; i++) {
        if (words->items[i].key.size) {
            collector->starts[(unsigned char)words->items[i].key.data[0]] = true;
        }
    }
}

// ---- reading

static void tidy(struct collector *collector) {
    if (arena_used(collector->scratch) > SCRATCH_LIMIT) {
        arena_free(collector->scratch);
        collector->scratch = arena_new();
        collector->disk = NULL;
    }
}

// Scripts beside a judged script are migrations as it is.
static bool is_beside(struct str path, struct str script) {
    return str_ends(path, STR(".sql")) && str_ends(script, STR(".sql")) &&
           str_equal(path_folder(path), path_folder(script));
}

static bool is_migration(const struct collector *collector, struct str path) {
    const struct str_list *without = collector->request->without;
    for (size_t i = 0; i < without->count; i++) {
        struct str item = without->items[i];
        if (item.size && (path_is_below(path, item) || is_beside(path, item))) {
            return true;
        }
    }
    return false;
}

// Migrations lie elsewhere too: of other projects, or in none.
static bool is_migration_text(struct str path, struct str text) {
    return str_ends(path, STR(".py")) &&
           (str_starts(text, STR("down_revision")) ||
            str_find(text, STR("\ndown_revision"), 0) != SIZE_MAX);
}

static void keep(struct collector *collector, struct str path, struct str text, bool is_base) {
    bool is_text = !memchr(text.data, '\0', text.size);
    collector->read += text.size;
    if (!text.size || !is_text || !holds_word(collector, text) ||
        is_migration_text(path, text)) {
        return;
    }
    if (collector->kept + text.size > KEPT_LIMIT) {
        collector->files->is_cut = true;
        return;
    }
    collector->kept += text.size;
    *ARENA_PUSH(collector->arena, collector->files) =
        (struct code_file){.path = str_copy(collector->arena, path),
                           .text = str_copy(collector->arena, text),
                           .is_base = is_base};
}

static bool is_over(struct collector *collector) {
    if (collector->read >= READ_LIMIT) {
        collector->files->is_cut = true;
    }
    return collector->files->is_cut;
}

static void keep_from_disk(struct collector *collector, struct str path) {
    const struct code_request *request = collector->request;
    struct str text = {0};
    struct str problem = {0};
    if (!collector->disk) {
        collector->disk = request->git
                              ? files_from_disk(collector->scratch, git_root(request->git))
                              : files_fork(collector->scratch, request->files, NULL);
    }
    if (files_read(collector->disk, path, &text, &problem) == FILE_READ) {
        keep(collector, path, text, false);
    }
}

// What a partial clone lacks is not looked through: no reason to judge nothing.
static void keep_from_git(struct collector *collector, const struct git_file *file,
                          bool is_base) {
    struct str text = {0};
    struct cupel_error ignored = {0};
    switch (git_file_read(collector->scratch, collector->request->git, file, &text, &ignored)) {
    case GIT_READ_DONE:
        keep(collector, file->path, text, is_base);
        break;
    case GIT_READ_FAILED:
        collector->files->misses_files = true;
        break;
    default:
        break;
    }
}

// ---- this tree beside the base branch's

// A file of both trees, or of one (the other is NULL).
static void keep_pair(struct collector *collector, const struct git_file *here,
                      const struct git_file *base) {
    bool is_disk = collector->request->place == CODE_DISK;
    bool is_same = here && base && memcmp(here->id, base->id, sizeof here->id) == 0 &&
                   (!is_disk || here->is_clean);
    if (here && (is_disk || here->is_clean)) {
        // Reading a file is several times as fast as unpacking an object.
        keep_from_disk(collector, here->path);
    } else if (here) {
        keep_from_git(collector, here, false);
    }
    if (base && !is_same) {
        keep_from_git(collector, base, true);
    }
}

static void keep_trees(struct collector *collector, const struct git_files *here,
                       const struct git_files *base) {
    size_t i = 0;
    size_t j = 0;
    while ((i < here->count || j < base->count) && !is_over(collector)) {
        const struct git_file *one = i < here->count ? &here->items[i] : NULL;
        const struct git_file *two = j < base->count ? &base->items[j] : NULL;
        int order = !one ? 1 : !two ? -1 : str_compare(one->path, two->path);
        one = order <= 0 ? one : NULL;
        two = order >= 0 ? two : NULL;
        i += one != NULL;
        j += two != NULL;
        tidy(collector);
        if (!is_migration(collector, (one ? one : two)->path)) {
            keep_pair(collector, one, two);
        }
    }
}

static bool find_with_git(struct collector *collector) {
    const struct code_request *request = collector->request;
    const struct git_commit_name *head = request->place == CODE_COMMIT ? &request->head : NULL;
    struct git_files here = {0};
    struct git_files base = {0};
    if (!git_files_find(collector->arena, request->git, head, code_is_path, &here,
                        collector->error) ||
        (request->base && !git_files_find(collector->arena, request->git, request->base,
                                          code_is_path, &base, collector->error))) {
        return false;
    }
    keep_trees(collector, &here, &base);
    return true;
}

static bool find_without_git(struct collector *collector) {
    struct str_list paths = {0};
    files_list(collector->request->files, (struct str){"", 0}, true, &paths);
    size_t count = 0;
    for (size_t i = 0; i < paths.count && !is_over(collector); i++) {
        tidy(collector);
        if (code_is_path(paths.items[i]) && count++ == LOOSE_LIMIT) {
            collector->files->is_cut = true;
        } else if (code_is_path(paths.items[i]) && !is_migration(collector, paths.items[i])) {
            keep_from_disk(collector, paths.items[i]);
        }
    }
    return true;
}

bool code_find(struct arena *arena, const struct code_request *request,
               struct code_files *files, struct cupel_error *error) {
    struct collector collector = {.arena = arena,
                                  .request = request,
                                  .files = files,
                                  .error = error,
                                  .scratch = arena_new()};
    note_starts(&collector);
    bool done = request->git ? find_with_git(&collector) : find_without_git(&collector);
    arena_free(collector.scratch);
    return done;
}
