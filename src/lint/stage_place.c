// How a statement is taken out of its migration, and where others are put in its place.
#include <string.h>

#include "lint/place.h"
#include "lint/stage_steps.h"

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

// Lines of the source as a block: without the indentation they have in common with the first.
static struct str dedent(const struct fix_subject *subject, struct span span) {
    struct str text = str_slice(subject->source->text, span.start, span.end);
    struct str indentation = rewrite_indentation(subject, span.start);
    struct text out = {.arena = subject->arena};
    struct str line;
    while (str_split(&text, '\n', &line)) {
        if (line.size && line.data[line.size - 1] == '\r') {
            line.size--;
        }
        if (indentation.size && str_starts(line, indentation)) {
            line = str_slice(line, indentation.size, line.size);
        }
        if (line.size || text.size) {
            text_addf(&out, STR_FMT "\n", STR_ARG(line));
        }
    }
    return text_str(&out);
}

// ---- where statements stand

static bool opens_batch(const struct fix_subject *subject, const struct node *node) {
    for (const struct node *child = node->child; child; child = child->next) {
        if (child->kind == NODE_WITH_CLAUSE) {
            struct str clause = syntax_text(subject->source, child);
            return str_find(clause, STR("batch_alter_table("), 0) != SIZE_MAX &&
                   str_find(clause, STR("autocommit_block("), 0) == SIZE_MAX;
        }
    }
    return false;
}

// The batch around a statement, or the statement.
static const struct node *outer_statement(const struct fix_subject *subject,
                                          const struct node *statement) {
    const struct node *with = statement->parent ? statement->parent->parent : NULL;
    return with && with->kind == NODE_WITH && opens_batch(subject, with) ? with : statement;
}

static const struct node *function_of(const struct node *statement) {
    const struct node *owner = statement->parent ? statement->parent->parent : NULL;
    bool is_function = owner && owner->kind == NODE_FUNCTION && owner->parent &&
                       owner->parent->kind == NODE_MODULE;
    return is_function ? owner : NULL;
}

static struct str function_name(const struct fix_subject *subject, const struct node *node) {
    const struct node *name = node ? node_field(node, FIELD_OF_NAME) : NULL;
    return name ? syntax_text(subject->source, name) : (struct str){0};
}

static bool check_place(struct stage_work *work, const struct node *statement,
                        const struct node *call) {
    const struct fix_subject *subject = work->subject;
    const struct node *outer = outer_statement(subject, statement);
    const struct node *function = function_of(outer);
    struct str name = function_name(subject, function);
    if (!function) {
        return stage_fail(work,
                          "it stands in a block of its own: below a condition, in a loop");
    }
    if (!str_is(name, "upgrade") && !str_is(name, "downgrade")) {
        return stage_fail(work, "the function " STR_FMT "() does it, which may be called twice",
                          STR_ARG(name));
    }
    if (!rewrite_is_plain(subject, statement, call) ||
        !rewrite_is_plain(subject, outer, outer == statement ? call : NULL)) {
        return stage_fail(work, "its call is a part of a larger statement or line");
    }
    return true;
}

// ---- holes

struct hole hole_behind(const struct fix_subject *subject, const struct node *statement) {
    uint32_t end = rewrite_lines(subject, statement->span).end;
    return (struct hole){
        .span = {end, end},
        .is_lines = true,
        .indentation = rewrite_indentation(subject, statement->span.start),
        .indent = rewrite_indent(subject, statement),
    };
}

static struct hole hole_of(const struct fix_subject *subject, const struct node *statement) {
    struct hole hole = hole_behind(subject, statement);
    hole.span = statement->span;
    hole.is_lines = false;
    return hole;
}

