#include "python/alembic.h"
#include "python/classes.h"
#include "python/sqlalchemy.h"

enum { CALLEE_LIMIT = 80 }; // bytes of a callee's text in a reason

// ---- calls

static void bind_rest(struct evaluator *evaluator, const struct function *function,
                      const struct call *call, size_t positional, struct scope *scope) {
    struct arena *arena = evaluator->arena;
    for (size_t p = 0; p < function->parameters.count; p++) {
        const struct parameter *parameter = &function->parameters.items[p];
        if (parameter->kind == PARAMETER_ARGS) {
            struct value *rest = value_new(arena, VALUE_TUPLE, call->span);
            for (size_t i = positional; i < call->args.count; i++) {
                *ARENA_PUSH(arena, &rest->items) = call->args.items[i];
            }
            rest->is_partial = call->args_are_partial;
            rest->reason = call->reason;
            scope_set(evaluator, scope, parameter->name, rest);
        } else if (parameter->kind == PARAMETER_KWARGS) {
            struct value *rest = value_new(arena, VALUE_DICT, call->span);
            for (size_t i = 0; i < call->keyword_count; i++) {
                if (!map_find(&scope->names, call->keywords[i].name)) {
                    value_set(arena, rest, call->keywords[i].name, call->keywords[i].value);
                }
            }
            rest->is_partial = call->keywords_are_partial;
            rest->reason = call->reason;
            scope_set(evaluator, scope, parameter->name, rest);
        }
    }
}

// Binds a call's arguments to the parameters, as Python does; what is missing is unknown.
static void bind(struct evaluator *evaluator, const struct function *function,
                 struct value *self, const struct call *call, struct scope *scope) {
    size_t position = 0;
    for (size_t p = 0; p < function->parameters.count; p++) {
        const struct parameter *parameter = &function->parameters.items[p];
        if (parameter->kind == PARAMETER_ARGS || parameter->kind == PARAMETER_KWARGS) {
            continue;
        }
        struct value *value = NULL;
        if (self && p == 0) {
            value = self;
        } else if (parameter->kind == PARAMETER_PLAIN && position < call->args.count) {
            value = call->args.items[position++];
        } else {
            struct str name = str_copy(evaluator->arena, parameter->name);
            value = call_argument(call, SIZE_MAX, name.data);
        }
        if (!value && (call->args_are_partial || call->keywords_are_partial)) {
            value = value_unknown(evaluator->arena, call->span, call->reason);
        }
        value = value ? value : parameter->fallback;
        if (!value) {
            struct str reason = str_format(
                evaluator->arena, "the argument " STR_FMT " of " STR_FMT "() is not given",
                STR_ARG(parameter->name), STR_ARG(function->name));
            value = value_unknown(evaluator->arena, call->span, reason);
        }
        scope_set(evaluator, scope, parameter->name, value);
    }
    bind_rest(evaluator, function, call, position, scope);
}

// What a function returns: one value, or an unknown one where several are possible.
static struct value *result_of(struct evaluator *evaluator, const struct function *function,
                               const struct frame *frame, enum flow flow, struct span span) {
    struct arena *arena = evaluator->arena;
    if (function->is_generator) {
        struct value *list = value_new(arena, VALUE_LIST, span);
        list->items = frame->yields;
        list->self = frame->results.count == 1 ? frame->results.items[0] : NULL;
        list->is_iterator = true;
        list->is_partial = frame->yields_are_partial;
        list->reason = frame->yields_reason;
        list->condition = frame->condition;
        return list;
    }
    struct value *result = frame->results.count ? frame->results.items[0] : NULL;
    bool falls_off = flow == FLOW_NEXT;
    if (!result) {
        return value_new(arena, VALUE_NONE, span);
    }
    bool same = true;
    for (size_t i = 1; i < frame->results.count; i++) {
        same &= value_equal(result, frame->results.items[i]) == TRUTH_YES;
    }
    if (falls_off && result->kind != VALUE_NONE) {
        same = false;
    }
    if (same) {
        return result;
    }
    struct str reason = str_format(arena, "what " STR_FMT "() gives depends on a condition",
                                   STR_ARG(function->name));
    struct value *unknown = value_unknown(arena, span, reason);
    unknown->guard = guard_of_results(frame);
    return unknown;
}

