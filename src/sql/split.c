#include "sql/split.h"

#include <stdlib.h>
#include <string.h>

#include "sql/draft.h"

// The text with its holes filled, so that it can be scanned, and the way back.
struct scanned {
    struct arena *arena;
    struct arena *scratch; // for what is not needed once the statements are found
    struct draft draft;
    struct tokens tokens;
    struct split *split;
    bool *is_matched; // by token: a parenthesis whose partner is there
    enum bind_style style;
};

static struct str text_of(const struct scanned *s, size_t index) {
    if (index >= s->tokens.count) {
        return (struct str){0};
    }
    return token_text(s->draft.text, &s->tokens.items[index]);
}

static bool is_word(const struct scanned *s, size_t index, const char *word) {
    return index < s->tokens.count && s->tokens.items[index].kind == TOKEN_WORD &&
           str_equal_nocase(text_of(s, index), str_from(word));
}

static bool adjoins(const struct scanned *s, size_t index) {
    return index > 0 && index < s->tokens.count &&
           s->tokens.items[index - 1].end == s->tokens.items[index].start;
}

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (c & 0x80);
}

static void add_gap(struct scanned *s, enum gap_kind kind, uint32_t start, uint32_t end,
                    size_t index) {
    struct span origin = draft_origin(&s->draft, start, end);
    struct str written = str_slice(s->split->text, origin.start, origin.end);
    *ARENA_PUSH(s->arena, &s->split->gaps) = (struct gap){
        .kind = kind,
        .offset = origin.start,
        .size = origin.end - origin.start,
        .reason = kind == GAP_BIND
                      ? str_format(s->arena, "the bind parameter " STR_FMT, STR_ARG(written))
                      : (struct str){0},
        .after_in = index > 0 && is_word(s, index - 1, "in"),
    };
}

// `:name` as sqlalchemy's BIND_PARAMS finds it: (?<![:\w\x5c]):(\w+)(?!:)
static bool add_colon(struct scanned *s, size_t index) {
    const struct token *colon = &s->tokens.items[index];
    if (s->style == BINDS_NONE || !str_is(text_of(s, index), ":") || !adjoins(s, index + 1)) {
        return false;
    }
    const struct token *name = colon + 1;
    char before = colon->start ? s->draft.text.data[colon->start - 1] : ' ';
    bool is_name = name->kind == TOKEN_WORD || name->kind == TOKEN_NUMBER;
    bool is_psql = s->style == BINDS_VARIABLES &&
                   (name->kind == TOKEN_STRING || name->kind == TOKEN_QUOTED_NAME);
    if ((!is_name && !is_psql) || is_name_byte(before) || before == ':' || before == '\\') {
        return false;
    }
    add_gap(s, GAP_BIND, colon->start, name->end, index);
    return true;
}

// `\:` stands for a colon that is no bind: sqlalchemy.text(), "escaped with a backslash".
static void add_escape(struct scanned *s, size_t index) {
    const struct token *token = &s->tokens.items[index];
    if (s->style == BINDS_TEXT && str_is(text_of(s, index), "\\") && adjoins(s, index + 1) &&
        s->draft.text.data[token->end] == ':') {
        add_gap(s, GAP_ESCAPE, token->start, token->end, index);
    }
}

// `%s` and `%(name)s` of psycopg; x %s stays a modulo behind a number or a closing bracket.
static bool add_percent(struct scanned *s, size_t index) {
    const struct token *token = &s->tokens.items[index];
    if (token->kind != TOKEN_OPERATOR || s->draft.text.data[token->end - 1] != '%' ||
        !adjoins(s, index + 1) || s->style == BINDS_VARIABLES) {
        return false;
    }
    uint32_t start = token->end - 1;
    if (str_is(text_of(s, index + 1), "(") && is_word(s, index + 4, "s") &&
        s->tokens.items[index + 2].kind == TOKEN_WORD && adjoins(s, index + 4) &&
        str_is(text_of(s, index + 3), ")")) {
        add_gap(s, GAP_BIND, start, s->tokens.items[index + 4].end, index);
        return true;
    }
    const struct token *before = index ? token - 1 : NULL;
    bool is_modulo = before && token->start == start &&
                     (before->kind == TOKEN_NUMBER || before->kind == TOKEN_STRING ||
                      before->kind == TOKEN_QUOTED_NAME || str_is(text_of(s, index - 1), ")"));
    if (is_modulo || !is_word(s, index + 1, "s")) {
        return false;
    }
    add_gap(s, GAP_BIND, start, s->tokens.items[index + 1].end, index);
    return true;
}

