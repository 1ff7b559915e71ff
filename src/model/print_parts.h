/**
 * print_parts: the parts that statements are printed from. Private to model/.
 */
#ifndef MODEL_PRINT_PARTS_H
#define MODEL_PRINT_PARTS_H

#include "model/operation.h"

/** What stands for a part that is not known. */
extern const char print_unknown[];

void print_text(struct text *out, const char *text);
/** A text in quotes, which are doubled inside. */
void print_quoted(struct text *out, struct str text, char quote);
/** A name that must be there: what is empty is not known. */
void print_name(struct text *out, struct str name);
void print_relation(struct text *out, struct str schema, struct str name);
/** The same of `schema.table` or `table`, as relation_name() has them. */
void print_joined(struct text *out, struct str relation);
/** A part behind a space, if there is one. */
void print_behind(struct text *out, struct str part);
/** The table that the operation is about. */
void print_table_name(struct text *out, const struct operation *operation);
/** Names with commas between; `is_known`: there are no more. */
void print_names(struct text *out, const struct str_list *names, bool is_known);
/** Is the field marked as unknown? */
bool print_lacks(const struct operation *operation, const char *field);

/** Is there an expression, known or not? */
bool print_is_given(const struct expression *expression);
void print_expression(struct text *out, const struct expression *expression);
void print_type(struct text *out, const struct sql_type *type);
void print_identity(struct text *out, const struct column_def *column);
/** A column's definition, without its constraints. Source: get_column_specification() of
 * PGDDLCompiler. */
void print_column(struct text *out, const struct column_def *column);
/** The same from the type on. */
void print_column_type(struct text *out, const struct column_def *column);
/** The constraints inside the definition of a column. */
void print_column_constraints(struct text *out, const struct operation *operation,
                              struct str column);
/** A constraint as it follows ADD, or stands in CREATE TABLE. */
void print_constraint(struct text *out, const struct constraint_def *constraint);

#endif
