#include "lint/suppress.h"
#include "with_arena.h"

// Every comment is found as it begins: enough for these texts, which hold no strings.
static struct suppressions read(const char *text) {
    struct migration *migration = ARENA_NEW(arena, struct migration, 1);
    struct str whole = str_from(text);
    migration->source = source_new(arena, STR("m.py"), whole);
    for (size_t i = 0; i < whole.size; i++) {
        bool starts = text[i] == '#' || (text[i] == '-' && text[i + 1] == '-') ||
                      (text[i] == '/' && text[i + 1] == '*');
        if (starts) {
            struct str end = text[i] == '/' ? STR("*/") : STR("\n");
            size_t at = str_find(whole, end, i);
            at = at == SIZE_MAX ? whole.size : at + (text[i] == '/' ? 2 : 0);
            *ARENA_PUSH(arena, &migration->comments) = (struct span){(uint32_t)i, (uint32_t)at};
            i = at;
        }
    }
    return suppressions_read(arena, migration);
}

static struct suppression *find(const struct suppressions *list, const char *id, uint32_t first,
                                uint32_t last) {
    struct rule rule = {.id = str_from(id), .category = STR("locking")};
    struct suppression_query query = {
        .rule = &rule, .statement = {first, last}, .sql = {first, last}};
    return suppressions_find(list, &query);
}

static void comments_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t count, rules;
        uint32_t first, last;
        const char *reason;
    } cases[] = {
        {"x()  # cupel: ignore[drop-table] gone\n", 1, 1, 1, 1, "gone"},
        {"x()  # cupel: ignore[drop-table, drop-column]\n", 1, 2, 1, 1, ""},
        {"x()  # cupel: ignore\n", 1, 0, 1, 1, ""},
        {"x()  # cupel: ignore all of it\n", 1, 0, 1, 1, "all of it"},
        {"x()  # noqa  # cupel: ignore[a] b\n", 1, 1, 1, 1, "b"},
        {"x()  #cupel:ignore[a]b\n", 1, 1, 1, 1, "b"},
        {"  # cupel: ignore[a]\nx()\n", 1, 1, 1, 2, ""},
        {"  # cupel: ignore[a]\n  # and why\nx()\n", 1, 1, 1, 3, ""},
        {"# cupel: ignore-file[a] legacy\nx()\n", 1, 1, 0, 0, "legacy"},
        {"DROP TABLE a; -- cupel: ignore[a] gone\n", 1, 1, 1, 1, "gone"},
        {"DROP TABLE a; /* cupel: ignore[a] gone */\n", 1, 1, 1, 1, "gone"},
        {"x()  # cupel: ignore[]\n", 1, 1, 1, 1, ""},
        {"x()  # cupel: ignore[a\n", 1, 1, 1, 1, ""},
        {"x()  # cupel: ignored\n", 0, 0, 0, 0, ""},
        {"x()  # cupel: ignore-files[a]\n", 0, 0, 0, 0, ""},
        {"x()  # see cupel: ignore[a]\n", 0, 0, 0, 0, ""},
        {"x()  # ignore[a]\n", 0, 0, 0, 0, ""},
        {"x()  # cupel: ignore[a]", 1, 1, 1, 1, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct suppressions list = read(cases[i].text);
        bool is_right = list.count == cases[i].count;
        if (is_right && list.count) {
            const struct suppression *found = &list.items[0];
            is_right =
                found->rules.count == cases[i].rules && found->first_line == cases[i].first &&
                found->last_line == cases[i].last && str_is(found->reason, cases[i].reason);
        }
        if (!is_right) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static void any_line_of_the_statement_will_do(void **state) {
    (void)state;
    struct suppressions list = read("drop(\n    'a',\n)  # cupel: ignore[drop-table]\ny()\n");
    assert_non_null(find(&list, "drop-table", 1, 3));
    assert_null(find(&list, "drop-table", 1, 2));
    assert_null(find(&list, "drop-table", 4, 4));
    assert_null(find(&list, "drop-column", 1, 3));
}

static void a_comment_behind_code_is_not_for_the_line_below(void **state) {
    (void)state;
    struct suppressions list = read("x()  # cupel: ignore\ny()\n");
    assert_non_null(find(&list, "drop-table", 1, 1));
    assert_null(find(&list, "drop-table", 2, 2));
}

static void a_category_stands_for_its_rules(void **state) {
    (void)state;
    struct suppressions list = read("x()  # cupel: ignore[locking]\n");
    assert_non_null(find(&list, "set-not-null-scan", 1, 1));
}

static void use_is_kept_for_each_rule(void **state) {
    (void)state;
    struct suppressions list = read("x()  # cupel: ignore[drop-table, truncate]\n");
    assert_false(list.items[0].is_used);
    assert_non_null(find(&list, "drop-table", 1, 1));
    assert_true(list.items[0].is_used);
    assert_true(list.items[0].rule_used[0]);
    assert_false(list.items[0].rule_used[1]);
}

static void one_of_a_line_comes_before_one_of_the_file(void **state) {
    (void)state;
    struct suppressions list =
        read("# cupel: ignore-file[drop-table]\nx()  # cupel: ignore[drop-table]\n");
    assert_ptr_equal(find(&list, "drop-table", 2, 2), &list.items[1]);
    assert_ptr_equal(find(&list, "drop-table", 9, 9), &list.items[0]);
}

static void sql_comments_cover_sql_statements_and_python_ones_python(void **state) {
    (void)state;
    struct suppressions list = read("-- cupel: ignore[a]\n\n\nx() # cupel: ignore[b]\n");
    struct rule a = {.id = STR("a")};
    struct rule b = {.id = STR("b")};
    struct suppression_query query = {.rule = &a, .statement = {1, 4}, .sql = {3, 3}};
    assert_null(suppressions_find(&list, &query));
    query.sql.first = 2;
    assert_non_null(suppressions_find(&list, &query));
    query.rule = &b;
    assert_non_null(suppressions_find(&list, &query));
}

static void a_reason_may_be_asked_for(void **state) {
    (void)state;
    struct suppressions list = read("x()  # cupel: ignore[a]\ny()  # cupel: ignore[a] old\n");
    struct rule a = {.id = STR("a")};
    struct suppression_query query = {.rule = &a, .statement = {1, 1}, .needs_reason = true};
    assert_null(suppressions_find(&list, &query));
    query.statement = (struct line_range){2, 2};
    assert_non_null(suppressions_find(&list, &query));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(comments_are_read),
        WITH_ARENA(any_line_of_the_statement_will_do),
        WITH_ARENA(a_comment_behind_code_is_not_for_the_line_below),
        WITH_ARENA(a_category_stands_for_its_rules),
        WITH_ARENA(use_is_kept_for_each_rule),
        WITH_ARENA(one_of_a_line_comes_before_one_of_the_file),
        WITH_ARENA(sql_comments_cover_sql_statements_and_python_ones_python),
        WITH_ARENA(a_reason_may_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
