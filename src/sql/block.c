#include "sql/block.h"

#include <string.h>

#include "sql/body.h"
#include "sql/guard.h"
#include "sql/parse.h"
#include "sql/translate_node.h"

enum { DEPTH_MAX = 200 };

// The body of a DO statement being walked. The tree tells lines alone, so the statements' texts
// are looked for, each behind the one before.
struct block {
    struct statement *statement;
    struct span body; // in the draft
    uint32_t at;      // where to look for the next one
    unsigned depth;
};

static void walk_list(struct block *block, struct json *list);

// ---- statements that are SQL

static struct span find_text(struct block *block, struct str query) {
    const struct draft *draft = block->statement->draft;
    struct str body = str_slice(draft->text, 0, block->body.end);
    size_t at = str_find(body, query, block->at);
    if (at == SIZE_MAX) {
        // INTO was taken out of it: its first words
        size_t size = str_find(query, STR("  "), 0);
        at = size != SIZE_MAX && size > 6 ? str_find(body, str_slice(query, 0, size), block->at)
                                          : SIZE_MAX;
    }
    if (at == SIZE_MAX) {
        return block->body;
    }
    block->at = (uint32_t)at;
    size_t end = at + query.size < block->body.end ? at + query.size : block->body.end;
    return (struct span){(uint32_t)at, (uint32_t)end};
}

static void run(struct block *block, struct str query) {
    const struct statement *statement = block->statement;
    struct span place = find_text(block, query);
    translate_inner(block->statement, query,
                    draft_origin(statement->draft, place.start, place.end));
    block->at = place.start == block->body.start ? block->at : place.end;
}

static struct str query_of(struct block *block, struct json *body, const char *key) {
    return node_text(block->statement->arena, node_is(node_get(body, key), "PLpgSQL_expr"),
                     "query");
}

static void run_sql(struct block *block, struct json *body) {
    run(block, query_of(block, body, "sqlstmt"));
}

// PERFORM f() comes as SELECT f().
static void run_perform(struct block *block, struct json *body) {
    struct str query = query_of(block, body, "expr");
    struct str written = str_slice(query, sizeof "SELECT " - 1, query.size);
    struct span place = find_text(block, written);
    translate_inner(block->statement, query,
                    draft_origin(block->statement->draft, place.start, place.end));
}

static void run_call(struct block *block, struct json *body) {
    run(block, query_of(block, body, "expr"));
}

static void add_opaque(struct block *block, struct str text, struct str reason) {
    struct statement *statement = block->statement;
    struct span place = find_text(block, text);
    struct operation *operation = statement_add(statement, OP_OPAQUE);
    operation->reason = reason;
    operation->span = statement_span(statement, place.start, place.end);
}

// EXECUTE of a literal is read; what an expression gives is not known.
static void run_dynamic(struct block *block, struct json *body) {
    struct arena *arena = block->statement->arena;
    struct str text = query_of(block, body, "query");
    struct parse parse =
        parse_statement(block->statement->scratch, str_concat(arena, STR("SELECT "), text));
    struct json *targets = node_get(node_is(parse.statement, "SelectStmt"), "targetList");
    struct json *value = node_get(node_is(node_item(targets, 0), "ResTarget"), "val"),
                *constant;
    bool is_literal = node_constant(value, &constant) == 's';
    struct str query = node_string(arena, value);
    parse_free(&parse);
    if (is_literal) {
        struct span place = find_text(block, text);
        translate_inner(block->statement, query,
                        draft_origin(block->statement->draft, place.start, place.end));
        return;
    }
    struct str written = draft_unmark(arena, block->statement->draft->split, text);
    add_opaque(block, text,
               str_format(arena, "EXECUTE of an expression: " STR_FMT, STR_ARG(written)));
}

static void run_commit(struct block *block, struct json *body) {
    (void)body;
    statement_add(block->statement, OP_COMMIT);
}

static void run_rollback(struct block *block, struct json *body) {
    (void)body;
    statement_add(block->statement, OP_ROLLBACK);
}

// ---- conditions and loops

