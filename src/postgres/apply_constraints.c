#include "postgres/apply.h"

#include <string.h>

// ---- names

enum { NAME_MAX_BYTES = 63 }; // NAMEDATALEN - 1

struct str apply_made_up_name(struct arena *arena, struct str table,
                              const struct str_list *columns, const char *label) {
    struct text middle = {.arena = arena};
    for (size_t i = 0; columns && i < columns->count; i++) {
        text_add(&middle, i ? STR("_") : STR(""));
        text_add(&middle, columns->items[i]);
    }
    // makeObjectName cuts the longer of the two parts until all fits
    size_t second = middle.count, first = table.size;
    size_t overhead = strlen(label) + 1 + (second ? 1 : 0);
    while (first + second + overhead > NAME_MAX_BYTES && first + second > 0) {
        if (first > second) {
            first--;
        } else {
            second--;
        }
    }
    struct text name = {.arena = arena};
    text_add(&name, str_slice(table, 0, first));
    if (second) {
        text_add_char(&name, '_');
        text_add(&name, str_slice(text_str(&middle), 0, second));
    }
    text_addf(&name, "_%s", label);
    return text_str(&name);
}

static const char *const labels[] = {
    [CONSTRAINT_NONE] = "",
    [CONSTRAINT_CHECK] = "check",
    [CONSTRAINT_FOREIGN_KEY] = "fkey",
    [CONSTRAINT_UNIQUE] = "key",
    [CONSTRAINT_PRIMARY_KEY] = "pkey",
    [CONSTRAINT_EXCLUDE] = "excl",
    [CONSTRAINT_NOT_NULL] = "not_null",
};

static bool is_taken(const struct catalog_relation *relation, struct str name) {
    const struct catalog_constraint *constraint = relation_find_constraint(relation, name);
    return constraint && origin_is_there(&constraint->origin);
}

// A CHECK is called after its column where it names one alone.
struct str apply_constraint_name(struct arena *arena, const struct catalog_relation *relation,
                                 const struct constraint_def *def) {
    if (def->name.size || def->name_is_unknown) {
        return def->name;
    }
    const struct str_list *columns =
        def->type == CONSTRAINT_CHECK ? &def->check.columns : &def->columns;
    bool without = def->type == CONSTRAINT_PRIMARY_KEY ||
                   (def->type == CONSTRAINT_CHECK && columns->count != 1);
    struct str name =
        apply_made_up_name(arena, relation->name, without ? NULL : columns, labels[def->type]);
    struct str first = name;
    for (int number = 1; is_taken(relation, name) && number < 100; number++) {
        name = str_format(arena, STR_FMT "%d", STR_ARG(first), number);
    }
    return name;
}

// ---- indexes

static struct catalog_index *find_index(const struct catalog_relation *relation,
                                        struct str name) {
    for (size_t i = 0; name.size && i < relation->indexes.count; i++) {
        if (str_equal(relation->indexes.items[i].name, name)) {
            return &relation->indexes.items[i];
        }
    }
    return NULL;
}

static struct catalog_index *add_index(const struct applier *applier,
                                       struct catalog_relation *relation, struct str name) {
    struct catalog_index *index = find_index(relation, name);
    if (!index) {
        index = ARENA_PUSH(applier->arena, &relation->indexes);
    }
    *index = (struct catalog_index){.name = name,
                                    .schema = relation->schema,
                                    .origin = apply_origin(applier),
                                    .is_valid = TRUTH_YES};
    catalog_note_index(applier->catalog, relation, name);
    return index;
}

static void add_uses(const struct applier *applier, struct catalog_index *index,
                     const struct str_list *columns) {
    for (size_t i = 0; i < columns->count; i++) {
        if (!str_list_has(&index->expression_uses, columns->items[i])) {
            *ARENA_PUSH(applier->arena, &index->expression_uses) = columns->items[i];
        }
    }
}

