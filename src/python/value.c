#include "python/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "python/evaluator.h"
#include "sql/translate.h"

struct value *call_argument(const struct call *call, size_t position, const char *name) {
    for (size_t i = 0; name && i < call->keyword_count; i++) {
        if (str_is(call->keywords[i].name, name)) {
            return call->keywords[i].value;
        }
    }
    return position < call->args.count ? call->args.items[position] : NULL;
}

// ---- emitting

// Operations of helpers in other files are reported at the call in the migration itself.
static struct span place(const struct emitter *emitter, struct span span) {
    return emitter->in_other_file ? emitter->call_span : span;
}

static struct operation *add(struct emitter *emitter, enum operation_kind kind,
                             struct span span) {
    struct operation *operation = ARENA_PUSH(emitter->arena, emitter->out);
    *operation = (struct operation){.kind = kind,
                                    .span = place(emitter, span),
                                    .statement = emitter->statement,
                                    .condition = emitter->condition,
                                    .in_loop = emitter->in_loop};
    return operation;
}

struct operation *emit(struct emitter *emitter, enum operation_kind kind, struct span span) {
    emitter->statement++;
    return add(emitter, kind, span);
}

struct operation *emit_clause(struct emitter *emitter, enum operation_kind kind,
                              struct span span) {
    return add(emitter, kind, span);
}

// A helper of another file is one place: what it hides is said once there, and elsewhere the
// same thing is not said twice of one place (a loop's turns).
static bool is_said(const struct emitter *emitter, struct span span, struct str reason) {
    enum { LOOK_BACK = 256 };
    size_t last = emitter->out->count;
    size_t first = last > LOOK_BACK ? last - LOOK_BACK : 0;
    for (size_t i = last; i > first; i--) {
        const struct operation *before = &emitter->out->items[i - 1];
        if (before->kind == OP_OPAQUE && before->span.start == span.start &&
            before->span.end == span.end &&
            (emitter->in_other_file || str_equal(before->reason, reason))) {
            return true;
        }
    }
    return false;
}

void emit_opaque(struct emitter *emitter, struct span span, struct str reason) {
    if (!is_said(emitter, place(emitter, span), reason)) {
        emit(emitter, OP_OPAQUE, span)->reason = reason;
    }
}

// One statement happens where it is executed, several each at their own place in the text; a
// mistake is shown where it stands.
static void place_operations(struct emitter *emitter, size_t first, struct span call) {
    struct operations *out = emitter->out;
    bool single = first < out->count &&
                  out->items[first].statement == out->items[out->count - 1].statement;
    for (size_t i = first; i < out->count; i++) {
        struct operation *operation = &out->items[i];
        bool within = operation->span.start >= call.start && operation->span.end <= call.end;
        if ((single || !within) && operation->kind != OP_SYNTAX_ERROR) {
            operation->span = call;
        }
    }
}

// Comments in a SQL text, once, however often it is executed.
static void add_comments(struct emitter *emitter, const struct mapped_text *text) {
    struct spans found = {0};
    sql_comments(emitter->arena, text, &found);
    for (size_t i = 0; i < found.count; i++) {
        bool is_new = true;
        for (size_t k = 0; k < emitter->comments->count && is_new; k++) {
            is_new = emitter->comments->items[k].start != found.items[i].start;
        }
        if (is_new) {
            *ARENA_PUSH(emitter->arena, emitter->comments) = found.items[i];
        }
    }
}

// `\:` in a text() is sent as a colon. Source: sqlalchemy.text(), Notes.
static struct str without_escapes(struct arena *arena, struct str sql) {
    if (str_find(sql, STR("\\:"), 0) == SIZE_MAX) {
        return sql;
    }
    struct text out = {.arena = arena};
    for (size_t i = 0; i < sql.size; i++) {
        bool escapes = sql.data[i] == '\\' && i + 1 < sql.size && sql.data[i + 1] == ':';
        if (!escapes) {
            text_add_char(&out, sql.data[i]);
        }
    }
    return text_str(&out);
}

static void unescape(struct arena *arena, struct operation *operation) {
    struct str *const parts[] = {&operation->sql,
                                 &operation->comment,
                                 &operation->options,
                                 &operation->expression.text,
                                 &operation->column.default_value.text,
                                 &operation->column.generation.text,
                                 &operation->constraint.check.text};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i] = without_escapes(arena, *parts[i]);
    }
    for (size_t i = 0; i < operation->columns.count; i++) {
        struct expression *value = &operation->columns.items[i].default_value;
        value->text = without_escapes(arena, value->text);
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        struct expression *check = &operation->constraints.items[i].check;
        check->text = without_escapes(arena, check->text);
    }
}

