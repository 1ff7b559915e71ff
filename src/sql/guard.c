#include "sql/guard.h"

#include "sql/parse.h"
#include "sql/statement.h"

enum part { PART_NONE, PART_SCHEMA, PART_TABLE, PART_NAME, PART_KIND };

// Catalogs and views that say what exists, and what their columns compare.
// Source: PostgreSQL manual, System Catalogs, System Views, The Information Schema.
// clang-format off
static const struct {
    const char *relation;
    const char *column;
    enum part part;
    enum guard guard; // of the relation, on its first row
} catalog_columns[] = {
    {"pg_type",           "typname",           PART_NAME,   GUARD_TYPE_EXISTS},
    {"tables",            "table_name",        PART_TABLE,  GUARD_TABLE_EXISTS},
    {"tables",            "table_schema",      PART_SCHEMA, GUARD_NONE},
    {"pg_tables",         "tablename",         PART_TABLE,  GUARD_TABLE_EXISTS},
    {"pg_tables",         "schemaname",        PART_SCHEMA, GUARD_NONE},
    {"columns",           "column_name",       PART_NAME,   GUARD_COLUMN_EXISTS},
    {"columns",           "table_name",        PART_TABLE,  GUARD_NONE},
    {"columns",           "table_schema",      PART_SCHEMA, GUARD_NONE},
    {"pg_indexes",        "indexname",         PART_NAME,   GUARD_INDEX_EXISTS},
    {"pg_indexes",        "tablename",         PART_TABLE,  GUARD_NONE},
    {"pg_indexes",        "schemaname",        PART_SCHEMA, GUARD_NONE},
    {"pg_constraint",     "conname",           PART_NAME,   GUARD_CONSTRAINT_EXISTS},
    {"table_constraints", "constraint_name",   PART_NAME,   GUARD_CONSTRAINT_EXISTS},
    {"table_constraints", "table_name",        PART_TABLE,  GUARD_NONE},
    {"table_constraints", "table_schema",      PART_SCHEMA, GUARD_NONE},
    {"table_constraints", "constraint_type",   PART_KIND,   GUARD_NONE},
};
// clang-format on

static bool add_part(struct condition *condition, struct str relation, struct str column,
                     struct str value) {
    struct str *const parts[] = {[PART_SCHEMA] = &condition->guard_schema,
                                 [PART_TABLE] = &condition->guard_table,
                                 [PART_NAME] = &condition->guard_name};
    for (size_t i = 0; i < sizeof catalog_columns / sizeof *catalog_columns; i++) {
        if (!str_is(relation, catalog_columns[i].relation) ||
            !str_is(column, catalog_columns[i].column)) {
            continue;
        }
        if (catalog_columns[i].guard != GUARD_NONE) {
            condition->guard = catalog_columns[i].guard;
        }
        if (catalog_columns[i].part != PART_KIND) {
            *parts[catalog_columns[i].part] = value;
        }
        return true;
    }
    return false;
}

static bool read_equality(struct arena *arena, struct json *node, struct str relation,
                          struct condition *condition) {
    struct json *body = node_is(node, "A_Expr");
    struct json *fields = node_get(node_is(node_get(body, "lexpr"), "ColumnRef"), "fields");
    struct str symbol = node_string(arena, node_item(node_get(body, "name"), 0));
    struct str column = node_string(arena, node_item(fields, node_count(fields) - 1));
    struct json *right = node_get(body, "rexpr"), *cast = node_is(right, "TypeCast");
    struct str value = node_string(arena, cast ? node_get(cast, "arg") : right);
    // conrelid = 't'::regclass
    if (str_is(symbol, "=") && str_is(column, "conrelid") && cast && value.size) {
        condition->guard_table = value;
        return true;
    }
    return str_is(symbol, "=") && column.size && value.size &&
           add_part(condition, relation, column, value);
}

// Every comparison must be one of those above: another makes it a question of another kind.
static void read_exists(struct arena *arena, struct json *select, struct condition *condition) {
    struct json *from = node_get(select, "fromClause"),
                *where = node_get(select, "whereClause");
    struct str relation = node_text(arena, node_is(node_item(from, 0), "RangeVar"), "relname");
    struct json *and = node_is(where, "BoolExpr");
    bool is_and = node_text_is(and, "boolop", "AND_EXPR");
    size_t count = is_and ? node_count(node_get(and, "args")) : 1;
    struct condition found = *condition;
    bool is_known = node_count(from) == 1;
    for (size_t i = 0; i < count && is_known; i++) {
        struct json *node = is_and ? node_item(node_get(and, "args"), i) : where;
        is_known = read_equality(arena, node, relation, &found);
    }
    if (is_known && found.guard != GUARD_NONE) {
        *condition = found;
    }
}

