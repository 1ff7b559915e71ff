#include "sql/session.h"

#include "sql/expression.h"
#include "sql/translate_node.h"

static struct str rest_from(const struct statement *statement, struct json *node) {
    size_t first = tokens_at(&statement->tokens, expression_start(node));
    return statement_tokens(statement, first, statement->tokens.count);
}

void session_set(struct statement *statement, struct json *body) {
    bool resets = node_text_is(body, "kind", "VAR_RESET") ||
                  node_text_is(body, "kind", "VAR_RESET_ALL") ||
                  node_text_is(body, "kind", "VAR_SET_DEFAULT");
    struct operation *operation = statement_add(statement, resets ? OP_RESET : OP_SET);
    operation->name = node_text(statement->arena, body, "name");
    operation->is_local = node_flag(body, "is_local");
    if (node_text_is(body, "kind", "VAR_RESET_ALL")) {
        operation->name = STR("all");
    }
    struct json *values = node_get(body, "args");
    if (!node_count(values)) {
        return;
    }
    struct json *first = node_item(values, 0);
    operation->expression = expression_read_as(statement, first, rest_from(statement, values));
    const char *written = operation->expression.text.data;
    operation->expression.is_string =
        node_count(values) == 1 && operation->expression.text.size && *written == '\'';
    const struct gap *gap =
        draft_marker(statement->draft->split, node_string(statement->arena, first));
    if (gap || node_is(first, "ParamRef")) {
        operation->expression.is_unknown = true;
        operation_set_unknown(statement->arena, operation, "value",
                              gap ? gap->reason : STR("a bind parameter"));
    }
}

bool session_set_config(struct statement *statement, struct json *select) {
    struct json *targets = node_get(select, "targetList"), *value;
    bool found = false;
    for (size_t i = 0; i < node_count(targets); i++) {
        struct json *call =
            node_is(node_get(node_is(node_item(targets, i), "ResTarget"), "val"), "FuncCall");
        struct json *names = node_get(call, "funcname"), *arguments = node_get(call, "args");
        struct json *name = node_item(arguments, 0);
        if (!str_is(node_string(statement->arena, node_item(names, node_count(names) - 1)),
                    "set_config") ||
            node_count(arguments) != 3 || node_constant(name, &value) != 's') {
            continue;
        }
        struct operation *operation = statement_add(statement, OP_SET);
        operation->name = str_lower(statement->arena, node_string(statement->arena, name));
        operation->expression =
            expression_read(statement, node_item(arguments, 1), &clause_value);
        struct json *local = node_item(arguments, 2);
        operation->is_local =
            node_constant(local, &value) == 'b' && node_flag(value, "boolval");
        found = true;
    }
    return found;
}

// clang-format off
static const struct {
    const char *kind;
    enum operation_kind operation;
    const char *options;
} transactions[] = {
    {"TRANS_STMT_BEGIN",             OP_BEGIN,               ""},
    {"TRANS_STMT_START",             OP_BEGIN,               ""},
    {"TRANS_STMT_COMMIT",            OP_COMMIT,              ""},
    {"TRANS_STMT_ROLLBACK",          OP_ROLLBACK,            ""},
    {"TRANS_STMT_SAVEPOINT",         OP_SAVEPOINT,           "SAVEPOINT"},
    {"TRANS_STMT_RELEASE",           OP_SAVEPOINT,           "RELEASE"},
    {"TRANS_STMT_ROLLBACK_TO",       OP_SAVEPOINT,           "ROLLBACK TO"},
    {"TRANS_STMT_PREPARE",           OP_PREPARE_TRANSACTION, ""},
    {"TRANS_STMT_COMMIT_PREPARED",   OP_OTHER,               "COMMIT PREPARED"},
    {"TRANS_STMT_ROLLBACK_PREPARED", OP_OTHER,               "ROLLBACK PREPARED"},
};
// clang-format on

void session_transaction(struct statement *statement, struct json *body) {
    for (size_t i = 0; i < sizeof transactions / sizeof *transactions; i++) {
        if (!node_text_is(body, "kind", transactions[i].kind)) {
            continue;
        }
        struct operation *operation = statement_add(statement, transactions[i].operation);
        operation->options = str_from(transactions[i].options);
        operation->name = node_text(statement->arena, body, "savepoint_name");
        if (!operation->name.size) {
            operation->name = node_text(statement->arena, body, "gid");
        }
        if (operation->kind == OP_OTHER) {
            operation->object = STR("PREPARED TRANSACTION");
        }
        if (node_flag(body, "chain")) {
            operation->options = STR("AND CHAIN"); // a new one begins at once
        }
    }
}

// EXPLAIN only plans; EXPLAIN ANALYZE runs the statement.
void session_explain(struct statement *statement, struct json *body) {
    struct json *option = node_option(node_get(body, "options"), "analyze");
    if (option && node_boolean(node_get(option, "arg"), true)) {
        translate_node(statement, node_get(body, "query"));
        return;
    }
    statement_add(statement, OP_OTHER)->object = STR("EXPLAIN");
}
