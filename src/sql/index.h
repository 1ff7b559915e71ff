/**
 * index: CREATE INDEX, REINDEX and CLUSTER.
 */
#ifndef SQL_INDEX_H
#define SQL_INDEX_H

#include "sql/statement.h"

statement_translator index_create, index_reindex, index_cluster;

#endif
