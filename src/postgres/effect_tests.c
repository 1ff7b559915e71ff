#include "postgres/effects.h"

#include "model/type.h"

// When a row of the effects table applies.

static enum truth truth(bool yes) {
    return yes ? TRUTH_YES : TRUTH_NO;
}

static enum truth either(enum truth a, enum truth b) {
    if (a == TRUTH_YES || b == TRUTH_YES) {
        return TRUTH_YES;
    }
    return a == TRUTH_NO && b == TRUTH_NO ? TRUTH_NO : TRUTH_UNKNOWN;
}

static bool has_option(const struct effect_case *subject, const char *word) {
    return str_find_nocase(subject->operation->options, str_from(word), 0) != SIZE_MAX;
}

// ---- clauses

enum truth effect_is_concurrent(const struct effect_case *subject) {
    return truth(subject->operation->concurrently);
}

enum truth effect_cascades(const struct effect_case *subject) {
    return truth(subject->operation->cascade);
}

enum truth effect_is_full(const struct effect_case *subject) {
    return truth(subject->operation->full);
}

enum truth effect_restarts_identity(const struct effect_case *subject) {
    return truth(subject->operation->restart_identity);
}

enum truth effect_reads_rows(const struct effect_case *subject) {
    return truth(!subject->operation->no_data);
}

enum truth effect_is_in_do_block(const struct effect_case *subject) {
    return truth(subject->operation->in_do_block);
}

enum truth effect_has_table(const struct effect_case *subject) {
    return truth(subject->operation->table.size > 0);
}

enum truth effect_is_like(const struct effect_case *subject) {
    return truth(has_option(subject, "LIKE"));
}

enum truth effect_is_inherits(const struct effect_case *subject) {
    return truth(!has_option(subject, "LIKE"));
}

enum truth effect_moves_tablespace(const struct effect_case *subject) {
    return truth(has_option(subject, "TABLESPACE"));
}

enum truth effect_is_catalog_parameter(const struct effect_case *subject) {
    return truth(has_option(subject, "user_catalog_table"));
}

enum truth effect_adds_attribute(const struct effect_case *subject) {
    return truth(has_option(subject, "ATTRIBUTE"));
}

enum truth effect_is_rename(const struct effect_case *subject) {
    return truth(subject->operation->new_name.size > 0);
}

enum truth effect_locks_rows(const struct effect_case *subject) {
    return truth(has_option(subject, "FOR UPDATE") ||
                 has_option(subject, "FOR NO KEY UPDATE") || has_option(subject, "FOR SHARE") ||
                 has_option(subject, "FOR KEY SHARE"));
}

enum truth effect_copies_out(const struct effect_case *subject) {
    return truth(str_is(subject->operation->options, "TO"));
}

// ---- objects

static bool is_object(const struct effect_case *subject, const char *object) {
    return str_is(subject->operation->object, object);
}

enum truth effect_of_table(const struct effect_case *subject) {
    return truth(is_object(subject, "TABLE"));
}

enum truth effect_of_whole_schema(const struct effect_case *subject) {
    return truth(is_object(subject, "SCHEMA") || is_object(subject, "DATABASE") ||
                 is_object(subject, "SYSTEM"));
}

enum truth effect_of_concurrent_schema(const struct effect_case *subject) {
    return truth(subject->operation->concurrently &&
                 effect_of_whole_schema(subject) == TRUTH_YES);
}

enum truth effect_of_sequence(const struct effect_case *subject) {
    return truth(is_object(subject, "SEQUENCE"));
}

enum truth effect_of_constraint(const struct effect_case *subject) {
    return truth(is_object(subject, "CONSTRAINT"));
}

// Of Alembic, which comments on tables and columns alone, the object may be empty.
enum truth effect_of_relation(const struct effect_case *subject) {
    static const char *const objects[] = {
        "TABLE", "COLUMN", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FOREIGN TABLE", "INDEX"};
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        if (is_object(subject, objects[i])) {
            return TRUTH_YES;
        }
    }
    return truth(!subject->operation->object.size && subject->operation->table.size);
}

// ---- tables

