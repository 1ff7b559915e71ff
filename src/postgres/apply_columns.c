#include "postgres/apply.h"

#include "model/type.h"
#include "postgres/views.h"

// ---- adding

// The sequence of a serial or identity column.
static void own_sequence(const struct applier *applier, const struct catalog_relation *relation,
                         struct str column) {
    struct str_list columns = {&column, 1, 1};
    struct str name = apply_made_up_name(applier->arena, relation->name, &columns, "seq");
    struct catalog_relation *sequence =
        apply_new_relation(applier, relation->schema, name, RELATION_SEQUENCE);
    sequence->is_complete = true;
    sequence->owner_table = relation->key;
    sequence->owner_column = column;
}

static bool has_no_default(const struct column_def *def) {
    const struct expression *value = &def->default_value;
    return (!value->text.size || value->is_null) && !value->is_unknown &&
           def->identity == IDENTITY_NONE && def->generated == GENERATED_NONE &&
           !type_is_serial(&def->type);
}

// DEFAULT NULL is none: AddRelationNewConstraints in heap.c stores no such entry. But to apply
// varchar(20) takes a call, which is stored; tried on 15.
static struct expression stored_default(const struct expression *value,
                                        const struct sql_type *type) {
    bool is_none = value->is_null && type->modifier_count == 0;
    return is_none ? (struct expression){0} : *value;
}

void apply_add_column(const struct applier *applier, struct catalog_relation *relation,
                      const struct column_def *def) {
    struct catalog_column *column = relation_find_column(relation, def->name);
    if (!column) {
        column = ARENA_PUSH(applier->arena, &relation->columns);
    } else if (column->origin.exists != TRUTH_NO && !apply_is_certain(applier)) {
        return; // it may have been there
    }
    *column = (struct catalog_column){
        .name = def->name,
        .origin = apply_origin(applier),
        .type = type_base_of_serial(applier->arena, def->type),
        .collation = def->collation,
        .nullable = def->nullable,
        .default_value = stored_default(&def->default_value, &def->type),
        .default_is_known = true,
        .identity = def->identity,
        .generated = def->generated,
        .generated_from = catalog_copy_list(applier->arena, &def->generation.columns),
        .is_serial = type_is_serial(&def->type),
        .is_all_null = applier->context.made == MADE_HERE && has_no_default(def),
    };
    if (!def->type.name.size) {
        column->type.is_unknown = true;
    }
    if (column->is_serial || column->identity != IDENTITY_NONE) {
        column->nullable =
            TRUTH_NO; // manual, Serial Types; CREATE TABLE, GENERATED AS IDENTITY
        own_sequence(applier, relation, def->name);
    }
}

// ---- changing

static void add_operation_column(const struct applier *applier,
                                 struct catalog_relation *relation) {
    const struct operation *operation = applier->operation;
    struct column_def def = operation->column;
    def.name = def.name.size ? def.name : operation->name;
    struct catalog_column *old = relation_find_column(relation, def.name);
    if (!def.name.size ||
        (operation->if_not_exists && old && old->origin.exists == TRUTH_YES)) {
        return;
    }
    apply_add_column(applier, relation, &def);
    if (operation->if_not_exists && !old && !relation->is_complete) {
        relation_find_column(relation, def.name)->origin.made = MADE_BEFORE;
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        apply_add_constraint(applier, relation, &operation->constraints.items[i]);
    }
}

// The column that the operation changes; one that history never spoke of is entered.
static struct catalog_column *own_column(const struct applier *applier,
                                         struct catalog_relation *relation) {
    const struct operation *operation = applier->operation;
    struct str name = operation->name.size ? operation->name : operation->column.name;
    struct catalog_column *column = relation_find_column(relation, name);
    if (!column && name.size && !operation_unknown(operation, "name")) {
        column = ARENA_PUSH(applier->arena, &relation->columns);
        *column = (struct catalog_column){.name = name,
                                          .origin = apply_origin(applier),
                                          .type = type_unknown(),
                                          .nullable = TRUTH_UNKNOWN};
        column->origin.made = MADE_BEFORE;
        column->origin.condition = NULL;
    }
    return column;
}

static bool index_uses(const struct catalog_index *index, struct str column) {
    return str_list_has(&index->columns, column) ||
           str_list_has(&index->expression_uses, column);
}

static bool constraint_uses(const struct constraint_def *def, struct str column) {
    return str_list_has(&def->columns, column) ||
           (def->type == CONSTRAINT_CHECK && str_list_has(&def->check.columns, column));
}

static void drop_column(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_column *column = own_column(applier, relation);
    if (!column) {
        return;
    }
    apply_gone(applier, &column->origin);
    for (size_t i = 0; i < relation->constraints.count; i++) {
        if (constraint_uses(&relation->constraints.items[i].def, column->name)) {
            apply_drop_constraint(applier, relation, &relation->constraints.items[i]);
        }
    }
    for (size_t i = 0; i < relation->indexes.count; i++) {
        if (index_uses(&relation->indexes.items[i], column->name)) {
            apply_gone(applier, &relation->indexes.items[i].origin);
        }
    }
    for (size_t i = 0; i < applier->catalog->relations.count; i++) {
        struct catalog_relation *other = applier->catalog->relations.items[i].value;
        if (!other || !origin_is_there(&other->origin)) {
            continue;
        }
        bool is_owned = str_equal(other->owner_table, relation->key) &&
                        str_equal(other->owner_column, column->name);
        bool is_view = applier->operation->cascade &&
                       view_uses(applier->arena, other, relation, column->name);
        if (is_owned || is_view) {
            other->is_touched = true;
            apply_drop_relation(applier, other);
        }
    }
}

