/**
 * markdown: reports for pages.
 */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "report/report.h"

/** A job's summary. */
void markdown_check(struct arena *arena, const struct outcome *outcome, FILE *out);
void markdown_rules(struct arena *arena, const struct rules *rules,
                    const struct lint_settings *settings, FILE *out);

#endif
