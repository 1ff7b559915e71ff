// Steps of splits in Python: values put into templates, string literals, lines of no more than
// the usual width.
#include <string.h>

#include "lint/stage_steps.h"
#include "model/print.h"

enum { WIDTH = 88 }; // of a line: black's, which Alembic's own template recommends

bool stage_fail(struct stage_work *work, const char *format, ...) {
    if (!work->stages->problem.size) {
        struct text text = {.arena = work->subject->arena};
        va_list arguments;
        va_start(arguments, format);
        text_addfv(&text, format, arguments);
        va_end(arguments);
        work->stages->problem = text_str(&text);
    }
    return false;
}

// ---- values

void stage_set(struct stage_work *work, const char *word, struct str value) {
    struct str *held = ARENA_NEW(work->subject->arena, struct str, 1);
    *held = value;
    map_put(&work->values, str_from(word), held);
}

static struct str value_of(const struct stage_work *work, struct str word) {
    const struct str *value = map_find(&work->values, word);
    return value ? *value : (struct str){0};
}

struct str stage_value(const struct stage_work *work, const char *word) {
    return value_of(work, str_from(word));
}

// A colon starts a parameter in text(), a backslash an escape, a percent sign a placeholder.
static bool can_be_written(struct str name) {
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (c < 0x20 || c == 0x7f || strchr("\\:%'\"`{}", c)) {
            return false;
        }
    }
    return name.size > 0;
}

bool stage_set_name(struct stage_work *work, const char *word, const char *sql_word,
                    struct str name) {
    if (!can_be_written(name)) {
        return stage_fail(work, "the name \"" STR_FMT "\" is no plain one", STR_ARG(name));
    }
    stage_set(work, word, name);
    stage_set(work, sql_word, quoted_name(work->subject->arena, name));
    return true;
}

// ---- string literals

static bool has_char(struct str text, char c) {
    return text.size && memchr(text.data, c, text.size);
}

static bool is_prefixed(const struct fix_subject *subject, struct span string) {
    char c = subject->source->text.data[string.start];
    return c != '"' && c != '\'';
}

// The quote that the migration's strings mostly have; docstrings do not tell.
static char usual_quote(const struct fix_subject *subject) {
    size_t single = 0;
    size_t all = 0;
    for (const struct node *node = subject->root; node;
         node = rewrite_walk(subject->root, node)) {
        bool is_long = node->span.end - node->span.start >= 6 && node->kind == NODE_STRING &&
                       subject->source->text.data[node->span.start] ==
                           subject->source->text.data[node->span.start + 2] &&
                       subject->source->text.data[node->span.start] ==
                           subject->source->text.data[node->span.start + 1];
        if (node->kind == NODE_STRING && !is_long && !is_prefixed(subject, node->span)) {
            all++;
            single += subject->source->text.data[node->span.start] == '\'';
        }
    }
    return 2 * single > all ? '\'' : '"';
}

static void add_literal(const struct stage_work *work, struct text *out, struct str content) {
    if (has_char(content, '\n')) {
        text_addf(out, "\"\"\"" STR_FMT "\"\"\"", STR_ARG(content));
        return;
    }
    char quote = usual_quote(work->subject);
    char other = quote == '"' ? '\'' : '"';
    if (has_char(content, quote) && !has_char(content, other)) {
        quote = other;
    }
    text_add_char(out, quote);
    for (size_t i = 0; i < content.size; i++) {
        if (content.data[i] == quote) {
            text_add_char(out, '\\');
        }
        text_add_char(out, content.data[i]);
    }
    text_add_char(out, quote);
}

// ---- templates

