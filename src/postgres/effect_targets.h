/**
 * effect_targets: what the functions that name a row's relations share (private to postgres/).
 */
#ifndef POSTGRES_EFFECT_TARGETS_H
#define POSTGRES_EFFECT_TARGETS_H

#include "postgres/effects.h"

/** Appends a relation once; an empty key is none. */
void targets_add(const struct effect_case *subject, struct str_list *keys, struct str key);
void targets_add_named(const struct effect_case *subject, struct str_list *keys,
                       struct str schema, struct str name);

/** Appends the relation and all its partitions. */
void targets_add_with_partitions(const struct effect_case *subject, struct str_list *keys,
                                 struct str key);

/** The next table, view or sequence that is there or may be, `*at` starting from 0; NULL past
 * the last. */
const struct catalog_relation *targets_next(const struct effect_case *subject, size_t *at);

/** Appends the tables that the relation's foreign keys refer to: those over `column`, or all
 * when it is empty. */
void targets_add_key_tables(const struct effect_case *subject, struct str_list *keys,
                            const struct catalog_relation *relation, struct str column);

/** The column that the operation is about. */
struct str targets_own_column(const struct effect_case *subject);

#endif
