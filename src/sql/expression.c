#include "sql/expression.h"

#include <string.h>

#include "sql/facts.h"

enum { DEPTH_MAX = 2100 }; // the JSON reader stops at 2,048

static const char *const column_words[] = {"not",       "null",       "unique",     "primary",
                                           "check",     "references", "constraint", "collate",
                                           "generated", "deferrable", "initially",  NULL};
static const char *const where_words[] = {
    "returning", "group",  "order",  "limit", "offset",  "for", "union", "intersect", "except",
    "on",        "window", "having", "fetch", "execute", "do",  "then",  NULL};
static const char *const policy_words[] = {"with", NULL};
const struct clause clause_default = {"default", column_words, true, false};
const struct clause clause_check = {"check", NULL, false, true};
const struct clause clause_using = {"using", NULL, true, false};
const struct clause clause_where = {"where", where_words, false, false};
const struct clause clause_generated = {"as", NULL, false, true};
const struct clause clause_policy = {"using", policy_words, false, true};
const struct clause clause_when = {"when", NULL, false, true};
const struct clause clause_value = {NULL, NULL, true, false};

struct walk {
    const struct statement *statement;
    struct expression *expression;
};

// The first and last place in the draft that nodes name.
struct places {
    uint32_t first, last;
};

static bool has_marker(const struct statement *statement, struct str text) {
    return draft_marker(statement->draft->split, text) != NULL;
}

static void add_name(struct arena *arena, struct str_list *list, struct str name) {
    if (name.size && !str_list_has(list, name)) {
        *ARENA_PUSH(arena, list) = name;
    }
}

static void add_column(struct walk *walk, struct json *body) {
    struct json *fields = node_get(body, "fields");
    struct arena *arena = walk->statement->arena;
    struct str name = node_string(arena, node_item(fields, node_count(fields) - 1));
    add_name(arena, &walk->expression->columns, name);
}

static void add_function(struct walk *walk, struct json *body) {
    struct str schema, name;
    struct arena *arena = walk->statement->arena;
    node_qualified(arena, node_get(body, "funcname"), &schema, &name);
    if (schema.size && !str_is(schema, "pg_catalog")) {
        name = str_dotted(arena, schema, name);
    }
    add_name(arena, &walk->expression->functions, name);
}

// CURRENT_TIMESTAMP and its like have nodes of their own: SVFOP_CURRENT_TIMESTAMP_N.
static void add_value_function(struct walk *walk, struct json *body) {
    struct arena *arena = walk->statement->arena;
    struct str name = node_text(arena, body, "op");
    if (str_starts(name, STR("SVFOP_"))) {
        name = str_slice(name, sizeof "SVFOP_" - 1, name.size);
    }
    if (str_ends(name, STR("_N"))) {
        name.size -= 2;
    }
    add_name(arena, &walk->expression->functions, str_lower(arena, name));
}

static void add_subquery(struct walk *walk, struct json *body) {
    (void)body;
    walk->expression->has_subquery = true;
}

static const struct {
    const char *kind;
    void (*add)(struct walk *, struct json *);
} watched[] = {
    {"ColumnRef", add_column},
    {"FuncCall", add_function},
    {"SQLValueFunction", add_value_function},
    {"SubLink", add_subquery},
    {"SelectStmt", add_subquery},
};

static void find_places(struct places *places, struct json *node, unsigned depth) {
    for (size_t i = 0; depth < DEPTH_MAX && i < json_array_size(node); i++) {
        find_places(places, json_array_get(node, i), depth + 1);
    }
    for (void *i = json_object_iter(node); depth < DEPTH_MAX && i;
         i = json_object_iter_next(node, i)) {
        struct json *value = json_object_iter_value(i);
        if (strcmp(json_object_iter_key(i), "location") == 0 && json_is_integer(value) &&
            json_integer_value(value) >= 0) {
            uint32_t place = (uint32_t)json_integer_value(value);
            places->first = place < places->first ? place : places->first;
            places->last = place > places->last ? place : places->last;
        }
        find_places(places, value, depth + 1);
    }
}

