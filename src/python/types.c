#include "python/terms.h"

#include "model/print.h"
#include "model/type.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"
#include "sql/translate.h"

// How a constructor's arguments become a type.
enum shape {
    SHAPE_PLAIN,        // no modifiers
    SHAPE_FIXED,        // always the default length
    SHAPE_LENGTH,       // (length, collation=)
    SHAPE_NUMERIC,      // (precision, scale)
    SHAPE_FLOAT,        // (precision)
    SHAPE_TIME,         // (timezone, precision=): with time zone, or without
    SHAPE_INTERVAL,     // (precision=, fields=)
    SHAPE_SQL_INTERVAL, // sqlalchemy.Interval(native, second_precision)
    SHAPE_BIT,          // (length, varying)
    SHAPE_ARRAY,        // (item_type, as_tuple, dimensions)
    SHAPE_ENUM,         // (*labels, name=…)
    SHAPE_UUID,         // (native=)
    SHAPE_FIRST,        // the type is the first argument
    SHAPE_DIMENSION,    // (n), as the extension prints it
    SHAPE_GEOMETRY,     // (geometry_type, srid, dimension)
    SHAPE_CHOICE,       // (choices, impl=)
    SHAPE_DOMAIN,       // (name, …)
};

/** A constructor: the last part of its path, below a package where one is given. */
struct constructor {
    const char *name;
    const char *package; // the path's start; NULL: sqlalchemy
    enum shape shape;
    const char *type; // PostgreSQL's name
    int32_t size;     // the length that is given to it by default
};

