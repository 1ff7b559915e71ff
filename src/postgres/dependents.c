// Facts about what needs what: a DROP without CASCADE is refused while something does. Source:
// pg_depend; each was tried on PostgreSQL 15.
#include "postgres/facts.h"

// ---- what would be left without what it needs

struct search {
    const struct facts_context *context;
    struct step *step;
    const struct catalog_relation *relation; // that the thing to be dropped is, or belongs to
};

static void add(const struct search *search, const struct catalog_relation *owner,
                struct str text) {
    struct step *step = search->step;
    if (!str_list_has(&step->dependents, text)) {
        *ARENA_PUSH(search->context->arena, &step->dependents) = text;
        *ARENA_PUSH(search->context->arena, &step->dependent_owners) = owner->key;
    }
}

static void add_key(const struct search *search, const struct catalog_relation *owner,
                    const struct constraint_def *key) {
    add(search, owner,
        str_format(search->context->arena, STR_FMT " of " STR_FMT,
                   STR_ARG(key->name.size ? key->name : STR("a foreign key")),
                   STR_ARG(owner->key)));
}

static bool is_view(const struct catalog_relation *relation) {
    return relation->kind == RELATION_VIEW || relation->kind == RELATION_MATERIALIZED_VIEW;
}

static bool refers_to(const struct search *search, const struct catalog_constraint *key) {
    return key->def.type == CONSTRAINT_FOREIGN_KEY && origin_is_sure(&key->origin) &&
           str_equal(key->def.ref_table, search->relation->name) &&
           catalog_find(search->context->catalog, key->def.ref_schema, key->def.ref_table) ==
               search->relation;
}

// NULL: the primary key, which is not known.
static const struct str_list *target_columns(const struct search *search,
                                             const struct catalog_constraint *key) {
    const struct catalog_constraint *primary = relation_primary_key(search->relation);
    return key->def.ref_columns.count ? &key->def.ref_columns
           : primary                  ? &primary->def.columns
                                      : NULL;
}

/** Is told of each relation that there is. */
typedef void visitor(const struct search *search, const struct catalog_relation *other);

static void visit_all(const struct search *search, visitor *visit) {
    const struct map *relations = &search->context->catalog->relations;
    for (size_t i = 0; i < relations->count; i++) {
        const struct catalog_relation *other = relations->items[i].value;
        if (other && origin_is_sure(&other->origin)) {
            visit(search, other);
        }
    }
}

// Of a table or view: foreign keys of others, views, children. Partitions go with it.
static void visit_for_relation(const struct search *search,
                               const struct catalog_relation *other) {
    const struct catalog_relation *relation = search->relation;
    if (other == relation || str_equal(other->partition_of, relation->key)) {
        return;
    }
    if (is_view(other) && str_list_has(&other->sources, relation->key)) {
        add(search, other, other->key);
    }
    if (str_list_has(&other->parents, relation->key)) {
        add(search, other, other->key);
    }
    for (size_t i = 0; i < other->constraints.count; i++) {
        if (refers_to(search, &other->constraints.items[i])) {
            add_key(search, other, &other->constraints.items[i].def);
        }
    }
}

static bool refers_to_column(const struct search *search, const struct catalog_constraint *key,
                             struct str column) {
    const struct str_list *columns = target_columns(search, key);
    return columns && str_list_has(columns, column);
}

// Of a column: foreign keys that name it as their target, the table's own too.
static void visit_for_column(const struct search *search,
                             const struct catalog_relation *other) {
    struct str column = search->step->operation->name;
    for (size_t i = 0; i < other->constraints.count; i++) {
        const struct catalog_constraint *key = &other->constraints.items[i];
        bool is_own = other == search->relation && str_list_has(&key->def.columns, column);
        if (!is_own && refers_to(search, key) && refers_to_column(search, key, column)) {
            add_key(search, other, &key->def);
        }
    }
}

// Generated columns that are computed from a column.
static void find_generated(const struct search *search) {
    const struct catalog_relation *relation = search->relation;
    struct str name = search->step->operation->name;
    for (size_t i = 0; i < relation->columns.count; i++) {
        const struct catalog_column *other = &relation->columns.items[i];
        if (other->generated != GENERATED_NONE && origin_is_sure(&other->origin) &&
            !str_equal(other->name, name) && str_list_has(&other->generated_from, name)) {
            add(search, relation,
                str_format(search->context->arena, "the generated column " STR_FMT,
                           STR_ARG(other->name)));
        }
    }
}

static void find_for_column(const struct search *search) {
    const struct step *step = search->step;
    visit_all(search, visit_for_column);
    for (size_t i = 0; i < step->column_views.count; i++) {
        const struct catalog_relation *view =
            catalog_find_key(search->context->catalog, step->column_views.items[i]);
        if (view && origin_is_sure(&view->origin)) {
            add(search, view, view->key);
        }
    }
    find_generated(search);
}

