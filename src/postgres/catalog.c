#include "postgres/catalog.h"

#include <string.h>

#include "postgres/replay.h"

// ---- making and copying

static void set_arenas(struct catalog *catalog, struct arena *arena) {
    catalog->arena = arena;
    catalog->relations.arena = arena;
    catalog->indexes.arena = arena;
    catalog->types.arena = arena;
    catalog->functions.arena = arena;
    catalog->statistics.arena = arena;
}

struct catalog *catalog_new(struct arena *arena, unsigned postgres_version) {
    struct catalog *catalog = ARENA_NEW(arena, struct catalog, 1);
    catalog->postgres_version = postgres_version;
    catalog->is_complete = true;
    set_arenas(catalog, arena);
    return catalog;
}

void catalog_set_incomplete(struct catalog *catalog, struct str reason) {
    if (catalog->is_complete) {
        catalog->is_complete = false;
        catalog->incomplete_reason = reason;
    }
}

// Copies the items of a list in place. Texts and conditions are shared: nothing changes them.
#define COPY_LIST(arena, list)                                                                 \
    do {                                                                                       \
        void *new_items = NULL;                                                                \
        if ((list)->count) {                                                                   \
            new_items = arena_alloc_array((arena), (list)->count, sizeof *(list)->items);      \
            memcpy(new_items, (list)->items, (list)->count * sizeof *(list)->items);           \
        }                                                                                      \
        (list)->items = new_items;                                                             \
        (list)->capacity = (list)->count;                                                      \
    } while (0)

struct str_list catalog_copy_list(struct arena *arena, const struct str_list *list) {
    struct str_list copy = *list;
    COPY_LIST(arena, &copy);
    return copy;
}

struct catalog_constraint constraint_copy(struct arena *arena,
                                          const struct catalog_constraint *constraint) {
    struct catalog_constraint copied = *constraint;
    COPY_LIST(arena, &copied.def.columns);
    COPY_LIST(arena, &copied.def.ref_columns);
    COPY_LIST(arena, &copied.def.check.columns);
    COPY_LIST(arena, &copied.def.check.not_null);
    return copied;
}

struct catalog_index index_copy(struct arena *arena, const struct catalog_index *index) {
    struct catalog_index copied = *index;
    COPY_LIST(arena, &copied.columns);
    COPY_LIST(arena, &copied.expression_uses);
    return copied;
}

struct catalog_relation *relation_copy(struct arena *arena,
                                       const struct catalog_relation *relation) {
    struct catalog_relation *copy = ARENA_NEW(arena, struct catalog_relation, 1);
    *copy = *relation;
    COPY_LIST(arena, &copy->columns);
    COPY_LIST(arena, &copy->indexes);
    COPY_LIST(arena, &copy->constraints);
    COPY_LIST(arena, &copy->triggers);
    COPY_LIST(arena, &copy->partition_columns);
    COPY_LIST(arena, &copy->parents);
    COPY_LIST(arena, &copy->sources);
    COPY_LIST(arena, &copy->used_columns);
    for (size_t i = 0; i < copy->columns.count; i++) {
        COPY_LIST(arena, &copy->columns.items[i].generated_from);
    }
    for (size_t i = 0; i < copy->triggers.count; i++) {
        COPY_LIST(arena, &copy->triggers.items[i].columns);
    }
    for (size_t i = 0; i < copy->indexes.count; i++) {
        copy->indexes.items[i] = index_copy(arena, &copy->indexes.items[i]);
    }
    for (size_t i = 0; i < copy->constraints.count; i++) {
        copy->constraints.items[i] = constraint_copy(arena, &copy->constraints.items[i]);
    }
    return copy;
}

static struct catalog_type *type_copy(struct arena *arena, const struct catalog_type *type) {
    struct catalog_type *copy = ARENA_NEW(arena, struct catalog_type, 1);
    *copy = *type;
    COPY_LIST(arena, &copy->values);
    return copy;
}

struct catalog *catalog_copy(struct arena *arena, const struct catalog *catalog) {
    struct catalog *copy = catalog_new(arena, catalog->postgres_version);
    copy->is_complete = catalog->is_complete;
    copy->incomplete_reason = catalog->incomplete_reason;
    copy->has_children = catalog->has_children;
    copy->has_views = catalog->has_views;
    for (size_t i = 0; i < catalog->relations.count; i++) {
        const struct map_entry *entry = &catalog->relations.items[i];
        if (entry->value) {
            struct catalog_relation *relation = relation_copy(arena, entry->value);
            map_put(&copy->relations, entry->key, relation);
            catalog_note_indexes(copy, relation);
        }
    }
    for (size_t i = 0; i < catalog->types.count; i++) {
        const struct map_entry *entry = &catalog->types.items[i];
        if (entry->value) {
            map_put(&copy->types, entry->key, type_copy(arena, entry->value));
        }
    }
    // Their values are replaced, never changed.
    for (size_t i = 0; i < catalog->functions.count; i++) {
        map_put(&copy->functions, catalog->functions.items[i].key,
                catalog->functions.items[i].value);
    }
    for (size_t i = 0; i < catalog->statistics.count; i++) {
        map_put(&copy->statistics, catalog->statistics.items[i].key,
                catalog->statistics.items[i].value);
    }
    return copy;
}

