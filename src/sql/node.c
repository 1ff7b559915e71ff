#include "sql/node.h"

#include <string.h>

const char *node_kind(json_t *node, json_t **body) {
    void *member = json_is_object(node) ? json_object_iter(node) : NULL;
    if (!member) {
        *body = NULL;
        return "";
    }
    *body = json_object_iter_value(member);
    return json_object_iter_key(member);
}

json_t *node_is(json_t *node, const char *kind) {
    return json_object_get(node, kind);
}

json_t *node_get(json_t *body, const char *key) {
    return json_object_get(body, key);
}

bool node_flag(json_t *body, const char *key) {
    return json_is_true(json_object_get(body, key));
}

int64_t node_number(json_t *body, const char *key, int64_t otherwise) {
    json_t *value = json_object_get(body, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

static struct str text_of(struct arena *arena, json_t *value) {
    if (!json_is_string(value)) {
        return (struct str){0};
    }
    return str_copy(arena, (struct str){json_string_value(value), json_string_length(value)});
}

struct str node_text(struct arena *arena, json_t *body, const char *key) {
    return text_of(arena, json_object_get(body, key));
}

bool node_text_is(json_t *body, const char *key, const char *text) {
    const char *value = json_string_value(json_object_get(body, key));
    return value && strcmp(value, text) == 0;
}

static json_t *array_of(json_t *list) {
    return json_is_array(list) ? list : node_get(node_is(list, "List"), "items");
}

json_t *node_item(json_t *list, size_t index) {
    return json_array_get(array_of(list), index);
}

size_t node_count(json_t *list) {
    return json_array_size(array_of(list));
}

// String nodes hold `sval` from 15 on, `str` before.
static json_t *string_value(json_t *body) {
    json_t *value = node_get(body, "sval");
    return value ? value : node_get(body, "str");
}

char node_constant(json_t *node, json_t **value) {
    static const struct {
        const char *member;
        const char *node;
        char kind;
    } kinds[] = {{"sval", "String", 's'},
                 {"ival", "Integer", 'i'},
                 {"fval", "Float", 'f'},
                 {"boolval", "Boolean", 'b'},
                 {"bsval", "BitString", 'x'}};
    json_t *body = node_is(node, "A_Const");
    json_t *old = node_get(body, "val");
    *value = NULL;
    if (!body) {
        return 0;
    }
    if (node_flag(body, "isnull") || node_is(old, "Null")) {
        return 'n';
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        *value = old ? node_is(old, kinds[i].node) : node_get(body, kinds[i].member);
        if (*value) {
            return kinds[i].kind;
        }
    }
    return 0;
}

struct str node_string(struct arena *arena, json_t *node) {
    json_t *body = node_is(node, "String");
    if (!body && node_constant(node, &body) != 's') {
        return (struct str){0};
    }
    return text_of(arena, string_value(body));
}

bool node_boolean(json_t *node, bool otherwise) {
    json_t *value = node_is(node, "Boolean");
    if (value || node_constant(node, &value) == 'b') {
        return node_flag(value, "boolval");
    }
    if (node_is(node, "Integer")) {
        return node_number(node_is(node, "Integer"), "ival", 0) != 0;
    }
    const char *text = json_string_value(string_value(node_is(node, "String")));
    if (!text) {
        return otherwise;
    }
    return strcmp(text, "off") != 0 && strcmp(text, "false") != 0 && strcmp(text, "0") != 0;
}

struct str_list node_names(struct arena *arena, json_t *list) {
    struct str_list names = {0};
    for (size_t i = 0; i < node_count(list); i++) {
        struct str name = node_string(arena, node_item(list, i));
        if (name.size) {
            *ARENA_PUSH(arena, &names) = name;
        }
    }
    return names;
}

void node_qualified(struct arena *arena, json_t *list, struct str *schema, struct str *name) {
    size_t count = node_count(list);
    *schema = count > 1 ? node_string(arena, node_item(list, count - 2)) : (struct str){0};
    *name = count ? node_string(arena, node_item(list, count - 1)) : (struct str){0};
}

void node_relation(struct arena *arena, json_t *body, struct str *schema, struct str *name) {
    *schema = node_text(arena, body, "schemaname");
    *name = node_text(arena, body, "relname");
}

json_t *node_option(json_t *list, const char *name) {
    for (size_t i = 0; i < node_count(list); i++) {
        json_t *option = node_is(node_item(list, i), "DefElem");
        if (node_text_is(option, "defname", name)) {
            return option;
        }
    }
    return NULL;
}
