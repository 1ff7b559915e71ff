#include "postgres/types.h"

#include "model/type.h"

// What must hold of the modifiers for a change to leave the rows alone.
enum modifiers {
    ANY,       // whatever they were, the new type has none: nothing is cut or padded
    LENGTH,    // as long or longer, or without limit
    PRECISION, // as many digits of seconds or more, or without limit
    NUMERIC,   // more digits before the point, as many behind it
    INTERVAL,  // down to a field as small or smaller, with as many digits or more
};

// A change that need not rewrite the table. Every pair that is not here does.
struct free_change {
    const char *from, *to;
    enum modifiers modifiers;
    bool rebuilds_index; // the operator class changes: plain indexes are built anew
    bool needs_utc;      // and only while the session's zone is UTC
    unsigned since;      // PostgreSQL version; 0: always
};

// Sources: manual, ALTER TABLE, Notes ("binary coercible"); pg_cast, castmethod b; the support
// functions varchar_support, numeric_support, varbit_support, timestamp_support, time_support,
// interval_support (pg_proc.prosupport); ATColumnChangeRequiresRewrite in tablecmds.c, for
// timestamp and timestamptz since 12. Each row was tried on PostgreSQL 15, and the borders on
// 11 to 18. char(n) is absent: its padding is applied again, to text as well.
// clang-format off
static const struct free_change free_changes[] = {
    {"varchar",     "varchar",     LENGTH,    false, false, 0},
    {"varchar",     "text",        ANY,       false, false, 0},
    {"text",        "varchar",     ANY,       false, false, 0},
    {"text",        "citext",      ANY,       true,  false, 0},
    {"varchar",     "citext",      ANY,       true,  false, 0},
    {"citext",      "text",        ANY,       true,  false, 0},
    {"citext",      "varchar",     ANY,       true,  false, 0},
    {"xml",         "text",        ANY,       false, false, 0},
    {"xml",         "varchar",     ANY,       false, false, 0},
    {"varbit",      "varbit",      LENGTH,    false, false, 0},
    {"bit",         "varbit",      ANY,       true,  false, 0},
    {"numeric",     "numeric",     NUMERIC,   false, false, 0},
    {"timestamp",   "timestamp",   PRECISION, false, false, 0},
    {"timestamptz", "timestamptz", PRECISION, false, false, 0},
    {"timestamp",   "timestamptz", PRECISION, true,  true,  12},
    {"timestamptz", "timestamp",   PRECISION, true,  true,  12},
    {"time",        "time",        PRECISION, false, false, 0},
    {"timetz",      "timetz",      PRECISION, false, false, 0},
    {"interval",    "interval",    INTERVAL,  false, false, 0},
    {"cidr",        "inet",        ANY,       false, false, 0},
    {"int4",        "oid",         ANY,       true,  false, 0},
    {"oid",         "int4",        ANY,       true,  false, 0},
    {"oid",         "regclass",    ANY,       false, false, 0},
    {"oid",         "regtype",     ANY,       false, false, 0},
    {"oid",         "regproc",     ANY,       false, false, 0},
    {"regclass",    "oid",         ANY,       false, false, 0},
    {"regtype",     "oid",         ANY,       false, false, 0},
    {"regproc",     "oid",         ANY,       false, false, 0},
    {"int4",        "regclass",    ANY,       true,  false, 0},
    {"int4",        "regtype",     ANY,       true,  false, 0},
    {"int4",        "regproc",     ANY,       true,  false, 0},
    {"regclass",    "int4",        ANY,       true,  false, 0},
    {"regtype",     "int4",        ANY,       true,  false, 0},
    {"regproc",     "int4",        ANY,       true,  false, 0},
};

