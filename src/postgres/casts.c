#include "postgres/casts.h"

// ---- the catalog's casts

struct cast {
    const char *from;
    const char *to; // words
};

// pg_cast without those that need asking (castcontext e), and I/O conversion to the text types
// (is_text). Source: ALTER COLUMN TYPE for each pair on PostgreSQL 15; 11 to 18 have the same.
// clang-format off
static const struct cast assignments[] = {
    {"int2",        "int4 int8 numeric float4 float8 oid"},
    {"int4",        "int2 int8 numeric float4 float8 oid money"},
    {"int8",        "int2 int4 numeric float4 float8 oid money"},
    {"numeric",     "int2 int4 int8 float4 float8 money"},
    {"float4",      "int2 int4 int8 numeric float8"},
    {"float8",      "int2 int4 int8 numeric float4"},
    {"oid",         "int4 int8"},
    {"money",       "numeric"},
    {"date",        "timestamp timestamptz"},
    {"timestamp",   "date timestamptz time"},
    {"timestamptz", "date timestamp time timetz"},
    {"time",        "timetz interval"},
    {"timetz",      "time"},
    {"interval",    "time"},
    {"inet",        "cidr"},
    {"cidr",        "inet"},
    {"json",        "jsonb"},
    {"jsonb",       "json"},
    {"bit",         "varbit"},
    {"varbit",      "bit"},
    {"macaddr",     "macaddr8"},
    {"macaddr8",    "macaddr"},
};

// A key's index must know the column's type, or a cast be implicit. Source: a foreign key for
// each pair on PostgreSQL 15.
static const struct cast references[] = {
    {"int2",        "int4 int8 numeric float4 float8 oid"},
    {"int4",        "int2 int8 numeric float4 float8 oid"},
    {"int8",        "int2 int4 numeric float4 float8 oid"},
    {"numeric",     "float4 float8"},
    {"float4",      "float8"},
    {"float8",      "float4"},
    {"text",        "varchar bpchar name"},
    {"varchar",     "text bpchar name"},
    {"bpchar",      "text varchar name"},
    {"name",        "text varchar"},
    {"citext",      "text varchar"},
    {"date",        "timestamp timestamptz"},
    {"timestamp",   "date timestamptz"},
    {"timestamptz", "date timestamp"},
    {"time",        "interval timetz"},
    {"inet",        "cidr"},
    {"cidr",        "inet"},
    {"bit",         "varbit"},
    {"varbit",      "bit"},
    {"macaddr",     "macaddr8"},
    {"macaddr8",    "macaddr"},
};

// The types that the two tables were tried with; of others nothing is said.
static const char *const tried[] = {
    "int2", "int4", "int8", "numeric", "float4", "float8", "text", "varchar", "bpchar", "uuid",
    "date", "timestamp", "timestamptz", "time", "timetz", "bool", "inet", "cidr", "oid", "bytea",
    "json", "jsonb", "interval", "money", "name", "bit", "varbit", "macaddr", "macaddr8", "xml",
    "tsvector", "int4range", "hstore", "citext", "ltree",
};
// clang-format on

static bool is_text(struct str name) {
    return str_is(name, "text") || str_is(name, "varchar") || str_is(name, "bpchar") ||
           str_is(name, "name") || str_is(name, "citext");
}

static bool was_tried(struct str name) {
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        if (str_is(name, tried[i])) {
            return true;
        }
    }
    return false;
}

static bool has_word(const char *words, struct str word) {
    struct str rest = str_from(words), part = {0};
    while (str_split(&rest, ' ', &part)) {
        if (str_equal(part, word)) {
            return true;
        }
    }
    return false;
}

static bool has_cast(const struct cast *casts, size_t count, struct str from, struct str to) {
    for (size_t i = 0; i < count; i++) {
        if (str_is(from, casts[i].from)) {
            return has_word(casts[i].to, to);
        }
    }
    return false;
}

// ---- the types of columns

// The integer behind a serial; of a domain the type below it.
static struct str name_of(const struct type_facts *facts) {
    const struct sql_type *type =
        facts->kind == TYPE_KIND_DOMAIN && facts->base.name.size ? &facts->base : &facts->type;
    return str_is(type->name, "serial2")   ? STR("int2")
           : str_is(type->name, "serial4") ? STR("int4")
           : str_is(type->name, "serial8") ? STR("int8")
                                           : type->name;
}

// Enums have casts to the text types alone; a user's CREATE CAST is not looked for.
static bool is_known(const struct type_facts *facts) {
    return !facts->type.is_unknown && facts->type.name.size &&
           (facts->kind == TYPE_KIND_ENUM || was_tried(name_of(facts)));
}

static bool is_same(const struct type_facts *from, const struct type_facts *to) {
    return str_equal(name_of(from), name_of(to)) &&
           (from->kind != TYPE_KIND_ENUM || str_equal(from->type.schema, to->type.schema) ||
            !from->type.schema.size || !to->type.schema.size);
}

enum truth cast_on_assignment(const struct type_facts *from, const struct type_facts *to) {
    if (!is_known(from) || !is_known(to)) {
        return TRUTH_UNKNOWN;
    }
    bool from_array = from->type.dimensions != 0, to_array = to->type.dimensions != 0;
    bool to_text = is_text(name_of(to)) && !to_array;
    if (to_text && (from_array || to->kind != TYPE_KIND_ENUM)) {
        return TRUTH_YES;
    }
    if (from_array != to_array) {
        return TRUTH_NO;
    }
    bool casts = is_same(from, to) || (from_array && is_text(name_of(to))) ||
                 (from->kind != TYPE_KIND_ENUM && to->kind != TYPE_KIND_ENUM &&
                  has_cast(assignments, sizeof assignments / sizeof *assignments, name_of(from),
                           name_of(to)));
    return casts ? TRUTH_YES : TRUTH_NO;
}

enum truth cast_for_reference(const struct type_facts *from, const struct type_facts *to) {
    if (!is_known(from) || !is_known(to) || from->type.dimensions || to->type.dimensions) {
        return TRUTH_UNKNOWN;
    }
    bool fits =
        is_same(from, to) || (from->kind != TYPE_KIND_ENUM && to->kind != TYPE_KIND_ENUM &&
                              has_cast(references, sizeof references / sizeof *references,
                                       name_of(from), name_of(to)));
    return fits ? TRUTH_YES : TRUTH_NO;
}