// `?` that ends a value: jsonb's ? has an operand behind it.
static void add_question(struct scanned *s, size_t index) {
    static const char *const after[] = {",",     ")",     ";",     "and",       "or",
                                        "order", "limit", "group", "returning", "from",
                                        "where", "on",    "as"};
    const struct token *token = &s->tokens.items[index];
    if (token->kind != TOKEN_OPERATOR || s->draft.text.data[token->end - 1] != '?' ||
        s->style == BINDS_VARIABLES) {
        return;
    }
    bool ends = index + 1 == s->tokens.count;
    for (size_t i = 0; !ends && i < sizeof after / sizeof *after; i++) {
        ends = token_is(s->draft.text, token + 1, after[i]);
    }
    if (ends) {
        add_gap(s, GAP_BIND, token->end - 1, token->end, index);
    }
}

// IN $1, as a parameter is numbered that psycopg sends as (1, 2).
static void add_parameter(struct scanned *s, size_t index) {
    const struct token *token = &s->tokens.items[index];
    if (token->kind == TOKEN_PARAMETER && s->style != BINDS_VARIABLES && index &&
        is_word(s, index - 1, "in")) {
        add_gap(s, GAP_BIND, token->start, token->end, index);
    }
}

static void add_binds(struct scanned *s) {
    for (size_t i = 0; i < s->tokens.count; i++) {
        add_parameter(s, i);
        if (add_colon(s, i)) {
            i++;
        } else if (!add_percent(s, i)) {
            add_escape(s, i);
            add_question(s, i);
        }
    }
}

static int by_offset(const void *a, const void *b) {
    const struct gap *x = a, *y = b;
    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    return (x->size > y->size) - (x->size < y->size);
}

static void match_parentheses(struct scanned *s) {
    s->is_matched = ARENA_NEW(s->scratch, bool, s->tokens.count + 1);
    struct {
        size_t *items;
        size_t count, capacity;
    } open = {0};
    for (size_t i = 0; i < s->tokens.count; i++) {
        if (str_is(text_of(s, i), "(")) {
            *ARENA_PUSH(s->scratch, &open) = i;
        } else if (str_is(text_of(s, i), ")") && open.count) {
            s->is_matched[i] = s->is_matched[open.items[--open.count]] = true;
        }
    }
}

// Is it END IF, END LOOP …: the end of what did not begin with BEGIN or CASE?
static bool is_other_end(const struct scanned *s, size_t index) {
    static const char *const words[] = {"if", "loop", "while", "repeat", "for"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_word(s, index + 1, words[i])) {
            return true;
        }
    }
    return false;
}

// Bodies hold semicolons: CREATE FUNCTION … BEGIN ATOMIC … END of standard SQL, and CREATE
// TRIGGER … FOR EACH ROW BEGIN … END of other dialects, which is one statement as well.
static void track_body(const struct scanned *s, size_t index, uint32_t *body) {
    if (*body) {
        bool opens = is_word(s, index, "case") || is_word(s, index, "begin");
        *body += opens && !is_word(s, index - 1, "end");
        *body -= is_word(s, index, "end") && !is_other_end(s, index);
    } else if (is_word(s, index, "begin")) {
        bool is_foreign =
            index > 1 && (is_word(s, index - 1, "row") || is_word(s, index - 1, "statement"));
        *body = is_foreign || is_word(s, index + 1, "atomic");
    }
}

// Index of the semicolon that ends the statement at token `first`, or the number of tokens.
// Those in parentheses end nothing (CREATE RULE … DO (…; …)), if the parentheses close.
static size_t statement_end(const struct scanned *s, size_t first) {
    uint32_t depth = 0, body = 0;
    bool creates = is_word(s, first, "create");
    size_t i = first;
    for (; i < s->tokens.count; i++) {
        struct str token = text_of(s, i);
        if (creates) {
            track_body(s, i, &body);
        }
        if (s->is_matched[i]) {
            depth += str_is(token, "(");
            depth -= str_is(token, ")");
        } else if (str_is(token, ";") && !depth && !body) {
            break;
        }
    }
    return i;
}

