#include "sql/node.h"

#include <string.h>

const char *node_kind(struct json *node, struct json **body) {
    void *member = json_is_object(node) ? json_object_iter(node) : NULL;
    if (!member) {
        *body = NULL;
        return "";
    }
    *body = json_object_iter_value(member);
    return json_object_iter_key(member);
}

struct json *node_is(struct json *node, const char *kind) {
    return json_object_get(node, kind);
}

struct json *node_get(struct json *body, const char *key) {
    return json_object_get(body, key);
}

bool node_flag(struct json *body, const char *key) {
    return json_is_true(json_object_get(body, key));
}

int64_t node_number(struct json *body, const char *key, int64_t otherwise) {
    struct json *value = json_object_get(body, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

static struct str text_of(struct arena *arena, struct json *value) {
    if (!json_is_string(value)) {
        return (struct str){0};
    }
    return str_copy(arena, (struct str){json_string_value(value), json_string_length(value)});
}

struct str node_text(struct arena *arena, struct json *body, const char *key) {
    return text_of(arena, json_object_get(body, key));
}

bool node_text_is(struct json *body, const char *key, const char *text) {
    const char *value = json_string_value(json_object_get(body, key));
    return value && strcmp(value, text) == 0;
}

static struct json *array_of(struct json *list) {
    return json_is_array(list) ? list : node_get(node_is(list, "List"), "items");
}

struct json *node_item(struct json *list, size_t index) {
    return json_array_get(array_of(list), index);
}

size_t node_count(struct json *list) {
    return json_array_size(array_of(list));
}

// String nodes hold `sval` from 15 on, `str` before.
static struct json *string_value(struct json *body) {
    struct json *value = node_get(body, "sval");
    return value ? value : node_get(body, "str");
}

char node_constant(struct json *node, struct json **value) {
    static const struct {
        const char *member;
        const char *node;
        char kind;
    } kinds[] = {{"sval", "String", 's'},
                 {"ival", "Integer", 'i'},
                 {"fval", "Float", 'f'},
                 {"boolval", "Boolean", 'b'},
                 {"bsval", "BitString", 'x'}};
    struct json *body = node_is(node, "A_Const");
    struct json *old = node_get(body, "val");
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

struct str node_string(struct arena *arena, struct json *node) {
    struct json *body = node_is(node, "String");
    if (!body && node_constant(node, &body) != 's') {
        return (struct str){0};
    }
    return text_of(arena, string_value(body));
}

bool node_boolean(struct json *node, bool otherwise) {
    struct json *value = node_is(node, "Boolean");
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

struct str_list node_names(struct arena *arena, struct json *list) {
    struct str_list names = {0};
    for (size_t i = 0; i < node_count(list); i++) {
        struct str name = node_string(arena, node_item(list, i));
        if (name.size) {
            *ARENA_PUSH(arena, &names) = name;
        }
    }
    return names;
}

void node_qualified(struct arena *arena, struct json *list, struct str *schema,
                    struct str *name) {
    size_t count = node_count(list);
    *schema = count > 1 ? node_string(arena, node_item(list, count - 2)) : (struct str){0};
    *name = count ? node_string(arena, node_item(list, count - 1)) : (struct str){0};
}

void node_relation(struct arena *arena, struct json *body, struct str *schema,
                   struct str *name) {
    *schema = node_text(arena, body, "schemaname");
    *name = node_text(arena, body, "relname");
}

struct json *node_option(struct json *list, const char *name) {
    for (size_t i = 0; i < node_count(list); i++) {
        struct json *option = node_is(node_item(list, i), "DefElem");
        if (node_text_is(option, "defname", name)) {
            return option;
        }
    }
    return NULL;
}
