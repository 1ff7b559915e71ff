#include "sql/query.h"

#include "sql/expression.h"
#include "sql/uses.h"

static void add_result_columns(const struct statement *statement, struct json *query,
                               struct operation *operation) {
    struct json *targets = node_get(query, "targetList");
    for (size_t i = 0; i < node_count(targets); i++) {
        struct json *target = node_is(node_item(targets, i), "ResTarget");
        struct str name = node_text(statement->arena, target, "name");
        struct json *fields = node_get(node_is(node_get(target, "val"), "ColumnRef"), "fields");
        if (!name.size && fields) {
            name = node_string(statement->arena, node_item(fields, node_count(fields) - 1));
        }
        if (!name.size) {
            operation->columns.count = 0; // a star, or a name that PostgreSQL makes up
            operation_set_unknown(statement->arena, operation, "columns",
                                  STR("the query does not name its columns"));
            return;
        }
        ARENA_PUSH(statement->arena, &operation->columns)->name = name;
    }
}

static void read_query(const struct statement *statement, struct json *query,
                       struct json *names, struct operation *operation) {
    size_t as = statement_find(statement, 0, "as"), end = statement->tokens.count;
    struct str draft = statement->draft->text;
    if (end > 3 && tokens_are(draft, &statement->tokens, end - 3, "with no data")) {
        end -= 3;
    } else if (end > 2 && tokens_are(draft, &statement->tokens, end - 2, "with data")) {
        end -= 2;
    }
    struct str text = statement_tokens(statement, as + 1, end);
    operation->expression = expression_read_as(statement, query, text);
    operation->names = expression_relations(statement, query);
    operation->expression.columns = uses_columns(statement, query);
    for (size_t i = 0; i < node_count(names); i++) {
        ARENA_PUSH(statement->arena, &operation->columns)->name =
            node_string(statement->arena, node_item(names, i));
    }
    if (!node_count(names)) {
        add_result_columns(statement, node_is(query, "SelectStmt"), operation);
    }
}

// WITH (…), ON COMMIT … and TABLESPACE: what stands before AS, behind names and access method.
static struct str storage_of(const struct statement *statement, struct json *relation) {
    size_t end = statement_find(statement, 0, "as"), first = end;
    size_t at = statement_name_end(statement, statement_at(statement, relation));
    static const char *const starts[] = {"with", "on", "tablespace"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        first = statement_find_outside(statement, at, first, starts[i]);
    }
    return statement_tokens(statement, first, end);
}

void query_view(struct statement *statement, struct json *body) {
    struct json *view = node_get(body, "view");
    struct operation *operation = statement_add_on(statement, OP_CREATE_VIEW, view);
    operation->or_replace = node_flag(body, "replace");
    operation->temporary = node_text_is(view, "relpersistence", "t");
    size_t recursive = statement_find(statement, 0, "recursive");
    if (recursive < statement_at(statement, view)) {
        operation->object = STR("RECURSIVE");
    }
    operation->options = storage_of(statement, view);
    read_query(statement, node_get(body, "query"), node_get(body, "aliases"), operation);
}

void query_create_as(struct statement *statement, struct json *body) {
    struct json *into = node_get(body, "into"), *relation = node_get(into, "rel");
    bool is_view = node_text_is(body, "objtype", "OBJECT_MATVIEW") ||
                   node_text_is(body, "relkind", "OBJECT_MATVIEW");
    struct operation *operation = statement_add_on(
        statement, is_view ? OP_CREATE_MATERIALIZED_VIEW : OP_CREATE_TABLE_AS, relation);
    operation->if_not_exists |= node_flag(body, "if_not_exists");
    operation->temporary = node_text_is(relation, "relpersistence", "t");
    operation->unlogged = node_text_is(relation, "relpersistence", "u");
    operation->no_data = node_flag(into, "skipData");
    operation->method = node_text(statement->arena, into, "accessMethod");
    operation->options = storage_of(statement, relation);
    read_query(statement, node_get(body, "query"), node_get(into, "colNames"), operation);
}

void query_refresh(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_on(statement, OP_REFRESH_MATERIALIZED_VIEW, node_get(body, "relation"));
    operation->concurrently = node_flag(body, "concurrent");
    operation->no_data = node_flag(body, "skipData");
}

// SELECT … INTO t FROM u is CREATE TABLE t AS SELECT … FROM u.
void query_into(struct statement *statement, struct json *body, struct json *into,
                const struct str_list *relations) {
    struct json *relation = node_get(into, "rel");
    struct operation *operation = statement_add_on(statement, OP_CREATE_TABLE_AS, relation);
    operation->temporary = node_text_is(relation, "relpersistence", "t");
    operation->unlogged = node_text_is(relation, "relpersistence", "u");
    size_t at = statement_at(statement, relation);
    size_t end = statement_name_end(statement, at), word = at;
    while (word && !token_is(statement->draft->text, &statement->tokens.items[word], "into")) {
        word--;
    }
    struct str query = str_format(statement->arena, STR_FMT " " STR_FMT,
                                  STR_ARG(statement_tokens(statement, 0, word)),
                                  STR_ARG(statement_rest(statement, end)));
    operation->expression = expression_read_as(statement, body, str_trim(query));
    struct str own = relation_name(statement->arena, operation->schema, operation->table);
    for (size_t i = 0; i < relations->count; i++) {
        if (!str_equal(relations->items[i], own)) {
            *ARENA_PUSH(statement->arena, &operation->names) = relations->items[i];
        }
    }
    add_result_columns(statement, body, operation);
}
