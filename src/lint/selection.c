#include "lint/selection.h"

#include "base/error.h"

// Names that an entry of select or ignore may stand for.
static bool is_named(const struct rules *rules, struct str name) {
    return str_is(name, "all") || rules_find(rules, name) || rules_have_category(rules, name);
}

static bool check_name(struct arena *arena, const struct rules *rules, struct str name,
                       const char *key, const char *path, struct cupel_error *error) {
    if (is_named(rules, name)) {
        return true;
    }
    struct str near = rules_nearest(arena, rules, name);
    error_set(error, path, 0, "%s: there is no rule or category \"" STR_FMT "\"%s" STR_FMT "%s",
              key, STR_ARG(name), near.size ? ": did you mean \"" : "", STR_ARG(near),
              near.size ? "\"?" : "");
    return false;
}

static bool check_names(struct arena *arena, const struct rules *rules,
                        const struct str_list *names, const char *key, const char *path,
                        struct cupel_error *error) {
    for (size_t i = 0; i < names->count; i++) {
        if (!check_name(arena, rules, names->items[i], key, path, error)) {
            return false;
        }
    }
    return true;
}

bool lint_settings_check(struct arena *arena, const struct lint_settings *settings,
                         const struct rules *rules, const char *settings_path,
                         struct cupel_error *error) {
    if (!check_names(arena, rules, &settings->select, "select", settings_path, error) ||
        !check_names(arena, rules, &settings->ignore, "ignore", settings_path, error)) {
        return false;
    }
    for (size_t i = 0; i < settings->severities.count; i++) {
        const struct map_entry *entry = &settings->severities.items[i];
        if (entry->value && !rules_find(rules, entry->key) &&
            !check_name(arena, rules, entry->key, "severity", settings_path, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < settings->per_file_ignores.count; i++) {
        const struct map_entry *entry = &settings->per_file_ignores.items[i];
        if (entry->value && !check_names(arena, rules, entry->value, "per-file-ignores",
                                         settings_path, error)) {
            return false;
        }
    }
    return true;
}

static bool lists_group(const struct str_list *list, const struct rule *rule) {
    return str_list_has(list, rule->category) || str_list_has(list, STR("all"));
}

// The narrower name wins: an id over a category, and of equals `ignore`.
bool lint_selects(const struct lint_settings *settings, const struct rule *rule) {
    if (str_list_has(&settings->ignore, rule->id)) {
        return false;
    }
    if (str_list_has(&settings->select, rule->id)) {
        return true;
    }
    return !lists_group(&settings->ignore, rule) &&
           (settings->select.count == 0 || lists_group(&settings->select, rule));
}

// What [severity] says of the rule itself, or of its category. A category's does not bring up
// rules that are off.
const enum cupel_severity *lint_severity_set(const struct lint_settings *settings,
                                             const struct rule *rule) {
    const enum cupel_severity *own = map_find(&settings->severities, rule->id);
    if (own || rule->severity == CUPEL_OFF) {
        return own;
    }
    const enum cupel_severity *wide = map_find(&settings->severities, rule->category);
    return wide ? wide : map_find(&settings->severities, STR("all"));
}

enum cupel_severity lint_severity(const struct lint_settings *settings,
                                  const struct rule *rule) {
    if (!lint_selects(settings, rule)) {
        return CUPEL_OFF;
    }
    const enum cupel_severity *set = lint_severity_set(settings, rule);
    enum cupel_severity severity = set ? *set : rule->severity;
    if (severity == CUPEL_OFF && str_list_has(&settings->select, rule->id)) {
        return CUPEL_WARNING;
    }
    return severity;
}

bool lint_ignores(const struct lint_settings *settings, const struct rule *rule,
                  struct str path) {
    for (size_t i = 0; i < settings->per_file_ignores.count; i++) {
        const struct map_entry *entry = &settings->per_file_ignores.items[i];
        const struct str_list *names = entry->value;
        if (names && (str_list_has(names, rule->id) || lists_group(names, rule)) &&
            settings->path_matches && settings->path_matches(entry->key, path)) {
            return true;
        }
    }
    return false;
}

bool lint_in_force(const struct lint_settings *settings, const struct rule *rule,
                   struct str path) {
    return lint_severity(settings, rule) != CUPEL_OFF && !lint_ignores(settings, rule, path);
}
