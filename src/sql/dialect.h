/**
 * dialect: SQL that another server's dialect explains, told by its words.
 */
#ifndef SQL_DIALECT_H
#define SQL_DIALECT_H

#include "sql/statement.h"

/** Tokens that a pattern takes from `index` on, 0 when it does not fit. Its words are separated
 * by spaces; * stands for a name, ' for a string, $ at its end for the end of the statement. */
size_t dialect_match(struct str text, const struct tokens *tokens, size_t index,
                     const char *words);

/** Whose dialect a statement is that PostgreSQL's parser rejects with the message, and the words
 * that tell; NULL when nothing tells. */
const char *dialect_of(const struct statement *statement, struct str message,
                       const char **words);

#endif
