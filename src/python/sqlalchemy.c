#include "python/sqlalchemy.h"

#include "model/print.h"
#include "python/conventions.h"
#include "python/terms.h"

// ---- whose names are these

static const char *const packages[] = {
    "sqlalchemy",
    "sqlalchemy_utils",
    "sqlmodel",
    "geoalchemy2",
    "pgvector",
    "citext",
    "sqlalchemy_citext",
    "sqlalchemy_json",
    "sqlalchemy_searchable",
    "fastapi_users_db_sqlalchemy",
    "fastapi_utils",
    "advanced_alchemy",
};

bool sqlalchemy_has(struct str path) {
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        struct str package = str_from(packages[i]);
        bool is_below = path.size == package.size ||
                        (path.size > package.size && path.data[package.size] == '.');
        if (str_starts(path, package) && is_below) {
            return true;
        }
    }
    return false;
}

// ---- constructs that are executed: CreateTable(t), DropIndex(i)

static struct value *ddl_of(struct emitter *emitter, const struct operation *operation,
                            enum operation_kind kind, struct span span) {
    struct value *value = value_term(emitter->arena, span, TERM_STATEMENT);
    value->term->operation = *operation;
    value->term->operation.kind = kind;
    return value;
}

static struct value *make_construct(struct emitter *emitter, const struct call *call,
                                    enum term_kind of, enum operation_kind kind) {
    const struct value *element = call_argument(call, 0, "element");
    const struct term *term = term_of(element, of);
    if (!term) {
        return value_unknown(emitter->arena, call->span, term_reason(emitter, element));
    }
    struct value *value = ddl_of(emitter, &term->operation, kind, call->span);
    if (of == TERM_CONSTRAINT) {
        value->term->operation.constraint = term->constraint;
        value->term->operation.name = term->constraint.name;
        if (!value->term->operation.table.size) {
            operation_set_unknown(emitter->arena, &value->term->operation, "table",
                                  STR("the constraint's table is not known"));
        }
    }
    const struct value *missing = call_argument(call, SIZE_MAX, "if_not_exists");
    const struct value *exists = call_argument(call, SIZE_MAX, "if_exists");
    struct operation *operation = &value->term->operation;
    operation->if_not_exists |= missing && value_truth(missing) == TRUTH_YES;
    operation->if_exists |= exists && value_truth(exists) == TRUTH_YES;
    return value;
}

static struct value *make_schema(struct emitter *emitter, const struct call *call,
                                 enum term_kind of, enum operation_kind kind) {
    (void)of;
    struct value *value = value_term(emitter->arena, call->span, TERM_STATEMENT);
    struct operation *operation = &value->term->operation;
    operation->kind = kind;
    operation->name = term_text(emitter, call_argument(call, 0, "name"), operation, "name");
    const struct value *cascade = call_argument(call, SIZE_MAX, "cascade");
    const struct value *missing = call_argument(call, SIZE_MAX, "if_not_exists");
    const struct value *exists = call_argument(call, SIZE_MAX, "if_exists");
    operation->cascade = cascade && value_truth(cascade) == TRUTH_YES;
    operation->if_not_exists = missing && value_truth(missing) == TRUTH_YES;
    operation->if_exists = exists && value_truth(exists) == TRUTH_YES;
    return value;
}

static const struct {
    const char *name;
    struct value *(*make)(struct emitter *emitter, const struct call *call, enum term_kind of,
                          enum operation_kind kind);
    enum term_kind of;
    enum operation_kind kind;
} constructs[] = {
    {"CreateTable", make_construct, TERM_TABLE, OP_CREATE_TABLE},
    {"DropTable", make_construct, TERM_TABLE, OP_DROP_TABLE},
    {"CreateIndex", make_construct, TERM_INDEX, OP_CREATE_INDEX},
    {"DropIndex", make_construct, TERM_INDEX, OP_DROP_INDEX},
    {"CreateSequence", make_construct, TERM_SEQUENCE, OP_CREATE_SEQUENCE},
    {"DropSequence", make_construct, TERM_SEQUENCE, OP_DROP_SEQUENCE},
    {"AddConstraint", make_construct, TERM_CONSTRAINT, OP_ADD_CONSTRAINT},
    {"DropConstraint", make_construct, TERM_CONSTRAINT, OP_DROP_CONSTRAINT},
    {"CreateSchema", make_schema, TERM_STATEMENT, OP_CREATE_SCHEMA},
    {"DropSchema", make_schema, TERM_STATEMENT, OP_DROP_SCHEMA},
};

