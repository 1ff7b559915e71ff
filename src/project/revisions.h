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
 * a scan of its statements at module level: string literals, tuples, lists and sets of them,
 * None, annotated assignments. `id` stays empty when the text has no such assignment, or its
 * value is no literal; `is_literal` is false when any of the values is none.
 */
struct revision revision_read(struct arena *arena, struct str path, struct str text);

/**
 * Builds the graph of one project's revisions: order (down revisions and depends_on first;
 * where neither comes first, by path), heads, bases, branch points, merges, faults. Indexes are
 * those of `revisions`, which becomes the history's; those without an id take no part.
 *
 * As in Alembic: down_revision names whole ids; depends_on names ids or branch labels; neither
 * may be abbreviated. What is only depended on stays a head. Of revisions with the same id the
 * first by path is the one that others follow.
 *
 * Several heads are a fault when two of them are below the same branch labels, or below none:
 * labelled branches are upgraded each by its name.
 */
struct history *history_new(struct arena *arena, struct revision *revisions, size_t count);

/** Index of the revision with this whole id, or SIZE_MAX. */
size_t history_find(const struct history *history, struct str id);

/** Is `ancestor` reached from `descendant` through down revisions or depends_on? Indexes. Keeps
 * marks in the history: for one thread at a time. */
bool history_is_ancestor(const struct history *history, size_t ancestor, size_t descendant);

#endif
