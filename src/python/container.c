#include "python/classes.h"
#include "python/sqlalchemy.h"

// ---- subscripts

static struct value *reversed(struct evaluator *evaluator, const struct value *of,
                              struct span span) {
    struct value *list = builtin_list(evaluator, of->kind, span);
    for (size_t i = of->items.count; i > 0; i--) {
        *ARENA_PUSH(evaluator->arena, &list->items) = of->items.items[i - 1];
    }
    return list;
}

// sqlalchemy.Index and the like: no str equals it.
static bool is_class(const struct value *value) {
    size_t last = str_find_last(value->name, '.') + 1;
    return value->kind == VALUE_EXTERNAL && sqlalchemy_has(value->name) &&
           last < value->name.size && value->name.data[last] >= 'A' &&
           value->name.data[last] <= 'Z';
}

enum truth key_equal(const struct value *a, const struct value *b) {
    if (a == b) {
        return TRUTH_YES; // even if it is not known which
    }
    if (a->kind == VALUE_EXTERNAL && b->kind == VALUE_EXTERNAL) {
        return str_equal(a->name, b->name) ? TRUTH_YES : TRUTH_NO;
    }
    if ((is_class(a) && b->kind == VALUE_TEXT) || (is_class(b) && a->kind == VALUE_TEXT)) {
        return TRUTH_NO;
    }
    return value_equal(a, b);
}

static struct value *slice_of(struct evaluator *evaluator, struct value *object,
                              const struct node *slice) {
    // The parts around the colons: [start:end:step]
    int64_t bounds[3] = {0, INT32_MAX, 1};
    bool is_given[3] = {false, false, false};
    size_t part = 0;
    for (const struct node *n = slice->child; n; n = n->next) {
        if (str_is(evaluator_text(evaluator, n), ":")) {
            part++;
            continue;
        }
        struct value *bound =
            n->is_named && n->kind != NODE_COMMENT ? evaluate(evaluator, n) : NULL;
        if (!bound || part > 2 || bound->kind != VALUE_INT) {
            return value_unknown(evaluator->arena, slice->span,
                                 STR("a slice that is not known"));
        }
        bounds[part] = bound->number;
        is_given[part] = true;
    }
    struct str whole = {0};
    bool is_text = value_is_likely_text(object, &whole);
    int64_t size = (int64_t)(is_text ? text_length(whole) : object->items.count);
    for (size_t i = 0; i < 2; i++) {
        bounds[i] = bounds[i] < 0 ? bounds[i] + size : bounds[i];
        bounds[i] = bounds[i] < 0 ? 0 : bounds[i] > size ? size : bounds[i];
    }
    if (bounds[2] == -1 && !is_given[0] && !is_given[1] && value_is_sequence(object) &&
        !object->is_partial) {
        return reversed(evaluator, object, slice->span);
    }
    if (bounds[2] == -1 && !is_given[0] && !is_given[1] && is_text) {
        struct building building = building_new(evaluator);
        for (size_t i = (size_t)size; i > 0; i--) {
            building_add_slice(&building, &object->text, text_offset(whole, i - 1),
                               text_offset(whole, i));
        }
        struct mapped_text text = building_take(&building);
        return text_value(evaluator, slice->span, &text);
    }
    bool is_stepped = bounds[2] > 1 && !is_text;
    if ((bounds[2] != 1 && !is_stepped) || object->is_partial ||
        (!is_text && !value_is_sequence(object))) {
        return value_unknown(evaluator->arena, slice->span,
                             STR("a slice that is not followed"));
    }
    if (is_text) {
        struct mapped_text text =
            mapped_slice(evaluator->arena, &object->text, text_offset(whole, (size_t)bounds[0]),
                         text_offset(whole, (size_t)bounds[1]));
        return text_value(evaluator, slice->span, &text);
    }
    struct value *list = value_new(evaluator->arena, object->kind, slice->span);
    list->condition = evaluator->emitter->condition;
    for (int64_t i = bounds[0]; i < bounds[1]; i += bounds[2]) {
        *ARENA_PUSH(evaluator->arena, &list->items) = object->items.items[i];
    }
    return list;
}

