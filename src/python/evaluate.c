#include <stdlib.h>

#include "python/alembic.h"
#include "python/classes.h"
#include "python/sqlalchemy.h"

const struct source *evaluator_source(const struct evaluator *evaluator) {
    return evaluator->frame->scope->module->source;
}

struct str evaluator_text(const struct evaluator *evaluator, const struct node *node) {
    return syntax_text(evaluator_source(evaluator), node);
}

void report_limit(struct evaluator *evaluator, struct span span) {
    emit_opaque(evaluator->emitter, span,
                STR("it does more than can be followed; what comes after this is not known"));
}

bool evaluator_step(struct evaluator *evaluator, struct span span) {
    if (evaluator->is_stopped) {
        return false;
    }
    evaluator->steps++;
    size_t memory = arena_used(evaluator->arena) - evaluator->memory_start;
    if (evaluator->steps <= STEP_LIMIT && memory <= MEMORY_LIMIT) {
        return true;
    }
    evaluator->is_stopped = true;
    modules_note_limit(evaluator);
    report_limit(evaluator, span);
    return false;
}

// ---- expressions

static struct value *evaluate_identifier(struct evaluator *evaluator, const struct node *node) {
    struct arena *arena = evaluator->arena;
    struct str name = evaluator_text(evaluator, node);
    struct value *value = scope_find(evaluator->frame->scope, name);
    if (value) {
        return resolve_external(evaluator, value);
    }
    struct str path = str_format(arena, "builtins." STR_FMT, STR_ARG(name));
    if (builtin_has(path)) {
        return value_external(arena, node->span, path);
    }
    const struct module *module = evaluator->frame->scope->module;
    if (module->star_imports.count) {
        struct str from = module->star_imports.items[module->star_imports.count - 1];
        path = str_dotted(arena, from, name);
        return resolve_external(evaluator, value_external(arena, node->span, path));
    }
    return value_unknown(
        arena, node->span,
        str_format(arena, "the name " STR_FMT " is not defined", STR_ARG(name)));
}

static struct value *evaluate_integer(struct evaluator *evaluator, const struct node *node) {
    struct str text = evaluator_text(evaluator, node);
    int64_t number = 0;
    int base = 10;
    if (text.size > 2 && text.data[0] == '0' && text.data[1] > '9') { // 0x, 0o, 0b
        char letter = text.data[1] | ' ';
        base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
        text = str_slice(text, 2, text.size);
    }
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '_' || c == 'l' || c == 'L') {
            continue;
        }
        int digit = c <= '9' ? c - '0' : (c | ' ') - 'a' + 10;
        if (digit < 0 || digit >= base || number > (INT64_MAX - base) / base) {
            return value_unknown(evaluator->arena, node->span, STR("a number that is too big"));
        }
        number = number * base + digit;
    }
    return value_int(evaluator->arena, node->span, number);
}

struct choice {
    const struct node *node;
    struct value *value;
};

static enum flow take_choice(struct evaluator *evaluator, void *context) {
    struct choice *choice = context;
    choice->value = evaluate(evaluator, choice->node);
    return FLOW_NEXT;
}

static struct value *evaluate_under(struct evaluator *evaluator, const struct node *test_node,
                                    const struct value *test, bool outcome,
                                    const struct node *node) {
    struct choice choice = {.node = node};
    struct fork fork = {.text = condition_text(evaluator, test_node),
                        .test = test,
                        .yes = outcome ? take_choice : NULL,
                        .no = outcome ? NULL : take_choice,
                        .context = &choice};
    fork_evaluate(evaluator, &fork);
    return choice.value;
}

// What a default chooses is a default itself; NULL: the test is no such text, or gives none.
static struct value *likely_choice(struct evaluator *evaluator, const struct node *test_node,
                                   const struct value *test, const struct node *yes,
                                   const struct node *no) {
    struct str text;
    if (!value_is_likely_text(test, &text)) {
        return NULL;
    }
    const struct value *chosen =
        evaluate_under(evaluator, test_node, test, text.size > 0, text.size ? yes : no);
    return chosen->kind == VALUE_TEXT
               ? text_by_default(evaluator, chosen, test->text.holes.items[0].reason)
               : NULL;
}

