// What one state of the catalog has and another has not, as far as both are certain.
#include "postgres/catalog.h"
#include "postgres/replay.h"

struct difference {
    struct arena *arena;
    struct str_list found;
};

static void add(struct difference *difference, const char *what, struct str name,
                struct str table, const char *verdict) {
    *ARENA_PUSH(difference->arena, &difference->found) =
        str_format(difference->arena, "%s " STR_FMT "%s" STR_FMT " %s", what, STR_ARG(name),
                   table.size ? " of " : "", STR_ARG(table), verdict);
}

// Was it made, or did it end, between the two? `whole`: what has no entry before was not there.
static void compare_origins(struct difference *difference, const char *what, struct str name,
                            struct str table, const struct origin *before,
                            const struct origin *after, bool whole) {
    enum truth was = catalog_exists(before, whole);
    if (was == TRUTH_NO && after->exists == TRUTH_YES) {
        add(difference, what, name, table, "is left behind");
    } else if (was == TRUTH_YES && after->exists == TRUTH_NO) {
        add(difference, what, name, table, "is not there again");
    }
}

static void compare_columns(struct difference *difference,
                            const struct catalog_relation *before,
                            const struct catalog_relation *after) {
    for (size_t i = 0; i < after->columns.count; i++) {
        const struct catalog_column *new = &after->columns.items[i];
        const struct catalog_column *old = relation_find_column(before, new->name);
        compare_origins(difference, "column", new->name, after->key, old ? &old->origin : NULL,
                        &new->origin, before->is_complete);
        if (!old || old->origin.exists != TRUTH_YES || new->origin.exists != TRUTH_YES) {
            continue;
        }
        bool knows_types = old->type.name.size && new->type.name.size &&
                           !old->type.is_unknown && !new->type.is_unknown;
        if (knows_types && (!str_equal(old->type.name, new->type.name) ||
                            old->type.modifier_count != new->type.modifier_count ||
                            old->type.modifiers[0] != new->type.modifiers[0] ||
                            old->type.modifiers[1] != new->type.modifiers[1])) {
            add(difference, "column", new->name, after->key, "has another type");
        }
        if (old->nullable != new->nullable &&
            old->nullable != TRUTH_UNKNOWN &&new->nullable != TRUTH_UNKNOWN) {
            add(difference, "column", new->name, after->key,
                new->nullable == TRUTH_YES ? "is left without NOT NULL"
                                           : "is left with NOT NULL");
        }
    }
}

static const struct catalog_index *find_index(const struct catalog_relation *relation,
                                              struct str name) {
    for (size_t i = 0; i < relation->indexes.count; i++) {
        if (str_equal(relation->indexes.items[i].name, name)) {
            return &relation->indexes.items[i];
        }
    }
    return NULL;
}

static void compare_relations(struct difference *difference,
                              const struct catalog_relation *before,
                              const struct catalog_relation *after) {
    compare_columns(difference, before, after);
    for (size_t i = 0; i < after->indexes.count; i++) {
        const struct catalog_index *new = &after->indexes.items[i];
        const struct catalog_index *old = find_index(before, new->name);
        if (!new->constraint.size) {
            compare_origins(difference, "index", new->name, after->key,
                            old ? &old->origin : NULL, &new->origin, before->is_complete);
        }
    }
    for (size_t i = 0; i < after->constraints.count; i++) {
        const struct catalog_constraint *new = &after->constraints.items[i];
        const struct catalog_constraint *old = relation_find_constraint(before, new->def.name);
        if (new->def.name.size) {
            compare_origins(difference, "constraint", new->def.name, after->key,
                            old ? &old->origin : NULL, &new->origin, before->is_complete);
        }
    }
}

static const char *word_for(enum relation_kind kind) {
    return kind == RELATION_VIEW                ? "view"
           : kind == RELATION_MATERIALIZED_VIEW ? "materialized view"
           : kind == RELATION_SEQUENCE          ? "sequence"
                                                : "table";
}

struct str_list catalog_differences(struct arena *arena, const struct catalog *before,
                                    const struct catalog *after) {
    struct difference difference = {.arena = arena};
    for (size_t i = 0; i < after->relations.count; i++) {
        const struct catalog_relation *new = after->relations.items[i].value;
        const struct catalog_relation *old = new ? catalog_find_key(before, new->key) : NULL;
        if (!new) {
            continue;
        }
        bool is_owned = new->kind == RELATION_SEQUENCE &&new->owner_table.size;
        if (!is_owned) { // a serial's sequence goes with its column
            compare_origins(&difference, word_for(new->kind), new->key, (struct str){0},
                            old ? &old->origin : NULL, &new->origin,
                            before->is_complete || new->is_complete);
        }
        if (old && old->origin.exists == TRUTH_YES && new->origin.exists == TRUTH_YES) {
            compare_relations(&difference, old, new);
        }
    }
    for (size_t i = 0; i < after->types.count; i++) {
        const struct catalog_type *new = after->types.items[i].value;
        const struct catalog_type *old =
            new ? catalog_find_type(before, new->schema, new->name) : NULL;
        if (new) {
            compare_origins(&difference, "type", relation_name(arena, new->schema, new->name),
                            (struct str){0}, old ? &old->origin : NULL, &new->origin,
                            before->is_complete || new->is_complete);
        }
    }
    return difference.found;
}