// Defaults are taken for what they stand for.
static void fill_holes(struct arena *arena, struct mapped_text *text) {
    struct mapped_text filled = *text;
    filled.holes.items = NULL;
    filled.holes.count = filled.holes.capacity = 0;
    for (size_t i = 0; i < text->holes.count; i++) {
        if (!text->holes.items[i].is_default) {
            *ARENA_PUSH(arena, &filled.holes) = text->holes.items[i];
        }
    }
    *text = filled;
}

void emit_sql(struct emitter *emitter, const struct mapped_text *sql, struct span span,
              bool binds) {
    struct mapped_text text = *sql;
    fill_holes(emitter->arena, &text);
    span = place(emitter, span);
    if (text.source != emitter->source) {
        text.pieces.count = 0; // its places are in another file
    }
    struct sql_origin origin = {.span = span,
                                .condition = emitter->condition,
                                .in_loop = emitter->in_loop,
                                .binds = binds};
    if (emitter->comments && text.source == emitter->source) {
        add_comments(emitter, &text);
    }
    size_t first = emitter->out->count;
    sql_translate(emitter->arena, &text, &origin, &emitter->statement, emitter->out);
    for (size_t i = first; binds && i < emitter->out->count; i++) {
        unescape(emitter->arena, &emitter->out->items[i]);
    }
    place_operations(emitter, first, span);
}

// ---- making values

struct value *value_new(struct arena *arena, enum value_kind kind, struct span span) {
    struct value *value = ARENA_NEW(arena, struct value, 1);
    value->arena = arena;
    value->kind = kind;
    value->span = span;
    return value;
}

struct value *value_unknown(struct arena *arena, struct span span, struct str reason) {
    struct value *value = value_new(arena, VALUE_UNKNOWN, span);
    value->reason = reason;
    return value;
}

struct value *value_bool(struct arena *arena, struct span span, bool yes) {
    struct value *value = value_new(arena, VALUE_BOOL, span);
    value->yes = yes;
    return value;
}

struct value *value_int(struct arena *arena, struct span span, int64_t number) {
    struct value *value = value_new(arena, VALUE_INT, span);
    value->number = number;
    return value;
}

struct value *value_text(struct arena *arena, struct span span, struct str text) {
    struct value *value = value_new(arena, VALUE_TEXT, span);
    value->text.text = text;
    return value;
}

struct value *value_external(struct arena *arena, struct span span, struct str name) {
    struct value *value = value_new(arena, VALUE_EXTERNAL, span);
    value->name = name;
    return value;
}

struct value *value_term(struct arena *arena, struct span span, enum term_kind kind) {
    struct value *value = value_new(arena, VALUE_TERM, span);
    value->term = ARENA_NEW(arena, struct term, 1);
    value->term->kind = kind;
    value->term->span = span;
    return value;
}

// ---- asking values

enum { COMPARE_DEPTH = 16 };

static enum truth known(bool yes) {
    return yes ? TRUTH_YES : TRUTH_NO;
}

// A text with holes is true when something is between them.
static enum truth text_truth(const struct mapped_text *text) {
    size_t held = 0;
    for (size_t i = 0; i < text->holes.count; i++) {
        held += text->holes.items[i].size;
    }
    if (text->text.size > held) {
        return TRUTH_YES;
    }
    return text->holes.count ? TRUTH_UNKNOWN : TRUTH_NO;
}

enum truth value_truth(const struct value *value) {
    switch (value->kind) {
    case VALUE_NONE:
        return TRUTH_NO;
    case VALUE_BOOL:
        return known(value->yes);
    case VALUE_INT:
        return known(value->number != 0);
    case VALUE_FLOAT:
        return known(value->real < 0 || value->real > 0);
    case VALUE_TEXT:
        return text_truth(&value->text);
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_SET:
    case VALUE_DICT:
        return value->is_partial ? TRUTH_UNKNOWN : known(value->items.count != 0);
    case VALUE_FUNCTION:
    case VALUE_CLASS:
    case VALUE_METHOD:
    case VALUE_PATH:
    case VALUE_FILE:
    case VALUE_PARTIAL:
    case VALUE_STACK:
    case VALUE_SUPER:
    case VALUE_PROPERTY:
    case VALUE_PENDING:
        return TRUTH_YES;
    case VALUE_EXTERNAL:
        return str_is(value->name, "typing.TYPE_CHECKING") ? TRUTH_NO
               : str_starts(value->name, STR("builtins.")) ? TRUTH_YES
                                                           : TRUTH_UNKNOWN;
    case VALUE_UNKNOWN:
        return value->has_truth ? known(value->yes) : TRUTH_UNKNOWN;
    case VALUE_INSTANCE:
    case VALUE_TERM:
        break;
    }
    return TRUTH_UNKNOWN;
}