static struct value *run_function(struct evaluator *evaluator, const struct function *function,
                                  struct value *self, const struct call *call,
                                  struct consumer *consumer) {
    struct emitter *emitter = evaluator->emitter;
    struct frame *caller = evaluator->frame;
    struct loop *loop = evaluator->loop;
    const struct condition *condition = emitter->condition;
    struct scope *scope = scope_new(evaluator, function->scope, function->module);
    bind(evaluator, function, self, call, scope);

    bool enters_other = !emitter->in_other_file && function->module != evaluator->main;
    if (enters_other) {
        emitter->in_other_file = true;
        emitter->call_span = call->span;
    }
    struct frame frame = {
        .caller = caller,
        .function = function,
        .scope = scope,
        .condition = condition,
        .operations = emitter->out->count,
        .consumer = consumer,
    };
    evaluator->frame = &frame;
    evaluator->loop = NULL;
    struct value *result = NULL;
    if (function->is_lambda) {
        result = evaluate(evaluator, function->body);
    } else {
        enum flow flow = evaluate_block(evaluator, function->body);
        result = result_of(evaluator, function, &frame, flow, call->span);
        bool is_sure = emitter->condition == condition; // no return was possible before
        evaluator->is_raising = flow == FLOW_RAISE && is_sure;
        frame.may_raise |= flow == FLOW_RAISE && !is_sure;
    }
    evaluator->may_have_raised = frame.may_raise;
    evaluator->frame = caller;
    evaluator->loop = loop;
    emitter->condition = condition;
    if (frame.is_cut && emitter->out->count > frame.operations) {
        emit_opaque(emitter, call->span,
                    str_format(evaluator->arena, "calls of " STR_FMT "() are nested too deep",
                               STR_ARG(function->name)));
    }
    if (enters_other) {
        emitter->in_other_file = false;
    }
    return result;
}

enum { RECURSION_LIMIT = 12, UNKNOWN_RECURSION_LIMIT = 2 };

static bool has_unknown_argument(const struct call *call) {
    for (size_t i = 0; i < call->args.count; i++) {
        if (call->args.items[i]->kind == VALUE_UNKNOWN) {
            return true;
        }
    }
    return false;
}

// The outermost running call of the function, and how often it calls itself already.
static struct frame *find_outermost(const struct evaluator *evaluator,
                                    const struct function *function, unsigned *times) {
    struct frame *outermost = NULL;
    for (struct frame *frame = evaluator->frame; frame; frame = frame->caller) {
        if (frame->function == function) {
            outermost = frame;
            ++*times;
        }
    }
    return outermost;
}

struct value *call_now(struct evaluator *evaluator, const struct function *function,
                       struct value *self, const struct call *call, struct consumer *consumer) {
    evaluator->calls++;
    struct value *result = run_function(evaluator, function, self, call, consumer);
    evaluator->calls--;
    return result;
}

struct value *call_function(struct evaluator *evaluator, const struct function *function,
                            struct value *self, const struct call *call) {
    struct arena *arena = evaluator->arena;
    unsigned times = 0;
    struct frame *outermost = find_outermost(evaluator, function, &times);
    bool turns_in_circles =
        times >= (has_unknown_argument(call) ? UNKNOWN_RECURSION_LIMIT : RECURSION_LIMIT);
    if (!function->body || turns_in_circles || evaluator->calls >= CALL_LIMIT) {
        modules_note_limit(evaluator);
        struct str reason = str_format(arena, "calls of " STR_FMT "() are nested too deep",
                                       STR_ARG(function->name));
        if (turns_in_circles) {
            outermost->is_cut = true; // said when it ends, if it does anything
        } else {
            emit_opaque(evaluator->emitter, call->span, reason);
        }
        return value_unknown(arena, call->span, reason);
    }
    if (function->unknown_decorator.size) {
        struct str reason =
            str_format(arena, STR_FMT "() is changed by @" STR_FMT ", which is not read",
                       STR_ARG(function->name), STR_ARG(function->unknown_decorator));
        emit_opaque(evaluator->emitter, call->span, reason);
    }
    if (function->is_generator || function->is_async) {
        return pending_new(evaluator, function, self, call);
    }
    struct value *result = cache_find(evaluator, function, self, call);
    if (result) {
        return result;
    }
    size_t operations = evaluator->emitter->out->count;
    result = call_now(evaluator, function, self, call, NULL);
    if (function->is_cached && evaluator->emitter->out->count > operations) {
        cache_add(evaluator, (struct function *)function, self, call, result);
    }
    return result;
}

