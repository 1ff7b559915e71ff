// Facts about what PostgreSQL refuses, as far as the catalog tells: names that are taken, foreign
// keys to what is no key, types without a cast. Each was tried on PostgreSQL 15.
#include "postgres/casts.h"
#include "postgres/facts.h"

// ---- what a foreign key refers to

static const struct catalog_column *sure_column(const struct catalog_relation *relation,
                                                struct str name) {
    const struct catalog_column *column = relation_find_column(relation, name);
    return column && origin_is_sure(&column->origin) ? column : NULL;
}

// The type of a referring column: of the table, or of the operation that brings it.
static struct sql_type own_type(const struct step *step,
                                const struct catalog_relation *relation, struct str name) {
    const struct operation *operation = step->operation;
    for (size_t i = 0; i < operation->columns.count; i++) {
        if (str_equal(operation->columns.items[i].name, name)) {
            return operation->columns.items[i].type;
        }
    }
    if (operation->kind == OP_ADD_COLUMN && str_equal(operation->column.name, name)) {
        return operation->column.type;
    }
    const struct catalog_column *column =
        operation->kind != OP_CREATE_TABLE ? sure_column(relation, name) : NULL;
    return column ? column->type : (struct sql_type){.is_unknown = true};
}

static void compare_types(const struct facts_context *context, struct step *step,
                          const struct catalog_relation *relation,
                          const struct catalog_relation *target,
                          const struct constraint_def *key, const struct str_list *to) {
    for (size_t i = 0; i < key->columns.count && i < to->count; i++) {
        const struct catalog_column *column = sure_column(target, to->items[i]);
        struct type_facts mine = catalog_type_facts(
            context->catalog, own_type(step, relation, key->columns.items[i]));
        struct type_facts other = {.type = {.is_unknown = true}};
        if (column) {
            other = catalog_type_facts(context->catalog, column->type);
        }
        if (cast_for_reference(&mine, &other) == TRUTH_NO) {
            step->reference_types =
                str_format(context->arena, STR_FMT " and " STR_FMT, STR_ARG(mine.type.text),
                           STR_ARG(other.type.text));
        }
    }
}

static void look_at_reference(const struct facts_context *context, struct step *step,
                              const struct catalog_relation *relation,
                              const struct constraint_def *key) {
    if (key->type != CONSTRAINT_FOREIGN_KEY || !key->ref_table.size) {
        return;
    }
    const struct catalog_relation *target =
        catalog_find(context->catalog, key->ref_schema, key->ref_table);
    // a table that inherits, or is a partition, has keys that are not told
    bool is_whole = target && origin_is_sure(&target->origin) && target->is_complete &&
                    target->kind == RELATION_TABLE && !target->parents.count &&
                    !target->partition_of.size;
    if (!is_whole) {
        return;
    }
    const struct catalog_constraint *primary = relation_primary_key(target);
    struct str_list to = key->ref_columns;
    if (!to.count && primary) {
        to = primary->def.columns;
    }
    if (!primary && !to.count) {
        step->references_no_key = TRUTH_YES;
    } else if (to.count) {
        step->references_no_key =
            relation_has_key(target, &to, NULL) == TRUTH_NO ? TRUTH_YES : TRUTH_NO;
        compare_types(context, step, relation, target, key, &to);
    }
}

// ---- names that are taken

// An index stands in the schema of its table, beside the tables.
static bool index_is_there(const struct catalog *catalog, struct str schema, struct str name) {
    struct catalog_relation *table = NULL;
    struct str at = schema.size ? schema : STR("public"); // an empty one would mean any
    const struct catalog_index *index = catalog_find_index(catalog, at, name, &table);
    return index && origin_is_sure(&index->origin) && origin_is_sure(&table->origin);
}

static bool relation_is_there(const struct catalog *catalog, struct str schema,
                              struct str name) {
    const struct catalog_relation *relation = catalog_find(catalog, schema, name);
    return (relation && origin_is_sure(&relation->origin)) ||
           index_is_there(catalog, schema, name);
}

