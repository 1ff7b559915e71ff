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

/** Does nobody use it yet? Unknown counts as used: a thing is new only where it is sure to have
 * been made. `origin` may be NULL: nothing is known of it. */
enum truth facts_is_new(const struct facts_context *context, const struct origin *origin,
                        const struct condition *condition);

/** Fills in the facts of a step whose operation is set, and whether it is skipped. */
void facts_fill(const struct facts_context *context, struct step *step);

/** Of what the operation names: what is not there, what goes with it, what no longer fits.
 * `relation`: the table, where it is there; else NULL. Part of facts_fill. */
void facts_fill_names(const struct facts_context *context, struct step *step,
                      const struct catalog_relation *relation);

/** What PostgreSQL refuses, as far as the catalog tells: after the other facts. */
void facts_fill_refusals(const struct facts_context *context, struct step *step);
/** Of a DROP without CASCADE: what needs the thing. Part of facts_fill_refusals. */
void facts_fill_dependents(const struct facts_context *context, struct step *step,
                           const struct catalog_relation *relation);
/** Of all steps, at the end: takes back what goes with the same statement. */
void facts_settle_dependents(const struct steps *steps);

/** Fills in the facts that only the end of the migration tells: the catalog stands there. */
void facts_fill_end(struct arena *arena, const struct catalog *catalog,
                    const struct steps *steps);
/** Is there what the operation calls `name`? */
enum truth facts_name_exists(const struct facts_context *context, const struct step *step,
                             const struct catalog_relation *relation);

/** The facts of an operation on a column. */
void facts_fill_column(const struct facts_context *context, struct step *step,
                       const struct catalog_relation *relation);

/** Does it use an enum value that its own transaction added? */
enum truth facts_uses_new_enum_value(const struct facts_context *context,
                                     const struct step *step);

#endif
