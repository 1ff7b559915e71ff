#include "python/terms.h"

#include "model/print.h"
#include "model/type.h"
#include "python/conventions.h"
#include "python/names.h"
#include "sql/translate.h"

static const struct value *keyword(const struct call *call, const char *name) {
    const struct value *value = call_argument(call, SIZE_MAX, name);
    return value && value->kind != VALUE_NONE ? value : NULL;
}

// ---- primary key and serial columns

// Types that may count up by themselves. Source: PrimaryKeyConstraint._validate_autoinc of
// sqlalchemy/sql/schema.py (integer and numeric affinity), PGDDLCompiler for the serial's name.
static const struct {
    const char *type;
    const char *serial;
} serials[] = {
    {"int4", "SERIAL"},    {"int8", "BIGSERIAL"}, {"int2", "SMALLSERIAL"},
    {"numeric", "SERIAL"}, {"float8", "SERIAL"},  {"float4", "SERIAL"},
};

static const char *serial_of(const struct sql_type *type) {
    for (size_t i = 0; !type->dimensions && i < sizeof serials / sizeof *serials; i++) {
        if (str_is(type->name, serials[i].type)) {
            return serials[i].serial;
        }
    }
    return NULL;
}

// May the column of a primary key count up? `is_alone`: it is the whole key.
static bool counts_up(const struct term *column, bool is_alone, bool has_reference) {
    const struct column_def *definition = &column->column;
    if (!serial_of(&definition->type) || definition->identity != IDENTITY_NONE) {
        return false;
    }
    if (column->has_autoincrement) {
        return column->autoincrement;
    }
    bool has_default = definition->has_python_default || definition->default_value.text.size ||
                       definition->default_value.is_unknown ||
                       definition->generated != GENERATED_NONE;
    return is_alone && !has_default && !has_reference;
}

static bool has_foreign_key(const struct constraints *constraints) {
    for (size_t i = 0; i < constraints->count; i++) {
        if (constraints->items[i].type == CONSTRAINT_FOREIGN_KEY) {
            return true;
        }
    }
    return false;
}

bool column_is_serial(const struct term *column, bool is_alone) {
    bool has_python_default = column->column.has_python_default;
    bool has_reference =
        has_foreign_key(&column->constraints) || column->late_constraints.count > 0;
    // With a default of Python's it may be the key's counter, and is no SERIAL all the same
    return !has_python_default && counts_up(column, is_alone, has_reference);
}

void column_make_serial(struct emitter *emitter, struct column_def *definition) {
    struct str serial = str_from(serial_of(&definition->type));
    definition->type = type_make(emitter->arena, (struct str){0}, serial, NULL, 0, 0);
}

// ---- reading a table

static void add_constraint(struct emitter *emitter, struct operation *operation,
                           const struct constraint_def *constraint) {
    *ARENA_PUSH(emitter->arena, &operation->constraints) = *constraint;
}

// What hangs on a column follows the constraints that were made before the table: first the
// type's CHECK or UNIQUE, then the foreign keys.
static void add_of_column(struct emitter *emitter, struct term *table,
                          const struct term *column) {
    struct operation *operation = &table->operation;
    if (column->unique && !column->index) {
        struct constraint_def unique = {.type = CONSTRAINT_UNIQUE, .span = column->span};
        *ARENA_PUSH(emitter->arena, &unique.columns) = column->column.name;
        add_constraint(emitter, operation, &unique);
    }
    struct constraint_def check;
    if (column->of_type && type_check(emitter, column->of_type, column->column.name, &check)) {
        add_constraint(emitter, operation, &check);
    }
    for (size_t i = 0; i < column->constraints.count; i++) {
        struct constraint_def constraint = column->constraints.items[i];
        constraint.of_column = constraint.type == CONSTRAINT_CHECK;
        add_constraint(emitter, operation, &constraint);
    }
    if (column->index) {
        index_of_column(emitter, column, operation->schema, operation->table,
                        ARENA_PUSH(emitter->arena, &table->indexes));
    }
}

static struct constraint_def *primary_key(struct operation *operation) {
    for (size_t i = 0; i < operation->constraints.count; i++) {
        if (operation->constraints.items[i].type == CONSTRAINT_PRIMARY_KEY) {
            return &operation->constraints.items[i];
        }
    }
    return NULL;
}

// The key is printed first: DDLCompiler.create_table_constraints
static void move_first(struct operation *operation, struct constraint_def *key) {
    struct constraint_def moved = *key;
    for (struct constraint_def *c = key; c > operation->constraints.items; c--) {
        *c = c[-1];
    }
    operation->constraints.items[0] = moved;
}