static bool constraint_is_there(const struct catalog_relation *relation, struct str name) {
    const struct catalog_constraint *constraint = relation_find_constraint(relation, name);
    return constraint && origin_is_sure(&constraint->origin);
}

static bool name_is_taken(const struct facts_context *context, const struct step *step,
                          const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    const struct catalog *catalog = context->catalog;
    const struct catalog_type *type = NULL;
    struct str name = operation->new_name.size ? operation->new_name : operation->name;
    if (!name.size || operation_unknown(operation, "name") ||
        operation_unknown(operation, "new_name")) {
        return false;
    }
    switch (operation->kind) {
    case OP_ADD_COLUMN:
    case OP_RENAME_COLUMN:
        return relation && sure_column(relation, name);
    case OP_ADD_CONSTRAINT:
    case OP_RENAME_CONSTRAINT:
        return relation && constraint_is_there(relation, name);
    case OP_CREATE_INDEX:
        return relation && relation_is_there(catalog, relation->schema, name);
    case OP_RENAME_INDEX:
    case OP_RENAME_TABLE:
    case OP_RENAME_VIEW:
    case OP_CREATE_SEQUENCE:
        return relation_is_there(catalog, operation->schema, name);
    case OP_CREATE_TYPE:
    case OP_RENAME_TYPE:
    case OP_CREATE_DOMAIN:
        type = catalog_find_type(catalog, operation->schema, name);
        return type && origin_is_sure(&type->origin);
    case OP_ADD_ENUM_VALUE:
    case OP_CREATE_TRIGGER:
        return step->name_exists == TRUTH_YES;
    default:
        return false;
    }
}

// ---- types without a cast

static void look_at_type_change(const struct facts_context *context, struct step *step,
                                const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    struct type_facts from = catalog_type_facts(context->catalog, step->old_type);
    struct type_facts to = catalog_type_facts(context->catalog, operation->column.type);
    bool has_using = operation->expression.text.size || operation->expression.is_unknown;
    enum truth casts = cast_on_assignment(&from, &to);
    step->needs_using = has_using || casts == TRUTH_YES ? TRUTH_NO
                        : casts == TRUTH_NO             ? TRUTH_YES
                                                        : TRUTH_UNKNOWN;
    const struct catalog_column *column = sure_column(relation, operation->name);
    const struct expression *value = column ? &column->default_value : NULL;
    // of other defaults it is not known which type they have
    bool is_literal = value && column->default_is_known && value->is_constant &&
                      !value->is_null && value->text.size;
    step->default_blocks = is_literal && casts == TRUTH_NO ? TRUTH_YES : TRUTH_NO;
}

static void look_at_primary_key(struct step *step, const struct catalog_relation *relation) {
    const struct catalog_constraint *primary = relation ? relation_primary_key(relation) : NULL;
    if (primary && origin_is_sure(&primary->origin)) {
        step->other_primary_key = primary->def.name.size ? primary->def.name : STR("one");
    }
}

void facts_fill_refusals(const struct facts_context *context, struct step *step) {
    const struct operation *operation = step->operation;
    const struct catalog_relation *relation =
        step->table.size ? catalog_find_key(context->catalog, step->table) : NULL;
    relation = relation && origin_is_sure(&relation->origin) ? relation : NULL;
    step->name_is_taken = !operation->if_not_exists && !operation->or_replace &&
                          name_is_taken(context, step, relation);
    facts_fill_dependents(context, step, relation);
    if (operation->kind == OP_ADD_CONSTRAINT) {
        look_at_reference(context, step, relation, &operation->constraint);
        if (operation->constraint.type == CONSTRAINT_PRIMARY_KEY) {
            look_at_primary_key(step, relation);
        }
    } else if (operation->kind == OP_ALTER_COLUMN_TYPE) {
        look_at_type_change(context, step, relation);
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        look_at_reference(context, step, relation, &operation->constraints.items[i]);
    }
}
