#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/describe.h"
#include "report/terminal.h"
#include "report/text.h"

static void check_printable(const char *text, const char *expected) {
    struct arena *arena = arena_new();
    struct str result = printable(arena, str_from(text));
    assert_int_equal(result.size, strlen(expected));
    assert_memory_equal(result.data, expected, result.size);
    arena_free(arena);
}

static void what_a_terminal_would_obey_is_shown(void **state) {
    (void)state;
    check_printable("plain", "plain");
    check_printable("\x1b[31mred\x07", "\\x1b[31mred\\x07");
    check_printable("a\rb", "a\\x0db");
    check_printable("line\r\nline", "line\nline");
    check_printable("\xc2\x9b"
                    "0m",
                    "\\x9b0m"); // CSI of eight bits, in UTF-8
    check_printable("\xe2\x80\xae"
                    "x",
                    "\\u202ex");                        // turns the direction
    check_printable("caf\xe9", "caf\\xe9");             // Latin-1
    check_printable("\xc0\x80", "\\xc0\\x80");          // an overlong NUL
    check_printable("\xed\xa0\x80", "\\xed\\xa0\\x80"); // half a surrogate pair
    check_printable("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
    check_printable("\xe5\x90", "\\xe5\\x90"); // cut off
    check_printable("caf\xc3\xa9 \xe5\x90\x8d", "caf\xc3\xa9 \xe5\x90\x8d");
}

static void tabs_reach_to_the_next_stop(void **state) {
    (void)state;
    check_printable("\tx", "    x");
    check_printable("ab\tx", "ab  x");
    check_printable("\xe5\x90\x8d\tx", "\xe5\x90\x8d  x"); // two columns wide
}

static void wide_characters_take_two_columns(void **state) {
    (void)state;
    assert_int_equal(text_width(STR("abc")), 3);
    assert_int_equal(text_width(STR("\xe5\x90\x8d\xe5\x89\x8d")), 4);
    assert_int_equal(text_width(STR("e\xcc\x81")), 1); // an accent that combines
}

static char *capture(void (*write)(FILE *, void *), void *context) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    write(out, context);
    fclose(out);
    return text;
}

struct paragraph {
    struct arena *arena;
    unsigned width;
    const char *text;
    size_t max_lines;
};

static void write_paragraph(FILE *out, void *context) {
    const struct paragraph *paragraph = context;
    struct terminal terminal = {paragraph->arena, out, false, paragraph->width};
    terminal_paragraph(&terminal, STR("  help: "), STYLE_HELP, str_from(paragraph->text),
                       paragraph->max_lines);
}

static void check_paragraph(unsigned width, const char *text, size_t max_lines,
                            const char *expected) {
    struct paragraph paragraph = {arena_new(), width, text, max_lines};
    char *written = capture(write_paragraph, &paragraph);
    assert_string_equal(written, expected);
    free(written);
    arena_free(paragraph.arena);
}

static void paragraphs_break_between_words(void **state) {
    (void)state;
    check_paragraph(0, "one two three four five six", 0,
                    "  help: one two three four five six\n");
    check_paragraph(30, "one two three four five six", 0,
                    "  help: one two three four\n        five six\n");
    // Exactly as wide as there is room; a word that does not fit stays whole.
    check_paragraph(30, "abcdefghij klmnopqrstu xyz", 0,
                    "  help: abcdefghij klmnopqrstu\n        xyz\n");
    check_paragraph(30, "abcdefghijklmnopqrstuvwxyzabcdefgh is", 0,
                    "  help: abcdefghijklmnopqrstuvwxyzabcdefgh\n        is\n");
}

static void long_texts_say_how_much_is_left_out(void **state) {
    (void)state;
    check_paragraph(0, "a\nb\nc\nd", 2, "  help: a\n        b\n        (2 more lines)\n");
    check_paragraph(0, "a\nb\nc", 2, "  help: a\n        b\n        (1 more line)\n");
    check_paragraph(0, "a\nb", 2, "  help: a\n        b\n");
}

static void check_path(const char *folder, const char *path, const char *expected) {
    struct arena *arena = arena_new();
    struct outcome outcome = {.folder = str_from(folder)};
    struct str shown = path_for_people(arena, &outcome, str_from(path));
    assert_string_equal(shown.data, expected);
    arena_free(arena);
}

static void paths_are_relative_to_the_working_directory(void **state) {
    (void)state;
    check_path("", "db/versions/1.py", "db/versions/1.py");
    check_path("db/", "db/versions/1.py", "versions/1.py");
    check_path("db/versions/", "db/versions/1.py", "1.py");
    check_path("app/src/", "db/1.py", "../../db/1.py");
    check_path("db/old/", "db/versions/1.py", "../versions/1.py");
    check_path("db/", "db2/1.py", "../db2/1.py");
}

static void check_help(const char *instead, const char *expected) {
    struct arena *arena = arena_new();
    struct rule rule = {.instead = str_from(instead)};
    assert_string_equal(rule_help(arena, &rule).data, expected);
    arena_free(arena);
}

