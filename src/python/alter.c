#include "python/directive.h"

#include "python/names.h"
#include "python/sqlalchemy.h"

// alter_column sends one ALTER TABLE for each thing that it is told to change. The order is
// that of PostgresqlImpl.alter_column (alembic/ddl/postgresql.py): the type, then as in
// DefaultImpl.alter_column (ddl/impl.py): nullability, default, comment, name.

static struct operation *alter(const struct directive *directive, enum operation_kind kind) {
    struct operation *operation = directive_emit(directive, kind);
    operation->name = directive_text(directive, "column_name", operation, "name");
    operation->column.name = operation->name;
    return operation;
}

static bool is_false(const struct value *value) {
    return value->kind == VALUE_BOOL && !value->yes;
}

// server_default and comment: False, the default, changes nothing; None drops.
static const struct value *changed(const struct directive *directive, const char *name) {
    const struct value *value = directive_argument(directive, name);
    return value && !is_false(value) ? value : NULL;
}

static void emit_unknown(const struct directive *directive, const char *what,
                         const struct value *value) {
    struct emitter *emitter = directive->emitter;
    emit_opaque(emitter, directive->call.span,
                str_format(emitter->arena, "%s of alter_column is not known: " STR_FMT, what,
                           STR_ARG(term_reason(emitter, value))));
}

// ---- type

static void set_existing(const struct directive *directive, struct operation *operation) {
    const struct value *type = directive_given(directive, "existing_type");
    if (type) {
        operation->old_type = sqlalchemy_type(directive->emitter, type);
    }
    const struct value *nullable = directive_given(directive, "existing_nullable");
    enum truth truth = nullable ? value_truth(nullable) : TRUTH_UNKNOWN;
    operation->old_nullable_known = truth != TRUTH_UNKNOWN;
    operation->old_nullable = truth == TRUTH_YES;
}

static void alter_type(const struct directive *directive, const struct value *value) {
    struct emitter *emitter = directive->emitter;
    struct operation *operation = alter(directive, OP_ALTER_COLUMN_TYPE);
    const struct term *type =
        type_in_schema(emitter, type_term(emitter, value), operation->schema);
    operation->column.type = type->type;
    operation->column.collation = type->column.collation;
    for (size_t i = 0; i < type->operation.unknown.count; i++) {
        if (type->type.is_unknown) {
            term_mark_type(emitter, operation, type->operation.unknown.items[i].reason);
        }
    }
    set_existing(directive, operation);
    const struct value *using = directive_given(directive, "postgresql_using");
    operation->expression = sqlalchemy_expression(emitter, using, false);
    if (using && !operation->expression.text.size) {
        operation->expression.is_unknown = true;
        operation_set_unknown(emitter->arena, operation, "using", term_reason(emitter, using));
    }
    emit_done(emitter, operation);
}

// An Enum without a native type has a CHECK, which goes with the old type and comes with the
// new.
static void emit_check(const struct directive *directive, const struct value *type,
                       enum operation_kind kind) {
    struct emitter *emitter = directive->emitter;
    struct str column = {0};
    value_is_text(directive_argument(directive, "column_name"), &column);
    struct constraint_def check;
    if (!type || !type_check(emitter, type_term(emitter, type), column, &check)) {
        return;
    }
    struct operation *operation = directive_emit(directive, kind);
    operation->constraint = check;
    operation->name = check.name;
    name_constraint(emitter, operation, &operation->constraint, false);
    emit_done(emitter, operation);
}

// ---- default

static void emit_identity(const struct directive *directive, const struct term *identity,
                          bool had_none) {
    struct emitter *emitter = directive->emitter;
    if (had_none) {
        struct operation *operation = alter(directive, OP_ADD_IDENTITY);
        operation->column.identity = identity->column.identity;
        operation->column.identity_options = identity->column.identity_options;
        emit_done(emitter, operation);
        return;
    }
    struct operation *operation = alter(directive, OP_SET_IDENTITY);
    operation->column.identity = identity->column.identity;
    operation->column.identity_options = identity->column.identity_options;
    bool is_always = identity->column.identity == IDENTITY_ALWAYS;
    bool has_options = identity->column.identity_options.size > 0;
    struct text text = {.arena = emitter->arena};
    text_add(&text, is_always ? STR("SET GENERATED ALWAYS") : STR(""));
    if (has_options) {
        text_addf(&text, "%sSET " STR_FMT, is_always ? " " : "",
                  STR_ARG(identity->column.identity_options));
    }
    operation->options = text_str(&text);
    if (!text.count) {
        // Without existing_server_default=None Alembic takes the column for an identity column
        // already, finds nothing to change and sends ALTER COLUMN without an action.
        operation->kind = OP_SYNTAX_ERROR;
        operation->sql =
            str_format(emitter->arena, "ALTER TABLE " STR_FMT " ALTER COLUMN " STR_FMT,
                       STR_ARG(operation->table), STR_ARG(operation->name));
        operation->reason = STR("syntax error at end of input: existing_server_default=None is "
                                "missing");
    }
    emit_done(emitter, operation);
}