static void fill_index(const struct applier *applier, struct catalog_index *index) {
    const struct operation *operation = applier->operation;
    for (size_t i = 0; i < operation->keys.count; i++) {
        const struct index_key *key = &operation->keys.items[i];
        index->has_special_key |=
            key->collation.size || key->operator_class.size || key->order.size;
        if (key->column.size) {
            *ARENA_PUSH(applier->arena, &index->columns) = key->column;
        } else {
            index->has_expression = true;
            add_uses(applier, index, &key->expression.columns);
        }
    }
    if (operation->keys.count) {
        index->first = operation->keys.items[0].column;
    }
    index->key_count = index->columns.count;
    for (size_t i = 0; i < operation->include.count; i++) {
        *ARENA_PUSH(applier->arena, &index->columns) = operation->include.items[i];
    }
    index->is_partial = operation->expression.text.size || operation->expression.is_unknown;
    add_uses(applier, index, &operation->expression.columns);
    index->method = operation->method;
    index->is_unique = operation->unique;
    index->keys_known = operation->keys.count && !operation_unknown(operation, "columns") &&
                        !operation_unknown(operation, "keys");
}

static struct str index_name(const struct applier *applier,
                             const struct catalog_relation *relation) {
    const struct operation *operation = applier->operation;
    struct str_list parts = {0};
    for (size_t i = 0; i < operation->keys.count; i++) {
        *ARENA_PUSH(applier->arena, &parts) = operation->keys.items[i].column.size
                                                  ? operation->keys.items[i].column
                                                  : STR("expr");
    }
    return apply_made_up_name(applier->arena, relation->name, &parts, "idx");
}

void apply_create_index(const struct applier *applier) {
    const struct operation *operation = applier->operation;
    struct catalog_relation *relation = apply_table(applier), *other = NULL;
    if (!relation || operation_unknown(operation, "name")) {
        return;
    }
    struct str name = operation->name.size ? operation->name : index_name(applier, relation);
    struct catalog_index *old =
        catalog_find_index(applier->catalog, relation->schema, name, &other);
    if (old && (operation->if_not_exists || !apply_is_certain(applier))) {
        return;
    }
    struct catalog_index *index = add_index(applier, relation, name);
    fill_index(applier, index);
    if (relation->is_partitioned == TRUTH_YES && operation->only) {
        index->is_valid = TRUTH_NO;
        return;
    }
    struct str_list below = {0};
    if (relation->is_partitioned == TRUTH_YES) {
        catalog_descendants(applier->catalog, relation, &below);
    }
    for (size_t i = 0; i < below.count; i++) {
        struct catalog_relation *part = catalog_find_key(applier->catalog, below.items[i]);
        part->is_touched = true;
        struct catalog_index *part_index = add_index(applier, part, index_name(applier, part));
        fill_index(applier, part_index);
        part_index->parent = name;
    }
}

// DROP INDEX names no table: the index tells.
static struct catalog_index *own_index(const struct applier *applier,
                                       struct catalog_relation **relation) {
    const struct operation *operation = applier->operation;
    if (operation_unknown(operation, "name")) {
        return NULL;
    }
    struct catalog_index *index =
        catalog_find_index(applier->catalog, operation->schema, operation->name, relation);
    if (index) {
        (*relation)->is_touched = true;
        return index;
    }
    // An index that history never made: its going is knowledge too, where the table is named.
    *relation = operation->table.size ? apply_table(applier) : NULL;
    if (!*relation || !operation->name.size) {
        return NULL;
    }
    index = add_index(applier, *relation, operation->name);
    index->origin.made = MADE_BEFORE;
    return index;
}

void apply_drop_index(const struct applier *applier) {
    struct catalog_relation *relation = NULL;
    struct catalog_index *index = own_index(applier, &relation);
    if (index) {
        apply_gone(applier, &index->origin);
    }
}

void apply_rename_index(const struct applier *applier) {
    struct catalog_relation *relation = NULL;
    struct catalog_index *index = own_index(applier, &relation);
    struct str new_name = applier->operation->new_name;
    if (!index || !new_name.size) {
        return;
    }
    struct catalog_constraint *constraint =
        relation_find_constraint(relation, index->constraint);
    if (constraint && apply_is_certain(applier)) {
        constraint->def.name = index->constraint = new_name;
    }
    if (apply_is_certain(applier)) {
        index->name = new_name;
        catalog_note_index(applier->catalog, relation, new_name);
        return;
    }
    struct catalog_index other = index_copy(applier->arena, index);
    other.name = new_name;
    other.origin.exists = index->origin.exists = TRUTH_UNKNOWN;
    *ARENA_PUSH(applier->arena, &relation->indexes) = other;
    catalog_note_index(applier->catalog, relation, new_name);
}

