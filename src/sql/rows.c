#include "sql/rows.h"

#include "sql/bounds.h"
#include "sql/expression.h"
#include "sql/postgis.h"
#include "sql/query.h"
#include "sql/session.h"
#include "sql/translate_node.h"

enum { DEPTH_MAX = 2100 }; // the JSON reader stops at 2,048

// WITH gone AS (DELETE …): queries that change data run whatever reads them. What the queries are
// called is known to those behind them and, until the statement ends, to itself.
static void translate_ctes(struct statement *statement, struct json *body) {
    struct json *with = node_get(body, "withClause"), *ctes = node_get(with, "ctes");
    for (size_t i = 0; i < node_count(ctes); i++) {
        struct json *cte = node_is(node_item(ctes, i), "CommonTableExpr");
        *ARENA_PUSH(statement->arena, &statement->defined) =
            node_text(statement->arena, cte, "ctename");
        struct json *query = node_get(cte, "ctequery");
        if (query && !node_is(query, "SelectStmt")) {
            translate_node(statement, query);
        }
    }
}

// The columns that a target list sets. Parts of one (c[1], c.f) may be set more than once.
static void add_targets(const struct statement *statement, struct json *list,
                        struct operation *operation) {
    for (size_t i = 0; i < node_count(list); i++) {
        struct json *target = node_is(node_item(list, i), "ResTarget");
        struct str name = node_text(statement->arena, target, "name");
        bool is_part = node_count(node_get(target, "indirection")) > 0;
        if (name.size && !(is_part && str_list_has(&operation->names, name))) {
            *ARENA_PUSH(statement->arena, &operation->names) = name;
        }
    }
}

// DELETE FROM t {where}: what is not known reads as the table's alias.
static void doubt_where(const struct statement *statement, struct json *relation,
                        struct operation *operation) {
    struct str alias = node_text(statement->arena, node_get(relation, "alias"), "aliasname");
    const struct gap *gap = draft_marker(statement->draft->split, alias);
    if (gap) {
        operation->expression.is_unknown = true;
        operation_set_unknown(statement->arena, operation, "where", gap->reason);
    }
}

void rows_insert(struct statement *statement, struct json *body) {
    translate_ctes(statement, body);
    translate_ctes(statement, node_is(node_get(body, "selectStmt"), "SelectStmt"));
    struct operation *operation =
        statement_add_on(statement, OP_INSERT, node_get(body, "relation"));
    add_targets(statement, node_get(body, "cols"), operation);
    struct json *select = node_is(node_get(body, "selectStmt"), "SelectStmt");
    operation->given_rows = node_count(node_get(select, "valuesLists")) > 0;
    operation->sources = expression_sources(statement, body);
    struct json *conflict = node_get(body, "onConflictClause");
    if (conflict) {
        bool updates = node_text_is(conflict, "action", "ONCONFLICT_UPDATE");
        operation->options =
            updates ? STR("ON CONFLICT DO UPDATE") : STR("ON CONFLICT DO NOTHING");
    }
}

void rows_update(struct statement *statement, struct json *body) {
    translate_ctes(statement, body);
    struct json *relation = node_get(body, "relation");
    struct operation *operation = statement_add_on(statement, OP_UPDATE, relation);
    add_targets(statement, node_get(body, "targetList"), operation);
    operation->sources = expression_sources(statement, body);
    operation->only = !node_flag(relation, "inh");
    operation->expression =
        expression_read(statement, node_get(body, "whereClause"), &clause_where);
    operation->expression.is_bounded = bounds_hold(statement, body);
}

void rows_delete(struct statement *statement, struct json *body) {
    translate_ctes(statement, body);
    struct json *relation = node_get(body, "relation");
    struct operation *operation = statement_add_on(statement, OP_DELETE, relation);
    operation->sources = expression_sources(statement, body);
    operation->only = !node_flag(relation, "inh");
    operation->expression =
        expression_read(statement, node_get(body, "whereClause"), &clause_where);
    operation->expression.is_bounded = bounds_hold(statement, body);
    doubt_where(statement, relation, operation);
}

