#include <time.h>

#include "base/error.h"
#include "cupel_run.h"
#include "lint/baseline.h"
#include "postgres/replay.h"
#include "project/revisions.h"

// One run's judging: the lineages of the projects concerned, and what is judged of them.
struct judging {
    struct cupel_run *run;
    struct candidates candidates;
    struct reading *readings; // by candidate
    struct selection_base base;
    struct past past;
    struct lineages lineages;
};

static struct lineage *find_lineage(struct judging *judging, size_t project) {
    for (size_t i = 0; i < judging->lineages.count; i++) {
        if (judging->lineages.items[i].project == project) {
            return &judging->lineages.items[i];
        }
    }
    return NULL;
}

static bool has_scripts(const struct judging *judging) {
    for (size_t i = 0; i < judging->candidates.count; i++) {
        if (judging->candidates.items[i].is_script) {
            return true;
        }
    }
    return false;
}

// Is it known what the database holds before the migrations judged?
static bool knows_released(const struct judging *judging) {
    return judging->base.is_known || judging->base.has_all;
}

static bool has_deleted(const struct judging *judging, size_t project) {
    const struct candidates *candidates = &judging->candidates;
    for (size_t i = 0; candidates->deleted > 0 && i < candidates->changes.count; i++) {
        size_t owner;
        if (selection_is_migration_path(judging->run, candidates->changes.items[i].old_path,
                                        &owner) &&
            owner == project) {
            return true;
        }
    }
    return false;
}

// The lineages of all projects that have something to judge. A script is judged after what the
// first project's base branch has.
static bool read_lineages(struct judging *judging, struct cupel_error *error) {
    struct cupel_run *run = judging->run;
    struct str_list outside = {0};
    for (size_t project = 0; project < run->projects.count; project++) {
        bool is_concerned = (project == 0 && has_scripts(judging) && knows_released(judging)) ||
                            has_deleted(judging, project);
        for (size_t i = 0; i < judging->candidates.count; i++) {
            is_concerned |= judging->candidates.items[i].project == project;
        }
        if (is_concerned && !lineage_read(run, project, &judging->base, &judging->past,
                                          ARENA_PUSH(run->arena, &judging->lineages), error)) {
            return false;
        }
    }
    for (size_t i = 0; i < judging->candidates.count; i++) {
        const struct candidate *candidate = &judging->candidates.items[i];
        if (candidate->project == SIZE_MAX && !candidate->is_script) {
            *ARENA_PUSH(run->arena, &outside) = candidate->path;
        }
    }
    return outside.count == 0 ||
           lineage_of_files(run, &outside, ARENA_PUSH(run->arena, &judging->lineages), error);
}

// start-after: that revision and what comes before it are taken as they are.
static bool is_before_start(struct judging *judging, const struct candidate *candidate) {
    struct str start_after = judging->run->settings.start_after;
    const struct lineage *lineage = find_lineage(judging, candidate->project);
    if (start_after.size == 0 || !lineage) {
        return false;
    }
    size_t start = history_find(lineage->history, start_after);
    size_t revision = lineage_find_path(lineage, candidate->path);
    return start != SIZE_MAX && revision != SIZE_MAX &&
           (start == revision || history_is_ancestor(lineage->history, revision, start));
}

// Where all projects were read, one of them must have the revision: a mistyped one would let
// everything be judged.
static bool check_start(const struct judging *judging, struct cupel_error *error) {
    const struct settings *settings = &judging->run->settings;
    size_t read = 0;
    for (size_t i = 0; i < judging->lineages.count; i++) {
        const struct lineage *lineage = &judging->lineages.items[i];
        if (history_find(lineage->history, settings->start_after) != SIZE_MAX) {
            return true;
        }
        read += lineage->project != SIZE_MAX;
    }
    if (settings->start_after.size == 0 || read == 0 || read < judging->run->projects.count) {
        return true;
    }
    error_set(error, str_copy(judging->run->arena, settings->path).data, 0,
              "start-after: no migration has the revision \"" STR_FMT "\"",
              STR_ARG(settings->start_after));
    return false;
}

