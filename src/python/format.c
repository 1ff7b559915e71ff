#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "python/evaluator.h"

// ---- formatting

struct percent {
    struct building *building;
    const struct value *arguments;
    size_t next;
};

static struct value *percent_argument(struct percent *percent, struct str key) {
    const struct value *arguments = percent->arguments;
    struct arena *arena = percent->building->evaluator->arena;
    struct value *value = NULL;
    if (key.data) {
        value = arguments->kind == VALUE_DICT ? value_get(arguments, key) : NULL;
    } else if (arguments->kind == VALUE_TUPLE) {
        value = percent->next < arguments->items.count ? arguments->items.items[percent->next++]
                                                       : NULL;
    } else {
        value = (struct value *)arguments;
    }
    struct str reason = value_reason(arena, arguments);
    return value ? value : value_unknown(arena, arguments->span, reason);
}

// One conversion that starts behind the % at `at`; gives the offset behind it.
static size_t add_conversion(struct percent *percent, const struct mapped_text *text,
                             size_t at) {
    struct str s = text->text;
    struct str key = {0};
    if (at < s.size && s.data[at] == '(') {
        size_t close = str_find(s, STR(")"), at);
        key = str_slice(s, at + 1, close);
        at = close == SIZE_MAX ? s.size : close + 1;
    }
    size_t flags = at;
    while (at < s.size && strchr("0123456789.-+ #", s.data[at])) {
        at++;
    }
    struct str spec = str_slice(s, flags, at);
    char kind = at < s.size ? s.data[at] : 's';
    struct value *value = percent_argument(percent, key);
    struct evaluator *evaluator = percent->building->evaluator;
    struct mapped_text part = format_percent(evaluator, value, spec, kind);
    building_add(percent->building, &part);
    return at < s.size ? at + 1 : at;
}

struct value *text_percent(struct evaluator *evaluator, const struct value *text,
                           const struct value *arguments, struct span span) {
    struct building building = building_new(evaluator);
    struct percent percent = {.building = &building, .arguments = arguments};
    struct str s = text->text.text;
    size_t from = 0;
    for (size_t at = 0; at < s.size && evaluator_step(evaluator, span);) {
        size_t sign = str_find(s, STR("%"), at);
        if (sign == SIZE_MAX) {
            break;
        }
        building_add_slice(&building, &text->text, from, sign);
        if (sign + 1 < s.size && s.data[sign + 1] == '%') {
            building_add_slice(&building, &text->text, sign, sign + 1);
            at = from = sign + 2;
        } else {
            at = from = add_conversion(&percent, &text->text, sign + 1);
        }
    }
    building_add_slice(&building, &text->text, from, s.size);
    struct mapped_text made = building_take(&building);
    return text_value(evaluator, span, &made);
}

// The value of a replacement field: name or number, then .attribute and [key].
static struct value *field_value(struct evaluator *evaluator, struct str field,
                                 const struct call *call, size_t *next) {
    struct arena *arena = evaluator->arena;
    size_t end = 0;
    while (end < field.size && field.data[end] != '.' && field.data[end] != '[') {
        end++;
    }
    struct str name = str_copy(arena, str_slice(field, 0, end));
    struct value *value = NULL;
    if (!name.size) {
        value = call_argument(call, (*next)++, NULL);
    } else if (name.data[0] >= '0' && name.data[0] <= '9') {
        value = call_argument(call, text_digits(name, 10), NULL);
    } else {
        value = call_argument(call, SIZE_MAX, name.data);
    }
    if (!value) {
        struct str reason = call->reason.size ? call->reason : STR("a field that is not given");
        return value_unknown(arena, call->span, reason);
    }
    while (end < field.size) {
        bool is_key = field.data[end] == '[';
        size_t start = ++end;
        while (end < field.size && field.data[end] != '.' && field.data[end] != '[') {
            end++;
        }
        struct str part = str_slice(field, start, is_key && end > start ? end - 1 : end);
        value = is_key ? subscript_get(evaluator, value, value_text(arena, call->span, part),
                                       call->span)
                       : evaluate_attribute(evaluator, value, part, call->span);
    }
    return value;
}

