/**
 * chain: findings that go in several revisions. cupel_split.c chooses them, cupel_trial.c
 * judges what comes of it; this makes the files: the migration itself, the revisions behind it, and the headers of
 * those that came behind it so far.
 */
#ifndef CUPEL_CHAIN_H
#define CUPEL_CHAIN_H

#include "cupel_patch.h"
#include "lint/stage.h"

/** Findings of one migration that are split together. */
struct chain {
    struct fixing *fixing;
    const struct outcome *now;
    const struct migration *migration;
    const struct history *history; // of its project
    struct finding_list findings;
    struct {
        const struct stages **items;
        size_t count, capacity;
    } stages;                      // by finding
    uint32_t revision_count;       // that were made
    struct candidates *candidates; // gains the new files
    struct candidates tried;       // that are judged to see what comes of it
    struct str problem;            // why it cannot be done
};

/** Puts the files into the fixing's patches. False with the problem; some may be there then. */
bool chain_make(struct chain *chain);

/** Makes the chain and judges what would be: takes it in when it is sound, and then `now` is what
 * is known; else the problem says why not. False with the error set. */
bool chain_try(struct chain *chain, struct outcome *now, struct cupel_error *error);

/** Lets go of what chains that were taken in have left in memory, when that is much; then `now` is
 * looked at anew. False with the error set. */
bool chains_refresh(struct fixing *fixing, struct outcome *now, struct cupel_error *error);

/** Do all chains together harm files that they do not change? `first`: as it was. */
bool chains_check(struct fixing *fixing, const struct outcome *first, bool *harm,
                  struct cupel_error *error);

/** The history whose revisions have the migration, or NULL. */
const struct history *chain_history(const struct outcome *outcome,
                                    const struct migration *migration);

#endif
