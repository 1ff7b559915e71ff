// cupel rules --test: every rule is judged by its own examples, and what it recommends by all.

#include "base/error.h"
#include "cupel_run.h"

// What stands round an example's body.
static const char header[] = "\"\"\"%s\n\nRevision ID: %s\nRevises: %s\n\"\"\"\n"
                             "import sqlalchemy as sa\n"
                             "from alembic import op\n"
                             "from sqlalchemy.dialects import postgresql\n\n"
                             "revision = \"%s\"\n"
                             "down_revision = %s\n"
                             "branch_labels = None\n"
                             "depends_on = None\n\n\n"
                             "def upgrade():\n";
static const char footer[] = "\n\ndef downgrade():\n    pass\n";

static const struct str history_path = {"migrations/versions/0001_history.py", 35};
static const struct str example_path = {"migrations/versions/0002_example.py", 35};
static const struct str env_path = {"migrations/env.py", 17};
static const struct str beside_path = {"migrations/versions/0003_beside.py", 34};
static const struct str added_path = {"migrations/versions/0003_added.py", 33};
static const struct str script_path = {"example.sql", 11};

static struct str make_migration(struct arena *arena, const char *id, const char *down,
                                 struct str body) {
    struct text text = {.arena = arena};
    text_addf(&text, header, "Example", id, down, id, down);
    struct str rest = str_trim(body);
    struct str line;
    while (str_split(&rest, '\n', &line)) {
        text_addf(&text, line.size > 0 ? "    " STR_FMT "\n" : STR_FMT "\n", STR_ARG(line));
    }
    text_addf(&text, "    pass\n%s", footer);
    return text_str(&text);
}

static const char config[] = "[alembic]\nscript_location = migrations\n";

// The project that an example is judged in. The path judged is given back.
static struct str lay_out(struct cupel_run *run, const struct rule_example *example,
                          struct str text) {
    struct arena *arena = run->arena;
    run->files = files_from_memory(arena);
    files_put(run->files, STR("alembic.ini"), str_from(config));
    if (example->settings.size > 0) {
        files_put(run->files, STR("cupel.toml"), example->settings);
    }
    if (example->env.size > 0) {
        files_put(run->files, env_path, example->env);
    }
    if (example->code.size > 0) {
        files_put(run->files, STR("app/models.py"), example->code);
    }
    files_put(run->files, history_path,
              make_migration(arena, "0001", "None", example->history));
    if (example->beside.size > 0) {
        files_put(run->files, beside_path, example->beside);
    }
    if (example->is_sql) {
        files_put(run->files, script_path, text);
        return script_path;
    }
    files_put(run->files, example_path,
              example->is_file ? text : make_migration(arena, "0002", "\"0001\"", text));
    return example_path;
}

// What the base branch has: nothing of the example, unless it says so.
static struct files *lay_out_base(struct arena *arena, const struct rule_example *example,
                                  bool is_tip) {
    struct files *files = files_from_memory(arena);
    files_put(files, history_path, make_migration(arena, "0001", "None", example->history));
    if (example->base.size > 0) {
        files_put(files, example_path, example->base);
    }
    if (example->beside.size > 0) {
        files_put(files, beside_path, example->beside);
    }
    if (is_tip && example->base_added.size > 0) {
        files_put(files, added_path, example->base_added);
    }
    return files;
}

static bool has_base(const struct rule_example *example) {
    return example->base.size + example->base_added.size + example->beside.size > 0;
}

// Judges what was laid out in the run's files.
static bool judge(struct cupel_run *run, const struct rule *rule,
                  const struct candidates *candidates, const struct selection_base *base,
                  unsigned postgres_version, struct cupel_error *error) {
    struct arena *arena = run->arena;
    if (!settings_read(arena, run->files, STR(""), NULL, &run->settings, error) ||
        !projects_find(arena, run->files, &run->settings, &run->projects, error)) {
        return false;
    }
    if (postgres_version) {
        run->settings.postgres_version = postgres_version;
    }
    run->outcome.postgres_version = run->settings.postgres_version;
    run->lint = (struct lint_settings){.path_matches = path_matches,
                                       .severities.arena = arena,
                                       .per_file_ignores.arena = arena,
                                       .require_reason = run->settings.require_reason};
    *ARENA_PUSH(arena, &run->lint.select) = STR("all");
    *ARENA_PUSH(arena, &run->lint.select) = rule->id; // also when it is off by itself
    return judge_candidates(run, candidates, base, error);
}

