// Fixes, and suppressions that are added: tried in memory, judged anew, then written.
//
// Each round makes what fits together in each file and judges the files as they would be. What
// a file gains must be just what was meant: the findings are gone, and no other came. Else its
// fixes are tried one by one, and those that do harm are left.
#include "base/diff.h"
#include "base/error.h"
#include "cupel_run.h"
#include "lint/baseline.h"
#include "lint/edits.h"
#include "lint/fix.h"
#include "project/replace.h"

enum { ROUND_LIMIT = 200 }; // attempts at one file; each makes a fix, or leaves one for good

// A fix with the findings that it takes away.
struct remedy {
    const struct fix *fix;
    const struct finding *const *findings;
    size_t count;
};

struct finding_list {
    const struct finding **items;
    size_t count, capacity;
};

// A file on its way.
struct patch {
    struct candidate candidate;
    struct str before, text, attempt;
    struct finding_list findings; // that count, in `text`
    struct {
        struct remedy *items;
        size_t count, capacity;
    } remedies;              // of the attempt
    struct str_list refused; // fingerprints of findings whose fix did harm
    bool one_by_one, is_finished;
    size_t fixed; // findings that went
};

struct fixing {
    struct cupel_run *run;
    struct str reason; // of the suppressions to add; empty: fixes are made
    bool unsafe;
    struct {
        struct patch *items;
        size_t count, capacity;
    } patches; // sorted by path
};

// ---- judging what would be

static void free_arena(void *handle) {
    arena_free(handle);
}

// Judges the candidates with the patches' texts in place. What comes of it lives as long as
// the run. `strict`: with rules that the command line has left out, too.
static bool judge_trial(struct fixing *fixing, const struct candidates *candidates, bool strict,
                        struct outcome *outcome, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct arena *arena = arena_new();
    arena_own(run->arena, arena, free_arena);
    struct cupel_run trial = *run;
    trial.arena = arena;
    trial.files = files_fork(arena, run->files, run->git);
    trial.notes.count = trial.notes.capacity = 0;
    trial.workers.items = NULL;
    trial.workers.count = trial.workers.capacity = 0;
    trial.outcome = (struct outcome){.postgres_version = run->outcome.postgres_version};
    if (strict && run->options.select) {
        trial.lint.select = (struct str_list){0};
        *ARENA_PUSH(arena, &trial.lint.select) = STR("all");
    }
    if (strict && run->options.ignore) {
        trial.lint.ignore = (struct str_list){0};
    }
    for (size_t i = 0; i < fixing->patches.count; i++) {
        const struct patch *patch = &fixing->patches.items[i];
        files_put(trial.files, patch->candidate.path,
                  patch->remedies.count ? patch->attempt : patch->text);
    }
    bool done = judge_candidates(&trial, candidates, run->fixing_base, error);
    for (size_t i = 1; i < trial.workers.count; i++) {
        arena_own(run->arena, trial.workers.items[i].arena, free_arena);
    }
    if (done && run->baseline) {
        baseline_apply(arena, run->baseline, &trial.outcome);
    }
    *outcome = trial.outcome;
    return done;
}

