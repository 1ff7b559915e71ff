/**
 * text: reports for people at a terminal.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/report.h"

void text_check(struct arena *arena, const struct outcome *outcome, FILE *out);
void text_plan(struct arena *arena, const struct outcome *outcome, FILE *out);
void text_status(struct arena *arena, const struct outcome *outcome, FILE *out);
void text_rules(struct arena *arena, const struct rules *rules,
                const struct lint_settings *settings, FILE *out);

#endif
