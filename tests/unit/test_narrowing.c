// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "base/arena.h"
#include "model/type.h"
#include "postgres/narrowing.h"

struct type_text {
    const char *name;
    int32_t modifiers[2];
    uint32_t count;
};

static struct sql_type make(struct arena *arena, const struct type_text *text) {
    return type_make(arena, (struct str){0}, str_from(text->name), text->modifiers, text->count,
                     0);
}

static void types_that_leave_values_out_are_told_from_wider_ones(void **state) {
    (void)state;
    static const struct {
        struct type_text from, to;
        enum truth expected;
    } cases[] = {
        {{"varchar", {20}, 1}, {"varchar", {10}, 1}, TRUTH_YES},
        {{"varchar", {10}, 1}, {"varchar", {20}, 1}, TRUTH_NO},
        {{"text", {0}, 0}, {"varchar", {20}, 1}, TRUTH_YES},
        {{"varchar", {20}, 1}, {"text", {0}, 0}, TRUTH_NO},
        {{"text", {0}, 0}, {"char", {0}, 0}, TRUTH_YES},
        {{"bigint", {0}, 0}, {"integer", {0}, 0}, TRUTH_YES},
        {{"integer", {0}, 0}, {"bigint", {0}, 0}, TRUTH_NO},
        {{"numeric", {10, 2}, 2}, {"numeric", {8, 2}, 2}, TRUTH_YES},
        {{"numeric", {10, 2}, 2}, {"numeric", {12, 2}, 2}, TRUTH_NO},
        {{"numeric", {10, 2}, 2}, {"numeric", {10, 3}, 2}, TRUTH_YES},
        {{"numeric", {0}, 0}, {"integer", {0}, 0}, TRUTH_YES},
        {{"integer", {0}, 0}, {"numeric", {0}, 0}, TRUTH_NO},
        {{"integer", {0}, 0}, {"numeric", {8, 2}, 2}, TRUTH_YES},
        {{"timestamptz", {0}, 0}, {"date", {0}, 0}, TRUTH_YES},
        {{"timestamp", {0}, 0}, {"timestamptz", {0}, 0}, TRUTH_NO},
        {{"timestamp", {0}, 0}, {"timestamp", {3}, 1}, TRUTH_YES},
        {{"json", {0}, 0}, {"jsonb", {0}, 0}, TRUTH_UNKNOWN},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sql_type from = make(arena, &cases[i].from);
        struct sql_type to = make(arena, &cases[i].to);
        if (type_narrows(&from, &to) != cases[i].expected) {
            print_error("%s to %s: %d\n", cases[i].from.name, cases[i].to.name,
                        (int)type_narrows(&from, &to));
            fail();
        }
    }
    arena_free(arena);
}

static void a_type_that_is_not_known_gives_no_answer(void **state) {
    (void)state;
    struct sql_type unknown = type_unknown();
    assert_int_equal(type_narrows(&unknown, &unknown), TRUTH_UNKNOWN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_that_leave_values_out_are_told_from_wider_ones),
        cmocka_unit_test(a_type_that_is_not_known_gives_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
