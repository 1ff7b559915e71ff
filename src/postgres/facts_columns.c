#include "model/type.h"
#include "postgres/apply.h"
#include "postgres/facts.h"
#include "postgres/functions.h"
#include "postgres/views.h"

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
            if (constraint->is_valid != TRUTH_NO) {
                *ARENA_PUSH(context->arena, &step->column_checks) = constraint->def;
            }
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
            view_uses(context->arena, view, relation, column->name)) {
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

static struct str tie_of_column(const struct catalog_column *column) {
    if (!column || column->origin.exists != TRUTH_YES || column->type.is_unknown) {
        return STR("history does not tell of the column");
    }
    if (!column->default_is_known || column->default_value.text.size ||
        column->default_value.is_unknown || column->is_serial) {
        return STR("the column has a default");
    }
    if (column->identity != IDENTITY_NONE || column->generated != GENERATED_NONE) {
        return STR("the column's values are made by the server");
    }
    if (column->collation.size) {
        return STR("the column has a collation");
    }
    return (struct str){0};
}

static struct str tie_of_parts(const struct facts_context *context,
                               const struct catalog_relation *relation, struct str column) {
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        if (origin_is_there(&constraint->origin) &&
            (!constraint->def_known || names_column(&constraint->def, column))) {
            return str_format(context->arena, "the constraint " STR_FMT " may be on the column",
                              STR_ARG(constraint->def.name));
        }
    }
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        if (origin_is_there(&index->origin) &&
            (!index->keys_known || str_list_has(&index->columns, column) ||
             str_list_has(&index->expression_uses, column))) {
            return str_format(context->arena, "the index " STR_FMT " may be on the column",
                              STR_ARG(index->name));
        }
    }
    for (size_t i = 0; i < relation->triggers.count; i++) {
        if (origin_is_there(&relation->triggers.items[i].origin)) {
            return str_format(context->arena, "the table has the trigger " STR_FMT,
                              STR_ARG(relation->triggers.items[i].name));
        }
    }
    return (struct str){0};
}

// A column that is replaced by a copy loses what hangs on it.
static struct str find_tie(const struct facts_context *context, const struct step *step,
                           const struct catalog_relation *relation,
                           const struct catalog_column *column) {
    if (!relation || !relation->is_complete) {
        return STR("history does not tell all of the table");
    }
    if (relation->is_partitioned != TRUTH_NO || relation->partition_of.size ||
        relation->parents.count) {
        return STR("the table is partitioned, or inherits");
    }
    struct str tie = tie_of_column(column);
    if (tie.size) {
        return tie;
    }
    if (step->column_views.count || is_referred_to(context, relation, column->name)) {
        return STR("a view or a foreign key of another table uses the column");
    }
    struct str copy = str_format(context->arena, STR_FMT "_new", STR_ARG(column->name));
    if (relation_find_column(relation, copy)) {
        return str_format(context->arena, "the table has a column " STR_FMT, STR_ARG(copy));
    }
    return tie_of_parts(context, relation, column->name);
}

// Names that PostgreSQL makes up: a split says them itself.
static void fill_made_up_names(const struct facts_context *context, struct step *step) {
    const struct operation *operation = step->operation;
    struct str column = operation->name.size ? operation->name : operation->column.name;
    struct str_list columns = {.items = &column, .count = 1};
    step->not_null_name =
        apply_made_up_name(context->arena, operation->table, &columns, "not_null");
    step->sequence_name = apply_made_up_name(context->arena, operation->table, &columns, "seq");
}

void facts_fill_column(const struct facts_context *context, struct step *step,
                       const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog_column *column = own_column(step, relation);
    bool is_known = column && column->origin.exists == TRUTH_YES && !column->type.is_unknown &&
                    column->type.name.size;
    step->old_type =
        is_known ? column->type : type_base_of_serial(context->arena, operation->old_type);
    step->column_was_nullable = was_nullable(step, column);
    step->column_is_new =
        facts_is_new(context, column ? &column->origin : NULL, step->operation->condition);
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
    if (operation->kind == OP_ADD_COLUMN || operation->kind == OP_SET_NOT_NULL) {
        fill_made_up_names(context, step);
    }
    if (operation->kind == OP_RENAME_COLUMN || operation->kind == OP_ALTER_COLUMN_TYPE) {
        step->tie = find_tie(context, step, relation, column);
    }
    if (operation->kind == OP_ALTER_COLUMN_TYPE) {
        fill_type_change(context, step, relation, column);
    }
}
