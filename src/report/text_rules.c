#include "lint/fix.h"
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
        if (origin[0] == '-') {
            fprintf(out, " (set by %s)", origin);
        } else if (!str_is(STR("rule"), origin)) {
            fprintf(out, " (set by %s of " STR_FMT ")", origin, STR_ARG(settings->path));
        }
        fputc('\n', out);
    }
    fprintf(out, STR_FMT "; `cupel explain RULE` says why, and what to do instead\n",
            STR_ARG(counted(arena, rules->count, "rule")));
}

static void put_title(const struct terminal *terminal, const char *title) {
    fputc('\n', terminal->out);
    terminal_put(terminal, STYLE_BOLD, str_from(title));
    fputs(":\n", terminal->out);
}

// Prose is broken at the terminal's width, lines of code are not.
static void put_prose(const struct terminal *terminal, const char *title, struct str text) {
    if (text.size == 0) {
        return;
    }
    put_title(terminal, title);
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

static void put_code(const struct terminal *terminal, const char *title, struct str code) {
    if (code.size == 0) {
        return;
    }
    put_title(terminal, title);
    fputc('\n', terminal->out);
    struct str rest = code;
    struct str line;
    while (rest.size > 0 && str_split(&rest, '\n', &line)) {
        fprintf(terminal->out, line.size > 0 ? "    " STR_FMT "\n" : STR_FMT "\n",
                STR_ARG(line));
    }
}

// One of each shows it; the others are there for the tests.
static void put_examples(const struct terminal *terminal, const struct rule *rule) {
    bool has_bad = false;
    bool has_good = false;
    for (size_t i = 0; i < rule->examples.count && !(has_bad && has_good); i++) {
        const struct rule_example *example = &rule->examples.items[i];
        struct str bad = has_bad ? (struct str){0} : example->bad;
        struct str good = has_good ? (struct str){0} : example->good;
        if (bad.size > 0 || good.size > 0) {
            put_code(terminal, "Where an earlier migration has", example->history);
            put_code(terminal, "Where the application has", example->code);
            put_code(terminal, "Where the settings are", example->settings);
        }
        put_code(terminal, "Bad", bad);
        put_code(terminal, "Good", good);
        has_bad = has_bad || bad.size > 0;
        has_good = has_good || good.size > 0;
    }
}

void report_rule(struct arena *arena, const struct rule *rule, const struct outcome *outcome,
                 FILE *out) {
    static const enum style styles[] = {[CUPEL_OFF] = STYLE_DIM,
                                        [CUPEL_INFO] = STYLE_INFO,
                                        [CUPEL_WARNING] = STYLE_WARNING,
                                        [CUPEL_ERROR] = STYLE_ERROR};
    struct terminal terminal = {arena, out, outcome->color, outcome->width};
    terminal_put(&terminal, STYLE_BOLD, rule->id);
    fprintf(out, " (" STR_FMT ", ", STR_ARG(rule->category));
    terminal_put(&terminal, styles[rule->severity], str_from(severity_name(rule->severity)));
    fputs(")\n", out);
    terminal_paragraph(&terminal, (struct str){0}, STYLE_PLAIN, rule->summary, 0);
    struct str versions = version_range(arena, rule);
    if (versions.size > 0) {
        fprintf(out, STR_FMT "\n", STR_ARG(versions));
    }
    put_prose(&terminal, "Why", rule->why);
    put_prose(&terminal, "Instead", rule->instead);
    put_examples(&terminal, rule);
    if (rule->fix.fixer) {
        fprintf(out, "\nFix (cupel --fix%s): %s\n", rule->fix.is_safe ? "" : " --unsafe-fixes",
                rule->fix.fixer->description);
    }
    if (rule->fix.shape) {
        fprintf(out, "\nIn several revisions: cupel check --fix --split " STR_FMT "\n",
                STR_ARG(rule->id));
    }
    fprintf(out, "\nTo let one place pass: # cupel: ignore[" STR_FMT "] the reason\n",
            STR_ARG(rule->id));
    if (rule->sources.count > 0) {
        put_title(&terminal, "Sources");
    }
    for (size_t i = 0; i < rule->sources.count; i++) {
        terminal_paragraph(&terminal, (struct str){0}, STYLE_PLAIN, rule->sources.items[i], 0);
    }
}