void rows_merge(struct statement *statement, struct json *body) {
    translate_ctes(statement, body);
    struct operation *operation =
        statement_add_on(statement, OP_MERGE, node_get(body, "relation"));
    operation->sources = expression_sources(statement, body);
    if (!node_get(body, "withClause")) {
        operation->definition = statement_rest_behind(statement, node_get(body, "relation"));
    }
    struct json *clauses = node_get(body, "mergeWhenClauses");
    for (size_t i = 0; i < node_count(clauses); i++) {
        struct json *clause = node_is(node_item(clauses, i), "MergeWhenClause");
        struct json *targets = node_get(clause, "targetList");
        for (size_t j = 0; j < node_count(targets); j++) {
            struct str name = node_text(statement->arena,
                                        node_is(node_item(targets, j), "ResTarget"), "name");
            if (name.size && !str_list_has(&operation->names, name)) {
                *ARENA_PUSH(statement->arena, &operation->names) = name;
            }
        }
    }
}

// Sequences that a query takes numbers of or sets: nextval('s'), setval('s', 1).
static void add_sequences(const struct statement *statement, struct json *node,
                          struct str_list *found, unsigned depth) {
    struct json *call = node_is(node, "FuncCall"), *names = node_get(call, "funcname"), *value;
    struct str name = node_string(statement->arena, node_item(names, node_count(names) - 1));
    if (str_is(name, "nextval") || str_is(name, "setval")) {
        struct json *argument = node_item(node_get(call, "args"), 0);
        struct json *cast = node_is(argument, "TypeCast");
        argument = cast ? node_get(cast, "arg") : argument;
        struct str sequence = node_string(statement->arena, argument);
        if (node_constant(argument, &value) == 's' && !str_list_has(found, sequence)) {
            *ARENA_PUSH(statement->arena, found) = sequence;
        }
    }
    for (size_t i = 0; depth < DEPTH_MAX && i < json_array_size(node); i++) {
        add_sequences(statement, json_array_get(node, i), found, depth + 1);
    }
    for (void *i = json_object_iter(node); depth < DEPTH_MAX && i;
         i = json_object_iter_next(node, i)) {
        add_sequences(statement, json_object_iter_value(i), found, depth + 1);
    }
}

static struct str locking(struct json *body) {
    static const struct {
        const char *strength;
        const char *words;
    } strengths[] = {{"LCS_FORKEYSHARE", "FOR KEY SHARE"},
                     {"LCS_FORSHARE", "FOR SHARE"},
                     {"LCS_FORNOKEYUPDATE", "FOR NO KEY UPDATE"},
                     {"LCS_FORUPDATE", "FOR UPDATE"}};
    struct json *clause =
        node_is(node_item(node_get(body, "lockingClause"), 0), "LockingClause");
    for (size_t i = 0; i < sizeof strengths / sizeof *strengths; i++) {
        if (node_text_is(clause, "strength", strengths[i].strength)) {
            return str_from(strengths[i].words);
        }
    }
    return (struct str){0};
}

static void split_relation(struct str relation, struct str *schema, struct str *table) {
    size_t dot = str_find(relation, STR("."), 0);
    bool has_schema = dot != SIZE_MAX;
    *schema = has_schema ? str_slice(relation, 0, dot) : (struct str){0};
    *table = str_slice(relation, has_schema ? dot + 1 : 0, relation.size);
}

// The leftmost query of UNION and its like holds INTO.
static struct json *into_of(struct json *body) {
    for (unsigned i = 0; i < 2048 && node_get(body, "larg"); i++) {
        struct json *left = node_get(body, "larg");
        struct json *wrapped = node_is(left, "SelectStmt");
        body = wrapped ? wrapped : left;
    }
    return node_get(body, "intoClause");
}

void rows_select(struct statement *statement, struct json *body) {
    translate_ctes(statement, body);
    struct json *into = into_of(body);
    struct str_list relations = expression_relations(statement, body);
    if (into) {
        query_into(statement, body, into, &relations);
        return;
    }
    if (session_set_config(statement, body) || postgis_select(statement, body)) {
        return;
    }
    struct operation *operation = statement_add(statement, OP_SELECT);
    if (relations.count) {
        split_relation(relations.items[0], &operation->schema, &operation->table);
    }
    operation->names = relations;
    operation->options = locking(body);
    add_sequences(statement, body, &operation->sources, 0);
    operation->expression =
        expression_read(statement, node_get(body, "whereClause"), &clause_where);
    struct expression whole = expression_read_as(statement, body, (struct str){0});
    operation->expression.functions = whole.functions;
}

