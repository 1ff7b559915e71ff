/**
 * arena: memory that lives as long as a run. Nothing is freed one by one.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/** A new, empty arena. Out of memory ends the program, here as in every function below. */
struct arena *arena_new(void);

/** Releases all memory, and the handles it owns in reverse order. NULL is accepted. */
void arena_free(struct arena *arena);

/** As freed and made anew, but that a chunk of its memory stays with it. */
void arena_reset(struct arena *arena);

/** `size` zeroed bytes, aligned for any type; they live as long as the arena. */
void *arena_alloc(struct arena *arena, size_t size);

/** `count` zeroed elements of `size` bytes each; checks the product for overflow. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/** Hands over a foreign handle: `destroy(object)` is called when the arena is freed. */
void arena_own(struct arena *arena, void *object, void (*destroy)(void *));

/** Bytes handed out so far: what bounds on memory are measured by. */
size_t arena_used(const struct arena *arena);

/**
 * An arena for what the call at hand alone needs; given back, it is there for the next one. Both
 * are cheap, and the owner need not be the arena that results go to.
 */
struct arena *arena_scratch(struct arena *owner);
void arena_give_back(struct arena *owner, struct arena *scratch);

#define ARENA_NEW(arena, type, count)                                                          \
    ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/**
 * Makes room for one more element in a growing array. `items`, `count`, `capacity` are members
 * of any struct such as `struct { struct x *items; size_t count, capacity; }`. Used through
 * ARENA_PUSH, which gives a pointer to the new, zeroed element. Elements move when the array
 * grows: a pointer to one holds until the next push alone.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#define ARENA_PUSH(arena, list)                                                                \
    ((list)->items = arena_grow((arena), (list)->items, (list)->count, &(list)->capacity,      \
                                sizeof *(list)->items),                                        \
     &(list)->items[(list)->count++])

#endif