// NULL: there is no such key, or none is known.
static struct value *dict_item(struct evaluator *evaluator, struct value *dict,
                               struct value *key, struct span span) {
    bool is_known = key->kind != VALUE_UNKNOWN;
    for (size_t i = 0; i < dict->keys.count; i++) {
        enum truth same = key_equal(dict->keys.items[i], key);
        is_known &= same != TRUTH_UNKNOWN;
        if (!is_known) {
            break;
        }
        if (same == TRUTH_YES) {
            return dict->items.items[i];
        }
    }
    if (dict->is_attributes) {
        return NULL;
    }
    if (dict->self && !is_known) { // defaultdict: something is made
        container_forget(evaluator, dict, value_reason(evaluator->arena, key));
    } else if (dict->self) {
        struct call none = {.span = span};
        struct value *made = call_value(evaluator, dict->self, &none);
        subscript_set(evaluator, dict, key, made);
        return made;
    }
    return NULL;
}

// The place that an index counts to, also from the end; SIZE_MAX: there is none.
static size_t place_of(int64_t index, size_t count) {
    int64_t size = (int64_t)count;
    int64_t place = index < 0 ? index + size : index;
    return place >= 0 && place < size ? (size_t)place : SIZE_MAX;
}

static struct value *character(struct evaluator *evaluator, const struct value *object,
                               int64_t index, struct span span) {
    struct str text = object->text.text;
    size_t place = place_of(index, text_length(text));
    if (place == SIZE_MAX) {
        return NULL;
    }
    struct mapped_text part =
        mapped_slice(evaluator->arena, &object->text, text_offset(text, place),
                     text_offset(text, place + 1));
    return text_value(evaluator, span, &part);
}

// The item at an index of a record, a list or tuple, a text.
static struct value *item_at(struct evaluator *evaluator, struct value *object, int64_t index,
                             struct span span) {
    if (object->kind == VALUE_INSTANCE && object->class && object->class->is_record &&
        index >= 0 && (uint64_t)index < object->class->fields.count) {
        return evaluate_attribute(evaluator, object, object->class->fields.items[index], span);
    }
    if (value_is_sequence(object) && !object->is_partial) {
        size_t place = place_of(index, object->items.count);
        return place == SIZE_MAX ? NULL : object->items.items[place];
    }
    bool is_text = object->kind == VALUE_TEXT && !object->text.holes.count;
    return is_text ? character(evaluator, object, index, span) : NULL;
}

// What a name in brackets stands for: Color["RED"], table.c["name"].
static struct value *named_item(struct evaluator *evaluator, struct value *object,
                                struct str name, struct span span) {
    if (object->kind == VALUE_CLASS && object->class->is_enum) {
        return evaluate_attribute(evaluator, object, name, span);
    }
    return object->kind == VALUE_TERM
               ? sqlalchemy_attribute(evaluator->emitter, object, name, span)
               : NULL;
}

// Of what the database answers: row[0], column["name"].
static bool is_answer(const struct value *object, const struct value *key) {
    struct str name;
    bool is_index = key->kind == VALUE_INT;
    bool is_name = value_is_text(key, &name) && guard_is_name(name);
    return object->kind == VALUE_UNKNOWN && ((object->guard.is_item && (is_index || is_name)) ||
                                             (guard_is_complete(object) && is_index));
}

// Class[key]
static struct value *class_item(struct evaluator *evaluator, struct value *object,
                                struct value *key, struct span span) {
    const struct value *method = class_attribute(object->class, STR("__class_getitem__"));
    struct call call = {.span = span, .args = {.items = &key, .count = 1}};
    return method && method->kind == VALUE_FUNCTION
               ? call_function(evaluator, method->function, object, &call)
               : NULL;
}

struct value *subscript_get(struct evaluator *evaluator, struct value *object,
                            struct value *key, struct span span) {
    object = resolve_external(evaluator, object);
    struct value *found = special_call_with(evaluator, object, "__getitem__", key, span);
    if (!found && object->kind == VALUE_CLASS) {
        found = class_item(evaluator, object, key, span);
    }
    struct str name;
    if (!found && object->kind == VALUE_DICT && !object->is_partial) {
        found = dict_item(evaluator, object, key, span);
    }
    if (!found && key->kind == VALUE_INT) {
        found = item_at(evaluator, object, key->number, span);
    }
    if (!found && value_is_text(key, &name)) {
        found = named_item(evaluator, object, name, span);
    }
    bool is_type = object->kind == VALUE_EXTERNAL; // Mapped[str], list[int]
    if (!found && (is_type || is_answer(object, key))) {
        found = object;
    }
    if (!found) {
        found = operation_unknown_value(evaluator, object, key, span);
        found->self = object; // what changes it, changes something in there
    }
    return found;
}

