#include "python/classes.h"
#include "python/sqlalchemy.h"

// Class statements, and what type() makes.

// ---- bases

// The method resolution order is merged of those of the bases: a class comes before its bases,
// bases in their order. Source: Python's documentation, The Python 2.3 Method Resolution Order.

static bool is_in_tail(const struct class_list *list, size_t head, const struct class *class) {
    for (size_t i = head + 1; i < list->count; i++) {
        if (list->items[i] == class) {
            return true;
        }
    }
    return false;
}

static const struct class *next_in_order(const struct class_list *lists, const size_t *heads,
                                         size_t count) {
    const struct class *first = NULL;
    for (size_t i = 0; i < count; i++) {
        if (heads[i] >= lists[i].count) {
            continue;
        }
        const struct class *candidate = lists[i].items[heads[i]];
        bool is_good = true;
        for (size_t k = 0; k < count && is_good; k++) {
            is_good = !is_in_tail(&lists[k], heads[k], candidate);
        }
        if (is_good) {
            return candidate;
        }
        first = first ? first : candidate; // Python refuses such a class
    }
    return first;
}

static void set_order(struct evaluator *evaluator, struct class *class) {
    enum { BASE_LIMIT = 16, ORDER_LIMIT = 64 };
    struct class_list lists[BASE_LIMIT + 1] = {{0}};
    size_t heads[BASE_LIMIT + 1] = {0}, count = 0;
    for (size_t i = 0; i < class->bases.count && count < BASE_LIMIT; i++) {
        if (class->bases.items[i]->kind == VALUE_CLASS) {
            const struct class *base = class->bases.items[i]->class;
            *ARENA_PUSH(evaluator->arena, &lists[BASE_LIMIT]) = base;
            lists[count++] = base->order;
        }
    }
    lists[count] = lists[BASE_LIMIT];
    *ARENA_PUSH(evaluator->arena, &class->order) = class;
    const struct class *next;
    while (class->order.count < ORDER_LIMIT &&
           (next = next_in_order(lists, heads, count + 1)) != NULL) {
        *ARENA_PUSH(evaluator->arena, &class->order) = next;
        for (size_t i = 0; i <= count; i++) {
            bool is_head = heads[i] < lists[i].count && lists[i].items[heads[i]] == next;
            heads[i] += is_head;
        }
    }
}

static void add_base(struct evaluator *evaluator, struct class *class, struct value *base) {
    base = resolve_external(evaluator, base);
    *ARENA_PUSH(evaluator->arena, &class->bases) = base;
    if (base->kind == VALUE_CLASS) {
        class->is_enum |= base->class->is_enum;
        class->is_record |= base->class->is_record;
        class->meta = class->meta ? class->meta : base->class->meta;
        for (size_t i = 0; i < base->class->fields.count; i++) {
            if (!str_list_has(&class->fields, base->class->fields.items[i])) {
                *ARENA_PUSH(evaluator->arena, &class->fields) = base->class->fields.items[i];
            }
        }
    } else if (base->kind == VALUE_EXTERNAL) {
        class->is_enum |= str_starts(base->name, STR("enum."));
        class->is_record |=
            str_is(base->name, "typing.NamedTuple") || str_is(base->name, "pydantic.BaseModel");
    }
}

bool class_is_derived(const struct class *class, const struct class *from) {
    for (size_t i = 0; i < class->order.count; i++) {
        if (class->order.items[i] == from) {
            return true;
        }
    }
    return false;
}

bool class_is_whole(const struct class *class) {
    static const char *const plain[] = {"builtins.object", "abc.ABC",
                                        "typing.Protocol", "typing.NamedTuple",
                                        "typing.Generic",  "enum.Enum"};
    for (size_t i = 0; i < class->order.count; i++) {
        const struct value_list *bases = &class->order.items[i]->bases;
        for (size_t k = 0; k < bases->count; k++) {
            bool is_known = bases->items[k]->kind == VALUE_CLASS;
            for (size_t n = 0; n < sizeof plain / sizeof *plain && !is_known; n++) {
                is_known = str_is(bases->items[k]->name, plain[n]);
            }
            if (!is_known) {
                return false;
            }
        }
    }
    return true;
}

// ---- making

static struct value *class_value(struct evaluator *evaluator, const struct class *class,
                                 struct span span) {
    struct value *value = value_new(evaluator->arena, VALUE_CLASS, span);
    value->class = class;
    return value;
}

struct value *class_of(struct evaluator *evaluator, const struct value *instance,
                       struct span span) {
    return class_value(evaluator, instance->class, span);
}

