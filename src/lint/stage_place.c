// How a statement is taken out of its migration, and where others are put in its place.
#include <string.h>

#include "lint/place.h"
#include "lint/stage_steps.h"

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

const struct node *stage_outer(const struct fix_subject *subject,
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
    const struct node *outer = stage_outer(subject, statement);
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

static struct hole hole_behind(const struct fix_subject *subject,
                               const struct node *statement) {
    uint32_t end = rewrite_lines(subject, statement->span).end;
    return (struct hole){
        .span = {end, end},
        .is_lines = true,
        .indentation = rewrite_indentation(subject, statement->span.start),
        .indent = rewrite_indent(subject, statement),
    };
}

static bool is_only_statement(const struct node *statement) {
    const struct node *first = node_first(statement->parent);
    return first == statement && !node_next(statement);
}

static struct hole hole_of(const struct fix_subject *subject, const struct node *statement) {
    struct hole hole = hole_behind(subject, statement);
    hole.span = statement->span;
    hole.is_lines = false;
    hole.is_only = is_only_statement(statement);
    return hole;
}

void stage_remove_argument(struct stage_work *work, const struct node *argument) {
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

const struct node *stage_column_of(const struct fix_subject *subject, const struct node *call) {
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
    const struct node *column = stage_column_of(subject, call);
    const struct node *value = rewrite_keyword(subject, call, name);
    if (!value && column) {
        value = rewrite_keyword(subject, column, name);
    }
    if (value) {
        return value->parent;
    }
    return column ? called_argument(subject, column, name) : NULL;
}

static bool take_part(struct stage_work *work, const struct node *call, const char *keyword,
                      const struct node *outer, struct hole *hole) {
    const struct node *argument = keyword ? find_part(work->subject, call, keyword) : NULL;
    if (!argument) {
        return stage_fail(work, "its statement does other things as well");
    }
    stage_remove_argument(work, argument);
    *hole = hole_behind(work->subject, outer);
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

bool hole_around(struct stage_work *work, struct span span, struct hole *before,
                 struct hole *behind) {
    const struct fix_subject *subject = work->subject;
    const struct node *statement = find_statement(work, rewrite_call_at(subject, span));
    if (!statement) {
        return false;
    }
    const struct node *outer = stage_outer(subject, statement);
    *behind = hole_behind(subject, outer);
    *before = *behind;
    uint32_t start = stage_comments_start(subject, rewrite_lines(subject, outer->span));
    before->span = (struct span){start, start};
    return true;
}

bool hole_find(struct stage_work *work, struct span span, struct hole *hole) {
    struct hole before;
    return hole_around(work, span, &before, hole);
}

bool hole_take(struct stage_work *work, struct span span, bool shared, const char *keyword,
               struct hole *hole) {
    const struct fix_subject *subject = work->subject;
    const struct node *call = rewrite_call_at(subject, span);
    const struct node *statement = find_statement(work, call);
    if (!statement) {
        return false;
    }
    const struct node *outer = stage_outer(subject, statement);
    if (shared) {
        return take_part(work, call, keyword, outer, hole);
    }
    struct span lines = rewrite_lines(subject, statement->span);
    uint32_t first = stage_comments_start(subject, lines);
    if (outer == statement) {
        *hole = hole_of(subject, statement);
        hole->above = stage_block(subject, (struct span){first, lines.start});
        if (stage_can_move(subject, statement, statement)) {
            hole->moved = stage_block(subject, statement->span);
        }
        return true;
    }
    if (is_only_statement(statement)) {
        *hole = hole_of(subject, outer);
        hole->comments = stage_block(subject, (struct span){first, lines.start});
        return true;
    }
    *hole = hole_behind(subject, outer);
    hole->comments = stage_comments(subject, first, statement);
    rewrite_replace(subject, &work->stages->fix, (struct span){first, lines.end},
                    (struct str){0});
    return true;
}

const struct node *stage_function(const struct fix_subject *subject, const char *name) {
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
    const struct node *node = stage_function(subject, function);
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

// Takes a statement away with its lines; one that is alone leaves `pass`.
static void close_hole(struct stage_work *work, const struct hole *hole) {
    const struct fix_subject *subject = work->subject;
    struct span lines = rewrite_lines(subject, hole->span);
    lines.start = stage_comments_start(subject, lines);
    if (hole->is_only) {
        rewrite_replace(subject, &work->stages->fix, hole->span, STR("pass"));
    } else if (!hole->is_lines) {
        rewrite_replace(subject, &work->stages->fix, lines, (struct str){0});
    }
}

void hole_fill(struct stage_work *work, const struct hole *hole, struct str block) {
    const struct fix_subject *subject = work->subject;
    struct arena *arena = subject->arena;
    struct str line_end = rewrite_line_end(subject, hole->span.start);
    if (!block.size) {
        close_hole(work, hole);
        return;
    }
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
