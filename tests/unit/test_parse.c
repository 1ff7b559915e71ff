#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/parallel.h"
#include "sql/node.h"
#include "sql/parse.h"

static struct arena *arena;

static int make_arena(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int free_arena(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static void a_statement_becomes_a_tree(void **state) {
    (void)state;
    struct parse parse = parse_statement(arena, STR("DROP TABLE a.b"));
    assert_int_equal(parse.status, PARSE_DONE);
    struct json *drop = node_is(parse.statement, "DropStmt");
    struct str schema, name;
    node_qualified(arena, node_item(node_get(drop, "objects"), 0), &schema, &name);
    assert_true(str_is(schema, "a") && str_is(name, "b"));
    parse_free(&parse);
    assert_null(parse.root);
}

static void nothing_is_a_tree_without_a_statement(void **state) {
    (void)state;
    struct parse parse = parse_statement(arena, STR("-- nothing"));
    assert_int_equal(parse.status, PARSE_DONE);
    assert_null(parse.statement);
    parse_free(&parse);
}

static void errors_are_placed_by_bytes(void **state) {
    (void)state;
    static const struct {
        const char *sql, *message;
        uint32_t offset;
    } cases[] = {
        {"DROP TABEL a", "syntax error at or near \"TABEL\"", 5},
        {"SELECT 'éé€', FROM t", "syntax error at or near \"FROM\"", 18},
        {"SELECT 'éé€' FROM", "syntax error at end of input", 21},
        {"SELECT 'éé€' x y", "syntax error at or near \"y\"", 19},
        {"SELECT", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parse parse = parse_statement(arena, str_from(cases[i].sql));
        assert_int_equal(parse.status, cases[i].offset ? PARSE_REJECTED : PARSE_DONE);
        if (cases[i].offset) {
            assert_string_equal(parse.message.data, cases[i].message);
            assert_int_equal(parse.offset, cases[i].offset);
        }
        parse_free(&parse);
    }
}

static struct str repeated(const char *start, const char *part, size_t count) {
    struct text text = {.arena = arena};
    text_add(&text, str_from(start));
    for (size_t i = 0; i < count; i++) {
        text_add(&text, str_from(part));
    }
    return text_str(&text);
}

static void what_is_too_large_or_too_deep_is_refused(void **state) {
    (void)state;
    struct parse parse = parse_statement(arena, repeated("SELECT 1", "+1", 40000));
    assert_int_equal(parse.status, PARSE_TOO_LARGE);
    parse_free(&parse);
    parse = parse_statement(arena, repeated("SELECT 1", "+1", 5000));
    assert_int_equal(parse.status, PARSE_TOO_DEEP);
    parse_free(&parse);
    parse = parse_statement(arena, repeated("SELECT ", "(", 20000));
    assert_int_equal(parse.status, PARSE_REJECTED);
    parse_free(&parse);
    parse = parse_block(arena, repeated("DO $$ BEGIN ", "NULL; ", 20000));
    assert_int_equal(parse.status, PARSE_TOO_LARGE);
    parse_free(&parse);
}

static void bodies_in_plpgsql_are_trees(void **state) {
    (void)state;
    struct parse parse = parse_block(arena, STR("DO $$ BEGIN DROP TABLE t; END $$"));
    assert_int_equal(parse.status, PARSE_DONE);
    struct json *function = node_is(node_item(parse.root, 0), "PLpgSQL_function");
    assert_non_null(node_is(node_get(function, "action"), "PLpgSQL_stmt_block"));
    parse_free(&parse);
    parse = parse_block(arena, STR("DO $$ BEGIN x y; END $$"));
    assert_int_equal(parse.status, PARSE_REJECTED);
    assert_string_equal(parse.message.data, "syntax error at or near \"x\"");
    parse_free(&parse);
}

enum { WORKERS = 4, CALLS = 400 };

struct work {
    struct arena *arenas[WORKERS];
    unsigned wrong[WORKERS];
};

static void parse_one(void *context, unsigned worker, size_t index) {
    struct work *work = context;
    bool is_right = index % 3 > 0;
    struct str sql = is_right ? STR("ALTER TABLE t ADD COLUMN a int") : STR("ALTER TABEL t");
    struct parse parse = parse_statement(work->arenas[worker], sql);
    work->wrong[worker] += (parse.status == PARSE_DONE) != is_right;
    parse_free(&parse);
}

static void several_threads_may_parse(void **state) {
    (void)state;
    struct work work = {0};
    for (size_t i = 0; i < WORKERS; i++) {
        work.arenas[i] = arena_new();
    }
    parallel_each(CALLS, WORKERS, parse_one, &work);
    for (size_t i = 0; i < WORKERS; i++) {
        assert_int_equal(work.wrong[i], 0);
        arena_free(work.arenas[i]);
    }
}

// The same member as 13 and as 15 and later write it.
static void constants_of_older_parsers_are_read(void **state) {
    (void)state;
    static const struct {
        const char *json;
        char kind;
        const char *text;
    } cases[] = {
        {"{\"A_Const\":{\"sval\":{\"sval\":\"x\"},\"location\":7}}", 's', "x"},
        {"{\"A_Const\":{\"val\":{\"String\":{\"str\":\"x\"}}}}", 's', "x"},
        {"{\"A_Const\":{\"ival\":{}}}", 'i', ""},
        {"{\"A_Const\":{\"val\":{\"Integer\":{\"ival\":5}}}}", 'i', ""},
        {"{\"A_Const\":{\"isnull\":true}}", 'n', ""},
        {"{\"A_Const\":{\"val\":{\"Null\":{}}}}", 'n', ""},
        {"{\"A_Const\":{\"boolval\":{\"boolval\":true}}}", 'b', ""},
        {"{\"ColumnRef\":{}}", 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = (char *)str_copy(arena, str_from(cases[i].json)).data;
        struct json *node = json_read(arena, text, 10), *value;
        assert_int_equal(node_constant(node, &value), cases[i].kind);
        assert_true(str_is(node_string(arena, node), cases[i].text));
    }
}

static struct json *read_tree(const char *text, unsigned depth_max) {
    return json_read(arena, (char *)str_copy(arena, str_from(text)).data, depth_max);
}

static void texts_of_a_tree_are_unescaped(void **state) {
    (void)state;
    struct json *tree = read_tree(
        " {\"a\\u003cb\": [\"x\\\"\\\\\\n\\u00e9\\ud83d\\ude00y\", -12, true, null, {}, []]} ",
        9);
    struct json *list = json_object_get(tree, "a<b");
    assert_int_equal(json_array_size(list), 6);
    assert_string_equal(json_string_value(json_array_get(list, 0)),
                        "x\"\\\n\xc3\xa9\xf0\x9f\x98\x80y");
    assert_int_equal(json_integer_value(json_array_get(list, 1)), -12);
    assert_true(json_is_true(json_array_get(list, 2)));
    assert_int_equal(json_object_size(json_array_get(list, 4)), 0);
    assert_null(json_array_get(list, 6));
}

static void what_is_no_tree_is_refused(void **state) {
    (void)state;
    static const char *const broken[] = {"",        "{",          "[1,]",        "{\"a\"}",
                                         "{\"a\":", "\"x",        "\"\\q\"",     "\"\\u12\"",
                                         "[] []",   "{\"a\":1,}", "\"\\u0000\"", "nul"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_null(read_tree(broken[i], 9));
    }
    assert_non_null(read_tree("[[[]]]", 3));
    assert_null(read_tree("[[[]]]", 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_a_tree_are_unescaped),
        cmocka_unit_test(what_is_no_tree_is_refused),
        cmocka_unit_test(a_statement_becomes_a_tree),
        cmocka_unit_test(nothing_is_a_tree_without_a_statement),
        cmocka_unit_test(errors_are_placed_by_bytes),
        cmocka_unit_test(what_is_too_large_or_too_deep_is_refused),
        cmocka_unit_test(bodies_in_plpgsql_are_trees),
        cmocka_unit_test(several_threads_may_parse),
        cmocka_unit_test(constants_of_older_parsers_are_read),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
