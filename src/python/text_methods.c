#include "python/evaluator.h"

// Further methods of strings: those that look at single characters, of texts that are known as a
// whole and plain ASCII.

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_ascii(struct str text) {
    return text_length(text) == text.size;
}

// The character with the other case, in upper or in lower case.
static char cased(char c, bool is_upper) {
    return !is_letter(c) ? c : is_upper ? (char)(c & ~0x20) : (char)(c | 0x20);
}

static struct value *made(struct evaluator *evaluator, struct text *text, struct span span) {
    return value_text(evaluator->arena, span, text_str(text));
}

// ---- case

enum casing { CASE_TITLE, CASE_CAPITAL, CASE_SWAPPED };

static struct value *recase(struct evaluator *evaluator, struct str text, enum casing casing,
                            struct span span) {
    struct text out = {.arena = evaluator->arena};
    bool is_first = true;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool is_upper = casing == CASE_SWAPPED ? c >= 'a' : is_first;
        text_add_char(&out, cased(c, is_upper));
        is_first = casing == CASE_TITLE && !is_letter(c);
    }
    return made(evaluator, &out, span);
}

static struct value *method_title(struct evaluator *evaluator, struct str text,
                                  const struct call *call) {
    return recase(evaluator, text, CASE_TITLE, call->span);
}

static struct value *method_capitalize(struct evaluator *evaluator, struct str text,
                                       const struct call *call) {
    return recase(evaluator, text, CASE_CAPITAL, call->span);
}

static struct value *method_swapcase(struct evaluator *evaluator, struct str text,
                                     const struct call *call) {
    return recase(evaluator, text, CASE_SWAPPED, call->span);
}

// ---- padding

// ljust(width, fill): as many before and behind as are asked for.
static struct value *padded(struct evaluator *evaluator, struct str text,
                            const struct call *call, char align) {
    enum { WIDTH_LIMIT = 10000 };
    const struct value *width = call_argument(call, 0, NULL);
    const struct value *given = call_argument(call, 1, NULL);
    struct str fill = STR(" ");
    bool is_known = width && width->kind == VALUE_INT && width->number <= WIDTH_LIMIT &&
                    (!given || (value_is_text(given, &fill) && text_length(fill) == 1));
    if (!is_known) {
        return NULL;
    }
    size_t wanted = width->number > 0 ? (size_t)width->number : 0;
    size_t room = wanted > text.size ? wanted - text.size : 0;
    // Source: pad() in CPython's unicodeobject.c: the odd one goes to the left of an odd width.
    size_t left = align == '<' ? 0 : align == '>' ? room : room / 2 + (room & wanted & 1);
    struct text out = {.arena = evaluator->arena};
    for (size_t i = 0; i < room + 1; i++) {
        text_add(&out, i == left ? text : (struct str){0});
        text_add(&out, i < room ? fill : (struct str){0});
    }
    return made(evaluator, &out, call->span);
}

static struct value *method_ljust(struct evaluator *evaluator, struct str text,
                                  const struct call *call) {
    return padded(evaluator, text, call, '<');
}

static struct value *method_rjust(struct evaluator *evaluator, struct str text,
                                  const struct call *call) {
    return padded(evaluator, text, call, '>');
}

static struct value *method_center(struct evaluator *evaluator, struct str text,
                                   const struct call *call) {
    return padded(evaluator, text, call, '^');
}

static struct value *method_zfill(struct evaluator *evaluator, struct str text,
                                  const struct call *call) {
    bool has_sign = text.size && (text.data[0] == '-' || text.data[0] == '+');
    struct str sign = str_slice(text, 0, has_sign ? 1 : 0);
    struct value *width = call_argument(call, 0, NULL);
    struct call zeros = {.span = call->span};
    if (!width || width->kind != VALUE_INT) {
        return NULL;
    }
    *ARENA_PUSH(evaluator->arena, &zeros.args) =
        value_int(evaluator->arena, call->span, width->number - has_sign);
    *ARENA_PUSH(evaluator->arena, &zeros.args) =
        value_text(evaluator->arena, call->span, STR("0"));
    struct value *rest = padded(evaluator, str_slice(text, sign.size, text.size), &zeros, '>');
    return rest ? value_text(evaluator->arena, call->span,
                             str_concat(evaluator->arena, sign, rest->text.text))
                : NULL;
}

// ---- looking for something

static bool wanted_text(const struct call *call, struct str *wanted) {
    return call->args.count == 1 && !call->keyword_count &&
           value_is_text(call->args.items[0], wanted);
}

static size_t find_last(struct str text, struct str wanted) {
    size_t found = SIZE_MAX;
    for (size_t at = 0; (at = str_find(text, wanted, at)) != SIZE_MAX; at++) {
        found = at;
    }
    return found;
}

