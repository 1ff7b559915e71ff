// What merging with the base branch would leave: several heads, a broken graph.

#include "cupel_run.h"
#include "project/path.h"
#include "project/revisions.h"

struct revisions {
    struct revision *items;
    size_t count, capacity;
};

// The revisions that merging with the base branch would leave, as git merges: what one side
// alone changed is taken from that side; of what both changed, ours stands for what people make
// of the conflict.
static struct history *merge(struct cupel_run *run, struct past *past,
                             const struct lineage *lineage, const struct map *ours) {
    const struct history *history = lineage->history;
    const struct map theirs = past_changed_paths(run, &past->theirs);
    struct revisions merged = {0};
    for (size_t i = 0; i < history->count; i++) {
        struct str path = history->revisions[i].path;
        if (map_find(ours, path) || !map_find(&theirs, path)) {
            *ARENA_PUSH(run->arena, &merged) = history->revisions[i];
        }
    }
    for (size_t i = 0; i < past->theirs.count; i++) {
        const struct git_change *change = &past->theirs.items[i];
        struct revision revision;
        if (change->kind != GIT_DELETED && !map_find(ours, change->path) &&
            past_is_of_project(run, change->path, lineage->project) &&
            past_header(run, past, change->path, &revision)) {
            *ARENA_PUSH(run->arena, &merged) = revision;
        }
    }
    return history_new(run->arena, merged.items, merged.count);
}

// The first of this branch's revisions below a head: the one to be given another parent.
static const struct revision *first_of_branch(const struct history *history, size_t head,
                                              const struct map *ours) {
    const struct revision *first = NULL;
    for (size_t i = 0; i <= history->count && head != SIZE_MAX; i++) {
        const struct revision *revision = &history->revisions[head];
        if (!revision->is_pending || !map_find(ours, revision->path)) {
            break;
        }
        first = revision;
        head = revision->down_revisions.count == 1
                   ? history_find(history, revision->down_revisions.items[0])
                   : SIZE_MAX;
    }
    return first;
}

static void describe_head(struct cupel_run *run, const struct selection_base *base,
                          const struct lineage *lineage, const struct revision *head,
                          struct text *text) {
    bool is_here = history_find(lineage->history, head->id) != SIZE_MAX;
    struct str author = {0};
    struct git_commit_name commit = base->tip;
    struct cupel_error ignored = {0};
    if (run->git && (!is_here || past_resolve_head(run, &commit, &ignored))) {
        author = git_author(run->arena, run->git, &commit, head->path);
    }
    text_addf(text, "%s" STR_FMT " (" STR_FMT, text->count ? " and " : "", STR_ARG(head->id),
              STR_ARG(head->path));
    text_addf(text, author.size ? ", by " STR_FMT ")" : STR_FMT ")", STR_ARG(author));
    if (!is_here) {
        text_addf(text, " on " STR_FMT, STR_ARG(base->name));
    }
}

