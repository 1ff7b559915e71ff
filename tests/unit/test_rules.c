// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>
#include <string.h>

#include "lint/message.h"
#include "lint/rules.h"

static const char head[] = "id = \"x\"\nseverity = \"error\"\nsummary = \"s\"\n";
static const char texts[] =
    "[text]\nmessage = \"dropping {name}\"\nwhy = \"w\"\ninstead = \"i\"\n"
    "[[example]]\nbad = \"b\"\ngood = \"g\"\n";

static struct str rule_text(struct arena *arena, const char *match) {
    return str_format(arena, "%s%s%s", head, match, texts);
}

static const struct rule *read(struct arena *arena, struct str text) {
    struct rules *rules = ARENA_NEW(arena, struct rules, 1);
    struct cupel_error error = {0};
    if (!rules_add(arena, rules, STR("db/lint/x.toml"), text, &error)) {
        print_error("%s:%u: %s\n", error.file, error.line, error.message);
        fail();
    }
    return rules_find(rules, STR("x"));
}

static void check_error(struct str text, uint32_t line, const char *part) {
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    assert_false(rules_add(arena, &rules, STR("db/lint/x.toml"), text, &error));
    if (!strstr(error.message, part) || error.line != line) {
        print_error("wanted line %u \"%s\", got line %u \"%s\"\n", line, part, error.line,
                    error.message);
        fail();
    }
    assert_string_equal(error.file, "db/lint/x.toml");
    arena_free(arena);
}

static void check_match_error(const char *match, uint32_t line, const char *part) {
    struct arena *arena = arena_new();
    check_error(rule_text(arena, match), line, part);
    arena_free(arena);
}

// ---- what is built in

static void every_built_in_rule_is_read_without_an_error(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    assert_true(rules_read_builtin(arena, &rules, &error));
    assert_true(rules.count >= 24);
    if (!rules_need_all(arena, &rules, &error)) {
        print_error("%s:%u: %s\n", error.file, error.line, error.message);
        fail();
    }
    arena_free(arena);
}

static size_t count_examples(const struct rule *rule, bool bad) {
    size_t count = 0;
    for (size_t i = 0; i < rule->examples.count; i++) {
        const struct rule_example *example = &rule->examples.items[i];
        count += (bad ? example->bad.size : example->good.size) > 0;
    }
    return count;
}

static void every_built_in_rule_says_all_that_its_page_shows(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    assert_true(rules_read_builtin(arena, &rules, &error));
    assert_true(rules_need_all(arena, &rules, &error));
    for (size_t i = 0; i < rules.count; i++) {
        const struct rule *rule = rules.items[i];
        bool is_whole = rule->sources.count && rule->why.size && rule->instead.size &&
                        count_examples(rule, true) >= 2 && count_examples(rule, false) >= 2;
        // The first line of `instead` is a report's help line: a sentence of its own.
        size_t end = str_find(rule->instead, STR("\n"), 0);
        is_whole = is_whole && end != SIZE_MAX && rule->instead.data[end - 1] == '.';
        if (!is_whole) {
            print_error(STR_FMT " lacks something\n", STR_ARG(rule->path));
            fail();
        }
    }
    arena_free(arena);
}

static void a_rule_yields_to_rules_that_are_there(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    assert_true(rules_read_builtin(arena, &rules, &error));
    assert_true(rules_need_all(arena, &rules, &error));
    for (size_t i = 0; i < rules.count; i++) {
        for (size_t k = 0; k < rules.items[i]->yields_to.count; k++) {
            assert_non_null(rules_find(&rules, rules.items[i]->yields_to.items[k]));
        }
    }
    arena_free(arena);
}

static void a_built_in_rule_is_known_by_its_path_before_it_is_read(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    assert_true(rules_read_builtin(arena, &rules, &error));
    struct rule *rule = rules_find_mutable(&rules, STR("drop-table"));
    assert_non_null(rule);
    assert_true(str_is(rule->category, "compatibility"));
    assert_false(rule->has_match);
    bool kinds[OPERATION_KIND_COUNT] = {false};
    kinds[OP_DROP_COLUMN] = true;
    assert_false(rules_may_speak(rule, kinds));
    kinds[OP_DROP_TABLE] = true;
    assert_true(rules_may_speak(rule, kinds));
    assert_true(rules_need_match(arena, rule, &error));
    assert_int_equal(rule->severity, CUPEL_WARNING);
    assert_false(rule->has_texts);
    assert_true(rules_may_speak(rule, kinds));
    kinds[OP_DROP_TABLE] = false;
    assert_false(rules_may_speak(rule, kinds));
    arena_free(arena);
}

static void categories_and_near_names_are_found(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    assert_true(rules_read_builtin(arena, &rules, &error));
    assert_true(rules_have_category(&rules, STR("locking")));
    assert_false(rules_have_category(&rules, STR("lock")));
    assert_true(str_is(rules_nearest(arena, &rules, STR("drop-colum")), "drop-column"));
    assert_true(str_is(rules_nearest(arena, &rules, STR("lokcing")), "locking"));
    assert_null(rules_find(&rules, STR("drop")));
    arena_free(arena);
}

