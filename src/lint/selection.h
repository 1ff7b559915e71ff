/**
 * selection: which rules are in force, and with what severity.
 */
#ifndef LINT_SELECTION_H
#define LINT_SELECTION_H

#include "base/map.h"
#include "lint/rules.h"

/** Which rules are in force, from settings and options. */
struct lint_settings {
    struct str_list select, ignore; // rule ids and categories; an empty select: all
    struct map severities;          // rule id to enum cupel_severity *
    struct map per_file_ignores;    // pattern to struct str_list *
    bool (*path_matches)(struct str pattern, struct str path);
    bool require_reason; // a suppression must say why
    // For people who ask what was set where
    struct str path;               // of the settings file
    bool has_option_select;        // `select` is what --select says
    struct str_list option_ignore; // what --ignore adds to `ignore`
};

/** Checks that every id and category named is one ("all" stands for each). False with the
 * nearest in the error. */
bool lint_settings_check(struct arena *arena, const struct lint_settings *settings,
                         const struct rules *rules, const char *settings_path,
                         struct cupel_error *error);

/** What [severity] says of the rule: of its id, else its category, else all; NULL: nothing. */
const enum cupel_severity *lint_severity_set(const struct lint_settings *settings,
                                             const struct rule *rule);

/** The severity a rule has under the settings; CUPEL_OFF: it does not speak. A rule that is
 * off by itself is a warning where `select` names its id. Needs rules_need_match(). */
enum cupel_severity lint_severity(const struct lint_settings *settings,
                                  const struct rule *rule);

/** Do select and ignore let the rule in? The narrower name wins: an id over a category, and of
 * equals `ignore`. A rule need not be read for that. */
bool lint_selects(const struct lint_settings *settings, const struct rule *rule);

/** Do per-file-ignores keep the rule out of the file of that path? */
bool lint_ignores(const struct lint_settings *settings, const struct rule *rule,
                  struct str path);

/** Does the rule speak in the file of that path, as far as the settings say? */
bool lint_in_force(const struct lint_settings *settings, const struct rule *rule,
                   struct str path);

#endif
