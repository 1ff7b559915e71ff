#include "postgres/apply.h"

#include "postgres/views.h"

// ---- tables

// A new partition or child has what its parent has, under names of its own.
static void inherit(const struct applier *applier, struct catalog_relation *relation,
                    const struct catalog_relation *parent, bool with_indexes) {
    for (size_t i = 0; i < parent->columns.count; i++) {
        const struct catalog_column *column = &parent->columns.items[i];
        if (!relation_find_column(relation, column->name)) {
            *ARENA_PUSH(applier->arena, &relation->columns) = *column;
        }
    }
    for (size_t i = 0; i < parent->constraints.count; i++) {
        const struct catalog_constraint *constraint = &parent->constraints.items[i];
        if (constraint->def.type == CONSTRAINT_CHECK ||
            (with_indexes && constraint->def.type == CONSTRAINT_FOREIGN_KEY)) {
            *ARENA_PUSH(applier->arena, &relation->constraints) =
                constraint_copy(applier->arena, constraint);
        }
    }
    for (size_t i = 0; with_indexes && i < parent->indexes.count; i++) {
        struct catalog_index index = index_copy(applier->arena, &parent->indexes.items[i]);
        const char *label = index.constraint.size ? (index.is_unique ? "key" : "excl") : "idx";
        bool is_primary = str_ends(index.name, STR("_pkey"));
        index.name =
            apply_made_up_name(applier->arena, relation->name,
                               is_primary ? NULL : &index.columns, is_primary ? "pkey" : label);
        index.parent = parent->indexes.items[i].name;
        *ARENA_PUSH(applier->arena, &relation->indexes) = index;
        catalog_note_index(applier->catalog, relation, index.name);
    }
}

static void add_parents(const struct applier *applier, struct catalog_relation *relation) {
    const struct operation *operation = applier->operation;
    if (operation->partition_of.size) {
        struct catalog_relation *parent =
            apply_relation(applier, operation->partition_of_schema, operation->partition_of);
        if (parent) {
            parent->is_partitioned = TRUTH_YES;
            relation->partition_of = parent->key;
            applier->catalog->has_children = true;
            relation->is_default_partition =
                str_equal_nocase(operation->partition_bound, STR("DEFAULT"));
            relation->is_complete = relation->is_complete && parent->is_complete;
            inherit(applier, relation, parent, true);
        }
    }
    for (size_t i = 0; i < operation->inherits.count; i++) {
        struct catalog_relation *parent =
            catalog_find_key(applier->catalog, operation->inherits.items[i]);
        relation->is_complete = relation->is_complete && parent && parent->is_complete;
        // LIKE copies once, INHERITS keeps the tie; which it was the options tell
        if (str_find_nocase(operation->options, STR("LIKE"), 0) == SIZE_MAX) {
            *ARENA_PUSH(applier->arena, &relation->parents) = operation->inherits.items[i];
            applier->catalog->has_children = true;
        }
        if (parent) {
            inherit(applier, relation, parent, false);
        }
    }
}

// IF NOT EXISTS says nothing of the table where it may have been there; what the statement says
// is still the best guess at its columns.
void apply_create_table(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    if (!operation->table.size || operation_unknown(operation, "table")) {
        return;
    }
    struct catalog_relation *old =
        catalog_find(applier->catalog, operation->schema, operation->table);
    enum truth was_there =
        catalog_exists(old ? &old->origin : NULL, applier->catalog->is_complete);
    // `if not exists: create` is the same in Python
    bool if_not_exists = operation->if_not_exists || applier->context.is_guarded;
    bool is_tame = if_not_exists || !apply_is_certain(applier);
    if (is_tame && (was_there == TRUTH_YES || (old && was_there == TRUTH_UNKNOWN))) {
        if (if_not_exists && apply_is_certain(applier)) {
            old->origin.exists = TRUTH_YES;
            old->is_touched = true;
        }
        return;
    }
    struct catalog_relation *relation =
        apply_new_relation(applier, operation->schema, operation->table, RELATION_TABLE);
    relation->is_complete = true;
    relation->is_partitioned = operation->partition_by.size ? TRUTH_YES : TRUTH_NO;
    relation->partition_strategy = operation->partition_by;
    relation->partition_columns =
        catalog_copy_list(applier->arena, &operation->partition_columns);
    relation->is_unlogged = operation->unlogged;
    relation->is_temporary = operation->temporary;
    relation->is_empty = applier->context.made == MADE_HERE;
    if (if_not_exists && was_there == TRUTH_UNKNOWN) {
        relation->is_complete = relation->is_empty = false;
        relation->origin.made = operation->if_not_exists ? MADE_BEFORE : applier->context.made;
    }
    for (size_t i = 0; i < operation->columns.count; i++) {
        apply_add_column(applier, relation, &operation->columns.items[i]);
    }
    if (operation_unknown(operation, "columns")) {
        relation->is_complete = false;
    }
    add_parents(applier, relation);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        apply_add_constraint(applier, relation, &operation->constraints.items[i]);
    }
}

void apply_create_table_as(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *old =
        catalog_find(applier->catalog, operation->schema, operation->table);
    if (!operation->table.size || (old && operation->if_not_exists)) {
        return;
    }
    // The columns come from a query that is not worked out.
    apply_new_relation(applier, operation->schema, operation->table, RELATION_TABLE);
}

void apply_drop_table(const struct applier *applier) {
    struct catalog_relation *relation = apply_table(applier);
    if (relation) {
        apply_drop_relation(applier, relation);
    }
}

