#include "model/version.h"

static bool is_any(const struct operation *operation) {
    (void)operation;
    return true;
}

// ---- columns

static bool has_column(const struct operation *operation,
                       bool (*is_so)(const struct column_def *)) {
    for (size_t i = 0; i < operation->columns.count; i++) {
        if (is_so(&operation->columns.items[i])) {
            return true;
        }
    }
    return is_so(&operation->column);
}

static bool column_is_virtual(const struct column_def *column) {
    return column->generated == GENERATED_VIRTUAL;
}

static bool column_is_generated(const struct column_def *column) {
    return column->generated != GENERATED_NONE;
}

static bool column_is_identity(const struct column_def *column) {
    return column->identity != IDENTITY_NONE;
}

static bool is_virtual(const struct operation *operation) {
    return has_column(operation, column_is_virtual);
}

static bool is_generated(const struct operation *operation) {
    return has_column(operation, column_is_generated);
}

static bool is_identity(const struct operation *operation) {
    return has_column(operation, column_is_identity);
}

// ---- constraints

static bool has_constraint(const struct operation *operation,
                           bool (*is_so)(const struct constraint_def *)) {
    for (size_t i = 0; i < operation->constraints.count; i++) {
        if (is_so(&operation->constraints.items[i])) {
            return true;
        }
    }
    return is_so(&operation->constraint);
}

static bool constraint_is_distinct(const struct constraint_def *constraint) {
    return constraint->nulls_not_distinct;
}

static bool constraint_has_include(const struct constraint_def *constraint) {
    return constraint->include.count > 0;
}

static bool constraint_is_not_enforced(const struct constraint_def *constraint) {
    return constraint->not_enforced;
}

// ON DELETE SET NULL (a)
static bool constraint_sets_columns(const struct constraint_def *constraint) {
    return str_starts(constraint->on_delete, STR("SET ")) &&
           str_find(constraint->on_delete, STR("("), 0) != SIZE_MAX;
}

static bool has_nulls_not_distinct(const struct operation *operation) {
    return operation->nulls_not_distinct || has_constraint(operation, constraint_is_distinct);
}

static bool has_include(const struct operation *operation) {
    return operation->include.count > 0 || has_constraint(operation, constraint_has_include);
}

static bool is_not_enforced(const struct operation *operation) {
    return has_constraint(operation, constraint_is_not_enforced);
}

static bool sets_columns(const struct operation *operation) {
    return has_constraint(operation, constraint_sets_columns);
}

static bool is_named_not_null(const struct operation *operation) {
    return operation->constraint.type == CONSTRAINT_NOT_NULL;
}

// ---- the rest

static bool is_concurrent(const struct operation *operation) {
    return operation->concurrently;
}

static bool is_or_replace(const struct operation *operation) {
    return operation->or_replace;
}

static bool finalizes(const struct operation *operation) {
    return operation->full;
}

static bool is_partitioned(const struct operation *operation) {
    return operation->partition_by.size > 0 || operation->partition_of.size > 0;
}

static bool is_by_hash(const struct operation *operation) {
    return str_starts(operation->partition_by, STR("HASH")) ||
           str_find_nocase(operation->partition_bound, STR("modulus"), 0) != SIZE_MAX;
}

static bool is_default_partition(const struct operation *operation) {
    return str_is(operation->partition_bound, "DEFAULT");
}

static bool is_procedure(const struct operation *operation) {
    return str_is(operation->object, "PROCEDURE");
}

static bool chains(const struct operation *operation) {
    return str_is(operation->options, "AND CHAIN");
}

// clang-format off
// Source: the manual's release notes (appendix E) of each version, "Migration" and "Changes".
static const struct form {
    enum operation_kind kind;
    unsigned since;
    bool (*is_so)(const struct operation *operation);
} forms[] = {
    {OP_CREATE_TABLE,      10, is_partitioned},
    {OP_CREATE_TABLE,      10, is_identity},
    {OP_ADD_COLUMN,        10, is_identity},
    {OP_ADD_IDENTITY,      10, is_any},
    {OP_SET_IDENTITY,      10, is_any},
    {OP_DROP_IDENTITY,     10, is_any},
    {OP_ATTACH_PARTITION,  10, is_any},
    {OP_DETACH_PARTITION,  10, is_any},
    {OP_RENAME_ENUM_VALUE, 10, is_any},
    {OP_CREATE_STATISTICS, 10, is_any},
    {OP_CREATE_PUBLICATION, 10, is_any},
    {OP_CREATE_INDEX,      11, has_include},
    {OP_ADD_CONSTRAINT,    11, has_include},
    {OP_CREATE_TABLE,      11, has_include},
    {OP_CREATE_TABLE,      11, is_by_hash},
    {OP_ATTACH_PARTITION,  11, is_by_hash},
    {OP_CREATE_TABLE,      11, is_default_partition},
    {OP_ATTACH_PARTITION,  11, is_default_partition},
    {OP_ATTACH_INDEX,      11, is_any},
    {OP_CREATE_FUNCTION,   11, is_procedure},
    {OP_CREATE_TABLE,      12, is_generated},
    {OP_ADD_COLUMN,        12, is_generated},
    {OP_REINDEX,           12, is_concurrent},
    {OP_COMMIT,            12, chains},
    {OP_ROLLBACK,          12, chains},
    {OP_DROP_EXPRESSION,   13, is_any},
    {OP_DETACH_PARTITION,  14, is_concurrent},
    {OP_DETACH_PARTITION,  14, finalizes},
    {OP_CREATE_TRIGGER,    14, is_or_replace},
    {OP_SET_COMPRESSION,   14, is_any},
    {OP_CREATE_INDEX,      15, has_nulls_not_distinct},
    {OP_ADD_CONSTRAINT,    15, has_nulls_not_distinct},
    {OP_CREATE_TABLE,      15, has_nulls_not_distinct},
    {OP_ADD_COLUMN,        15, has_nulls_not_distinct},
    {OP_ADD_CONSTRAINT,    15, sets_columns},
    {OP_CREATE_TABLE,      15, sets_columns},
    {OP_SET_ACCESS_METHOD, 15, is_any},
    {OP_MERGE,             15, is_any},
    {OP_SET_EXPRESSION,    17, is_any},
    {OP_CREATE_TABLE,      18, is_virtual},
    {OP_ADD_COLUMN,        18, is_virtual},
    {OP_ADD_CONSTRAINT,    18, is_named_not_null},
    {OP_ADD_CONSTRAINT,    18, is_not_enforced},
    {OP_CREATE_TABLE,      18, is_not_enforced},
    {OP_ADD_COLUMN,        18, is_not_enforced},
};
// clang-format on

unsigned operation_since(const struct operation *operation) {
    unsigned since = operation->syntax_since;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i].kind == operation->kind && forms[i].since > since &&
            forms[i].is_so(operation)) {
            since = forms[i].since;
        }
    }
    return since;
}
