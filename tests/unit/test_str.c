#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

static const struct str none = {0};

static void texts_are_compared_by_their_bytes(void **state) {
    (void)state;
    assert_true(str_equal(none, STR("")));
    assert_true(str_equal(str_from(NULL), none));
    assert_false(str_equal(STR("a"), STR("A")));
    assert_true(str_equal_nocase(STR("Alter TABLE"), STR("ALTER table")));
    assert_false(str_equal_nocase(STR("\xc4"), STR("\xe4"))); // ASCII letters only
    assert_false(str_equal((struct str){"a\0b", 3}, (struct str){"a\0c", 3}));
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("b"), STR("ab")) > 0);
    assert_true(str_compare(STR("\xff"), STR("a")) > 0);
    assert_int_equal(str_compare(none, STR("")), 0);
    assert_true(str_starts(STR("table"), STR("ta")) && str_ends(STR("table"), STR("ble")));
    assert_true(str_starts(STR("table"), none) && str_ends(none, none));
    assert_false(str_starts(STR("t"), STR("ta")) || str_ends(STR("e"), STR("le")));
}

static void parts_are_found(void **state) {
    (void)state;
    static const struct {
        const char *text, *needle;
        size_t from, expected, expected_nocase;
    } cases[] = {
        {"drop table", "table", 0, 5, 5},
        {"drop table", "table", 5, 5, 5},
        {"drop table", "table", 6, SIZE_MAX, SIZE_MAX},
        {"drop table", "TABLE", 0, SIZE_MAX, 5},
        {"aab", "ab", 0, 1, 1},
        {"ab", "", 2, 2, 2},
        {"ab", "", 3, SIZE_MAX, SIZE_MAX},
        {"", "a", 0, SIZE_MAX, SIZE_MAX},
        {"ab", "abc", 0, SIZE_MAX, SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = str_from(cases[i].text), needle = str_from(cases[i].needle);
        assert_int_equal(str_find(text, needle, cases[i].from), cases[i].expected);
        assert_int_equal(str_find_nocase(text, needle, cases[i].from),
                         cases[i].expected_nocase);
    }
    assert_int_equal(str_find_last(STR("a/b/c"), '/'), 3);
    assert_int_equal(str_find_last(STR("abc"), '/'), SIZE_MAX);
    assert_int_equal(str_find_last(none, '/'), SIZE_MAX);
}

static void slices_are_cut_to_the_text(void **state) {
    (void)state;
    assert_true(str_is(str_slice(STR("abcd"), 1, 3), "bc"));
    assert_true(str_is(str_slice(STR("abcd"), 2, 99), "cd"));
    assert_true(str_is(str_slice(STR("abcd"), 3, 2), ""));
    assert_true(str_is(str_slice(STR("abcd"), 99, 99), ""));
    assert_int_equal(str_slice(none, 1, 2).size, 0);
    assert_true(str_is(str_trim(STR(" \t\r\n a b \v\f")), "a b"));
    assert_true(str_is(str_trim(STR("  ")), ""));
}

static void splitting_gives_every_part(void **state) {
    static const struct {
        const char *text, *parts; // each part in brackets
    } cases[] = {{"a,b", "[a][b]"}, {"a", "[a]"}, {"", "[]"}, {",a,", "[][a][]"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text parts = {.arena = *state};
        struct str rest = str_from(cases[i].text), part;
        while (str_split(&rest, ',', &part)) {
            text_addf(&parts, "[" STR_FMT "]", STR_ARG(part));
        }
        assert_string_equal(text_str(&parts).data, cases[i].parts);
    }
}

static void copies_end_in_a_nul(void **state) {
    char letters[] = {'A', 'b', 'C'};
    struct str view = {letters, sizeof letters};
    struct str copy = str_copy(*state, view);
    letters[0] = 'x';
    assert_string_equal(copy.data, "AbC");
    assert_string_equal(str_copy(*state, none).data, "");
    assert_string_equal(str_concat(*state, STR("a"), STR("b")).data, "ab");
    assert_string_equal(str_concat(*state, none, none).data, "");
    assert_string_equal(str_lower(*state, copy).data, "abc");
    assert_string_equal(str_upper(*state, STR("a\xc3\xa4z")).data, "A\xc3\xa4Z");
    assert_string_equal(str_format(*state, "%s-%d", "x", 7).data, "x-7");
}

static void texts_are_joined(void **state) {
    const struct str items[] = {STR("a"), STR(""), STR("c")};
    assert_true(str_is(str_join(*state, items, 3, STR(", ")), "a, , c"));
    assert_true(str_is(str_join(*state, items, 1, STR(", ")), "a"));
    assert_true(str_is(str_join(*state, NULL, 0, STR(", ")), ""));
}

static void a_text_is_built_piece_by_piece(void **state) {
    struct text text = {.arena = *state};
    assert_string_equal(text_str(&text).data, "");
    text_add(&text, none);
    for (int i = 0; i < 1000; i++) {
        text_addf(&text, "%03d", i);
        text_add_char(&text, ';');
    }
    struct str built = text_str(&text);
    assert_int_equal(built.size, 4000);
    assert_true(str_ends(built, STR("998;999;")));
    assert_int_equal(built.data[built.size], '\0');
}

static void the_nearest_word_is_named(void **state) {
    (void)state;
    const struct str words[] = {STR("drop-table"), STR("drop-column"), STR("rename-table")};
    static const struct {
        const char *word, *expected;
    } cases[] = {{"drop-tabel", "drop-table"},
                 {"DROP-TABLE", "drop-table"},
                 {"drop-colum", "drop-column"},
                 {"something", ""},
                 {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(str_is(str_nearest(str_from(cases[i].word), words, 3), cases[i].expected));
    }
    char endless[500];
    memset(endless, 'a', sizeof endless);
    assert_int_equal(str_nearest((struct str){endless, sizeof endless}, words, 3).size, 0);
}

static void utf8_is_told_from_other_bytes(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool expected;
    } cases[] = {
        {"", true},
        {"abc", true},
        {"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", true},
        {"\xff", false},
        {"\x80", false},
        {"\xc3", false},
        {"\xc0\xaf", false},         // overlong
        {"\xe0\x80\x80", false},     // overlong
        {"\xed\xa0\x80", false},     // a surrogate
        {"\xf4\x90\x80\x80", false}, // beyond U+10FFFF
        {"a\xe2\x82", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(str_is_utf8(str_from(cases[i].text)), cases[i].expected);
    }
}

static void hashes_are_fnv_1a(void **state) {
    (void)state;
    // The published test vectors of FNV-1a, 64 bits.
    assert_true(str_hash(none) == 0xcbf29ce484222325u);
    assert_true(str_hash(STR("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(str_hash(STR("foobar")) == 0x85944171f73967e8u);
}

static void a_list_knows_its_texts(void **state) {
    struct str_list list = {0};
    assert_false(str_list_has(&list, STR("a")));
    *ARENA_PUSH((struct arena *)*state, &list) = STR("a");
    *ARENA_PUSH((struct arena *)*state, &list) = STR("b");
    assert_true(str_list_has(&list, STR("b")));
    assert_false(str_list_has(&list, STR("c")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_compared_by_their_bytes),
        cmocka_unit_test(parts_are_found),
        cmocka_unit_test(slices_are_cut_to_the_text),
        cmocka_unit_test(splitting_gives_every_part),
        cmocka_unit_test(copies_end_in_a_nul),
        cmocka_unit_test(texts_are_joined),
        cmocka_unit_test(a_text_is_built_piece_by_piece),
        cmocka_unit_test(the_nearest_word_is_named),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(hashes_are_fnv_1a),
        cmocka_unit_test(a_list_knows_its_texts),
    };
    return cmocka_run_group_tests_name("str", tests, make_arena, free_arena);
}
