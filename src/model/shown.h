/**
 * shown: names as a reader is shown them, where SQL has `…` for what is not known.
 */
#ifndef MODEL_SHOWN_H
#define MODEL_SHOWN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/**
 * The name of a `noun` (table, index, …), for a sentence: without a schema that is not known;
 * "an unknown table" where nothing of it is. A name that is known in part stays: orders_….
 */
struct str shown_name(struct arena *arena, struct str name, const char *noun);

/** Nothing of the name is known. */
bool shown_is_unknown(struct str name);

/** The names, joined with commas; at most `limit` of them (0: all), then "and 3 more". */
struct str shown_names(struct arena *arena, const struct str_list *names, const char *noun,
                       size_t limit);

#endif
