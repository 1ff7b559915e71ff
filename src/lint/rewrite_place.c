// Where edits go: statements and their lines, words of SQL.
#include <string.h>

#include "lint/rewrite.h"

// ---- statements and lines

bool rewrite_starts_line(const struct fix_subject *subject, uint32_t offset) {
    const char *text = subject->source->text.data;
    while (offset > 0 && (text[offset - 1] == ' ' || text[offset - 1] == '\t')) {
        offset--;
    }
    return offset == 0 || text[offset - 1] == '\n';
}

const struct node *rewrite_statement(const struct node *node) {
    while (node->parent && node->parent->kind != NODE_BLOCK &&
           node->parent->kind != NODE_MODULE) {
        node = node->parent;
    }
    return node;
}

// Is there nothing but a comment between the place and the end of its line?
static bool ends_line(const struct fix_subject *subject, uint32_t offset) {
    struct str text = subject->source->text;
    while (offset < text.size && (text.data[offset] == ' ' || text.data[offset] == '\t')) {
        offset++;
    }
    return offset >= text.size || memchr("\r\n#", text.data[offset], 3);
}

bool rewrite_is_plain(const struct fix_subject *subject, const struct node *statement,
                      const struct node *call) {
    bool is_alone =
        statement->kind == NODE_WITH || (statement->kind == NODE_EXPRESSION_STATEMENT &&
                                         statement->child == call && !call->next);
    return is_alone && rewrite_starts_line(subject, statement->span.start) &&
           ends_line(subject, statement->span.end);
}

struct span rewrite_lines(const struct fix_subject *subject, struct span span) {
    const struct source *source = subject->source;
    uint32_t last = span.end > span.start ? span.end - 1 : span.end;
    uint32_t line = source_place(source, last).line;
    uint32_t end =
        line < source->line_count ? source->line_starts[line] : (uint32_t)source->text.size;
    return (struct span){
        source->line_starts[source_place(source, span.start).line - 1],
        end,
    };
}

struct str rewrite_indentation(const struct fix_subject *subject, uint32_t offset) {
    struct str text = subject->source->text;
    uint32_t start = rewrite_lines(subject, (struct span){offset, offset}).start;
    uint32_t end = start;
    while (end < text.size && (text.data[end] == ' ' || text.data[end] == '\t')) {
        end++;
    }
    return str_slice(text, start, end);
}

struct str rewrite_indent(const struct fix_subject *subject, const struct node *statement) {
    struct str inner = rewrite_indentation(subject, statement->span.start);
    const struct node *block = statement->parent;
    const struct node *outer = block && block->parent ? block->parent : NULL;
    if (!outer || block->kind != NODE_BLOCK) {
        return STR("    ");
    }
    struct str outside = rewrite_indentation(subject, outer->span.start);
    bool is_deeper = str_starts(inner, outside) && inner.size > outside.size;
    return is_deeper ? str_slice(inner, outside.size, inner.size) : STR("    ");
}

struct str rewrite_line_end(const struct fix_subject *subject, uint32_t offset) {
    struct str text = subject->source->text;
    size_t end = str_find(text, STR("\n"), offset);
    if (end == SIZE_MAX) { // the last line: as the first one ends
        end = str_find(text, STR("\n"), 0);
    }
    return end != SIZE_MAX && end > 0 && text.data[end - 1] == '\r' ? STR("\r\n") : STR("\n");
}

// Does white space at the start of a line mean nothing in the SQL? Not in a literal of several
// lines: each line has its quotes in pairs then, and there is no dollar.
static bool has_free_lines(struct str sql) {
    struct str line;
    bool is_free = str_find(sql, STR("$"), 0) == SIZE_MAX;
    while (is_free && str_split(&sql, '\n', &line)) {
        bool is_single = false, is_double = false;
        for (size_t i = 0; i < line.size; i++) {
            is_single ^= line.data[i] == '\'';
            is_double ^= line.data[i] == '"';
        }
        is_free = !is_single && !is_double;
    }
    return is_free;
}

bool rewrite_may_indent(const struct fix_subject *subject, const struct node *string) {
    const struct operation *operation = subject->finding->step->operation;
    const struct node *end = string->child;
    while (end && end->next) {
        end = end->next;
    }
    return operation->from_sql && end && string->span.start <= operation->written.start &&
           operation->written.end <= string->span.end &&
           has_free_lines(
               str_slice(subject->source->text, string->child->span.end, end->span.start));
}

// Does a string hold the place, so that white space there would be part of it?
static bool is_in_string(const struct fix_subject *subject, const struct node *statement,
                         uint32_t offset) {
    for (const struct node *node = statement; node; node = rewrite_walk(statement, node)) {
        if (node->kind == NODE_STRING && node->span.start < offset && offset < node->span.end) {
            return !rewrite_may_indent(subject, node);
        }
    }
    return false;
}

// The first line of the comments right above a statement that silence something in it: they
// must stay above it.
static uint32_t first_line_of(const struct fix_subject *subject, uint32_t line) {
    uint32_t first = line;
    for (uint32_t above = line - 1; above > 0; above--) {
        struct str text = str_trim(source_line(subject->source, above));
        if (!str_starts(text, STR("#"))) {
            break;
        }
        if (str_find(text, STR("cupel:"), 0) != SIZE_MAX) {
            first = above;
        }
    }
    return first;
}

