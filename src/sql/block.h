/**
 * block: DO blocks in PL/pgSQL, and the statements in them.
 */
#ifndef SQL_BLOCK_H
#define SQL_BLOCK_H

#include "sql/statement.h"

statement_translator block_do;

#endif
