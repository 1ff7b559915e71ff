// Facts about what an operation names: what the table lacks, what goes with it, what no longer
// fits.
#include "postgres/facts.h"
#include "postgres/narrowing.h"

// ---- columns that are not there

// Manual, System Columns.
static bool is_system_column(struct str name) {
    static const char *const names[] = {"ctid", "tableoid", "xmin", "xmax",
                                        "cmin", "cmax",     "oid"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

static void ask_for(const struct facts_context *context, struct step *step,
                    const struct catalog_relation *relation, struct str name) {
    const struct catalog_column *column = relation_find_column(relation, name);
    enum truth exists =
        catalog_exists_under(column ? &column->origin : NULL, true, step->operation->condition);
    if (name.size && exists == TRUTH_NO && !is_system_column(name) &&
        !str_list_has(&step->missing_columns, name)) {
        *ARENA_PUSH(context->arena, &step->missing_columns) = name;
    }
}

static void ask_for_all(const struct facts_context *context, struct step *step,
                        const struct catalog_relation *relation, const struct str_list *names) {
    for (size_t i = 0; i < names->count; i++) {
        ask_for(context, step, relation, names->items[i]);
    }
}

// Columns of the table itself that the operation names. What INHERITS and partitioning bring is
// not always told, so such tables are left alone.
static void fill_missing(const struct facts_context *context, struct step *step,
                         const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    enum operation_kind kind = operation->kind;
    bool is_whole = relation && relation->is_complete && context->catalog->is_complete &&
                    relation->kind == RELATION_TABLE && step->table_exists == TRUTH_YES &&
                    !relation->parents.count && !relation->partition_of.size;
    if (!is_whole || operation_unknown(operation, "name") ||
        operation_unknown(operation, "columns") || operation_unknown(operation, "keys")) {
        return;
    }
    if (kind > OP_ADD_COLUMN && kind <= OP_SET_COMPRESSION) {
        ask_for(context, step, relation,
                operation->name.size ? operation->name : operation->column.name);
    } else if (kind == OP_ADD_CONSTRAINT) {
        ask_for_all(context, step, relation, &operation->constraint.columns);
    } else if (kind == OP_CREATE_INDEX) {
        for (size_t i = 0; i < operation->keys.count; i++) {
            ask_for(context, step, relation, operation->keys.items[i].column);
        }
        ask_for_all(context, step, relation, &operation->include);
    } else if ((kind == OP_INSERT || kind == OP_UPDATE) && operation->from_sql) {
        // what is written through mapped classes names attributes, not columns
        ask_for_all(context, step, relation, &operation->names);
    }
}

// A history that makes no table starts from a database that has some; and a table of that name
// in another schema may be the one that is meant.
static bool is_missing(const struct catalog *catalog, const struct step *step) {
    bool makes_tables = false;
    for (size_t i = 0; i < catalog->relations.count; i++) {
        const struct catalog_relation *relation = catalog->relations.items[i].value;
        if (relation && origin_is_there(&relation->origin) &&
            str_equal(relation->name, step->operation->table)) {
            return false;
        }
        makes_tables |= relation && relation->kind == RELATION_TABLE && relation->is_complete;
    }
    return makes_tables;
}

// ---- constraints that go with a column

static const char *kind_of(enum constraint_type type) {
    return type == CONSTRAINT_PRIMARY_KEY   ? "primary key"
           : type == CONSTRAINT_UNIQUE      ? "unique"
           : type == CONSTRAINT_FOREIGN_KEY ? "foreign key"
                                            : NULL;
}

static void fill_lost_constraints(const struct facts_context *context, struct step *step,
                                  const struct catalog_relation *relation) {
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        const char *kind = kind_of(constraint->def.type);
        if (kind && constraint->origin.exists == TRUTH_YES &&
            str_list_has(&constraint->def.columns, step->operation->name)) {
            struct str name = constraint->def.name;
            *ARENA_PUSH(context->arena, &step->constraints_lost) =
                name.size ? str_format(context->arena, STR_FMT " (%s)", STR_ARG(name), kind)
                          : str_format(context->arena, "a %s", kind);
        }
    }
}

// ---- labels of an enum

static bool has_label(const struct str_list *labels, const struct catalog_type *type,
                      struct str label) {
    for (size_t i = 0; type && i < type->values.count; i++) {
        if (str_equal(type->values.items[i].label, label)) {
            return true;
        }
    }
    return labels && str_list_has(labels, label);
}

// A type that bore the name before, and is gone or has another name now, is made anew (or its
// replacement gets its name). Making it anew in a later migration than it was dropped in is a
// new beginning.
static void fill_lost_values(const struct facts_context *context, struct step *step) {
    const struct operation *operation = step->operation;
    bool is_rename = operation->kind == OP_RENAME_TYPE;
    struct str name = is_rename ? operation->new_name : operation->name;
    const struct catalog_type *old =
        catalog_find_type(context->catalog, operation->schema, name);
    const struct catalog_type *new =
        is_rename ? catalog_find_type(context->catalog, operation->schema, operation->name)
                  : NULL;
    if (!old || old->origin.exists != TRUTH_NO || !old->values.count ||
        operation_unknown(operation, "names") || (is_rename && (!new || !new->values.count)) ||
        (!is_rename && !operation->names.count)) {
        return;
    }
    for (size_t i = 0; i < old->values.count; i++) {
        const struct catalog_value *value = &old->values.items[i];
        if (value->origin.exists != TRUTH_NO &&
            !has_label(is_rename ? NULL : &operation->names, new, value->label)) {
            *ARENA_PUSH(context->arena, &step->values_lost) = value->label;
        }
    }
}

// ---- the type of an index's only column

static void fill_key_type(const struct facts_context *context, struct step *step,
                          const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    if (operation->keys.count != 1 || operation_unknown(operation, "keys")) {
        return;
    }
    const struct catalog_column *column =
        relation_find_column(relation, operation->keys.items[0].column);
    if (!column || column->origin.exists != TRUTH_YES || column->type.is_unknown) {
        return;
    }
    bool is_enum = catalog_type_facts(context->catalog, column->type).kind == TYPE_KIND_ENUM;
    step->key_type = is_enum && !column->type.dimensions ? STR("enum")
                     : column->type.dimensions           ? STR("array")
                                                         : column->type.name;
}

void facts_fill_names(const struct facts_context *context, struct step *step,
                      const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    fill_missing(context, step, relation);
    step->table_is_missing = step->table_exists == TRUTH_NO && !step->is_conditional &&
                             is_missing(context->catalog, step);
    step->type_narrows = TRUTH_UNKNOWN;
    if (operation->kind == OP_ALTER_COLUMN_TYPE) {
        step->type_narrows = type_narrows(&step->old_type, &operation->column.type);
    } else if (operation->kind == OP_DROP_COLUMN && relation) {
        fill_lost_constraints(context, step, relation);
    } else if (operation->kind == OP_CREATE_TYPE || operation->kind == OP_RENAME_TYPE) {
        fill_lost_values(context, step);
    } else if (operation->kind == OP_CREATE_INDEX && relation) {
        fill_key_type(context, step, relation);
    }
}
