#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "python/syntax.h"

static struct syntax_tree *parse(struct arena *arena, struct str text) {
    return syntax_parse(syntax_new(arena), arena, source_new(arena, STR("a.py"), text));
}

static void children_are_reached_by_field(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct syntax_tree *tree = parse(arena, STR("f(1, # one\n  b=2)\n"));
    const struct node *call = node_first(node_first(tree->root));
    assert_int_equal(call->kind, NODE_CALL);
    const struct node *arguments = node_field(call, FIELD_OF_ARGUMENTS);
    const struct node *first = node_first(arguments);
    assert_int_equal(first->kind, NODE_INTEGER);
    const struct node *second = node_next(first); // over the comment
    assert_int_equal(second->kind, NODE_KEYWORD_ARGUMENT);
    assert_true(str_is(syntax_text(tree->source, node_field(second, FIELD_OF_NAME)), "b"));
    assert_null(node_next(second));
    assert_ptr_equal(second->parent, arguments);
    arena_free(arena);
}

static void comments_are_listed(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct syntax_tree *tree = parse(arena, STR("x = '# no'  # yes\n# and this\n"));
    assert_int_equal(tree->comments.count, 2);
    assert_int_equal(tree->comments.items[0].start, 12);
    assert_null(tree->first_error);
    arena_free(arena);
}

static void an_error_is_found(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_non_null(parse(arena, STR("def f(:\n  pass\n"))->first_error);
    assert_non_null(parse(arena, STR("x = 'abc\n"))->first_error);
    assert_null(parse(arena, STR(""))->first_error);
    arena_free(arena);
}

static void deep_nesting_has_no_tree(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text text = {.arena = arena};
    for (int i = 0; i < 20000; i++) {
        text_add(&text, STR("["));
    }
    for (int i = 0; i < 20000; i++) {
        text_add(&text, STR("]"));
    }
    struct syntax_tree *tree = parse(arena, text_str(&text));
    assert_null(tree->root);
    assert_true(tree->problem.size > 0);
    arena_free(arena);
}

static void check_query(const char *query_text, const char *python, size_t expected) {
    struct arena *arena = arena_new();
    struct str problem = {0};
    struct syntax_query *query = syntax_query_new(arena, str_from(query_text), &problem);
    assert_non_null(query);
    struct spans matches = {0};
    syntax_query_run(arena, query, parse(arena, str_from(python)), &matches);
    assert_int_equal(matches.count, expected);
    arena_free(arena);
}

static void queries_apply_their_predicates(void **state) {
    (void)state;
    const char *python = "import os\nimport app\nimport app.models\nfrom lib import app\n";
    check_query("(import_statement name: (dotted_name) @match)", python, 3);
    check_query("((import_statement name: (dotted_name) @match) (#eq? @match \"app\"))", python,
                1);
    check_query("((import_statement name: (dotted_name) @match) (#match? @match \"^app\"))",
                python, 2);
    check_query("((import_statement name: (dotted_name) @match) (#not-match? @match \"^app\"))",
                python, 1);
    check_query(
        "((import_statement name: (dotted_name) @match) (#any-of? @match \"os\" \"app\"))",
        python, 2);
}

static void a_broken_query_says_where(void **state) {
    (void)state;
    static const char *const broken[] = {"(import_statement", "(no_such_node) @match",
                                         "((module) @match (#eqq? @match \"a\"))",
                                         "((module) @match (#match? @match \"(\"))"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct arena *arena = arena_new();
        struct str problem = {0};
        assert_null(syntax_query_new(arena, str_from(broken[i]), &problem));
        assert_true(problem.size > 0);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_are_reached_by_field),
        cmocka_unit_test(comments_are_listed),
        cmocka_unit_test(an_error_is_found),
        cmocka_unit_test(deep_nesting_has_no_tree),
        cmocka_unit_test(queries_apply_their_predicates),
        cmocka_unit_test(a_broken_query_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
