/**
 * finding: what a rule says of a place, and what a whole run found. Plain data.
 */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include "base/map.h"
#include "model/migration.h"
#include "model/rule.h"

/** A replacement in a source: the bytes of `span` by `text`. An empty span inserts. */
struct edit {
    struct span span;
    struct str text;
    bool is_shared; // an import: fixes that want the same one have it made once
};

/** How a finding goes: edits of its file, in order, that are made together or not at all. */
struct fix {
    struct str description; // imperative: what is done
    bool is_safe;           // else made only when unsafe ones are asked for
    struct {
        struct edit *items;
        size_t count, capacity;
    } edits;
    /** Statements that the first edit puts below a line of their own: neighbours share it. */
    struct {
        struct span lines;  // whole lines, from their first byte to behind the last line end
        struct str opening; // the line with its line end; empty: there is none
    } block;
    struct str_list makes; // names of what it adds, which nothing else may have
};

struct finding {
    const struct rule *rule;
    enum cupel_severity severity; // in force for this finding
    struct str message;
    const struct migration *migration; // NULL for findings about files that could not be read
    const struct judged *judged;       // the direction it was found in; NULL: not judged
    const struct step *step;           // NULL for findings about a file or the history
    bool is_downgrade;
    const struct source *source; // NULL: the path alone is known
    struct str path;
    struct span span;
    struct str
        fingerprint; // of rule, revision, operation, table, name, ordinal: not of the line
    const struct suppression *suppression; // silenced by it; NULL: it counts
    struct str name, detail; // what a predicate of wider scope found; see lint/match.h
    const struct fix *fix;   // NULL: nobody can do it but a person
    bool may_split; // else: there is a way in several revisions, if nothing else forbids it
};

struct findings {
    struct finding *items;
    size_t count, capacity;
};

/** Where the texts come from; what is not known is empty. */
struct repository {
    struct str uri, revision, branch;
};

/** A rule in force, for reports that list them. */
struct rule_in_force {
    const struct rule *rule;
    enum cupel_severity severity;
};

/** The outcome of a run: what reports are written from. */
struct outcome {
    unsigned postgres_version;
    struct {
        struct judged *items;
        size_t count, capacity;
    } judged;
    struct findings findings; // sorted by file, line, column, rule; suppressed ones included
    struct findings known;    // those of the baseline, which do not count
    bool has_baseline;        // a baseline was applied, whether it knew something or not
    const struct history *histories;
    size_t history_count;
    size_t migration_count;
    size_t operation_count;
    size_t error_count, warning_count, info_count, suppressed_count; // suppressed count apart
    size_t fixable_count, unsafe_count; // of those that count: with a safe fix, an unsafe one
    size_t split_count;                 // of those that count: may_split
    size_t fixed_count;                 // what was there before and has been fixed
    struct str_list remarks;            // what was skipped, what was assumed: one line each
    struct repository repository;
    struct {
        struct rule_in_force *items;
        size_t count, capacity;
    } rules; // those in force, read in full; empty unless the report lists them
    bool color, verbose, quiet;
    unsigned width;    // columns of the terminal; 0: no limit
    struct str folder; // of the working directory below the root, with a slash; or empty
    struct str away;   // else: what leads from the working directory to the root
    struct str_list configs, script_locations; // of each history's project
    int64_t elapsed_us;                        // for people's summary line; 0: not shown
};

#endif
