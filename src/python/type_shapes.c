#include "python/type_shapes.h"

#include "model/type.h"
#include "sql/translate.h"

// A type as SQLAlchemy prints it: types of extensions in upper case, as their own packages do.
struct sql_type type_printed(struct emitter *emitter, const struct constructor *constructor,
                             const int32_t *modifiers, uint32_t count) {
    struct str name = str_from(constructor->type);
    struct sql_type type =
        type_make(emitter->arena, (struct str){0}, name, modifiers, count, 0);
    if (str_equal(type.name, name)) {
        type.text = str_upper(emitter->arena, type.text);
    }
    return type;
}

bool type_number(struct making *making, size_t position, const char *name, int32_t *modifier) {
    const struct value *value = call_argument(making->call, position, name);
    int64_t wide = 0;
    if (!value || value->kind == VALUE_NONE) {
        return false;
    }
    if (!term_number(value, &wide) || wide < INT32_MIN || wide > INT32_MAX) {
        making->result = type_unknown_value(making->emitter, making->call->span,
                                            term_reason(making->emitter, value));
        return false;
    }
    *modifier = (int32_t)wide;
    return true;
}

struct value *type_with(struct making *making, const int32_t *modifiers, uint32_t count) {
    if (making->result) { // unknown
        return making->result;
    }
    return type_new(making->emitter, making->call->span,
                    type_printed(making->emitter, making->constructor, modifiers, count));
}

struct value *make_plain(struct making *making) {
    return type_with(making, NULL, 0);
}

struct value *make_fixed(struct making *making) {
    return type_with(making, &making->constructor->size, 1);
}

struct value *make_length(struct making *making) {
    int32_t length = making->constructor->size;
    type_number(making, 0, "length", &length);
    bool has_length =
        length != 0; // String(0) is VARCHAR: GenericTypeCompiler._render_string_type
    struct value *value = type_with(making, &length, has_length);
    struct str collation = {0};
    value_is_text(call_argument(making->call, 1, "collation"), &collation);
    value->term->column.collation = collation;
    return value;
}

struct value *make_numeric(struct making *making) {
    int32_t modifiers[2] = {0};
    uint32_t count = type_number(making, 0, "precision", &modifiers[0]);
    // A scale without a precision is not printed: GenericTypeCompiler.visit_NUMERIC
    if (count && type_number(making, 1, "scale", &modifiers[1])) {
        count = 2;
    }
    return type_with(making, modifiers, count);
}

struct value *make_float(struct making *making) {
    int32_t precision = 0;
    bool has_precision = type_number(making, 0, "precision", &precision) && precision;
    return type_with(making, &precision, has_precision);
}

struct value *make_time(struct making *making) {
    struct emitter *emitter = making->emitter;
    const struct value *zone = call_argument(making->call, 0, "timezone");
    enum truth with_zone = zone ? value_truth(zone) : TRUTH_NO;
    if (with_zone == TRUTH_UNKNOWN) {
        return type_unknown_value(emitter, making->call->span, term_reason(emitter, zone));
    }
    int32_t precision = 0;
    bool has_precision = type_number(making, 1, "precision", &precision);
    if (making->result) {
        return making->result;
    }
    struct str name =
        str_format(emitter->arena, "%s%s", making->constructor->type, with_zone ? "tz" : "");
    return type_new(
        emitter, making->call->span,
        type_make(emitter->arena, (struct str){0}, name, &precision, has_precision, 0));
}

static struct value *interval(struct making *making, bool has_precision, int32_t precision,
                              struct str fields) {
    if (making->result) {
        return making->result;
    }
    struct text text = {.arena = making->emitter->arena};
    text_add(&text, STR("INTERVAL"));
    if (fields.size) {
        text_addf(&text, " " STR_FMT, STR_ARG(fields));
    }
    if (has_precision) {
        text_addf(&text, " (%d)", (int)precision);
    }
    // The grammar knows the masks of the fields
    struct sql_type type = sql_type_read(making->emitter->arena, text_str(&text));
    if (type.is_unknown) {
        type = type_printed(making->emitter, making->constructor, NULL, 0);
    }
    type.text = text_str(&text);
    return type_new(making->emitter, making->call->span, type);
}

