#include "python/classes.h"

struct if_parts {
    const struct node *yes; // block
    const struct node *no;  // the elif or else clause, and those after it
};

static enum flow evaluate_if_parts(struct evaluator *evaluator, const struct node *condition,
                                   struct if_parts parts);

static const struct node *next_alternative(const struct node *node) {
    while (node && node->field != FIELD_OF_ALTERNATIVE) {
        node = node->next;
    }
    return node;
}

static enum flow take_block(struct evaluator *evaluator, const struct node *block) {
    return block ? evaluate_block(evaluator, block) : FLOW_NEXT;
}

static enum flow take_alternative(struct evaluator *evaluator, const struct node *clause) {
    if (!clause) {
        return FLOW_NEXT;
    }
    if (clause->kind == NODE_ELIF) {
        struct if_parts parts = {node_field(clause, FIELD_OF_CONSEQUENCE),
                                 next_alternative(clause->next)};
        return evaluate_if_parts(evaluator, node_field(clause, FIELD_OF_CONDITION), parts);
    }
    return take_block(evaluator, node_field(clause, FIELD_OF_BODY));
}

static enum flow if_yes(struct evaluator *evaluator, void *context) {
    return take_block(evaluator, ((const struct if_parts *)context)->yes);
}

static enum flow if_no(struct evaluator *evaluator, void *context) {
    return take_alternative(evaluator, ((const struct if_parts *)context)->no);
}

struct str condition_text(struct evaluator *evaluator, const struct node *node) {
    struct str text = evaluator_text(evaluator, node);
    struct text plain = {.arena = evaluator->arena};
    for (size_t i = 0; i < text.size; i++) { // on one line
        bool space = text.data[i] == ' ' || (text.data[i] >= '\t' && text.data[i] <= '\r');
        if (!space) {
            text_add_char(&plain, text.data[i]);
        } else if (plain.count && plain.items[plain.count - 1] != ' ') {
            text_add_char(&plain, ' ');
        }
    }
    return text_str(&plain);
}

static enum flow evaluate_if_parts(struct evaluator *evaluator, const struct node *condition,
                                   struct if_parts parts) {
    if (!condition) {
        return FLOW_NEXT;
    }
    struct value *test = evaluate(evaluator, condition);
    enum truth truth = truth_of(evaluator, test);
    if (truth == TRUTH_YES) {
        return take_block(evaluator, parts.yes);
    }
    if (truth == TRUTH_NO) {
        return take_alternative(evaluator, parts.no);
    }
    struct fork fork = {.text = condition_text(evaluator, condition),
                        .test = test,
                        .yes = if_yes,
                        .no = if_no,
                        .context = &parts};
    return fork_evaluate(evaluator, &fork);
}

struct loop_part {
    const struct node *left;  // target of a for; NULL: a while
    const struct node *right; // what is iterated, or the test
    const struct node *body;
    struct str reason; // why an item is not known
    const struct value *over;
};

// Names that the body changes before it sets them anew are not known from the second turn on.
static void forget_target(struct evaluator *evaluator, const struct node *target) {
    if (target->kind == NODE_IDENTIFIER) {
        struct str name = evaluator_text(evaluator, target);
        struct scope *scope = evaluator->frame->scope;
        if (map_find(&scope->names, name)) {
            struct str reason =
                str_format(evaluator->arena, STR_FMT " changes in a loop", STR_ARG(name));
            scope_set(evaluator, scope, name,
                      value_unknown(evaluator->arena, target->span, reason));
        }
        return;
    }
    bool holds_targets =
        target->kind == NODE_PATTERN_LIST || target->kind == NODE_TUPLE_PATTERN ||
        target->kind == NODE_LIST_PATTERN || target->kind == NODE_LIST_SPLAT_PATTERN ||
        target->kind == NODE_AS_PATTERN_TARGET;
    for (const struct node *n = holds_targets ? node_first(target) : NULL; n;
         n = node_next(n)) {
        forget_target(evaluator, n);
    }
}

static void forget_assigned(struct evaluator *evaluator, const struct node *node) {
    for (const struct node *child = node->child; child; child = child->next) {
        if (child->kind == NODE_FUNCTION || child->kind == NODE_CLASS ||
            child->kind == NODE_LAMBDA) {
            continue;
        }
        const struct node *target = NULL;
        if (child->kind == NODE_ASSIGNMENT || child->kind == NODE_AUGMENTED_ASSIGNMENT ||
            child->kind == NODE_FOR) {
            target = node_field(child, FIELD_OF_LEFT);
        } else if (child->kind == NODE_NAMED_EXPRESSION) {
            target = node_field(child, FIELD_OF_NAME);
        } else if (child->kind == NODE_AS_PATTERN) {
            target = node_field(child, FIELD_OF_ALIAS);
        }
        if (target) {
            forget_target(evaluator, target);
        }
        forget_assigned(evaluator, child);
    }
}