// Sources: sqlalchemy/sql/sqltypes.py and dialects/postgresql/; PGTypeCompiler says what each
// is called. DATETIME, BLOB, CLOB, NVARCHAR and the like are no types of PostgreSQL: SQLAlchemy
// sends them as they are, and PostgreSQL refuses them.
// clang-format off
static const struct constructor constructors[] = {
    {"String",           NULL, SHAPE_LENGTH,  "varchar", 0},
    {"Unicode",          NULL, SHAPE_LENGTH,  "varchar", 0},
    {"VARCHAR",          NULL, SHAPE_LENGTH,  "varchar", 0},
    {"CHAR",             NULL, SHAPE_LENGTH,  "char", 0},
    {"NCHAR",            NULL, SHAPE_LENGTH,  "nchar", 0},
    {"Text",             NULL, SHAPE_LENGTH,  "text", 0},
    {"TEXT",             NULL, SHAPE_LENGTH,  "text", 0},
    {"UnicodeText",      NULL, SHAPE_LENGTH,  "text", 0},
    {"Integer",          NULL, SHAPE_PLAIN,   "integer", 0},
    {"INTEGER",          NULL, SHAPE_PLAIN,   "integer", 0},
    {"INT",              NULL, SHAPE_PLAIN,   "integer", 0},
    {"BigInteger",       NULL, SHAPE_PLAIN,   "bigint", 0},
    {"BIGINT",           NULL, SHAPE_PLAIN,   "bigint", 0},
    {"SmallInteger",     NULL, SHAPE_PLAIN,   "smallint", 0},
    {"SMALLINT",         NULL, SHAPE_PLAIN,   "smallint", 0},
    {"Numeric",          NULL, SHAPE_NUMERIC, "numeric", 0},
    {"NUMERIC",          NULL, SHAPE_NUMERIC, "numeric", 0},
    {"DECIMAL",          NULL, SHAPE_NUMERIC, "decimal", 0},
    {"Float",            NULL, SHAPE_FLOAT,   "float", 0},
    {"FLOAT",            NULL, SHAPE_FLOAT,   "float", 0},
    {"REAL",             NULL, SHAPE_PLAIN,   "real", 0},
    {"Double",           NULL, SHAPE_PLAIN,   "double precision", 0},
    {"DOUBLE",           NULL, SHAPE_PLAIN,   "double", 0},
    {"DOUBLE_PRECISION", NULL, SHAPE_PLAIN,   "double precision", 0},
    {"Boolean",          NULL, SHAPE_PLAIN,   "boolean", 0},
    {"BOOLEAN",          NULL, SHAPE_PLAIN,   "boolean", 0},
    {"Date",             NULL, SHAPE_PLAIN,   "date", 0},
    {"DATE",             NULL, SHAPE_PLAIN,   "date", 0},
    {"DateTime",         NULL, SHAPE_TIME,    "timestamp", 0},
    {"TIMESTAMP",        NULL, SHAPE_TIME,    "timestamp", 0},
    {"Time",             NULL, SHAPE_TIME,    "time", 0},
    {"TIME",             NULL, SHAPE_TIME,    "time", 0},
    {"Interval",         NULL, SHAPE_SQL_INTERVAL, "interval", 0},
    {"INTERVAL",         NULL, SHAPE_INTERVAL, "interval", 0},
    {"LargeBinary",      NULL, SHAPE_PLAIN,   "bytea", 0},
    {"PickleType",       NULL, SHAPE_PLAIN,   "bytea", 0},
    {"BYTEA",            NULL, SHAPE_PLAIN,   "bytea", 0},
    {"JSON",             NULL, SHAPE_PLAIN,   "json", 0},
    {"JSONB",            NULL, SHAPE_PLAIN,   "jsonb", 0},
    {"JSONPATH",         NULL, SHAPE_PLAIN,   "jsonpath", 0},
    {"UUID",             NULL, SHAPE_PLAIN,   "uuid", 0},
    {"Uuid",             NULL, SHAPE_UUID,    "uuid", 0},
    {"ARRAY",            NULL, SHAPE_ARRAY,   "", 0},
    {"Enum",             NULL, SHAPE_ENUM,    "", 0},
    {"ENUM",             NULL, SHAPE_ENUM,    "", 0},
    {"DOMAIN",           NULL, SHAPE_DOMAIN,  "", 0},
    {"INET",             NULL, SHAPE_PLAIN,   "inet", 0},
    {"CIDR",             NULL, SHAPE_PLAIN,   "cidr", 0},
    {"MACADDR",          NULL, SHAPE_PLAIN,   "macaddr", 0},
    {"MACADDR8",         NULL, SHAPE_PLAIN,   "macaddr8", 0},
    {"MONEY",            NULL, SHAPE_PLAIN,   "money", 0},
    {"OID",              NULL, SHAPE_PLAIN,   "oid", 0},
    {"REGCLASS",         NULL, SHAPE_PLAIN,   "regclass", 0},
    {"REGCONFIG",        NULL, SHAPE_PLAIN,   "regconfig", 0},
    {"TSVECTOR",         NULL, SHAPE_PLAIN,   "tsvector", 0},
    {"TSQUERY",          NULL, SHAPE_PLAIN,   "tsquery", 0},
    {"BIT",              NULL, SHAPE_BIT,     "bit", 0},
    {"HSTORE",           NULL, SHAPE_PLAIN,   "hstore", 0},
    {"CITEXT",           NULL, SHAPE_PLAIN,   "citext", 0},
    {"INT4RANGE",        NULL, SHAPE_PLAIN,   "int4range", 0},
    {"INT8RANGE",        NULL, SHAPE_PLAIN,   "int8range", 0},
    {"NUMRANGE",         NULL, SHAPE_PLAIN,   "numrange", 0},
    {"DATERANGE",        NULL, SHAPE_PLAIN,   "daterange", 0},
    {"TSRANGE",          NULL, SHAPE_PLAIN,   "tsrange", 0},
    {"TSTZRANGE",        NULL, SHAPE_PLAIN,   "tstzrange", 0},
    {"INT4MULTIRANGE",   NULL, SHAPE_PLAIN,   "int4multirange", 0},
    {"INT8MULTIRANGE",   NULL, SHAPE_PLAIN,   "int8multirange", 0},
    {"NUMMULTIRANGE",    NULL, SHAPE_PLAIN,   "nummultirange", 0},
    {"DATEMULTIRANGE",   NULL, SHAPE_PLAIN,   "datemultirange", 0},
    {"TSMULTIRANGE",     NULL, SHAPE_PLAIN,   "tsmultirange", 0},
    {"TSTZMULTIRANGE",   NULL, SHAPE_PLAIN,   "tstzmultirange", 0},
    {"DATETIME",         NULL, SHAPE_PLAIN,   "datetime", 0},
    {"BLOB",             NULL, SHAPE_PLAIN,   "blob", 0},
    {"CLOB",             NULL, SHAPE_PLAIN,   "clob", 0},
    {"BINARY",           NULL, SHAPE_LENGTH,  "binary", 0},
    {"VARBINARY",        NULL, SHAPE_LENGTH,  "varbinary", 0},
    {"NVARCHAR",         NULL, SHAPE_LENGTH,  "nvarchar", 0},
    {"MutableDict.as_mutable", NULL, SHAPE_FIRST, "", 0},
    {"MutableList.as_mutable", NULL, SHAPE_FIRST, "", 0},
    {"MutableSet.as_mutable",  NULL, SHAPE_FIRST, "", 0},
    // sqlalchemy_utils/types
    {"UUIDType",         "sqlalchemy_utils", SHAPE_PLAIN,  "uuid", 0},
    {"ArrowType",        "sqlalchemy_utils", SHAPE_PLAIN,  "timestamp", 0},
    {"EnrichedDateTimeType", "sqlalchemy_utils", SHAPE_PLAIN, "timestamp", 0},
    {"ChoiceType",       "sqlalchemy_utils", SHAPE_CHOICE, "varchar", 255},
    {"EmailType",        "sqlalchemy_utils", SHAPE_LENGTH, "varchar", 255},
    {"IPAddressType",    "sqlalchemy_utils", SHAPE_FIXED,  "varchar", 50},
    {"LocaleType",       "sqlalchemy_utils", SHAPE_FIXED,  "varchar", 10},
    {"ColorType",        "sqlalchemy_utils", SHAPE_LENGTH, "varchar", 20},
    {"CountryType",      "sqlalchemy_utils", SHAPE_FIXED,  "varchar", 2},
    {"CurrencyType",     "sqlalchemy_utils", SHAPE_FIXED,  "varchar", 3},
    {"TimezoneType",     "sqlalchemy_utils", SHAPE_FIXED,  "varchar", 50},
    {"StringEncryptedType", "sqlalchemy_utils", SHAPE_PLAIN, "varchar", 0},
    {"EncryptedType",    "sqlalchemy_utils", SHAPE_PLAIN,  "bytea", 0},
    {"URLType",          "sqlalchemy_utils", SHAPE_PLAIN,  "text", 0},
    {"JSONType",         "sqlalchemy_utils", SHAPE_PLAIN,  "json", 0},
    {"TSVectorType",     "sqlalchemy_utils", SHAPE_PLAIN,  "tsvector", 0},
    {"LtreeType",        "sqlalchemy_utils", SHAPE_PLAIN,  "ltree", 0},
    {"ScalarListType",   "sqlalchemy_utils", SHAPE_PLAIN,  "text", 0},
    {"DateRangeType",    "sqlalchemy_utils", SHAPE_PLAIN,  "daterange", 0},
    {"DateTimeRangeType","sqlalchemy_utils", SHAPE_PLAIN,  "tsrange", 0},
    {"IntRangeType",     "sqlalchemy_utils", SHAPE_PLAIN,  "int4range", 0},
    {"Int8RangeType",    "sqlalchemy_utils", SHAPE_PLAIN,  "int8range", 0},
    {"NumericRangeType", "sqlalchemy_utils", SHAPE_PLAIN,  "numrange", 0},
    {"TSVectorType",     "sqlalchemy_searchable", SHAPE_PLAIN, "tsvector", 0},
    // geoalchemy2/types.py
    {"Geometry",         "geoalchemy2", SHAPE_GEOMETRY, "geometry", 0},
    {"Geography",        "geoalchemy2", SHAPE_GEOMETRY, "geography", 0},
    {"Raster",           "geoalchemy2", SHAPE_PLAIN,    "raster", 0},
    // pgvector/sqlalchemy
    {"Vector",           "pgvector", SHAPE_DIMENSION, "vector", 0},
    {"VECTOR",           "pgvector", SHAPE_DIMENSION, "vector", 0},
    {"HALFVEC",          "pgvector", SHAPE_DIMENSION, "halfvec", 0},
    {"HalfVector",       "pgvector", SHAPE_DIMENSION, "halfvec", 0},
    {"SPARSEVEC",        "pgvector", SHAPE_DIMENSION, "sparsevec", 0},
    {"SparseVector",     "pgvector", SHAPE_DIMENSION, "sparsevec", 0},
    {"BIT",              "pgvector", SHAPE_BIT,       "bit", 0},
    // sqlmodel/sql/sqltypes.py
    {"AutoString",       "sqlmodel", SHAPE_LENGTH, "varchar", 0},
    {"GUID",             "sqlmodel", SHAPE_PLAIN,  "uuid", 0},
    {"CIText",           "citext",   SHAPE_PLAIN,  "citext", 0},
    {"CIText",           "sqlalchemy_citext", SHAPE_PLAIN, "citext", 0},
    {"GUID",             "fastapi_users_db_sqlalchemy", SHAPE_PLAIN, "uuid", 0},
    {"TIMESTAMPAware",   "fastapi_users_db_sqlalchemy", SHAPE_PLAIN, "timestamptz", 0},
    {"GUID",             "fastapi_utils", SHAPE_PLAIN, "uuid", 0},
    {"GUID",             "advanced_alchemy", SHAPE_PLAIN, "uuid", 0},
    {"DateTimeUTC",      "advanced_alchemy", SHAPE_PLAIN, "timestamptz", 0},
    {"JsonB",            "advanced_alchemy", SHAPE_PLAIN, "jsonb", 0},
    {"MutableJson",      "sqlalchemy_json", SHAPE_PLAIN, "json", 0},
    {"NestedMutableJson","sqlalchemy_json", SHAPE_PLAIN, "json", 0},
};
// clang-format on

