/**
 * fallback: statements that the parser does not take: of other dialects, too large, newer than
 * the parser. Read by their tokens.
 */
#ifndef SQL_FALLBACK_H
#define SQL_FALLBACK_H

#include "sql/parse.h"
#include "sql/statement.h"

/** What newer syntax was edited out of a statement: what its operations get back. */
struct newer {
    bool not_enforced, is_virtual, sets_expression, has_not_null;
    uint8_t since; // of what no member of an operation tells; 0: nothing
};

/**
 * Edits syntax that is newer than the linked parser into what it knows. False when there is
 * none.
 */
bool fallback_edit(struct arena *arena, struct split *split, struct piece *piece,
                   const struct draft *draft, const struct tokens *tokens, struct newer *newer);

/** The version that brought syntax of the statement which no member of an operation tells of; 0:
 * none is known. For what a newer parser takes as it is. */
uint8_t fallback_since(struct arena *arena, struct str text, const struct tokens *tokens);

/** Gives operations from `first` on what fallback_edit() took out. */
void fallback_restore(struct statement *statement, size_t first, const struct newer *newer);

/** A statement that is too large or too deep for the parser: an operation of what its first
 * tokens say, or an OPAQUE one. */
void fallback_large(struct statement *statement, enum parse_status status);

/** A statement that was rejected: OPAQUE where it is of another dialect or holes explain it,
 * else SYNTAX_ERROR. */
void fallback_rejected(struct statement *statement, const struct parse *parse,
                       const struct gap *hole);

#endif