enum truth effect_is_logged_otherwise(const struct effect_case *subject) {
    if (!subject->table) {
        return TRUTH_UNKNOWN;
    }
    bool wants_unlogged = subject->operation->kind == OP_SET_UNLOGGED;
    if (subject->table->is_unlogged != wants_unlogged) {
        return subject->table->is_complete ? TRUTH_YES : TRUTH_UNKNOWN;
    }
    return subject->table->is_complete ? TRUTH_NO : TRUTH_UNKNOWN;
}

// REINDEX of a partitioned table or index works through its parts, each in a transaction of its
// own: manual, REINDEX, Notes.
enum truth effect_is_partitioned(const struct effect_case *subject) {
    return subject->table ? truth(subject->table->is_partitioned == TRUTH_YES) : TRUTH_NO;
}

// heap is what a table has unless someone said otherwise: manual, default_table_access_method.
enum truth effect_changes_access_method(const struct effect_case *subject) {
    return truth(!str_equal_nocase(subject->operation->method, STR("heap")));
}

enum truth effect_replaces_view(const struct effect_case *subject) {
    return subject->operation->or_replace ? subject->step->table_exists : TRUTH_NO;
}

// ---- ADD COLUMN

static bool has_constraint(const struct effect_case *subject, enum constraint_type type) {
    for (size_t i = 0; i < subject->operation->constraints.count; i++) {
        if (subject->operation->constraints.items[i].type == type) {
            return true;
        }
    }
    return false;
}

// Every row gets a value of its own: manual, ALTER TABLE, Notes. A domain's constraints are
// checked for each, whatever the default.
enum truth effect_column_is_computed(const struct effect_case *subject) {
    const struct column_def *column = &subject->operation->column;
    if (column->generated == GENERATED_STORED || column->identity != IDENTITY_NONE ||
        type_is_serial(&column->type)) {
        return TRUTH_YES;
    }
    struct type_facts type = catalog_type_facts(subject->catalog, column->type);
    enum truth is_checked = type.kind == TYPE_KIND_DOMAIN ? type.has_constraints : TRUTH_NO;
    enum truth is_volatile =
        subject->step->default_volatility == VOLATILITY_UNKNOWN
            ? TRUTH_UNKNOWN
            : truth(subject->step->default_volatility == VOLATILITY_VOLATILE);
    return either(is_checked, is_volatile);
}

enum truth effect_column_has_check(const struct effect_case *subject) {
    return truth(has_constraint(subject, CONSTRAINT_CHECK));
}

static bool has_default(const struct column_def *column) {
    return (column->default_value.text.size && !column->default_value.is_null) ||
           column->default_value.is_unknown || column->identity != IDENTITY_NONE ||
           column->generated != GENERATED_NONE || type_is_serial(&column->type);
}

enum truth effect_column_is_required(const struct effect_case *subject) {
    const struct column_def *column = &subject->operation->column;
    if (has_default(column)) {
        return TRUTH_NO;
    }
    return column->nullable == TRUTH_UNKNOWN ? TRUTH_UNKNOWN
                                             : truth(column->nullable == TRUTH_NO);
}

enum truth effect_column_has_key(const struct effect_case *subject) {
    return truth(has_constraint(subject, CONSTRAINT_UNIQUE) ||
                 has_constraint(subject, CONSTRAINT_PRIMARY_KEY));
}

enum truth effect_column_references_with_default(const struct effect_case *subject) {
    return truth(has_constraint(subject, CONSTRAINT_FOREIGN_KEY) &&
                 has_default(&subject->operation->column));
}

// ---- other columns

enum truth effect_type_rewrites(const struct effect_case *subject) {
    if (subject->step->type_change == TYPE_CHANGE_UNKNOWN) {
        return TRUTH_UNKNOWN;
    }
    return truth(subject->step->type_change == TYPE_CHANGE_REWRITE);
}

enum truth effect_type_changes(const struct effect_case *subject) {
    return truth(subject->step->type_change != TYPE_CHANGE_NONE);
}

// A CHECK is verified again, also after a change that is free, and indexes are built from the
// table.
enum truth effect_type_scans(const struct effect_case *subject) {
    struct str_list rebuilt = {0};
    effect_on_rebuilt_indexes(subject, &rebuilt);
    return either(truth(rebuilt.count > 0),
                  subject->step->column_has_check == TRUTH_YES ? TRUTH_YES : TRUTH_NO);
}

