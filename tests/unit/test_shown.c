#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/shown.h"

static void unknown_names_are_told_in_words(void **state) {
    (void)state;
    static const struct {
        const char *name, *shown;
    } cases[] = {
        {"orders", "orders"},
        {"shop.orders", "shop.orders"},
        {"….orders", "orders"},
        {"\"…\".orders", "orders"},
        {"…", "an unknown table"},
        {"….…", "an unknown table"},
        {"….", "an unknown table"},
        {"\"…\".\"…\"", "an unknown table"},
        {"orders_…", "orders_…"},
        {"…_old", "…_old"},
        {"….…_old", "…_old"},
        {"\"…", "\"…"},
        {"", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str shown = shown_name(arena, str_from(cases[i].name), "table");
        assert_true(str_is(shown, cases[i].shown));
    }
    arena_free(arena);
}

static void long_lists_are_cut(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct str_list names = {0};
    *ARENA_PUSH(arena, &names) = STR("a");
    *ARENA_PUSH(arena, &names) = STR("….b");
    *ARENA_PUSH(arena, &names) = STR("…");
    struct str all = shown_names(arena, &names, "index", 0);
    struct str some = shown_names(arena, &names, "index", 2);
    assert_true(str_is(all, "a, b, an unknown index"));
    assert_true(str_is(some, "a and 2 more"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_names_are_told_in_words),
        cmocka_unit_test(long_lists_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
