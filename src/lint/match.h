/**
 * match: does a rule speak about a step, a migration, a history?
 */
#ifndef LINT_MATCH_H
#define LINT_MATCH_H

#include "lint/rules.h"
#include "lint/selection.h"
#include "model/finding.h"

/** What a predicate looks at. Members of narrower scopes are NULL in wider ones. */
struct match_subject {
    struct arena *arena;
    const struct rules *rules;
    const struct lint_settings *settings;
    const struct outcome *outcome;
    const struct judged *judged; // step and migration scope
    const struct step *step;
    size_t step_index;
    struct cupel_error *error; // set when a regular expression gives up
};

/** Where a predicate of scope migration, history or tree found something: at a span of a
 * migration, or at a revision's assignment; `detail` and `name` go into the message. */
struct match_place {
    const struct migration *migration;
    const struct revision *revision;
    const struct step *step;
    struct span span;
    struct str name, detail;
};

struct match_places {
    struct match_place *items;
    size_t count, capacity;
};

/** A named predicate: step scope answers, wider scopes append places. */
struct predicate {
    const char *name;
    enum rule_scope scope;
    bool is_last; // asks what the other rules found: comes after them
    enum truth (*step)(const struct match_subject *subject);
    void (*places)(const struct match_subject *subject, struct match_places *places);
};

/** NULL when there is no predicate of that name; predicate_at lists them (NULL past the end).
 */
const struct predicate *predicate_find(struct str name);
const struct predicate *predicate_at(size_t index);

/** Is it the first of its migration's directions? They are judged one after the other. */
bool match_is_first(const struct outcome *outcome, const struct judged *judged);

/** Does a rule of step scope speak? TRUTH_UNKNOWN: a field that it asks for is not known. Rules
 * about used tables are silent on new ones, locking rules on small ones; a table of which
 * nothing is known counts as used and large. */
enum truth match_step(const struct rule *rule, const struct match_subject *subject);

/** Is it, though the rule speaks, the case of lesser weight? */
bool match_lesser(const struct rule *rule, const struct match_subject *subject);

/** Do all fields have their values? One that has not decides; else one that is not known. */
enum truth match_where(const struct where *where, struct arena *arena, const struct step *step);

/** Sets the error for a regular expression of a project that went over its match limit. A built-in
 * one that does leaves its question open. */
void match_gave_up(const struct rule *rule, const struct match_subject *subject);

#endif
