#include "sql/table.h"

#include <string.h>

#include "model/print.h"
#include "model/type.h"
#include "sql/expression.h"
#include "sql/parse.h"
#include "sql/typename.h"

// ---- constraints

static const struct {
    const char *node;
    enum constraint_type type;
} constraint_types[] = {
    {"CONSTR_CHECK", CONSTRAINT_CHECK},         {"CONSTR_PRIMARY", CONSTRAINT_PRIMARY_KEY},
    {"CONSTR_UNIQUE", CONSTRAINT_UNIQUE},       {"CONSTR_EXCLUSION", CONSTRAINT_EXCLUDE},
    {"CONSTR_FOREIGN", CONSTRAINT_FOREIGN_KEY}, {"CONSTR_NOTNULL", CONSTRAINT_NOT_NULL},
};

// The letters of pg_constraint: confupdtype, confdeltype, confmatchtype.
static struct str letter_word(struct json *body, const char *key, bool is_match) {
    static const struct {
        char letter;
        bool is_match;
        const char *word;
    } words[] = {{'r', false, "RESTRICT"},    {'c', false, "CASCADE"}, {'n', false, "SET NULL"},
                 {'d', false, "SET DEFAULT"}, {'f', true, "FULL"},     {'p', true, "PARTIAL"}};
    const char *letter = json_string_value(node_get(body, key));
    for (size_t i = 0; letter && i < sizeof words / sizeof *words; i++) {
        if (*letter == words[i].letter && is_match == words[i].is_match) {
            return str_from(words[i].word);
        }
    }
    return (struct str){0};
}

// ON DELETE SET NULL (a, b), from 15 on.
static struct str with_columns(struct arena *arena, struct str action, struct json *columns) {
    struct str_list names = node_names(arena, columns);
    for (size_t i = 0; i < names.count; i++) {
        names.items[i] = quoted_name(arena, names.items[i]);
    }
    if (!names.count) {
        return action;
    }
    return str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(action),
                      STR_ARG(str_join(arena, names.items, names.count, STR(", "))));
}

static void read_foreign_key(struct statement *statement, struct json *body,
                             struct constraint_def *constraint) {
    node_relation(statement->arena, node_get(body, "pktable"), &constraint->ref_schema,
                  &constraint->ref_table);
    constraint->columns = node_names(statement->arena, node_get(body, "fk_attrs"));
    constraint->ref_columns = node_names(statement->arena, node_get(body, "pk_attrs"));
    constraint->on_update = letter_word(body, "fk_upd_action", false);
    constraint->on_delete =
        with_columns(statement->arena, letter_word(body, "fk_del_action", false),
                     node_get(body, "fk_del_set_cols"));
    constraint->match = letter_word(body, "fk_matchtype", true);
}

// EXCLUDE USING gist (during WITH &&) WHERE (…): as written, without the first word.
static void read_exclusion(struct statement *statement, struct json *body,
                           struct constraint_def *constraint) {
    struct json *exclusions = node_get(body, "exclusions");
    for (size_t i = 0; i < node_count(exclusions); i++) {
        struct json *key = node_is(node_item(node_item(exclusions, i), 0), "IndexElem");
        struct str name = node_text(statement->arena, key, "name");
        if (name.size) {
            *ARENA_PUSH(statement->arena, &constraint->columns) = name;
        }
    }
    size_t first = statement_find(statement, statement_at(statement, body), "exclude");
    size_t end = statement_clause_end(statement, first);
    const char *const after[] = {"deferrable", "not", "initially"};
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        end = statement_find_outside(statement, first, end, after[i]);
    }
    constraint->elements = statement_tokens(statement, first + 1, end);
}

// The parser of version 18 knows NOT ENFORCED and says "enforced" where it is not written.
static bool is_not_enforced(struct json *body, enum constraint_type type) {
    bool may_be = type == CONSTRAINT_CHECK || type == CONSTRAINT_FOREIGN_KEY;
    return may_be && parse_version() >= 18 && !node_flag(body, "is_enforced");
}

