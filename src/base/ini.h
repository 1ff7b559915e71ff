/**
 * ini: INI files as Python's configparser reads them (inih finds the structure).
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "cupel/cupel.h"

struct ini_entry {
    struct str section, key, value; // continuation lines joined with '\n'; no interpolation
    uint32_t line;
};

struct ini {
    struct ini_entry *items;
    size_t count, capacity;
};

/** Reads a text; false on a line that is none, with file and line set. */
bool ini_read(struct arena *arena, struct str path, struct str text, struct ini *ini,
              struct cupel_error *error);

/** The value, or NULL. The section DEFAULT stands in for what a section lacks. */
const struct ini_entry *ini_find(const struct ini *ini, struct str section, const char *key);

#endif
