/**
 * report: the table of output formats.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdio.h>

#include "lint/rules.h"
#include "model/finding.h"

struct report_format {
    const char *name;
    void (*check)(struct arena *arena, const struct outcome *outcome, FILE *out);
    void (*plan)(struct arena *arena, const struct outcome *outcome, FILE *out);
};

/** The format of a name, or NULL; report_format_at lists them (NULL past the end). */
const struct report_format *report_format_find(const char *name);
const struct report_format *report_format_at(size_t index);

#endif
