/**
 * rules: TOML files to rules: the built-in ones and a project's own.
 */
#ifndef LINT_RULES_H
#define LINT_RULES_H

#include "base/map.h"
#include "model/rule.h"

struct rules {
    struct rule **items; // sorted by id
    size_t count, capacity;
};

/** The built-in rules. An error is ours, or a project's in its own files. */
bool rules_read_builtin(struct arena *arena, struct rules *rules, struct cupel_error *error);

/** Adds a rule from a TOML text; the category is its folder's name. False on an unknown key,
 * field, operation or predicate, with file, line and the nearest right word. */
bool rules_add(struct arena *arena, struct rules *rules, struct str path, struct str text,
               struct cupel_error *error);

/** NULL when there is none. */
const struct rule *rules_find(const struct rules *rules, struct str id);
bool rules_have_category(const struct rules *rules, struct str category);
/** The id or category most like the word; empty: none is near. */
struct str rules_nearest(struct arena *arena, const struct rules *rules, struct str word);

#endif
