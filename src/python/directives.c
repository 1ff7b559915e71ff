#include "python/directive.h"

#include "python/names.h"
#include "python/sqlalchemy.h"

// ---- columns

static void column_unknown(const struct directive *directive, const struct value *column) {
    static const char *const fields[] = {"column", "name", "nullable", "default"};
    struct emitter *emitter = directive->emitter;
    struct operation *operation = directive_emit(directive, OP_ADD_COLUMN);
    struct str reason = term_reason(emitter, column);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        operation_set_unknown(emitter->arena, operation, fields[i], reason);
    }
    term_mark_type(emitter, operation, reason);
    operation->column.nullable = TRUTH_UNKNOWN;
    operation->column.type.is_unknown = true;
    emit_done(emitter, operation);
}

struct value *run_add_column(const struct directive *directive) {
    const struct value *value = directive_argument(directive, "column");
    const struct term *column = term_of(value, TERM_COLUMN);
    if (!column) {
        column_unknown(directive, value);
        return NULL;
    }
    // Where it goes is read once, and its marks go to each statement
    struct operation place = {0};
    struct operations ignored = {0};
    struct emitter aside = *directive->emitter;
    struct directive reader = *directive;
    aside.out = &ignored;
    reader.emitter = &aside;
    place = *directive_emit(&reader, OP_ADD_COLUMN);
    struct operation flags = {0};
    struct column_emission emission = {
        .schema = place.schema,
        .table = place.table,
        .marks = &place,
        .if_not_exists = directive_flag(directive, "if_not_exists", &flags, "if_not_exists"),
        .inline_references =
            directive_flag(directive, "inline_references", &flags, "inline_references"),
        .inline_primary_key =
            directive_flag(directive, "inline_primary_key", &flags, "inline_primary_key"),
    };
    emit_column(directive->emitter, column, &emission, directive->call.span);
    return NULL;
}

struct value *run_drop_column(const struct directive *directive) {
    struct operation *operation = directive_emit(directive, OP_DROP_COLUMN);
    operation->name = directive_text(directive, "column_name", operation, "name");
    operation->column.name = operation->name;
    operation->if_exists = directive_flag(directive, "if_exists", operation, "if_exists");
    emit_done(directive->emitter, operation);
    return NULL;
}

// ---- tables

struct value *run_create_table(const struct directive *directive) {
    struct emitter *emitter = directive->emitter;
    struct value *value = value_term(emitter->arena, directive->call.span, TERM_TABLE);
    struct operation *operation = &value->term->operation;
    operation->table = directive_text(directive, "table_name", operation, "table");
    operation->schema =
        term_text(emitter, directive_argument(directive, "schema"), operation, "schema");
    table_read(emitter, &directive->call, 0, value->term);
    emit_table(emitter, value->term, directive->call.span);
    return value;
}

struct value *run_drop_table(const struct directive *directive) {
    struct operation *operation = directive_emit(directive, OP_DROP_TABLE);
    operation->if_exists = directive_flag(directive, "if_exists", operation, "if_exists");
    emit_done(directive->emitter, operation);
    return NULL;
}

struct value *run_rename_table(const struct directive *directive) {
    struct operation *operation = directive_emit(directive, OP_RENAME_TABLE);
    operation->new_name = directive_text(directive, "new_table_name", operation, "new_name");
    emit_done(directive->emitter, operation);
    return NULL;
}

static struct value *comment(const struct directive *directive, const struct value *text) {
    struct operation *operation = directive_emit(directive, OP_COMMENT);
    operation->object = STR("TABLE");
    operation->comment = term_text(directive->emitter, text, operation, "comment");
    emit_done(directive->emitter, operation);
    return NULL;
}

struct value *run_create_table_comment(const struct directive *directive) {
    return comment(directive, directive_argument(directive, "comment"));
}

struct value *run_drop_table_comment(const struct directive *directive) {
    return comment(directive, NULL);
}

// ---- indexes

struct value *run_create_index(const struct directive *directive) {
    struct operation *operation = directive_emit(directive, OP_CREATE_INDEX);
    const struct value *name = directive_given(directive, "index_name");
    const struct value *keys = directive_argument(directive, "columns");
    index_read(directive->emitter, keys, &directive->call, operation);
    struct term index = {.constraint.name_is_final = name && name->is_final_name};
    if (name) {
        operation->name = directive_text(directive, "index_name", operation, "name");
    }
    if (keys && value_is_sequence(keys)) {
        index.parts = keys->items;
    }
    index_name(directive->emitter, &index, operation);
    emit_done(directive->emitter, operation);
    return NULL;
}

static bool is_none(const struct value *value) {
    return value && value->kind == VALUE_NONE;
}

struct value *run_drop_index(const struct directive *directive) {
    struct emitter *emitter = directive->emitter;
    struct operation *operation = directive_emit(directive, OP_DROP_INDEX);
    const struct value *name = directive_argument(directive, "index_name");
    struct str column = STR("x"); // DropIndexOp.to_index of alembic/operations/ops.py
    if (!is_none(name)) {
        operation->name = directive_text(directive, "index_name", operation, "name");
    }
    name_index(emitter, operation, &(struct str_list){.items = &column, .count = 1},
               name && name->is_final_name);
    operation->concurrently =
        directive_flag(directive, "postgresql_concurrently", operation, "concurrently");
    operation->if_exists = directive_flag(directive, "if_exists", operation, "if_exists");
    if (directive->call.keywords_are_partial) {
        operation_set_unknown(emitter->arena, operation, "concurrently",
                              term_call_reason(&directive->call));
    }
    emit_done(emitter, operation);
    return NULL;
}