// A word of a command line, quoted for the shell where it is not plain: ids and paths are anybody's.
static void add_word(struct text *text, struct str word) {
    static const struct str plain = {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-", 65};
    bool is_plain = word.size > 0 && word.data[0] != '-';
    for (size_t i = 0; i < word.size; i++) {
        is_plain = is_plain && str_find(plain, str_slice(word, i, i + 1), 0) != SIZE_MAX;
    }
    if (is_plain) {
        text_addf(text, " " STR_FMT, STR_ARG(word));
        return;
    }
    text_add(text, STR(" '"));
    for (size_t i = 0; i < word.size; i++) {
        text_add(text, word.data[i] == '\'' ? STR("'\\''") : str_slice(word, i, i + 1));
    }
    text_add_char(text, '\'');
}

static bool is_named(struct str name, const char *usual) {
    return name.size == 0 || str_is(name, usual);
}

// What stands for `alembic` there, and the folder to run it in. Flask-Migrate is run beside its
// folder, and keeps alembic.ini in it.
static struct str add_program(const struct alembic_project *project, struct text *text) {
    struct str file = path_name(project->config);
    if (project->is_flask) {
        text_add(text, STR("flask db merge"));
        if (!is_named(path_name(project->script_location), "migrations")) {
            text_add(text, STR(" -d"));
            add_word(text, path_name(project->script_location));
        }
        return path_folder(project->script_location);
    }
    text_add(text, STR("alembic"));
    if (str_ends(file, STR(".ini")) && !is_named(file, "alembic.ini")) {
        text_add(text, STR(" -c"));
        add_word(text, file);
    }
    if (!is_named(project->section, "alembic")) {
        text_add(text, STR(" -n"));
        add_word(text, project->section);
    }
    text_add(text, STR(" merge"));
    return path_folder(project->config);
}

// The command that joins heads.
static void add_command(const struct alembic_project *project, const struct str_list *heads,
                        struct text *text) {
    text_add_char(text, '`');
    struct str folder = add_program(project, text);
    for (size_t i = 0; i < heads->count; i++) {
        add_word(text, heads->items[i]);
    }
    text_add_char(text, '`');
    if (folder.size > 0) {
        text_addf(text, " in " STR_FMT, STR_ARG(folder));
    }
}

// May the first of the branch's revisions follow the other head instead? Not where it joins
// several, nor where what it follows would be a head then.
static bool may_move(const struct history *merged, const struct revision *first,
                     struct str other) {
    size_t head = history_find(merged, other);
    size_t down = first->down_revisions.count == 1
                      ? history_find(merged, first->down_revisions.items[0])
                      : SIZE_MAX;
    return first->down_revisions.count == 0 ||
           (down != SIZE_MAX && head != SIZE_MAX && history_is_ancestor(merged, down, head));
}

// Which heads there would be, whose they are, and what to do.
static struct str describe_heads(struct cupel_run *run, const struct selection_base *base,
                                 const struct lineage *lineage, const struct history *merged,
                                 const struct str_list *heads, const struct map *ours) {
    struct text text = {.arena = run->arena};
    const struct revision *first = NULL;
    struct str other = {0};
    size_t of_branch = 0;
    for (size_t i = 0; i < heads->count; i++) {
        const struct revision *head = &merged->revisions[history_find(merged, heads->items[i])];
        size_t here = history_find(lineage->history, head->id);
        const struct revision *found = first_of_branch(lineage->history, here, ours);
        of_branch += found != NULL;
        first = found ? found : first;
        other = found ? other : head->id;
        describe_head(run, base, lineage, head, &text);
    }
    text_add(&text, STR("; merge first and run "));
    add_command(&run->projects.items[lineage->project], heads, &text);
    if (heads->count == 2 && of_branch == 1 && may_move(merged, first, other)) {
        text_addf(&text, ", or set down_revision = \"" STR_FMT "\" in " STR_FMT, STR_ARG(other),
                  STR_ARG(first->path));
    }
    return text_str(&text);
}

// Heads that are all here already are what several-heads speaks of.
static bool is_news(const struct lineage *lineage, const struct str_list *heads) {
    for (size_t i = 0; i < heads->count; i++) {
        if (!str_list_has(&lineage->history->heads, heads->items[i])) {
            return true;
        }
    }
    return false;
}

// Where heads are told: at one of this branch's revisions, if there is one.
static const struct revision *place_of_heads(const struct lineage *lineage,
                                             const struct str_list *heads) {
    const struct revision *place = NULL;
    for (size_t i = 0; i < heads->count; i++) {
        size_t here = history_find(lineage->history, heads->items[i]);
        const struct revision *revision =
            here == SIZE_MAX ? NULL : &lineage->history->revisions[here];
        place = revision && (!place || revision->is_pending) ? revision : place;
    }
    return place;
}

static void tell_heads(struct cupel_run *run, const struct selection_base *base,
                       struct lineage *lineage, const struct history *merged,
                       const struct history_fault *heads, const struct map *ours) {
    const struct revision *place = place_of_heads(lineage, &heads->names);
    if (place && is_news(lineage, &heads->names)) {
        struct history_fault *fault =
            past_add_fault(run, lineage, "heads-diverge-from-base", place);
        fault->names = heads->names;
        fault->detail = describe_heads(run, base, lineage, merged, &heads->names, ours);
    }
}

// ---- graphs that only the merge breaks

static bool has_fault(const struct history *history, const struct history_fault *wanted) {
    for (size_t i = 0; i < history->faults.count; i++) {
        const struct history_fault *fault = &history->faults.items[i];
        if (str_equal(str_from(fault->rule), str_from(wanted->rule)) &&
            str_equal(fault->message_name, wanted->message_name)) {
            return true;
        }
    }
    return false;
}

static void tell_broken(struct cupel_run *run, const struct selection_base *base,
                        struct lineage *lineage, const struct history_fault *found) {
    size_t here = history_find(lineage->history, found->message_name);
    for (size_t i = 0; here == SIZE_MAX && i < found->names.count; i++) {
        here = history_find(lineage->history, found->names.items[i]);
    }
    if (here == SIZE_MAX || has_fault(lineage->history, found)) {
        return;
    }
    struct history_fault *fault =
        past_add_fault(run, lineage, found->rule, &lineage->history->revisions[here]);
    struct str names = found->detail.size > 0 ? found->detail
                                              : str_join(run->arena, found->names.items,
                                                         found->names.count, STR(", "));
    fault->message_name = found->message_name;
    fault->names = found->names;
    fault->is_foretold = true;
    fault->detail = str_format(run->arena, STR_FMT " (once merged with " STR_FMT ")",
                               STR_ARG(names), STR_ARG(base->name));
}

void merged_compare(struct cupel_run *run, struct past *past, const struct selection_base *base,
                    struct lineage *lineage) {
    const struct map *ours = past_our_paths(run, past);
    const struct history *merged = merge(run, past, lineage, ours);
    for (size_t i = 0; i < merged->faults.count; i++) {
        const struct history_fault *fault = &merged->faults.items[i];
        if (str_is(str_from(fault->rule), "several-heads")) {
            tell_heads(run, base, lineage, merged, fault, ours);
        } else {
            tell_broken(run, base, lineage, fault);
        }
    }
}