// Internal names: manual, Data Types, table 8.1, and pg_type.
static const char *const builtin_types[] = {
    "bit", "bool", "box", "bpchar", "bytea", "char", "cidr", "circle", "date", "datemultirange",
    "daterange", "float4", "float8", "inet", "int2", "int4", "int4multirange", "int4range",
    "int8", "int8multirange", "int8range", "interval", "json", "jsonb", "jsonpath", "line",
    "lseg", "macaddr", "macaddr8", "money", "name", "numeric", "nummultirange", "numrange",
    "oid", "path", "pg_lsn", "pg_snapshot", "point", "polygon", "regclass", "regcollation",
    "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator", "regproc",
    "regprocedure", "regrole", "regtype", "serial2", "serial4", "serial8", "text", "tid", "time",
    "timestamp", "timestamptz", "timetz", "tsmultirange", "tsquery", "tsrange", "tstzmultirange",
    "tstzrange", "tsvector", "txid_snapshot", "uuid", "varbit", "varchar", "xid", "xid8", "xml",
    "citext", "hstore", "ltree", "lquery", "ltxtquery",
};

// Zones whose offset never was anything but zero (tzdata's Etc/UTC and Etc/GMT and their links):
// pg_get_timezone_offset. Europe/London and Africa/Abidjan are not among them.
static const char *const utc_names[] = {
    "utc", "etc/utc", "gmt", "etc/gmt", "uct", "etc/uct", "zulu", "etc/zulu", "universal",
    "etc/universal", "greenwich", "etc/greenwich", "gmt0", "gmt+0", "gmt-0", "etc/gmt0",
    "etc/gmt+0", "etc/gmt-0", "0", "+00", "+00:00", "-00",
};
// clang-format on

bool type_is_builtin(struct str name) {
    for (size_t i = 0; i < sizeof builtin_types / sizeof *builtin_types; i++) {
        if (str_is(name, builtin_types[i])) {
            return true;
        }
    }
    return false;
}

bool timezone_is_utc(struct str timezone) {
    for (size_t i = 0; i < sizeof utc_names / sizeof *utc_names; i++) {
        if (str_equal_nocase(timezone, str_from(utc_names[i]))) {
            return true;
        }
    }
    return false;
}

// ---- modifiers

static bool fits_length(const struct sql_type *from, const struct sql_type *to) {
    if (!to->modifier_count) {
        return true;
    }
    return from->modifier_count && to->modifiers[0] >= from->modifiers[0];
}

// numeric(8) is numeric(8, 0).
static bool fits_numeric(const struct sql_type *from, const struct sql_type *to) {
    if (!to->modifier_count) {
        return true;
    }
    int32_t from_scale = from->modifier_count > 1 ? from->modifiers[1] : 0;
    int32_t to_scale = to->modifier_count > 1 ? to->modifiers[1] : 0;
    return from->modifier_count && to->modifiers[0] >= from->modifiers[0] &&
           to_scale == from_scale;
}

// Six digits are all there are: manual, Date/Time Types.
static bool fits_precision(const struct sql_type *from, const struct sql_type *to) {
    int32_t from_digits = from->modifier_count ? from->modifiers[0] : 6;
    int32_t to_digits = to->modifier_count ? to->modifiers[0] : 6;
    return to_digits >= from_digits;
}

// The smallest field that is kept, and how many digits of it. The first modifier is the mask of
// fields, the second the digits: interval_support and intervaltypmodleastfield in timestamp.c.
static bool fits_interval(const struct sql_type *from, const struct sql_type *to) {
    static const int32_t fields[] = {1 << 12, 1 << 11, 1 << 10, 1 << 3, 1 << 1, 1 << 2};
    const struct sql_type *types[] = {from, to};
    int32_t least[2] = {0}, digits[2] = {6, 6};
    for (size_t t = 0; t < 2; t++) {
        if (types[t]->modifier_count) {
            while (least[t] < 5 && !(types[t]->modifiers[0] & fields[least[t]])) {
                least[t]++;
            }
        }
        if (types[t]->modifier_count > 1) {
            digits[t] = types[t]->modifiers[1];
        }
    }
    return least[1] <= least[0] && (least[1] > 0 || digits[1] >= digits[0]);
}

static bool fits(enum modifiers modifiers, const struct sql_type *from,
                 const struct sql_type *to) {
    switch (modifiers) {
    case LENGTH:
        return fits_length(from, to);
    case PRECISION:
        return fits_precision(from, to);
    case NUMERIC:
        return fits_numeric(from, to);
    case INTERVAL:
        return fits_interval(from, to);
    case ANY:
        break;
    }
    return !to->modifier_count;
}