// The parent's index may be complete now: which of its parts are there is not worked out.
void apply_attach_index(const struct applier *applier) {
    struct catalog_relation *relation = NULL;
    struct catalog_index *index = own_index(applier, &relation);
    if (index && index->is_valid == TRUTH_NO) {
        index->is_valid = TRUTH_UNKNOWN;
    }
}

// ---- constraints

// UNIQUE, PRIMARY KEY and EXCLUDE bring an index of their own name, or take one over and give
// it theirs: manual, ALTER TABLE, ADD table_constraint_using_index.
static void add_constraint_index(const struct applier *applier,
                                 struct catalog_relation *relation,
                                 struct catalog_constraint *constraint) {
    const struct constraint_def *def = &constraint->def;
    struct catalog_index *index = find_index(relation, def->using_index);
    if (index) {
        index->name = def->name.size ? def->name : index->name;
        catalog_note_index(applier->catalog, relation, index->name);
        index->constraint = index->name;
        constraint->def.name = index->name;
        if (!def->columns.count) {
            constraint->def.columns = catalog_copy_list(applier->arena, &index->columns);
        }
        return;
    }
    index = add_index(applier, relation, def->name);
    index->constraint = def->name;
    index->is_unique = def->type != CONSTRAINT_EXCLUDE;
    index->columns = catalog_copy_list(applier->arena, &def->columns);
    index->key_count = index->columns.count;
    for (size_t i = 0; i < def->include.count; i++) {
        *ARENA_PUSH(applier->arena, &index->columns) = def->include.items[i];
    }
    index->first = def->columns.count ? def->columns.items[0] : (struct str){0};
    index->keys_known = def->columns.count > 0 && !def->using_index.size;
}

static void set_columns_not_null(const struct applier *applier,
                                 const struct catalog_relation *relation,
                                 const struct str_list *columns) {
    for (size_t i = 0; i < columns->count; i++) {
        struct catalog_column *column = relation_find_column(relation, columns->items[i]);
        if (column) {
            apply_truth(applier, &column->nullable, TRUTH_NO);
        }
    }
}

void apply_add_constraint(const struct applier *applier, struct catalog_relation *relation,
                          const struct constraint_def *def) {
    struct catalog_constraint constraint = constraint_copy(
        applier->arena,
        &(struct catalog_constraint){
            .def = *def,
            .origin = apply_origin(applier),
            .is_valid = def->not_valid || def->not_enforced ? TRUTH_NO : TRUTH_YES,
            .def_known = true,
        });
    constraint.def.name = apply_constraint_name(applier->arena, relation, def);
    if (def->name_is_made) {
        constraint.def.name = def->given_name;
        constraint.older_name =
            apply_constraint_name(applier->arena, relation, &constraint.def);
        constraint.def.name = def->name;
    }
    if (def->type == CONSTRAINT_UNIQUE || def->type == CONSTRAINT_PRIMARY_KEY ||
        def->type == CONSTRAINT_EXCLUDE) {
        add_constraint_index(applier, relation, &constraint);
    }
    if (def->type == CONSTRAINT_PRIMARY_KEY ||
        (def->type == CONSTRAINT_NOT_NULL && !def->not_valid)) {
        set_columns_not_null(applier, relation, &constraint.def.columns);
    }
    struct catalog_constraint *old = relation_find_constraint(relation, constraint.def.name);
    if (old && origin_is_there(&old->origin) && !apply_is_certain(applier)) {
        return;
    }
    *(old ? old : ARENA_PUSH(applier->arena, &relation->constraints)) = constraint;
}

