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

/** Which of many texts hold a word, in upper or lower case. */
struct words;

/** With room for the words of about so many bytes of text. */
struct words *words_new(struct arena *arena, size_t bytes);

/** Takes in the words of a text, of up to 63 bytes each; a text's words all at once. True: the text
 * puts strings together, as f"…", "…" + x, "…" % x, "…".format() and ", ".join() do; the names
 * that it makes stand nowhere in it. */
bool words_add(struct words *words, uint32_t number, struct str text);

/** The next number of a text that holds the word; `*at` is 0 at first. False: there is none. Very
 * rarely, a text that does not hold it. */
bool words_find(const struct words *words, struct str word, size_t *at, uint32_t *text);

#endif
