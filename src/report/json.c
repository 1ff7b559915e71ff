#include "report/json.h"

#include <jansson.h>

#include "report/describe.h"

// Jansson takes well-formed UTF-8 alone: other bytes become U+FFFD.
static json_t *text_json(struct arena *arena, struct str s) {
    if (!str_is_utf8(s)) {
        struct text out = {.arena = arena};
        for (size_t i = 0; i < s.size; i++) {
            if ((unsigned char)s.data[i] < 0x80) {
                text_add_char(&out, s.data[i]);
            } else {
                text_add(&out, STR("\xef\xbf\xbd"));
            }
        }
        s = text_str(&out);
    }
    return json_stringn(s.size ? s.data : "", s.size);
}

static void put_text(struct arena *arena, json_t *object, const char *key, struct str s) {
    json_object_set_new(object, key, text_json(arena, s));
}

static void put_number(json_t *object, const char *key, size_t number) {
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

static void put_bool(json_t *object, const char *key, bool yes) {
    json_object_set_new(object, key, json_boolean(yes));
}

static void put_list(struct arena *arena, json_t *object, const char *key,
                     const struct str_list *list) {
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++) {
        json_array_append_new(array, text_json(arena, list->items[i]));
    }
    json_object_set_new(object, key, array);
}

static json_t *document(void) {
    json_t *root = json_object();
    put_number(root, "version", 1);
    json_t *tool = json_object();
    json_object_set_new(tool, "name", json_string("cupel"));
    json_object_set_new(tool, "version", json_string(CUPEL_VERSION));
    json_object_set_new(root, "tool", tool);
    return root;
}

static void write_document(json_t *root, FILE *out) {
    json_dumpf(root, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(root);
}

static struct str step_text(struct arena *arena, const struct step *step, const char *name) {
    const struct field *field = step ? step_field_find(str_from(name)) : NULL;
    if (!field) {
        return (struct str){0};
    }
    struct field_value value = step_field(arena, step, field);
    return value.is_unknown ? (struct str){0} : value.text;
}

// Lines and columns count from 1; the end is the place behind the last character.
static void put_places(json_t *object, const struct source *source, struct span span) {
    struct place start = {1, 1};
    struct place end = {1, 1};
    if (source) {
        start = source_place(source, span.start);
        end = source_place(source, span.end);
    }
    put_number(object, "line", start.line);
    put_number(object, "column", start.column);
    put_number(object, "end_line", end.line);
    put_number(object, "end_column", end.column);
}

static json_t *finding_json(struct arena *arena, const struct finding *finding) {
    json_t *object = json_object();
    const struct step *step = finding->step;
    put_text(arena, object, "rule", finding->rule->id);
    put_text(arena, object, "severity", str_from(severity_name(finding->severity)));
    put_text(arena, object, "message", finding->message);
    put_text(arena, object, "file", finding->path);
    put_places(object, finding->source, finding->span);
    put_text(arena, object, "revision",
             finding->migration ? finding->migration->revision.id : (struct str){0});
    put_text(arena, object, "direction",
             finding->is_downgrade ? STR("downgrade") : STR("upgrade"));
    put_text(arena, object, "operation", step_text(arena, step, "operation"));
    put_text(arena, object, "table", step_text(arena, step, "table"));
    put_text(arena, object, "name", step_text(arena, step, "name"));
    put_text(arena, object, "sql", step_text(arena, step, "sql"));
    put_text(arena, object, "help", rule_help(arena, finding->rule));
    put_text(arena, object, "fingerprint", finding->fingerprint);
    return object;
}

void json_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    json_t *root = document();
    json_t *summary = json_object();
    put_number(summary, "migrations", outcome->migration_count);
    put_number(summary, "operations", outcome->operation_count);
    put_number(summary, "errors", outcome->error_count);
    put_number(summary, "warnings", outcome->warning_count);
    put_number(summary, "infos", outcome->info_count);
    put_number(summary, "suppressed", outcome->suppressed_count);
    if (outcome->known.count > 0) {
        put_number(summary, "known", outcome->known.count);
    }
    json_object_set_new(root, "summary", summary);
    json_t *findings = json_array();
    for (size_t i = 0; i < outcome->findings.count; i++) {
        if (!outcome->findings.items[i].suppression) {
            json_array_append_new(findings, finding_json(arena, &outcome->findings.items[i]));
        }
    }
    json_object_set_new(root, "findings", findings);
    write_document(root, out);
}

