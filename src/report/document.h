/**
 * document: JSON documents from our texts, through Jansson.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"

/** A JSON string. Jansson takes well-formed UTF-8 alone: other bytes become U+FFFD. */
json_t *document_text(struct arena *arena, struct str s);

/** Set a key of an object. */
void document_put(struct arena *arena, json_t *object, const char *key, struct str s);
void document_put_number(json_t *object, const char *key, size_t number);
void document_put_bool(json_t *object, const char *key, bool yes);
void document_put_list(struct arena *arena, json_t *object, const char *key,
                       const struct str_list *list);

/** Bytes that the value takes in a document. */
size_t document_size(const json_t *value);

/**
 * Writes the document, and releases it. What a terminal would obey, or what turns text around,
 * is written as \u escapes: the document may be looked at where it is made.
 */
void document_write(struct arena *arena, json_t *root, FILE *out);

#endif
