#include "postgres/apply.h"

#include "model/type.h"
#include "postgres/functions.h"
#include "postgres/views.h"

// ---- views

void apply_create_view(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    enum relation_kind kind =
        operation->kind == OP_CREATE_VIEW ? RELATION_VIEW : RELATION_MATERIALIZED_VIEW;
    struct catalog_relation *old =
        catalog_find(applier->catalog, operation->schema, operation->table);
    bool keeps = old && origin_is_there(&old->origin) &&
                 (operation->if_not_exists || !apply_is_certain(applier));
    if (!operation->table.size || operation_unknown(operation, "table") || keeps) {
        return;
    }
    struct catalog_relation *view =
        apply_new_relation(applier, operation->schema, operation->table, kind);
    if (operation->or_replace && old && origin_is_there(&old->origin)) {
        view->origin = old->origin; // what selects from it is there already
    }
    view->is_complete = true;
    view->is_partitioned = TRUTH_NO;
    view_fill(applier, view);
}

// ---- types and domains

static struct catalog_type *new_type(const struct applier *applier, enum type_kind kind) {
    const struct operation *operation = applier->operation;
    if (!operation->name.size || operation_unknown(operation, "name")) {
        return NULL;
    }
    struct catalog_type *old =
        catalog_find_type(applier->catalog, operation->schema, operation->name);
    if (old && origin_is_there(&old->origin) &&
        (operation->if_not_exists || !apply_is_certain(applier))) {
        return NULL;
    }
    struct catalog_type *type = ARENA_NEW(applier->arena, struct catalog_type, 1);
    type->schema = operation->schema;
    type->name = operation->name;
    type->kind = kind;
    type->origin = apply_origin(applier);
    map_put(&applier->catalog->types,
            relation_name(applier->arena, operation->schema, operation->name), type);
    return type;
}

// The type that the operation is about; one that history never made is entered as a type of
// which nothing is known.
static struct catalog_type *own_type(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_type *type =
        catalog_find_type(applier->catalog, operation->schema, operation->name);
    if (!type) {
        type = new_type(applier, TYPE_KIND_UNKNOWN);
        if (type) {
            type->origin.made = MADE_BEFORE;
            type->has_constraints = TRUTH_UNKNOWN;
        }
    }
    return type;
}

static void add_value(const struct applier *applier, struct catalog_type *type,
                      struct str label) {
    *ARENA_PUSH(applier->arena, &type->values) =
        (struct catalog_value){.label = label, .origin = apply_origin(applier)};
}

void apply_create_type(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    bool is_enum = operation->names.count || str_equal_nocase(operation->object, STR("ENUM")) ||
                   str_equal_nocase(operation->method, STR("ENUM"));
    bool is_composite = operation->columns.count > 0;
    struct catalog_type *type = new_type(applier, is_enum        ? TYPE_KIND_ENUM
                                                  : is_composite ? TYPE_KIND_COMPOSITE
                                                                 : TYPE_KIND_OTHER);
    if (type) {
        type->is_complete = !operation_unknown(operation, "names");
    }
    for (size_t i = 0; type && is_enum && i < operation->names.count; i++) {
        add_value(applier, type, operation->names.items[i]);
    }
}

void apply_rename_type(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_type *type = own_type(applier);
    if (!type || !operation->new_name.size || !apply_is_certain(applier)) {
        return;
    }
    struct catalog_type *moved = ARENA_NEW(applier->arena, struct catalog_type, 1);
    *moved = *type;
    moved->name = operation->new_name;
    type->origin.exists = TRUTH_NO;
    map_put(&applier->catalog->types, relation_name(applier->arena, moved->schema, moved->name),
            moved);
    // columns keep their type, under its new name
    for (size_t i = 0; i < applier->catalog->relations.count; i++) {
        struct catalog_relation *relation = applier->catalog->relations.items[i].value;
        for (size_t j = 0; relation && j < relation->columns.count; j++) {
            struct sql_type *of_column = &relation->columns.items[j].type;
            if (str_equal(of_column->name, type->name) &&
                (!of_column->schema.size || str_equal(of_column->schema, type->schema))) {
                bool is_enum = of_column->is_enum;
                *of_column = type_make(applier->arena, of_column->schema, moved->name, NULL, 0,
                                       of_column->dimensions);
                of_column->is_enum = is_enum;
            }
        }
    }
}