static void rename_in_expression(struct expression *expression, struct str old,
                                 struct str new) {
    apply_replace_in(&expression->columns, old, new);
    apply_replace_in(&expression->not_null, old, new);
}

static void rename_column(const struct applier *applier, struct catalog_relation *relation) {
    struct str old = applier->operation->name, new = applier->operation->new_name;
    struct catalog_column *column = own_column(applier, relation);
    if (!column || !new.size) {
        return;
    }
    if (!apply_is_certain(applier)) {
        struct catalog_column other = *column;
        other.name = new;
        other.origin.exists = column->origin.exists = TRUTH_UNKNOWN;
        *ARENA_PUSH(applier->arena, &relation->columns) = other;
        return;
    }
    struct catalog_column *taken = relation_find_column(relation, new);
    if (taken) {
        taken->name = (struct str){0}; // the place of one that is gone
        taken->origin.exists = TRUTH_NO;
    }
    struct catalog_column freed = {.name = old, .origin.exists = TRUTH_NO};
    column->name = new;
    *ARENA_PUSH(applier->arena, &relation->columns) = freed;
    for (size_t i = 0; i < relation->indexes.count; i++) {
        apply_replace_in(&relation->indexes.items[i].columns, old, new);
        apply_replace_in(&relation->indexes.items[i].expression_uses, old, new);
        apply_replace(&relation->indexes.items[i].first, old, new);
    }
    for (size_t i = 0; i < relation->constraints.count; i++) {
        apply_replace_in(&relation->constraints.items[i].def.columns, old, new);
        rename_in_expression(&relation->constraints.items[i].def.check, old, new);
    }
    for (size_t i = 0; i < relation->columns.count; i++) {
        apply_replace_in(&relation->columns.items[i].generated_from, old, new);
    }
    apply_replace_in(&relation->partition_columns, old, new);
    view_rename_column(applier->arena, applier->catalog, relation, old, new);
    for (size_t i = 0; i < relation->triggers.count; i++) {
        apply_replace_in(&relation->triggers.items[i].columns, old, new);
    }
    for (size_t i = 0; i < applier->catalog->relations.count; i++) {
        struct catalog_relation *other = applier->catalog->relations.items[i].value;
        if (other && str_equal(other->owner_table, relation->key)) {
            apply_replace(&other->owner_column, old, new);
        }
        for (size_t j = 0; other && j < other->constraints.count; j++) {
            if (apply_refers_to(&other->constraints.items[j].def, relation, applier->arena)) {
                apply_replace_in(&other->constraints.items[j].def.ref_columns, old, new);
            }
        }
    }
}

static void change_type(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_column *column = own_column(applier, relation);
    if (!column) {
        return;
    }
    column->type = apply_is_certain(applier) ? applier->operation->column.type : type_unknown();
    column->collation = applier->operation->column.collation;
}

static void set_nullable(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_column *column = own_column(applier, relation);
    if (column) {
        bool not_null = applier->operation->kind == OP_SET_NOT_NULL;
        apply_truth(applier, &column->nullable, not_null ? TRUTH_NO : TRUTH_YES);
    }
}

static void set_default(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_column *column = own_column(applier, relation);
    if (column) {
        column->default_is_known = apply_is_certain(applier);
        column->default_value =
            applier->operation->kind == OP_SET_DEFAULT
                ? stored_default(&applier->operation->column.default_value, &column->type)
                : (struct expression){0};
    }
}

static void set_identity(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_column *column = own_column(applier, relation);
    enum operation_kind kind = applier->operation->kind;
    if (!column) {
        return;
    }
    if (kind == OP_DROP_IDENTITY) {
        column->identity = IDENTITY_NONE;
        for (size_t i = 0; i < applier->catalog->relations.count; i++) {
            struct catalog_relation *other = applier->catalog->relations.items[i].value;
            if (other && str_equal(other->owner_table, relation->key) &&
                str_equal(other->owner_column, column->name)) {
                apply_gone(applier, &other->origin);
            }
        }
        return;
    }
    if (kind == OP_ADD_IDENTITY) {
        own_sequence(applier, relation, column->name);
    }
    if (applier->operation->column.identity != IDENTITY_NONE) {
        column->identity = applier->operation->column.identity;
    }
}

static void drop_expression(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_column *column = own_column(applier, relation);
    if (column) {
        column->generated = GENERATED_NONE;
    }
}

// Changes of a column, of the table and everything below it.
static const struct {
    enum operation_kind kind;
    void (*change)(const struct applier *applier, struct catalog_relation *relation);
} column_changes[] = {
    {OP_ADD_COLUMN, add_operation_column}, {OP_DROP_COLUMN, drop_column},
    {OP_RENAME_COLUMN, rename_column},     {OP_ALTER_COLUMN_TYPE, change_type},
    {OP_SET_NOT_NULL, set_nullable},       {OP_DROP_NOT_NULL, set_nullable},
    {OP_SET_DEFAULT, set_default},         {OP_DROP_DEFAULT, set_default},
    {OP_ADD_IDENTITY, set_identity},       {OP_SET_IDENTITY, set_identity},
    {OP_DROP_IDENTITY, set_identity},      {OP_DROP_EXPRESSION, drop_expression},
};

void apply_column(const struct applier *applier) {
    struct catalog_relation *relation = apply_table(applier);
    for (size_t i = 0; relation && i < sizeof column_changes / sizeof *column_changes; i++) {
        if (column_changes[i].kind == applier->operation->kind) {
            apply_tree(applier, relation, column_changes[i].change);
        }
    }
}
