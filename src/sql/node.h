/**
 * node: reading the parser's trees, whatever version of the parser made them.
 *
 * A node is an object of one member, its kind: {"ColumnRef": {"fields": […]}}. Members that are
 * zero, false or empty are left out. Texts are copied into the arena: trees are released.
 */
#ifndef SQL_NODE_H
#define SQL_NODE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "sql/json.h"

/** The kind of a node, "" when it is none; its body then is in *body. */
const char *node_kind(struct json *node, struct json **body);

/** The body of a node of that kind, NULL when it is another. */
struct json *node_is(struct json *node, const char *kind);

/** A member; NULL when it was left out. */
struct json *node_get(struct json *body, const char *key);
bool node_flag(struct json *body, const char *key);
int64_t node_number(struct json *body, const char *key, int64_t otherwise);
struct str node_text(struct arena *arena, struct json *body, const char *key);
bool node_text_is(struct json *body, const char *key, const char *text);

/** Items of a list: a JSON array, or a node of kind List. NULL past the end. */
struct json *node_item(struct json *list, size_t index);
size_t node_count(struct json *list);

/** The text of a String node, or of a string constant; empty for others. */
struct str node_string(struct arena *arena, struct json *node);

/** The constant's kind: 's'tring, 'i'nteger, 'f'loat, 'b'oolean, 'x' bits, 'n'ull; 0 for what
 * is none. Versions before 15 keep it in `val`. */
char node_constant(struct json *node, struct json **value);

/** Of a boolean constant, of a Boolean node, of DefElem values such as on, 1, true. */
bool node_boolean(struct json *node, bool otherwise);

/** The names of a list of String nodes. */
struct str_list node_names(struct arena *arena, struct json *list);

/** schema and name of a list of String nodes: the last two. */
void node_qualified(struct arena *arena, struct json *list, struct str *schema,
                    struct str *name);

/** schema and name of a RangeVar's body. */
void node_relation(struct arena *arena, struct json *body, struct str *schema,
                   struct str *name);

/** The DefElem of that name in a list of options: its body, or NULL. */
struct json *node_option(struct json *list, const char *name);

#endif
