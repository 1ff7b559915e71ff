// The predicates of scope history: faults of the revision graph.
#include "lint/predicates.h"

static const struct judged *judged_at(const struct outcome *outcome, struct str path) {
    for (size_t i = 0; i < outcome->judged.count; i++) {
        const struct judged *judged = &outcome->judged.items[i];
        if (str_equal(judged->migration->revision.path, path) ||
            (judged->migration->source && str_equal(judged->migration->source->path, path))) {
            return judged;
        }
    }
    return NULL;
}

static const struct revision *find_revision(const struct history *history, struct str id) {
    for (size_t i = 0; i < history->count; i++) {
        if (str_equal(history->revisions[i].id, id)) {
            return &history->revisions[i];
        }
    }
    return NULL;
}

// The last judged revision among those named, in the order they run; one that the base branch
// lacks comes before one that it has.
static const struct revision *newest_judged(const struct outcome *outcome,
                                            const struct history *history,
                                            const struct str_list *ids) {
    const struct revision *newest = NULL;
    for (size_t i = 0; i < history->count; i++) {
        const struct revision *revision =
            &history->revisions[history->order ? history->order[i] : i];
        if (str_list_has(ids, revision->id) && judged_at(outcome, revision->path) &&
            (!newest || revision->is_pending || !newest->is_pending)) {
            newest = revision;
        }
    }
    return newest;
}

// Where a fault is reported; NULL when no judged migration has to do with it.
static const struct revision *place_of_fault(const struct outcome *outcome,
                                             const struct history *history,
                                             const struct history_fault *fault) {
    if (str_is(str_from(fault->rule), "several-heads")) {
        return newest_judged(outcome, history, &fault->names);
    }
    bool is_gone = str_is(str_from(fault->rule), "released-migration-deleted");
    if (fault->revision && (is_gone || judged_at(outcome, fault->revision->path))) {
        return fault->revision; // what is gone cannot be judged
    }
    const struct revision *revision = newest_judged(outcome, history, &fault->names);
    if (!revision && find_revision(history, fault->message_name)) {
        struct str_list name = {0};
        struct str id = fault->message_name;
        name.items = &id;
        name.count = 1;
        revision = newest_judged(outcome, history, &name);
    }
    return revision;
}

static struct str detail_of(struct arena *arena, const struct history_fault *fault) {
    return fault->detail.size > 0
               ? fault->detail
               : str_join(arena, fault->names.items, fault->names.count, STR(", "));
}

static void faults_of(const struct match_subject *subject, const char *rule,
                      struct match_places *places) {
    const struct outcome *outcome = subject->outcome;
    for (size_t h = 0; h < outcome->history_count; h++) {
        const struct history *history = &outcome->histories[h];
        for (size_t i = 0; i < history->faults.count; i++) {
            const struct history_fault *fault = &history->faults.items[i];
            const struct revision *revision = str_is(str_from(fault->rule), rule)
                                                  ? place_of_fault(outcome, history, fault)
                                                  : NULL;
            if (!revision) {
                continue;
            }
            const struct judged *judged = judged_at(outcome, revision->path);
            *ARENA_PUSH(subject->arena, places) =
                (struct match_place){.migration = judged ? judged->migration : NULL,
                                     .revision = revision,
                                     .span = fault->span.end > 0 ? fault->span : revision->span,
                                     .name = fault->message_name,
                                     .detail = detail_of(subject->arena, fault)};
        }
    }
}

void predicate_several_heads(const struct match_subject *subject, struct match_places *places) {
    faults_of(subject, "several-heads", places);
}

void predicate_unknown_down_revision(const struct match_subject *subject,
                                     struct match_places *places) {
    faults_of(subject, "unknown-down-revision", places);
}

void predicate_duplicate_revision(const struct match_subject *subject,
                                  struct match_places *places) {
    faults_of(subject, "duplicate-revision", places);
}

void predicate_revision_cycle(const struct match_subject *subject,
                              struct match_places *places) {
    faults_of(subject, "revision-cycle", places);
}

void predicate_heads_diverge_from_base(const struct match_subject *subject,
                                       struct match_places *places) {
    faults_of(subject, "heads-diverge-from-base", places);
}

void predicate_released_migration_edited(const struct match_subject *subject,
                                         struct match_places *places) {
    faults_of(subject, "released-migration-edited", places);
}

void predicate_released_migration_deleted(const struct match_subject *subject,
                                          struct match_places *places) {
    faults_of(subject, "released-migration-deleted", places);
}

void predicate_revision_inserted_before_released(const struct match_subject *subject,
                                                 struct match_places *places) {
    faults_of(subject, "revision-inserted-before-released", places);
}