// Types of other dialects that PostgreSQL's compiler knows by their name, whatever their options.
// Source: PGTypeCompiler and GenericTypeCompiler's visit_…; ENUM without a name it refuses.
static bool is_in_all_dialects(struct str path) {
    static const char *const names[] = {
        "BIGINT", "BOOLEAN", "CHAR",     "DATE", "DECIMAL", "FLOAT",     "INTEGER",
        "JSON",   "NUMERIC", "SMALLINT", "TEXT", "TIME",    "TIMESTAMP", "VARCHAR",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(path_last(path), names[i])) {
            return true;
        }
    }
    return false;
}

static const struct constructor *find(struct str path) {
    // MySQL's and others' own types mean nothing to PostgreSQL
    bool is_other = str_starts(path, STR("sqlalchemy.dialects.")) &&
                    !str_starts(path, STR("sqlalchemy.dialects.postgresql")) &&
                    !is_in_all_dialects(path);
    bool is_sqlalchemy =
        str_starts(path, STR("sqlalchemy.")) || str_starts(path, STR("sqlmodel."));
    for (size_t i = 0; !is_other && i < sizeof constructors / sizeof *constructors; i++) {
        const struct constructor *constructor = &constructors[i];
        struct str name = str_from(constructor->name);
        bool is_here = constructor->package ? str_starts(path, str_from(constructor->package))
                                            : is_sqlalchemy;
        bool has_name = str_ends(path, name) && path.size > name.size &&
                        path.data[path.size - name.size - 1] == '.';
        if (is_here && has_name) {
            return constructor;
        }
    }
    return NULL;
}

