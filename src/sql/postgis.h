/**
 * postgis: SELECT of functions of PostGIS that change a table.
 */
#ifndef SQL_POSTGIS_H
#define SQL_POSTGIS_H

#include "sql/statement.h"

/** The operations that AddGeometryColumn() and DropGeometryColumn() among a query's results
 * stand for; false: there is none whose names are known. */
bool postgis_select(struct statement *statement, struct json *select);

#endif