static void help_is_the_first_sentence_of_instead(void **state) {
    (void)state;
    check_help("Build it CONCURRENTLY. It takes longer.", "Build it CONCURRENTLY");
    check_help("Build it\nwith op.create_index():\n\n    code\n",
               "Build it with op.create_index()");
    check_help("Set it to 1.5 seconds", "Set it to 1.5 seconds");
}

// One finding of a rule about an index.
struct sample {
    struct arena *arena;
    struct rule rule;
    struct operation operation;
    struct step step;
    struct source *source;
    struct outcome outcome;
};

static struct sample *make_sample(const char *text, const char *at) {
    struct arena *arena = arena_new();
    struct sample *sample = ARENA_NEW(arena, struct sample, 1);
    sample->arena = arena;
    sample->source = source_new(arena, STR("db/1.py"), str_from(text));
    sample->rule = (struct rule){.id = STR("index-without-concurrently"),
                                 .severity = CUPEL_ERROR,
                                 .instead = STR("Build it CONCURRENTLY.")};
    sample->operation = (struct operation){.kind = OP_CREATE_INDEX,
                                           .sql = STR("CREATE INDEX ix ON orders (status)")};
    sample->step.operation = &sample->operation;
    relation_locks_add(arena, &sample->step.effect.locks, STR("orders"), LOCK_SHARE);
    *ARENA_PUSH(arena, &sample->step.effect.builds) = STR("ix");
    uint32_t start = (uint32_t)(strstr(text, at) - text);
    *ARENA_PUSH(arena, &sample->outcome.findings) =
        (struct finding){.rule = &sample->rule,
                         .severity = CUPEL_ERROR,
                         .message = STR("building ix blocks every write to orders"),
                         .step = &sample->step,
                         .source = sample->source,
                         .path = sample->source->path,
                         .span = {start, start + (uint32_t)strlen(at)}};
    sample->outcome.migration_count = 1;
    sample->outcome.operation_count = 2;
    sample->outcome.error_count = 1;
    return sample;
}

static void write_check(FILE *out, void *context) {
    struct sample *sample = context;
    text_check(sample->arena, &sample->outcome, out);
}

static void check_report(struct sample *sample, const char *expected) {
    char *written = capture(write_check, sample);
    assert_string_equal(written, expected);
    free(written);
    arena_free(sample->arena);
}

static void a_finding_shows_source_sql_lock_and_help(void **state) {
    (void)state;
    check_report(make_sample("def upgrade():\n    op.create_index(1)\n", "op.create_index(1)"),
                 "db/1.py:2:5: error[index-without-concurrently] building ix blocks every "
                 "write to orders\n"
                 "    2 |     op.create_index(1)\n"
                 "      |     ^^^^^^^^^^^^^^^^^^\n"
                 "  runs: CREATE INDEX ix ON orders (status)\n"
                 "  lock: SHARE on orders: blocks writes; builds ix\n"
                 "  help: Build it CONCURRENTLY\n\n"
                 "1 migration, 2 operations: 1 error\n");
}

static void carets_stand_below_the_span(void **state) {
    (void)state;
    struct sample *sample = make_sample("\t\xe5\x90\x8d\x1b x(1)", "x(1)");
    sample->outcome.findings.items[0].step = NULL;
    sample->rule.instead = STR("");
    sample->outcome.quiet = true;
    check_report(sample, "db/1.py:1:5: error[index-without-concurrently] building ix blocks "
                         "every write to orders\n"
                         "    1 |     \xe5\x90\x8d\\x1b x(1)\n"
                         "      |            ^^^^\n\n");
}

static void suppressed_findings_are_counted_only(void **state) {
    (void)state;
    struct suppression suppression = {.is_used = true};
    struct sample *sample = make_sample("x", "x");
    sample->outcome.findings.items[0].suppression = &suppression;
    sample->outcome.error_count = 0;
    sample->outcome.suppressed_count = 1;
    check_report(sample, "1 migration, 2 operations: nothing found; 1 suppressed\n");
}

static void a_narrow_terminal_breaks_the_message(void **state) {
    (void)state;
    struct sample *sample = make_sample("x", "x");
    sample->outcome.findings.items[0].step = NULL;
    sample->rule.instead = STR("");
    sample->outcome.width = 50;
    check_report(sample, "db/1.py:1:1: error[index-without-concurrently]\n"
                         "    building ix blocks every write to orders\n"
                         "    1 | x\n"
                         "      | ^\n\n"
                         "1 migration, 2 operations: 1 error\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_terminal_would_obey_is_shown),
        cmocka_unit_test(tabs_reach_to_the_next_stop),
        cmocka_unit_test(wide_characters_take_two_columns),
        cmocka_unit_test(paragraphs_break_between_words),
        cmocka_unit_test(long_texts_say_how_much_is_left_out),
        cmocka_unit_test(paths_are_relative_to_the_working_directory),
        cmocka_unit_test(help_is_the_first_sentence_of_instead),
        cmocka_unit_test(a_finding_shows_source_sql_lock_and_help),
        cmocka_unit_test(carets_stand_below_the_span),
        cmocka_unit_test(suppressed_findings_are_counted_only),
        cmocka_unit_test(a_narrow_terminal_breaks_the_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
