/**
 * object: statements that are the same for every kind of object: DROP, RENAME, SET SCHEMA,
 * OWNER TO, COMMENT, GRANT. A table of object types.
 */
#ifndef SQL_OBJECT_H
#define SQL_OBJECT_H

#include "sql/statement.h"

statement_translator object_drop, object_rename, object_set_schema, object_set_owner,
    object_comment, object_grant, object_grant_role, object_default_privileges;

/** DATABASE, for a node's OBJECT_DATABASE. */
struct str object_word(struct arena *arena, json_t *body, const char *key);

#endif
