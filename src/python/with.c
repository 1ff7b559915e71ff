#include "python/alembic.h"
#include "python/classes.h"
#include "python/sqlalchemy.h"

// Statements of `with`, and the context managers of the standard library.

static enum flow evaluate_with_items(struct evaluator *evaluator, const struct node *item,
                                     const struct node *body);

static enum flow body_evaluate(struct evaluator *evaluator, const struct node *block) {
    return block ? evaluate_block(evaluator, block) : FLOW_NEXT;
}

// The body of `with f() as target`, which runs where f() yields, with the items after it.
struct with_body {
    struct consumer consumer;
    const struct node *target, *next, *body;
};

static void take_with_body(struct evaluator *evaluator, struct consumer *consumer,
                           struct value *yielded) {
    const struct with_body *with = (const struct with_body *)consumer;
    if (with->target) {
        assign(evaluator, with->target, yielded);
    }
    consumer->flow = evaluate_with_items(evaluator, with->next, with->body);
    consumer->is_done = false;
    evaluator->is_raising = consumer->flow == FLOW_RAISE; // at the yield
}

static enum flow evaluate_with_generator(struct evaluator *evaluator, struct value *manager,
                                         struct with_body with) {
    with.consumer = consumer_new(evaluator, take_with_body);
    pending_run(evaluator, manager, &with.consumer);
    if (!with.consumer.is_taken) { // it yields under a condition that does not hold
        return evaluate_with_items(evaluator, with.next, with.body);
    }
    bool is_caught = with.consumer.flow == FLOW_RAISE && !evaluator->is_raising;
    evaluator->is_raising = false;
    return is_caught ? FLOW_NEXT : with.consumer.flow;
}

// What `with manager as x` binds.
static struct value *enter(struct evaluator *evaluator, struct value *manager,
                           struct span span) {
    if (manager->kind == VALUE_PENDING) {
        return pending_enter(evaluator, manager);
    }
    struct value *bound = alembic_enter(evaluator->emitter, manager, span);
    bound = bound ? bound : special_call(evaluator, manager, "__enter__", span);
    if (!bound) {
        bound = special_call(evaluator, manager, "__aenter__", span);
        bound = bound ? pending_await(evaluator, bound) : NULL;
    }
    if (!bound && manager->kind == VALUE_STACK && manager->self) {
        return manager->self; // closing(), nullcontext()
    }
    return bound ? bound : manager;
}

// What __exit__ gets: the exception, if there is one.
static struct call exit_call(struct evaluator *evaluator, enum flow flow, struct span span) {
    struct call call = {.span = span};
    struct value *none = value_new(evaluator->arena, VALUE_NONE, span);
    struct value *unknown = value_unknown(evaluator->arena, span, STR("the exception"));
    struct value *type = value_external(evaluator->arena, span, STR("builtins.Exception"));
    unknown->has_truth = unknown->yes = true;
    for (size_t i = 0; i < 3; i++) {
        *ARENA_PUSH(evaluator->arena, &call.args) = flow != FLOW_RAISE ? none
                                                    : i                ? unknown
                                                                       : type;
    }
    return call;
}

// Leaves it after the body ended as it did: how the statement ends.
static enum flow leave(struct evaluator *evaluator, struct value *manager, enum flow flow,
                       struct span span) {
    struct call none = {.span = span};
    if (manager->kind == VALUE_STACK) {
        for (size_t i = manager->items.count; i > 0; i--) {
            flow = leave(evaluator, manager->items.items[i - 1], flow, span);
        }
        manager->items.count = 0;
        pending_leave(evaluator, manager);
        return flow == FLOW_RAISE && manager->yes ? FLOW_NEXT : flow;
    }
    if (manager->kind == VALUE_PARTIAL) { // of ExitStack.callback()
        partial_call(evaluator, manager, &none);
        return flow;
    }
    if (manager->kind == VALUE_TERM) {
        alembic_exit(evaluator->emitter, manager, span);
        return flow;
    }
    struct call call = exit_call(evaluator, flow, span);
    bool is_function = manager->kind == VALUE_FUNCTION || manager->kind == VALUE_METHOD;
    const struct function *own = special_find(manager, "__exit__");
    own = own ? own : special_find(manager, "__aexit__");
    if (!own && !is_function) {
        return flow;
    }
    struct value *result = own ? call_function(evaluator, own, manager, &call)
                               : call_value(evaluator, manager, &call);
    result = pending_await(evaluator, result);
    bool is_caught = flow == FLOW_RAISE && truth_of(evaluator, result) != TRUTH_NO;
    return is_caught ? FLOW_NEXT : flow;
}

