#include "cupel_chain.h"

#include <string.h>

#include "lint/edits.h"
#include "project/naming.h"
#include "project/revisions.h"

static bool fail(struct chain *chain, const char *format, ...) PRINTF_LIKE(2, 3);

static bool fail(struct chain *chain, const char *format, ...) {
    struct text text = {.arena = chain->fixing->run->arena};
    va_list arguments;
    va_start(arguments, format);
    text_addfv(&text, format, arguments);
    va_end(arguments);
    chain->problem = chain->problem.size ? chain->problem : text_str(&text);
    return false;
}

const struct history *chain_history(const struct outcome *outcome,
                                    const struct migration *migration) {
    for (size_t i = 0; i < outcome->history_count; i++) {
        const struct history *history = &outcome->histories[i];
        size_t index = history_find(history, migration->revision.id);
        if (index != SIZE_MAX &&
            str_equal(history->revisions[index].path, migration->revision.path)) {
            return history;
        }
    }
    return NULL;
}

// ---- patches

// The patch of a path, with a place of its own in the order; NULL where the file is no text.
static struct patch *need_patch(struct chain *chain, struct candidate candidate, bool is_new) {
    struct fixing *fixing = chain->fixing;
    struct cupel_run *run = fixing->run;
    struct patch *found = fixing_find_patch(fixing, candidate.path);
    if (found) {
        return found;
    }
    struct patch patch = {.candidate = candidate, .is_new = is_new};
    struct str problem;
    if (!is_new &&
        files_read(run->files, candidate.path, &patch.before, &problem) != FILE_READ) {
        return NULL;
    }
    patch.text = patch.before;
    (void)ARENA_PUSH(run->arena, &fixing->patches);
    size_t at = fixing->patches.count - 1;
    for (; at > 0 &&
           str_compare(candidate.path, fixing->patches.items[at - 1].candidate.path) < 0;
         at--) {
        fixing->patches.items[at] = fixing->patches.items[at - 1];
    }
    fixing->patches.items[at] = patch;
    return &fixing->patches.items[at];
}

static bool put_text(struct chain *chain, struct str path, struct str text, bool is_new) {
    struct candidate candidate = {.path = str_copy(chain->fixing->run->arena, path),
                                  .project = chain->migration->revision.project};
    struct patch *patch = need_patch(chain, candidate, is_new);
    if (!patch) {
        return fail(chain, STR_FMT " cannot be read", STR_ARG(path));
    }
    patch->text = text;
    patch->is_tried = true;
    return true;
}

static struct str text_of(struct chain *chain, struct str path) {
    const struct patch *patch = fixing_find_patch(chain->fixing, path);
    struct str text = {0};
    struct str problem;
    if (patch) {
        return patch->text;
    }
    files_read(chain->fixing->run->files, path, &text, &problem);
    return text;
}

// ---- new revisions

static bool has_path(struct chain *chain, struct str path) {
    struct str text, problem;
    return fixing_find_patch(chain->fixing, path) ||
           files_read(chain->fixing->run->files, path, &text, &problem) != FILE_ABSENT;
}

// What the findings' parts of a stage come to: undone in the other order.
static struct stage_part merge(const struct chain *chain, enum stage stage) {
    struct arena *arena = chain->fixing->run->arena;
    struct stage_part whole = {0};
    size_t count = 0;
    for (size_t i = 0; i < chain->stages.count; i++) {
        const struct stage_part *part = &chain->stages.items[i]->parts[stage];
        if (part->message.size) {
            whole.message = count++ ? whole.message : part->message;
            whole.up = str_concat(arena, whole.up, part->up);
            whole.down = str_concat(arena, part->down, whole.down);
        }
    }
    if (count > 1) {
        whole.message =
            str_format(arena, STR_FMT " and %zu more", STR_ARG(whole.message), count - 1);
    }
    return whole;
}

static void add_candidate(struct chain *chain, struct str path) {
    struct candidates *list = chain->candidates;
    struct candidate candidate = {.path = path, .project = chain->migration->revision.project};
    (void)ARENA_PUSH(chain->fixing->run->arena, list);
    size_t at = list->count - 1;
    for (; at > 0 && str_compare(path, list->items[at - 1].path) < 0; at--) {
        list->items[at] = list->items[at - 1];
    }
    list->items[at] = candidate;
}

