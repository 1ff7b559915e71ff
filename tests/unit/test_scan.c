#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sql/scan.h"

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

// The tokens of a text, each in brackets, comments left out.
static const char *tokens_of(const char *sql) {
    struct text out = {.arena = arena};
    struct tokens tokens = scan(arena, str_from(sql), NULL);
    for (size_t i = 0; i < tokens.count; i++) {
        text_addf(&out, "[" STR_FMT "]", STR_ARG(token_text(str_from(sql), &tokens.items[i])));
    }
    return text_str(&out).data;
}

static void tokens_follow_the_lexical_rules(void **state) {
    (void)state;
    static const struct {
        const char *sql, *tokens;
    } cases[] = {
        {"SELECT a.b,c", "[SELECT][a][.][b][,][c]"},
        {"'it''s' \"a\"\"b\"", "['it''s'][\"a\"\"b\"]"},
        {"'a\\' b", "['a\\'][b]"},
        {"E'a\\' b' c", "[E'a\\' b'][c]"},
        {"U&'x' u&\"y\" B'1' x'F'", "[U&'x'][u&\"y\"][B'1'][x'F']"},
        {"$$a ' b$$ $x$ $$ $x$", "[$$a ' b$$][$x$ $$ $x$]"},
        {"a$b$ $1 $2x", "[a$b$][$1][$2][x]"},
        {"a -- b\nc", "[a][c]"},
        {"a /* b /* c */ d */ e", "[a][e]"},
        {"1.5e-3 .5 1..2 1_0", "[1.5e-3][.5][1][.][.2][1_0]"},
        {"a::int b:=c :d", "[a][::][int][b][:=][c][:][d]"},
        {"a||b=-1 a@-1 a<>b", "[a][||][b][=][-][1][a][@-][1][a][<>][b]"},
        {"a+--b\n1 a*/*c*/2", "[a][+][1][a][*][2]"},
        {"é\\x", "[é][\\][x]"},
        {"'open", "['open]"},
        {"$a$ open", "[$a$ open]"},
        {"/* open", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(tokens_of(cases[i].sql), cases[i].tokens);
    }
}

static void strings_that_do_not_end_are_marked(void **state) {
    (void)state;
    assert_true(scan(arena, STR("'a"), NULL).items[0].is_open);
    assert_true(scan(arena, STR("\"a"), NULL).items[0].is_open);
    assert_true(scan(arena, STR("$$a$"), NULL).items[0].is_open);
    assert_false(scan(arena, STR("'a'"), NULL).items[0].is_open);
}

static void names_are_folded_and_unquoted(void **state) {
    (void)state;
    struct str text = STR("Ab \"Cd\"\"e\" 'x'");
    struct tokens tokens = scan(arena, text, NULL);
    assert_true(str_is(token_name(arena, text, &tokens.items[0]), "ab"));
    assert_true(str_is(token_name(arena, text, &tokens.items[1]), "Cd\"e"));
    assert_int_equal(token_name(arena, text, &tokens.items[2]).size, 0);
    tokens = scan(arena, STR("\"open"), NULL);
    assert_true(str_is(token_name(arena, STR("\"open"), &tokens.items[0]), "open"));
}

static void tokens_are_found_by_their_place(void **state) {
    (void)state;
    struct tokens tokens = scan(arena, STR("ab  cd"), NULL);
    assert_int_equal(tokens_at(&tokens, 0), 0);
    assert_int_equal(tokens_at(&tokens, 1), 0);
    assert_int_equal(tokens_at(&tokens, 2), 1);
    assert_int_equal(tokens_at(&tokens, 5), 1);
    assert_int_equal(tokens_at(&tokens, 6), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_follow_the_lexical_rules),
        cmocka_unit_test(strings_that_do_not_end_are_marked),
        cmocka_unit_test(names_are_folded_and_unquoted),
        cmocka_unit_test(tokens_are_found_by_their_place),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
