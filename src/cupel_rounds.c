// Fixes in rounds. Each round makes what fits together in each file and judges the files as they
// would be. What a file gains must be just what was meant: the findings are gone, and no other
// came. Else fewer of its fixes are tried, and one that does harm alone is left. In the end all
// is judged: what harms a later migration is left as well.
//
// A round leaves only a verdict behind for each file that it tried, and takes the migrations that
// nobody changed as they were evaluated before: so rounds cost little beside the judging of all.
#include "cupel_patch.h"

enum {
    ROUND_LIMIT = 200, // attempts at one file; each makes a fix, or leaves one for good
    PASS_LIMIT = 6     // times that all is judged to find what does harm
};

// ---- what there is to do

static const struct migration *find_migration(const struct outcome *outcome, struct str path) {
    for (size_t i = 0; i < outcome->judged.count; i++) {
        if (str_equal(outcome->judged.items[i].migration->revision.path, path)) {
            return outcome->judged.items[i].migration;
        }
    }
    return NULL;
}

// Does the base branch have the migration, and would a change of it be a finding?
static bool is_released(const struct cupel_run *run, const struct migration *migration) {
    const struct rule *rule = rules_find(&run->rules, STR("released-migration-edited"));
    struct lint_settings lint = run->lint;
    if (run->options.select) {
        lint.select = (struct str_list){0}; // it narrows what is fixed, not what is kept
    }
    return rule && migration->kind == MIGRATION_PYTHON && run->fixing_base->is_known &&
           !migration->revision.is_pending &&
           lint_in_force(&lint, rule, migration->revision.path);
}

static void add_patch(struct fixing *fixing, const struct outcome *now,
                      struct candidate candidate) {
    struct cupel_run *run = fixing->run;
    const struct migration *migration = find_migration(now, candidate.path);
    if (!migration || migration->unreadable.size || !migration->source) {
        return;
    }
    struct patch patch = {.candidate = candidate, .most = SIZE_MAX};
    patch.first = patch_verdict(fixing, &patch, now);
    if (patch.first.remedies.count) {
        patch.now = patch.first;
        patch.before = str_copy(run->arena, migration->source->text); // that was judged
        patch.text = patch.before;
        patch.is_released = is_released(run, migration);
        *ARENA_PUSH(run->arena, &fixing->patches) = patch;
    }
}

// The file of a revision comes behind those of its down revisions.
static void put_in_order(struct fixing *fixing, const struct outcome *now) {
    struct arena *arena = fixing->run->arena;
    for (size_t i = 0; i < now->history_count; i++) {
        const struct history *history = &now->histories[i];
        for (size_t k = 0; k < history->count; k++) {
            struct str path = history->revisions[history->order[k]].path;
            struct patch *patch = fixing_find_patch(fixing, path);
            if (patch && !patch->is_tried) {
                patch->is_tried = true;
                *ARENA_PUSH(arena, &fixing->order) = patch;
            }
        }
    }
    for (size_t i = 0; i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        if (!patch->is_tried) {
            *ARENA_PUSH(arena, &fixing->order) = patch; // it stands in no history
        }
    }
}

// ---- rounds

static void end_trial(struct fixing *fixing) {
    arena_free(fixing->trial);
    fixing->trial = NULL;
}

static bool run_round(struct fixing *fixing, const struct candidates *tried,
                      struct cupel_error *error) {
    struct outcome outcome;
    fixing->trial = arena_new();
    bool done = fixing_judge(fixing, tried, true, &outcome, error);
    for (size_t i = 0; done && i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        if (!patch->is_finished) {
            patch_settle(fixing, patch, &outcome);
        }
    }
    end_trial(fixing);
    return done;
}