// A key is checked again where it compares otherwise than before, not after a mere change of
// length: ATAddForeignKeyConstraint, old_check_ok.
enum truth effect_type_rechecks_key(const struct effect_case *subject) {
    const struct step *step = subject->step;
    if (step->column_in_foreign_key == TRUTH_NO ||
        str_equal(step->old_type.name, subject->operation->column.type.name)) {
        return TRUTH_NO;
    }
    if (step->type_change == TYPE_CHANGE_UNKNOWN) {
        return TRUTH_UNKNOWN;
    }
    bool compares_otherwise =
        step->type_change == TYPE_CHANGE_REWRITE || step->rebuilds_plain_indexes;
    return compares_otherwise ? step->column_in_foreign_key : TRUTH_NO;
}

// It is NOT NULL already, or a validated CHECK says so: manual, ALTER TABLE, SET NOT NULL (12).
enum truth effect_sets_not_null(const struct effect_case *subject) {
    const struct step *step = subject->step;
    if (step->column_was_nullable == TRUTH_NO || step->has_valid_check == TRUTH_YES) {
        return TRUTH_NO;
    }
    return step->column_was_nullable == TRUTH_YES && step->has_valid_check == TRUTH_NO
               ? TRUTH_YES
               : TRUTH_UNKNOWN;
}

enum truth effect_expression_is_stored(const struct effect_case *subject) {
    const struct catalog_column *column =
        relation_find_column(subject->table, subject->operation->name);
    if (!column || column->generated == GENERATED_NONE) {
        return subject->postgres_version < 18 ? TRUTH_YES : TRUTH_UNKNOWN;
    }
    return truth(column->generated == GENERATED_STORED);
}

// ---- constraints

static enum constraint_type type_of(const struct effect_case *subject) {
    return subject->operation->constraint.type;
}

static bool validates(const struct effect_case *subject) {
    const struct constraint_def *constraint = &subject->operation->constraint;
    return !constraint->not_valid && !constraint->not_enforced;
}

enum truth effect_is_foreign_key(const struct effect_case *subject) {
    return truth(type_of(subject) == CONSTRAINT_FOREIGN_KEY);
}

enum truth effect_validates_foreign_key(const struct effect_case *subject) {
    return truth(type_of(subject) == CONSTRAINT_FOREIGN_KEY && validates(subject));
}

// The other table is read for the values to look up: none where the table is empty, or the
// column was just added and holds nulls alone.
enum truth effect_looks_up_keys(const struct effect_case *subject) {
    const struct str_list *columns = &subject->operation->constraint.columns;
    bool has_none = subject->table && subject->table->is_empty;
    for (size_t i = 0; i < columns->count; i++) {
        const struct catalog_column *column =
            relation_find_column(subject->table, columns->items[i]);
        has_none = has_none || (column && column->is_all_null);
    }
    return truth(effect_validates_foreign_key(subject) == TRUTH_YES && !has_none);
}

// Before 12, ADD VALUE runs in a transaction only if that made the type: AlterEnum in
// typecmds.c.
enum truth effect_made_type_here(const struct effect_case *subject) {
    const struct catalog_type *type = catalog_find_type(
        subject->catalog, subject->operation->schema, subject->operation->name);
    return truth(type && type->origin.made == MADE_HERE && subject->step->transaction != 0 &&
                 type->origin.transaction == subject->step->transaction);
}

// USING INDEX gives the index the constraint's name, where it has another one.
enum truth effect_renames_index(const struct effect_case *subject) {
    const struct constraint_def *def = &subject->operation->constraint;
    struct str name = subject->operation->name.size ? subject->operation->name : def->name;
    return truth(def->using_index.size && name.size && !str_equal(name, def->using_index));
}

enum truth effect_is_check(const struct effect_case *subject) {
    return truth(type_of(subject) == CONSTRAINT_CHECK ||
                 type_of(subject) == CONSTRAINT_NOT_NULL);
}

enum truth effect_validates_check(const struct effect_case *subject) {
    return truth(effect_is_check(subject) == TRUTH_YES && validates(subject));
}

enum truth effect_is_key(const struct effect_case *subject) {
    return truth(type_of(subject) == CONSTRAINT_UNIQUE ||
                 type_of(subject) == CONSTRAINT_PRIMARY_KEY ||
                 type_of(subject) == CONSTRAINT_EXCLUDE);
}