void apply_drop_type(const struct applier *applier) {
    struct catalog_type *type = own_type(applier);
    if (!type) {
        return;
    }
    apply_gone(applier, &type->origin);
    // CASCADE drops the columns
    for (size_t i = 0; applier->operation->cascade && i < applier->catalog->relations.count;
         i++) {
        struct catalog_relation *relation = applier->catalog->relations.items[i].value;
        for (size_t j = 0; relation && j < relation->columns.count; j++) {
            if (str_equal(relation->columns.items[j].type.name, type->name)) {
                relation->is_touched = true;
                apply_gone(applier, &relation->columns.items[j].origin);
            }
        }
    }
}

void apply_add_enum_value(const struct applier *applier) {
    struct catalog_type *type = own_type(applier);
    struct str label = applier->operation->new_name;
    if (!label.size && applier->operation->names.count) {
        label = applier->operation->names.items[0];
    }
    if (!type || !label.size) {
        return;
    }
    type->kind = TYPE_KIND_ENUM; // only enums have labels
    for (size_t i = 0; i < type->values.count; i++) {
        if (str_equal(type->values.items[i].label, label)) {
            return;
        }
    }
    add_value(applier, type, label);
    type->values.items[type->values.count - 1].is_added = true;
}

void apply_rename_enum_value(const struct applier *applier) {
    struct catalog_type *type = own_type(applier);
    const struct str_list *names = &applier->operation->names;
    if (!type) {
        return;
    }
    type->kind = TYPE_KIND_ENUM;
    for (size_t i = 0; names->count && i < type->values.count; i++) {
        if (str_equal(type->values.items[i].label, names->items[0]) &&
            apply_is_certain(applier)) {
            type->values.items[i].label = applier->operation->new_name;
        }
    }
}

static bool is_constraint(const struct constraint_def *def) {
    return def->type == CONSTRAINT_CHECK || def->type == CONSTRAINT_NOT_NULL;
}

void apply_create_domain(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_type *type = new_type(applier, TYPE_KIND_DOMAIN);
    if (!type) {
        return;
    }
    type->base = operation->column.type;
    type->has_constraints = operation->column.nullable == TRUTH_NO ? TRUTH_YES : TRUTH_NO;
    for (size_t i = 0; i < operation->constraints.count; i++) {
        if (is_constraint(&operation->constraints.items[i])) {
            type->has_constraints = TRUTH_YES;
        }
    }
    struct type_facts base = catalog_type_facts(applier->catalog, type->base);
    if (base.kind == TYPE_KIND_DOMAIN) {
        type->base = base.base;
        type->has_constraints =
            type->has_constraints == TRUTH_YES ? TRUTH_YES : base.has_constraints;
    } else if (base.kind == TYPE_KIND_UNKNOWN && type->has_constraints == TRUTH_NO) {
        type->has_constraints = TRUTH_UNKNOWN;
    }
}

void apply_alter_domain(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_type *type = own_type(applier);
    if (!type) {
        return;
    }
    type->kind = TYPE_KIND_DOMAIN;
    bool sets_not_null = str_find_nocase(operation->options, STR("SET NOT NULL"), 0) == 0;
    if (is_constraint(&operation->constraint) || sets_not_null) {
        apply_truth(applier, &type->has_constraints, TRUTH_YES);
    } else if (str_find_nocase(operation->options, STR("DROP"), 0) == 0) {
        type->has_constraints = TRUTH_UNKNOWN; // others may be left
    }
}

// ---- sequences

// OWNED BY t.c: the table is in `names`, the column in `column`.
static void own(struct catalog_relation *sequence, const struct operation *operation) {
    if (operation->names.count && operation->column.name.size) {
        sequence->owner_table = operation->names.items[0];
        sequence->owner_column = operation->column.name;
    }
}

void apply_create_sequence(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *old =
        catalog_find(applier->catalog, operation->schema, operation->name);
    bool keeps = old && origin_is_there(&old->origin) &&
                 (operation->if_not_exists || !apply_is_certain(applier));
    if (!operation->name.size || operation_unknown(operation, "name") || keeps) {
        return;
    }
    struct catalog_relation *sequence =
        apply_new_relation(applier, operation->schema, operation->name, RELATION_SEQUENCE);
    sequence->is_complete = true;
    sequence->is_partitioned = TRUTH_NO;
    own(sequence, operation);
}

