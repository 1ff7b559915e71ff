/**
 * alembic: op.* and what hangs on it, as operations. A table of signatures.
 */
#ifndef PYTHON_ALEMBIC_H
#define PYTHON_ALEMBIC_H

#include "python/value.h"

/** True for alembic.op, alembic.operations.*, alembic.context: what this module speaks for. */
bool alembic_has(struct str path);

/** Calls alembic.op.create_index and the like; never NULL. A name that Alembic does not have
 * becomes an OPAQUE operation. */
struct value *alembic_call(struct emitter *emitter, struct str path, const struct call *call);

/** Calls a method of a batch, a connection, a context, an inspector; NULL when the object is
 * none of them. What asks the database gives an unknown value with a guard; one whose guard
 * has no name yet (get_table_names(), get_columns()) is a collection: `name in value` fills it
 * in. */
struct value *alembic_method(struct emitter *emitter, struct value *object, struct str name,
                             const struct call *call);

/** An attribute of a connection, context or dialect (bind.dialect.name); NULL when the object
 * is none of them. */
struct value *alembic_attribute(struct emitter *emitter, struct value *object, struct str name,
                                struct span span);

/** `with object as name`: gives what the name is bound to; NULL when the object is no context
 * manager of Alembic's or SQLAlchemy's. */
struct value *alembic_enter(struct emitter *emitter, struct value *object, struct span span);
void alembic_exit(struct emitter *emitter, struct value *object, struct span span);

#endif