static struct value *call_external(struct evaluator *evaluator, struct value *callee,
                                   const struct call *call, bool in_statement) {
    struct str path = callee->name;
    if (alembic_has(path)) {
        return alembic_call(evaluator->emitter, path, call);
    }
    if (sqlalchemy_has(path)) {
        return sqlalchemy_call(evaluator->emitter, path, call);
    }
    if (builtin_has(path)) {
        struct value *result = builtin_call(evaluator, path, call);
        if (result->kind == VALUE_UNKNOWN && str_equal(result->name, path)) {
            if (str_starts(path, STR("os.")) && foreign_speaks(path)) {
                emit_opaque(evaluator->emitter, call->span,
                            STR("what another program does is not known"));
            }
            foreign_run_callbacks(evaluator, path, call);
            pending_hand_over(evaluator, call);
            if (foreign_gets_database(call)) {
                result->name = (struct str){0}; // it may be what was handed over
            }
        }
        return result;
    }
    if (str_ends(path, STR("Session")) && foreign_gets_database(call)) {
        return value_term(evaluator->arena, call->span, TERM_CONNECTION); // db.Session(bind=…)
    }
    pending_hand_over(evaluator, call);
    return foreign_call(evaluator, path, STR("it is not in this repository"), call,
                        in_statement);
}

// super().name() of a base that is not read.
static struct value *super_method(struct evaluator *evaluator, const struct value *super,
                                  struct str name, const struct call *call, bool in_statement) {
    struct value *result = base_method(evaluator, super->self, name, call);
    struct str reason = STR("it is a method of a base that is not read");
    if (result) {
        return result;
    }
    if (class_is_whole(super->class) || str_starts(name, STR("__"))) {
        return value_unknown(evaluator->arena, call->span, reason);
    }
    return foreign_call(evaluator, name, reason, call, in_statement);
}

static struct value *call_method(struct evaluator *evaluator, struct value *callee,
                                 const struct call *call, bool in_statement) {
    struct value *self = callee->self;
    struct value *result = NULL;
    if (callee->function) {
        return call_function(evaluator, callee->function, self, call);
    }
    if (self->kind == VALUE_TERM) {
        result = alembic_method(evaluator->emitter, self, callee->name, call);
        if (!result) {
            result = sqlalchemy_method(evaluator->emitter, self, callee->name, call);
        }
    } else if (self->kind == VALUE_TEXT) {
        result = text_method(evaluator, self, callee->name, call);
    } else if (self->kind == VALUE_PATH) {
        result = path_method(evaluator, self, callee->name, call);
    } else if (self->kind == VALUE_STACK) {
        result = stack_method(evaluator, self, callee->name, call);
    } else if (self->kind == VALUE_FILE) {
        result = file_method(evaluator, self, callee->name, call);
    } else if (self->kind == VALUE_PENDING) {
        result = pending_method(evaluator, self, callee->name, call);
    } else if (self->kind == VALUE_SUPER) {
        return super_method(evaluator, self, callee->name, call, in_statement);
    } else if (self->kind == VALUE_PROPERTY) {
        result = property_method(evaluator, self, callee->name, call);
    } else if (self->kind == VALUE_CLASS || self->kind == VALUE_INSTANCE) {
        result = object_method(evaluator, self, callee->name, call);
    } else {
        result = container_method(evaluator, self, callee->name, call);
    }
    if (result) {
        return result;
    }
    struct str reason =
        str_format(evaluator->arena, "it is a method of %s", value_kind_name(self));
    return foreign_call(evaluator, callee->name, reason, call, in_statement);
}

static struct value *dispatch(struct evaluator *evaluator, struct value *callee,
                              const struct call *call, struct str what, bool in_statement) {
    callee = resolve_external(evaluator, callee);
    switch (callee->kind) {
    case VALUE_FUNCTION:
        return call_function(evaluator, callee->function, NULL, call);
    case VALUE_CLASS:
        return class_call(evaluator, callee, call);
    case VALUE_METHOD:
        return call_method(evaluator, callee, call, in_statement);
    case VALUE_EXTERNAL:
        return call_external(evaluator, callee, call, in_statement);
    case VALUE_PARTIAL:
        return partial_call(evaluator, callee, call);
    case VALUE_INSTANCE: {
        const struct function *told = special_find(callee, "__call__");
        if (told) {
            return call_function(evaluator, told, callee, call);
        }
        break;
    }
    default:
        break;
    }
    pending_hand_over(evaluator, call);
    if (callee->kind == VALUE_UNKNOWN && callee->self && foreign_is_same_rows(callee)) {
        return callee->self;
    }
    bool harmless =
        foreign_is_library(callee) ||
        (callee->kind == VALUE_UNKNOWN && callee->self && foreign_is_harmless(callee->name));
    for (struct value *of = callee->kind == VALUE_UNKNOWN ? callee->self : NULL; of;
         of = of->self) {
        if (foreign_is_harmless(callee->name)) { // such as append()
            container_forget(evaluator, of, value_reason(evaluator->arena, callee));
        }
    }
    if (harmless && !foreign_gets_database(call)) {
        return value_unknown(evaluator->arena, call->span,
                             value_reason(evaluator->arena, callee));
    }
    return foreign_call(evaluator, what, value_reason(evaluator->arena, callee), call,
                        in_statement);
}

