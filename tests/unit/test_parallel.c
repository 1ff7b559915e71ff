#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/parallel.h"

enum { MOST = 5000, THREADS = 8 };

// What a worker writes to belongs to it alone: so a call given twice shows.
struct tally {
    unsigned char seen[MOST];
    size_t by_worker[THREADS];
};

static void count_one(void *context, unsigned worker, size_t index) {
    struct tally *tally = context;
    tally->seen[index]++;
    tally->by_worker[worker]++;
}

static void each_item_is_worked_on_once(void **state) {
    (void)state;
    static const struct {
        size_t count;
        unsigned workers;
    } cases[] = {{0, 0}, {1, 0}, {31, 8}, {32, 8}, {33, 2}, {1000, 1}, {MOST, 8}, {MOST, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct tally tally;
        tally = (struct tally){0};
        parallel_each(cases[i].count, cases[i].workers, count_one, &tally);
        size_t sum = 0;
        for (size_t k = 0; k < MOST; k++) {
            assert_int_equal(tally.seen[k], k < cases[i].count);
        }
        for (unsigned k = 0; k < THREADS; k++) {
            bool may = k < parallel_workers(cases[i].workers, cases[i].count);
            assert_true(may || tally.by_worker[k] == 0);
            sum += tally.by_worker[k];
        }
        assert_int_equal(sum, cases[i].count);
    }
}

static void few_items_start_no_thread(void **state) {
    (void)state;
    assert_int_equal(parallel_workers(8, 0), 1);
    assert_int_equal(parallel_workers(8, 31), 1);
    assert_int_equal(parallel_workers(8, 32), 2);
    assert_int_equal(parallel_workers(3, 100000), 3);
    assert_true(parallel_workers(0, 100000) >= 1);
    assert_true(parallel_workers(4000000000u, SIZE_MAX) <= 64);
}

// Uses far more stack than the eight MiB that a thread has by default.
static size_t use_stack(unsigned depth) {
    volatile char block[64 * 1024];
    block[0] = (char)depth;
    return depth ? 1 + use_stack(depth - 1) + (size_t)(block[0] & 0) : 1;
}

static void recurse(void *context, unsigned worker, size_t index) {
    (void)worker;
    size_t *sums = context;
    sums[index] = use_stack(190); // about 12 MiB
}

static void threads_have_deep_stacks(void **state) {
    (void)state;
    static size_t sums[64];
    parallel_each(64, 2, recurse, sums);
    assert_int_equal(sums[0], 191);
    assert_int_equal(sums[63], 191);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_worked_on_once),
        cmocka_unit_test(few_items_start_no_thread),
        cmocka_unit_test(threads_have_deep_stacks),
    };
    return cmocka_run_group_tests_name("parallel", tests, NULL, NULL);
}
