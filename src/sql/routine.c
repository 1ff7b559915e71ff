#include "sql/routine.h"

#include "sql/body.h"
#include "sql/expression.h"
#include "sql/object.h"
#include "sql/parse.h"
#include "sql/typename.h"

// ---- functions

static struct str function_options(const struct statement *statement, struct json *options) {
    static const struct {
        const char *name;
        const char *yes, *no;
    } flags[] = {{"security", "SECURITY DEFINER", "SECURITY INVOKER"},
                 {"strict", "STRICT", "CALLED ON NULL INPUT"},
                 {"leakproof", "LEAKPROOF", "NOT LEAKPROOF"},
                 {"window", "WINDOW", ""}};
    struct arena *arena = statement->arena;
    struct text text = {.arena = arena};
    struct str language = node_string(arena, node_get(node_option(options, "language"), "arg"));
    struct str label = node_string(arena, node_get(node_option(options, "volatility"), "arg"));
    text_addf(&text, "LANGUAGE " STR_FMT, STR_ARG(language.size ? language : STR("sql")));
    if (label.size) {
        text_addf(&text, " " STR_FMT, STR_ARG(str_upper(arena, label)));
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        struct json *option = node_option(options, flags[i].name);
        if (option) {
            bool yes = node_boolean(node_get(option, "arg"), true);
            text_addf(&text, " %s", yes ? flags[i].yes : flags[i].no);
        }
    }
    for (size_t i = 0; i < node_count(options); i++) {
        struct json *option = node_is(node_item(options, i), "DefElem");
        struct json *set = node_is(node_get(option, "arg"), "VariableSetStmt");
        if (set) {
            struct str name = node_text(arena, set, "name");
            text_addf(&text, " SET " STR_FMT, STR_ARG(name));
        }
    }
    return text_str(&text);
}

// What the body of a function in SQL reads and changes. The server looks at it when the function
// is made: manual, check_function_bodies.
static void read_tree(const struct statement *statement, struct json *tree,
                      struct operation *operation) {
    operation->sources = expression_sources(statement, tree);
    operation->names = expression_changed(statement, tree);
}

// A body in quotes: false when the server rejects it, and with it the statement.
static bool read_quoted(struct statement *statement, struct json *option, struct str text,
                        struct operation *operation) {
    struct parse parse = parse_statement(statement->scratch, text);
    bool is_rejected = parse.status == PARSE_REJECTED &&
                       !draft_marker(statement->draft->split, statement->draft->text);
    if (is_rejected) {
        body_reject_sql(statement, &parse, body_span(statement, option));
    } else {
        read_tree(statement, parse.root, operation);
    }
    parse_free(&parse);
    return !is_rejected;
}

static bool read_block(struct statement *statement, struct json *option) {
    struct span place = body_span(statement, option);
    struct parse parse = body_parse(statement, place);
    bool is_rejected = parse.status == PARSE_REJECTED &&
                       str_starts(parse.message, STR("syntax error")) &&
                       !draft_marker(statement->draft->split, statement->draft->text);
    if (is_rejected) {
        body_reject(statement, &parse, place);
    }
    parse_free(&parse);
    return !is_rejected;
}

static bool read_body(struct statement *statement, struct json *body,
                      struct operation *operation) {
    struct json *options = node_get(body, "options"), *atomic = node_get(body, "sql_body");
    struct str language =
        node_string(statement->arena, node_get(node_option(options, "language"), "arg"));
    struct json *option = node_option(options, "as"), *texts = node_get(option, "arg");
    if (atomic) {
        read_tree(statement, atomic, operation);
    } else if (node_count(texts) == 1 && str_equal_nocase(language, STR("sql"))) {
        struct str text = node_string(statement->arena, node_item(texts, 0));
        return read_quoted(statement, option, text, operation);
    } else if (node_count(texts) == 1 && str_equal_nocase(language, STR("plpgsql"))) {
        return read_block(statement, option);
    }
    return true;
}

