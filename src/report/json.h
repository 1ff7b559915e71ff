/**
 * json: reports for programs, as the chapter "JSON" of README.md describes them.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "report/report.h"

void json_check(struct arena *arena, const struct outcome *outcome, FILE *out);
void json_plan(struct arena *arena, const struct outcome *outcome, FILE *out);
void json_status(struct arena *arena, const struct outcome *outcome, FILE *out);
void json_rules(struct arena *arena, const struct rules *rules,
                const struct lint_settings *settings, FILE *out);

#endif
