#include "sql/bounds.h"

#include <string.h>

#include "sql/translate.h"

enum { DEPTH_MAX = 2100 }; // the JSON reader stops at 2,048

static bool holds(const struct statement *statement, struct json *condition, unsigned depth);

// What stands for a hole is no column: the value is given from outside.
static bool is_column(const struct statement *statement, struct json *body) {
    struct json *fields = node_get(body, "fields");
    struct str name = node_string(statement->arena, node_item(fields, node_count(fields) - 1));
    return !str_is(name, sql_hole_name) && !draft_marker(statement->draft->split, name);
}

// Does the node name a column? Those of a subquery are its own.
static bool names_column(const struct statement *statement, struct json *node, unsigned depth) {
    if (depth > DEPTH_MAX) {
        return true;
    }
    for (size_t i = 0; i < json_array_size(node); i++) {
        if (names_column(statement, json_array_get(node, i), depth + 1)) {
            return true;
        }
    }
    for (void *i = json_object_iter(node); i; i = json_object_iter_next(node, i)) {
        const char *key = json_object_iter_key(i);
        struct json *value = json_object_iter_value(i);
        if (strcmp(key, "ColumnRef") == 0) {
            if (is_column(statement, value)) {
                return true;
            }
        } else if (strcmp(key, "subselect") != 0 && names_column(statement, value, depth + 1)) {
            return true;
        }
    }
    return false;
}

// A value that is the same for every row, and more than yes or no.
static bool is_fixed(const struct statement *statement, struct json *node) {
    struct json *value;
    return node && node_constant(node, &value) != 'b' && !names_column(statement, node, 0);
}

static bool is_operator(const struct statement *statement, struct json *body,
                        const char *sign) {
    struct str_list names = node_names(statement->arena, node_get(body, "name"));
    return names.count && str_is(names.items[names.count - 1], sign);
}

// ---- queries

static bool is_small_query(const struct statement *statement, struct json *query,
                           unsigned depth) {
    struct json *body = node_is(query, "SelectStmt");
    body = body ? body : query; // sides of a UNION are not wrapped
    if (!body || depth > DEPTH_MAX) {
        return false;
    }
    struct json *left = node_get(body, "larg"), *right = node_get(body, "rarg");
    if (left && right && !node_get(body, "limitCount")) {
        return is_small_query(statement, left, depth + 1) &&
               is_small_query(statement, right, depth + 1);
    }
    return node_get(body, "limitCount") || node_get(body, "valuesLists") ||
           !node_count(node_get(body, "fromClause")) ||
           holds(statement, node_get(body, "whereClause"), depth + 1);
}

static struct json *query_of_cte(const struct statement *statement, struct json *body,
                                 struct str name) {
    struct json *ctes = node_get(node_get(body, "withClause"), "ctes");
    for (size_t i = 0; i < node_count(ctes); i++) {
        struct json *cte = node_is(node_item(ctes, i), "CommonTableExpr");
        if (str_equal(node_text(statement->arena, cte, "ctename"), name)) {
            return node_get(cte, "ctequery");
        }
    }
    return NULL;
}

// FROM or USING names rows that are few: a subquery or a query of WITH.
static bool joins_few(const struct statement *statement, struct json *body, struct json *from) {
    for (size_t i = 0; i < node_count(from); i++) {
        struct json *sub = node_is(node_item(from, i), "RangeSubselect");
        struct json *relation = node_is(node_item(from, i), "RangeVar"), *query = NULL;
        if (sub) {
            query = node_get(sub, "subquery");
        } else if (relation) {
            struct str name = node_text(statement->arena, relation, "relname");
            query = query_of_cte(statement, body, name);
        }
        if (query && is_small_query(statement, query, 0)) {
            return true;
        }
    }
    return false;
}

// IN (SELECT …), EXISTS (SELECT …)
static bool sublink_holds(const struct statement *statement, struct json *body,
                          unsigned depth) {
    struct json *query = node_get(body, "subselect");
    bool may = node_text_is(body, "subLinkType", "ANY_SUBLINK") ||
               node_text_is(body, "subLinkType", "EXISTS_SUBLINK");
    return may && is_small_query(statement, query, depth + 1);
}

// ---- comparisons

static bool comparison_holds(const struct statement *statement, struct json *body) {
    struct json *left = node_get(body, "lexpr"), *right = node_get(body, "rexpr");
    if (node_text_is(body, "kind", "AEXPR_OP") && is_operator(statement, body, "=")) {
        return (is_fixed(statement, left) && names_column(statement, right, 0)) ||
               (is_fixed(statement, right) && names_column(statement, left, 0));
    }
    bool is_in =
        node_text_is(body, "kind", "AEXPR_IN") || node_text_is(body, "kind", "AEXPR_OP_ANY");
    bool is_between = node_text_is(body, "kind", "AEXPR_BETWEEN") ||
                      node_text_is(body, "kind", "AEXPR_BETWEEN_SYM");
    return ((is_in && is_operator(statement, body, "=")) || is_between) &&
           is_fixed(statement, right);
}

// The column that `x > 5` or `5 < x` holds above (or below) a value; empty: none.
static struct str column_held(const struct statement *statement, struct json *node,
                              bool above) {
    struct json *body = node_is(node, "A_Expr");
    bool more = is_operator(statement, body, ">") || is_operator(statement, body, ">=");
    bool less = is_operator(statement, body, "<") || is_operator(statement, body, "<=");
    struct json *left = node_get(body, "lexpr"), *right = node_get(body, "rexpr");
    struct json *column = is_fixed(statement, right) && (above ? more : less)  ? left
                          : is_fixed(statement, left) && (above ? less : more) ? right
                                                                               : NULL;
    struct json *fields = node_get(node_is(column, "ColumnRef"), "fields");
    return node_string(statement->arena, node_item(fields, node_count(fields) - 1));
}

// Two parts of an AND that are the ends of one range.
static bool is_range(const struct statement *statement, struct json *parts) {
    for (size_t i = 0; i < node_count(parts); i++) {
        struct str above = column_held(statement, node_item(parts, i), true);
        for (size_t k = 0; above.size && k < node_count(parts); k++) {
            if (str_equal(above, column_held(statement, node_item(parts, k), false))) {
                return true;
            }
        }
    }
    return false;
}

static bool holds(const struct statement *statement, struct json *condition, unsigned depth) {
    struct json *body;
    if (depth > DEPTH_MAX) {
        return false;
    }
    if ((body = node_is(condition, "A_Expr"))) {
        return comparison_holds(statement, body);
    }
    if ((body = node_is(condition, "SubLink"))) {
        return sublink_holds(statement, body, depth);
    }
    if (!(body = node_is(condition, "BoolExpr"))) {
        return node_is(condition, "CurrentOfExpr") != NULL;
    }
    struct json *parts = node_get(body, "args");
    bool is_or = node_text_is(body, "boolop", "OR_EXPR");
    if (node_text_is(body, "boolop", "NOT_EXPR")) {
        return false;
    }
    size_t held = 0;
    for (size_t i = 0; i < node_count(parts); i++) {
        held += holds(statement, node_item(parts, i), depth + 1);
    }
    return is_or ? held == node_count(parts) : held > 0 || is_range(statement, parts);
}

bool bounds_hold_in(const struct statement *statement, struct json *condition) {
    return holds(statement, condition, 0);
}

bool bounds_hold(const struct statement *statement, struct json *body) {
    return bounds_hold_in(statement, node_get(body, "whereClause")) ||
           joins_few(statement, body, node_get(body, "fromClause")) ||
           joins_few(statement, body, node_get(body, "usingClause"));
}
