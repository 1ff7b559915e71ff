// Facts that only the end of a migration tells: which foreign keys no index covers, which
// indexes another one makes needless.
#include "postgres/facts.h"

static bool is_empty_or(struct str text, const char *word) {
    return !text.size || str_equal_nocase(text, str_from(word));
}

// ---- does an index serve to look rows up by these columns?

static bool starts_with_set(const struct catalog_index *index, const struct str_list *columns) {
    if (columns->count == 1) {
        return str_equal(index->first, columns->items[0]);
    }
    if (index->has_expression || index->key_count < columns->count) {
        return false;
    }
    for (size_t i = 0; i < columns->count; i++) {
        if (!str_list_has(columns, index->columns.items[i])) {
            return false;
        }
    }
    return true;
}

// A unique index over some of them finds the one row, too.
static bool is_unique_within(const struct catalog_index *index,
                             const struct str_list *columns) {
    for (size_t i = 0; i < index->key_count; i++) {
        if (!str_list_has(columns, index->columns.items[i])) {
            return false;
        }
    }
    return index->is_unique && !index->has_expression && index->key_count > 0;
}

static bool covers(const struct catalog_index *index, const struct str_list *columns) {
    bool looks_up = is_empty_or(index->method, "btree") ||
                    (str_is(index->method, "hash") && columns->count == 1);
    return origin_is_there(&index->origin) && !index->is_partial && looks_up &&
           (starts_with_set(index, columns) || is_unique_within(index, columns));
}

static bool is_covered(const struct catalog_relation *relation,
                       const struct str_list *columns) {
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        // of an index that history does not make it is not known what it holds
        if (covers(index, columns) ||
            (origin_is_there(&index->origin) && !index->keys_known && !index->columns.count)) {
            return true;
        }
    }
    return false;
}

static bool same_columns(const struct str_list *a, const struct str_list *b) {
    for (size_t i = 0; i < a->count; i++) {
        if (a->count != b->count || !str_equal(a->items[i], b->items[i])) {
            return false;
        }
    }
    return a->count == b->count;
}

// ---- foreign keys

// Every index there is on these columns is known: the table's history is, or one of the columns
// was made in this migration.
static bool knows_indexes(const struct catalog_relation *relation,
                          const struct str_list *columns) {
    for (size_t i = 0; i < columns->count && !relation->is_complete; i++) {
        const struct catalog_column *column = relation_find_column(relation, columns->items[i]);
        if (column && column->origin.made == MADE_HERE) {
            return true;
        }
    }
    return relation->is_complete;
}

static bool still_has_key(const struct catalog_relation *relation,
                          const struct constraint_def *key) {
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        if (constraint->origin.exists != TRUTH_NO &&
            constraint->def.type == CONSTRAINT_FOREIGN_KEY &&
            same_columns(&constraint->def.columns, &key->columns)) {
            return true;
        }
    }
    return false;
}

// A key that the migration takes away and adds again, with the same action: nothing is new.
static bool stood_before(const struct catalog_relation *relation,
                         const struct constraint_def *key) {
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *old = &relation->constraints.items[i];
        if (old->origin.exists == TRUTH_NO && old->origin.made != MADE_HERE &&
            old->def.type == CONSTRAINT_FOREIGN_KEY &&
            same_columns(&old->def.columns, &key->columns) &&
            str_equal_nocase(old->def.on_delete, key->on_delete)) {
            return true;
        }
    }
    return false;
}

static void add_uncovered(struct arena *arena, struct step *step,
                          const struct constraint_def *key) {
    struct str columns = str_join(arena, key->columns.items, key->columns.count, STR(" and "));
    struct str to = relation_name(arena, key->ref_schema, key->ref_table);
    struct str text =
        str_format(arena, STR_FMT " (to " STR_FMT ")", STR_ARG(columns), STR_ARG(to));
    if (!str_list_has(&step->uncovered_keys, text)) {
        *ARENA_PUSH(arena, &step->uncovered_keys) = text;
    }
}

static void look_at_new_key(struct arena *arena, const struct catalog_relation *relation,
                            struct step *step, const struct constraint_def *key) {
    if (key->type == CONSTRAINT_FOREIGN_KEY && key->columns.count && key->ref_table.size &&
        knows_indexes(relation, &key->columns) && still_has_key(relation, key) &&
        !stood_before(relation, key) && !is_covered(relation, &key->columns)) {
        add_uncovered(arena, step, key);
    }
}

