/**
 * alter: ALTER TABLE and what shares its grammar (INDEX, VIEW, SEQUENCE, TYPE …): one operation
 * for each subcommand.
 */
#ifndef SQL_ALTER_H
#define SQL_ALTER_H

#include "sql/statement.h"

statement_translator alter_table;

/** "app_owner", "CURRENT_USER": of a RoleSpec's body. */
struct str alter_role(struct arena *arena, struct json *body);

#endif
