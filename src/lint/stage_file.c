// The file of a revision, in the manner of another one: its docstring, imports, comments and
// assignments, with other values and other bodies of upgrade() and downgrade().
#include <string.h>

#include "lint/edits.h"
#include "lint/rewrite.h"
#include "lint/stage.h"

struct printing {
    struct fix_subject subject;
    const struct stage_revision *revision;
    struct fix fix;
    struct str used; // all that may use what is imported
    struct str *problem;
};

static bool fail(struct printing *printing, const char *problem) {
    if (!printing->problem->size) {
        *printing->problem = str_from(problem);
    }
    return false;
}

static struct str text_of(const struct printing *printing, const struct node *node) {
    return syntax_text(printing->subject.source, node);
}

static void replace(struct printing *printing, struct span span, struct str text) {
    rewrite_replace(&printing->subject, &printing->fix, span, text);
}

// ---- what stands at module level

static const struct node *assignment_of(const struct node *node) {
    const struct node *assignment =
        node->kind == NODE_EXPRESSION_STATEMENT ? node_first(node) : NULL;
    return assignment && assignment->kind == NODE_ASSIGNMENT ? assignment : NULL;
}

static struct str assigned_name(const struct printing *printing, const struct node *node) {
    const struct node *assignment = assignment_of(node);
    const struct node *left = assignment ? node_field(assignment, FIELD_OF_LEFT) : NULL;
    return left && left->kind == NODE_IDENTIFIER ? text_of(printing, left) : (struct str){0};
}

static bool is_header(const struct printing *printing, const struct node *node) {
    static const char *const names[] = {"revision", "down_revision", "branch_labels",
                                        "depends_on"};
    struct str name = assigned_name(printing, node);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

static struct str function_name(const struct printing *printing, const struct node *node) {
    const struct node *name =
        node->kind == NODE_FUNCTION ? node_field(node, FIELD_OF_NAME) : NULL;
    return name ? text_of(printing, name) : (struct str){0};
}

static bool is_direction(const struct printing *printing, const struct node *node) {
    struct str name = function_name(printing, node);
    return str_is(name, "upgrade") || str_is(name, "downgrade");
}

static bool is_string(const struct node *node) {
    return node->kind == NODE_EXPRESSION_STATEMENT && node->child &&
           node->child->kind == NODE_STRING;
}

static bool is_docstring(const struct node *node) {
    return is_string(node) && node == node_first(node->parent);
}

static bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool has_word(struct str text, struct str word) {
    for (size_t at = str_find(text, word, 0); at != SIZE_MAX;
         at = str_find(text, word, at + 1)) {
        size_t end = at + word.size;
        if ((at == 0 || !is_word_char(text.data[at - 1])) &&
            (end == text.size || !is_word_char(text.data[end]))) {
            return true;
        }
    }
    return false;
}

// Is any name that the import binds used? The last name of each part is looked for.
static bool is_used(const struct printing *printing, const struct node *import) {
    const struct node *from = node_field(import, FIELD_OF_MODULE_NAME);
    for (const struct node *part = import->child; part; part = part->next) {
        if (part == from || part->field != FIELD_OF_NAME) {
            continue;
        }
        const struct node *alias =
            part->kind == NODE_ALIASED_IMPORT ? node_field(part, FIELD_OF_ALIAS) : NULL;
        struct str name = text_of(printing, alias ? alias : part);
        name = str_slice(name, 0, str_find(name, STR("."), 0));
        if (has_word(printing->used, name)) {
            return true;
        }
    }
    return false;
}

// Does the project's template have the same line, so that every revision has it?
static bool is_of_template(const struct printing *printing, const struct node *import) {
    struct str rest = printing->revision->template;
    struct str line;
    while (str_split(&rest, '\n', &line)) {
        if (str_equal(str_trim(line), text_of(printing, import))) {
            return true;
        }
    }
    return false;
}

static bool is_kept(const struct printing *printing, const struct node *node) {
    if (node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM) {
        return is_used(printing, node) || is_of_template(printing, node);
    }
    return node->kind == NODE_FUTURE_IMPORT || is_docstring(node) ||
           is_header(printing, node) || is_direction(printing, node);
}

// A comment stays with what stands before it on its line, else with what stands behind it; those
// before the docstring are the file's.
static bool is_kept_comment(const struct printing *printing, const struct node *comment) {
    const struct node *before = NULL;
    for (const struct node *node = comment->parent->child; node != comment; node = node->next) {
        before = node;
    }
    if (!rewrite_starts_line(&printing->subject, comment->span.start)) {
        return before && before->kind != NODE_COMMENT && is_kept(printing, before);
    }
    const struct node *next = comment;
    while (next && next->kind == NODE_COMMENT) {
        next = next->next;
    }
    bool is_outer = !rewrite_indentation(&printing->subject, comment->span.start).size;
    return is_outer && next && is_kept(printing, next);
}

// ---- values

static struct str quoted(struct printing *printing, struct str text, char quote) {
    return str_format(printing->subject.arena, "%c" STR_FMT "%c", quote, STR_ARG(text), quote);
}

static char quote_of(const struct printing *printing, const struct node *string) {
    return printing->subject.source->text.data[string->span.end - 1];
}

static bool set_header(struct printing *printing, const struct node *node, char *quote) {
    const struct stage_revision *revision = printing->revision;
    const struct node *value = node_field(assignment_of(node), FIELD_OF_RIGHT);
    struct str name = assigned_name(printing, node);
    if (!value || (str_is(name, "revision") && value->kind != NODE_STRING)) {
        return fail(printing, "its revision is no plain text");
    }
    if (str_is(name, "revision")) {
        *quote = quote_of(printing, value);
        replace(printing, value->span, quoted(printing, revision->id, *quote));
    } else if (str_is(name, "down_revision")) {
        if (value->kind == NODE_STRING) {
            *quote = quote_of(printing, value);
        }
        replace(printing, value->span, quoted(printing, revision->down_revision, *quote));
    } else if (value->kind != NODE_NONE) {
        replace(printing, value->span, STR("None"));
    }
    return true;
}

// ---- the docstring

// A line of the docstring as the new one has it; false: it has not.
static bool doc_line(struct printing *printing, struct str line, bool *has_message,
                     struct str *out) {
    const struct stage_revision *revision = printing->revision;
    const struct {
        struct str start, value;
    } fields[] = {
        {STR("Revision ID:"), revision->id},
        {STR("Revises:"), revision->down_revision},
        {STR("Create Date:"), revision->date},
    };
    struct str trimmed = str_trim(line);
    size_t indent = trimmed.size ? (size_t)(trimmed.data - line.data) : 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (str_starts(trimmed, fields[i].start)) {
            *out = str_format(printing->subject.arena, STR_FMT STR_FMT " " STR_FMT,
                              STR_ARG(str_slice(line, 0, indent)), STR_ARG(fields[i].start),
                              STR_ARG(fields[i].value));
            return true;
        }
    }
    *out = line;
    if (!trimmed.size) {
        return true;
    }
    bool is_message = !*has_message;
    *has_message = true;
    *out = str_concat(printing->subject.arena, str_slice(line, 0, indent), revision->message);
    return is_message;
}

