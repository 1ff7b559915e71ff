#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool str_equal_nocase(struct str a, struct str b) {
    if (a.size != b.size) {
        return false;
    }
    for (size_t i = 0; i < a.size; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) {
            return false;
        }
    }
    return true;
}

int str_compare(struct str a, struct str b) {
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    if (order) {
        return order;
    }
    return a.size < b.size ? -1 : a.size > b.size;
}

size_t str_find(struct str s, struct str needle, size_t from) {
    if (!needle.size) {
        return from <= s.size ? from : SIZE_MAX;
    }
    while (from < s.size && s.size - from >= needle.size) {
        const char *at = memchr(s.data + from, needle.data[0], s.size - from - needle.size + 1);
        if (!at) {
            break;
        }
        from = (size_t)(at - s.data);
        if (memcmp(at, needle.data, needle.size) == 0) {
            return from;
        }
        from++;
    }
    return SIZE_MAX;
}

size_t str_find_nocase(struct str s, struct str needle, size_t from) {
    for (size_t i = from; i <= s.size && s.size - i >= needle.size; i++) {
        if (str_equal_nocase((struct str){s.data + i, needle.size}, needle)) {
            return i;
        }
    }
    return SIZE_MAX;
}

// Does one of eight bytes equal the one that `pattern` repeats? Henry S. Warren, Hacker's Delight, 6-1.
static bool holds_byte(uint64_t bytes, uint64_t pattern) {
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t others = bytes ^ pattern;
    return ((others - ones) & ~others & highs) != 0;
}

size_t str_find_last(struct str s, char byte) {
    enum { STEP = 8 };
    const uint64_t pattern = 0x0101010101010101u * (unsigned char)byte;
    size_t i = s.size;
    while (i >= STEP && !holds_byte(str_load(s.data + i - STEP), pattern)) {
        i -= STEP;
    }
    for (; i > 0; i--) {
        if (s.data[i - 1] == byte) {
            return i - 1;
        }
    }
    return SIZE_MAX;
}

struct str str_cut(struct str s, size_t limit) {
    if (s.size <= limit) {
        return s;
    }
    while (limit > 0 && ((unsigned char)s.data[limit] & 0xc0) == 0x80) {
        limit--;
    }
    return str_slice(s, 0, limit);
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s) {
    size_t start = 0, end = s.size;
    while (start < end && is_space(s.data[start])) {
        start++;
    }
    while (end > start && is_space(s.data[end - 1])) {
        end--;
    }
    return str_slice(s, start, end);
}

bool str_split(struct str *rest, char separator, struct str *part) {
    if (!rest->data) {
        return false;
    }
    const char *found = rest->size ? memchr(rest->data, separator, rest->size) : NULL;
    if (found) {
        size_t size = (size_t)(found - rest->data);
        *part = str_slice(*rest, 0, size);
        *rest = str_slice(*rest, size + 1, rest->size);
        return true;
    }
    *part = *rest;
    *rest = (struct str){0};
    return true;
}

struct str str_copy(struct arena *arena, struct str s) {
    char *data = arena_alloc(arena, s.size + 1);
    if (s.size) {
        memcpy(data, s.data, s.size);
    }
    return (struct str){data, s.size};
}

struct str str_concat(struct arena *arena, struct str a, struct str b) {
    char *data = arena_alloc(arena, a.size + b.size + 1);
    if (a.size) {
        memcpy(data, a.data, a.size);
    }
    if (b.size) {
        memcpy(data + a.size, b.data, b.size);
    }
    return (struct str){data, a.size + b.size};
}

struct str str_dotted(struct arena *arena, struct str a, struct str b) {
    char *data = arena_alloc(arena, a.size + b.size + 2);
    if (a.size) {
        memcpy(data, a.data, a.size);
    }
    data[a.size] = '.';
    if (b.size) {
        memcpy(data + a.size + 1, b.data, b.size);
    }
    return (struct str){data, a.size + 1 + b.size};
}

static struct str map_bytes(struct arena *arena, struct str s, char (*change)(char)) {
    char *data = arena_alloc(arena, s.size + 1);
    for (size_t i = 0; i < s.size; i++) {
        data[i] = change(s.data[i]);
    }
    return (struct str){data, s.size};
}

