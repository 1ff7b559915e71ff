/**
 * wanted: the names that history on demand looks for. Private to cupel_recall.c.
 */
#ifndef CUPEL_WANTED_H
#define CUPEL_WANTED_H

#include "base/map.h"
#include "model/migration.h"

/** The words looked for, in lower case: those of what judged migrations touch, and near ones, of
 * tables that a foreign key ties to it. `tables` are those that judged migrations name, and
 * what they name by itself; each should be made by some revision. */
struct wanted {
    struct arena *arena;
    struct map words;     // to this map itself; to the whole struct: a near one
    struct str_list todo; // words that came up, or are no longer near, since it was emptied
    struct map tables;
    struct map deleted; // tables that judged migrations drop, or delete rows from
    struct map undone; // table.column: dropped; table.: of its keys and indexes one may be; and
                       // types that are dropped
    bool everything;   // a judged operation touches relations that it does not name
    bool follows_keys; // TRUNCATE … CASCADE: and those that refer to the ones named, in turn
};

struct wanted wanted_new(struct arena *arena);

/** All that a judged migration names, in both directions. */
void wanted_add_judged(struct wanted *wanted, const struct migration *migration);

/** What an operation of an older revision that was read adds: other names of what is looked for, and
 * what hangs on it and may go by its own name. */
void wanted_add_related(struct wanted *wanted, const struct operation *operation);

#endif
