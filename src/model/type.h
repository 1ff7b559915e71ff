/**
 * type: names of PostgreSQL's types, from and to text.
 */
#ifndef MODEL_TYPE_H
#define MODEL_TYPE_H

#include "model/operation.h"

/**
 * The type that a name and modifiers stand for: aliases become the internal name (character
 * varying, VARCHAR: varchar; integer, int: int4; timestamp with time zone: timestamptz;
 * serial: serial4), `text` is set as SQLAlchemy prints it. Unknown names are types of the
 * user's. Source: PostgreSQL manual, Data Types, table 8.1.
 */
struct sql_type type_make(struct arena *arena, struct str schema, struct str name,
                          const int32_t *modifiers, uint32_t modifier_count,
                          uint32_t dimensions);

/** A type that is there and not known. */
struct sql_type type_unknown(void);

/** The type of a serial's column (serial4: int4), or the type itself. */
struct sql_type type_base_of_serial(struct arena *arena, struct sql_type type);

bool type_is_serial(const struct sql_type *type);

/** Same name, modifiers and dimensions; false when either is unknown. */
bool type_equal(const struct sql_type *a, const struct sql_type *b);

#endif
