/**
 * script: reads a .sql file as a migration.
 */
#ifndef SQL_SCRIPT_H
#define SQL_SCRIPT_H

#include "model/migration.h"

/** Reads a script: its operations are in `upgrade`, its comments in `comments`. psql's meta
 * commands and COPY data are passed over. Never NULL. */
struct migration *script_read(struct arena *arena, const struct source *source);

#endif