// The findings of a file that count.
static struct finding_list findings_of(struct arena *arena, const struct outcome *outcome,
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

static void choose_fixes(struct fixing *fixing, struct patch *patch, struct fix_list *chosen) {
    for (size_t i = 0; i < patch->findings.count; i++) {
        const struct finding *finding = patch->findings.items[i];
        if (finding->fix && (finding->fix->is_safe || fixing->unsafe) &&
            !is_refused(patch, finding) && lint_selects(&fixing->run->lint, finding->rule)) {
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

// Makes the attempt; false when there is nothing left to do.
static bool attempt(struct fixing *fixing, struct patch *patch) {
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

static bool is_readable(const struct outcome *outcome, struct str path) {
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

static void settle(struct fixing *fixing, struct patch *patch, const struct outcome *outcome) {
    struct finding_list after = findings_of(fixing->run->arena, outcome, patch->candidate.path);
    if (is_readable(outcome, patch->candidate.path) && is_as_meant(patch, &after)) {
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
}

// ---- rounds

// The files that something can be done about, as they are now.
static bool find_patches(struct fixing *fixing, const struct outcome *now,
                         struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    for (size_t i = 0; i < run->candidates->count; i++) {
        struct patch patch = {.candidate = run->candidates->items[i]};
        patch.findings = findings_of(run->arena, now, patch.candidate.path);
        struct str problem;
        if (patch.findings.count && is_readable(now, patch.candidate.path) &&
            files_read(run->files, patch.candidate.path, &patch.before, &problem) ==
                FILE_READ) {
            patch.text = patch.before;
            *ARENA_PUSH(run->arena, &fixing->patches) = patch;
        }
    }
    return error->message[0] == '\0';
}

static bool run_rounds(struct fixing *fixing, struct cupel_error *error) {
    for (size_t round = 0; round < ROUND_LIMIT; round++) {
        struct candidates tried = {0};
        for (size_t i = 0; i < fixing->patches.count; i++) {
            struct patch *patch = &fixing->patches.items[i];
            if (!patch->is_finished && attempt(fixing, patch)) {
                *ARENA_PUSH(fixing->run->arena, &tried) = patch->candidate;
            }
        }
        struct outcome outcome;
        if (!tried.count) {
            return true;
        }
        if (!judge_trial(fixing, &tried, true, &outcome, error)) {
            return false;
        }
        for (size_t i = 0; i < fixing->patches.count; i++) {
            struct patch *patch = &fixing->patches.items[i];
            if (!patch->is_finished) {
                settle(fixing, patch, &outcome);
            }
        }
    }
    return true;
}

// ---- other files: a later migration may build on what a fix changes

static const struct patch *find_patch(const struct fixing *fixing, struct str path) {
    for (size_t i = 0; i < fixing->patches.count; i++) {
        if (str_equal(fixing->patches.items[i].candidate.path, path)) {
            return &fixing->patches.items[i];
        }
    }
    return NULL;
}

// Has a file that is not changed findings that it did not have?
static bool harms_others(struct fixing *fixing, const struct outcome *before,
                         const struct outcome *after) {
    struct map known = {.arena = fixing->run->arena};
    for (size_t i = 0; i < before->findings.count; i++) {
        struct finding *finding = &before->findings.items[i];
        map_put(&known, finding->fingerprint, finding);
    }
    for (size_t i = 0; i < after->findings.count; i++) {
        const struct finding *finding = &after->findings.items[i];
        const struct patch *patch = find_patch(fixing, finding->path);
        bool is_changed = patch && !str_equal(patch->text, patch->before);
        if (!finding->suppression && !is_changed && !map_find(&known, finding->fingerprint)) {
            return true;
        }
    }
    return false;
}

static bool check_all(struct fixing *fixing, const struct outcome *before, bool *harms,
                      struct cupel_error *error) {
    struct outcome after;
    if (!judge_trial(fixing, fixing->run->candidates, true, &after, error)) {
        return false;
    }
    *harms = harms_others(fixing, before, &after);
    return true;
}

// Takes back the patches that do harm elsewhere: they are put in place one after another.
static bool drop_harmful(struct fixing *fixing, const struct outcome *before,
                         struct cupel_error *error) {
    bool harms = false;
    if (!check_all(fixing, before, &harms, error) || !harms) {
        return !error->message[0];
    }
    size_t count = fixing->patches.count;
    struct str *texts = ARENA_NEW(fixing->run->arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        texts[i] = fixing->patches.items[i].text;
        fixing->patches.items[i].text = fixing->patches.items[i].before;
    }
    for (size_t i = 0; i < count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        if (str_equal(texts[i], patch->before)) {
            continue;
        }
        patch->text = texts[i];
        if (!check_all(fixing, before, &harms, error)) {
            return false;
        }
        if (harms) {
            patch->text = patch->before;
            patch->fixed = 0;
            note(fixing->run, STR_FMT ": not changed: a later migration builds on it",
                 STR_ARG(patch->candidate.path));
        }
    }
    return true;
}

static bool work_out(struct fixing *fixing, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct outcome before;
    run->fixing = fixing;
    if (!run->candidates) {
        return true; // nothing was judged
    }
    // What rules come to know must not lie in a trial's memory.
    return rules_need_all(run->arena, &run->rules, error) &&
           judge_trial(fixing, run->candidates, true, &before, error) &&
           find_patches(fixing, &before, error) && run_rounds(fixing, error) &&
           drop_harmful(fixing, &before, error);
}

bool cupel_fix(struct cupel_run *run, bool unsafe, struct cupel_error *error) {
    struct fixing *fixing = ARENA_NEW(run->arena, struct fixing, 1);
    *fixing = (struct fixing){.run = run, .unsafe = unsafe};
    return work_out(fixing, error);
}

bool cupel_silence(struct cupel_run *run, const char *reason, struct cupel_error *error) {
    struct fixing *fixing = ARENA_NEW(run->arena, struct fixing, 1);
    *fixing = (struct fixing){.run = run, .reason = str_copy(run->arena, str_from(reason))};
    return work_out(fixing, error);
}

// ---- what came of it

bool fixing_find(const struct cupel_run *run, struct str path, struct str *text) {
    const struct patch *patch = run->fixing ? find_patch(run->fixing, path) : NULL;
    if (!patch || str_equal(patch->text, patch->before)) {
        return false;
    }
    *text = patch->text;
    return true;
}

bool cupel_write_diff(const struct cupel_run *run, FILE *out, struct cupel_error *error) {
    struct text text = {.arena = run->arena};
    for (size_t i = 0; run->fixing && i < run->fixing->patches.count; i++) {
        const struct patch *patch = &run->fixing->patches.items[i];
        diff_print(&text, patch->candidate.path, patch->before, patch->text);
    }
    struct str diff = text_str(&text);
    fwrite(diff.size ? diff.data : "", 1, diff.size, out);
    return run_flush(out, error);
}

static bool write_patch(struct fixing *fixing, struct patch *patch, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct str problem = {0};
    switch (replace_file(run->arena, run->root, patch->candidate.path, patch->before,
                         patch->text, &problem)) {
    case REPLACE_DONE:
        return true;
    case REPLACE_CHANGED:
        note(run, STR_FMT ": not changed: the work tree holds another text than was judged",
             STR_ARG(patch->candidate.path));
        break;
    case REPLACE_LINK:
        note(run, STR_FMT ": not changed: a symbolic link leads there",
             STR_ARG(patch->candidate.path));
        break;
    case REPLACE_FAILED:
        error_set(error, str_copy(run->arena, patch->candidate.path).data, 0,
                  "cannot be written: " STR_FMT, STR_ARG(problem));
        break;
    }
    patch->text = patch->before;
    patch->fixed = 0;
    return false;
}

static bool reads_work_tree(const struct cupel_run *run) {
    return run->options.selection != CUPEL_STAGED && run->options.selection != CUPEL_RANGE;
}

// From here on the run is about the files as they are now.
static bool judge_again(struct fixing *fixing, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct outcome outcome;
    if (!judge_trial(fixing, run->candidates, false, &outcome, error)) {
        return false;
    }
    outcome.verbose = run->outcome.verbose;
    outcome.quiet = run->outcome.quiet;
    outcome.color = run->outcome.color;
    outcome.width = run->outcome.width;
    outcome.folder = run->outcome.folder;
    outcome.away = run->outcome.away;
    outcome.elapsed_us = run->outcome.elapsed_us;
    for (size_t i = 0; !fixing->reason.size && i < fixing->patches.count; i++) {
        outcome.fixed_count += fixing->patches.items[i].fixed;
    }
    run->outcome = outcome;
    return true;
}

bool cupel_apply(struct cupel_run *run, struct cupel_error *error) {
    struct fixing *fixing = run->fixing;
    size_t written = 0;
    for (size_t i = 0; fixing && i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        if (!str_equal(patch->text, patch->before)) {
            written += write_patch(fixing, patch, error);
        }
    }
    if (error->message[0]) {
        return false;
    }
    if (written && !reads_work_tree(run)) {
        note(run, "%zu %s changed in the work tree; what was judged is as it was", written,
             written == 1 ? "file" : "files");
        return true;
    }
    return !written || judge_again(fixing, error);
}
