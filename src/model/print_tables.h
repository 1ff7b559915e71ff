/**
 * print_tables: statements that make and alter tables. Private to model/.
 */
#ifndef MODEL_PRINT_TABLES_H
#define MODEL_PRINT_TABLES_H

#include "model/operation.h"

void print_create_table(struct text *out, const struct operation *operation);
/** ALTER TABLE and the table, with ONLY. */
void print_create_as(struct text *out, const struct operation *operation);
void print_inherit(struct text *out, const struct operation *operation);
void print_set_expression(struct text *out, const struct operation *operation);
void print_alter_table(struct text *out, const struct operation *operation);
void print_add_column(struct text *out, const struct operation *operation);
void print_alter_type(struct text *out, const struct operation *operation);
void print_set_default(struct text *out, const struct operation *operation);
void print_add_identity(struct text *out, const struct operation *operation);
void print_add_constraint(struct text *out, const struct operation *operation);
void print_detach(struct text *out, const struct operation *operation);

#endif
