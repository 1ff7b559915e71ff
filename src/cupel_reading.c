#include "base/error.h"
#include "base/parallel.h"
#include "cupel_run.h"
#include "sql/script.h"
#include "sql/translate.h"

enum { PARALLEL_FROM = 32 }; // files: below that, starting threads costs more than it saves

// For helper modules of the repository: files that are not there, or are no text, are none.
static bool read_module(void *context, struct str path, struct str *text) {
    struct worker *worker = context;
    struct str problem;
    return files_read(worker->files, path, text, &problem) == FILE_READ;
}

static void add_root(struct cupel_run *run, struct str_list *roots, struct str folder) {
    if (!str_list_has(roots, folder)) {
        *ARENA_PUSH(run->arena, roots) = folder;
    }
}

// Where absolute imports start: the root, the folder of each alembic.ini (its prepend_sys_path
// is "." as Alembic's template has it), their src/ (where installed packages are developed), and
// the script locations with all folders above, for a package may begin at each of them.
static struct str_list module_roots(struct cupel_run *run) {
    struct str_list roots = {0};
    add_root(run, &roots, STR(""));
    for (size_t i = 0; i < run->projects.count; i++) {
        struct str folder = path_folder(run->projects.items[i].config);
        struct str location = run->projects.items[i].script_location;
        add_root(run, &roots, folder);
        add_root(run, &roots,
                 folder.size ? str_concat(run->arena, folder, STR("/src")) : STR("src"));
        for (size_t at = 0; (at = str_find(location, STR("/"), at)) != SIZE_MAX; at++) {
            add_root(run, &roots, str_slice(location, 0, at));
        }
        add_root(run, &roots, location);
    }
    return roots;
}

// The workers own their arenas; the first one works in the run's. In parallel, each reads
// through a fork of the files.
static bool prepare_workers(struct cupel_run *run, unsigned count, struct cupel_error *error) {
    const char *folder = run->root.size ? run->root.data : run->here.data;
    while (run->workers.count < count) {
        bool is_first = run->workers.count == 0;
        struct arena *arena = is_first ? run->arena : arena_new();
        struct git *git = NULL;
        if (files_need_git(run->files)) {
            git = is_first ? run->git : git_open(arena, folder, error);
            if (!git) {
                error_set(error, NULL, 0, "the repository cannot be opened again");
                arena_free(is_first ? NULL : arena);
                return false;
            }
        }
        *ARENA_PUSH(run->arena, &run->workers) = (struct worker){.arena = arena, .git = git};
    }
    for (unsigned i = 0; i < count; i++) {
        struct worker *worker = &run->workers.items[i];
        worker->files =
            count > 1 ? files_fork(worker->arena, run->files, worker->git) : run->files;
        worker->modules = (struct python_modules){read_module, worker, module_roots(run)};
        worker->reader = run->helpers ? python_reader_beside(worker->arena, run->helpers)
                                      : python_reader_new(worker->arena, &worker->modules);
    }
    return true;
}

// What stands for a file that gives no text: a migration that cannot be read.
static struct migration *unreadable(struct arena *arena, struct str path, struct str reason) {
    struct migration *migration = ARENA_NEW(arena, struct migration, 1);
    migration->source = source_new(arena, path, (struct str){0});
    migration->revision.path = path;
    migration->unreadable = reason;
    return migration;
}

static struct str why_not_read(struct arena *arena, struct str path, enum file_result result,
                               struct str problem) {
    int limit = str_ends(path, STR(".sql")) ? SCRIPT_SIZE_LIMIT : FILE_SIZE_LIMIT;
    switch (result) {
    case FILE_ABSENT:
        return STR("the file is not there");
    case FILE_TOO_BIG:
        return str_format(arena, "the file is over %d MiB", limit / 1024 / 1024);
    case FILE_NO_TEXT:
        return STR("this is no file");
    default:
        return problem.size > 0 ? problem : STR("the file cannot be read");
    }
}

// PEP 263: a comment in the first two lines may name another encoding than UTF-8.
static bool declares_encoding(struct str text) {
    struct str line;
    for (int i = 0; i < 2 && str_split(&text, '\n', &line); i++) {
        size_t at = str_find(line, STR("coding"), 0);
        if (str_starts(str_trim(line), STR("#")) && at != SIZE_MAX && at + 6 < line.size &&
            (line.data[at + 6] == ':' || line.data[at + 6] == '=')) {
            return true;
        }
    }
    return false;
}

