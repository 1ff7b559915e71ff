// Findings that go in several revisions: which are meant, and whether what comes of it is sound.
//
// In rounds, as fixes: the findings about one table of a migration are split together, in
// memory, and all files are judged as they would be. What is split must be gone and nothing
// new be there; else they are tried one by one, and one that does harm alone is left.
#include <string.h>

#include "base/error.h"
#include "cupel_chain.h"
#include "lint/edits.h"

enum { ROUND_LIMIT = 1000 };

struct splitting {
    struct fixing *fixing;
    // What is meant: one finding, what stands at a line, or what rules say
    struct str fingerprint, path;
    uint32_t line;
    struct lint_settings rules;
    bool names_rules;        // ids alone, no category
    struct str_list refused; // fingerprints
    struct str_list alone;   // paths of migrations whose findings are tried one by one
    bool looked_for_convention, has_convention, changes_names;
    bool has_shared;
    size_t found, split;
};

// ---- what is meant

static bool is_hex(struct str word) {
    for (size_t i = 0; i < word.size; i++) {
        if (!strchr("0123456789abcdef", word.data[i])) {
            return false;
        }
    }
    return true;
}

static bool read_place(struct splitting *splitting, struct str which) {
    struct cupel_run *run = splitting->fixing->run;
    size_t colon = str_find_last(which, ':');
    uint32_t line = 0;
    for (size_t i = colon + 1; colon != SIZE_MAX && i < which.size; i++) {
        char c = which.data[i];
        if (c < '0' || c > '9' || line > 100000000) {
            return false;
        }
        line = line * 10 + (uint32_t)(c - '0');
    }
    splitting->line = line;
    return line > 0 && run_path(run, str_copy(run->arena, str_slice(which, 0, colon)).data,
                                &splitting->path);
}

static bool read_rules(struct splitting *splitting, struct str which,
                       struct cupel_error *error) {
    struct cupel_run *run = splitting->fixing->run;
    struct str rest = which;
    struct str word;
    splitting->names_rules = true;
    while (str_split(&rest, ',', &word)) {
        *ARENA_PUSH(run->arena, &splitting->rules.select) = str_trim(word);
        splitting->names_rules &= rules_find(&run->rules, str_trim(word)) != NULL;
    }
    struct cupel_error detail = {0};
    if (!lint_settings_check(run->arena, &splitting->rules, &run->rules, NULL, &detail)) {
        error_set(error, NULL, 0, "--split " STR_FMT ": %s", STR_ARG(which), detail.message);
        return false;
    }
    return true;
}

static bool read_which(struct splitting *splitting, struct str which,
                       struct cupel_error *error) {
    enum { FINGERPRINT_SIZE = 16 };
    if (which.size == FINGERPRINT_SIZE && is_hex(which)) {
        splitting->fingerprint = which;
        return true;
    }
    return read_place(splitting, which) || read_rules(splitting, which, error);
}

static bool is_meant(const struct splitting *splitting, const struct finding *finding) {
    if (finding->suppression) {
        return false;
    }
    if (splitting->fingerprint.size) {
        return str_equal(finding->fingerprint, splitting->fingerprint);
    }
    if (splitting->line) {
        return str_equal(finding->path, splitting->path) && finding->source &&
               source_place(finding->source, finding->span.start).line == splitting->line;
    }
    return lint_selects(&splitting->rules, finding->rule);
}

static void refuse(struct splitting *splitting, const struct finding *finding,
                   struct str problem) {
    struct cupel_run *run = splitting->fixing->run;
    uint32_t line =
        finding->source ? source_place(finding->source, finding->span.start).line : 0;
    *ARENA_PUSH(run->arena, &splitting->refused) = str_copy(run->arena, finding->fingerprint);
    note(run, STR_FMT ":%u: " STR_FMT " is not split: " STR_FMT, STR_ARG(finding->path), line,
         STR_ARG(finding->rule->id), STR_ARG(problem));
}

// ---- what may be split

