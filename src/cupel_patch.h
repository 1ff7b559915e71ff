/**
 * patch: one file on its way to being fixed: what is tried next, and whether it is what was
 * meant. cupel_fix.c judges what is tried, and does the rest.
 */
#ifndef CUPEL_PATCH_H
#define CUPEL_PATCH_H

#include "cupel_run.h"
#include "lint/fix.h"

/** A fix with the findings that it takes away. */
struct remedy {
    const struct fix *fix;
    const struct finding *const *findings;
    size_t count;
};

struct finding_list {
    const struct finding **items;
    size_t count, capacity;
};

/** A file on its way. */
struct patch {
    struct candidate candidate;
    struct str before, text, attempt;
    struct finding_list findings; // that count, in `text`
    struct {
        struct remedy *items;
        size_t count, capacity;
    } remedies;              // of the attempt
    struct str_list refused; // fingerprints of findings whose fix did harm
    bool one_by_one, is_finished;
    bool is_new;      // a file that is not there yet
    bool is_tried;    // the chain at hand changes it
    bool is_released; // what it does must stay: databases have run it
    bool is_spared;   // a fix was left because of that
    size_t fixed;     // findings that went
};

struct fixing {
    struct cupel_run *run;
    struct str reason; // of the suppressions to add; empty: fixes are made
    bool unsafe;
    bool splits;         // into several revisions: files of their own
    struct arena *trial; // owns what a trial needs; NULL: it lives as long as the run
    struct arena *kept; // owns the trials whose chains were taken in, as far as `now` is theirs
    size_t kept_count;
    const struct candidates *candidates; // that are judged: those of the run, and new files
    struct {
        struct patch *items;
        size_t count, capacity;
    } patches; // sorted by path
};

/** Judges the candidates with the patches' texts in place. `strict`: with rules that the command line has left out, too. */
bool fixing_judge(struct fixing *fixing, const struct candidates *candidates, bool strict,
                  struct outcome *outcome, struct cupel_error *error);

/** The patch of a file, or NULL. */
struct patch *fixing_find_patch(const struct fixing *fixing, struct str path);

/** The findings of a file that count. */
struct finding_list patch_findings(struct arena *arena, const struct outcome *outcome,
                                   struct str path);

/** Was the file judged, and could it be read? */
bool patch_is_readable(const struct outcome *outcome, struct str path);

/** Makes the attempt; false when there is nothing left to do. */
bool patch_attempt(struct fixing *fixing, struct patch *patch);

/** Takes the attempt when what was judged is what was meant. Else its fixes are tried one by
 * one, and one that does harm alone is left. True when it was taken: the outcome must live on then. */
bool patch_settle(struct fixing *fixing, struct patch *patch, const struct outcome *outcome);

#endif
