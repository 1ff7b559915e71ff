#include "model/type.h"

#include "model/print.h"

// A name that people write, the internal name, and how SQLAlchemy's PGTypeCompiler prints it.
// `suffix` follows the modifiers. `implied` is the modifier that stands for none given.
// Source: PostgreSQL manual, Data Types, tables 8.1 and following; pg_type for the rest.
struct alias {
    const char *alias;
    const char *name;
    const char *text;
    const char *suffix;
    int32_t implied;
};

// clang-format off
static const struct alias aliases[] = {
    {"bigint",                      "int8",        "BIGINT", "", 0},
    {"int8",                        "int8",        "BIGINT", "", 0},
    {"bigserial",                   "serial8",     "BIGSERIAL", "", 0},
    {"serial8",                     "serial8",     "BIGSERIAL", "", 0},
    {"bit",                         "bit",         "BIT", "", 1},
    {"bit varying",                 "varbit",      "BIT VARYING", "", 0},
    {"varbit",                      "varbit",      "BIT VARYING", "", 0},
    {"boolean",                     "bool",        "BOOLEAN", "", 0},
    {"bool",                        "bool",        "BOOLEAN", "", 0},
    {"box",                         "box",         "BOX", "", 0},
    {"bytea",                       "bytea",       "BYTEA", "", 0},
    {"character",                   "bpchar",      "CHAR", "", 1},
    {"char",                        "bpchar",      "CHAR", "", 1},
    {"nchar",                       "bpchar",      "NCHAR", "", 1},
    {"national character",          "bpchar",      "NCHAR", "", 1},
    {"bpchar",                      "bpchar",      "CHAR", "", 0},
    {"character varying",           "varchar",     "VARCHAR", "", 0},
    {"char varying",                "varchar",     "VARCHAR", "", 0},
    {"national character varying",  "varchar",     "VARCHAR", "", 0},
    {"varchar",                     "varchar",     "VARCHAR", "", 0},
    {"cidr",                        "cidr",        "CIDR", "", 0},
    {"circle",                      "circle",      "CIRCLE", "", 0},
    {"date",                        "date",        "DATE", "", 0},
    {"datemultirange",              "datemultirange", "DATEMULTIRANGE", "", 0},
    {"daterange",                   "daterange",   "DATERANGE", "", 0},
    {"dec",                         "numeric",     "NUMERIC", "", 0},
    {"decimal",                     "numeric",     "DECIMAL", "", 0},
    {"numeric",                     "numeric",     "NUMERIC", "", 0},
    {"double precision",            "float8",      "DOUBLE PRECISION", "", 0},
    {"float8",                      "float8",      "DOUBLE PRECISION", "", 0},
    {"float",                       "float8",      "FLOAT", "", 0},
    {"real",                        "float4",      "REAL", "", 0},
    {"float4",                      "float4",      "REAL", "", 0},
    {"inet",                        "inet",        "INET", "", 0},
    {"int",                         "int4",        "INTEGER", "", 0},
    {"integer",                     "int4",        "INTEGER", "", 0},
    {"int4",                        "int4",        "INTEGER", "", 0},
    {"int4multirange",              "int4multirange", "INT4MULTIRANGE", "", 0},
    {"int4range",                   "int4range",   "INT4RANGE", "", 0},
    {"int8multirange",              "int8multirange", "INT8MULTIRANGE", "", 0},
    {"int8range",                   "int8range",   "INT8RANGE", "", 0},
    {"interval",                    "interval",    "INTERVAL", "", 0},
    {"json",                        "json",        "JSON", "", 0},
    {"jsonb",                       "jsonb",       "JSONB", "", 0},
    {"jsonpath",                    "jsonpath",    "JSONPATH", "", 0},
    {"line",                        "line",        "LINE", "", 0},
    {"lseg",                        "lseg",        "LSEG", "", 0},
    {"macaddr",                     "macaddr",     "MACADDR", "", 0},
    {"macaddr8",                    "macaddr8",    "MACADDR8", "", 0},
    {"money",                       "money",       "MONEY", "", 0},
    {"name",                        "name",        "NAME", "", 0},
    {"nummultirange",               "nummultirange", "NUMMULTIRANGE", "", 0},
    {"numrange",                    "numrange",    "NUMRANGE", "", 0},
    {"oid",                         "oid",         "OID", "", 0},
    {"path",                        "path",        "PATH", "", 0},
    {"pg_lsn",                      "pg_lsn",      "PG_LSN", "", 0},
    {"pg_snapshot",                 "pg_snapshot", "PG_SNAPSHOT", "", 0},
    {"point",                       "point",       "POINT", "", 0},
    {"polygon",                     "polygon",     "POLYGON", "", 0},
    {"regclass",                    "regclass",    "REGCLASS", "", 0},
    {"regconfig",                   "regconfig",   "REGCONFIG", "", 0},
    {"serial",                      "serial4",     "SERIAL", "", 0},
    {"serial4",                     "serial4",     "SERIAL", "", 0},
    {"smallint",                    "int2",        "SMALLINT", "", 0},
    {"int2",                        "int2",        "SMALLINT", "", 0},
    {"smallserial",                 "serial2",     "SMALLSERIAL", "", 0},
    {"serial2",                     "serial2",     "SMALLSERIAL", "", 0},
    {"text",                        "text",        "TEXT", "", 0},
    {"time",                        "time",        "TIME", " WITHOUT TIME ZONE", 0},
    {"time without time zone",      "time",        "TIME", " WITHOUT TIME ZONE", 0},
    {"time with time zone",         "timetz",      "TIME", " WITH TIME ZONE", 0},
    {"timetz",                      "timetz",      "TIME", " WITH TIME ZONE", 0},
    {"timestamp",                   "timestamp",   "TIMESTAMP", " WITHOUT TIME ZONE", 0},
    {"timestamp without time zone", "timestamp",   "TIMESTAMP", " WITHOUT TIME ZONE", 0},
    {"timestamp with time zone",    "timestamptz", "TIMESTAMP", " WITH TIME ZONE", 0},
    {"timestamptz",                 "timestamptz", "TIMESTAMP", " WITH TIME ZONE", 0},
    {"tsmultirange",                "tsmultirange", "TSMULTIRANGE", "", 0},
    {"tsquery",                     "tsquery",     "TSQUERY", "", 0},
    {"tsrange",                     "tsrange",     "TSRANGE", "", 0},
    {"tstzmultirange",              "tstzmultirange", "TSTZMULTIRANGE", "", 0},
    {"tstzrange",                   "tstzrange",   "TSTZRANGE", "", 0},
    {"tsvector",                    "tsvector",    "TSVECTOR", "", 0},
    {"txid_snapshot",               "txid_snapshot", "TXID_SNAPSHOT", "", 0},
    {"uuid",                        "uuid",        "UUID", "", 0},
    {"xid",                         "xid",         "XID", "", 0},
    {"xml",                         "xml",         "XML", "", 0},
};