// Does the repository have a naming convention, which gives names to constraints without one; and
// one that changes given names as well? Those that went through op.f() it leaves. Source:
// SQLAlchemy, Configuring Constraint Naming Conventions.
static void find_convention(struct splitting *splitting) {
    struct cupel_run *run = splitting->fixing->run;
    struct str_list paths = {0};
    if (splitting->looked_for_convention) {
        return;
    }
    splitting->looked_for_convention = true;
    files_survey(run->files, run->folder, &paths);
    for (size_t i = 0; i < paths.count; i++) {
        struct str text, problem;
        size_t project;
        if (str_ends(paths.items[i], STR(".py")) &&
            !selection_is_migration_path(run, paths.items[i], &project) &&
            files_read(run->files, paths.items[i], &text, &problem) == FILE_READ) {
            splitting->has_convention |=
                str_find(text, STR("naming_convention"), 0) != SIZE_MAX;
            splitting->changes_names |=
                str_find(text, STR("%(constraint_name)s"), 0) != SIZE_MAX;
        }
    }
}

static bool has_plain_name(const struct finding *finding) {
    struct str text = str_slice(finding->source->text, finding->span.start, finding->span.end);
    return finding->step->operation->from_sql || str_find(text, STR(".f("), 0) != SIZE_MAX;
}

static struct str why_not(struct splitting *splitting, const struct outcome *now,
                          const struct finding *finding) {
    const struct cupel_run *run = splitting->fixing->run;
    const struct migration *migration = finding->migration;
    if (!finding->rule->fix.shape || !finding->step || !migration) {
        return STR("there is no general way to");
    }
    if (run->fixing_base->is_known && !migration->revision.is_pending) {
        return STR("the base branch has the migration, and databases have run it");
    }
    if (migration->kind != MIGRATION_PYTHON || !chain_history(now, migration)) {
        return STR("the file belongs to no Alembic project");
    }
    find_convention(splitting);
    if (finding->step->operation->kind == OP_ADD_CONSTRAINT && !has_plain_name(finding) &&
        splitting->changes_names) {
        return STR("a naming convention may change the constraint's name: say op.f(…)");
    }
    return (struct str){0};
}

static const struct stages *make_stages(struct splitting *splitting, const struct outcome *now,
                                        const struct finding *finding) {
    struct arena *arena = splitting->fixing->run->arena;
    struct stages *stages = ARENA_NEW(arena, struct stages, 1);
    struct fix_subject subject;
    struct str problem = why_not(splitting, now, finding);
    if (!problem.size && !fix_subject_make(arena, now, finding, &subject)) {
        problem = STR("its file cannot be read");
    }
    if (!problem.size && !stage_make(&subject, !splitting->has_convention, stages)) {
        problem = stages->problem;
    }
    if (problem.size) {
        refuse(splitting, finding, problem);
        return NULL;
    }
    return stages;
}

static bool is_open(const struct splitting *splitting, const struct finding *finding) {
    // Of whole categories only what has a way is spoken of.
    bool is_silent =
        !splitting->fingerprint.size && !splitting->line && !splitting->names_rules;
    return is_meant(splitting, finding) &&
           !str_list_has(&splitting->refused, finding->fingerprint) &&
           (!is_silent || (finding->rule->fix.shape && !finding->is_downgrade));
}

static bool is_alone(const struct splitting *splitting, const struct chain *chain) {
    return chain->migration && str_list_has(&splitting->alone, chain->migration->revision.path);
}

