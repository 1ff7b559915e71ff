#include "python/classes.h"
#include "python/sqlalchemy.h"

// ---- arithmetic

struct value *operation_unknown_value(struct evaluator *evaluator, const struct value *left,
                                      const struct value *right, struct span span) {
    struct str reason = value_reason(evaluator->arena, left);
    if (!reason.size) {
        reason = value_reason(evaluator->arena, right);
    }
    if (!reason.size) {
        reason = str_format(evaluator->arena, "an operation on %s and %s",
                            value_kind_name(left), value_kind_name(right));
    }
    return value_unknown(evaluator->arena, span, reason);
}

static struct value *add_texts(struct evaluator *evaluator, struct value *left,
                               struct value *right, struct span span) {
    struct mapped_text one = text_of(evaluator, left), other = text_of(evaluator, right);
    if (one.text.size + other.text.size > TEXT_LIMIT) {
        return value_unknown(evaluator->arena, span, STR("the text is too long"));
    }
    struct mapped_text joined = {0};
    mapped_append(evaluator->arena, &joined, &one);
    mapped_append(evaluator->arena, &joined, &other);
    return text_value(evaluator, span, &joined);
}

static struct value *add_lists(struct evaluator *evaluator, const struct value *left,
                               const struct value *right, struct span span) {
    struct value *sum = value_new(evaluator->arena, left->kind, span);
    const struct value *both[] = {left, right};
    sum->condition = evaluator->emitter->condition;
    for (size_t b = 0; b < 2; b++) {
        if (both[b]->is_partial) {
            sum->is_partial = true;
            sum->reason = both[b]->reason;
        }
        for (size_t i = 0; i < both[b]->items.count && sum->items.count < ITEM_LIMIT; i++) {
            *ARENA_PUSH(evaluator->arena, &sum->items) = both[b]->items.items[i];
        }
    }
    return sum;
}

// "a" * 3, [1] * 3
static struct value *repeat(struct evaluator *evaluator, struct value *what, int64_t times,
                            struct span span) {
    size_t size = what->kind == VALUE_TEXT ? what->text.text.size : what->items.count;
    size_t limit = what->kind == VALUE_TEXT ? TEXT_LIMIT : ITEM_LIMIT;
    if (times > 0 && size && (uint64_t)times > limit / size) {
        return value_unknown(evaluator->arena, span, STR("it is repeated too often"));
    }
    struct value *all = value_new(evaluator->arena, what->kind, span);
    all->condition = evaluator->emitter->condition;
    all->is_partial = what->is_partial;
    all->reason = what->reason;
    struct building building = building_new(evaluator);
    for (int64_t i = 0; i < times; i++) {
        if (what->kind == VALUE_TEXT) {
            building_add(&building, &what->text);
        }
        for (size_t k = 0; k < what->items.count; k++) {
            *ARENA_PUSH(evaluator->arena, &all->items) = what->items.items[k];
        }
    }
    if (what->kind == VALUE_TEXT) {
        all->text = building_take(&building);
        all->is_bytes = what->is_bytes;
    }
    return all;
}

static bool add_overflows(int64_t a, int64_t b) {
    return b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b;
}

static struct value *integers(struct evaluator *evaluator, char symbol, int64_t a, int64_t b,
                              struct span span) {
    const int64_t small = INT32_MAX;
    bool fits = a >= -small && a <= small && b >= -small && b <= small;
    if (symbol == '+' && !add_overflows(a, b)) {
        return value_int(evaluator->arena, span, a + b);
    }
    if (symbol == '-' && fits) {
        return value_int(evaluator->arena, span, a - b);
    }
    if (symbol == '*' && fits) {
        return value_int(evaluator->arena, span, a * b);
    }
    bool positive = a >= 0 && b > 0;
    bool rounds = b != 0 && fits; // Python rounds down, C towards zero
    if (rounds && !positive && (symbol == '/' || symbol == '%')) {
        int64_t rest = a % b != 0 && (a % b < 0) != (b < 0) ? a % b + b : a % b;
        return value_int(evaluator->arena, span, symbol == '%' ? rest : (a - rest) / b);
    }
    if (symbol == '/' && positive) {
        return value_int(evaluator->arena, span, a / b);
    }
    if (symbol == '%' && positive) {
        return value_int(evaluator->arena, span, a % b);
    }
    return value_unknown(evaluator->arena, span, STR("arithmetic that is not followed"));
}

