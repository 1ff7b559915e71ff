/**
 * parse: PostgreSQL's own parser (libpg_query). Nothing else includes it.
 *
 * Safe to call from several threads. sql/node.h reads the trees.
 */
#ifndef SQL_PARSE_H
#define SQL_PARSE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "sql/json.h"

enum parse_status {
    PARSE_DONE,
    PARSE_REJECTED, // PostgreSQL's parser does not take it: message, offset
    PARSE_TOO_LARGE,
    PARSE_TOO_DEEP,
};

struct parse {
    enum parse_status status;
    struct json *root; // released by parse_free(); NULL unless DONE
    struct json
        *statement; // of a statement: the node, {"AlterTableStmt": {…}}; NULL: an empty one
    struct str message;  // REJECTED: as PostgreSQL says it
    uint32_t offset;     // REJECTED: of the error, in bytes; the text's size when not known
    struct arena *nodes; // of the tree
    struct arena *owner; // that they are given back to
    char *printed;       // what its texts are views of
};

/** Parses one statement: well-formed UTF-8 without NUL. */
struct parse parse_statement(struct arena *arena, struct str text);

/** Parses the PL/pgSQL of a DO statement or CREATE FUNCTION, given whole. `root` is a list of
 * functions; those in other languages have no `action`. */
struct parse parse_block(struct arena *arena, struct str text);

/** The major version of PostgreSQL whose parser this is. */
unsigned parse_version(void);

void parse_free(struct parse *parse);

#endif
