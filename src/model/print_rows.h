/**
 * print_rows: statements that change or read rows, lock tables, set settings. Private to model/.
 * Values of rows are not kept: they print as `…`.
 */
#ifndef MODEL_PRINT_ROWS_H
#define MODEL_PRINT_ROWS_H

#include "model/operation.h"

void print_insert(struct text *out, const struct operation *operation);
void print_update(struct text *out, const struct operation *operation);
void print_delete(struct text *out, const struct operation *operation);
void print_select(struct text *out, const struct operation *operation);
void print_merge(struct text *out, const struct operation *operation);
void print_copy(struct text *out, const struct operation *operation);
void print_vacuum(struct text *out, const struct operation *operation);
void print_cluster(struct text *out, const struct operation *operation);
void print_set(struct text *out, const struct operation *operation);
void print_reset(struct text *out, const struct operation *operation);
void print_truncate(struct text *out, const struct operation *operation);
void print_lock_table(struct text *out, const struct operation *operation);

#endif
