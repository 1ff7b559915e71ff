/**
 * json: the trees that PostgreSQL's parser prints, read in place.
 *
 * A reader for that one writer: texts and keys are views of the printed tree, which is changed
 * for them and must live as long; nothing is allocated but the nodes. Functions are named as
 * Jansson's, which did this before, four times slower; all accept NULL.
 */
#ifndef SQL_JSON_H
#define SQL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"

enum json_kind { JSON_NULL, JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_BOOLEAN };

struct json {
    enum json_kind kind;
    const char *key; // of a member of an object
    struct str text; // STRING, NUL after it
    int64_t number;  // NUMBER; BOOLEAN: 1 for true
    struct json *items;
    size_t count, capacity;
};

/** NULL when it is no JSON, or nested deeper than `depth_max`. Changes the text. */
struct json *json_read(struct arena *arena, char *text, unsigned depth_max);

static inline bool json_is(const struct json *node, enum json_kind kind) {
    return node && node->kind == kind;
}

static inline bool json_is_object(const struct json *node) {
    return json_is(node, JSON_OBJECT);
}

static inline bool json_is_array(const struct json *node) {
    return json_is(node, JSON_ARRAY);
}

static inline bool json_is_string(const struct json *node) {
    return json_is(node, JSON_STRING);
}

static inline bool json_is_integer(const struct json *node) {
    return json_is(node, JSON_NUMBER);
}

static inline bool json_is_true(const struct json *node) {
    return json_is(node, JSON_BOOLEAN) && node->number;
}

static inline enum json_kind json_typeof(const struct json *node) {
    return node ? node->kind : JSON_NULL;
}

static inline int64_t json_integer_value(const struct json *node) {
    return json_is_integer(node) ? node->number : 0;
}

static inline const char *json_string_value(const struct json *node) {
    return json_is_string(node) ? node->text.data : NULL;
}

static inline size_t json_string_length(const struct json *node) {
    return json_is_string(node) ? node->text.size : 0;
}

static inline size_t json_array_size(const struct json *node) {
    return json_is_array(node) ? node->count : 0;
}

static inline struct json *json_array_get(const struct json *node, size_t index) {
    return index < json_array_size(node) ? &node->items[index] : NULL;
}

static inline size_t json_object_size(const struct json *node) {
    return json_is_object(node) ? node->count : 0;
}

static inline struct json *json_object_get(const struct json *node, const char *key) {
    for (size_t i = 0; i < json_object_size(node); i++) {
        if (strcmp(node->items[i].key, key) == 0) {
            return &node->items[i];
        }
    }
    return NULL;
}

/** Members in order: NULL when there is none (further). */
static inline void *json_object_iter(const struct json *node) {
    return json_object_size(node) ? node->items : NULL;
}

static inline void *json_object_iter_next(const struct json *node, void *member) {
    struct json *next = (struct json *)member + 1;
    return next < node->items + node->count ? next : NULL;
}

static inline const char *json_object_iter_key(void *member) {
    return ((struct json *)member)->key;
}

static inline struct json *json_object_iter_value(void *member) {
    return member;
}

/** Of values that are neither objects nor arrays. */
static inline bool json_equal(const struct json *a, const struct json *b) {
    return a && b && a->kind == b->kind && a->number == b->number &&
           str_equal(a->text, b->text);
}

#endif