struct str str_lower(struct arena *arena, struct str s) {
    return map_bytes(arena, s, lower);
}

struct str str_upper(struct arena *arena, struct str s) {
    return map_bytes(arena, s, upper);
}

struct str str_format(struct arena *arena, const char *format, ...) {
    struct text text = {.arena = arena};
    va_list arguments;
    va_start(arguments, format);
    text_addfv(&text, format, arguments);
    va_end(arguments);
    return text_str(&text);
}

struct str str_join(struct arena *arena, const struct str *items, size_t count,
                    struct str separator) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        if (i) {
            text_add(&text, separator);
        }
        text_add(&text, items[i]);
    }
    return text_str(&text);
}

uint64_t str_hash(struct str s) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.size; i++) {
        hash = (hash ^ (unsigned char)s.data[i]) * 0x100000001b3u;
    }
    return hash;
}

bool str_list_has(const struct str_list *list, struct str s) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i], s)) {
            return true;
        }
    }
    return false;
}

static int compare_items(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

void str_list_sort(struct str_list *list) {
    for (size_t i = 1; i < list->count; i++) {
        if (str_compare(list->items[i - 1], list->items[i]) > 0) {
            qsort(list->items, list->count, sizeof *list->items, compare_items);
            return;
        }
    }
}

enum { NEAREST_LIMIT = 64 };

// Levenshtein distance of two short words, by rows.
static size_t distance(struct str a, struct str b) {
    size_t row[NEAREST_LIMIT + 1];
    for (size_t j = 0; j <= b.size; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t change = diagonal + (lower(a.data[i - 1]) != lower(b.data[j - 1]));
            diagonal = row[j];
            size_t insert = row[j - 1] + 1;
            size_t drop = row[j] + 1;
            row[j] = change < insert ? change : insert;
            row[j] = row[j] < drop ? row[j] : drop;
        }
    }
    return row[b.size];
}

struct str str_nearest(struct str word, const struct str *items, size_t count) {
    struct str best = {0};
    size_t least = word.size / 3 + 1;
    for (size_t i = 0; i < count && word.size <= NEAREST_LIMIT; i++) {
        if (items[i].size > NEAREST_LIMIT) {
            continue;
        }
        size_t steps = distance(word, items[i]);
        if (steps < least) {
            least = steps;
            best = items[i];
        }
    }
    return best;
}

// Length of the well-formed UTF-8 sequence at the start, or 0 (RFC 3629, section 4).
static size_t utf8_length(const unsigned char *s, size_t size) {
    if (s[0] < 0x80) {
        return 1;
    }
    size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || length > size) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xed && s[1] >= 0xa0;
    bool beyond = s[0] == 0xf4 && s[1] >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

bool str_is_utf8(struct str s) {
    const unsigned char *data = (const unsigned char *)s.data;
    for (size_t i = 0; i < s.size;) {
        size_t length = utf8_length(data + i, s.size - i);
        if (!length) {
            return false;
        }
        i += length;
    }
    return true;
}

static void reserve(struct text *text, size_t more) {
    size_t needed = text->count + more + 1;
    if (needed <= text->capacity) {
        return;
    }
    size_t wanted = text->capacity * 2 > needed ? text->capacity * 2 : needed + 32;
    char *grown = arena_alloc(text->arena, wanted);
    if (text->count) {
        memcpy(grown, text->items, text->count);
    }
    text->items = grown;
    text->capacity = wanted;
}

void text_add(struct text *text, struct str s) {
    reserve(text, s.size);
    if (s.size) {
        memcpy(text->items + text->count, s.data, s.size);
    }
    text->count += s.size;
    text->items[text->count] = '\0';
}

void text_add_char(struct text *text, char c) {
    text_add(text, (struct str){&c, 1});
}

void text_addf(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    text_addfv(text, format, arguments);
    va_end(arguments);
}

void text_addfv(struct text *text, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    if (size > 0) {
        reserve(text, (size_t)size);
        vsnprintf(text->items + text->count, (size_t)size + 1, format, again);
        text->count += (size_t)size;
    }
    va_end(again);
}

struct str text_str(struct text *text) {
    reserve(text, 0);
    text->items[text->count] = '\0';
    return (struct str){text->items, text->count};
}