struct value *type_new(struct emitter *emitter, struct span span, struct sql_type type) {
    struct value *value = value_term(emitter->arena, span, TERM_TYPE);
    value->term->type = type;
    return value;
}

struct value *type_unknown_value(struct emitter *emitter, struct span span, struct str reason) {
    struct value *value = type_new(emitter, span, type_unknown());
    term_mark_type(emitter, &value->term->operation, reason);
    return value;
}

// A type as SQLAlchemy prints it: types of extensions in upper case, as their own packages do.
static struct sql_type make(struct emitter *emitter, const struct constructor *constructor,
                            const int32_t *modifiers, uint32_t count) {
    struct str name = str_from(constructor->type);
    struct sql_type type =
        type_make(emitter->arena, (struct str){0}, name, modifiers, count, 0);
    if (str_equal(type.name, name)) {
        type.text = str_upper(emitter->arena, type.text);
    }
    return type;
}

/** A constructor's call, under way. */
struct making {
    struct emitter *emitter;
    const struct constructor *constructor;
    const struct call *call;
    struct value *result;
};

// A whole number among the arguments; one that is not known makes the type unknown.
static bool number(struct making *making, size_t position, const char *name,
                   int32_t *modifier) {
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

static struct value *finish(struct making *making, const int32_t *modifiers, uint32_t count) {
    if (making->result) { // unknown
        return making->result;
    }
    return type_new(making->emitter, making->call->span,
                    make(making->emitter, making->constructor, modifiers, count));
}

static struct value *make_plain(struct making *making) {
    return finish(making, NULL, 0);
}

static struct value *make_fixed(struct making *making) {
    return finish(making, &making->constructor->size, 1);
}

static struct value *make_length(struct making *making) {
    int32_t length = making->constructor->size;
    number(making, 0, "length", &length);
    bool has_length =
        length != 0; // String(0) is VARCHAR: GenericTypeCompiler._render_string_type
    struct value *value = finish(making, &length, has_length);
    struct str collation = {0};
    value_is_text(call_argument(making->call, 1, "collation"), &collation);
    value->term->column.collation = collation;
    return value;
}

static struct value *make_numeric(struct making *making) {
    int32_t modifiers[2] = {0};
    uint32_t count = number(making, 0, "precision", &modifiers[0]);
    // A scale without a precision is not printed: GenericTypeCompiler.visit_NUMERIC
    if (count && number(making, 1, "scale", &modifiers[1])) {
        count = 2;
    }
    return finish(making, modifiers, count);
}

static struct value *make_float(struct making *making) {
    int32_t precision = 0;
    bool has_precision = number(making, 0, "precision", &precision) && precision;
    return finish(making, &precision, has_precision);
}

static struct value *make_time(struct making *making) {
    struct emitter *emitter = making->emitter;
    const struct value *zone = call_argument(making->call, 0, "timezone");
    enum truth with_zone = zone ? value_truth(zone) : TRUTH_NO;
    if (with_zone == TRUTH_UNKNOWN) {
        return type_unknown_value(emitter, making->call->span, term_reason(emitter, zone));
    }
    int32_t precision = 0;
    bool has_precision = number(making, 1, "precision", &precision);
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
        type = make(making->emitter, making->constructor, NULL, 0);
    }
    type.text = text_str(&text);
    return type_new(making->emitter, making->call->span, type);
}