// Findings about one table of one migration. False when there is none left.
static bool find_group(struct splitting *splitting, struct chain *chain) {
    struct arena *arena = splitting->fixing->run->arena;
    struct fix_list fixes = {0};
    for (size_t i = 0; i < chain->now->findings.count; i++) {
        const struct finding *finding = &chain->now->findings.items[i];
        const struct finding *first = chain->findings.count ? chain->findings.items[0] : NULL;
        if (!is_open(splitting, finding) ||
            (first && (finding->migration != first->migration || !finding->step ||
                       !str_equal(finding->step->table, first->step->table) ||
                       is_alone(splitting, chain)))) {
            continue;
        }
        const struct stages *stages = make_stages(splitting, chain->now, finding);
        if (!stages || !edits_lie_apart(&fixes, &stages->fix)) {
            continue;
        }
        *ARENA_PUSH(arena, &fixes) = &stages->fix;
        *ARENA_PUSH(arena, &chain->findings) = finding;
        *ARENA_PUSH(arena, &chain->stages) = stages;
        chain->migration = finding->migration;
    }
    return chain->findings.count > 0;
}

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
        bool is_judged =
            str_equal(patch->candidate.path, chain->migration->revision.path) || patch->is_new;
        if (is_judged && !patch_is_readable(after, patch->candidate.path)) {
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

// ---- rounds

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

static void leave(struct splitting *splitting, const struct chain *chain, struct str problem) {
    if (chain->findings.count > 1) {
        note_detail(splitting->fixing->run, STR_FMT ": split one by one: " STR_FMT,
                    STR_ARG(chain->migration->revision.path), STR_ARG(problem));
        struct arena *arena = splitting->fixing->run->arena;
        *ARENA_PUSH(arena, &splitting->alone) =
            str_copy(arena, chain->migration->revision.path);
    } else {
        refuse(splitting, chain->findings.items[0], problem);
    }
}

static void count_split(struct splitting *splitting, const struct chain *chain) {
    struct fixing *fixing = splitting->fixing;
    struct patch *patch = fixing_find_patch(fixing, chain->migration->revision.path);
    patch->fixed += chain->findings.count;
    splitting->split += chain->findings.count;
    for (size_t i = 0; i < chain->findings.count; i++) {
        splitting->has_shared |=
            chain->findings.items[i]->step->transaction_is_shared == TRUTH_YES;
    }
}

// What a trial judges: all, or of many what the chain changes.
static void choose_tried(struct chain *chain) {
    enum { FEW = 48 };
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

// Tries one group. Takes it when it is sound: `now` is what is known then.
static bool run_round(struct splitting *splitting, struct chain *chain, struct outcome *now,
                      struct cupel_error *error) {
    struct fixing *fixing = splitting->fixing;
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
        leave(splitting, chain, chain->problem);
        arena_free(fixing->trial);
    } else {
        arena_own(fixing->run->arena, fixing->trial, free_trial);
        count_split(splitting, chain);
        fixing->candidates = chain->candidates;
        take_in(chain, now, &after);
    }
    fixing->trial = NULL;
    return done;
}

static bool run_rounds(struct splitting *splitting, struct outcome *now,
                       struct cupel_error *error) {
    for (size_t round = 0; round < ROUND_LIMIT; round++) {
        struct chain chain = {.fixing = splitting->fixing, .now = now};
        if (!find_group(splitting, &chain)) {
            return true;
        }
        if (!run_round(splitting, &chain, now, error)) {
            return false;
        }
    }
    return true;
}

static bool check_found(struct splitting *splitting, const struct outcome *now,
                        const char *which, struct cupel_error *error) {
    for (size_t i = 0; i < now->findings.count; i++) {
        if (is_meant(splitting, &now->findings.items[i])) {
            return true;
        }
    }
    if (splitting->fingerprint.size || splitting->line) {
        error_set(error, NULL, 0, "--split %s: nothing is found %s", which,
                  splitting->line ? "there" : "that has this fingerprint");
        return false;
    }
    note(splitting->fixing->run, "nothing to split: no finding of %s", which);
    return true;
}

bool cupel_split(struct cupel_run *run, const char *which, struct cupel_error *error) {
    struct fixing *fixing = ARENA_NEW(run->arena, struct fixing, 1);
    *fixing = (struct fixing){.run = run, .candidates = run->candidates, .splits = true};
    struct splitting splitting = {.fixing = fixing};
    struct outcome now;
    run->fixing = fixing;
    if (!read_which(&splitting, str_copy(run->arena, str_from(which)), error)) {
        return false;
    }
    if (!run->candidates) {
        return true; // nothing was judged
    }
    if (!rules_need_all(run->arena, &run->rules, error) ||
        !fixing_judge(fixing, run->candidates, true, &now, error) ||
        !check_found(&splitting, &now, which, error) || !run_rounds(&splitting, &now, error)) {
        return false;
    }
    if (splitting.has_shared) {
        note(run, "env.py runs all revisions in one transaction, whose locks stay to its end: "
                  "set transaction_per_migration=True, or upgrade revision by revision");
    }
    return true;
}
