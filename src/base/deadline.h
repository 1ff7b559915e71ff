/**
 * deadline: how long a thread may compute.
 */
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Time that the thread has spent computing, not time that has passed: on a busy machine the
 * same file must be read as on an idle one.
 */
struct deadline {
    int64_t end_ms;
    uint32_t calls;
};

struct deadline deadline_new(int64_t ms);

/** Whether the time is over. Looks at the clock in some of the calls only: it is meant for loops. */
bool deadline_is_over(struct deadline *deadline);

#endif
