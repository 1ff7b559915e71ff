/**
 * environment: what env.py says of how migrations run. It is read, never run: its own literals
 * and constants are known, what it gets from elsewhere is not.
 */
#ifndef PYTHON_ENVIRONMENT_H
#define PYTHON_ENVIRONMENT_H

#include "python/migration.h"

struct environment_facts {
    enum truth autocommit;                // the connection's isolation level is AUTOCOMMIT
    enum truth transaction_per_migration; // of what context.configure() is given online
    struct str lock_timeout;              // set on connect; empty: not set; "…": set to what
    struct str statement_timeout;         // is not known
};

/** The facts when there is no env.py, or it cannot be read: no AUTOCOMMIT, as by default; nothing
 * is known of the transaction. */
struct environment_facts environment_unknown(void);

/** Reads the text of an env.py. */
struct environment_facts environment_read(struct arena *arena, const struct source *source);

#endif
