#include "python/terms.h"

#include "python/digest.h"

bool term_flag(struct emitter *emitter, const struct value *value, struct operation *operation,
               const char *field) {
    enum truth truth = value ? value_truth(value) : TRUTH_NO;
    if (truth == TRUTH_UNKNOWN) {
        operation_set_unknown(emitter->arena, operation, field, term_reason(emitter, value));
    }
    return truth == TRUTH_YES;
}

struct str term_reason(struct emitter *emitter, const struct value *value) {
    if (!value) {
        return STR("an argument is missing");
    }
    struct str reason = value_reason(emitter->arena, value);
    if (reason.size) {
        return reason;
    }
    return str_format(emitter->arena, "%s stands where something else is expected",
                      value_kind_name(value));
}

struct str term_call_reason(const struct call *call) {
    return call->reason.size ? call->reason : STR("some arguments are not known");
}

struct str term_text(struct emitter *emitter, const struct value *value,
                     struct operation *operation, const char *field) {
    struct str text = {0};
    if (!value || value->kind == VALUE_NONE || value_is_likely_text(value, &text)) {
        return text;
    }
    const struct term *column = term_of(value, TERM_COLUMN);
    if (column && column->column.name.size) {
        return column->column.name;
    }
    const struct term *sql = term_of(value, TERM_SQL);
    if (sql && !sql->text.holes.count) {
        return sql->text.text;
    }
    operation_set_unknown(emitter->arena, operation, field, term_reason(emitter, value));
    return text;
}

static bool is_sequence(const struct value *value) {
    return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE || value->kind == VALUE_SET;
}

// A str stands for its characters, as in every loop of Python's.
static void add_characters(struct emitter *emitter, struct str text, struct str_list *names) {
    for (size_t i = 0, next = 0; i < text.size; i = next) {
        next = i + 1;
        while (next < text.size && ((unsigned char)text.data[next] & 0xc0) == 0x80) {
            next++;
        }
        *ARENA_PUSH(emitter->arena, names) = str_slice(text, i, next);
    }
}

bool term_names(struct emitter *emitter, const struct value *value, struct str_list *names,
                struct operation *operation, const char *field) {
    struct str text;
    if (value_is_text(value, &text)) {
        add_characters(emitter, text, names);
        return true;
    }
    if (!value || !is_sequence(value)) {
        operation_set_unknown(emitter->arena, operation, field, term_reason(emitter, value));
        return false;
    }
    bool all = !value->is_partial;
    for (size_t i = 0; i < value->items.count; i++) {
        struct str name;
        bool is_known = value_is_text(value->items.items[i], &name);
        if (!is_known) {
            name = term_text(emitter, value->items.items[i], operation, field);
            is_known = name.size > 0;
        }
        all = all && is_known;
        if (is_known) {
            *ARENA_PUSH(emitter->arena, names) = name;
        }
    }
    if (!all) {
        operation_set_unknown(emitter->arena, operation, field, term_reason(emitter, value));
    }
    return all;
}

void term_mark_type(struct emitter *emitter, struct operation *operation, struct str reason) {
    static const char *const fields[] = {"column_type", "new_type", "type_name"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        operation_set_unknown(emitter->arena, operation, fields[i], reason);
    }
}

void term_copy_unknown(struct emitter *emitter, struct operation *to,
                       const struct operation *from) {
    for (size_t i = 0; i < from->unknown.count; i++) {
        const struct unknown_field *field = &from->unknown.items[i];
        operation_set_unknown(emitter->arena, to, field->field, field->reason);
    }
}

// Source: IdentifierPreparer.truncate_and_render_constraint_name of sqlalchemy/sql/compiler.py.
struct str term_short_name(struct arena *arena, struct str name) {
    enum { NAME_LIMIT = 63, KEPT = 55, HASH_DIGITS = 4 };
    size_t count = 0, kept = name.size;
    for (size_t i = 0; i < name.size; i++) {
        if (((unsigned char)name.data[i] & 0xc0) != 0x80) { // a character begins
            kept = count == KEPT ? i : kept;
            count++;
        }
    }
    if (count <= NAME_LIMIT) {
        return name;
    }
    struct str hash = digest_md5(arena, name);
    return str_format(arena, STR_FMT "_" STR_FMT, STR_ARG(str_slice(name, 0, kept)),
                      STR_ARG(str_slice(hash, hash.size - HASH_DIGITS, hash.size)));
}

struct value *term_final_name(struct arena *arena, const struct value *name) {
    struct str text = {0};
    bool is_known = value_is_text(name, &text);
    struct str short_name = term_short_name(arena, text);
    struct value *value = value_new(arena, name->kind, name->span);
    *value = is_known && !str_equal(short_name, text)
                 ? *value_text(arena, name->span, short_name)
                 : *name;
    value->arena = arena;
    value->is_final_name = true;
    return value;
}

bool term_number(const struct value *value, int64_t *number) {
    if (!value || value->kind != VALUE_INT) {
        return false;
    }
    *number = value->number;
    return true;
}

struct term *term_of(const struct value *value, enum term_kind kind) {
    bool is_that = value && value->kind == VALUE_TERM && value->term->kind == kind;
    return is_that ? value->term : NULL;
}

struct str path_last(struct str path) {
    size_t dot = str_find_last(path, '.');
    return dot == SIZE_MAX ? path : str_slice(path, dot + 1, path.size);
}

struct value *term_call(struct emitter *emitter, struct value *function,
                        struct value *argument) {
    bool is_function =
        function && (function->kind == VALUE_FUNCTION || function->kind == VALUE_METHOD);
    if (!is_function || !emitter->call_value) {
        return NULL;
    }
    struct call call = {.span = function->span};
    *ARENA_PUSH(emitter->arena, &call.args) = argument;
    return emitter->call_value(emitter->call_context, function, &call);
}

struct value *term_itself(struct emitter *emitter, struct value *object,
                          const struct call *call) {
    (void)emitter;
    (void)call;
    return object;
}