static void set_names(struct evaluator *evaluator, const struct class *class,
                      struct value *value) {
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct map_entry *entry = &class->scope->names.items[i];
        struct value *item = entry->value;
        const struct function *told = item ? special_find(item, "__set_name__") : NULL;
        if (told) {
            struct call call = {.span = value->span};
            *ARENA_PUSH(evaluator->arena, &call.args) = value;
            *ARENA_PUSH(evaluator->arena, &call.args) =
                value_text(evaluator->arena, value->span, entry->key);
            call_function(evaluator, told, item, &call);
        }
    }
}

// __init_subclass__ of the first base that has it, with what the class statement gives.
static void tell_bases(struct evaluator *evaluator, const struct class *class,
                       struct value *value, const struct call *given) {
    for (size_t i = 1; i < class->order.count; i++) {
        const struct value *method =
            map_find(&class->order.items[i]->scope->names, STR("__init_subclass__"));
        if (method && method->kind == VALUE_FUNCTION) {
            struct call call = *given;
            call.args = (struct value_list){0};
            call_function(evaluator, method->function, value, &call);
            return;
        }
    }
}

// What type.__new__ does once the namespace is there.
static struct value *finish(struct evaluator *evaluator, struct class *class,
                            const struct call *given) {
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct value *item = class->scope->names.items[i].value;
        struct value_list one = {.items = (struct value **)&class->scope->names.items[i].value,
                                 .count = item != NULL};
        const struct value_list *methods =
            item && item->kind == VALUE_PROPERTY ? &item->items : &one;
        for (size_t k = 0; k < methods->count; k++) {
            const struct value *method = methods->items[k];
            if (method->kind == VALUE_FUNCTION && !method->function->class) {
                modules_touch(evaluator, method->arena);
                ((struct function *)method->function)->class = class;
            }
        }
    }
    struct value *value = class_value(evaluator, class, given->span);
    for (size_t i = 0; i < class->bases.count; i++) {
        const struct value *base = class->bases.items[i];
        if (base->kind == VALUE_CLASS) {
            modules_touch(evaluator, base->arena);
            *ARENA_PUSH(evaluator->arena, &((struct class *)base->class)->derived) = value;
        }
    }
    set_names(evaluator, class, value);
    tell_bases(evaluator, class, value, given);
    return value;
}

// The arguments that a metaclass gets: name, bases, namespace, and further keywords.
static struct call arguments_of(struct evaluator *evaluator, const struct class *class,
                                const struct call *given) {
    struct call call = *given;
    struct value *bases = builtin_list(evaluator, VALUE_TUPLE, given->span);
    struct value *names = builtin_list(evaluator, VALUE_DICT, given->span);
    bases->items = class->bases;
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct map_entry *entry = &class->scope->names.items[i];
        if (entry->value) {
            value_set(evaluator->arena, names, entry->key, entry->value);
        }
    }
    call.args = (struct value_list){0};
    *ARENA_PUSH(evaluator->arena, &call.args) =
        value_text(evaluator->arena, given->span, class->name);
    *ARENA_PUSH(evaluator->arena, &call.args) = bases;
    *ARENA_PUSH(evaluator->arena, &call.args) = names;
    return call;
}

// By its metaclass, when that is one of the files that are read.
static struct value *make(struct evaluator *evaluator, struct class *class,
                          const struct call *given) {
    const struct value *making =
        class->meta ? class_attribute(class->meta->class, STR("__new__")) : NULL;
    const struct value *made_by =
        class->meta ? class_attribute(class->meta->class, STR("__init__")) : NULL;
    struct value *value = NULL;
    if (making && making->kind == VALUE_FUNCTION) {
        struct call call = arguments_of(evaluator, class, given);
        value = call_function(evaluator, making->function, class->meta, &call);
    } else {
        value = finish(evaluator, class, given);
    }
    if (made_by && made_by->kind == VALUE_FUNCTION && value->kind == VALUE_CLASS) {
        struct call call = arguments_of(evaluator, class, given);
        call_function(evaluator, made_by->function, value, &call);
    }
    return value;
}

static struct class *class_new(struct evaluator *evaluator, struct str name,
                               struct scope *around) {
    struct class *class = ARENA_NEW(evaluator->arena, struct class, 1);
    class->name = name;
    class->module = around->module;
    class->scope = scope_new(evaluator, around, class->module);
    class->scope->is_class = true;
    return class;
}