// Of a schema: the relations in it.
static void visit_for_schema(const struct search *search,
                             const struct catalog_relation *other) {
    if (str_equal(other->schema, search->step->operation->name)) {
        add(search, other, other->key);
    }
}

// Of a type: the columns that have it.
static void visit_for_type(const struct search *search, const struct catalog_relation *other) {
    const struct operation *operation = search->step->operation;
    const struct catalog *catalog = search->context->catalog;
    const struct catalog_type *type =
        catalog_find_type(catalog, operation->schema, operation->name);
    for (size_t i = 0; !is_view(other) && i < other->columns.count; i++) {
        const struct catalog_column *column = &other->columns.items[i];
        if (origin_is_sure(&column->origin) && !column->type.is_unknown &&
            column->type.name.size &&
            catalog_find_type(catalog, column->type.schema, column->type.name) == type) {
            add(search, other,
                str_format(search->context->arena, STR_FMT " of " STR_FMT,
                           STR_ARG(column->name), STR_ARG(other->key)));
        }
    }
}

// The index that goes, with a constraint or by itself.
static const struct catalog_index *dropped_index(const struct search *search) {
    struct str name = search->step->operation->name;
    for (size_t i = 0; name.size && i < search->relation->indexes.count; i++) {
        const struct catalog_index *index = &search->relation->indexes.items[i];
        bool is_it = search->step->operation->kind == OP_DROP_CONSTRAINT
                         ? str_equal(index->constraint, name)
                         : str_equal(index->name, name) && !index->constraint.size;
        if (is_it && origin_is_sure(&index->origin)) {
            return index;
        }
    }
    return NULL;
}

static void visit_for_index(const struct search *search, const struct catalog_relation *other) {
    const struct catalog_index *index = dropped_index(search);
    for (size_t i = 0; index && i < other->constraints.count; i++) {
        const struct catalog_constraint *key = &other->constraints.items[i];
        const struct str_list *columns =
            refers_to(search, key) ? target_columns(search, key) : NULL;
        if (columns && index_serves_reference(index, columns) == TRUTH_YES &&
            relation_has_key(search->relation, columns, index) == TRUTH_NO) {
            add_key(search, other, &key->def);
        }
    }
}

void facts_fill_dependents(const struct facts_context *context, struct step *step,
                           const struct catalog_relation *relation) {
    const struct operation *operation = step->operation;
    struct search search = {.context = context, .step = step, .relation = relation};
    bool is_named =
        !operation_unknown(operation, "name") && !operation_unknown(operation, "table");
    if (operation->cascade || !is_named) {
        return;
    }
    switch (operation->kind) {
    case OP_DROP_TABLE:
    case OP_DROP_VIEW:
    case OP_DROP_MATERIALIZED_VIEW:
        if (relation) {
            visit_all(&search, visit_for_relation);
        }
        break;
    case OP_DROP_COLUMN:
        if (relation) {
            find_for_column(&search);
        }
        break;
    case OP_DROP_CONSTRAINT:
    case OP_DROP_INDEX:
        if (relation) {
            visit_all(&search, visit_for_index);
        }
        break;
    case OP_DROP_TYPE:
    case OP_DROP_DOMAIN:
        if (step->name_exists == TRUTH_YES) {
            visit_all(&search, visit_for_type);
        }
        break;
    case OP_DROP_SCHEMA:
        visit_all(&search, visit_for_schema);
        break;
    case OP_ALTER_COLUMN_TYPE:
        if (relation) {
            find_generated(&search);
        }
        break;
    default:
        break;
    }
}

// ---- what the rest of the statement changes

// DROP TABLE a, b drops them together.
void facts_settle_dependents(const struct steps *steps) {
    for (size_t i = 0; i < steps->count; i++) {
        struct step *step = &steps->items[i];
        for (size_t k = i + 1; k < steps->count && steps->items[k].operation->statement ==
                                                       step->operation->statement;
             k++) {
            const struct step *later = &steps->items[k];
            size_t kept = 0;
            bool drops = later->operation->kind == OP_DROP_TABLE ||
                         later->operation->kind == OP_DROP_VIEW ||
                         later->operation->kind == OP_DROP_MATERIALIZED_VIEW;
            for (size_t d = 0; d < step->dependents.count; d++) {
                if (!drops || !str_equal(step->dependent_owners.items[d], later->table)) {
                    step->dependents.items[kept] = step->dependents.items[d];
                    step->dependent_owners.items[kept++] = step->dependent_owners.items[d];
                }
            }
            step->dependents.count = step->dependent_owners.count = kept;
        }
    }
}
