#include <string.h>

#include "lint/fix_index.h"

// ---- the word
// The place behind the word that CONCURRENTLY follows, or SIZE_MAX.
static size_t place_of_word(struct str text, struct span span) {
    static const char *const kinds[] = {"INDEX", "TABLE", "SCHEMA", "DATABASE"};
    size_t at = span.start;
    if (rewrite_skip_word(text, &at, span.end, "CREATE")) {
        rewrite_skip_word(text, &at, span.end, "UNIQUE");
        return rewrite_skip_word(text, &at, span.end, "INDEX") ? at : SIZE_MAX;
    }
    if (rewrite_skip_word(text, &at, span.end, "DROP")) {
        return rewrite_skip_word(text, &at, span.end, "INDEX") ? at : SIZE_MAX;
    }
    if (rewrite_skip_word(text, &at, span.end, "REINDEX")) {
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (rewrite_skip_word(text, &at, span.end, kinds[i])) {
                return at;
            }
        }
    }
    return SIZE_MAX;
}

static bool add_word(const struct fix_subject *subject, struct fix *fix,
                     const struct operation *operation) {
    struct str text = subject->source->text;
    size_t at = place_of_word(text, operation->written);
    if (operation->concurrently || at == SIZE_MAX) {
        return operation->concurrently;
    }
    struct str like = str_slice(text, at - 1, at);
    rewrite_replace(subject, fix, (struct span){(uint32_t)at, (uint32_t)at},
                    rewrite_case(subject, " CONCURRENTLY", like));
    return true;
}

// CONCURRENTLY drops one index at a time: manual, DROP INDEX.
static bool is_alone_in_statement(const struct fix_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    uint32_t statement = subject->finding->step->operation->statement;
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++) {
        count += steps->items[i].operation->statement == statement;
    }
    return count == 1;
}

static bool in_sql(const struct fix_subject *subject, struct fix *fix) {
    struct span span;
    return is_alone_in_statement(subject) && rewrite_sql(subject, &span) &&
           add_word(subject, fix, subject->finding->step->operation);
}

// ---- what sends it

// Is it the migration's connection: op.get_bind(), or the one name of what that gave in the file?
static bool is_bind(const struct fix_subject *subject, struct str receiver, struct str op) {
    struct str bind = str_concat(subject->arena, op, STR(".get_bind()"));
    bool is_bound = str_equal(receiver, bind);
    for (const struct node *node = subject->root; node && !str_equal(receiver, bind);
         node = rewrite_walk(subject->root, node)) {
        const struct node *left =
            node->kind == NODE_ASSIGNMENT ? node_field(node, FIELD_OF_LEFT) : NULL;
        const struct node *right = left ? node_field(node, FIELD_OF_RIGHT) : NULL;
        if (left && str_equal(syntax_text(subject->source, left), receiver)) {
            if (!right || !str_equal(syntax_text(subject->source, right), bind)) {
                return false;
            }
            is_bound = true;
        }
    }
    return is_bound;
}

// Inside the block op.execute() is sure to use the connection that commits at once. It reads a
// string as text(), where a colon starts a parameter.
static bool can_use_op(const struct fix_subject *subject, const struct node *call,
                       struct str op) {
    struct str receiver = rewrite_receiver(subject, call);
    const struct node *sql = rewrite_argument(call, 0);
    return str_equal(receiver, op) ||
           (is_bind(subject, receiver, op) && sql && !node_next(sql) &&
            str_find(syntax_text(subject->source, sql), STR(":"), 0) == SIZE_MAX);
}

static bool use_op(const struct fix_subject *subject, struct fix *fix, const struct node *call,
                   struct str op) {
    const struct node *function = node_field(call, FIELD_OF_FUNCTION);
    if (!str_equal(rewrite_receiver(subject, call), op)) {
        rewrite_replace(subject, fix, node_field(function, FIELD_OF_OBJECT)->span, op);
    }
    return true;
}

// ---- what else the call sends

static bool is_index(const struct operation *operation) {
    return operation->kind == OP_CREATE_INDEX || operation->kind == OP_DROP_INDEX ||
           operation->kind == OP_REINDEX;
}

static bool holds(struct span outer, struct span inner) {
    return outer.start <= inner.start && inner.end <= outer.end;
}

// In a loop or a helper a call may send other things as well, which belong into the transaction.
static bool sends_indexes_alone(const struct fix_subject *subject, const struct node *call) {
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *operation = steps->items[i].operation;
        if (holds(call->span, operation->span) && !is_index(operation)) {
            return false;
        }
    }
    return true;
}

