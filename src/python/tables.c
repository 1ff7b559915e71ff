#include "python/terms.h"

#include "model/print.h"
#include "model/type.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"

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
            add_constraint(emitter, operation, &constraint->constraint);
        }
    } else if (index) {
        struct operation *added = ARENA_PUSH(emitter->arena, &table->indexes);
        *added = index->operation;
        added->schema = operation->schema;
        added->table = operation->table;
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
    struct term *metadata = term_of(call_argument(call, 1, "metadata"), TERM_METADATA);
    table->operation.schema =
        term_text(emitter, keyword(call, "schema"), &table->operation, "schema");
    if (metadata && !call_argument(call, SIZE_MAX, "schema")) {
        table->operation.schema = metadata->operation.schema;
    }
    table_read(emitter, call, 2, table);
    if (metadata) {
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

// ---- attributes and methods

// A column of a table, made up where the table was not described.
static struct value *column_of(struct emitter *emitter, const struct term *table,
                               struct str name, struct span span) {
    struct value *value = value_term(emitter->arena, span, TERM_COLUMN);
    value->term->column.name = name;
    value->term->column.type.is_unknown = true;
    for (size_t i = 0; i < table->parts.count; i++) {
        const struct term *part = table->parts.items[i]->term;
        if (str_equal(part->column.name, name)) {
            *value->term = *part;
        }
    }
    value->term->operation.table = table->operation.table;
    value->term->operation.schema = table->operation.schema;
    return value;
}

static struct value *columns_of(struct emitter *emitter, const struct term *table,
                                struct span span) {
    struct value *value = value_term(emitter->arena, span, TERM_COLUMNS);
    *value->term = *table;
    value->term->kind = TERM_COLUMNS;
    return value;
}

static struct value *tables_of(struct emitter *emitter, const struct term *metadata,
                               struct span span) {
    struct value *dict = value_new(emitter->arena, VALUE_DICT, span);
    for (size_t i = 0; i < metadata->tables.count; i++) {
        struct value *table = metadata->tables.items[i];
        value_set(emitter->arena, dict,
                  relation_name(emitter->arena, table->term->operation.schema,
                                table->term->operation.table),
                  table);
    }
    return dict;
}

struct value *table_attribute(struct emitter *emitter, struct value *object, struct str name,
                              struct span span) {
    const struct term *term = object->term;
    bool is_columns = str_is(name, "c") || str_is(name, "columns");
    switch (term->kind) {
    case TERM_TABLE:
        if (is_columns) {
            return columns_of(emitter, term, span);
        }
        if (str_is(name, "name") && term->operation.table.size) {
            return value_text(emitter->arena, span, term->operation.table);
        }
        if (str_is(name, "schema")) {
            return term->operation.schema.size
                       ? value_text(emitter->arena, span, term->operation.schema)
                       : value_new(emitter->arena, VALUE_NONE, span);
        }
        return NULL;
    case TERM_COLUMNS:
        return column_of(emitter, term, name, span);
    case TERM_COLUMN:
        if ((str_is(name, "name") || str_is(name, "key")) && term->column.name.size) {
            return value_text(emitter->arena, span, term->column.name);
        }
        return NULL;
    case TERM_METADATA:
        return str_is(name, "tables") ? tables_of(emitter, term, span) : NULL;
    default:
        return NULL;
    }
}

static bool is_if_missing(const struct call *call, bool fallback) {
    const struct value *first = call_argument(call, 1, "checkfirst");
    return first ? value_truth(first) != TRUTH_NO : fallback;
}

static void create(struct emitter *emitter, const struct value *value, const struct call *call,
                   bool checkfirst) {
    struct term table = *value->term;
    // SQLAlchemy asks the catalog and sends a plain CREATE TABLE
    table.operation.sql = operation_sql(emitter->arena, &table.operation);
    table.operation.if_not_exists = checkfirst;
    emit_table(emitter, &table, call->span);
}

static void drop(struct emitter *emitter, const struct value *value, const struct call *call,
                 bool checkfirst) {
    struct operation *operation = emit(emitter, OP_DROP_TABLE, call->span);
    operation->schema = value->term->operation.schema;
    operation->table = value->term->operation.table;
    term_copy_unknown(emitter, operation, &value->term->operation);
    // SQLAlchemy asks the catalog and sends a plain DROP TABLE
    operation->sql = operation_sql(emitter->arena, operation);
    operation->if_exists = checkfirst;
    emit_done(emitter, operation);
}

static struct value *all_tables(struct emitter *emitter, const struct term *metadata,
                                const struct call *call, bool is_drop) {
    const struct value *given = keyword(call, "tables");
    const struct value_list *tables =
        given && given->kind == VALUE_LIST ? &given->items : &metadata->tables;
    bool checkfirst = true;
    const struct value *check = keyword(call, "checkfirst");
    checkfirst = check ? value_truth(check) != TRUTH_NO : true;
    for (size_t i = 0; i < tables->count; i++) {
        size_t at = is_drop ? tables->count - 1 - i : i;
        if (!term_of(tables->items[at], TERM_TABLE)) {
            emit_opaque(emitter, call->span, term_reason(emitter, tables->items[at]));
        } else if (is_drop) {
            drop(emitter, tables->items[at], call, checkfirst);
        } else {
            create(emitter, tables->items[at], call, checkfirst);
        }
    }
    return value_new(emitter->arena, VALUE_NONE, call->span);
}

struct value *table_method(struct emitter *emitter, struct value *object, struct str name,
                           const struct call *call) {
    const struct term *term = object->term;
    bool is_create = str_is(name, "create"), is_drop = str_is(name, "drop");
    struct value *none = value_new(emitter->arena, VALUE_NONE, call->span);
    if (term->kind == TERM_METADATA && str_is(name, "reflect")) {
        return none;
    }
    if (term->kind == TERM_METADATA &&
        (str_is(name, "create_all") || str_is(name, "drop_all"))) {
        return all_tables(emitter, term, call, str_is(name, "drop_all"));
    }
    if (term->kind == TERM_TABLE && is_create) {
        create(emitter, object, call, is_if_missing(call, false));
        return none;
    }
    if (term->kind == TERM_TABLE && is_drop) {
        drop(emitter, object, call, is_if_missing(call, false));
        return none;
    }
    if (term->kind == TERM_INDEX && (is_create || is_drop)) {
        struct operation *operation = emit_copy(emitter, &term->operation, call->span);
        operation->kind = is_create ? OP_CREATE_INDEX : OP_DROP_INDEX;
        emit_done(emitter, operation);
        return none;
    }
    return NULL;
}

// ---- what a value names

static const struct value *schema_among(const struct value *arguments) {
    const struct value *last = arguments;
    bool is_tuple = arguments && arguments->kind == VALUE_TUPLE && arguments->items.count;
    if (is_tuple) {
        last = arguments->items.items[arguments->items.count - 1];
    }
    return last && last->kind == VALUE_DICT ? value_get(last, STR("schema")) : NULL;
}

const struct term *table_of(struct emitter *emitter, const struct value *value) {
    const struct term *table = term_of(value, TERM_TABLE);
    if (table) {
        return table;
    }
    struct term *made =
        value_term(emitter->arena, value ? value->span : (struct span){0}, TERM_TABLE)->term;
    if (value && value->kind == VALUE_CLASS) { // a declarative class
        table = term_of(class_attribute(value->class, STR("__table__")), TERM_TABLE);
        const struct value *name = class_attribute(value->class, STR("__tablename__"));
        if (table) {
            return table;
        }
        value_is_text(name, &made->operation.table);
        value_is_text(schema_among(class_attribute(value->class, STR("__table_args__"))),
                      &made->operation.schema);
    }
    if (!made->operation.table.size) {
        operation_set_unknown(emitter->arena, &made->operation, "table",
                              term_reason(emitter, value));
    }
    return made;
}
