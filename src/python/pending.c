#include "python/evaluator.h"

// Calls that are put off: of generators until their items are asked for, of coroutines until they
// are awaited, of context managers until they are entered. They then run where they are used.

struct value *pending_new(struct evaluator *evaluator, const struct function *function,
                          struct value *self, const struct call *call) {
    struct value *value = value_new(evaluator->arena, VALUE_PENDING, call->span);
    struct call *kept = ARENA_NEW(evaluator->arena, struct call, 1);
    *kept = *call;
    value->function = function;
    value->self = self;
    value->call = kept;
    return value;
}

struct value *pending_run(struct evaluator *evaluator, struct value *value,
                          struct consumer *consumer) {
    struct value *self = value->self;
    modules_touch(evaluator, value->arena);
    value->kind = VALUE_LIST; // from now on it is exhausted
    value->is_iterator = true;
    value->self = NULL;
    value->condition = evaluator->emitter->condition;
    return call_now(evaluator, value->function, self, value->call, consumer);
}

void pending_list(struct evaluator *evaluator, struct value *value) {
    if (value->kind != VALUE_PENDING) {
        return;
    }
    size_t first = evaluator->emitter->out->count;
    const struct value *all = pending_run(evaluator, value, NULL);
    value->items = all->items;
    value->is_partial = all->is_partial;
    value->reason = all->reason;
    value->self = all->self;
    lazy_mark(evaluator, value, first);
}

struct value *pending_await(struct evaluator *evaluator, struct value *value) {
    bool is_coroutine = value->kind == VALUE_PENDING && !value->function->is_generator;
    return is_coroutine ? pending_run(evaluator, value, NULL) : value;
}

void pending_finish(struct evaluator *evaluator, struct value *value) {
    if (value->kind == VALUE_PENDING) {
        pending_list(evaluator, value);
        lazy_run(evaluator, value);
    }
}

static enum flow take_generator(struct evaluator *evaluator, void *context) {
    pending_finish(evaluator, context);
    return FLOW_NEXT;
}

void pending_hand_over(struct evaluator *evaluator, const struct call *call) {
    for (size_t i = 0; i < call->args.count + call->keyword_count; i++) {
        struct value *value = i < call->args.count ? call->args.items[i]
                                                   : call->keywords[i - call->args.count].value;
        if (value->kind == VALUE_PENDING && !value->function->is_generator) {
            pending_await(evaluator, value);
        } else if (value->kind == VALUE_PENDING) {
            perhaps_evaluate(evaluator, STR("its items are asked for"), take_generator, value);
        }
    }
}

// ---- yields that something waits for

void consumer_take(struct evaluator *evaluator, struct value *yielded) {
    struct frame *frame = evaluator->frame;
    struct loop *loop = evaluator->loop;
    struct emitter *emitter = evaluator->emitter;
    struct consumer *consumer = frame->consumer;
    const struct condition *before = emitter->condition;
    bool in_other_file = emitter->in_other_file;
    if (consumer->is_done) {
        return;
    }
    consumer->is_taken = true;
    evaluator->frame = consumer->frame;
    evaluator->loop = consumer->loop;
    emitter->in_other_file = consumer->in_other_file;
    consumer->take(evaluator, consumer, yielded);
    evaluator->frame = frame;
    evaluator->loop = loop;
    emitter->in_other_file = in_other_file;
    frame->is_closed = consumer->is_done;
    if (emitter->condition != before) { // some way out was taken: what holds for the rest
        frame->exit = emitter->condition;
    }
}

struct consumer consumer_new(const struct evaluator *evaluator, consumer_take_function *take) {
    return (struct consumer){.take = take,
                             .frame = evaluator->frame,
                             .loop = evaluator->loop,
                             .in_other_file = evaluator->emitter->in_other_file};
}

// ---- a context manager that is left elsewhere than it is entered

struct split {
    struct consumer consumer;
    size_t operations;  // that entering it did
    uint32_t statement; // the last of them
    struct value *bound;
};

static void take_split(struct evaluator *evaluator, struct consumer *consumer,
                       struct value *yielded) {
    struct split *split = (struct split *)consumer;
    split->operations = evaluator->emitter->out->count;
    split->statement = evaluator->emitter->statement;
    split->bound = yielded;
}

struct value *pending_enter(struct evaluator *evaluator, struct value *manager) {
    struct emitter *emitter = evaluator->emitter;
    struct split split = {.consumer = consumer_new(evaluator, take_split)};
    pending_run(evaluator, manager, &split.consumer);
    manager->kind = VALUE_STACK;
    if (!split.consumer.is_taken) {
        return value_unknown(evaluator->arena, manager->span, STR("it yields nothing"));
    }
    struct value *term = value_term(evaluator->arena, manager->span, TERM_CONTEXT);
    manager->term = term->term;
    for (size_t i = split.operations; i < emitter->out->count; i++) {
        struct operation *later = ARENA_PUSH(evaluator->arena, &manager->term->queue);
        *later = emitter->out->items[i];
        later->statement -= split.statement;
    }
    emitter->out->count = split.operations;
    emitter->statement = split.statement;
    return split.bound;
}

void pending_leave(struct evaluator *evaluator, struct value *manager) {
    struct emitter *emitter = evaluator->emitter;
    struct operations *queue = manager->term ? &manager->term->queue : NULL;
    uint32_t base = emitter->statement;
    for (size_t i = 0; queue && i < queue->count; i++) {
        struct operation *operation = ARENA_PUSH(evaluator->arena, emitter->out);
        *operation = queue->items[i];
        operation->statement += base;
        emitter->statement = operation->statement;
    }
    manager->term = NULL;
}

struct value *pending_method(struct evaluator *evaluator, struct value *value, struct str name,
                             const struct call *call) {
    if (str_is(name, "__enter__") || str_is(name, "__aenter__")) {
        return pending_enter(evaluator, value);
    }
    if (str_is(name, "close") || str_is(name, "aclose")) { // before it began
        value->kind = VALUE_LIST;
        return value_new(evaluator->arena, VALUE_NONE, call->span);
    }
    pending_list(evaluator, value);
    return container_method(evaluator, value, name, call);
}