static void set_docstring(struct printing *printing, const struct node *node) {
    const struct node *string = node->child;
    const struct node *start = string->child;
    struct span inside = {start->span.end, string->span.end};
    for (const struct node *child = start; child; child = child->next) {
        inside.end = child->kind == NODE_STRING_END ? child->span.start : inside.end;
    }
    struct str rest = str_slice(printing->subject.source->text, inside.start, inside.end);
    struct text out = {.arena = printing->subject.arena};
    struct str line;
    bool has_message = false;
    bool was_empty = false;
    bool is_first = true;
    while (str_split(&rest, '\n', &line)) {
        struct str said;
        bool has_return = line.size && line.data[line.size - 1] == '\r';
        line.size -= has_return;
        bool is_empty = !str_trim(line).size;
        if (!doc_line(printing, line, &has_message, &said) ||
            (is_empty && was_empty && !is_first && rest.size)) {
            continue;
        }
        text_addf(&out, "%s" STR_FMT, is_first ? "" : "\n", STR_ARG(said));
        if (has_return) {
            text_add_char(&out, '\r');
        }
        was_empty = is_empty;
        is_first = false;
    }
    bool ends_line = inside.end > inside.start &&
                     printing->subject.source->text.data[inside.end - 1] == '\n';
    if (ends_line && (!out.count || out.items[out.count - 1] != '\n')) {
        text_add_char(&out, '\n');
    }
    replace(printing, inside, text_str(&out));
}

// ---- bodies

// Behind the last byte of what belongs to a node: up to what next begins a line.
static uint32_t region_end(const struct printing *printing, const struct node *node) {
    struct str text = printing->subject.source->text;
    uint32_t end = (uint32_t)text.size;
    for (const struct node *next = node->next; next; next = next->next) {
        if (rewrite_starts_line(&printing->subject, next->span.start) &&
            !rewrite_indentation(&printing->subject, next->span.start).size) {
            end = next->span.start;
            break;
        }
    }
    while (end > node->span.start && memchr(" \t\r\n", text.data[end - 1], 4)) {
        end--;
    }
    return end;
}

static struct str indent_of(const struct printing *printing, const struct node *body) {
    const struct node *first = node_first(body);
    return first && rewrite_starts_line(&printing->subject, first->span.start)
               ? rewrite_indentation(&printing->subject, first->span.start)
               : STR("    ");
}

