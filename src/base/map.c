#include "base/map.h"

enum { FIRST_SLOTS = 16, STEP = 8 }; // bytes of a key that are hashed at once

static size_t hash(struct str key) {
    const uint64_t factor = 0x9e3779b97f4a7c15u;
    uint64_t hash = key.size;
    size_t at = 0;
    for (; key.size - at >= STEP; at += STEP) {
        hash = (hash ^ str_load(key.data + at)) * factor;
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    for (; at < key.size; at++) {
        rest = rest << 8 | (unsigned char)key.data[at];
    }
    hash = (hash ^ rest) * factor;
    return (size_t)(hash ^ hash >> 32);
}

// The slot that holds the key, or the free one where it belongs. `slot_count` is a power of
// two.
static size_t find_slot(const struct map *map, struct str key) {
    size_t mask = map->slot_count - 1;
    size_t slot = hash(key) & mask;
    while (map->slots[slot] && !str_equal(map->items[map->slots[slot] - 1].key, key)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void *map_find(const struct map *map, struct str key) {
    if (!map->slot_count) {
        return NULL;
    }
    size_t index = map->slots[find_slot(map, key)];
    return index ? map->items[index - 1].value : NULL;
}

static void rehash(struct map *map) {
    map->slot_count = map->slot_count ? map->slot_count * 2 : FIRST_SLOTS;
    map->slots = ARENA_NEW(map->arena, size_t, map->slot_count);
    for (size_t i = 0; i < map->count; i++) {
        // A key that was removed and put again has two entries: the later one wins.
        map->slots[find_slot(map, map->items[i].key)] = i + 1;
    }
}

void map_put(struct map *map, struct str key, void *value) {
    if (map->count * 2 >= map->slot_count) {
        rehash(map);
    }
    size_t slot = find_slot(map, key);
    struct map_entry *entry = map->slots[slot] ? &map->items[map->slots[slot] - 1] : NULL;
    if (entry && (entry->value || !value)) {
        entry->value = value;
        return;
    }
    if (!value) {
        return;
    }
    *ARENA_PUSH(map->arena, map) = (struct map_entry){.key = key, .value = value};
    map->slots[slot] = map->count;
}