struct value *class_from(struct evaluator *evaluator, const struct call *call) {
    const struct value *bases = call_argument(call, 1, "bases");
    const struct value *names = call_argument(call, 2, "dict");
    struct str name;
    bool is_known = value_is_text(call_argument(call, 0, "name"), &name) && bases &&
                    value_is_sequence(bases) && names && names->kind == VALUE_DICT &&
                    !names->is_partial;
    if (!is_known) {
        return NULL;
    }
    struct class *class = class_new(evaluator, name, evaluator->frame->scope);
    for (size_t i = 0; i < bases->items.count; i++) {
        add_base(evaluator, class, bases->items.items[i]);
    }
    set_order(evaluator, class);
    for (size_t i = 0; i < names->keys.count; i++) {
        struct str key;
        if (value_is_text(names->keys.items[i], &key)) {
            map_put(&class->scope->names, key, names->items.items[i]);
        }
    }
    struct call given = *call;
    given.args = (struct value_list){0};
    return finish(evaluator, class, &given);
}

// ---- class statements

// Fields of a record: the annotated names of its body.
static void find_fields(struct evaluator *evaluator, struct class *class,
                        const struct node *body) {
    for (const struct node *n = body ? node_first(body) : NULL; n; n = node_next(n)) {
        const struct node *inner = node_first(n);
        if (n->kind == NODE_EXPRESSION_STATEMENT && inner && inner->kind == NODE_ASSIGNMENT &&
            node_field(inner, FIELD_OF_TYPE)) {
            struct str name = evaluator_text(evaluator, node_field(inner, FIELD_OF_LEFT));
            if (!str_list_has(&class->fields, name)) {
                *ARENA_PUSH(evaluator->arena, &class->fields) = name;
            }
        }
    }
}

static bool is_dataclass(struct evaluator *evaluator, const struct node *node) {
    if (!node->parent || node->parent->kind != NODE_DECORATED) {
        return false;
    }
    for (const struct node *d = node_first(node->parent); d; d = node_next(d)) {
        if (d->kind == NODE_DECORATOR &&
            str_find(evaluator_text(evaluator, d), STR("dataclass"), 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static void read_bases(struct evaluator *evaluator, struct class *class,
                       const struct node *node, struct call *given) {
    const struct node *supers = node_field(node, FIELD_OF_SUPERCLASSES);
    size_t count = 0;
    for (const struct node *s = supers ? node_first(supers) : NULL; s; s = node_next(s)) {
        count++;
        if (s->kind == NODE_LIST_SPLAT) {
            struct value_list bases = {0};
            struct value *of = node_first(s) ? evaluate(evaluator, node_first(s)) : NULL;
            bool partial = false;
            if (of) {
                iterate(evaluator, of, &bases, &partial, &given->reason);
            }
            for (size_t i = 0; i < bases.count; i++) {
                add_base(evaluator, class, bases.items[i]);
            }
        } else if (s->kind != NODE_KEYWORD_ARGUMENT) {
            add_base(evaluator, class, evaluate(evaluator, s));
        }
    }
    given->keywords = ARENA_NEW(evaluator->arena, struct call_keyword, count);
    for (const struct node *s = supers ? node_first(supers) : NULL; s; s = node_next(s)) {
        const struct node *item = node_field(s, FIELD_OF_VALUE);
        if (s->kind != NODE_KEYWORD_ARGUMENT || !item) {
            continue;
        }
        struct str name = evaluator_text(evaluator, node_field(s, FIELD_OF_NAME));
        struct value *value = resolve_external(evaluator, evaluate(evaluator, item));
        if (!str_is(name, "metaclass")) {
            given->keywords[given->keyword_count++] = (struct call_keyword){name, value};
        } else if (value->kind == VALUE_CLASS) {
            class->meta = value;
        }
    }
}

struct value *evaluate_class(struct evaluator *evaluator, const struct node *node) {
    struct frame *frame = evaluator->frame;
    struct str name = evaluator_text(evaluator, node_field(node, FIELD_OF_NAME));
    struct class *class = class_new(evaluator, name, frame->scope);
    struct call given = {.span = node->span};
    class->is_record = is_dataclass(evaluator, node);
    read_bases(evaluator, class, node, &given);
    set_order(evaluator, class);
    const struct node *body = node_field(node, FIELD_OF_BODY);
    struct frame inner = {.caller = frame, .scope = class->scope};
    evaluator->frame = &inner;
    if (class->is_record) {
        find_fields(evaluator, class, body);
    }
    if (body) {
        evaluate_block(evaluator, body);
    }
    evaluator->frame = frame;
    return make(evaluator, class, &given);
}
