#include "report/junit.h"

#include <stdlib.h>

#include "report/describe.h"
#include "report/terminal.h"

// printable() leaves no character that XML 1.0 cannot hold (2.2) but the line end.
static void put_xml(struct arena *arena, struct str text, FILE *out) {
    static const struct {
        char c;
        const char *entity;
    } entities[] = {{'&', "&amp;"},  {'<', "&lt;"},   {'>', "&gt;"},
                    {'"', "&quot;"}, {'\'', "&#39;"}, {'\n', "&#10;"}};
    text = printable(arena, text);
    for (size_t i = 0; i < text.size; i++) {
        const char *entity = NULL;
        for (size_t k = 0; k < sizeof entities / sizeof entities[0]; k++) {
            entity = entities[k].c == text.data[i] ? entities[k].entity : entity;
        }
        if (entity) {
            fputs(entity, out);
        } else {
            fputc(text.data[i], out);
        }
    }
}

static void put_attribute(struct arena *arena, const char *name, struct str value, FILE *out) {
    fprintf(out, " %s=\"", name);
    put_xml(arena, value, out);
    fputc('"', out);
}

static bool is_failure(const struct finding *finding) {
    return !finding->suppression && finding->severity >= CUPEL_WARNING;
}

static void put_outcome(struct arena *arena, const struct finding *finding, FILE *out) {
    if (finding->suppression) {
        struct str reason = finding->suppression->reason;
        fputs("      <skipped", out);
        put_attribute(arena, "message",
                      reason.size > 0 ? reason : STR("suppressed without a reason"), out);
        fputs("/>\n", out);
        return;
    }
    bool failed = is_failure(finding);
    fputs(failed ? "      <failure" : "      <system-out", out);
    if (failed) {
        put_attribute(arena, "type", str_from(severity_name(finding->severity)), out);
        put_attribute(arena, "message", finding->message, out);
    }
    fputc('>', out);
    struct str details = finding_details(arena, finding);
    put_xml(arena, details.size > 0 ? details : finding->message, out);
    fputs(failed ? "</failure>\n" : "</system-out>\n", out);
}

static void put_case(struct arena *arena, const struct finding *finding, FILE *out) {
    struct place place = {1, 1};
    if (finding->source) {
        place = source_place(finding->source, finding->span.start);
    }
    fputs("    <testcase", out);
    put_attribute(arena, "classname", finding->path, out);
    put_attribute(arena, "name",
                  str_format(arena, STR_FMT ": " STR_FMT " (line %u)",
                             STR_ARG(finding->rule->id), STR_ARG(finding->message), place.line),
                  out);
    put_attribute(arena, "file", finding->path, out);
    fprintf(out, " line=\"%u\">\n", place.line);
    put_outcome(arena, finding, out);
    fputs("    </testcase>\n", out);
}

static void put_counts(const struct finding *findings, size_t count, size_t clean, FILE *out) {
    size_t failures = 0, skipped = 0;
    for (size_t i = 0; i < count; i++) {
        failures += is_failure(&findings[i]);
        skipped += findings[i].suppression != NULL;
    }
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n",
            count + clean, failures, skipped);
}

// A file without findings is one case that passed.
static void put_suite(struct arena *arena, struct str path, const struct finding *findings,
                      size_t count, FILE *out) {
    fputs("  <testsuite", out);
    put_attribute(arena, "name", path, out);
    put_counts(findings, count, count == 0, out);
    for (size_t i = 0; i < count; i++) {
        put_case(arena, &findings[i], out);
    }
    if (count == 0) {
        fputs("    <testcase", out);
        put_attribute(arena, "classname", path, out);
        fputs(" name=\"nothing found\"", out);
        put_attribute(arena, "file", path, out);
        fputs("/>\n", out);
    }
    fputs("  </testsuite>\n", out);
}

static int compare(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

// The files judged and those that findings are about, sorted as findings are, each once.
static struct str_list files_of(struct arena *arena, const struct outcome *outcome) {
    struct str_list paths = {0};
    for (size_t i = 0; i < outcome->judged.count; i++) {
        *ARENA_PUSH(arena, &paths) = outcome->judged.items[i].migration->revision.path;
    }
    for (size_t i = 0; i < outcome->findings.count; i++) {
        *ARENA_PUSH(arena, &paths) = outcome->findings.items[i].path;
    }
    if (paths.count > 0) {
        qsort(paths.items, paths.count, sizeof *paths.items, compare);
    }
    size_t kept = 0;
    for (size_t i = 0; i < paths.count; i++) {
        if (kept == 0 || !str_equal(paths.items[i], paths.items[kept - 1])) {
            paths.items[kept++] = paths.items[i];
        }
    }
    paths.count = kept;
    return paths;
}

static size_t files_with_findings(const struct findings *findings) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        count += i == 0 || !str_equal(findings->items[i].path, findings->items[i - 1].path);
    }
    return count;
}

void junit_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    const struct findings *findings = &outcome->findings;
    struct str_list paths = files_of(arena, outcome);
    size_t clean = paths.count - files_with_findings(findings);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cupel\"", out);
    put_counts(findings->items, findings->count, clean, out);
    size_t at = 0;
    for (size_t i = 0; i < paths.count; i++) {
        size_t count = 0;
        while (at + count < findings->count &&
               str_equal(findings->items[at + count].path, paths.items[i])) {
            count++;
        }
        put_suite(arena, paths.items[i], count > 0 ? &findings->items[at] : NULL, count, out);
        at += count;
    }
    fputs("</testsuites>\n", out);
}
