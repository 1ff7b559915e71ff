/**
 * map: text keys to pointers, in order of insertion.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct map_entry {
    struct str key; // a view: what it points to must live as long as the map
    void *value;    // NULL: removed
};

/** Zero it, set `arena`. Walk with: for (i = 0; i < map.count; i++) if (map.items[i].value) …
 */
struct map {
    struct arena *arena;
    struct map_entry *items;
    size_t count, capacity;
    size_t *slots; // index into items plus 1; open addressing
    size_t slot_count;
};

/** The value, or NULL. */
void *map_find(const struct map *map, struct str key);

/** Sets the value for a key; a NULL value removes it (and a later one comes last again). */
void map_put(struct map *map, struct str key, void *value);

#endif
