#include "cupel_words.h"

// A table, for this is asked of every byte of the history.
static bool is_word_byte(char c) {
    static const bool is_word[256] = {
        ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
        ['8'] = 1, ['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1,
        ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1,
        ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1,
        ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1,
        ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1,
        ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1,
        ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['_'] = 1, ['$'] = 1,
    };
    unsigned char byte = (unsigned char)c;
    return byte >= 0x80 || is_word[byte];
}

bool words_next(struct str text, size_t *at, struct str *word) {
    while (*at < text.size && !is_word_byte(text.data[*at])) {
        (*at)++;
    }
    size_t start = *at;
    while (*at < text.size && is_word_byte(text.data[*at])) {
        (*at)++;
    }
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

bool words_are_built(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        if ((text.data[i] == '"' || text.data[i] == '\'') && is_built(text, i)) {
            return true;
        }
    }
    return false;
}

// In PostgreSQL's way, without regard to case: the names looked for are folded.
static bool is_same(struct str word, const char *part) {
    for (size_t i = 0; i < word.size; i++) {
        char c = word.data[i];
        if ((char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != part[i]) {
            return false;
        }
    }
    return true;
}

bool words_may_build(struct str text, const struct map *words) {
    enum { SHORTEST = 2 }; // bytes of a part
    struct str word;
    for (size_t at = 0; words_next(text, &at, &word);) {
        for (size_t i = 0; word.size >= SHORTEST && i < words->count; i++) {
            struct str whole = words->items[i].key;
            if (word.size <= whole.size &&
                (is_same(word, whole.data) ||
                 is_same(word, whole.data + whole.size - word.size))) {
                return true;
            }
        }
    }
    return false;
}