// ---- looking up

// The key without an arena: public is left out, so that most names are their own key.
static void *find_named(const struct map *map, struct str schema, struct str name) {
    char buffer[160]; // two names of 63 bytes and a point fit
    if (!schema.size || str_is(schema, "public")) {
        return map_find(map, name);
    }
    size_t size = schema.size + 1 + name.size;
    if (size > sizeof buffer) {
        return NULL;
    }
    memcpy(buffer, schema.data, schema.size);
    buffer[schema.size] = '.';
    if (name.size) {
        memcpy(buffer + schema.size + 1, name.data, name.size);
    }
    return map_find(map, (struct str){buffer, size});
}

struct catalog_relation *catalog_find(const struct catalog *catalog, struct str schema,
                                      struct str name) {
    return find_named(&catalog->relations, schema, name);
}

struct catalog_relation *catalog_find_key(const struct catalog *catalog, struct str key) {
    return map_find(&catalog->relations, key);
}

struct catalog_type *catalog_find_type(const struct catalog *catalog, struct str schema,
                                       struct str name) {
    return find_named(&catalog->types, schema, name);
}

struct catalog_column *relation_find_column(const struct catalog_relation *relation,
                                            struct str name) {
    for (size_t i = 0; relation && i < relation->columns.count; i++) {
        if (str_equal(relation->columns.items[i].name, name)) {
            return &relation->columns.items[i];
        }
    }
    return NULL;
}

struct catalog_constraint *relation_find_constraint(const struct catalog_relation *relation,
                                                    struct str name) {
    for (size_t i = 0; relation && name.size && i < relation->constraints.count; i++) {
        if (str_equal(relation->constraints.items[i].def.name, name)) {
            return &relation->constraints.items[i];
        }
    }
    return NULL;
}

struct catalog_constraint *relation_known_constraint(const struct catalog_relation *relation,
                                                     struct str name) {
    struct catalog_constraint *found = relation_find_constraint(relation, name);
    for (size_t i = 0; relation && name.size && !found && i < relation->constraints.count;
         i++) {
        struct catalog_constraint *constraint = &relation->constraints.items[i];
        found = str_equal(constraint->older_name, name) ? constraint : NULL;
    }
    return found;
}

struct catalog_trigger *relation_find_trigger(const struct catalog_relation *relation,
                                              struct str name, bool is_rule) {
    for (size_t i = 0; relation && i < relation->triggers.count; i++) {
        if (relation->triggers.items[i].is_rule == is_rule &&
            str_equal(relation->triggers.items[i].name, name)) {
            return &relation->triggers.items[i];
        }
    }
    return NULL;
}

bool origin_is_sure(const struct origin *origin) {
    return origin->exists == TRUTH_YES;
}

bool origin_is_there(const struct origin *origin) {
    return origin->exists != TRUTH_NO;
}

enum truth catalog_exists(const struct origin *origin, bool whole_is_complete) {
    if (origin) {
        return origin->exists;
    }
    return whole_is_complete ? TRUTH_NO : TRUTH_UNKNOWN;
}

bool condition_includes(const struct condition *condition, const struct condition *part) {
    enum { DEPTH_MAX = 64 };
    for (int depth = 0; condition && depth < DEPTH_MAX; depth++) {
        if (condition->id == part->id) {
            return true;
        }
        condition = condition->parent;
    }
    return false;
}

enum truth catalog_exists_under(const struct origin *origin, bool whole_is_complete,
                                const struct condition *condition) {
    if (origin && origin->exists == TRUTH_UNKNOWN && origin->condition &&
        condition_includes(condition, origin->condition)) {
        return TRUTH_YES;
    }
    return catalog_exists(origin, whole_is_complete);
}

static bool is_below(const struct catalog_relation *relation, struct str key) {
    return str_equal(relation->partition_of, key) || str_list_has(&relation->parents, key);
}

void catalog_descendants(const struct catalog *catalog, const struct catalog_relation *relation,
                         struct str_list *keys) {
    size_t first = keys->count;
    struct str key = relation->key;
    for (size_t at = first; catalog->has_children; at++) {
        for (size_t i = 0; i < catalog->relations.count; i++) {
            const struct catalog_relation *other = catalog->relations.items[i].value;
            if (other && other != relation && origin_is_there(&other->origin) &&
                is_below(other, key) && !str_list_has(keys, other->key)) {
                *ARENA_PUSH(catalog->arena, keys) = other->key;
            }
        }
        if (at >= keys->count) {
            return;
        }
        key = keys->items[at];
    }
}