static void add_operation_constraint(const struct applier *applier,
                                     struct catalog_relation *relation) {
    struct constraint_def def = applier->operation->constraint;
    if (!def.name.size && !def.name_is_unknown) {
        def.name = applier->operation->name;
    }
    def.name_is_unknown =
        def.name_is_unknown || operation_unknown(applier->operation, "name") != NULL;
    apply_add_constraint(applier, relation, &def);
}

void apply_constraint(const struct applier *applier) {
    struct catalog_relation *relation = apply_table(applier);
    if (!relation) {
        return;
    }
    if (applier->operation->constraint.no_inherit) {
        add_operation_constraint(applier, relation);
    } else {
        apply_tree(applier, relation, add_operation_constraint);
    }
}

void apply_drop_constraint(const struct applier *applier, struct catalog_relation *relation,
                           struct catalog_constraint *constraint) {
    apply_gone(applier, &constraint->origin);
    struct catalog_index *index = find_index(relation, constraint->def.name);
    if (index && index->constraint.size) {
        apply_gone(applier, &index->origin);
    }
    bool is_key = constraint->def.type == CONSTRAINT_PRIMARY_KEY ||
                  constraint->def.type == CONSTRAINT_UNIQUE;
    for (size_t i = 0;
         is_key && applier->operation->cascade && i < applier->catalog->relations.count; i++) {
        struct catalog_relation *other = applier->catalog->relations.items[i].value;
        for (size_t j = 0; other && j < other->constraints.count; j++) {
            const struct constraint_def *def = &other->constraints.items[j].def;
            if (def->type == CONSTRAINT_FOREIGN_KEY &&
                catalog_find(applier->catalog, def->ref_schema, def->ref_table) == relation) {
                other->is_touched = true;
                apply_gone(applier, &other->constraints.items[j].origin);
            }
        }
    }
}

// The constraint called `name`; one that history never spoke of is entered.
static struct catalog_constraint *own_constraint(const struct applier *applier,
                                                 struct catalog_relation *relation) {
    const struct operation *operation = applier->operation;
    struct str name = operation->name.size ? operation->name : operation->constraint.name;
    struct catalog_constraint *constraint = relation_known_constraint(relation, name);
    if (!constraint && name.size && !operation_unknown(operation, "name")) {
        constraint = ARENA_PUSH(applier->arena, &relation->constraints);
        constraint->def = operation->constraint;
        *constraint = constraint_copy(applier->arena, constraint);
        constraint->def.name = name;
        constraint->origin = apply_origin(applier);
        constraint->origin.made = MADE_BEFORE;
        constraint->is_valid = TRUTH_UNKNOWN;
    }
    return constraint;
}

static void drop_named(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_constraint *constraint = own_constraint(applier, relation);
    if (constraint) {
        apply_drop_constraint(applier, relation, constraint);
    }
}

void apply_drop_named_constraint(const struct applier *applier) {
    struct catalog_relation *relation = apply_table(applier);
    if (relation) {
        apply_tree(applier, relation, drop_named);
    }
}

static void validate(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_constraint *constraint = own_constraint(applier, relation);
    if (!constraint) {
        return;
    }
    apply_truth(applier, &constraint->is_valid, TRUTH_YES);
    if (constraint->def.type == CONSTRAINT_NOT_NULL) {
        set_columns_not_null(applier, relation, &constraint->def.columns);
    }
}

void apply_validate_constraint(const struct applier *applier) {
    struct catalog_relation *relation = apply_table(applier);
    if (relation) {
        apply_tree(applier, relation, validate);
    }
}

static void rename_named(const struct applier *applier, struct catalog_relation *relation) {
    struct catalog_constraint *constraint = own_constraint(applier, relation);
    struct str new_name = applier->operation->new_name;
    if (!constraint || !new_name.size || !apply_is_certain(applier)) {
        return;
    }
    struct catalog_index *index = find_index(relation, constraint->def.name);
    if (index && index->constraint.size) {
        index->name = index->constraint = new_name;
        catalog_note_index(applier->catalog, relation, new_name);
    }
    constraint->def.name = new_name;
}

void apply_rename_constraint(const struct applier *applier) {
    struct catalog_relation *relation = apply_table(applier);
    if (relation) {
        apply_tree(applier, relation, rename_named);
    }
}