// The folder that file_template starts from: the migration's own, or its version location where
// the template names folders as well.
static struct str folder_for(const struct chain *chain, struct str name) {
    const struct cupel_run *run = chain->fixing->run;
    const struct revision *revision = &chain->migration->revision;
    const struct alembic_project *project = &run->projects.items[revision->project];
    struct str folder = path_folder(revision->path);
    struct str found = {0};
    for (size_t i = 0; i < project->version_locations.count; i++) {
        struct str location = project->version_locations.items[i];
        if (path_is_below(revision->path, location) && location.size >= found.size) {
            found = location;
        }
    }
    return str_find(name, STR("/"), 0) != SIZE_MAX && found.size ? found : folder;
}

// Where files are called by their ids alone, and no file_template says so, the new one is, too.
static struct str name_of_file(const struct chain *chain, const struct stage_revision *new,
                               const struct naming_date *date) {
    struct cupel_run *run = chain->fixing->run;
    const struct revision *like = &chain->migration->revision;
    const struct alembic_project *project = &run->projects.items[like->project];
    struct str own = str_concat(run->arena, like->id, STR(".py"));
    bool is_by_id = !project->file_template.size && like->message.size &&
                    str_equal(path_name(like->path), own);
    return is_by_id ? str_concat(run->arena, new->id, STR(".py"))
                    : naming_file(run->arena, project, new->id, new->message, date);
}

static struct str path_of_file(struct chain *chain, const struct stage_revision *revision,
                               const struct naming_date *date) {
    struct cupel_run *run = chain->fixing->run;
    struct str name = name_of_file(chain, revision, date);
    struct str folder = folder_for(chain, name);
    bool has_folder = str_find(name, STR("/"), 0) != SIZE_MAX;
    bool is_recursive = run->projects.items[chain->migration->revision.project].recursive;
    if (!name.size || (has_folder && !is_recursive) ||
        str_find(name, STR(".."), 0) != SIZE_MAX || name.data[0] == '/') {
        fail(chain, "file_template is not one that names a file");
        return (struct str){0};
    }
    struct str path = str_format(run->arena, STR_FMT "%s" STR_FMT, STR_ARG(folder),
                                 folder.size ? "/" : "", STR_ARG(name));
    if (has_path(chain, path)) {
        fail(chain, STR_FMT " is there already", STR_ARG(path));
        return (struct str){0};
    }
    return path;
}

static struct str template_of(const struct chain *chain) {
    struct cupel_run *run = chain->fixing->run;
    struct str folder = run->projects.items[chain->migration->revision.project].script_location;
    struct str path = str_format(run->arena, STR_FMT "%sscript.py.mako", STR_ARG(folder),
                                 folder.size ? "/" : "");
    struct str text, problem;
    return files_read(run->files, path, &text, &problem) == FILE_READ ? text : (struct str){0};
}

static bool make_revision(struct chain *chain, enum stage stage, struct str *last) {
    struct cupel_run *run = chain->fixing->run;
    struct stage_part part = merge(chain, stage);
    if (!part.message.size) {
        return true;
    }
    const struct alembic_project *project =
        &run->projects.items[chain->migration->revision.project];
    struct naming_date date = naming_date(project, run->options.now);
    struct naming_question question = {
        .project = project,
        .history = chain->history,
        .like = chain->migration->revision.id,
        .message = part.message,
        .seed = str_format(run->arena, STR_FMT ":%d",
                           STR_ARG(chain->findings.items[0]->fingerprint), (int)stage),
        .number = ++chain->revision_count,
        .now = run->options.now,
    };
    struct stage_revision revision = {
        .id = naming_id(run->arena, &question),
        .down_revision = *last,
        .message = part.message,
        .date = naming_print_date(run->arena, &date),
        .template = template_of(chain),
        .up = part.up,
        .down = part.down,
    };
    struct str text;
    struct str path = path_of_file(chain, &revision, &date);
    if (!path.size ||
        !stage_print(run->arena, chain->migration, &revision, &text, &chain->problem)) {
        return false;
    }
    add_candidate(chain, path);
    *last = revision.id;
    return put_text(chain, path, text, true);
}

// ---- revisions behind the migration

