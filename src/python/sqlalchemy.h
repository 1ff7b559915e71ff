/**
 * sqlalchemy: constructors and methods of SQLAlchemy (and of the well-known packages that bring
 * column types) as terms. Tables of types and constructors.
 */
#ifndef PYTHON_SQLALCHEMY_H
#define PYTHON_SQLALCHEMY_H

#include "python/value.h"

/** True when the dotted path belongs to a package that this module speaks for. */
bool sqlalchemy_has(struct str path);

/** Calls a name such as sqlalchemy.Column or sqlalchemy.func.now; never NULL. */
struct value *sqlalchemy_call(struct emitter *emitter, struct str path,
                              const struct call *call);

/** An attribute of a term (table.c.name, metadata.tables); NULL when it has none such. Columns
 * by subscript, table.c["name"], are the same. */
struct value *sqlalchemy_attribute(struct emitter *emitter, struct value *object,
                                   struct str name, struct span span);

/** Calls a method of a term (insert().values(…), column.is_(None)); NULL when unknown to it. */
struct value *sqlalchemy_method(struct emitter *emitter, struct value *object, struct str name,
                                const struct call *call);

/** An operator between terms (column == 1, a & b): an expression. NULL when neither is a term.
 */
struct value *sqlalchemy_operator(struct emitter *emitter, struct str symbol,
                                  struct value *left, struct value *right, struct span span);

/**
 * The type that a value stands for: a TERM_TYPE, an external class such as sqlalchemy.String,
 * a TypeDecorator of the repository (its `impl`). A type with is_unknown when it cannot be
 * told.
 */
struct sql_type sqlalchemy_type(struct emitter *emitter, const struct value *value);

/**
 * The expression that a value is in a place where SQLAlchemy takes SQL: server_default=, CHECK,
 * USING, postgresql_where. A str is quoted for a default (`quote`), else taken as it is.
 */
struct expression sqlalchemy_expression(struct emitter *emitter, const struct value *value,
                                        bool quote);

/** A class attribute, looked up in the class and its bases; NULL when absent. Given by
 * python/evaluate, for sqlalchemy_type. */
struct value *class_attribute(const struct class *class, struct str name);

#endif
