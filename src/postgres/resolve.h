/**
 * resolve: what unqualified names mean under a search_path (private to postgres/).
 *
 * Source: manual, The Schema Search Path 5.9.3: a name is looked for in the path's schemas in
 * turn, and a new thing goes to the first of them.
 */
#ifndef POSTGRES_RESOLVE_H
#define POSTGRES_RESOLVE_H

#include "postgres/catalog.h"

/** The schemas of a search_path as it is set; empty where it is just public, or not known. */
struct str_list resolve_path(struct arena *arena, struct str value);

/** The operation with the schemas that its names stand for; itself when the path is empty. */
const struct operation *resolve_names(struct arena *arena, const struct catalog *catalog,
                                      const struct str_list *path,
                                      const struct operation *operation);

#endif
