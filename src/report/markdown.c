#include "report/markdown.h"

#include "report/describe.h"
#include "report/terminal.h"

// docs.github.com, Workflow commands, Step isolation and limits: a step's summary has at most
// 1 MiB. What follows the findings needs some room as well.
enum { SUMMARY_BYTES = 960 * 1024, REMARK_LIMIT = 100 };

static bool is_word(struct str text, size_t at) {
    char c = at < text.size ? text.data[at] : ' ';
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// An underscore inside a word marks nothing (GitHub Flavored Markdown, 6.4).
static bool is_mark(struct str text, size_t at) {
    static const char marks[] = "&<>|`*[]\\#~@";
    char c = text.data[at];
    if (c == '_') {
        return at == 0 || !is_word(text, at - 1) || !is_word(text, at + 1);
    }
    for (size_t i = 0; i + 1 < sizeof marks; i++) {
        if (c == marks[i]) {
            return true;
        }
    }
    return false;
}

// Text that stays text: what Markdown and HTML would read as marks is written as an entity; a
// line end as a break.
static void add_plain(struct text *out, struct str text) {
    text = printable(out->arena, text);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (is_mark(text, i)) {
            text_addf(out, "&#%d;", c);
        } else if (c == '\n') {
            text_add(out, STR("<br>"));
        } else {
            text_add_char(out, c);
        }
    }
}

static void add_code(struct text *out, struct str text) {
    text_add(out, STR("<code>"));
    add_plain(out, text);
    text_add(out, STR("</code>"));
}

// A fence is longer than every row of backticks in what it holds.
static void add_block(struct text *out, struct str sql) {
    struct str text = printable(out->arena, sql);
    size_t longest = 2, row = 0;
    for (size_t i = 0; i < text.size; i++) {
        row = text.data[i] == '`' ? row + 1 : 0;
        longest = row > longest ? row : longest;
    }
    struct text fence = {.arena = out->arena};
    for (size_t i = 0; i <= longest; i++) {
        text_add_char(&fence, '`');
    }
    text_addf(out, "\n" STR_FMT "sql\n" STR_FMT "\n" STR_FMT "\n\n", STR_ARG(text_str(&fence)),
              STR_ARG(text), STR_ARG(text_str(&fence)));
}

static struct str place_text(struct arena *arena, const struct finding *finding) {
    if (!finding->source) {
        return finding->path;
    }
    return str_format(arena, STR_FMT ":%u", STR_ARG(finding->path),
                      source_place(finding->source, finding->span.start).line);
}

static void add_head(struct text *out, const struct outcome *outcome) {
    struct arena *arena = out->arena;
    text_addf(out, "## cupel: " STR_FMT "\n\n", STR_ARG(findings_counted(arena, outcome)));
    struct str migrations = counted(arena, outcome->migration_count, "migration");
    struct str operations = counted(arena, outcome->operation_count, "operation");
    text_addf(out, STR_FMT ", " STR_FMT ", judged for PostgreSQL %u", STR_ARG(migrations),
              STR_ARG(operations), outcome->postgres_version);
    if (outcome->suppressed_count > 0) {
        text_addf(out, "; %zu suppressed", outcome->suppressed_count);
    }
    text_add(out, STR(".\n"));
}

static void add_row(struct text *out, const struct finding *finding) {
    text_addf(out, "| %s | ", severity_name(finding->severity));
    add_code(out, place_text(out->arena, finding));
    text_add(out, STR(" | "));
    add_code(out, finding->rule->id);
    text_add(out, STR(" | "));
    add_plain(out, finding->message);
    text_add(out, STR(" |\n"));
}

static void add_details(struct text *out, const struct finding *finding) {
    struct arena *arena = out->arena;
    text_add(out, STR("\n"));
    add_code(out, place_text(arena, finding));
    text_add(out, STR(" "));
    add_code(out, finding->rule->id);
    text_add(out, STR("\n"));
    if (finding->step && finding->step->operation->sql.size > 0) {
        add_block(out, statement_start(arena, finding->step->operation->sql));
    }
    struct str lock =
        finding->step ? effect_text(arena, &finding->step->effect) : (struct str){0};
    if (lock.size > 0) {
        text_add(out, STR("- "));
        add_plain(out, lock);
        text_add(out, STR("\n"));
    }
    struct str help = rule_help(arena, finding->rule);
    if (help.size > 0) {
        text_add(out, STR("- instead: "));
        add_plain(out, help);
        text_add(out, STR("\n"));
    }
}