static const struct condition *add_condition(struct block *block, struct str test, bool holds) {
    struct statement *statement = block->statement;
    struct arena *arena = statement->arena;
    struct str text = draft_unmark(arena, statement->draft->split, test);
    struct condition *condition = ARENA_NEW(arena, struct condition, 1);
    *condition = (struct condition){
        .parent = statement->condition,
        // Apart from the numbers that the evaluator gives: the upper half
        .id = (uint32_t)(str_hash(test) * 2 + holds) | 0x80000000u,
        .text = holds ? text : str_format(arena, "not (" STR_FMT ")", STR_ARG(text)),
        .guard_negated = !holds,
    };
    guard_read(arena, test, condition);
    return condition;
}

static void walk_under(struct block *block, struct json *list, struct str test, bool holds) {
    const struct condition *before = block->statement->condition;
    block->statement->condition = add_condition(block, test, holds);
    walk_list(block, list);
    block->statement->condition = before;
}

static void walk_if(struct block *block, struct json *body) {
    const struct condition *before = block->statement->condition;
    struct str test = query_of(block, body, "cond");
    walk_under(block, node_get(body, "then_body"), test, true);
    block->statement->condition = add_condition(block, test, false);
    struct json *others = node_get(body, "elsif_list");
    for (size_t i = 0; i < node_count(others); i++) {
        struct json *other = node_is(node_item(others, i), "PLpgSQL_if_elsif");
        test = query_of(block, other, "cond");
        walk_under(block, node_get(other, "stmts"), test, true);
        block->statement->condition = add_condition(block, test, false);
    }
    walk_list(block, node_get(body, "else_body"));
    block->statement->condition = before;
}

static void walk_case(struct block *block, struct json *body) {
    struct json *whens = node_get(body, "case_when_list");
    struct str test = query_of(block, body, "t_expr");
    for (size_t i = 0; i < node_count(whens); i++) {
        struct json *when = node_is(node_item(whens, i), "PLpgSQL_case_when");
        struct str own = test.size ? test : query_of(block, when, "expr");
        walk_under(block, node_get(when, "stmts"),
                   str_format(block->statement->arena, "CASE " STR_FMT " WHEN %zu",
                              STR_ARG(own), i + 1),
                   true);
    }
    struct str other =
        str_format(block->statement->arena, "CASE " STR_FMT " ELSE", STR_ARG(test));
    walk_under(block, node_get(body, "else_stmts"), other, true);
}

static void walk_loop(struct block *block, struct json *body) {
    bool before = block->statement->in_loop;
    block->statement->in_loop = true;
    walk_list(block, node_get(body, "body"));
    block->statement->in_loop = before;
}

static void walk_query_loop(struct block *block, struct json *body) {
    run(block, query_of(block, body, "query"));
    walk_loop(block, body);
}

static void walk_dynamic_loop(struct block *block, struct json *body) {
    run_dynamic(block, body);
    walk_loop(block, body);
}

// ---- blocks

static bool handles(struct block *block, struct json *handlers, const char *prefix) {
    struct arena *arena = block->statement->arena;
    for (size_t i = 0; i < node_count(handlers); i++) {
        struct json *conditions =
            node_get(node_is(node_item(handlers, i), "PLpgSQL_exception"), "conditions");
        for (size_t j = 0; j < node_count(conditions); j++) {
            struct str name = node_text(
                arena, node_is(node_item(conditions, j), "PLpgSQL_condition"), "condname");
            if (str_is(name, "others") || str_starts(name, str_from(prefix))) {
                return true;
            }
        }
    }
    return false;
}

// EXCEPTION WHEN duplicate_object is IF NOT EXISTS by hand, undefined_table IF EXISTS.
static void walk_block(struct block *block, struct json *body) {
    struct statement *statement = block->statement;
    bool existing = statement->skips_existing, missing = statement->skips_missing;
    struct json *handlers =
        node_get(node_is(node_get(body, "exceptions"), "PLpgSQL_exception_block"), "exc_list");
    statement->skips_existing |= handles(block, handlers, "duplicate_");
    statement->skips_missing |= handles(block, handlers, "undefined_");
    walk_list(block, node_get(body, "body"));
    statement->skips_existing = existing;
    statement->skips_missing = missing;
    for (size_t i = 0; i < node_count(handlers); i++) {
        struct json *handler = node_is(node_item(handlers, i), "PLpgSQL_exception");
        walk_under(block, node_get(handler, "action"), STR("an exception is raised"), true);
    }
}

