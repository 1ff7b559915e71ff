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

/** The base branch's tip. `is_known` is false outside git and where no base branch exists;
 * `has_all`: all that is not judged counts as released; `is_partial`: the history is known not
 * to tell all that the database holds. */
struct selection_base {
    struct str name;
    struct git_commit_name tip;
    bool is_known;
    bool is_nothing; // all that there is is new
    bool has_all;
    bool is_partial;
    struct files *tip_files, *fork_files; // in memory: stand for git, in rules' examples
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
    struct selection_base base; // once selection_base() was asked
    bool has_base;
    bool is_widened; // see cupel_base.c
    struct {
        struct git_commit_name from;
        struct git_changes changes;
        bool is_done;
    } compared; // by selection_changes() the last time
    struct str_list notes;
    struct {
        struct worker *items;
        size_t count, capacity;
    } workers;
    struct outcome outcome;
    const struct map *evaluated; // path to struct migration, taken for the same text; or NULL
    const struct python_reader *helpers;      // whose modules are taken; or NULL
    const struct candidates *candidates;      // that were judged; NULL: none
    const struct selection_base *fixing_base; // what they were judged with
    const struct baseline *baseline;          // NULL: there is none
    struct fixing *fixing;                    // cupel_fix.c: what was worked out; or NULL
};

/** Adds a note for standard error; note_detail only when the run is verbose. */
void note(struct cupel_run *run, const char *format, ...) PRINTF_LIKE(2, 3);
void note_detail(struct cupel_run *run, const char *format, ...) PRINTF_LIKE(2, 3);

/** Reads settings, projects and rules: what cupel_open does. */
bool run_open(struct cupel_run *run, struct cupel_error *error);

/** Flushes what was written; false with the error set when any of it failed. */
bool run_flush(FILE *out, struct cupel_error *error);

/** True when there is a repository, or an Alembic project; else the error says so. */
bool run_need_git(const struct cupel_run *run, struct cupel_error *error);
bool run_need_project(const struct cupel_run *run, struct cupel_error *error);

/** What a path of the command line is inside: relative to the root, which is the empty path.
 * False when it lies outside. */
bool run_path(const struct cupel_run *run, const char *path, struct str *inside);

// base: cupel_base.c

/** The base branch; where `--base` names a commit that is not there, as CI does on the first push
 * and on a forced one, what stands for it (and a note says so). */
bool selection_base(struct cupel_run *run, struct selection_base *base,
                    struct cupel_error *error);

/** Does a program set version locations of a project? Those of the base branch are then looked for by
 * selection_base(), so that one which this tree took away is missed. */
bool base_sets_locations(const struct cupel_run *run);

/** Adds to the projects the version locations that only the base branch has, if anything came since
 * the fork: those of its configuration, and folders that a program sets. */
void base_widen_since(struct cupel_run *run, const struct selection_base *base,
                      const struct git_commit_name *fork, struct files *tip);

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
    struct git_changes changes; // what git found, in the selections that ask it
    size_t deleted;             // migrations among them that went
};

/** What the run's options select; an empty list is no error. */
bool selection_find(struct cupel_run *run, struct candidates *candidates,
                    struct cupel_error *error);

/** True when a project's version location holds the path and Alembic would load the file. */
bool selection_is_migration_path(const struct cupel_run *run, struct str path, size_t *project);

/** Do the PATHs that narrow a selection leave this one in? */
bool selection_wants(struct cupel_run *run, struct str path);

/** What differs in the version locations: as compared, or from a commit to the tree at hand,
 * which is looked at once for each commit. */
bool selection_compare(struct cupel_run *run, struct git_comparison *comparison,
                       struct git_changes *changes, struct cupel_error *error);
bool selection_changes(struct cupel_run *run, const struct git_commit_name *from,
                       struct git_changes *changes, struct cupel_error *error);

/** The migration files of a project that there are among the files, sorted in each location. */
void selection_list(struct cupel_run *run, struct files *files, size_t project,
                    struct str_list *paths);

// reading: cupel_reading.c

struct reading {
    struct str path;
    bool is_script;
    const struct naming_convention *naming; // of its project; NULL: names do not matter
    struct migration *migration;            // the result, never NULL
};

/** A reader, in an arena of its own, that keeps helper modules for several runs on the same files. */
struct python_reader *reading_helpers(struct cupel_run *run, struct arena *arena);

/** Reads a project's env.py. */
struct environment_facts reading_environment(struct cupel_run *run,
                                             const struct alembic_project *project);

/** Reads and evaluates the files, in several threads when there are many. */
bool reading_all(struct cupel_run *run, struct reading *readings, size_t count,
                 struct cupel_error *error);

// past: cupel_past.c, cupel_merged.c and cupel_released.c

struct lineage;

