// Keys, unique constraints and checks that are split: the values of their steps.
#include "lint/stage_steps.h"
#include "model/print.h"

// Constraints without a name have the one that PostgreSQL gives them, where it is known that no
// naming convention does.
static bool may_make_up(const struct stage_work *work) {
    const struct naming_convention *naming = work->subject->judged->naming;
    return stage_subject(work)->operation->from_sql || (naming && naming->is_there == TRUTH_NO);
}

// May a naming convention that is not known change the name of a check? Source: SQLAlchemy,
// Configuring Constraint Naming Conventions, whose "ck" is made of the name that is given.
static bool may_be_renamed(const struct stage_work *work) {
    const struct naming_convention *naming = work->subject->judged->naming;
    const struct operation *operation = stage_subject(work)->operation;
    return operation->kind == OP_ADD_CONSTRAINT && operation->name.size &&
           operation->constraint.type == CONSTRAINT_CHECK && !operation->from_sql &&
           !operation->constraint.name_is_final && naming && naming->is_there == TRUTH_UNKNOWN;
}

static bool set_constraint_name(struct stage_work *work) {
    const struct step *step = stage_subject(work);
    const struct operation *operation = step->operation;
    bool is_own = operation->kind != OP_ALTER_DOMAIN && operation->name.size;
    struct str name = is_own ? operation->name : operation->constraint.name;
    if (operation->constraint.name_is_unknown || operation_unknown(operation, "name")) {
        return stage_fail(work, "the constraint's name is not known");
    }
    if (may_be_renamed(work)) {
        return stage_fail(work,
                          "a naming convention may change the constraint's name: say op.f(…)");
    }
    if (!name.size && may_make_up(work)) {
        name = step->made_up_name;
    }
    if (!name.size && work->may_lack_name) {
        stage_set(work, "key", STR("None"));
        return true;
    }
    if (!name.size) {
        return stage_fail(work,
                          "the constraint has no name, which the next revision would need");
    }
    if (!stage_set_name(work, "name", "NAME", name)) {
        return false;
    }
    stage_set(work, "key", stage_expand(work, "{op}.f(`{name}`)"));
    return true;
}

static void add_option(struct stage_work *work, const char *template, struct str value) {
    stage_set(work, "option", value);
    stage_set(work, "options",
              str_concat(work->subject->arena, stage_value(work, "options"),
                         value.size ? stage_expand(work, template) : (struct str){0}));
}

// A ForeignKey in a Column becomes a statement of its own.
static bool prepare_column_key(struct stage_work *work) {
    const struct constraint_def *key = &stage_subject(work)->operation->constraint;
    if (key->type != CONSTRAINT_FOREIGN_KEY || !key->ref_table.size || key->match.size ||
        !stage_set_list(work, "columns", &key->columns) ||
        !stage_set_list(work, "ref_columns", &key->ref_columns) ||
        !stage_set_name(work, "ref_table", "REF_TABLE", key->ref_table)) {
        return stage_fail(work, "it is a part of its column");
    }
    add_option(work, ", source_schema=`{option}`", stage_value(work, "schema_name"));
    add_option(work, ", referent_schema=`{option}`", key->ref_schema);
    add_option(work, ", ondelete=`{option}`", key->on_delete);
    add_option(work, ", onupdate=`{option}`", key->on_update);
    add_option(work, ", deferrable={option}", key->deferrable ? STR("True") : (struct str){0});
    add_option(work, ", initially=`{option}`",
               key->initially_deferred ? STR("DEFERRED") : (struct str){0});
    stage_set(work, "of_column", STR("yes"));
    return true;
}

static bool is_in_column(const struct stage_work *work) {
    const struct node *call =
        rewrite_call_at(work->subject, stage_subject(work)->operation->span);
    return call && str_is(rewrite_callee(work->subject, call), "add_column");
}

bool stage_prepare_constraint(struct stage_work *work) {
    return set_constraint_name(work) && (!is_in_column(work) || prepare_column_key(work));
}

bool stage_prepare_index(struct stage_work *work) {
    const struct constraint_def *constraint = &stage_subject(work)->operation->constraint;
    if (constraint->include.count || constraint->nulls_not_distinct) {
        return stage_fail(work, "its index has more than columns");
    }
    if (!constraint->columns.count ||
        operation_unknown(stage_subject(work)->operation, "columns")) {
        return stage_fail(work, "its columns are not known");
    }
    if (!stage_set_list(work, "columns", &constraint->columns)) {
        return false;
    }
    stage_set(work, "DEFERRABLE",
              !constraint->deferrable          ? (struct str){0}
              : constraint->initially_deferred ? STR(" DEFERRABLE INITIALLY DEFERRED")
                                               : STR(" DEFERRABLE"));
    return set_constraint_name(work);
}

