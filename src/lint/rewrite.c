#include "lint/rewrite.h"

#include <string.h>

void rewrite_replace(const struct fix_subject *subject, struct fix *fix, struct span span,
                     struct str text) {
    *ARENA_PUSH(subject->arena, &fix->edits) = (struct edit){.span = span, .text = text};
}

bool rewrite_sort(struct fix *fix) {
    struct edit *edits = fix->edits.items;
    for (size_t i = 1; i < fix->edits.count; i++) {
        for (size_t k = i; k > 0 && edits[k].span.start < edits[k - 1].span.start; k--) {
            struct edit edit = edits[k];
            edits[k] = edits[k - 1];
            edits[k - 1] = edit;
        }
    }
    for (size_t i = 1; i < fix->edits.count; i++) {
        if (edits[i].span.start < edits[i - 1].span.end) {
            return false;
        }
    }
    return true;
}

// ---- nodes

const struct node *rewrite_walk(const struct node *root, const struct node *node) {
    if (node->child) {
        return node->child;
    }
    while (node != root && !node->next) {
        node = node->parent;
    }
    return node == root ? NULL : node->next;
}

static const struct node *child_around(const struct node *node, struct span span) {
    for (const struct node *child = node->child; child; child = child->next) {
        if (child->span.start <= span.start && span.end <= child->span.end) {
            return child;
        }
    }
    return NULL;
}

const struct node *rewrite_call_at(const struct fix_subject *subject, struct span span) {
    const struct node *node = subject->root;
    while (node && (node->kind != NODE_CALL || node->span.start != span.start ||
                    node->span.end != span.end)) {
        node = child_around(node, span);
    }
    return node;
}

const struct node *rewrite_call_around(const struct fix_subject *subject, struct span span,
                                       const char *name) {
    const struct node *found = NULL;
    for (const struct node *node = subject->root; node; node = child_around(node, span)) {
        if (node->kind == NODE_CALL && str_is(rewrite_callee(subject, node), name)) {
            found = node;
        }
    }
    return found;
}

struct str rewrite_callee(const struct fix_subject *subject, const struct node *call) {
    const struct node *function = node_field(call, FIELD_OF_FUNCTION);
    const struct node *name = function && function->kind == NODE_ATTRIBUTE
                                  ? node_field(function, FIELD_OF_ATTRIBUTE)
                                  : function;
    return name && name->kind == NODE_IDENTIFIER ? syntax_text(subject->source, name)
                                                 : (struct str){0};
}

struct str rewrite_receiver(const struct fix_subject *subject, const struct node *call) {
    const struct node *function = node_field(call, FIELD_OF_FUNCTION);
    const struct node *object = function && function->kind == NODE_ATTRIBUTE
                                    ? node_field(function, FIELD_OF_OBJECT)
                                    : NULL;
    return object ? syntax_text(subject->source, object) : (struct str){0};
}

// ---- arguments

static bool is_argument(const struct node *node) {
    return node->is_named && node->kind != NODE_COMMENT;
}

static const struct node *arguments_of(const struct node *call) {
    const struct node *list = node_field(call, FIELD_OF_ARGUMENTS);
    return list && list->kind == NODE_ARGUMENT_LIST ? list : NULL;
}

const struct node *rewrite_argument(const struct node *call, size_t index) {
    const struct node *list = arguments_of(call);
    for (const struct node *node = list ? list->child : NULL; node; node = node->next) {
        if (is_argument(node) && node->kind != NODE_KEYWORD_ARGUMENT && index-- == 0) {
            return node;
        }
    }
    return NULL;
}

const struct node *rewrite_keyword(const struct fix_subject *subject, const struct node *call,
                                   const char *name) {
    const struct node *list = arguments_of(call);
    for (const struct node *node = list ? list->child : NULL; node; node = node->next) {
        if (node->kind == NODE_KEYWORD_ARGUMENT) {
            const struct node *key = node_field(node, FIELD_OF_NAME);
            if (key && str_is(syntax_text(subject->source, key), name)) {
                return node_field(node, FIELD_OF_VALUE);
            }
        }
    }
    return NULL;
}