// ---- constraints

static struct operation *constraint_begin(const struct directive *directive,
                                          enum constraint_type type) {
    struct operation *operation = directive_emit(directive, OP_ADD_CONSTRAINT);
    operation->constraint.type = type;
    operation->constraint.span = directive->call.span;
    constraint_name(directive->emitter, directive_argument(directive, "constraint_name"),
                    &operation->constraint, operation);
    operation->name = operation->constraint.name;
    constraint_options(directive->emitter, &directive->call, &operation->constraint, operation);
    return operation;
}

static struct value *constraint_end(const struct directive *directive,
                                    struct operation *operation) {
    name_constraint(directive->emitter, operation, &operation->constraint, true);
    emit_done(directive->emitter, operation);
    return NULL;
}

struct value *run_create_check_constraint(const struct directive *directive) {
    struct operation *operation = constraint_begin(directive, CONSTRAINT_CHECK);
    const struct value *condition = directive_argument(directive, "condition");
    operation->constraint.check = sqlalchemy_expression(directive->emitter, condition, false);
    if (!operation->constraint.check.text.size) {
        operation->constraint.check.is_unknown = true;
        operation_set_unknown(directive->emitter->arena, operation, "check",
                              term_reason(directive->emitter, condition));
    }
    return constraint_end(directive, operation);
}

struct value *run_create_exclude_constraint(const struct directive *directive) {
    struct operation *operation = constraint_begin(directive, CONSTRAINT_EXCLUDE);
    constraint_exclude(directive->emitter, &directive->call, 0, &operation->constraint,
                       operation);
    return constraint_end(directive, operation);
}

struct value *run_create_foreign_key(const struct directive *directive) {
    struct emitter *emitter = directive->emitter;
    struct operation *operation = constraint_begin(directive, CONSTRAINT_FOREIGN_KEY);
    struct constraint_def *key = &operation->constraint;
    key->ref_table = directive_text(directive, "referent_table", operation, "references");
    key->ref_schema = term_text(emitter, directive_argument(directive, "referent_schema"),
                                operation, "references");
    term_names(emitter, directive_argument(directive, "local_cols"), &key->columns, operation,
               "columns");
    struct operation ignored = {0}; // the columns it refers to are no field
    term_names(emitter, directive_argument(directive, "remote_cols"), &key->ref_columns,
               &ignored, "");
    return constraint_end(directive, operation);
}

static struct value *key(const struct directive *directive, enum constraint_type type) {
    struct operation *operation = constraint_begin(directive, type);
    term_names(directive->emitter, directive_argument(directive, "columns"),
               &operation->constraint.columns, operation, "columns");
    return constraint_end(directive, operation);
}

struct value *run_create_primary_key(const struct directive *directive) {
    return key(directive, CONSTRAINT_PRIMARY_KEY);
}

struct value *run_create_unique_constraint(const struct directive *directive) {
    return key(directive, CONSTRAINT_UNIQUE);
}

static const struct {
    const char *name;
    enum constraint_type type;
} dropped_types[] = {
    {"foreignkey", CONSTRAINT_FOREIGN_KEY},
    {"primary", CONSTRAINT_PRIMARY_KEY},
    {"unique", CONSTRAINT_UNIQUE},
    {"check", CONSTRAINT_CHECK},
};

struct value *run_drop_constraint(const struct directive *directive) {
    struct operation *operation = directive_emit(directive, OP_DROP_CONSTRAINT);
    struct constraint_def *dropped = &operation->constraint;
    const struct value *name = directive_argument(directive, "constraint_name");
    constraint_name(directive->emitter, name, dropped, operation);
    operation->if_exists = directive_flag(directive, "if_exists", operation, "if_exists");
    struct str type;
    bool is_given = value_is_text(directive_argument(directive, "type_"), &type);
    for (size_t i = 0; is_given && i < sizeof dropped_types / sizeof *dropped_types; i++) {
        if (str_is(type, dropped_types[i].name)) {
            dropped->type = dropped_types[i].type;
        }
    }
    operation->name = dropped->name;
    if (name && dropped->type != CONSTRAINT_NONE) {
        name_constraint(directive->emitter, operation, dropped, false);
    }
    if (!operation->name.size) {
        dropped->name_is_unknown = true;
        directive_text(directive, "constraint_name", operation, "name"); // tells why
    }
    emit_done(directive->emitter, operation);
    return NULL;
}

// ---- rows

// Each row is a statement, as in SQL mode; of many, the first stand for all.
enum { ROW_LIMIT = 200 };

struct value *run_bulk_insert(const struct directive *directive) {
    struct emitter *emitter = directive->emitter;
    const struct value *rows = directive_argument(directive, "rows");
    const struct term *table = table_of(emitter, directive_argument(directive, "table"));
    bool is_list = rows && value_is_sequence(rows);
    size_t count = is_list ? rows->items.count : 0;
    for (size_t i = 0; i < count && i < ROW_LIMIT; i++) {
        emit_insert_row(emitter, table, rows->items.items[i], directive->call.span);
    }
    if (!is_list || (rows->is_partial && !count)) {
        struct value unknown = {.kind = VALUE_UNKNOWN,
                                .span = directive->call.span,
                                .reason = term_reason(emitter, rows)};
        emit_insert_row(emitter, table, &unknown, directive->call.span);
    }
    return NULL;
}