// The value, or with !r its repr(), formatted.
static struct mapped_text converted(struct evaluator *evaluator, struct value *value,
                                    struct str conversion, struct str spec) {
    if (conversion.size && !str_is(conversion, "!s")) {
        struct building repr = building_new(evaluator);
        building_add_repr(&repr, value);
        struct mapped_text shown = building_take(&repr);
        value = text_value(evaluator, value->span, &shown);
    } else if (conversion.size) {
        struct mapped_text shown = text_of(evaluator, value);
        value = text_value(evaluator, value->span, &shown);
    }
    return format_value(evaluator, value, spec);
}

// Where the field that begins at `at` is closed; a format may hold further fields.
static size_t field_end(struct str text, size_t at) {
    size_t depth = 0;
    for (; at < text.size; at++) {
        if (text.data[at] == '{') {
            depth++;
        } else if (text.data[at] == '}' && --depth == 0) {
            return at;
        }
    }
    return SIZE_MAX;
}

static struct value *method_format(struct evaluator *evaluator, const struct value *text,
                                   const struct call *call) {
    struct building building = building_new(evaluator);
    struct str s = text->text.text;
    size_t from = 0, next = 0, at = 0;
    while (at < s.size && evaluator_step(evaluator, call->span)) {
        char c = s.data[at];
        if (c != '{' && c != '}') {
            at++;
            continue;
        }
        if (at + 1 < s.size && s.data[at + 1] == c) {
            building_add_slice(&building, &text->text, from, at + 1);
            at = from = at + 2;
            continue;
        }
        size_t close = c == '{' ? field_end(s, at) : SIZE_MAX;
        if (close == SIZE_MAX) {
            at++;
            continue;
        }
        building_add_slice(&building, &text->text, from, at);
        struct str field = str_slice(s, at + 1, close), spec = field, name;
        str_split(&spec, ':', &name);
        size_t conversion = str_find(name, STR("!"), 0);
        struct value *value =
            field_value(evaluator, str_slice(name, 0, conversion), call, &next);
        struct mapped_text part =
            converted(evaluator, value, str_slice(name, conversion, name.size),
                      spec.data ? spec : STR(""));
        building_add(&building, &part);
        at = from = close + 1;
    }
    building_add_slice(&building, &text->text, from, s.size);
    struct mapped_text made = building_take(&building);
    return text_value(evaluator, call->span, &made);
}

// ---- methods

static struct value *method_join(struct evaluator *evaluator, const struct value *text,
                                 const struct call *call) {
    struct value_list items = {0};
    bool partial = call->args.count != 1;
    struct str reason = {0};
    const struct value *of = call_argument(call, 0, NULL);
    if (of && of->kind == VALUE_SET && of->items.count > 1) {
        struct mapped_text hole = text_hole(evaluator, STR("the order of a set"));
        return text_value(evaluator, call->span, &hole);
    }
    if (!partial) {
        iterate(evaluator, call->args.items[0], &items, &partial, &reason);
    }
    struct building building = building_new(evaluator);
    for (size_t i = 0; i < items.count && evaluator_step(evaluator, call->span); i++) {
        if (i) {
            building_add(&building, &text->text);
        }
        struct mapped_text part = text_of(evaluator, items.items[i]);
        building_add(&building, &part);
    }
    if (partial) {
        struct mapped_text hole = text_hole(evaluator, reason);
        building_add(&building, &hole);
    }
    struct mapped_text made = building_take(&building);
    return text_value(evaluator, call->span, &made);
}

static bool is_stripped(char c, struct str set) {
    if (!set.data) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
    return memchr(set.data, c, set.size) != NULL;
}

static struct value *strip(struct evaluator *evaluator, const struct value *text,
                           const struct call *call, bool left, bool right) {
    struct str set = {0}, s = text->text.text;
    if (call->args.count && !value_is_text(call->args.items[0], &set) &&
        call->args.items[0]->kind != VALUE_NONE) {
        return value_unknown(evaluator->arena, call->span,
                             STR("strip() of unknown characters"));
    }
    size_t start = 0, end = s.size;
    while (left && start < end && is_stripped(s.data[start], set)) {
        start++;
    }
    while (right && end > start && is_stripped(s.data[end - 1], set)) {
        end--;
    }
    struct mapped_text part = mapped_slice(evaluator->arena, &text->text, start, end);
    return text_value(evaluator, call->span, &part);
}

static struct value *method_strip(struct evaluator *evaluator, const struct value *text,
                                  const struct call *call) {
    return strip(evaluator, text, call, true, true);
}

