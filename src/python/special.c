#include "python/classes.h"
#include "python/sqlalchemy.h"

// The methods with two underscores: what a class says of operators, truth and items.
// Source: Python's language reference, Data model.

static struct value *run(struct evaluator *evaluator, const struct function *function,
                         struct value *self, struct value *argument, struct span span) {
    struct call call = {.span = span};
    if (argument) {
        *ARENA_PUSH(evaluator->arena, &call.args) = argument;
    }
    return call_function(evaluator, function, self, &call);
}

const struct function *special_find(const struct value *object, const char *name) {
    const struct class *class = NULL;
    if (object->kind == VALUE_INSTANCE) {
        class = object->class;
    } else if (object->kind == VALUE_CLASS && object->class->meta) {
        class = object->class->meta->class;
    }
    const struct value *method = class ? class_attribute(class, str_from(name)) : NULL;
    return method && method->kind == VALUE_FUNCTION ? method->function : NULL;
}

struct value *special_call(struct evaluator *evaluator, struct value *object, const char *name,
                           struct span span) {
    return special_call_with(evaluator, object, name, NULL, span);
}

struct value *special_call_with(struct evaluator *evaluator, struct value *object,
                                const char *name, struct value *argument, struct span span) {
    const struct function *function = special_find(object, name);
    return function ? run(evaluator, function, object, argument, span) : NULL;
}

// ---- operators

static const struct {
    const char *symbol, *name, *reflected, *in_place;
} operators[] = {
    {"+", "__add__", "__radd__", "__iadd__"},
    {"-", "__sub__", "__rsub__", "__isub__"},
    {"*", "__mul__", "__rmul__", "__imul__"},
    {"@", "__matmul__", "__rmatmul__", "__imatmul__"},
    {"/", "__truediv__", "__rtruediv__", "__itruediv__"},
    {"//", "__floordiv__", "__rfloordiv__", "__ifloordiv__"},
    {"%", "__mod__", "__rmod__", "__imod__"},
    {"**", "__pow__", "__rpow__", "__ipow__"},
    {"<<", "__lshift__", "__rlshift__", "__ilshift__"},
    {">>", "__rshift__", "__rrshift__", "__irshift__"},
    {"&", "__and__", "__rand__", "__iand__"},
    {"|", "__or__", "__ror__", "__ior__"},
    {"^", "__xor__", "__rxor__", "__ixor__"},
    {"<", "__lt__", "__gt__", NULL},
    {">", "__gt__", "__lt__", NULL},
    {"<=", "__le__", "__ge__", NULL},
    {">=", "__ge__", "__le__", NULL},
    {"==", "__eq__", "__eq__", NULL},
    {"!=", "__ne__", "__ne__", NULL},
};

static bool is_refused(const struct value *result) {
    return result && result->kind == VALUE_EXTERNAL &&
           str_is(result->name, "builtins.NotImplemented");
}

static bool has_methods(const struct value *value) {
    return value->kind == VALUE_INSTANCE || value->kind == VALUE_CLASS;
}

struct value *special_binary(struct evaluator *evaluator, struct str symbol, struct value *left,
                             struct value *right, struct span span) {
    if (!has_methods(left) && !has_methods(right)) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (!str_is(symbol, operators[i].symbol)) {
            continue;
        }
        struct value *result =
            special_call_with(evaluator, left, operators[i].name, right, span);
        if (!result || is_refused(result)) {
            struct value *other =
                special_call_with(evaluator, right, operators[i].reflected, left, span);
            result = other ? other : result;
        }
        return is_refused(result) ? NULL : result;
    }
    return NULL;
}

struct value *special_in_place(struct evaluator *evaluator, struct str symbol,
                               struct value *left, struct value *right, struct span span) {
    for (size_t i = 0; has_methods(left) && i < sizeof operators / sizeof *operators; i++) {
        if (str_is(symbol, operators[i].symbol) && operators[i].in_place) {
            struct value *result =
                special_call_with(evaluator, left, operators[i].in_place, right, span);
            return is_refused(result) ? NULL : result;
        }
    }
    return NULL;
}

struct value *special_unary(struct evaluator *evaluator, struct str symbol,
                            struct value *operand, struct span span) {
    const char *name = str_is(symbol, "-")   ? "__neg__"
                       : str_is(symbol, "+") ? "__pos__"
                                             : "__invert__";
    return has_methods(operand) ? special_call(evaluator, operand, name, span) : NULL;
}

// What was answered as True or False, or the opposite.
static struct value *answer(struct evaluator *evaluator, struct value *given, bool negated,
                            struct span span) {
    enum truth truth = truth_of(evaluator, given);
    return truth == TRUTH_UNKNOWN
               ? value_unknown(evaluator->arena, span, value_reason(evaluator->arena, given))
               : value_bool(evaluator->arena, span, (truth == TRUTH_YES) != negated);
}

struct value *special_compare(struct evaluator *evaluator, struct value *left,
                              struct str symbol, struct value *right, struct span span) {
    bool negated = str_is(symbol, "not in");
    if (negated || str_is(symbol, "in")) {
        struct value *given =
            has_methods(right) ? special_call_with(evaluator, right, "__contains__", left, span)
                               : NULL;
        return given ? answer(evaluator, given, negated, span) : NULL;
    }
    struct value *result = special_binary(evaluator, symbol, left, right, span);
    if (!result && str_is(symbol, "!=")) { // the opposite of ==
        result = special_binary(evaluator, STR("=="), left, right, span);
        return result ? answer(evaluator, result, true, span) : NULL;
    }
    return result;
}

enum truth truth_of(struct evaluator *evaluator, struct value *value) {
    if (!has_methods(value)) {
        return value_truth(value);
    }
    const struct value *told = special_call(evaluator, value, "__bool__", value->span);
    told = told ? told : special_call(evaluator, value, "__len__", value->span);
    if (told) {
        return value_truth(told);
    }
    bool is_plain = value->kind == VALUE_INSTANCE && value->class &&
                    class_is_whole(value->class) && !value->class->is_enum;
    return is_plain ? TRUTH_YES : value_truth(value);
}

// ---- items

// What a method gives one after another until it raises: __next__, or __getitem__ of 0, 1, 2 …
static void give_items(struct evaluator *evaluator, struct value *object, bool by_index,
                       struct value_list *items, bool *partial, struct str *reason) {
    const char *name = by_index ? "__getitem__" : "__next__";
    for (int64_t turn = 0; turn < TURN_LIMIT; turn++) {
        struct value *index = by_index ? value_int(evaluator->arena, object->span, turn) : NULL;
        struct value *item = special_call_with(evaluator, object, name, index, object->span);
        if (evaluator->is_raising) {
            evaluator->is_raising = false;
            return;
        }
        if (evaluator->may_have_raised || !evaluator_step(evaluator, object->span)) {
            break;
        }
        *ARENA_PUSH(evaluator->arena, items) = item;
    }
    *partial = true;
    *reason = str_format(evaluator->arena, "how often %s() gives something", name);
}

bool special_items(struct evaluator *evaluator, struct value *object, struct value_list *items,
                   bool *partial, struct str *reason) {
    struct value *over = special_call(evaluator, object, "__iter__", object->span);
    bool by_index = !over && special_find(object, "__getitem__");
    if (by_index || (over && special_find(over, "__next__"))) {
        give_items(evaluator, by_index ? object : over, by_index, items, partial, reason);
        return true;
    }
    if (over && over != object) {
        iterate(evaluator, over, items, partial, reason);
        return true;
    }
    return false;
}