static struct value *power(struct evaluator *evaluator, int64_t base, int64_t exponent,
                           struct span span) {
    int64_t result = 1;
    bool fits = exponent >= 0 && exponent < 64 && base >= 0 && base <= INT32_MAX;
    for (int64_t i = 0; i < exponent && fits; i++) {
        fits = result <= INT32_MAX;
        result *= fits ? base : 1;
    }
    return fits ? value_int(evaluator->arena, span, result)
                : value_unknown(evaluator->arena, span, STR("arithmetic that is not followed"));
}

static enum truth contains_text(const struct value *container, const struct value *item) {
    struct str whole, part;
    if (!value_is_text(container, &whole) || !value_is_text(item, &part)) {
        return TRUTH_UNKNOWN;
    }
    return str_find(whole, part, 0) != SIZE_MAX ? TRUTH_YES : TRUTH_NO;
}

static enum truth contains(const struct value *container, const struct value *item) {
    if (container->kind == VALUE_TEXT) {
        return contains_text(container, item);
    }
    if (container->kind < VALUE_LIST || container->kind > VALUE_DICT) {
        return TRUTH_UNKNOWN;
    }
    const struct value_list *list =
        container->kind == VALUE_DICT ? &container->keys : &container->items;
    enum truth answer = container->is_partial ? TRUTH_UNKNOWN : TRUTH_NO;
    for (size_t i = 0; i < list->count; i++) {
        enum truth same = value_equal(list->items[i], item);
        bool is_certain = !list->items[i]->is_perhaps;
        if (same == TRUTH_YES && is_certain) {
            return TRUTH_YES;
        }
        answer = same == TRUTH_NO ? answer : TRUTH_UNKNOWN;
    }
    return answer;
}

static struct value *join_sets(struct evaluator *evaluator, const struct value *left,
                               const struct value *right, struct span span) {
    struct value *joined = builtin_list(evaluator, left->kind, span);
    const struct value *both[] = {left, right};
    for (size_t b = 0; b < 2; b++) {
        for (size_t i = 0; i < both[b]->items.count && evaluator_step(evaluator, span); i++) {
            if (left->kind == VALUE_DICT) {
                subscript_set(evaluator, joined, both[b]->keys.items[i],
                              both[b]->items.items[i]);
            } else {
                set_add(evaluator, joined, both[b]->items.items[i]);
            }
        }
        joined->is_partial |= both[b]->is_partial;
        joined->reason = both[b]->is_partial ? both[b]->reason : joined->reason;
    }
    return joined;
}

// Items of the left that the right has (or has not).
static struct value *filter_set(struct evaluator *evaluator, const struct value *left,
                                const struct value *right, bool wanted, struct span span) {
    struct value *kept = value_new(evaluator->arena, VALUE_SET, span);
    kept->condition = evaluator->emitter->condition;
    kept->is_partial = left->is_partial || right->is_partial;
    kept->reason = left->is_partial ? left->reason : right->reason;
    for (size_t i = 0; i < left->items.count; i++) {
        enum truth found = contains(right, left->items.items[i]);
        if (found == TRUTH_UNKNOWN) {
            kept->is_partial = true;
            kept->reason = STR("an item that may be in the other set");
            *ARENA_PUSH(evaluator->arena, &kept->items) =
                perhaps_item(evaluator, left->items.items[i]);
        } else if ((found == TRUTH_YES) == wanted) {
            *ARENA_PUSH(evaluator->arena, &kept->items) = left->items.items[i];
        }
    }
    return kept;
}

