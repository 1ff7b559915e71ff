#include "python/classes.h"
#include "python/sqlalchemy.h"

// ---- assignment

static void assign_items(struct evaluator *evaluator, const struct node *target,
                         struct value *value) {
    struct value_list items = {0};
    bool partial = false;
    struct str reason = {0};
    iterate(evaluator, value, &items, &partial, &reason);
    size_t targets = 0;
    for (const struct node *t = node_first(target); t; t = node_next(t)) {
        targets++;
    }
    size_t index = 0;
    for (const struct node *t = node_first(target); t; t = node_next(t)) {
        if (t->kind == NODE_LIST_SPLAT_PATTERN) {
            struct value *rest = value_new(evaluator->arena, VALUE_LIST, t->span);
            rest->is_partial = partial;
            rest->reason = reason;
            size_t after = targets - 1 - (index < targets ? index : targets - 1);
            while (index + after < items.count) {
                *ARENA_PUSH(evaluator->arena, &rest->items) = items.items[index++];
            }
            const struct node *name = node_first(t);
            if (name) {
                assign(evaluator, name, rest);
            }
            continue;
        }
        struct value *item = !partial && index < items.count
                                 ? items.items[index]
                                 : value_unknown(evaluator->arena, t->span, reason);
        if (!index && value->guard.is_item) { // for (name,) in rows
            item->guard = value->guard;
        }
        index++;
        assign(evaluator, t, item);
    }
}

void assign(struct evaluator *evaluator, const struct node *target, struct value *value) {
    switch (target->kind) {
    case NODE_IDENTIFIER:
        scope_set(evaluator, evaluator->frame->scope, evaluator_text(evaluator, target), value);
        break;
    case NODE_ATTRIBUTE:
        attribute_set(evaluator, evaluate(evaluator, node_field(target, FIELD_OF_OBJECT)),
                      evaluator_text(evaluator, node_field(target, FIELD_OF_ATTRIBUTE)), value);
        break;
    case NODE_SUBSCRIPT: {
        struct value *object = evaluate(evaluator, node_field(target, FIELD_OF_VALUE));
        const struct node *key = node_field(target, FIELD_OF_SUBSCRIPT);
        if (key && key->kind == NODE_SLICE) {
            container_lose(evaluator, object, STR("a slice of it was set"));
        } else if (key) {
            subscript_set(evaluator, object, evaluate(evaluator, key), value);
        }
        break;
    }
    case NODE_PATTERN_LIST:
    case NODE_TUPLE_PATTERN:
    case NODE_LIST_PATTERN:
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_EXPRESSION_LIST:
        assign_items(evaluator, target, value);
        break;
    default:
        if (node_first(target)) { // parenthesized, as_pattern_target
            assign(evaluator, node_first(target), value);
        }
    }
}

struct value *evaluate_assignment(struct evaluator *evaluator, const struct node *node) {
    const struct node *right = node_field(node, FIELD_OF_RIGHT);
    const struct node *left = node_field(node, FIELD_OF_LEFT);
    const struct node *annotation = node_field(node, FIELD_OF_TYPE);
    if (annotation && !evaluator->frame->function) { // those of a function's names are not kept
        evaluate_annotation(evaluator, annotation);
    }
    if (!right || !left) { // an annotation alone
        return value_new(evaluator->arena, VALUE_NONE, node->span);
    }
    struct value *value = evaluate(evaluator, right);
    assign(evaluator, left, value);
    return value;
}

// What stands left of +=: its parts are evaluated once.
struct target {
    const struct node *node;
    struct value *object, *key; // NULL: a name, or something else
};

static struct target target_of(struct evaluator *evaluator, const struct node *node) {
    struct target target = {.node = node};
    const struct node *key = node_field(node, FIELD_OF_SUBSCRIPT);
    if (node->kind == NODE_ATTRIBUTE) {
        target.object = evaluate(evaluator, node_field(node, FIELD_OF_OBJECT));
    } else if (node->kind == NODE_SUBSCRIPT && key && key->kind != NODE_SLICE) {
        target.object = evaluate(evaluator, node_field(node, FIELD_OF_VALUE));
        target.key = evaluate(evaluator, key);
    }
    return target;
}

static struct value *target_get(struct evaluator *evaluator, const struct target *target) {
    if (target->key) {
        return subscript_get(evaluator, target->object, target->key, target->node->span);
    }
    return target->object
               ? evaluate_attribute(
                     evaluator, target->object,
                     evaluator_text(evaluator, node_field(target->node, FIELD_OF_ATTRIBUTE)),
                     target->node->span)
               : evaluate(evaluator, target->node);
}

