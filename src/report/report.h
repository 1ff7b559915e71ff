/**
 * report: the table of output formats.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdio.h>

#include "lint/lint.h"
#include "lint/rules.h"
#include "model/finding.h"

/** A NULL member: there is no such report in this format. */
struct report_format {
    const char *name;
    void (*check)(struct arena *arena, const struct outcome *outcome, FILE *out);
    void (*plan)(struct arena *arena, const struct outcome *outcome, FILE *out);
    void (*status)(struct arena *arena, const struct outcome *outcome, FILE *out);
    void (*rules)(struct arena *arena, const struct rules *rules,
                  const struct lint_settings *settings, FILE *out);
    bool lists_rules; // check wants the rules in force, and the repository, in the outcome
};

/** The format of a name, or NULL; report_format_at lists them (NULL past the end). */
const struct report_format *report_format_find(const char *name);
const struct report_format *report_format_at(size_t index);

/** Writes one rule's page: what is wrong, why, what to do instead, examples, sources; in the
 * style of the outcome's text reports. */
void report_rule(struct arena *arena, const struct rule *rule, const struct outcome *outcome,
                 FILE *out);

#endif