struct value *binary_operation(struct evaluator *evaluator, struct str symbol,
                               struct value *left, struct value *right, struct span span) {
    left = resolve_external(evaluator, left);
    right = resolve_external(evaluator, right);
    struct value *own = special_binary(evaluator, symbol, left, right, span);
    if (own) {
        return own;
    }
    if (left->kind == VALUE_TERM || right->kind == VALUE_TERM) {
        struct value *term = sqlalchemy_operator(evaluator->emitter, symbol, left, right, span);
        if (term) {
            return term;
        }
    }
    bool texts = left->kind == VALUE_TEXT || right->kind == VALUE_TEXT;
    bool is_plus = str_is(symbol, "+");
    if (str_is(symbol, "%") && left->kind == VALUE_TEXT) {
        return text_percent(evaluator, left, right, span);
    }
    if (is_plus && texts &&
        (left->kind == right->kind || left->kind == VALUE_UNKNOWN ||
         right->kind == VALUE_UNKNOWN)) {
        return add_texts(evaluator, left, right, span);
    }
    if (is_plus && value_is_sequence(left) && value_is_sequence(right)) {
        return add_lists(evaluator, left, right, span);
    }
    bool both_sets =
        left->kind == right->kind && (left->kind == VALUE_SET || left->kind == VALUE_DICT);
    if (both_sets && str_is(symbol, "|")) {
        return join_sets(evaluator, left, right, span);
    }
    if (both_sets && left->kind == VALUE_SET && (str_is(symbol, "-") || str_is(symbol, "&"))) {
        return filter_set(evaluator, left, right, str_is(symbol, "&"), span);
    }
    if (str_is(symbol, "*") && right->kind == VALUE_INT &&
        (left->kind == VALUE_TEXT || value_is_sequence(left))) {
        return repeat(evaluator, left, right->number, span);
    }
    bool whole = left->kind == VALUE_INT && right->kind == VALUE_INT;
    if (whole && str_is(symbol, "**")) {
        return power(evaluator, left->number, right->number, span);
    }
    if (whole && (symbol.size == 1 ? symbol.data[0] != '/' : str_is(symbol, "//"))) {
        return integers(evaluator, symbol.data[0], left->number, right->number, span);
    }
    struct value *path =
        str_is(symbol, "/") ? path_operation(evaluator, left, right, span) : NULL;
    if (path) {
        return path;
    }
    return operation_unknown_value(evaluator, left, right, span);
}

struct value *evaluate_binary(struct evaluator *evaluator, const struct node *node) {
    const struct node *left = node_field(node, FIELD_OF_LEFT);
    const struct node *right = node_field(node, FIELD_OF_RIGHT);
    if (!left || !right) {
        return value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    }
    struct value *one = evaluate(evaluator, left);
    struct value *other = evaluate(evaluator, right);
    struct str symbol = evaluator_text(evaluator, node_field(node, FIELD_OF_OPERATOR));
    return binary_operation(evaluator, symbol, one, other, node->span);
}

// ---- comparisons

static enum truth compare_order(const struct value *left, struct str symbol,
                                const struct value *right) {
    int order = 0;
    struct str a, b;
    if (left->kind == VALUE_INT && right->kind == VALUE_INT) {
        order = left->number < right->number ? -1 : left->number > right->number;
    } else if (value_is_text(left, &a) && value_is_text(right, &b)) {
        order = str_compare(a, b);
    } else {
        return TRUTH_UNKNOWN;
    }
    bool or_equal = symbol.size == 2 && order == 0;
    bool holds = symbol.data[0] == '<' ? order < 0 : order > 0;
    return holds || or_equal ? TRUTH_YES : TRUTH_NO;
}

