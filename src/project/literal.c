#include "project/literal.h"

#include <string.h>

enum { NESTING_LIMIT = 8 }; // of brackets in a value

bool scan_is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool at_text(const struct scan *scan, struct str wanted) {
    return str_starts(str_slice(scan->text, scan->at, scan->text.size), wanted);
}

void scan_skip_line(struct scan *scan) {
    const char *end = scan_is_at_end(scan) ? NULL
                                           : memchr(scan->text.data + scan->at, '\n',
                                                    scan->text.size - scan->at);
    scan->at = end ? (size_t)(end - scan->text.data) : scan->text.size;
}

// Strings

// Bytes of the prefix of a string literal; its quote stands behind it. SIZE_MAX: no string.
size_t scan_string_prefix(const struct scan *scan) {
    for (size_t size = 0; size <= 2; size++) {
        char c = scan_peek(scan, size);
        if (c == '"' || c == '\'') {
            return size;
        }
        if (!c || !strchr("rRuUbBfFtT", c)) {
            break;
        }
    }
    return SIZE_MAX;
}

// Is the byte escaped, by an odd number of backslashes behind `from`?
static bool is_escaped(struct str text, size_t from, size_t at) {
    size_t before = at;
    while (before > from && text.data[before - 1] == '\\') {
        before--;
    }
    return (at - before) % 2 != 0;
}

// The offset of the three quotes that end a long string; the text's end: there are none.
static size_t long_end(struct str text, size_t start, char quote) {
    size_t at = start;
    while (at < text.size) {
        const char *found = memchr(text.data + at, quote, text.size - at);
        at = found ? (size_t)(found - text.data) : text.size;
        if (at + 2 < text.size && text.data[at + 1] == quote && text.data[at + 2] == quote &&
            !is_escaped(text, start, at)) {
            return at;
        }
        at++;
    }
    return text.size;
}

// Where a short string ends: at its quote, or, not closed, which the parser will tell of, with its
// line.
static size_t short_end(struct str text, size_t start, char quote) {
    size_t at = start;
    while (at < text.size && text.data[at] != quote && text.data[at] != '\n') {
        at += text.data[at] == '\\' ? 2 : 1;
    }
    return at < text.size ? at : text.size;
}

// Skips a string literal from its quote on and gives what is between the quotes.
struct str scan_skip_string(struct scan *scan) {
    const struct str text = scan->text;
    char quote = scan_peek(scan, 0);
    bool is_long = scan_peek(scan, 1) == quote && scan_peek(scan, 2) == quote;
    size_t quotes = is_long ? 3 : 1;
    size_t start = scan->at + quotes;
    size_t end = is_long ? long_end(text, start, quote) : short_end(text, start, quote);
    bool is_closed = end < text.size && text.data[end] == quote;
    scan->at = end + (is_closed ? quotes : 0);
    return str_slice(text, start, end);
}

// The value of a string literal. False when it is none for certain: bytes, a formatted string
// with fields, escapes other than of quotes and backslashes.
static bool read_string(struct scan *scan, struct str *value) {
    size_t prefix = scan_string_prefix(scan);
    bool is_raw = false;
    bool is_known = true;
    bool is_formatted = false;
    for (size_t i = 0; i < prefix; i++) {
        char c = scan_peek(scan, i);
        is_raw = is_raw || c == 'r' || c == 'R';
        is_formatted = is_formatted || c == 'f' || c == 'F';
        is_known = is_known && strchr("rRuUfF", c) != NULL;
    }
    scan->at += prefix;
    struct str content = scan_skip_string(scan);
    if (!is_known || (is_formatted && str_find(content, STR("{"), 0) != SIZE_MAX)) {
        return false;
    }
    *value = content;
    if (is_raw || str_find(content, STR("\\"), 0) == SIZE_MAX) {
        return true;
    }
    struct text plain = {.arena = scan->arena};
    for (size_t i = 0; i < content.size; i++) {
        if (content.data[i] == '\\' &&
            (++i >= content.size || !strchr("\\'\"", content.data[i]))) {
            return false;
        }
        text_add_char(&plain, content.data[i]);
    }
    *value = text_str(&plain);
    return true;
}

// Skips white space and joined lines; within brackets line ends and comments too.
void scan_skip_space(struct scan *scan, bool in_brackets) {
    for (; !scan_is_at_end(scan); scan->at++) {
        char c = scan_peek(scan, 0);
        if (c == '\\' && (scan_peek(scan, 1) == '\n' || at_text(scan, STR("\\\r\n")))) {
            scan_skip_line(scan);
        } else if (c == '#' && in_brackets) {
            scan_skip_line(scan);
        } else if (c != ' ' && c != '\t' && c != '\f' && (c != '\n' || !in_brackets) &&
                   (c != '\r' || (!in_brackets && scan_peek(scan, 1) != '\n'))) {
            return;
        }
    }
}

// Bytes that scan_skip_statement() has to look at; it is asked of all the bytes of a header.
static const bool matters[256] = {
    ['"'] = 1, ['\''] = 1, ['#'] = 1, ['\n'] = 1, ['\\'] = 1, ['='] = 1, [';'] = 1,
    ['('] = 1, [')'] = 1,  ['['] = 1, [']'] = 1,  ['{'] = 1,  ['}'] = 1,
};