void container_forget(struct evaluator *evaluator, struct value *container, struct str reason) {
    enum { FORGET_DEPTH = 4 };
    bool is_container = container->kind >= VALUE_LIST && container->kind <= VALUE_DICT;
    if (!is_container || container->forget_depth >= FORGET_DEPTH) {
        return;
    }
    modules_touch(evaluator, container->arena);
    container->is_partial = true;
    container->reason = reason;
    container->forget_depth++;
    for (size_t i = 0; i < container->items.count; i++) {
        container_forget(evaluator, container->items.items[i], reason);
    }
    container->forget_depth--;
}

struct value *evaluate_subscript(struct evaluator *evaluator, const struct node *node) {
    const struct node *of = node_field(node, FIELD_OF_VALUE);
    const struct node *key = node_field(node, FIELD_OF_SUBSCRIPT);
    if (!of || !key) {
        return value_unknown(evaluator->arena, node->span, STR("a broken expression"));
    }
    struct value *object = evaluate(evaluator, of);
    if (key->kind == NODE_SLICE) {
        return slice_of(evaluator, object, key);
    }
    return subscript_get(evaluator, object, evaluate(evaluator, key), node->span);
}

// A key that may be another one in disguise makes the dictionary partial.
static void dict_set(struct evaluator *evaluator, struct value *dict, struct value *key,
                     struct value *item, bool is_certain) {
    for (size_t i = 0; i < dict->keys.count; i++) {
        enum truth same = key_equal(dict->keys.items[i], key);
        if (same == TRUTH_YES) {
            dict->items.items[i] = is_certain
                                       ? item
                                       : value_unknown(evaluator->arena, item->span,
                                                       STR("the item depends on a condition"));
            return;
        }
        if (same == TRUTH_UNKNOWN) {
            is_certain = false; // it may be no further one
            dict->is_partial = true;
            dict->reason = STR("a key that is not known");
            dict->items.items[i] =
                value_unknown(evaluator->arena, item->span, STR("a key that is not known"));
        }
    }
    *ARENA_PUSH(evaluator->arena, &dict->keys) =
        is_certain ? key : perhaps_item(evaluator, key);
    *ARENA_PUSH(evaluator->arena, &dict->items) =
        is_certain ? item : perhaps_item(evaluator, item);
}

void subscript_set(struct evaluator *evaluator, struct value *object, struct value *key,
                   struct value *item) {
    const struct function *own = special_find(object, "__setitem__");
    if (own) {
        struct value *both[] = {key, item};
        struct call call = {.span = key->span, .args = {.items = both, .count = 2}};
        call_function(evaluator, own, object, &call);
        return;
    }
    struct str name;
    if (object->is_attributes && value_is_text(key, &name)) {
        attribute_set_plain(evaluator, object->self, name, item);
    }
    bool is_certain = container_changes(evaluator, object);
    if (object->kind == VALUE_DICT) {
        dict_set(evaluator, object, key, item, is_certain);
    } else if (object->kind == VALUE_LIST) {
        int64_t size = (int64_t)object->items.count;
        int64_t index = key->number < 0 ? key->number + size : key->number;
        bool is_known = key->kind == VALUE_INT && index >= 0 && index < size && is_certain;
        if (is_known && !object->is_partial) {
            object->items.items[index] = item;
        } else {
            container_lose(evaluator, object, STR("an item was set that is not known"));
        }
    } else if (object->kind == VALUE_UNKNOWN) {
        for (struct value *of = object->self; of; of = of->self) {
            container_forget(evaluator, of, object->reason);
        }
    }
}

// ---- displays and comprehensions

static void add_pair(struct evaluator *evaluator, struct value *dict, struct value *key,
                     struct value *item) {
    subscript_set(evaluator, dict, key, item);
}

