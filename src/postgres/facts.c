#include "postgres/facts.h"

#include <string.h>

#include "model/type.h"
#include "postgres/apply.h"
#include "postgres/functions.h"

// ---- the table

// DROP INDEX and the like name no table: the index tells. A sequence, view or type is no table.
static struct str table_of(const struct facts_context *context,
                           const struct operation *operation) {
    struct catalog_relation *table = NULL;
    if (operation->table.size) {
        return relation_name(context->arena, operation->schema, operation->table);
    }
    bool is_of_index = operation->kind >= OP_DROP_INDEX && operation->kind <= OP_REINDEX;
    if (is_of_index &&
        catalog_find_index(context->catalog, operation->schema, operation->name, &table)) {
        return table->key;
    }
    return (struct str){0};
}

enum truth facts_is_new(const struct facts_context *context, const struct origin *origin,
                        const struct condition *condition) {
    if (!origin || catalog_exists_under(origin, false, condition) != TRUTH_YES) {
        return TRUTH_NO;
    }
    if (origin->condition && !condition_includes(condition, origin->condition)) {
        return TRUTH_NO;
    }
    bool is_of_branch = origin->made == MADE_BRANCH &&
                        !context->options->new_tables_by_migration &&
                        origin->exists == TRUTH_YES;
    return origin->made == MADE_HERE || is_of_branch ? TRUTH_YES : TRUTH_NO;
}

static const struct origin *origin_of(const struct catalog_relation *relation) {
    return relation ? &relation->origin : NULL;
}

static bool makes_relation(enum operation_kind kind) {
    return kind == OP_CREATE_TABLE || kind == OP_CREATE_TABLE_AS || kind == OP_CREATE_VIEW ||
           kind == OP_CREATE_MATERIALIZED_VIEW;
}

static bool is_small(const struct facts_context *context,
                     const struct catalog_relation *relation, struct str key) {
    const struct str_list *patterns = context->options->small_tables;
    for (size_t i = 0; patterns && key.size && i < patterns->count; i++) {
        if (context->options->matches(patterns->items[i], key) ||
            (relation && context->options->matches(patterns->items[i], relation->name))) {
            return true;
        }
    }
    return false;
}

static int64_t rows_of(const struct facts_context *context, struct str key) {
    const int64_t *rows = context->options->rows ? map_find(context->options->rows, key) : NULL;
    return rows ? *rows : -1;
}

static enum truth has_default_partition(const struct facts_context *context,
                                        const struct catalog_relation *relation) {
    const struct catalog *catalog = context->catalog;
    bool looks = relation && catalog->has_children;
    for (size_t i = 0; looks && i < catalog->relations.count; i++) {
        const struct catalog_relation *other = catalog->relations.items[i].value;
        if (other && other->is_default_partition && origin_is_there(&other->origin) &&
            str_equal(other->partition_of, relation->key)) {
            return other->origin.exists;
        }
    }
    return relation && relation->is_complete ? TRUTH_NO : TRUTH_UNKNOWN;
}

// ALTER TABLE … RENAME takes an index or a sequence as well.
static bool names_index(const struct facts_context *context, const struct operation *operation,
                        const struct catalog_relation *relation) {
    struct catalog_relation *table = NULL;
    return !relation &&
           catalog_find_index(context->catalog, operation->schema, operation->table, &table);
}

static void fill_table(const struct facts_context *context, struct step *step,
                       const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    step->table_exists = TRUTH_UNKNOWN;
    step->table_is_partitioned = relation ? relation->is_partitioned : TRUTH_UNKNOWN;
    bool knows_name =
        !operation_unknown(operation, "schema") && !operation_unknown(operation, "table");
    if (step->table.size && knows_name && !names_index(context, operation, relation)) {
        step->table_exists =
            catalog_exists_under(relation ? &relation->origin : NULL,
                                 context->catalog->is_complete, operation->condition);
    }
    step->table_is_new = operation_unknown(operation, "table")
                             ? TRUTH_UNKNOWN
                             : facts_is_new(context, origin_of(relation), operation->condition);
    bool makes_it = makes_relation(operation->kind) && step->table_exists != TRUTH_YES &&
                    (!operation->if_not_exists || step->table_exists == TRUTH_NO);
    if (makes_it && !operation_unknown(operation, "table")) {
        step->table_is_new = TRUTH_YES;
    }
    step->table_is_known = relation && relation->is_complete;
    step->table_is_small = is_small(context, relation, step->table);
    step->table_rows = rows_of(context, step->table);
    step->has_default_partition = has_default_partition(context, relation);
}

// ---- constraints and indexes

static void fill_reference(const struct facts_context *context, struct step *step,
                           const struct constraint_def *def) {
    if (def->type != CONSTRAINT_FOREIGN_KEY || !def->ref_table.size) {
        return;
    }
    step->references = relation_name(context->arena, def->ref_schema, def->ref_table);
    step->references_itself = str_equal(step->references, step->table);
    step->references_is_new = facts_is_new(
        context, origin_of(catalog_find(context->catalog, def->ref_schema, def->ref_table)),
        step->operation->condition);
}

// A primary key makes its columns NOT NULL, and reads the table where they are not yet.
static void fill_primary_key(const struct facts_context *context, struct step *step,
                             const struct catalog_relation *relation) {
    for (size_t i = 0; i < step->columns.count; i++) {
        const struct catalog_column *column =
            relation ? relation_find_column(relation, step->columns.items[i]) : NULL;
        if (!column || column->nullable != TRUTH_NO) {
            *ARENA_PUSH(context->arena, &step->nullable_columns) = step->columns.items[i];
        }
    }
}

