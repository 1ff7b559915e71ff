#include "base/toml_table.h"

#include "base/error.h"

struct toml_node *toml_node_new(const struct toml_builder *builder, enum toml_type type,
                                enum toml_origin origin, uint32_t line) {
    struct toml_node *node = ARENA_NEW(builder->arena, struct toml_node, 1);
    node->value.type = type;
    node->value.line = line;
    node->origin = origin;
    if (type == TOML_TABLE) {
        node->keys = ARENA_NEW(builder->arena, struct map, 1);
        node->keys->arena = builder->arena;
    }
    return node;
}

void toml_node_add(const struct toml_builder *builder, struct toml_node *parent, struct str key,
                   uint32_t line, struct toml_node *child) {
    *ARENA_PUSH(builder->arena, &parent->value) =
        (struct toml_entry){.key = key, .line = line, .value = &child->value};
    if (parent->keys) {
        map_put(parent->keys, key, child);
    }
}

static void fail_twice(const struct toml_builder *builder, uint32_t line, struct str key,
                       const struct toml_node *first) {
    error_set(builder->error, builder->path, line,
              "the key \"" STR_FMT "\" is given twice, first in line %u", STR_ARG(key),
              (unsigned)first->value.line);
}

bool toml_key_is_free(const struct toml_builder *builder, const struct toml_node *table,
                      struct str key, uint32_t line) {
    const struct toml_node *first = map_find(table->keys, key);
    if (first) {
        fail_twice(builder, line, key, first);
    }
    return !first;
}

// The value of a key; a new table of that origin when there is none.
static struct toml_node *find_or_add(const struct toml_builder *builder,
                                     struct toml_node *parent, struct str key, uint32_t line,
                                     enum toml_origin origin) {
    struct toml_node *child = map_find(parent->keys, key);
    if (!child) {
        child = toml_node_new(builder, TOML_TABLE, origin, line);
        toml_node_add(builder, parent, key, line, child);
    }
    return child;
}

struct toml_node *toml_enter_header(const struct toml_builder *builder,
                                    struct toml_node *parent, struct str key, uint32_t line) {
    struct toml_node *child = find_or_add(builder, parent, key, line, TOML_FROM_CHILD);
    if (child->origin == TOML_FROM_ELEMENTS) {
        // [a.b] speaks of the last [[a]]
        return (struct toml_node *)child->value.items[child->value.count - 1].value;
    }
    if (child->origin == TOML_FROM_VALUE) {
        error_set(builder->error, builder->path, line,
                  "\"" STR_FMT "\" is %s since line %u: no table can be put in it",
                  STR_ARG(key), toml_type_name(child->value.type), (unsigned)child->value.line);
        return NULL;
    }
    return child;
}

struct toml_node *toml_enter_dots(const struct toml_builder *builder, struct toml_node *parent,
                                  struct str key, uint32_t line) {
    struct toml_node *child = find_or_add(builder, parent, key, line, TOML_FROM_DOTS);
    if (child->origin != TOML_FROM_DOTS) {
        fail_twice(builder, line, key, child);
        return NULL;
    }
    return child;
}

struct toml_node *toml_define_table(const struct toml_builder *builder,
                                    struct toml_node *parent, struct str key, uint32_t line) {
    struct toml_node *table = find_or_add(builder, parent, key, line, TOML_FROM_CHILD);
    if (table->origin != TOML_FROM_CHILD) {
        fail_twice(builder, line, key, table);
        return NULL;
    }
    table->origin = TOML_FROM_HEADER;
    table->value.line = line;
    return table;
}

struct toml_node *toml_define_element(const struct toml_builder *builder,
                                      struct toml_node *parent, struct str key, uint32_t line) {
    struct toml_node *array = map_find(parent->keys, key);
    if (array && array->origin != TOML_FROM_ELEMENTS) {
        fail_twice(builder, line, key, array);
        return NULL;
    }
    if (!array) {
        array = toml_node_new(builder, TOML_ARRAY, TOML_FROM_ELEMENTS, line);
        toml_node_add(builder, parent, key, line, array);
    }
    struct toml_node *table = toml_node_new(builder, TOML_TABLE, TOML_FROM_HEADER, line);
    toml_node_add(builder, array, (struct str){0}, line, table);
    return table;
}
