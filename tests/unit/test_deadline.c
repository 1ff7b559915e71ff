#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <cmocka.h>

#include "base/deadline.h"

// What a busy machine does to a thread: it waits.
static void test_waiting_takes_nothing(void **state) {
    (void)state;
    struct deadline deadline = deadline_new(20);
    nanosleep(&(struct timespec){.tv_nsec = 60000000}, NULL);
    for (int i = 0; i < 64; i++) {
        assert_false(deadline_is_over(&deadline));
    }
}

static void test_computing_ends(void **state) {
    (void)state;
    struct deadline deadline = deadline_new(1);
    while (!deadline_is_over(&deadline)) {
    }
    assert_true(deadline.calls > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waiting_takes_nothing),
        cmocka_unit_test(test_computing_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
