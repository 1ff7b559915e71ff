#include "report/markdown.h"

#include "report/describe.h"

void markdown_rules(struct arena *arena, const struct rules *rules,
                    const struct lint_settings *settings, FILE *out) {
    (void)arena;
    fputs("| rule | category | severity | what is wrong |\n| --- | --- | --- | --- |\n", out);
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = rules->items[i];
        fprintf(out, "| " STR_FMT " | " STR_FMT " | %s | " STR_FMT " |\n", STR_ARG(rule->id),
                STR_ARG(rule->category), severity_name(lint_severity(settings, rule)),
                STR_ARG(rule->summary));
    }
}
