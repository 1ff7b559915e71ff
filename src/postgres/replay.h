/**
 * replay: operations in order, through transactions and the catalog, to steps.
 */
#ifndef POSTGRES_REPLAY_H
#define POSTGRES_REPLAY_H

#include "base/map.h"
#include "model/migration.h"
#include "model/step.h"

struct catalog; // postgres/catalog.h

struct replay_options {
    unsigned postgres_version;
    bool new_tables_by_migration; // a table is new in the migration that makes it alone
    bool is_released;      // what the migration makes counts as in use for those after it
    enum truth autocommit; // env.py connects with AUTOCOMMIT: Alembic opens no transaction
    enum truth transaction_is_shared;    // all migrations of a run are one transaction
    struct str session_timezone;         // empty: not known
    struct str lock_timeout;             // as env.py sets it on connect; empty: it does not
    struct str statement_timeout;        // likewise
    const struct str_list *small_tables; // patterns; may be NULL
    const struct map *rows;              // table name to int64_t *; may be NULL
    bool (*matches)(struct str pattern, struct str name); // for small_tables
};

/** An empty schema; `complete`: nothing is there that the history does not tell (its first
 * revision has no down revision, and all was read). */
struct catalog *catalog_new(struct arena *arena, unsigned postgres_version);
/** Says that the catalog no longer holds all that there is, and why. */
void catalog_set_incomplete(struct catalog *catalog, struct str reason);
/** A copy that can be changed apart. */
struct catalog *catalog_copy(struct arena *arena, const struct catalog *catalog);
/** What is certain to stand otherwise in `after` than in `before`, in words: "type ticket_state is
 * left behind". */
struct str_list catalog_differences(struct arena *arena, const struct catalog *before,
                                    const struct catalog *after);

/** Applies the operations of an older revision. `on_branch`: the base branch does not have it.
 */
void replay_history(struct arena *arena, struct catalog *catalog,
                    const struct operations *operations, bool on_branch);

/** Applies the operations of a judged migration and says what each does. `is_script`: no
 * transaction is open at the start. Moves the catalog on. */
struct steps replay(struct arena *arena, struct catalog *catalog,
                    const struct operations *operations, bool is_script,
                    const struct replay_options *options);

#endif
