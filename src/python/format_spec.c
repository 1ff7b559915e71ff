#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "python/classes.h"

// What stands behind the colon of a format, or between % and its letter.
// Source: Python's documentation, Format Specification Mini-Language.

struct format_spec {
    struct str fill; // one character; empty: a space
    char align;      // < > ^ =, or 0
    char sign;       // + - or a space, or 0
    bool is_alternate, has_zero;
    char group; // , or _, or 0
    uint32_t width;
    bool has_precision;
    uint32_t precision;
    char type; // or 0
};

static uint32_t read_number(struct str s, size_t *at) {
    size_t start = *at;
    while (*at < s.size && s.data[*at] >= '0' && s.data[*at] <= '9') {
        ++*at;
    }
    return text_digits(str_slice(s, start, *at), 10);
}

static bool is_among(const char *set, struct str s, size_t at) {
    return at < s.size && s.data[at] && strchr(set, s.data[at]);
}

// False: it is none that is known.
static bool read_spec(struct str s, struct format_spec *spec) {
    size_t at = 0, fill = text_offset(s, 1);
    if (is_among("<>^=", s, fill)) {
        spec->fill = str_slice(s, 0, fill);
        spec->align = s.data[fill];
        at = fill + 1;
    } else if (is_among("<>^=", s, 0)) {
        spec->align = s.data[at++];
    }
    spec->sign = is_among("+- ", s, at) ? s.data[at++] : 0;
    spec->is_alternate = is_among("#", s, at) && ++at;
    spec->has_zero = is_among("0", s, at) && ++at;
    spec->width = read_number(s, &at);
    spec->group = is_among(",_", s, at) ? s.data[at++] : 0;
    if (is_among(".", s, at)) {
        at++;
        spec->has_precision = true;
        spec->precision = read_number(s, &at);
    }
    spec->type = is_among("sdnxXobcfFeEgG%", s, at) ? s.data[at++] : 0;
    return at == s.size;
}

// ---- numbers

// Digits from the last to the first, with the sign of groups between them.
static struct str digits_of(struct arena *arena, uint64_t number,
                            const struct format_spec *spec) {
    unsigned base = spec->type == 'x' || spec->type == 'X' ? 16
                    : spec->type == 'o'                    ? 8
                    : spec->type == 'b'                    ? 2
                                                           : 10;
    const char *all = spec->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned every = base == 10 ? 3 : 4;
    char bytes[96];
    size_t at = sizeof bytes;
    unsigned count = 0;
    do {
        if (spec->group && count && count % every == 0) {
            bytes[--at] = spec->group;
        }
        bytes[--at] = all[number % base];
        number /= base;
        count++;
    } while (number);
    return str_copy(arena, (struct str){bytes + at, sizeof bytes - at});
}

static struct str real_text(struct arena *arena, double real, const struct format_spec *spec) {
    char format[] = {'%', '.', '*', spec->type, 0};
    char bytes[400];
    if (spec->type == '%') {
        snprintf(bytes, sizeof bytes, "%.*f%%", (int)spec->precision, real * 100);
        return str_copy(arena, str_from(bytes));
    }
    snprintf(bytes, sizeof bytes, format, (int)spec->precision, real);
    return str_copy(arena, str_from(bytes));
}

// The number without its sign; false: such a format is not followed.
static bool number_text(struct arena *arena, const struct value *value,
                        struct format_spec *spec, struct str *text, bool *is_negative) {
    enum { PRECISION_LIMIT = 60 };
    bool is_whole = value->kind != VALUE_FLOAT;
    bool as_real = spec->type && strchr("fFeEgG%", spec->type);
    int64_t number = value->kind == VALUE_BOOL ? value->yes : value->number;
    if (is_whole && !as_real) {
        *is_negative = number < 0;
        *text = digits_of(arena, *is_negative ? -(uint64_t)number : (uint64_t)number, spec);
        return spec->type != 'c' && spec->type != 's' && !spec->has_precision;
    }
    double real = is_whole ? (double)number : value->real;
    *is_negative = real < 0;
    real = *is_negative ? -real : real;
    spec->precision = spec->has_precision ? spec->precision : 6;
    bool is_plain = !spec->type && !spec->has_precision;
    *text = is_plain                                        ? value_real_text(arena, real)
            : as_real && spec->precision <= PRECISION_LIMIT ? real_text(arena, real, spec)
                                                            : (struct str){0};
    return text->size && !spec->group && !spec->is_alternate && real < 1e300;
}

// ---- padding

static void add_fill(struct building *building, struct str fill, size_t count) {
    struct text text = {.arena = building->evaluator->arena};
    for (size_t i = 0; i < count; i++) {
        text_add(&text, fill.size ? fill : STR(" "));
    }
    struct mapped_text filled = {.text = text_str(&text)};
    building_add(building, &filled);
}