static bool judge_example(struct cupel_run *run, const struct rule *rule,
                          const struct rule_example *example, struct str text,
                          struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct str path = lay_out(run, example, text);
    struct candidates candidates = {0};
    *ARENA_PUSH(arena, &candidates) = (struct candidate){
        .path = path, .project = example->is_sql ? SIZE_MAX : 0, .is_script = example->is_sql};
    // Without a history of its own an example stands for any: nothing is known of its tables.
    struct selection_base base = {.has_all = true, .is_partial = example->history.size == 0};
    if (has_base(example)) {
        base.name = STR("main");
        base.tip_files = lay_out_base(arena, example, true);
        base.fork_files = lay_out_base(arena, example, false);
        *ARENA_PUSH(arena, &candidates.changes) = (struct git_change){
            .kind = GIT_MODIFIED, .path = example_path, .old_path = example_path};
    }
    return judge(run, rule, &candidates, &base, example->postgres_version, error) &&
           run_keep(run, &candidates, &base);
}

static const struct finding *find_finding(const struct cupel_run *run,
                                          const struct rule *rule) {
    for (size_t i = 0; i < run->outcome.findings.count; i++) {
        const struct finding *finding = &run->outcome.findings.items[i];
        if (finding->rule == rule && !finding->suppression) {
            return finding;
        }
    }
    return NULL;
}

static struct cupel_run start_part(const struct cupel_run *run,
                                   const struct rule_example *example, struct arena *arena) {
    return (struct cupel_run){
        .arena = arena,
        .options = {.selection = CUPEL_PATHS,
                    .direction = example->both_directions ? CUPEL_BOTH : CUPEL_UP},
        .rules = run->rules};
}

// Fixes the bad half, which was judged: what comes of it has no such finding, and to fix it
// again changes nothing.
static bool test_fix(const struct cupel_run *run, struct cupel_run *part,
                     const struct rule *rule, const struct rule_example *example, FILE *out) {
    struct cupel_error error = {0};
    struct rule_example fixed = *example;
    struct cupel_run again = start_part(run, example, part->arena);
    struct str path = example->is_sql ? script_path : example_path;
    struct str text, same;
    const char *fault = NULL;
    fixed.is_file = !example->is_sql;
    if (!cupel_fix(part, true, &error) || !fixing_find(part, path, &text)) {
        fault = "its fix does not make it sound";
    } else if (!judge_example(&again, rule, &fixed, text, &error) ||
               find_finding(&again, rule)) {
        fault = "its fix leaves the finding";
    } else if (!cupel_fix(&again, true, &error) || fixing_find(&again, path, &same)) {
        fault = "fixed once more, it changes";
    }
    if (fault) {
        fprintf(out, STR_FMT ":%u: bad example: %s%s\n", STR_ARG(rule->path), example->line,
                fault, error.message);
    }
    return !fault;
}

// Judges one half of an example and says what is wrong with it.
static bool test_half(const struct cupel_run *run, const struct rule *rule,
                      const struct rule_example *example, bool is_bad, FILE *out) {
    struct arena *arena = arena_new();
    struct cupel_run part = start_part(run, example, arena);
    struct cupel_error error = {0};
    struct str text = is_bad ? example->bad : example->good;
    bool is_judged = judge_example(&part, rule, example, text, &error);
    const struct finding *finding = is_judged ? find_finding(&part, rule) : NULL;
    bool is_right = is_judged && is_bad == (finding != NULL);
    if (!is_right) {
        fprintf(out, STR_FMT ":%u: %s example: ", STR_ARG(rule->path), example->line,
                is_bad ? "bad" : "good");
        if (!is_judged) {
            fprintf(out, "%s\n", error.message);
        } else if (is_bad) {
            fprintf(out, "no finding of " STR_FMT "\n", STR_ARG(rule->id));
        } else {
            fprintf(out, "finds: " STR_FMT "\n", STR_ARG(finding->message));
        }
    } else if (finding && finding->fix) {
        is_right = test_fix(run, &part, rule, example, out);
    }
    arena_free(arena);
    return is_right;
}

// ---- what `instead` recommends

static const struct str indent = {"    ", 4};

// The next indented block of a text, without its indent; empty: there is none left.
static struct str next_block(struct arena *arena, struct str *rest) {
    struct text block = {.arena = arena};
    struct str line;
    bool is_open = true;
    while (is_open && str_split(rest, '\n', &line)) {
        bool is_code = str_starts(line, indent);
        if (is_code) {
            text_add(&block, str_slice(line, indent.size, line.size));
        }
        if (is_code || block.count > 0) {
            text_add_char(&block, '\n');
        }
        is_open = is_code || block.count == 0 || str_trim(line).size == 0;
    }
    return text_str(&block);
}

// The migrations that `instead` recommends, in order.
struct series {
    struct cupel_run *run;
    struct candidates candidates;
};

