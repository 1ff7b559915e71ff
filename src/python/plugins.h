/**
 * plugins: operations that a program adds to Alembic's. Private to python/.
 */
#ifndef PYTHON_PLUGINS_H
#define PYTHON_PLUGINS_H

#include "python/value.h"

/** Operations.register_operation(…) and Operations.implementation_for(…), first as decorators,
 * then called with what they decorate; NULL: the path is of neither. */
struct value *plugin_decorator(struct emitter *emitter, struct str path,
                               const struct call *call);

/** Calls the operation that a module registered as op.NAME; NULL: none did. */
struct value *plugin_call(struct emitter *emitter, struct str name, const struct call *call);

/** Runs the implementation of an operation object, and gives what it returns; NULL: there is none.
 */
struct value *plugin_invoke(struct emitter *emitter, struct value *operation, struct span span);

#endif
