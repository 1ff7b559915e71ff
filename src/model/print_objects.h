/**
 * print_objects: indexes, views, types, comments. Private to model/.
 */
#ifndef MODEL_PRINT_OBJECTS_H
#define MODEL_PRINT_OBJECTS_H

#include "model/operation.h"

void print_create_index(struct text *out, const struct operation *operation);
void print_reindex(struct text *out, const struct operation *operation);
void print_comment(struct text *out, const struct operation *operation);
void print_create_type(struct text *out, const struct operation *operation);
void print_add_enum_value(struct text *out, const struct operation *operation);
void print_rename_enum_value(struct text *out, const struct operation *operation);

#endif
