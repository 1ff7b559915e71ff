// Does code still name what a migration drops or renames?

#include "cupel_run.h"
#include "project/code.h"
#include "project/references.h"

enum {
    TARGET_LIMIT = 40, // names that are looked for in a run
    SHOWN_LIMIT = 5,   // places that are named
};

static const char rule_id[] = "dropped-name-still-used";

struct search {
    struct cupel_run *run;
    const struct selection_base *base;
    const struct lineages *lineages;
    struct reference_target *targets;
    struct step **steps; // by target
    size_t count;
    bool is_cut;
};

static bool takes_a_name(const struct step *step) {
    static const enum operation_kind kinds[] = {OP_DROP_COLUMN, OP_RENAME_COLUMN, OP_DROP_TABLE,
                                                OP_RENAME_TABLE};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (step->operation->kind == kinds[i]) {
            return !step->skipped && step->table_is_new != TRUTH_YES;
        }
    }
    return false;
}

static struct str column_name(const struct operation *operation) {
    bool is_of_table = operation->kind == OP_DROP_TABLE || operation->kind == OP_RENAME_TABLE;
    return is_of_table ? (struct str){0} : operation->name;
}

static bool is_same(struct str a, struct str b) {
    return a.size > 0 && str_equal(a, b);
}

// Does the operation bring the name back?
static bool brings_back(const struct operation *operation, const struct operation *gone) {
    bool is_table = is_same(operation->table, gone->table);
    switch (operation->kind) {
    case OP_ADD_COLUMN: {
        struct str name = operation->name.size > 0 ? operation->name : operation->column.name;
        return is_table && is_same(name, column_name(gone));
    }
    case OP_RENAME_COLUMN:
        return is_table && is_same(operation->new_name, column_name(gone));
    case OP_CREATE_TABLE:
        return is_table;
    case OP_RENAME_TABLE:
        return is_same(operation->new_name, gone->table);
    case OP_CREATE_VIEW:
        return is_table && gone->kind != OP_DROP_COLUMN && gone->kind != OP_RENAME_COLUMN;
    default:
        return false;
    }
}

// Later in the migration, or in a later one that is judged with it.
static bool comes_back_here(const struct outcome *outcome, size_t judged, size_t step) {
    const struct operation *gone = outcome->judged.items[judged].steps.items[step].operation;
    for (size_t i = judged; i < outcome->judged.count; i++) {
        const struct judged *later = &outcome->judged.items[i];
        for (size_t k = i == judged ? step + 1 : 0; k < later->steps.count; k++) {
            if (!later->is_downgrade && brings_back(later->steps.items[k].operation, gone)) {
                return true;
            }
        }
    }
    return false;
}

// In a later migration that is not judged. It is read when its text has the name.
static bool comes_back_later(const struct search *search, const struct judged *judged,
                             const struct operation *gone) {
    const struct revision *here = &judged->migration->revision;
    struct str name = column_name(gone).size > 0 ? column_name(gone) : gone->table;
    const struct lineage *lineage = lineages_find(search->lineages, here->project, here->path);
    size_t last = lineage ? lineage->history->count : 0;
    for (size_t i = last; i-- > 0 && !str_equal(here->path, lineage_path(lineage, i));) {
        size_t revision = lineage->history->order[i];
        struct reading reading = {.path = lineage_path(lineage, i),
                                  .naming = &lineage->environment.naming,
                                  .migration = lineage->migrations[revision]};
        struct cupel_error ignored = {0}; // what cannot be read brings nothing back
        if (lineage->is_judged[revision] ||
            str_find(lineage->texts[revision], name, 0) == SIZE_MAX ||
            (!reading.migration && !reading_all(search->run, &reading, 1, &ignored))) {
            continue;
        }
        lineage->migrations[revision] = reading.migration;
        for (size_t k = 0; k < reading.migration->upgrade.count; k++) {
            if (brings_back(&reading.migration->upgrade.items[k], gone)) {
                return true;
            }
        }
    }
    return false;
}

// What the base branch has is deployed: the code there goes with the schema as it is now.
static bool is_ahead(const struct search *search, const struct judged *judged) {
    return !judged->is_downgrade &&
           (!search->base->is_known || judged->migration->revision.is_pending ||
            judged->migration->kind == MIGRATION_SCRIPT);
}

static void add_target(struct search *search, struct step *step) {
    const struct operation *operation = step->operation;
    struct str column = column_name(operation);
    bool is_known = operation->table.size > 0 && !operation_unknown(operation, "table") &&
                    !operation_unknown(operation, "name");
    bool is_of_column =
        operation->kind == OP_DROP_COLUMN || operation->kind == OP_RENAME_COLUMN;
    if (!is_known || (is_of_column && column.size == 0)) {
        return;
    }
    if (search->count == TARGET_LIMIT) {
        search->is_cut = true;
        return;
    }
    search->steps[search->count] = step;
    search->targets[search->count++] =
        (struct reference_target){.table = operation->table, .column = column};
}

