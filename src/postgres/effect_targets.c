#include "postgres/effect_targets.h"

#include "postgres/views.h"

// Which relations a row of the effects table speaks of.

void targets_add(const struct effect_case *subject, struct str_list *keys, struct str key) {
    if (key.size && !str_list_has(keys, key)) {
        *ARENA_PUSH(subject->arena, keys) = key;
    }
}

void targets_add_named(const struct effect_case *subject, struct str_list *keys,
                       struct str schema, struct str name) {
    if (name.size) {
        targets_add(subject, keys, relation_name(subject->arena, schema, name));
    }
}

static void add_index(const struct effect_case *subject, struct str_list *keys,
                      const struct catalog_relation *relation,
                      const struct catalog_index *index) {
    if (origin_is_there(&index->origin)) {
        targets_add_named(subject, keys, relation->schema, index->name);
    }
}

const struct catalog_relation *targets_next(const struct effect_case *subject, size_t *at) {
    while (*at < subject->catalog->relations.count) {
        const struct catalog_relation *relation = subject->catalog->relations.items[*at].value;
        (*at)++;
        if (relation && origin_is_there(&relation->origin)) {
            return relation;
        }
    }
    return NULL;
}

static bool is_partition_of(const struct effect_case *subject,
                            const struct catalog_relation *relation,
                            const struct catalog_relation *parent) {
    enum { DEPTH_MAX = 32 };
    for (int depth = 0; relation && depth < DEPTH_MAX; depth++) {
        if (str_equal(relation->partition_of, parent->key)) {
            return true;
        }
        relation = relation->partition_of.size
                       ? catalog_find_key(subject->catalog, relation->partition_of)
                       : NULL;
    }
    return false;
}

void targets_add_with_partitions(const struct effect_case *subject, struct str_list *keys,
                                 struct str key) {
    const struct catalog_relation *relation = catalog_find_key(subject->catalog, key), *other;
    targets_add(subject, keys, key);
    relation = subject->catalog->has_children ? relation : NULL;
    for (size_t at = 0; relation && (other = targets_next(subject, &at));) {
        if (is_partition_of(subject, other, relation)) {
            targets_add(subject, keys, other->key);
        }
    }
}

// ---- the table and what is below it

void effect_on_table(const struct effect_case *subject, struct str_list *keys) {
    targets_add(subject, keys, subject->step->table);
}

void effect_on_tree(const struct effect_case *subject, struct str_list *keys) {
    targets_add(subject, keys, subject->step->table);
    if (subject->table && !subject->operation->only) {
        catalog_descendants(subject->catalog, subject->table, keys);
    }
}

void effect_on_partitions(const struct effect_case *subject, struct str_list *keys) {
    if (subject->operation->only) {
        targets_add(subject, keys, subject->step->table);
    } else {
        targets_add_with_partitions(subject, keys, subject->step->table);
    }
}

void effect_on_below(const struct effect_case *subject, struct str_list *keys) {
    struct str_list all = {0};
    effect_on_partitions(subject, &all);
    for (size_t i = 1; i < all.count; i++) {
        targets_add(subject, keys, all.items[i]);
    }
}

void effect_on_named(const struct effect_case *subject, struct str_list *keys) {
    targets_add_named(subject, keys, subject->operation->schema, subject->operation->name);
}

void effect_on_new_name(const struct effect_case *subject, struct str_list *keys) {
    targets_add_named(subject, keys, subject->operation->schema, subject->operation->new_name);
}

void effect_on_names(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->names.count; i++) {
        targets_add(subject, keys, subject->operation->names.items[i]);
    }
}

void effect_on_sources(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->sources.count; i++) {
        targets_add(subject, keys, subject->operation->sources.items[i]);
    }
}

void effect_on_parents(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->inherits.count; i++) {
        targets_add(subject, keys, subject->operation->inherits.items[i]);
    }
}

void effect_on_commented(const struct effect_case *subject, struct str_list *keys) {
    if (subject->operation->table.size) {
        effect_on_table(subject, keys);
    } else {
        effect_on_named(subject, keys);
    }
}

// ---- views

static void add_views(const struct effect_case *subject, struct str_list *keys,
                      struct str column) {
    struct str_list sources = {0};
    targets_add(subject, &sources, subject->step->table);
    for (size_t i = 0; i < sources.count; i++) {
        const struct catalog_relation *view;
        for (size_t at = 0; (view = targets_next(subject, &at));) {
            bool uses = column.size && i == 0 && subject->table
                            ? view_uses(subject->arena, view, subject->table, column)
                            : str_list_has(&view->sources, sources.items[i]);
            if (uses) {
                targets_add(subject, keys, view->key);
                targets_add(subject, &sources, view->key); // views over the view
            }
        }
    }
}

void effect_on_views(const struct effect_case *subject, struct str_list *keys) {
    add_views(subject, keys, (struct str){0});
}

void effect_on_column_views(const struct effect_case *subject, struct str_list *keys) {
    if (targets_own_column(subject).size) {
        add_views(subject, keys, targets_own_column(subject));
    }
}

void effect_on_view_sources(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; subject->table && i < subject->table->sources.count; i++) {
        targets_add(subject, keys, subject->table->sources.items[i]);
    }
}

// ---- sequences

static void add_sequences(const struct effect_case *subject, struct str_list *keys,
                          struct str column) {
    const struct catalog_relation *relation;
    for (size_t at = 0; subject->table && (relation = targets_next(subject, &at));) {
        if (str_equal(relation->owner_table, subject->table->key) &&
            (!column.size || str_equal(relation->owner_column, column))) {
            targets_add(subject, keys, relation->key);
        }
    }
}

