// Types that are classes of the repository: what PostgreSQL gets for them.
#include "python/evaluator.h"
#include "python/sqlalchemy.h"
#include "python/terms.h"
#include "sql/translate.h"

enum { TYPE_DEPTH = 16 }; // of classes behind classes

static struct value *of_value(struct emitter *emitter, const struct value *value,
                              const struct call *call, unsigned depth);

// What the class's own methods say for PostgreSQL: load_dialect_impl() of a TypeDecorator,
// get_col_spec() of a UserDefinedType. NULL when it has none.
static struct value *of_methods(struct emitter *emitter, const struct value *value,
                                unsigned depth) {
    static const char *const methods[] = {"load_dialect_impl", "get_col_spec"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct value *function = class_attribute(value->class, str_from(methods[i]));
        if (!function || function->kind != VALUE_FUNCTION) {
            continue;
        }
        struct value *method = value_new(emitter->arena, VALUE_METHOD, value->span);
        method->self = (struct value *)value;
        method->function = function->function;
        method->name = str_from(methods[i]);
        struct value *dialect = value_term(emitter->arena, value->span, TERM_DIALECT);
        struct value *result = term_call(emitter, method, dialect);
        struct str text;
        if (result && value_is_text(result, &text)) {
            return type_new(emitter, value->span, sql_type_read(emitter->arena, text));
        }
        if (result && result->kind != VALUE_UNKNOWN) {
            return of_value(emitter, result, NULL, depth + 1);
        }
        return type_unknown_value(emitter, value->span,
                                  str_format(emitter->arena, STR_FMT ".%s() decides the type",
                                             STR_ARG(value->class->name), methods[i]));
    }
    return NULL;
}

static struct value *of_class(struct emitter *emitter, const struct value *value,
                              unsigned depth) {
    struct call call = {.span = value->span};
    if (value->kind == VALUE_INSTANCE && value->self) {
        call.args = value->self->items;
    }
    // What an instance was given goes on to the type behind it: TypeDecorator.__init__
    for (size_t i = 0; value->kind == VALUE_INSTANCE && i < value->keys.count; i++) {
        struct call_keyword keyword = {.value = value->items.items[i]};
        if (value_is_text(value->keys.items[i], &keyword.name)) {
            size_t capacity = call.keyword_count;
            call.keywords = arena_grow(emitter->arena, call.keywords, call.keyword_count,
                                       &capacity, sizeof keyword);
            call.keywords[call.keyword_count++] = keyword;
        }
    }
    struct value *result = of_methods(emitter, value, depth);
    const struct value *impl = class_attribute(value->class, STR("impl"));
    if (!result && impl) {
        result = of_value(emitter, impl, &call, depth + 1);
    }
    for (size_t i = 0; !result && i < value->class->bases.count; i++) {
        const struct value *base = value->class->bases.items[i];
        bool is_type = base->kind == VALUE_CLASS ||
                       (base->kind == VALUE_EXTERNAL && type_is_constructor(base->name));
        result = is_type ? of_value(emitter, base, &call, depth + 1) : NULL;
    }
    if (!result) {
        result = type_unknown_value(emitter, value->span,
                                    str_format(emitter->arena,
                                               "nothing says what type " STR_FMT " is",
                                               STR_ARG(value->class->name)));
    }
    return result;
}

static struct value *of_value(struct emitter *emitter, const struct value *value,
                              const struct call *call, unsigned depth) {
    struct call none = {.span = value ? value->span : (struct span){0}};
    if (value && value->kind == VALUE_TERM && value->term->kind == TERM_TYPE) {
        return (struct value *)value;
    }
    if (value && value->kind == VALUE_EXTERNAL) {
        struct value *type = type_call(emitter, value->name, call ? call : &none);
        return type ? type
                    : type_unknown_value(emitter, value->span,
                                         str_format(emitter->arena,
                                                    "the type " STR_FMT " is not known",
                                                    STR_ARG(value->name)));
    }
    bool is_class =
        value && (value->kind == VALUE_CLASS || value->kind == VALUE_INSTANCE) && value->class;
    if (is_class && depth < TYPE_DEPTH) {
        return of_class(emitter, value, depth);
    }
    return type_unknown_value(emitter, none.span, term_reason(emitter, value));
}

const struct term *type_term(struct emitter *emitter, const struct value *value) {
    return of_value(emitter, value, NULL, 0)->term;
}

struct sql_type sqlalchemy_type(struct emitter *emitter, const struct value *value) {
    return type_term(emitter, value)->type;
}
