/**
 * typename: types in the parser's trees.
 */
#ifndef SQL_TYPENAME_H
#define SQL_TYPENAME_H

#include "sql/statement.h"

/** The type of a TypeName's body; none for NULL. is_unknown where it hangs on a hole. */
struct sql_type typename_read(const struct statement *statement, struct json *body);

#endif