static const struct {
    const char *serial;
    const char *base;
} serials[] = {{"serial4", "int4"}, {"serial8", "int8"}, {"serial2", "int2"}};

// The fields of an interval are one modifier, a mask. Source: PostgreSQL's grammar (gram.y,
// opt_interval) and utils/timestamp.h (INTERVAL_MASK, INTERVAL_FULL_RANGE).
static const struct {
    int32_t mask;
    const char *fields;
} intervals[] = {
    {0x0004, " YEAR"}, {0x0002, " MONTH"}, {0x0008, " DAY"},
    {0x0400, " HOUR"}, {0x0800, " MINUTE"}, {0x1000, " SECOND"},
    {0x0006, " YEAR TO MONTH"}, {0x0408, " DAY TO HOUR"}, {0x0c08, " DAY TO MINUTE"},
    {0x1c08, " DAY TO SECOND"}, {0x0c00, " HOUR TO MINUTE"}, {0x1c00, " HOUR TO SECOND"},
    {0x1800, " MINUTE TO SECOND"},
};
// clang-format on

static const struct alias *find(struct str schema, struct str name) {
    bool is_builtin = str_is(schema, "pg_catalog");
    // pg_catalog.char is the one-byte type that is written "char", in quotes
    if ((schema.size && !is_builtin) || (is_builtin && str_is(name, "char"))) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (str_equal_nocase(name, str_from(aliases[i].alias))) {
            return &aliases[i];
        }
    }
    return NULL;
}

static void print_modifiers(struct text *text, const int32_t *modifiers, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        text_addf(text, "%s%d", i ? ", " : "(", (int)modifiers[i]);
    }
    text_add(text, count ? STR(")") : STR(""));
}

