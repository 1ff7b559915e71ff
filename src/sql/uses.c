#include "sql/uses.h"

#include <string.h>

enum { DEPTH_MAX = 2100 }; // the JSON reader stops at 2,048

struct uses {
    const struct statement *statement;
    struct str_list aliases, relations; // in pairs; an empty relation: several go by the alias
    struct str_list found;
};

typedef void watcher(struct uses *uses, struct json *body);

// Calls the watcher for every node of the kind.
static void each_node(struct uses *uses, struct json *node, const char *kind, watcher *watch,
                      unsigned depth) {
    for (size_t i = 0; depth < DEPTH_MAX && i < json_array_size(node); i++) {
        each_node(uses, json_array_get(node, i), kind, watch, depth + 1);
    }
    for (void *i = json_object_iter(node); depth < DEPTH_MAX && i;
         i = json_object_iter_next(node, i)) {
        struct json *value = json_object_iter_value(i);
        if (strcmp(json_object_iter_key(i), kind) == 0 && json_is_object(value)) {
            watch(uses, value);
        }
        each_node(uses, value, kind, watch, depth + 1);
    }
}

static void add(struct uses *uses, struct str qualifier, struct str column) {
    const struct statement *statement = uses->statement;
    if (!column.size || draft_marker(statement->draft->split, column)) {
        return;
    }
    struct str name = qualifier.size ? str_dotted(statement->arena, qualifier, column) : column;
    if (!str_list_has(&uses->found, name)) {
        *ARENA_PUSH(statement->arena, &uses->found) = name;
    }
}

static void note_alias(struct uses *uses, struct json *body) {
    struct arena *arena = uses->statement->arena;
    struct str name = node_text(arena, body, "relname");
    struct str alias = node_text(arena, node_get(body, "alias"), "aliasname");
    alias = alias.size ? alias : name;
    for (size_t i = 0; i < uses->aliases.count; i++) {
        if (str_equal(uses->aliases.items[i], alias)) {
            bool is_same = str_equal(uses->relations.items[i], name);
            uses->relations.items[i] = is_same ? name : (struct str){0};
            return;
        }
    }
    *ARENA_PUSH(arena, &uses->aliases) = alias;
    *ARENA_PUSH(arena, &uses->relations) = name;
}

// Of a subquery's own name nothing is known here: the name of the column alone is noted.
static struct str relation_of(const struct uses *uses, struct str alias) {
    for (size_t i = 0; i < uses->aliases.count; i++) {
        if (str_equal(uses->aliases.items[i], alias)) {
            return uses->relations.items[i];
        }
    }
    return (struct str){0};
}

static void note_column(struct uses *uses, struct json *body) {
    struct arena *arena = uses->statement->arena;
    struct json *fields = node_get(body, "fields");
    size_t count = node_count(fields);
    struct json *last = node_item(fields, count - 1);
    struct str qualifier = {0};
    if (count > 1) {
        qualifier = relation_of(uses, node_string(arena, node_item(fields, count - 2)));
    } else if (node_is(last, "A_Star")) {
        return; // see note_star()
    }
    add(uses, qualifier, node_is(last, "A_Star") ? STR("*") : node_string(arena, last));
}

static void note_join(struct uses *uses, struct json *body) {
    struct json *names = node_get(body, "usingClause");
    for (size_t i = 0; i < node_count(names); i++) {
        add(uses, (struct str){0}, node_string(uses->statement->arena, node_item(names, i)));
    }
}

// The relations that stand in FROM itself: those of a subquery there are its own matter.
static void add_all_of(struct uses *uses, struct json *from, unsigned depth) {
    struct json *relation = node_is(from, "RangeVar"), *join = node_is(from, "JoinExpr");
    if (relation) {
        add(uses, node_text(uses->statement->arena, relation, "relname"), STR("*"));
    } else if (join && depth < DEPTH_MAX) {
        add_all_of(uses, node_get(join, "larg"), depth + 1);
        add_all_of(uses, node_get(join, "rarg"), depth + 1);
    }
}

// SELECT *: of what stands in its FROM.
static void note_star(struct uses *uses, struct json *body) {
    struct json *targets = node_get(body, "targetList"), *from = node_get(body, "fromClause");
    for (size_t i = 0; i < node_count(targets); i++) {
        struct json *value = node_get(node_is(node_item(targets, i), "ResTarget"), "val");
        struct json *fields = node_get(node_is(value, "ColumnRef"), "fields");
        bool is_star = node_count(fields) == 1 && node_is(node_item(fields, 0), "A_Star");
        for (size_t k = 0; is_star && k < node_count(from); k++) {
            add_all_of(uses, node_item(from, k), 0);
        }
    }
}

struct str_list uses_columns(const struct statement *statement, struct json *query) {
    struct uses uses = {.statement = statement};
    each_node(&uses, query, "RangeVar", note_alias, 0);
    each_node(&uses, query, "ColumnRef", note_column, 0);
    each_node(&uses, query, "JoinExpr", note_join, 0);
    each_node(&uses, query, "SelectStmt", note_star, 0);
    each_node(&uses, query, "larg", note_star, 0); // of UNION: not wrapped in its kind
    each_node(&uses, query, "rarg", note_star, 0);
    return uses.found;
}
