#include "postgres/facts.h"

#include "model/type.h"
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

// Unknown counts as used: a table is new only where it is sure to have been made.
static enum truth is_new(const struct facts_context *context,
                         const struct catalog_relation *relation,
                         const struct condition *condition) {
    if (!relation || catalog_exists_under(&relation->origin, false, condition) != TRUTH_YES) {
        return TRUTH_NO;
    }
    const struct condition *made_under = relation->origin.condition;
    if (made_under && !condition_includes(condition, made_under)) {
        return TRUTH_NO;
    }
    bool is_of_branch = relation->origin.made == MADE_BRANCH &&
                        !context->options->new_tables_by_migration &&
                        relation->origin.exists == TRUTH_YES;
    return relation->origin.made == MADE_HERE || is_of_branch ? TRUTH_YES : TRUTH_NO;
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
                             : is_new(context, relation, operation->condition);
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

// ---- what it names

static enum truth named_column(const struct facts_context *context, const struct step *step,
                               const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_column *column = relation_find_column(
        relation, operation->name.size ? operation->name : operation->column.name);
    (void)context;
    return catalog_exists_under(column ? &column->origin : NULL,
                                relation && relation->is_complete, operation->condition);
}

static enum truth named_constraint(const struct facts_context *context, const struct step *step,
                                   const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_constraint *constraint =
        relation_find_constraint(relation, operation->name);
    (void)context;
    return catalog_exists_under(constraint ? &constraint->origin : NULL,
                                relation && relation->is_complete && operation->name.size,
                                operation->condition);
}

// An index that was dropped is known to be gone, by its own name in any table.
static const struct catalog_index *gone_index(const struct catalog *catalog,
                                              const struct operation *operation) {
    for (size_t i = 0; i < catalog->relations.count; i++) {
        const struct catalog_relation *relation = catalog->relations.items[i].value;
        for (size_t j = 0; relation && j < relation->indexes.count; j++) {
            const struct catalog_index *index = &relation->indexes.items[j];
            if (str_equal(index->name, operation->name) &&
                (!operation->schema.size || str_equal(relation->schema, operation->schema))) {
                return index;
            }
        }
    }
    return NULL;
}

static enum truth named_index(const struct facts_context *context, const struct step *step,
                              const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    struct catalog_relation *table = NULL;
    const struct catalog_index *index =
        catalog_find_index(context->catalog, operation->schema, operation->name, &table);
    if (!index) {
        index = gone_index(context->catalog, operation);
    }
    bool whole = context->catalog->is_complete || (relation && relation->is_complete);
    return operation->name.size ? catalog_exists_under(index ? &index->origin : NULL, whole,
                                                       operation->condition)
                                : TRUTH_UNKNOWN;
}

static enum truth named_trigger(const struct facts_context *context, const struct step *step,
                                const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_trigger *trigger =
        relation_find_trigger(relation, operation->name, false);
    (void)context;
    return catalog_exists_under(trigger ? &trigger->origin : NULL,
                                relation && relation->is_complete, operation->condition);
}

static enum truth named_type(const struct facts_context *context, const struct step *step,
                             const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_type *type =
        catalog_find_type(context->catalog, operation->schema, operation->name);
    (void)relation;
    return catalog_exists_under(type ? &type->origin : NULL, context->catalog->is_complete,
                                operation->condition);
}

static enum truth named_value(const struct facts_context *context, const struct step *step,
                              const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_type *type =
        catalog_find_type(context->catalog, operation->schema, operation->name);
    struct str label = operation->kind == OP_RENAME_ENUM_VALUE && operation->names.count
                           ? operation->names.items[0]
                           : operation->new_name;
    (void)relation;
    for (size_t i = 0; type && i < type->values.count; i++) {
        if (str_equal(type->values.items[i].label, label)) {
            return catalog_exists_under(&type->values.items[i].origin, true,
                                        operation->condition);
        }
    }
    return catalog_exists(NULL, type && type->is_complete);
}

static enum truth named_relation(const struct facts_context *context, const struct step *step,
                                 const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_relation *named =
        catalog_find(context->catalog, operation->schema, operation->name);
    (void)relation;
    return catalog_exists_under(named ? &named->origin : NULL, context->catalog->is_complete,
                                operation->condition);
}

// Which kinds name what; others name nothing that the catalog knows.
static const struct {
    enum operation_kind first, last;
    enum truth (*exists)(const struct facts_context *, const struct step *,
                         const struct catalog_relation *);
} named[] = {
    {OP_ADD_COLUMN, OP_SET_COMPRESSION, named_column},
    {OP_ADD_CONSTRAINT, OP_RENAME_CONSTRAINT, named_constraint},
    {OP_CREATE_INDEX, OP_REINDEX, named_index},
    {OP_ADD_ENUM_VALUE, OP_RENAME_ENUM_VALUE, named_value},
    {OP_CREATE_TYPE, OP_DROP_DOMAIN, named_type},
    {OP_CREATE_SEQUENCE, OP_DROP_SEQUENCE, named_relation},
    {OP_CREATE_TRIGGER, OP_DISABLE_TRIGGER, named_trigger},
};

static enum truth name_exists(const struct facts_context *context, const struct step *step,
                              const struct catalog_relation *relation) {
    enum operation_kind kind = step->operation->kind;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (kind >= named[i].first && kind <= named[i].last) {
            return operation_unknown(step->operation, "name")
                       ? TRUTH_UNKNOWN
                       : named[i].exists(context, step, relation);
        }
    }
    return TRUTH_UNKNOWN;
}

