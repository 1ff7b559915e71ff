#include "report/sarif_rules.h"

#include <string.h>

#include "report/describe.h"
#include "report/document.h"
#include "report/sarif_result.h"

// docs.github.com, SARIF support for code scanning, reportingDescriptor object: descriptions
// have at most 1,024 characters.
enum { DESCRIPTION_BYTES = 1024 };

const char *sarif_level(enum cupel_severity severity) {
    static const char *const levels[] = {
        [CUPEL_OFF] = "none",    [CUPEL_INFO] = "note",   [CUPEL_WARNING] = "warning",
        [CUPEL_ERROR] = "error", [CUPEL_NEVER] = "error",
    };
    return levels[severity];
}

static void put_message(struct arena *arena, struct sarif_rules *rules, json_t *object,
                        const char *key, struct str text) {
    text = sarif_cut(arena, text, DESCRIPTION_BYTES, &rules->cut_texts);
    json_object_set_new(object, key, sarif_message(arena, text));
}

// What to read about the rule: as text, and with Markdown's marks.
static struct str help(struct arena *arena, const struct rule *rule, bool is_markdown) {
    const char *mark = is_markdown ? "**" : "";
    struct text out = {.arena = arena};
    text_addf(&out, STR_FMT "\n\n%sInstead:%s " STR_FMT "\n", STR_ARG(str_trim(rule->why)),
              mark, mark, STR_ARG(str_trim(rule->instead)));
    if (rule->sources.count > 0) {
        text_addf(&out, "\n%sSources:%s\n\n", mark, mark);
        for (size_t i = 0; i < rule->sources.count; i++) {
            text_addf(&out, "- " STR_FMT "\n", STR_ARG(rule->sources.items[i]));
        }
    }
    const char *code = is_markdown ? "`" : "";
    text_addf(&out, "\nTo let one place pass: %s# cupel: ignore[" STR_FMT "] the reason%s\n",
              code, STR_ARG(rule->id), code);
    return text_str(&out);
}

// The page of the manual about a command, which a rule names among its sources ("PostgreSQL manual,
// ALTER TABLE, Notes"); empty when it names none. The pages are called sql-altertable.html.
static struct str help_uri(struct arena *arena, const struct rule *rule) {
    const struct str manual = STR("PostgreSQL manual, ");
    for (size_t i = 0; i < rule->sources.count; i++) {
        if (!str_starts(rule->sources.items[i], manual)) {
            continue;
        }
        struct str words =
            str_slice(rule->sources.items[i], manual.size, rule->sources.items[i].size);
        struct text page = {.arena = arena};
        size_t end = 0;
        for (; end < words.size && strchr(",;:", words.data[end]) == NULL; end++) {
            char c = words.data[end];
            if (c != ' ' && (c < 'A' || c > 'Z')) {
                break; // a chapter, no command
            }
            if (c != ' ') {
                text_add_char(&page, (char)(c - 'A' + 'a'));
            }
        }
        if (page.count > 0 && (end == words.size || strchr(",;:", words.data[end]) != NULL)) {
            return str_format(arena,
                              "https://www.postgresql.org/docs/current/sql-" STR_FMT ".html",
                              STR_ARG(text_str(&page)));
        }
    }
    return (struct str){0};
}

static json_t *descriptor(struct arena *arena, struct sarif_rules *rules,
                          const struct rule *rule, enum cupel_severity severity) {
    static const char *const kinds[] = {[CUPEL_OFF] = "recommendation",
                                        [CUPEL_INFO] = "recommendation",
                                        [CUPEL_WARNING] = "warning",
                                        [CUPEL_ERROR] = "error",
                                        [CUPEL_NEVER] = "recommendation"};
    json_t *object = json_object();
    document_put(arena, object, "id", rule->id);
    put_message(arena, rules, object, "shortDescription", rule->summary);
    put_message(arena, rules, object, "fullDescription",
                rule->why.size > 0 ? str_trim(rule->why) : rule->summary);
    json_t *text = json_object();
    document_put(arena, text, "text", help(arena, rule, false));
    document_put(arena, text, "markdown", help(arena, rule, true));
    json_object_set_new(object, "help", text);
    struct str uri = help_uri(arena, rule);
    if (uri.size > 0) {
        document_put(arena, object, "helpUri", uri);
    }
    json_object_set_new(object, "defaultConfiguration",
                        json_pack("{s:s}", "level", sarif_level(severity)));
    json_t *properties = json_object();
    json_t *tags = json_array();
    json_array_append_new(tags, document_text(arena, rule->category));
    json_array_append_new(tags, json_string("postgresql"));
    json_array_append_new(tags, json_string("alembic"));
    json_object_set_new(properties, "tags", tags);
    json_object_set_new(properties, "problem.severity", json_string(kinds[severity]));
    json_object_set_new(object, "properties", properties);
    return object;
}

static void add_rule(struct arena *arena, struct sarif_rules *rules, json_t *array,
                     const struct rule *rule, enum cupel_severity severity) {
    if (map_find(&rules->indexes, rule->id)) {
        return;
    }
    size_t *index = ARENA_NEW(arena, size_t, 1);
    *index = json_array_size(array);
    map_put(&rules->indexes, rule->id, index);
    json_array_append_new(array, descriptor(arena, rules, rule, severity));
}

static void add_rules_of(struct arena *arena, struct sarif_rules *rules, json_t *array,
                         const struct findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        add_rule(arena, rules, array, findings->items[i].rule, findings->items[i].severity);
    }
}

json_t *sarif_rules_json(struct arena *arena, const struct outcome *outcome,
                         struct sarif_rules *rules) {
    json_t *array = json_array();
    rules->indexes.arena = arena;
    for (size_t i = 0; i < outcome->rules.count; i++) {
        add_rule(arena, rules, array, outcome->rules.items[i].rule,
                 outcome->rules.items[i].severity);
    }
    add_rules_of(arena, rules, array, &outcome->findings);
    add_rules_of(arena, rules, array, &outcome->known);
    return array;
}

size_t sarif_rules_index(const struct sarif_rules *rules, const struct rule *rule) {
    return *(const size_t *)map_find(&rules->indexes, rule->id);
}