static void target_set(struct evaluator *evaluator, const struct target *target,
                       struct value *value) {
    if (target->key) {
        subscript_set(evaluator, target->object, target->key, value);
    } else if (target->object) {
        attribute_set(evaluator, target->object,
                      evaluator_text(evaluator, node_field(target->node, FIELD_OF_ATTRIBUTE)),
                      value);
    } else {
        assign(evaluator, target->node, value);
    }
}

// += of a list and |= of a set or dictionary change the one that other names have as well.
static bool changes_in_place(const struct value *old, struct str symbol,
                             const struct value *more) {
    if (old->kind == VALUE_LIST) {
        return str_is(symbol, "+");
    }
    return str_is(symbol, "|") && (old->kind == VALUE_SET || old->kind == VALUE_DICT) &&
           old->kind == more->kind;
}

static void evaluate_augmented(struct evaluator *evaluator, const struct node *node) {
    const struct node *left = node_field(node, FIELD_OF_LEFT);
    const struct node *right = node_field(node, FIELD_OF_RIGHT);
    struct str symbol = evaluator_text(evaluator, node_field(node, FIELD_OF_OPERATOR));
    if (!left || !right || symbol.size < 2) {
        return;
    }
    struct target target = target_of(evaluator, left);
    struct value *old = target_get(evaluator, &target);
    struct value *more = evaluate(evaluator, right);
    symbol.size--; // without the =
    if (changes_in_place(old, symbol, more)) {
        struct call call = {.span = node->span};
        *ARENA_PUSH(evaluator->arena, &call.args) = more;
        container_method(evaluator, old,
                         old->kind == VALUE_LIST ? STR("extend") : STR("update"), &call);
        return;
    }
    struct value *made = special_in_place(evaluator, symbol, old, more, node->span);
    made = made ? made : binary_operation(evaluator, symbol, old, more, node->span);
    target_set(evaluator, &target, made);
}

// del a, b[0], c.d: what was there is not known any more.
static void delete_target(struct evaluator *evaluator, const struct node *target) {
    struct value *gone = value_unknown(evaluator->arena, target->span, STR("it was deleted"));
    if (target->kind == NODE_IDENTIFIER) {
        scope_set(evaluator, evaluator->frame->scope, evaluator_text(evaluator, target), gone);
    } else if (target->kind == NODE_ATTRIBUTE) {
        attribute_delete(evaluator, evaluate(evaluator, node_field(target, FIELD_OF_OBJECT)),
                         evaluator_text(evaluator, node_field(target, FIELD_OF_ATTRIBUTE)),
                         target->span);
    } else if (target->kind == NODE_SUBSCRIPT) {
        struct value *object = evaluate(evaluator, node_field(target, FIELD_OF_VALUE));
        const struct node *key = node_field(target, FIELD_OF_SUBSCRIPT);
        struct call call = {.span = target->span};
        if (key && key->kind != NODE_SLICE) {
            struct value *item = evaluate(evaluator, key);
            *ARENA_PUSH(evaluator->arena, &call.args) = item;
            if (!special_call_with(evaluator, object, "__delitem__", item, target->span)) {
                container_method(evaluator, object, STR("pop"), &call);
            }
        } else {
            container_lose(evaluator, object, STR("a slice of it was deleted"));
        }
    } else {
        for (const struct node *n = node_first(target); n; n = node_next(n)) {
            delete_target(evaluator, n);
        }
    }
}

// ---- statements

static void evaluate_expression_statement(struct evaluator *evaluator,
                                          const struct node *node) {
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        if (n->kind == NODE_AUGMENTED_ASSIGNMENT) {
            evaluate_augmented(evaluator, n);
            continue;
        }
        const struct node *call = n->kind == NODE_AWAIT ? node_first(n) : n;
        evaluator->is_in_statement = call && call->kind == NODE_CALL;
        evaluate(evaluator, n);
        evaluator->is_in_statement = false;
    }
}

static enum flow evaluate_return(struct evaluator *evaluator, const struct node *node) {
    const struct node *expression = node_first(node);
    struct value *value = expression ? evaluate(evaluator, expression)
                                     : value_new(evaluator->arena, VALUE_NONE, node->span);
    *ARENA_PUSH(evaluator->arena, &evaluator->frame->results) = value;
    *ARENA_PUSH(evaluator->arena, &evaluator->frame->result_conditions) =
        evaluator->emitter->condition;
    return FLOW_RETURN;
}

static void evaluate_names(struct evaluator *evaluator, const struct node *node,
                           struct str_list *names) {
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        *ARENA_PUSH(evaluator->arena, names) = evaluator_text(evaluator, n);
    }
}

