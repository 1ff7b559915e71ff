/**
 * cupel: assays Alembic migrations for PostgreSQL.
 *
 * Open a run on a folder, judge migrations, write a report:
 *
 *     struct cupel_error error = {0};
 *     struct cupel_run *run = cupel_open(&options, &error);
 *     if (run && cupel_judge(run, &error)) {
 *         cupel_write(run, CUPEL_CHECK, "text", stdout, &error);
 *     }
 *     cupel_close(run);
 *
 * Nothing here is global: several runs may live side by side, each in one thread at a time.
 */
#ifndef CUPEL_CUPEL_H
#define CUPEL_CUPEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CUPEL_VERSION "0.1.0"

/** Why cupel could not do its job. The first error stays: it is the cause. */
struct cupel_error {
    char message[512]; // empty: no error
    char file[256];    // the file at fault; empty when there is none
    uint32_t line;     // from 1; 0 when there is none
};

enum cupel_severity {
    CUPEL_OFF, // not reported
    CUPEL_INFO,
    CUPEL_WARNING,
    CUPEL_ERROR,
    CUPEL_NEVER, // above every severity: for fail_on
};

enum cupel_direction { CUPEL_UP, CUPEL_DOWN, CUPEL_BOTH };

/** Which migrations are judged, and where their content is read from. */
enum cupel_selection {
    CUPEL_CHANGED, // what the branch changed, up to the work tree
    CUPEL_STAGED,  // the git index against HEAD
    CUPEL_RANGE,   // base...head
    CUPEL_ALL,     // every migration
    CUPEL_PATHS,   // the named files and folders
    CUPEL_STDIN,   // text given as if it were the file stdin_name
};

enum cupel_report { CUPEL_CHECK, CUPEL_PLAN, CUPEL_STATUS, CUPEL_RULES };

/** What a run is asked to do. Zero or NULL members take the settings file's value. */
struct cupel_options {
    const char *folder; // where the run starts; NULL: the working directory
    enum cupel_selection selection;
    const char *base; // git revision
    const char *head; // git revision; NULL: HEAD
    const char *const *paths;
    size_t path_count;
    const char *stdin_name;
    const char *stdin_text;
    size_t stdin_size;
    const char *config;        // settings from this file only
    const char *select;        // rule ids and categories, comma separated
    const char *ignore;        // likewise
    const char *baseline;      // file of known findings, which do not count
    const char *fail_on;       // error, warning, info or never
    unsigned postgres_version; // major version; 0: as set, else 15
    enum cupel_direction direction;
    unsigned jobs;  // worker threads; 0: one for each core
    bool color;     // colours and underlines in text reports
    bool verbose;   // say what was skipped and why
    bool quiet;     // findings only: no summary line
    unsigned width; // columns of the terminal; 0: no limit
    int64_t now;    // seconds since 1970: the date of revisions that are made
};

struct cupel_run;

/** Reads the settings and finds the projects. NULL on failure, with the error set. */
struct cupel_run *cupel_open(const struct cupel_options *options, struct cupel_error *error);

/** Finds what changed, evaluates, replays and judges. False on failure, with the error set. */
bool cupel_judge(struct cupel_run *run, struct cupel_error *error);

/** Reads the revision graphs of all projects, for CUPEL_STATUS; instead of cupel_judge. */
bool cupel_survey(struct cupel_run *run, struct cupel_error *error);

/** How many migrations were judged. */
size_t cupel_migration_count(const struct cupel_run *run);

/** True when a finding reaches the severity at which the run fails. */
bool cupel_has_failed(const struct cupel_run *run);

/** Works out, in memory, the fixes of what was judged: all that leave a file sound, with their
 * findings gone and no other come. `unsafe`: also those that the models must follow. */
bool cupel_fix(struct cupel_run *run, bool unsafe, struct cupel_error *error);

/** Likewise, of the findings that `which` names (a fingerprint, PATH:LINE, or rules and categories with
 * commas between), chains of revisions. What cannot be split is told in notes. */
bool cupel_split(struct cupel_run *run, const char *which, struct cupel_error *error);

/** Likewise comments that silence each finding, with the reason. */
bool cupel_silence(struct cupel_run *run, const char *reason, struct cupel_error *error);

/** Writes what was worked out as a unified diff; for a terminal (cupel_set_style with a width) with
 * control characters shown. */
bool cupel_write_diff(const struct cupel_run *run, FILE *out, struct cupel_error *error);

/** Writes it into the work tree: files that still hold what was judged. The run then tells of
 * the files as they are, where it read them from the work tree. */
bool cupel_apply(struct cupel_run *run, struct cupel_error *error);

/** Writes a baseline of all findings, which then count as known. */
bool cupel_write_baseline(struct cupel_run *run, FILE *out, struct cupel_error *error);

/** How many findings the baseline knew. */
size_t cupel_known_count(const struct cupel_run *run);

/** Remarks for standard error, one line each: what was skipped, what was assumed. */
size_t cupel_note_count(const struct cupel_run *run);
const char *cupel_note(const struct cupel_run *run, size_t index);

/** Does the report exist in this format? False with the formats there are in the error. */
bool cupel_has_format(enum cupel_report report, const char *format, struct cupel_error *error);

/** Colours, and the width of the terminal, of the text reports written from here on. */
void cupel_set_style(struct cupel_run *run, bool color, unsigned width);

/** Writes the report in the named format: text or json; CUPEL_CHECK also sarif, github, gitlab,
 * junit, markdown; CUPEL_RULES, which needs no judging, also markdown. False when the format is unknown or writing fails. */
bool cupel_write(const struct cupel_run *run, enum cupel_report report, const char *format,
                 FILE *out, struct cupel_error *error);

/** Writes one rule's page. False when there is no such rule, with the nearest id in the error.
 */
bool cupel_explain(const struct cupel_run *run, const char *rule, FILE *out,
                   struct cupel_error *error);

/** Judges every rule's own examples and writes what failed. True when none did. */
bool cupel_test_rules(const struct cupel_run *run, FILE *out, struct cupel_error *error);

/** What the repository has for a file that `cupel init` writes (hooks/pre-commit,
 * examples/cupel.toml); NULL: nothing of that name. */
const char *cupel_template(const char *path);

/** The folder that git runs hooks from, absolute, core.hooksPath honoured; NULL outside git. */
const char *cupel_hooks_folder(struct cupel_run *run, struct cupel_error *error);

/** The folder that paths of reports start at; empty in a bare repository. */
const char *cupel_root(const struct cupel_run *run);

/** The settings file in force, from the root; NULL: there is none. */
const char *cupel_settings_path(const struct cupel_run *run);

/** The word most like `word`, for messages about words that are none; NULL when none is near.
 */
const char *cupel_nearest(const char *word, const char *const *words, size_t count);

/** Releases the run and all it owns; NULL is accepted. */
void cupel_close(struct cupel_run *run);

#endif
