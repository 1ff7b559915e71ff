#include "report/describe.h"
#include "report/terminal.h"
#include "report/text.h"

// "15 and later", "before 11", "12 to 16"; empty: every version.
static struct str version_range(struct arena *arena, const struct rule *rule) {
    if (rule->since && rule->until) {
        return str_format(arena, "PostgreSQL %u to %u", rule->since, rule->until - 1);
    }
    if (rule->since) {
        return str_format(arena, "PostgreSQL %u and later", rule->since);
    }
    if (rule->until) {
        return str_format(arena, "PostgreSQL before %u", rule->until);
    }
    return (struct str){0};
}

void text_rules(struct arena *arena, const struct rules *rules,
                const struct lint_settings *settings, FILE *out) {
    size_t widest = 0;
    for (size_t i = 0; i < rules->count; i++) {
        widest = rules->items[i]->id.size > widest ? rules->items[i]->id.size : widest;
    }
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = rules->items[i];
        const char *origin = severity_origin(settings, rule);
        fprintf(out, "%-8s %-*.*s  " STR_FMT, severity_name(lint_severity(settings, rule)),
                (int)widest, STR_ARG(rule->id), STR_ARG(rule->summary));
        if (!str_is(STR("rule"), origin)) {
            fprintf(out, " (set by %s)", origin);
        }
        fputc('\n', out);
    }
    fprintf(out, STR_FMT "; `cupel explain RULE` says why, and what to do instead\n",
            STR_ARG(counted(arena, rules->count, "rule")));
}

// Prose is broken at the terminal's width, lines of code are not.
static void put_prose(const struct terminal *terminal, const char *title, struct str text) {
    if (text.size == 0) {
        return;
    }
    fprintf(terminal->out, "\n%s:\n", title);
    struct str rest = str_trim(text);
    struct str line;
    while (rest.size > 0 && str_split(&rest, '\n', &line)) {
        bool is_code = line.size > 0 && line.data[0] == ' ';
        if (is_code || line.size == 0) {
            fprintf(terminal->out, STR_FMT "\n", STR_ARG(line));
        } else {
            terminal_paragraph(terminal, STR(""), STYLE_PLAIN, line, 0);
        }
    }
}

static void put_code(FILE *out, const char *title, struct str code) {
    if (code.size == 0) {
        return;
    }
    fprintf(out, "\n%s:\n\n", title);
    struct str rest = code;
    struct str line;
    while (rest.size > 0 && str_split(&rest, '\n', &line)) {
        fprintf(out, line.size > 0 ? "    " STR_FMT "\n" : STR_FMT "\n", STR_ARG(line));
    }
}

void report_rule(struct arena *arena, const struct rule *rule, unsigned width, FILE *out) {
    struct terminal terminal = {arena, out, false, width};
    fprintf(out, STR_FMT " (" STR_FMT ", %s)\n" STR_FMT "\n", STR_ARG(rule->id),
            STR_ARG(rule->category), severity_name(rule->severity), STR_ARG(rule->summary));
    struct str versions = version_range(arena, rule);
    if (versions.size > 0) {
        fprintf(out, STR_FMT "\n", STR_ARG(versions));
    }
    put_prose(&terminal, "Why", rule->why);
    put_prose(&terminal, "Instead", rule->instead);
    for (size_t i = 0; i < rule->examples.count; i++) {
        const struct rule_example *example = &rule->examples.items[i];
        put_code(out, "Bad", example->bad);
        put_code(out, "Good", example->good);
        if (i == 0 && example->bad.size > 0 && example->good.size > 0) {
            break; // the first pair shows it; the others are there for the tests
        }
    }
    fprintf(out, "\nTo let one place pass: # cupel: ignore[" STR_FMT "] the reason\n",
            STR_ARG(rule->id));
    for (size_t i = 0; i < rule->sources.count; i++) {
        fprintf(out, "%s" STR_FMT "\n", i == 0 ? "\nSources:\n" : "",
                STR_ARG(rule->sources.items[i]));
    }
}
