/**
 * place: what stands around a span of a Python migration.
 */
#ifndef LINT_PLACE_H
#define LINT_PLACE_H

#include "model/migration.h"

/** The simple statement around a span; the span itself where there is none (in a script). */
struct span place_statement(const struct migration *migration, struct span span);

/** The name of the function at module level around a span; empty: it is in none. */
struct str place_function(const struct migration *migration, struct span span);

#endif
