#include "model/field.h"

#include <assert.h>
#include <inttypes.h>

#include "model/version.h"

struct field {
    const char *name;
    enum field_type type;
    enum { OF_OPERATION, OF_STEP, TRUTH_OF_STEP, COMPUTED } access;
    size_t offset;
    void (*get)(struct arena *arena, const struct step *step, struct field_value *value);
    const char *also; // unknown where this field of the operation is
};

void field_set_truth(struct field_value *value, enum truth truth) {
    value->yes = truth == TRUTH_YES;
    value->is_unknown = truth == TRUTH_UNKNOWN;
}

struct str_list *field_new_list(struct arena *arena, struct field_value *value) {
    struct str_list *list = ARENA_NEW(arena, struct str_list, 1);
    value->list = list;
    return list;
}

static bool is_of_column(enum operation_kind kind) {
    return kind >= OP_ADD_COLUMN && kind <= OP_SET_COMPRESSION;
}

static struct str column_name(const struct operation *operation) {
    if (!is_of_column(operation->kind)) {
        return (struct str){0};
    }
    return operation->name.size ? operation->name : operation->column.name;
}

// ---- what it is, what it names

static void get_operation(struct arena *arena, const struct step *step,
                          struct field_value *value) {
    (void)arena;
    value->text = str_from(operation_name(step->operation->kind));
}

static void get_statement(struct arena *arena, const struct step *step,
                          struct field_value *value) {
    (void)arena;
    value->number = step->operation->statement;
}

static void get_since(struct arena *arena, const struct step *step, struct field_value *value) {
    (void)arena;
    value->number = operation_since(step->operation);
}

static void get_condition(struct arena *arena, const struct step *step,
                          struct field_value *value) {
    (void)arena;
    if (step->operation->condition) {
        value->text = step->operation->condition->text;
    }
}

struct str field_table_name(struct arena *arena, const struct step *step) {
    if (step->table.size) {
        return step->table;
    }
    return relation_name(arena, step->operation->schema, step->operation->table);
}

static void get_table(struct arena *arena, const struct step *step, struct field_value *value) {
    value->text = field_table_name(arena, step);
}

static void get_subject(struct arena *arena, const struct step *step,
                        struct field_value *value) {
    const struct operation *operation = step->operation;
    if (operation->name.size || operation->column.name.size) {
        value->text = operation->name.size ? operation->name : operation->column.name;
    } else {
        value->text = field_table_name(arena, step);
    }
}

static void get_keys(struct arena *arena, const struct step *step, struct field_value *value) {
    struct str_list *list = field_new_list(arena, value);
    const struct operation *operation = step->operation;
    for (size_t i = 0; i < operation->keys.count; i++) {
        const struct index_key *key = &operation->keys.items[i];
        *ARENA_PUSH(arena, list) = key->column.size ? key->column
                                                    : str_format(arena, "(" STR_FMT ")",
                                                                 STR_ARG(key->expression.text));
    }
}

static void get_columns(struct arena *arena, const struct step *step,
                        struct field_value *value) {
    const struct operation *operation = step->operation;
    if (step->columns.count) {
        value->list = &step->columns;
    } else if (operation->constraint.columns.count) {
        value->list = &operation->constraint.columns;
    } else if (operation->keys.count) {
        get_keys(arena, step, value);
    } else if (column_name(operation).size) {
        *ARENA_PUSH(arena, field_new_list(arena, value)) = column_name(operation);
    } else if (operation->kind == OP_INSERT || operation->kind == OP_UPDATE) {
        value->list = &operation->names;
    }
}

static void get_names_twice(struct arena *arena, const struct step *step,
                            struct field_value *value) {
    struct str_list *list = field_new_list(arena, value);
    struct str_list seen = {0};
    const struct str_list *names = &step->operation->names;
    for (size_t i = 0; i < names->count; i++) {
        if (!str_list_has(&seen, names->items[i])) {
            *ARENA_PUSH(arena, &seen) = names->items[i];
        } else if (!str_list_has(list, names->items[i])) {
            *ARENA_PUSH(arena, list) = names->items[i];
        }
    }
}

static void get_value(struct arena *arena, const struct step *step, struct field_value *value) {
    (void)arena;
    if (step->operation->kind == OP_SET) {
        value->text = step->operation->expression.text;
        value->is_unknown = step->operation->expression.is_unknown;
    }
}

static void get_partition_of(struct arena *arena, const struct step *step,
                             struct field_value *value) {
    const struct operation *operation = step->operation;
    value->text = relation_name(arena, operation->partition_of_schema, operation->partition_of);
}

static void get_column(struct arena *arena, const struct step *step,
                       struct field_value *value) {
    (void)arena;
    value->text = column_name(step->operation);
}

