#include "report/describe.h"
#include "report/graph.h"
#include "report/terminal.h"
#include "report/text.h"

static void put_list(const struct terminal *terminal, const char *label,
                     const struct str_list *names) {
    if (names->count == 0) {
        return;
    }
    struct str joined = str_join(terminal->arena, names->items, names->count, STR(", "));
    struct str start = str_format(terminal->arena, "  %-13s ", label);
    terminal_paragraph(terminal, start, STYLE_DIM, joined, 0);
}

static void put_pending(const struct terminal *terminal, const struct outcome *outcome,
                        const struct history *history) {
    bool any = false;
    for (size_t i = 0; i < history->count; i++) {
        const struct revision *revision = &history->revisions[history->order[i]];
        if (!revision->is_pending) {
            continue;
        }
        if (!any) {
            fputs("  pending\n", terminal->out);
        }
        any = true;
        struct str path = path_for_people(terminal->arena, outcome, revision->path);
        struct str line = str_format(terminal->arena, STR_FMT "  " STR_FMT, STR_ARG(path),
                                     STR_ARG(revision->message));
        terminal_paragraph(
            terminal, str_format(terminal->arena, "    " STR_FMT "  ", STR_ARG(revision->id)),
            STYLE_BOLD, line, 0);
    }
}

static void put_faults(const struct terminal *terminal, const struct outcome *outcome,
                       const struct history *history) {
    for (size_t i = 0; i < history->faults.count; i++) {
        const struct history_fault *fault = &history->faults.items[i];
        if (fault->revision) {
            terminal_put(terminal, STYLE_BOLD,
                         path_for_people(terminal->arena, outcome, fault->revision->path));
            if (fault->line > 0) {
                fprintf(terminal->out, ":%u", fault->line);
            }
            fputs(": ", terminal->out);
        }
        terminal_put(terminal, STYLE_ERROR,
                     str_format(terminal->arena, "error[%s]", fault->rule));
        fputc(' ', terminal->out);
        terminal_put(terminal, STYLE_PLAIN, fault_text(terminal->arena, fault));
        fputc('\n', terminal->out);
    }
}

static size_t count_pending(const struct history *history) {
    size_t count = 0;
    for (size_t i = 0; i < history->count; i++) {
        count += history->revisions[i].is_pending;
    }
    return count;
}

void text_status(struct arena *arena, const struct outcome *outcome, FILE *out) {
    struct terminal terminal = {arena, out, outcome->color, outcome->width};
    for (size_t i = 0; i < outcome->history_count; i++) {
        const struct history *history = &outcome->histories[i];
        struct str title = path_for_people(arena, outcome, outcome->script_locations.items[i]);
        terminal_put(&terminal, STYLE_BOLD, title);
        fprintf(out, ": %zu revision%s, %zu pending\n", history->count,
                history->count == 1 ? "" : "s", count_pending(history));
        put_list(&terminal, "heads", &history->heads);
        put_list(&terminal, "bases", &history->bases);
        put_list(&terminal, "branch points", &history->branchpoints);
        put_list(&terminal, "merges", &history->merges);
        put_pending(&terminal, outcome, history);
        fputc('\n', out);
        graph_write(&terminal, history, outcome->verbose);
        if (i + 1 < outcome->history_count || history->faults.count > 0) {
            fputc('\n', out);
        }
        put_faults(&terminal, outcome, history);
    }
}