void apply_alter_sequence(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *sequence =
        apply_relation(applier, operation->schema, operation->name);
    if (!sequence) {
        return;
    }
    sequence->kind = RELATION_SEQUENCE;
    own(sequence, operation);
    if (str_find_nocase(operation->options, STR("OWNED BY NONE"), 0) != SIZE_MAX) {
        sequence->owner_table = sequence->owner_column = (struct str){0};
    }
    if (operation->new_name.size) {
        apply_move_relation(applier, sequence, sequence->schema, operation->new_name);
    }
}

void apply_drop_sequence(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *sequence =
        apply_relation(applier, operation->schema, operation->name);
    if (sequence) {
        apply_drop_relation(applier, sequence);
    }
}

// ---- functions

void apply_create_function(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    if (!operation->name.size || operation_unknown(operation, "name")) {
        return;
    }
    enum volatility *volatility = ARENA_NEW(applier->arena, enum volatility, 1);
    *volatility = apply_is_certain(applier)
                      ? function_declared_volatility(operation->options,
                                                     applier->catalog->postgres_version)
                      : VOLATILITY_UNKNOWN;
    // of overloads the most volatile one counts, as of the built-in ones
    const enum volatility *old = map_find(&applier->catalog->functions, operation->name);
    if (old && !operation->or_replace && *old > *volatility) {
        return;
    }
    map_put(&applier->catalog->functions, operation->name, volatility);
}

void apply_drop_function(const struct applier *applier) {
    if (apply_is_certain(applier)) {
        map_put(&applier->catalog->functions, applier->operation->name, NULL);
    }
}

// ---- triggers and rules

static bool is_rule(enum operation_kind kind) {
    return kind == OP_CREATE_RULE || kind == OP_DROP_RULE;
}

static struct catalog_trigger *own_trigger(const struct applier *applier,
                                           const struct catalog_relation *relation) {
    return relation_find_trigger(relation, applier->operation->name,
                                 is_rule(applier->operation->kind));
}

void apply_create_trigger(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *relation = apply_table(applier);
    if (!relation || !operation->name.size) {
        return;
    }
    struct catalog_trigger *trigger = own_trigger(applier, relation);
    trigger = trigger ? trigger : ARENA_PUSH(applier->arena, &relation->triggers);
    *trigger = (struct catalog_trigger){
        .name = operation->name,
        .origin = apply_origin(applier),
        .is_rule = is_rule(operation->kind),
        .columns = catalog_copy_list(applier->arena, &operation->expression.columns),
    };
}

void apply_drop_trigger(const struct applier *applier) {
    struct catalog_trigger *trigger = own_trigger(applier, apply_table(applier));
    if (trigger) {
        apply_gone(applier, &trigger->origin);
    }
}

void apply_rename_trigger(const struct applier *applier) {
    struct catalog_trigger *trigger = own_trigger(applier, apply_table(applier));
    if (trigger && applier->operation->new_name.size && apply_is_certain(applier)) {
        trigger->name = applier->operation->new_name;
    }
}

// ---- schemas and statistics

void apply_drop_schema(const struct applier *applier) {
    struct str schema = applier->operation->name;
    for (size_t i = 0; schema.size && i < applier->catalog->relations.count; i++) {
        struct catalog_relation *relation = applier->catalog->relations.items[i].value;
        if (relation && origin_is_there(&relation->origin) &&
            str_equal(relation->schema, schema)) {
            apply_drop_relation(applier, relation);
        }
    }
}

static struct str statistics_key(const struct applier *applier) {
    return relation_name(applier->arena, applier->operation->schema, applier->operation->name);
}

void apply_create_statistics(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    if (!operation->name.size || !operation->table.size) {
        return;
    }
    struct str *table = ARENA_NEW(applier->arena, struct str, 1);
    *table = relation_name(applier->arena, operation->schema, operation->table);
    map_put(&applier->catalog->statistics, statistics_key(applier), table);
}

void apply_drop_statistics(const struct applier *applier) {
    if (apply_is_certain(applier) && applier->operation->name.size) {
        map_put(&applier->catalog->statistics, statistics_key(applier), NULL);
    }
}
