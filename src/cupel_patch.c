#include "cupel_patch.h"

#include "lint/edits.h"

struct finding_list patch_findings(struct arena *arena, const struct outcome *outcome,
                                   struct str path) {
    struct finding_list list = {0};
    for (size_t i = 0; i < outcome->findings.count; i++) {
        const struct finding *finding = &outcome->findings.items[i];
        if (!finding->suppression && str_equal(finding->path, path)) {
            *ARENA_PUSH(arena, &list) = finding;
        }
    }
    return list;
}

// ---- choosing

static bool is_refused(const struct patch *patch, const struct finding *finding) {
    return str_list_has(&patch->refused, finding->fingerprint);
}

static void add_remedy(struct fixing *fixing, struct patch *patch, struct fix_list *chosen,
                       struct remedy remedy) {
    bool is_enough = patch->one_by_one && patch->remedies.count > 0;
    if (!is_enough && edits_fit(chosen, remedy.fix)) {
        *ARENA_PUSH(fixing->run->arena, chosen) = remedy.fix;
        *ARENA_PUSH(fixing->run->arena, &patch->remedies) = remedy;
    }
}

// A released migration may change in its comments alone.
static bool may_change(struct patch *patch, const struct finding *finding) {
    bool is_spared = patch->is_released && !finding->rule->fix.fixer->of_comments;
    patch->is_spared |= is_spared;
    return !is_spared;
}

static void choose_fixes(struct fixing *fixing, struct patch *patch, struct fix_list *chosen) {
    for (size_t i = 0; i < patch->findings.count; i++) {
        const struct finding *finding = patch->findings.items[i];
        if (finding->fix && (finding->fix->is_safe || fixing->unsafe) &&
            !is_refused(patch, finding) && lint_selects(&fixing->run->lint, finding->rule) &&
            may_change(patch, finding)) {
            add_remedy(fixing, patch, chosen,
                       (struct remedy){finding->fix, &patch->findings.items[i], 1});
        }
    }
}

static void choose_silencings(struct fixing *fixing, struct patch *patch,
                              struct fix_list *chosen) {
    struct arena *arena = fixing->run->arena;
    struct outcome wanted = {0};
    for (size_t i = 0; i < patch->findings.count; i++) {
        const struct finding *finding = patch->findings.items[i];
        if (!is_refused(patch, finding) && lint_selects(&fixing->run->lint, finding->rule)) {
            *ARENA_PUSH(arena, &wanted.findings) = *finding;
        }
    }
    struct silencings list = fixes_silence(arena, &wanted, fixing->reason);
    for (size_t i = 0; i < list.count; i++) {
        const struct silencing *silencing = &list.items[i];
        add_remedy(fixing, patch, chosen,
                   (struct remedy){&silencing->fix, silencing->findings.items,
                                   silencing->findings.count});
    }
}

bool patch_attempt(struct fixing *fixing, struct patch *patch) {
    struct fix_list chosen = {0};
    patch->remedies.count = 0;
    if (fixing->reason.size) {
        choose_silencings(fixing, patch, &chosen);
    } else {
        choose_fixes(fixing, patch, &chosen);
    }
    patch->attempt = edits_apply(fixing->run->arena, patch->text, &chosen);
    if (str_equal(patch->attempt, patch->text)) {
        patch->remedies.count = 0;
    }
    patch->is_finished = patch->remedies.count == 0;
    return !patch->is_finished;
}

// ---- is it what was meant?

static size_t count_of(const struct finding_list *list, const struct rule *rule) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += list->items[i]->rule == rule;
    }
    return count;
}

static size_t remedied(const struct patch *patch, const struct rule *rule) {
    size_t count = 0;
    for (size_t i = 0; i < patch->remedies.count; i++) {
        for (size_t k = 0; k < patch->remedies.items[i].count; k++) {
            count += patch->remedies.items[i].findings[k]->rule == rule;
        }
    }
    return count;
}

// Findings of the rules that something was done about.
static size_t count_remedied(const struct patch *patch, const struct finding_list *list) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += remedied(patch, list->items[i]->rule) > 0;
    }
    return count;
}

static bool may_bring(const struct patch *patch, const struct rule *rule) {
    for (size_t i = 0; i < patch->remedies.count; i++) {
        const struct finding *finding = patch->remedies.items[i].findings[0];
        if (str_list_has(&finding->rule->fix.brings, rule->id)) {
            return true;
        }
    }
    return false;
}

static bool has_fingerprint(const struct finding_list *list, const struct finding *finding) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i]->fingerprint, finding->fingerprint)) {
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
    return !has_fingerprint(&patch->findings, finding) && finding->rule->scope == SCOPE_STEP;
}

// Fingerprints of equal findings are told apart by their order, which changes when one goes:
// the count of each rule's findings decides as well.
static bool is_as_meant(const struct patch *patch, const struct finding_list *after) {
    for (size_t i = 0; i < after->count; i++) {
        const struct finding *finding = after->items[i];
        if (may_bring(patch, finding->rule)) {
            continue;
        }
        size_t most = count_of(&patch->findings, finding->rule);
        if (is_new(patch, finding) ||
            count_of(after, finding->rule) + remedied(patch, finding->rule) > most) {
            return false;
        }
    }
    return true;
}

static void refuse_remedy(struct fixing *fixing, struct patch *patch) {
    const struct remedy *remedy = &patch->remedies.items[0];
    for (size_t i = 0; i < remedy->count; i++) {
        *ARENA_PUSH(fixing->run->arena, &patch->refused) = remedy->findings[i]->fingerprint;
    }
    const struct finding *finding = remedy->findings[0];
    note_detail(fixing->run,
                STR_FMT ": %s of " STR_FMT " is left: with it the migration would not be sound",
                STR_ARG(finding->path), fixing->reason.size ? "a suppression" : "a fix",
                STR_ARG(finding->rule->id));
}

bool patch_settle(struct fixing *fixing, struct patch *patch, const struct outcome *outcome) {
    struct finding_list after =
        patch_findings(fixing->run->arena, outcome, patch->candidate.path);
    bool is_kept =
        patch_is_readable(outcome, patch->candidate.path) && is_as_meant(patch, &after);
    if (is_kept) {
        patch->text = patch->attempt;
        patch->fixed += count_remedied(patch, &patch->findings);
        patch->fixed -= count_remedied(patch, &after);
        patch->findings = after;
        patch->one_by_one = false;
    } else if (patch->remedies.count > 1) {
        patch->one_by_one = true;
    } else {
        refuse_remedy(fixing, patch);
        patch->one_by_one = false;
    }
    patch->remedies.count = 0;
    return is_kept;
}