static enum truth equal(const struct value *a, const struct value *b, unsigned depth);

static enum truth lists_equal(const struct value *a, const struct value *b, unsigned depth) {
    if (a->is_partial || b->is_partial || a->kind == VALUE_SET || a->kind == VALUE_DICT) {
        return TRUTH_UNKNOWN;
    }
    if (a->items.count != b->items.count) {
        return TRUTH_NO;
    }
    enum truth all = TRUTH_YES;
    for (size_t i = 0; i < a->items.count; i++) {
        enum truth same = equal(a->items.items[i], b->items.items[i], depth + 1);
        if (same == TRUTH_NO) {
            return TRUTH_NO;
        }
        all = same == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : all;
    }
    return all;
}

static bool is_number(const struct value *value) {
    return value->kind == VALUE_INT || value->kind == VALUE_BOOL || value->kind == VALUE_FLOAT;
}

static double number_of(const struct value *value) {
    if (value->kind == VALUE_FLOAT) {
        return value->real;
    }
    return value->kind == VALUE_BOOL ? (double)value->yes : (double)value->number;
}

// Functions and classes are equal to themselves alone.
static enum truth objects_equal(const struct value *a, const struct value *b) {
    if (a->kind == b->kind && a->kind == VALUE_FUNCTION) {
        return known(a->function == b->function);
    }
    if (a->kind == b->kind && a->kind == VALUE_CLASS) {
        return known(a->class == b->class);
    }
    bool is_object = a->kind == VALUE_FUNCTION || b->kind == VALUE_FUNCTION ||
                     a->kind == VALUE_CLASS || b->kind == VALUE_CLASS;
    bool is_plain = a->kind <= VALUE_DICT || b->kind <= VALUE_DICT;
    return is_plain && is_object ? TRUTH_NO : TRUTH_UNKNOWN;
}

// Members of an enum are the same by their value, records by their fields, other objects when
// they are one.
static enum truth instances_equal(const struct value *a, const struct value *b,
                                  unsigned depth) {
    bool is_known = a->class && a->class == b->class && !a->is_perhaps && !b->is_perhaps;
    for (size_t i = 0; is_known && i < a->class->order.count; i++) {
        is_known = !map_find(&a->class->order.items[i]->scope->names, STR("__eq__"));
    }
    if (!is_known) {
        return TRUTH_UNKNOWN;
    }
    if (a->class->is_enum) {
        const struct value *one = value_get(a, STR("value")),
                           *other = value_get(b, STR("value"));
        return one && other ? equal(one, other, depth + 1) : TRUTH_UNKNOWN;
    }
    enum truth all = a->class->is_record ? TRUTH_YES : TRUTH_UNKNOWN;
    for (size_t i = 0; i < a->class->fields.count && all == TRUTH_YES; i++) {
        const struct value *one = value_get(a, a->class->fields.items[i]);
        const struct value *other = value_get(b, a->class->fields.items[i]);
        bool is_given = one && other; // else a default
        all = is_given ? equal(one, other, depth + 1) : one == other ? all : TRUTH_UNKNOWN;
    }
    return all;
}

static enum truth equal(const struct value *a, const struct value *b, unsigned depth) {
    if (depth > COMPARE_DEPTH || a->kind == VALUE_UNKNOWN || b->kind == VALUE_UNKNOWN) {
        return TRUTH_UNKNOWN;
    }
    if (a == b) {
        return TRUTH_YES;
    }
    if (a->kind == VALUE_INT && b->kind == VALUE_INT) {
        return known(a->number == b->number);
    }
    if (is_number(a) && is_number(b)) {
        double difference = number_of(a) - number_of(b);
        return known(!(difference < 0) && !(difference > 0));
    }
    bool plain_a = a->kind <= VALUE_DICT, plain_b = b->kind <= VALUE_DICT;
    if (a->kind == VALUE_INSTANCE && b->kind == VALUE_INSTANCE) {
        return instances_equal(a, b, depth);
    }
    if (!plain_a || !plain_b) {
        return objects_equal(a, b);
    }
    if (a->kind != b->kind) {
        return TRUTH_NO;
    }
    if (a->kind == VALUE_NONE) {
        return TRUTH_YES;
    }
    if (a->kind != VALUE_TEXT) {
        return lists_equal(a, b, depth);
    }
    if (a->text.holes.count || b->text.holes.count) {
        return TRUTH_UNKNOWN;
    }
    return known(str_equal(a->text.text, b->text.text) && a->is_bytes == b->is_bytes);
}

