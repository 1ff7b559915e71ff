/**
 * run: what the files of the pipeline share. cupel.c is the public face; opening reads the
 * settings; selection finds what is judged; reading evaluates migrations, in several threads;
 * lineage knows a project's revisions; judging puts it together.
 */
#ifndef CUPEL_RUN_H
#define CUPEL_RUN_H

#include "base/arena.h"
#include "cupel/cupel.h"
#include "lint/lint.h"
#include "model/finding.h"
#include "project/files.h"
#include "project/git.h"
#include "project/settings.h"
#include "python/environment.h"
#include "python/migration.h"

/** What one thread works with: nothing of it is shared. */
struct worker {
    struct arena *arena;
    struct git *git;     // a handle of its own; NULL where the disk is read
    struct files *files; // for helper modules
    struct python_modules modules;
    struct python_reader *reader;
};

struct cupel_run {
    struct arena *arena;
    struct cupel_options options;
    struct git *git;   // NULL: no repository
    struct str here;   // the working directory: absolute, with a slash at its end
    struct str root;   // absolute, with a slash at its end; empty: a bare repository
    struct str folder; // of the working directory below the root, with a slash; or empty
    struct str away;   // else: what leads from the working directory to the root
    struct git_commit_name head; // CUPEL_RANGE: where content is read from
    struct files *files;
    struct settings settings;
    struct alembic_projects projects;
    struct rules rules;
    struct lint_settings lint;
    struct str_list notes;
    struct {
        struct worker *items;
        size_t count, capacity;
    } workers;
    struct outcome outcome;
};

/** Adds a note for standard error; note_detail only when the run is verbose. */
void note(struct cupel_run *run, const char *format, ...) PRINTF_LIKE(2, 3);
void note_detail(struct cupel_run *run, const char *format, ...) PRINTF_LIKE(2, 3);

/** Reads settings, projects and rules: what cupel_open does. */
bool run_open(struct cupel_run *run, struct cupel_error *error);

/** True when there is a repository, or an Alembic project; else the error says so. */
bool run_need_git(const struct cupel_run *run, struct cupel_error *error);
bool run_need_project(const struct cupel_run *run, struct cupel_error *error);

/** What a path of the command line is inside: relative to the root, which is the empty path.
 * False when it lies outside. */
bool run_path(const struct cupel_run *run, const char *path, struct str *inside);

// selection: cupel_selection.c

/** A file that is to be judged. */
struct candidate {
    struct str path;
    size_t project; // SIZE_MAX: it lies in none
    bool is_script; // a .sql file
};

struct candidates {
    struct candidate *items; // sorted by path, each once
    size_t count, capacity;
};

/** What the run's options select; an empty list is no error. */
bool selection_find(struct cupel_run *run, struct candidates *candidates,
                    struct cupel_error *error);

/** The base branch's tip. `is_known` is false outside git and where no base branch exists;
 * `has_all`: all that is not judged counts as released; `is_partial`: the history is known not
 * to tell all that the database holds. */
struct selection_base {
    struct str name;
    struct git_commit_name tip;
    bool is_known;
    bool has_all;
    bool is_partial;
};

bool selection_base(struct cupel_run *run, struct selection_base *base,
                    struct cupel_error *error);

/** True when a project's version location holds the path and Alembic would load the file. */
bool selection_is_migration_path(const struct cupel_run *run, struct str path, size_t *project);

/** The migration files of a project, sorted. */
void selection_list(struct cupel_run *run, size_t project, struct str_list *paths);

// reading: cupel_reading.c

struct reading {
    struct str path;
    bool is_script;
    struct migration *migration; // the result, never NULL
};

/** Reads a project's env.py. */
bool reading_environment(struct cupel_run *run, const struct alembic_project *project,
                         struct environment_facts *facts, struct cupel_error *error);

/** Reads and evaluates the files, in several threads when there are many. */
bool reading_all(struct cupel_run *run, struct reading *readings, size_t count,
                 struct cupel_error *error);

// lineage: cupel_lineage.c and cupel_recall.c

/** The revisions of one project, with what was read of them. */
struct lineage {
    size_t project;
    struct history *history;
    struct map by_path;                   // path to the revision in `history`
    struct str *texts;                    // by revision
    struct migration **migrations;        // by revision; NULL: not read in full
    bool *is_judged;                      // by revision
    struct environment_facts environment; // what env.py says
    bool is_partial;                      // the database is known to hold more
    bool misses_files;                    // there are migrations that could not be read
};

/** Reads the headers of a project's migrations and says which are pending. */
bool lineage_read(struct cupel_run *run, size_t project, const struct selection_base *base,
                  struct lineage *lineage, struct cupel_error *error);

/** As lineage_read, of files that lie in no project: what comes before them is not known. */
bool lineage_of_files(struct cupel_run *run, const struct str_list *paths,
                      struct lineage *lineage, struct cupel_error *error);

/** Index of the revision that stands in the file, or SIZE_MAX. */
size_t lineage_find_path(const struct lineage *lineage, struct str path);

/**
 * Reads in full the older revisions that tell about what the judged migrations touch: those
 * whose text names a table, type or index of theirs, under any name it had. All of them, where
 * none of those makes such a table. `more` is judged too, though no revision of the lineage
 * (a script); it may be NULL. `*complete` is false when more would have to be read than is
 * worth it.
 */
bool recall(struct cupel_run *run, struct lineage *lineage, const struct migration *more,
            bool *complete, struct cupel_error *error);

// judging: cupel_judging.c

/** Evaluates, replays and judges the candidates, into the run's outcome. */
bool judge_candidates(struct cupel_run *run, const struct candidates *candidates,
                      const struct selection_base *base, struct cupel_error *error);

#endif
