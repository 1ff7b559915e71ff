// Fixes, and suppressions that are added: tried in memory, judged anew, then written.
//
// Each round makes what fits together in each file and judges the files as they would be. What
// a file gains must be just what was meant: the findings are gone, and no other came. Else its
// fixes are tried one by one, and those that do harm are left.
#include "base/diff.h"
#include "base/error.h"
#include "cupel_patch.h"
#include "lint/baseline.h"
#include "project/replace.h"
#include "report/terminal.h"

enum { ROUND_LIMIT = 200 }; // attempts at one file; each makes a fix, or leaves one for good

// ---- judging what would be

static void free_arena(void *handle) {
    arena_free(handle);
}

bool fixing_judge(struct fixing *fixing, const struct candidates *candidates, bool strict,
                  struct outcome *outcome, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct arena *arena = arena_new();
    struct arena *owner = fixing->trial ? fixing->trial : run->arena;
    arena_own(owner, arena, free_arena);
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
        arena_own(owner, trial.workers.items[i].arena, free_arena);
    }
    if (done && run->baseline) {
        baseline_apply(arena, run->baseline, &trial.outcome);
    }
    *outcome = trial.outcome;
    return done;
}

// ---- rounds

static const struct migration *find_migration(const struct outcome *outcome, struct str path) {
    for (size_t i = 0; i < outcome->judged.count; i++) {
        if (str_equal(outcome->judged.items[i].migration->revision.path, path)) {
            return outcome->judged.items[i].migration;
        }
    }
    return NULL;
}

// Does the base branch have the migration, and would a change of it be a finding?
static bool is_released(const struct cupel_run *run, const struct outcome *now,
                        struct str path) {
    const struct rule *rule = rules_find(&run->rules, STR("released-migration-edited"));
    const struct migration *migration = find_migration(now, path);
    struct lint_settings lint = run->lint;
    if (run->options.select) {
        lint.select = (struct str_list){0}; // it narrows what is fixed, not what is kept
    }
    return rule && migration && migration->kind == MIGRATION_PYTHON &&
           run->fixing_base->is_known && !migration->revision.is_pending &&
           lint_in_force(&lint, rule, path);
}

// The files that something can be done about, as they are now.
static bool find_patches(struct fixing *fixing, const struct outcome *now,
                         struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    for (size_t i = 0; i < run->candidates->count; i++) {
        struct patch patch = {.candidate = run->candidates->items[i]};
        patch.findings = patch_findings(run->arena, now, patch.candidate.path);
        struct str problem;
        if (patch.findings.count && patch_is_readable(now, patch.candidate.path) &&
            files_read(run->files, patch.candidate.path, &patch.before, &problem) ==
                FILE_READ) {
            patch.text = patch.before;
            patch.is_released = is_released(run, now, patch.candidate.path);
            *ARENA_PUSH(run->arena, &fixing->patches) = patch;
        }
    }
    return error->message[0] == '\0';
}

// A round of which nothing is kept leaves nothing behind: where many fixes are refused, one by
// one, memory would else grow with each.
static bool run_round(struct fixing *fixing, const struct candidates *tried,
                      struct cupel_error *error) {
    struct outcome outcome;
    fixing->trial = arena_new();
    bool done = fixing_judge(fixing, tried, true, &outcome, error), is_kept = false;
    for (size_t i = 0; done && i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        if (!patch->is_finished) {
            is_kept |= patch_settle(fixing, patch, &outcome);
        }
    }
    if (is_kept) {
        arena_own(fixing->run->arena, fixing->trial, free_arena);
    } else {
        arena_free(fixing->trial);
    }
    fixing->trial = NULL;
    return done;
}

static bool run_rounds(struct fixing *fixing, struct cupel_error *error) {
    for (size_t round = 0; round < ROUND_LIMIT; round++) {
        struct candidates tried = {0};
        for (size_t i = 0; i < fixing->patches.count; i++) {
            struct patch *patch = &fixing->patches.items[i];
            if (!patch->is_finished && patch_attempt(fixing, patch)) {
                *ARENA_PUSH(fixing->run->arena, &tried) = patch->candidate;
            }
        }
        if (!tried.count) {
            return true;
        }
        if (!run_round(fixing, &tried, error)) {
            return false;
        }
    }
    return true;
}

static void note_spared(struct fixing *fixing) {
    for (size_t i = 0; i < fixing->patches.count; i++) {
        const struct patch *patch = &fixing->patches.items[i];
        if (patch->is_spared) {
            note(fixing->run,
                 STR_FMT ": not fixed: the base branch has it (--ignore "
                         "released-migration-edited lets it change)",
                 STR_ARG(patch->candidate.path));
        }
    }
}

