#include "python/terms.h"

#include "model/print.h"
#include "python/names.h"

struct operation *emit_copy(struct emitter *emitter, const struct operation *from,
                            struct span span) {
    struct operation *operation = emit(emitter, from->kind, span);
    struct operation base = *operation;
    *operation = *from;
    operation->span = base.span;
    operation->statement = base.statement;
    operation->condition = base.condition;
    operation->in_loop = base.in_loop;
    // A list of its own, for what is marked later
    operation->unknown = base.unknown;
    term_copy_unknown(emitter, operation, from);
    return operation;
}

void emit_done(struct emitter *emitter, struct operation *operation) {
    if (!operation->sql.size) {
        operation->sql = operation_sql(emitter->arena, operation);
    }
}

void emit_savepoint(struct emitter *emitter, struct str what, struct span span) {
    struct operation *operation = emit(emitter, OP_SAVEPOINT, span);
    operation->name = STR("sa_savepoint_1");
    operation->options = what;
    operation->sql = str_format(emitter->arena, STR_FMT "%s sa_savepoint_1", STR_ARG(what),
                                str_is(what, "SAVEPOINT") ? "" : " SAVEPOINT");
}

// ---- comments

static void emit_comment(struct emitter *emitter, const struct operation *table,
                         struct str column, struct str comment, struct span span) {
    struct operation *operation = emit(emitter, OP_COMMENT, span);
    operation->object = column.size ? STR("COLUMN") : STR("TABLE");
    operation->schema = table->schema;
    operation->table = table->table;
    operation->name = column;
    operation->comment = comment;
    const struct str *reason = operation_unknown(table, "table");
    if (reason) {
        operation_set_unknown(emitter->arena, operation, "table", *reason);
    }
    emit_done(emitter, operation);
}

// ---- tables

// Source: DefaultImpl.create_table of alembic/ddl/impl.py; the types come first by an event of
// SQLAlchemy's.
void emit_table(struct emitter *emitter, const struct term *table, struct span span) {
    const struct operation *created = &table->operation;
    for (size_t i = 0; i < table->parts.count; i++) {
        const struct term *column = table->parts.items[i]->term;
        if (column->of_type) {
            type_emit_for_table(
                emitter, type_in_schema(emitter, column->of_type, created->schema), span);
        }
    }
    struct operation *operation = emit_copy(emitter, created, span);
    operation->kind = OP_CREATE_TABLE;
    emit_done(emitter, operation);
    for (size_t i = 0; i < table->indexes.count; i++) {
        struct operation *index = emit_copy(emitter, &table->indexes.items[i], span);
        emit_done(emitter, index);
    }
    if (table->comment.size) {
        emit_comment(emitter, created, (struct str){0}, table->comment, span);
    }
    for (size_t i = 0; i < table->parts.count; i++) {
        const struct term *column = table->parts.items[i]->term;
        if (column->comment.size) {
            emit_comment(emitter, created, column->column.name, column->comment, span);
        }
    }
}

// ---- columns

/** A column that is added, under way. */
struct addition {
    struct emitter *emitter;
    const struct term *column;
    const struct column_emission *emission;
    struct span span;
};

static void set_place(const struct addition *addition, struct operation *operation) {
    operation->schema = addition->emission->schema;
    operation->table = addition->emission->table;
    if (addition->emission->marks) {
        term_copy_unknown(addition->emitter, operation, addition->emission->marks);
    }
}

static void add_inline(const struct addition *addition, struct operation *operation) {
    struct arena *arena = addition->emitter->arena;
    const struct constraints *all = &addition->column->constraints;
    for (size_t i = 0; i < all->count; i++) {
        bool is_inline = all->items[i].type == CONSTRAINT_CHECK ||
                         (all->items[i].type == CONSTRAINT_FOREIGN_KEY &&
                          addition->emission->inline_references);
        if (is_inline) {
            struct constraint_def *added = ARENA_PUSH(arena, &operation->constraints);
            *added = all->items[i];
            added->of_column = true;
        }
        if (is_inline && all->items[i].type == CONSTRAINT_FOREIGN_KEY) {
            struct constraint_def *key =
                &operation->constraints.items[operation->constraints.count - 1];
            key->name = (struct str){0}; // add_column() of alembic/ddl/base.py leaves it out
            key->name_is_unknown = false;
        } else if (is_inline) {
            name_constraint(addition->emitter, operation,
                            &operation->constraints.items[operation->constraints.count - 1],
                            false);
        }
    }
    if (addition->column->primary_key && addition->emission->inline_primary_key) {
        struct constraint_def *key = ARENA_PUSH(arena, &operation->constraints);
        key->type = CONSTRAINT_PRIMARY_KEY;
        key->of_column = true;
        key->span = addition->column->span;
        *ARENA_PUSH(arena, &key->columns) = addition->column->column.name;
    }
}

