#include "sql/body.h"

#include <string.h>

void body_refuse(struct statement *statement, struct str reason) {
    struct operation *operation = statement_add(statement, OP_OPAQUE);
    operation->reason = reason;
}

// The body is the one string of the statement that is not the language's name.
struct span body_span(const struct statement *statement, struct json *option) {
    size_t at = statement_at(statement, option);
    while (at < statement->tokens.count && statement->tokens.items[at].kind != TOKEN_DOLLAR &&
           statement->tokens.items[at].kind != TOKEN_STRING) {
        at++;
    }
    if (at == statement->tokens.count) {
        return (struct span){0, (uint32_t)statement->draft->text.size};
    }
    return (struct span){statement->tokens.items[at].start, statement->tokens.items[at].end};
}

// The parser has no catalog: it takes a variable of t%ROWTYPE for a scalar and rejects its
// fields. RECORD has any; behind it the parser takes spaces for a part of the name.
static struct str with_records(struct arena *arena, struct str text, struct span body) {
    static const char record[] = "RECORD";
    struct tokens tokens = scan(arena, str_slice(text, body.start + 1, body.end), NULL);
    char *copy = NULL;
    struct str inside = str_slice(text, body.start + 1, body.end);
    for (size_t i = 1; i + 1 < tokens.count; i++) {
        if (!tokens_are(inside, &tokens, i, "% rowtype")) {
            continue;
        }
        size_t first = i - 1;
        while (first > 1 && token_is(inside, &tokens.items[first - 1], ".")) {
            first -= 2;
        }
        copy = copy ? copy : memcpy(arena_alloc(arena, text.size), text.data, text.size);
        uint32_t start = tokens.items[first].start, end = tokens.items[i + 1].end;
        memset(copy + body.start + 1 + start, ' ', end - start);
        memcpy(copy + body.start + 1 + end - strlen(record), record, strlen(record));
    }
    return copy ? (struct str){copy, text.size} : text;
}

struct parse body_parse(const struct statement *statement, struct span body) {
    return parse_block(statement->scratch,
                       with_records(statement->scratch, statement->draft->text, body));
}

// ---- where a body is at fault

static bool says_the_same(const struct statement *statement, struct str text,
                          struct str message) {
    struct parse parse = parse_block(statement->scratch, text);
    bool is_same = parse.status == PARSE_REJECTED && str_equal(parse.message, message);
    parse_free(&parse);
    return is_same;
}

/** What the parser of PL/pgSQL is near to when it stops. */
struct fault {
    struct str message;
    struct str word;     // of the text: it stands at the fault
    const char *ends[2]; // what is put behind it, cut off there, so that the fault shows
};

// 'syntax error at or near "FORM"': up to that word, or up to there with a semicolon, so that a
// statement inside is looked at. "syntax error at end of input": a statement inside that ends
// too early, at a semicolon; with the wrong thing behind it the parser would say that.
static bool read_fault(struct str message, struct fault *fault) {
    static const char near[] = "near \"";
    size_t at = str_find(message, str_from(near), 0);
    *fault = (struct fault){message, STR(";"), {")", NULL}};
    if (at != SIZE_MAX && str_ends(message, STR("\""))) {
        fault->word = str_slice(message, at + sizeof near - 1, message.size - 1);
        fault->ends[0] = "";
        fault->ends[1] = ";";
    }
    return at != SIZE_MAX || str_ends(message, STR("at end of input"));
}

// Does the fault show when the body is cut off at `end` of the draft?
static bool shows(const struct statement *statement, const struct fault *fault,
                  struct span body, struct str quotes, uint32_t end) {
    struct str draft = statement->draft->text;
    for (size_t i = 0; i < 2 && fault->ends[i]; i++) {
        struct str text = str_format(
            statement->scratch, STR_FMT "%s" STR_FMT STR_FMT, STR_ARG(str_slice(draft, 0, end)),
            fault->ends[i], STR_ARG(quotes), STR_ARG(str_slice(draft, body.end, draft.size)));
        if (says_the_same(statement, text, fault->message)) {
            return true;
        }
    }
    return false;
}

// The parser gives no place, only what it is near to: the first such word that shows the fault
// is the one.
static struct span fault_place(const struct statement *statement, struct str message,
                               struct span body) {
    enum { TRIES_MAX = 64 };
    struct fault fault;
    struct str text = statement->draft->text;
    bool is_dollar = body.start < body.end && text.data[body.start] == '$';
    if (!is_dollar || !read_fault(message, &fault)) {
        return body;
    }
    size_t open = str_find(text, STR("$"), body.start + 1) + 1;
    struct str quotes = str_slice(text, body.start, open);
    struct str inside = str_slice(text, open, body.end - quotes.size);
    struct tokens tokens = scan(statement->scratch, inside, NULL);
    for (size_t i = 0, tries = 0; i < tokens.count && tries < TRIES_MAX; i++) {
        struct span place = {(uint32_t)open + tokens.items[i].start,
                             (uint32_t)open + tokens.items[i].end};
        if (!str_equal(token_text(inside, &tokens.items[i]), fault.word)) {
            continue;
        }
        tries++;
        if (shows(statement, &fault, body, quotes, place.end)) {
            return place;
        }
    }
    bool is_unfinished = str_ends(message, STR("at end of input"));
    return is_unfinished ? (struct span){body.end - (uint32_t)quotes.size, body.end} : body;
}

// What the server's own PL/pgSQL parser rejects as well, or what only this one cannot resolve
// (a variable of a table's row type).
void body_reject(struct statement *statement, const struct parse *parse, struct span body) {
    struct arena *arena = statement->arena;
    struct str message = draft_unmark(arena, statement->draft->split, parse->message);
    const struct gap *hole = draft_marker(statement->draft->split, statement->draft->text);
    if (parse->status != PARSE_REJECTED) {
        body_refuse(statement, STR("a DO block too large or too deep to be read"));
    } else if (hole) {
        body_refuse(statement, hole->reason);
    } else if (str_starts(message, STR("syntax error"))) {
        struct operation *operation = statement_add(statement, OP_SYNTAX_ERROR);
        operation->reason = message;
        body = fault_place(statement, parse->message, body);
        operation->span = statement_span(statement, body.start, body.end);
    } else {
        body_refuse(statement, str_format(arena, "PL/pgSQL that cannot be read: " STR_FMT,
                                          STR_ARG(message)));
    }
}

void body_reject_sql(struct statement *statement, const struct parse *parse, struct span body) {
    struct str text = statement->draft->text;
    struct operation *operation = statement_add(statement, OP_SYNTAX_ERROR);
    operation->reason = str_copy(statement->arena, parse->message);
    bool is_dollar = body.start < body.end && text.data[body.start] == '$';
    if (is_dollar) { // else quotes and escapes stand between
        size_t open = str_find(text, STR("$"), body.start + 1) + 1;
        uint32_t at = (uint32_t)open + parse->offset;
        body.start = at < body.end ? at : body.end - 1;
        body.end = body.start;
    }
    operation->span = statement_span(statement, body.start, body.end);
}
