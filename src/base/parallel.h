/**
 * parallel: one function over many items, in several threads.
 */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include <stddef.h>

/**
 * Calls `work(context, worker, index)` once for each index below `count`, from up to `workers`
 * threads (0: one for each core; few items: the calling thread alone). `worker` is below the
 * number of threads, which never exceeds parallel_workers(workers, count): what a worker may
 * write to belongs to it alone. Threads have stacks of 16 MiB: libpg_query recurses over its
 * input. Returns when all is done.
 */
void parallel_each(size_t count, unsigned workers, void (*work)(void *, unsigned, size_t),
                   void *context);

/** How many threads parallel_each would use; at least 1. */
unsigned parallel_workers(unsigned workers, size_t count);

#endif
