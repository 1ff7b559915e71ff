#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

enum {
    STACK_SIZE = 16 * 1024 * 1024, // libpg_query: up to 64 bytes for each byte of a statement
    CHUNK = 16,                    // items taken at once
    FEW = 32,                      // items that no thread is worth starting for
    MOST_WORKERS = 64,
};

struct job {
    size_t count;
    atomic_size_t next; // the first item that nobody has taken
    void (*work)(void *, unsigned, size_t);
    void *context;
};

struct worker {
    struct job *job;
    unsigned number;
    pthread_t thread;
};

unsigned parallel_workers(unsigned workers, size_t count) {
    if (count < FEW) {
        return 1;
    }
    if (workers == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        workers = cores > 0 ? (unsigned)cores : 1;
    }
    size_t chunks = (count + CHUNK - 1) / CHUNK;
    if (workers > chunks) {
        workers = (unsigned)chunks;
    }
    return workers < MOST_WORKERS ? workers : MOST_WORKERS;
}

static void *run(void *argument) {
    struct worker *worker = argument;
    struct job *job = worker->job;
    for (;;) {
        size_t start = atomic_fetch_add(&job->next, CHUNK);
        if (start >= job->count) {
            return NULL;
        }
        size_t end = job->count - start < CHUNK ? job->count : start + CHUNK;
        for (size_t i = start; i < end; i++) {
            job->work(job->context, worker->number, i);
        }
    }
}

// All workers are threads of their own, for the stack; where none can be started the caller
// does the work.
void parallel_each(size_t count, unsigned workers, void (*work)(void *, unsigned, size_t),
                   void *context) {
    struct job job = {.count = count, .work = work, .context = context};
    struct worker all[MOST_WORKERS];
    unsigned wanted = parallel_workers(workers, count);
    unsigned started = 0;
    pthread_attr_t attributes;
    bool has_attributes = wanted > 1 && pthread_attr_init(&attributes) == 0;
    if (has_attributes && pthread_attr_setstacksize(&attributes, STACK_SIZE) == 0) {
        while (started < wanted) {
            struct worker *worker = &all[started];
            *worker = (struct worker){.job = &job, .number = started};
            if (pthread_create(&worker->thread, &attributes, run, worker) != 0) {
                break;
            }
            started++;
        }
    }
    if (started == 0) {
        run(&(struct worker){.job = &job});
    }
    for (unsigned i = 0; i < started; i++) {
        pthread_join(all[i].thread, NULL);
    }
    if (has_attributes) {
        pthread_attr_destroy(&attributes);
    }
}
