#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/toml.h"

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

// A value as one line: {key: value}, [value], "string", 1, true, other text as written.
static void print(struct text *text, const struct toml_value *value) {
    switch (value->type) {
    case TOML_STRING:
        text_addf(text, "\"" STR_FMT "\"", STR_ARG(value->text));
        return;
    case TOML_INTEGER:
        text_addf(text, "%lld", (long long)value->integer);
        return;
    case TOML_BOOLEAN:
        text_add(text, value->boolean ? STR("true") : STR("false"));
        return;
    case TOML_FLOAT:
    case TOML_DATETIME:
        text_add(text, value->text);
        return;
    case TOML_ARRAY:
    case TOML_TABLE:
        break;
    }
    bool is_table = value->type == TOML_TABLE;
    text_add_char(text, is_table ? '{' : '[');
    for (size_t i = 0; i < value->count; i++) {
        text_add(text, i ? STR(", ") : STR(""));
        if (is_table) {
            text_addf(text, STR_FMT ": ", STR_ARG(value->items[i].key));
        }
        print(text, value->items[i].value);
    }
    text_add_char(text, is_table ? '}' : ']');
}

struct good {
    const char *document;
    const char *expected;
};

static void check_values(struct arena *arena, const struct good *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct cupel_error error = {0};
        struct toml_value *root =
            toml_read(arena, STR("x.toml"), str_from(cases[i].document), &error);
        if (!root) {
            fail_msg("%s\n%u: %s", cases[i].document, (unsigned)error.line, error.message);
        }
        struct text text = {.arena = arena};
        print(&text, root);
        assert_string_equal(text_str(&text).data, cases[i].expected);
    }
}
#define CHECK_VALUES(cases) check_values(*state, cases, sizeof(cases) / sizeof *(cases))

static void strings_are_decoded_in_all_four_forms(void **state) {
    static const struct good cases[] = {
        {"a = \"x\"", "{a: \"x\"}"},
        {"a = 'c:\\x'", "{a: \"c:\\x\"}"},
        {"a = \"\\t\\n\\\"\\\\\\b\\f\\r\"", "{a: \"\t\n\"\\\b\f\r\"}"},
        {"a = \"\\u00e4\\u20ac\\U0001F600\"", "{a: \"ä€😀\"}"},
        {"a = \"\"\"\n one\n two\"\"\"", "{a: \" one\n two\"}"},
        {"a = \"\"\"one \\\n\n   two\"\"\"", "{a: \"one two\"}"},
        {"a = \"\"\"say \"hi\" \"\"\"\"", "{a: \"say \"hi\" \"\"}"},
        {"a = '''\nit''s \\n\n'''", "{a: \"it''s \\n\n\"}"},
        {"a = \"\"", "{a: \"\"}"},
        {"a = ''''''", "{a: \"\"}"},
        {"a = \"\"\"\r\nx\r\ny\"\"\"\r\n", "{a: \"x\ny\"}"},
    };
    CHECK_VALUES(cases);
}

static void numbers_are_read_in_every_base(void **state) {
    static const struct good cases[] = {
        {"a = 1_000", "{a: 1000}"},
        {"a = +7\nb = -0", "{a: 7, b: 0}"},
        {"a = 0xdead_BEEF", "{a: 3735928559}"},
        {"a = 0o755\nb = 0b101", "{a: 493, b: 5}"},
        {"a = 9223372036854775807", "{a: 9223372036854775807}"},
        {"a = -9223372036854775808", "{a: -9223372036854775808}"},
        {"a = 1.5e3\nb = -inf", "{a: 1.5e3, b: -inf}"},
        {"a = true\nb = false", "{a: true, b: false}"},
        {"a = 1979-05-27T07:32:00Z\nb = 1979-05-27",
         "{a: 1979-05-27T07:32:00Z, b: 1979-05-27}"},
    };
    CHECK_VALUES(cases);
}

static void keys_make_tables(void **state) {
    static const struct good cases[] = {
        {"", "{}"},
        {"# only a comment", "{}"},
        {"a.b.c = 1\na.d = 2", "{a: {b: {c: 1}, d: 2}}"},
        {"\"a b\".'c.d' = 1", "{a b: {c.d: 1}}"},
        {"[a.b] # comment\nx = 1 # comment\n[a]\ny = 2", "{a: {b: {x: 1}, y: 2}}"},
        {"[a]\nb.c = 1\n[a.d]", "{a: {b: {c: 1}, d: {}}}"},
        {"a = {x = 1, y.z = [true]}", "{a: {x: 1, y: {z: [true]}}}"},
        {"a = [1, # one\n  [2, 3],\n]", "{a: [1, [2, 3]]}"},
        {"[[a]]\nx = 1\n[a.b]\ny = 2\n[[a]]\nx = 3", "{a: [{x: 1, b: {y: 2}}, {x: 3}]}"},
    };
    CHECK_VALUES(cases);
}