static void emit_add_column(const struct addition *addition) {
    struct emitter *emitter = addition->emitter;
    const struct term *column = addition->column;
    struct operation *operation = emit(emitter, OP_ADD_COLUMN, addition->span);
    set_place(addition, operation);
    term_copy_unknown(emitter, operation, &column->operation);
    const struct str *unnamed = operation_unknown(operation, "column");
    if (unnamed) {
        operation_set_unknown(emitter->arena, operation, "name", *unnamed);
    }
    operation->name = column->column.name;
    operation->column = column->column;
    operation->if_not_exists = addition->emission->if_not_exists;
    if (column->of_type) {
        operation->column.type =
            type_in_schema(emitter, column->of_type, addition->emission->schema)->type;
    }
    // The column stands alone in a table made up for it, and may be its key: a SERIAL
    if (column->primary_key && column_is_serial(column, true)) {
        column_make_serial(emitter, &operation->column);
    }
    add_inline(addition, operation);
    emit_done(emitter, operation);
}

static void emit_constraint(const struct addition *addition,
                            const struct constraint_def *constraint) {
    struct emitter *emitter = addition->emitter;
    struct operation *operation = emit(emitter, OP_ADD_CONSTRAINT, addition->span);
    set_place(addition, operation);
    operation->constraint = *constraint;
    operation->constraint.of_column = false;
    operation->name = constraint->name;
    name_constraint(emitter, operation, &operation->constraint, false);
    if (constraint->name_is_unknown) {
        operation_set_unknown(emitter->arena, operation, "name",
                              STR("the constraint's name is not known"));
    }
    if (constraint->type == CONSTRAINT_FOREIGN_KEY && !constraint->ref_table.size) {
        operation_set_unknown(emitter->arena, operation, "references",
                              STR("the referenced table is not known"));
    }
    emit_done(emitter, operation);
}

static void emit_keys(const struct addition *addition, const struct constraints *constraints) {
    for (size_t i = 0; i < constraints->count; i++) {
        if (constraints->items[i].type == CONSTRAINT_FOREIGN_KEY) {
            emit_constraint(addition, &constraints->items[i]);
        }
    }
}

// Source: add_column of alembic/operations/toimpl.py.
void emit_column(struct emitter *emitter, const struct term *column,
                 const struct column_emission *emission, struct span span) {
    struct addition addition = {
        .emitter = emitter, .column = column, .emission = emission, .span = span};
    emit_add_column(&addition);
    if (column->unique && !column->index) {
        struct constraint_def unique = {.type = CONSTRAINT_UNIQUE, .span = column->span};
        *ARENA_PUSH(emitter->arena, &unique.columns) = column->column.name;
        emit_constraint(&addition, &unique);
    }
    struct constraint_def check;
    if (column->of_type && type_check(emitter, column->of_type, column->column.name, &check)) {
        emit_constraint(&addition, &check);
    }
    if (!emission->inline_references) {
        emit_keys(&addition, &column->constraints);
    }
    emit_keys(&addition, &column->late_constraints);
    if (column->index) {
        struct operation made = {0};
        index_of_column(emitter, column, emission->schema, emission->table, &made);
        struct operation *operation = emit_copy(emitter, &made, span);
        set_place(&addition, operation);
        emit_done(emitter, operation);
    }
    if (column->comment.size) {
        struct operation table = {.schema = emission->schema, .table = emission->table};
        emit_comment(emitter, &table, column->column.name, column->comment, span);
    }
}
