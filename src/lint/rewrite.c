#include "lint/rewrite.h"

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

bool rewrite_take(const struct fix_subject *subject, struct fix *fix, const struct fix *other) {
    for (size_t i = 0; i < other->edits.count; i++) {
        *ARENA_PUSH(subject->arena, &fix->edits) = other->edits.items[i];
    }
    return rewrite_sort(fix);
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

const struct node *rewrite_child_around(const struct node *node, struct span span) {
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
        node = rewrite_child_around(node, span);
    }
    return node;
}

const struct node *rewrite_call_around(const struct fix_subject *subject, struct span span,
                                       const char *name) {
    const struct node *found = NULL;
    for (const struct node *node = subject->root; node;
         node = rewrite_child_around(node, span)) {
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

static void add_argument(const struct fix_subject *subject, struct fix *fix,
                         const struct list_end *end, struct str argument) {
    uint32_t behind = end->last->span.end;
    bool own_line = rewrite_starts_line(subject, end->last->span.start) || end->comment;
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