// a if test else b
static struct value *evaluate_conditional(struct evaluator *evaluator,
                                          const struct node *node) {
    const struct node *yes = node_first(node);
    const struct node *test_node = yes ? node_next(yes) : NULL;
    const struct node *no = test_node ? node_next(test_node) : NULL;
    if (!no) {
        return value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    }
    struct value *test = evaluate(evaluator, test_node);
    enum truth truth = truth_of(evaluator, test);
    if (truth != TRUTH_UNKNOWN) {
        return evaluate(evaluator, truth == TRUTH_YES ? yes : no);
    }
    struct value *likely = likely_choice(evaluator, test_node, test, yes, no);
    if (likely) {
        return likely;
    }
    struct value *one = evaluate_under(evaluator, test_node, test, true, yes);
    struct value *other = evaluate_under(evaluator, test_node, test, false, no);
    if (value_equal(one, other) == TRUTH_YES) {
        return one;
    }
    struct str text = condition_text(evaluator, test_node);
    return value_unknown(evaluator->arena, node->span,
                         str_format(evaluator->arena, "it depends on " STR_FMT, STR_ARG(text)));
}

// Does the value come from the environment or the database? What Python computes, and we do
// not follow, has no usual value.
static bool is_of_outside(const struct value *value) {
    static const char *const computed[] = {"builtins.", "functools.", "itertools.", "re."};
    while (value->kind == VALUE_UNKNOWN && value->self && !value->name.size) {
        value = value->self; // an item of something
    }
    for (size_t i = 0; i < sizeof computed / sizeof *computed; i++) {
        if (str_starts(value->name, str_from(computed[i]))) {
            return false;
        }
    }
    return value->kind == VALUE_UNKNOWN || value_is_likely_text(value, &(struct str){0});
}

// a and b: what it gives may be b, which is no lookup.
static bool is_conjunction(const struct evaluator *evaluator, const struct node *node) {
    return node->kind == NODE_BOOLEAN_OPERATOR &&
           str_is(evaluator_text(evaluator, node_field(node, FIELD_OF_OPERATOR)), "and");
}

// a and b, a or b
static struct value *evaluate_boolean(struct evaluator *evaluator, const struct node *node) {
    const struct node *left = node_field(node, FIELD_OF_LEFT);
    const struct node *right = node_field(node, FIELD_OF_RIGHT);
    if (!left || !right) {
        return value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    }
    bool is_and = is_conjunction(evaluator, node);
    enum truth decisive = is_and ? TRUTH_NO : TRUTH_YES;
    struct value *first = evaluate(evaluator, left);
    enum truth truth = truth_of(evaluator, first);
    if (truth == decisive) {
        return first;
    }
    if (truth != TRUTH_UNKNOWN) {
        return evaluate(evaluator, right);
    }
    struct value *second = evaluate_under(evaluator, left, first, is_and, right);
    enum truth then = truth_of(evaluator, second);
    // name or "fallback"
    if (then == decisive && second->kind == VALUE_TEXT && is_of_outside(first) &&
        !is_conjunction(evaluator, left)) {
        struct str text = {0};
        bool is_first = value_is_likely_text(first, &text) && text.size;
        return is_first
                   ? first
                   : text_by_default(evaluator, second, value_reason(evaluator->arena, first));
    }
    struct str reason = value_reason(evaluator->arena, first);
    struct value *either = value_unknown(evaluator->arena, node->span, reason);
    either->name = first->kind == VALUE_UNKNOWN ? first->name : either->name;
    either->guard = then == TRUTH_UNKNOWN ? (struct guard_value){0} : first->guard;
    either->has_truth = then == decisive; // then both ways end so
    either->yes = decisive == TRUTH_YES;
    return either;
}

static struct value *evaluate_not(struct evaluator *evaluator, const struct node *node) {
    const struct node *argument = node_field(node, FIELD_OF_ARGUMENT);
    if (!argument) {
        return value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    }
    struct value *value = evaluate(evaluator, argument);
    enum truth truth = truth_of(evaluator, value);
    if (truth != TRUTH_UNKNOWN) {
        return value_bool(evaluator->arena, node->span, truth == TRUTH_NO);
    }
    struct value *not_value =
        value_unknown(evaluator->arena, node->span, value_reason(evaluator->arena, value));
    not_value->guard = value->guard;
    not_value->guard.negated = !value->guard.negated;
    return not_value;
}