// ---- rows

static const struct expression *where_of(const struct operation *operation) {
    static const struct expression none = {0};
    bool has_where = operation->kind == OP_UPDATE || operation->kind == OP_DELETE ||
                     operation->kind == OP_CREATE_INDEX;
    return has_where ? &operation->expression : &none;
}

static void get_where(struct arena *arena, const struct step *step, struct field_value *value) {
    (void)arena;
    value->text = where_of(step->operation)->text;
    value->is_unknown = where_of(step->operation)->is_unknown;
}

static void get_where_is_real(struct arena *arena, const struct step *step,
                              struct field_value *value) {
    (void)arena;
    const struct expression *where = where_of(step->operation);
    value->yes = where->text.size && !where->is_true;
    value->is_unknown = where->is_unknown;
}

static void get_table_rows(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    (void)arena;
    value->number = step->table_rows;
}

static void get_rows(struct arena *arena, const struct step *step, struct field_value *value) {
    if (step->table_rows < 0) {
        return;
    }
    struct str digits = str_format(arena, "%" PRId64, step->table_rows);
    struct text text = {.arena = arena};
    text_add(&text, STR("about "));
    for (size_t i = 0; i < digits.size; i++) {
        if (i && (digits.size - i) % 3 == 0) {
            text_add_char(&text, ',');
        }
        text_add_char(&text, digits.data[i]);
    }
    text_add(&text, step->table_rows == 1 ? STR(" row") : STR(" rows"));
    value->text = text_str(&text);
}

// ---- the table

// clang-format off
#define OPERATION(field_name, field_type, member) {field_name, field_type, OF_OPERATION, offsetof(struct operation, member), NULL, NULL}
#define STEP(field_name, field_type, member) {field_name, field_type, OF_STEP, offsetof(struct step, member), NULL, NULL}
#define TRUTH(field_name, member) {field_name, FIELD_BOOL, TRUTH_OF_STEP, offsetof(struct step, member), NULL, NULL}
#define GET(field_name, field_type, function, unknown_with) {field_name, field_type, COMPUTED, 0, function, unknown_with}

