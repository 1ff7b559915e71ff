#include "project/codetext.h"

#include <string.h>

enum { REACH = 4096 }; // bytes that are looked at around a place

bool codetext_is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// ---- cutting

static enum code_language language_of(struct str path) {
    static const struct {
        const char *ending;
        enum code_language language;
    } endings[] = {
        {".py", LANGUAGE_PYTHON},       {".sql", LANGUAGE_SQL},
        {".html", LANGUAGE_TEMPLATE},   {".jinja", LANGUAGE_TEMPLATE},
        {".jinja2", LANGUAGE_TEMPLATE}, {".j2", LANGUAGE_TEMPLATE},
        {".rb", LANGUAGE_HASH},         {".ex", LANGUAGE_HASH},
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (str_ends(path, str_from(endings[i].ending))) {
            return endings[i].language;
        }
    }
    return LANGUAGE_OTHER;
}

static bool has_at(struct str text, size_t at, const char *word) {
    size_t size = strlen(word);
    return at + size <= text.size && memcmp(text.data + at, word, size) == 0;
}

// Offset behind a comment that begins at `at`; `at` itself when none does.
static size_t comment_end(const struct codetext *text, size_t at) {
    bool has_blocks = text->language == LANGUAGE_OTHER || text->language == LANGUAGE_SQL;
    const char *line = text->language == LANGUAGE_SQL     ? "--"
                       : text->language == LANGUAGE_OTHER ? "//"
                                                          : "#";
    if (has_blocks && has_at(text->text, at, "/*")) {
        size_t end = at + 2;
        while (end < text->text.size && !has_at(text->text, end, "*/")) {
            end++;
        }
        return end + 2 < text->text.size ? end + 2 : text->text.size;
    }
    if (!has_at(text->text, at, line)) {
        return at;
    }
    const char *end = memchr(text->text.data + at, '\n', text->text.size - at);
    return end ? (size_t)(end - text->text.data) : text->text.size;
}

static bool is_quote(const struct codetext *text, char c) {
    bool has_ticks = text->language == LANGUAGE_OTHER || text->language == LANGUAGE_HASH;
    return c == '\'' || c == '"' || (c == '`' && has_ticks);
}

static bool is_tripled(struct str text, size_t at) {
    return at + 2 < text.size && text.data[at + 1] == text.data[at] &&
           text.data[at + 2] == text.data[at];
}

static size_t string_end(const struct codetext *text, size_t at) {
    struct str s = text->text;
    char quote = s.data[at];
    bool is_triple = text->language == LANGUAGE_PYTHON && is_tripled(s, at);
    bool spans_lines = is_triple || quote == '`' || text->language == LANGUAGE_SQL;
    bool has_escapes = text->language != LANGUAGE_SQL;
    for (size_t i = at + (is_triple ? 3 : 1); i < s.size; i++) {
        if (s.data[i] == '\\' && has_escapes) {
            i++;
        } else if (s.data[i] == '\n' && !spans_lines) {
            return i;
        } else if (s.data[i] == quote && (!is_triple || is_tripled(s, i))) {
            return i + (is_triple ? 3 : 1);
        }
    }
    return s.size;
}

// A text in triple quotes that is a statement of its own.
static bool is_docstring(const struct codetext *text, size_t at) {
    if (text->language != LANGUAGE_PYTHON || !is_tripled(text->text, at)) {
        return false;
    }
    size_t start = codetext_line_start(text, at);
    for (size_t i = start; i < at; i++) {
        if (!is_blank(text->text.data[i]) && !strchr("rRuUbB", text->text.data[i])) {
            return false;
        }
    }
    size_t before = codetext_back(text, start);
    return before == 0 || !strchr("(,=[{+%\\", text->text.data[before - 1]);
}

static void cut(struct codetext *text) {
    size_t at = 0;
    while (at < text->text.size) {
        size_t end = comment_end(text, at);
        enum text_kind kind = TEXT_COMMENT;
        if (end == at && is_quote(text, text->text.data[at])) {
            end = string_end(text, at);
            kind = is_docstring(text, at) ? TEXT_COMMENT : TEXT_STRING;
        }
        if (end == at) {
            at++;
            continue;
        }
        memset(text->kinds + at, (int)kind, end - at);
        at = end;
    }
}

struct codetext *codetext_new(struct arena *arena, const struct code_file *file) {
    struct codetext *text = ARENA_NEW(arena, struct codetext, 1);
    *text = (struct codetext){.file = file,
                              .text = file->text,
                              .kinds = ARENA_NEW(arena, unsigned char, file->text.size + 1),
                              .language = language_of(file->path)};
    if (text->language != LANGUAGE_TEMPLATE) {
        cut(text);
    }
    return text;
}

// ---- words