static void faults_are_named_with_their_line(void **state) {
    static const struct {
        const char *document;
        uint32_t line;
        const char *message;
    } cases[] = {
        {"a = 1\nb = nope\n", 2, "this is not TOML: b = nope"},
        {"a = \n", 1, "this is not TOML: a ="},
        {"a = 1 b = 2", 1, "this is not TOML: a = 1 b = 2"},
        {"x = 1\na = \"never ended\nb = 1\n", 2, "this is not TOML: a = \"never ended"},
        {"a = 1\n\na = 2", 3, "the key \"a\" is given twice, first in line 1"},
        {"a.b = 1\na = 2", 2, "the key \"a\" is given twice, first in line 1"},
        {"a = 1\na.b = 2", 2, "the key \"a\" is given twice, first in line 1"},
        {"[a]\n[a]", 2, "the key \"a\" is given twice, first in line 1"},
        {"[a.b]\n[a]\nb.c = 1", 3, "the key \"b\" is given twice, first in line 1"},
        {"a = {}\n[a]", 2, "the key \"a\" is given twice, first in line 1"},
        {"a = {b.c = 1}\n[a.d]", 2, "\"a\" is a table since line 1: no table can be put in it"},
        {"a = [1]\n[[a]]", 2, "the key \"a\" is given twice, first in line 1"},
        {"[a]\n[[a]]", 2, "the key \"a\" is given twice, first in line 1"},
        {"a = 1\n[a.b]", 2, "\"a\" is a whole number since line 1: no table can be put in it"},
        {"a = 9223372036854775808", 1,
         "the number 9223372036854775808 does not fit into 64 bits"},
        {"a = \"\\ud800\"", 1, "the escape \\ud800 is no character"},
        {"a = 1\nb = \"\xff\"", 2, "the text is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cupel_error error = {0};
        assert_null(toml_read(*state, STR("x.toml"), str_from(cases[i].document), &error));
        assert_string_equal(error.message, cases[i].message);
        assert_string_equal(error.file, "x.toml");
        assert_int_equal(error.line, cases[i].line);
    }
}

static void nesting_is_bounded(void **state) {
    static const struct {
        const char *head, *repeated, *tail;
    } cases[] = {
        {"a = ", "[", ""}, {"a = [", "[],", "]"}, {"a", ".a", " = 1"}, {"", "{a=", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {.arena = *state};
        text_add(&text, str_from(cases[i].head));
        for (int n = 0; n < 3000; n++) {
            text_add(&text, str_from(cases[i].repeated));
        }
        text_add(&text, str_from(cases[i].tail));
        struct cupel_error error = {0};
        struct toml_value *root = toml_read(*state, STR("x.toml"), text_str(&text), &error);
        assert_int_equal(root != NULL, i == 1); // wide is fine, deep is not
    }
    struct text text = {.arena = *state};
    text_add(&text, STR("a = "));
    for (int n = 0; n < 100; n++) {
        text_add_char(&text, '[');
    }
    for (int n = 0; n < 100; n++) {
        text_add_char(&text, ']');
    }
    struct cupel_error error = {0};
    assert_null(toml_read(*state, STR("x.toml"), text_str(&text), &error));
    assert_string_equal(error.message, "arrays and tables nested more than 64 deep");
}

static void a_document_cut_off_anywhere_does_no_harm(void **state) {
    struct str whole = STR("[a.\"b\"]\nx = [1, \"\\u00e4\", '''\nq'''] # c\ny = {z.w = 1.5}\n"
                           "[[c]]\nd = \"\"\"\nm\\\n n\"\"\"\n");
    for (size_t size = 0; size <= whole.size; size++) {
        struct cupel_error error = {0};
        struct str cut = str_copy(*state, str_slice(whole, 0, size));
        struct toml_value *root = toml_read(*state, STR("x.toml"), cut, &error);
        assert_true((root != NULL) == (error.message[0] == '\0'));
    }
}

static void values_are_found_by_dotted_key(void **state) {
    struct cupel_error error = {0};
    struct toml_value *root = toml_read(
        *state, STR("x.toml"), STR("[tool.cupel]\nfail-on = \"error\"\n[tool.x]\n"), &error);
    assert_non_null(root);
    const struct toml_value *value = toml_find(root, "tool.cupel.fail-on");
    assert_non_null(value);
    assert_true(str_is(value->text, "error"));
    assert_int_equal(value->line, 2);
    assert_null(toml_find(root, "tool.cupel.fail"));
    assert_null(toml_find(root, "tool.cupel.fail-on.deeper"));
    assert_null(toml_find(NULL, "tool"));
    assert_string_equal(toml_type_name(value->type), "a string");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_decoded_in_all_four_forms),
        cmocka_unit_test(numbers_are_read_in_every_base),
        cmocka_unit_test(keys_make_tables),
        cmocka_unit_test(faults_are_named_with_their_line),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(a_document_cut_off_anywhere_does_no_harm),
        cmocka_unit_test(values_are_found_by_dotted_key),
    };
    return cmocka_run_group_tests_name("toml", tests, make_arena, free_arena);
}