static bool names_revision(const struct str_list *list, struct str id) {
    return str_list_has(list, id);
}

// Replaces the id, in quotes, between two places; false where it does not stand there.
static bool replace_quoted(struct arena *arena, struct str *text, struct span span,
                           struct str old, struct str id) {
    for (size_t q = 0; q < 2; q++) {
        const char *quote = q ? "'" : "\"";
        struct str quoted = str_format(arena, "%s" STR_FMT "%s", quote, STR_ARG(old), quote);
        size_t at = str_find(*text, quoted, span.start);
        if (at != SIZE_MAX && at + quoted.size <= span.end) {
            *text = str_format(arena, STR_FMT "%s" STR_FMT "%s" STR_FMT,
                               STR_ARG(str_slice(*text, 0, at)), quote, STR_ARG(id), quote,
                               STR_ARG(str_slice(*text, at + quoted.size, text->size)));
            return true;
        }
    }
    return false;
}

static struct span depends_span(struct str text) {
    size_t at = str_find(text, STR("\ndepends_on"), 0);
    size_t end = at == SIZE_MAX ? at : str_find(text, STR("\ndef "), at);
    end = end == SIZE_MAX ? text.size : end;
    return at == SIZE_MAX ? (struct span){0} : (struct span){(uint32_t)at, (uint32_t)end};
}

// The docstring's "Revises:", which Alembic does not read.
static void replace_revises(struct arena *arena, struct str *text, struct str old,
                            struct str id) {
    size_t at = str_find(*text, STR("\nRevises:"), 0);
    size_t end = at == SIZE_MAX ? at : str_find(*text, STR("\n"), at + 1);
    size_t place = at == SIZE_MAX ? at : str_find(*text, old, at);
    if (place != SIZE_MAX && end != SIZE_MAX && place + old.size <= end) {
        *text =
            str_format(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(*text, 0, place)),
                       STR_ARG(id), STR_ARG(str_slice(*text, place + old.size, text->size)));
    }
}

static bool reparent(struct chain *chain, const struct revision *revision, struct str last) {
    struct cupel_run *run = chain->fixing->run;
    struct str old = chain->migration->revision.id;
    struct str text = text_of(chain, revision->path);
    struct revision header = revision_read(run->arena, revision->path, text);
    bool follows = names_revision(&revision->down_revisions, old);
    bool depends = names_revision(&revision->depends_on, old);
    if (run->fixing_base->is_known && !revision->is_pending) {
        return fail(chain, "the base branch has " STR_FMT ", which comes behind it",
                    STR_ARG(revision->path));
    }
    if ((follows && !replace_quoted(run->arena, &text, header.down_span, old, last)) ||
        (depends && !replace_quoted(run->arena, &text, depends_span(text), old, last))) {
        return fail(chain, STR_FMT " says in no plain text that it comes behind it",
                    STR_ARG(revision->path));
    }
    if (follows) {
        replace_revises(run->arena, &text, old, last);
    }
    return put_text(chain, revision->path, text, false);
}

static bool reparent_all(struct chain *chain, struct str last) {
    struct str old = chain->migration->revision.id;
    for (size_t i = 0; i < chain->history->count; i++) {
        const struct revision *revision = &chain->history->revisions[i];
        bool is_behind = names_revision(&revision->down_revisions, old) ||
                         names_revision(&revision->depends_on, old);
        if (is_behind && !reparent(chain, revision, last)) {
            return false;
        }
    }
    return true;
}

// ---- the whole

bool chain_make(struct chain *chain) {
    struct cupel_run *run = chain->fixing->run;
    const struct migration *migration = chain->migration;
    struct fix_list fixes = {0};
    struct str last = migration->revision.id;
    for (size_t i = 0; i < chain->stages.count; i++) {
        *ARENA_PUSH(run->arena, &fixes) = &chain->stages.items[i]->fix;
    }
    struct str text = edits_apply(run->arena, migration->source->text, &fixes);
    if (!put_text(chain, migration->revision.path, text, false)) {
        return false;
    }
    for (enum stage stage = STAGE_BACKFILL; stage < STAGE_COUNT; stage++) {
        if (!make_revision(chain, stage, &last)) {
            return false;
        }
    }
    return str_equal(last, migration->revision.id) || reparent_all(chain, last);
}
