// Fixes, and suppressions that are added: judging what would be, and writing what came of it.
#include "base/diff.h"
#include "base/error.h"
#include "cupel_patch.h"
#include "lint/baseline.h"
#include "project/replace.h"
#include "report/terminal.h"

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
    trial.evaluated = fixing->helpers ? &fixing->evaluated : NULL;
    trial.helpers = fixing->helpers;
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
                  patch->chosen.count ? patch->attempt : patch->text);
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

struct patch *fixing_find_patch(const struct fixing *fixing, struct str path) {
    for (size_t i = 0; i < fixing->patches.count; i++) {
        if (str_equal(fixing->patches.items[i].candidate.path, path)) {
            return &fixing->patches.items[i];
        }
    }
    return NULL;
}

// ---- what is asked for

static bool work_out(struct fixing fixing, struct cupel_error *error) {
    fixing.run->fixing = ARENA_NEW(fixing.run->arena, struct fixing, 1);
    *fixing.run->fixing = fixing;
    return fixing_work_out(fixing.run->fixing, error);
}

bool cupel_fix(struct cupel_run *run, bool unsafe, struct cupel_error *error) {
    return work_out(
        (struct fixing){.run = run, .unsafe = unsafe, .candidates = run->candidates}, error);
}

bool cupel_silence(struct cupel_run *run, const char *reason, struct cupel_error *error) {
    struct str words = str_copy(run->arena, str_from(reason));
    return work_out((struct fixing){.run = run, .reason = words, .candidates = run->candidates},
                    error);
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
