// clang-format off
/**
 * fix: how findings go. A rule's file names the kind of its fix:
 *
 * [fix]
 * kind   = "concurrently"  # a row of the table in fix.c
 * safe   = true            # false: made only when unsafe fixes are asked for
 * split  = "validate"      # how it goes in several revisions: lint/stage.h
 * brings = ["…"]           # ids: what it may make other rules say
 *
 * A kind is one C function: from a finding to edits of its file.
 */
// clang-format on
#ifndef LINT_FIX_H
#define LINT_FIX_H

#include "lint/keys.h"
#include "model/finding.h"
#include "python/syntax.h"

/** What a fix is made from. */
struct fix_subject {
    struct arena *arena;
    const struct finding *finding;
    const struct judged *judged;
    const struct source *source;
    const struct node *root; // of the Python tree; NULL: the file is a script
    unsigned postgres_version;
};

/** A row of the table of kinds. `make` adds edits in order; false: not here. */
struct fixer {
    const char *name;
    const char *description;
    bool (*make)(const struct fix_subject *subject, struct fix *fix);
    bool of_comments; // it changes nothing that the migration does
};

/** NULL when there is no kind of that name; fixer_at lists them (NULL past the end). */
const struct fixer *fixer_find(struct str name);
const struct fixer *fixer_at(size_t index);

/** Reads [fix] of a rule's file. */
bool fix_read(struct key_reader *reader, const struct toml_value *value);

/** What a fix of the finding is made from; false where there is nothing to make it from. */
bool fix_subject_make(struct arena *arena, const struct outcome *outcome,
                      const struct finding *finding, struct fix_subject *subject);

/** Gives every finding that is not suppressed its fix, where there is one. */
void fixes_make(struct arena *arena, struct outcome *outcome);

/** Fixes that silence: one for each statement, a comment above it that names the rules found
 * there and the reason. In order of path and place. */
struct silencing {
    struct str path;
    struct fix fix;
    struct {
        const struct finding **items;
        size_t count, capacity;
    } findings;
};
struct silencings {
    struct silencing *items;
    size_t count, capacity;
};
struct silencings fixes_silence(struct arena *arena, const struct outcome *outcome,
                                struct str reason);

// The kinds, and a part of one: the index of a column that a call adds
bool fix_concurrently(const struct fix_subject *subject, struct fix *fix);
bool fix_not_valid(const struct fix_subject *subject, struct fix *fix);
bool fix_default_text(const struct fix_subject *subject, struct fix *fix);
bool fix_jsonb(const struct fix_subject *subject, struct fix *fix);
bool fix_timestamptz(const struct fix_subject *subject, struct fix *fix);
bool fix_set_for_session(const struct fix_subject *subject, struct fix *fix);
bool fix_column_index(const struct fix_subject *subject, struct fix *fix);
bool fix_index_key(const struct fix_subject *subject, struct fix *fix);
bool fix_remove_suppression(const struct fix_subject *subject, struct fix *fix);

#endif
