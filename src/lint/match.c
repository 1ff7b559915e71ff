#include "lint/match.h"

#include "base/error.h"
#include "base/regex.h"

bool match_is_first(const struct outcome *outcome, const struct judged *judged) {
    return judged == outcome->judged.items || (judged - 1)->migration != judged->migration;
}

static enum truth both(enum truth a, enum truth b) {
    if (a == TRUTH_NO || b == TRUTH_NO) {
        return TRUTH_NO;
    }
    return a == TRUTH_UNKNOWN || b == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_YES;
}

// A table of which nothing is known counts as used and large.
static bool counts_as_no(const struct field *field) {
    static const char *const names[] = {"table_is_new", "references_is_new", "table_is_small"};
    struct str name = str_from(step_field_name(field));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

static bool has_any(const struct str_list *list, const struct str_list *wanted) {
    for (size_t i = 0; i < wanted->count; i++) {
        if (str_list_has(list, wanted->items[i]) || (!list->count && !wanted->items[i].size)) {
            return true;
        }
    }
    return false;
}

static bool has_value(const struct where_field *entry, const struct field_value *value) {
    switch (entry->type) {
    case FIELD_BOOL:
        return value->yes == entry->yes;
    case FIELD_NUMBER:
        return value->number == entry->number;
    case FIELD_TEXT:
        return str_list_has(&entry->texts, value->text);
    case FIELD_LIST:
        break;
    }
    static const struct str_list empty = {0};
    return has_any(value->list ? value->list : &empty, &entry->texts);
}

enum truth match_where(const struct where *where, struct arena *arena,
                       const struct step *step) {
    enum truth answer = TRUTH_YES;
    for (size_t i = 0; i < where->count && answer != TRUTH_NO; i++) {
        const struct where_field *entry = &where->items[i];
        struct field_value value = step_field(arena, step, entry->field);
        if (value.is_unknown && counts_as_no(entry->field)) {
            value.is_unknown = false;
            value.yes = false;
        }
        enum truth holds = value.is_unknown                             ? TRUTH_UNKNOWN
                           : has_value(entry, &value) != entry->negated ? TRUTH_YES
                                                                        : TRUTH_NO;
        answer = both(answer, holds);
    }
    return answer;
}

// These categories are about what others use meanwhile, or what is lost: a table that nobody
// uses yet is not their matter.
static bool is_about_used_tables(const struct rule *rule) {
    static const char *const categories[] = {"locking", "compatibility", "data-loss", "data"};
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        if (str_is(rule->category, categories[i])) {
            return true;
        }
    }
    return false;
}

static bool is_concerned(const struct rule *rule, const struct step *step) {
    bool is_named = rule->operations.count == 0;
    for (size_t i = 0; i < rule->operations.count; i++) {
        is_named = is_named || rule->operations.items[i] == step->operation->kind;
    }
    bool locks = step->effect.locks.count > 0 || !str_is(rule->category, "locking");
    bool does_something = !step->skipped || (rule->speaks_of_skipped && locks);
    if (!is_named || !does_something) {
        return false;
    }
    if (!rule->speaks_of_new_tables && step->table_is_new == TRUTH_YES &&
        is_about_used_tables(rule)) {
        return false;
    }
    return rule->speaks_of_small_tables || !step->table_is_small ||
           !str_is(rule->category, "locking");
}

static enum truth match_regex(const struct rule *rule, const struct match_subject *subject) {
    struct span whole = {0};
    switch (regex_find(rule->regex, subject->step->operation->sql, 0, &whole, 1)) {
    case REGEX_NO_MATCH:
        return TRUTH_NO;
    case REGEX_MATCH:
        return TRUTH_YES;
    case REGEX_GAVE_UP:
        break;
    }
    match_gave_up(rule, subject);
    return TRUTH_UNKNOWN;
}

void match_gave_up(const struct rule *rule, const struct match_subject *subject) {
    if (rule->head) {
        return; // one of ours: the migration is at fault, and the rest is judged
    }
    error_set(subject->error, str_copy(subject->arena, rule->path).data, 0,
              "`regex` goes over the match limit on a migration: make it less ambiguous");
}

enum truth match_step(const struct rule *rule, const struct match_subject *subject) {
    if (!is_concerned(rule, subject->step)) {
        return TRUTH_NO;
    }
    enum truth answer = match_where(&rule->where, subject->arena, subject->step);
    if (answer != TRUTH_NO && rule->predicate) {
        answer = both(answer, rule->predicate->step(subject));
    }
    if (answer != TRUTH_NO && rule->regex) {
        answer = both(answer, match_regex(rule, subject));
    }
    return answer;
}

bool match_lesser(const struct rule *rule, const struct match_subject *subject) {
    if (rule->lesser.severity == CUPEL_OFF && !rule->lesser.message.size) {
        return false;
    }
    enum truth answer = match_where(&rule->lesser.where, subject->arena, subject->step);
    if (answer == TRUTH_YES && rule->lesser.predicate) {
        answer = rule->lesser.predicate->step(subject);
    }
    return answer == TRUTH_YES;
}