static struct value *construct_call(struct emitter *emitter, struct str path,
                                    const struct call *call) {
    struct str name = path_last(path);
    for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++) {
        if (str_is(name, constructs[i].name)) {
            return constructs[i].make(emitter, call, constructs[i].of, constructs[i].kind);
        }
    }
    return NULL;
}

// ---- sessions and inspectors

static struct value *session_call(struct emitter *emitter, struct str path,
                                  const struct call *call) {
    struct str name = path_last(path);
    if (str_is(name, "inspect") || str_ends(path, STR("Inspector")) ||
        str_ends(path, STR("Inspector.from_engine"))) {
        return value_term(emitter->arena, call->span, TERM_INSPECTOR);
    }
    if (str_is(name, "Session") || str_is(name, "scoped_session")) {
        return connection_new(emitter, call->span, "SESSION");
    }
    if (str_is(name, "sessionmaker")) { // what it makes, when called
        return value_external(emitter->arena, call->span, STR("sqlalchemy.orm.Session"));
    }
    return NULL;
}

// ---- calls

static struct value *(*const readers[])(struct emitter *emitter, struct str path,
                                        const struct call *call) = {
    type_call,      expression_call, constraint_call, column_call,          table_call,
    statement_call, construct_call,  session_call,    convention_base_call,
};

struct value *sqlalchemy_call(struct emitter *emitter, struct str path,
                              const struct call *call) {
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        struct value *value = readers[i](emitter, path, call);
        if (value) {
            return value;
        }
    }
    return value_unknown(emitter->arena, call->span,
                         str_format(emitter->arena, STR_FMT "() is not read", STR_ARG(path)));
}

struct value *sqlalchemy_attribute(struct emitter *emitter, struct value *object,
                                   struct str name, struct span span) {
    if (object->kind != VALUE_TERM) {
        return NULL;
    }
    struct value *value = table_attribute(emitter, object, name, span);
    if (!value && object->term->kind == TERM_TYPE) {
        value = type_attribute(emitter, object, name, span);
    }
    if (!value && object->term->kind == TERM_SQL && str_is(name, "text")) {
        value = value_new(emitter->arena, VALUE_TEXT, span);
        value->text = object->term->text;
    }
    if (!value && object->term->kind == TERM_RESULT &&
        (str_is(name, "rowcount") || str_is(name, "lastrowid"))) {
        value = value_unknown(emitter->arena, span, STR("what a query gives is not known"));
    }
    return value;
}

static struct value *sequence_method(struct emitter *emitter, struct value *object,
                                     struct str name, const struct call *call) {
    const struct operation *sequence = &object->term->operation;
    if (str_is(name, "next_value")) {
        struct str full = relation_name(emitter->arena, sequence->schema,
                                        quoted_name(emitter->arena, sequence->name));
        return expression_new(
            emitter, call->span,
            str_format(emitter->arena, "nextval('" STR_FMT "')", STR_ARG(full)));
    }
    bool is_create = str_is(name, "create");
    if (!is_create && !str_is(name, "drop")) {
        return NULL;
    }
    const struct value *check = call_argument(call, 1, "checkfirst");
    bool checks = !check || value_truth(check) != TRUTH_NO;
    struct operation *operation = emit_copy(emitter, sequence, call->span);
    operation->kind = is_create ? OP_CREATE_SEQUENCE : OP_DROP_SEQUENCE;
    // SQLAlchemy asks the catalog first, and sends no IF EXISTS
    emit_done(emitter, operation);
    operation->if_not_exists = is_create && checks;
    operation->if_exists = !is_create && checks;
    return value_new(emitter->arena, VALUE_NONE, call->span);
}

struct value *sqlalchemy_method(struct emitter *emitter, struct value *object, struct str name,
                                const struct call *call) {
    struct value *value = NULL;
    bool is_part = object->term->kind == TERM_COLUMN || object->term->kind == TERM_CONSTRAINT;
    if (is_part && (str_is(name, "copy") || str_is(name, "_copy"))) {
        return object; // terms are not changed once they are made
    }
    switch (object->term->kind) {
    case TERM_TYPE:
        return type_method(emitter, object, name, call);
    case TERM_SEQUENCE:
        return sequence_method(emitter, object, name, call);
    case TERM_TABLE:
    case TERM_INDEX:
    case TERM_METADATA:
        value = table_method(emitter, object, name, call);
        break;
    case TERM_RESULT:
        value =
            value_unknown(emitter->arena, call->span, STR("what a query gives is not known"));
        value->guard = object->guard;
        return value;
    default:
        break;
    }
    value = value ? value : statement_method(emitter, object, name, call);
    return value ? value : expression_method(emitter, object, name, call);
}
