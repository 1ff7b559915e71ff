/**
 * revisions: the headers of migrations, read cheaply, and the graph they make.
 */
#ifndef PROJECT_REVISIONS_H
#define PROJECT_REVISIONS_H

#include "base/arena.h"
#include "base/source.h"
#include "model/migration.h"

/**
 * Reads revision, down_revision, branch_labels and depends_on from the text of a migration, by
 * a scan of its lines at module level: literals, tuples and lists of them, None, annotated
 * assignments. `id` stays empty when the text has no such assignments; `is_literal` is false
 * when a value is no literal.
 */
struct revision revision_read(struct arena *arena, struct str path, struct str text);

/**
 * Builds the graph of one project's revisions: order (down revisions and depends_on first;
 * where neither comes first, by path), heads, bases, branch points, merges, faults. Partial
 * revision ids in down_revision name the revision they begin, as in Alembic.
 */
struct history *history_new(struct arena *arena, const struct revision *revisions,
                            size_t count);

/** Index of the revision, or SIZE_MAX. */
size_t history_find(const struct history *history, struct str id);

/** Is `ancestor` reached from `descendant` through down revisions or depends_on? Indexes. */
bool history_is_ancestor(const struct history *history, size_t ancestor, size_t descendant);

#endif
