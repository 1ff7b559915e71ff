#include "cupel_patch.h"

#include "lint/edits.h"

// ---- what was found

static struct finding keep_finding(struct arena *arena, const struct finding *finding) {
    return (struct finding){.rule = finding->rule,
                            .fingerprint = str_copy(arena, finding->fingerprint)};
}

static void add_fix(struct arena *arena, struct verdict *verdict,
                    const struct finding *finding) {
    struct remedy *remedy = ARENA_PUSH(arena, &verdict->remedies);
    remedy->fix = edits_copy(arena, finding->fix);
    remedy->table = finding->step ? str_copy(arena, finding->step->table) : (struct str){0};
    *ARENA_PUSH(arena, &remedy->findings) = keep_finding(arena, finding);
}

static bool is_refused(const struct patch *patch, const struct finding *finding) {
    return str_list_has(&patch->refused, finding->fingerprint);
}

static void add_silencings(struct fixing *fixing, const struct patch *patch,
                           const struct findings *findings, struct verdict *verdict) {
    struct arena *arena = fixing->run->arena;
    struct outcome wanted = {0};
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (!is_refused(patch, finding) && lint_selects(&fixing->run->lint, finding->rule)) {
            *ARENA_PUSH(fixing->trial, &wanted.findings) = *finding;
        }
    }
    struct silencings list = fixes_silence(fixing->trial, &wanted, fixing->reason);
    for (size_t i = 0; i < list.count; i++) {
        struct remedy *remedy = ARENA_PUSH(arena, &verdict->remedies);
        remedy->fix = edits_copy(arena, &list.items[i].fix);
        for (size_t k = 0; k < list.items[i].findings.count; k++) {
            *ARENA_PUSH(arena, &remedy->findings) =
                keep_finding(arena, list.items[i].findings.items[k]);
        }
    }
}

struct verdict patch_verdict(struct fixing *fixing, const struct patch *patch,
                             const struct outcome *outcome) {
    struct arena *arena = fixing->run->arena;
    struct findings here = {0};
    struct verdict verdict = {0};
    for (size_t i = 0; i < outcome->findings.count; i++) {
        const struct finding *finding = &outcome->findings.items[i];
        if (finding->suppression || !str_equal(finding->path, patch->candidate.path)) {
            continue;
        }
        *ARENA_PUSH(fixing->trial, &here) = *finding;
        *ARENA_PUSH(arena, &verdict.findings) = keep_finding(arena, finding);
        if (finding->fix && !fixing->reason.size) {
            add_fix(arena, &verdict, finding);
        }
    }
    if (fixing->reason.size) {
        add_silencings(fixing, patch, &here, &verdict);
    }
    return verdict;
}

// ---- choosing

// A released migration may change in its comments alone.
static bool may_change(const struct fixing *fixing, struct patch *patch,
                       const struct rule *rule) {
    bool is_spared =
        patch->is_released && !fixing->reason.size && !rule->fix.fixer->of_comments;
    patch->is_spared |= is_spared;
    return !is_spared;
}

static bool make_one_of(const struct remedy *const *remedies, size_t count,
                        const struct str_list *names) {
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < names->count; k++) {
            if (str_list_has(&remedies[i]->fix.makes, names->items[k])) {
                return true;
            }
        }
    }
    return false;
}

// What one file makes another must not make again. One that is about to be tried may yet be
// left: then this one has its turn.
static bool is_made_elsewhere(const struct fixing *fixing, struct patch *patch,
                              const struct str_list *names) {
    bool is_made = false;
    for (size_t i = 0; names->count && !is_made && i < fixing->patches.count; i++) {
        const struct patch *other = &fixing->patches.items[i];
        if (other == patch) {
            continue;
        }
        bool is_tried = make_one_of(other->chosen.items, other->chosen.count, names);
        patch->waits |= is_tried;
        is_made = is_tried || make_one_of(other->taken.items, other->taken.count, names);
    }
    return is_made;
}

static bool may_take(struct fixing *fixing, struct patch *patch, const struct remedy *remedy) {
    const struct rule *rule = remedy->findings.items[0].rule;
    for (size_t i = 0; i < remedy->findings.count; i++) {
        if (is_refused(patch, &remedy->findings.items[i])) {
            return false;
        }
    }
    return (remedy->fix.is_safe || fixing->unsafe) && lint_selects(&fixing->run->lint, rule) &&
           may_change(fixing, patch, rule) &&
           !is_made_elsewhere(fixing, patch, &remedy->fix.makes);
}

bool patch_attempt(struct fixing *fixing, struct patch *patch) {
    struct arena *arena = fixing->run->arena;
    struct fix_list fixes = {0};
    patch->chosen.count = 0;
    patch->waits = false;
    for (size_t i = 0; i < patch->now.remedies.count && fixes.count < patch->most; i++) {
        const struct remedy *remedy = &patch->now.remedies.items[i];
        if (may_take(fixing, patch, remedy) && edits_fit(&fixes, &remedy->fix)) {
            *ARENA_PUSH(arena, &fixes) = &remedy->fix;
            *ARENA_PUSH(arena, &patch->chosen) = remedy;
        }
    }
    patch->attempt = edits_apply(arena, patch->text, &fixes);
    if (str_equal(patch->attempt, patch->text)) {
        patch->chosen.count = 0;
    }
    patch->is_finished = patch->chosen.count == 0 && !patch->waits;
    return !patch->is_finished;
}