static const struct field fields[] = {
    GET("operation",            FIELD_TEXT,   get_operation, NULL),
    GET("statement",            FIELD_NUMBER, get_statement, NULL),
    GET("since",                FIELD_NUMBER, get_since, NULL),
    OPERATION("sql",            FIELD_TEXT,   sql),
    OPERATION("reason",         FIELD_TEXT,   reason),
    OPERATION("from_sql",       FIELD_BOOL,   from_sql),
    OPERATION("sent_together",  FIELD_BOOL,   sent_together),
    OPERATION("in_do_block",    FIELD_BOOL,   in_do_block),
    OPERATION("in_loop",        FIELD_BOOL,   in_loop),
    OPERATION("by_alembic",     FIELD_BOOL,   by_alembic),
    OPERATION("python_query",   FIELD_BOOL,   python_query),
    STEP("is_conditional",      FIELD_BOOL,   is_conditional),
    GET("condition",            FIELD_TEXT,   get_condition, NULL),
    STEP("skipped",             FIELD_BOOL,   skipped),

    GET("table",                FIELD_TEXT,   get_table, "schema"),
    OPERATION("schema",         FIELD_TEXT,   schema),
    OPERATION("name",           FIELD_TEXT,   name),
    OPERATION("new_name",       FIELD_TEXT,   new_name),
    OPERATION("object",         FIELD_TEXT,   object),
    GET("subject",              FIELD_TEXT,   get_subject, "name"),
    GET("columns",              FIELD_LIST,   get_columns, NULL),
    GET("keys",                 FIELD_LIST,   get_keys, "columns"),
    OPERATION("names",          FIELD_LIST,   names),
    GET("names_twice",          FIELD_LIST,   get_names_twice, "names"),
    OPERATION("include",        FIELD_LIST,   include),
    OPERATION("method",         FIELD_TEXT,   method),
    OPERATION("options",        FIELD_TEXT,   options),
    OPERATION("comment",        FIELD_TEXT,   comment),
    GET("value",                FIELD_TEXT,   get_value, NULL),
    GET("partition_of",         FIELD_TEXT,   get_partition_of, NULL),
    OPERATION("partition_bound", FIELD_TEXT,  partition_bound),
    OPERATION("partition_by",   FIELD_TEXT,   partition_by),

    GET("column",               FIELD_TEXT,   get_column, "name"),
    GET("column_type",          FIELD_TEXT,   field_get_column_type, "new_type"),
    GET("new_type",             FIELD_TEXT,   field_get_column_type, "column_type"),
    GET("type_name",            FIELD_TEXT,   field_get_type_name, "column_type"),
    GET("old_type",             FIELD_TEXT,   field_get_old_type, NULL),
    GET("type_change",          FIELD_TEXT,   field_get_type_change, NULL),
    GET("using",                FIELD_TEXT,   field_get_using, NULL),
    GET("using_is_cast",        FIELD_BOOL,   field_get_using_is_cast, "using"),
    GET("nullable",             FIELD_BOOL,   field_get_nullable, NULL),
    GET("has_default",          FIELD_BOOL,   field_get_has_default, NULL),
    GET("default",              FIELD_TEXT,   field_get_default, NULL),
    GET("default_volatility",   FIELD_TEXT,   field_get_default_volatility, "default"),
    GET("default_is_string",    FIELD_BOOL,   field_get_default_is_string, "default"),
    OPERATION("python_default", FIELD_BOOL,   column.has_python_default),
    GET("is_serial",            FIELD_BOOL,   field_get_is_serial, "column_type"),
    GET("is_identity",          FIELD_BOOL,   field_get_is_identity, NULL),
    GET("identity",             FIELD_TEXT,   field_get_identity, NULL),
    GET("generated",            FIELD_TEXT,   field_get_generated, NULL),
    OPERATION("collation",      FIELD_TEXT,   column.collation),
    TRUTH("column_was_nullable",   column_was_nullable),
    TRUTH("column_is_new",         column_is_new),
    TRUTH("has_valid_check",       has_valid_check),
    TRUTH("column_has_check",      column_has_check),
    TRUTH("column_in_foreign_key", column_in_foreign_key),
    STEP("column_views",        FIELD_LIST,   column_views),
    TRUTH("type_exists",           type_exists),
    TRUTH("type_is_enum",          type_is_enum),
    TRUTH("type_narrows",          type_narrows),
    STEP("values_lost",         FIELD_LIST,   values_lost),
    STEP("missing_columns",     FIELD_LIST,   missing_columns),
    TRUTH("needs_using",           needs_using),
    TRUTH("default_blocks",        default_blocks),
    TRUTH("uses_new_enum_value",   uses_new_enum_value),

    GET("constraint_type",      FIELD_TEXT,   field_get_constraint_type, NULL),
    GET("references",           FIELD_TEXT,   field_get_references, NULL),
    TRUTH("references_is_new",     references_is_new),
    STEP("references_itself",   FIELD_BOOL,   references_itself),
    TRUTH("references_no_key",     references_no_key),
    STEP("reference_types",     FIELD_TEXT,   reference_types),
    STEP("other_primary_key",   FIELD_TEXT,   other_primary_key),
    OPERATION("not_valid",      FIELD_BOOL,   constraint.not_valid),
    OPERATION("not_enforced",   FIELD_BOOL,   constraint.not_enforced),
    OPERATION("deferrable",     FIELD_BOOL,   constraint.deferrable),
    OPERATION("no_inherit",     FIELD_BOOL,   constraint.no_inherit),
    OPERATION("using_index",    FIELD_TEXT,   constraint.using_index),
    GET("check",                FIELD_TEXT,   field_get_check, NULL),
    OPERATION("unique",         FIELD_BOOL,   unique),
    GET("nulls_not_distinct",   FIELD_BOOL,   field_get_nulls_not_distinct, NULL),
    OPERATION("concurrently",   FIELD_BOOL,   concurrently),
    TRUTH("added_here",            added_here),
    TRUTH("backs_constraint",      backs_constraint),
    STEP("constraints_lost",    FIELD_LIST,   constraints_lost),
    STEP("key_type",            FIELD_TEXT,   key_type),
    STEP("uncovered_keys",      FIELD_LIST,   uncovered_keys),
    STEP("covered_by",          FIELD_TEXT,   covered_by),

    OPERATION("if_exists",      FIELD_BOOL,   if_exists),
    OPERATION("if_not_exists",  FIELD_BOOL,   if_not_exists),
    OPERATION("cascade",        FIELD_BOOL,   cascade),
    OPERATION("only",           FIELD_BOOL,   only),
    OPERATION("temporary",      FIELD_BOOL,   temporary),
    OPERATION("unlogged",       FIELD_BOOL,   unlogged),
    OPERATION("or_replace",     FIELD_BOOL,   or_replace),
    OPERATION("local",          FIELD_BOOL,   is_local),
    OPERATION("no_data",        FIELD_BOOL,   no_data),
    OPERATION("full",           FIELD_BOOL,   full),
    OPERATION("restart_identity", FIELD_BOOL, restart_identity),
    OPERATION("batch_recreate", FIELD_BOOL,   batch_recreate),

    GET("where",                FIELD_TEXT,   get_where, NULL),
    GET("where_is_real",        FIELD_BOOL,   get_where_is_real, "where"),

    TRUTH("table_exists",          table_exists),
    TRUTH("table_is_new",          table_is_new),
    TRUTH("table_is_partitioned",  table_is_partitioned),
    TRUTH("has_default_partition", has_default_partition),
    STEP("table_is_missing",    FIELD_BOOL,   table_is_missing),
    STEP("table_is_known",      FIELD_BOOL,   table_is_known),
    STEP("table_is_small",      FIELD_BOOL,   table_is_small),
    TRUTH("name_exists",           name_exists),
    STEP("name_is_taken",       FIELD_BOOL,   name_is_taken),
    STEP("dependents",          FIELD_LIST,   dependents),
    STEP("still_used",          FIELD_TEXT,   still_used),
    GET("table_rows",           FIELD_NUMBER, get_table_rows, NULL),
    GET("rows",                 FIELD_TEXT,   get_rows, NULL),

    GET("lock",                 FIELD_TEXT,   field_get_lock, "table"),
    GET("strongest_lock",       FIELD_TEXT,   field_get_strongest_lock, NULL),
    GET("locked",               FIELD_LIST,   field_get_locked, NULL),
    GET("other_locks",          FIELD_LIST,   field_get_other_locks, NULL),
    GET("other_tables",         FIELD_LIST,   field_get_other_tables, NULL),
    GET("blocks",               FIELD_TEXT,   field_get_blocks, NULL),
    GET("rewrites",             FIELD_LIST,   field_get_effect_rewrites, NULL),
    GET("scans",                FIELD_LIST,   field_get_effect_scans, NULL),
    GET("builds",               FIELD_LIST,   field_get_effect_builds, NULL),
    GET("rewrites_table",       FIELD_BOOL,   field_get_rewrites_table, NULL),
    GET("scans_table",          FIELD_BOOL,   field_get_scans_table, NULL),
    GET("builds_index",         FIELD_BOOL,   field_get_builds_index, NULL),
    GET("forbidden_in_transaction", FIELD_BOOL, field_get_forbidden, NULL),
    GET("effect_is_known",      FIELD_BOOL,   field_get_effect_is_known, NULL),
    TRUTH("in_transaction",        in_transaction),
    TRUTH("transaction_is_shared", transaction_is_shared),
    GET("transaction",          FIELD_NUMBER, field_get_transaction, NULL),
    GET("held_lock",            FIELD_TEXT,   field_get_held_lock, NULL),
    GET("held",                 FIELD_LIST,   field_get_held, NULL),
    STEP("lock_timeout",        FIELD_TEXT,   lock_timeout),
    STEP("statement_timeout",   FIELD_TEXT,   statement_timeout),
    GET("has_lock_timeout",     FIELD_BOOL,   field_get_has_lock_timeout, NULL),
};
// clang-format on

