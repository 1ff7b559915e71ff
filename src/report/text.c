#include "report/text.h"

#include "report/describe.h"
#include "report/terminal.h"

enum { SQL_LINES = 6 }; // of a statement beside a finding; `cupel plan` shows it whole

static const enum style severity_styles[] = {
    [CUPEL_OFF] = STYLE_PLAIN,
    [CUPEL_INFO] = STYLE_INFO,
    [CUPEL_WARNING] = STYLE_WARNING,
    [CUPEL_ERROR] = STYLE_ERROR,
};

// path:line:column: severity[rule] message, broken at the terminal's width.
static void put_headline(const struct terminal *terminal, const struct outcome *outcome,
                         const struct finding *finding) {
    struct arena *arena = terminal->arena;
    struct text head = {.arena = arena};
    text_add(&head, path_for_people(arena, outcome, finding->path));
    if (finding->source) {
        struct place place = source_place(finding->source, finding->span.start);
        text_addf(&head, ":%u:%u", place.line, place.column);
    }
    text_add_char(&head, ':');
    struct str kind = str_format(arena, "%s[" STR_FMT "]", severity_name(finding->severity),
                                 STR_ARG(finding->rule->id));
    size_t used = text_width(text_str(&head)) + 1 + text_width(kind) + 1;

    terminal_put(terminal, STYLE_BOLD, text_str(&head));
    fputc(' ', terminal->out);
    terminal_put(terminal, severity_styles[finding->severity], kind);
    bool fits = terminal->width == 0 || used + text_width(finding->message) <= terminal->width;
    if (fits) {
        fputc(' ', terminal->out);
        terminal_put(terminal, STYLE_BOLD, finding->message);
        fputc('\n', terminal->out);
        return;
    }
    fputc('\n', terminal->out);
    terminal_paragraph(terminal, STR("    "), STYLE_PLAIN, finding->message, 0);
}

static void put_repeated(const struct terminal *terminal, char c, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fputc(c, terminal->out);
    }
}

// The source line with carets below: as far as the span goes on that line, but not over the
// terminal's width.
static void put_source_line(const struct terminal *terminal, const struct finding *finding) {
    if (!finding->source || finding->source->line_count == 0) {
        return;
    }
    struct place start = source_place(finding->source, finding->span.start);
    struct place end = source_place(finding->source, finding->span.end);
    struct str line = source_line(finding->source, start.line);
    if (str_trim(line).size == 0) {
        return;
    }
    uint32_t line_start = finding->source->line_starts[start.line - 1];
    size_t from = finding->span.start - line_start;
    size_t to = end.line == start.line ? finding->span.end - line_start : line.size;
    // Tabs and shown controls change the width: measure what is printed.
    struct str shown = printable(terminal->arena, line);
    size_t before = text_width(printable(terminal->arena, str_slice(line, 0, from)));
    size_t through = text_width(printable(terminal->arena, str_slice(line, 0, to)));
    size_t length = through > before ? through - before : 1;
    struct str number = str_format(terminal->arena, "%5u | ", start.line);
    size_t room = terminal->width > number.size + 20 ? terminal->width - number.size : 0;
    if (room && length > room - 4) {
        length = before < room ? room - before : 1;
    }
    terminal_put(terminal, STYLE_DIM, number);
    fwrite(shown.size ? shown.data : "", 1, shown.size, terminal->out);
    fputc('\n', terminal->out);
    terminal_put(terminal, STYLE_DIM, STR("      | "));
    put_repeated(terminal, ' ', before);
    if (terminal->color) {
        fputs("\x1b[1m", terminal->out);
    }
    put_repeated(terminal, '^', length);
    if (terminal->color) {
        fputs("\x1b[0m", terminal->out);
    }
    fputc('\n', terminal->out);
}

static void put_effect(const struct terminal *terminal, const struct step *step) {
    struct arena *arena = terminal->arena;
    if (step->operation->sql.size > 0) {
        terminal_paragraph(terminal, STR("  runs: "), STYLE_DIM,
                           sql_for_people(arena, step->operation->sql), SQL_LINES);
    }
    struct str lock = effect_lock_text(arena, &step->effect);
    struct str work = effect_work_text(arena, &step->effect);
    if (lock.size > 0 && work.size > 0) {
        lock = str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(lock), STR_ARG(work));
    } else if (work.size > 0) {
        terminal_paragraph(terminal, STR("  work: "), STYLE_DIM, work, 0);
    }
    if (lock.size > 0) {
        terminal_paragraph(terminal, STR("  lock: "), STYLE_DIM, lock, 0);
    }
}

static void put_finding(const struct terminal *terminal, const struct outcome *outcome,
                        const struct finding *finding) {
    put_headline(terminal, outcome, finding);
    put_source_line(terminal, finding);
    if (finding->step) {
        put_effect(terminal, finding->step);
    }
    struct str help = rule_help(terminal->arena, finding->rule);
    if (help.size > 0) {
        terminal_paragraph(terminal, STR("  help: "), STYLE_HELP, help, 0);
    }
    fputc('\n', terminal->out);
}

static void put_summary(const struct terminal *terminal, const struct outcome *outcome) {
    struct arena *arena = terminal->arena;
    struct text out = {.arena = arena};
    struct str migrations = counted(arena, outcome->migration_count, "migration");
    struct str operations = counted(arena, outcome->operation_count, "operation");
    text_addf(&out, STR_FMT ", " STR_FMT ": ", STR_ARG(migrations), STR_ARG(operations));
    text_add(&out, findings_counted(arena, outcome));
    if (outcome->suppressed_count > 0) {
        text_addf(&out, "; %zu suppressed", outcome->suppressed_count);
    }
    if (outcome->known.count > 0) {
        text_addf(&out, "; %zu in the baseline", outcome->known.count);
    }
    if (outcome->fixed_count > 0) {
        text_addf(&out, "; %zu fixed", outcome->fixed_count);
    }
    if (outcome->fixable_count > 0) {
        text_addf(&out, "; %zu fixable with --fix", outcome->fixable_count);
    }
    if (outcome->split_count > 0) {
        text_addf(&out, "; %zu may go in several revisions with --fix --split",
                  outcome->split_count);
    }
    if (outcome->unsafe_count > 0) {
        text_addf(&out, "; %zu with --unsafe-fixes", outcome->unsafe_count);
    }
    if (outcome->elapsed_us > 0 && outcome->width > 0) { // else: the same bytes each time
        text_addf(&out, "; %.1f ms", (double)outcome->elapsed_us / 1000.0);
    }
    enum style style = outcome->error_count     ? STYLE_ERROR
                       : outcome->warning_count ? STYLE_WARNING
                                                : STYLE_BOLD;
    terminal_lines(terminal, style, text_str(&out));
}

void text_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    struct terminal terminal = {arena, out, outcome->color, outcome->width};
    for (size_t i = 0; i < outcome->findings.count; i++) {
        if (!outcome->findings.items[i].suppression) {
            put_finding(&terminal, outcome, &outcome->findings.items[i]);
        }
    }
    if (!outcome->quiet) {
        put_summary(&terminal, outcome);
    }
}