struct constraint_def table_constraint(struct statement *statement, struct json *body) {
    struct constraint_def constraint = {0};
    for (size_t i = 0; i < sizeof constraint_types / sizeof *constraint_types; i++) {
        if (node_text_is(body, "contype", constraint_types[i].node)) {
            constraint.type = constraint_types[i].type;
        }
    }
    uint32_t place = (uint32_t)node_number(body, "location", 0);
    size_t first = tokens_at(&statement->tokens, place);
    size_t end = statement_clause_end(statement, first);
    uint32_t after = end > first ? statement->tokens.items[end - 1].end : place;
    constraint.span = statement_span(statement, place, after);
    constraint.name = node_text(statement->arena, body, "conname");
    constraint.columns = node_names(statement->arena, node_get(body, "keys"));
    constraint.include = node_names(statement->arena, node_get(body, "including"));
    constraint.using_index = node_text(statement->arena, body, "indexname");
    constraint.not_valid = node_flag(body, "skip_validation");
    constraint.not_enforced = is_not_enforced(body, constraint.type);
    constraint.no_inherit = node_flag(body, "is_no_inherit");
    constraint.deferrable = node_flag(body, "deferrable");
    constraint.initially_deferred = node_flag(body, "initdeferred");
    constraint.nulls_not_distinct = node_flag(body, "nulls_not_distinct");
    if (constraint.type == CONSTRAINT_CHECK) {
        constraint.check =
            expression_read(statement, node_get(body, "raw_expr"), &clause_check);
    } else if (constraint.type == CONSTRAINT_FOREIGN_KEY) {
        read_foreign_key(statement, body, &constraint);
    } else if (constraint.type == CONSTRAINT_EXCLUDE) {
        read_exclusion(statement, body, &constraint);
    }
    return constraint;
}

// ---- columns

struct str table_collation(const struct statement *statement, struct json *names) {
    struct str schema, name;
    node_qualified(statement->arena, names, &schema, &name);
    if (!schema.size || str_is(schema, "pg_catalog")) {
        return name;
    }
    return str_dotted(statement->arena, schema, name);
}

struct str table_identity_options(const struct statement *statement, struct json *options) {
    struct json *first = node_is(node_item(options, 0), "DefElem");
    if (!first) {
        return (struct str){0};
    }
    struct str group = statement_group(statement, (uint32_t)node_number(first, "location", 0));
    return group.size ? str_trim(str_slice(group, 1, group.size - 1)) : group;
}

static void read_identity(struct statement *statement, struct json *body,
                          struct column_def *column) {
    column->identity =
        node_text_is(body, "generated_when", "a") ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    column->identity_options = table_identity_options(statement, node_get(body, "options"));
    column->nullable = TRUTH_NO;
}

static void read_generation(struct statement *statement, struct json *body,
                            struct column_def *column) {
    column->generated =
        node_text_is(body, "generated_kind", "v") ? GENERATED_VIRTUAL : GENERATED_STORED;
    column->generation =
        expression_read(statement, node_get(body, "raw_expr"), &clause_generated);
}

static void read_default(struct statement *statement, struct json *body,
                         struct column_def *column) {
    column->default_value =
        expression_read(statement, node_get(body, "raw_expr"), &clause_default);
}

static void read_not_null(struct statement *statement, struct json *body,
                          struct column_def *column) {
    (void)statement, (void)body;
    column->nullable = TRUTH_NO;
}

static const struct {
    const char *type;
    void (*read)(struct statement *, struct json *, struct column_def *);
} column_parts[] = {
    {"CONSTR_NOTNULL", read_not_null},     {"CONSTR_PRIMARY", read_not_null},
    {"CONSTR_DEFAULT", read_default},      {"CONSTR_IDENTITY", read_identity},
    {"CONSTR_GENERATED", read_generation},
};

// DEFERRABLE and its like stand behind the constraint they belong to, as nodes of their own.
static void read_deferral(struct json *body, struct constraints *constraints, size_t first) {
    if (constraints->count <= first) {
        return;
    }
    struct constraint_def *last = &constraints->items[constraints->count - 1];
    last->deferrable |= node_text_is(body, "contype", "CONSTR_ATTR_DEFERRABLE") ||
                        node_text_is(body, "contype", "CONSTR_ATTR_DEFERRED");
    last->initially_deferred |= node_text_is(body, "contype", "CONSTR_ATTR_DEFERRED");
}

static void read_column_part(struct statement *statement, struct json *body,
                             struct column_def *column, struct constraints *constraints) {
    for (size_t i = 0; i < sizeof column_parts / sizeof *column_parts; i++) {
        if (node_text_is(body, "contype", column_parts[i].type)) {
            column_parts[i].read(statement, body, column);
        }
    }
    struct constraint_def constraint = table_constraint(statement, body);
    bool is_named = constraint.name.size || constraint.type != CONSTRAINT_NOT_NULL;
    if (constraint.type != CONSTRAINT_NONE && is_named) {
        constraint.of_column = true;
        constraint.columns.count = 0;
        *ARENA_PUSH(statement->arena, &constraint.columns) = column->name;
        *ARENA_PUSH(statement->arena, constraints) = constraint;
    }
}