static void add_dictionary(struct evaluator *evaluator, struct value *dict,
                           const struct value *other) {
    if (other->kind != VALUE_DICT || other->is_partial) {
        dict->is_partial = true;
        dict->reason = value_reason(evaluator->arena, other);
    }
    for (size_t i = 0; other->kind == VALUE_DICT && i < other->keys.count; i++) {
        add_pair(evaluator, dict, other->keys.items[i], other->items.items[i]);
    }
}

static void add_item(struct evaluator *evaluator, struct value *display,
                     const struct node *node) {
    const struct node *inner = node_first(node);
    if (node->kind == NODE_PAIR) {
        const struct node *key = node_field(node, FIELD_OF_KEY);
        const struct node *item = node_field(node, FIELD_OF_VALUE);
        if (key && item) {
            struct value *of = evaluate(evaluator, key);
            add_pair(evaluator, display, of, evaluate(evaluator, item));
        }
    } else if (node->kind == NODE_DICTIONARY_SPLAT && inner) {
        add_dictionary(evaluator, display, evaluate(evaluator, inner));
    } else if (node->kind == NODE_LIST_SPLAT && inner) {
        bool partial = false;
        struct str reason = {0};
        iterate(evaluator, evaluate(evaluator, inner), &display->items, &partial, &reason);
        display->is_partial |= partial;
        display->reason = partial ? reason : display->reason;
    } else if (display->kind == VALUE_SET) {
        set_add(evaluator, display, evaluate(evaluator, node));
    } else {
        *ARENA_PUSH(evaluator->arena, &display->items) = evaluate(evaluator, node);
    }
}

struct value *evaluate_display(struct evaluator *evaluator, const struct node *node) {
    enum value_kind kind = node->kind == NODE_LIST         ? VALUE_LIST
                           : node->kind == NODE_SET        ? VALUE_SET
                           : node->kind == NODE_DICTIONARY ? VALUE_DICT
                                                           : VALUE_TUPLE;
    struct value *display = value_new(evaluator->arena, kind, node->span);
    display->condition = evaluator->emitter->condition;
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        if (display->items.count >= ITEM_LIMIT) {
            display->is_partial = true;
            display->reason = STR("the list is too long");
            break;
        }
        add_item(evaluator, display, n);
    }
    return display;
}

struct comprehension {
    struct value *result;
    const struct node *body;
    const struct node *clause; // the for or if clause to be done next
};

static void comprehend(struct evaluator *evaluator, struct comprehension at);

static enum flow take_comprehension(struct evaluator *evaluator, void *context) {
    comprehend(evaluator, *(const struct comprehension *)context);
    return FLOW_NEXT;
}

// What it does is done perhaps, and what it adds may not be there.
static void perhaps_comprehend(struct evaluator *evaluator, struct comprehension at,
                               struct str text) {
    size_t items = at.result->items.count, keys = at.result->keys.count;
    perhaps_evaluate(evaluator, text, take_comprehension, &at);
    for (; items < at.result->items.count; items++) {
        at.result->items.items[items] = perhaps_item(evaluator, at.result->items.items[items]);
    }
    for (; keys < at.result->keys.count; keys++) {
        at.result->keys.items[keys] = perhaps_item(evaluator, at.result->keys.items[keys]);
    }
    at.result->is_partial = true;
    at.result->reason = STR("items are chosen by a test that is not known");
}

static void comprehend_if(struct evaluator *evaluator, struct comprehension at) {
    const struct node *test = node_first(at.clause);
    struct value *chosen = test ? evaluate(evaluator, test) : NULL;
    enum truth truth = chosen ? truth_of(evaluator, chosen) : TRUTH_YES;
    if (truth == TRUTH_UNKNOWN) {
        at.result->is_partial = true;
        at.result->reason = STR("items are chosen by a test that is not known");
        if (guard_is_complete(chosen)) { // [c for c in columns if c["name"] == "x"]
            at.result->guard = chosen->guard;
        }
        at.clause = node_next(at.clause);
        perhaps_comprehend(evaluator, at, condition_text(evaluator, test));
        return;
    }
    at.clause = node_next(at.clause);
    if (truth == TRUTH_YES) {
        comprehend(evaluator, at);
    }
}

// [c["name"] for c in inspector.get_columns("t")]: still asks what exists.
static void keep_guard(struct comprehension at, const struct value *over) {
    if (over->guard.guard && !at.result->guard.guard) {
        at.result->guard = over->guard;
    }
}