static struct value *evaluate_unary(struct evaluator *evaluator, const struct node *node) {
    const struct node *argument = node_field(node, FIELD_OF_ARGUMENT);
    struct value *value = argument ? evaluate(evaluator, argument) : NULL;
    bool minus = str_is(evaluator_text(evaluator, node_field(node, FIELD_OF_OPERATOR)), "-");
    if (value && value->kind == VALUE_INT && minus && value->number > INT64_MIN) {
        return value_int(evaluator->arena, node->span, -value->number);
    }
    if (value && value->kind == VALUE_FLOAT && minus) {
        struct value *negative = value_new(evaluator->arena, VALUE_FLOAT, node->span);
        negative->real = -value->real;
        return negative;
    }
    struct str symbol = evaluator_text(evaluator, node_field(node, FIELD_OF_OPERATOR));
    struct value *own = value ? special_unary(evaluator, symbol, value, node->span) : NULL;
    if (own) {
        return own;
    }
    if (value && value->kind == VALUE_TERM && !minus) { // ~(a == b)
        struct value *term = sqlalchemy_operator(
            evaluator->emitter, evaluator_text(evaluator, node_field(node, FIELD_OF_OPERATOR)),
            value, value, node->span);
        if (term) {
            return term;
        }
    }
    return value_unknown(evaluator->arena, node->span, STR("an operator on an unknown value"));
}

static struct value *evaluate_named(struct evaluator *evaluator, const struct node *node) {
    const struct node *name = node_field(node, FIELD_OF_NAME);
    const struct node *expression = node_field(node, FIELD_OF_VALUE);
    struct value *value =
        expression ? evaluate(evaluator, expression)
                   : value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    if (name) {
        assign(evaluator, name, value);
    }
    return value;
}

static struct value *evaluate_attribute_node(struct evaluator *evaluator,
                                             const struct node *node) {
    const struct node *object = node_field(node, FIELD_OF_OBJECT);
    const struct node *name = node_field(node, FIELD_OF_ATTRIBUTE);
    if (!object || !name) {
        return value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    }
    return evaluate_attribute(evaluator, evaluate(evaluator, object),
                              evaluator_text(evaluator, name), node->span);
}

static struct value *evaluate_constant(struct evaluator *evaluator, const struct node *node) {
    if (node->kind == NODE_NONE) {
        return value_new(evaluator->arena, VALUE_NONE, node->span);
    }
    return value_bool(evaluator->arena, node->span, node->kind == NODE_TRUE);
}

static struct value *evaluate_float(struct evaluator *evaluator, const struct node *node) {
    // A view is not a C string; digits are few.
    struct str text = str_copy(evaluator->arena, evaluator_text(evaluator, node));
    struct value *value = value_new(evaluator->arena, VALUE_FLOAT, node->span);
    value->real = strtod(text.data, NULL);
    return value;
}

static struct value *evaluate_inner(struct evaluator *evaluator, const struct node *node) {
    const struct node *inner = node_first(node);
    return inner ? evaluate(evaluator, inner)
                 : value_unknown(evaluator->arena, node->span, STR("an empty expression"));
}

// yield from: each of its items, and its result.
static struct value *yield_from(struct evaluator *evaluator, struct value *yielded) {
    struct frame *frame = evaluator->frame;
    struct value_list items = {0};
    bool partial = false;
    struct str reason = STR("what it yields depends on a condition");
    if (frame->consumer && yielded->kind == VALUE_PENDING) {
        const struct value *list = pending_run(evaluator, yielded, frame->consumer);
        frame->is_closed = frame->consumer->is_done;
        return list->self;
    }
    iterate(evaluator, yielded, &items, &partial, &reason);
    for (size_t i = 0; i < items.count && evaluator_step(evaluator, yielded->span); i++) {
        if (frame->consumer) {
            consumer_take(evaluator, items.items[i]);
        } else {
            *ARENA_PUSH(evaluator->arena, &frame->yields) = items.items[i];
        }
    }
    partial |= evaluator->emitter->condition != frame->condition;
    frame->yields_are_partial |= partial;
    frame->yields_reason = partial ? reason : frame->yields_reason;
    return yielded->kind == VALUE_LIST ? yielded->self : NULL;
}

static struct value *evaluate_await(struct evaluator *evaluator, const struct node *node) {
    return pending_await(evaluator, evaluate_inner(evaluator, node));
}

