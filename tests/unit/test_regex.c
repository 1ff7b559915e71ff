#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/parallel.h"
#include "base/regex.h"

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

static struct regex *compile(struct arena *arena, const char *pattern) {
    struct str problem = {0};
    struct regex *regex = regex_new(arena, str_from(pattern), &problem);
    if (!regex) {
        fail_msg("%s: %s", pattern, problem.data);
    }
    return regex;
}

static void the_first_match_is_found(void **state) {
    static const struct {
        const char *pattern, *text;
        size_t from;
        struct span whole; // {0, 0}: no match
    } cases[] = {
        {"b+", "abbc", 0, {1, 3}},
        {"b+", "abbc", 2, {2, 3}},
        {"b", "abbc", 3, {0}},
        {"b", "abbc", 9, {0}},
        {"^b", "a\nb", 0, {2, 3}},
        {"(?i)DROP", "x drop", 0, {2, 6}},
        {"a.c", "aäc", 0, {0, 4}},
        {"c", "\xff\xfe c", 0, {3, 4}},
        {"a.c",
         "a\xff"
         "c abc",
         0,
         {4, 7}},
        {"\\bx", "a x", 0, {2, 3}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct span groups[1] = {{7, 7}};
        struct regex *regex = compile(*state, cases[i].pattern);
        enum regex_result result =
            regex_find(regex, str_from(cases[i].text), cases[i].from, groups, 1);
        bool expected = cases[i].whole.end > 0;
        assert_int_equal(result, expected ? REGEX_MATCH : REGEX_NO_MATCH);
        if (expected) {
            assert_int_equal(groups[0].start, cases[i].whole.start);
            assert_int_equal(groups[0].end, cases[i].whole.end);
        }
    }
}

static void groups_that_took_no_part_are_empty(void **state) {
    struct span groups[4] = {{9, 9}, {9, 9}, {9, 9}, {9, 9}};
    struct regex *regex = compile(*state, "x(a)|x(b)");
    assert_int_equal(regex_find(regex, STR("-xb"), 0, groups, 4), REGEX_MATCH);
    const struct span expected[4] = {{1, 3}, {0, 0}, {2, 3}, {0, 0}};
    assert_memory_equal(groups, expected, sizeof expected);
}

static void no_groups_need_be_asked_for(void **state) {
    assert_int_equal(regex_find(compile(*state, "a"), STR("a"), 0, NULL, 0), REGEX_MATCH);
    assert_int_equal(regex_find(compile(*state, "^$"), (struct str){0}, 0, NULL, 0),
                     REGEX_MATCH);
}

static void a_faulty_pattern_is_explained(void **state) {
    struct str problem = {0};
    assert_null(regex_new(*state, STR("a(b"), &problem));
    assert_true(str_is(problem, "missing closing parenthesis, at byte 4 of the pattern"));
    assert_null(regex_new(*state, STR("\xff"), &problem));
    assert_true(str_starts(problem, STR("UTF-8 error")));
}

static void a_long_text_is_no_endless_backtracking(void **state) {
    struct regex *regex = compile(*state, "\\A(?s:.*?)\\Kb");
    char *bytes = arena_alloc(*state, 3000000);
    memset(bytes, 'a', 3000000);
    bytes[2999999] = 'b';
    struct span whole;
    struct str text = {bytes, 3000000};
    assert_int_equal(regex_find(regex, text, 0, &whole, 1), REGEX_MATCH);
    assert_int_equal(whole.start, 2999999);
}

static void endless_backtracking_is_given_up(void **state) {
    struct regex *regex = compile(*state, "(a+)+$");
    struct str text = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    assert_int_equal(regex_find(regex, text, 0, NULL, 0), REGEX_GAVE_UP);
}

enum { ITEMS = 2000 };

struct shared {
    const struct regex *regex;
    enum regex_result results[ITEMS];
};

static void match_one(void *context, unsigned worker, size_t index) {
    (void)worker;
    struct shared *shared = context;
    struct str text = index % 3 ? STR("create index x") : STR("drop index x");
    shared->results[index] = regex_find(shared->regex, text, 0, NULL, 0);
}

static void threads_may_share_a_pattern(void **state) {
    static struct shared shared;
    shared.regex = compile(*state, "^create\\s+index");
    parallel_each(ITEMS, 4, match_one, &shared);
    for (size_t i = 0; i < ITEMS; i++) {
        assert_int_equal(shared.results[i], i % 3 ? REGEX_MATCH : REGEX_NO_MATCH);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_match_is_found),
        cmocka_unit_test(groups_that_took_no_part_are_empty),
        cmocka_unit_test(no_groups_need_be_asked_for),
        cmocka_unit_test(a_faulty_pattern_is_explained),
        cmocka_unit_test(a_long_text_is_no_endless_backtracking),
        cmocka_unit_test(endless_backtracking_is_given_up),
        cmocka_unit_test(threads_may_share_a_pattern),
    };
    return cmocka_run_group_tests_name("regex", tests, make_arena, free_arena);
}
