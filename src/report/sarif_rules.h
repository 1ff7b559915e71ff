/**
 * sarif_rules: the rule list of a SARIF file.
 */
#ifndef REPORT_SARIF_RULES_H
#define REPORT_SARIF_RULES_H

#include <jansson.h>

#include "base/map.h"
#include "model/finding.h"

struct sarif_rules {
    struct map indexes; // rule id to size_t *
    size_t cut_texts;   // texts that were longer than GitHub takes
};

/** error, warning, note. */
const char *sarif_level(enum cupel_severity severity);

/** The rules in force, and those of findings, as SARIF's reporting descriptors. */
json_t *sarif_rules_json(struct arena *arena, const struct outcome *outcome,
                         struct sarif_rules *rules);

/** Where a rule stands in that list. */
size_t sarif_rules_index(const struct sarif_rules *rules, const struct rule *rule);

#endif
