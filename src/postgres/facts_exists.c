#include "postgres/facts.h"

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
        operation->kind == OP_ADD_CONSTRAINT
            ? relation_find_constraint(relation, operation->name)
            : relation_known_constraint(relation, operation->name);
    (void)context;
    return catalog_exists_under(constraint ? &constraint->origin : NULL,
                                relation && relation->is_complete && operation->name.size,
                                operation->condition);
}

static enum truth named_index(const struct facts_context *context, const struct step *step,
                              const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    struct catalog_relation *table = NULL;
    const struct catalog_index *index =
        catalog_find_index(context->catalog, operation->schema, operation->name, &table);
    if (!index) {
        index = catalog_gone_index(context->catalog, operation->schema, operation->name);
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

enum truth facts_name_exists(const struct facts_context *context, const struct step *step,
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
