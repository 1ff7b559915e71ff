#include "python/terms.h"

#include "model/print.h"
#include "model/type.h"
#include "sql/translate.h"

// ---- creating and dropping them

// Was the type created for a table before? Alembic remembers that for the whole run, and does
// not ask the database. Source: ENUM._check_for_name_in_memos of
// sqlalchemy/dialects/postgresql/base.py.
static bool is_created(const struct emitter *emitter, const struct sql_type *type,
                       struct span span) {
    const struct operations *out = emitter->out;
    bool with_table = true; // the table that is being created, by this call
    span = emitter->in_other_file ? emitter->call_span : span;
    for (size_t i = out->count; i-- > 0;) {
        const struct operation *operation = &out->items[i];
        if (operation->kind == OP_CREATE_TABLE) {
            with_table = true;
            span = operation->span;
        } else if (operation->kind != OP_CREATE_TYPE || operation->span.start != span.start) {
            with_table = false;
        }
        if (with_table && operation->kind == OP_CREATE_TYPE &&
            str_equal(operation->name, type->name) &&
            str_equal(operation->schema, type->schema)) {
            return true;
        }
    }
    return false;
}

void type_emit_create(struct emitter *emitter, const struct term *type, struct span span,
                      bool checkfirst) {
    struct operation *operation = emit(emitter, OP_CREATE_TYPE, span);
    operation->schema = type->type.schema;
    operation->name = type->type.name;
    operation->object = STR("ENUM");
    operation->names = type->enum_labels;
    operation->if_not_exists = checkfirst;
    term_copy_unknown(emitter, operation, &type->operation);
    if (!type->enum_labels_known) {
        operation_set_unknown(emitter->arena, operation, "names",
                              STR("the labels are not known"));
    }
    emit_done(emitter, operation);
}

void type_emit_for_table(struct emitter *emitter, const struct term *type, struct span span) {
    bool is_due =
        type->create_type && type->type.is_enum && !is_created(emitter, &type->type, span);
    if (is_due) {
        type_emit_create(emitter, type, span, false);
    }
}

const struct term *type_in_schema(struct emitter *emitter, const struct term *type,
                                  struct str schema) {
    if (!type->type.is_enum || !type->inherit_schema || !schema.size) {
        return type;
    }
    struct term *moved = ARENA_NEW(emitter->arena, struct term, 1);
    *moved = *type;
    moved->type.schema = schema;
    moved->type.text =
        str_format(emitter->arena, STR_FMT "." STR_FMT,
                   STR_ARG(quoted_name(emitter->arena, schema)), STR_ARG(type->type.text));
    return moved;
}

bool type_check(struct emitter *emitter, const struct term *type, struct str column,
                struct constraint_def *constraint) {
    if (type->constraint.type != CONSTRAINT_CHECK || !type->enum_labels_known) {
        return false;
    }
    struct text text = {.arena = emitter->arena};
    text_add(&text, quoted_name(emitter->arena, column));
    text_add(&text, STR(" IN ("));
    for (size_t i = 0; i < type->enum_labels.count; i++) {
        text_add(&text, i ? STR(", ") : STR(""));
        text_add(&text, expression_literal(emitter->arena, type->enum_labels.items[i]));
    }
    text_add(&text, STR(")"));
    *constraint =
        (struct constraint_def){.type = CONSTRAINT_CHECK,
                                .name = type->constraint.name,
                                .name_is_final = type->constraint.name_is_final,
                                .check = sql_expression(emitter->arena, text_str(&text)),
                                .span = type->span};
    *ARENA_PUSH(emitter->arena, &constraint->columns) = column;
    return true;
}

// ---- methods and attributes

static struct value *none(struct emitter *emitter, const struct call *call) {
    return value_new(emitter->arena, VALUE_NONE, call->span);
}

static bool checks_first(const struct term *type, const struct call *call) {
    const struct value *given = call_argument(call, 1, "checkfirst");
    return given ? value_truth(given) != TRUTH_NO : type->check_first;
}

static struct value *create(struct emitter *emitter, struct value *object,
                            const struct call *call) {
    if (object->term->type.is_enum) {
        type_emit_create(emitter, object->term, call->span, checks_first(object->term, call));
    }
    return none(emitter, call);
}

static struct value *drop(struct emitter *emitter, struct value *object,
                          const struct call *call) {
    const struct sql_type *type = &object->term->type;
    if (type->is_enum) {
        struct operation *operation = emit(emitter, OP_DROP_TYPE, call->span);
        operation->schema = type->schema;
        operation->name = type->name;
        operation->if_exists = checks_first(object->term, call);
        // SQLAlchemy asks the catalog and sends a plain DROP TYPE
        operation->sql = str_format(emitter->arena, "DROP TYPE " STR_FMT, STR_ARG(type->text));
        emit_done(emitter, operation);
    }
    return none(emitter, call);
}

static struct value *with_variant(struct emitter *emitter, struct value *object,
                                  const struct call *call) {
    struct value *variant = call_argument(call, 0, "type_");
    for (size_t i = 1; variant && i < call->args.count; i++) {
        struct str dialect;
        if (value_is_text(call->args.items[i], &dialect) && str_is(dialect, "postgresql")) {
            struct value *value = value_term(emitter->arena, call->span, TERM_TYPE);
            *value->term = *type_term(emitter, variant);
            return value;
        }
    }
    struct str dialect;
    if (value_is_text(call_argument(call, SIZE_MAX, "dialect_name"), &dialect) &&
        str_is(dialect, "postgresql") && variant) {
        struct value *value = value_term(emitter->arena, call->span, TERM_TYPE);
        *value->term = *type_term(emitter, variant);
        return value;
    }
    return object;
}

static const struct {
    const char *name;
    struct value *(*run)(struct emitter *emitter, struct value *object,
                         const struct call *call);
} methods[] = {
    {"create", create},
    {"drop", drop},
    {"with_variant", with_variant},
    {"copy", term_itself},
    {"evaluates_none", term_itself},
    {"adapt", term_itself},
    {"dialect_impl", term_itself},
    {"load_dialect_impl", term_itself},
};

struct value *type_method(struct emitter *emitter, struct value *object, struct str name,
                          const struct call *call) {
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (str_is(name, methods[i].name)) {
            return methods[i].run(emitter, object, call);
        }
    }
    return NULL;
}

struct value *type_attribute(struct emitter *emitter, const struct value *object,
                             struct str name, struct span span) {
    const struct term *term = object->term;
    if (str_is(name, "name") && term->type.is_enum) {
        return value_text(emitter->arena, span, term->type.name);
    }
    if (str_is(name, "enums") && term->enum_labels_known) {
        struct value *list = value_new(emitter->arena, VALUE_LIST, span);
        for (size_t i = 0; i < term->enum_labels.count; i++) {
            *ARENA_PUSH(emitter->arena, &list->items) =
                value_text(emitter->arena, span, term->enum_labels.items[i]);
        }
        return list;
    }
    return NULL;
}
