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
    if (!problem.size && !stage_make(&subject, stages)) {
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

// ---- rounds

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

// Tries one group: `now` is what is known then.
static bool run_round(struct splitting *splitting, struct chain *chain, struct outcome *now,
                      struct cupel_error *error) {
    if (!chain_try(chain, now, error)) {
        return false;
    }
    if (chain->problem.size) {
        leave(splitting, chain, chain->problem);
    } else {
        count_split(splitting, chain);
    }
    return true;
}

static bool run_rounds(struct splitting *splitting, struct outcome *now,
                       struct cupel_error *error) {
    for (size_t round = 0; round < ROUND_LIMIT; round++) {
        struct chain chain = {.fixing = splitting->fixing, .now = now};
        if (!find_group(splitting, &chain)) {
            return true;
        }
        if (!run_round(splitting, &chain, now, error) ||
            !chains_refresh(splitting->fixing, now, error)) {
            return false;
        }
    }
    return true;
}

static bool look_and_run(struct splitting *splitting, struct outcome *now,
                         struct cupel_error *error) {
    struct fixing *fixing = splitting->fixing;
    struct outcome first = *now;
    bool harm;
    if (!run_rounds(splitting, now, error) || !chains_check(fixing, &first, &harm, error)) {
        return false;
    }
    if (harm) {
        fixing->patches.count = 0;
        fixing->candidates = fixing->run->candidates;
        splitting->has_shared = false;
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
    fixing->kept = arena_new();
    bool done = rules_need_all(run->arena, &run->rules, error) &&
                fixing_judge(fixing, run->candidates, true, &now, error) &&
                check_found(&splitting, &now, which, error) &&
                look_and_run(&splitting, &now, error);
    arena_free(fixing->kept);
    if (done && splitting.has_shared) {
        note(run, "env.py runs all revisions in one transaction, whose locks stay to its end: "
                  "set transaction_per_migration=True, or upgrade revision by revision");
    }
    return done;
}