static bool run_rounds(struct fixing *fixing, struct cupel_error *error) {
    for (size_t round = 0; round < ROUND_LIMIT; round++) {
        struct candidates tried = {0};
        for (size_t i = 0; i < fixing->order.count; i++) {
            struct patch *patch = fixing->order.items[i];
            if (!patch->is_finished) {
                patch_attempt(fixing, patch);
            }
        }
        for (size_t i = 0; i < fixing->patches.count; i++) {
            if (!fixing->patches.items[i].is_finished) {
                *ARENA_PUSH(fixing->run->arena, &tried) = fixing->patches.items[i].candidate;
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

// ---- other files: a later migration may build on what a fix changes

static bool is_changed(const struct patch *patch) {
    return patch && !str_equal(patch->text, patch->before);
}

// Was it there before, or when the file's last fix was tried?
static bool is_known(const struct fixing *fixing, const struct map *known,
                     const struct finding *finding) {
    const struct patch *patch = fixing_find_patch(fixing, finding->path);
    return map_find(known, finding->fingerprint) ||
           (is_changed(patch) && verdict_has(&patch->now, finding));
}

// What files have by the changes of others.
static struct finding_list find_harm(struct fixing *fixing, const struct map *known,
                                     const struct outcome *after) {
    struct finding_list harm = {0};
    for (size_t i = 0; i < after->findings.count; i++) {
        const struct finding *finding = &after->findings.items[i];
        if (!finding->suppression && !is_known(fixing, known, finding)) {
            *ARENA_PUSH(fixing->trial, &harm) = finding;
        }
    }
    return harm;
}

// Is it about what the remedy makes? Else, `by_table`: about its table?
static bool is_to_blame(const struct remedy *remedy, const struct finding *harm,
                        bool by_table) {
    if (by_table) {
        return remedy->table.size && harm->step && str_equal(harm->step->table, remedy->table);
    }
    for (size_t i = 0; i < remedy->fix.makes.count; i++) {
        if (str_find(harm->message, remedy->fix.makes.items[i], 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static size_t blame(struct fixing *fixing, const struct finding *harm, bool by_table) {
    size_t found = 0;
    for (size_t i = 0; i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        size_t before = found;
        for (size_t k = 0; k < patch->taken.count; k++) {
            const struct remedy *remedy = patch->taken.items[k];
            if (is_to_blame(remedy, harm, by_table)) {
                patch_refuse(fixing, patch, remedy);
                found++;
            }
        }
        patch->is_tried = patch->is_tried || found > before;
    }
    return found;
}

// Remedies that make what a migration of another file makes as well.
static size_t refuse_doubles(struct fixing *fixing, struct patch *patch,
                             const struct judged *judged) {
    size_t found = 0;
    for (size_t i = 0; i < judged->steps.count; i++) {
        const struct operation *operation = judged->steps.items[i].operation;
        for (size_t k = 0; operation->kind == OP_CREATE_INDEX && k < patch->taken.count; k++) {
            const struct remedy *remedy = patch->taken.items[k];
            if (str_list_has(&remedy->fix.makes, operation->name)) {
                patch_refuse(fixing, patch, remedy);
                found++;
            }
        }
    }
    return found;
}

static bool makes_any(const struct patch *patch) {
    size_t i = 0;
    while (i < patch->taken.count && !patch->taken.items[i]->fix.makes.count) {
        i++;
    }
    return i < patch->taken.count;
}

// No rule speaks of an index whose name is there already.
static bool find_doubles(struct fixing *fixing, const struct outcome *after) {
    size_t found = 0;
    for (size_t i = 0; i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        size_t before = found;
        for (size_t k = 0; makes_any(patch) && k < after->judged.count; k++) {
            const struct judged *judged = &after->judged.items[k];
            if (!judged->is_downgrade &&
                !str_equal(judged->migration->revision.path, patch->candidate.path)) {
                found += refuse_doubles(fixing, patch, judged);
            }
        }
        patch->is_tried = found > before;
    }
    return found > 0;
}

// Starts the files again whose fixes are to blame. False: there is harm that no fix is to blame
// for.
static bool refuse_harmful(struct fixing *fixing, const struct finding_list *harm) {
    for (size_t i = 0; i < harm->count; i++) {
        if (!blame(fixing, harm->items[i], false) && !blame(fixing, harm->items[i], true)) {
            return false;
        }
    }
    for (size_t i = 0; i < fixing->patches.count; i++) {
        struct patch *patch = &fixing->patches.items[i];
        if (patch->is_tried) {
            note_detail(fixing->run,
                        STR_FMT ": a fix is left: another migration builds on what it changes",
                        STR_ARG(patch->candidate.path));
            patch_restart(patch);
        }
    }
    return true;
}

// Judges all; false with the error set. `*is_left` (may be NULL): what did harm was left, and more
// is to do.
static bool check_all(struct fixing *fixing, const struct map *known, bool *harms,
                      bool *is_left, struct cupel_error *error) {
    struct outcome after;
    struct finding_list harm = {0};
    fixing->trial = arena_new();
    bool done = fixing_judge(fixing, fixing->run->candidates, true, &after, error);
    if (done) {
        harm = find_harm(fixing, known, &after);
    }
    *harms = done && (find_doubles(fixing, &after) || harm.count);
    if (is_left) {
        *is_left = *harms && refuse_harmful(fixing, &harm);
    }
    end_trial(fixing);
    return done;
}

// Puts the texts first to end in place, as far as they do no harm: by halves.
static bool put_back(struct fixing *fixing, const struct map *known, const struct str *texts,
                     struct span part, struct cupel_error *error) {
    bool harms = false;
    bool is_other = false;
    for (uint32_t i = part.start; i < part.end; i++) {
        struct patch *patch = &fixing->patches.items[i];
        is_other |= !str_equal(texts[i], patch->before);
        patch->text = texts[i];
    }
    if (!is_other || !check_all(fixing, known, &harms, NULL, error) || !harms) {
        return error->message[0] == '\0';
    }
    for (uint32_t i = part.start; i < part.end; i++) {
        patch_restart(&fixing->patches.items[i]);
    }
    if (part.end - part.start == 1) {
        note(fixing->run, STR_FMT ": not changed: a later migration builds on it",
             STR_ARG(fixing->patches.items[part.start].candidate.path));
        return true;
    }
    uint32_t middle = part.start + (part.end - part.start) / 2;
    return put_back(fixing, known, texts, (struct span){part.start, middle}, error) &&
           put_back(fixing, known, texts, (struct span){middle, part.end}, error);
}

// Takes back the files that do harm elsewhere, where no fix of them is known to.
static bool drop_harmful(struct fixing *fixing, const struct map *known,
                         struct cupel_error *error) {
    size_t count = fixing->patches.count;
    struct str *texts = ARENA_NEW(fixing->run->arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        texts[i] = fixing->patches.items[i].text;
        fixing->patches.items[i].text = fixing->patches.items[i].before;
    }
    return put_back(fixing, known, texts, (struct span){0, (uint32_t)count}, error);
}

static bool changes_any(const struct fixing *fixing) {
    size_t i = 0;
    while (i < fixing->patches.count && !is_changed(&fixing->patches.items[i])) {
        i++;
    }
    return i < fixing->patches.count;
}

static bool run_passes(struct fixing *fixing, const struct map *known,
                       struct cupel_error *error) {
    bool harms = true, is_left = true;
    for (size_t pass = 0; pass < PASS_LIMIT && is_left; pass++) {
        if (!run_rounds(fixing, error)) {
            return false;
        }
        if (!changes_any(fixing)) {
            return true;
        }
        if (!check_all(fixing, known, &harms, &is_left, error)) {
            return false;
        }
    }
    return !harms || drop_harmful(fixing, known, error);
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

// What the run has evaluated serves the trials as well.
static void remember(struct fixing *fixing) {
    const struct outcome *outcome = &fixing->run->outcome;
    fixing->evaluated.arena = fixing->run->arena;
    for (size_t i = 0; i < outcome->judged.count; i++) {
        const struct migration *migration = outcome->judged.items[i].migration;
        if (migration->source) {
            map_put(&fixing->evaluated, migration->revision.path, (void *)migration);
        }
    }
}

// What there is to do; what was found before goes to `known`.
static bool look(struct fixing *fixing, struct map *known, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct outcome before;
    fixing->trial = arena_new();
    bool done = fixing_judge(fixing, run->candidates, true, &before, error);
    for (size_t i = 0; done && i < run->candidates->count; i++) {
        add_patch(fixing, &before, run->candidates->items[i]);
    }
    for (size_t i = 0; done && i < before.findings.count; i++) {
        map_put(known, str_copy(run->arena, before.findings.items[i].fingerprint), fixing);
    }
    if (done) {
        put_in_order(fixing, &before);
    }
    end_trial(fixing);
    return done;
}

bool fixing_work_out(struct fixing *fixing, struct cupel_error *error) {
    struct cupel_run *run = fixing->run;
    struct map known = {.arena = run->arena};
    if (!run->candidates) {
        return true; // nothing was judged
    }
    // What rules come to know must not lie in a trial's memory.
    if (!rules_need_all(run->arena, &run->rules, error)) {
        return false;
    }
    struct arena *arena = arena_new();
    fixing->helpers = reading_helpers(run, arena);
    remember(fixing);
    bool done = look(fixing, &known, error) && run_passes(fixing, &known, error);
    fixing->helpers = NULL;
    arena_free(arena);
    // One migration may import another: all is judged once more, with nothing taken for known.
    done = done && (!changes_any(fixing) || drop_harmful(fixing, &known, error));
    note_spared(fixing);
    return done;
}
