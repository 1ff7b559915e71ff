/**
 * words: the words of a migration's text, as history on demand looks for names in it.
 */
#ifndef CUPEL_WORDS_H
#define CUPEL_WORDS_H

#include <stdbool.h>

#include "base/map.h"
#include "base/str.h"

/** The next word at or after `*at`, which is moved behind it; false: there is none. Letters, digits,
 * _, $ and all bytes of UTF-8 beyond ASCII make words. */
bool words_next(struct str text, size_t *at, struct str *word);

/** Does a text put strings together: f"…", "…" + x, "…" % x, "…".format(), ", ".join()? The names
 * that it makes stand nowhere in it. */
bool words_are_built(struct str text);

/** Is a word of the text the beginning or the end of one of `words`, which are in lower case? */
bool words_may_build(struct str text, const struct map *words);

#endif
