/**
 * migration: reads a migration written in Python: its header, upgrade() and downgrade().
 */
#ifndef PYTHON_MIGRATION_H
#define PYTHON_MIGRATION_H

#include "model/migration.h"
#include "python/syntax.h"

/** How the repository's own modules are read; `read` gives false when there is no such file. */
struct python_modules {
    bool (*read)(void *context, struct str path, struct str *text);
    void *context;
    struct str_list roots; // folders that absolute imports start from; "" is the root
};

/** A reader; used by one thread at a time. */
struct python_reader;

struct python_reader *python_reader_new(struct arena *arena,
                                        const struct python_modules *modules);

/** A reader whose migrations live in another arena, and which takes the modules that the other one
 * has read. */
struct python_reader *python_reader_beside(struct arena *arena,
                                           const struct python_reader *other);

/**
 * Reads a migration and evaluates both its directions. Never NULL and never fails: what cannot
 * be read is said in `unreadable` (with its span), or stands as an OPAQUE operation. `naming`
 * names what op.* makes; NULL: nothing is known of one.
 */
struct migration *python_read(struct python_reader *reader, const struct source *source,
                              const struct naming_convention *naming);

#endif