static void remove_argument(struct stage_work *work, const struct node *argument) {
    const struct fix_subject *subject = work->subject;
    const struct node *before = NULL;
    for (const struct node *node = argument->parent->child; node != argument;
         node = node->next) {
        before = node->is_named && node->kind != NODE_COMMENT ? node : before;
    }
    const struct node *after = node_next(argument);
    struct span span = argument->span;
    if (after) {
        span.end = after->span.start;
    } else if (before) {
        span.start = before->span.end;
    }
    rewrite_replace(subject, &work->stages->fix, span, (struct str){0});
}

static const struct node *column_of(const struct fix_subject *subject,
                                    const struct node *call) {
    const struct node *column = NULL;
    for (size_t i = 0; rewrite_argument(call, i); i++) {
        const struct node *argument = rewrite_argument(call, i);
        bool is_column =
            argument->kind == NODE_CALL && str_is(rewrite_callee(subject, argument), "Column");
        column = is_column ? argument : column;
    }
    return column;
}

// The one argument of a call that is a call of that name.
static const struct node *called_argument(const struct fix_subject *subject,
                                          const struct node *call, const char *name) {
    const struct node *found = NULL;
    for (size_t i = 0; rewrite_argument(call, i); i++) {
        const struct node *argument = rewrite_argument(call, i);
        if (argument->kind == NODE_CALL && str_is(rewrite_callee(subject, argument), name)) {
            if (found) {
                return NULL;
            }
            found = argument;
        }
    }
    return found;
}

static const struct node *find_part(const struct fix_subject *subject, const struct node *call,
                                    const char *name) {
    const struct node *column = column_of(subject, call);
    const struct node *value = rewrite_keyword(subject, call, name);
    if (!value && column) {
        value = rewrite_keyword(subject, column, name);
    }
    if (value) {
        return value->parent;
    }
    return column ? called_argument(subject, column, name) : NULL;
}

// The first line of the comments right above a statement.
static uint32_t comments_start(const struct fix_subject *subject, struct span lines) {
    const struct source *source = subject->source;
    uint32_t line = source_place(source, lines.start).line;
    while (line > 1 && str_starts(str_trim(source_line(source, line - 1)), STR("#"))) {
        line--;
    }
    return source->line_starts[line - 1];
}

// The comments above a statement and behind it, as a block.
static struct str comments_of(const struct fix_subject *subject, uint32_t first,
                              const struct node *statement) {
    struct span lines = rewrite_lines(subject, statement->span);
    struct str above = dedent(subject, (struct span){first, lines.start});
    struct str behind =
        str_trim(str_slice(subject->source->text, statement->span.end, lines.end));
    return behind.size ? str_format(subject->arena, STR_FMT STR_FMT "\n", STR_ARG(above),
                                    STR_ARG(behind))
                       : above;
}

static bool is_only_statement(const struct node *statement) {
    const struct node *first = node_first(statement->parent);
    return first == statement && !node_next(statement);
}

static bool take_part(struct stage_work *work, const struct node *call, const char *keyword,
                      const struct node *outer, struct hole *hole) {
    const struct node *argument = keyword ? find_part(work->subject, call, keyword) : NULL;
    if (!argument) {
        return stage_fail(work, "its statement does other things as well");
    }
    remove_argument(work, argument);
    *hole = hole_behind(work->subject, outer);
    return true;
}

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

// May the statement stand in another file? Not when it names what this one defines, nor when it
// has a text of several lines, whose indentation is a part of it.
bool hole_can_move(const struct fix_subject *subject, const struct node *code) {
    for (const struct node *node = code; node; node = rewrite_walk(code, node)) {
        struct str text = syntax_text(subject->source, node);
        bool is_name =
            node->kind == NODE_IDENTIFIER && node->field != FIELD_OF_ATTRIBUTE &&
            (node->parent->kind != NODE_KEYWORD_ARGUMENT || node->field != FIELD_OF_NAME);
        if ((is_name && !is_imported(subject, text)) ||
            (node->kind == NODE_STRING && str_find(text, STR("\n"), 0) != SIZE_MAX)) {
            return false;
        }
    }
    return true;
}