void routine_function(struct statement *statement, struct json *body) {
    struct operation function = {0};
    if (!read_body(statement, body, &function)) {
        return;
    }
    struct operation *operation =
        statement_add_named(statement, OP_CREATE_FUNCTION, node_get(body, "funcname"));
    operation->object = node_flag(body, "is_procedure") ? STR("PROCEDURE") : STR("FUNCTION");
    operation->or_replace = node_flag(body, "replace");
    operation->column.type = typename_read(statement, node_get(body, "returnType"));
    operation->options = function_options(statement, node_get(body, "options"));
    operation->definition = statement_rest_behind_word(
        statement, operation->object.data[0] == 'P' ? "procedure" : "function");
    operation->sources = function.sources;
    operation->names = function.names;
}

void routine_alter_function(struct statement *statement, struct json *body) {
    struct json *function = node_get(body, "func");
    struct operation *operation =
        statement_add_named(statement, OP_OTHER, node_get(function, "objname"));
    operation->object = object_word(statement->arena, body, "objtype");
    operation->options = STR("ALTER");
}

// ---- triggers, rules, policies

// BEFORE UPDATE OF a, AS ON INSERT: what stands between the name and ON or TO the table goes to
// the options, what stands behind the table is the definition.
static void read_around(const struct statement *statement, const char *word,
                        struct json *relation, struct operation *operation) {
    size_t table = statement_at(statement, relation);
    size_t first = statement_named_end(statement, word);
    operation->options = statement_tokens(statement, first, table ? table - 1 : 0);
    operation->definition = statement_rest_behind(statement, relation);
}

void routine_trigger(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_on(statement, OP_CREATE_TRIGGER, node_get(body, "relation"));
    operation->name = node_text(statement->arena, body, "trigname");
    operation->object = node_flag(body, "isconstraint") ? STR("CONSTRAINT") : (struct str){0};
    operation->or_replace = node_flag(body, "replace");
    read_around(statement, "trigger", node_get(body, "relation"), operation);
    operation->names = node_names(statement->arena, node_get(body, "columns"));
    operation->expression =
        expression_read(statement, node_get(body, "whenClause"), &clause_when);
}

void routine_rule(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_on(statement, OP_CREATE_RULE, node_get(body, "relation"));
    operation->name = node_text(statement->arena, body, "rulename");
    operation->or_replace = node_flag(body, "replace");
    read_around(statement, "rule", node_get(body, "relation"), operation);
    operation->expression =
        expression_read(statement, node_get(body, "whereClause"), &clause_where);
    operation->names = expression_relations(statement, node_get(body, "actions"));
    struct expression whole = expression_read_as(statement, body, (struct str){0});
    operation->expression.columns = whole.columns; // those of the actions as well
}

// FOR ALL TO r: what stands before USING and WITH CHECK, which members hold.
static struct str policy_head(const struct statement *statement, struct json *relation) {
    size_t first = statement_name_end(statement, statement_at(statement, relation));
    size_t end = statement_find(statement, first, "using");
    while (first < end &&
           !tokens_are(statement->draft->text, &statement->tokens, end - 1, "with check")) {
        end--;
    }
    return statement_tokens(statement, first, end);
}

static void read_policy(struct statement *statement, enum operation_kind kind,
                        struct json *body) {
    struct json *qualification = node_get(body, "qual"), *check = node_get(body, "with_check");
    struct operation *operation = statement_add_on(statement, kind, node_get(body, "table"));
    operation->name = node_text(statement->arena, body, "policy_name");
    operation->expression = expression_read(statement, qualification, &clause_policy);
    operation->constraint.check = expression_read(statement, check, &clause_check);
    operation->definition = policy_head(statement, node_get(body, "table"));
    struct str_list relations[] = {expression_relations(statement, qualification),
                                   expression_relations(statement, check)};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < relations[i].count; j++) {
            if (!str_list_has(&operation->names, relations[i].items[j])) {
                *ARENA_PUSH(statement->arena, &operation->names) = relations[i].items[j];
            }
        }
    }
}

void routine_policy(struct statement *statement, struct json *body) {
    read_policy(statement, OP_CREATE_POLICY, body);
}

void routine_alter_policy(struct statement *statement, struct json *body) {
    read_policy(statement, OP_ALTER_POLICY, body);
}