static struct value *make_interval(struct making *making) {
    int32_t precision = 0;
    bool has_precision = number(making, 0, "precision", &precision);
    struct str fields = {0};
    value_is_text(call_argument(making->call, 1, "fields"), &fields);
    return interval(making, has_precision, precision, fields);
}

static struct value *make_sql_interval(struct making *making) {
    int32_t precision = 0;
    bool has_precision = number(making, 1, "second_precision", &precision);
    return interval(making, has_precision, precision, (struct str){0});
}

static struct value *make_bit(struct making *making) {
    static const struct constructor varying = {.type = "bit varying"};
    int32_t length = 1;
    bool has_length = number(making, 0, "length", &length);
    const struct value *flag = call_argument(making->call, 1, "varying");
    if (flag && value_truth(flag) == TRUTH_YES) {
        making->constructor = &varying;
        return finish(making, &length, has_length);
    }
    return finish(making, &length, 1);
}

static struct value *make_uuid(struct making *making) {
    static const struct constructor text = {.type = "char"};
    static const int32_t length = 32;
    const struct value *native = call_argument(making->call, SIZE_MAX, "native_uuid");
    if (native && value_truth(native) == TRUTH_NO) {
        making->constructor = &text; // Uuid.native_uuid of sqlalchemy/sql/sqltypes.py
        return finish(making, &length, 1);
    }
    return finish(making, NULL, 0);
}