// The statement that a call is, in upgrade() or downgrade(); NULL with the problem.
static const struct node *find_statement(struct stage_work *work, const struct node *call) {
    if (!call) {
        stage_fail(work, "it is one of several statements in a text");
        return NULL;
    }
    const struct node *statement = rewrite_statement(call);
    return check_place(work, statement, call) ? statement : NULL;
}

bool hole_find(struct stage_work *work, struct span span, struct hole *hole) {
    const struct fix_subject *subject = work->subject;
    const struct node *statement = find_statement(work, rewrite_call_at(subject, span));
    if (statement) {
        *hole = hole_behind(subject, outer_statement(subject, statement));
    }
    return statement != NULL;
}

bool hole_take(struct stage_work *work, struct span span, bool shared, const char *keyword,
               struct hole *hole) {
    const struct fix_subject *subject = work->subject;
    const struct node *call = rewrite_call_at(subject, span);
    const struct node *statement = find_statement(work, call);
    if (!statement) {
        return false;
    }
    const struct node *outer = outer_statement(subject, statement);
    if (shared) {
        return take_part(work, call, keyword, outer, hole);
    }
    struct span lines = rewrite_lines(subject, statement->span);
    uint32_t first = comments_start(subject, lines);
    if (outer == statement) {
        *hole = hole_of(subject, statement);
        if (hole_can_move(subject, statement)) {
            hole->moved = dedent(subject, statement->span);
        }
        return true;
    }
    if (is_only_statement(statement)) {
        *hole = hole_of(subject, outer);
        hole->comments = dedent(subject, (struct span){first, lines.start});
        return true;
    }
    *hole = hole_behind(subject, outer);
    hole->comments = comments_of(subject, first, statement);
    rewrite_replace(subject, &work->stages->fix, (struct span){first, lines.end},
                    (struct str){0});
    return true;
}

static const struct node *find_function(const struct fix_subject *subject, const char *name) {
    for (const struct node *node = subject->root->child; node; node = node->next) {
        if (node->kind == NODE_FUNCTION && str_is(function_name(subject, node), name)) {
            return node;
        }
    }
    return NULL;
}

static bool is_docstring(const struct node *statement) {
    return statement->kind == NODE_EXPRESSION_STATEMENT && statement->child &&
           statement->child->kind == NODE_STRING;
}

bool hole_open(const struct fix_subject *subject, const char *function, struct hole *hole) {
    const struct node *node = find_function(subject, function);
    const struct node *body = node ? node_field(node, FIELD_OF_BODY) : NULL;
    const struct node *first = body ? node_first(body) : NULL;
    while (first && is_docstring(first) && node_next(first)) {
        first = node_next(first);
    }
    if (!first || !rewrite_starts_line(subject, first->span.start)) {
        return false;
    }
    *hole = hole_of(subject, first);
    if (first->kind != NODE_PASS) {
        uint32_t start = rewrite_lines(subject, first->span).start;
        hole->span = (struct span){start, start};
        hole->is_lines = true;
    }
    return true;
}

void hole_fill(struct stage_work *work, const struct hole *hole, struct str block) {
    const struct fix_subject *subject = work->subject;
    struct arena *arena = subject->arena;
    struct str line_end = rewrite_line_end(subject, hole->span.start);
    struct str text = stage_indent(arena, str_concat(arena, hole->comments, block),
                                   hole->indentation, hole->indent, line_end);
    if (!hole->is_lines) {
        text = str_slice(text, hole->indentation.size, text.size - line_end.size);
    }
    uint32_t start = hole->span.start;
    bool is_torn = hole->is_lines && start > 0 && subject->source->text.data[start - 1] != '\n';
    if (is_torn) { // the file's last line has no end
        text = str_concat(arena, line_end, text);
    }
    rewrite_replace(subject, &work->stages->fix, hole->span, text);
}
