/**
 * rules: TOML files to rules: the built-in ones and a project's own.
 *
 * A hook has milliseconds, and reading every built-in file costs more than judging a migration.
 * So a built-in rule is known by id and category alone (both from its path) until something
 * asks for more: its match (up to the line `[text]`), then its texts and examples.
 */
#ifndef LINT_RULES_H
#define LINT_RULES_H

#include "base/map.h"
#include "model/rule.h"

struct rules {
    struct rule **items; // sorted by id
    size_t count, capacity;
};

/** The built-in rules, by id and category: call rules_need_… before looking at more. */
bool rules_read_builtin(struct arena *arena, struct rules *rules, struct cupel_error *error);

/** Adds a rule from a TOML text and reads all of it; the category is its folder's name. False
 * on an unknown key, field, operation or predicate, with file, line and the nearest right word.
 * The text must live as long as the rules. */
bool rules_add(struct arena *arena, struct rules *rules, struct str path, struct str text,
               struct cupel_error *error);

/** Makes sure that all before the rule's texts is read: severity, summary, sources, match. */
bool rules_need_match(struct arena *arena, struct rule *rule, struct cupel_error *error);
/** Makes sure that the whole rule is read. */
bool rules_need_texts(struct arena *arena, struct rule *rule, struct cupel_error *error);
/** The whole of every rule: for listings, pages, reports with a rule list, and tests. */
bool rules_need_all(struct arena *arena, const struct rules *rules, struct cupel_error *error);

/** False when the rule's text rules out that it speaks of any of these kinds of operations
 * (`kinds` is indexed by them): a look at a rule that is not read yet. */
bool rules_may_speak(const struct rule *rule, const bool *kinds);

/** NULL when there is none. */
const struct rule *rules_find(const struct rules *rules, struct str id);
/** The same, to be read further. */
struct rule *rules_find_mutable(const struct rules *rules, struct str id);
bool rules_have_category(const struct rules *rules, struct str category);
/** The id or category most like the word; empty: none is near. */
struct str rules_nearest(struct arena *arena, const struct rules *rules, struct str word);

#endif
