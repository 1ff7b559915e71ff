#include "python/alembic.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"

// Statements of `with`, and the context managers of the standard library.

static enum flow body_evaluate(struct evaluator *evaluator, const struct node *block) {
    return block ? evaluate_block(evaluator, block) : FLOW_NEXT;
}

static enum flow evaluate_with_items(struct evaluator *evaluator, const struct node *item,
                                     const struct node *body);

// The body runs in the frame that has the with statement, at the place of the yield.
void with_body_evaluate(struct evaluator *evaluator, struct value *yielded) {
    struct frame *frame = evaluator->frame;
    struct loop *loop = evaluator->loop;
    struct with_body *with = frame->with;
    struct emitter *emitter = evaluator->emitter;
    bool in_other_file = emitter->in_other_file;
    if (with->is_taken) {
        return; // a generator that yields twice is an error
    }
    with->is_taken = true;
    evaluator->frame = with->frame;
    evaluator->loop = with->loop;
    emitter->in_other_file = with->in_other_file;
    if (with->target) {
        assign(evaluator, with->target, yielded);
    }
    with->flow = evaluate_with_items(evaluator, with->next, with->body);
    evaluator->frame = frame;
    evaluator->loop = loop;
    emitter->in_other_file = in_other_file;
}

// An object whose class says what entering and leaving it does.
static struct value *call_special(struct evaluator *evaluator, struct value *object,
                                  struct str name, struct span span) {
    struct value *method =
        object->kind == VALUE_INSTANCE && object->class ? class_attribute(object->class, name)
                                                        : NULL;
    struct call call = {.span = span};
    return method && method->kind == VALUE_FUNCTION
               ? call_function(evaluator, method->function, object, &call)
               : NULL;
}

// What `with manager as x` binds.
static struct value *enter(struct evaluator *evaluator, struct value *manager,
                           struct span span) {
    struct value *bound = alembic_enter(evaluator->emitter, manager, span);
    if (!bound) {
        bound = call_special(evaluator, manager, STR("__enter__"), span);
    }
    return bound ? bound : manager;
}

static void leave(struct evaluator *evaluator, struct value *manager, struct span span) {
    struct call call = {.span = span};
    if (manager->kind == VALUE_STACK) {
        for (size_t i = manager->items.count; i > 0; i--) {
            leave(evaluator, manager->items.items[i - 1], span);
        }
        manager->items.count = 0;
    } else if (manager->kind == VALUE_PARTIAL) { // of ExitStack.callback()
        partial_call(evaluator, manager, &call);
    } else if (manager->kind == VALUE_TERM) {
        alembic_exit(evaluator->emitter, manager, span);
    } else {
        call_special(evaluator, manager, STR("__exit__"), span);
    }
}

// with a as x, b: enters them in order, evaluates the body, leaves them in reverse.
static enum flow evaluate_with_items(struct evaluator *evaluator, const struct node *item,
                                     const struct node *body) {
    while (item && item->kind != NODE_WITH_ITEM) {
        item = node_next(item);
    }
    if (!item) {
        return body_evaluate(evaluator, body);
    }
    if (!evaluator_step(evaluator, item->span)) {
        return FLOW_NEXT;
    }
    const struct node *expression = node_field(item, FIELD_OF_VALUE);
    const struct node *target = NULL;
    if (expression && expression->kind == NODE_AS_PATTERN) {
        target = node_field(expression, FIELD_OF_ALIAS);
        expression = node_first(expression);
    }
    if (!expression) {
        return body_evaluate(evaluator, body);
    }
    struct with_body with = {.call = expression->span,
                             .target = target,
                             .next = node_next(item),
                             .body = body,
                             .frame = evaluator->frame,
                             .loop = evaluator->loop,
                             .in_other_file = evaluator->emitter->in_other_file};
    evaluator->with = &with;
    struct value *manager = evaluate(evaluator, expression);
    evaluator->with = NULL;
    if (with.is_taken) {
        return with.flow;
    }
    struct value *bound = enter(evaluator, manager, expression->span);
    if (target) {
        assign(evaluator, target, bound);
    }
    enum flow flow = evaluate_with_items(evaluator, node_next(item), body);
    leave(evaluator, manager, expression->span);
    return flow;
}

enum flow evaluate_with(struct evaluator *evaluator, const struct node *node) {
    const struct node *clause = node_first(node);
    if (!clause || clause->kind != NODE_WITH_CLAUSE) {
        return FLOW_NEXT;
    }
    struct frame *frame = evaluator->frame;
    const struct condition *exit_before = frame->exit;
    // `with (a as x, b):` is a tuple of as-patterns in the tree: its parts are items as well.
    enum flow flow =
        evaluate_with_items(evaluator, node_first(clause), node_field(node, FIELD_OF_BODY));
    // The end of a generator's call forgets that the body may have left.
    if (frame->exit != exit_before && evaluator->emitter->condition != frame->exit) {
        evaluator->emitter->condition = condition_new(evaluator, NULL, frame->exit->text, true);
    }
    return flow;
}

// ---- contextlib

struct value *context_call(struct evaluator *evaluator, struct str path,
                           const struct call *call) {
    bool is_itself =
        str_is(path, "contextlib.nullcontext") || str_is(path, "contextlib.closing");
    if (is_itself) {
        return call->args.count ? call->args.items[0]
                                : value_new(evaluator->arena, VALUE_NONE, call->span);
    }
    bool is_stack =
        str_is(path, "contextlib.ExitStack") || str_is(path, "contextlib.AsyncExitStack");
    return is_stack ? value_new(evaluator->arena, VALUE_STACK, call->span) : NULL;
}

struct value *stack_method(struct evaluator *evaluator, struct value *stack, struct str name,
                           const struct call *call) {
    bool enters = str_is(name, "enter_context") || str_is(name, "enter_async_context");
    struct value *first = call_argument(call, 0, NULL);
    if (str_is(name, "close") || str_is(name, "aclose")) {
        leave(evaluator, stack, call->span);
        return value_new(evaluator->arena, VALUE_NONE, call->span);
    }
    if (str_is(name, "callback")) {
        struct value *later = library_call(evaluator, STR("functools.partial"), call);
        if (later) {
            *ARENA_PUSH(evaluator->arena, &stack->items) = later;
        }
        return later;
    }
    if (!enters || !first || first->kind == VALUE_UNKNOWN) {
        return NULL;
    }
    struct value *bound = enter(evaluator, first, call->span);
    *ARENA_PUSH(evaluator->arena, &stack->items) = first;
    return bound;
}
