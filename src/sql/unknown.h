/**
 * unknown: says of operations which fields a hole hides.
 */
#ifndef SQL_UNKNOWN_H
#define SQL_UNKNOWN_H

#include "sql/statement.h"

/** Marks the fields that hold a hole's marker in operations from `first` on; the text keeps
 * `…` in its place. Also gives back names that the parser cut at 63 bytes. */
void unknown_mark(struct statement *statement, size_t first);

/** Marks `options` in operations from `first` on: a hole (NULL: none) left no trace. */
void unknown_mark_lost(struct statement *statement, size_t first, const struct gap *hole);

#endif
