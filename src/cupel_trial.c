// A chain on trial: judged as it would be, and taken in when it is sound.
#include <string.h>

#include "cupel_chain.h"

enum { FEW = 48 }; // candidates, all of which each trial judges

// ---- is it sound?

static bool is_tried(const struct candidates *tried, struct str path) {
    for (size_t i = 0; i < tried->count; i++) {
        if (str_equal(tried->items[i].path, path)) {
            return true;
        }
    }
    return false;
}

// Findings of a rule in what is tried; of rules that speak of the whole history, all.
static size_t count_of(const struct chain *chain, const struct outcome *outcome,
                       const struct rule *rule) {
    size_t count = 0;
    for (size_t i = 0; i < outcome->findings.count; i++) {
        const struct finding *finding = &outcome->findings.items[i];
        count += finding->rule == rule && !finding->suppression &&
                 (rule->scope == SCOPE_HISTORY || is_tried(&chain->tried, finding->path));
    }
    return count;
}

static bool may_bring(const struct chain *chain, const struct rule *rule) {
    for (size_t i = 0; i < chain->findings.count; i++) {
        if (str_list_has(&chain->findings.items[i]->rule->fix.brings, rule->id)) {
            return true;
        }
    }
    return false;
}

// The problem, or empty.
static struct str what_is_wrong(const struct chain *chain, const struct outcome *after) {
    struct arena *arena = chain->fixing->run->arena;
    const struct fixing *fixing = chain->fixing;
    for (size_t i = 0; i < fixing->patches.count; i++) {
        const struct patch *patch = &fixing->patches.items[i];
        if (is_tried(&chain->tried, patch->candidate.path) &&
            !patch_is_readable(after, patch->candidate.path)) {
            return str_format(arena, STR_FMT " could not be read",
                              STR_ARG(patch->candidate.path));
        }
    }
    for (size_t i = 0; i < after->findings.count; i++) {
        const struct finding *finding = &after->findings.items[i];
        size_t split = 0;
        for (size_t k = 0; k < chain->findings.count; k++) {
            split += chain->findings.items[k]->rule == finding->rule;
        }
        if (!finding->suppression && !may_bring(chain, finding->rule) &&
            count_of(chain, after, finding->rule) + split >
                count_of(chain, chain->now, finding->rule)) {
            return str_format(arena, "there would be %s" STR_FMT " in " STR_FMT,
                              split ? "still " : "", STR_ARG(finding->rule->id),
                              STR_ARG(finding->path));
        }
    }
    return (struct str){0};
}

// ---- trials

struct saved {
    struct patch *items;
    size_t count;
};

static struct saved save(const struct fixing *fixing) {
    struct saved saved = {
        ARENA_NEW(fixing->run->arena, struct patch, fixing->patches.count + 1),
        fixing->patches.count};
    if (saved.count) {
        memcpy(saved.items, fixing->patches.items, saved.count * sizeof *saved.items);
    }
    return saved;
}

static void restore(struct fixing *fixing, const struct saved *saved) {
    fixing->patches.count = saved->count;
    if (saved->count) {
        memcpy(fixing->patches.items, saved->items, saved->count * sizeof *saved->items);
    }
}

static struct candidates *copy_candidates(struct arena *arena, const struct candidates *list) {
    struct candidates *copy = ARENA_NEW(arena, struct candidates, 1);
    *copy = *list;
    copy->items = NULL;
    copy->count = copy->capacity = 0;
    for (size_t i = 0; i < list->count; i++) {
        *ARENA_PUSH(arena, copy) = list->items[i];
    }
    return copy;
}

// What a trial judges: all, or of many what the chain changes.
static void choose_tried(struct chain *chain) {
    const struct fixing *fixing = chain->fixing;
    for (size_t i = 0; i < chain->candidates->count; i++) {
        const struct candidate *candidate = &chain->candidates->items[i];
        const struct patch *patch = fixing_find_patch(fixing, candidate->path);
        if (chain->candidates->count <= FEW || (patch && patch->is_tried)) {
            *ARENA_PUSH(fixing->run->arena, &chain->tried) = *candidate;
        }
    }
    chain->tried.changes = chain->candidates->changes;
    chain->tried.deleted = chain->candidates->deleted;
}

static void free_trial(void *arena) {
    arena_free(arena);
}

static bool is_same_history(const struct history *a, const struct history *b) {
    return a->count && b->count && a->revisions[0].project == b->revisions[0].project;
}

