#include "postgres/apply.h"
#include "postgres/effects.h"

// Which relations a row of the effects table speaks of.

static void add(const struct effect_case *subject, struct str_list *keys, struct str key) {
    if (key.size && !str_list_has(keys, key)) {
        *ARENA_PUSH(subject->arena, keys) = key;
    }
}

static void add_named(const struct effect_case *subject, struct str_list *keys,
                      struct str schema, struct str name) {
    if (name.size) {
        add(subject, keys, relation_name(subject->arena, schema, name));
    }
}

static void add_index(const struct effect_case *subject, struct str_list *keys,
                      const struct catalog_relation *relation,
                      const struct catalog_index *index) {
    if (origin_is_there(&index->origin)) {
        add_named(subject, keys, relation->schema, index->name);
    }
}

// Calls `each` for every table, view and sequence that is there or may be.
static const struct catalog_relation *next(const struct effect_case *subject, size_t *at) {
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

static void add_with_partitions(const struct effect_case *subject, struct str_list *keys,
                                struct str key) {
    const struct catalog_relation *relation = catalog_find_key(subject->catalog, key), *other;
    add(subject, keys, key);
    for (size_t at = 0; relation && (other = next(subject, &at));) {
        if (is_partition_of(subject, other, relation)) {
            add(subject, keys, other->key);
        }
    }
}

// ---- the table and what is below it

void effect_on_table(const struct effect_case *subject, struct str_list *keys) {
    add(subject, keys, subject->step->table);
}

void effect_on_tree(const struct effect_case *subject, struct str_list *keys) {
    add(subject, keys, subject->step->table);
    if (subject->table && !subject->operation->only) {
        catalog_descendants(subject->catalog, subject->table, keys);
    }
}

void effect_on_partitions(const struct effect_case *subject, struct str_list *keys) {
    if (subject->operation->only) {
        add(subject, keys, subject->step->table);
    } else {
        add_with_partitions(subject, keys, subject->step->table);
    }
}

void effect_on_below(const struct effect_case *subject, struct str_list *keys) {
    struct str_list all = {0};
    effect_on_partitions(subject, &all);
    for (size_t i = 1; i < all.count; i++) {
        add(subject, keys, all.items[i]);
    }
}

void effect_on_named(const struct effect_case *subject, struct str_list *keys) {
    add_named(subject, keys, subject->operation->schema, subject->operation->name);
}

void effect_on_new_name(const struct effect_case *subject, struct str_list *keys) {
    add_named(subject, keys, subject->operation->schema, subject->operation->new_name);
}

void effect_on_names(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->names.count; i++) {
        add(subject, keys, subject->operation->names.items[i]);
    }
}

void effect_on_sources(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->sources.count; i++) {
        add(subject, keys, subject->operation->sources.items[i]);
    }
}

void effect_on_parents(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->inherits.count; i++) {
        add(subject, keys, subject->operation->inherits.items[i]);
    }
}

void effect_on_commented(const struct effect_case *subject, struct str_list *keys) {
    if (subject->operation->table.size) {
        effect_on_table(subject, keys);
    } else {
        effect_on_named(subject, keys);
    }
}

// ---- foreign keys

static void add_referenced(const struct effect_case *subject, struct str_list *keys,
                           const struct constraint_def *def) {
    if (def->type == CONSTRAINT_FOREIGN_KEY && def->ref_table.size) {
        struct str key = relation_name(subject->arena, def->ref_schema, def->ref_table);
        if (!str_equal(key, subject->step->table)) {
            add_with_partitions(subject, keys, key);
        }
    }
}

void effect_on_new_keys(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->constraints.count; i++) {
        add_referenced(subject, keys, &subject->operation->constraints.items[i]);
    }
}

void effect_on_referenced(const struct effect_case *subject, struct str_list *keys) {
    add_referenced(subject, keys, &subject->operation->constraint);
}

static void add_key_tables(const struct effect_case *subject, struct str_list *keys,
                           const struct catalog_relation *relation, struct str column) {
    for (size_t i = 0; relation && i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        if (origin_is_there(&constraint->origin) &&
            (!column.size || str_list_has(&constraint->def.columns, column))) {
            add_referenced(subject, keys, &constraint->def);
        }
    }
}

void effect_on_key_tables(const struct effect_case *subject, struct str_list *keys) {
    add_key_tables(subject, keys, subject->table, (struct str){0});
}

static struct str own_column(const struct effect_case *subject) {
    return subject->operation->name.size ? subject->operation->name
                                         : subject->operation->column.name;
}

void effect_on_column_key_tables(const struct effect_case *subject, struct str_list *keys) {
    if (own_column(subject).size) {
        add_key_tables(subject, keys, subject->table, own_column(subject));
    }
}

typedef bool accept_key(const struct catalog_relation *relation,
                        const struct constraint_def *def);