static void add_migration(struct series *series, struct str shared, struct str function) {
    struct arena *arena = series->run->arena;
    size_t number = series->candidates.count + 2;
    struct str id = str_format(arena, "%04zu", number);
    struct str down = str_format(arena, "\"%04zu\"", number - 1);
    struct str body = function.size > 0 ? STR("pass") : shared;
    struct text text = {.arena = arena};
    text_add(&text,
             make_migration(arena, str_copy(arena, id).data, str_copy(arena, down).data, body));
    if (function.size > 0) { // stands in for the empty one above
        text_addf(&text, "\n\n" STR_FMT "\n\n" STR_FMT, STR_ARG(shared), STR_ARG(function));
    }
    struct str path = str_format(arena, "migrations/versions/" STR_FMT ".py", STR_ARG(id));
    files_put(series->run->files, path, text_str(&text));
    *ARENA_PUSH(arena, &series->candidates) = (struct candidate){.path = path};
}

// Each upgrade() of a block is a migration of its own; what stands before the first belongs to
// all. A block without one is the body of one.
static void add_block(struct series *series, struct str block) {
    size_t start = str_find(block, STR("def upgrade("), 0);
    if (start == SIZE_MAX) {
        add_migration(series, block, (struct str){0});
        return;
    }
    struct str shared = str_slice(block, 0, start);
    while (start < block.size) {
        size_t end = str_find(block, STR("def upgrade("), start + 1);
        end = end == SIZE_MAX ? block.size : end;
        add_migration(series, shared, str_slice(block, start, end));
        start = end;
    }
}

// The tables of the first example that tells some.
static struct rule_example first_history(const struct rule *rule) {
    for (size_t i = 0; i < rule->examples.count; i++) {
        if (rule->examples.items[i].history.size > 0) {
            return (struct rule_example){.history = rule->examples.items[i].history};
        }
    }
    return (struct rule_example){0};
}

static bool print_unsafe(const struct cupel_run *run, const struct rule *rule, FILE *out) {
    bool is_safe = true;
    for (size_t i = 0; i < run->outcome.findings.count; i++) {
        const struct finding *finding = &run->outcome.findings.items[i];
        bool is_python = finding->migration && !finding->migration->unreadable.size;
        if (is_python && finding->severity >= CUPEL_WARNING && !finding->suppression) {
            fprintf(out, STR_FMT ": `instead` has a finding of " STR_FMT ": " STR_FMT "\n",
                    STR_ARG(rule->path), STR_ARG(finding->rule->id), STR_ARG(finding->message));
            is_safe = false;
        }
    }
    return is_safe;
}

// What is recommended must be safe by every rule, each step as if it came alone; a block that
// is no Python is not judged.
static bool test_instead(const struct cupel_run *run, const struct rule *rule, FILE *out) {
    struct arena *arena = arena_new();
    struct cupel_run part = {.arena = arena,
                             .options = {.selection = CUPEL_ALL, .direction = CUPEL_UP},
                             .rules = run->rules,
                             .files = files_from_memory(arena)};
    struct series series = {.run = &part};
    struct cupel_error error = {0};
    struct str rest = rule->instead;
    for (struct str block = next_block(arena, &rest); block.size > 0;
         block = next_block(arena, &rest)) {
        add_block(&series, block);
    }
    struct rule_example example = first_history(rule);
    files_put(part.files, STR("alembic.ini"), str_from(config));
    files_put(part.files, history_path, make_migration(arena, "0001", "None", example.history));
    struct selection_base base = {.has_all = true, .is_partial = true};
    bool is_judged = series.candidates.count == 0 ||
                     judge(&part, rule, &series.candidates, &base, 0, &error);
    if (!is_judged) {
        fprintf(out, STR_FMT ": `instead`: %s\n", STR_ARG(rule->path), error.message);
    }
    bool is_safe = print_unsafe(&part, rule, out) && is_judged;
    arena_free(arena);
    return is_safe;
}

// Is there a bad example and a good one?
static bool has_both(const struct rule *rule, FILE *out) {
    bool bad = false;
    bool good = false;
    for (size_t i = 0; i < rule->examples.count; i++) {
        bad |= rule->examples.items[i].bad.size > 0;
        good |= rule->examples.items[i].good.size > 0;
    }
    if (!bad || !good) {
        fprintf(out, STR_FMT ": no %s example\n", STR_ARG(rule->path), bad ? "good" : "bad");
    }
    return bad && good;
}

bool cupel_test_rules(const struct cupel_run *run, FILE *out, struct cupel_error *error) {
    size_t failed = 0;
    size_t examples = 0;
    if (!rules_need_all(run->arena, &run->rules, error)) {
        return false;
    }
    for (size_t i = 0; i < run->rules.count; i++) {
        const struct rule *rule = run->rules.items[i];
        failed += !has_both(rule, out);
        failed += !test_instead(run, rule, out);
        for (size_t j = 0; j < rule->examples.count; j++) {
            const struct rule_example *example = &rule->examples.items[j];
            if (example->bad.size > 0) {
                examples++;
                failed += !test_half(run, rule, example, true, out);
            }
            if (example->good.size > 0) {
                examples++;
                failed += !test_half(run, rule, example, false, out);
            }
        }
    }
    fprintf(out, "%zu rules, %zu examples, %zu failed\n", run->rules.count, examples, failed);
    return failed == 0;
}
