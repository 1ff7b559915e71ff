/**
 * type_shapes: how the arguments of a type's constructor become a type. Private to python/.
 *
 * types.c knows the constructors by name; type_shapes.c makes those that PostgreSQL has,
 * named_types.c those that a database keeps by a name of its own: enums and domains.
 */
#ifndef PYTHON_TYPE_SHAPES_H
#define PYTHON_TYPE_SHAPES_H

#include "python/terms.h"

struct making;

/** A constructor: the last part of its path, below a package where one is given. */
struct constructor {
    const char *name;
    const char *package; // the path's start; NULL: sqlalchemy
    struct value *(*make)(struct making *making);
    const char *type; // PostgreSQL's name
    int32_t size;     // the length that is given to it by default
};

/** A constructor's call, under way. */
struct making {
    struct emitter *emitter;
    const struct constructor *constructor;
    const struct call *call;
    struct value *result; // what it comes to when an argument is not known; NULL: none such
};

/** A type of the constructor's, as SQLAlchemy prints it. */
struct sql_type type_printed(struct emitter *emitter, const struct constructor *constructor,
                             const int32_t *modifiers, uint32_t count);

/**
 * A whole number among the arguments; one that is not known makes the type unknown.
 *
 * @param position  SIZE_MAX: by name only
 * @return false: not given or not known; *modifier is as it was
 */
bool type_number(struct making *making, size_t position, const char *name, int32_t *modifier);

/** A value of the constructor's type with no modifiers, or what an unknown argument made. */
struct value *type_with(struct making *making, const int32_t *modifiers, uint32_t count);

// ---- how arguments become a type

struct value *make_plain(struct making *making);   // no modifiers
struct value *make_fixed(struct making *making);   // always the default length
struct value *make_length(struct making *making);  // (length, collation=)
struct value *make_numeric(struct making *making); // (precision, scale)
struct value *make_float(struct making *making);   // (precision)
struct value *
make_time(struct making *making); // (timezone, precision=): with time zone, or without
struct value *make_interval(struct making *making); // (precision=, fields=)
struct value *
make_sql_interval(struct making *making);       // sqlalchemy.Interval(native, second_precision)
struct value *make_bit(struct making *making);  // (length, varying)
struct value *make_uuid(struct making *making); // (native=)
struct value *make_array(struct making *making);     // (item_type, as_tuple, dimensions)
struct value *make_first(struct making *making);     // the type is the first argument
struct value *make_choice(struct making *making);    // (choices, impl=)
struct value *make_dimension(struct making *making); // (n), as the extension prints it
struct value *make_geometry(struct making *making);  // (geometry_type, srid, dimension)
struct value *make_enum(struct making *making);      // (*labels, name=…)
struct value *make_domain(struct making *making);    // (name, …)

#endif