static void print_interval(struct text *text, const int32_t *modifiers, uint32_t count) {
    for (size_t i = 0; count && i < sizeof intervals / sizeof *intervals; i++) {
        if (intervals[i].mask == modifiers[0]) {
            text_add(text, str_from(intervals[i].fields));
        }
    }
    if (count > 1) {
        text_addf(text, " (%d)", (int)modifiers[1]);
    }
}

static struct str print(struct arena *arena, const struct sql_type *type,
                        const struct alias *alias) {
    struct text text = {.arena = arena};
    if (!alias) {
        if (type->schema.size) {
            text_add(&text, quoted_name(arena, type->schema));
            text_add_char(&text, '.');
        }
        bool is_byte = !type->schema.size && str_is(type->name, "char");
        text_add(&text, is_byte ? STR("\"char\"") : quoted_name(arena, type->name));
        print_modifiers(&text, type->modifiers, type->modifier_count);
    } else {
        text_add(&text, str_from(alias->text));
        if (str_is(type->name, "interval")) {
            print_interval(&text, type->modifiers, type->modifier_count);
        } else {
            print_modifiers(&text, type->modifiers, type->modifier_count);
        }
        text_add(&text, str_from(alias->suffix));
    }
    for (uint32_t i = 0; i < type->dimensions; i++) {
        text_add(&text, STR("[]"));
    }
    return text_str(&text);
}

// What PostgreSQL stores of the modifiers as they were written.
static void normalise(struct sql_type *type, const struct alias *alias) {
    if (!type->modifier_count && alias->implied) {
        type->modifiers[0] = alias->implied;
        type->modifier_count = 1;
    }
    if (str_is(type->name, "numeric") && type->modifier_count == 1) {
        type->modifiers[1] = 0; // the scale that is not given
        type->modifier_count = 2;
    }
    if (str_is(str_from(alias->alias), "float") && type->modifier_count) {
        // float(1) to float(24) are real: manual, Numeric Types, 8.1.3
        type->name = type->modifiers[0] <= 24 ? STR("float4") : STR("float8");
        type->modifier_count = 0;
    }
}

struct sql_type type_make(struct arena *arena, struct str schema, struct str name,
                          const int32_t *modifiers, uint32_t modifier_count,
                          uint32_t dimensions) {
    enum { DIMENSIONS_MAX = 6 }; // MAXDIM of PostgreSQL
    const struct alias *alias = find(schema, name);
    struct sql_type type = {
        .schema = alias || str_is(schema, "pg_catalog") ? (struct str){0} : schema,
        .name = alias ? str_from(alias->name) : name,
        .modifier_count = modifier_count < 2 ? modifier_count : 2,
        .dimensions = dimensions < DIMENSIONS_MAX ? dimensions : DIMENSIONS_MAX,
    };
    for (uint32_t i = 0; i < type.modifier_count; i++) {
        type.modifiers[i] = modifiers[i];
    }
    type.text = print(arena, &type, alias);
    if (alias) {
        normalise(&type, alias);
    }
    return type;
}

struct sql_type type_unknown(void) {
    return (struct sql_type){.is_unknown = true};
}

static const char *base_of(const struct sql_type *type) {
    for (size_t i = 0; !type->schema.size && i < sizeof serials / sizeof *serials; i++) {
        if (str_is(type->name, serials[i].serial)) {
            return serials[i].base;
        }
    }
    return NULL;
}

struct sql_type type_base_of_serial(struct arena *arena, struct sql_type type) {
    const char *base = base_of(&type);
    if (!base) {
        return type;
    }
    return type_make(arena, (struct str){0}, str_from(base), NULL, 0, type.dimensions);
}

bool type_is_serial(const struct sql_type *type) {
    return base_of(type) != NULL;
}

bool type_equal(const struct sql_type *a, const struct sql_type *b) {
    if (a->is_unknown || b->is_unknown || !str_equal(a->name, b->name) ||
        a->modifier_count != b->modifier_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->modifier_count; i++) {
        if (a->modifiers[i] != b->modifiers[i]) {
            return false;
        }
    }
    // PostgreSQL keeps no number of dimensions: manual, Arrays, 8.15.1
    if ((a->dimensions > 0) != (b->dimensions > 0)) {
        return false;
    }
    return !a->schema.size || !b->schema.size || str_equal(a->schema, b->schema);
}
