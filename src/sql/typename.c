#include "sql/typename.h"

#include "model/type.h"

// Modifiers that are no numbers (geometry(Point, 4326)) show in the text alone.
static bool read_modifiers(const struct statement *statement, struct json *list,
                           int32_t *modifiers, uint32_t *count) {
    struct json *value;
    *count = 0;
    for (size_t i = 0; i < node_count(list) && i < 2; i++) {
        struct json *item = node_item(list, i);
        if (node_constant(item, &value) != 'i') {
            return false;
        }
        int64_t place = node_number(node_is(item, "A_Const"), "location", 0);
        modifiers[(*count)++] =
            (int32_t)statement_integer(statement, value, (uint32_t)(place < 0 ? 0 : place));
    }
    return true;
}

struct sql_type typename_read(const struct statement *statement, struct json *body) {
    struct str schema, name;
    if (!body) {
        return (struct sql_type){0};
    }
    node_qualified(statement->arena, node_get(body, "names"), &schema, &name);
    // "char" in quotes is the one-byte type; the parser gives it no schema, and CHAR one
    if (!schema.size && str_is(name, "char")) {
        schema = STR("pg_catalog");
    }
    if (draft_marker(statement->draft->split, name) ||
        draft_marker(statement->draft->split, schema)) {
        return (struct sql_type){.is_unknown = true};
    }
    int32_t modifiers[2];
    uint32_t count;
    struct json *list = node_get(body, "typmods");
    bool is_plain = read_modifiers(statement, list, modifiers, &count);
    struct sql_type type = type_make(statement->arena, schema, name, modifiers, count,
                                     (uint32_t)node_count(node_get(body, "arrayBounds")));
    for (uint32_t i = 0; i < count; i++) {
        if (draft_is_marker_number(statement->draft->split, modifiers[i])) {
            return (struct sql_type){.is_unknown = true};
        }
    }
    if (!is_plain) {
        uint32_t start = (uint32_t)node_number(body, "location", 0);
        size_t at = tokens_at(&statement->tokens, start), last = at;
        while (last < statement->tokens.count &&
               !token_is(statement->draft->text, &statement->tokens.items[last], ")")) {
            last++;
        }
        if (last < statement->tokens.count) {
            type.text = statement_text(statement, start, statement->tokens.items[last].end);
        }
    }
    return type;
}