// A turn of a loop whose turns are not known.
static enum flow unknown_turn(struct evaluator *evaluator, void *context) {
    const struct loop_part *part = context;
    bool before = evaluator->emitter->in_loop;
    evaluator->emitter->in_loop = true;
    forget_assigned(evaluator, part->body);
    if (part->left) {
        assign(evaluator, part->left,
               guard_item(evaluator, part->over, part->reason, part->left->span));
    }
    enum flow flow = evaluate_block(evaluator, part->body);
    evaluator->emitter->in_loop = before;
    return flow == FLOW_BREAK || flow == FLOW_CONTINUE ? FLOW_NEXT : flow;
}

struct turn {
    const struct loop_part *part;
    struct value *item;
};

static enum flow take_turn(struct evaluator *evaluator, void *context) {
    const struct turn *turn = context;
    assign(evaluator, turn->part->left, turn->item);
    return evaluate_block(evaluator, turn->part->body);
}

static enum flow known_turns(struct evaluator *evaluator, const struct loop_part *part,
                             const struct value_list *items) {
    for (size_t i = 0; i < items->count; i++) {
        if (!evaluator_step(evaluator, part->body->span)) {
            return FLOW_NEXT;
        }
        evaluator->emitter->condition = evaluator->loop->condition;
        struct turn turn = {part, items->items[i]};
        enum flow flow = items->items[i]->is_perhaps
                             ? perhaps_evaluate(evaluator, STR("an item that may be there"),
                                                take_turn, &turn)
                             : take_turn(evaluator, &turn);
        if (flow == FLOW_BREAK || flow == FLOW_RETURN || flow == FLOW_RAISE) {
            return flow;
        }
    }
    return FLOW_NEXT;
}

static enum flow while_turns(struct evaluator *evaluator, struct loop_part *part) {
    for (size_t turn = 0; turn < TURN_LIMIT; turn++) {
        if (!evaluator_step(evaluator, part->body->span)) {
            return FLOW_NEXT;
        }
        evaluator->emitter->condition = evaluator->loop->condition;
        enum truth truth = truth_of(evaluator, evaluate(evaluator, part->right));
        if (truth == TRUTH_NO) {
            return FLOW_NEXT;
        }
        // `while True` ends by what its body learns: its turns are not known either.
        if (truth == TRUTH_UNKNOWN || part->right->kind == NODE_TRUE ||
            part->right->kind == NODE_INTEGER) {
            break;
        }
        enum flow flow = evaluate_block(evaluator, part->body);
        if (flow == FLOW_BREAK || flow == FLOW_RETURN || flow == FLOW_RAISE) {
            return flow;
        }
    }
    struct str text = condition_text(evaluator, part->right);
    return perhaps_evaluate(evaluator,
                            str_format(evaluator->arena, "while " STR_FMT, STR_ARG(text)),
                            unknown_turn, part);
}

// The body of a loop over a generator, which runs where that yields.
struct loop_body {
    struct consumer consumer;
    const struct loop_part *part;
    bool was_in_loop;
};

static void take_loop_body(struct evaluator *evaluator, struct consumer *consumer,
                           struct value *yielded) {
    const struct loop_body *body = (const struct loop_body *)consumer;
    struct emitter *emitter = evaluator->emitter;
    if (emitter->in_loop && !body->was_in_loop) {
        forget_assigned(evaluator, body->part->body);
    }
    evaluator->loop->condition = emitter->condition;
    assign(evaluator, body->part->left, yielded);
    enum flow flow = evaluate_block(evaluator, body->part->body);
    emitter->condition = evaluator->loop->condition;
    consumer->is_done = flow == FLOW_BREAK || flow == FLOW_RETURN || flow == FLOW_RAISE;
    consumer->flow = consumer->is_done ? flow : FLOW_NEXT;
}

static enum flow generator_turns(struct evaluator *evaluator, const struct loop_part *part,
                                 struct value *generator) {
    struct loop_body body = {.consumer = consumer_new(evaluator, take_loop_body),
                             .part = part,
                             .was_in_loop = evaluator->emitter->in_loop};
    pending_run(evaluator, generator, &body.consumer);
    return body.consumer.flow;
}

static enum flow for_turns(struct evaluator *evaluator, struct loop_part *part) {
    struct value *over = evaluate(evaluator, part->right);
    part->over = over;
    if (over->kind == VALUE_PENDING) {
        return generator_turns(evaluator, part, over);
    }
    struct value_list items = {0};
    bool partial = false;
    iterate(evaluator, over, &items, &partial, &part->reason);
    if (items.count > TURN_LIMIT) {
        partial = true;
        items.count = 0;
        part->reason = STR("the loop has too many turns to follow each");
    }
    enum flow flow = known_turns(evaluator, part, &items);
    if (flow != FLOW_NEXT || !partial) {
        return flow;
    }
    struct str text = condition_text(evaluator, part->right);
    return perhaps_evaluate(evaluator,
                            str_format(evaluator->arena, "for … in " STR_FMT, STR_ARG(text)),
                            unknown_turn, part);
}