static void find_targets(struct search *search) {
    struct outcome *outcome = &search->run->outcome;
    search->targets = ARENA_NEW(search->run->arena, struct reference_target, TARGET_LIMIT);
    search->steps = ARENA_NEW(search->run->arena, struct step *, TARGET_LIMIT);
    for (size_t i = 0; i < outcome->judged.count && !search->is_cut; i++) {
        struct judged *judged = &outcome->judged.items[i];
        for (size_t k = 0;
             is_ahead(search, judged) && k < judged->steps.count && !search->is_cut; k++) {
            struct step *step = &judged->steps.items[k];
            if (takes_a_name(step) && !comes_back_here(outcome, i, k) &&
                (judged->is_downgrade || !comes_back_later(search, judged, step->operation))) {
                add_target(search, step);
            }
        }
    }
}

// "app/models.py:12, app/views.py:9; on origin/main: app/old.py:3; and 2 more"
static struct str places_text(const struct search *search,
                              const struct reference_target *target) {
    struct text text = {.arena = search->run->arena};
    bool on_base = false;
    for (size_t i = 0; i < target->found.count && i < SHOWN_LIMIT; i++) {
        const struct reference *reference = &target->found.items[i];
        if (reference->is_base && !on_base) {
            text_addf(&text, "%son " STR_FMT ": ", i > 0 ? "; " : "",
                      STR_ARG(search->base->name));
        } else if (i > 0) {
            text_add(&text, STR(", "));
        }
        on_base = reference->is_base;
        text_addf(&text, STR_FMT ":%u", STR_ARG(reference->path), reference->line);
    }
    if (target->found.count > SHOWN_LIMIT) {
        text_addf(&text, " and %zu more", target->found.count - SHOWN_LIMIT);
    }
    return text_str(&text);
}

static struct code_lines places_here(const struct search *search,
                                     const struct reference_target *target) {
    struct code_lines places = {0};
    for (size_t i = 0; i < target->found.count && i < SHOWN_LIMIT; i++) {
        const struct reference *reference = &target->found.items[i];
        if (!reference->is_base) {
            *ARENA_PUSH(search->run->arena, &places) =
                (struct code_line){reference->path, reference->line};
        }
    }
    return places;
}

// Folders of migrations, and what is judged wherever it lies.
static struct str_list migration_paths(const struct cupel_run *run) {
    struct str_list paths = {0};
    for (size_t i = 0; i < run->outcome.judged.count; i++) {
        const struct migration *migration = run->outcome.judged.items[i].migration;
        if (migration->source) {
            *ARENA_PUSH(run->arena, &paths) = migration->source->path;
        }
    }
    for (size_t i = 0; i < run->projects.count; i++) {
        const struct alembic_project *project = &run->projects.items[i];
        *ARENA_PUSH(run->arena, &paths) = project->script_location;
        for (size_t k = 0; k < project->version_locations.count; k++) {
            *ARENA_PUSH(run->arena, &paths) = project->version_locations.items[k];
        }
    }
    return paths;
}

static bool search_code(struct search *search, struct cupel_error *error) {
    struct cupel_run *run = search->run;
    struct map words = {.arena = run->arena};
    struct str_list paths = migration_paths(run);
    struct code_files files = {0};
    for (size_t i = 0; i < search->count; i++) {
        references_words(run->arena, &search->targets[i], &words);
    }
    struct code_request request = {
        .git = run->git,
        .files = run->files,
        .place = run->options.selection == CUPEL_STAGED  ? CODE_INDEX
                 : run->options.selection == CUPEL_RANGE ? CODE_COMMIT
                                                         : CODE_DISK,
        .head = run->head,
        .base = search->base->is_known ? &search->base->tip : NULL,
        .without = &paths,
        .words = &words,
    };
    if (!code_find(run->arena, &request, &files, error)) {
        return false;
    }
    if (files.is_cut || files.misses_files || search->is_cut) {
        note_detail(
            run,
            "%s: there is more code, or there are more names, than could be looked through",
            rule_id);
    }
    references_find(run->arena, &files, search->targets, search->count);
    return true;
}

bool find_references(struct cupel_run *run, const struct selection_base *base,
                     const struct lineages *lineages, struct cupel_error *error) {
    struct search search = {.run = run, .base = base, .lineages = lineages};
    const struct rule *rule = rules_find(&run->rules, str_from(rule_id));
    if (!rule || !lint_selects(&run->lint, rule)) {
        return true;
    }
    find_targets(&search);
    if (search.count == 0) {
        return true;
    }
    if (!search_code(&search, error)) {
        return false;
    }
    for (size_t i = 0; i < search.count; i++) {
        search.steps[i]->still_used = places_text(&search, &search.targets[i]);
        search.steps[i]->used_at = places_here(&search, &search.targets[i]);
    }
    return true;
}