uint32_t expression_start(struct json *node) {
    struct places places = {UINT32_MAX, 0};
    find_places(&places, node, 0);
    return places.first;
}

static void walk_node(struct walk *walk, struct json *node, unsigned depth) {
    struct json *value;
    if (depth > DEPTH_MAX) {
        walk->expression->is_unknown = true;
        return;
    }
    if (node_constant(node, &value)) {
        return; // it may hold a hole, and is a constant all the same
    }
    if (json_is_string(node)) {
        struct str text = {json_string_value(node), json_string_length(node)};
        walk->expression->is_unknown |= has_marker(walk->statement, text);
    }
    for (size_t i = 0; i < json_array_size(node); i++) {
        walk_node(walk, json_array_get(node, i), depth + 1);
    }
    for (void *i = json_object_iter(node); i; i = json_object_iter_next(node, i)) {
        value = json_object_iter_value(i);
        for (size_t w = 0; w < sizeof watched / sizeof *watched && json_is_object(value); w++) {
            if (strcmp(json_object_iter_key(i), watched[w].kind) == 0) {
                watched[w].add(walk, value);
            }
        }
        walk_node(walk, value, depth + 1);
    }
}

static bool is_one_of(struct str text, const struct token *token, const char *const *words) {
    for (; words && *words; words++) {
        if (token_is(text, token, *words)) {
            return true;
        }
    }
    return false;
}

// Nodes know where they start at best, some only where their operator stands. So the text is
// cut by tokens: from behind the clause's word to what ends it, past the last place known.
static struct str clause_text(const struct statement *statement, struct json *node,
                              const struct clause *clause) {
    struct places places = {UINT32_MAX, 0};
    find_places(&places, node, 0);
    const struct tokens *tokens = &statement->tokens;
    struct str text = statement->draft->text;
    // A node without any place (CURRENT OF c): behind the clause's last word
    size_t from = places.first == UINT32_MAX ? tokens->count : tokens_at(tokens, places.first);
    for (size_t i = from; clause->before && i > 0; i--) {
        if (token_is(text, &tokens->items[i - 1], clause->before)) {
            from = i;
            break;
        }
    }
    size_t to = from;
    uint32_t depth = 0;
    for (; to < tokens->count; to++) {
        const struct token *token = &tokens->items[to];
        bool is_open = token_is(text, token, "(") || token_is(text, token, "[");
        bool is_close = token_is(text, token, ")") || token_is(text, token, "]");
        bool is_past = token->start > places.last;
        if (is_past && !depth &&
            (is_close || (clause->ends_at_comma && token_is(text, token, ",")) ||
             token_is(text, token, ";") || is_one_of(text, token, clause->after))) {
            break;
        }
        depth += is_open;
        depth -= is_close && depth;
    }
    if (to == from) {
        return (struct str){0};
    }
    return statement_text(statement, tokens->items[from].start, tokens->items[to - 1].end);
}

struct str expression_inside(struct arena *arena, struct str text) {
    struct tokens tokens = scan(arena, text, NULL);
    uint32_t depth = 0;
    if (!tokens.count || !token_is(text, &tokens.items[0], "(")) {
        return text;
    }
    for (size_t i = 0; i < tokens.count; i++) {
        depth += token_is(text, &tokens.items[i], "(");
        depth -= token_is(text, &tokens.items[i], ")") && depth;
        if (!depth) {
            return str_trim(str_slice(text, tokens.items[0].end, tokens.items[i].start));
        }
    }
    return text;
}

static void drop_marked(const struct statement *statement, struct str_list *names) {
    size_t kept = 0;
    for (size_t i = 0; i < names->count; i++) {
        if (!has_marker(statement, names->items[i])) {
            names->items[kept++] = names->items[i];
        }
    }
    names->count = kept;
}