void rows_copy(struct statement *statement, struct json *body) {
    struct json *query = node_get(body, "query");
    if (query && !node_is(query, "SelectStmt")) {
        translate_node(statement, query);
        return;
    }
    struct operation *operation =
        statement_add_on(statement, OP_COPY, node_get(body, "relation"));
    operation->names = query ? expression_relations(statement, query)
                             : node_names(statement->arena, node_get(body, "attlist"));
    operation->options = node_flag(body, "is_from") ? STR("FROM") : STR("TO");
    size_t direction = statement_find_outside(statement, 0, statement->tokens.count,
                                              node_flag(body, "is_from") ? "from" : "to");
    operation->definition = statement_rest(statement, query ? 1 : direction + 1);
}

// ---- whole tables

// The first relation is the one it is about, the others go to `names`.
static struct operation *add_on_all(struct statement *statement, enum operation_kind kind,
                                    struct json *relations) {
    struct json *first = node_is(node_item(relations, 0), "RangeVar");
    struct operation *operation = statement_add_on(statement, kind, first);
    operation->only = !node_flag(first, "inh");
    for (size_t i = 1; i < node_count(relations); i++) {
        struct str schema, name;
        node_relation(statement->arena, node_is(node_item(relations, i), "RangeVar"), &schema,
                      &name);
        *ARENA_PUSH(statement->arena, &operation->names) =
            relation_name(statement->arena, schema, name);
    }
    return operation;
}

void rows_truncate(struct statement *statement, struct json *body) {
    struct operation *operation =
        add_on_all(statement, OP_TRUNCATE, node_get(body, "relations"));
    operation->cascade = node_text_is(body, "behavior", "DROP_CASCADE");
    operation->restart_identity = node_flag(body, "restart_seqs");
}

void rows_lock(struct statement *statement, struct json *body) {
    // The numbers of storage/lockdefs.h
    static const char *const modes[] = {"",
                                        "ACCESS SHARE",
                                        "ROW SHARE",
                                        "ROW EXCLUSIVE",
                                        "SHARE UPDATE EXCLUSIVE",
                                        "SHARE",
                                        "SHARE ROW EXCLUSIVE",
                                        "EXCLUSIVE",
                                        "ACCESS EXCLUSIVE"};
    struct operation *operation =
        add_on_all(statement, OP_LOCK_TABLE, node_get(body, "relations"));
    int64_t mode = node_number(body, "mode", 0);
    bool is_known = mode > 0 && mode < (int64_t)(sizeof modes / sizeof *modes);
    operation->method = str_from(modes[is_known ? mode : 0]);
    operation->options = node_flag(body, "nowait") ? STR("NOWAIT") : (struct str){0};
}

static bool has_option(struct json *body, const char *name) {
    struct json *option = node_option(node_get(body, "options"), name);
    return option && node_boolean(node_get(option, "arg"), true);
}

static void add_vacuum(struct statement *statement, struct json *body, struct json *item) {
    bool vacuums = node_flag(body, "is_vacuumcmd");
    struct operation *operation = statement_add_on(statement, vacuums ? OP_VACUUM : OP_ANALYZE,
                                                   node_get(item, "relation"));
    operation->full = has_option(body, "full");
    operation->options = statement_options(statement, node_get(body, "options"), "full");
    operation->names = node_names(statement->arena, node_get(item, "va_cols"));
}

void rows_vacuum(struct statement *statement, struct json *body) {
    struct json *relations = node_get(body, "rels");
    for (size_t i = 0; i < node_count(relations); i++) {
        struct json *item = node_is(node_item(relations, i), "VacuumRelation");
        add_vacuum(statement, body, item);
    }
    if (!node_count(relations)) {
        add_vacuum(statement, body, NULL);
    }
}