// `sign` stands before the zeros of a number, or before what is padded.
static struct mapped_text pad(struct evaluator *evaluator, struct str sign,
                              const struct mapped_text *body, const struct format_spec *spec,
                              char align) {
    struct building building = building_new(evaluator);
    size_t size = text_length(sign) + text_length(body->text);
    size_t room = spec->width > size ? spec->width - size : 0;
    size_t left = align == '<' ? 0 : align == '^' ? room / 2 : room;
    struct mapped_text before = {.text = sign};
    if (align == '=') {
        building_add(&building, &before);
    }
    add_fill(&building, spec->fill, left);
    if (align != '=') {
        building_add(&building, &before);
    }
    building_add(&building, body);
    add_fill(&building, spec->fill, room - left);
    return building_take(&building);
}

static struct mapped_text refused(struct evaluator *evaluator, const struct value *value) {
    struct str reason = value_reason(evaluator->arena, value);
    return text_hole(evaluator, reason.size ? reason : STR("a format specification"));
}

static struct mapped_text format_number(struct evaluator *evaluator, const struct value *value,
                                        struct format_spec *spec) {
    struct str digits = {0};
    bool is_negative = false;
    if (!number_text(evaluator->arena, value, spec, &digits, &is_negative) ||
        (spec->has_zero && spec->group)) {
        return refused(evaluator, value);
    }
    struct str sign = is_negative         ? STR("-")
                      : spec->sign == '+' ? STR("+")
                      : spec->sign == ' ' ? STR(" ")
                                          : STR("");
    if (spec->is_alternate && spec->type && strchr("xXob", spec->type)) {
        sign = str_format(evaluator->arena, STR_FMT "0%c", STR_ARG(sign), spec->type);
    }
    if (spec->has_zero && !spec->fill.size) {
        spec->fill = STR("0");
    }
    char align = spec->align ? spec->align : spec->has_zero ? '=' : '>';
    struct mapped_text body = {.text = digits};
    return pad(evaluator, sign, &body, spec, align);
}

static struct mapped_text format_text(struct evaluator *evaluator, const struct value *value,
                                      const struct mapped_text *text,
                                      const struct format_spec *spec) {
    bool is_text = !spec->type || spec->type == 's';
    if (!is_text || text->holes.count || spec->sign || spec->group || spec->align == '=') {
        return refused(evaluator, value);
    }
    size_t end =
        spec->has_precision ? text_offset(text->text, spec->precision) : text->text.size;
    struct mapped_text cut = mapped_slice(evaluator->arena, text, 0, end);
    return pad(evaluator, STR(""), &cut, spec, spec->align ? spec->align : '<');
}

struct mapped_text format_value(struct evaluator *evaluator, struct value *value,
                                struct str spec) {
    enum { WIDTH_LIMIT = 10000 };
    struct format_spec read = {0};
    struct value *asked = value_text(evaluator->arena, value->span, spec);
    struct value *own = special_call_with(evaluator, value, "__format__", asked, value->span);
    if (own || !spec.size) {
        return text_of(evaluator, own ? own : value);
    }
    if (!read_spec(spec, &read) || read.width > WIDTH_LIMIT || read.precision > WIDTH_LIMIT) {
        return refused(evaluator, value);
    }
    bool is_number =
        value->kind == VALUE_INT || value->kind == VALUE_BOOL || value->kind == VALUE_FLOAT;
    return is_number                   ? format_number(evaluator, value, &read)
           : value->kind == VALUE_TEXT ? format_text(evaluator, value, &value->text, &read)
           : str_is(spec, "s")         ? text_of(evaluator, value)
                                       : refused(evaluator, value);
}

struct mapped_text format_percent(struct evaluator *evaluator, struct value *value,
                                  struct str flags, char kind) {
    enum { WIDTH_LIMIT = 10000 };
    struct format_spec spec = {.align = '>'};
    size_t at = 0;
    for (; is_among("-+ #0", flags, at); at++) {
        spec.align = flags.data[at] == '-' ? '<' : spec.align;
        spec.sign = is_among("+ ", flags, at) ? flags.data[at] : spec.sign;
        spec.is_alternate |= flags.data[at] == '#';
        spec.has_zero |= flags.data[at] == '0';
    }
    spec.width = read_number(flags, &at);
    if (is_among(".", flags, at)) {
        at++;
        spec.has_precision = true;
        spec.precision = read_number(flags, &at);
    }
    bool is_number =
        value->kind == VALUE_INT || value->kind == VALUE_BOOL || value->kind == VALUE_FLOAT;
    bool is_real = strchr("fFeEgG", kind) != NULL;
    if (at < flags.size || spec.width > WIDTH_LIMIT || spec.precision > WIDTH_LIMIT) {
        return refused(evaluator, value);
    }
    if (kind == 's' || kind == 'r') {
        struct building repr = building_new(evaluator);
        if (kind == 'r') {
            building_add_repr(&repr, value);
        }
        struct mapped_text text =
            kind == 'r' ? building_take(&repr) : text_of(evaluator, value);
        bool is_plain = !spec.width && !spec.has_precision;
        return is_plain ? text : format_text(evaluator, value, &text, &spec);
    }
    if (!is_number || (!is_real && value->kind == VALUE_FLOAT)) {
        return refused(evaluator, value);
    }
    spec.type = kind == 'i' || kind == 'u' ? 'd' : kind;
    spec.align = spec.align == '>' && spec.has_zero ? 0 : spec.align;
    return strchr("dxXofFeEgG", spec.type) ? format_number(evaluator, value, &spec)
                                           : refused(evaluator, value);
}
