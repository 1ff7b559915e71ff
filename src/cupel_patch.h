/**
 * patch: one file on its way to being fixed: what is tried next, and whether it is what was
 * meant. cupel_rounds.c judges what is tried; cupel_fix.c does the rest.
 */
#ifndef CUPEL_PATCH_H
#define CUPEL_PATCH_H

#include "cupel_run.h"
#include "lint/fix.h"

/** A fix with the findings that it takes away. Of findings the rule and the fingerprint alone are
 * kept: what they were found in does not outlive its trial. */
struct remedy {
    struct fix fix;
    struct findings findings;
    struct str table; // that the first is about; empty: none
};

struct finding_list {
    const struct finding **items;
    size_t count, capacity;
};

/** What was found in a text, and what can be done about it. */
struct verdict {
    struct findings findings; // that count; kept as in a remedy
    struct {
        struct remedy *items;
        size_t count, capacity;
    } remedies;
};

/** A file on its way. */
struct patch {
    struct candidate candidate;
    struct str before, text, attempt;
    struct verdict first, now; // of `before`, of `text`
    struct {
        const struct remedy **items;
        size_t count, capacity;
    } chosen, taken;         // of the attempt; of the text
    struct str_list refused; // fingerprints of findings whose fix did harm
    size_t most;             // remedies that an attempt may have
    bool waits;              // for a file before it, which makes the same
    bool is_finished;
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
    struct map evaluated;          // path to struct migration: of texts as they were before
    struct python_reader *helpers; // of the rounds, which take what was evaluated before; NULL
    const struct candidates *candidates; // that are judged: those of the run, and new files
    struct {
        struct patch *items;
        size_t count, capacity;
    } patches; // sorted by path
    struct {
        struct patch **items;
        size_t count, capacity;
    } order; // the same, down revisions first
};

/** Judges the candidates with the patches' texts in place. `strict`: with rules that the command line has left out, too. */
bool fixing_judge(struct fixing *fixing, const struct candidates *candidates, bool strict,
                  struct outcome *outcome, struct cupel_error *error);

/** The patch of a file, or NULL. */
struct patch *fixing_find_patch(const struct fixing *fixing, struct str path);

/** Works out the patches' texts: cupel_rounds.c. */
bool fixing_work_out(struct fixing *fixing, struct cupel_error *error);

/** What an outcome says of a patch's file. */
struct verdict patch_verdict(struct fixing *fixing, const struct patch *patch,
                             const struct outcome *outcome);

/** Has it the finding? */
bool verdict_has(const struct verdict *verdict, const struct finding *finding);

/** Was the file judged, and could it be read? */
bool patch_is_readable(const struct outcome *outcome, struct str path);

/** Makes the attempt; false when there is nothing left to do. */
bool patch_attempt(struct fixing *fixing, struct patch *patch);

/** Takes the attempt when what was judged is what was meant. Else fewer of its fixes are tried,
 * and one that does harm alone is left. */
void patch_settle(struct fixing *fixing, struct patch *patch, const struct outcome *outcome);

/** Starts again without a remedy that was taken. */
void patch_refuse(struct fixing *fixing, struct patch *patch, const struct remedy *remedy);
void patch_restart(struct patch *patch);

#endif
