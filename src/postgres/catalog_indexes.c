// Indexes by their names: what DROP INDEX and its like name without a table.
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