static struct value *make_array(struct making *making) {
    struct emitter *emitter = making->emitter;
    const struct term *item = type_term(emitter, call_argument(making->call, 0, "item_type"));
    int32_t dimensions = 1;
    number(making, 2, "dimensions", &dimensions);
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

static struct value *make_first(struct making *making) {
    const struct value *first = call_argument(making->call, 0, NULL);
    struct value *value = type_new(making->emitter, making->call->span, type_unknown());
    value->term = (struct term *)type_term(making->emitter, first);
    return value;
}

static struct value *make_choice(struct making *making) {
    const struct value *impl = call_argument(making->call, 1, "impl");
    if (!impl || impl->kind == VALUE_NONE) {
        return make_fixed(making);
    }
    struct value *value = type_new(making->emitter, making->call->span, type_unknown());
    value->term = (struct term *)type_term(making->emitter, impl);
    return value;
}

static struct value *make_dimension(struct making *making) {
    int32_t size = 0;
    bool has_size = number(making, 0, "dim", &size);
    return finish(making, &size, has_size);
}

// Source: _GISType.get_col_spec of geoalchemy2/types/__init__.py.
static struct value *make_geometry(struct making *making) {
    struct emitter *emitter = making->emitter;
    struct str kind = STR("GEOMETRY");
    const struct value *given = call_argument(making->call, 0, "geometry_type");
    value_is_text(given, &kind);
    int32_t srid = -1;
    number(making, 1, "srid", &srid);
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

// ---- enums

// The labels of a Python enum are its members' names, unless values_callable gives others.
static bool labels_of_class(struct emitter *emitter, struct value *class,
                            struct value *values_callable, struct term *term) {
    if (values_callable && values_callable->kind != VALUE_NONE) {
        struct value *labels = term_call(emitter, values_callable, class);
        struct operation ignored = {0};
        return labels && term_names(emitter, labels, &term->enum_labels, &ignored, "names");
    }
    if (class->kind != VALUE_CLASS) {
        return false;
    }
    const struct map *names = &class->class->scope->names;
    for (size_t i = 0; i < names->count; i++) {
        const struct value *value = names->items[i].value;
        bool is_member = value && names->items[i].key.size &&
                         names->items[i].key.data[0] != '_' && value->kind != VALUE_FUNCTION &&
                         value->kind != VALUE_CLASS;
        if (is_member) {
            *ARENA_PUSH(emitter->arena, &term->enum_labels) = names->items[i].key;
        }
    }
    return true;
}

static size_t code_points(struct str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return count;
}

// VARCHAR as wide as the longest label. Source: Enum._enum_init, visit_enum of the generic type
// compiler.
static void make_text_enum(struct making *making, struct term *term) {
    static const struct constructor varchar = {.type = "varchar"};
    int32_t length = 0;
    for (size_t i = 0; i < term->enum_labels.count; i++) {
        size_t size = code_points(term->enum_labels.items[i]);
        length = size > (size_t)length && size < INT32_MAX ? (int32_t)size : length;
    }
    bool is_given = number(making, SIZE_MAX, "length", &length);
    if (!is_given && !term->enum_labels_known) {
        term_mark_type(making->emitter, &term->operation, STR("the labels are not known"));
    }
    term->type = make(making->emitter, &varchar, &length, length != 0);
    term->type.is_unknown = !is_given && !term->enum_labels_known;
    term->create_type = false;
    const struct value *check = call_argument(making->call, SIZE_MAX, "create_constraint");
    if (check && value_truth(check) == TRUTH_YES) {
        term->constraint.type = CONSTRAINT_CHECK;
    }
}

static void read_labels(struct making *making, struct term *term) {
    const struct call *call = making->call;
    struct value *first = call->args.count ? call->args.items[0] : NULL;
    bool is_class = call->args.count == 1 && !call->args_are_partial &&
                    (first->kind == VALUE_CLASS || first->kind == VALUE_EXTERNAL);
    if (is_class) {
        struct str name =
            first->kind == VALUE_CLASS ? first->class->name : path_last(first->name);
        term->constraint.name = str_lower(making->emitter->arena, name);
        term->enum_labels_known = labels_of_class(
            making->emitter, first, call_argument(call, SIZE_MAX, "values_callable"), term);
        return;
    }
    struct value all = {.kind = VALUE_LIST,
                        .items = call->args,
                        .is_partial = call->args_are_partial,
                        .reason = call->reason};
    term->enum_labels_known =
        term_names(making->emitter, &all, &term->enum_labels, &term->operation, "names");
}

static struct value *make_enum(struct making *making) {
    struct emitter *emitter = making->emitter;
    const struct call *call = making->call;
    struct value *value = type_new(emitter, call->span, type_unknown());
    struct term *term = value->term;
    bool is_postgresql = str_is(str_from(making->constructor->name), "ENUM");
    read_labels(making, term);
    struct operation marks = {0};
    const struct value *given = call_argument(call, SIZE_MAX, "name");
    if (given && given->kind != VALUE_NONE) {
        term->constraint.name = term_text(emitter, given, &marks, "name");
    }
    const struct value *native = call_argument(call, SIZE_MAX, "native_enum");
    if (!is_postgresql && native && value_truth(native) == TRUTH_NO) {
        make_text_enum(making, term);
        return value;
    }
    struct str schema =
        term_text(emitter, call_argument(call, SIZE_MAX, "schema"), &marks, "schema");
    if (marks.unknown.count || !term->constraint.name.size) {
        term_mark_type(emitter, &term->operation,
                       marks.unknown.count ? marks.unknown.items[0].reason
                                           : STR("the enum has no name"));
        return value;
    }
    struct str quoted = quoted_name(emitter->arena, term->constraint.name);
    struct str text =
        schema.size ? str_format(emitter->arena, STR_FMT "." STR_FMT,
                                 STR_ARG(quoted_name(emitter->arena, schema)), STR_ARG(quoted))
                    : quoted;
    term->type = (struct sql_type){
        .schema = schema, .name = term->constraint.name, .text = text, .is_enum = true};
    // sqlalchemy.Enum takes create_type= and does nothing with it; one of a MetaData is created
    // by that (SchemaType._on_table_create, ENUM._check_for_name_in_memos)
    const struct value *create = call_argument(call, SIZE_MAX, "create_type");
    const struct value *metadata = call_argument(call, SIZE_MAX, "metadata");
    bool is_left_out = is_postgresql && create && value_truth(create) == TRUTH_NO;
    term->create_type = !is_left_out && (!metadata || metadata->kind == VALUE_NONE);
    const struct value *inherit = call_argument(call, SIZE_MAX, "inherit_schema");
    term->inherit_schema = inherit && value_truth(inherit) == TRUTH_YES;
    // ENUM.create() looks first whether the type is there, Enum.create() does not
    term->check_first = is_postgresql;
    return value;
}

static struct value *make_domain(struct making *making) {
    struct emitter *emitter = making->emitter;
    struct operation marks = {0};
    struct str name = term_text(emitter, call_argument(making->call, 0, "name"), &marks, "");
    struct str schema =
        term_text(emitter, call_argument(making->call, SIZE_MAX, "schema"), &marks, "");
    if (marks.unknown.count || !name.size) {
        return type_unknown_value(emitter, making->call->span,
                                  STR("the domain's name is not known"));
    }
    return type_new(emitter, making->call->span,
                    type_make(emitter->arena, schema, name, NULL, 0, 0));
}

static struct value *(*const makers[])(struct making *making) = {
    [SHAPE_PLAIN] = make_plain,       [SHAPE_FIXED] = make_fixed,
    [SHAPE_LENGTH] = make_length,     [SHAPE_NUMERIC] = make_numeric,
    [SHAPE_FLOAT] = make_float,       [SHAPE_TIME] = make_time,
    [SHAPE_INTERVAL] = make_interval, [SHAPE_SQL_INTERVAL] = make_sql_interval,
    [SHAPE_BIT] = make_bit,           [SHAPE_ARRAY] = make_array,
    [SHAPE_ENUM] = make_enum,         [SHAPE_UUID] = make_uuid,
    [SHAPE_FIRST] = make_first,       [SHAPE_DIMENSION] = make_dimension,
    [SHAPE_GEOMETRY] = make_geometry, [SHAPE_CHOICE] = make_choice,
    [SHAPE_DOMAIN] = make_domain,
};

struct value *type_call(struct emitter *emitter, struct str path, const struct call *call) {
    const struct constructor *constructor = find(path);
    if (!constructor) {
        return NULL;
    }
    struct making making = {.emitter = emitter, .constructor = constructor, .call = call};
    if (call->keywords_are_partial || (call->args_are_partial && !call->args.count)) {
        return type_unknown_value(emitter, call->span, term_call_reason(call));
    }
    return makers[constructor->shape](&making);
}

bool type_is_constructor(struct str path) {
    return find(path) != NULL;
}
