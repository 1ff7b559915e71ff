/**
 * toml_text: what the scalars of a TOML document mean, from their text (TOML 1.0.0).
 */
#ifndef BASE_TOML_TEXT_H
#define BASE_TOML_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/**
 * The value of a string as written, with its quotes, of any of the four forms. Line ends are
 * given as '\n'. False when an escape names no character; then `problem` says which.
 */
bool toml_text_string(struct arena *arena, struct str written, struct str *value,
                      struct str *problem);

/** A whole number as written: sign, underscores, 0x, 0o, 0b. False when out of range. */
bool toml_text_integer(struct str written, int64_t *value);

#endif
