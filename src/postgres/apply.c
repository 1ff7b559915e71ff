#include "postgres/apply.h"

#include "postgres/replay.h"

// ---- what the parts share

bool apply_refers_to(const struct constraint_def *def, const struct catalog_relation *to,
                     struct arena *arena) {
    return def->type == CONSTRAINT_FOREIGN_KEY &&
           str_equal(relation_name(arena, def->ref_schema, def->ref_table), to->key);
}

void apply_replace(struct str *text, struct str old, struct str new) {
    if (old.size && str_equal(*text, old)) {
        *text = new;
    }
}

void apply_replace_in(struct str_list *list, struct str old, struct str new) {
    for (size_t i = 0; i < list->count; i++) {
        apply_replace(&list->items[i], old, new);
    }
}

bool apply_is_certain(const struct applier *applier) {
    return applier->context.holds == TRUTH_YES && !applier->operation->in_loop;
}

struct origin apply_origin(const struct applier *applier) {
    return (struct origin){
        .exists = apply_is_certain(applier) ? TRUTH_YES : TRUTH_UNKNOWN,
        .made = applier->context.made,
        .condition = apply_is_certain(applier) && !applier->context.is_guarded
                         ? NULL
                         : applier->operation->condition,
        .transaction = applier->context.transaction,
    };
}

void apply_gone(const struct applier *applier, struct origin *origin) {
    if (apply_is_certain(applier)) {
        origin->exists = TRUTH_NO;
    } else if (origin->exists == TRUTH_YES) {
        origin->exists = TRUTH_UNKNOWN;
        origin->condition = NULL;
    }
}

void apply_truth(const struct applier *applier, enum truth *fact, enum truth value) {
    if (apply_is_certain(applier)) {
        *fact = value;
    } else if (*fact != value) {
        *fact = TRUTH_UNKNOWN;
    }
}

struct catalog_relation *apply_new_relation(const struct applier *applier, struct str schema,
                                            struct str name, enum relation_kind kind) {
    struct catalog_relation *relation = ARENA_NEW(applier->arena, struct catalog_relation, 1);
    relation->schema = str_is(schema, "public") ? (struct str){0} : schema;
    relation->name = name;
    relation->key = relation_name(applier->arena, relation->schema, name);
    relation->kind = kind;
    relation->origin = apply_origin(applier);
    relation->is_touched = true;
    map_put(&applier->catalog->relations, relation->key, relation);
    return relation;
}

struct catalog_relation *apply_relation(const struct applier *applier, struct str schema,
                                        struct str name) {
    if (!name.size) {
        return NULL;
    }
    struct catalog_relation *relation = catalog_find(applier->catalog, schema, name);
    if (!relation) {
        relation = apply_new_relation(applier, schema, name, RELATION_UNKNOWN);
        relation->origin.made = MADE_BEFORE;
        relation->origin.condition = NULL;
        relation->is_partitioned = TRUTH_UNKNOWN;
    }
    if (!origin_is_there(&relation->origin)) {
        return NULL;
    }
    relation->is_touched = true;
    return relation;
}

struct catalog_relation *apply_table(const struct applier *applier) {
    if (operation_unknown(applier->operation, "table")) {
        return NULL;
    }
    return apply_relation(applier, applier->operation->schema, applier->operation->table);
}

void apply_tree(const struct applier *applier, struct catalog_relation *relation,
                void (*change)(const struct applier *, struct catalog_relation *)) {
    struct str_list keys = {0};
    change(applier, relation);
    if (applier->operation->only) {
        return;
    }
    catalog_descendants(applier->catalog, relation, &keys);
    for (size_t i = 0; i < keys.count; i++) {
        struct catalog_relation *below = catalog_find_key(applier->catalog, keys.items[i]);
        below->is_touched = true;
        change(applier, below);
    }
}

// ---- dropping

// What is gone keeps its name alone.
static void forget(struct catalog_relation *relation) {
    relation->columns.count = relation->indexes.count = relation->constraints.count = 0;
    relation->parents.count = relation->sources.count = relation->triggers.count = 0;
    relation->partition_of = relation->owner_table = (struct str){0};
}

