#include "lint/baseline.h"

#include <stdlib.h>

#include "base/error.h"
#include "lint/findings.h"

enum { FINGERPRINT_SIZE = 16 }; // hexadecimal digits: lint/findings.c

static bool is_fingerprint(struct str word) {
    bool is_hex = word.size == FINGERPRINT_SIZE;
    for (size_t i = 0; i < word.size && is_hex; i++) {
        char c = word.data[i];
        is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    return is_hex;
}

bool baseline_read(struct arena *arena, const char *path, struct str text,
                   struct baseline *baseline, struct cupel_error *error) {
    *baseline = (struct baseline){.fingerprints.arena = arena};
    struct str rest = text;
    struct str line;
    for (uint32_t number = 1; str_split(&rest, '\n', &line); number++) {
        struct str words = str_trim(line);
        struct str fingerprint;
        if (!words.size || words.data[0] == '#') {
            continue;
        }
        str_split(&words, ' ', &fingerprint);
        if (!is_fingerprint(fingerprint)) {
            error_set(error, path, number,
                      "this is no line of a baseline: expected a fingerprint of %d digits, "
                      "rule and file, as --write-baseline writes them",
                      FINGERPRINT_SIZE);
            return false;
        }
        map_put(&baseline->fingerprints, fingerprint, arena);
    }
    return true;
}

void baseline_apply(struct arena *arena, const struct baseline *baseline,
                    struct outcome *outcome) {
    struct findings *findings = &outcome->findings;
    size_t kept = 0;
    outcome->has_baseline = true;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        bool is_known = !finding->suppression &&
                        (!baseline || map_find(&baseline->fingerprints, finding->fingerprint));
        if (is_known) {
            *ARENA_PUSH(arena, &outcome->known) = *finding;
        } else {
            findings->items[kept++] = *finding;
        }
    }
    findings->count = kept;
    findings_count(outcome);
}

struct lines {
    const struct finding **items;
    size_t count, capacity;
};

static void add_lines(struct arena *arena, struct lines *lines,
                      const struct findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        if (!findings->items[i].suppression) {
            *ARENA_PUSH(arena, lines) = &findings->items[i];
        }
    }
}

// By file and place, so that the lines of what did not change stay where they were.
static int compare_lines(const void *a, const void *b) {
    const struct finding *left = *(const struct finding *const *)a;
    const struct finding *right = *(const struct finding *const *)b;
    int order = str_compare(left->path, right->path);
    if (order == 0 && left->span.start != right->span.start) {
        order = left->span.start < right->span.start ? -1 : 1;
    }
    if (order == 0) {
        order = str_compare(left->rule->id, right->rule->id);
    }
    return order ? order : str_compare(left->fingerprint, right->fingerprint);
}

struct str baseline_print(struct arena *arena, const struct outcome *outcome) {
    struct text text = {.arena = arena};
    text_add(&text, STR("# Findings that are known and do not count: cupel check --baseline.\n"
                        "# A line for each: fingerprint, rule, file. Written by "
                        "--write-baseline.\n"));
    struct lines lines = {0};
    add_lines(arena, &lines, &outcome->known);
    add_lines(arena, &lines, &outcome->findings);
    if (lines.count) {
        qsort(lines.items, lines.count, sizeof *lines.items, compare_lines);
    }
    for (size_t i = 0; i < lines.count; i++) {
        const struct finding *finding = lines.items[i];
        text_addf(&text, STR_FMT " " STR_FMT " " STR_FMT "\n", STR_ARG(finding->fingerprint),
                  STR_ARG(finding->rule->id), STR_ARG(finding->path));
    }
    return text_str(&text);
}
