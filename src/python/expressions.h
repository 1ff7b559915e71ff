/**
 * expressions: the parts that SQL expressions are made of. Private to python/.
 */
#ifndef PYTHON_EXPRESSIONS_H
#define PYTHON_EXPRESSIONS_H

#include "python/terms.h"

/** What stands in a text for a part that is not known. */
extern const char expression_hole[];

/** Is the value a column, an expression, SQL or a query? */
bool expression_is(const struct value *value);
/** The text, or a hole where it is empty. */
struct str expression_or_hole(struct str text);
/** The value as SQL, or a hole; NULL is one. */
struct str expression_shown(struct emitter *emitter, const struct value *value);
/** The values with commas between. */
struct str expression_list(struct emitter *emitter, const struct value_list *items);
struct str expression_enclosed(struct emitter *emitter, struct str text);
/** In parentheses where AND or OR stand in it. */
struct str expression_operand(struct emitter *emitter, struct str text);
struct str expression_infix(struct emitter *emitter, struct str left, const char *symbol,
                            struct str right);
/** The values with AND or OR between. */
struct str expression_conjunction(struct emitter *emitter, const struct value_list *parts,
                                  bool is_and);
struct str expression_negation(struct emitter *emitter, struct str text);

#endif
