#include "python/classes.h"

// Statements of `match`, and their patterns.

struct case_parts {
    struct value *subject;
    const struct node *clause;
};

static enum flow evaluate_cases(struct evaluator *evaluator, struct case_parts *parts);

static enum flow case_yes(struct evaluator *evaluator, void *context) {
    const struct case_parts *parts = context;
    const struct node *block = node_field(parts->clause, FIELD_OF_CONSEQUENCE);
    return block ? evaluate_block(evaluator, block) : FLOW_NEXT;
}

static enum flow case_no(struct evaluator *evaluator, void *context) {
    const struct case_parts *parts = context;
    struct case_parts rest = {parts->subject, node_next(parts->clause)};
    return evaluate_cases(evaluator, &rest);
}

static enum truth pattern_matches(struct evaluator *evaluator, struct value *subject,
                                  const struct node *pattern);

// A pattern that is not followed: what it captures is not known.
static enum truth forget_captures(struct evaluator *evaluator, const struct node *pattern) {
    struct str text = evaluator_source(evaluator)->text;
    char behind = pattern->span.end < text.size ? text.data[pattern->span.end] : 0;
    bool is_other = behind == '(' || behind == '='; // the name of a class or of a field
    bool is_dotted = pattern->kind == NODE_DOTTED_NAME;
    if (pattern->kind == NODE_IDENTIFIER || is_dotted) {
        if (!is_other && !(is_dotted && node_next(node_first(pattern)))) {
            scope_set(evaluator, evaluator->frame->scope, evaluator_text(evaluator, pattern),
                      value_unknown(evaluator->arena, pattern->span,
                                    STR("what a pattern captures is not known")));
        }
        return TRUTH_UNKNOWN;
    }
    for (const struct node *n = node_first(pattern); n; n = node_next(n)) {
        forget_captures(evaluator, n);
    }
    return TRUTH_UNKNOWN;
}

// a | b
static enum truth any_matches(struct evaluator *evaluator, struct value *subject,
                              const struct node *pattern) {
    enum truth answer = TRUTH_NO;
    for (const struct node *n = node_first(pattern); n && answer != TRUTH_YES;
         n = node_next(n)) {
        enum truth one = pattern_matches(evaluator, subject, n);
        answer = one == TRUTH_NO ? answer : one;
    }
    return answer;
}

// (a, *rest): how many items there are says nothing.
static bool has_splat(const struct evaluator *evaluator, const struct node *pattern) {
    for (const struct node *n = node_first(pattern); n; n = node_next(n)) {
        if (str_starts(evaluator_text(evaluator, n), STR("*"))) {
            return true;
        }
    }
    return false;
}

// Is there a comma: does a pattern in brackets, or a case without them, mean a sequence?
static bool has_comma(const struct evaluator *evaluator, const struct node *pattern) {
    for (const struct node *n = pattern->child; n; n = n->next) {
        if (!n->is_named && str_is(evaluator_text(evaluator, n), ",")) {
            return true;
        }
    }
    return false;
}

// The item patterns (a, b), [a, b]; of a whole case without brackets: a, b.
static enum truth items_match(struct evaluator *evaluator, struct value *subject,
                              const struct node *pattern) {
    enum truth answer = TRUTH_YES;
    size_t index = 0;
    if (!value_is_sequence(subject) || subject->is_partial) {
        return subject->kind == VALUE_UNKNOWN || subject->is_partial ? TRUTH_UNKNOWN : TRUTH_NO;
    }
    if (has_splat(evaluator, pattern)) {
        return forget_captures(evaluator, pattern);
    }
    for (const struct node *n = node_first(pattern); n && n->kind == NODE_CASE_PATTERN;
         n = node_next(n)) {
        struct value *item =
            index < subject->items.count ? subject->items.items[index++] : NULL;
        enum truth one = item ? pattern_matches(evaluator, item, n) : TRUTH_NO;
        if (one == TRUTH_NO) {
            return TRUTH_NO;
        }
        answer = one == TRUTH_UNKNOWN ? one : answer;
    }
    return index == subject->items.count ? answer : TRUTH_NO;
}