static const size_t field_count = sizeof fields / sizeof *fields;

const struct field *step_field_find(struct str name) {
    for (size_t i = 0; i < field_count; i++) {
        if (str_is(name, fields[i].name)) {
            return &fields[i];
        }
    }
    return NULL;
}

const struct field *step_field_at(size_t index) {
    return index < field_count ? &fields[index] : NULL;
}

const char *step_field_name(const struct field *field) {
    return field->name;
}

enum field_type step_field_type(const struct field *field) {
    return field->type;
}

static void get_member(const struct field *field, const struct step *step,
                       struct field_value *value) {
    const char *base =
        field->access == OF_OPERATION ? (const char *)step->operation : (const char *)step;
    const void *member = base + field->offset;
    if (field->access == TRUTH_OF_STEP) {
        field_set_truth(value, *(const enum truth *)member);
    } else if (field->type == FIELD_BOOL) {
        value->yes = *(const bool *)member;
    } else if (field->type == FIELD_TEXT) {
        value->text = *(const struct str *)member;
    } else {
        value->list = member;
    }
}

struct field_value step_field(struct arena *arena, const struct step *step,
                              const struct field *field) {
    static const struct str_list empty = {0};
    struct field_value value = {.type = field->type};
    if (field->access == COMPUTED) {
        field->get(arena, step, &value);
    } else {
        get_member(field, step, &value);
    }
    const struct str *reason = operation_unknown(step->operation, field->name);
    if (!reason && field->also) {
        reason = operation_unknown(step->operation, field->also);
    }
    if (reason) {
        value.is_unknown = true;
        value.reason = *reason;
    }
    if (field->type == FIELD_LIST) {
        value.list = value.list ? value.list : &empty;
        value.text = str_join(arena, value.list->items, value.list->count, STR(", "));
    }
    return value;
}