static json_t *locks_json(struct arena *arena, const struct relation_locks *locks) {
    json_t *array = json_array();
    for (size_t i = 0; i < locks->count; i++) {
        json_t *object = json_object();
        put_text(arena, object, "relation", locks->items[i].relation);
        put_text(arena, object, "mode", str_from(lock_mode_name(locks->items[i].mode)));
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
    put_text(arena, object, "operation", str_from(operation_name(operation->kind)));
    put_text(arena, object, "schema", operation->schema);
    put_text(arena, object, "table", bare_table(step));
    put_text(arena, object, "name", step_text(arena, step, "name"));
    put_places(object, source, operation->span);
    put_text(arena, object, "sql", operation->sql);
    put_number(object, "statement", operation->statement);
    put_number(object, "transaction", step->transaction);
    put_bool(object, "conditional", operation->condition || operation->in_loop);
    put_bool(object, "known", step->effect.is_known);
    json_object_set_new(object, "locks", locks_json(arena, &step->effect.locks));
    put_list(arena, object, "rewrites", &step->effect.rewrites);
    put_list(arena, object, "scans", &step->effect.scans);
    put_list(arena, object, "builds", &step->effect.builds);
    put_text(arena, object, "blocks", str_from(effect_blocks(&step->effect)));
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
            put_text(arena, item, "reason", step->operation->reason);
            json_array_append_new(opaque, item);
        } else if (kind != OP_AUTOCOMMIT_BEGIN && kind != OP_AUTOCOMMIT_END) {
            json_array_append_new(steps, step_json(arena, source, step));
        }
    }
    json_object_set_new(object, "steps", steps);
    json_object_set_new(object, "opaque", opaque);
}

void json_plan(struct arena *arena, const struct outcome *outcome, FILE *out) {
    json_t *root = document();
    put_number(root, "postgres_version", outcome->postgres_version);
    json_t *migrations = json_array();
    for (size_t i = 0; i < outcome->judged.count; i++) {
        const struct judged *judged = &outcome->judged.items[i];
        const struct revision *revision = &judged->migration->revision;
        json_t *object = json_object();
        put_text(arena, object, "file", judged->migration->source->path);
        put_text(arena, object, "revision", revision->id);
        put_list(arena, object, "down_revisions", &revision->down_revisions);
        put_list(arena, object, "branch_labels", &revision->branch_labels);
        put_list(arena, object, "depends_on", &revision->depends_on);
        put_text(arena, object, "direction",
                 judged->is_downgrade ? STR("downgrade") : STR("upgrade"));
        put_steps(arena, object, judged);
        json_array_append_new(migrations, object);
    }
    json_object_set_new(root, "migrations", migrations);
    write_document(root, out);
}

static json_t *revision_json(struct arena *arena, const struct revision *revision) {
    json_t *object = json_object();
    put_text(arena, object, "revision", revision->id);
    put_list(arena, object, "down_revisions", &revision->down_revisions);
    put_list(arena, object, "depends_on", &revision->depends_on);
    put_list(arena, object, "labels", &revision->branch_labels);
    put_text(arena, object, "file", revision->path);
    put_text(arena, object, "message", revision->message);
    put_text(arena, object, "created", revision->created);
    put_bool(object, "pending", revision->is_pending);
    return object;
}

static json_t *fault_json(struct arena *arena, const struct history_fault *fault) {
    json_t *object = json_object();
    put_text(arena, object, "rule", str_from(fault->rule));
    put_text(arena, object, "message", fault_text(arena, fault));
    put_text(arena, object, "file", fault->revision ? fault->revision->path : (struct str){0});
    return object;
}

static json_t *history_json(struct arena *arena, const struct outcome *outcome, size_t index) {
    const struct history *history = &outcome->histories[index];
    json_t *object = json_object();
    put_text(arena, object, "config", outcome->configs.items[index]);
    put_text(arena, object, "script_location", outcome->script_locations.items[index]);
    put_list(arena, object, "heads", &history->heads);
    put_list(arena, object, "bases", &history->bases);
    put_list(arena, object, "branchpoints", &history->branchpoints);
    put_list(arena, object, "merges", &history->merges);
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
    json_t *root = document();
    json_t *projects = json_array();
    for (size_t i = 0; i < outcome->history_count; i++) {
        json_array_append_new(projects, history_json(arena, outcome, i));
    }
    json_object_set_new(root, "projects", projects);
    write_document(root, out);
}

static json_t *rule_json(struct arena *arena, const struct rule *rule,
                         const struct lint_settings *settings) {
    json_t *object = json_object();
    put_text(arena, object, "id", rule->id);
    put_text(arena, object, "category", rule->category);
    put_text(arena, object, "severity", str_from(severity_name(lint_severity(settings, rule))));
    put_text(arena, object, "default_severity", str_from(severity_name(rule->severity)));
    put_text(arena, object, "set_by", str_from(severity_origin(settings, rule)));
    put_text(arena, object, "summary", rule->summary);
    put_text(arena, object, "why", rule->why);
    put_text(arena, object, "instead", rule->instead);
    put_list(arena, object, "sources", &rule->sources);
    return object;
}

void json_rules(struct arena *arena, const struct rules *rules,
                const struct lint_settings *settings, FILE *out) {
    json_t *root = document();
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
    write_document(root, out);
}