// The columns that a key refers to: named, or else the primary key's.
static bool refers_to_column(const struct catalog_relation *table,
                             const struct constraint_def *def, struct str column) {
    if (def->ref_columns.count) {
        return str_list_has(&def->ref_columns, column);
    }
    for (size_t i = 0; i < table->constraints.count; i++) {
        const struct constraint_def *own = &table->constraints.items[i].def;
        if (own->type == CONSTRAINT_PRIMARY_KEY) {
            return str_list_has(&own->columns, column);
        }
    }
    return str_is(column, "id");
}

// The tables with a key on `table`; `column` empty: whatever it refers to. `accept` may be
// NULL.
static void add_referencing_to(const struct effect_case *subject, struct str_list *keys,
                               const struct catalog_relation *table, struct str column,
                               accept_key *accept) {
    const struct catalog_relation *other;
    for (size_t at = 0; table && (other = next(subject, &at));) {
        for (size_t i = 0; other != table && i < other->constraints.count; i++) {
            const struct catalog_constraint *constraint = &other->constraints.items[i];
            const struct constraint_def *def = &constraint->def;
            if (def->type == CONSTRAINT_FOREIGN_KEY && origin_is_there(&constraint->origin) &&
                catalog_find(subject->catalog, def->ref_schema, def->ref_table) == table &&
                (!column.size || refers_to_column(table, def, column)) &&
                (!accept || accept(other, def))) {
                add(subject, keys, other->key);
            }
        }
    }
}

static void add_referencing(const struct effect_case *subject, struct str_list *keys,
                            struct str column, accept_key *accept) {
    add_referencing_to(subject, keys, subject->table, column, accept);
}

void effect_on_referencing(const struct effect_case *subject, struct str_list *keys) {
    add_referencing(subject, keys, (struct str){0}, NULL);
}

void effect_on_column_referencing(const struct effect_case *subject, struct str_list *keys) {
    if (own_column(subject).size) {
        add_referencing(subject, keys, own_column(subject), NULL);
    }
}

void effect_on_constraint_referenced(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_constraint *constraint =
        relation_find_constraint(subject->table, subject->operation->name);
    if (constraint && origin_is_there(&constraint->origin)) {
        add_referenced(subject, keys, &constraint->def);
    } else {
        add_referenced(subject, keys, &subject->operation->constraint);
    }
}

// A row that is written is looked up where its keys point to.
void effect_on_written_keys(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; i < subject->operation->names.count; i++) {
        add_key_tables(subject, keys, subject->table, subject->operation->names.items[i]);
    }
}

// ON DELETE CASCADE, SET NULL and SET DEFAULT write in the other table; NO ACTION and RESTRICT
// look there with FOR KEY SHARE: ri_triggers.c.
static bool acts(const struct catalog_relation *relation, const struct constraint_def *def) {
    (void)relation;
    return def->on_delete.size && !str_equal_nocase(def->on_delete, STR("NO ACTION")) &&
           !str_equal_nocase(def->on_delete, STR("RESTRICT"));
}

static bool checks(const struct catalog_relation *relation, const struct constraint_def *def) {
    return !acts(relation, def);
}

static bool has_no_index(const struct catalog_relation *relation,
                         const struct constraint_def *def) {
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        if (origin_is_there(&index->origin) && index->first.size && !index->is_partial &&
            str_list_has(&def->columns, index->first)) {
            return false;
        }
    }
    return relation->is_complete;
}

void effect_on_acted_on(const struct effect_case *subject, struct str_list *keys) {
    add_referencing(subject, keys, (struct str){0}, acts);
}

void effect_on_checked(const struct effect_case *subject, struct str_list *keys) {
    add_referencing(subject, keys, (struct str){0}, checks);
}

void effect_on_unindexed_referencing(const struct effect_case *subject, struct str_list *keys) {
    add_referencing(subject, keys, (struct str){0}, has_no_index);
}

// TRUNCATE: what is named, with what is below it; with CASCADE what refers to any of it.
void effect_on_truncated(const struct effect_case *subject, struct str_list *keys) {
    struct str_list all = {0};
    effect_on_table(subject, &all);
    effect_on_names(subject, &all);
    for (size_t i = 0; i < all.count; i++) {
        const struct catalog_relation *relation =
            catalog_find_key(subject->catalog, all.items[i]);
        add(subject, keys, all.items[i]);
        if (relation && !subject->operation->only) {
            catalog_descendants(subject->catalog, relation, &all);
        }
        if (relation && subject->operation->cascade) {
            add_referencing_to(subject, &all, relation, (struct str){0}, NULL);
        }
    }
}

// ---- views

