/**
 * lint: judges steps, migrations and the history by the rules in force.
 */
#ifndef LINT_LINT_H
#define LINT_LINT_H

#include "base/map.h"
#include "lint/rules.h"
#include "model/finding.h"

/** Which rules are in force, from settings and options. */
struct lint_settings {
    struct str_list select, ignore; // rule ids and categories; an empty select: all
    struct map severities;          // rule id to enum cupel_severity *
    struct map per_file_ignores;    // pattern to struct str_list *
    bool (*path_matches)(struct str pattern, struct str path);
};

/** Checks that every id and category named is one. False with the nearest in the error. */
bool lint_settings_check(struct arena *arena, const struct lint_settings *settings,
                         const struct rules *rules, const char *settings_path,
                         struct cupel_error *error);

/** The severity a rule has under the settings; CUPEL_OFF: it does not speak. */
enum cupel_severity lint_severity(const struct lint_settings *settings,
                                  const struct rule *rule);

/**
 * Finds suppressions in the migrations' comments, judges everything in `outcome`, and fills in
 * its findings (sorted, suppressed ones marked, fingerprints made) and counts.
 */
void lint(struct arena *arena, const struct rules *rules, const struct lint_settings *settings,
          struct outcome *outcome);

#endif
