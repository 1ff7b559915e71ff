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
void apply_forget(struct catalog_relation *relation) {
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
            apply_forget(one);
        }
    }
}

// ---- rows

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
