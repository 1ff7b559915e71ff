/**
 * str: views of text, and a buffer to build text in.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/** A view of bytes that something else owns. Not NUL-terminated; may hold NUL. */
struct str {
    const char *data;
    size_t size;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_FMT "%.*s"
/** The two arguments that STR_FMT takes. */
#define STR_ARG(s) str_precision(s), str_printable(s)

static inline int str_precision(struct str text) {
    return text.size < 0x7fffffff ? (int)text.size : 0x7fffffff;
}

static inline const char *str_printable(struct str text) {
    return text.size ? text.data : "";
}

#if defined(__GNUC__)
#define PRINTF_LIKE(template, first) __attribute__((format(printf, template, first)))
#else
#define PRINTF_LIKE(template, first)
#endif

/** A growing array of texts: for ARENA_PUSH. */
struct str_list {
    struct str *items;
    size_t count, capacity;
};

/** Eight bytes, the first one lowest: written so, compilers make one load of it. */
static inline uint64_t str_load(const char *text) {
    const unsigned char *b = (const unsigned char *)text;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

// Short ones stand here: they are called for most of what is read, and with a literal for an
// argument nearly nothing is left of them.

/** The view of a NUL-terminated text; NULL gives the empty view. */
static inline struct str str_from(const char *text) {
    return (struct str){text, text ? strlen(text) : 0};
}

/** The part from `start` up to and without `end`; both are cut to the size. */
static inline struct str str_slice(struct str s, size_t start, size_t end) {
    end = end < s.size ? end : s.size;
    start = start < end ? start : end;
    return (struct str){s.data ? s.data + start : s.data, end - start};
}

static inline bool str_equal(struct str a, struct str b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/** Case folded for ASCII letters only. */
bool str_equal_nocase(struct str a, struct str b);
/** Below, at or above zero, by bytes. */
int str_compare(struct str a, struct str b);

static inline bool str_is(struct str s, const char *text) {
    return str_equal(s, str_from(text));
}

static inline bool str_starts(struct str s, struct str prefix) {
    return s.size >= prefix.size && str_equal(str_slice(s, 0, prefix.size), prefix);
}

static inline bool str_ends(struct str s, struct str suffix) {
    return s.size >= suffix.size &&
           str_equal(str_slice(s, s.size - suffix.size, s.size), suffix);
}

/** Offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);
/** As str_find, ASCII letters folded. */
size_t str_find_nocase(struct str s, struct str needle, size_t from);
/** Offset of the last byte `byte`, or SIZE_MAX. */
size_t str_find_last(struct str s, char byte);

/** The first `limit` bytes at most, without a torn UTF-8 sequence at the end. */
struct str str_cut(struct str s, size_t limit);
/** Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/** Cuts off and gives the part before `separator` (all, where there is none); false at the end.
 */
bool str_split(struct str *rest, char separator, struct str *part);

/** A copy that the arena owns, with a NUL behind it (so data is a C string as well). */
struct str str_copy(struct arena *arena, struct str s);
struct str str_concat(struct arena *arena, struct str a, struct str b);
/** a.b */
struct str str_dotted(struct arena *arena, struct str a, struct str b);
/** ASCII letters in lower or upper case. */
struct str str_lower(struct arena *arena, struct str s);
struct str str_upper(struct arena *arena, struct str s);
struct str str_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/** The texts with `separator` between them. */
struct str str_join(struct arena *arena, const struct str *items, size_t count,
                    struct str separator);

/** FNV-1a. */
uint64_t str_hash(struct str s);

bool str_list_has(const struct str_list *list, struct str s);

/** Sorts by bytes; what is in order already takes one comparison each. */
void str_list_sort(struct str_list *list);

/** The item most like `word` (edit distance, at most a third of its length), or empty. */
struct str str_nearest(struct str word, const struct str *items, size_t count);

/** True for well-formed UTF-8. */
bool str_is_utf8(struct str s);

/** A text under construction. Zero it, set `arena`, add, take with text_str(). */
struct text {
    struct arena *arena;
    char *items;
    size_t count, capacity;
};

void text_add(struct text *text, struct str s);
void text_add_char(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_addfv(struct text *text, const char *format, va_list arguments);
/** What was built so far; stays valid, a NUL stands behind it. */
struct str text_str(struct text *text);

#endif