// Appends what goes with the relation: its sequences and partitions; with CASCADE the views
// over it, and other tables lose the keys that refer to it.
static void add_dependents(const struct applier *applier,
                           const struct catalog_relation *relation, struct str_list *keys) {
    bool cascade = applier->operation->cascade;
    for (size_t i = 0; i < applier->catalog->relations.count; i++) {
        struct catalog_relation *other = applier->catalog->relations.items[i].value;
        if (!other || other == relation || !origin_is_there(&other->origin)) {
            continue;
        }
        bool goes = str_equal(other->owner_table, relation->key) ||
                    str_equal(other->partition_of, relation->key) ||
                    (cascade && (str_list_has(&other->sources, relation->key) ||
                                 str_list_has(&other->parents, relation->key)));
        if (goes && !str_list_has(keys, other->key)) {
            *ARENA_PUSH(applier->arena, keys) = other->key;
        }
        for (size_t j = 0; cascade && j < other->constraints.count; j++) {
            if (apply_refers_to(&other->constraints.items[j].def, relation, applier->arena)) {
                other->is_touched = true;
                apply_gone(applier, &other->constraints.items[j].origin);
            }
        }
    }
}

void apply_drop_relation(const struct applier *applier, struct catalog_relation *relation) {
    struct str_list keys = {0};
    *ARENA_PUSH(applier->arena, &keys) = relation->key;
    for (size_t i = 0; i < keys.count; i++) {
        struct catalog_relation *one = catalog_find_key(applier->catalog, keys.items[i]);
        add_dependents(applier, one, &keys);
        one->is_touched = true;
        apply_gone(applier, &one->origin);
        if (one->origin.exists == TRUTH_NO) {
            forget(one);
        }
    }
}

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
static void apply_create_table(const struct applier *applier) {
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

static void apply_create_table_as(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *old =
        catalog_find(applier->catalog, operation->schema, operation->table);
    if (!operation->table.size || (old && operation->if_not_exists)) {
        return;
    }
    // The columns come from a query that is not worked out.
    apply_new_relation(applier, operation->schema, operation->table, RELATION_TABLE);
}

static void apply_drop_table(const struct applier *applier) {
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
    if (!apply_is_certain(applier)) {
        moved->origin.exists = relation->origin.exists = TRUTH_UNKNOWN;
        map_put(&applier->catalog->relations, moved->key, moved);
        return;
    }
    // The old name is known to be free.
    relation->origin.exists = TRUTH_NO;
    forget(relation);
    map_put(&applier->catalog->relations, moved->key, moved);
    move_references(applier, old, moved);
}

static void apply_rename_table(const struct applier *applier) {
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
        return;
    }
    struct catalog_relation *relation = apply_table(applier);
    if (relation) {
        apply_move_relation(applier, relation, relation->schema, operation->new_name);
    }
}

