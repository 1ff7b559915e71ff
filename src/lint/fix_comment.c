// Fixes of suppressions, and of settings that end too early.
#include <string.h>

#include "lint/match.h"
#include "lint/place.h"
#include "lint/rewrite.h"

// ---- SET LOCAL outside a transaction

// The block of the autocommit block around a statement, or NULL.
static const struct node *block_around(const struct fix_subject *subject,
                                       const struct node *node) {
    for (; node; node = node->parent) {
        const struct node *body =
            node->kind == NODE_WITH ? node_field(node, FIELD_OF_BODY) : NULL;
        struct str head =
            body ? str_slice(subject->source->text, node->span.start, body->span.start)
                 : (struct str){0};
        if (str_find(head, STR("autocommit_block("), 0) != SIZE_MAX) {
            return body;
        }
    }
    return NULL;
}

static bool is_plain_name(struct str name) {
    for (size_t i = 0; i < name.size; i++) {
        if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789_.", name.data[i], 38)) {
            return false;
        }
    }
    return name.size > 0;
}

// RESET as the last statement of the block: a setting of the session would outlast it.
static bool add_reset(const struct fix_subject *subject, struct fix *fix) {
    struct str name = subject->finding->step->operation->name;
    const struct node *call = rewrite_call_around(subject, subject->finding->span, "execute");
    struct str op = rewrite_name_of(subject, "alembic", "op");
    if (!call || !op.size || !str_equal(rewrite_receiver(subject, call), op) ||
        !is_plain_name(name)) {
        return false;
    }
    const struct node *statement = rewrite_statement(call);
    const struct node *block = block_around(subject, statement);
    if (!block || !rewrite_is_plain(subject, statement, call)) {
        return false;
    }
    const struct node *last = node_first(block);
    while (node_next(last)) {
        last = node_next(last);
    }
    struct span lines = rewrite_lines(subject, last->span);
    struct str line_end = rewrite_line_end(subject, last->span.start);
    bool is_ended = subject->source->text.data[lines.end - 1] == '\n';
    rewrite_replace(subject, fix, (struct span){lines.end, lines.end},
                    str_format(subject->arena,
                               STR_FMT STR_FMT STR_FMT ".execute(\"RESET " STR_FMT
                                                       "\")" STR_FMT,
                               STR_ARG(is_ended ? STR("") : line_end),
                               STR_ARG(rewrite_indentation(subject, block->span.start)),
                               STR_ARG(op), STR_ARG(name), STR_ARG(line_end)));
    return true;
}

bool fix_set_for_session(const struct fix_subject *subject, struct fix *fix) {
    struct span span;
    if (!rewrite_sql(subject, &span)) {
        return false;
    }
    size_t at = span.start;
    if (!rewrite_skip_word(subject->source->text, &at, span.end, "SET")) {
        return false;
    }
    uint32_t behind_set = (uint32_t)at;
    if (!rewrite_skip_word(subject->source->text, &at, span.end, "LOCAL")) {
        return false;
    }
    rewrite_replace(subject, fix, (struct span){behind_set, (uint32_t)at}, (struct str){0});
    return !subject->root || add_reset(subject, fix);
}

// ---- suppressions that silence nothing

// Removes one of several names from the brackets; false: it is not among several.
static bool remove_entry(const struct fix_subject *subject, struct fix *fix, size_t from) {
    struct str text = subject->source->text;
    uint32_t end = subject->finding->span.end;
    size_t open = str_find(text, STR("["), from);
    size_t close = str_find(text, STR("]"), from);
    if (open >= close || close >= end || !subject->finding->name.size) {
        return false;
    }
    struct str rest = str_slice(text, open + 1, close);
    struct str part;
    for (size_t i = 0; str_split(&rest, ',', &part); i++) {
        uint32_t start = (uint32_t)(part.data - text.data);
        uint32_t behind = start + (uint32_t)part.size;
        if (!str_equal(str_trim(part), subject->finding->name)) {
            continue;
        }
        if (i > 0) {
            start--; // with the comma before it
        } else if (rest.data && behind < close) {
            behind++; // with the comma and the white space behind it
            while (text.data[behind] == ' ') {
                behind++;
            }
        } else {
            return false; // the only one
        }
        rewrite_replace(subject, fix, (struct span){start, behind}, (struct str){0});
        return true;
    }
    return false;
}

// Where the comment's own leader stands before `cupel:`, behind another tool's remark.
static size_t find_leader(struct str text, struct span span, size_t mark) {
    size_t at = mark;
    while (at > span.start && memchr(" \t", text.data[at - 1], 2)) {
        at--;
    }
    while (at > span.start && memchr("#-*/", text.data[at - 1], 4)) {
        at--;
    }
    return at;
}