enum truth value_equal(const struct value *a, const struct value *b) {
    return equal(a, b, 0);
}

bool value_is_text(const struct value *value, struct str *text) {
    if (!value || value->kind != VALUE_TEXT || value->text.holes.count) {
        return false;
    }
    *text = value->text.text;
    return true;
}

static bool is_likely(const struct mapped_text *text) {
    size_t i = 0;
    while (i < text->holes.count && text->holes.items[i].is_default) {
        i++;
    }
    return i == text->holes.count;
}

bool value_is_likely_text(const struct value *value, struct str *text) {
    if (!value || value->kind != VALUE_TEXT || !is_likely(&value->text)) {
        return false;
    }
    *text = value->text.text;
    return true;
}

// Source: float_repr_style "short" of CPython: an exponent below -4 and from 16 on.
struct str value_real_text(struct arena *arena, double real) {
    char digits[40];
    int precision = 0;
    do {
        snprintf(digits, sizeof digits, "%.*e", precision, real);
    } while (strtod(digits, NULL) != real && ++precision < 17);
    const char *mark = strchr(digits, 'e');
    if (!mark) { // inf, nan
        return str_copy(arena, str_from(digits));
    }
    long exponent = strtol(mark + 1, NULL, 10);
    if (exponent < -4 || exponent >= 16) {
        return str_copy(arena, str_from(digits));
    }
    int decimals = precision - (int)exponent;
    return str_format(arena, "%.*f", decimals > 1 ? decimals : 1, real);
}

bool value_is_sequence(const struct value *value) {
    return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
}

static size_t find_key(const struct value *value, struct str key) {
    struct str text;
    size_t i = 0;
    while (i < value->keys.count &&
           !(value_is_text(value->keys.items[i], &text) && str_equal(text, key))) {
        i++;
    }
    return i;
}

struct value *value_get(const struct value *value, struct str key) {
    size_t i = find_key(value, key);
    return i < value->keys.count ? value->items.items[i] : NULL;
}

void value_set(struct arena *arena, struct value *value, struct str key, struct value *item) {
    size_t i = find_key(value, key);
    if (i < value->keys.count) {
        value->items.items[i] = item;
        return;
    }
    *ARENA_PUSH(arena, &value->keys) = value_text(arena, item->span, key);
    *ARENA_PUSH(arena, &value->items) = item;
}

struct str value_reason(struct arena *arena, const struct value *value) {
    if (value->kind == VALUE_UNKNOWN || value->is_partial) {
        return value->reason;
    }
    if (value->kind == VALUE_TEXT && value->text.holes.count) {
        return value->text.holes.items[0].reason;
    }
    if (value->kind == VALUE_EXTERNAL) {
        return str_format(arena, STR_FMT " is not read", STR_ARG(value->name));
    }
    for (size_t i = 0; i < value->items.count; i++) {
        if (value->items.items[i]->kind == VALUE_UNKNOWN) {
            return value->items.items[i]->reason;
        }
    }
    return (struct str){0};
}

const char *value_kind_name(const struct value *value) {
    static const char *const names[] = {
        [VALUE_UNKNOWN] = "an unknown value",
        [VALUE_NONE] = "None",
        [VALUE_BOOL] = "a boolean",
        [VALUE_INT] = "a number",
        [VALUE_FLOAT] = "a number",
        [VALUE_TEXT] = "a string",
        [VALUE_LIST] = "a list",
        [VALUE_TUPLE] = "a tuple",
        [VALUE_SET] = "a set",
        [VALUE_DICT] = "a dictionary",
        [VALUE_FUNCTION] = "a function",
        [VALUE_CLASS] = "a class",
        [VALUE_INSTANCE] = "an object",
        [VALUE_EXTERNAL] = "a name of another module",
        [VALUE_METHOD] = "a method",
        [VALUE_TERM] = "a SQLAlchemy object",
        [VALUE_PATH] = "a path",
        [VALUE_FILE] = "a file",
        [VALUE_PARTIAL] = "a function",
        [VALUE_STACK] = "an ExitStack",
        [VALUE_SUPER] = "super()",
        [VALUE_PROPERTY] = "a property",
        [VALUE_PENDING] = "a generator",
    };
    return names[value->kind];
}
