#include "cupel_words.h"

#include <string.h>

enum {
    FIRST_SLOTS = 256,
    BYTES_A_PLACE =
        16,          // of text: fewer than most have, for memory that is not used costs nothing
    SIZE_LIMIT = 64, // PostgreSQL's names have 63 bytes at most
    STEP = 8,        // bytes of a word that are hashed at once
};

// Words are told apart by their hash alone: two that share one of 64 bits would have a text read
// that need not be.
struct slot {
    uint64_t hash;  // 0: free
    uint32_t last;  // the text that was added last
    uint32_t first; // its place plus 1
};

struct place {
    uint32_t text;
    uint32_t next; // of the same word, plus 1; 0: there is none
};

struct words {
    struct arena *arena;
    struct slot *slots; // open addressing
    size_t slot_count, used;
    struct {
        struct place *items;
        size_t count, capacity;
    } places;
};

enum byte_kind { BYTE_OTHER, BYTE_OF_WORD, BYTE_QUOTE };

// A table, for this is asked of every byte of the history.
// clang-format off
static const unsigned char kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 2, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, // " $ '
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, // 0 to 9
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, // A to
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, // Z _
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, // a to
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, // z
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
// clang-format on

static enum byte_kind kind_of(char c) {
    return (enum byte_kind)kinds[(unsigned char)c];
}

static size_t word_end(struct str text, size_t at) {
    while (at < text.size && kind_of(text.data[at]) == BYTE_OF_WORD) {
        at++;
    }
    return at;
}

bool words_next(struct str text, size_t *at, struct str *word) {
    size_t start = *at;
    while (start < text.size && kind_of(text.data[start]) != BYTE_OF_WORD) {
        start++;
    }
    *at = word_end(text, start);
    *word = str_slice(text, start, *at);
    return word->size > 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\' || c == '(';
}

// Does the quote at the offset belong to a string that is put together with something?
static bool is_built(struct str text, size_t quote) {
    size_t after = quote + 1;
    while (after < text.size && is_blank(text.data[after])) {
        after++;
    }
    size_t before = quote;
    while (before > 0 && is_blank(text.data[before - 1])) {
        before--;
    }
    char next = after < text.size ? text.data[after] : ' ';
    char ahead = before > 0 ? text.data[before - 1] : ' ';
    char prefix = quote > 0 ? text.data[quote - 1] : ' ';
    bool calls = quote + 2 < text.size && text.data[quote + 1] == '.' &&
                 (text.data[quote + 2] == 'f' || text.data[quote + 2] == 'j');
    return prefix == 'f' || prefix == 'F' || next == '+' || next == '%' || ahead == '+' ||
           calls;
}

// ---- which texts hold a word

struct words *words_new(struct arena *arena, size_t bytes) {
    struct words *words = ARENA_NEW(arena, struct words, 1);
    words->arena = arena;
    words->slot_count = FIRST_SLOTS;
    words->slots = ARENA_NEW(arena, struct slot, FIRST_SLOTS);
    words->places.capacity = bytes / BYTES_A_PLACE;
    words->places.items = ARENA_NEW(arena, struct place, words->places.capacity);
    return words;
}

// Up to eight bytes of a word. What follows it in the text is read along and cut off.
static uint64_t word_bytes(struct str text, size_t at, size_t end) {
    size_t size = end - at;
    if (size >= STEP) {
        return str_load(text.data + at);
    }
    if (text.size - at >= STEP) {
        return str_load(text.data + at) & (((uint64_t)1 << (8 * size)) - 1);
    }
    char bytes[STEP] = {0};
    memcpy(bytes, text.data + at, size);
    return str_load(bytes);
}

// The same in upper and lower case: the bit between them is set in every byte.
static uint64_t hash_word(struct str text, size_t start, size_t end) {
    const uint64_t lower = 0x2020202020202020u, factor = 0x9e3779b97f4a7c15u;
    uint64_t hash = end - start;
    for (size_t at = start; at < end; at += STEP) {
        hash = (hash ^ (word_bytes(text, at, end) | lower)) * factor;
        hash ^= hash >> 32;
    }
    return hash | 1;
}

static struct slot *find_slot(const struct words *words, uint64_t hash) {
    size_t mask = words->slot_count - 1;
    size_t slot = (size_t)(hash >> 1) & mask;
    while (words->slots[slot].hash && words->slots[slot].hash != hash) {
        slot = (slot + 1) & mask;
    }
    return &words->slots[slot];
}

static void double_slots(struct words *words) {
    struct words old = *words;
    words->slot_count *= 2;
    words->slots = ARENA_NEW(words->arena, struct slot, words->slot_count);
    for (size_t i = 0; i < old.slot_count; i++) {
        if (old.slots[i].hash) {
            *find_slot(words, old.slots[i].hash) = old.slots[i];
        }
    }
}

static void add_word(struct words *words, uint32_t number, uint64_t hash) {
    struct slot *slot = find_slot(words, hash);
    if (slot->first && slot->last == number) {
        return;
    }
    *ARENA_PUSH(words->arena, &words->places) =
        (struct place){.text = number, .next = slot->first};
    words->used += !slot->hash;
    *slot = (struct slot){hash, number, (uint32_t)words->places.count};
    if (words->used * 2 > words->slot_count) {
        double_slots(words);
    }
}

bool words_add(struct words *words, uint32_t number, struct str text) {
    bool builds = false;
    for (size_t at = 0; at < text.size;) {
        enum byte_kind kind = kind_of(text.data[at]);
        if (kind != BYTE_OF_WORD) {
            builds = builds || (kind == BYTE_QUOTE && is_built(text, at));
            at++;
            continue;
        }
        size_t start = at;
        at = word_end(text, start);
        if (at - start < SIZE_LIMIT) {
            add_word(words, number, hash_word(text, start, at));
        }
    }
    return builds;
}

bool words_find(const struct words *words, struct str word, size_t *at, uint32_t *text) {
    size_t place = *at;
    if (place == 0) {
        place = find_slot(words, hash_word(word, 0, word.size))->first;
    }
    if (place == 0 || place == SIZE_MAX) {
        return false;
    }
    const struct place *found = &words->places.items[place - 1];
    *text = found->text;
    *at = found->next ? found->next : SIZE_MAX;
    return true;
}
