/**
 * environment: what env.py says of how migrations run. It is read, never run: literals and constants
 * are known, its own, those of the repository's modules and of the ini file; what it gets from
 * elsewhere is not.
 */
#ifndef PYTHON_ENVIRONMENT_H
#define PYTHON_ENVIRONMENT_H

#include "python/migration.h"

struct environment_facts {
    enum truth autocommit;                // the connection's isolation level is AUTOCOMMIT
    enum truth transaction_per_migration; // of what context.configure() is given online
    struct str lock_timeout;              // set on connect; empty: not set; "…": set to what
    struct str statement_timeout;         // is not known
    struct naming_convention naming;      // of target_metadata
};

/** The facts when there is no env.py, or it cannot be read: no AUTOCOMMIT, as by default; nothing
 * is known of the transaction. */
struct environment_facts environment_unknown(void);

/** What the ini file gives to engine_from_config(); what it does not say is empty. */
struct environment_settings {
    struct str url, isolation_level;
};

/** Reads the text of an env.py. Modules that it imports are read where a value comes from them, and,
 * when it does not call context.configure() itself, those whose functions it calls. `modules` may be
 * NULL: there are none. */
struct environment_facts environment_read(struct arena *arena, const struct source *source,
                                          const struct python_modules *modules,
                                          const struct environment_settings *settings);

#endif
