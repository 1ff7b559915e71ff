#include "base/deadline.h"

#include <time.h>

enum { CALLS_FOR_A_LOOK = 16 }; // the clock of a thread takes a call of the system

static int64_t spent_ms(void) {
    struct timespec time = {0};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

struct deadline deadline_new(int64_t ms) {
    return (struct deadline){.end_ms = spent_ms() + ms};
}

bool deadline_is_over(struct deadline *deadline) {
    return ++deadline->calls % CALLS_FOR_A_LOOK == 0 && spent_ms() > deadline->end_ms;
}