static void drop_before_start(struct judging *judging) {
    struct candidates *candidates = &judging->candidates;
    size_t kept = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        if (is_before_start(judging, &candidates->items[i])) {
            note_detail(judging->run, STR_FMT ": before start-after, not judged",
                        STR_ARG(candidates->items[i].path));
        } else {
            candidates->items[kept++] = candidates->items[i];
        }
    }
    candidates->count = kept;
}

static bool read_candidates(struct judging *judging, struct cupel_error *error) {
    struct cupel_run *run = judging->run;
    size_t count = judging->candidates.count;
    judging->readings = ARENA_NEW(run->arena, struct reading, count);
    for (size_t i = 0; i < count; i++) {
        const struct lineage *lineage =
            find_lineage(judging, judging->candidates.items[i].project);
        judging->readings[i].path = judging->candidates.items[i].path;
        judging->readings[i].naming = lineage ? &lineage->environment.naming : NULL;
        judging->readings[i].is_script = judging->candidates.items[i].is_script;
    }
    if (!reading_all(run, judging->readings, count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct migration *migration = judging->readings[i].migration;
        struct lineage *lineage = find_lineage(judging, judging->candidates.items[i].project);
        if (migration->unreadable.size == 0 && migration->kind == MIGRATION_PYTHON &&
            migration->revision.id.size == 0) {
            migration->unreadable = STR("no revision is assigned");
        }
        size_t revision =
            lineage ? lineage_find_path(lineage, judging->readings[i].path) : SIZE_MAX;
        if (revision != SIZE_MAX) {
            lineage->migrations[revision] = migration;
            lineage->is_judged[revision] = true;
            migration->revision.project = (uint32_t)lineage->project;
            migration->revision.is_pending = lineage->history->revisions[revision].is_pending;
        }
    }
    return true;
}

// Do all migrations of a run share one transaction? Alembic's default: manual,
// EnvironmentContext.configure, transaction_per_migration.
static enum truth is_shared(const struct environment_facts *environment) {
    if (environment->autocommit == TRUTH_YES ||
        environment->transaction_per_migration == TRUTH_YES) {
        return TRUTH_NO;
    }
    bool is_known = environment->autocommit == TRUTH_NO &&
                    environment->transaction_per_migration == TRUTH_NO;
    return is_known ? TRUTH_YES : TRUTH_UNKNOWN;
}

static struct replay_options replay_settings(const struct cupel_run *run,
                                             const struct environment_facts *environment) {
    const struct settings *settings = &run->settings;
    return (struct replay_options){
        .autocommit = environment->autocommit,
        .transaction_is_shared = is_shared(environment),
        .lock_timeout = environment->lock_timeout,
        .statement_timeout = environment->statement_timeout,
        .postgres_version = settings->postgres_version,
        .new_tables_by_migration = settings->new_tables_by_migration,
        .session_timezone = settings->session_timezone,
        .small_tables = &settings->small_tables,
        .rows = &settings->rows,
        .matches = path_matches,
    };
}

static struct judged *add_judged(struct cupel_run *run, const struct migration *migration,
                                 bool is_downgrade, struct steps steps) {
    struct judged *judged = ARENA_PUSH(run->arena, &run->outcome.judged);
    *judged =
        (struct judged){.migration = migration, .is_downgrade = is_downgrade, .steps = steps};
    for (size_t i = 0; i < steps.count; i++) {
        enum operation_kind kind = steps.items[i].operation->kind;
        run->outcome.operation_count +=
            kind != OP_AUTOCOMMIT_BEGIN && kind != OP_AUTOCOMMIT_END;
    }
    return judged;
}

// Does what the migration makes count as in use for those after it? With --all, each one is
// judged as if it came alone.
static bool is_released(const struct cupel_run *run, const struct revision *revision) {
    return !revision->is_pending || run->options.selection == CUPEL_ALL;
}

// A migration's upgrade, after which the catalog stands; its downgrade, from there on, with all
// that the upgrade made in use.
static void replay_judged(struct cupel_run *run, struct catalog *catalog,
                          const struct migration *migration,
                          const struct environment_facts *environment) {
    struct replay_options options = replay_settings(run, environment);
    options.is_released = is_released(run, &migration->revision);
    bool is_script = migration->kind == MIGRATION_SCRIPT;
    bool goes_down = run->options.direction != CUPEL_UP && !is_script;
    struct catalog *before = goes_down ? catalog_copy(run->arena, catalog) : NULL;
    if (run->options.direction == CUPEL_DOWN && !is_script) {
        replay_history(run->arena, catalog, &migration->upgrade, false);
    } else {
        struct judged *up =
            add_judged(run, migration, false,
                       replay(run->arena, catalog, &migration->upgrade, is_script, &options));
        up->naming = &environment->naming;
    }
    if (goes_down) {
        struct catalog *after = catalog_copy(run->arena, catalog);
        options.new_tables_by_migration = true;
        struct judged *down =
            add_judged(run, migration, true,
                       replay(run->arena, after, &migration->downgrade, false, &options));
        down->differences = catalog_differences(run->arena, before, after);
        down->naming = &environment->naming;
    }
}

static bool breaks_graph(const struct history_fault *fault) {
    static const char *const rules[] = {"unknown-down-revision", "duplicate-revision",
                                        "revision-cycle"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (str_is(str_from(fault->rule), rules[i]) && !fault->is_foretold) {
            return true;
        }
    }
    return false;
}

// Why the catalog does not hold all that there is; empty: it does.
static struct str why_incomplete(const struct lineage *lineage, bool is_recalled) {
    if (lineage->project == SIZE_MAX) {
        return STR("the file belongs to no Alembic project");
    }
    if (lineage->is_partial) {
        return STR("the history does not tell all");
    }
    if (lineage->misses_files) {
        return STR("a migration of the history cannot be read");
    }
    for (size_t i = 0; i < lineage->history->faults.count; i++) {
        if (breaks_graph(&lineage->history->faults.items[i])) {
            return STR("the history is broken");
        }
    }
    return is_recalled ? (struct str){0} : STR("the history was not read whole");
}

static struct catalog *start_catalog(struct cupel_run *run, const struct lineage *lineage,
                                     bool is_recalled) {
    struct catalog *catalog = catalog_new(run->arena, run->settings.postgres_version);
    struct str reason = why_incomplete(lineage, is_recalled);
    if (reason.size > 0) {
        catalog_set_incomplete(catalog, reason);
    }
    return catalog;
}

// How much of the history was needed, which is what a run costs.
static void note_recalled(struct cupel_run *run, const struct lineage *lineage) {
    size_t older = 0, read = 0;
    for (size_t i = 0; i < lineage->history->count; i++) {
        older += !lineage->is_judged[i];
        read += !lineage->is_judged[i] && lineage->migrations[i];
    }
    if (older) {
        note_detail(run,
                    "%zu of %zu other revisions were read for what they say of the same names",
                    read, older);
    }
}

static bool replay_lineage(struct cupel_run *run, struct lineage *lineage,
                           struct cupel_error *error) {
    bool is_recalled;
    if (!recall(run, lineage, NULL, &is_recalled, error)) {
        return false;
    }
    note_recalled(run, lineage);
    struct catalog *catalog = start_catalog(run, lineage, is_recalled);
    for (size_t i = 0; i < lineage->history->count; i++) {
        uint32_t revision = lineage->history->order[i];
        const struct migration *migration = lineage->migrations[revision];
        if (!migration) {
            continue; // it names nothing that matters here
        }
        if (migration->unreadable.size > 0) {
            catalog_set_incomplete(catalog, migration->unreadable);
        }
        if (lineage->is_judged[revision]) {
            replay_judged(run, catalog, migration, &lineage->environment);
        } else {
            bool on_branch = !is_released(run, &lineage->history->revisions[revision]);
            replay_history(run->arena, catalog, &migration->upgrade, on_branch);
        }
    }
    return true;
}

// A script runs after what the base branch has; where there is no telling what that is, on a
// database of which nothing is known.
static bool replay_script(struct judging *judging, const struct migration *script,
                          struct cupel_error *error) {
    static const struct environment_facts psql = {0}; // a script is run by no env.py
    struct cupel_run *run = judging->run;
    struct lineage *lineage = find_lineage(judging, 0);
    if (!lineage || !knows_released(judging)) {
        struct catalog *catalog = catalog_new(run->arena, run->settings.postgres_version);
        catalog_set_incomplete(catalog, STR("nothing tells what the database holds"));
        replay_judged(run, catalog, script, &psql);
        return true;
    }
    bool is_recalled;
    if (!recall(run, lineage, script, &is_recalled, error)) {
        return false;
    }
    struct catalog *catalog = start_catalog(run, lineage, is_recalled);
    for (size_t i = 0; i < lineage->history->count; i++) {
        uint32_t revision = lineage->history->order[i];
        if (lineage->migrations[revision] &&
            !lineage->history->revisions[revision].is_pending) {
            replay_history(run->arena, catalog, &lineage->migrations[revision]->upgrade, false);
        }
    }
    replay_judged(run, catalog, script, &psql);
    return true;
}

static bool replay_all(struct judging *judging, struct cupel_error *error) {
    for (size_t i = 0; i < judging->lineages.count; i++) {
        if (!replay_lineage(judging->run, &judging->lineages.items[i], error)) {
            return false;
        }
    }
    for (size_t i = 0; i < judging->candidates.count; i++) {
        const struct candidate *candidate = &judging->candidates.items[i];
        const struct migration *migration = judging->readings[i].migration;
        struct lineage *lineage = find_lineage(judging, candidate->project);
        if (candidate->is_script) {
            if (!replay_script(judging, migration, error)) {
                return false;
            }
        } else if (!lineage || lineage_find_path(lineage, candidate->path) == SIZE_MAX) {
            add_judged(judging->run, migration, false, (struct steps){0}); // it has no revision
        }
    }
    return true;
}

// Lines, for reports that have no source at hand.
static void number_faults(const struct lineage *lineage) {
    struct history *history = lineage->history;
    for (size_t i = 0; i < history->faults.count; i++) {
        struct history_fault *fault = &history->faults.items[i];
        size_t index =
            fault->revision ? lineage_find_path(lineage, fault->revision->path) : SIZE_MAX;
        if (index == SIZE_MAX) {
            continue;
        }
        struct str text = lineage->texts[index];
        uint32_t start = fault->span.end > 0 ? fault->span.start : fault->revision->span.start;
        fault->line = 1;
        for (size_t at = 0; at < start && at < text.size; at++) {
            fault->line += text.data[at] == '\n';
        }
    }
}

// The graphs that history rules and `status` look at; loose files have none.
static void publish_histories(struct judging *judging) {
    struct cupel_run *run = judging->run;
    struct outcome *outcome = &run->outcome;
    struct history *histories = ARENA_NEW(run->arena, struct history, judging->lineages.count);
    for (size_t i = 0; i < judging->lineages.count; i++) {
        const struct lineage *lineage = &judging->lineages.items[i];
        if (lineage->project == SIZE_MAX) {
            continue;
        }
        number_faults(lineage);
        const struct alembic_project *project = &run->projects.items[lineage->project];
        histories[outcome->history_count++] = *lineage->history;
        *ARENA_PUSH(run->arena, &outcome->configs) = project->config;
        *ARENA_PUSH(run->arena, &outcome->script_locations) = project->script_location;
    }
    outcome->histories = histories;
}

static int64_t now_us(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

// Compares the lineages with the base branch; gives how many released files went.
static bool compare_with_base(struct judging *judging, size_t *gone,
                              struct cupel_error *error) {
    struct cupel_run *run = judging->run;
    *gone = 0;
    for (size_t i = 0; i < judging->lineages.count; i++) {
        struct lineage *lineage = &judging->lineages.items[i];
        past_compare(run, &judging->past, &judging->base, lineage);
        *gone += past_find_deleted(run, &judging->past, lineage, &judging->candidates.changes);
        if (!released_judge(run, &judging->past, lineage, error)) {
            return false;
        }
    }
    return true;
}

bool judge_candidates(struct cupel_run *run, const struct candidates *candidates,
                      const struct selection_base *base, struct cupel_error *error) {
    struct judging judging = {.run = run, .candidates = *candidates, .base = *base};
    size_t gone;
    if (!past_find(run, base, &judging.past, error) || !read_lineages(&judging, error)) {
        return false;
    }
    if (!check_start(&judging, error)) {
        return false;
    }
    drop_before_start(&judging);
    if (judging.candidates.count == 0 && candidates->count > 0 && candidates->deleted == 0) {
        note(run, "nothing to judge: all of it comes before start-after");
        return true;
    }
    if (!read_candidates(&judging, error) || !compare_with_base(&judging, &gone, error) ||
        !replay_all(&judging, error)) {
        return false;
    }
    if (!find_references(run, base, &judging.lineages, error)) {
        return false;
    }
    publish_histories(&judging);
    run->outcome.migration_count = judging.candidates.count + gone;
    if (run->outcome.migration_count == 0) {
        note(run, "nothing to judge: the migrations that went were never released");
    }
    return lint(run->arena, &run->rules, &run->lint, &run->outcome, error);
}

static bool read_baseline(struct cupel_run *run, struct baseline *baseline,
                          struct cupel_error *error) {
    const char *path = run->options.baseline;
    struct str text = {0};
    struct str problem = {0};
    if (!path) {
        return true;
    }
    if (files_read_anywhere(run->arena, path, &text, &problem) != FILE_READ) {
        error_set(error, path, 0, "cannot read the baseline%s" STR_FMT,
                  problem.size ? ": " : "", STR_ARG(problem));
        return false;
    }
    return baseline_read(run->arena, path, text, baseline, error);
}

bool run_keep(struct cupel_run *run, const struct candidates *candidates,
              const struct selection_base *base) {
    struct candidates *kept = ARENA_NEW(run->arena, struct candidates, 1);
    struct selection_base *kept_base = ARENA_NEW(run->arena, struct selection_base, 1);
    *kept = *candidates;
    *kept_base = *base;
    run->candidates = kept;
    run->fixing_base = kept_base;
    return true;
}

bool cupel_judge(struct cupel_run *run, struct cupel_error *error) {
    int64_t start = now_us();
    struct candidates candidates = {0};
    struct selection_base base;
    struct baseline *baseline = ARENA_NEW(run->arena, struct baseline, 1);
    if (!selection_find(run, &candidates, error)) {
        return false;
    }
    if (!read_baseline(run, baseline, error)) {
        return false;
    }
    if (candidates.count == 0 && candidates.deleted == 0) {
        return true;
    }
    if (!selection_base(run, &base, error) ||
        !judge_candidates(run, &candidates, &base, error)) {
        return false;
    }
    run_keep(run, &candidates, &base);
    if (run->options.baseline) {
        run->baseline = baseline;
        baseline_apply(run->arena, baseline, &run->outcome);
    }
    run->outcome.elapsed_us = now_us() - start;
    return true;
}

bool cupel_survey(struct cupel_run *run, struct cupel_error *error) {
    struct judging judging = {.run = run};
    if (run->projects.count == 0) {
        return run_need_project(run, error);
    }
    if (!selection_base(run, &judging.base, error) ||
        !past_find(run, &judging.base, &judging.past, error)) {
        return false;
    }
    for (size_t project = 0; project < run->projects.count; project++) {
        if (!lineage_read(run, project, &judging.base, &judging.past,
                          ARENA_PUSH(run->arena, &judging.lineages), error)) {
            return false;
        }
    }
    for (size_t i = 0; i < judging.lineages.count; i++) {
        past_compare(run, &judging.past, &judging.base, &judging.lineages.items[i]);
    }
    publish_histories(&judging);
    return true;
}
