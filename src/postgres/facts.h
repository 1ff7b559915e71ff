/**
 * facts: what stood before an operation, from the catalog (private to postgres/).
 */
#ifndef POSTGRES_FACTS_H
#define POSTGRES_FACTS_H

#include "postgres/catalog.h"
#include "postgres/replay.h"

struct facts_context {
    struct arena *arena;
    const struct catalog *catalog;
    const struct replay_options *options;
    struct str timezone;  // of the session; empty: not known
    uint32_t transaction; // that the operation runs in
    enum truth holds;     // its condition
    bool is_guarded;      // which asks what exists, and nobody knows
};

/** Fills in the facts of a step whose operation is set, and whether it is skipped. */
void facts_fill(const struct facts_context *context, struct step *step);

#endif
