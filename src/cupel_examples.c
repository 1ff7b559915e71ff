// cupel rules --test: every rule is judged by its own examples.

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

// The project that an example is judged in. The path judged is given back.
static struct str lay_out(struct cupel_run *run, const struct rule_example *example,
                          struct str text) {
    struct arena *arena = run->arena;
    run->files = files_from_memory(arena);
    files_put(run->files, STR("alembic.ini"), STR("[alembic]\nscript_location = migrations\n"));
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

static bool judge_example(struct cupel_run *run, const struct rule *rule,
                          const struct rule_example *example, struct str text,
                          struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct str path = lay_out(run, example, text);
    if (!settings_read(arena, run->files, STR(""), NULL, &run->settings, error) ||
        !projects_find(arena, run->files, &run->settings, &run->projects, error)) {
        return false;
    }
    if (example->postgres_version) {
        run->settings.postgres_version = example->postgres_version;
    }
    run->outcome.postgres_version = run->settings.postgres_version;
    run->lint = (struct lint_settings){.path_matches = path_matches,
                                       .severities.arena = arena,
                                       .per_file_ignores.arena = arena,
                                       .require_reason = run->settings.require_reason};
    *ARENA_PUSH(arena, &run->lint.select) = STR("all");
    *ARENA_PUSH(arena, &run->lint.select) = rule->id; // also when it is off by itself
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
    return judge_candidates(run, &candidates, &base, error);
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

// Judges one half of an example and says what is wrong with it.
static bool test_half(const struct cupel_run *run, const struct rule *rule,
                      const struct rule_example *example, bool is_bad, FILE *out) {
    struct arena *arena = arena_new();
    struct cupel_run part = {
        .arena = arena,
        .options = {.selection = CUPEL_PATHS,
                    .direction = example->both_directions ? CUPEL_BOTH : CUPEL_UP},
        .rules = run->rules};
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
    }
    arena_free(arena);
    return is_right;
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
