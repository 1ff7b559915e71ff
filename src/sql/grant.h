/**
 * grant: GRANT and REVOKE, of objects, of roles and by default.
 */
#ifndef SQL_GRANT_H
#define SQL_GRANT_H

#include "sql/statement.h"

statement_translator grant_objects, grant_role, grant_default;

#endif