// Adds one part after the other, the gravest first, as long as there is room; gives how many were
// left out.
static size_t add_findings(struct text *out, const struct findings *findings, bool suppressed,
                           void (*add)(struct text *out, const struct finding *finding)) {
    size_t left_out = 0;
    for (int severity = CUPEL_ERROR; severity > CUPEL_OFF; severity--) {
        for (size_t i = 0; i < findings->count; i++) {
            const struct finding *finding = &findings->items[i];
            if ((int)finding->severity != severity ||
                (finding->suppression != NULL) != suppressed) {
                continue;
            }
            struct text part = {.arena = out->arena};
            add(&part, finding);
            if (out->count + part.count > SUMMARY_BYTES) {
                left_out++;
            } else {
                text_add(out, text_str(&part));
            }
        }
    }
    return left_out;
}

static void add_left_out(struct text *out, size_t count) {
    if (count > 0) {
        text_addf(out, "\n%zu more, left out here: a summary has at most 1 MiB.\n", count);
    }
}

static void add_suppressed(struct text *out, const struct finding *finding) {
    text_add(out, STR("| "));
    add_code(out, place_text(out->arena, finding));
    text_add(out, STR(" | "));
    add_code(out, finding->rule->id);
    text_add(out, STR(" | "));
    add_plain(out, finding->suppression->reason);
    text_add(out, STR(" |\n"));
}

static void add_remarks(struct text *out, const struct str_list *remarks) {
    if (remarks->count == 0) {
        return;
    }
    text_addf(out, "\n<details><summary>Skipped or assumed (%zu)</summary>\n\n",
              remarks->count);
    for (size_t i = 0; i < remarks->count && i < REMARK_LIMIT; i++) {
        text_add(out, STR("- "));
        add_plain(out, str_cut(remarks->items[i], 500));
        text_add(out, STR("\n"));
    }
    if (remarks->count > REMARK_LIMIT) {
        text_addf(out, "- and %zu more\n", remarks->count - REMARK_LIMIT);
    }
    text_add(out, STR("\n</details>\n"));
}

void markdown_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    struct text text = {.arena = arena};
    add_head(&text, outcome);
    if (outcome->error_count + outcome->warning_count + outcome->info_count > 0) {
        text_add(&text,
                 STR("\n| severity | place | rule | what |\n| --- | --- | --- | --- |\n"));
        add_left_out(&text, add_findings(&text, &outcome->findings, false, add_row));
        text_add(&text,
                 STR("\n<details><summary>What runs, and what to do instead</summary>\n"));
        add_left_out(&text, add_findings(&text, &outcome->findings, false, add_details));
        text_add(&text, STR("\n</details>\n"));
    }
    if (outcome->suppressed_count > 0) {
        text_addf(&text,
                  "\n<details><summary>Suppressed (%zu)</summary>\n\n"
                  "| place | rule | reason |\n| --- | --- | --- |\n",
                  outcome->suppressed_count);
        add_left_out(&text, add_findings(&text, &outcome->findings, true, add_suppressed));
        text_add(&text, STR("\n</details>\n"));
    }
    add_remarks(&text, &outcome->remarks);
    fwrite(text.items, 1, text.count, out);
}

static void put_rule(const struct rule *rule, const struct lint_settings *settings, FILE *out) {
    const char *origin = severity_origin(settings, rule);
    fprintf(out, "| `" STR_FMT "` | %s", STR_ARG(rule->id),
            severity_name(lint_severity(settings, rule)));
    if (!str_is(STR("rule"), origin)) {
        fprintf(out, " (%s)", origin);
    }
    fputs(" | ", out);
    for (size_t i = 0; i < rule->summary.size; i++) {
        fputs(rule->summary.data[i] == '|' ? "\\" : "", out);
        fputc(rule->summary.data[i], out);
    }
    fputs(" |\n", out);
}

static bool is_first_of_category(const struct rules *rules, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (str_equal(rules->items[i]->category, rules->items[index]->category)) {
            return false;
        }
    }
    return true;
}

void markdown_rules(struct arena *arena, const struct rules *rules,
                    const struct lint_settings *settings, FILE *out) {
    (void)arena;
    fputs("# The rules of cupel\n\nBy category. A severity that the rule does not have by "
          "itself says what set it.\n`cupel explain RULE` says why a rule exists and what to "
          "do instead.\n",
          out);
    for (size_t i = 0; i < rules->count; i++) {
        if (!is_first_of_category(rules, i)) {
            continue;
        }
        struct str category = rules->items[i]->category;
        fprintf(out,
                "\n## " STR_FMT "\n\n| rule | severity | what is wrong |\n"
                "| --- | --- | --- |\n",
                STR_ARG(category));
        for (size_t k = i; k < rules->count; k++) {
            if (str_equal(rules->items[k]->category, category)) {
                put_rule(rules->items[k], settings, out);
            }
        }
    }
}