static void define(struct evaluator *evaluator, const struct node *node, struct value *value) {
    const struct node *name = node_field(node, FIELD_OF_NAME);
    struct str text = name ? evaluator_text(evaluator, name) : (struct str){0};
    if (name) {
        scope_set(evaluator, evaluator->frame->scope, text, value);
    }
}

static void evaluate_parts(struct evaluator *evaluator, const struct node *node) {
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        evaluate(evaluator, n);
    }
}

static enum flow take_message(struct evaluator *evaluator, void *context) {
    evaluate(evaluator, context);
    return FLOW_RAISE;
}

// assert test, message
static enum flow evaluate_assert(struct evaluator *evaluator, const struct node *node) {
    const struct node *expression = node_first(node);
    const struct node *message = expression ? node_next(expression) : NULL;
    struct value *test = expression ? evaluate(evaluator, expression) : NULL;
    enum truth truth = test ? truth_of(evaluator, test) : TRUTH_YES;
    if (truth == TRUTH_NO) {
        return message ? take_message(evaluator, (void *)message) : FLOW_RAISE;
    }
    if (truth == TRUTH_UNKNOWN && message) {
        struct fork fork = {.text = condition_text(evaluator, expression),
                            .test = test,
                            .no = take_message,
                            .context = (void *)message};
        return fork_evaluate(evaluator, &fork);
    }
    return FLOW_NEXT;
}

static enum flow evaluate_simple(struct evaluator *evaluator, const struct node *node) {
    struct scope *scope = evaluator->frame->scope;
    switch (node->kind) {
    case NODE_EXPRESSION_STATEMENT:
        evaluate_expression_statement(evaluator, node);
        break;
    case NODE_IMPORT:
        evaluate_import(evaluator, node);
        break;
    case NODE_IMPORT_FROM:
        evaluate_import_from(evaluator, node);
        break;
    case NODE_RETURN:
        return evaluate_return(evaluator, node);
    case NODE_RAISE:
        if (!evaluator->loading) { // what a module does when it is loaded does not count
            evaluate_parts(evaluator, node);
        }
        return FLOW_RAISE;
    case NODE_BREAK:
        return FLOW_BREAK;
    case NODE_CONTINUE:
        return FLOW_CONTINUE;
    case NODE_GLOBAL:
        evaluate_names(evaluator, node, &scope->globals);
        break;
    case NODE_NONLOCAL:
        evaluate_names(evaluator, node, &scope->nonlocals);
        break;
    case NODE_FUNCTION:
        define(evaluator, node, evaluate_function(evaluator, node));
        break;
    case NODE_CLASS:
        define(evaluator, node, evaluate_class(evaluator, node));
        break;
    case NODE_DECORATED: {
        struct value *made = evaluate_decorated(evaluator, node);
        if (made) {
            define(evaluator, node_field(node, FIELD_OF_DEFINITION), made);
        }
        break;
    }
    case NODE_DELETE:
        delete_target(evaluator, node);
        break;
    case NODE_ASSERT:
        return evaluate_assert(evaluator, node);
    case NODE_PRINT: // of Python 2
        evaluate_parts(evaluator, node);
        break;
    case NODE_EXEC:
        emit_opaque(evaluator->emitter, node->span, STR("what exec runs is not known"));
        break;
    default:
        break; // pass, type aliases: nothing that a migration does
    }
    return FLOW_NEXT;
}

static enum flow evaluate_statement(struct evaluator *evaluator, const struct node *node) {
    switch (node->kind) {
    case NODE_IF:
    case NODE_FOR:
    case NODE_WHILE:
    case NODE_TRY:
    case NODE_WITH:
    case NODE_MATCH:
        return evaluate_compound(evaluator, node);
    default:
        return evaluate_simple(evaluator, node);
    }
}

enum flow evaluate_block(struct evaluator *evaluator, const struct node *block) {
    if (evaluator->depth >= DEPTH_LIMIT) {
        emit_opaque(evaluator->emitter, block->span, STR("it is nested too deep to follow"));
        return FLOW_NEXT;
    }
    evaluator->depth++;
    bool was_closed = evaluator->frame->is_closed; // what `finally` does is done then
    enum flow flow = FLOW_NEXT;
    for (const struct node *n = node_first(block); n && flow == FLOW_NEXT; n = node_next(n)) {
        if (!evaluator_step(evaluator, n->span)) {
            break;
        }
        flow = evaluate_statement(evaluator, n);
        // A function that it called raises. A module that is loaded is taken to go on: it asks
        // what is not there, such as a configuration.
        flow = evaluator->is_raising && evaluator->frame->function ? FLOW_RAISE : flow;
        evaluator->is_raising = false;
        if (evaluator->frame->is_closed && !was_closed) {
            flow = FLOW_RETURN;
        }
    }
    evaluator->depth--;
    return flow;
}