// ---- what a file says

static void a_rule_file_is_read_whole(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct rule *rule = read(
        arena,
        STR("id = \"x\"\nseverity = \"error\"\nunknown-severity = \"info\"\nsummary = \"s\"\n"
            "sources = [\"a\", \"b\"]\nsince = 11\nuntil = 18\nyields-to = [\"y\"]\n"
            "[match]\noperation = [\"drop_table\", \"drop_column\"]\n"
            "where = { cascade = true, table = { not = [\"a\", \"b\"] }, statement = 3 }\n"
            "when-unknown = \"speak\"\nnew-tables = \"any\"\n"
            "[lesser]\nwhere = { temporary = true }\nseverity = \"info\"\nmessage = \"m\"\n"
            "[text]\nmessage = \"dropping {table}\"\nmessage-unknown = \"u\"\n"
            "why = \"w\"\ninstead = \"i\"\n"
            "[[example]]\nbad = \"b\"\nhistory = \"h\"\nsettings = \"s\"\npostgres-version = "
            "12\n"
            "[[example]]\ngood = \"g\"\nsql = true\n"));
    assert_true(str_is(rule->category, "lint"));
    assert_int_equal(rule->unknown_severity, CUPEL_INFO);
    assert_int_equal(rule->sources.count, 2);
    assert_int_equal(rule->since, 11);
    assert_int_equal(rule->until, 18);
    assert_int_equal(rule->operations.count, 2);
    assert_int_equal(rule->operations.items[1], OP_DROP_COLUMN);
    assert_int_equal(rule->where.count, 3);
    assert_true(rule->where.items[0].yes);
    assert_true(rule->where.items[1].negated);
    assert_int_equal(rule->where.items[1].texts.count, 2);
    assert_int_equal(rule->where.items[2].number, 3);
    assert_true(rule->speaks_when_unknown && rule->speaks_of_new_tables);
    assert_int_equal(rule->lesser.severity, CUPEL_INFO);
    assert_int_equal(rule->examples.count, 2);
    assert_int_equal(rule->examples.items[0].postgres_version, 12);
    assert_int_equal(rule->examples.items[0].line, 23);
    assert_true(rule->examples.items[1].is_sql);
    assert_int_equal(rule->scope, SCOPE_STEP);
    arena_free(arena);
}