static bool set_body(struct printing *printing, const struct node *function) {
    bool is_up = str_is(function_name(printing, function), "upgrade");
    const struct node *body = node_field(function, FIELD_OF_BODY);
    const struct node *colon = NULL;
    for (const struct node *node = function->child; node && node != body; node = node->next) {
        colon = str_is(text_of(printing, node), ":") ? node : colon;
    }
    if (!body || !colon) {
        return fail(printing, "its functions cannot be read");
    }
    struct arena *arena = printing->subject.arena;
    struct str block = is_up ? printing->revision->up : printing->revision->down;
    struct str indent = indent_of(printing, body);
    struct str line_end = rewrite_line_end(&printing->subject, function->span.start);
    struct str text =
        stage_indent(arena, block.size ? block : STR("pass\n"), indent, indent, line_end);
    struct span rest = {colon->span.end, region_end(printing, function)};
    text.size -= line_end.size;
    replace(printing, rest, str_concat(arena, line_end, text));
    return true;
}

// ---- the whole

static bool check_functions(struct printing *printing) {
    bool has_upgrade = false;
    const struct node *root = printing->subject.root;
    for (const struct node *node = root->child; node; node = node->next) {
        struct str name = function_name(printing, node);
        const struct node *parameters =
            is_direction(printing, node) ? node_field(node, FIELD_OF_PARAMETERS) : NULL;
        has_upgrade |= str_is(name, "upgrade");
        if (parameters && node_first(parameters)) {
            return fail(printing, "its functions take arguments: it is for several databases");
        }
    }
    return has_upgrade || fail(printing, "upgrade() is no plain function of the file");
}

static bool edit_node(struct printing *printing, const struct node *node, char *quote) {
    if (is_docstring(node)) {
        set_docstring(printing, node);
        return true;
    }
    if (is_header(printing, node)) {
        return set_header(printing, node, quote);
    }
    return !is_direction(printing, node) || set_body(printing, node);
}

static void drop_node(struct printing *printing, const struct node *node) {
    struct span lines = rewrite_lines(&printing->subject, node->span);
    if (node->kind != NODE_COMMENT) {
        lines.end = region_end(printing, node);
        lines = rewrite_lines(&printing->subject, (struct span){lines.start, lines.end});
    }
    struct edit *edits = printing->fix.edits.items;
    size_t count = printing->fix.edits.count;
    // A comment inside of what went before goes with it.
    if (!count || edits[count - 1].span.end <= lines.start) {
        replace(printing, lines, (struct str){0});
    }
}

// Two empty lines at most, as where nothing was left out.
static struct str squeeze(struct arena *arena, struct str text) {
    struct text out = {.arena = arena};
    struct str rest = text;
    struct str line;
    size_t empty = 0;
    while (str_split(&rest, '\n', &line)) {
        empty = str_trim(line).size ? 0 : empty + 1;
        if (empty <= 2 && (line.size || rest.size)) {
            text_addf(&out, STR_FMT "\n", STR_ARG(line));
        }
    }
    return text_str(&out);
}

static struct str collect_used(struct printing *printing) {
    struct text used = {.arena = printing->subject.arena};
    for (const struct node *node = printing->subject.root->child; node; node = node->next) {
        const struct node *body =
            is_direction(printing, node) ? node_field(node, FIELD_OF_BODY) : NULL;
        if (is_header(printing, node)) {
            text_add(&used, text_of(printing, node));
        } else if (body) {
            text_add(&used, str_slice(printing->subject.source->text, node->span.start,
                                      body->span.start));
        }
        text_add_char(&used, '\n');
    }
    text_add(&used, printing->revision->up);
    text_add_char(&used, '\n');
    text_add(&used, printing->revision->down);
    return text_str(&used);
}

bool stage_print(struct arena *arena, const struct migration *like,
                 const struct stage_revision *revision, struct str *text, struct str *problem) {
    const struct node *root = syntax_root(like->tree);
    struct printing printing = {
        .subject = {.arena = arena, .source = like->source, .root = root},
        .revision = revision,
        .problem = problem,
    };
    char quote = '"';
    printing.used = collect_used(&printing);
    if (!check_functions(&printing)) {
        return false;
    }
    for (const struct node *node = root->child; node; node = node->next) {
        bool stays = node->kind == NODE_COMMENT ? is_kept_comment(&printing, node)
                                                : is_kept(&printing, node);
        if (!stays) {
            drop_node(&printing, node);
        } else if (node->kind != NODE_COMMENT && !edit_node(&printing, node, &quote)) {
            return false;
        }
    }
    if (!rewrite_sort(&printing.fix)) {
        return fail(&printing, "its file cannot be followed");
    }
    const struct fix *fix = &printing.fix;
    *text =
        squeeze(arena, edits_apply(arena, like->source->text, &(struct fix_list){&fix, 1, 1}));
    return true;
}