struct with_items {
    const struct node *item, *body;
};

static enum flow take_items(struct evaluator *evaluator, void *context) {
    const struct with_items *rest = context;
    return evaluate_with_items(evaluator, rest->item, rest->body);
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
    struct value *manager = evaluate(evaluator, expression);
    if (manager->kind == VALUE_PENDING) {
        struct with_body with = {.target = target, .next = node_next(item), .body = body};
        return evaluate_with_generator(evaluator, manager, with);
    }
    struct value *bound = enter(evaluator, manager, expression->span);
    if (target) {
        assign(evaluator, target, bound);
    }
    struct with_items rest = {node_next(item), body};
    bool is_caught = manager->kind == VALUE_STACK && manager->yes;
    enum flow flow = is_caught ? perhaps_evaluate(evaluator, STR("suppress"), take_items, &rest)
                               : take_items(evaluator, &rest);
    return leave(evaluator, manager, flow, expression->span);
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

// closing(): what it gives is closed at the end.
static void add_close(struct evaluator *evaluator, struct value *stack, const char *method,
                      struct span span) {
    struct value *later = value_new(evaluator->arena, VALUE_PARTIAL, span);
    later->self = evaluate_attribute(evaluator, stack->self, str_from(method), span);
    *ARENA_PUSH(evaluator->arena, &stack->items) = later;
}

struct value *context_call(struct evaluator *evaluator, struct str path,
                           const struct call *call) {
    static const struct {
        const char *path, *at_end;
        bool gives_first, catches;
    } managers[] = {
        {"contextlib.ExitStack", NULL, false, false},
        {"contextlib.AsyncExitStack", NULL, false, false},
        {"contextlib.nullcontext", NULL, true, false},
        {"contextlib.closing", "close", true, false},
        {"contextlib.aclosing", "aclose", true, false},
        {"contextlib.suppress", NULL, false, true},
    };
    for (size_t i = 0; i < sizeof managers / sizeof *managers; i++) {
        if (!str_is(path, managers[i].path)) {
            continue;
        }
        struct value *stack = value_new(evaluator->arena, VALUE_STACK, call->span);
        stack->yes = managers[i].catches;
        if (managers[i].gives_first) {
            stack->self = call->args.count
                              ? call->args.items[0]
                              : value_new(evaluator->arena, VALUE_NONE, call->span);
        }
        if (managers[i].at_end) {
            add_close(evaluator, stack, managers[i].at_end, call->span);
        }
        return stack;
    }
    return NULL;
}

struct value *stack_method(struct evaluator *evaluator, struct value *stack, struct str name,
                           const struct call *call) {
    bool enters = str_is(name, "enter_context") || str_is(name, "enter_async_context");
    struct value *first = call_argument(call, 0, NULL);
    if (str_is(name, "__enter__") || str_is(name, "__aenter__")) {
        return enter(evaluator, stack, call->span);
    }
    bool leaves = str_is(name, "__exit__") || str_is(name, "__aexit__");
    if (leaves || str_is(name, "close") || str_is(name, "aclose")) {
        leave(evaluator, stack, FLOW_NEXT, call->span);
        return value_new(evaluator->arena, VALUE_NONE, call->span);
    }
    if (str_is(name, "callback")) {
        struct value *later = library_call(evaluator, STR("functools.partial"), call);
        if (later) {
            *ARENA_PUSH(evaluator->arena, &stack->items) = later;
        }
        return later;
    }
    if (str_is(name, "push") && first) {
        *ARENA_PUSH(evaluator->arena, &stack->items) = first;
        return first;
    }
    if (!enters || !first || first->kind == VALUE_UNKNOWN) {
        return NULL;
    }
    struct value *bound = enter(evaluator, first, call->span);
    *ARENA_PUSH(evaluator->arena, &stack->items) = first;
    return bound;
}
