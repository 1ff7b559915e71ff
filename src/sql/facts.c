#include "sql/facts.h"

#include <string.h>

#include "sql/typename.h"

enum { DEPTH_MAX = 2100 }; // the JSON reader stops at 2,048

static void add_name(struct arena *arena, struct str_list *list, struct str name) {
    if (name.size && !str_list_has(list, name)) {
        *ARENA_PUSH(arena, list) = name;
    }
}

// The operator of a node, when it has the one name.
static bool is_operator(struct arena *arena, struct json *body, const char *name) {
    struct json *names = node_get(body, "name");
    return node_text_is(body, "kind", "AEXPR_OP") && node_count(names) == 1 &&
           str_is(node_string(arena, node_item(names, 0)), name);
}

static bool is_constant(struct arena *arena, struct json *node, unsigned depth) {
    struct json *value, *body;
    if (depth > DEPTH_MAX) {
        return false;
    }
    if (node_constant(node, &value) || node_is(node, "ParamRef")) {
        return true; // a bind parameter is sent as a constant
    }
    if ((body = node_is(node, "TypeCast")) || (body = node_is(node, "CollateClause"))) {
        return is_constant(arena, node_get(body, "arg"), depth + 1);
    }
    if ((body = node_is(node, "A_Expr"))) {
        bool is_sign = is_operator(arena, body, "-") || is_operator(arena, body, "+");
        return is_sign && !node_get(body, "lexpr") &&
               is_constant(arena, node_get(body, "rexpr"), depth + 1);
    }
    body = node_is(node, "A_ArrayExpr");
    struct json *items =
        body ? node_get(body, "elements") : node_get(node_is(node, "RowExpr"), "args");
    if (!body && !node_is(node, "RowExpr")) {
        return false;
    }
    for (size_t i = 0; i < node_count(items); i++) {
        if (!is_constant(arena, node_item(items, i), depth + 1)) {
            return false;
        }
    }
    return true;
}

static bool is_null(struct json *node) {
    struct json *value;
    for (unsigned depth = 0; node_is(node, "TypeCast") && depth < DEPTH_MAX; depth++) {
        node = node_get(node_is(node, "TypeCast"), "arg");
    }
    return node_constant(node, &value) == 'n';
}

// Whether two nodes say the same but for where they stand.
static bool is_same(struct json *a, struct json *b, unsigned depth) {
    if (depth > DEPTH_MAX || json_typeof(a) != json_typeof(b)) {
        return false;
    }
    if (json_is_array(a)) {
        bool same = json_array_size(a) == json_array_size(b);
        for (size_t i = 0; same && i < json_array_size(a); i++) {
            same = is_same(json_array_get(a, i), json_array_get(b, i), depth + 1);
        }
        return same;
    }
    if (!json_is_object(a)) {
        return json_equal(a, b);
    }
    if (json_object_size(a) != json_object_size(b)) {
        return false;
    }
    for (void *i = json_object_iter(a); i; i = json_object_iter_next(a, i)) {
        const char *key = json_object_iter_key(i);
        struct json *other = json_object_get(b, key);
        bool is_place = strcmp(key, "location") == 0;
        if (!other || (!is_place && !is_same(json_object_iter_value(i), other, depth + 1))) {
            return false;
        }
    }
    return true;
}

static enum truth truth(bool yes) {
    return yes ? TRUTH_YES : TRUTH_NO;
}

static enum truth negated(enum truth value) {
    return value == TRUTH_UNKNOWN ? value : truth(value == TRUTH_NO);
}

static enum truth boolean_truth(struct arena *arena, struct json *cast) {
    struct str text = node_string(arena, node_get(cast, "arg"));
    struct str schema, type;
    node_qualified(arena, node_get(node_get(cast, "typeName"), "names"), &schema, &type);
    if (!str_is(type, "bool")) {
        return TRUTH_UNKNOWN;
    }
    bool yes = str_is(text, "t") || str_is(text, "true");
    bool no = str_is(text, "f") || str_is(text, "false");
    return yes || no ? truth(yes) : TRUTH_UNKNOWN;
}

static int64_t integer(const struct statement *statement, struct json *node,
                       struct json *value) {
    int64_t place = node_number(node_is(node, "A_Const"), "location", 0);
    return statement_integer(statement, value, (uint32_t)(place < 0 ? 0 : place));
}

// 1 = 1, 1 <> 2, 'a' = 'a', a = a. (The last is not true for nulls; who writes it means every
// row.)
static enum truth comparison_truth(const struct statement *statement, struct json *body) {
    struct json *left = node_get(body, "lexpr"), *right = node_get(body, "rexpr"), *a, *b;
    bool is_equality = is_operator(statement->arena, body, "=");
    if (!left || !right || (!is_equality && !is_operator(statement->arena, body, "<>"))) {
        return TRUTH_UNKNOWN;
    }
    char kind = node_constant(left, &a), other = node_constant(right, &b);
    bool same = kind == other;
    if (kind == 'i' && other == 'i') {
        same = integer(statement, left, a) == integer(statement, right, b);
    } else if (kind == 's' && other == 's') {
        same = is_same(a, b, 0);
    } else if (is_equality && node_is(left, "ColumnRef") && is_same(left, right, 0)) {
        return TRUTH_YES;
    } else {
        return TRUTH_UNKNOWN;
    }
    return is_equality ? truth(same) : negated(truth(same));
}