static void read_test(struct arena *arena, struct json *node, struct condition *condition) {
    struct json *body = node_is(node, "BoolExpr");
    bool negated = condition->guard_negated;
    while (node_text_is(body, "boolop", "NOT_EXPR")) {
        negated = !negated;
        node = node_item(node_get(body, "args"), 0);
        body = node_is(node, "BoolExpr");
    }
    struct json *link = node_is(node, "SubLink");
    if (node_text_is(link, "subLinkType", "EXISTS_SUBLINK")) {
        struct json *select = node_is(node_get(link, "subselect"), "SelectStmt");
        read_exists(arena, select, condition);
    }
    condition->guard_negated = condition->guard != GUARD_NONE && negated;
}

void guard_read(struct arena *arena, struct str text, struct condition *condition) {
    struct str query = str_concat(arena, STR("SELECT "), text);
    struct parse parse = parse_statement(arena, query);
    struct json *targets = node_get(node_is(parse.statement, "SelectStmt"), "targetList");
    read_test(arena, node_get(node_is(node_item(targets, 0), "ResTarget"), "val"), condition);
    parse_free(&parse);
}

// to_regclass('schema.table')
static void read_regclass(struct arena *arena, struct json *value,
                          struct condition *condition) {
    struct json *call = node_is(value, "FuncCall");
    struct json *names = node_get(call, "funcname");
    struct str function = node_string(arena, node_item(names, node_count(names) - 1));
    struct str table = node_string(arena, node_item(node_get(call, "args"), 0));
    if (!str_is(function, "to_regclass") || !table.size) {
        return;
    }
    size_t dot = str_find_last(table, '.');
    condition->guard = GUARD_TABLE_EXISTS;
    condition->guard_schema = dot == SIZE_MAX ? STR("") : str_slice(table, 0, dot);
    condition->guard_table = dot == SIZE_MAX ? table : str_slice(table, dot + 1, table.size);
}

// SELECT column_name FROM information_schema.columns WHERE table_name = 't': the names of what
// exists. The name stays empty.
static void read_names(struct arena *arena, struct json *select, struct condition *condition) {
    struct json *from = node_get(select, "fromClause"),
                *where = node_get(select, "whereClause");
    struct str relation = node_text(arena, node_is(node_item(from, 0), "RangeVar"), "relname");
    struct json *target = node_is(node_item(node_get(select, "targetList"), 0), "ResTarget");
    struct json *fields = node_get(node_is(node_get(target, "val"), "ColumnRef"), "fields");
    struct str column = node_string(arena, node_item(fields, node_count(fields) - 1));
    struct json *and = node_is(where, "BoolExpr");
    bool is_and = node_text_is(and, "boolop", "AND_EXPR");
    size_t count = is_and ? node_count(node_get(and, "args")) : where ? 1 : 0;
    struct condition found = *condition, selected = *condition;
    bool is_known = node_count(from) == 1 && node_count(fields) &&
                    add_part(&selected, relation, column, column) &&
                    selected.guard != GUARD_NONE;
    for (size_t i = 0; i < count && is_known; i++) {
        struct json *node = is_and ? node_item(node_get(and, "args"), i) : where;
        is_known = read_equality(arena, node, relation, &found);
    }
    bool needs_table = selected.guard == GUARD_COLUMN_EXISTS;
    if (is_known && found.guard == GUARD_NONE && (!needs_table || found.guard_table.size)) {
        found.guard = selected.guard;
        *condition = found;
    }
}

bool guard_read_query(struct arena *arena, struct str query, struct condition *condition) {
    struct parse parse = parse_statement(arena, query);
    struct json *select = node_is(parse.statement, "SelectStmt");
    struct json *value =
        node_get(node_is(node_item(node_get(select, "targetList"), 0), "ResTarget"), "val");
    if (node_count(node_get(select, "fromClause"))) {
        read_exists(arena, select, condition);
        if (condition->guard == GUARD_NONE) {
            read_names(arena, select, condition);
        }
    } else {
        read_test(arena, value, condition);
        read_regclass(arena,
                      node_is(value, "TypeCast") ? node_get(node_is(value, "TypeCast"), "arg")
                                                 : value,
                      condition);
    }
    parse_free(&parse);
    return condition->guard != GUARD_NONE;
}
