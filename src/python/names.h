/**
 * names: what a naming convention calls constraints and indexes. Private to python/.
 */
#ifndef PYTHON_NAMES_H
#define PYTHON_NAMES_H

#include "python/value.h"

/** Names a constraint of `operation` (its table stands there) by the emitter's convention. One
 * that cannot be told is marked. `knows_referent`: the table that a foreign key refers to, and
 * its columns, are in the metadata. */
void name_constraint(struct emitter *emitter, struct operation *operation,
                     struct constraint_def *constraint, bool knows_referent);

/** Does the convention have a name for constraints of a type that come without? */
bool name_is_given(const struct emitter *emitter, enum constraint_type type);

/** Names an index, once its table is known. `elements`: what its name is made of, NULL: not
 * known; `is_final`: its name came from op.f(). */
void name_index(struct emitter *emitter, struct operation *index,
                const struct str_list *elements, bool is_final);

#endif
