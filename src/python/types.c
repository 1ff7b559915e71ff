#include "python/type_shapes.h"

#include "model/type.h"

// Sources: sqlalchemy/sql/sqltypes.py and dialects/postgresql/; PGTypeCompiler says what each
// is called. DATETIME, BLOB, CLOB, NVARCHAR and the like are no types of PostgreSQL: SQLAlchemy
// sends them as they are, and PostgreSQL refuses them.
// clang-format off
static const struct constructor constructors[] = {
    {"String",           NULL, make_length,  "varchar", 0},
    {"Unicode",          NULL, make_length,  "varchar", 0},
    {"VARCHAR",          NULL, make_length,  "varchar", 0},
    {"CHAR",             NULL, make_length,  "char", 0},
    {"NCHAR",            NULL, make_length,  "nchar", 0},
    {"Text",             NULL, make_length,  "text", 0},
    {"TEXT",             NULL, make_length,  "text", 0},
    {"UnicodeText",      NULL, make_length,  "text", 0},
    {"Integer",          NULL, make_plain,   "integer", 0},
    {"INTEGER",          NULL, make_plain,   "integer", 0},
    {"INT",              NULL, make_plain,   "integer", 0},
    {"BigInteger",       NULL, make_plain,   "bigint", 0},
    {"BIGINT",           NULL, make_plain,   "bigint", 0},
    {"SmallInteger",     NULL, make_plain,   "smallint", 0},
    {"SMALLINT",         NULL, make_plain,   "smallint", 0},
    {"Numeric",          NULL, make_numeric, "numeric", 0},
    {"NUMERIC",          NULL, make_numeric, "numeric", 0},
    {"DECIMAL",          NULL, make_numeric, "decimal", 0},
    {"Float",            NULL, make_float,   "float", 0},
    {"FLOAT",            NULL, make_float,   "float", 0},
    {"REAL",             NULL, make_plain,   "real", 0},
    {"Double",           NULL, make_plain,   "double precision", 0},
    {"DOUBLE",           NULL, make_plain,   "double", 0},
    {"DOUBLE_PRECISION", NULL, make_plain,   "double precision", 0},
    {"Boolean",          NULL, make_plain,   "boolean", 0},
    {"BOOLEAN",          NULL, make_plain,   "boolean", 0},
    {"Date",             NULL, make_plain,   "date", 0},
    {"DATE",             NULL, make_plain,   "date", 0},
    {"DateTime",         NULL, make_time,    "timestamp", 0},
    {"TIMESTAMP",        NULL, make_time,    "timestamp", 0},
    {"Time",             NULL, make_time,    "time", 0},
    {"TIME",             NULL, make_time,    "time", 0},
    {"Interval",         NULL, make_sql_interval, "interval", 0},
    {"INTERVAL",         NULL, make_interval, "interval", 0},
    {"LargeBinary",      NULL, make_plain,   "bytea", 0},
    {"PickleType",       NULL, make_plain,   "bytea", 0},
    {"BYTEA",            NULL, make_plain,   "bytea", 0},
    {"JSON",             NULL, make_plain,   "json", 0},
    {"JSONB",            NULL, make_plain,   "jsonb", 0},
    {"JSONPATH",         NULL, make_plain,   "jsonpath", 0},
    {"UUID",             NULL, make_plain,   "uuid", 0},
    {"Uuid",             NULL, make_uuid,    "uuid", 0},
    {"ARRAY",            NULL, make_array,   "", 0},
    {"Enum",             NULL, make_enum,    "", 0},
    {"ENUM",             NULL, make_enum,    "", 0},
    {"DOMAIN",           NULL, make_domain,  "", 0},
    {"INET",             NULL, make_plain,   "inet", 0},
    {"CIDR",             NULL, make_plain,   "cidr", 0},
    {"MACADDR",          NULL, make_plain,   "macaddr", 0},
    {"MACADDR8",         NULL, make_plain,   "macaddr8", 0},
    {"MONEY",            NULL, make_plain,   "money", 0},
    {"OID",              NULL, make_plain,   "oid", 0},
    {"REGCLASS",         NULL, make_plain,   "regclass", 0},
    {"REGCONFIG",        NULL, make_plain,   "regconfig", 0},
    {"TSVECTOR",         NULL, make_plain,   "tsvector", 0},
    {"TSQUERY",          NULL, make_plain,   "tsquery", 0},
    {"BIT",              NULL, make_bit,     "bit", 0},
    {"HSTORE",           NULL, make_plain,   "hstore", 0},
    {"CITEXT",           NULL, make_plain,   "citext", 0},
    {"INT4RANGE",        NULL, make_plain,   "int4range", 0},
    {"INT8RANGE",        NULL, make_plain,   "int8range", 0},
    {"NUMRANGE",         NULL, make_plain,   "numrange", 0},
    {"DATERANGE",        NULL, make_plain,   "daterange", 0},
    {"TSRANGE",          NULL, make_plain,   "tsrange", 0},
    {"TSTZRANGE",        NULL, make_plain,   "tstzrange", 0},
    {"INT4MULTIRANGE",   NULL, make_plain,   "int4multirange", 0},
    {"INT8MULTIRANGE",   NULL, make_plain,   "int8multirange", 0},
    {"NUMMULTIRANGE",    NULL, make_plain,   "nummultirange", 0},
    {"DATEMULTIRANGE",   NULL, make_plain,   "datemultirange", 0},
    {"TSMULTIRANGE",     NULL, make_plain,   "tsmultirange", 0},
    {"TSTZMULTIRANGE",   NULL, make_plain,   "tstzmultirange", 0},
    {"DATETIME",         NULL, make_plain,   "datetime", 0},
    {"BLOB",             NULL, make_plain,   "blob", 0},
    {"CLOB",             NULL, make_plain,   "clob", 0},
    {"BINARY",           NULL, make_length,  "binary", 0},
    {"VARBINARY",        NULL, make_length,  "varbinary", 0},
    {"NVARCHAR",         NULL, make_length,  "nvarchar", 0},
    {"MutableDict.as_mutable", NULL, make_first, "", 0},
    {"MutableList.as_mutable", NULL, make_first, "", 0},
    {"MutableSet.as_mutable",  NULL, make_first, "", 0},
    // sqlalchemy_utils/types
    {"UUIDType",         "sqlalchemy_utils", make_plain,  "uuid", 0},
    {"ArrowType",        "sqlalchemy_utils", make_plain,  "timestamp", 0},
    {"EnrichedDateTimeType", "sqlalchemy_utils", make_plain, "timestamp", 0},
    {"ChoiceType",       "sqlalchemy_utils", make_choice, "varchar", 255},
    {"EmailType",        "sqlalchemy_utils", make_length, "varchar", 255},
    {"IPAddressType",    "sqlalchemy_utils", make_fixed,  "varchar", 50},
    {"LocaleType",       "sqlalchemy_utils", make_fixed,  "varchar", 10},
    {"ColorType",        "sqlalchemy_utils", make_length, "varchar", 20},
    {"CountryType",      "sqlalchemy_utils", make_fixed,  "varchar", 2},
    {"CurrencyType",     "sqlalchemy_utils", make_fixed,  "varchar", 3},
    {"TimezoneType",     "sqlalchemy_utils", make_fixed,  "varchar", 50},
    {"StringEncryptedType", "sqlalchemy_utils", make_plain, "varchar", 0},
    {"EncryptedType",    "sqlalchemy_utils", make_plain,  "bytea", 0},
    {"URLType",          "sqlalchemy_utils", make_plain,  "text", 0},
    {"JSONType",         "sqlalchemy_utils", make_plain,  "json", 0},
    {"TSVectorType",     "sqlalchemy_utils", make_plain,  "tsvector", 0},
    {"LtreeType",        "sqlalchemy_utils", make_plain,  "ltree", 0},
    {"ScalarListType",   "sqlalchemy_utils", make_plain,  "text", 0},
    {"DateRangeType",    "sqlalchemy_utils", make_plain,  "daterange", 0},
    {"DateTimeRangeType","sqlalchemy_utils", make_plain,  "tsrange", 0},
    {"IntRangeType",     "sqlalchemy_utils", make_plain,  "int4range", 0},
    {"Int8RangeType",    "sqlalchemy_utils", make_plain,  "int8range", 0},
    {"NumericRangeType", "sqlalchemy_utils", make_plain,  "numrange", 0},
    {"TSVectorType",     "sqlalchemy_searchable", make_plain, "tsvector", 0},
    // geoalchemy2/types.py
    {"Geometry",         "geoalchemy2", make_geometry, "geometry", 0},
    {"Geography",        "geoalchemy2", make_geometry, "geography", 0},
    {"Raster",           "geoalchemy2", make_plain,    "raster", 0},
    // pgvector/sqlalchemy
    {"Vector",           "pgvector", make_dimension, "vector", 0},
    {"VECTOR",           "pgvector", make_dimension, "vector", 0},
    {"HALFVEC",          "pgvector", make_dimension, "halfvec", 0},
    {"HalfVector",       "pgvector", make_dimension, "halfvec", 0},
    {"SPARSEVEC",        "pgvector", make_dimension, "sparsevec", 0},
    {"SparseVector",     "pgvector", make_dimension, "sparsevec", 0},
    {"BIT",              "pgvector", make_bit,       "bit", 0},
    // sqlmodel/sql/sqltypes.py
    {"AutoString",       "sqlmodel", make_length, "varchar", 0},
    {"GUID",             "sqlmodel", make_plain,  "uuid", 0},
    {"CIText",           "citext",   make_plain,  "citext", 0},
    {"CIText",           "sqlalchemy_citext", make_plain, "citext", 0},
    {"GUID",             "fastapi_users_db_sqlalchemy", make_plain, "uuid", 0},
    {"TIMESTAMPAware",   "fastapi_users_db_sqlalchemy", make_plain, "timestamptz", 0},
    {"GUID",             "fastapi_utils", make_plain, "uuid", 0},
    {"GUID",             "advanced_alchemy", make_plain, "uuid", 0},
    {"DateTimeUTC",      "advanced_alchemy", make_plain, "timestamptz", 0},
    {"JsonB",            "advanced_alchemy", make_plain, "jsonb", 0},
    {"MutableJson",      "sqlalchemy_json", make_plain, "json", 0},
    {"NestedMutableJson","sqlalchemy_json", make_plain, "json", 0},
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
    // A name is the path's last part, or the last two: most are told apart by how they begin.
    struct str last = path_last(path);
    struct str two = path_last(str_slice(path, 0, path.size - last.size - 1));
    char first = last.size ? last.data[0] : '\0', other = two.size ? two.data[0] : '\0';
    for (size_t i = 0; !is_other && i < sizeof constructors / sizeof *constructors; i++) {
        const struct constructor *constructor = &constructors[i];
        if (constructor->name[0] != first && constructor->name[0] != other) {
            continue;
        }
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

struct value *type_call(struct emitter *emitter, struct str path, const struct call *call) {
    const struct constructor *constructor = find(path);
    if (!constructor) {
        return NULL;
    }
    struct making making = {.emitter = emitter, .constructor = constructor, .call = call};
    if (call->keywords_are_partial || (call->args_are_partial && !call->args.count)) {
        return type_unknown_value(emitter, call->span, term_call_reason(call));
    }
    return constructor->make(&making);
}

bool type_is_constructor(struct str path) {
    return find(path) != NULL;
}
