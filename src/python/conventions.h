/**
 * conventions: the naming convention that a MetaData has. Private to python/.
 */
#ifndef PYTHON_CONVENTIONS_H
#define PYTHON_CONVENTIONS_H

#include "python/evaluator.h"

/** The convention of what context.configure() gets as target_metadata; `metadata` NULL: nothing.
 * It lacks one as far as the modules that were read tell. */
struct naming_convention convention_of(struct evaluator *evaluator,
                                       const struct value *metadata);

/** What declarative_base() and registry() give, whose metadata is asked; else NULL. */
struct value *convention_base_call(struct emitter *emitter, struct str path,
                                   const struct call *call);

/** What SQLAlchemy has by itself: names for indexes. */
const struct naming_convention *convention_of_sqlalchemy(void);

/** The same, where nothing tells whether there is a convention. */
struct naming_convention convention_unknown(void);

/** The convention of a MetaData that a Table is made with. */
const struct naming_convention *convention_of_table(struct emitter *emitter,
                                                    const struct term *metadata);

#endif
