/**
 * narrowing: does a change of type leave out values that the old type can hold?
 */
#ifndef POSTGRES_NARROWING_H
#define POSTGRES_NARROWING_H

#include "model/operation.h"

/** Some values of `from` fail to become one of `to`, or lose digits, a time of day, an offset
 * of the fraction. UNKNOWN where one of the two is not known, or nothing is known of the pair.
 */
enum truth type_narrows(const struct sql_type *from, const struct sql_type *to);

#endif
