/**
 * print_defined: statements about objects that are more than their columns: domains, triggers,
 * policies, privileges. Private to model/.
 */
#ifndef MODEL_PRINT_DEFINED_H
#define MODEL_PRINT_DEFINED_H

#include "model/operation.h"

/** An object as statements of many kinds name it: FUNCTION f (integer), TRIGGER g ON t. */
void print_object(struct text *out, const struct operation *operation, struct str word);

void print_set_schema(struct text *out, const struct operation *operation);
void print_set_owner(struct text *out, const struct operation *operation);
void print_create_domain(struct text *out, const struct operation *operation);
void print_alter_domain(struct text *out, const struct operation *operation);
void print_alter_attributes(struct text *out, const struct operation *operation);
void print_trigger(struct text *out, const struct operation *operation);
void print_policy(struct text *out, const struct operation *operation);
void print_publication(struct text *out, const struct operation *operation);
void print_grant(struct text *out, const struct operation *operation);

#endif