static void indent_line(const struct fix_subject *subject, struct fix *fix, uint32_t line,
                        struct str indent) {
    uint32_t start = subject->source->line_starts[line - 1];
    if (str_trim(source_line(subject->source, line)).size) {
        rewrite_replace(subject, fix, (struct span){start, start}, indent);
    }
}

struct str rewrite_indent_lines(struct arena *arena, struct str text, struct str indent) {
    struct text out = {.arena = arena};
    struct str rest = text;
    size_t at;
    while ((at = str_find(rest, STR("\n"), 0)) != SIZE_MAX) {
        text_add(&out, str_slice(rest, 0, at + 1));
        text_add(&out, indent);
        rest = str_slice(rest, at + 1, rest.size);
    }
    text_add(&out, rest);
    return text_str(&out);
}

bool rewrite_wrap(const struct fix_subject *subject, struct fix *fix,
                  const struct node *statement, struct str opening) {
    const struct source *source = subject->source;
    struct span lines = rewrite_lines(subject, statement->span);
    uint32_t first = first_line_of(subject, source_place(source, lines.start).line);
    uint32_t last = source_place(source, statement->span.end - 1).line;
    lines.start = source->line_starts[first - 1];
    struct str indent = rewrite_indent(subject, statement);
    for (size_t i = 0; i < fix->edits.count; i++) {
        struct edit *edit = &fix->edits.items[i];
        edit->text = rewrite_indent_lines(subject->arena, edit->text, indent);
    }
    fix->block.lines = lines;
    fix->block.opening =
        str_format(subject->arena, STR_FMT STR_FMT STR_FMT,
                   STR_ARG(rewrite_indentation(subject, statement->span.start)),
                   STR_ARG(opening), STR_ARG(rewrite_line_end(subject, lines.start)));
    rewrite_replace(subject, fix, (struct span){lines.start, lines.start},
                    str_concat(subject->arena, fix->block.opening, indent));
    for (uint32_t line = first + 1; line <= last; line++) {
        if (!is_in_string(subject, statement, source->line_starts[line - 1])) {
            indent_line(subject, fix, line, indent);
        }
    }
    return true;
}

// ---- SQL

const struct node *rewrite_string_around(const struct fix_subject *subject, struct span span) {
    const struct node *node = subject->root;
    while (node && node->kind != NODE_STRING && node->kind != NODE_CONCATENATED_STRING) {
        node = rewrite_child_around(node, span);
    }
    return node;
}

bool rewrite_sql(const struct fix_subject *subject, struct span *span) {
    *span = subject->finding->step->operation->written;
    return span->end > span->start && (!subject->root || rewrite_string_around(subject, *span));
}

static bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static bool is_word_at(struct str text, size_t at, size_t end, struct str word) {
    return at + word.size <= end &&
           str_equal_nocase(str_slice(text, at, at + word.size), word) &&
           (at + word.size == end || !is_word_char(text.data[at + word.size]));
}

// Behind white space and comments, which PostgreSQL nests.
static size_t skip_blank(struct str text, size_t at, size_t end) {
    unsigned depth = 0;
    while (at < end) {
        bool is_pair = at + 1 < end;
        if (is_pair && text.data[at] == '/' && text.data[at + 1] == '*') {
            depth++;
            at += 2;
        } else if (depth) {
            bool closes = is_pair && text.data[at] == '*' && text.data[at + 1] == '/';
            depth -= closes;
            at += closes ? 2 : 1;
        } else if (is_pair && text.data[at] == '-' && text.data[at + 1] == '-') {
            at = str_find(str_slice(text, 0, end), STR("\n"), at);
        } else if (memchr(" \t\r\n", text.data[at], 4)) {
            at++;
        } else {
            break;
        }
    }
    return at < end ? at : end;
}

bool rewrite_skip_word(struct str text, size_t *at, size_t end, const char *word) {
    size_t next = skip_blank(text, *at, end);
    if (!is_word_at(text, next, end, str_from(word))) {
        return false;
    }
    *at = next + strlen(word);
    return true;
}

size_t rewrite_find_word(struct str text, struct span span, const char *word) {
    size_t found = SIZE_MAX;
    char quote = '\0';
    for (size_t at = span.start; at < span.end; at++) {
        char c = text.data[at];
        bool starts_comment = at + 1 < span.end && ((c == '-' && text.data[at + 1] == '-') ||
                                                    (c == '/' && text.data[at + 1] == '*'));
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (starts_comment) {
            return SIZE_MAX; // what is in it is not looked at
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if ((at == span.start || !is_word_char(text.data[at - 1])) &&
                   is_word_at(text, at, span.end, str_from(word))) {
            if (found != SIZE_MAX) {
                return SIZE_MAX;
            }
            found = at;
        }
    }
    return found;
}

struct str rewrite_case(const struct fix_subject *subject, const char *word, struct str like) {
    bool is_lower = like.size && like.data[0] >= 'a' && like.data[0] <= 'z';
    return is_lower ? str_lower(subject->arena, str_from(word)) : str_from(word);
}
