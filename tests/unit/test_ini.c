#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/ini.h"

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

// The entries as lines "line section.key=value".
static const char *print(struct arena *arena, const struct ini *ini) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->items[i];
        text_addf(&text, "%u " STR_FMT "." STR_FMT "=" STR_FMT "\n", (unsigned)entry->line,
                  STR_ARG(entry->section), STR_ARG(entry->key), STR_ARG(entry->value));
    }
    return text_str(&text).data;
}

static void options_are_read_as_configparser_reads_them(void **state) {
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", ""},
        {"[a]\n", ""},
        {"[a]\nx = 1\ny: 2\n", "2 a.x=1\n3 a.y=2\n"},
        {"[a]\nx = b=c:d\n", "2 a.x=b=c:d\n"},
        {"[a]\nx =\n", "2 a.x=\n"},
        {"[a]\nScript_Location = X\n", "2 a.script_location=X\n"},
        {"# c\n; d\n[a]\n  # e\nx = 1\n", "5 a.x=1\n"},
        {"[a]\nx = 1 ; kept # too\n", "2 a.x=1 ; kept # too\n"},
        {"[a]\nx = 1\n  2\n\n  # not in it\n  3\n\n", "2 a.x=1\n2\n\n3\n"},
        {"[a]\n  x = 1\n  y = 2\n    more\n  z = 3\n", "2 a.x=1\n3 a.y=2\nmore\n5 a.z=3\n"},
        {"[a]\n x;y = 1\n", "2 a.x;y=1\n"},
        {"[a]\nx = 1\n  [b]\n[b]\n y = 2\n", "2 a.x=1\n[b]\n5 b.y=2\n"},
        {"[a b]c\nx = %(here)s/%%d\n", "2 a b.x=%(here)s/%%d\n"},
        {"\xef\xbb\xbf[a]\r\nx = 1\r\n\ty\r\n", "2 a.x=1\ny\n"},
        {"[DEFAULT]\nx=1\n[a]\nx=2\n[DEFAULT]\ny=3\n",
         "2 DEFAULT.x=1\n4 a.x=2\n6 DEFAULT.y=3\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ini ini = {0};
        struct cupel_error error = {0};
        if (!ini_read(*state, STR("a.ini"), str_from(cases[i].text), &ini, &error)) {
            fail_msg("%s\n%s", cases[i].text, error.message);
        }
        assert_string_equal(print(*state, &ini), cases[i].expected);
    }
}

static void faults_are_named_with_their_line(void **state) {
    static const struct {
        const char *text;
        uint32_t line;
        const char *message;
    } cases[] = {
        {"x = 1\n", 1, "an option before any [section]: x = 1"},
        {"[a]\nx\n", 2, "neither a [section] nor an option with '=' or ':'"},
        {"[a\nx = 1\n", 1, "a section without ']': [a"},
        {"[a]\n = 1\n", 2, "no key: = 1"},
        {"[]\nx = 1\n", 1, "a section without a name: []"},
        {"[a]\n[b]\n[a]\n", 3, "the section is given twice: a"},
        {"[a]\nx = 1\nX : 2\n", 3, "the option is given twice in its section: x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ini ini = {0};
        struct cupel_error error = {0};
        assert_false(ini_read(*state, STR("a.ini"), str_from(cases[i].text), &ini, &error));
        assert_string_equal(error.message, cases[i].message);
        assert_string_equal(error.file, "a.ini");
        assert_int_equal(error.line, cases[i].line);
    }
}

static struct str repeat(struct arena *arena, const char *part, size_t count) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        text_add(&text, str_from(part));
    }
    return text_str(&text);
}

static void names_and_values_may_be_long(void **state) {
    struct str section = repeat(*state, "s", 300);
    struct str value = repeat(*state, "v;w ", 1000);
    struct str more = repeat(*state, "m", 5000);
    struct str text = str_format(*state, "[" STR_FMT "]\nkey = " STR_FMT "\n  " STR_FMT "\n",
                                 STR_ARG(section), STR_ARG(value), STR_ARG(more));
    struct ini ini = {0};
    struct cupel_error error = {0};
    assert_true(ini_read(*state, STR("a.ini"), text, &ini, &error));
    const struct ini_entry *entry = ini_find(&ini, section, "key");
    assert_non_null(entry);
    struct str expected =
        str_format(*state, STR_FMT "\n" STR_FMT, STR_ARG(str_trim(value)), STR_ARG(more));
    assert_true(str_equal(entry->value, expected));
}

static void default_stands_in_for_what_a_section_lacks(void **state) {
    struct ini ini = {0};
    struct cupel_error error = {0};
    struct str text = STR("[DEFAULT]\nx = 1\ny = 2\n[a]\ny = 3\n");
    assert_true(ini_read(*state, STR("a.ini"), text, &ini, &error));
    assert_true(str_is(ini_find(&ini, STR("a"), "x")->value, "1"));
    assert_true(str_is(ini_find(&ini, STR("a"), "Y")->value, "3"));
    assert_null(ini_find(&ini, STR("a"), "z"));
}

static void any_bytes_do_no_harm(void **state) {
    struct str whole = STR("\0[a]\n\0x\0 = \0\n \0\n[\xff]\n\xfe=\n  =\n:\n");
    for (size_t start = 0; start <= whole.size; start++) {
        for (size_t end = start; end <= whole.size; end++) {
            struct ini ini = {0};
            struct cupel_error error = {0};
            struct str part = str_copy(*state, str_slice(whole, start, end));
            bool done = ini_read(*state, STR("a.ini"), part, &ini, &error);
            assert_true(done == (error.message[0] == '\0'));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_read_as_configparser_reads_them),
        cmocka_unit_test(faults_are_named_with_their_line),
        cmocka_unit_test(names_and_values_may_be_long),
        cmocka_unit_test(default_stands_in_for_what_a_section_lacks),
        cmocka_unit_test(any_bytes_do_no_harm),
    };
    return cmocka_run_group_tests_name("ini", tests, make_arena, free_arena);
}
