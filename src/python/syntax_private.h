/**
 * syntax_private: what the files of syntax share. tree-sitter's types stand here by name alone.
 */
#ifndef PYTHON_SYNTAX_PRIVATE_H
#define PYTHON_SYNTAX_PRIVATE_H

#include "python/syntax.h"

struct TSLanguage;
struct TSParser;
struct TSTree;

/** The children of one subtree, on a walk over tree-sitter's tree: syntax_copy.c. */
struct syntax_level;

struct syntax_levels {
    struct syntax_level *items;
    size_t count, capacity;
};

struct syntax {
    struct arena *arena;
    struct TSParser *parser;
    uint8_t *kinds;  // by symbol
    uint8_t *fields; // by field of the grammar
    uint32_t symbol_count;
    struct syntax_levels levels; // kept from one copy to the next
};

const struct TSLanguage *tree_sitter_python(void);

/** tree-sitter's own tree, released by the caller; NULL: it takes too long. */
struct TSTree *syntax_parse_text(struct TSParser *parser, struct str text);

/** Fills in the nodes, comments and errors; without a root when it is nested too deep. */
void syntax_copy(struct syntax *syntax, struct arena *arena, const struct TSTree *from,
                 struct syntax_tree *tree);

#endif