// Everything that names the relation goes with it.
static void move_references(const struct applier *applier, struct str old,
                            const struct catalog_relation *relation) {
    for (size_t i = 0; i < applier->catalog->relations.count; i++) {
        struct catalog_relation *other = applier->catalog->relations.items[i].value;
        if (!other) {
            continue;
        }
        apply_replace(&other->partition_of, old, relation->key);
        apply_replace(&other->owner_table, old, relation->key);
        apply_replace_in(&other->parents, old, relation->key);
        apply_replace_in(&other->sources, old, relation->key);
        view_rename_source(applier->arena, other, old, relation->key);
        for (size_t j = 0; j < other->constraints.count; j++) {
            struct constraint_def *def = &other->constraints.items[j].def;
            if (def->ref_table.size &&
                str_equal(relation_name(applier->arena, def->ref_schema, def->ref_table),
                          old)) {
                def->ref_schema = relation->schema;
                def->ref_table = relation->name;
            }
        }
    }
}

void apply_move_relation(const struct applier *applier, struct catalog_relation *relation,
                         struct str schema, struct str name) {
    struct str old = relation->key;
    struct catalog_relation *moved = relation_copy(applier->arena, relation);
    moved->schema = str_is(schema, "public") ? (struct str){0} : schema;
    moved->name = name;
    moved->key = relation_name(applier->arena, moved->schema, name);
    moved->is_touched = true;
    catalog_note_indexes(applier->catalog, moved);
    if (!apply_is_certain(applier)) {
        moved->origin.exists = relation->origin.exists = TRUTH_UNKNOWN;
        map_put(&applier->catalog->relations, moved->key, moved);
        return;
    }
    // The old name is known to be free.
    relation->origin.exists = TRUTH_NO;
    apply_forget(relation);
    map_put(&applier->catalog->relations, moved->key, moved);
    move_references(applier, old, moved);
}

void apply_rename_table(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *table = NULL;
    if (operation_unknown(operation, "table") || !operation->new_name.size) {
        return;
    }
    // ALTER TABLE renames an index as well
    struct catalog_index *index =
        catalog_find(applier->catalog, operation->schema, operation->table)
            ? NULL
            : catalog_find_index(applier->catalog, operation->schema, operation->table, &table);
    if (index) {
        index->name = operation->new_name;
        catalog_note_index(applier->catalog, table, index->name);
        return;
    }
    struct catalog_relation *relation = apply_table(applier);
    if (relation) {
        apply_move_relation(applier, relation, relation->schema, operation->new_name);
    }
}

// A table's own sequences go with it: AlterTableNamespaceInternal.
void apply_set_schema(const struct applier *applier) {
    struct str schema = applier->operation->new_name;
    struct catalog_relation *relation = apply_table(applier);
    if (!relation || !schema.size) {
        return;
    }
    struct str_list keys = {0};
    for (size_t i = 0; i < applier->catalog->relations.count; i++) {
        const struct catalog_relation *other = applier->catalog->relations.items[i].value;
        if (other && str_equal(other->owner_table, relation->key)) {
            *ARENA_PUSH(applier->arena, &keys) = other->key;
        }
    }
    apply_move_relation(applier, relation, schema, relation->name);
    for (size_t i = 0; i < keys.count; i++) {
        struct catalog_relation *sequence = catalog_find_key(applier->catalog, keys.items[i]);
        apply_move_relation(applier, sequence, schema, sequence->name);
    }
}

void apply_rename_schema(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    size_t count = applier->catalog->relations.count; // moved ones are appended
    for (size_t i = 0; i < count && operation->name.size && operation->new_name.size; i++) {
        struct catalog_relation *relation = applier->catalog->relations.items[i].value;
        if (relation && origin_is_there(&relation->origin) &&
            str_equal(relation->schema, operation->name)) {
            apply_move_relation(applier, relation, operation->new_name, relation->name);
        }
    }
}

void apply_set_logged(const struct applier *applier) {
    struct catalog_relation *relation = apply_table(applier);
    if (relation) {
        relation->is_unlogged = applier->operation->kind == OP_SET_UNLOGGED;
    }
}

// ---- partitions and children

static struct catalog_relation *partition(const struct applier *applier) {
    return apply_relation(applier, applier->operation->partition_of_schema,
                          applier->operation->partition_of);
}

void apply_attach_partition(const struct applier *applier) {
    struct catalog_relation *parent = apply_table(applier), *child = partition(applier);
    if (!parent || !child) {
        return;
    }
    parent->is_partitioned = TRUTH_YES;
    child->partition_of = parent->key;
    applier->catalog->has_children = true;
    child->is_default_partition =
        str_equal_nocase(applier->operation->partition_bound, STR("DEFAULT"));
    for (size_t i = 0; i < parent->constraints.count; i++) {
        const struct catalog_constraint *constraint = &parent->constraints.items[i];
        if (constraint->def.type == CONSTRAINT_FOREIGN_KEY &&
            !relation_find_constraint(child, constraint->def.name)) {
            *ARENA_PUSH(applier->arena, &child->constraints) =
                constraint_copy(applier->arena, constraint);
        }
    }
}

void apply_detach_partition(const struct applier *applier) {
    struct catalog_relation *child = partition(applier);
    if (child && apply_is_certain(applier)) {
        child->partition_of = (struct str){0};
        child->is_default_partition = false;
    }
}

void apply_inherit(const struct applier *applier) {
    struct catalog_relation *child = apply_table(applier);
    const struct str_list *parents = &applier->operation->inherits;
    for (size_t i = 0; child && i < parents->count; i++) {
        if (applier->operation->kind == OP_INHERIT) {
            *ARENA_PUSH(applier->arena, &child->parents) = parents->items[i];
            applier->catalog->has_children = true;
        } else {
            apply_replace_in(&child->parents, parents->items[i], (struct str){0});
        }
    }
}
