#define _DEFAULT_SOURCE // for madvise(), which POSIX does not have
#include "base/arena.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    FIRST_CHUNK_SIZE = 4 * 1024, // many an arena lives for one statement only
    LAST_CHUNK_SIZE = 64 * 1024, // up to which they double; then they are huge
    HUGE_PAGE_SIZE = 2 * 1024 * 1024,
    ALIGNMENT = 16,
    LARGE_ITEM = 256,               // bytes; most lists of such items have one or two
    OUTGROWN_SIZE = HUGE_PAGE_SIZE, // bytes; arrays from here on are given back when they move
};

struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    bool is_mapped;
};

enum { CHUNK_SIZE = HUGE_PAGE_SIZE - sizeof(struct chunk) }; // of huge ones

struct handle {
    struct handle *next;
    void *object;
    void (*destroy)(void *);
};

struct arena {
    struct chunk *chunks; // the one being filled comes first
    struct handle *handles;
    size_t used;
    size_t chunk_size;   // of the next one
    struct arena *spare; // given back; these are a list by `next`
    struct arena *next;
};

static_assert(sizeof(struct chunk) % ALIGNMENT == 0, "bytes behind the header must be aligned");

// The one place where out of memory ends the program (inputs have limits in return).
static void *allocate_or_die(size_t size) {
    void *memory = calloc(1, size);
    if (!memory) {
        fputs("cupel: out of memory\n", stderr);
        abort();
    }
    return memory;
}

// A chunk that is one page, where the system has such: 512 small ones cost it five times as much.
static struct chunk *map_huge_chunk(void) {
#if defined MADV_HUGEPAGE &&                                                                   \
    !defined __SANITIZE_ADDRESS__ // whose leak check looks into the heap alone
    char *memory = mmap(NULL, (size_t)2 * HUGE_PAGE_SIZE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) {
        // One half of it begins where a huge page does, the rest goes back.
        size_t before = -(uintptr_t)memory % HUGE_PAGE_SIZE;
        struct chunk *chunk = (void *)(memory + before);
        if (before > 0) {
            munmap(memory, before);
        }
        munmap(memory + before + HUGE_PAGE_SIZE, HUGE_PAGE_SIZE - before);
        madvise(chunk, HUGE_PAGE_SIZE, MADV_HUGEPAGE);
        chunk->is_mapped = true;
        return chunk;
    }
#endif
    return allocate_or_die(HUGE_PAGE_SIZE);
}

static void free_chunk(struct chunk *chunk) {
    if (chunk->is_mapped) {
        munmap(chunk, sizeof *chunk + chunk->size);
    } else {
        free(chunk);
    }
}

struct arena *arena_new(void) {
    struct arena *arena = allocate_or_die(sizeof *arena);
    arena->chunk_size = FIRST_CHUNK_SIZE;
    return arena;
}

static void release_all(struct arena *arena, const struct chunk *kept) {
    for (struct handle *handle = arena->handles; handle; handle = handle->next) {
        handle->destroy(handle->object);
    }
    struct chunk *next = NULL;
    for (struct chunk *chunk = arena->chunks; chunk; chunk = next) {
        next = chunk->next;
        if (chunk != kept) {
            free_chunk(chunk);
        }
    }
}

void arena_free(struct arena *arena) {
    while (arena) {
        struct arena *next = arena->next;
        arena_free(arena->spare);
        release_all(arena, NULL);
        free(arena);
        arena = next;
    }
}

void arena_reset(struct arena *arena) {
    struct chunk *kept = arena->chunks;
#if defined __SANITIZE_ADDRESS__ // what is used after it shows
    kept = NULL;
#endif
    if (kept && kept->size > CHUNK_SIZE) {
        kept = NULL;
    }
    release_all(arena, kept);
    *arena =
        (struct arena){.chunks = kept, .chunk_size = arena->chunk_size, .spare = arena->spare};
    if (kept) {
        kept->next = NULL;
        memset(kept + 1, 0, kept->used);
        kept->used = 0;
    }
}

static struct chunk *add_chunk(struct arena *arena, size_t size) {
    struct chunk *chunk =
        size == CHUNK_SIZE ? map_huge_chunk() : allocate_or_die(sizeof *chunk + size);
    chunk->size = size;
    // A large block gets a chunk of its own behind the current one, which stays in use.
    if (size > CHUNK_SIZE && arena->chunks) {
        chunk->next = arena->chunks->next;
        arena->chunks->next = chunk;
    } else {
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    return chunk;
}

struct arena *arena_scratch(struct arena *owner) {
    struct arena *scratch = owner->spare;
    if (!scratch) {
        return arena_new();
    }
    owner->spare = scratch->next;
    scratch->next = NULL;
    return scratch;
}

void arena_give_back(struct arena *owner, struct arena *scratch) {
    arena_reset(scratch);
    scratch->next = owner->spare;
    owner->spare = scratch;
}

void *arena_alloc(struct arena *arena, size_t size) {
    if (size > SIZE_MAX - CHUNK_SIZE) {
        size = SIZE_MAX - CHUNK_SIZE; // calloc refuses it
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < size) {
        chunk = add_chunk(arena, size > arena->chunk_size ? size : arena->chunk_size);
        arena->chunk_size =
            arena->chunk_size < LAST_CHUNK_SIZE ? arena->chunk_size * 2 : CHUNK_SIZE;
    }
    char *bytes = (char *)(chunk + 1) + chunk->used;
    chunk->used += size;
    arena->used += size;
    return bytes;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) {
        count = SIZE_MAX / size;
    }
    return arena_alloc(arena, count * size);
}

void arena_own(struct arena *arena, void *object, void (*destroy)(void *)) {
    struct handle *handle = ARENA_NEW(arena, struct handle, 1);
    *handle = (struct handle){.next = arena->handles, .object = object, .destroy = destroy};
    arena->handles = handle;
}

size_t arena_used(const struct arena *arena) {
    return arena->used;
}

// An array that has moved elsewhere goes, if its chunk is its own: in doubling, the old ones
// would add up to the size of the last.
static void release(struct arena *arena, const void *items) {
    for (struct chunk **link = &arena->chunks; *link; link = &(*link)->next) {
        struct chunk *chunk = *link;
        if ((const void *)(chunk + 1) == items && chunk->size > CHUNK_SIZE) {
            *link = chunk->next;
            free_chunk(chunk);
            return;
        }
    }
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
                 size_t size) {
    if (count < *capacity) {
        return items;
    }
    size_t first = size < LARGE_ITEM ? 4 : 1;
    size_t wanted = *capacity ? *capacity * 2 : first;
    void *grown = arena_alloc_array(arena, wanted, size);
    if (count) {
        memcpy(grown, items, count * size);
    }
    if (count * size >= OUTGROWN_SIZE) {
        release(arena, items);
    }
    *capacity = wanted;
    return grown;
}
