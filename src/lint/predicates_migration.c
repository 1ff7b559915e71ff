// The predicates of scope migration.
#include "lint/lint.h"
#include "lint/place.h"
#include "lint/predicates.h"

static bool is_first_of_migration(const struct match_subject *subject) {
    return match_is_first(subject->outcome, subject->judged);
}

void predicate_unreadable_migration(const struct match_subject *subject,
                                    struct match_places *places) {
    const struct migration *migration = subject->judged->migration;
    if (migration->unreadable.size && is_first_of_migration(subject)) {
        *ARENA_PUSH(subject->arena, places) =
            (struct match_place){.migration = migration,
                                 .span = migration->unreadable_span,
                                 .detail = migration->unreadable};
    }
}

static void add_suppression(const struct match_subject *subject,
                            const struct suppression *suppression, struct str name,
                            struct str detail, struct match_places *places) {
    *ARENA_PUSH(subject->arena, places) =
        (struct match_place){.migration = subject->judged->migration,
                             .span = suppression->span,
                             .name = name,
                             .detail = detail};
}

static bool is_known_name(const struct match_subject *subject, struct str name) {
    return rules_find(subject->rules, name) || rules_have_category(subject->rules, name);
}

void predicate_unknown_suppression(const struct match_subject *subject,
                                   struct match_places *places) {
    const struct suppressions *list = &subject->judged->suppressions;
    for (size_t i = 0; is_first_of_migration(subject) && i < list->count; i++) {
        const struct suppression *suppression = &list->items[i];
        for (size_t k = 0; k < suppression->rules.count; k++) {
            struct str name = suppression->rules.items[k];
            if (!is_known_name(subject, name)) {
                add_suppression(subject, suppression, name,
                                rules_nearest(subject->arena, subject->rules, name), places);
            }
        }
    }
}

// Is the function that the suppression stands in one that was judged? Without its steps,
// nothing tells whether the suppression has a use.
static bool is_judged_place(const struct match_subject *subject, struct span span) {
    struct str function = place_function(subject->judged->migration, span);
    bool is_upgrade = str_starts(function, STR("upgrade"));
    bool is_downgrade = str_starts(function, STR("downgrade"));
    if (!is_upgrade && !is_downgrade) {
        return true;
    }
    for (size_t i = 0; i < subject->outcome->judged.count; i++) {
        const struct judged *judged = &subject->outcome->judged.items[i];
        if (judged->migration == subject->judged->migration &&
            judged->is_downgrade == is_downgrade) {
            return true;
        }
    }
    return false;
}

// Could the entry have silenced something in this run? One for a rule that is not in force
// silences nothing now, and may be needed as soon as the rule is.
static bool is_entry_in_force(const struct match_subject *subject, struct str name) {
    struct str path = subject->judged->migration->source->path;
    for (size_t i = 0; i < subject->rules->count; i++) {
        const struct rule *rule = subject->rules->items[i];
        bool is_named = str_equal(rule->id, name) || str_equal(rule->category, name);
        // Of a category's rules, some were not read: nothing here could make them speak.
        if (is_named && (!rule->has_match || lint_in_force(subject->settings, rule, path))) {
            return true;
        }
    }
    return false;
}

static void unused_entries(const struct match_subject *subject,
                           const struct suppression *suppression, struct match_places *places) {
    for (size_t i = 0; i < suppression->rules.count; i++) {
        struct str name = suppression->rules.items[i];
        if (!suppression->rule_used[i] && is_known_name(subject, name) &&
            is_entry_in_force(subject, name)) {
            add_suppression(subject, suppression, name, (struct str){0}, places);
        }
    }
}