// ---- is it what was meant?

static size_t count_of(const struct findings *list, const struct rule *rule) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += list->items[i].rule == rule;
    }
    return count;
}

static size_t remedied(const struct patch *patch, const struct rule *rule) {
    size_t count = 0;
    for (size_t i = 0; i < patch->chosen.count; i++) {
        count += count_of(&patch->chosen.items[i]->findings, rule);
    }
    return count;
}

// Findings of the rules that something was done about.
static size_t count_remedied(const struct patch *patch, const struct findings *list) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += remedied(patch, list->items[i].rule) > 0;
    }
    return count;
}

static bool may_bring(const struct patch *patch, const struct rule *rule) {
    for (size_t i = 0; i < patch->chosen.count; i++) {
        const struct finding *finding = &patch->chosen.items[i]->findings.items[0];
        if (str_list_has(&finding->rule->fix.brings, rule->id)) {
            return true;
        }
    }
    return false;
}

bool verdict_has(const struct verdict *verdict, const struct finding *finding) {
    const struct findings *list = &verdict->findings;
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i].fingerprint, finding->fingerprint)) {
            return true;
        }
    }
    return false;
}

bool patch_is_readable(const struct outcome *outcome, struct str path) {
    for (size_t i = 0; i < outcome->judged.count; i++) {
        const struct migration *migration = outcome->judged.items[i].migration;
        if (str_equal(migration->revision.path, path)) {
            return migration->unreadable.size == 0;
        }
    }
    return false;
}

// Is it new? What a rule says of a whole migration may move to another step of it.
static bool is_new(const struct patch *patch, const struct finding *finding) {
    return finding->rule->scope == SCOPE_STEP && !verdict_has(&patch->now, finding);
}

// Fingerprints of equal findings are told apart by their order, which changes when one goes:
// the count of each rule's findings decides as well.
static bool is_as_meant(const struct patch *patch, const struct findings *after) {
    for (size_t i = 0; i < after->count; i++) {
        const struct finding *finding = &after->items[i];
        if (may_bring(patch, finding->rule)) {
            continue;
        }
        size_t most = count_of(&patch->now.findings, finding->rule);
        if (is_new(patch, finding) ||
            count_of(after, finding->rule) + remedied(patch, finding->rule) > most) {
            return false;
        }
    }
    return true;
}

void patch_refuse(struct fixing *fixing, struct patch *patch, const struct remedy *remedy) {
    for (size_t i = 0; i < remedy->findings.count; i++) {
        *ARENA_PUSH(fixing->run->arena, &patch->refused) =
            remedy->findings.items[i].fingerprint;
    }
}

static void leave_remedy(struct fixing *fixing, struct patch *patch) {
    const struct remedy *remedy = patch->chosen.items[0];
    patch_refuse(fixing, patch, remedy);
    note_detail(fixing->run,
                STR_FMT ": %s of " STR_FMT " is left: with it the migration would not be sound",
                STR_ARG(patch->candidate.path), fixing->reason.size ? "a suppression" : "a fix",
                STR_ARG(remedy->findings.items[0].rule->id));
}

static void take(struct fixing *fixing, struct patch *patch, const struct verdict *after) {
    patch->text = patch->attempt;
    patch->fixed += count_remedied(patch, &patch->now.findings);
    patch->fixed -= count_remedied(patch, &after->findings);
    patch->now = *after;
    for (size_t i = 0; i < patch->chosen.count; i++) {
        *ARENA_PUSH(fixing->run->arena, &patch->taken) = patch->chosen.items[i];
    }
}

void patch_settle(struct fixing *fixing, struct patch *patch, const struct outcome *outcome) {
    struct verdict after = patch_verdict(fixing, patch, outcome);
    if (patch_is_readable(outcome, patch->candidate.path) &&
        is_as_meant(patch, &after.findings)) {
        take(fixing, patch, &after);
        patch->most *= patch->most < SIZE_MAX / 2 ? 2 : 1;
    } else if (patch->chosen.count > 1) {
        patch->most = patch->chosen.count / 2;
    } else if (patch->chosen.count == 1) {
        leave_remedy(fixing, patch);
        patch->most = SIZE_MAX;
    } else {
        patch->is_finished = true; // it waited; now it has other findings
    }
    patch->chosen.count = 0;
}

void patch_restart(struct patch *patch) {
    patch->text = patch->before;
    patch->now = patch->first;
    patch->taken.count = 0;
    patch->fixed = 0;
    patch->most = SIZE_MAX;
    patch->is_finished = false;
}