// ---- columns

static const struct catalog_column *own_column(const struct step *step,
                                               const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_column *column = relation_find_column(
        relation, operation->name.size ? operation->name : operation->column.name);
    return column && origin_is_there(&column->origin) ? column : NULL;
}

static bool names_column(const struct constraint_def *def, struct str column) {
    return str_list_has(&def->columns, column) || str_list_has(&def->check.columns, column);
}

static bool is_referred_to(const struct facts_context *context,
                           const struct catalog_relation *relation, struct str column) {
    for (size_t i = 0; i < context->catalog->relations.count; i++) {
        const struct catalog_relation *other = context->catalog->relations.items[i].value;
        for (size_t j = 0; other && j < other->constraints.count; j++) {
            const struct constraint_def *def = &other->constraints.items[j].def;
            if (def->type == CONSTRAINT_FOREIGN_KEY &&
                origin_is_there(&other->constraints.items[j].origin) &&
                catalog_find(context->catalog, def->ref_schema, def->ref_table) == relation &&
                (str_list_has(&def->ref_columns, column) ||
                 (!def->ref_columns.count && str_is(column, "id")))) {
                return true;
            }
        }
    }
    return false;
}

static void fill_column_uses(const struct facts_context *context, struct step *step,
                             const struct catalog_relation *relation,
                             const struct catalog_column *column) {
    enum truth absent = relation->is_complete ? TRUTH_NO : TRUTH_UNKNOWN;
    step->column_has_check = step->column_in_foreign_key = absent;
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        if (!origin_is_there(&constraint->origin) ||
            !names_column(&constraint->def, column->name)) {
            continue;
        }
        if (constraint->def.type == CONSTRAINT_CHECK) {
            step->column_has_check = constraint->origin.exists;
        } else if (constraint->def.type == CONSTRAINT_FOREIGN_KEY) {
            step->column_in_foreign_key = constraint->origin.exists;
        }
    }
    if (is_referred_to(context, relation, column->name)) {
        step->column_in_foreign_key = TRUTH_YES;
    }
    for (size_t i = 0; i < relation->triggers.count; i++) {
        const struct catalog_trigger *rule = &relation->triggers.items[i];
        if (rule->is_rule && origin_is_there(&rule->origin) &&
            str_list_has(&rule->columns, column->name)) {
            *ARENA_PUSH(context->arena, &step->column_views) = rule->name;
        }
    }
    const struct map *relations = &context->catalog->relations;
    for (size_t i = 0; context->catalog->has_views && i < relations->count; i++) {
        const struct catalog_relation *view = relations->items[i].value;
        if (view && origin_is_there(&view->origin) &&
            str_list_has(&view->sources, relation->key) &&
            str_list_has(&view->used_columns, column->name)) {
            *ARENA_PUSH(context->arena, &step->column_views) = view->key;
        }
    }
}

static enum truth was_nullable(const struct step *step, const struct catalog_column *column) {
    if (column && column->nullable != TRUTH_UNKNOWN && column->origin.exists == TRUTH_YES) {
        return column->nullable;
    }
    if (step->operation->old_nullable_known) {
        return step->operation->old_nullable ? TRUTH_YES : TRUTH_NO;
    }
    return TRUTH_UNKNOWN;
}

static void fill_type(const struct facts_context *context, struct step *step) {
    const struct sql_type *type = &step->operation->column.type;
    struct type_facts facts = catalog_type_facts(context->catalog, *type);
    const struct catalog_type *known =
        catalog_find_type(context->catalog, type->schema, type->name);
    step->type_is_enum = facts.kind == TYPE_KIND_ENUM      ? TRUTH_YES
                         : facts.kind == TYPE_KIND_UNKNOWN ? TRUTH_UNKNOWN
                                                           : TRUTH_NO;
    if (facts.kind == TYPE_KIND_BUILTIN) {
        step->type_exists = TRUTH_YES;
        return;
    }
    // an extension may have brought it, unless it is an enum
    bool whole = context->catalog->is_complete && type->is_enum;
    step->type_exists =
        catalog_exists_under(known ? &known->origin : NULL, whole, step->operation->condition);
}

