#include "model/print.h"

#include "model/print_parts.h"

#include <string.h>

// Words that SQLAlchemy 1.4 and 2.0 quote, in order. Source: RESERVED_WORDS of
// sqlalchemy/dialects/postgresql/base.py.
// clang-format off
static const char *const reserved[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "authorization", "between", "binary", "both", "case", "cast", "check", "collate",
    "column", "constraint", "create", "cross", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
    "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "false",
    "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having",
    "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join",
    "leading", "left", "like", "limit", "localtime", "localtimestamp", "natural", "new",
    "not", "notnull", "null", "of", "off", "offset", "old", "on", "only", "or", "order",
    "outer", "over", "overlaps", "placing", "primary", "references", "returning", "right",
    "select", "session_user", "similar", "some", "symmetric", "table", "then", "to",
    "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when",
    "where", "window", "with",
};
// clang-format on

static bool is_reserved(struct str name) {
    size_t low = 0, high = sizeof reserved / sizeof *reserved;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_compare(name, str_from(reserved[middle]));
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

// Source: IdentifierPreparer._requires_quotes of sqlalchemy/sql/compiler.py.
static bool needs_quotes(struct str name) {
    if (!name.size || strchr("0123456789$", name.data[0])) {
        return true;
    }
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
        if (!is_plain) {
            return true;
        }
    }
    return is_reserved(name);
}

struct str quoted_name(struct arena *arena, struct str name) {
    if (!needs_quotes(name)) {
        return name;
    }
    struct text out = {.arena = arena};
    print_quoted(&out, name, '"');
    return text_str(&out);
}