struct unknown_turn {
    struct comprehension at;
    const struct node *left;
    const struct value *over;
};

static enum flow take_unknown_turn(struct evaluator *evaluator, void *context) {
    struct unknown_turn *turn = context;
    bool before = evaluator->emitter->in_loop;
    evaluator->emitter->in_loop = true;
    assign(evaluator, turn->left,
           guard_item(evaluator, turn->over, turn->at.result->reason, turn->left->span));
    comprehend(evaluator, turn->at);
    evaluator->emitter->in_loop = before;
    return FLOW_NEXT;
}

// What is done for an item that is not known is done once, perhaps; it adds nothing.
static void unknown_item(struct evaluator *evaluator, struct comprehension at,
                         const struct node *left, const struct node *right,
                         const struct value *over) {
    struct unknown_turn turn = {at, left, over};
    size_t items = at.result->items.count, keys = at.result->keys.count;
    struct str text = evaluator_text(evaluator, right);
    perhaps_evaluate(evaluator,
                     str_format(evaluator->arena, "for … in " STR_FMT, STR_ARG(text)),
                     take_unknown_turn, &turn);
    // any(c["name"] == "x" for c in columns)
    if (at.result->items.count > items && guard_is_complete(at.result->items.items[items])) {
        at.result->guard = at.result->items.items[items]->guard;
    }
    at.result->items.count = items;
    at.result->keys.count = keys;
}

static void comprehend_for(struct evaluator *evaluator, struct comprehension at) {
    const struct node *left = node_field(at.clause, FIELD_OF_LEFT);
    const struct node *right = node_field(at.clause, FIELD_OF_RIGHT);
    if (!left || !right) {
        return;
    }
    struct value_list items = {0};
    bool partial = false;
    struct str reason = {0};
    struct value *over = evaluate(evaluator, right);
    iterate(evaluator, over, &items, &partial, &reason);
    at.clause = node_next(at.clause);
    for (size_t i = 0; i < items.count; i++) {
        if (!evaluator_step(evaluator, right->span) || at.result->items.count >= ITEM_LIMIT) {
            partial = true;
            break;
        }
        assign(evaluator, left, items.items[i]);
        if (items.items[i]->is_perhaps) {
            perhaps_comprehend(evaluator, at, STR("an item that may be there"));
        } else {
            comprehend(evaluator, at);
        }
    }
    if (partial) {
        at.result->is_partial = true;
        at.result->reason = reason.size ? reason : STR("the list is too long");
        keep_guard(at, over);
        unknown_item(evaluator, at, left, right, over);
    }
}

static void comprehend(struct evaluator *evaluator, struct comprehension at) {
    if (at.clause) {
        if (at.clause->kind == NODE_FOR_IN) {
            comprehend_for(evaluator, at);
        } else {
            comprehend_if(evaluator, at);
        }
        return;
    }
    add_item(evaluator, at.result, at.body);
}

struct value *evaluate_comprehension(struct evaluator *evaluator, const struct node *node) {
    enum value_kind kind = node->kind == NODE_SET_COMPREHENSION          ? VALUE_SET
                           : node->kind == NODE_DICTIONARY_COMPREHENSION ? VALUE_DICT
                                                                         : VALUE_LIST;
    struct frame *frame = evaluator->frame;
    struct comprehension at = {.result = value_new(evaluator->arena, kind, node->span),
                               .body = node_field(node, FIELD_OF_BODY)};
    at.result->condition = evaluator->emitter->condition;
    at.result->is_iterator = node->kind == NODE_GENERATOR;
    const struct node *clause = node_first(node);
    while (clause && clause->kind != NODE_FOR_IN) {
        clause = node_next(clause);
    }
    at.clause = clause;
    if (!at.body || !clause) {
        return value_unknown(evaluator->arena, node->span, STR("a broken comprehension"));
    }
    // Its names are its own; what it calls still runs in this frame.
    struct scope *scope = frame->scope;
    frame->scope = scope_new(evaluator, scope, scope->module);
    size_t operations = evaluator->emitter->out->count;
    comprehend(evaluator, at);
    frame->scope = scope;
    if (node->kind == NODE_GENERATOR) {
        lazy_mark(evaluator, at.result, operations);
    }
    return at.result;
}
