/**
 * words: the words of migrations' texts, as history on demand looks for names in them.
 */
#ifndef CUPEL_WORDS_H
#define CUPEL_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/** The next word at or after `*at`, which is moved behind it; false: there is none. Letters, digits,
 * _, $ and all bytes of UTF-8 beyond ASCII make words. */
bool words_next(struct str text, size_t *at, struct str *word);

/** The words of one text, of up to 63 bytes each: two bits for each, to know at once that a text
 * does not have one. */
struct words {
    struct str text;
    uint64_t *bits; // NULL: there are none
    size_t mask;
    bool
        are_built; // the text puts strings together, as f"…", "…" + x, "…" % x, "…".format() and
                   // ", ".join() do: names that it makes stand nowhere in it
};

struct words words_read(struct arena *arena, struct str text);

/** What stands for a word, the same in upper and lower case. */
uint64_t words_hash(struct str word);

/** Does the text have the word with this hash? */
bool words_have(const struct words *words, uint64_t hash);

#endif