void effect_on_sequences(const struct effect_case *subject, struct str_list *keys) {
    add_sequences(subject, keys, (struct str){0});
}

void effect_on_column_sequence(const struct effect_case *subject, struct str_list *keys) {
    if (targets_own_column(subject).size) {
        add_sequences(subject, keys, targets_own_column(subject));
    }
}

void effect_on_identity_sequence(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_column *column =
        relation_find_column(subject->table, targets_own_column(subject));
    if (column && column->identity != IDENTITY_NONE) {
        add_sequences(subject, keys, column->name);
    }
}

void effect_on_default_users(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = targets_next(subject, &at));) {
        for (size_t i = 0; i < relation->columns.count; i++) {
            struct str text = relation->columns.items[i].default_value.text;
            if (str_find_nocase(text, STR("nextval"), 0) != SIZE_MAX &&
                str_find(text, subject->operation->name, 0) != SIZE_MAX) {
                targets_add(subject, keys, relation->key);
            }
        }
    }
}

// ---- partitions

static const struct catalog_relation *partition(const struct effect_case *subject) {
    return catalog_find(subject->catalog, subject->operation->partition_of_schema,
                        subject->operation->partition_of);
}

// The other side of CREATE TABLE … PARTITION OF, ATTACH and DETACH.
void effect_on_partition(const struct effect_case *subject, struct str_list *keys) {
    targets_add_named(subject, keys, subject->operation->partition_of_schema,
                      subject->operation->partition_of);
}

// The partitioned table of CREATE TABLE … PARTITION OF, ATTACH and DETACH.
static const struct catalog_relation *parent_of(const struct effect_case *subject) {
    return subject->operation->kind == OP_CREATE_TABLE ? partition(subject) : subject->table;
}

static void add_default_of(const struct effect_case *subject, struct str_list *keys,
                           struct str parent) {
    const struct catalog_relation *relation;
    for (size_t at = 0; parent.size && (relation = targets_next(subject, &at));) {
        if (relation->is_default_partition && str_equal(relation->partition_of, parent)) {
            targets_add(subject, keys, relation->key);
        }
    }
}

void effect_on_default_partition(const struct effect_case *subject, struct str_list *keys) {
    if (parent_of(subject)) {
        add_default_of(subject, keys, parent_of(subject)->key);
    }
}

void effect_on_parent(const struct effect_case *subject, struct str_list *keys) {
    if (subject->table) {
        targets_add(subject, keys, subject->table->partition_of);
    }
}

void effect_on_siblings_default(const struct effect_case *subject, struct str_list *keys) {
    if (subject->table) {
        add_default_of(subject, keys, subject->table->partition_of);
    }
}

void effect_on_parent_keys(const struct effect_case *subject, struct str_list *keys) {
    if (subject->operation->partition_of.size) {
        targets_add_key_tables(subject, keys, parent_of(subject), (struct str){0});
    }
}

// ---- types, schemas, statistics

void effect_on_type_users(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    const struct operation *operation = subject->operation;
    for (size_t at = 0; operation->name.size && (relation = targets_next(subject, &at));) {
        for (size_t i = 0; i < relation->columns.count; i++) {
            const struct catalog_column *column = &relation->columns.items[i];
            if (origin_is_there(&column->origin) &&
                str_equal(column->type.name, operation->name) &&
                (!column->type.schema.size || !operation->schema.size ||
                 str_equal(column->type.schema, operation->schema))) {
                targets_add(subject, keys, relation->key);
            }
        }
    }
}

// REINDEX SCHEMA, DATABASE and SYSTEM; DROP SCHEMA.
static bool is_in_schema(const struct effect_case *subject,
                         const struct catalog_relation *relation) {
    struct str schema = subject->operation->name;
    bool is_public = !schema.size || str_is(schema, "public") ||
                     !str_is(subject->operation->object, "SCHEMA");
    if (subject->operation->kind == OP_REINDEX && is_public) {
        return !relation->schema.size || !str_is(subject->operation->object, "SCHEMA");
    }
    return str_equal(relation->schema, str_is(schema, "public") ? (struct str){0} : schema);
}

void effect_on_schema(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = targets_next(subject, &at));) {
        bool has_rows = relation->kind != RELATION_VIEW && relation->kind != RELATION_SEQUENCE;
        if (is_in_schema(subject, relation) &&
            (has_rows || subject->operation->kind == OP_DROP_SCHEMA)) {
            targets_add(subject, keys, relation->key);
        }
    }
}

void effect_on_everything(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = targets_next(subject, &at));) {
        if (relation->kind != RELATION_VIEW && relation->kind != RELATION_SEQUENCE) {
            targets_add(subject, keys, relation->key);
        }
    }
}

void effect_on_schema_keys(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = targets_next(subject, &at));) {
        if (is_in_schema(subject, relation)) {
            targets_add_key_tables(subject, keys, relation, (struct str){0});
        }
    }
}

void effect_on_schema_indexes(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = targets_next(subject, &at));) {
        for (size_t i = 0; is_in_schema(subject, relation) && i < relation->indexes.count;
             i++) {
            add_index(subject, keys, relation, &relation->indexes.items[i]);
        }
    }
}

void effect_on_statistics_table(const struct effect_case *subject, struct str_list *keys) {
    const struct str *table = map_find(
        &subject->catalog->statistics,
        relation_name(subject->arena, subject->operation->schema, subject->operation->name));
    if (table) {
        targets_add(subject, keys, *table);
    }
}
