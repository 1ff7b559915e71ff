// What is done with tables: their columns, create() and drop(), and which one a value names.
#include "model/print.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"
#include "python/terms.h"

static const struct value *keyword(const struct call *call, const char *name) {
    const struct value *value = call_argument(call, SIZE_MAX, name);
    return value && value->kind != VALUE_NONE ? value : NULL;
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
        if (!term_of(table, TERM_TABLE)) { // reflect()
            dict->is_partial = true;
            dict->reason = table->reason;
            continue;
        }
        value_set(emitter->arena, dict,
                  relation_name(emitter->arena, table->term->operation.schema,
                                table->term->operation.table),
                  table);
    }
    if (dict->is_partial && !dict->items.count) { // "t" in metadata.tables, after reflect()
        dict = value_unknown(emitter->arena, span, dict->reason);
        dict->guard.guard = GUARD_TABLE_EXISTS;
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
    if (given && given->kind != VALUE_NONE &&
        (given->kind != VALUE_LIST || given->is_partial)) {
        emit_opaque(emitter, call->span, term_reason(emitter, given));
    }
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
        if (emitter->touch) {
            emitter->touch(emitter->call_context, object);
        }
        *ARENA_PUSH(emitter->arena, &object->term->tables) =
            value_unknown(emitter->arena, call->span, STR("tables that the database has"));
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
