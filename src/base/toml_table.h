/**
 * toml_table: the tables of a TOML document in the making: what may be added where.
 */
#ifndef BASE_TOML_TABLE_H
#define BASE_TOML_TABLE_H

#include "base/map.h"
#include "base/toml.h"

/**
 * What made a table or an array, which decides what may be added to it (TOML 1.0.0, "Table",
 * "Inline Table", "Array of Tables").
 */
enum toml_origin {
    TOML_FROM_VALUE,    // a scalar, an array, an inline table: complete as it stands
    TOML_FROM_CHILD,    // [a.b] made a: [a] may still come
    TOML_FROM_HEADER,   // [a]: only once
    TOML_FROM_DOTS,     // a.b = 1 made a: further dotted keys may add to it
    TOML_FROM_ELEMENTS, // [[a]]: further elements may come
};

struct toml_node {
    struct toml_value value; // first: a pointer to it is a pointer to the node
    enum toml_origin origin;
    struct map *keys; // TABLE: struct toml_node by key
};

/** Where nodes are made and faults are told. The functions below set an error when they fail.
 */
struct toml_builder {
    struct arena *arena;
    const char *path;
    struct cupel_error *error;
};

struct toml_node *toml_node_new(const struct toml_builder *builder, enum toml_type type,
                                enum toml_origin origin, uint32_t line);

/** Adds a value to a table, or (the key is empty then) to an array. */
void toml_node_add(const struct toml_builder *builder, struct toml_node *parent, struct str key,
                   uint32_t line, struct toml_node *child);

/** False when the table has the key already. */
bool toml_key_is_free(const struct toml_builder *builder, const struct toml_node *table,
                      struct str key, uint32_t line);

/** The table that a part of a header other than the last one names; NULL on failure. */
struct toml_node *toml_enter_header(const struct toml_builder *builder,
                                    struct toml_node *parent, struct str key, uint32_t line);

/** The table that a part of a pair's key other than the last one names; NULL on failure. */
struct toml_node *toml_enter_dots(const struct toml_builder *builder, struct toml_node *parent,
                                  struct str key, uint32_t line);

/** The table of [key]; NULL on failure. */
struct toml_node *toml_define_table(const struct toml_builder *builder,
                                    struct toml_node *parent, struct str key, uint32_t line);

/** A new table, the next element of [[key]]; NULL on failure. */
struct toml_node *toml_define_element(const struct toml_builder *builder,
                                      struct toml_node *parent, struct str key, uint32_t line);

#endif
