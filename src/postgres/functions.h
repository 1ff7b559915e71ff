/**
 * functions: how volatile a function, or an expression, is.
 */
#ifndef POSTGRES_FUNCTIONS_H
#define POSTGRES_FUNCTIONS_H

#include "base/map.h"
#include "model/step.h"

/** Of a function of PostgreSQL's or of a well-known extension, by folded name; UNKNOWN when
 * there is none. Of overloads the most volatile one counts. */
enum volatility function_volatility(struct str name);

/** Of a function as CREATE FUNCTION declares it; `options` are its clauses as printed. */
enum volatility function_declared_volatility(struct str options, unsigned postgres_version);

/**
 * Of an expression: NONE without one, CONSTANT for literals, else that of its most volatile
 * function. `declared`: functions that the history made, folded name to enum volatility *; may
 * be NULL.
 */
enum volatility expression_volatility(const struct expression *expression,
                                      const struct map *declared);

#endif