static void the_scope_follows_from_the_match(void **state) {
    (void)state;
    static const struct {
        const char *match;
        enum rule_scope scope;
    } cases[] = {
        {"[match]\nregex = \"drop\"\n", SCOPE_STEP},
        {"[match]\nwhere = { cascade = true }\n", SCOPE_STEP},
        {"[match]\nregex = \"x\"\nregex-on = \"file\"\n", SCOPE_MIGRATION},
        {"[match]\nquery = \"(import_statement) @match\"\n", SCOPE_MIGRATION},
        {"[match]\npredicate = \"empty_migration\"\n", SCOPE_MIGRATION},
        {"[match]\npredicate = \"several_heads\"\n", SCOPE_HISTORY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct str text = str_format(arena, "%s%s%s", head, cases[i].match,
                                     "[text]\nmessage = \"m\"\nwhy = \"w\"\ninstead = \"i\"\n"
                                     "[[example]]\nbad = \"b\"\ngood = \"g\"\n");
        assert_int_equal(read(arena, text)->scope, cases[i].scope);
        arena_free(arena);
    }
}

// ---- mistakes

static void a_mistake_in_a_rule_names_line_and_nearest_word(void **state) {
    (void)state;
    static const struct {
        const char *match;
        uint32_t line;
        const char *part;
    } cases[] = {
        {"[match]\noperatoin = \"drop_table\"\n", 5, "did you mean `operation`?"},
        {"[match]\noperation = \"drop_tabel\"\n", 5, "did you mean `drop_table`?"},
        {"[match]\noperation = 5\n", 5, "`operation` is a string, not a whole number"},
        {"[match]\noperation = \"drop_table\"\nwhere = { cascad = true }\n", 6,
         "did you mean `cascade`?"},
        {"[match]\noperation = \"drop_table\"\nwhere = { cascade = \"yes\" }\n", 6,
         "`cascade` is true or false, not a string"},
        {"[match]\noperation = \"drop_table\"\nwhere = { table = { nto = \"a\" } }\n", 6,
         "the one key here is `not`"},
        {"[match]\npredicate = \"several_head\"\n", 5, "did you mean `several_heads`?"},
        {"[match]\nregex = \"(\"\n", 5, "`regex`"},
        {"[match]\nquery = \"(nonsense\"\n", 5, "`query`"},
        {"[match]\nwhen-unknown = \"shout\"\n", 5, "`when-unknown` is one of silent, speak"},
        {"[match]\noperation = \"drop_table\"\npredicate = \"several_heads\"\n", 4,
         "it stands alone"},
        {"[match]\nquery = \"(call) @match\"\noperation = \"drop_table\"\n", 4, "stands alone"},
        {"[match]\n", 4, "[match] is empty"},
        {"unknwon-severity = \"info\"\n[match]\n", 4, "did you mean `unknown-severity`?"},
        {"scope = \"history\"\n[match]\noperation = \"drop_table\"\n", 5, "`scope` is"},
        {"since = 0\n[match]\noperation = \"drop_table\"\n", 4, "a major version"},
        {"", 1, "lacks the key `match`"},
        {"[match]\noperation = \"drop_table\"\n[lesser]\nseverity = \"info\"\nmessage = "
         "\"m\"\n",
         6, "needs where or predicate"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_match_error(cases[i].match, cases[i].line, cases[i].part);
    }
}

static void a_mistake_in_the_texts_names_line_and_nearest_word(void **state) {
    (void)state;
    static const struct {
        const char *rest;
        uint32_t line;
        const char *part;
    } cases[] = {
        {"[text]\nmessage = \"dropping {colums}\"\nwhy = \"w\"\ninstead = \"i\"\n"
         "[[example]]\nbad = \"b\"\ngood = \"g\"\n",
         7, "did you mean {columns}?"},
        {"[text]\nmessage = \"a { b\"\nwhy = \"w\"\ninstead = \"i\"\n"
         "[[example]]\nbad = \"b\"\ngood = \"g\"\n",
         7, "not closed"},
        {"[text]\nmessage = \"a } b\"\nwhy = \"w\"\ninstead = \"i\"\n"
         "[[example]]\nbad = \"b\"\ngood = \"g\"\n",
         7, "without its {"},
        {"[text]\nmessage = \"{detail}\"\nwhy = \"w\"\ninstead = \"i\"\n"
         "[[example]]\nbad = \"b\"\ngood = \"g\"\n",
         7, "{detail} is no field"},
        {"[text]\nmesage = \"m\"\n", 7, "did you mean `message`?"},
        {"[text]\nmessage = \"m\"\nwhy = \"w\"\n", 6, "lacks the key `instead`"},
        {"[text]\nmessage = \"m\"\nwhy = \"w\"\ninstead = \"i\"\n[[example]]\nbaad = \"b\"\n",
         11, "did you mean `bad`?"},
        {"[text]\nmessage = \"m\"\nwhy = \"w\"\ninstead = \"i\"\n[[example]]\nbad = \"b\"\n", 0,
         "one with good"},
        {"", 0, "a rule needs a [text]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct str text =
            str_format(arena, "%s[match]\noperation = \"drop_table\"\n%s", head, cases[i].rest);
        check_error(text, cases[i].line, cases[i].part);
        arena_free(arena);
    }
}

static void an_id_that_is_not_the_files_name_is_an_error(void **state) {
    (void)state;
    check_error(STR("id = \"y\"\nseverity = \"error\"\n"), 1, "the file is called x");
}

static void a_rule_called_like_another_is_an_error(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    struct str text = rule_text(arena, "[match]\noperation = \"drop_table\"\n");
    assert_true(rules_add(arena, &rules, STR("a/x.toml"), text, &error));
    assert_false(rules_add(arena, &rules, STR("b/x.toml"), text, &error));
    assert_non_null(strstr(error.message, "a/x.toml"));
    arena_free(arena);
}

static void a_rule_cut_off_anywhere_is_an_error_or_a_rule(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct str text = rule_text(
        arena, "[match]\noperation = \"drop_table\"\nwhere = { table = { not = [\"a\"] } }\n");
    for (size_t size = 0; size < text.size; size++) {
        struct rules rules = {0};
        struct cupel_error error = {0};
        bool done = rules_add(arena, &rules, STR("x.toml"), str_slice(text, 0, size), &error);
        assert_int_equal(done, error.message[0] == '\0');
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_built_in_rule_is_read_without_an_error),
        cmocka_unit_test(every_built_in_rule_says_all_that_its_page_shows),
        cmocka_unit_test(a_rule_yields_to_rules_that_are_there),
        cmocka_unit_test(a_built_in_rule_is_known_by_its_path_before_it_is_read),
        cmocka_unit_test(categories_and_near_names_are_found),
        cmocka_unit_test(a_rule_file_is_read_whole),
        cmocka_unit_test(the_scope_follows_from_the_match),
        cmocka_unit_test(a_mistake_in_a_rule_names_line_and_nearest_word),
        cmocka_unit_test(a_mistake_in_the_texts_names_line_and_nearest_word),
        cmocka_unit_test(an_id_that_is_not_the_files_name_is_an_error),
        cmocka_unit_test(a_rule_called_like_another_is_an_error),
        cmocka_unit_test(a_rule_cut_off_anywhere_is_an_error_or_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