static enum truth negate(enum truth truth) {
    return truth == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

// `name in inspector.get_table_names()`: the answer is not known, but what is asked is.
static struct value *ask_guard(struct evaluator *evaluator, const struct value *item,
                               const struct value *container, bool negated, struct span span) {
    struct str name;
    if (!container->guard.guard || container->guard.is_item || guard_is_complete(container) ||
        !value_is_text(item, &name)) {
        return NULL;
    }
    struct value *answer = value_unknown(evaluator->arena, span, container->reason);
    answer->guard = container->guard;
    answer->guard.negated = negated;
    if (answer->guard.guard == GUARD_TABLE_EXISTS) {
        answer->guard.table = name;
    } else {
        answer->guard.name = name;
    }
    return answer;
}

// `is`: the same object. Equal numbers and texts may be one object or two.
static enum truth identical(const struct value *left, const struct value *right) {
    enum truth equal = value_equal(left, right);
    bool is_single = left->kind == VALUE_NONE || right->kind == VALUE_NONE ||
                     (left->kind == VALUE_BOOL && right->kind == VALUE_BOOL);
    if (left == right || is_single || equal == TRUTH_UNKNOWN) {
        return equal;
    }
    bool differ = equal == TRUTH_NO || left->kind != right->kind ||
                  (left->kind >= VALUE_LIST && left->kind <= VALUE_DICT);
    return differ ? TRUTH_NO : TRUTH_UNKNOWN;
}

// Without __contains__ its items are asked.
static struct value *listed_instance(struct evaluator *evaluator, struct value *object,
                                     struct span span) {
    struct value *list = builtin_list(evaluator, VALUE_LIST, span);
    iterate(evaluator, object, &list->items, &list->is_partial, &list->reason);
    return list;
}

static struct value *compare(struct evaluator *evaluator, struct value *left, struct str symbol,
                             struct value *right, struct span span) {
    bool negated = str_is(symbol, "not in") || str_is(symbol, "!=") ||
                   str_is(symbol, "is not") || str_is(symbol, "<>");
    enum truth truth = TRUTH_UNKNOWN;
    struct value *own = special_compare(evaluator, left, symbol, right, span);
    if (own) {
        return own;
    }
    if (str_is(symbol, "in") || str_is(symbol, "not in")) {
        bool is_other = right->kind == VALUE_INSTANCE || right->kind == VALUE_PENDING;
        right = is_other ? listed_instance(evaluator, right, span) : right;
        struct value *asked = ask_guard(evaluator, left, right, negated, span);
        if (asked) {
            return asked;
        }
        truth = contains(right, left);
    } else if (symbol.data[0] == 'i' || str_is(symbol, "==") || negated) {
        struct value *term =
            symbol.data[0] != 'i' && (left->kind == VALUE_TERM || right->kind == VALUE_TERM)
                ? sqlalchemy_operator(evaluator->emitter, symbol, left, right, span)
                : NULL;
        if (term) {
            return term;
        }
        truth = symbol.data[0] == 'i' ? identical(left, right) : value_equal(left, right);
    } else {
        struct value *term =
            left->kind == VALUE_TERM || right->kind == VALUE_TERM
                ? sqlalchemy_operator(evaluator->emitter, symbol, left, right, span)
                : NULL;
        if (term) {
            return term;
        }
        truth = compare_order(left, symbol, right);
    }
    truth = negated ? negate(truth) : truth;
    if (truth == TRUTH_UNKNOWN) {
        struct value *question = guard_comparison(evaluator, left, symbol, right, span);
        return question ? question : operation_unknown_value(evaluator, left, right, span);
    }
    return value_bool(evaluator->arena, span, truth == TRUTH_YES);
}

// The operator between two operands, as written: "not in" may be one node or two.
static struct str operator_between(struct evaluator *evaluator, const struct node *left,
                                   const struct node *right) {
    struct str text = str_trim(
        str_slice(evaluator_source(evaluator)->text, left->span.end, right->span.start));
    if (str_starts(text, STR("not"))) {
        return STR("not in");
    }
    bool is_not = str_starts(text, STR("is")) && str_find(text, STR("not"), 0) != SIZE_MAX;
    if (is_not) {
        return STR("is not");
    }
    size_t end = 0; // without comments and line breaks behind it
    while (end < text.size && text.data[end] != ' ' && text.data[end] != '\\' &&
           text.data[end] != '\n' && text.data[end] != '#' && text.data[end] != '(') {
        end++;
    }
    return str_slice(text, 0, end);
}

struct value *evaluate_comparison(struct evaluator *evaluator, const struct node *node) {
    const struct node *left = node_first(node);
    while (left && left->field == FIELD_OF_OPERATORS) {
        left = node_next(left);
    }
    struct value *a = left ? evaluate(evaluator, left) : NULL;
    struct value *result = NULL;
    for (const struct node *right = left ? node_next(left) : NULL; right;
         right = node_next(right)) {
        if (right->field == FIELD_OF_OPERATORS) {
            continue;
        }
        if (result && truth_of(evaluator, result) == TRUTH_NO) {
            break; // what stands behind is not asked
        }
        struct value *b = evaluate(evaluator, right);
        struct str symbol = operator_between(evaluator, left, right);
        if (!symbol.size) {
            break;
        }
        struct value *one = compare(evaluator, a, symbol, b, node->span);
        // a < b < c: the first that does not hold decides
        if (!result || truth_of(evaluator, result) == TRUTH_YES) {
            result = one;
        }
        a = b;
        left = right;
    }
    return result ? result
                  : value_unknown(evaluator->arena, node->span, STR("a broken comparison"));
}