size_t codetext_find(const struct codetext *text, struct str word, size_t from) {
    struct str s = text->text;
    while (word.size && from + word.size <= s.size) {
        const char *found = memchr(s.data + from, word.data[0], s.size - word.size - from + 1);
        if (!found) {
            return SIZE_MAX;
        }
        size_t at = (size_t)(found - s.data);
        size_t end = at + word.size;
        if (memcmp(found, word.data, word.size) == 0 &&
            (at == 0 || !codetext_is_word(s.data[at - 1])) &&
            (end == s.size || !codetext_is_word(s.data[end])) &&
            text->kinds[at] != TEXT_COMMENT) {
            return at;
        }
        from = at + 1;
    }
    return SIZE_MAX;
}

size_t codetext_skip(const struct codetext *text, size_t at) {
    while (at < text->text.size && is_blank(text->text.data[at])) {
        at++;
    }
    return at;
}

size_t codetext_back(const struct codetext *text, size_t at) {
    while (at > 0 && is_blank(text->text.data[at - 1])) {
        at--;
    }
    return at;
}

struct str codetext_word_before(const struct codetext *text, size_t end) {
    size_t start = end;
    while (start > 0 && codetext_is_word(text->text.data[start - 1])) {
        start--;
    }
    return str_slice(text->text, start, end);
}

struct str codetext_word_at(const struct codetext *text, size_t start) {
    size_t end = start;
    while (end < text->text.size && codetext_is_word(text->text.data[end])) {
        end++;
    }
    return str_slice(text->text, start, end);
}

// ---- strings

// The string around `at` with its quotes. Two that touch count as one.
static struct span whole_string(const struct codetext *text, size_t at) {
    size_t start = at;
    size_t end = at;
    while (start > 0 && text->kinds[start - 1] == TEXT_STRING && at - start < REACH) {
        start--;
    }
    while (end < text->text.size && text->kinds[end] == TEXT_STRING && end - at < REACH) {
        end++;
    }
    return (struct span){(uint32_t)start, (uint32_t)end};
}

struct span codetext_literal(const struct codetext *text, size_t at) {
    struct span span = whole_string(text, at);
    while (span.start < span.end && is_quote(text, text->text.data[span.start])) {
        span.start++;
    }
    while (span.end > span.start && is_quote(text, text->text.data[span.end - 1])) {
        span.end--;
    }
    return span;
}

// Blanks, and the letters before a quote that say what kind of string it is.
static bool is_between(char c) {
    return is_blank(c) || (c != '\0' && strchr("rRbBuUfF\\", c));
}

struct span codetext_strings(const struct codetext *text, size_t at) {
    struct span span = whole_string(text, at);
    for (;;) {
        size_t start = span.start;
        while (start > 0 && text->kinds[start - 1] == TEXT_CODE &&
               is_between(text->text.data[start - 1])) {
            start--;
        }
        if (start == 0 || text->kinds[start - 1] != TEXT_STRING || at - start > REACH) {
            break;
        }
        span.start = whole_string(text, start - 1).start;
    }
    for (;;) {
        size_t end = span.end;
        while (end < text->text.size && text->kinds[end] == TEXT_CODE &&
               is_between(text->text.data[end])) {
            end++;
        }
        if (end >= text->text.size || text->kinds[end] != TEXT_STRING || end - at > REACH) {
            break;
        }
        span.end = whole_string(text, end).end;
    }
    return span;
}

// ---- brackets and lines

size_t codetext_close(const struct codetext *text, size_t open) {
    size_t depth = 0;
    for (size_t i = open; i < text->text.size; i++) {
        if (text->kinds[i] != TEXT_CODE) {
            continue;
        }
        char c = text->text.data[i];
        depth += c == '(' || c == '[' || c == '{';
        if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
            return i;
        }
    }
    return text->text.size;
}

size_t codetext_open(const struct codetext *text, size_t at) {
    size_t depth = 0;
    for (size_t i = at; i > 0 && at - i < REACH; i--) {
        if (text->kinds[i - 1] != TEXT_CODE) {
            continue;
        }
        char c = text->text.data[i - 1];
        depth += c == ')' || c == ']' || c == '}';
        if (c == '(' || c == '[' || c == '{') {
            if (depth == 0) {
                return c == '(' ? i - 1 : SIZE_MAX;
            }
            depth--;
        }
    }
    return SIZE_MAX;
}

size_t codetext_line_start(const struct codetext *text, size_t at) {
    size_t start = at;
    while (start > 0 && text->text.data[start - 1] != '\n' && at - start < REACH) {
        start--;
    }
    return start;
}

uint32_t codetext_line(const struct codetext *text, size_t at) {
    uint32_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += text->text.data[i] == '\n';
    }
    return line;
}