static bool has_index_on(const struct catalog_relation *relation, struct str column,
                         bool in_expression) {
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        const struct str_list *columns =
            in_expression ? &index->expression_uses : &index->columns;
        if (origin_is_there(&index->origin) && str_list_has(columns, column)) {
            return true;
        }
    }
    return false;
}

// A change is of indexes where one is known to be built anew, or may be.
static enum type_change of_indexes(const struct step *step,
                                   const struct catalog_relation *relation, struct str column,
                                   enum type_change change) {
    if (change == TYPE_CHANGE_REWRITE || change == TYPE_CHANGE_UNKNOWN) {
        return change;
    }
    bool is_built =
        relation && (has_index_on(relation, column, true) ||
                     (step->rebuilds_plain_indexes && has_index_on(relation, column, false)));
    bool may_be_built = step->rebuilds_plain_indexes && (!relation || !relation->is_complete);
    if (is_built || may_be_built) {
        return TYPE_CHANGE_INDEX;
    }
    return change == TYPE_CHANGE_INDEX ? TYPE_CHANGE_FREE : change;
}

static void fill_type_change(const struct facts_context *context, struct step *step,
                             const struct catalog_relation *relation,
                             const struct catalog_column *column) {
    const struct operation *operation = step->operation;
    struct type_question question = {
        .from = catalog_type_facts(context->catalog, step->old_type),
        .to = catalog_type_facts(context->catalog, operation->column.type),
        .column = operation->name.size ? operation->name : operation->column.name,
        .using_expression = &operation->expression,
        .postgres_version = context->options->postgres_version,
        .timezone = context->timezone,
    };
    question.from.collation = column ? column->collation : operation->column.collation;
    question.to.collation = operation->column.collation;
    struct type_answer answer = type_change_find(&question);
    step->rebuilds_plain_indexes = answer.change == TYPE_CHANGE_INDEX;
    step->type_change = of_indexes(step, relation, question.column, answer.change);
}

static void fill_column(const struct facts_context *context, struct step *step,
                        const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_column *column = own_column(step, relation);
    bool is_known = column && column->origin.exists == TRUTH_YES && !column->type.is_unknown &&
                    column->type.name.size;
    step->old_type =
        is_known ? column->type : type_base_of_serial(context->arena, operation->old_type);
    step->column_was_nullable = was_nullable(step, column);
    step->has_valid_check = TRUTH_NO;
    if (context->options->postgres_version >= 12) {
        struct str name = operation->name.size ? operation->name : operation->column.name;
        step->has_valid_check = relation_has_not_null_check(relation, name);
    }
    step->column_has_check = step->column_in_foreign_key = TRUTH_UNKNOWN;
    if (column) {
        fill_column_uses(context, step, relation, column);
    }
    if (operation->kind == OP_ADD_COLUMN || operation->kind == OP_SET_DEFAULT) {
        step->default_volatility = expression_volatility(&operation->column.default_value,
                                                         &context->catalog->functions);
    }
    if (operation->kind == OP_ADD_COLUMN || operation->kind == OP_ALTER_COLUMN_TYPE) {
        fill_type(context, step);
    }
    if (operation->kind == OP_ALTER_COLUMN_TYPE) {
        fill_type_change(context, step, relation, column);
    }
}

// ---- constraints and indexes

static void fill_reference(const struct facts_context *context, struct step *step,
                           const struct constraint_def *def) {
    if (def->type != CONSTRAINT_FOREIGN_KEY || !def->ref_table.size) {
        return;
    }
    step->references = relation_name(context->arena, def->ref_schema, def->ref_table);
    step->references_itself = str_equal(step->references, step->table);
    step->references_is_new =
        is_new(context, catalog_find(context->catalog, def->ref_schema, def->ref_table),
               step->operation->condition);
}

static void fill_constraint(const struct facts_context *context, struct step *step,
                            const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct constraint_def *def = &operation->constraint;
    const struct catalog_constraint *known =
        operation->kind == OP_ADD_CONSTRAINT
            ? NULL
            : relation_find_constraint(relation, operation->name);
    if (known && origin_is_there(&known->origin)) {
        def = &known->def;
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
    step->name_exists = name_exists(context, step, relation);
    if (kind >= OP_ADD_COLUMN && kind <= OP_SET_COMPRESSION) {
        fill_column(context, step, relation);
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