struct column_def table_column(struct statement *statement, struct json *body,
                               struct constraints *constraints) {
    uint32_t place = (uint32_t)node_number(body, "location", 0);
    size_t first = tokens_at(&statement->tokens, place);
    size_t end = statement_clause_end(statement, first);
    uint32_t after = end > first ? statement->tokens.items[end - 1].end : place;
    struct column_def column = {
        .name = node_text(statement->arena, body, "colname"),
        .type = typename_read(statement, node_get(body, "typeName")),
        .collation =
            table_collation(statement, node_get(node_get(body, "collClause"), "collname")),
        .nullable = node_flag(body, "is_not_null") ? TRUTH_NO : TRUTH_YES,
        .span = statement_span(statement, place, after),
    };
    if (type_is_serial(&column.type)) {
        column.nullable = TRUTH_NO; // manual, Serial Types: NOT NULL goes with it
    }
    struct json *parts = node_get(body, "constraints");
    size_t before = constraints->count;
    for (size_t i = 0; i < node_count(parts); i++) {
        struct json *part = node_is(node_item(parts, i), "Constraint");
        read_deferral(part, constraints, before);
        read_column_part(statement, part, &column, constraints);
    }
    return column;
}

// ---- partitions

static const struct {
    const char *node;
    const char *strategy;
} strategies[] = {
    {"range", "RANGE"}, {"PARTITION_STRATEGY_RANGE", "RANGE"},
    {"list", "LIST"},   {"PARTITION_STRATEGY_LIST", "LIST"},
    {"hash", "HASH"},   {"PARTITION_STRATEGY_HASH", "HASH"},
};

static void read_partition_key(struct statement *statement, struct json *body,
                               struct operation *operation) {
    struct str strategy = node_text(statement->arena, body, "strategy");
    for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
        if (str_equal_nocase(strategy, str_from(strategies[i].node))) {
            strategy = str_from(strategies[i].strategy);
        }
    }
    struct json *keys = node_get(body, "partParams");
    for (size_t i = 0; i < node_count(keys); i++) {
        struct str name =
            node_text(statement->arena, node_is(node_item(keys, i), "PartitionElem"), "name");
        if (name.size) {
            *ARENA_PUSH(statement->arena, &operation->partition_columns) = name;
        }
    }
    size_t open = statement_find(statement, statement_at(statement, body), "(");
    struct str group = open < statement->tokens.count
                           ? statement_group(statement, statement->tokens.items[open].start)
                           : (struct str){0};
    operation->method = strategy;
    operation->partition_by =
        str_format(statement->arena, STR_FMT " " STR_FMT, STR_ARG(strategy), STR_ARG(group));
}

struct str table_bound(const struct statement *statement, struct json *body) {
    if (!body) {
        return (struct str){0};
    }
    if (node_flag(body, "is_default")) {
        return STR("DEFAULT");
    }
    // FROM (…) TO (…) has two groups, IN (…) and WITH (…) one
    size_t groups = node_get(body, "lowerdatums") ? 2 : 1;
    size_t first = statement_at(statement, body), end = first;
    for (size_t i = 0; i < groups; i++) {
        end = statement_find(statement, end, "(");
        while (end < statement->tokens.count &&
               !token_is(statement->draft->text, &statement->tokens.items[end], ")")) {
            end = statement_clause_end(statement, end + 1);
        }
        end += end < statement->tokens.count;
    }
    struct str bound = statement_tokens(statement, first, end);
    return str_format(statement->arena, "FOR VALUES " STR_FMT, STR_ARG(bound));
}

// ---- CREATE TABLE

static struct str relation_of(struct statement *statement, struct json *body) {
    struct str schema, name;
    node_relation(statement->arena, body, &schema, &name);
    return relation_name(statement->arena, schema, name);
}

static void add_option(struct statement *statement, struct operation *operation,
                       struct str option) {
    struct str before = operation->options;
    operation->options = before.size ? str_format(statement->arena, STR_FMT " " STR_FMT,
                                                  STR_ARG(before), STR_ARG(option))
                                     : option;
}