// ---- other files: a later migration may build on what a fix changes

struct patch *fixing_find_patch(const struct fixing *fixing, struct str path) {
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
        const struct patch *patch = fixing_find_patch(fixing, finding->path);
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
    if (!fixing_judge(fixing, fixing->run->candidates, true, &after, error)) {
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
    bool done = rules_need_all(run->arena, &run->rules, error) &&
                fixing_judge(fixing, run->candidates, true, &before, error) &&
                find_patches(fixing, &before, error) && run_rounds(fixing, error) &&
                drop_harmful(fixing, &before, error);
    note_spared(fixing);
    return done;
}

bool cupel_fix(struct cupel_run *run, bool unsafe, struct cupel_error *error) {
    struct fixing *fixing = ARENA_NEW(run->arena, struct fixing, 1);
    *fixing = (struct fixing){.run = run, .unsafe = unsafe, .candidates = run->candidates};
    return work_out(fixing, error);
}

bool cupel_silence(struct cupel_run *run, const char *reason, struct cupel_error *error) {
    struct fixing *fixing = ARENA_NEW(run->arena, struct fixing, 1);
    *fixing = (struct fixing){.run = run,
                              .reason = str_copy(run->arena, str_from(reason)),
                              .candidates = run->candidates};
    return work_out(fixing, error);
}

// ---- what came of it

bool fixing_find(const struct cupel_run *run, struct str path, struct str *text) {
    const struct patch *patch = run->fixing ? fixing_find_patch(run->fixing, path) : NULL;
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
        if (patch->is_new) {
            diff_print_new(&text, patch->candidate.path, patch->text);
        } else {
            diff_print(&text, patch->candidate.path, patch->before, patch->text);
        }
    }
    struct str diff = text_str(&text);
    if (run->outcome.width > 0) { // read by people: elsewhere `git apply` takes it as it is
        diff = printable(run->arena, diff);
    }
    fwrite(diff.size ? diff.data : "", 1, diff.size, out);
    return run_flush(out, error);
}

// Says why files were not written. True: that is no error.
static bool say_unwritten(struct fixing *fixing, struct str path, enum replace_result result,
                          struct str problem, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    switch (result) {
    case REPLACE_DONE:
        break;
    case REPLACE_CHANGED:
        note(run, STR_FMT ": not changed: the work tree holds another text than was judged",
             STR_ARG(path));
        break;
    case REPLACE_LINK:
        note(run, STR_FMT ": not changed: a symbolic link leads there", STR_ARG(path));
        break;
    case REPLACE_FAILED:
        error_set(error, str_copy(run->arena, path).data, 0, "cannot be written: " STR_FMT,
                  STR_ARG(problem));
        return false;
    }
    return true;
}

static void take_back(struct patch *patch) {
    patch->text = patch->before;
    patch->fixed = 0;
}

// Each file by itself: a fix is about one alone.
static size_t write_each(struct fixing *fixing, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    size_t written = 0;
    for (size_t i = 0; i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        struct str path = patch->candidate.path;
        struct str problem = {0};
        if (str_equal(patch->text, patch->before)) {
            continue;
        }
        enum replace_result result =
            replace_file(run->arena, run->root, path, patch->before, patch->text, &problem);
        written += result == REPLACE_DONE;
        say_unwritten(fixing, path, result, problem, error);
        if (result != REPLACE_DONE) {
            take_back(patch);
        }
    }
    return written;
}

// Chains of revisions hang together: all files or none.
static size_t write_all(struct fixing *fixing, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    size_t count = fixing->patches.count;
    struct replacement *items = ARENA_NEW(run->arena, struct replacement, count + 1);
    struct str problem = {0};
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const struct patch *patch = &fixing->patches.items[i];
        items[i] = (struct replacement){patch->candidate.path, patch->before, patch->text,
                                        patch->is_new};
    }
    enum replace_result result =
        replace_files(run->arena, run->root, items, count, &at, &problem);
    if (result == REPLACE_DONE) {
        return count;
    }
    say_unwritten(fixing, items[at].path, result, problem, error);
    fixing->candidates = run->candidates;
    fixing->patches.count = 0;
    return 0;
}

static bool reads_work_tree(const struct cupel_run *run) {
    return run->options.selection != CUPEL_STAGED && run->options.selection != CUPEL_RANGE;
}

// From here on the run is about the files as they are now.
static bool judge_again(struct fixing *fixing, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct outcome outcome;
    if (!fixing_judge(fixing, fixing->candidates, false, &outcome, error)) {
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
    if (fixing) {
        written = fixing->splits ? write_all(fixing, error) : write_each(fixing, error);
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