// Another call may send the same text.
static bool is_sent_here_alone(const struct fix_subject *subject, const struct node *call) {
    const struct migration *migration = subject->finding->migration;
    const struct operations *const both[] = {&migration->upgrade, &migration->downgrade};
    uint32_t start = subject->finding->step->operation->written.start;
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        for (size_t k = 0; k < both[i]->count; k++) {
            const struct operation *operation = &both[i]->items[k];
            if (operation->from_sql && operation->written.start == start &&
                !holds(call->span, operation->span)) {
                return false;
            }
        }
    }
    return true;
}

// ---- several statements in one string, which share a transaction

// A statement of the string; several of them that stay together.
struct part {
    struct span span;
    bool is_index; // on its own then
};

struct parts {
    struct part *items;
    size_t count, capacity;
};

// The string with what stands around its statements.
struct string {
    const struct node *call, *node;
    struct span content;
    struct str opening, closing; // op.execute(""" and """)
    struct str lead, trail;      // white space at the start and the end of the string
    bool ends_all;               // the last statement has its semicolon
};

static bool is_slow(const struct step *step) {
    bool is_new = step->operation->kind == OP_CREATE_INDEX && step->table_is_new == TRUTH_YES;
    return is_index(step->operation) && !is_new && !step->operation->names.count;
}

// The statements in the string; false where one stands in no one place, or one drops several
// indexes, which CONCURRENTLY cannot.
static bool find_parts(const struct fix_subject *subject, const struct string *string,
                       struct parts *parts) {
    const struct steps *steps = &subject->judged->steps;
    uint32_t last = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *operation = steps->items[i].operation;
        if (!holds(string->call->span, operation->span)) {
            continue;
        }
        struct part *part = parts->count ? &parts->items[parts->count - 1] : NULL;
        bool is_same = operation->statement == last;
        if (!holds(string->content, operation->written) || !operation->written.end ||
            (is_same && part->is_index) ||
            (part && operation->written.start < part->span.end)) {
            return false;
        }
        if (part && !part->is_index && (is_same || !is_slow(&steps->items[i]))) {
            part->span.end = operation->written.end;
        } else {
            *ARENA_PUSH(subject->arena, parts) =
                (struct part){operation->written, is_slow(&steps->items[i])};
        }
        last = operation->statement;
    }
    return parts->count > 1;
}

static uint32_t skip_white(struct str text, uint32_t at, uint32_t end) {
    while (at < end && memchr(" \t\r\n", text.data[at], 4)) {
        at++;
    }
    return at;
}

// Behind the semicolon at the place, and a comment on its line; the place itself: there is none.
static uint32_t end_of_statement(struct str text, uint32_t at, uint32_t end) {
    uint32_t next = skip_white(text, at, end);
    if (next >= end || text.data[next] != ';') {
        return at;
    }
    at = ++next;
    while (next < end && memchr(" \t", text.data[next], 2)) {
        next++;
    }
    if (next + 1 < end && text.data[next] == '-' && text.data[next + 1] == '-') {
        size_t line_end = str_find(text, STR("\n"), next);
        return line_end < end ? (uint32_t)line_end : at;
    }
    return at;
}

static bool read_string(const struct fix_subject *subject, const struct node *call,
                        struct str op, struct string *string) {
    struct str text = subject->source->text;
    const struct node *node =
        rewrite_string_around(subject, subject->finding->step->operation->written);
    const struct node *function = node_field(call, FIELD_OF_FUNCTION);
    if (!node || node->kind != NODE_STRING || !holds(call->span, node->span) || !function ||
        !node->child) {
        return false;
    }
    const struct node *end = node->child;
    while (end->next) {
        end = end->next;
    }
    string->call = call;
    string->node = node;
    string->content = (struct span){node->child->span.end, end->span.start};
    uint32_t first = skip_white(text, string->content.start, string->content.end);
    uint32_t last = string->content.end;
    while (last > first && memchr(" \t\r\n", text.data[last - 1], 4)) {
        last--;
    }
    struct span object = node_field(function, FIELD_OF_OBJECT)->span;
    string->lead = str_slice(text, string->content.start, first);
    string->trail = str_slice(text, last, string->content.end);
    string->opening =
        str_concat(subject->arena, op, str_slice(text, object.end, string->content.start));
    string->closing = str_slice(text, string->content.end, call->span.end);
    string->ends_all = last > first && text.data[last - 1] == ';';
    return end->kind == NODE_STRING_END && str_find(string->closing, STR(","), 0) == SIZE_MAX;
}

