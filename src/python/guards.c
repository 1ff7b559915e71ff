// Guards: what code finds out about the schema before it changes it. A value that is not known
// carries the question, so that the condition that it becomes can be answered by history.
#include "python/evaluator.h"

bool guard_is_complete(const struct value *value) {
    const struct guard_value *guard = &value->guard;
    bool has_object = guard->guard == GUARD_TABLE_EXISTS ? guard->table.size : guard->name.size;
    return value->kind != VALUE_TERM && guard->guard != GUARD_NONE && has_object &&
           !guard->is_item;
}

bool guard_is_name(struct str column) {
    static const char *const names[] = {"name",      "table_name",     "column_name",
                                        "tablename", "indexname",      "conname",
                                        "typname",   "constraint_name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(column, names[i])) {
            return true;
        }
    }
    return false;
}

struct value *guard_item(struct evaluator *evaluator, const struct value *over,
                         struct str reason, struct span span) {
    struct value *item = value_unknown(evaluator->arena, span, reason);
    if (over && over->guard.guard != GUARD_NONE && !guard_is_complete(over)) {
        item->guard = over->guard;
        item->guard.is_item = true;
    }
    return item;
}

static struct value *asked(struct evaluator *evaluator, const struct value *of, bool negated,
                           struct span span) {
    struct value *answer = value_unknown(evaluator->arena, span, of->reason);
    answer->guard = of->guard;
    answer->guard.negated = of->guard.negated != negated;
    return answer;
}

// item == "name": the thing of that name exists
static struct value *name_compared(struct evaluator *evaluator, const struct value *item,
                                   const struct value *with, bool negated, struct span span) {
    struct str name;
    if (!item->guard.is_item || !value_is_text(with, &name)) {
        return NULL;
    }
    struct value *answer = asked(evaluator, item, negated, span);
    answer->guard.is_item = false;
    if (answer->guard.guard == GUARD_TABLE_EXISTS) {
        answer->guard.table = name;
    } else {
        answer->guard.name = name;
    }
    return answer;
}

// How a number of rows says that there are any.
static const struct {
    const char *symbol;
    int64_t number;
    bool negated;
} counts[] = {
    {">", 0, false}, {">=", 1, false}, {"!=", 0, false}, {"==", 1, false},
    {"==", 0, true}, {"<", 1, true},   {"<=", 0, true},
};

struct value *guard_comparison(struct evaluator *evaluator, const struct value *left,
                               struct str symbol, const struct value *right, struct span span) {
    bool is_same = str_is(symbol, "==") || str_is(symbol, "is");
    bool is_other = str_is(symbol, "!=") || str_is(symbol, "is not");
    if (left->kind != VALUE_UNKNOWN) {
        return is_same || is_other ? name_compared(evaluator, right, left, is_other, span)
                                   : NULL;
    }
    if ((is_same || is_other) && left->guard.is_item) {
        return name_compared(evaluator, left, right, is_other, span);
    }
    if (!guard_is_complete(left)) {
        return NULL;
    }
    if ((is_same || is_other) && right->kind == VALUE_NONE) {
        return asked(evaluator, left, is_same, span);
    }
    if ((is_same || is_other) && right->kind == VALUE_BOOL) {
        return asked(evaluator, left, is_same != right->yes, span);
    }
    for (size_t i = 0; right->kind == VALUE_INT && i < sizeof counts / sizeof *counts; i++) {
        if (str_is(symbol, counts[i].symbol) && right->number == counts[i].number) {
            return asked(evaluator, left, counts[i].negated, span);
        }
    }
    return NULL;
}

static bool same_guard(const struct guard_value *a, const struct guard_value *b) {
    return a->guard == b->guard && a->negated == b->negated &&
           str_equal(a->schema, b->schema) && str_equal(a->table, b->table) &&
           str_equal(a->name, b->name);
}

// What one `return` says when the function is asked for a truth; GUARD_NONE: nothing.
static struct guard_value guard_of_result(const struct value *result,
                                          const struct condition *condition) {
    struct guard_value guard = {0};
    if (guard_is_complete(result)) {
        guard = result->guard;
    } else if (condition && condition->guard != GUARD_NONE) {
        guard = (struct guard_value){.guard = condition->guard,
                                     .negated = condition->guard_negated,
                                     .schema = condition->guard_schema,
                                     .table = condition->guard_table,
                                     .name = condition->guard_name};
    }
    return guard;
}

struct guard_value guard_of_results(const struct frame *frame) {
    struct guard_value found = {0};
    for (size_t i = 0; i < frame->results.count; i++) {
        const struct value *result = frame->results.items[i];
        if (value_truth(result) == TRUTH_NO) {
            continue; // returns of False: what remains when nothing else is said
        }
        struct guard_value guard = guard_of_result(result, frame->result_conditions.items[i]);
        if (guard.guard == GUARD_NONE ||
            (found.guard != GUARD_NONE && !same_guard(&guard, &found))) {
            return (struct guard_value){0};
        }
        found = guard;
    }
    return found;
}