static void skip(struct block *block, struct json *body) {
    (void)block, (void)body;
}

// clang-format off
static const struct {
    const char *kind;
    void (*walk)(struct block *, struct json *);
} block_statements[] = {
    {"PLpgSQL_stmt_block",        walk_block},
    {"PLpgSQL_stmt_execsql",      run_sql},
    {"PLpgSQL_stmt_perform",      run_perform},
    {"PLpgSQL_stmt_call",         run_call},
    {"PLpgSQL_stmt_dynexecute",   run_dynamic},
    {"PLpgSQL_stmt_commit",       run_commit},
    {"PLpgSQL_stmt_rollback",     run_rollback},
    {"PLpgSQL_stmt_if",           walk_if},
    {"PLpgSQL_stmt_case",         walk_case},
    {"PLpgSQL_stmt_loop",         walk_loop},
    {"PLpgSQL_stmt_while",        walk_loop},
    {"PLpgSQL_stmt_fori",         walk_loop},
    {"PLpgSQL_stmt_foreach_a",    walk_loop},
    {"PLpgSQL_stmt_forc",         walk_loop},
    {"PLpgSQL_stmt_fors",         walk_query_loop},
    {"PLpgSQL_stmt_dynfors",      walk_dynamic_loop},
    {"PLpgSQL_stmt_assign",       skip},
    {"PLpgSQL_stmt_assert",       skip},
    {"PLpgSQL_stmt_raise",        skip},
    {"PLpgSQL_stmt_return",       skip},
    {"PLpgSQL_stmt_exit",         skip},
    {"PLpgSQL_stmt_getdiag",      skip},
    {"PLpgSQL_stmt_open",         skip},
    {"PLpgSQL_stmt_fetch",        skip},
    {"PLpgSQL_stmt_close",        skip},
};
// clang-format on

static void walk_statement(struct block *block, struct json *node) {
    struct json *body;
    const char *kind = node_kind(node, &body);
    for (size_t i = 0; i < sizeof block_statements / sizeof *block_statements; i++) {
        if (strcmp(kind, block_statements[i].kind) == 0) {
            block_statements[i].walk(block, body);
            return;
        }
    }
    add_opaque(block, (struct str){0},
               str_format(block->statement->arena, "a PL/pgSQL statement: %s", kind));
}

static void walk_list(struct block *block, struct json *list) {
    if (block->depth >= DEPTH_MAX) {
        add_opaque(block, (struct str){0}, STR("PL/pgSQL nested too deep"));
        return;
    }
    block->depth++;
    for (size_t i = 0; i < node_count(list); i++) {
        walk_statement(block, node_item(list, i));
    }
    block->depth--;
}

static void walk_function(struct statement *statement, struct json *function,
                          struct span body) {
    struct block block = {statement, body, body.start, 0};
    size_t first = statement->out->count;
    walk_statement(&block, node_get(function, "action"));
    if (statement->out->count == first) {
        statement_add(statement, OP_OTHER)->object = STR("DO");
    }
}

void block_do(struct statement *statement, struct json *body) {
    struct json *options = node_get(body, "args"), *language = node_option(options, "language");
    struct str name = node_string(statement->arena, node_get(language, "arg"));
    bool was_in_block = statement->in_do_block;
    statement->in_do_block = true;
    if (language && !str_equal_nocase(name, STR("plpgsql"))) {
        body_refuse(
            statement,
            str_format(statement->arena, "a DO block in the language " STR_FMT, STR_ARG(name)));
    } else {
        struct span place = body_span(statement, node_option(options, "as"));
        struct parse parse = body_parse(statement, place);
        if (parse.status == PARSE_DONE) {
            struct json *function = node_is(node_item(parse.root, 0), "PLpgSQL_function");
            walk_function(statement, function, place);
        } else {
            body_reject(statement, &parse, place);
        }
        parse_free(&parse);
    }
    statement->in_do_block = was_in_block;
}