// Columns with primary_key=True make a key, unless a PrimaryKeyConstraint says what it is.
static void make_key(struct emitter *emitter, struct term *table) {
    struct operation *operation = &table->operation;
    struct constraint_def *key = primary_key(operation);
    if (!key) {
        struct constraint_def made = {.type = CONSTRAINT_PRIMARY_KEY, .span = table->span};
        for (size_t i = 0; i < table->parts.count; i++) {
            const struct term *column = table->parts.items[i]->term;
            if (!column->primary_key) {
                continue;
            }
            struct str *name = ARENA_PUSH(emitter->arena, &made.columns);
            *name = column->column.name;
            if (column->has_autoincrement && column->autoincrement) { // stands first
                *name = made.columns.items[0];
                made.columns.items[0] = column->column.name;
            }
        }
        if (!made.columns.count) {
            return;
        }
        add_constraint(emitter, operation, &made);
        key = primary_key(operation);
    }
    move_first(operation, key);
}

static bool refers(const struct operation *operation, struct str column) {
    for (size_t i = 0; i < operation->constraints.count; i++) {
        const struct constraint_def *constraint = &operation->constraints.items[i];
        if (constraint->type == CONSTRAINT_FOREIGN_KEY &&
            str_list_has(&constraint->columns, column)) {
            return true;
        }
    }
    return false;
}

static void add_columns(struct emitter *emitter, struct term *table) {
    struct operation *operation = &table->operation;
    const struct constraint_def *key = primary_key(operation);
    for (size_t i = 0; i < table->parts.count; i++) {
        const struct term *column = table->parts.items[i]->term;
        struct column_def *definition = ARENA_PUSH(emitter->arena, &operation->columns);
        *definition = column->column;
        if (column->of_type) {
            definition->type =
                type_in_schema(emitter, column->of_type, operation->schema)->type;
        }
        bool in_key = key && str_list_has(&key->columns, definition->name);
        if (in_key && !column->has_nullable) {
            definition->nullable = TRUTH_NO;
        }
        bool is_alone =
            in_key && key->columns.count == 1 && !refers(operation, definition->name);
        if (in_key && column_is_serial(column, is_alone)) {
            column_make_serial(emitter, definition);
        }
    }
}

static void add_part(struct emitter *emitter, struct term *table, struct value *value) {
    struct operation *operation = &table->operation;
    const struct term *constraint = term_of(value, TERM_CONSTRAINT);
    const struct term *index = term_of(value, TERM_INDEX);
    if (term_of(value, TERM_COLUMN)) {
        *ARENA_PUSH(emitter->arena, &table->parts) = value;
    } else if (constraint) {
        if (!constraint->use_alter) {
            struct constraint_def added = constraint->constraint;
            added.name_is_unknown |= !added.name.size && name_is_given(emitter, added.type) &&
                                     operation_unknown(&constraint->operation, "columns");
            add_constraint(emitter, operation, &added);
        }
    } else if (index) {
        struct operation *added = ARENA_PUSH(emitter->arena, &table->indexes);
        *added = index->operation;
        added->unknown.items = NULL; // a list of its own
        added->unknown.count = added->unknown.capacity = 0;
        term_copy_unknown(emitter, added, &index->operation);
        added->schema = operation->schema;
        added->table = operation->table;
        index_name(emitter, index, added);
    } else if (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE) {
        for (size_t i = 0; i < value->items.count; i++) { // a list by mistake, or *columns
            if (value->items.items[i]->kind == VALUE_TERM) {
                add_part(emitter, table, value->items.items[i]);
            }
        }
    } else if (value->kind != VALUE_NONE && value->kind != VALUE_TERM) {
        operation_set_unknown(emitter->arena, operation, "columns",
                              term_reason(emitter, value));
    }
}

