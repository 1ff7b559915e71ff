#include "python/type_shapes.h"

#include "model/print.h"
#include "model/type.h"
#include "python/evaluator.h"

// The labels of a Python enum are its members' names, unless values_callable gives others.
static bool labels_of_class(struct emitter *emitter, struct value *class,
                            struct value *values_callable, struct term *term) {
    if (values_callable && values_callable->kind != VALUE_NONE) {
        struct value *labels = term_call(emitter, values_callable, class);
        struct operation ignored = {0};
        return labels && term_names(emitter, labels, &term->enum_labels, &ignored, "names");
    }
    if (class->kind != VALUE_CLASS) {
        return false;
    }
    const struct map *names = &class->class->scope->names;
    for (size_t i = 0; i < names->count; i++) {
        const struct value *value = names->items[i].value;
        bool is_member = value && names->items[i].key.size &&
                         names->items[i].key.data[0] != '_' && value->kind != VALUE_FUNCTION &&
                         value->kind != VALUE_CLASS;
        if (is_member) {
            *ARENA_PUSH(emitter->arena, &term->enum_labels) = names->items[i].key;
        }
    }
    return true;
}

static size_t code_points(struct str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return count;
}

// VARCHAR as wide as the longest label. Source: Enum._enum_init, visit_enum of the generic type
// compiler.
static void make_text_enum(struct making *making, struct term *term) {
    static const struct constructor varchar = {.type = "varchar"};
    int32_t length = 0;
    for (size_t i = 0; i < term->enum_labels.count; i++) {
        size_t size = code_points(term->enum_labels.items[i]);
        length = size > (size_t)length && size < INT32_MAX ? (int32_t)size : length;
    }
    bool is_given = type_number(making, SIZE_MAX, "length", &length);
    if (!is_given && !term->enum_labels_known) {
        term_mark_type(making->emitter, &term->operation, STR("the labels are not known"));
    }
    term->type = type_printed(making->emitter, &varchar, &length, length != 0);
    term->type.is_unknown = !is_given && !term->enum_labels_known;
    term->create_type = false;
    const struct value *check = call_argument(making->call, SIZE_MAX, "create_constraint");
    if (check && value_truth(check) == TRUTH_YES) {
        term->constraint.type = CONSTRAINT_CHECK;
    }
}

static void read_labels(struct making *making, struct term *term) {
    const struct call *call = making->call;
    struct value *first = call->args.count ? call->args.items[0] : NULL;
    bool is_class = call->args.count == 1 && !call->args_are_partial &&
                    (first->kind == VALUE_CLASS || first->kind == VALUE_EXTERNAL);
    if (is_class) {
        struct str name =
            first->kind == VALUE_CLASS ? first->class->name : path_last(first->name);
        term->constraint.name = str_lower(making->emitter->arena, name);
        term->enum_labels_known = labels_of_class(
            making->emitter, first, call_argument(call, SIZE_MAX, "values_callable"), term);
        return;
    }
    struct value all = {.kind = VALUE_LIST,
                        .items = call->args,
                        .is_partial = call->args_are_partial,
                        .reason = call->reason};
    term->enum_labels_known =
        term_names(making->emitter, &all, &term->enum_labels, &term->operation, "names");
}

struct value *make_enum(struct making *making) {
    struct emitter *emitter = making->emitter;
    const struct call *call = making->call;
    struct value *value = type_new(emitter, call->span, type_unknown());
    struct term *term = value->term;
    bool is_postgresql = str_is(str_from(making->constructor->name), "ENUM");
    read_labels(making, term);
    struct operation marks = {0};
    const struct value *given = call_argument(call, SIZE_MAX, "name");
    if (given && given->kind != VALUE_NONE) {
        term->constraint.name = term_text(emitter, given, &marks, "name");
        term->constraint.name_is_final = given->is_final_name;
    }
    const struct value *native = call_argument(call, SIZE_MAX, "native_enum");
    if (!is_postgresql && native && value_truth(native) == TRUTH_NO) {
        make_text_enum(making, term);
        return value;
    }
    struct str schema =
        term_text(emitter, call_argument(call, SIZE_MAX, "schema"), &marks, "schema");
    if (marks.unknown.count || !term->constraint.name.size) {
        term_mark_type(emitter, &term->operation,
                       marks.unknown.count ? marks.unknown.items[0].reason
                                           : STR("the enum has no name"));
        return value;
    }
    struct str quoted = quoted_name(emitter->arena, term->constraint.name);
    struct str text =
        schema.size ? str_format(emitter->arena, STR_FMT "." STR_FMT,
                                 STR_ARG(quoted_name(emitter->arena, schema)), STR_ARG(quoted))
                    : quoted;
    term->type = (struct sql_type){
        .schema = schema, .name = term->constraint.name, .text = text, .is_enum = true};
    // sqlalchemy.Enum takes create_type= and does nothing with it; one of a MetaData is created
    // by that (SchemaType._on_table_create, ENUM._check_for_name_in_memos)
    const struct value *create = call_argument(call, SIZE_MAX, "create_type");
    const struct value *metadata = call_argument(call, SIZE_MAX, "metadata");
    bool is_left_out = is_postgresql && create && value_truth(create) == TRUTH_NO;
    term->create_type = !is_left_out && (!metadata || metadata->kind == VALUE_NONE);
    const struct value *inherit = call_argument(call, SIZE_MAX, "inherit_schema");
    term->inherit_schema = inherit && value_truth(inherit) == TRUTH_YES;
    // ENUM.create() looks first whether the type is there, Enum.create() does not
    term->check_first = is_postgresql;
    return value;
}

struct value *make_domain(struct making *making) {
    struct emitter *emitter = making->emitter;
    struct operation marks = {0};
    struct str name = term_text(emitter, call_argument(making->call, 0, "name"), &marks, "");
    struct str schema =
        term_text(emitter, call_argument(making->call, SIZE_MAX, "schema"), &marks, "");
    if (marks.unknown.count || !name.size) {
        return type_unknown_value(emitter, making->call->span,
                                  STR("the domain's name is not known"));
    }
    return type_new(emitter, making->call->span,
                    type_make(emitter->arena, schema, name, NULL, 0, 0));
}
