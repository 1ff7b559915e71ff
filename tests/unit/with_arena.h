/**
 * with_arena: an arena for each test.
 */
#ifndef TESTS_WITH_ARENA_H
#define TESTS_WITH_ARENA_H

#include "base/arena.h"
#include "unit.h"

static struct arena *arena; // of the test that runs

static inline int make_arena(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static inline int free_arena(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

#endif