static void add_yield(struct evaluator *evaluator, struct value *yielded) {
    struct frame *frame = evaluator->frame;
    if (frame->consumer) {
        consumer_take(evaluator, yielded);
    } else if (evaluator->emitter->condition != frame->condition) {
        frame->yields_are_partial = true;
        frame->yields_reason = STR("what it yields depends on a condition");
    } else if (!frame->yields_are_partial) {
        *ARENA_PUSH(evaluator->arena, &frame->yields) = yielded;
    }
}

static struct value *evaluate_yield(struct evaluator *evaluator, const struct node *node) {
    const struct node *inner = node_first(node);
    struct value *yielded = inner ? evaluate(evaluator, inner)
                                  : value_new(evaluator->arena, VALUE_NONE, node->span);
    bool is_from = node->child && node->child->next &&
                   str_is(evaluator_text(evaluator, node->child->next), "from");
    struct value *result = is_from ? yield_from(evaluator, yielded) : NULL;
    if (!is_from) {
        add_yield(evaluator, yielded);
    }
    if (result) {
        return result;
    }
    return value_unknown(evaluator->arena, node->span, STR("what is sent to a generator"));
}

typedef struct value *(*expression_evaluator)(struct evaluator *evaluator,
                                              const struct node *node);

static const expression_evaluator expressions[NODE_KIND_COUNT] = {
    [NODE_ASSIGNMENT] = evaluate_assignment,
    [NODE_IDENTIFIER] = evaluate_identifier,
    [NODE_ATTRIBUTE] = evaluate_attribute_node,
    [NODE_SUBSCRIPT] = evaluate_subscript,
    [NODE_CALL] = evaluate_call,
    [NODE_PARENTHESIZED] = evaluate_inner,
    [NODE_AWAIT] = evaluate_await,
    [NODE_TYPE] = evaluate_inner,
    [NODE_CONDITIONAL] = evaluate_conditional,
    [NODE_BOOLEAN_OPERATOR] = evaluate_boolean,
    [NODE_NOT_OPERATOR] = evaluate_not,
    [NODE_COMPARISON] = evaluate_comparison,
    [NODE_BINARY_OPERATOR] = evaluate_binary,
    [NODE_UNARY_OPERATOR] = evaluate_unary,
    [NODE_NAMED_EXPRESSION] = evaluate_named,
    [NODE_LAMBDA] = evaluate_lambda,
    [NODE_YIELD] = evaluate_yield,
    [NODE_LIST] = evaluate_display,
    [NODE_TUPLE] = evaluate_display,
    [NODE_EXPRESSION_LIST] = evaluate_display,
    [NODE_SET] = evaluate_display,
    [NODE_DICTIONARY] = evaluate_display,
    [NODE_LIST_COMPREHENSION] = evaluate_comprehension,
    [NODE_SET_COMPREHENSION] = evaluate_comprehension,
    [NODE_DICTIONARY_COMPREHENSION] = evaluate_comprehension,
    [NODE_GENERATOR] = evaluate_comprehension,
    [NODE_INTEGER] = evaluate_integer,
    [NODE_FLOAT] = evaluate_float,
    [NODE_TRUE] = evaluate_constant,
    [NODE_FALSE] = evaluate_constant,
    [NODE_NONE] = evaluate_constant,
    [NODE_STRING] = evaluate_string,
    [NODE_CONCATENATED_STRING] = evaluate_concatenated_string,
};

struct value *evaluate(struct evaluator *evaluator, const struct node *node) {
    if (evaluator->depth >= DEPTH_LIMIT) {
        modules_note_limit(evaluator);
        return value_unknown(evaluator->arena, node->span, STR("it is nested too deep"));
    }
    if (!evaluator_step(evaluator, node->span)) {
        return value_unknown(evaluator->arena, node->span, STR("too much work to follow"));
    }
    if (!expressions[node->kind]) {
        return value_unknown(evaluator->arena, node->span,
                             STR("an expression of unknown kind"));
    }
    // A call inside the arguments of a statement's call is no statement.
    bool in_statement = evaluator->is_in_statement && node->kind == NODE_CALL;
    evaluator->is_in_statement = in_statement;
    evaluator->depth++;
    struct value *value = expressions[node->kind](evaluator, node);
    evaluator->depth--;
    return value;
}