static void add_views(const struct effect_case *subject, struct str_list *keys,
                      struct str column) {
    struct str_list sources = {0};
    add(subject, &sources, subject->step->table);
    for (size_t i = 0; i < sources.count; i++) {
        const struct catalog_relation *view;
        for (size_t at = 0; (view = next(subject, &at));) {
            bool uses = str_list_has(&view->sources, sources.items[i]) &&
                        (!column.size || i > 0 || str_list_has(&view->used_columns, column));
            if (uses) {
                add(subject, keys, view->key);
                add(subject, &sources, view->key); // views over the view
            }
        }
    }
}

void effect_on_views(const struct effect_case *subject, struct str_list *keys) {
    add_views(subject, keys, (struct str){0});
}

void effect_on_column_views(const struct effect_case *subject, struct str_list *keys) {
    if (own_column(subject).size) {
        add_views(subject, keys, own_column(subject));
    }
}

void effect_on_view_sources(const struct effect_case *subject, struct str_list *keys) {
    for (size_t i = 0; subject->table && i < subject->table->sources.count; i++) {
        add(subject, keys, subject->table->sources.items[i]);
    }
}

// ---- sequences

static void add_sequences(const struct effect_case *subject, struct str_list *keys,
                          struct str column) {
    const struct catalog_relation *relation;
    for (size_t at = 0; subject->table && (relation = next(subject, &at));) {
        if (str_equal(relation->owner_table, subject->table->key) &&
            (!column.size || str_equal(relation->owner_column, column))) {
            add(subject, keys, relation->key);
        }
    }
}

void effect_on_sequences(const struct effect_case *subject, struct str_list *keys) {
    add_sequences(subject, keys, (struct str){0});
}

void effect_on_column_sequence(const struct effect_case *subject, struct str_list *keys) {
    if (own_column(subject).size) {
        add_sequences(subject, keys, own_column(subject));
    }
}

void effect_on_identity_sequence(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_column *column =
        relation_find_column(subject->table, own_column(subject));
    if (column && column->identity != IDENTITY_NONE) {
        add_sequences(subject, keys, column->name);
    }
}

void effect_on_default_users(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = next(subject, &at));) {
        for (size_t i = 0; i < relation->columns.count; i++) {
            struct str text = relation->columns.items[i].default_value.text;
            if (str_find_nocase(text, STR("nextval"), 0) != SIZE_MAX &&
                str_find(text, subject->operation->name, 0) != SIZE_MAX) {
                add(subject, keys, relation->key);
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
    add_named(subject, keys, subject->operation->partition_of_schema,
              subject->operation->partition_of);
}

// The partitioned table of CREATE TABLE … PARTITION OF, ATTACH and DETACH.
static const struct catalog_relation *parent_of(const struct effect_case *subject) {
    return subject->operation->kind == OP_CREATE_TABLE ? partition(subject) : subject->table;
}

static void add_default_of(const struct effect_case *subject, struct str_list *keys,
                           struct str parent) {
    const struct catalog_relation *relation;
    for (size_t at = 0; parent.size && (relation = next(subject, &at));) {
        if (relation->is_default_partition && str_equal(relation->partition_of, parent)) {
            add(subject, keys, relation->key);
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
        add(subject, keys, subject->table->partition_of);
    }
}

void effect_on_siblings_default(const struct effect_case *subject, struct str_list *keys) {
    if (subject->table) {
        add_default_of(subject, keys, subject->table->partition_of);
    }
}

void effect_on_parent_keys(const struct effect_case *subject, struct str_list *keys) {
    if (subject->operation->partition_of.size) {
        add_key_tables(subject, keys, parent_of(subject), (struct str){0});
    }
}

// ---- types, schemas, statistics

void effect_on_type_users(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    const struct operation *operation = subject->operation;
    for (size_t at = 0; operation->name.size && (relation = next(subject, &at));) {
        for (size_t i = 0; i < relation->columns.count; i++) {
            const struct catalog_column *column = &relation->columns.items[i];
            if (origin_is_there(&column->origin) &&
                str_equal(column->type.name, operation->name) &&
                (!column->type.schema.size || !operation->schema.size ||
                 str_equal(column->type.schema, operation->schema))) {
                add(subject, keys, relation->key);
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
    for (size_t at = 0; (relation = next(subject, &at));) {
        bool has_rows = relation->kind != RELATION_VIEW && relation->kind != RELATION_SEQUENCE;
        if (is_in_schema(subject, relation) &&
            (has_rows || subject->operation->kind == OP_DROP_SCHEMA)) {
            add(subject, keys, relation->key);
        }
    }
}

void effect_on_schema_keys(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = next(subject, &at));) {
        if (is_in_schema(subject, relation)) {
            add_key_tables(subject, keys, relation, (struct str){0});
        }
    }
}

void effect_on_schema_indexes(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *relation;
    for (size_t at = 0; (relation = next(subject, &at));) {
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
        add(subject, keys, *table);
    }
}