// What stands at the end of an argument list.
struct list_end {
    const struct node *last;    // argument; NULL: there is none
    const struct node *comma;   // behind it, or NULL
    const struct node *comment; // the last one behind it, or NULL
    const struct node *closing; // the parenthesis
    bool has_splat;             // **arguments
};

static struct list_end end_of(const struct node *list) {
    struct list_end end = {0};
    for (const struct node *node = list->child; node; node = node->next) {
        if (is_argument(node)) {
            end.has_splat |= node->kind == NODE_DICTIONARY_SPLAT;
            end.last = node;
            end.comma = NULL;
            end.comment = NULL;
        } else if (node->kind == NODE_COMMENT) {
            end.comment = node;
        } else if (!node->next) {
            end.closing = node;
        } else if (end.last) {
            end.comma = node;
        }
    }
    return end;
}

static bool starts_line(const struct fix_subject *subject, uint32_t offset) {
    const char *text = subject->source->text.data;
    while (offset > 0 && (text[offset - 1] == ' ' || text[offset - 1] == '\t')) {
        offset--;
    }
    return offset == 0 || text[offset - 1] == '\n';
}

static void add_argument(const struct fix_subject *subject, struct fix *fix,
                         const struct list_end *end, struct str argument) {
    uint32_t behind = end->last->span.end;
    bool own_line = starts_line(subject, end->last->span.start) || end->comment;
    if (!own_line) {
        if (end->comma) {
            behind = end->comma->span.end;
        }
        rewrite_replace(
            subject, fix, (struct span){behind, behind},
            str_concat(subject->arena, end->comma ? STR(" ") : STR(", "), argument));
        return;
    }
    struct str indentation = rewrite_indentation(subject, end->last->span.start);
    struct str line_end = rewrite_line_end(subject, end->last->span.start);
    if (!end->comma && end->comment) {
        rewrite_replace(subject, fix, (struct span){behind, behind}, STR(","));
    }
    if (end->comma && end->comma->span.end > behind) {
        behind = end->comma->span.end;
    }
    if (end->comment && end->comment->span.end > behind) {
        behind = end->comment->span.end;
    }
    rewrite_replace(subject, fix, (struct span){behind, behind},
                    str_format(subject->arena, "%s" STR_FMT STR_FMT STR_FMT "%s",
                               end->comma || end->comment ? "" : ",", STR_ARG(line_end),
                               STR_ARG(indentation), STR_ARG(argument), end->comma ? "," : ""));
}

bool rewrite_set_keyword(const struct fix_subject *subject, struct fix *fix,
                         const struct node *call, const char *name, const char *value) {
    const struct node *old = rewrite_keyword(subject, call, name);
    if (old) {
        rewrite_replace(subject, fix, old->span, str_from(value));
        return true;
    }
    const struct node *list = arguments_of(call);
    struct list_end end = list ? end_of(list) : (struct list_end){0};
    if (!end.closing || end.has_splat) {
        return false;
    }
    struct str argument = str_format(subject->arena, "%s=%s", name, value);
    if (end.last) {
        add_argument(subject, fix, &end, argument);
    } else {
        rewrite_replace(subject, fix,
                        (struct span){end.closing->span.start, end.closing->span.start},
                        argument);
    }
    return true;
}

// ---- imports

// What an import's part binds: `import a.b as c`, `from a import b as c`.
static struct str bound_name(const struct fix_subject *subject, const struct node *part,
                             struct str *imported) {
    const struct node *name = part;
    const struct node *alias = NULL;
    if (part->kind == NODE_ALIASED_IMPORT) {
        name = node_field(part, FIELD_OF_NAME);
        alias = node_field(part, FIELD_OF_ALIAS);
    }
    *imported = name ? syntax_text(subject->source, name) : (struct str){0};
    return alias ? syntax_text(subject->source, alias) : *imported;
}

