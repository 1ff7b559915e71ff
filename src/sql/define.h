/**
 * define: statements that make or change one kind of object: types, sequences,
 * publications and the like.
 */
#ifndef SQL_DEFINE_H
#define SQL_DEFINE_H

#include "sql/statement.h"

statement_translator define_schema, define_extension, define_enum, define_composite,
    define_range, define_base, define_alter_enum, define_domain, define_alter_domain,
    define_sequence, define_alter_sequence, define_statistics, define_publication,
    define_alter_publication, define_database, define_drop_database, define_tablespace,
    define_alter_system;

#endif