// The text from one place to another, with CONCURRENTLY where the part wants it.
static bool add_part(const struct fix_subject *subject, struct text *out,
                     const struct part *part, struct span span) {
    struct str text = subject->source->text;
    size_t at = part->is_index ? place_of_word(text, part->span) : SIZE_MAX;
    size_t behind = at;
    if (at == SIZE_MAX) {
        text_add(out, str_slice(text, span.start, span.end));
        return !part->is_index;
    }
    text_add(out, str_slice(text, span.start, at));
    if (!rewrite_skip_word(text, &behind, part->span.end, "CONCURRENTLY")) {
        text_add(out, rewrite_case(subject, " CONCURRENTLY", str_slice(text, at - 1, at)));
    }
    text_add(out, str_slice(text, at, span.end));
    return true;
}

// One call of several: op.execute("…"), with the text from one place to another.
static bool add_call(const struct fix_subject *subject, struct text *out,
                     const struct string *string, const struct part *part, struct span span) {
    text_addf(out, STR_FMT STR_FMT, STR_ARG(string->opening), STR_ARG(string->lead));
    if (!add_part(subject, out, part, span)) {
        return false;
    }
    text_addf(out, STR_FMT STR_FMT, STR_ARG(string->trail), STR_ARG(string->closing));
    return true;
}

// Where the text of a part ends: without its semicolon where the last part has none.
static uint32_t end_of_part(const struct fix_subject *subject, const struct string *string,
                            const struct part *part, bool is_last, uint32_t *next) {
    struct str text = subject->source->text;
    uint32_t end = is_last ? string->content.end - (uint32_t)string->trail.size
                           : end_of_statement(text, part->span.end, string->content.end);
    *next = skip_white(text, end, string->content.end);
    return end - (!is_last && !string->ends_all && text.data[end - 1] == ';');
}

static bool part_string(const struct fix_subject *subject, struct fix *fix,
                        const struct string *string, const struct parts *parts, struct str op) {
    const struct node *statement = rewrite_statement(string->call);
    bool needs_block = fix_index_needs_block(subject, statement);
    struct arena *arena = subject->arena;
    struct str line_end = rewrite_line_end(subject, statement->span.start);
    struct str indent = rewrite_indent(subject, statement);
    struct str new_line =
        str_concat(arena, line_end, rewrite_indentation(subject, statement->span.start));
    struct text out = {.arena = arena};
    uint32_t start = string->content.start + (uint32_t)string->lead.size;
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->items[i];
        bool is_in_block = part->is_index && needs_block;
        uint32_t next;
        uint32_t end = end_of_part(subject, string, part, i + 1 == parts->count, &next);
        struct text call = {.arena = arena};
        text_add(&out, i ? new_line : (struct str){0});
        if (is_in_block && (!i || !parts->items[i - 1].is_index)) {
            text_addf(&out, STR_FMT STR_FMT, STR_ARG(fix_index_opening(subject, op)),
                      STR_ARG(new_line));
        }
        if (!add_call(subject, &call, string, part, (struct span){start, end})) {
            return false;
        }
        struct str words = text_str(&call);
        bool may_indent = is_in_block && rewrite_may_indent(subject, string->node);
        text_add(&out, is_in_block ? indent : (struct str){0});
        text_add(&out, may_indent ? rewrite_indent_lines(arena, words, indent) : words);
        start = next;
    }
    rewrite_replace(subject, fix, string->call->span, text_str(&out));
    return true;
}

static bool in_one_of_several(const struct fix_subject *subject, struct fix *fix,
                              const struct node *call, struct str op) {
    struct string string = {0};
    struct parts parts = {0};
    uint32_t line = source_place(subject->source, call->span.start).line;
    // A comment that silences would stand above the first part alone.
    struct str above = source_line(subject->source, line > 1 ? line - 1 : 1);
    return str_find(above, STR("cupel:"), 0) == SIZE_MAX &&
           read_string(subject, call, op, &string) && find_parts(subject, &string, &parts) &&
           part_string(subject, fix, &string, &parts, op);
}

// ---- all forms

static bool in_execute(const struct fix_subject *subject, struct fix *fix) {
    const struct node *call = rewrite_call_around(subject, subject->finding->span, "execute");
    struct str op = rewrite_name_of(subject, "alembic", "op");
    if (!call || !op.size || !can_use_op(subject, call, op)) {
        return false;
    }
    const struct node *statement = rewrite_statement(call);
    if (!rewrite_is_plain(subject, statement, call)) {
        return false;
    }
    if (subject->finding->step->operation->sent_together) {
        return in_one_of_several(subject, fix, call, op);
    }
    return sends_indexes_alone(subject, call) && is_sent_here_alone(subject, call) &&
           use_op(subject, fix, call, op) && in_sql(subject, fix) &&
           fix_index_wrap(subject, fix, statement, op) && rewrite_sort(fix);
}

bool fix_index_sql(const struct fix_subject *subject, struct fix *fix) {
    if (subject->finding->step->operation->in_do_block) {
        return false;
    }
    return subject->root ? in_execute(subject, fix) : in_sql(subject, fix);
}