// a IS NOT NULL AND b IS NOT NULL, and nothing else.
static bool is_not_null_test(struct str text) {
    static const struct str words[] = {{"is", 2}, {"not", 3}, {"null", 4}, {"and", 3}};
    size_t at = 0;
    for (size_t word = 0;; word = (word + 1) % 5) { // the first of five is the column
        while (at < text.size && memchr(" \t\r\n()", text.data[at], 6)) {
            at++;
        }
        size_t start = at;
        while (at < text.size && !memchr(" \t\r\n()", text.data[at], 6)) {
            at++;
        }
        if (start == at) {
            return word == 4;
        }
        if (word > 0 && !str_equal_nocase(str_slice(text, start, at), words[word - 1])) {
            return false;
        }
    }
}

// SET NOT NULL by way of a CHECK ends with the CHECK being dropped.
static bool says_not_null(const struct constraint_def *def,
                          const struct catalog_relation *relation) {
    if (def->type != CONSTRAINT_CHECK || !def->check.not_null.count ||
        !is_not_null_test(def->check.text)) {
        return false;
    }
    for (size_t i = 0; i < def->check.not_null.count; i++) {
        const struct catalog_column *column =
            relation_find_column(relation, def->check.not_null.items[i]);
        if (!column || column->nullable != TRUTH_NO) {
            return false;
        }
    }
    return true;
}

static void fill_constraint(const struct facts_context *context, struct step *step,
                            const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct constraint_def *def = &operation->constraint;
    const struct catalog_constraint *known =
        operation->kind == OP_ADD_CONSTRAINT
            ? NULL
            : relation_known_constraint(relation, operation->name);
    if (known && origin_is_there(&known->origin)) {
        def = &known->def;
        step->says_not_null =
            operation->kind == OP_DROP_CONSTRAINT && says_not_null(def, relation);
        bool is_here = known->origin.made == MADE_HERE && context->transaction != 0 &&
                       known->origin.transaction == context->transaction;
        step->added_here = is_here ? TRUTH_YES : TRUTH_NO;
    }
    step->constraint_type = def->type;
    step->columns = catalog_copy_list(context->arena, &def->columns);
    fill_reference(context, step, def);
    struct catalog_relation *table = NULL;
    const struct catalog_index *index =
        catalog_find_index(context->catalog, operation->schema, def->using_index, &table);
    if (!step->columns.count && index) {
        step->columns = catalog_copy_list(context->arena, &index->columns);
    }
    if (operation->kind == OP_ADD_CONSTRAINT && !operation->name.size && relation &&
        relation->is_complete) {
        step->made_up_name = apply_constraint_name(context->arena, relation, def);
    }
    if (def->type == CONSTRAINT_PRIMARY_KEY && operation->kind == OP_ADD_CONSTRAINT) {
        fill_primary_key(context, step, relation);
    }
}

static void fill_index(const struct facts_context *context, struct step *step) {
    const struct operation *operation = step->operation;
    struct catalog_relation *table = NULL;
    const struct catalog_index *index =
        catalog_find_index(context->catalog, operation->schema, operation->name, &table);
    step->backs_constraint = TRUTH_UNKNOWN;
    if (index) {
        step->backs_constraint = index->constraint.size ? TRUTH_YES : TRUTH_NO;
        step->columns = catalog_copy_list(context->arena, &index->columns);
    }
}

// ---- IF [NOT] EXISTS

// Of these IF EXISTS speaks of the name; of all others of the table.
static bool ends_a_name(enum operation_kind kind) {
    static const enum operation_kind kinds[] = {
        OP_DROP_COLUMN,   OP_DROP_CONSTRAINT, OP_DROP_INDEX,  OP_RENAME_INDEX,
        OP_ALTER_INDEX,   OP_DROP_TYPE,       OP_DROP_DOMAIN, OP_DROP_TRIGGER,
        OP_DROP_SEQUENCE, OP_ALTER_SEQUENCE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i] == kind) {
            return true;
        }
    }
    return false;
}

static bool is_idle(const struct step *step) {
    const struct operation *operation = step->operation;
    if (operation->if_not_exists) {
        bool makes_it = makes_relation(operation->kind);
        return (makes_it ? step->table_exists : step->name_exists) == TRUTH_YES;
    }
    return operation->if_exists &&
           ((operation->table.size && step->table_exists == TRUTH_NO) ||
            (ends_a_name(operation->kind) && step->name_exists == TRUTH_NO));
}

void facts_fill(const struct facts_context *context, struct step *step) {
    const struct operation *operation = step->operation;
    enum operation_kind kind = operation->kind;
    step->table = table_of(context, operation);
    const struct catalog_relation *relation =
        step->table.size ? catalog_find_key(context->catalog, step->table) : NULL;
    fill_table(context, step, relation);
    if (relation && !origin_is_there(&relation->origin)) {
        relation = NULL;
    }
    step->name_exists = facts_name_exists(context, step, relation);
    if (kind >= OP_ADD_COLUMN && kind <= OP_SET_COMPRESSION) {
        facts_fill_column(context, step, relation);
        for (size_t i = 0; i < operation->constraints.count; i++) {
            fill_reference(context, step, &operation->constraints.items[i]);
        }
    } else if (kind >= OP_ADD_CONSTRAINT && kind <= OP_RENAME_CONSTRAINT) {
        fill_constraint(context, step, relation);
    } else if (kind == OP_DROP_INDEX) {
        fill_index(context, step);
    }
    facts_fill_names(context, step, relation);
    step->uses_new_enum_value = facts_uses_new_enum_value(context, step);
    step->is_conditional =
        context->holds == TRUTH_UNKNOWN || context->is_guarded || operation->in_loop;
    step->skipped = context->holds == TRUTH_NO || is_idle(step);
}
