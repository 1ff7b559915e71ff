#include "report/json.h"

#include "report/describe.h"
#include "report/document.h"

static json_t *new_document(void) {
    json_t *root = json_object();
    document_put_number(root, "version", 1);
    json_t *tool = json_object();
    json_object_set_new(tool, "name", json_string("cupel"));
    json_object_set_new(tool, "version", json_string(CUPEL_VERSION));
    json_object_set_new(root, "tool", tool);
    return root;
}

// Lines and columns count from 1; the end is the place behind the last character.
static void put_places(json_t *object, const struct source *source, struct span span) {
    struct place start = {1, 1};
    struct place end = {1, 1};
    if (source) {
        start = source_place(source, span.start);
        end = source_place(source, span.end);
    }
    document_put_number(object, "line", start.line);
    document_put_number(object, "column", start.column);
    document_put_number(object, "end_line", end.line);
    document_put_number(object, "end_column", end.column);
}

static json_t *fix_json(struct arena *arena, const struct finding *finding) {
    json_t *object = json_object();
    document_put(arena, object, "description", finding->fix->description);
    document_put_bool(object, "safe", finding->fix->is_safe);
    json_t *edits = json_array();
    for (size_t i = 0; i < finding->fix->edits.count; i++) {
        const struct edit *edit = &finding->fix->edits.items[i];
        json_t *item = json_object();
        document_put(arena, item, "file", finding->path);
        put_places(item, finding->source, edit->span);
        document_put(arena, item, "text", edit->text);
        json_array_append_new(edits, item);
    }
    json_object_set_new(object, "edits", edits);
    return object;
}

static json_t *finding_json(struct arena *arena, const struct finding *finding) {
    json_t *object = json_object();
    const struct step *step = finding->step;
    document_put(arena, object, "rule", finding->rule->id);
    document_put(arena, object, "severity", str_from(severity_name(finding->severity)));
    document_put(arena, object, "message", finding->message);
    document_put(arena, object, "file", finding->path);
    put_places(object, finding->source, finding->span);
    document_put(arena, object, "revision",
                 finding->migration ? finding->migration->revision.id : (struct str){0});
    document_put(arena, object, "direction",
                 finding->is_downgrade ? STR("downgrade") : STR("upgrade"));
    document_put(arena, object, "operation", step_text(arena, step, "operation"));
    document_put(arena, object, "table", step_text(arena, step, "table"));
    document_put(arena, object, "name", step_text(arena, step, "name"));
    document_put(arena, object, "sql", step_text(arena, step, "sql"));
    document_put(arena, object, "help", rule_help(arena, finding->rule));
    document_put(arena, object, "fingerprint", finding->fingerprint);
    if (finding->fix) {
        json_object_set_new(object, "fix", fix_json(arena, finding));
    }
    return object;
}

void json_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    json_t *root = new_document();
    json_t *summary = json_object();
    document_put_number(summary, "migrations", outcome->migration_count);
    document_put_number(summary, "operations", outcome->operation_count);
    document_put_number(summary, "errors", outcome->error_count);
    document_put_number(summary, "warnings", outcome->warning_count);
    document_put_number(summary, "infos", outcome->info_count);
    document_put_number(summary, "suppressed", outcome->suppressed_count);
    if (outcome->known.count > 0) {
        document_put_number(summary, "known", outcome->known.count);
    }
    if (outcome->fixed_count > 0) {
        document_put_number(summary, "fixed", outcome->fixed_count);
    }
    json_object_set_new(root, "summary", summary);
    json_t *findings = json_array();
    for (size_t i = 0; i < outcome->findings.count; i++) {
        if (!outcome->findings.items[i].suppression) {
            json_array_append_new(findings, finding_json(arena, &outcome->findings.items[i]));
        }
    }
    json_object_set_new(root, "findings", findings);
    document_write(arena, root, out);
}

static json_t *locks_json(struct arena *arena, const struct relation_locks *locks) {
    json_t *array = json_array();
    for (size_t i = 0; i < locks->count; i++) {
        json_t *object = json_object();
        document_put(arena, object, "relation", locks->items[i].relation);
        document_put(arena, object, "mode", str_from(lock_mode_name(locks->items[i].mode)));
        json_array_append_new(array, object);
    }
    return array;
}

// The table without its schema, which has a key of its own.
static struct str bare_table(const struct step *step) {
    if (step->operation->table.size > 0) {
        return step->operation->table;
    }
    size_t dot = str_find_last(step->table, '.');
    return dot == SIZE_MAX ? step->table : str_slice(step->table, dot + 1, step->table.size);
}

static json_t *step_json(struct arena *arena, const struct source *source,
                         const struct step *step) {
    const struct operation *operation = step->operation;
    json_t *object = json_object();
    document_put(arena, object, "operation", str_from(operation_name(operation->kind)));
    document_put(arena, object, "schema", operation->schema);
    document_put(arena, object, "table", bare_table(step));
    document_put(arena, object, "name", step_text(arena, step, "name"));
    put_places(object, source, operation->span);
    document_put(arena, object, "sql", operation->sql);
    document_put_number(object, "statement", operation->statement);
    document_put_number(object, "transaction", step->transaction);
    document_put_bool(object, "conditional", operation->condition || operation->in_loop);
    document_put_bool(object, "known", step->effect.is_known);
    json_object_set_new(object, "locks", locks_json(arena, &step->effect.locks));
    document_put_list(arena, object, "rewrites", &step->effect.rewrites);
    document_put_list(arena, object, "scans", &step->effect.scans);
    document_put_list(arena, object, "builds", &step->effect.builds);
    document_put(arena, object, "blocks", str_from(effect_blocks(&step->effect)));
    return object;
}

