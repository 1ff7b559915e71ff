/**
 * object: statements that are the same for every kind of object: DROP, RENAME, SET SCHEMA,
 * OWNER TO, COMMENT. A table of object types.
 */
#ifndef SQL_OBJECT_H
#define SQL_OBJECT_H

#include "sql/statement.h"

statement_translator object_drop, object_rename, object_set_schema, object_set_owner,
    object_comment;

/** DATABASE, for a node's OBJECT_DATABASE. */
struct str object_word(struct arena *arena, struct json *body, const char *key);

/** The name of an object of no known type goes to the operation: schema and name. */
void object_name(struct arena *arena, struct operation *operation, struct json *object);

#endif
