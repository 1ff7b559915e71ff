/**
 * views: which columns a view uses (private to postgres/).
 *
 * PostgreSQL notes them one by one when the view is made, and follows their renames. Source:
 * pg_depend; "cannot alter type of a column used by a view or rule" (0A000).
 */
#ifndef POSTGRES_VIEWS_H
#define POSTGRES_VIEWS_H

#include "postgres/apply.h"

/** Fills sources and used_columns from the operation CREATE VIEW at hand. */
void view_fill(const struct applier *applier, struct catalog_relation *view);

/** True: the view reads the column of the relation, as far as is known. */
bool view_uses(struct arena *arena, const struct catalog_relation *view,
               const struct catalog_relation *relation, struct str column);

/** The column goes by another name in all views. */
void view_rename_column(struct arena *arena, struct catalog *catalog,
                        const struct catalog_relation *relation, struct str old,
                        struct str new);

/** The source with the key `old` has the key `new` now. */
void view_rename_source(struct arena *arena, struct catalog_relation *view, struct str old,
                        struct str new);

#endif
