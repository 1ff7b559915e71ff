#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "cli/command.h"

enum { WORD_LIMIT = 12 };

// Words apart by blanks, read as a command line.
struct line {
    char text[256];
    char *words[WORD_LIMIT];
    struct arguments arguments;
    struct cupel_error error;
    bool is_read;
};

static void read_line(struct line *line, const char *text) {
    *line = (struct line){0};
    snprintf(line->text, sizeof line->text, "%s", text);
    int count = 0;
    for (char *at = line->text; *at && count < WORD_LIMIT;) {
        line->words[count++] = at;
        at += strcspn(at, " ");
        if (*at) {
            *at++ = '\0';
        }
    }
    line->is_read = arguments_read(count, line->words, &line->arguments, &line->error);
}

static void check_selection(const char *text, enum cupel_selection expected) {
    struct line line;
    read_line(&line, text);
    assert_string_equal(line.error.message, "");
    assert_true(line.is_read);
    assert_int_equal(line.arguments.options.selection, expected);
    arguments_free(&line.arguments);
}

static void what_is_given_selects(void **state) {
    (void)state;
    check_selection("", CUPEL_CHANGED);
    check_selection("check", CUPEL_CHANGED);
    check_selection("plan --quiet", CUPEL_CHANGED);
    check_selection("--staged", CUPEL_STAGED);
    check_selection("--staged db", CUPEL_STAGED);
    check_selection("--base main", CUPEL_RANGE);
    check_selection("--base=main --head=work", CUPEL_RANGE);
    check_selection("--all", CUPEL_ALL);
    check_selection("db/versions", CUPEL_PATHS);
    check_selection("-- --staged", CUPEL_PATHS);
    check_selection("--stdin-name a.py -", CUPEL_STDIN);
}

static void check_error(const char *text, const char *expected) {
    struct line line;
    read_line(&line, text);
    assert_false(line.is_read);
    assert_string_equal(line.error.message, expected);
    arguments_free(&line.arguments);
}

static void wrong_words_say_what_would_be_right(void **state) {
    (void)state;
    check_error("--stagged", "no such option: --stagged; the nearest is --staged");
    check_error("--formt=json", "no such option: --formt; the nearest is --format");
    check_error("--zzzzzzzzzzzz", "no such option: --zzzzzzzzzzzz; see cupel check --help");
    check_error("-x", "no such option: -x; see cupel check --help");
    check_error("rules --all", "--all is no option of cupel rules");
    check_error("--format", "--format needs a value: FORMAT");
    check_error("--all=yes", "--all takes no value");
    check_error("--staged --all", "--staged, --base, --all and - exclude each other");
    check_error("-", "standard input is judged with both: --stdin-name NAME -");
    check_error("--direction left", "--direction left: expected up, down or both");
    check_error("--color red", "--color red: expected auto, always or never");
    check_error("--output json", "--output json: expected FORMAT=FILE");
    check_error("--output =file", "--output =file: expected FORMAT=FILE");
}

static void numbers_have_borders(void **state) {
    (void)state;
    const char *expected = "--jobs %s: expected a number from 1 to 256";
    const char *const wrong[] = {"0", "257", "-1", "1x", "x", "99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[64], message[128];
        snprintf(text, sizeof text, "--jobs %s", wrong[i]);
        snprintf(message, sizeof message, expected, wrong[i]);
        check_error(text, message);
    }
    struct line line;
    read_line(&line, "--jobs 256 --postgres-version 12");
    assert_int_equal(line.arguments.options.jobs, 256);
    assert_int_equal(line.arguments.options.postgres_version, 12);
    arguments_free(&line.arguments);
}

static void outputs_are_kept_in_order(void **state) {
    (void)state;
    struct line line;
    read_line(&line, "--output json=a=b --output text=c --format json");
    assert_int_equal(line.arguments.output_count, 2);
    assert_string_equal(line.arguments.outputs[0].format, "json");
    assert_string_equal(line.arguments.outputs[0].file, "a=b");
    assert_string_equal(line.arguments.outputs[1].format, "text");
    assert_string_equal(line.arguments.format, "json");
    arguments_free(&line.arguments);
}

static void every_command_has_its_help(void **state) {
    (void)state;
    for (size_t i = 0; command_at(i); i++) {
        assert_non_null(command_at(i)->run);
        assert_true(strlen(command_at(i)->summary) > 0);
        assert_ptr_equal(command_find(command_at(i)->name), command_at(i));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_selects),
        cmocka_unit_test(wrong_words_say_what_would_be_right),
        cmocka_unit_test(numbers_have_borders),
        cmocka_unit_test(outputs_are_kept_in_order),
        cmocka_unit_test(every_command_has_its_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