static void read_node(const struct statement *statement, struct expression *expression,
                      struct json *node) {
    struct walk walk = {statement, expression};
    walk_node(&walk, node, 0);
    facts_read(statement, expression, node);
    if (expression->is_unknown) {
        drop_marked(statement, &expression->functions);
        drop_marked(statement, &expression->columns);
        drop_marked(statement, &expression->not_null);
        expression->is_column_cast = false;
    }
}

struct expression expression_read(const struct statement *statement, struct json *node,
                                  const struct clause *clause) {
    struct expression expression = {0};
    if (!node) {
        return expression;
    }
    read_node(statement, &expression, node);
    expression.text = clause_text(statement, node, clause);
    if (clause->in_parentheses) {
        expression.text = expression_inside(statement->arena, expression.text);
    }
    return expression;
}

struct expression expression_read_as(const struct statement *statement, struct json *node,
                                     struct str text) {
    struct expression expression = {.text = text};
    read_node(statement, &expression, node);
    return expression;
}

// A search for relations below a node.
struct search {
    struct arena *arena;
    struct str_list found, defined; // by WITH
    const struct str_list *known;   // by WITH around the node
    bool passes_targets;            // those of INSERT, UPDATE, DELETE, MERGE
};

static void find_relations(struct search *search, struct json *node, unsigned depth) {
    if (depth > DEPTH_MAX) {
        return;
    }
    for (size_t i = 0; i < json_array_size(node); i++) {
        find_relations(search, json_array_get(node, i), depth + 1);
    }
    for (void *i = json_object_iter(node); i; i = json_object_iter_next(node, i)) {
        const char *key = json_object_iter_key(i);
        struct json *value = json_object_iter_value(i);
        bool is_relation = json_is_object(value) && node_get(value, "relname");
        if (strcmp(key, "CommonTableExpr") == 0) {
            add_name(search->arena, &search->defined,
                     node_text(search->arena, value, "ctename"));
        } else if (is_relation && search->passes_targets && strcmp(key, "relation") == 0) {
            continue; // in FROM the member is wrapped in its kind
        } else if (is_relation) {
            struct str schema, name;
            node_relation(search->arena, value, &schema, &name);
            add_name(search->arena, &search->found, relation_name(search->arena, schema, name));
        }
        find_relations(search, value, depth + 1);
    }
}

static struct str_list relations_of(struct search *search, struct json *node) {
    struct str_list kept = {0};
    find_relations(search, node, 0);
    for (size_t i = 0; i < search->found.count; i++) {
        struct str name = search->found.items[i];
        if (!str_list_has(&search->defined, name) && !str_list_has(search->known, name)) {
            *ARENA_PUSH(search->arena, &kept) = search->found.items[i];
        }
    }
    return kept;
}

struct str_list expression_relations(const struct statement *statement, struct json *node) {
    struct search search = {.arena = statement->arena, .known = &statement->defined};
    return relations_of(&search, node);
}

static void find_changed(struct search *search, struct json *node, unsigned depth) {
    static const char *const kinds[] = {"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"};
    if (depth > DEPTH_MAX) {
        return;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct json *relation = node_get(node_is(node, kinds[i]), "relation");
        if (relation) {
            struct str schema, name;
            node_relation(search->arena, relation, &schema, &name);
            add_name(search->arena, &search->found, relation_name(search->arena, schema, name));
        }
    }
    for (size_t i = 0; i < json_array_size(node); i++) {
        find_changed(search, json_array_get(node, i), depth + 1);
    }
    for (void *i = json_object_iter(node); i; i = json_object_iter_next(node, i)) {
        find_changed(search, json_object_iter_value(i), depth + 1);
    }
}

struct str_list expression_changed(const struct statement *statement, struct json *node) {
    struct search search = {.arena = statement->arena};
    find_changed(&search, node, 0);
    return search.found;
}

struct str_list expression_sources(const struct statement *statement, struct json *node) {
    struct search search = {
        .arena = statement->arena, .known = &statement->defined, .passes_targets = true};
    return relations_of(&search, node);
}
