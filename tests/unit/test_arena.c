#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"

static void memory_is_zeroed_and_aligned(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    static const size_t sizes[] = {1, 3, 16, 17, 1000, 65536, 65537, 200000, 1, 64};
    static const char zeros[200000];
    for (size_t round = 0; round < 50; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            void *memory = arena_alloc(arena, sizes[i]);
            assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
            assert_memory_equal(memory, zeros, sizes[i]);
            memset(memory, 0xff, sizes[i]); // what comes later must not see it
        }
    }
    arena_free(arena);
}

static void blocks_do_not_overlap(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    enum { BLOCKS = 3000 };
    static unsigned char *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        size_t size = i % 97 == 0 ? 70000 : i % 61 + 1;
        blocks[i] = arena_alloc(arena, size);
        blocks[i][0] = (unsigned char)i;
        blocks[i][size - 1] = (unsigned char)i;
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        assert_int_equal(blocks[i][0], (unsigned char)i);
    }
    assert_true(arena_used(arena) >= BLOCKS / 97 * 70000);
    arena_free(arena);
}

static void a_block_of_no_bytes_may_be_asked_for(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_non_null(arena_alloc(arena, 0));
    assert_non_null(arena_alloc_array(arena, 0, 8));
    assert_non_null(arena_alloc_array(arena, 8, 0));
    arena_free(arena);
}

static void a_reset_arena_is_empty_and_zeroed(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    static const char zeros[300000];
    static const size_t sizes[] = {100, 5000, 300000, 70000, 100000, 100000, 24};
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            void *memory = arena_alloc(arena, sizes[i]);
            assert_memory_equal(memory, zeros, sizes[i]);
            memset(memory, 0xff, sizes[i]);
        }
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
}

static char order[8];

static void note_release(void *handle) {
    strncat(order, handle, sizeof order - strlen(order) - 1);
}

static void handles_are_released_in_reverse_order(void **state) {
    (void)state;
    order[0] = '\0';
    struct arena *arena = arena_new();
    char names[3][2] = {"a", "b", "c"};
    for (size_t i = 0; i < 3; i++) {
        arena_own(arena, names[i], note_release);
    }
    assert_string_equal(order, "");
    arena_free(arena);
    assert_string_equal(order, "cba");
    arena_free(NULL);
}

static void a_list_grows_and_keeps_its_elements(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct {
        size_t *items;
        size_t count, capacity;
    } list = {0};
    for (size_t i = 0; i < 1000000; i++) {
        size_t *element = ARENA_PUSH(arena, &list);
        assert_int_equal(*element, 0);
        *element = i;
    }
    assert_int_equal(list.count, 1000000);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.items[i], i);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(a_block_of_no_bytes_may_be_asked_for),
        cmocka_unit_test(a_reset_arena_is_empty_and_zeroed),
        cmocka_unit_test(handles_are_released_in_reverse_order),
        cmocka_unit_test(a_list_grows_and_keeps_its_elements),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