static void put_steps(struct arena *arena, json_t *object, const struct judged *judged) {
    const struct source *source = judged->migration->source;
    json_t *steps = json_array();
    json_t *opaque = json_array();
    for (size_t i = 0; i < judged->steps.count; i++) {
        const struct step *step = &judged->steps.items[i];
        enum operation_kind kind = step->operation->kind;
        if (kind == OP_OPAQUE) {
            json_t *item = json_object();
            put_places(item, source, step->operation->span);
            document_put(arena, item, "reason", step->operation->reason);
            json_array_append_new(opaque, item);
        } else if (kind != OP_AUTOCOMMIT_BEGIN && kind != OP_AUTOCOMMIT_END) {
            json_array_append_new(steps, step_json(arena, source, step));
        }
    }
    json_object_set_new(object, "steps", steps);
    json_object_set_new(object, "opaque", opaque);
}

void json_plan(struct arena *arena, const struct outcome *outcome, FILE *out) {
    json_t *root = new_document();
    document_put_number(root, "postgres_version", outcome->postgres_version);
    json_t *migrations = json_array();
    for (size_t i = 0; i < outcome->judged.count; i++) {
        const struct judged *judged = &outcome->judged.items[i];
        const struct revision *revision = &judged->migration->revision;
        json_t *object = json_object();
        document_put(arena, object, "file", judged->migration->source->path);
        document_put(arena, object, "revision", revision->id);
        document_put_list(arena, object, "down_revisions", &revision->down_revisions);
        document_put_list(arena, object, "branch_labels", &revision->branch_labels);
        document_put_list(arena, object, "depends_on", &revision->depends_on);
        document_put(arena, object, "direction",
                     judged->is_downgrade ? STR("downgrade") : STR("upgrade"));
        put_steps(arena, object, judged);
        json_array_append_new(migrations, object);
    }
    json_object_set_new(root, "migrations", migrations);
    document_write(arena, root, out);
}

static json_t *revision_json(struct arena *arena, const struct revision *revision) {
    json_t *object = json_object();
    document_put(arena, object, "revision", revision->id);
    document_put_list(arena, object, "down_revisions", &revision->down_revisions);
    document_put_list(arena, object, "depends_on", &revision->depends_on);
    document_put_list(arena, object, "labels", &revision->branch_labels);
    document_put(arena, object, "file", revision->path);
    document_put(arena, object, "message", revision->message);
    document_put(arena, object, "created", revision->created);
    document_put_bool(object, "pending", revision->is_pending);
    return object;
}

static json_t *fault_json(struct arena *arena, const struct history_fault *fault) {
    json_t *object = json_object();
    document_put(arena, object, "rule", str_from(fault->rule));
    document_put(arena, object, "message", fault_text(arena, fault));
    document_put(arena, object, "file",
                 fault->revision ? fault->revision->path : (struct str){0});
    document_put_number(object, "line", fault->line);
    return object;
}

static json_t *history_json(struct arena *arena, const struct outcome *outcome, size_t index) {
    const struct history *history = &outcome->histories[index];
    json_t *object = json_object();
    document_put(arena, object, "config", outcome->configs.items[index]);
    document_put(arena, object, "script_location", outcome->script_locations.items[index]);
    document_put_list(arena, object, "heads", &history->heads);
    document_put_list(arena, object, "bases", &history->bases);
    document_put_list(arena, object, "branchpoints", &history->branchpoints);
    document_put_list(arena, object, "merges", &history->merges);
    json_t *revisions = json_array();
    for (size_t i = 0; i < history->count; i++) {
        json_array_append_new(revisions,
                              revision_json(arena, &history->revisions[history->order[i]]));
    }
    json_object_set_new(object, "revisions", revisions);
    json_t *faults = json_array();
    for (size_t i = 0; i < history->faults.count; i++) {
        json_array_append_new(faults, fault_json(arena, &history->faults.items[i]));
    }
    json_object_set_new(object, "faults", faults);
    return object;
}

void json_status(struct arena *arena, const struct outcome *outcome, FILE *out) {
    json_t *root = new_document();
    json_t *projects = json_array();
    for (size_t i = 0; i < outcome->history_count; i++) {
        json_array_append_new(projects, history_json(arena, outcome, i));
    }
    json_object_set_new(root, "projects", projects);
    document_write(arena, root, out);
}

static json_t *rule_json(struct arena *arena, const struct rule *rule,
                         const struct lint_settings *settings) {
    json_t *object = json_object();
    document_put(arena, object, "id", rule->id);
    document_put(arena, object, "category", rule->category);
    document_put(arena, object, "severity",
                 str_from(severity_name(lint_severity(settings, rule))));
    document_put(arena, object, "default_severity", str_from(severity_name(rule->severity)));
    document_put(arena, object, "set_by", str_from(severity_origin(settings, rule)));
    document_put(arena, object, "summary", rule->summary);
    document_put(arena, object, "why", rule->why);
    document_put(arena, object, "instead", rule->instead);
    document_put_list(arena, object, "sources", &rule->sources);
    return object;
}

void json_rules(struct arena *arena, const struct rules *rules,
                const struct lint_settings *settings, FILE *out) {
    json_t *root = new_document();
    json_t *list = json_array();
    for (size_t i = 0; i < rules->count; i++) {
        json_array_append_new(list, rule_json(arena, rules->items[i], settings));
    }
    json_object_set_new(root, "rules", list);
    json_t *operations = json_array();
    for (int kind = 0; kind < OPERATION_KIND_COUNT; kind++) {
        json_array_append_new(operations,
                              json_string(operation_name((enum operation_kind)kind)));
    }
    json_object_set_new(root, "operations", operations);
    document_write(arena, root, out);
}
