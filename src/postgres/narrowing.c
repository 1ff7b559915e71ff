#include "postgres/narrowing.h"

// ---- pairs of types

// clang-format off
// By range and precision: manual, Numeric Types, table 8.2; Date/Time Types, table 8.9.
static const struct pair {
    const char *from, *to;
} lossy[] = {
    {"int8", "int4"}, {"int8", "int2"}, {"int4", "int2"},
    {"int8", "float4"}, {"int8", "float8"}, {"int4", "float4"},
    {"float8", "float4"},
    {"float8", "int8"}, {"float8", "int4"}, {"float8", "int2"},
    {"float4", "int8"}, {"float4", "int4"}, {"float4", "int2"},
    {"numeric", "int8"}, {"numeric", "int4"}, {"numeric", "int2"},
    {"numeric", "float8"}, {"numeric", "float4"}, {"numeric", "money"},
    {"timestamptz", "date"}, {"timestamptz", "time"}, {"timestamptz", "timetz"},
    {"timestamp", "date"}, {"timestamp", "time"},
    {"inet", "cidr"},
};
// clang-format on

static bool is_lossy(struct str from, struct str to) {
    for (size_t i = 0; i < sizeof lossy / sizeof *lossy; i++) {
        if (str_is(from, lossy[i].from) && str_is(to, lossy[i].to)) {
            return true;
        }
    }
    return false;
}

// ---- limits

enum { NO_LIMIT = INT32_MAX };

static bool is_text(struct str name) {
    return str_is(name, "text") || str_is(name, "varchar") || str_is(name, "bpchar") ||
           str_is(name, "citext");
}

// Characters or bits; text and varchar alone have no limit, char alone holds one.
static int32_t length_of(const struct sql_type *type) {
    if (type->modifier_count) {
        return type->modifiers[0];
    }
    return str_is(type->name, "bpchar") || str_is(type->name, "bit") ? 1 : NO_LIMIT;
}

static bool is_time(struct str name) {
    return str_is(name, "timestamp") || str_is(name, "timestamptz") || str_is(name, "time") ||
           str_is(name, "timetz");
}

// Digits of a second's fraction: 6 unless it says less.
static int32_t fraction_of(const struct sql_type *type) {
    return type->modifier_count ? type->modifiers[0] : 6;
}

// The most digits before and behind the point.
struct digits {
    int32_t before, behind;
};

static bool find_digits(const struct sql_type *type, struct digits *digits) {
    static const struct {
        const char *name;
        struct digits digits;
    } integers[] = {{"int2", {5, 0}}, {"int4", {10, 0}}, {"int8", {19, 0}}};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        if (str_is(type->name, integers[i].name)) {
            *digits = integers[i].digits;
            return true;
        }
    }
    if (!str_is(type->name, "numeric")) {
        return false;
    }
    int32_t scale = type->modifier_count > 1 ? type->modifiers[1] : 0;
    *digits = type->modifier_count ? (struct digits){type->modifiers[0] - scale, scale}
                                   : (struct digits){NO_LIMIT, NO_LIMIT};
    return true;
}

enum truth type_narrows(const struct sql_type *from, const struct sql_type *to) {
    if (!from->name.size || !to->name.size || from->is_unknown || to->is_unknown) {
        return TRUTH_UNKNOWN;
    }
    if (from->dimensions != to->dimensions) {
        return TRUTH_UNKNOWN;
    }
    if (is_lossy(from->name, to->name)) {
        return TRUTH_YES;
    }
    bool is_bits = str_is(from->name, "varbit") && str_is(to->name, "varbit");
    if ((is_text(from->name) && is_text(to->name)) || is_bits) {
        return length_of(to) < length_of(from) ? TRUTH_YES : TRUTH_NO;
    }
    if (is_time(from->name) && is_time(to->name)) {
        return fraction_of(to) < fraction_of(from) ? TRUTH_YES : TRUTH_NO;
    }
    struct digits old = {0}, new = {0};
    if (str_is(to->name, "numeric") && find_digits(from, &old) && find_digits(to, &new)) {
        return new.before < old.before || new.behind < old.behind ? TRUTH_YES : TRUTH_NO;
    }
    bool widens = str_equal(from->name, to->name) || is_lossy(to->name, from->name);
    return widens ? TRUTH_NO : TRUTH_UNKNOWN;
}
