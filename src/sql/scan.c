#include "sql/scan.h"

#include <string.h>

struct scanner {
    struct str text;
    uint32_t at;
};

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Bytes from 0x80 on are letters: they may be of any script.
static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_name_part(char c) {
    return is_name_start(c) || is_digit(c) || c == '$';
}

// NUL is a character of no meaning here, so it needs a test of its own for strchr().
static bool is_operator(char c) {
    return c && strchr("+-*/<>=~!@#%^&|`?", c);
}

static char peek(const struct scanner *s, uint32_t ahead) {
    size_t at = (size_t)s->at + ahead;
    return at < s->text.size ? s->text.data[at] : '\0';
}

static bool at_end(const struct scanner *s) {
    return s->at >= s->text.size;
}

static void skip_line(struct scanner *s) {
    while (!at_end(s) && peek(s, 0) != '\n' && peek(s, 0) != '\r') {
        s->at++;
    }
}

// Comments of C's kind nest: manual, 4.1.5.
static void skip_block(struct scanner *s) {
    uint32_t depth = 0;
    while (!at_end(s)) {
        if (peek(s, 0) == '/' && peek(s, 1) == '*') {
            depth++;
            s->at += 2;
        } else if (peek(s, 0) == '*' && peek(s, 1) == '/') {
            s->at += 2;
            if (--depth == 0) {
                return;
            }
        } else {
            s->at++;
        }
    }
}

static bool skip_comment(struct scanner *s) {
    if (peek(s, 0) == '-' && peek(s, 1) == '-') {
        skip_line(s);
        return true;
    }
    if (peek(s, 0) == '/' && peek(s, 1) == '*') {
        skip_block(s);
        return true;
    }
    return false;
}

// From the opening quote on; a doubled quote stands for one, and in E'…' a backslash takes the
// next character with it.
static bool scan_quoted(struct scanner *s, bool backslashes) {
    char quote = peek(s, 0);
    s->at++;
    while (!at_end(s)) {
        char c = peek(s, 0);
        if (c == quote && peek(s, 1) == quote) {
            s->at += 2;
        } else if (c == quote) {
            s->at++;
            return true;
        } else if (c == '\\' && backslashes && s->at + 1 < s->text.size) {
            s->at += 2;
        } else {
            s->at++;
        }
    }
    return false;
}

// The size of $tag$ at the scanner's place, 0 when there is none.
static uint32_t dollar_tag(const struct scanner *s) {
    uint32_t size = 1;
    while (is_name_part(peek(s, size)) && peek(s, size) != '$' &&
           !(size == 1 && is_digit(peek(s, size)))) {
        size++;
    }
    return peek(s, size) == '$' ? size + 1 : 0;
}

static bool scan_dollar(struct scanner *s, uint32_t tag_size) {
    struct str tag = str_slice(s->text, s->at, s->at + tag_size);
    size_t end = str_find(s->text, tag, s->at + tag_size);
    s->at = end == SIZE_MAX ? (uint32_t)s->text.size : (uint32_t)(end + tag_size);
    return end != SIZE_MAX;
}

static void scan_number(struct scanner *s) {
    while (is_name_part(peek(s, 0)) || peek(s, 0) == '.') {
        bool is_exponent = peek(s, 0) == 'e' || peek(s, 0) == 'E';
        bool is_range = peek(s, 0) == '.' && peek(s, 1) == '.'; // 1..10 of PL/pgSQL
        if (is_range) {
            return;
        }
        s->at++;
        if (is_exponent && (peek(s, 0) == '+' || peek(s, 0) == '-') && is_digit(peek(s, 1))) {
            s->at++;
        }
    }
}

// An operator ends before a comment, and loses a + or - at its end unless it holds one of
// ~ ! @ # % ^ & | ` ?: manual, 4.1.3.
static void scan_operator(struct scanner *s) {
    uint32_t start = s->at;
    bool may_end_in_sign = false;
    while (is_operator(peek(s, 0))) {
        char next = peek(s, 1);
        if ((peek(s, 0) == '-' && next == '-') || (peek(s, 0) == '/' && next == '*')) {
            break;
        }
        may_end_in_sign = may_end_in_sign || strchr("~!@#%^&|`?", peek(s, 0));
        s->at++;
    }
    while (!may_end_in_sign && s->at > start + 1 && strchr("+-", s->text.data[s->at - 1])) {
        s->at--;
    }
}

// A letter and a quote: E'…', B'…', X'…', N'…', U&'…', U&"…". Gives the quote's place.
static uint32_t quote_prefix(const struct scanner *s) {
    char c = peek(s, 0);
    if (c && strchr("eEbBxXnN", c) && peek(s, 1) == '\'') {
        return 1;
    }
    if ((c == 'u' || c == 'U') && peek(s, 1) == '&' &&
        (peek(s, 2) == '\'' || peek(s, 2) == '"')) {
        return 2;
    }
    return 0;
}

