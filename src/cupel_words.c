#include "cupel_words.h"

enum {
    BITS_A_BYTE =
        4, // of text, at most: one in thirty of the words asked for is looked for in vain
    BITS_LEAST = 64,
    SIZE_LIMIT = 64, // PostgreSQL's names have 63 bytes at most
};

// What bytes are, which is asked of every one of the history: from FIRST_LETTER on, what stands for
// a byte of words, the same in upper and lower case.
enum { BYTE_OTHER, BYTE_QUOTE, BYTE_JOIN, FIRST_LETTER };

// clang-format off
static const unsigned char kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 1, 0, 0x24, 2, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0,
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0, 0, 0, 0, 0, 0,
    0, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f,
    0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0, 0, 0, 0, 0x7f,
    0, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f,
    0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0, 0, 0, 0, 0,
    0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
    0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf,
    0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
    0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf,
    0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef,
    0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
    0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef,
    0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
};
// clang-format on

static unsigned char kind_at(struct str text, size_t at) {
    return kinds[(unsigned char)text.data[at]];
}

// The end of the word at the offset.
static size_t hash_word(struct str text, size_t at, uint64_t *hash) {
    const uint64_t factor = 0x9e3779b97f4a7c15u;
    uint64_t sum = 0;
    for (; at < text.size && kind_at(text, at) >= FIRST_LETTER; at++) {
        sum = (sum ^ kind_at(text, at)) * factor;
    }
    *hash = sum;
    return at;
}

bool words_next(struct str text, size_t *at, struct str *word) {
    uint64_t ignored;
    size_t start = *at;
    while (start < text.size && kind_at(text, start) < FIRST_LETTER) {
        start++;
    }
    *at = hash_word(text, start, &ignored);
    *word = str_slice(text, start, *at);
    return word->size > 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\' || c == '(';
}

static bool is_quote(char c) {
    return c == '"' || c == '\'';
}

// Does a string with this quote have fields, or a method that puts strings together?
static bool has_fields(struct str text, size_t quote) {
    char prefix = quote > 0 ? text.data[quote - 1] : ' ';
    bool calls = quote + 2 < text.size && text.data[quote + 1] == '.' &&
                 (text.data[quote + 2] == 'f' || text.data[quote + 2] == 'j');
    return prefix == 'f' || prefix == 'F' || calls;
}

// Does the operator at the offset stand beside a string?
static bool joins(struct str text, size_t join) {
    size_t before = join;
    while (before > 0 && is_blank(text.data[before - 1])) {
        before--;
    }
    size_t after = join + 1;
    while (after < text.size && is_blank(text.data[after])) {
        after++;
    }
    bool is_behind = before > 0 && is_quote(text.data[before - 1]);
    bool is_ahead = after < text.size && is_quote(text.data[after]);
    return is_behind || (is_ahead && text.data[join] == '+');
}

// Does what stands at the offset put strings together?
static bool builds(struct str text, size_t at, unsigned char kind) {
    return kind == BYTE_QUOTE ? has_fields(text, at) : joins(text, at);
}

// Which words a text holds

uint64_t words_hash(struct str word) {
    uint64_t hash;
    hash_word(word, 0, &hash);
    return hash;
}

static uint64_t bit_at(size_t place) {
    return (uint64_t)1 << place % 64;
}

// The two bits of a word. Of a hash, the upper ones are the better ones.
static void find_bits(const struct words *words, uint64_t hash, size_t places[2]) {
    places[0] = (size_t)(hash >> 40) & words->mask;
    places[1] = (size_t)(hash >> 16) & words->mask;
}

static void add_word(struct words *words, uint64_t hash) {
    size_t places[2];
    find_bits(words, hash, places);
    words->bits[places[0] / 64] |= bit_at(places[0]);
    words->bits[places[1] / 64] |= bit_at(places[1]);
}

struct words words_read(struct arena *arena, struct str text) {
    size_t count = BITS_LEAST;
    while (count * 2 <= text.size * BITS_A_BYTE) {
        count *= 2;
    }
    struct words words = {.text = text, .mask = count - 1};
    words.bits = ARENA_NEW(arena, uint64_t, count / 64);
    for (size_t at = 0; at < text.size;) {
        unsigned char kind = kind_at(text, at);
        if (kind == BYTE_OTHER) {
            at++;
            continue;
        }
        if (kind < FIRST_LETTER) {
            words.are_built = words.are_built || builds(text, at, kind);
            at++;
            continue;
        }
        uint64_t hash;
        size_t start = at;
        at = hash_word(text, start, &hash);
        if (at - start < SIZE_LIMIT) {
            add_word(&words, hash);
        }
    }
    return words;
}

// Looks for the word itself.
static bool find_word(struct str text, uint64_t wanted) {
    for (size_t at = 0; at < text.size; at++) {
        uint64_t hash;
        size_t start = at;
        at = hash_word(text, start, &hash);
        if (hash == wanted && at > start && at - start < SIZE_LIMIT) {
            return true;
        }
    }
    return false;
}

bool words_have(const struct words *words, uint64_t hash) {
    size_t places[2];
    find_bits(words, hash, places);
    return words->bits && (words->bits[places[0] / 64] & bit_at(places[0])) &&
           (words->bits[places[1] / 64] & bit_at(places[1])) && find_word(words->text, hash);
}