static void read_like(struct statement *statement, struct json *body,
                      struct operation *operation) {
    struct json *relation = node_get(body, "relation");
    *ARENA_PUSH(statement->arena, &operation->inherits) = relation_of(statement, relation);
    size_t first = statement_at(statement, relation);
    size_t end = statement_clause_end(statement, first);
    struct str clause = statement_tokens(statement, first, end);
    add_option(statement, operation,
               str_format(statement->arena, "LIKE " STR_FMT, STR_ARG(clause)));
}

static void read_element(struct statement *statement, struct json *element,
                         struct operation *operation) {
    struct json *body;
    if ((body = node_is(element, "ColumnDef"))) {
        struct column_def column = table_column(statement, body, &operation->constraints);
        *ARENA_PUSH(statement->arena, &operation->columns) = column;
    } else if ((body = node_is(element, "Constraint"))) {
        struct constraint_def constraint = table_constraint(statement, body);
        *ARENA_PUSH(statement->arena, &operation->constraints) = constraint;
    } else if ((body = node_is(element, "TableLikeClause"))) {
        read_like(statement, body, operation);
    }
}

// A primary key or a NOT NULL of the table's makes its columns NOT NULL.
static void apply_keys(struct operation *operation) {
    for (size_t i = 0; i < operation->constraints.count; i++) {
        const struct constraint_def *constraint = &operation->constraints.items[i];
        bool forbids_nulls = constraint->type == CONSTRAINT_PRIMARY_KEY ||
                             constraint->type == CONSTRAINT_NOT_NULL;
        for (size_t c = 0; forbids_nulls && c < operation->columns.count; c++) {
            if (str_list_has(&constraint->columns, operation->columns.items[c].name)) {
                operation->columns.items[c].nullable = TRUTH_NO;
            }
        }
    }
}

static void read_parents(struct statement *statement, struct json *body,
                         struct operation *operation) {
    struct json *parents = node_get(body, "inhRelations"), *bound = node_get(body, "partbound");
    for (size_t i = 0; i < node_count(parents); i++) {
        struct json *parent = node_is(node_item(parents, i), "RangeVar");
        if (bound) {
            node_relation(statement->arena, parent, &operation->partition_of_schema,
                          &operation->partition_of);
        } else {
            *ARENA_PUSH(statement->arena, &operation->inherits) =
                relation_of(statement, parent);
        }
    }
    operation->partition_bound = table_bound(statement, bound);
}

static void read_storage(struct statement *statement, struct json *body,
                         struct operation *operation) {
    struct json *first = node_is(node_item(node_get(body, "options"), 0), "DefElem");
    struct str tablespace = node_text(statement->arena, body, "tablespacename");
    struct str method = node_text(statement->arena, body, "accessMethod");
    operation->method = method.size ? method : operation->method;
    if (first) {
        struct str group =
            statement_group(statement, (uint32_t)node_number(first, "location", 0));
        add_option(statement, operation,
                   str_format(statement->arena, "WITH " STR_FMT, STR_ARG(group)));
    }
    if (tablespace.size) {
        add_option(statement, operation,
                   str_format(statement->arena, "TABLESPACE " STR_FMT,
                              STR_ARG(quoted_name(statement->arena, tablespace))));
    }
}

static void create(struct statement *statement, struct json *body,
                   struct operation *operation) {
    struct json *relation = node_get(body, "relation"), *elements = node_get(body, "tableElts");
    node_relation(statement->arena, relation, &operation->schema, &operation->table);
    operation->temporary = node_text_is(relation, "relpersistence", "t");
    operation->unlogged = node_text_is(relation, "relpersistence", "u");
    operation->if_not_exists |= node_flag(body, "if_not_exists");
    for (size_t i = 0; i < node_count(elements); i++) {
        read_element(statement, node_item(elements, i), operation);
    }
    apply_keys(operation);
    read_parents(statement, body, operation);
    if (node_get(body, "partspec")) {
        read_partition_key(statement, node_get(body, "partspec"), operation);
    }
    read_storage(statement, body, operation);
}

void table_create(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_CREATE_TABLE);
    create(statement, body, operation);
    if (node_get(body, "ofTypename")) {
        operation_set_unknown(statement->arena, operation, "columns",
                              STR("the columns are those of a composite type"));
    }
}

void table_create_foreign(struct statement *statement, struct json *body) {
    struct json *base = node_get(body, "base");
    struct operation *operation = statement_add(statement, OP_OTHER);
    operation->object = STR("FOREIGN TABLE");
    create(statement, base ? base : node_get(body, "base_stmt"), operation);
}