struct value *call_value(struct evaluator *evaluator, struct value *callee,
                         const struct call *call) {
    return dispatch(evaluator, callee, call, STR("the function"), false);
}

static struct value *call_back(void *context, struct value *function, const struct call *call) {
    return pending_await(context, call_value(context, function, call));
}

static void touch_back(void *context, const struct value *value) {
    modules_touch(context, value->arena);
}

struct emitter evaluator_emitter(struct evaluator *evaluator, const struct source *source,
                                 struct operations *out) {
    return (struct emitter){.arena = evaluator->arena,
                            .source = source,
                            .out = out,
                            .naming = evaluator->naming,
                            .call_value = call_back,
                            .touch = touch_back,
                            .call_context = evaluator};
}

// ---- arguments

static void add_keyword(struct evaluator *evaluator, struct call *call, size_t *capacity,
                        struct str name, struct value *value) {
    call->keywords = arena_grow(evaluator->arena, call->keywords, call->keyword_count, capacity,
                                sizeof *call->keywords);
    call->keywords[call->keyword_count++] = (struct call_keyword){name, value};
}

static void add_splat(struct evaluator *evaluator, struct call *call, const struct node *node) {
    bool partial = false;
    const struct node *inner = node_first(node);
    struct value *value = inner ? evaluate(evaluator, inner) : NULL;
    if (value) {
        iterate(evaluator, value, &call->args, &partial, &call->reason);
    }
    call->args_are_partial |= partial;
}

static void add_keywords(struct evaluator *evaluator, struct call *call, size_t *capacity,
                         const struct node *node) {
    const struct node *inner = node_first(node);
    struct value *value = inner ? evaluate(evaluator, inner) : NULL;
    if (!value) {
        return;
    }
    if (value->kind != VALUE_DICT || value->is_partial) {
        call->keywords_are_partial = true;
        call->reason = value_reason(evaluator->arena, value);
    }
    for (size_t i = 0; value->kind == VALUE_DICT && i < value->keys.count; i++) {
        struct str name;
        if (value_is_text(value->keys.items[i], &name)) {
            add_keyword(evaluator, call, capacity, name, value->items.items[i]);
        }
    }
}

static struct call read_arguments(struct evaluator *evaluator, const struct node *node) {
    struct call call = {.span = node->span};
    size_t capacity = 0;
    const struct node *arguments = node_field(node, FIELD_OF_ARGUMENTS);
    if (arguments && arguments->kind == NODE_GENERATOR) { // any(x for x in y)
        *ARENA_PUSH(evaluator->arena, &call.args) = evaluate(evaluator, arguments);
        return call;
    }
    for (const struct node *a = arguments ? node_first(arguments) : NULL; a; a = node_next(a)) {
        if (a->kind == NODE_LIST_SPLAT) {
            add_splat(evaluator, &call, a);
        } else if (a->kind == NODE_DICTIONARY_SPLAT) {
            add_keywords(evaluator, &call, &capacity, a);
        } else if (a->kind == NODE_KEYWORD_ARGUMENT) {
            const struct node *value = node_field(a, FIELD_OF_VALUE);
            struct str name = evaluator_text(evaluator, node_field(a, FIELD_OF_NAME));
            if (value) {
                add_keyword(evaluator, &call, &capacity, name, evaluate(evaluator, value));
            }
        } else {
            *ARENA_PUSH(evaluator->arena, &call.args) = evaluate(evaluator, a);
        }
    }
    return call;
}

struct value *evaluate_call(struct evaluator *evaluator, const struct node *node) {
    bool in_statement = evaluator->is_in_statement;
    evaluator->is_in_statement = false;
    const struct node *function = node_field(node, FIELD_OF_FUNCTION);
    if (!function) {
        return value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    }
    struct value *callee = evaluate(evaluator, function);
    struct call call = read_arguments(evaluator, node);
    struct str what = condition_text(evaluator, function);
    return dispatch(evaluator, callee, &call, str_cut(what, CALLEE_LIMIT), in_statement);
}
