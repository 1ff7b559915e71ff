// released-migration-edited: does a migration still do what the base branch's version does?

#include "cupel_run.h"
#include "project/revisions.h"

// Code that could not be read is compared as it stands, but for what a formatter or a writer of
// comments changes.
static struct str code_of(struct arena *arena, const struct migration *migration,
                          struct span span) {
    struct text text = {.arena = arena};
    struct str all = migration->source->text;
    size_t comment = 0;
    for (size_t i = span.start; i < span.end && i < all.size; i++) {
        const struct spans *comments = &migration->comments;
        while (comment < comments->count && comments->items[comment].end <= i) {
            comment++;
        }
        char c = all.data[i];
        bool in_comment = comment < comments->count && comments->items[comment].start <= i;
        bool is_layout = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\';
        if (in_comment || is_layout) {
            continue;
        }
        bool closes = c == ')' || c == ']' || c == '}';
        if (closes && text.count > 0 && text.items[text.count - 1] == ',') {
            text.count--; // the comma that a formatter puts behind the last argument
        }
        text_add_char(&text, (char)(c == '\'' ? '"' : c));
    }
    return text_str(&text);
}

static struct str condition_of(struct arena *arena, const struct condition *condition) {
    enum { DEPTH_MAX = 64 };
    struct text text = {.arena = arena};
    for (int depth = 0; condition && depth < DEPTH_MAX; depth++) {
        text_addf(&text, STR_FMT "\n", STR_ARG(condition->text));
        condition = condition->parent;
    }
    return text_str(&text);
}

static bool does_the_same(struct arena *arena, const struct migration *one,
                          const struct operation *a, const struct migration *other,
                          const struct operation *b) {
    if (a->kind != b->kind || !str_equal(a->sql, b->sql) ||
        !str_equal(condition_of(arena, a->condition), condition_of(arena, b->condition))) {
        return false;
    }
    return a->kind != OP_OPAQUE ||
           str_equal(code_of(arena, one, a->span), code_of(arena, other, b->span));
}

// The first operation of `here` that is not the one at its place before; `here->count` where
// operations only went from the end; SIZE_MAX: there is none.
static size_t first_difference(struct arena *arena, const struct migration *here,
                               const struct migration *before) {
    size_t count = here->upgrade.count;
    for (size_t i = 0; i < count; i++) {
        if (i >= before->upgrade.count || !does_the_same(arena, here, &here->upgrade.items[i],
                                                         before, &before->upgrade.items[i])) {
            return i;
        }
    }
    return before->upgrade.count > count ? count : SIZE_MAX;
}

// Where the base branch has the revision: under the same path, or the one it was renamed from.
static struct str released_path(struct cupel_run *run, struct past *past,
                                const struct revision *revision) {
    struct str text, problem;
    if (files_read(past->tip, revision->path, &text, &problem) == FILE_READ) {
        return revision->path;
    }
    const struct git_changes *ours = past_ours(run, past);
    for (size_t i = 0; i < ours->count; i++) {
        const struct git_change *change = &ours->items[i];
        struct revision old;
        if (change->kind != GIT_ADDED && past_header(run, past, change->old_path, &old) &&
            str_equal(old.id, revision->id)) {
            return change->old_path;
        }
    }
    return (struct str){0};
}

// Did this branch change the file, since it left the base branch?
static bool is_ours(struct cupel_run *run, struct past *past, struct str path) {
    if (run->options.selection == CUPEL_STDIN) {
        return true;
    }
    const struct git_changes *ours = past_ours(run, past);
    bool is_changed = false;
    for (size_t i = 0; i < ours->count && !is_changed; i++) {
        is_changed = str_equal(ours->items[i].path, path);
    }
    return is_changed;
}

static bool judge_one(struct cupel_run *run, struct past *past, struct lineage *lineage,
                      size_t index, struct cupel_error *error) {
    const struct revision *revision = &lineage->history->revisions[index];
    const struct migration *here = lineage->migrations[index];
    struct str path = released_path(run, past, revision);
    struct str text, problem;
    if (path.size == 0 || here->unreadable.size > 0 ||
        files_read(past->tip, path, &text, &problem) != FILE_READ ||
        str_equal(text, lineage->texts[index])) {
        return true;
    }
    const struct migration *before =
        past_read(run, past, path, &lineage->environment.naming, error);
    if (!before) {
        return false;
    }
    // One that could not be read never ran. One with another revision is another migration.
    if (before->unreadable.size > 0 || !str_equal(before->revision.id, revision->id)) {
        return true;
    }
    size_t at = first_difference(run->arena, here, before);
    if (at == SIZE_MAX) {
        return true;
    }
    struct history_fault *fault = ARENA_PUSH(run->arena, &lineage->history->faults);
    *fault = (struct history_fault){.rule = "released-migration-edited",
                                    .revision = revision,
                                    .message_name = revision->id};
    bool is_gone = at == here->upgrade.count;
    const struct operation *operation =
        is_gone ? &before->upgrade.items[at] : &here->upgrade.items[at];
    struct str sql = operation->kind == OP_OPAQUE ? STR("code that only running it could tell")
                                                  : operation->sql;
    fault->span = is_gone ? (struct span){0} : operation->span;
    fault->detail = str_format(run->arena, "%s" STR_FMT,
                               is_gone ? "no longer does: " : "now does: ", STR_ARG(sql));
    return true;
}

bool released_judge(struct cupel_run *run, struct past *past, struct lineage *lineage,
                    struct cupel_error *error) {
    for (size_t i = 0; past->is_compared && i < lineage->history->count; i++) {
        const struct revision *revision = &lineage->history->revisions[i];
        if (lineage->is_judged[i] && !revision->is_pending &&
            is_ours(run, past, revision->path) && !judge_one(run, past, lineage, i, error)) {
            return false;
        }
    }
    return true;
}