struct str stage_expand(const struct stage_work *work, const char *words) {
    struct str template = str_from(words);
    struct text out = {.arena = work->subject->arena};
    struct text literal = {.arena = work->subject->arena};
    bool in_literal = false;
    for (size_t i = 0; i < template.size; i++) {
        struct text *target = in_literal ? &literal : &out;
        size_t end = str_find(template, STR("}"), i);
        if (template.data[i] == '`') {
            if (in_literal) {
                add_literal(work, &out, text_str(&literal));
                literal.count = 0;
            }
            in_literal = !in_literal;
        } else if (template.data[i] == '{' && end != SIZE_MAX) {
            text_add(target, value_of(work, str_slice(template, i + 1, end)));
            i = end;
        } else {
            text_add_char(target, template.data[i]);
        }
    }
    return text_str(&out);
}

// ---- layout

struct parts {
    struct str items[16];
    size_t count;
};

// The arguments of the call that the line is: what stands before the first bracket, what is
// between commas. False where the line is no call with its end in the line.
static bool cut_call(struct str line, struct str *head, struct parts *parts) {
    size_t open = str_find(line, STR("("), 0);
    size_t start = open + 1;
    unsigned depth = 0;
    char quote = '\0';
    parts->count = 0;
    for (size_t i = open; open != SIZE_MAX && i < line.size; i++) {
        char c = line.data[i];
        bool ends = depth == 1 && (c == ',' || c == ')') && !quote;
        if (quote) {
            i += c == '\\';
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (ends && parts->count < sizeof parts->items / sizeof *parts->items) {
            parts->items[parts->count++] = str_trim(str_slice(line, start, i));
            start = i + 1;
            if (c == ')') {
                *head = str_slice(line, 0, open + 1);
                return i + 1 == line.size;
            }
        } else {
            depth += strchr("([{", c) != NULL;
            depth -= strchr(")]}", c) != NULL;
        }
    }
    return false;
}

static size_t columns_of(struct str line, size_t indent) {
    size_t tabs = 0;
    while (tabs < line.size && line.data[tabs] == '\t') {
        tabs++;
    }
    return tabs * indent + line.size - tabs;
}

static void add_tabs(struct text *out, size_t count) {
    while (count--) {
        text_add_char(out, '\t');
    }
}

static void add_line(struct text *out, struct str line) {
    enum { INDENT = 4 };
    struct str head;
    struct parts parts;
    size_t tabs = columns_of(line, 1) - columns_of(line, 0);
    bool is_comment = str_starts(str_trim(line), STR("#"));
    if (is_comment || INDENT + columns_of(line, INDENT) <= WIDTH ||
        !cut_call(line, &head, &parts)) {
        text_addf(out, STR_FMT "\n", STR_ARG(line));
        return;
    }
    struct str all = str_join(out->arena, parts.items, parts.count, STR(", "));
    text_addf(out, STR_FMT "\n", STR_ARG(head));
    bool fits = parts.count == 1 || INDENT * (tabs + 2) + all.size <= WIDTH;
    for (size_t i = 0; i < parts.count; i++) {
        if (i == 0 || !fits) {
            add_tabs(out, tabs + 1);
        }
        text_add(out, fits && i == 0 ? all : fits ? (struct str){0} : parts.items[i]);
        text_add(out, fits ? (struct str){0} : STR(",\n"));
    }
    text_add(out, fits ? STR("\n") : (struct str){0});
    add_tabs(out, tabs);
    text_add(out, STR(")\n"));
}

struct str stage_write(struct stage_work *work, const char *template) {
    struct text out = {.arena = work->subject->arena};
    struct str rest = stage_expand(work, template);
    struct str line;
    bool in_string = false;
    while (str_split(&rest, '\n', &line)) {
        size_t mark = str_find(line, STR("\"\"\""), 0);
        bool turns = mark != SIZE_MAX && str_find(line, STR("\"\"\""), mark + 3) == SIZE_MAX;
        if (in_string || turns) {
            text_addf(&out, STR_FMT "\n", STR_ARG(line));
        } else if (line.size && line.data[0] == '\v') { // of a string that is moved
            text_addf(&out, STR_FMT "\n", STR_ARG(line));
        } else if (line.size) {
            add_line(&out, line);
        }
        in_string ^= turns;
    }
    return text_str(&out);
}
