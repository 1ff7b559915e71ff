/**
 * version: which version of PostgreSQL a form of a statement came with.
 */
#ifndef MODEL_VERSION_H
#define MODEL_VERSION_H

#include "model/operation.h"

/** The first major version that knows the operation's form; 0: every one that cupel speaks of.
 * What an older server does with it: a syntax error, or "not supported". */
unsigned operation_since(const struct operation *operation);

#endif
