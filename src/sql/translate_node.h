/**
 * translate_node: the way back from a statement's part to the node table, for statements that
 * hold others.
 */
#ifndef SQL_TRANSLATE_NODE_H
#define SQL_TRANSLATE_NODE_H

#include "sql/statement.h"

/** Translates a node of any kind: a row of the node table. */
void translate_node(struct statement *statement, struct json *node);

/**
 * Translates a text that is a statement of its own inside this one, which came from `origin`
 * of the text as it came. One that does not parse becomes an operation that says so.
 */
void translate_inner(struct statement *outer, struct str text, struct span origin);

#endif