// The index that a step took away; NULL: nothing is known of it, or it is there (again).
static const struct catalog_index *find_gone(const struct catalog_relation *relation,
                                             struct str name) {
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        if (index->origin.exists == TRUTH_NO &&
            (str_equal(index->name, name) || str_equal(index->constraint, name))) {
            return index;
        }
    }
    return NULL;
}

static void look_at_lost_index(struct arena *arena, const struct catalog_relation *relation,
                               struct step *step) {
    const struct catalog_index *gone = find_gone(relation, step->operation->name);
    if (!gone || !relation->is_complete) {
        return;
    }
    struct catalog_index before = *gone;
    before.origin.exists = TRUTH_YES;
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *key = &relation->constraints.items[i];
        if (key->def.type == CONSTRAINT_FOREIGN_KEY && key->origin.exists == TRUTH_YES &&
            key->origin.made != MADE_HERE && key->def.columns.count &&
            covers(&before, &key->def.columns) && !is_covered(relation, &key->def.columns)) {
            add_uncovered(arena, step, &key->def);
        }
    }
}

// ---- indexes

// Is the new index the start (or the whole) of the other?
static bool is_start_of(const struct operation *operation, const struct catalog_index *other) {
    if (other->has_expression || other->has_special_key || other->is_partial ||
        !is_empty_or(other->method, "btree") || operation->include.count ||
        other->columns.count < operation->keys.count) {
        return false;
    }
    for (size_t i = 0; i < operation->keys.count; i++) {
        const struct index_key *key = &operation->keys.items[i];
        if (!key->column.size || key->collation.size || key->operator_class.size ||
            key->order.size || !str_equal(key->column, other->columns.items[i])) {
            return false;
        }
    }
    return operation->keys.count > 0;
}

// Under its own name: ADD CONSTRAINT USING INDEX renames it.
static bool is_there(const struct catalog_relation *relation, struct str name) {
    for (size_t i = 0; i < relation->indexes.count; i++) {
        if (str_equal(relation->indexes.items[i].name, name) &&
            !relation->indexes.items[i].constraint.size) {
            return origin_is_there(&relation->indexes.items[i].origin);
        }
    }
    return false;
}

static void look_for_better_index(const struct catalog_relation *relation, struct step *step) {
    const struct operation *operation = step->operation;
    if (!is_empty_or(operation->method, "btree") || operation->expression.text.size ||
        operation->expression.is_unknown || operation_unknown(operation, "keys") ||
        operation_unknown(operation, "name") || !is_there(relation, operation->name)) {
        return;
    }
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *other = &relation->indexes.items[i];
        bool is_itself = str_equal(other->name, operation->name) || !operation->name.size;
        bool serves = !operation->unique ||
                      (other->is_unique && other->columns.count == operation->keys.count);
        if (!is_itself && other->origin.exists == TRUTH_YES && serves &&
            other->is_valid == TRUTH_YES && is_start_of(operation, other)) {
            step->covered_by = other->name;
        }
    }
}

void facts_fill_end(struct arena *arena, const struct catalog *catalog,
                    const struct steps *steps) {
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *operation = steps->items[i].operation;
        if (operation->kind == OP_OPAQUE && !operation->python_query) {
            return; // it may have made any index
        }
    }
    for (size_t i = 0; i < steps->count; i++) {
        struct step *step = &steps->items[i];
        const struct operation *operation = step->operation;
        const struct catalog_relation *relation =
            step->table.size && !step->skipped ? catalog_find_key(catalog, step->table) : NULL;
        if (!relation || !origin_is_there(&relation->origin)) {
            continue;
        }
        if (operation->kind == OP_ADD_CONSTRAINT) {
            look_at_new_key(arena, relation, step, &operation->constraint);
        } else if (operation->kind == OP_CREATE_INDEX) {
            look_for_better_index(relation, step);
        } else if (operation->kind == OP_DROP_INDEX || operation->kind == OP_DROP_CONSTRAINT) {
            look_at_lost_index(arena, relation, step);
        }
        for (size_t k = 0; k < operation->constraints.count; k++) {
            look_at_new_key(arena, relation, step, &operation->constraints.items[k]);
        }
    }
}