bool fix_remove_suppression(const struct fix_subject *subject, struct fix *fix) {
    struct str text = subject->source->text;
    struct span span = subject->finding->span;
    size_t mark = str_find(text, STR("cupel:"), span.start);
    if (mark >= span.end || subject->finding->detail.size) {
        return false; // it may be needed, and lacks a reason
    }
    if (remove_entry(subject, fix, mark)) {
        return true;
    }
    uint32_t start = (uint32_t)find_leader(text, span, mark);
    bool is_block = text.data[start] == '/';
    if (is_block && start != span.start) {
        return false;
    }
    while (start > 0 && memchr(" \t", text.data[start - 1], 2)) {
        start--;
    }
    struct span lines = rewrite_lines(subject, span);
    bool is_alone =
        start == lines.start && !str_trim(str_slice(text, span.end, lines.end)).size;
    rewrite_replace(subject, fix, is_alone ? lines : (struct span){start, span.end},
                    (struct str){0});
    return true;
}

// ---- suppressions that are added

static bool can_stand_above(const struct fix_subject *subject, uint32_t line_start) {
    struct str text = subject->source->text;
    struct str before = str_slice(text, 0, line_start);
    while (before.size && memchr("\r\n", before.data[before.size - 1], 2)) {
        before.size--;
    }
    if (before.size && before.data[before.size - 1] == '\\') {
        return false;
    }
    const struct node *root = subject->root;
    for (const struct node *node = root; node; node = rewrite_walk(root, node)) {
        if (node->kind == NODE_STRING && node->span.start < line_start &&
            line_start < node->span.end) {
            return false;
        }
    }
    return true;
}

static struct silencing *find_silencing(struct arena *arena, struct silencings *list,
                                        struct str path, uint32_t start) {
    for (size_t i = list->count; i > 0 && str_equal(list->items[i - 1].path, path); i--) {
        if (list->items[i - 1].fix.block.lines.start == start) {
            return &list->items[i - 1];
        }
    }
    struct silencing *silencing = ARENA_PUSH(arena, list);
    silencing->path = path;
    silencing->fix.block.lines.start = start;
    return silencing;
}

static void silence(struct arena *arena, struct silencings *list,
                    const struct finding *finding) {
    const struct migration *migration = finding->migration;
    bool is_last = finding->rule->predicate && finding->rule->predicate->is_last;
    if (finding->suppression || !finding->source || !migration || migration->unreadable.size ||
        is_last) {
        return;
    }
    struct fix_subject subject = {
        .arena = arena,
        .finding = finding,
        .source = finding->source,
        .root = migration->tree ? syntax_root(migration->tree) : NULL,
    };
    struct span statement =
        subject.root ? place_statement(migration, finding->span) : finding->span;
    uint32_t start = rewrite_lines(&subject, statement).start;
    if (can_stand_above(&subject, start)) {
        struct silencing *silencing = find_silencing(arena, list, finding->path, start);
        *ARENA_PUSH(arena, &silencing->findings) = finding;
    }
}

static struct str comment_of(struct arena *arena, const struct silencing *silencing,
                             struct str reason) {
    struct str_list names = {0};
    for (size_t i = 0; i < silencing->findings.count; i++) {
        struct str id = silencing->findings.items[i]->rule->id;
        if (!str_list_has(&names, id)) {
            *ARENA_PUSH(arena, &names) = id;
        }
    }
    return str_format(arena, "cupel: ignore[" STR_FMT "] " STR_FMT,
                      STR_ARG(str_join(arena, names.items, names.count, STR(", "))),
                      STR_ARG(reason));
}

struct silencings fixes_silence(struct arena *arena, const struct outcome *outcome,
                                struct str reason) {
    struct silencings list = {0};
    for (size_t i = 0; i < outcome->findings.count; i++) {
        silence(arena, &list, &outcome->findings.items[i]);
    }
    for (size_t i = 0; i < list.count; i++) {
        struct silencing *silencing = &list.items[i];
        const struct finding *first = silencing->findings.items[0];
        struct fix_subject subject = {.arena = arena, .source = first->source};
        uint32_t start = silencing->fix.block.lines.start;
        bool is_script = first->migration->kind == MIGRATION_SCRIPT;
        silencing->fix.is_safe = true;
        silencing->fix.description = STR("silence it");
        rewrite_replace(&subject, &silencing->fix, (struct span){start, start},
                        str_format(arena, STR_FMT "%s" STR_FMT STR_FMT,
                                   STR_ARG(rewrite_indentation(&subject, start)),
                                   is_script ? "-- " : "# ",
                                   STR_ARG(comment_of(arena, silencing, reason)),
                                   STR_ARG(rewrite_line_end(&subject, start))));
        silencing->fix.block.lines = (struct span){0};
    }
    return list;
}
