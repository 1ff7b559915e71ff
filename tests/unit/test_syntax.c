#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <tree_sitter/api.h>

#include "python/syntax.h"

const TSLanguage *tree_sitter_python(void);

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

// ---- the copy beside tree-sitter's cursor

static const char *const kind_names[] = {
#define NODE_KIND(kind, name) [NODE_##kind] = name,
    NODE_KINDS(NODE_KIND)
#undef NODE_KIND
};

static const char *const field_names[] = {
#define NODE_FIELD(field, name) [FIELD_OF_##field] = name,
    NODE_FIELDS(NODE_FIELD)
#undef NODE_FIELD
};

static bool is_name(const char *name, const char *const *names, size_t count, size_t index) {
    for (size_t i = 1; i < count; i++) {
        if (name && strcmp(names[i], name) == 0) {
            return index == i;
        }
    }
    return index == 0; // not told apart
}

// Compares a node and all below it; recursion as deep as the texts of this file are nested.
static void compare(TSTreeCursor *cursor, const struct node *node) {
    TSNode expected = ts_tree_cursor_current_node(cursor);
    const char *type = ts_node_is_named(expected) ? ts_node_type(expected) : NULL;
    const char *field = ts_tree_cursor_current_field_name(cursor);
    assert_non_null(node);
    assert_int_equal(node->span.start, ts_node_start_byte(expected));
    assert_int_equal(node->span.end, ts_node_end_byte(expected));
    assert_int_equal(node->is_named, ts_node_is_named(expected));
    assert_int_equal(node->is_missing, ts_node_is_missing(expected));
    assert_true(is_name(type, kind_names, NODE_KIND_COUNT, node->kind));
    assert_true(is_name(field, field_names, NODE_FIELD_COUNT, node->field));
    const struct node *child = node->child;
    if (ts_tree_cursor_goto_first_child(cursor)) {
        do {
            compare(cursor, child);
            assert_ptr_equal(child->parent, node);
            child = child->next;
        } while (ts_tree_cursor_goto_next_sibling(cursor));
        ts_tree_cursor_goto_parent(cursor);
    }
    assert_null(child);
}

static void the_copy_is_what_the_cursor_shows(void **state) {
    (void)state;
    static const char python[] =
        "\xef\xbb\xbf\"\"\"add it\n\nRevises: a\n\"\"\"\n"
        "from alembic import op\nimport sqlalchemy as sa, x.y as z\nfrom . import *\n"
        "revision: str = 'b'  # one\ndown_revision = ('a', \"c\" 'd')\n\n"
        "@decorated(1)\nasync def upgrade(a, /, b: int = 1, *args, c=2, **kw) -> None:\n"
        "    # a comment\n"
        "    with op.batch_alter_table('t', schema=None) as batch, open(f'{a!r:>{b}}') as g:\n"
        "        batch.add_column(sa.Column('x', sa.String(length=50), nullable=not True))\n"
        "    op.execute(f\"UPDATE {t} SET a = {a + 1} WHERE b IN ({', '.join(n)})\")\n"
        "    if a < b <= 3 and not c: pass\n    elif d := f(*a, **k): return x[1:2, ::3]\n"
        "    else:\n        raise E from e\n"
        "    try:\n        del a.b[0]\n    except (A, B) as e:\n        print(e)\n"
        "    finally:\n        x = [i for i, in y if i for j in z] + [*y] or {**a, 'k': v}\n"
        "    for i, (j, k) in enumerate(a): continue\n    while True: break\n"
        "    match a:\n        case {'x': [1, *_]} | C(y=2) if z: assert a, b\n"
        "    a = b if c else lambda x, y=1: (yield x)\n    x += -1 ** 2 // ~3 @ 4\n"
        "class C(B, metaclass=M):\n    type X[T] = list[T]\n    global g; nonlocal_ = await "
        "f()\n";
    struct str whole = {python, sizeof python - 1};
    TSParser *parser = ts_parser_new();
    assert_true(ts_parser_set_language(parser, tree_sitter_python()));
    for (size_t size = 0; size <= whole.size; size++) { // cut off anywhere, it has errors
        struct arena *arena = arena_new();
        struct syntax_tree *copy = parse(arena, str_slice(whole, 0, size));
        TSTree *tree = ts_parser_parse_string(parser, NULL, python, (uint32_t)size);
        TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
        compare(&cursor, copy->root);
        ts_tree_cursor_delete(&cursor);
        ts_tree_delete(tree);
        arena_free(arena);
    }
    ts_parser_delete(parser);
}

static void nodes_that_come_later_are_the_same(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct syntax *syntax = syntax_new(arena);
    const struct source *source = source_new(arena, STR("a.py"), STR("f(1)\n"));
    struct syntax_tree *tree = syntax_parse(syntax, arena, source);
    struct syntax_tree *later = syntax_later(syntax, tree);
    assert_null(later->root);
    assert_int_equal(syntax_root(later)->span.end, tree->root->span.end);
    assert_ptr_equal(syntax_root(later), syntax_root(later));
    assert_int_equal(node_first(syntax_root(later))->kind, NODE_EXPRESSION_STATEMENT);
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
        cmocka_unit_test(the_copy_is_what_the_cursor_shows),
        cmocka_unit_test(nodes_that_come_later_are_the_same),
        cmocka_unit_test(queries_apply_their_predicates),
        cmocka_unit_test(a_broken_query_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
