#include "cupel_words.h"
#include "with_arena.h"

static bool has(const char *text, const char *word) {
    struct words words = words_read(arena, str_from(text));
    return words_have(&words, words_hash(str_from(word)));
}

static void a_text_has_its_words_and_no_others(void **state) {
    (void)state;
    const char *text = "op.drop_table(\"Orders\", schema='sch\xc3\xb6n') # $1 x_2";
    static const char *const there[] = {"op",     "drop_table",   "orders", "ORDERS",
                                        "schema", "sch\xc3\xb6n", "$1",     "x_2"};
    static const char *const missing[] = {"drop", "table", "order",       "rders",
                                          "x",    "",      "ordersschema"};
    for (size_t i = 0; i < sizeof there / sizeof *there; i++) {
        assert_true(has(text, there[i]));
    }
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        assert_false(has(text, missing[i]));
    }
}

static void words_of_64_bytes_are_no_names(void **state) {
    (void)state;
    char text[] = "0123456789012345678901234567890123456789012345678901234567890123";
    assert_false(has(text, text));
    text[sizeof text - 2] = ' ';
    struct words words = words_read(arena, str_from(text));
    assert_true(words_have(&words, words_hash((struct str){text, sizeof text - 2})));
}

static void a_crowded_text_is_looked_through(void **state) {
    (void)state;
    struct text text = {.arena = arena};
    for (int i = 0; i < 1000; i++) {
        text_addf(&text, "%d ", 2 * i);
    }
    struct words words = words_read(arena, text_str(&text));
    for (int i = 0; i < 2000; i++) {
        uint64_t hash = words_hash(str_format(arena, "%d", i));
        assert_int_equal(words_have(&words, hash), i % 2 == 0);
    }
}

static void it_is_told_what_puts_strings_together(void **state) {
    (void)state;
    static const char *const built[] = {
        "f\"{a}\"",        "F'{a}'",      "\"a\" + b",        "a + \"b\"",   "'a' %b",
        "\"a\".format(b)", "','.join(b)", "(\"a\" \\\n + b)", "a + (\n'b')",
    };
    static const char *const plain[] = {
        "", "+", "%", "\"", "a % \"b\"", "\"a\", b + c", "\"a\".upper()", "a + b", "'a %s'",
    };
    for (size_t i = 0; i < sizeof built / sizeof *built; i++) {
        assert_true(words_read(arena, str_from(built[i])).are_built);
    }
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        assert_false(words_read(arena, str_from(plain[i])).are_built);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_text_has_its_words_and_no_others),
        WITH_ARENA(words_of_64_bytes_are_no_names),
        WITH_ARENA(a_crowded_text_is_looked_through),
        WITH_ARENA(it_is_told_what_puts_strings_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