static struct str dotted(const struct fix_subject *subject, struct str left, struct str right) {
    return left.size
               ? str_format(subject->arena, STR_FMT "." STR_FMT, STR_ARG(left), STR_ARG(right))
               : right;
}

static struct str name_in_import(const struct fix_subject *subject, const struct node *import,
                                 struct str module, struct str name) {
    const struct node *from = node_field(import, FIELD_OF_MODULE_NAME);
    struct str prefix = from ? syntax_text(subject->source, from) : (struct str){0};
    for (const struct node *part = import->child; part; part = part->next) {
        if (part == from || part->field != FIELD_OF_NAME) {
            continue;
        }
        struct str imported;
        struct str bound = bound_name(subject, part, &imported);
        struct str whole = dotted(subject, prefix, imported);
        if (str_equal(whole, dotted(subject, module, name))) {
            return bound;
        }
        if (str_equal(whole, module)) {
            return dotted(subject, bound, name);
        }
    }
    return (struct str){0};
}

struct str rewrite_name_of(const struct fix_subject *subject, const char *module,
                           const char *name) {
    struct str found = {0};
    for (const struct node *node = subject->root->child; node && !found.size;
         node = node->next) {
        if (node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM) {
            found = name_in_import(subject, node, str_from(module), str_from(name));
        }
    }
    return found;
}

// ---- statements and lines

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
    return is_alone && starts_line(subject, statement->span.start) &&
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

// Does a string hold the place, so that white space there would be part of it?
static bool is_in_string(const struct node *statement, uint32_t offset) {
    for (const struct node *node = statement; node; node = rewrite_walk(statement, node)) {
        if (node->kind == NODE_STRING && node->span.start < offset && offset < node->span.end) {
            return true;
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

// The text of an edit with every line but the first one level deeper.
static struct str indent_lines(struct arena *arena, struct str text, struct str indent) {
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
        edit->text = indent_lines(subject->arena, edit->text, indent);
    }
    fix->block.lines = lines;
    fix->block.opening =
        str_format(subject->arena, STR_FMT STR_FMT STR_FMT,
                   STR_ARG(rewrite_indentation(subject, statement->span.start)),
                   STR_ARG(opening), STR_ARG(rewrite_line_end(subject, lines.start)));
    rewrite_replace(subject, fix, (struct span){lines.start, lines.start},
                    str_concat(subject->arena, fix->block.opening, indent));
    for (uint32_t line = first + 1; line <= last; line++) {
        if (!is_in_string(statement, source->line_starts[line - 1])) {
            indent_line(subject, fix, line, indent);
        }
    }
    return true;
}

// ---- SQL

// From the first to the last byte between the quotes of a string, or of several that stand side
// by side.
static bool inside_quotes(const struct node *node, struct span *span) {
    const struct node *first = node;
    const struct node *last = node;
    if (node->kind == NODE_CONCATENATED_STRING) {
        first = node_first(node);
        last = first;
        while (last && node_next(last)) {
            last = node_next(last);
        }
    }
    if (!first || first->kind != NODE_STRING || !first->child || !last ||
        last->kind != NODE_STRING) {
        return false;
    }
    const struct node *end = last->child;
    while (end && end->kind != NODE_STRING_END) {
        end = end->next;
    }
    *span = (struct span){first->child->span.end, end ? end->span.start : last->span.end};
    return end != NULL;
}

bool rewrite_sql(const struct fix_subject *subject, struct span *span) {
    *span = subject->finding->span;
    const struct node *node = subject->root ? rewrite_call_at(subject, *span) : NULL;
    if (!node) {
        return true; // one of several statements of a text
    }
    while (node && (node->kind == NODE_CALL || node->kind == NODE_PARENTHESIZED)) {
        node = node->kind == NODE_CALL ? rewrite_argument(node, 0) : node_first(node);
    }
    return node && inside_quotes(node, span);
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

bool rewrite_skip_word(struct str text, size_t *at, size_t end, const char *word) {
    size_t next = *at;
    while (next < end && memchr(" \t\r\n", text.data[next], 4)) {
        next++;
    }
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
