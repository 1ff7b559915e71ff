#include "lint/findings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// ---- keys

static void add_part(struct text *key, struct str part) {
    text_add(key, part);
    text_add_char(key, '\0'); // stands in no name
}

// A script has no revision; its statements are known by their text, so that it may be renamed.
static struct str home_of(const struct finding *finding) {
    const struct migration *migration = finding->migration;
    if (migration && migration->revision.id.size) {
        return migration->revision.id;
    }
    return finding->step && finding->step->operation->sql.size ? finding->step->operation->sql
                                                               : finding->path;
}

static void add_place(struct text *key, const struct finding *finding) {
    add_part(key, finding->rule->id);
    add_part(key, home_of(finding));
    add_part(key, finding->is_downgrade ? STR("downgrade") : (struct str){0});
}

static struct str field_text(struct arena *arena, const struct step *step, struct str name) {
    return step_field(arena, step, step_field_find(name)).text;
}

struct str findings_key_of_step(struct arena *arena, const struct finding *finding) {
    struct text key = {.arena = arena};
    add_place(&key, finding);
    add_part(&key, field_text(arena, finding->step, STR("operation")));
    add_part(&key, field_text(arena, finding->step, STR("table")));
    add_part(&key, field_text(arena, finding->step, STR("subject")));
    return text_str(&key);
}

struct str findings_key(struct arena *arena, const struct finding *finding, struct str name,
                        struct str detail) {
    struct text key = {.arena = arena};
    add_place(&key, finding);
    add_part(&key, name);
    add_part(&key, detail);
    return text_str(&key);
}

// ---- order

struct ordered {
    struct finding finding;
    size_t index; // as they were found: what decides among equals
};

static int compare(const void *a, const void *b) {
    const struct ordered *left = a;
    const struct ordered *right = b;
    int order = str_compare(left->finding.path, right->finding.path);
    if (order == 0 && left->finding.span.start != right->finding.span.start) {
        order = left->finding.span.start < right->finding.span.start ? -1 : 1;
    }
    if (order == 0) {
        order = str_compare(left->finding.rule->id, right->finding.rule->id);
    }
    if (order == 0) {
        order = left->index < right->index ? -1 : 1;
    }
    return order;
}

static bool says_the_same(const struct finding *a, const struct finding *b) {
    return a->rule == b->rule && a->span.start == b->span.start && a->span.end == b->span.end &&
           a->is_downgrade == b->is_downgrade && str_equal(a->path, b->path) &&
           str_equal(a->message, b->message);
}

// Equal ones are neighbours but for others of the same rule at the same place.
static bool is_said(const struct findings *findings, const struct finding *finding) {
    for (size_t i = findings->count; i > 0; i--) {
        const struct finding *before = &findings->items[i - 1];
        if (before->rule != finding->rule || before->span.start != finding->span.start ||
            !str_equal(before->path, finding->path)) {
            return false;
        }
        if (says_the_same(before, finding)) {
            return true;
        }
    }
    return false;
}

// FNV-1a over the key and its ordinal.
static struct str fingerprint(struct arena *arena, struct str key, size_t ordinal) {
    struct str whole = str_format(arena, "%zu", ordinal);
    return str_format(arena, "%016" PRIx64, str_hash(str_concat(arena, key, whole)));
}

static void set_fingerprints(struct arena *arena, struct findings *findings) {
    struct map seen = {.arena = arena};
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = &findings->items[i];
        size_t *ordinal = map_find(&seen, finding->fingerprint);
        if (!ordinal) {
            ordinal = ARENA_NEW(arena, size_t, 1);
            map_put(&seen, finding->fingerprint, ordinal);
        }
        finding->fingerprint = fingerprint(arena, finding->fingerprint, (*ordinal)++);
    }
}

void findings_finish(struct arena *arena, struct findings *findings) {
    size_t count = findings->count;
    struct ordered *ordered = ARENA_NEW(arena, struct ordered, count);
    for (size_t i = 0; i < count; i++) {
        ordered[i] = (struct ordered){findings->items[i], i};
    }
    if (count) {
        qsort(ordered, count, sizeof *ordered, compare);
    }
    findings->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_said(findings, &ordered[i].finding)) {
            findings->items[findings->count++] = ordered[i].finding;
        }
    }
    set_fingerprints(arena, findings);
}

// ---- counts

void findings_count(struct outcome *outcome) {
    outcome->error_count = 0;
    outcome->warning_count = 0;
    outcome->info_count = 0;
    outcome->suppressed_count = 0;
    outcome->fixable_count = 0;
    outcome->unsafe_count = 0;
    outcome->split_count = 0;
    for (size_t i = 0; i < outcome->findings.count; i++) {
        const struct finding *finding = &outcome->findings.items[i];
        size_t *count = finding->suppression                 ? &outcome->suppressed_count
                        : finding->severity == CUPEL_ERROR   ? &outcome->error_count
                        : finding->severity == CUPEL_WARNING ? &outcome->warning_count
                                                             : &outcome->info_count;
        (*count)++;
        if (finding->fix) {
            outcome->fixable_count += finding->fix->is_safe;
            outcome->unsafe_count += !finding->fix->is_safe;
        }
        outcome->split_count += finding->may_split;
    }
}
