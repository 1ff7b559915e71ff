#include "report/report.h"

#include <string.h>

#include "report/github.h"
#include "report/gitlab.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/sarif.h"
#include "report/text.h"

// clang-format off
static const struct report_format formats[] = {
    {"text",     text_check,     text_plan, text_status, text_rules,     false},
    {"json",     json_check,     json_plan, json_status, json_rules,     false},
    {"sarif",    sarif_check,    NULL,      NULL,        NULL,           true},
    {"github",   github_check,   NULL,      NULL,        NULL,           false},
    {"gitlab",   gitlab_check,   NULL,      NULL,        NULL,           false},
    {"junit",    junit_check,    NULL,      NULL,        NULL,           false},
    {"markdown", markdown_check, NULL,      NULL,        markdown_rules, false},
};
// clang-format on

const struct report_format *report_format_at(size_t index) {
    return index < sizeof formats / sizeof formats[0] ? &formats[index] : NULL;
}

const struct report_format *report_format_find(const char *name) {
    for (size_t i = 0; report_format_at(i); i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}
