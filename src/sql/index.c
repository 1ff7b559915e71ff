#include "sql/index.h"

#include "model/print.h"
#include "sql/expression.h"
#include "sql/table.h"

static struct str order_of(struct arena *arena, struct json *body) {
    static const struct {
        const char *key, *value, *word;
    } words[] = {{"ordering", "SORTBY_ASC", "ASC"},
                 {"ordering", "SORTBY_DESC", "DESC"},
                 {"nulls_ordering", "SORTBY_NULLS_FIRST", "NULLS FIRST"},
                 {"nulls_ordering", "SORTBY_NULLS_LAST", "NULLS LAST"}};
    struct text order = {.arena = arena};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (node_text_is(body, words[i].key, words[i].value)) {
            text_addf(&order, "%s%s", order.count ? " " : "", words[i].word);
        }
    }
    return text_str(&order);
}

// Keys carry no place of their own: the text of the one at tokens `first` up to `end`, without
// what stands behind its expression, which is a call or in parentheses.
static struct str key_text(const struct statement *statement, size_t first, size_t end) {
    size_t open = statement_find(statement, first, "(");
    if (open >= end) {
        return statement_tokens(statement, first, end);
    }
    struct str group = statement_group(statement, statement->tokens.items[open].start);
    struct str before = statement_tokens(statement, first, open);
    if (!before.size) {
        return str_trim(str_slice(group, 1, group.size - 1));
    }
    return str_concat(statement->arena, before, group);
}

static struct index_key read_key(const struct statement *statement, struct json *body,
                                 size_t first, size_t end) {
    struct str schema, class;
    node_qualified(statement->arena, node_get(body, "opclass"), &schema, &class);
    struct index_key key = {
        .column = node_text(statement->arena, body, "name"),
        .collation = table_collation(statement, node_get(body, "collation")),
        .operator_class = class,
        .order = order_of(statement->arena, body),
    };
    struct json *expression = node_get(body, "expr");
    if (expression) {
        key.expression =
            expression_read_as(statement, expression, key_text(statement, first, end));
    }
    return key;
}

static void read_keys(const struct statement *statement, struct json *list, size_t open,
                      struct operation *operation) {
    size_t first = open + 1;
    for (size_t i = 0; i < node_count(list); i++) {
        size_t end = statement_clause_end(statement, first);
        struct index_key key =
            read_key(statement, node_is(node_item(list, i), "IndexElem"), first, end);
        *ARENA_PUSH(statement->arena, &operation->keys) = key;
        first = end + 1;
    }
}

static void read_include(const struct statement *statement, struct json *list,
                         struct operation *operation) {
    for (size_t i = 0; i < node_count(list); i++) {
        *ARENA_PUSH(statement->arena, &operation->include) =
            node_text(statement->arena, node_is(node_item(list, i), "IndexElem"), "name");
    }
}

static struct str storage(const struct statement *statement, struct json *body) {
    struct text options = {.arena = statement->arena};
    struct json *first = node_is(node_item(node_get(body, "options"), 0), "DefElem");
    struct str tablespace = node_text(statement->arena, body, "tableSpace");
    if (first) {
        struct str group =
            statement_group(statement, (uint32_t)node_number(first, "location", 0));
        text_addf(&options, "WITH " STR_FMT, STR_ARG(group));
    }
    if (tablespace.size) {
        text_addf(&options, "%sTABLESPACE " STR_FMT, first ? " " : "",
                  STR_ARG(quoted_name(statement->arena, tablespace)));
    }
    return text_str(&options);
}

void index_create(struct statement *statement, struct json *body) {
    struct json *relation = node_get(body, "relation");
    struct operation *operation = statement_add_on(statement, OP_CREATE_INDEX, relation);
    operation->name = node_text(statement->arena, body, "idxname");
    operation->method = node_text(statement->arena, body, "accessMethod");
    if (str_is(operation->method, "btree")) {
        operation->method = (struct str){0}; // the parser says it where nobody wrote it
    }
    operation->unique = node_flag(body, "unique");
    operation->concurrently = node_flag(body, "concurrent");
    operation->if_not_exists |= node_flag(body, "if_not_exists");
    operation->nulls_not_distinct = node_flag(body, "nulls_not_distinct");
    operation->only = !node_flag(relation, "inh");
    operation->options = storage(statement, body);
    operation->expression =
        expression_read(statement, node_get(body, "whereClause"), &clause_where);
    size_t name_end = statement_name_end(statement, statement_at(statement, relation));
    size_t open = statement_find(statement, name_end, "(");
    read_keys(statement, node_get(body, "indexParams"), open, operation);
    read_include(statement, node_get(body, "indexIncludingParams"), operation);
}

static const struct {
    const char *node;
    const char *object;
} reindexed[] = {
    {"REINDEX_OBJECT_INDEX", "INDEX"},       {"REINDEX_OBJECT_TABLE", "TABLE"},
    {"REINDEX_OBJECT_SCHEMA", "SCHEMA"},     {"REINDEX_OBJECT_SYSTEM", "SYSTEM"},
    {"REINDEX_OBJECT_DATABASE", "DATABASE"},
};

void index_reindex(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_REINDEX);
    struct json *relation = node_get(body, "relation");
    struct json *option = node_option(node_get(body, "params"), "concurrently");
    for (size_t i = 0; i < sizeof reindexed / sizeof *reindexed; i++) {
        if (node_text_is(body, "kind", reindexed[i].node)) {
            operation->object = str_from(reindexed[i].object);
        }
    }
    bool is_table = str_is(operation->object, "TABLE");
    node_relation(statement->arena, relation, &operation->schema,
                  is_table ? &operation->table : &operation->name);
    if (!relation) {
        operation->name = node_text(statement->arena, body, "name");
    }
    operation->options = statement_options(statement, node_get(body, "params"), "concurrently");
    // Versions before 14 of the parser have a member for it
    operation->concurrently = node_flag(body, "concurrent") ||
                              (option && node_boolean(node_get(option, "arg"), true));
}

void index_cluster(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_on(statement, OP_CLUSTER, node_get(body, "relation"));
    operation->name = node_text(statement->arena, body, "indexname");
    operation->options = statement_options(statement, node_get(body, "params"), "");
}
