#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/map.h"

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

static void an_empty_map_has_nothing(void **state) {
    struct map map = {.arena = *state};
    assert_null(map_find(&map, STR("a")));
    assert_null(map_find(&map, (struct str){0}));
    map_put(&map, STR("a"), NULL);
    assert_null(map_find(&map, STR("a")));
}

static void every_key_keeps_its_value(void **state) {
    enum { KEYS = 5000 };
    static int values[KEYS];
    struct map map = {.arena = *state};
    for (int i = 0; i < KEYS; i++) {
        map_put(&map, str_format(*state, "key %d", i), &values[i]);
    }
    for (int i = 0; i < KEYS; i++) {
        assert_ptr_equal(map_find(&map, str_format(*state, "key %d", i)), &values[i]);
    }
    assert_null(map_find(&map, STR("key 5000")));
    assert_int_equal(map.count, KEYS);
    assert_true(str_is(map.items[4711].key, "key 4711")); // in order of insertion
}

static void a_later_value_takes_the_place_of_an_earlier_one(void **state) {
    int first, second;
    struct map map = {.arena = *state};
    map_put(&map, STR("a"), &first);
    map_put(&map, STR("a"), &second);
    assert_ptr_equal(map_find(&map, STR("a")), &second);
    assert_int_equal(map.count, 1);
}

static void a_removed_key_is_gone_and_comes_back_last(void **state) {
    int a, b;
    struct map map = {.arena = *state};
    map_put(&map, STR("a"), &a);
    map_put(&map, STR("b"), &b);
    map_put(&map, STR("a"), NULL);
    assert_null(map_find(&map, STR("a")));
    assert_ptr_equal(map_find(&map, STR("b")), &b);
    map_put(&map, STR("a"), &b);
    assert_ptr_equal(map_find(&map, STR("a")), &b);
    size_t last = map.count - 1;
    assert_true(str_is(map.items[last].key, "a") && map.items[last].value);
}

static void removed_keys_stay_away_when_the_map_grows(void **state) {
    static int value;
    struct map map = {.arena = *state};
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 300; i++) {
            map_put(&map, str_format(*state, "%d", i), &value);
        }
        for (int i = 0; i < 300; i += 2) {
            map_put(&map, str_format(*state, "%d", i), NULL);
        }
        for (int i = 0; i < 300; i++) {
            void *expected = i % 2 ? &value : NULL;
            assert_ptr_equal(map_find(&map, str_format(*state, "%d", i)), expected);
        }
    }
}

static void keys_may_hold_any_bytes(void **state) {
    int first, second, third;
    struct map map = {.arena = *state};
    map_put(&map, (struct str){"a\0b", 3}, &first);
    map_put(&map, (struct str){"a\0c", 3}, &second);
    map_put(&map, (struct str){0}, &third);
    assert_ptr_equal(map_find(&map, (struct str){"a\0b", 3}), &first);
    assert_ptr_equal(map_find(&map, (struct str){"a\0c", 3}), &second);
    assert_ptr_equal(map_find(&map, STR("")), &third);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_has_nothing),
        cmocka_unit_test(every_key_keeps_its_value),
        cmocka_unit_test(a_later_value_takes_the_place_of_an_earlier_one),
        cmocka_unit_test(a_removed_key_is_gone_and_comes_back_last),
        cmocka_unit_test(removed_keys_stay_away_when_the_map_grows),
        cmocka_unit_test(keys_may_hold_any_bytes),
    };
    return cmocka_run_group_tests_name("map", tests, make_arena, free_arena);
}
