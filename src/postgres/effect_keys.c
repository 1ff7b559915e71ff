#include "postgres/effect_targets.h"

// The relations that foreign keys tie to the one an operation is about.

static void add_referenced(const struct effect_case *subject, struct str_list *keys,
                           const struct constraint_def *def) {
    if (def->type == CONSTRAINT_FOREIGN_KEY && def->ref_table.size) {
        struct str key = relation_name(subject->arena, def->ref_schema, def->ref_table);
        if (!str_equal(key, subject->step->table)) {
            targets_add_with_partitions(subject, keys, key);
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

void targets_add_key_tables(const struct effect_case *subject, struct str_list *keys,
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
    targets_add_key_tables(subject, keys, subject->table, (struct str){0});
}

struct str targets_own_column(const struct effect_case *subject) {
    return subject->operation->name.size ? subject->operation->name
                                         : subject->operation->column.name;
}

void effect_on_column_key_tables(const struct effect_case *subject, struct str_list *keys) {
    if (targets_own_column(subject).size) {
        targets_add_key_tables(subject, keys, subject->table, targets_own_column(subject));
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
    for (size_t at = 0; table && (other = targets_next(subject, &at));) {
        for (size_t i = 0; other != table && i < other->constraints.count; i++) {
            const struct catalog_constraint *constraint = &other->constraints.items[i];
            const struct constraint_def *def = &constraint->def;
            if (def->type == CONSTRAINT_FOREIGN_KEY && origin_is_there(&constraint->origin) &&
                catalog_find(subject->catalog, def->ref_schema, def->ref_table) == table &&
                (!column.size || refers_to_column(table, def, column)) &&
                (!accept || accept(other, def))) {
                targets_add(subject, keys, other->key);
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
    if (targets_own_column(subject).size) {
        add_referencing(subject, keys, targets_own_column(subject), NULL);
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
        targets_add_key_tables(subject, keys, subject->table,
                               subject->operation->names.items[i]);
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
        targets_add(subject, keys, all.items[i]);
        if (relation && !subject->operation->only) {
            catalog_descendants(subject->catalog, relation, &all);
        }
        if (relation && subject->operation->cascade) {
            add_referencing_to(subject, &all, relation, (struct str){0}, NULL);
        }
    }
}
