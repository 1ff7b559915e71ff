#include "lint/fix.h"

#include <stddef.h>

#include "lint/stage.h"

// clang-format off
static const struct fixer fixers[] = {
    {"concurrently",       "do it CONCURRENTLY, in an autocommit block",        fix_concurrently, false},
    {"not-valid",          "add it NOT VALID; validate it in a later migration", fix_not_valid, false},
    {"default-text",       "send the default as an expression",                 fix_default_text, false},
    {"jsonb",              "use jsonb",                                         fix_jsonb, false},
    {"timestamptz",        "use a timestamp with time zone",                    fix_timestamptz, false},
    {"set-for-session",    "use SET, and RESET it afterwards",                  fix_set_for_session, false},
    {"index-key",          "make the index",                                    fix_index_key, false},
    {"remove-suppression", "remove the suppression",                            fix_remove_suppression, true},
};
// clang-format on

const struct fixer *fixer_at(size_t index) {
    return index < sizeof fixers / sizeof *fixers ? &fixers[index] : NULL;
}

const struct fixer *fixer_find(struct str name) {
    for (size_t i = 0; fixer_at(i); i++) {
        if (str_is(name, fixers[i].name)) {
            return &fixers[i];
        }
    }
    return NULL;
}

// ---- [fix]

static bool read_kind(struct key_reader *reader, const struct toml_value *value) {
    if (!keys_expect(reader, "kind", value, TOML_STRING)) {
        return false;
    }
    reader->rule->fix.fixer = fixer_find(value->text);
    if (!reader->rule->fix.fixer) {
        struct str_list names = {0};
        for (size_t i = 0; fixer_at(i); i++) {
            *ARENA_PUSH(reader->arena, &names) = str_from(fixers[i].name);
        }
        return keys_fail(reader, value->line, "`kind`: there is no fix \"" STR_FMT "\"%s",
                         STR_ARG(value->text), keys_did_you_mean(reader, value->text, &names));
    }
    return true;
}

static bool read_split(struct key_reader *reader, const struct toml_value *value) {
    if (!keys_expect(reader, "split", value, TOML_STRING)) {
        return false;
    }
    reader->rule->fix.shape = shape_find(value->text);
    if (!reader->rule->fix.shape) {
        struct str_list names = {0};
        for (size_t i = 0; shape_at(i); i++) {
            *ARENA_PUSH(reader->arena, &names) = str_from(shape_at(i));
        }
        return keys_fail(reader, value->line, "`split`: there is no shape \"" STR_FMT "\"%s",
                         STR_ARG(value->text), keys_did_you_mean(reader, value->text, &names));
    }
    return true;
}

// clang-format off
static const struct key fix_keys[] = {
    {"kind",   CALL,       .read = read_kind},
    {"safe",   INTO_BOOL,  .offset = offsetof(struct rule, fix.is_safe)},
    {"split",  CALL,       .read = read_split},
    {"brings", INTO_TEXTS, .offset = offsetof(struct rule, fix.brings)},
};
static const struct key_table fix_table = KEYS("[fix]", fix_keys);
// clang-format on

bool fix_read(struct key_reader *reader, const struct toml_value *value) {
    if (!keys_expect(reader, "fix", value, TOML_TABLE) ||
        !keys_read_table(reader, &fix_table, reader->rule, value)) {
        return false;
    }
    if (!toml_find(value, "kind") && !toml_find(value, "split")) {
        return keys_fail(reader, value->line, "[fix] needs kind, split, or both");
    }
    return !toml_find(value, "kind") == !toml_find(value, "safe") ||
           keys_fail(reader, value->line, "[fix] needs kind and safe together");
}

// ---- making

bool fix_subject_make(struct arena *arena, const struct outcome *outcome,
                      const struct finding *finding, struct fix_subject *subject) {
    const struct migration *migration = finding->migration;
    if (finding->suppression || !migration || !migration->source ||
        migration->unreadable.size) {
        return false;
    }
    *subject = (struct fix_subject){
        .arena = arena,
        .finding = finding,
        .judged = finding->judged,
        .source = migration->source,
        .root = migration->tree ? syntax_root(migration->tree) : NULL,
        .postgres_version = outcome->postgres_version,
    };
    return subject->judged && (migration->kind != MIGRATION_PYTHON || subject->root);
}

static const struct fix *make_fix(struct arena *arena, const struct outcome *outcome,
                                  const struct finding *finding) {
    const struct fixer *fixer = finding->rule->fix.fixer;
    struct fix_subject subject;
    if (!fixer || !fix_subject_make(arena, outcome, finding, &subject)) {
        return NULL;
    }
    struct fix *fix = ARENA_NEW(arena, struct fix, 1);
    fix->description = str_from(fixer->description);
    fix->is_safe = finding->rule->fix.is_safe;
    return fixer->make(&subject, fix) && fix->edits.count ? fix : NULL;
}

// A released migration stays as it is.
static bool may_split(struct arena *arena, const struct outcome *outcome,
                      const struct finding *finding) {
    struct fix_subject subject;
    struct stages stages = {0};
    // reading the file's tree again is the dear part
    return finding->rule->fix.shape && finding->step && finding->migration &&
           finding->migration->kind == MIGRATION_PYTHON &&
           finding->migration->revision.is_pending &&
           fix_subject_make(arena, outcome, finding, &subject) && stage_make(&subject, &stages);
}

void fixes_make(struct arena *arena, struct outcome *outcome) {
    for (size_t i = 0; i < outcome->findings.count; i++) {
        struct finding *finding = &outcome->findings.items[i];
        finding->fix = make_fix(arena, outcome, finding);
        finding->may_split = !finding->fix && may_split(arena, outcome, finding);
    }
}
