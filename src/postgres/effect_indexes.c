#include "postgres/apply.h"
#include "postgres/effects.h"

// Which indexes a row of the effects table speaks of.

static void add_named(const struct effect_case *subject, struct str_list *keys,
                      struct str schema, struct str name) {
    struct str key = relation_name(subject->arena, schema, name);
    if (name.size && !str_list_has(keys, key)) {
        *ARENA_PUSH(subject->arena, keys) = key;
    }
}

// The relation's indexes that are there or may be, and that `accept` takes.
static void add_indexes(const struct effect_case *subject, struct str_list *keys,
                        const struct catalog_relation *relation,
                        bool (*accept)(const struct effect_case *,
                                       const struct catalog_index *)) {
    for (size_t i = 0; relation && i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        if (origin_is_there(&index->origin) && (!accept || accept(subject, index))) {
            add_named(subject, keys, relation->schema, index->name);
        }
    }
}

static void add_of_tree(const struct effect_case *subject, struct str_list *keys,
                        bool (*accept)(const struct effect_case *,
                                       const struct catalog_index *)) {
    struct str_list tables = {0};
    effect_on_tree(subject, &tables);
    for (size_t i = 0; i < tables.count; i++) {
        add_indexes(subject, keys, catalog_find_key(subject->catalog, tables.items[i]), accept);
    }
}

// ---- of the table

void effect_on_table_indexes(const struct effect_case *subject, struct str_list *keys) {
    add_indexes(subject, keys, subject->table, NULL);
}

void effect_on_tree_indexes(const struct effect_case *subject, struct str_list *keys) {
    add_of_tree(subject, keys, NULL);
}

void effect_on_truncated_indexes(const struct effect_case *subject, struct str_list *keys) {
    struct str_list tables = {0};
    effect_on_truncated(subject, &tables);
    for (size_t i = 0; i < tables.count; i++) {
        add_indexes(subject, keys, catalog_find_key(subject->catalog, tables.items[i]), NULL);
    }
}

// ---- of a column

static struct str own_column(const struct effect_case *subject) {
    return subject->operation->name.size ? subject->operation->name
                                         : subject->operation->column.name;
}

static bool has_as_key(const struct effect_case *subject, const struct catalog_index *index) {
    return str_list_has(&index->columns, own_column(subject));
}

static bool has_in_expression(const struct effect_case *subject,
                              const struct catalog_index *index) {
    return str_list_has(&index->expression_uses, own_column(subject));
}

static bool uses_column(const struct effect_case *subject, const struct catalog_index *index) {
    return has_as_key(subject, index) || has_in_expression(subject, index);
}

void effect_on_column_indexes(const struct effect_case *subject, struct str_list *keys) {
    add_of_tree(subject, keys, uses_column);
}

// Expressions and predicates that name the column are always built anew; plain keys where the
// operator class or the collation changes: manual, ALTER TABLE, Notes; CheckIndexCompatible.
void effect_on_rebuilt_indexes(const struct effect_case *subject, struct str_list *keys) {
    bool plain = subject->step->rebuilds_plain_indexes;
    add_of_tree(subject, keys, plain ? uses_column : has_in_expression);
}

// ---- by name

static bool is_of_table_or_schema(const struct operation *operation) {
    return operation->kind == OP_REINDEX && operation->object.size &&
           !str_is(operation->object, "INDEX");
}

void effect_on_index(const struct effect_case *subject, struct str_list *keys) {
    if (!is_of_table_or_schema(subject->operation)) {
        struct str schema = subject->operation->schema.size || !subject->table
                                ? subject->operation->schema
                                : subject->table->schema;
        add_named(subject, keys, schema, subject->operation->name);
    }
}

static bool is_part_of_named(const struct effect_case *subject,
                             const struct catalog_index *index) {
    return index->parent.size && str_equal(index->parent, subject->operation->name);
}

void effect_on_index_parts(const struct effect_case *subject, struct str_list *keys) {
    add_of_tree(subject, keys, is_part_of_named);
}

void effect_on_part_index_table(const struct effect_case *subject, struct str_list *keys) {
    struct catalog_relation *table = NULL;
    if (catalog_find_index(subject->catalog, subject->operation->schema,
                           subject->operation->new_name, &table)) {
        add_named(subject, keys, table->schema, table->name);
    }
}

void effect_on_reindexed_concurrently(const struct effect_case *subject,
                                      struct str_list *keys) {
    if (str_is(subject->operation->object, "TABLE")) {
        add_indexes(subject, keys, subject->table, NULL);
    }
}

static bool is_of_named_constraint(const struct effect_case *subject,
                                   const struct catalog_index *index) {
    return index->constraint.size && str_equal(index->constraint, subject->operation->name);
}

void effect_on_constraint_index(const struct effect_case *subject, struct str_list *keys) {
    const struct operation *operation = subject->operation;
    add_of_tree(subject, keys, is_of_named_constraint);
    // one that history never made: Alembic says what type it is
    bool is_key = operation->constraint.type == CONSTRAINT_UNIQUE ||
                  operation->constraint.type == CONSTRAINT_PRIMARY_KEY;
    if (!keys->count && is_key && subject->table && !subject->table->is_complete) {
        add_named(subject, keys, operation->schema, operation->name);
    }
}

