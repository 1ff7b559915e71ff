#include "python/classes.h"
#include "python/sqlalchemy.h"

// The members of enum classes.

bool member_is(struct str name, const struct value *value) {
    return name.size && name.data[0] != '_' && value->kind != VALUE_FUNCTION &&
           value->kind != VALUE_CLASS && value->kind != VALUE_PROPERTY;
}

static bool is_auto(const struct value *value) {
    return value->kind == VALUE_UNKNOWN && str_is(value->name, "enum.auto");
}

static bool has_base(const struct class *class, struct str ending) {
    for (size_t i = 0; i < class->order.count; i++) {
        const struct value_list *bases = &class->order.items[i]->bases;
        for (size_t k = 0; k < bases->count; k++) {
            if (str_ends(bases->items[k]->name, ending)) {
                return true;
            }
        }
    }
    return false;
}

// What auto() is: of a StrEnum the name in lower case, else one more than the number before.
// Source: Python's documentation, enum, auto.
static struct value *auto_value(struct evaluator *evaluator, const struct class *class,
                                struct str name, const struct value *value) {
    const struct value *own = class_attribute(class, STR("_generate_next_value_"));
    if (own && own->kind == VALUE_FUNCTION) {
        return value_unknown(evaluator->arena, value->span, STR("auto() of its own"));
    }
    if (has_base(class, STR("StrEnum"))) {
        return value_text(evaluator->arena, value->span, str_lower(evaluator->arena, name));
    }
    int64_t number = 0;
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct map_entry *entry = &class->scope->names.items[i];
        const struct value *other = entry->value;
        if (other && member_is(entry->key, other)) {
            number = other->kind == VALUE_INT ? other->number : number + is_auto(other);
        }
        if (other == value) {
            break;
        }
    }
    struct value *made = value_int(evaluator->arena, value->span, number);
    struct mapped_text text = text_of(evaluator, made);
    return has_base(class, STR("builtins.str")) ? text_value(evaluator, value->span, &text)
                                                : made;
}

// __init__ of an enum class gets the value, or its parts.
static void initialise(struct evaluator *evaluator, struct value *member,
                       const struct value *value) {
    const struct function *own = special_find(member, "__init__");
    struct call call = {.span = value->span};
    if (!own) {
        return;
    }
    if (value->kind == VALUE_TUPLE) {
        call.args = value->items;
    } else {
        *ARENA_PUSH(evaluator->arena, &call.args) = (struct value *)value;
    }
    call_function(evaluator, own, member, &call);
}

struct value *member_of(struct evaluator *evaluator, const struct class *class, struct str name,
                        struct value *value) {
    struct value *member = value_new(evaluator->arena, VALUE_INSTANCE, value->span);
    member->class = class;
    member->condition = evaluator->emitter->condition;
    for (size_t i = 0; i < class->scope->names.count;
         i++) { // the first with that value names it
        const struct map_entry *entry = &class->scope->names.items[i];
        if (entry->value && member_is(entry->key, entry->value) &&
            value_equal(entry->value, value) == TRUTH_YES) {
            name = entry->key;
            break;
        }
    }
    value_set(evaluator->arena, member, STR("name"),
              value_text(evaluator->arena, value->span, name));
    value = is_auto(value) ? auto_value(evaluator, class, name, value) : value;
    value_set(evaluator->arena, member, STR("value"), value);
    initialise(evaluator, member, value);
    return member;
}

void class_members(struct evaluator *evaluator, const struct class *class,
                   struct value_list *members) {
    for (size_t i = 0; i < class->scope->names.count; i++) {
        const struct map_entry *entry = &class->scope->names.items[i];
        bool is_new = entry->value && member_is(entry->key, entry->value);
        for (size_t k = 0; is_new && k < members->count; k++) { // another name of a member
            is_new = value_equal(value_get(members->items[k], STR("value")), entry->value) !=
                     TRUTH_YES;
        }
        if (is_new) {
            *ARENA_PUSH(evaluator->arena, members) =
                member_of(evaluator, class, entry->key, entry->value);
        }
    }
}

struct value *members_by_name(struct evaluator *evaluator, const struct class *class,
                              struct span span) {
    struct value *members = value_new(evaluator->arena, VALUE_DICT, span);
    for (size_t i = 0; i < class->scope->names.count; i++) { // further names as well
        const struct map_entry *entry = &class->scope->names.items[i];
        if (entry->value && member_is(entry->key, entry->value)) {
            value_set(evaluator->arena, members, entry->key,
                      member_of(evaluator, class, entry->key, entry->value));
        }
    }
    return members;
}