struct value *make_interval(struct making *making) {
    int32_t precision = 0;
    bool has_precision = type_number(making, 0, "precision", &precision);
    struct str fields = {0};
    value_is_text(call_argument(making->call, 1, "fields"), &fields);
    return interval(making, has_precision, precision, fields);
}

struct value *make_sql_interval(struct making *making) {
    int32_t precision = 0;
    bool has_precision = type_number(making, 1, "second_precision", &precision);
    return interval(making, has_precision, precision, (struct str){0});
}

struct value *make_bit(struct making *making) {
    static const struct constructor varying = {.type = "bit varying"};
    int32_t length = 1;
    bool has_length = type_number(making, 0, "length", &length);
    const struct value *flag = call_argument(making->call, 1, "varying");
    if (flag && value_truth(flag) == TRUTH_YES) {
        making->constructor = &varying;
        return type_with(making, &length, has_length);
    }
    return type_with(making, &length, 1);
}

struct value *make_uuid(struct making *making) {
    static const struct constructor text = {.type = "char"};
    static const int32_t length = 32;
    const struct value *native = call_argument(making->call, SIZE_MAX, "native_uuid");
    if (native && value_truth(native) == TRUTH_NO) {
        making->constructor = &text; // Uuid.native_uuid of sqlalchemy/sql/sqltypes.py
        return type_with(making, &length, 1);
    }
    return type_with(making, NULL, 0);
}

struct value *make_array(struct making *making) {
    struct emitter *emitter = making->emitter;
    const struct term *item = type_term(emitter, call_argument(making->call, 0, "item_type"));
    int32_t dimensions = 1;
    type_number(making, 2, "dimensions", &dimensions);
    struct value *value = type_new(emitter, making->call->span, item->type);
    *value->term = *item;
    value->term->span = making->call->span;
    if (item->type.is_unknown) {
        return value;
    }
    for (int32_t i = 0; i < dimensions && i < 6; i++) { // MAXDIM of PostgreSQL
        value->term->type.dimensions++;
        value->term->type.text = str_concat(emitter->arena, value->term->type.text, STR("[]"));
    }
    return value;
}

struct value *make_first(struct making *making) {
    const struct value *first = call_argument(making->call, 0, NULL);
    struct value *value = type_new(making->emitter, making->call->span, type_unknown());
    value->term = (struct term *)type_term(making->emitter, first);
    return value;
}

struct value *make_choice(struct making *making) {
    const struct value *impl = call_argument(making->call, 1, "impl");
    if (!impl || impl->kind == VALUE_NONE) {
        return make_fixed(making);
    }
    struct value *value = type_new(making->emitter, making->call->span, type_unknown());
    value->term = (struct term *)type_term(making->emitter, impl);
    return value;
}

struct value *make_dimension(struct making *making) {
    int32_t size = 0;
    bool has_size = type_number(making, 0, "dim", &size);
    return type_with(making, &size, has_size);
}

// Source: _GISType.get_col_spec of geoalchemy2/types/__init__.py.
struct value *make_geometry(struct making *making) {
    struct emitter *emitter = making->emitter;
    struct str kind = STR("GEOMETRY");
    const struct value *given = call_argument(making->call, 0, "geometry_type");
    value_is_text(given, &kind);
    int32_t srid = -1;
    type_number(making, 1, "srid", &srid);
    struct value *value = make_plain(making);
    if (!value->term->type.is_unknown) {
        struct str name = str_from(making->constructor->type);
        bool is_bare = given && given->kind == VALUE_NONE;
        value->term->type.text = is_bare
                                     ? name
                                     : str_format(emitter->arena, STR_FMT "(" STR_FMT ",%d)",
                                                  STR_ARG(name), STR_ARG(kind), (int)srid);
    }
    return value;
}