struct type_facts catalog_type_facts(const struct catalog *catalog, struct sql_type type) {
    struct type_facts facts = {.type = type, .has_constraints = TRUTH_UNKNOWN};
    const struct catalog_type *known = catalog_find_type(catalog, type.schema, type.name);
    if (known && known->origin.exists == TRUTH_YES) {
        facts.kind = known->kind;
        facts.base = known->base;
        facts.has_constraints = known->has_constraints;
    } else if (type.is_enum) {
        facts.kind = TYPE_KIND_ENUM;
    } else if (!type.schema.size && type_is_builtin(type.name)) {
        facts.kind = TYPE_KIND_BUILTIN;
    }
    return facts;
}

enum truth relation_has_not_null_check(const struct catalog_relation *relation,
                                       struct str column) {
    if (!relation) {
        return TRUTH_UNKNOWN;
    }
    enum truth result = relation->is_complete ? TRUTH_NO : TRUTH_UNKNOWN;
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        if (constraint->def.type != CONSTRAINT_CHECK || constraint->def.no_inherit ||
            !origin_is_there(&constraint->origin) ||
            !str_list_has(&constraint->def.check.not_null, column)) {
            continue;
        }
        if (constraint->is_valid == TRUTH_YES && constraint->origin.exists == TRUTH_YES) {
            return TRUTH_YES;
        }
        if (constraint->is_valid != TRUTH_NO) {
            result = TRUTH_UNKNOWN;
        }
    }
    return result;
}

// ---- guards

enum truth catalog_guard(const struct catalog *catalog, const struct condition *condition) {
    const struct catalog_relation *relation =
        catalog_find(catalog, condition->guard_schema, condition->guard_table);
    enum truth table =
        catalog_exists(relation ? &relation->origin : NULL, catalog->is_complete);
    bool whole = relation && relation->is_complete;
    struct catalog_relation *index_table = NULL;
    switch (condition->guard) {
    case GUARD_TABLE_EXISTS:
        return table;
    case GUARD_COLUMN_EXISTS: {
        const struct catalog_column *column =
            relation_find_column(relation, condition->guard_name);
        return table == TRUTH_YES ? catalog_exists(column ? &column->origin : NULL, whole)
                                  : table;
    }
    case GUARD_CONSTRAINT_EXISTS: {
        const struct catalog_constraint *constraint =
            relation_find_constraint(relation, condition->guard_name);
        return table == TRUTH_YES
                   ? catalog_exists(constraint ? &constraint->origin : NULL, whole)
                   : table;
    }
    case GUARD_INDEX_EXISTS: {
        const struct catalog_index *index = catalog_find_index(
            catalog, condition->guard_schema, condition->guard_name, &index_table);
        return catalog_exists(index ? &index->origin : NULL, catalog->is_complete || whole);
    }
    case GUARD_TYPE_EXISTS: {
        const struct catalog_type *type =
            catalog_find_type(catalog, condition->guard_schema, condition->guard_name);
        return catalog_exists(type ? &type->origin : NULL, catalog->is_complete);
    }
    case GUARD_NONE:
        break;
    }
    return TRUTH_UNKNOWN;
}

// ---- from one migration to the next

static void age(struct origin *origin, enum made made) {
    if (origin->condition) {
        origin->made = MADE_BEFORE; // it may have been there before
    }
    origin->made = origin->made == MADE_HERE ? made : origin->made;
    origin->condition = NULL; // the numbers of conditions hold within one migration
    origin->transaction = 0;
}

static void age_relation(struct catalog_relation *relation, enum made made) {
    age(&relation->origin, made);
    for (size_t i = 0; i < relation->columns.count; i++) {
        age(&relation->columns.items[i].origin, made);
        relation->columns.items[i].is_all_null = false; // the program writes it from here on
    }
    for (size_t i = 0; i < relation->indexes.count; i++) {
        age(&relation->indexes.items[i].origin, made);
    }
    for (size_t i = 0; i < relation->constraints.count; i++) {
        age(&relation->constraints.items[i].origin, made);
    }
    for (size_t i = 0; i < relation->triggers.count; i++) {
        age(&relation->triggers.items[i].origin, made);
    }
    relation->is_touched = relation->is_empty = false;
}

void catalog_end_migration(struct catalog *catalog, bool on_branch) {
    enum made made = on_branch ? MADE_BRANCH : MADE_BEFORE;
    for (size_t i = 0; i < catalog->relations.count; i++) {
        struct catalog_relation *relation = catalog->relations.items[i].value;
        if (relation && relation->is_touched) {
            age_relation(relation, made);
        }
    }
    for (size_t i = 0; i < catalog->types.count; i++) {
        struct catalog_type *type = catalog->types.items[i].value;
        if (type) {
            age(&type->origin, made);
            for (size_t j = 0; j < type->values.count; j++) {
                age(&type->values.items[j].origin, made);
            }
        }
    }
}
