/**
 * toml: TOML documents as a tree of values (tree-sitter-toml finds the structure).
 */
#ifndef BASE_TOML_H
#define BASE_TOML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "cupel/cupel.h"

enum toml_type {
    TOML_STRING,
    TOML_INTEGER,
    TOML_FLOAT,
    TOML_BOOLEAN,
    TOML_DATETIME,
    TOML_ARRAY,
    TOML_TABLE,
};

struct toml_value {
    enum toml_type type;
    uint32_t line;      // from 1: where the value stands
    struct str text;    // STRING: decoded; FLOAT, DATETIME: as written
    int64_t integer;    // INTEGER
    bool boolean;       // BOOLEAN
    struct toml_entry { // TABLE: keys in order; ARRAY: keys are empty
        struct str key;
        uint32_t line;
        struct toml_value *value;
    } * items;
    size_t count, capacity;
};

/** Reads a document; NULL on a syntax error or a key given twice, with file and line set. */
struct toml_value *toml_read(struct arena *arena, struct str path, struct str text,
                             struct cupel_error *error);

/** The value of a key in a table, NULL when absent; `key` may be dotted: "tool.cupel". */
const struct toml_value *toml_find(const struct toml_value *table, const char *key);

/** "a string", "a whole number", …: for messages. */
const char *toml_type_name(enum toml_type type);

#endif