static struct value *parted(struct evaluator *evaluator, struct str text,
                            const struct call *call, bool is_last) {
    struct str wanted;
    if (!wanted_text(call, &wanted) || !wanted.size) {
        return NULL;
    }
    size_t at = is_last ? find_last(text, wanted) : str_find(text, wanted, 0);
    bool found = at != SIZE_MAX;
    struct str whole = is_last ? STR("") : text, rest = is_last ? text : STR("");
    const struct str parts[] = {found ? str_slice(text, 0, at) : whole,
                                found ? wanted : STR(""),
                                found ? str_slice(text, at + wanted.size, text.size) : rest};
    struct value *tuple = builtin_list(evaluator, VALUE_TUPLE, call->span);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *ARENA_PUSH(evaluator->arena, &tuple->items) =
            value_text(evaluator->arena, call->span, parts[i]);
    }
    return tuple;
}

static struct value *method_partition(struct evaluator *evaluator, struct str text,
                                      const struct call *call) {
    return parted(evaluator, text, call, false);
}

static struct value *method_rpartition(struct evaluator *evaluator, struct str text,
                                       const struct call *call) {
    return parted(evaluator, text, call, true);
}

static struct value *place(struct evaluator *evaluator, size_t at, struct span span) {
    return value_int(evaluator->arena, span, at == SIZE_MAX ? -1 : (int64_t)at);
}

static struct value *method_find(struct evaluator *evaluator, struct str text,
                                 const struct call *call) {
    struct str wanted;
    return wanted_text(call, &wanted) ? place(evaluator, str_find(text, wanted, 0), call->span)
                                      : NULL;
}

static struct value *method_rfind(struct evaluator *evaluator, struct str text,
                                  const struct call *call) {
    struct str wanted;
    return wanted_text(call, &wanted) && wanted.size
               ? place(evaluator, find_last(text, wanted), call->span)
               : NULL;
}

static struct value *method_count(struct evaluator *evaluator, struct str text,
                                  const struct call *call) {
    struct str wanted;
    int64_t count = 0;
    if (!wanted_text(call, &wanted) || !wanted.size) {
        return NULL;
    }
    for (size_t at = 0; (at = str_find(text, wanted, at)) != SIZE_MAX; at += wanted.size) {
        count++;
    }
    return value_int(evaluator->arena, call->span, count);
}

// ---- what characters there are

static struct value *all(struct evaluator *evaluator, struct str text, const struct call *call,
                         bool (*is_one)(char c)) {
    bool answer = text.size > 0;
    for (size_t i = 0; i < text.size; i++) {
        answer &= is_one(text.data[i]);
    }
    return value_bool(evaluator->arena, call->span, answer);
}

static bool is_either(char c) {
    return is_letter(c) || is_digit(c);
}

static struct value *method_isdigit(struct evaluator *evaluator, struct str text,
                                    const struct call *call) {
    return all(evaluator, text, call, is_digit);
}

static struct value *method_isalpha(struct evaluator *evaluator, struct str text,
                                    const struct call *call) {
    return all(evaluator, text, call, is_letter);
}

static struct value *method_isalnum(struct evaluator *evaluator, struct str text,
                                    const struct call *call) {
    return all(evaluator, text, call, is_either);
}

// All letters have the case, and there is one.
static struct value *has_case(struct evaluator *evaluator, struct str text,
                              const struct call *call, bool is_upper) {
    bool answer = true, found = false;
    for (size_t i = 0; i < text.size; i++) {
        found |= is_letter(text.data[i]);
        answer &= text.data[i] == cased(text.data[i], is_upper);
    }
    return value_bool(evaluator->arena, call->span, answer && found);
}

static struct value *method_islower(struct evaluator *evaluator, struct str text,
                                    const struct call *call) {
    return has_case(evaluator, text, call, false);
}

static struct value *method_isupper(struct evaluator *evaluator, struct str text,
                                    const struct call *call) {
    return has_case(evaluator, text, call, true);
}

struct value *text_character_method(struct evaluator *evaluator, const struct value *text,
                                    struct str name, const struct call *call) {
    static const struct {
        const char *name;
        struct value *(*function)(struct evaluator *, struct str, const struct call *);
    } methods[] = {
        {"title", method_title},           {"capitalize", method_capitalize},
        {"swapcase", method_swapcase},     {"ljust", method_ljust},
        {"rjust", method_rjust},           {"center", method_center},
        {"zfill", method_zfill},           {"partition", method_partition},
        {"rpartition", method_rpartition}, {"find", method_find},
        {"rfind", method_rfind},           {"count", method_count},
        {"isdigit", method_isdigit},       {"isnumeric", method_isdigit},
        {"isdecimal", method_isdigit},     {"isalpha", method_isalpha},
        {"isalnum", method_isalnum},       {"islower", method_islower},
        {"isupper", method_isupper},
    };
    struct str whole;
    bool is_known = value_is_text(text, &whole) && is_ascii(whole) && !text->is_bytes;
    for (size_t i = 0; is_known && i < sizeof methods / sizeof *methods; i++) {
        if (str_is(name, methods[i].name)) {
            return methods[i].function(evaluator, whole, call);
        }
    }
    return NULL;
}
