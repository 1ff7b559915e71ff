// Predicates about forms that PostgreSQL, or the version that is set, refuses.
#include "lint/predicates.h"

#include "model/version.h"

static enum truth yes_if(bool answer) {
    return answer ? TRUTH_YES : TRUTH_NO;
}

// ---- forms of later versions

enum truth predicate_not_in_this_version(const struct match_subject *subject) {
    return yes_if(subject->outcome->postgres_version <
                  operation_since(subject->step->operation));
}

// ---- NOT VALID

static enum constraint_type type_of(const struct step *step) {
    return step->constraint_type != CONSTRAINT_NONE ? step->constraint_type
                                                    : step->operation->constraint.type;
}

// PostgreSQL 15: "UNIQUE constraints cannot be marked NOT VALID" (so says its grammar),
// likewise PRIMARY KEY and EXCLUDE; "cannot add NOT VALID foreign key on partitioned table" up
// to 17.
enum truth predicate_not_valid_not_supported(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    if (operation->kind == OP_SYNTAX_ERROR) {
        return yes_if(str_find(operation->reason, STR("cannot be marked NOT VALID"), 0) !=
                      SIZE_MAX);
    }
    enum constraint_type type = type_of(subject->step);
    if (!operation->constraint.not_valid) {
        return TRUTH_NO;
    }
    if (type == CONSTRAINT_UNIQUE || type == CONSTRAINT_PRIMARY_KEY ||
        type == CONSTRAINT_EXCLUDE) {
        return TRUTH_YES;
    }
    return yes_if(type == CONSTRAINT_FOREIGN_KEY && subject->outcome->postgres_version < 18 &&
                  subject->step->table_is_partitioned == TRUTH_YES);
}

// ---- keys of partitioned tables

static bool covers(const struct str_list *columns, const struct str_list *wanted) {
    for (size_t i = 0; i < wanted->count; i++) {
        if (!str_list_has(columns, wanted->items[i])) {
            return false;
        }
    }
    return true;
}

// The columns of the partition key, read from its text where the front end did not: RANGE (at).
// Expressions are no columns, and no constraint can cover them.
static struct str_list partition_columns(struct arena *arena,
                                         const struct operation *operation) {
    struct str_list columns = operation->partition_columns;
    size_t open = str_find(operation->partition_by, STR("("), 0);
    size_t close = str_find_last(operation->partition_by, ')');
    if (columns.count || open == SIZE_MAX || close == SIZE_MAX || close < open) {
        return columns;
    }
    struct str rest = str_slice(operation->partition_by, open + 1, close);
    struct str part;
    while (str_split(&rest, ',', &part)) {
        part = str_trim(part);
        bool is_quoted = part.size > 1 && part.data[0] == '"';
        *ARENA_PUSH(arena, &columns) =
            is_quoted ? str_slice(part, 1, part.size - 1) : str_lower(arena, part);
    }
    return columns;
}

// PostgreSQL: "unique constraint on partitioned table must include all partitioning columns".
enum truth predicate_key_lacks_partition_column(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    struct str_list wanted = partition_columns(subject->arena, operation);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        const struct constraint_def *constraint = &operation->constraints.items[i];
        bool is_key =
            constraint->type == CONSTRAINT_PRIMARY_KEY || constraint->type == CONSTRAINT_UNIQUE;
        if (is_key && constraint->columns.count && !covers(&constraint->columns, &wanted)) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

// ---- CONCURRENTLY

static size_t count_in_statement(const struct match_subject *subject) {
    const struct steps *steps = &subject->judged->steps;
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++) {
        count += steps->items[i].operation->statement == subject->step->operation->statement;
    }
    return count;
}

// PostgreSQL 15: "DROP INDEX CONCURRENTLY does not support CASCADE", "… dropping multiple
// objects"; "CONCURRENTLY and WITH NO DATA options cannot be used together".
enum truth predicate_concurrently_form_not_supported(const struct match_subject *subject) {
    const struct operation *operation = subject->step->operation;
    bool is_refused = operation->kind == OP_DROP_INDEX
                          ? operation->cascade || operation->names.count > 0 ||
                                count_in_statement(subject) > 1
                          : operation->no_data;
    return yes_if(operation->concurrently && is_refused);
}

// PostgreSQL 15: "cannot create index on partitioned table concurrently", with ONLY as well;
// "cannot detach partitions concurrently when a default partition exists".
enum truth predicate_concurrently_on_partitioned(const struct match_subject *subject) {
    const struct step *step = subject->step;
    return step->operation->kind == OP_DETACH_PARTITION ? step->has_default_partition
                                                        : step->table_is_partitioned;
}