static bool same_modifiers(const struct sql_type *a, const struct sql_type *b) {
    return a->modifier_count == b->modifier_count && a->modifiers[0] == b->modifiers[0] &&
           a->modifiers[1] == b->modifiers[1];
}

// ---- pairs

static const struct free_change *find_free_change(const struct sql_type *from,
                                                  const struct sql_type *to) {
    for (size_t i = 0; i < sizeof free_changes / sizeof *free_changes; i++) {
        if (str_is(from->name, free_changes[i].from) && str_is(to->name, free_changes[i].to)) {
            return &free_changes[i];
        }
    }
    return NULL;
}

static struct type_answer answer(enum type_change change) {
    return (struct type_answer){.change = change};
}

static struct type_answer unknown(const char *reason) {
    return (struct type_answer){.change = TYPE_CHANGE_UNKNOWN, .reason = str_from(reason)};
}

static bool has_same_schema(const struct sql_type *a, const struct sql_type *b) {
    return !a->schema.size || !b->schema.size || str_equal(a->schema, b->schema);
}

// An array is converted element by element, unless the new one only drops the elements'
// modifier: tried on 15.
static struct type_answer change_array(const struct sql_type *from, const struct sql_type *to) {
    bool same = from->dimensions && to->dimensions && str_equal(from->name, to->name) &&
                has_same_schema(from, to);
    if (same && same_modifiers(from, to)) {
        return answer(TYPE_CHANGE_NONE);
    }
    return answer(same && !to->modifier_count ? TYPE_CHANGE_FREE : TYPE_CHANGE_REWRITE);
}

static struct type_answer change_pair(const struct type_question *question,
                                      const struct sql_type *from, const struct sql_type *to) {
    if (from->dimensions || to->dimensions) {
        return change_array(from, to);
    }
    if (str_equal(from->name, to->name) && has_same_schema(from, to) &&
        same_modifiers(from, to)) {
        return answer(TYPE_CHANGE_NONE);
    }
    const struct free_change *row = find_free_change(from, to);
    if (row && question->postgres_version >= row->since) {
        if (!fits(row->modifiers, from, to)) {
            return answer(TYPE_CHANGE_REWRITE);
        }
        if (row->needs_utc && !question->timezone.size) {
            return unknown("the session's time zone is not known");
        }
        if (row->needs_utc && !timezone_is_utc(question->timezone)) {
            return answer(TYPE_CHANGE_REWRITE);
        }
        return answer(row->rebuilds_index ? TYPE_CHANGE_INDEX : TYPE_CHANGE_FREE);
    }
    return answer(TYPE_CHANGE_REWRITE);
}

// ---- types of the user's

static enum type_kind kind_of(const struct type_facts *facts) {
    if (facts->kind != TYPE_KIND_UNKNOWN) {
        return facts->kind;
    }
    if (facts->type.is_enum) {
        return TYPE_KIND_ENUM;
    }
    return type_is_builtin(facts->type.name) ? TYPE_KIND_BUILTIN : TYPE_KIND_UNKNOWN;
}

// A value of a domain is a value of its base type, without its length: a domain over
// varchar(20) becomes varchar, and varchar(20) cuts again.
static struct sql_type stored_as(const struct type_facts *facts) {
    if (kind_of(facts) != TYPE_KIND_DOMAIN) {
        return facts->type;
    }
    struct sql_type base = facts->base;
    base.modifier_count = 0;
    base.modifiers[0] = base.modifiers[1] = 0;
    return base;
}

static struct type_answer change_to_domain(const struct type_question *question,
                                           const struct sql_type *from) {
    const struct type_facts *to = &question->to;
    if (to->has_constraints == TRUTH_YES) {
        return answer(
            TYPE_CHANGE_REWRITE); // every value is checked: ATColumnChangeRequiresRewrite
    }
    struct type_answer below = change_pair(question, from, &to->base);
    if (below.change != TYPE_CHANGE_REWRITE && to->has_constraints == TRUTH_UNKNOWN) {
        return unknown("whether the domain has constraints is not known");
    }
    return below.change == TYPE_CHANGE_NONE ? answer(TYPE_CHANGE_FREE) : below;
}

