/**
 * casts: what PostgreSQL casts without being asked, and compares in a foreign key.
 */
#ifndef POSTGRES_CASTS_H
#define POSTGRES_CASTS_H

#include "postgres/types.h"

/** A value of `from` becomes one of `to` where it is assigned: ALTER COLUMN TYPE needs no USING
 * then. UNKNOWN where one of the two is not known. */
enum truth cast_on_assignment(const struct type_facts *from, const struct type_facts *to);

/** A column of type `from` can refer to a key of type `to`. UNKNOWN likewise. */
enum truth cast_for_reference(const struct type_facts *from, const struct type_facts *to);

#endif