// Skips to the end of the statement's last line, or to ";" or `stop` outside of brackets.
void scan_skip_statement(struct scan *scan, char stop) {
    size_t depth = 0;
    while (!scan_is_at_end(scan)) {
        char c = scan->text.data[scan->at];
        if (!matters[(unsigned char)c]) {
            scan->at++;
            continue;
        }
        if (c == '"' || c == '\'') {
            scan_skip_string(scan);
            continue;
        }
        if (c == '#') {
            scan_skip_line(scan);
            continue;
        }
        if (depth == 0 && (c == '\n' || c == ';' || c == stop)) {
            return;
        }
        if (c == '\\') {
            scan->at += at_text(scan, STR("\\\r\n")) ? 2 : 1;
        } else if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if ((c == ')' || c == ']' || c == '}') && depth) {
            depth--;
        }
        scan->at++;
    }
}

static struct literal read_value(struct scan *scan, unsigned nesting);

static void read_items(struct scan *scan, char closing, unsigned nesting,
                       struct literal *value) {
    bool has_comma = closing != ')';
    size_t count = 0;
    bool is_known = true;
    for (;;) {
        scan_skip_space(scan, true);
        char c = scan_peek(scan, 0);
        if (c == closing || scan_is_at_end(scan)) {
            is_known = is_known && c == closing;
            scan->at += c == closing;
            break;
        }
        if (c == ',') {
            has_comma = true;
            scan->at++;
            continue;
        }
        size_t before = scan->at;
        struct literal item = read_value(scan, nesting + 1);
        count++;
        is_known = is_known && item.kind == LITERAL_STRING;
        if (item.kind == LITERAL_STRING) {
            *ARENA_PUSH(scan->arena, &value->items) = item.items.items[0];
        } else if (count == 1 && item.kind != LITERAL_OTHER) {
            *value = item; // (None), (("a", "b")): kept if no comma follows
        }
        scan_skip_space(scan, true);
        c = scan_peek(scan, 0);
        if (scan->at == before || (c != ',' && c != closing)) {
            value->kind = LITERAL_OTHER;
            return;
        }
    }
    bool is_one = !has_comma && count == 1; // brackets around one value
    if (!is_one) {
        value->kind = is_known ? LITERAL_LIST : LITERAL_OTHER;
    } else if (is_known) {
        value->kind = LITERAL_STRING;
    }
}

static struct literal read_value(struct scan *scan, unsigned nesting) {
    static const struct {
        char opening, closing;
    } brackets[] = {{'(', ')'}, {'[', ']'}, {'{', '}'}};
    struct literal value = {.kind = LITERAL_OTHER};
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets && nesting < NESTING_LIMIT; i++) {
        if (scan_peek(scan, 0) == brackets[i].opening) {
            scan->at++;
            read_items(scan, brackets[i].closing, nesting, &value);
            return value;
        }
    }
    if (at_text(scan, STR("None")) && !scan_is_word(scan_peek(scan, 4))) {
        scan->at += 4;
        value.kind = LITERAL_NONE;
        return value;
    }
    struct str whole = {0};
    size_t count = 0;
    bool is_known = true;
    // Literals that follow each other are one.
    size_t end = scan->at;
    while (scan_string_prefix(scan) != SIZE_MAX) {
        struct str part = {0};
        is_known = read_string(scan, &part) && is_known;
        whole = count++ ? str_concat(scan->arena, whole, part) : part;
        end = scan->at;
        scan_skip_space(scan, nesting > 0);
    }
    scan->at = end;
    if (count && is_known) {
        value.kind = LITERAL_STRING;
        value.items = (struct str_list){ARENA_NEW(scan->arena, struct str, 1), 1, 1};
        value.items.items[0] = whole;
    }
    return value;
}

// The value of an assignment, which must be all that the statement has. Moves behind it.
struct literal scan_read_value(struct scan *scan, size_t *end) {
    const size_t start = scan->at;
    struct literal value = read_value(scan, 0);
    *end = scan->at;
    scan_skip_space(scan, false);
    if (scan_peek(scan, 0) == ',' && value.kind == LITERAL_STRING) {
        value.kind = LITERAL_LIST; // a tuple without brackets
        while (value.kind == LITERAL_LIST && scan_peek(scan, 0) == ',') {
            scan->at++;
            *end = scan->at;
            scan_skip_space(scan, false);
            if (scan_string_prefix(scan) == SIZE_MAX) {
                break;
            }
            struct literal item = read_value(scan, 0);
            value.kind = item.kind == LITERAL_STRING ? LITERAL_LIST : LITERAL_OTHER;
            if (item.kind == LITERAL_STRING) {
                *ARENA_PUSH(scan->arena, &value.items) = item.items.items[0];
            }
            *end = scan->at;
            scan_skip_space(scan, false);
        }
    }
    char c = scan_peek(scan, 0);
    if (!scan_is_at_end(scan) && c != '\n' && c != '#' && c != ';') {
        value.kind = LITERAL_OTHER;
    }
    if (value.kind == LITERAL_OTHER) {
        scan->at = start;
        scan_skip_statement(scan, ';');
        *end = scan->at;
    }
    return value;
}