// Columns that may hold nulls are made NOT NULL on the way.
bool stage_prepare_primary_key(struct stage_work *work) {
    const struct str_list *nullable = &stage_subject(work)->nullable_columns;
    struct arena *arena = work->subject->arena;
    struct text test = {.arena = arena};
    struct text set = {.arena = arena};
    if (!stage_prepare_index(work)) {
        return false;
    }
    stage_set(work, "known_not_null", nullable->count ? (struct str){0} : STR("yes"));
    if (nullable->count && work->subject->postgres_version < 12) {
        return stage_fail(work,
                          "before PostgreSQL 12 making a column NOT NULL reads the table");
    }
    for (size_t i = 0; i < nullable->count; i++) {
        if (!stage_set_name(work, "column", "COLUMN", nullable->items[i])) {
            return false;
        }
        text_addf(&test, "%s" STR_FMT " IS NOT NULL", i ? " AND " : "",
                  STR_ARG(stage_value(work, "COLUMN")));
        text_addf(
            &set, "%s" STR_FMT, i ? "\n" : "",
            STR_ARG(stage_expand(
                work, "{op}.alter_column(`{table}`, `{column}`, nullable=False{schema})")));
    }
    stage_set(work, "NOT_NULL", text_str(&test));
    stage_set(work, "set_not_null", text_str(&set));
    return !nullable->count || stage_set_check_name(work, nullable->items[0]);
}

bool stage_prepare_domain(struct stage_work *work) {
    const struct operation *operation = stage_subject(work)->operation;
    struct arena *arena = work->subject->arena;
    if (operation->constraint.type != CONSTRAINT_CHECK) {
        return stage_fail(work, "NOT NULL of a domain knows no NOT VALID");
    }
    if (!set_constraint_name(work) ||
        !stage_set_name(work, "domain", "DOMAIN", operation->name)) {
        return false;
    }
    if (operation->schema.size) {
        stage_set(work, "DOMAIN",
                  str_format(arena, STR_FMT "." STR_FMT,
                             STR_ARG(quoted_name(arena, operation->schema)),
                             STR_ARG(stage_value(work, "DOMAIN"))));
    }
    return true;
}

// ---- CHECK constraints of a column whose type changes

static struct str add_line(struct stage_work *work, struct str block, const char *template) {
    return str_format(work->subject->arena, STR_FMT "%s" STR_FMT, STR_ARG(block),
                      block.size ? "\n" : "", STR_ARG(stage_expand(work, template)));
}

bool stage_prepare_checks(struct stage_work *work) {
    const struct constraints *checks = &stage_subject(work)->column_checks;
    struct str drop = {0};
    struct str add = {0};
    struct str validate = {0};
    for (size_t i = 0; i < checks->count; i++) {
        const struct constraint_def *check = &checks->items[i];
        if (!check->name.size || check->name_is_unknown || check->no_inherit ||
            check->check.is_unknown || !stage_is_plain_sql(check->check.text)) {
            return stage_fail(work, "history does not tell what its CHECK says");
        }
        if (!stage_set_name(work, "name", "NAME", check->name)) {
            return false;
        }
        stage_set(work, "CHECK", check->check.text);
        drop = add_line(
            work, drop,
            "{op}.drop_constraint({op}.f(`{name}`), `{table}`, type_=`check`{schema})");
        add = add_line(
            work, add,
            "{op}.create_check_constraint({op}.f(`{name}`), `{table}`, `{CHECK}`{schema}, "
            "postgresql_not_valid=True)");
        validate = add_line(work, validate,
                            "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {NAME}`)");
    }
    stage_set(work, "drop_checks", drop);
    stage_set(work, "add_checks", add);
    stage_set(work, "validate_checks", validate);
    return checks->count > 0 || stage_fail(work, "history does not tell of its CHECK");
}

bool stage_edit_checks(struct stage_work *work, struct hole *hole) {
    struct hole before;
    if (!hole_around(work, stage_subject(work)->operation->span, &before, hole)) {
        return false;
    }
    hole_fill(work, &before, stage_write(work, "{drop_checks}"));
    return true;
}