static struct token scan_word_or_string(struct scanner *s) {
    struct token token = {.kind = TOKEN_WORD, .start = s->at};
    uint32_t prefix = quote_prefix(s);
    char first = peek(s, 0);
    if (prefix || first == '\'' || first == '"') {
        s->at += prefix;
        token.kind = peek(s, 0) == '"' ? TOKEN_QUOTED_NAME : TOKEN_STRING;
        token.is_open = !scan_quoted(s, prefix && (first == 'e' || first == 'E'));
    } else {
        while (is_name_part(peek(s, 0))) {
            s->at++;
        }
    }
    token.end = s->at;
    return token;
}

static struct token scan_sign(struct scanner *s) {
    struct token token = {.kind = TOKEN_OPERATOR, .start = s->at};
    char c = peek(s, 0), next = peek(s, 1);
    if (c == '$' && is_digit(next)) {
        token.kind = TOKEN_PARAMETER;
        s->at++;
        while (is_digit(peek(s, 0))) {
            s->at++;
        }
    } else if (c == '$' && dollar_tag(s)) {
        token.kind = TOKEN_DOLLAR;
        token.is_open = !scan_dollar(s, dollar_tag(s));
    } else if (c == ':' && (next == ':' || next == '=')) {
        s->at += 2;
    } else if (is_operator(c)) {
        scan_operator(s);
    } else {
        token.kind = c && strchr("()[],;.:", c) ? TOKEN_MARK : TOKEN_OPERATOR;
        s->at++;
    }
    token.end = s->at;
    return token;
}

static struct token scan_token(struct scanner *s) {
    char c = peek(s, 0);
    if (is_digit(c) || (c == '.' && is_digit(peek(s, 1)))) {
        struct token token = {.kind = TOKEN_NUMBER, .start = s->at};
        scan_number(s);
        token.end = s->at;
        return token;
    }
    if (is_name_start(c) || c == '\'' || c == '"') {
        return scan_word_or_string(s);
    }
    return scan_sign(s);
}

bool scan_next(struct str text, uint32_t *at, struct token *token, struct span *comment) {
    struct scanner s = {.text = text, .at = *at};
    bool found = false;
    *comment = (struct span){0};
    while (!at_end(&s) && is_blank(peek(&s, 0))) {
        s.at++;
    }
    uint32_t start = s.at;
    if (!at_end(&s) && skip_comment(&s)) {
        *comment = (struct span){start, s.at};
        found = true;
    } else if (!at_end(&s)) {
        *token = scan_token(&s);
        found = true;
    }
    *at = s.at;
    return found;
}

struct tokens scan(struct arena *arena, struct str text, struct spans *comments) {
    struct tokens tokens = {0};
    struct token token;
    struct span comment;
    for (uint32_t at = 0; scan_next(text, &at, &token, &comment);) {
        if (!comment.end) {
            *ARENA_PUSH(arena, &tokens) = token;
        } else if (comments) {
            *ARENA_PUSH(arena, comments) = comment;
        }
    }
    return tokens;
}

struct str token_text(struct str text, const struct token *token) {
    return str_slice(text, token->start, token->end);
}

bool token_is(struct str text, const struct token *token, const char *word) {
    return token->kind != TOKEN_STRING && token->kind != TOKEN_QUOTED_NAME &&
           str_equal_nocase(token_text(text, token), str_from(word));
}

bool tokens_are(struct str text, const struct tokens *tokens, size_t index, const char *words) {
    struct str rest = str_from(words), word;
    for (; str_split(&rest, ' ', &word); index++) {
        if (index >= tokens->count) {
            return false;
        }
        const struct token *token = &tokens->items[index];
        if (token->kind == TOKEN_STRING || token->kind == TOKEN_QUOTED_NAME ||
            !str_equal_nocase(token_text(text, token), word)) {
            return false;
        }
    }
    return true;
}

size_t tokens_at(const struct tokens *tokens, uint32_t offset) {
    size_t low = 0, high = tokens->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tokens->items[middle].end <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct str token_name(struct arena *arena, struct str text, const struct token *token) {
    struct str s = token_text(text, token);
    if (token->kind == TOKEN_WORD) {
        return str_lower(arena, s);
    }
    size_t quote = str_find(s, STR("\""), 0);
    if (token->kind != TOKEN_QUOTED_NAME || quote == SIZE_MAX) {
        return (struct str){0};
    }
    struct text name = {.arena = arena};
    size_t end = token->is_open ? s.size : s.size - 1;
    for (size_t i = quote + 1; i < end; i++) {
        text_add_char(&name, s.data[i]);
        i += s.data[i] == '"'; // a doubled quote stands for one
    }
    return text_str(&name);
}