void predicate_unused_suppression(const struct match_subject *subject,
                                  struct match_places *places) {
    const struct suppressions *list = &subject->judged->suppressions;
    bool narrowed = subject->settings->select.count > 0 &&
                    !str_list_has(&subject->settings->select, STR("all"));
    for (size_t i = 0; is_first_of_migration(subject) && i < list->count; i++) {
        const struct suppression *suppression = &list->items[i];
        if (!is_judged_place(subject, suppression->span)) {
            continue;
        }
        if (subject->settings->require_reason && !suppression->reason.size) {
            add_suppression(subject, suppression, (struct str){0},
                            STR("it says no reason, and `require-reason` asks for one"),
                            places);
        } else if (suppression->rules.count) {
            unused_entries(subject, suppression, places);
        } else if (!suppression->is_used && !narrowed) {
            add_suppression(subject, suppression, (struct str){0}, (struct str){0}, places);
        }
    }
}

static bool is_merge(const struct migration *migration) {
    return migration->revision.down_revisions.count > 1;
}

// What counts as doing something: all but the bookkeeping and the transactions around it.
static const struct step *first_act(const struct judged *judged) {
    for (size_t i = 0; i < judged->steps.count; i++) {
        const struct operation *operation = judged->steps.items[i].operation;
        if (!operation->by_alembic && operation->kind != OP_AUTOCOMMIT_BEGIN &&
            operation->kind != OP_AUTOCOMMIT_END) {
            return &judged->steps.items[i];
        }
    }
    return NULL;
}

void predicate_operations_in_merge(const struct match_subject *subject,
                                   struct match_places *places) {
    const struct step *step = first_act(subject->judged);
    if (step && !subject->judged->is_downgrade && is_merge(subject->judged->migration)) {
        *ARENA_PUSH(subject->arena, places) =
            (struct match_place){.migration = subject->judged->migration,
                                 .step = step,
                                 .span = step->operation->span};
    }
}

void predicate_empty_migration(const struct match_subject *subject,
                               struct match_places *places) {
    const struct migration *migration = subject->judged->migration;
    if (migration->kind == MIGRATION_PYTHON && !migration->unreadable.size &&
        !subject->judged->is_downgrade && !first_act(subject->judged) && !is_merge(migration)) {
        *ARENA_PUSH(subject->arena, places) =
            (struct match_place){.migration = migration, .span = migration->revision.span};
    }
}

// A used table that the step locks with ACCESS EXCLUSIVE; empty: there is none.
static struct str exclusively_locked(const struct match_subject *subject,
                                     const struct step *step) {
    // A table that is dropped is not in use any more, or drop-table speaks of it; a view's lock
    // goes with the lock on what it reads.
    enum operation_kind kind = step->operation->kind;
    bool is_other = kind == OP_DROP_TABLE || kind == OP_DROP_VIEW || kind == OP_CREATE_VIEW ||
                    kind == OP_DROP_MATERIALIZED_VIEW;
    for (size_t i = 0; !is_other && i < step->effect.locks.count; i++) {
        const struct relation_lock *lock = &step->effect.locks.items[i];
        if (lock->mode == LOCK_ACCESS_EXCLUSIVE && str_equal(lock->relation, step->table) &&
            step->table_is_new != TRUTH_YES &&
            !predicate_is_new_relation(subject, lock->relation)) {
            return lock->relation;
        }
    }
    return (struct str){0};
}

// Separate statements of one transaction that lock two used tables: reported once for each
// transaction, at the statement that takes the second lock.
void predicate_several_exclusive_locks(const struct match_subject *subject,
                                       struct match_places *places) {
    const struct steps *steps = &subject->judged->steps;
    struct str first = {0};
    uint32_t transaction = 0;
    bool is_told = false;
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *step = &steps->items[i];
        struct match_subject here = *subject;
        here.step = step;
        here.step_index = i;
        struct str table = exclusively_locked(&here, step);
        if (step->transaction != transaction) {
            transaction = step->transaction;
            first = (struct str){0};
            is_told = false;
        }
        if (!table.size || transaction == 0 || is_told) {
            continue;
        }
        if (!first.size) {
            first = table;
        } else if (!str_equal(first, table)) {
            is_told = true;
            *ARENA_PUSH(subject->arena, places) =
                (struct match_place){.migration = subject->judged->migration,
                                     .step = step,
                                     .span = step->operation->span,
                                     .detail = first};
        }
    }
}