static void read_options(struct emitter *emitter, const struct call *call,
                         struct operation *operation) {
    struct text text = {.arena = emitter->arena};
    const struct value *oids = keyword(call, "postgresql_with_oids");
    if (oids) {
        text_add(&text,
                 value_truth(oids) == TRUTH_YES ? STR("WITH OIDS") : STR("WITHOUT OIDS"));
    }
    struct str commit =
        term_text(emitter, keyword(call, "postgresql_on_commit"), operation, "options");
    if (commit.size) {
        text_addf(&text, "%sON COMMIT " STR_FMT, text.count ? " " : "",
                  STR_ARG(str_upper(emitter->arena, commit)));
    }
    struct str space =
        term_text(emitter, keyword(call, "postgresql_tablespace"), operation, "options");
    if (space.size) {
        text_addf(&text, "%sTABLESPACE " STR_FMT, text.count ? " " : "",
                  STR_ARG(quoted_name(emitter->arena, space)));
    }
    operation->options = text_str(&text);
    operation->partition_by =
        term_text(emitter, keyword(call, "postgresql_partition_by"), operation, "partition_by");
    sql_partition_key(emitter->arena, operation->partition_by, operation);
    const struct value *inherits = keyword(call, "postgresql_inherits");
    struct str parent;
    if (value_is_text(inherits, &parent)) {
        *ARENA_PUSH(emitter->arena, &operation->inherits) = parent;
    } else if (inherits) {
        term_names(emitter, inherits, &operation->inherits, operation, "inherits");
    }
    const struct value *prefixes = keyword(call, "prefixes");
    for (size_t i = 0; prefixes && i < prefixes->items.count; i++) {
        struct str prefix = {0};
        value_is_text(prefixes->items.items[i], &prefix);
        operation->temporary |= str_find_nocase(prefix, STR("temp"), 0) != SIZE_MAX;
        operation->unlogged |= str_equal_nocase(prefix, STR("unlogged"));
    }
    operation->if_not_exists =
        term_flag(emitter, keyword(call, "if_not_exists"), operation, "if_not_exists");
}

void table_read(struct emitter *emitter, const struct call *call, size_t first,
                struct term *table) {
    struct operation *operation = &table->operation;
    operation->kind = OP_CREATE_TABLE;
    for (size_t i = first; i < call->args.count; i++) {
        add_part(emitter, table, call->args.items[i]);
    }
    if (call->args_are_partial) {
        operation_set_unknown(emitter->arena, operation, "columns", term_call_reason(call));
    }
    if (keyword(call, "autoload_with") || keyword(call, "autoload")) {
        operation_set_unknown(emitter->arena, operation, "columns",
                              STR("the columns are read from the database"));
    }
    for (size_t i = 0; i < table->parts.count; i++) {
        add_of_column(emitter, table, table->parts.items[i]->term);
    }
    make_key(emitter, table);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        name_constraint(emitter, operation, &operation->constraints.items[i], false);
    }
    add_columns(emitter, table);
    read_options(emitter, call, operation);
    table->comment = term_text(emitter, keyword(call, "comment"), operation, "comment");
}

// ---- Table, table, MetaData

static struct str name_of(struct emitter *emitter, const struct call *call,
                          struct term *table) {
    const struct value *name = call_argument(call, 0, "name");
    struct str text = term_text(emitter, name, &table->operation, "table");
    if (!text.size) {
        operation_set_unknown(emitter->arena, &table->operation, "table",
                              term_reason(emitter, name));
    }
    return text;
}

static struct value *make_table(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_TABLE);
    struct term *table = value->term;
    table->operation.table = name_of(emitter, call, table);
    const struct value *given = call_argument(call, 1, "metadata");
    struct term *metadata = term_of(given, TERM_METADATA);
    table->operation.schema =
        term_text(emitter, keyword(call, "schema"), &table->operation, "schema");
    if (metadata && !call_argument(call, SIZE_MAX, "schema")) {
        table->operation.schema = metadata->operation.schema;
    }
    struct emitter own = *emitter;
    own.naming = metadata ? convention_of_table(emitter, metadata) : NULL;
    table_read(&own, call, 2, table);
    if (metadata) {
        if (emitter->touch) {
            emitter->touch(emitter->call_context, given);
        }
        *ARENA_PUSH(emitter->arena, &metadata->tables) = value;
    }
    return value;
}

static struct value *make_light_table(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_TABLE);
    struct term *table = value->term;
    table->operation.table = name_of(emitter, call, table);
    table->operation.schema =
        term_text(emitter, keyword(call, "schema"), &table->operation, "schema");
    table_read(emitter, call, 1, table);
    return value;
}

static struct value *make_metadata(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_METADATA);
    const struct value *schema = call_argument(call, SIZE_MAX, "schema");
    value->term->operation.schema =
        term_text(emitter, schema, &value->term->operation, "schema");
    value->term->naming = call_argument(call, SIZE_MAX, "naming_convention");
    if (!value->term->naming && call->keywords_are_partial) {
        value->term->naming = value_unknown(emitter->arena, call->span, term_call_reason(call));
    }
    return value;
}

static const struct {
    const char *name;
    struct value *(*make)(struct emitter *emitter, const struct call *call);
} constructors[] = {
    {"Table", make_table},
    {"table", make_light_table},
    {"MetaData", make_metadata},
    {"Index", index_make},
};

struct value *table_call(struct emitter *emitter, struct str path, const struct call *call) {
    struct str name = path_last(path);
    for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
        if (str_is(name, constructors[i].name)) {
            return constructors[i].make(emitter, call);
        }
    }
    return NULL;
}