// A trial reads the projects that it concerns: of the others the history is as it was.
static const struct history *merged_histories(struct arena *arena, const struct outcome *now,
                                              const struct outcome *after, size_t *count) {
    struct history *all =
        ARENA_NEW(arena, struct history, now->history_count + after->history_count + 1);
    *count = 0;
    for (size_t i = 0; i < after->history_count; i++) {
        all[(*count)++] = after->histories[i];
    }
    for (size_t i = 0; i < now->history_count; i++) {
        bool is_there = false;
        for (size_t k = 0; k < after->history_count; k++) {
            is_there |= is_same_history(&now->histories[i], &after->histories[k]);
        }
        if (!is_there) {
            all[(*count)++] = now->histories[i];
        }
    }
    return all;
}

// Puts what was tried into what is known.
static void take_in(const struct chain *chain, struct outcome *now,
                    const struct outcome *after) {
    struct arena *arena = chain->fixing->run->arena;
    struct outcome whole = *after;
    whole.findings = (struct findings){0};
    whole.judged.items = NULL;
    whole.judged.count = whole.judged.capacity = 0;
    for (size_t i = 0; i < now->findings.count; i++) {
        const struct finding *finding = &now->findings.items[i];
        if (finding->rule->scope != SCOPE_HISTORY && !is_tried(&chain->tried, finding->path)) {
            *ARENA_PUSH(arena, &whole.findings) = *finding;
        }
    }
    for (size_t i = 0; i < now->judged.count; i++) {
        const struct judged *judged = &now->judged.items[i];
        if (!is_tried(&chain->tried, judged->migration->revision.path)) {
            *ARENA_PUSH(arena, &whole.judged) = *judged;
        }
    }
    for (size_t i = 0; i < after->findings.count; i++) {
        *ARENA_PUSH(arena, &whole.findings) = after->findings.items[i];
    }
    for (size_t i = 0; i < after->judged.count; i++) {
        *ARENA_PUSH(arena, &whole.judged) = after->judged.items[i];
    }
    whole.histories = merged_histories(arena, now, after, &whole.history_count);
    *now = whole;
}

bool chain_try(struct chain *chain, struct outcome *now, struct cupel_error *error) {
    struct fixing *fixing = chain->fixing;
    struct outcome after;
    struct saved saved = save(fixing);
    chain->candidates = copy_candidates(fixing->run->arena, fixing->candidates);
    chain->history = chain_history(now, chain->migration);
    for (size_t i = 0; i < fixing->patches.count; i++) {
        fixing->patches.items[i].is_tried = false;
    }
    fixing->trial = arena_new();
    bool done = true;
    if (chain_make(chain)) {
        choose_tried(chain);
        done = fixing_judge(fixing, &chain->tried, true, &after, error);
        chain->problem = done ? what_is_wrong(chain, &after) : chain->problem;
    }
    if (!done || chain->problem.size) {
        restore(fixing, &saved);
        arena_free(fixing->trial);
    } else {
        arena_own(fixing->kept, fixing->trial, free_trial);
        fixing->kept_count++;
        fixing->candidates = chain->candidates;
        take_in(chain, now, &after);
    }
    fixing->trial = NULL;
    return done;
}

// A trial reads the history that its files need, so that each holds nearly as much as a look at
// everything: from time to time that is taken, and they are let go.
bool chains_refresh(struct fixing *fixing, struct outcome *now, struct cupel_error *error) {
    enum { KEPT_LIMIT = 4 };
    if (fixing->kept_count < KEPT_LIMIT) {
        return true;
    }
    fixing->trial = arena_new();
    bool done = fixing_judge(fixing, fixing->candidates, true, now, error);
    arena_free(fixing->kept);
    fixing->kept = fixing->trial;
    fixing->kept_count = 0;
    fixing->trial = NULL;
    return done;
}

// ---- all of them

// With many candidates a trial looks at its own files alone: in the end all are looked at.
bool chains_check(struct fixing *fixing, const struct outcome *first, bool *harm,
                  struct cupel_error *error) {
    struct map known = {.arena = fixing->run->arena};
    struct outcome whole;
    *harm = false;
    if (!fixing->patches.count || fixing->candidates->count <= FEW) {
        return true;
    }
    if (!fixing_judge(fixing, fixing->candidates, true, &whole, error)) {
        return false;
    }
    for (size_t i = 0; i < first->findings.count; i++) {
        map_put(&known, first->findings.items[i].fingerprint, fixing);
    }
    for (size_t i = 0; i < whole.findings.count; i++) {
        const struct finding *finding = &whole.findings.items[i];
        bool is_new = !finding->suppression && !fixing_find_patch(fixing, finding->path) &&
                      finding->rule->scope != SCOPE_HISTORY &&
                      !map_find(&known, finding->fingerprint);
        if (is_new && !*harm) {
            note(fixing->run,
                 "nothing is split: there would be " STR_FMT " in " STR_FMT
                 ": split one finding after another",
                 STR_ARG(finding->rule->id), STR_ARG(finding->path));
        }
        *harm |= is_new;
    }
    return true;
}