void effect_on_using_index(const struct effect_case *subject, struct str_list *keys) {
    const struct constraint_def *constraint = &subject->operation->constraint;
    add_named(subject, keys, subject->operation->schema, constraint->using_index);
}

// ---- new ones

static const char *label_of(enum constraint_type type) {
    return type == CONSTRAINT_PRIMARY_KEY ? "pkey" : type == CONSTRAINT_UNIQUE ? "key" : "excl";
}

static void add_made_up(const struct effect_case *subject, struct str_list *keys,
                        struct str schema, struct str table) {
    const struct operation *operation = subject->operation;
    struct str_list parts = {0};
    const struct str_list *columns = &operation->constraint.columns;
    const char *label = "idx";
    if (operation->kind == OP_CREATE_INDEX) {
        for (size_t i = 0; i < operation->keys.count; i++) {
            struct str column = operation->keys.items[i].column;
            *ARENA_PUSH(subject->arena, &parts) = column.size ? column : STR("expr");
        }
        columns = &parts;
    } else {
        label = label_of(operation->constraint.type);
        columns = operation->constraint.type == CONSTRAINT_PRIMARY_KEY ? NULL : columns;
    }
    add_named(subject, keys, schema, apply_made_up_name(subject->arena, table, columns, label));
}

// Of CREATE INDEX, UNIQUE, PRIMARY KEY and EXCLUDE: on a partitioned table its partitions
// build.
void effect_on_new_index(const struct effect_case *subject, struct str_list *keys) {
    const struct operation *operation = subject->operation;
    struct str name = operation->name.size ? operation->name : operation->constraint.name;
    struct str_list tables = {0};
    if (!subject->table || subject->table->is_partitioned != TRUTH_YES) {
        if (name.size || operation->constraint.name_is_unknown) {
            add_named(subject, keys, operation->schema, name);
        } else if (!operation_unknown(operation, "name")) {
            add_made_up(subject, keys, operation->schema, operation->table);
        }
        return;
    }
    effect_on_below(subject, &tables);
    for (size_t i = 0; i < tables.count; i++) {
        const struct catalog_relation *part =
            catalog_find_key(subject->catalog, tables.items[i]);
        if (part->is_partitioned != TRUTH_YES) {
            add_made_up(subject, keys, part->schema, part->name);
        }
    }
}

// Of ADD COLUMN … UNIQUE or PRIMARY KEY.
void effect_on_key_index(const struct effect_case *subject, struct str_list *keys) {
    const struct operation *operation = subject->operation;
    for (size_t i = 0; i < operation->constraints.count; i++) {
        const struct constraint_def *def = &operation->constraints.items[i];
        if (def->type != CONSTRAINT_UNIQUE && def->type != CONSTRAINT_PRIMARY_KEY) {
            continue;
        }
        struct str column = own_column(subject);
        struct str_list columns = {&column, 1, 1};
        bool is_primary = def->type == CONSTRAINT_PRIMARY_KEY;
        add_named(subject, keys, operation->schema,
                  def->name.size
                      ? def->name
                      : apply_made_up_name(subject->arena, operation->table,
                                           is_primary ? NULL : &columns, label_of(def->type)));
    }
}

// ---- of a parent and its new partition

static const struct catalog_relation *other_side(const struct effect_case *subject) {
    return catalog_find(subject->catalog, subject->operation->partition_of_schema,
                        subject->operation->partition_of);
}

void effect_on_parent_indexes(const struct effect_case *subject, struct str_list *keys) {
    if (subject->operation->partition_of.size) {
        bool is_create = subject->operation->kind == OP_CREATE_TABLE;
        add_indexes(subject, keys, is_create ? other_side(subject) : subject->table, NULL);
    }
}

static bool has_like(const struct catalog_relation *partition,
                     const struct catalog_index *wanted) {
    for (size_t i = 0; i < partition->indexes.count; i++) {
        const struct catalog_index *index = &partition->indexes.items[i];
        bool is_like = origin_is_there(&index->origin) &&
                       index->columns.count == wanted->columns.count &&
                       (!wanted->is_unique || index->is_unique);
        for (size_t j = 0; is_like && j < wanted->columns.count; j++) {
            is_like = str_equal(index->columns.items[j], wanted->columns.items[j]);
        }
        // a key takes over the index of a key of its own kind alone
        if (is_like && (!wanted->constraint.size || index->constraint.size)) {
            return true;
        }
    }
    return false;
}

void effect_on_missing_indexes(const struct effect_case *subject, struct str_list *keys) {
    const struct catalog_relation *parent = subject->table, *partition = other_side(subject);
    for (size_t i = 0; parent && partition && i < parent->indexes.count; i++) {
        const struct catalog_index *index = &parent->indexes.items[i];
        if (!origin_is_there(&index->origin) || has_like(partition, index)) {
            continue;
        }
        bool is_primary = str_ends(index->name, STR("pkey"));
        const char *label = !index->constraint.size ? "idx" : is_primary ? "pkey" : "key";
        add_named(subject, keys, partition->schema,
                  apply_made_up_name(subject->arena, partition->name,
                                     is_primary ? NULL : &index->columns, label));
    }
}