static struct value *method_lstrip(struct evaluator *evaluator, const struct value *text,
                                   const struct call *call) {
    return strip(evaluator, text, call, true, false);
}

static struct value *method_rstrip(struct evaluator *evaluator, const struct value *text,
                                   const struct call *call) {
    return strip(evaluator, text, call, false, true);
}

static struct value *method_replace(struct evaluator *evaluator, const struct value *text,
                                    const struct call *call) {
    struct str from;
    if (call->args.count != 2 || !value_is_text(call->args.items[0], &from) || !from.size) {
        return value_unknown(evaluator->arena, call->span, STR("replace() of an unknown text"));
    }
    struct mapped_text to = text_of(evaluator, call->args.items[1]);
    struct building building = building_new(evaluator);
    struct str s = text->text.text;
    size_t start = 0;
    for (size_t at = str_find(s, from, 0);
         at != SIZE_MAX && evaluator_step(evaluator, call->span);
         at = str_find(s, from, start)) {
        building_add_slice(&building, &text->text, start, at);
        building_add(&building, &to);
        start = at + from.size;
    }
    building_add_slice(&building, &text->text, start, s.size);
    struct mapped_text made = building_take(&building);
    return text_value(evaluator, call->span, &made);
}

static bool is_ascii(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static struct value *recased(struct evaluator *evaluator, const struct value *text,
                             struct str changed) {
    struct value *value = value_new(evaluator->arena, VALUE_TEXT, text->span);
    value->text = text->text; // as long as before: the places stay
    value->text.text = changed;
    return value;
}

static struct value *method_upper(struct evaluator *evaluator, const struct value *text,
                                  const struct call *call) {
    if (!is_ascii(text->text.text)) {
        return value_unknown(evaluator->arena, call->span, STR("upper() of other letters"));
    }
    return recased(evaluator, text, str_upper(evaluator->arena, text->text.text));
}

static struct value *method_lower(struct evaluator *evaluator, const struct value *text,
                                  const struct call *call) {
    if (!is_ascii(text->text.text)) {
        return value_unknown(evaluator->arena, call->span, STR("lower() of other letters"));
    }
    return recased(evaluator, text, str_lower(evaluator->arena, text->text.text));
}

static struct value *method_same(struct evaluator *evaluator, const struct value *text,
                                 const struct call *call) {
    struct value *value = text_value(evaluator, call->span, &text->text);
    return value;
}

static void add_part(struct evaluator *evaluator, struct value *list, const struct value *text,
                     size_t start, size_t end) {
    struct mapped_text part = mapped_slice(evaluator->arena, &text->text, start, end);
    *ARENA_PUSH(evaluator->arena, &list->items) = text_value(evaluator, text->span, &part);
}

// What is not known may hold separators.
static void doubt_parts(const struct value *text, struct value *list) {
    if (text->text.holes.count) {
        list->is_partial = true;
        list->reason = text->text.holes.items[0].reason;
    }
}

static struct value *method_split(struct evaluator *evaluator, const struct value *text,
                                  const struct call *call) {
    struct value *list = value_new(evaluator->arena, VALUE_LIST, call->span);
    list->condition = evaluator->emitter->condition;
    doubt_parts(text, list);
    struct str separator = {0}, s = text->text.text;
    const struct value *given = call->args.count ? call->args.items[0] : NULL;
    bool by_text = given && given->kind != VALUE_NONE;
    if (call->args.count > 1 || call->keyword_count || text->text.holes.count ||
        (by_text && !value_is_text(given, &separator))) {
        return value_unknown(evaluator->arena, call->span, STR("split() in an unknown way"));
    }
    size_t start = 0;
    if (by_text && !separator.size) {
        return value_unknown(evaluator->arena, call->span, STR("split() by nothing"));
    }
    while (separator.size && list->items.count < ITEM_LIMIT) {
        size_t at = str_find(s, separator, start);
        add_part(evaluator, list, text, start, at);
        if (at == SIZE_MAX) {
            return list;
        }
        start = at + separator.size;
    }
    for (size_t at = 0; at < s.size && list->items.count < ITEM_LIMIT;) { // at white space
        while (at < s.size && is_stripped(s.data[at], (struct str){0})) {
            at++;
        }
        start = at;
        while (at < s.size && !is_stripped(s.data[at], (struct str){0})) {
            at++;
        }
        if (at > start) {
            add_part(evaluator, list, text, start, at);
        }
    }
    return list;
}

static struct value *method_splitlines(struct evaluator *evaluator, const struct value *text,
                                       const struct call *call) {
    struct value *list = value_new(evaluator->arena, VALUE_LIST, call->span);
    list->condition = evaluator->emitter->condition;
    doubt_parts(text, list);
    struct str s = text->text.text;
    for (size_t start = 0; start < s.size && list->items.count < ITEM_LIMIT;) {
        size_t at = str_find(s, STR("\n"), start);
        size_t end = at == SIZE_MAX ? s.size : at;
        add_part(evaluator, list, text, start,
                 end > start && s.data[end - 1] == '\r' ? end - 1 : end);
        start = end + 1;
    }
    return list;
}

static struct value *has_edge(struct evaluator *evaluator, const struct value *text,
                              const struct call *call, bool (*has)(struct str, struct str)) {
    struct str edge;
    if (text->text.holes.count || call->args.count != 1 ||
        !value_is_text(call->args.items[0], &edge)) {
        return value_unknown(evaluator->arena, call->span, STR("a test of an unknown text"));
    }
    return value_bool(evaluator->arena, call->span, has(text->text.text, edge));
}

static struct value *method_startswith(struct evaluator *evaluator, const struct value *text,
                                       const struct call *call) {
    return has_edge(evaluator, text, call, str_starts);
}

static struct value *method_endswith(struct evaluator *evaluator, const struct value *text,
                                     const struct call *call) {
    return has_edge(evaluator, text, call, str_ends);
}

static struct value *without_edge(struct evaluator *evaluator, const struct value *text,
                                  const struct call *call, bool is_prefix) {
    struct str s = text->text.text, edge;
    if (call->args.count != 1 || !value_is_text(call->args.items[0], &edge)) {
        return value_unknown(evaluator->arena, call->span, STR("a prefix that is not known"));
    }
    if (text->text.holes.count) {
        return value_unknown(evaluator->arena, call->span, text->text.holes.items[0].reason);
    }
    bool has = is_prefix ? str_starts(s, edge) : str_ends(s, edge);
    size_t cut = has ? edge.size : 0;
    struct mapped_text rest = mapped_slice(evaluator->arena, &text->text, is_prefix ? cut : 0,
                                           is_prefix ? s.size : s.size - cut);
    return text_value(evaluator, call->span, &rest);
}

static struct value *method_removeprefix(struct evaluator *evaluator, const struct value *text,
                                         const struct call *call) {
    return without_edge(evaluator, text, call, true);
}

static struct value *method_removesuffix(struct evaluator *evaluator, const struct value *text,
                                         const struct call *call) {
    return without_edge(evaluator, text, call, false);
}

struct value *text_method(struct evaluator *evaluator, const struct value *text,
                          struct str name, const struct call *call) {
    static const struct {
        const char *name;
        struct value *(*function)(struct evaluator *, const struct value *,
                                  const struct call *);
    } methods[] = {
        {"format", method_format},
        {"join", method_join},
        {"strip", method_strip},
        {"lstrip", method_lstrip},
        {"rstrip", method_rstrip},
        {"replace", method_replace},
        {"upper", method_upper},
        {"lower", method_lower},
        {"casefold", method_lower},
        {"encode", method_same},
        {"decode", method_same},
        {"split", method_split},
        {"splitlines", method_splitlines},
        {"startswith", method_startswith},
        {"endswith", method_endswith},
        {"removeprefix", method_removeprefix},
        {"removesuffix", method_removesuffix},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (str_is(name, methods[i].name)) {
            struct value *result = methods[i].function(evaluator, text, call);
            if (result->kind == VALUE_UNKNOWN && !result->name.size) {
                result->name = STR("builtins.str"); // it is computed, not asked for
            }
            return result;
        }
    }
    struct value *known = text_character_method(evaluator, text, name, call);
    if (known) {
        return known;
    }
    struct str reason =
        str_format(evaluator->arena, "the result of str." STR_FMT "()", STR_ARG(name));
    struct value *result = value_unknown(evaluator->arena, call->span, reason);
    result->name = str_format(evaluator->arena, "builtins.str." STR_FMT, STR_ARG(name));
    return result;
}
