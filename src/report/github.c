#include "report/github.h"

#include "report/describe.h"
#include "report/terminal.h"

// docs.github.com, Usage limits for annotations: of each kind, a step shows ten beside the code.
enum { SHOWN_OF_A_KIND = 10 };

// What a workflow command's value cannot hold. Source: actions/toolkit, packages/core,
// src/command.ts: escapeData, escapeProperty.
static void put_escaped(struct arena *arena, struct str text, bool is_property, FILE *out) {
    text = printable(arena, text);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '%' || c == '\n' || c == '\r' || (is_property && (c == ':' || c == ','))) {
            fprintf(out, "%%%02X", (unsigned char)c);
        } else {
            fputc(c, out);
        }
    }
}

static const char *command_of(enum cupel_severity severity) {
    return severity == CUPEL_ERROR ? "error" : severity == CUPEL_WARNING ? "warning" : "notice";
}

static void put_annotation(struct arena *arena, const struct finding *finding, FILE *out) {
    fprintf(out, "::%s file=", command_of(finding->severity));
    put_escaped(arena, finding->path, true, out);
    if (finding->source) {
        struct place start = source_place(finding->source, finding->span.start);
        struct place end = source_place(finding->source, finding->span.end);
        fprintf(out, ",line=%u,endLine=%u", start.line, end.line);
        if (start.line == end.line) { // columns of several lines are refused
            fprintf(out, ",col=%u,endColumn=%u", start.column, end.column);
        }
    }
    fputs(",title=", out);
    put_escaped(arena, finding->rule->id, true, out);
    fputs("::", out);
    put_escaped(arena, finding->message, false, out);
    struct str details = finding_details(arena, finding);
    if (details.size > 0) {
        fputs("%0A", out);
        put_escaped(arena, details, false, out);
    }
    fputc('\n', out);
}

void github_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    for (size_t i = 0; i < outcome->findings.count; i++) {
        if (!outcome->findings.items[i].suppression) {
            put_annotation(arena, &outcome->findings.items[i], out);
        }
    }
    if (outcome->error_count > SHOWN_OF_A_KIND || outcome->warning_count > SHOWN_OF_A_KIND) {
        fprintf(out,
                "::notice title=cupel::%zu errors and %zu warnings; GitHub shows %d of each "
                "beside the code, this log and the summary hold them all\n",
                outcome->error_count, outcome->warning_count, SHOWN_OF_A_KIND);
    }
}