// Bytes that Python refuses before it looks at any syntax; empty: it takes them.
static struct str why_not_python(const struct source *source, struct span *span) {
    struct str text = source->text;
    size_t nul = str_find(text, (struct str){"", 1}, 0);
    if (nul != SIZE_MAX) {
        *span = (struct span){(uint32_t)nul, (uint32_t)nul + 1};
        return STR("it holds NUL bytes, as binary files do");
    }
    if (str_is_utf8(text) || declares_encoding(text)) {
        return (struct str){0};
    }
    for (uint32_t line = 1; line <= source->line_count; line++) {
        if (!str_is_utf8(source_line(source, line))) {
            uint32_t start = source->line_starts[line - 1];
            *span = (struct span){start, start + (uint32_t)source_line(source, line).size};
            break;
        }
    }
    return STR("it is not UTF-8, and declares no other encoding");
}

struct python_reader *reading_helpers(struct cupel_run *run, struct arena *arena) {
    struct worker *worker = ARENA_NEW(arena, struct worker, 1);
    *worker = (struct worker){.arena = arena, .files = run->files};
    worker->modules = (struct python_modules){read_module, worker, module_roots(run)};
    return python_reader_new(arena, &worker->modules);
}

struct job {
    struct cupel_run *run;
    struct reading *readings;
    const struct source **sources; // NULL: it could not be read
};

static void read_one(void *context, unsigned worker_index, size_t index) {
    struct job *job = context;
    struct worker *worker = &job->run->workers.items[worker_index];
    struct reading *reading = &job->readings[index];
    const struct source *source = job->sources[index];
    if (!source) {
        return;
    }
    reading->migration = reading->is_script
                             ? script_read(worker->arena, source)
                             : python_read(worker->reader, source, reading->naming);
    reading->migration->revision.path = reading->path;
    struct span span = {0};
    struct str reason = reading->is_script ? (struct str){0} : why_not_python(source, &span);
    if (reason.size > 0) {
        reading->migration->unreadable = reason;
        reading->migration->unreadable_span = span;
    }
}

static struct migration *find_evaluated(const struct cupel_run *run, struct str path,
                                        struct str text) {
    struct migration *known = run->evaluated ? map_find(run->evaluated, path) : NULL;
    return known && str_equal(known->source->text, text) ? known : NULL;
}

bool reading_all(struct cupel_run *run, struct reading *readings, size_t count,
                 struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct job job = {run, readings, ARENA_NEW(arena, const struct source *, count)};
    size_t unread = 0;
    for (size_t i = 0; i < count; i++) {
        struct str text, problem = {0};
        enum file_result result = files_read(run->files, readings[i].path, &text, &problem);
        if (result != FILE_READ) {
            struct str reason = why_not_read(arena, readings[i].path, result, problem);
            readings[i].migration = unreadable(arena, readings[i].path, reason);
            continue;
        }
        readings[i].migration = find_evaluated(run, readings[i].path, text);
        if (!readings[i].migration) {
            job.sources[i] = source_new(arena, readings[i].path, text);
            unread++;
        }
    }
    if (!unread) {
        return true;
    }
    bool is_alone = run->helpers || unread < PARALLEL_FROM;
    unsigned workers = is_alone ? 1 : parallel_workers(run->options.jobs, unread);
    if (!prepare_workers(run, workers, error)) {
        return false;
    }
    parallel_each(count, workers, read_one, &job);
    return true;
}

struct environment_facts reading_environment(struct cupel_run *run,
                                             const struct alembic_project *project) {
    struct str path, text, problem;
    if (!path_join(run->arena, project->script_location, STR("env.py"), &path) ||
        files_read(run->files, path, &text, &problem) != FILE_READ) {
        return environment_unknown();
    }
    struct worker worker = {.arena = run->arena, .files = run->files};
    struct python_modules modules = {read_module, &worker, module_roots(run)};
    struct environment_settings settings = {.url = project->url,
                                            .isolation_level = project->isolation_level};
    return environment_read(run->arena, source_new(run->arena, path, text), &modules,
                            &settings);
}