/** What the base branch has. Its fork is the commit at which this tree left it. */
struct past {
    struct files *tip;           // NULL: no base branch is known
    struct str name;             // the base branch's
    struct git_commit_name fork; // empty: the base branch is in memory
    bool is_compared;            // the fork is known
    bool is_lacking;             // some of it could not be read, which a note said
    bool has_ours;               // of past_ours()
    struct git_changes ours;
    struct map our_paths;
    struct git_changes theirs; // from the fork to the tip
};

bool past_find(struct cupel_run *run, const struct selection_base *base, struct past *past,
               struct cupel_error *error);

/** What changed from the fork to the tree at hand. git is asked when it first matters, for looking at
 * a work tree takes as long as reading its history. */
const struct git_changes *past_ours(struct cupel_run *run, struct past *past);

/** The paths that these are about, on both sides of renames. */
const struct map *past_our_paths(struct cupel_run *run, struct past *past);

/** Says of revisions of a project which are pending: the base branch has neither file nor id. */
void past_mark(struct cupel_run *run, struct past *past, size_t project,
               struct revision *revisions, size_t count);

/** The revision that a file of the base branch has; false: none. */
bool past_header(struct cupel_run *run, struct past *past, struct str path,
                 struct revision *revision);

/** A file of the base branch, evaluated; NULL with the error set. `naming` as in a reading. */
struct migration *past_read(struct cupel_run *run, struct past *past, struct str path,
                            const struct naming_convention *naming, struct cupel_error *error);

/** Adds the faults between the lineage and the base branch that headers show: diverging heads,
 * revisions inserted below released ones. */
void past_compare(struct cupel_run *run, struct past *past, const struct selection_base *base,
                  struct lineage *lineage);

/** Of those, what only merging with the base branch would bring. */
void merged_compare(struct cupel_run *run, struct past *past, const struct selection_base *base,
                    struct lineage *lineage);

struct history_fault *past_add_fault(struct cupel_run *run, struct lineage *lineage,
                                     const char *rule, const struct revision *revision);

/** Does the path, of this tree or of the base branch, belong to the project? */
bool past_is_of_project(const struct cupel_run *run, struct str path, size_t project);

/** The paths that changes are about, on both sides of renames. */
struct map past_changed_paths(struct cupel_run *run, const struct git_changes *changes);

/** The commit that the tree at hand stands on. */
bool past_resolve_head(struct cupel_run *run, struct git_commit_name *head,
                       struct cupel_error *error);

/** Adds a fault for each released migration that the changes took away; gives how many files
 * went. */
size_t past_find_deleted(struct cupel_run *run, struct past *past, struct lineage *lineage,
                         const struct git_changes *changes);

/** Adds a fault for each judged migration that does something else than the base branch's. */
bool released_judge(struct cupel_run *run, struct past *past, struct lineage *lineage,
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

struct lineages {
    struct lineage *items;
    size_t count, capacity;
};

/** Reads the headers of a project's migrations and says which are pending. */
bool lineage_read(struct cupel_run *run, size_t project, const struct selection_base *base,
                  struct past *past, struct lineage *lineage, struct cupel_error *error);

/** As lineage_read, of files that lie in no project: what comes before them is not known. */
bool lineage_of_files(struct cupel_run *run, const struct str_list *paths,
                      struct lineage *lineage, struct cupel_error *error);

/** Index of the revision that stands in the file, or SIZE_MAX. */
size_t lineage_find_path(const struct lineage *lineage, struct str path);

/** The path of the revision that is at this place of the order. */
struct str lineage_path(const struct lineage *lineage, size_t place);

/** The lineage of a project that has the file; NULL: none has. */
const struct lineage *lineages_find(const struct lineages *lineages, size_t project,
                                    struct str path);

/**
 * Reads in full the older revisions that tell about what the judged migrations touch: those
 * whose text names a table, type or index of theirs, under any name it had. All of them, where
 * none of those makes such a table. `more` is judged too, though no revision of the lineage
 * (a script); it may be NULL. `*complete` is false when more would have to be read than is
 * worth it.
 */
bool recall(struct cupel_run *run, struct lineage *lineage, const struct migration *more,
            bool *complete, struct cupel_error *error);

// references: cupel_references.c

/** Looks in the code for the names that judged steps drop or rename: sets still_used. What a later
 * revision of the lineages brings back is not gone. */
bool find_references(struct cupel_run *run, const struct selection_base *base,
                     const struct lineages *lineages, struct cupel_error *error);

// judging: cupel_judging.c

/** Remembers what was judged, for cupel_fix(). Always true. */
bool run_keep(struct cupel_run *run, const struct candidates *candidates,
              const struct selection_base *base);

// fixing: cupel_fix.c

/** The text that a file would have; false when it would not change. */
bool fixing_find(const struct cupel_run *run, struct str path, struct str *text);

// judging

/** Evaluates, replays and judges the candidates, into the run's outcome. */
bool judge_candidates(struct cupel_run *run, const struct candidates *candidates,
                      const struct selection_base *base, struct cupel_error *error);

#endif