// Does a pattern match: `_` does, a name does and is bound, literals are compared, others may.
static enum truth pattern_matches(struct evaluator *evaluator, struct value *subject,
                                  const struct node *pattern) {
    const struct node *inner = pattern ? node_first(pattern) : NULL;
    if (pattern && pattern->kind == NODE_UNION_PATTERN) {
        return any_matches(evaluator, subject, pattern);
    }
    bool is_group = inner && pattern->kind == NODE_TUPLE_PATTERN && !node_next(inner) &&
                    !has_comma(evaluator, pattern); // (a)
    if (is_group) {
        return pattern_matches(evaluator, subject, inner);
    }
    if (pattern &&
        (pattern->kind == NODE_TUPLE_PATTERN || pattern->kind == NODE_LIST_PATTERN)) {
        return items_match(evaluator, subject, pattern);
    }
    if (!inner) {
        return str_is(evaluator_text(evaluator, pattern), "_") ? TRUTH_YES : TRUTH_UNKNOWN;
    }
    if (inner->kind == NODE_UNION_PATTERN || inner->kind == NODE_TUPLE_PATTERN ||
        inner->kind == NODE_LIST_PATTERN || inner->kind == NODE_CASE_PATTERN) {
        return pattern_matches(evaluator, subject, inner);
    }
    if (inner->kind == NODE_DOTTED_NAME && !node_next(node_first(inner))) {
        scope_set(evaluator, evaluator->frame->scope, evaluator_text(evaluator, inner),
                  subject);
        return TRUTH_YES;
    }
    if (inner->kind == NODE_STRING || inner->kind == NODE_INTEGER || inner->kind == NODE_NONE ||
        inner->kind == NODE_TRUE || inner->kind == NODE_FALSE ||
        inner->kind == NODE_CONCATENATED_STRING) {
        struct value *literal = evaluate(evaluator, inner);
        if (inner->span.start == pattern->span.start) {
            return value_equal(subject, literal);
        }
        return literal->kind == VALUE_INT // behind a minus
                   ? value_equal(subject,
                                 value_int(evaluator->arena, inner->span, -literal->number))
                   : TRUTH_UNKNOWN;
    }
    return forget_captures(evaluator, inner);
}

static enum flow evaluate_cases(struct evaluator *evaluator, struct case_parts *parts) {
    while (parts->clause && parts->clause->kind != NODE_CASE) {
        parts->clause = node_next(parts->clause);
    }
    if (!parts->clause || !evaluator_step(evaluator, parts->clause->span)) {
        return FLOW_NEXT;
    }
    const struct node *pattern = node_first(parts->clause);
    const struct node *guard = node_field(parts->clause, FIELD_OF_GUARD);
    enum truth truth = has_comma(evaluator, parts->clause)
                           ? items_match(evaluator, parts->subject, parts->clause)
                           : pattern_matches(evaluator, parts->subject, pattern);
    if (guard && truth != TRUTH_NO) {
        const struct node *test = node_first(guard);
        enum truth holds =
            test ? truth_of(evaluator, evaluate(evaluator, test)) : TRUTH_UNKNOWN;
        truth = truth == TRUTH_YES || holds == TRUTH_NO ? holds : TRUTH_UNKNOWN;
    }
    if (truth == TRUTH_YES) {
        return case_yes(evaluator, parts);
    }
    if (truth == TRUTH_NO) {
        return case_no(evaluator, parts);
    }
    struct str text = evaluator_text(evaluator, pattern);
    struct fork fork = {
        .text = str_format(evaluator->arena, "case " STR_FMT, STR_ARG(text)),
        .yes = case_yes,
        .no = case_no,
        .context = parts,
    };
    return fork_evaluate(evaluator, &fork);
}

// What is matched; with a comma a tuple.
static struct value *subject_of(struct evaluator *evaluator, const struct node *node) {
    const struct node *first = node_field(node, FIELD_OF_SUBJECT);
    if (!has_comma(evaluator, node)) {
        return evaluate(evaluator, first);
    }
    struct value *tuple = value_new(evaluator->arena, VALUE_TUPLE, node->span);
    for (const struct node *n = first; n && n->field == FIELD_OF_SUBJECT; n = node_next(n)) {
        *ARENA_PUSH(evaluator->arena, &tuple->items) = evaluate(evaluator, n);
    }
    return tuple;
}

enum flow evaluate_match(struct evaluator *evaluator, const struct node *node) {
    const struct node *subject = node_field(node, FIELD_OF_SUBJECT);
    const struct node *body = node_field(node, FIELD_OF_BODY);
    if (!subject || !body) {
        return FLOW_NEXT;
    }
    struct case_parts parts = {subject_of(evaluator, node), node_first(body)};
    return evaluate_cases(evaluator, &parts);
}