enum truth effect_builds_key(const struct effect_case *subject) {
    return truth(effect_is_key(subject) == TRUTH_YES &&
                 !subject->operation->constraint.using_index.size);
}

enum truth effect_builds_primary_key(const struct effect_case *subject) {
    return truth(effect_builds_key(subject) == TRUTH_YES &&
                 type_of(subject) == CONSTRAINT_PRIMARY_KEY);
}

// The columns of PRIMARY KEY USING INDEX become NOT NULL, as by SET NOT NULL.
enum truth effect_key_scans_for_nulls(const struct effect_case *subject) {
    const struct constraint_def *def = &subject->operation->constraint;
    if (def->type != CONSTRAINT_PRIMARY_KEY || !def->using_index.size) {
        return TRUTH_NO;
    }
    const struct str_list *columns =
        subject->step->columns.count ? &subject->step->columns : &def->columns;
    enum truth result = columns->count ? TRUTH_NO : TRUTH_UNKNOWN;
    for (size_t i = 0; i < columns->count; i++) {
        const struct catalog_column *column =
            relation_find_column(subject->table, columns->items[i]);
        enum truth nullable = column ? column->nullable : TRUTH_UNKNOWN;
        enum truth proved = subject->postgres_version >= 12
                                ? relation_has_not_null_check(subject->table, columns->items[i])
                                : TRUTH_NO;
        if (nullable != TRUTH_NO && proved != TRUTH_YES) {
            enum truth one =
                nullable == TRUTH_YES && proved == TRUTH_NO ? TRUTH_YES : TRUTH_UNKNOWN;
            result = either(result, one);
        }
    }
    return result;
}

enum truth effect_drops_referenced_key(const struct effect_case *subject) {
    enum constraint_type type = subject->step->constraint_type;
    return truth(subject->operation->cascade &&
                 (type == CONSTRAINT_UNIQUE || type == CONSTRAINT_PRIMARY_KEY));
}

enum truth effect_validation_scans(const struct effect_case *subject) {
    const struct catalog_constraint *constraint =
        relation_find_constraint(subject->table, subject->operation->name);
    if (!constraint || constraint->is_valid == TRUTH_UNKNOWN) {
        return TRUTH_UNKNOWN;
    }
    return truth(constraint->is_valid == TRUTH_NO);
}

// ---- domains

enum truth effect_domain_validates(const struct effect_case *subject) {
    const struct operation *operation = subject->operation;
    bool sets_not_null = str_find_nocase(operation->options, STR("SET NOT NULL"), 0) == 0;
    bool adds = operation->constraint.type != CONSTRAINT_NONE && validates(subject);
    bool is_validate = str_find_nocase(operation->options, STR("VALIDATE"), 0) == 0;
    bool drops = str_find_nocase(operation->options, STR("DROP"), 0) == 0;
    return truth((sets_not_null || adds || is_validate) && !drops);
}

// ---- partitions

enum truth effect_parent_has_key(const struct effect_case *subject) {
    for (size_t i = 0; subject->table && i < subject->table->constraints.count; i++) {
        const struct catalog_constraint *constraint = &subject->table->constraints.items[i];
        if (constraint->def.type == CONSTRAINT_FOREIGN_KEY &&
            origin_is_there(&constraint->origin)) {
            return TRUTH_YES;
        }
    }
    return TRUTH_NO;
}

enum truth effect_partition_lacks_index(const struct effect_case *subject) {
    struct str_list missing = {0};
    effect_on_missing_indexes(subject, &missing);
    return truth(missing.count > 0);
}

// ---- rows

// A table without an index on any column of the condition is read from end to end. What an
// index saves is for the planner to say.
enum truth effect_scans_rows(const struct effect_case *subject) {
    const struct expression *where = &subject->operation->expression;
    if (where->is_unknown) {
        return TRUTH_UNKNOWN;
    }
    if (!where->text.size || where->is_true) {
        return TRUTH_YES;
    }
    for (size_t i = 0; subject->table && i < subject->table->indexes.count; i++) {
        const struct catalog_index *index = &subject->table->indexes.items[i];
        if (origin_is_there(&index->origin) &&
            (!index->first.size || str_list_has(&where->columns, index->first))) {
            return TRUTH_NO;
        }
    }
    return subject->table && subject->table->is_complete ? TRUTH_YES : TRUTH_UNKNOWN;
}