// A table's own sequences go with it: AlterTableNamespaceInternal.
static void apply_set_schema(const struct applier *applier) {
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

static void apply_set_logged(const struct applier *applier) {
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

static void apply_attach_partition(const struct applier *applier) {
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

static void apply_detach_partition(const struct applier *applier) {
    struct catalog_relation *child = partition(applier);
    if (child && apply_is_certain(applier)) {
        child->partition_of = (struct str){0};
        child->is_default_partition = false;
    }
}

static void apply_inherit(const struct applier *applier) {
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

// What a row change leaves of what is known of the rows. A key's columns that history gave no
// value hold none until one is written.
static void apply_rows(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *relation =
        catalog_find(applier->catalog, operation->schema, operation->table);
    if (!relation) {
        return;
    }
    relation->is_empty = false;
    bool names_all = operation->kind == OP_UPDATE && operation->names.count;
    for (size_t i = 0; i < relation->columns.count; i++) {
        struct catalog_column *column = &relation->columns.items[i];
        if (!names_all || str_list_has(&operation->names, column->name)) {
            column->is_all_null = false;
        }
    }
}

// What a text that cannot be read may have done.
static void apply_opaque(const struct applier *applier) {
    for (size_t i = 0; i < applier->catalog->relations.count; i++) {
        struct catalog_relation *relation = applier->catalog->relations.items[i].value;
        if (relation && relation->is_touched) {
            relation->is_empty = false;
            for (size_t j = 0; j < relation->columns.count; j++) {
                relation->columns.items[j].is_all_null = false;
            }
        }
    }
    if (!applier->operation->python_query) {
        catalog_set_incomplete(applier->catalog, applier->operation->reason);
    }
}

// clang-format off
static apply_function *const functions[OPERATION_KIND_COUNT] = {
    [OP_OPAQUE] = apply_opaque,
    [OP_CREATE_TABLE] = apply_create_table, [OP_CREATE_TABLE_AS] = apply_create_table_as,
    [OP_DROP_TABLE] = apply_drop_table, [OP_RENAME_TABLE] = apply_rename_table,
    [OP_SET_SCHEMA] = apply_set_schema,
    [OP_SET_LOGGED] = apply_set_logged, [OP_SET_UNLOGGED] = apply_set_logged,
    [OP_INHERIT] = apply_inherit, [OP_NO_INHERIT] = apply_inherit,
    [OP_ATTACH_PARTITION] = apply_attach_partition, [OP_DETACH_PARTITION] = apply_detach_partition,
    [OP_ADD_COLUMN] = apply_column, [OP_DROP_COLUMN] = apply_column,
    [OP_RENAME_COLUMN] = apply_column, [OP_ALTER_COLUMN_TYPE] = apply_column,
    [OP_SET_NOT_NULL] = apply_column, [OP_DROP_NOT_NULL] = apply_column,
    [OP_SET_DEFAULT] = apply_column, [OP_DROP_DEFAULT] = apply_column,
    [OP_ADD_IDENTITY] = apply_column, [OP_SET_IDENTITY] = apply_column,
    [OP_DROP_IDENTITY] = apply_column, [OP_DROP_EXPRESSION] = apply_column,
    [OP_ADD_CONSTRAINT] = apply_constraint, [OP_DROP_CONSTRAINT] = apply_drop_named_constraint,
    [OP_VALIDATE_CONSTRAINT] = apply_validate_constraint,
    [OP_RENAME_CONSTRAINT] = apply_rename_constraint,
    [OP_CREATE_INDEX] = apply_create_index, [OP_DROP_INDEX] = apply_drop_index,
    [OP_RENAME_INDEX] = apply_rename_index, [OP_ATTACH_INDEX] = apply_attach_index,
    [OP_CREATE_VIEW] = apply_create_view, [OP_DROP_VIEW] = apply_drop_table,
    [OP_RENAME_VIEW] = apply_rename_table,
    [OP_CREATE_MATERIALIZED_VIEW] = apply_create_view,
    [OP_DROP_MATERIALIZED_VIEW] = apply_drop_table,
    [OP_CREATE_TYPE] = apply_create_type, [OP_RENAME_TYPE] = apply_rename_type,
    [OP_DROP_TYPE] = apply_drop_type, [OP_ADD_ENUM_VALUE] = apply_add_enum_value,
    [OP_RENAME_ENUM_VALUE] = apply_rename_enum_value,
    [OP_CREATE_DOMAIN] = apply_create_domain, [OP_ALTER_DOMAIN] = apply_alter_domain,
    [OP_DROP_DOMAIN] = apply_drop_type,
    [OP_CREATE_SEQUENCE] = apply_create_sequence, [OP_ALTER_SEQUENCE] = apply_alter_sequence,
    [OP_DROP_SEQUENCE] = apply_drop_sequence,
    [OP_CREATE_FUNCTION] = apply_create_function, [OP_DROP_FUNCTION] = apply_drop_function,
    [OP_RENAME_SCHEMA] = apply_rename_schema, [OP_DROP_SCHEMA] = apply_drop_schema,
    [OP_INSERT] = apply_rows, [OP_UPDATE] = apply_rows, [OP_MERGE] = apply_rows,
    [OP_COPY] = apply_rows,
    [OP_CREATE_TRIGGER] = apply_create_trigger, [OP_DROP_TRIGGER] = apply_drop_trigger,
    [OP_RENAME_TRIGGER] = apply_rename_trigger,
    [OP_CREATE_RULE] = apply_create_trigger, [OP_DROP_RULE] = apply_drop_trigger,
    [OP_CREATE_STATISTICS] = apply_create_statistics,
    [OP_DROP_STATISTICS] = apply_drop_statistics,
};
// clang-format on

void catalog_apply(struct catalog *catalog, const struct operation *operation,
                   const struct apply_context *context) {
    struct applier applier = {catalog, catalog->arena, operation, *context};
    if (functions[operation->kind]) {
        functions[operation->kind](&applier);
    }
}