static void set_default(const struct directive *directive, const struct value *value) {
    struct emitter *emitter = directive->emitter;
    struct operation *operation = alter(directive, OP_SET_DEFAULT);
    operation->column.default_value = sqlalchemy_expression(emitter, value, true);
    if (!operation->column.default_value.text.size) {
        operation->column.default_value.is_unknown = true;
        operation_set_unknown(emitter->arena, operation, "default",
                              term_reason(emitter, value));
    }
    emit_done(emitter, operation);
}

static void alter_default(const struct directive *directive, const struct value *value) {
    const struct value *existing = directive_argument(directive, "existing_server_default");
    const struct term *identity = term_of(value, TERM_IDENTITY);
    if (term_of(value, TERM_COMPUTED) || term_of(existing, TERM_COMPUTED)) {
        emit_opaque(directive->emitter, directive->call.span,
                    STR("Alembic refuses to change a computed column"));
    } else if (identity) {
        emit_identity(directive, identity, existing && existing->kind == VALUE_NONE);
    } else if (value->kind == VALUE_NONE) {
        bool is_identity = term_of(existing, TERM_IDENTITY) != NULL;
        emit_done(directive->emitter,
                  alter(directive, is_identity ? OP_DROP_IDENTITY : OP_DROP_DEFAULT));
    } else if (value->kind == VALUE_UNKNOWN) { // may be None as well
        emit_unknown(directive, "server_default", value);
    } else {
        set_default(directive, value);
    }
}

// ---- the rest

static void alter_nullable(const struct directive *directive, const struct value *value) {
    enum truth truth = value_truth(value);
    if (truth == TRUTH_UNKNOWN) {
        emit_unknown(directive, "nullable", value);
        return;
    }
    struct operation *operation =
        alter(directive, truth == TRUTH_YES ? OP_DROP_NOT_NULL : OP_SET_NOT_NULL);
    set_existing(directive, operation);
    emit_done(directive->emitter, operation);
}

static void alter_comment(const struct directive *directive, const struct value *value) {
    struct operation *operation = alter(directive, OP_COMMENT);
    operation->object = STR("COLUMN");
    operation->comment = term_text(directive->emitter, value, operation, "comment");
    emit_done(directive->emitter, operation);
}

static void rename_column(const struct directive *directive) {
    struct operation *operation = alter(directive, OP_RENAME_COLUMN);
    operation->new_name = directive_text(directive, "new_column_name", operation, "new_name");
    emit_done(directive->emitter, operation);
}

struct value *run_alter_column(const struct directive *directive) {
    const struct value *type = directive_given(directive, "type_");
    const struct value *nullable = directive_given(directive, "nullable");
    const struct value *server_default = changed(directive, "server_default");
    const struct value *comment = changed(directive, "comment");
    const struct value *existing = directive_given(directive, "existing_type");
    if (type && existing) {
        emit_check(directive, existing, OP_DROP_CONSTRAINT);
    }
    if (type) {
        alter_type(directive, type);
    }
    if (nullable) {
        alter_nullable(directive, nullable);
    }
    if (server_default) {
        alter_default(directive, server_default);
    }
    if (comment) {
        alter_comment(directive, comment);
    }
    if (directive_given(directive, "new_column_name")) {
        rename_column(directive);
    }
    if (type) {
        emit_check(directive, type, OP_ADD_CONSTRAINT);
    }
    if (directive->call.keywords_are_partial) {
        emit_opaque(directive->emitter, directive->call.span,
                    str_format(directive->emitter->arena,
                               "arguments of alter_column are not known: " STR_FMT,
                               STR_ARG(term_call_reason(&directive->call))));
    }
    return NULL;
}