static void add_piece(struct scanned *s, size_t first, size_t end) {
    struct split *split = s->split;
    struct span span =
        draft_origin(&s->draft, s->tokens.items[first].start, s->tokens.items[end - 1].end);
    const struct piece *before =
        split->pieces.count ? &split->pieces.items[split->pieces.count - 1] : NULL;
    size_t gap = before ? before->first_gap + before->gaps : 0;
    while (gap < split->gaps.count && split->gaps.items[gap].offset < span.start) {
        gap++;
    }
    struct piece piece = {.span = span, .first_gap = gap};
    while (gap < split->gaps.count && split->gaps.items[gap].offset <= span.end) {
        const struct gap *here = &split->gaps.items[gap];
        if (here->offset == span.end && here->size) {
            break;
        }
        gap++;
    }
    piece.gaps = gap - piece.first_gap;
    piece.has_nul = memchr(split->text.data + span.start, '\0', span.end - span.start) != NULL;
    *ARENA_PUSH(s->arena, &split->pieces) = piece;
}

// A hole that is not a token of its own has one form alone. Gaps and the segments that fill
// them come in the same order.
static void mark_fixed(struct scanned *s) {
    size_t g = 0;
    for (size_t i = 0; i < s->draft.segments.count && g < s->split->gaps.count; i++) {
        const struct segment *segment = &s->draft.segments.items[i];
        if (segment->is_copy) {
            continue;
        }
        while (g + 1 < s->split->gaps.count &&
               s->split->gaps.items[g].offset < segment->origin.start) {
            g++;
        }
        size_t index = tokens_at(&s->tokens, segment->offset);
        const struct token *token = &s->tokens.items[index];
        s->split->gaps.items[g++].is_fixed = index == s->tokens.count ||
                                             token->start != segment->offset ||
                                             token->end != segment->offset + segment->size;
    }
}

struct split split_read(struct arena *arena, const struct mapped_text *text,
                        enum bind_style binds) {
    struct split *split = ARENA_NEW(arena, struct split, 1);
    *split = (struct split){.text = text->text};
    uint32_t size = (uint32_t)text->text.size;
    uint32_t start = str_starts(text->text, STR("\xef\xbb\xbf")) ? 3 : 0;
    for (size_t i = 0; i < text->holes.count; i++) {
        const struct text_hole *hole = &text->holes.items[i];
        *ARENA_PUSH(arena, &split->gaps) = (struct gap){
            .offset = hole->offset < size ? hole->offset : size,
            .size = hole->offset + hole->size <= size ? hole->size : 0,
            .reason = hole->reason,
        };
    }
    struct piece whole = {.span = {start, size}, .gaps = split->gaps.count};
    struct arena *scratch = arena_scratch(arena);
    struct scanned s = {.arena = arena, .scratch = scratch, .split = split, .style = binds};
    s.draft = draft_make(scratch, split, &whole);
    struct spans comments = {0};
    s.tokens = scan(scratch, s.draft.text, &comments);
    for (size_t i = 0; i < comments.count; i++) {
        *ARENA_PUSH(arena, &split->comments) =
            draft_origin(&s.draft, comments.items[i].start, comments.items[i].end);
    }
    mark_fixed(&s);
    add_binds(&s);
    if (split->gaps.count > 1) {
        qsort(split->gaps.items, split->gaps.count, sizeof(struct gap), by_offset);
    }
    match_parentheses(&s);
    for (size_t first = 0; first < s.tokens.count;) {
        size_t end = statement_end(&s, first);
        if (end > first) {
            add_piece(&s, first, end);
        }
        first = end + 1;
    }
    arena_give_back(arena, scratch);
    return *split;
}

// Index of the first gap at or after an offset.
static size_t gap_at(const struct split *split, uint32_t offset) {
    size_t low = 0, high = split->gaps.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (split->gaps.items[middle].offset < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct str split_text(struct arena *arena, const struct split *split, struct span span) {
    struct text out = {.arena = arena};
    uint32_t at = span.start;
    bool has_hole = false;
    for (size_t i = gap_at(split, span.start);
         i < split->gaps.count && split->gaps.items[i].offset <= span.end; i++) {
        const struct gap *gap = &split->gaps.items[i];
        if (gap->kind != GAP_HOLE || gap->offset < at ||
            (gap->offset == span.end && gap->size)) {
            continue;
        }
        text_add(&out, str_slice(split->text, at, gap->offset));
        text_add(&out, STR("…"));
        at = gap->offset + gap->size;
        has_hole = true;
    }
    if (!has_hole) {
        return str_slice(split->text, span.start, span.end);
    }
    text_add(&out, at < span.end ? str_slice(split->text, at, span.end) : (struct str){0});
    return text_str(&out);
}
