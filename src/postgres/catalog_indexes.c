// Indexes by their names, as DROP INDEX and its like give them, and by what they serve.
#include "postgres/catalog.h"

// The relations that have or had an index of one name; some may be forgotten by now.
struct index_homes {
    struct catalog_relation **items;
    size_t count, capacity;
};

void catalog_note_index(struct catalog *catalog, struct catalog_relation *relation,
                        struct str name) {
    struct index_homes *homes = map_find(&catalog->indexes, name);
    if (!name.size) {
        return;
    }
    if (!homes) {
        homes = ARENA_NEW(catalog->arena, struct index_homes, 1);
        map_put(&catalog->indexes, name, homes);
    }
    for (size_t i = 0; i < homes->count; i++) {
        if (homes->items[i] == relation) {
            return;
        }
    }
    *ARENA_PUSH(catalog->arena, homes) = relation;
}

void catalog_note_indexes(struct catalog *catalog, struct catalog_relation *relation) {
    for (size_t i = 0; i < relation->indexes.count; i++) {
        catalog_note_index(catalog, relation, relation->indexes.items[i].name);
    }
}

static bool is_same_schema(struct str a, struct str b) {
    bool a_public = !a.size || str_is(a, "public"), b_public = !b.size || str_is(b, "public");
    return a_public ? b_public : str_equal(a, b);
}

static struct catalog_index *find_index(const struct catalog *catalog, struct str schema,
                                        struct str name, bool is_there,
                                        struct catalog_relation **table) {
    const struct index_homes *homes = name.size ? map_find(&catalog->indexes, name) : NULL;
    for (size_t i = 0; homes && i < homes->count; i++) {
        struct catalog_relation *relation = homes->items[i];
        if (catalog_find_key(catalog, relation->key) != relation ||
            (schema.size && !is_same_schema(relation->schema, schema))) {
            continue;
        }
        for (size_t j = 0; j < relation->indexes.count; j++) {
            struct catalog_index *index = &relation->indexes.items[j];
            if (str_equal(index->name, name) && origin_is_there(&index->origin) == is_there) {
                *table = relation;
                return index;
            }
        }
    }
    return NULL;
}

struct catalog_index *catalog_find_index(const struct catalog *catalog, struct str schema,
                                         struct str name, struct catalog_relation **table) {
    return find_index(catalog, schema, name, true, table);
}

const struct catalog_index *catalog_gone_index(const struct catalog *catalog, struct str schema,
                                               struct str name) {
    struct catalog_relation *table = NULL;
    return find_index(catalog, schema, name, false, &table);
}

// ---- the unique indexes that foreign keys lean on

static bool is_same_set(const struct str_list *a, const struct str_list *b) {
    for (size_t i = 0; i < a->count; i++) {
        if (!str_list_has(b, a->items[i])) {
            return false;
        }
    }
    return a->count == b->count && a->count > 0;
}

static struct str_list keys_of(const struct catalog_index *index) {
    return (struct str_list){.items = index->columns.items, .count = index->key_count};
}

enum truth index_serves_reference(const struct catalog_index *index,
                                  const struct str_list *columns) {
    if (!origin_is_there(&index->origin)) {
        return TRUTH_NO;
    }
    if (!origin_is_sure(&index->origin) || (!index->keys_known && !index->constraint.size)) {
        return TRUTH_UNKNOWN;
    }
    struct str_list keys = keys_of(index);
    bool serves = index->is_unique && !index->is_partial && !index->has_expression &&
                  is_same_set(&keys, columns);
    return serves ? TRUTH_YES : TRUTH_NO;
}

enum truth relation_has_key(const struct catalog_relation *relation,
                            const struct str_list *columns, const struct catalog_index *but) {
    enum truth found = TRUTH_NO;
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        enum truth serves = index == but ? TRUTH_NO : index_serves_reference(index, columns);
        if (serves == TRUTH_YES) {
            return TRUTH_YES;
        }
        found = serves == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : found;
    }
    return found;
}

const struct catalog_constraint *relation_primary_key(const struct catalog_relation *relation) {
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        if (constraint->def.type == CONSTRAINT_PRIMARY_KEY &&
            origin_is_there(&constraint->origin)) {
            return constraint;
        }
    }
    return NULL;
}