// What the condition comes to for every row, as far as it needs no row to tell.
static enum truth fold(const struct statement *statement, struct json *node, unsigned depth) {
    struct json *value, *body;
    if (depth > DEPTH_MAX) {
        return TRUTH_UNKNOWN;
    }
    if (node_constant(node, &value) == 'b') {
        return truth(node_flag(value, "boolval"));
    }
    if ((body = node_is(node, "TypeCast"))) {
        return boolean_truth(statement->arena, body);
    }
    if ((body = node_is(node, "A_Expr"))) {
        return comparison_truth(statement, body);
    }
    if (!(body = node_is(node, "BoolExpr"))) {
        return TRUTH_UNKNOWN;
    }
    struct json *arguments = node_get(body, "args");
    if (node_text_is(body, "boolop", "NOT_EXPR")) {
        return negated(fold(statement, node_item(arguments, 0), depth + 1));
    }
    // AND is settled by one that is false, OR by one that is true
    enum truth settled = truth(node_text_is(body, "boolop", "OR_EXPR"));
    enum truth result = negated(settled);
    for (size_t i = 0; i < node_count(arguments); i++) {
        enum truth one = fold(statement, node_item(arguments, i), depth + 1);
        if (one == settled) {
            return settled;
        }
        result = one == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : result;
    }
    return result;
}

static void add_proof(const struct statement *statement, struct expression *expression,
                      struct json *node) {
    struct json *fields = node_get(node_is(node, "ColumnRef"), "fields");
    size_t count = node_count(fields);
    if (count) {
        add_name(statement->arena, &expression->not_null,
                 node_string(statement->arena, node_item(fields, count - 1)));
    }
}

// a IS DISTINCT FROM NULL: the literal itself, not a cast of it.
static void find_distinct_proof(const struct statement *statement,
                                struct expression *expression, struct json *body) {
    struct json *left = node_get(body, "lexpr"), *right = node_get(body, "rexpr"), *value;
    if (node_constant(right, &value) == 'n') {
        add_proof(statement, expression, left);
    } else if (node_constant(left, &value) == 'n') {
        add_proof(statement, expression, right);
    }
}

// A node of the search for proofs; `is_negated`: below an odd number of NOTs.
struct proof {
    struct json *node;
    bool is_negated;
};

// What makes a CHECK a proof of NOT NULL, as PostgreSQL 12 and later see it: c IS NOT NULL,
// c IS DISTINCT FROM NULL, these joined by AND, NOT of the opposite, and that joined by OR.
// Source: tablecmds.c, NotNullImpliedByRelConstraints(), which simplifies the expression first;
// each form was tried with SET NOT NULL on a server of version 15.
static void find_proofs(const struct statement *statement, struct expression *expression,
                        struct proof proof, unsigned depth) {
    struct json *body;
    if (depth > DEPTH_MAX) {
        return;
    }
    if ((body = node_is(proof.node, "NullTest"))) {
        const char *proving = proof.is_negated ? "IS_NULL" : "IS_NOT_NULL";
        if (node_text_is(body, "nulltesttype", proving)) {
            add_proof(statement, expression, node_get(body, "arg"));
        }
    } else if ((body = node_is(proof.node, "A_Expr"))) {
        const char *proving = proof.is_negated ? "AEXPR_NOT_DISTINCT" : "AEXPR_DISTINCT";
        if (node_text_is(body, "kind", proving)) {
            find_distinct_proof(statement, expression, body);
        }
    } else if ((body = node_is(proof.node, "BoolExpr"))) {
        bool is_not = node_text_is(body, "boolop", "NOT_EXPR");
        bool is_joint = node_text_is(body, "boolop", proof.is_negated ? "OR_EXPR" : "AND_EXPR");
        struct json *arguments = node_get(body, "args");
        for (size_t i = 0; (is_not || is_joint) && i < node_count(arguments); i++) {
            struct proof inner = {node_item(arguments, i), proof.is_negated != is_not};
            find_proofs(statement, expression, inner, depth + 1);
        }
    }
}

static void read_cast(const struct statement *statement, struct expression *expression,
                      struct json *node) {
    struct json *cast = node_is(node, "TypeCast");
    struct json *argument = cast ? node_get(cast, "arg") : node;
    struct json *fields = node_get(node_is(argument, "ColumnRef"), "fields");
    if (!fields || node_is(node_item(fields, node_count(fields) - 1), "A_Star")) {
        return;
    }
    expression->is_column_cast = true;
    if (cast) {
        struct sql_type *type = ARENA_NEW(statement->arena, struct sql_type, 1);
        *type = typename_read(statement, node_get(cast, "typeName"));
        expression->cast_to = type;
    }
}

void facts_read(const struct statement *statement, struct expression *expression,
                struct json *node) {
    struct json *value;
    expression->is_constant = is_constant(statement->arena, node, 0);
    expression->is_null = is_null(node);
    expression->is_string = node_constant(node, &value) == 's';
    expression->is_true = fold(statement, node, 0) == TRUTH_YES;
    find_proofs(statement, expression, (struct proof){node, false}, 0);
    read_cast(statement, expression, node);
}
