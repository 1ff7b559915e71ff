// Code that is moved: as a block of lines, and whether it means the same in another file.
#include <string.h>

#include "lint/stage_steps.h"

// Such a line is a part of a string of several lines, and stays as it is.
enum { VERBATIM = '\v' };

// ---- blocks

struct str stage_indent(struct arena *arena, struct str block, struct str indentation,
                        struct str indent, struct str line_end) {
    struct text out = {.arena = arena};
    struct str rest = block;
    struct str line;
    while (str_split(&rest, '\n', &line)) {
        if (!line.size && !rest.size) {
            break;
        }
        if (line.size && line.data[0] == VERBATIM) {
            text_addf(&out, STR_FMT STR_FMT, STR_ARG(str_slice(line, 1, line.size)),
                      STR_ARG(line_end));
            continue;
        }
        size_t tabs = 0;
        while (tabs < line.size && line.data[tabs] == '\t') {
            tabs++;
        }
        if (line.size > tabs) {
            text_add(&out, indentation);
        }
        for (size_t i = 0; i < tabs && line.size > tabs; i++) {
            text_add(&out, indent);
        }
        text_addf(&out, STR_FMT STR_FMT, STR_ARG(str_slice(line, tabs, line.size)),
                  STR_ARG(line_end));
    }
    return text_str(&out);
}

// The strings of several lines that hold the place.
static bool is_in_string(const struct fix_subject *subject, uint32_t offset) {
    for (const struct node *node = subject->root; node;
         node = rewrite_walk(subject->root, node)) {
        if (node->kind == NODE_STRING && node->span.start < offset && offset < node->span.end) {
            return true;
        }
    }
    return false;
}

struct str stage_block(const struct fix_subject *subject, struct span span) {
    struct str text = str_slice(subject->source->text, span.start, span.end);
    struct str indentation = rewrite_indentation(subject, span.start);
    struct text out = {.arena = subject->arena};
    struct str line;
    while (str_split(&text, '\n', &line)) {
        uint32_t start = (uint32_t)(line.data - subject->source->text.data);
        bool is_verbatim = start > span.start && is_in_string(subject, start);
        if (line.size && line.data[line.size - 1] == '\r') {
            line.size--;
        }
        if (!is_verbatim && indentation.size && str_starts(line, indentation)) {
            line = str_slice(line, indentation.size, line.size);
        }
        if (line.size || text.size) {
            text_addf(&out, "%s" STR_FMT "\n", is_verbatim ? "\v" : "", STR_ARG(line));
        }
    }
    return text_str(&out);
}

uint32_t stage_comments_start(const struct fix_subject *subject, struct span lines) {
    const struct source *source = subject->source;
    uint32_t line = source_place(source, lines.start).line;
    while (line > 1 && str_starts(str_trim(source_line(source, line - 1)), STR("#"))) {
        line--;
    }
    return source->line_starts[line - 1];
}

struct str stage_comments(const struct fix_subject *subject, uint32_t first,
                          const struct node *statement) {
    struct span lines = rewrite_lines(subject, statement->span);
    struct str above = stage_block(subject, (struct span){first, lines.start});
    struct str behind =
        str_trim(str_slice(subject->source->text, statement->span.end, lines.end));
    return behind.size ? str_format(subject->arena, STR_FMT STR_FMT "\n", STR_ARG(above),
                                    STR_ARG(behind))
                       : above;
}

// ---- names

// Is the name bound by an import of the module?
static bool is_imported(const struct fix_subject *subject, struct str name) {
    for (const struct node *import = subject->root->child; import; import = import->next) {
        if (import->kind != NODE_IMPORT && import->kind != NODE_IMPORT_FROM) {
            continue;
        }
        for (const struct node *node = import; node; node = rewrite_walk(import, node)) {
            if (node->kind == NODE_IDENTIFIER &&
                str_equal(syntax_text(subject->source, node), name)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_builtin(struct str name) {
    static const char *const names[] = {
        "print", "range", "len",  "str",    "int", "dict", "list",      "set",
        "zip",   "tuple", "bool", "sorted", "any", "all",  "enumerate", "isinstance"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

// Does the code itself give the name its value: `as name`, `name = …`, `for name in …`?
static bool is_bound(const struct fix_subject *subject, const struct node *code,
                     struct str name) {
    for (const struct node *node = code; node; node = rewrite_walk(code, node)) {
        bool binds =
            node->kind == NODE_IDENTIFIER &&
            (node->field == FIELD_OF_LEFT || node->parent->kind == NODE_AS_PATTERN_TARGET);
        if (binds && str_equal(syntax_text(subject->source, node), name)) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct fix_subject *subject, const struct node *first,
                     const struct node *last, struct str name) {
    bool is_bound_here = is_imported(subject, name) || is_builtin(name);
    for (const struct node *code = first; code && !is_bound_here; code = code->next) {
        is_bound_here = is_bound(subject, code, name);
        if (code == last) {
            break;
        }
    }
    return is_bound_here;
}

static bool can_move(const struct fix_subject *subject, const struct node *code,
                     const struct node *first, const struct node *last) {
    for (const struct node *node = code; node; node = rewrite_walk(code, node)) {
        bool is_name =
            node->kind == NODE_IDENTIFIER && node->field != FIELD_OF_ATTRIBUTE &&
            (node->parent->kind != NODE_KEYWORD_ARGUMENT || node->field != FIELD_OF_NAME);
        if ((is_name && !is_known(subject, first, last, syntax_text(subject->source, node))) ||
            node->kind == NODE_RETURN) {
            return false;
        }
    }
    return true;
}

bool stage_can_move(const struct fix_subject *subject, const struct node *first,
                    const struct node *last) {
    for (const struct node *code = first; code; code = code->next) {
        if (!can_move(subject, code, first, last)) {
            return false;
        }
        if (code == last) {
            break;
        }
    }
    return true;
}
