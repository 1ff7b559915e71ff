/**
 * chain: findings that go in several revisions. cupel_split.c chooses them and judges what comes
 * of it; this makes the files: the migration itself, the revisions behind it, and the headers of
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
    struct candidates *candidates; // gains the new files
    struct candidates tried;       // that are judged to see what comes of it
    struct str problem;            // why it cannot be done
};

/** Puts the files into the fixing's patches. False with the problem; some may be there then. */
bool chain_make(struct chain *chain);

/** The history whose revisions have the migration, or NULL. */
const struct history *chain_history(const struct outcome *outcome,
                                    const struct migration *migration);

#endif