static struct type_answer change_without_using(const struct type_question *question) {
    const struct type_facts *from = &question->from, *to = &question->to;
    if (!from->type.name.size || from->type.is_unknown) {
        return unknown("nothing tells the old type");
    }
    if (!to->type.name.size || to->type.is_unknown) {
        return unknown("nothing tells the new type");
    }
    bool same_name = str_equal(from->type.name, to->type.name) &&
                     has_same_schema(&from->type, &to->type) &&
                     from->type.dimensions == to->type.dimensions;
    if (same_name && same_modifiers(&from->type, &to->type)) {
        return answer(TYPE_CHANGE_NONE);
    }
    if (kind_of(from) == TYPE_KIND_UNKNOWN || kind_of(to) == TYPE_KIND_UNKNOWN) {
        return unknown("what kind of type it is is not known");
    }
    struct sql_type stored = stored_as(from);
    if (kind_of(to) == TYPE_KIND_DOMAIN && !to->type.dimensions) {
        return change_to_domain(question, &stored);
    }
    struct type_answer result = change_pair(question, &stored, &to->type);
    if (result.change == TYPE_CHANGE_NONE && kind_of(from) == TYPE_KIND_DOMAIN) {
        return answer(TYPE_CHANGE_FREE);
    }
    return result;
}

// ---- USING, collations

static enum type_change worst(enum type_change a, enum type_change b) {
    if (a == TYPE_CHANGE_REWRITE || b == TYPE_CHANGE_REWRITE) {
        return TYPE_CHANGE_REWRITE;
    }
    return a > b ? a : b; // UNKNOWN is above INDEX
}

// `USING v` and `USING v::newtype` are what PostgreSQL does by itself; a cast to a third type
// is two changes, one after the other. Everything else computes each row.
static struct type_answer change_with_using(const struct type_question *question) {
    const struct expression *expression = question->using_expression;
    if (expression->is_unknown) {
        struct type_answer result = change_without_using(question);
        return result.change == TYPE_CHANGE_REWRITE ? result : unknown("USING is not known");
    }
    bool other_column =
        expression->columns.count && !str_list_has(&expression->columns, question->column);
    if (!expression->is_column_cast || other_column) {
        return answer(TYPE_CHANGE_REWRITE);
    }
    const struct sql_type *cast_to = expression->cast_to;
    if (!cast_to || !cast_to->name.size || type_equal(cast_to, &question->to.type)) {
        return change_without_using(question);
    }
    struct type_question first = *question, second = *question;
    first.to = second.from = (struct type_facts){.type = *cast_to};
    if (str_equal(cast_to->name, question->to.type.name)) {
        first.to.kind = second.from.kind = question->to.kind;
        first.to.base = second.from.base = question->to.base;
        first.to.has_constraints = second.from.has_constraints = question->to.has_constraints;
    }
    struct type_answer a = change_without_using(&first), b = change_without_using(&second);
    enum type_change change = worst(a.change, b.change);
    return (struct type_answer){change, a.reason.size ? a.reason : b.reason};
}

// ALTER COLUMN TYPE without COLLATE goes back to the type's own collation.
static bool changes_collation(const struct type_question *question) {
    struct str from = question->from.collation, to = question->to.collation;
    if (str_is(from, "default")) {
        from = (struct str){0};
    }
    if (str_is(to, "default")) {
        to = (struct str){0};
    }
    return !str_equal(from, to);
}

struct type_answer type_change_find(const struct type_question *question) {
    bool has_using = question->using_expression && (question->using_expression->text.size ||
                                                    question->using_expression->is_unknown);
    struct type_answer result =
        has_using ? change_with_using(question) : change_without_using(question);
    if (result.change < TYPE_CHANGE_INDEX && changes_collation(question)) {
        result.change = TYPE_CHANGE_INDEX;
    }
    return result;
}