static enum flow evaluate_loop(struct evaluator *evaluator, const struct node *node) {
    struct loop_part part = {.body = node_field(node, FIELD_OF_BODY)};
    bool is_for = node->kind == NODE_FOR;
    part.left = is_for ? node_field(node, FIELD_OF_LEFT) : NULL;
    part.right = node_field(node, is_for ? FIELD_OF_RIGHT : FIELD_OF_CONDITION);
    if (!part.body || !part.right || (is_for && !part.left)) {
        return FLOW_NEXT;
    }
    const struct condition *before = evaluator->emitter->condition;
    const struct condition *exit_before = evaluator->frame->exit;
    struct loop loop = {.outer = evaluator->loop, .condition = before};
    evaluator->loop = &loop;
    enum flow flow = is_for ? for_turns(evaluator, &part) : while_turns(evaluator, &part);
    evaluator->loop = loop.outer;
    evaluator->emitter->condition = before;
    if (evaluator->frame->exit != exit_before) {
        evaluator->emitter->condition =
            condition_new(evaluator, NULL, evaluator->frame->exit->text, true);
    }
    if (flow == FLOW_RETURN || flow == FLOW_RAISE) {
        return flow;
    }
    const struct node *otherwise = node_field(node, FIELD_OF_ALTERNATIVE);
    if (otherwise && flow != FLOW_BREAK) {
        return take_alternative(evaluator, otherwise);
    }
    return FLOW_NEXT;
}

static enum flow take_body(struct evaluator *evaluator, void *context) {
    return evaluate_block(evaluator, context);
}

static const struct node *block_of(const struct node *clause) {
    const struct node *block = clause->child;
    while (block && block->kind != NODE_BLOCK) {
        block = block->next;
    }
    return block;
}

// The body is tried as a whole: with handlers, any part of it may be left out. A handler that
// only raises again makes nothing conditional.
static bool handler_goes_on(const struct node *clause) {
    const struct node *block = block_of(clause);
    const struct node *last = NULL;
    for (const struct node *n = block ? node_first(block) : NULL; n; n = node_next(n)) {
        last = n;
    }
    return last && last->kind != NODE_RAISE;
}

// `try: import x`: what is imported is taken to be there.
static bool only_imports(const struct node *block) {
    bool found = false;
    for (const struct node *n = block ? node_first(block) : NULL; n; n = node_next(n)) {
        if (n->kind != NODE_IMPORT && n->kind != NODE_IMPORT_FROM) {
            return false;
        }
        found = true;
    }
    return found;
}

static enum flow evaluate_try(struct evaluator *evaluator, const struct node *node) {
    const struct node *body = node_field(node, FIELD_OF_BODY);
    bool goes_on = false;
    bool is_import = only_imports(body);
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        goes_on |=
            (n->kind == NODE_EXCEPT || n->kind == NODE_EXCEPT_GROUP) && handler_goes_on(n);
    }
    enum flow flow = FLOW_NEXT;
    if (body && goes_on && !is_import) {
        flow = perhaps_evaluate(evaluator, STR("try"), take_body, (void *)body);
    } else {
        flow = take_block(evaluator, body);
    }
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        const struct node *block = block_of(n);
        if (!block) {
            continue;
        }
        bool is_handler = n->kind == NODE_EXCEPT || n->kind == NODE_EXCEPT_GROUP;
        if (is_handler && is_import) {
            continue;
        }
        if (is_handler) {
            struct str text = evaluator_text(evaluator, n);
            size_t colon = str_find(text, STR(":"), 0);
            perhaps_evaluate(evaluator, str_slice(text, 0, colon), take_body, (void *)block);
        } else if (n->kind == NODE_FINALLY) {
            enum flow last = evaluate_block(evaluator, block);
            flow = last != FLOW_NEXT ? last : flow;
        } else if (n->kind == NODE_ELSE && flow == FLOW_NEXT) {
            flow = goes_on && !is_import
                       ? perhaps_evaluate(evaluator, STR("try"), take_body, (void *)block)
                       : evaluate_block(evaluator, block);
        }
    }
    return flow;
}

enum flow evaluate_compound(struct evaluator *evaluator, const struct node *node) {
    switch (node->kind) {
    case NODE_IF: {
        struct if_parts parts = {node_field(node, FIELD_OF_CONSEQUENCE),
                                 next_alternative(node->child)};
        return evaluate_if_parts(evaluator, node_field(node, FIELD_OF_CONDITION), parts);
    }
    case NODE_FOR:
    case NODE_WHILE:
        return evaluate_loop(evaluator, node);
    case NODE_TRY:
        return evaluate_try(evaluator, node);
    case NODE_WITH:
        return evaluate_with(evaluator, node);
    case NODE_MATCH:
        return evaluate_match(evaluator, node);
    default:
        return FLOW_NEXT;
    }
}
