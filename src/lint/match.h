/**
 * match: does a rule speak about a step, a migration, a history?
 */
#ifndef LINT_MATCH_H
#define LINT_MATCH_H

#include "model/finding.h"
#include "model/rule.h"

/** What a predicate looks at. Members of narrower scopes are NULL in wider ones. */
struct match_subject {
    struct arena *arena;
    const struct outcome *outcome;
    const struct judged *judged;
    const struct step *step;
    size_t step_index;
};

/** Where a predicate of scope migration, history or tree found something; `text` goes into the
 * message as {detail}, `name` as {name}. */
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
    enum truth (*step)(const struct match_subject *subject);
    void (*places)(const struct match_subject *subject, struct match_places *places);
};

/** NULL when there is no predicate of that name; predicate_at lists them (NULL past the end).
 */
const struct predicate *predicate_find(struct str name);
const struct predicate *predicate_at(size_t index);

/** Does a rule of step scope speak? TRUTH_UNKNOWN: a field that it asks for is not known. */
enum truth match_step(const struct rule *rule, const struct match_subject *subject);

/** A rule's text with its {placeholders} filled in from the step's fields; `place` may be NULL.
 */
struct str match_message(struct arena *arena, struct str template, const struct step *step,
                         const struct match_place *place);

#endif
