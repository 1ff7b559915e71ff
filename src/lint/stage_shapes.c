// The shapes that findings are split by, and the values of their steps.
#include <string.h>

#include "lint/stage_steps.h"
#include "model/print.h"

// ---- shapes

static bool prepare_constraint(struct stage_work *work);
static bool prepare_not_null(struct stage_work *work);
static bool prepare_index(struct stage_work *work);
static bool prepare_primary_key(struct stage_work *work);
static bool prepare_type(struct stage_work *work);
static bool prepare_rename(struct stage_work *work);

// clang-format off
static const struct shape shapes[] = {
    {"validate", OP_ADD_CONSTRAINT, OPERATION_KIND_COUNT, "ForeignKey", NULL, NULL, prepare_constraint},
    {"not-null", OP_SET_NOT_NULL, OP_DROP_NOT_NULL, "nullable",
     "{op}.alter_column(`{table}`, `{column}`, nullable=False{schema})",
     "{op}.alter_column(`{table}`, `{column}`, nullable=True{schema})", prepare_not_null},
    {"unique-index", OP_ADD_CONSTRAINT, OP_DROP_CONSTRAINT, "unique", NULL,
     "{op}.drop_constraint({op}.f(`{name}`), `{table}`, type_=`unique`{schema})", prepare_index},
    {"primary-key-index", OP_ADD_CONSTRAINT, OP_DROP_CONSTRAINT, NULL, NULL,
     "{op}.drop_constraint({op}.f(`{name}`), `{table}`, type_=`primary`{schema})", prepare_primary_key},
    {"type", OP_ALTER_COLUMN_TYPE, OP_ALTER_COLUMN_TYPE, "type_", NULL, NULL, prepare_type},
    {"rename", OP_RENAME_COLUMN, OP_RENAME_COLUMN, "new_column_name", NULL, NULL, prepare_rename},
};
// clang-format on

enum { SHAPE_COUNT = sizeof shapes / sizeof shapes[0] };

const char *shape_at(size_t index) {
    return index < SHAPE_COUNT ? shapes[index].name : NULL;
}

const struct shape *shape_find(struct str name) {
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        if (str_is(name, shapes[i].name)) {
            return &shapes[i];
        }
    }
    return NULL;
}

const struct step *stage_subject(const struct stage_work *work) {
    return work->subject->finding->step;
}

// ---- values

static bool set_constraint_name(struct stage_work *work) {
    const struct step *step = stage_subject(work);
    const struct operation *operation = step->operation;
    struct str name = operation->name.size ? operation->name : operation->constraint.name;
    if (operation->constraint.name_is_unknown || operation_unknown(operation, "name")) {
        return stage_fail(work, "the constraint's name is not known");
    }
    if (!name.size && work->may_make_up) {
        name = step->made_up_name;
    }
    if (!name.size) {
        return stage_fail(work,
                          "the constraint has no name, which the next revision would need");
    }
    return stage_set_name(work, "name", "NAME", name);
}

// 63 bytes: manual, Identifiers and Key Words.
static bool set_check_name(struct stage_work *work, struct str column) {
    enum { NAME_LIMIT = 63, ENDS = sizeof "ck__set" - 1 };
    struct str both = str_format(work->subject->arena, STR_FMT "_" STR_FMT,
                                 STR_ARG(stage_value(work, "table")), STR_ARG(column));
    both = str_cut(both, NAME_LIMIT - ENDS);
    return stage_set_name(
        work, "check", "CHECK",
        str_format(work->subject->arena, "ck_" STR_FMT "_set", STR_ARG(both)));
}

bool stage_set_list(struct stage_work *work, const char *word, const struct str_list *names) {
    struct text list = {.arena = work->subject->arena};
    for (size_t i = 0; i < names->count; i++) {
        if (!stage_set_name(work, "column", "COLUMN", names->items[i])) {
            return false;
        }
        text_addf(&list, "%s" STR_FMT, i ? ", " : "",
                  STR_ARG(stage_expand(work, "`{column}`")));
    }
    stage_set(work, word,
              str_format(work->subject->arena, "[" STR_FMT "]", STR_ARG(text_str(&list))));
    return names->count > 0;
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

static bool prepare_constraint(struct stage_work *work) {
    return set_constraint_name(work) && (!is_in_column(work) || prepare_column_key(work));
}

static bool prepare_not_null(struct stage_work *work) {
    if (work->subject->postgres_version < 12) {
        return stage_fail(work, "before PostgreSQL 12 SET NOT NULL always reads the table");
    }
    struct str column = stage_subject(work)->operation->name;
    return stage_set_name(work, "column", "COLUMN", column) && set_check_name(work, column);
}

static bool prepare_index(struct stage_work *work) {
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
static bool prepare_primary_key(struct stage_work *work) {
    const struct str_list *nullable = &stage_subject(work)->nullable_columns;
    struct arena *arena = work->subject->arena;
    struct text test = {.arena = arena};
    struct text set = {.arena = arena};
    if (!prepare_index(work)) {
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
    return !nullable->count || set_check_name(work, nullable->items[0]);
}

// ---- columns that are replaced by a copy

static bool set_copy_names(struct stage_work *work, struct str copy) {
    enum { NAME_LIMIT = 63, ENDS = sizeof "_sync" - 1 };
    struct arena *arena = work->subject->arena;
    struct str column = stage_subject(work)->operation->name;
    struct str both = str_format(arena, STR_FMT "_" STR_FMT,
                                 STR_ARG(stage_value(work, "table")), STR_ARG(column));
    struct str trigger =
        str_format(arena, STR_FMT "_sync", STR_ARG(str_cut(both, NAME_LIMIT - ENDS)));
    if (!stage_set_name(work, "column", "COLUMN", column) ||
        !stage_set_name(work, "copy", "COPY", copy) ||
        !stage_set_name(work, "trigger", "TRIGGER", trigger)) {
        return false;
    }
    struct str schema = stage_value(work, "SCHEMA");
    stage_set(work, "SYNC",
              str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(schema), schema.size ? "." : "",
                         STR_ARG(stage_value(work, "TRIGGER"))));
    return true;
}

// The expression of a keyword argument, where another file can say it as well.
static struct str portable_argument(struct stage_work *work, const char *keyword) {
    const struct fix_subject *subject = work->subject;
    const struct node *call = rewrite_call_at(subject, stage_subject(work)->operation->span);
    const struct node *value = call ? rewrite_keyword(subject, call, keyword) : NULL;
    struct str text = value ? syntax_text(subject->source, value) : (struct str){0};
    bool is_line = str_find(text, STR("\n"), 0) == SIZE_MAX;
    return value && is_line && hole_can_move(subject, value) ? text : (struct str){0};
}

static void set_add_copy(struct stage_work *work, struct str type, const char *keyword) {
    struct str column = rewrite_name_of(work->subject, "sqlalchemy", "Column");
    struct str said = portable_argument(work, keyword);
    stage_set(work, "Column", column);
    stage_set(work, "type", said);
    stage_set(work, "TYPE", type);
    stage_set(work, "add_copy",
              stage_expand(
                  work, said.size && column.size
                            ? "{op}.add_column(`{table}`, {Column}(`{copy}`, {type}){schema})"
                            : "{op}.execute(`ALTER TABLE {TABLE} ADD COLUMN {COPY} {TYPE}`)"));
}

static bool prepare_copy(struct stage_work *work, struct str copy) {
    enum { SINCE = 11 }; // COMMIT in DO, EXECUTE FUNCTION: release notes of PostgreSQL 11
    const struct step *step = stage_subject(work);
    if (work->subject->postgres_version < SINCE) {
        return stage_fail(work, "it takes PostgreSQL 11 or later");
    }
    if (step->tie.size) {
        return stage_fail(work, STR_FMT, STR_ARG(step->tie));
    }
    if (step->column_was_nullable == TRUTH_UNKNOWN || !step->old_type.text.size) {
        return stage_fail(work, "history does not tell of the column");
    }
    stage_set(work, "OLD_TYPE", step->old_type.text);
    stage_set(work, "required",
              step->column_was_nullable == TRUTH_NO ? STR("yes") : (struct str){0});
    return set_copy_names(work, copy) && set_check_name(work, copy);
}

static bool prepare_type(struct stage_work *work) {
    const struct operation *operation = stage_subject(work)->operation;
    struct arena *arena = work->subject->arena;
    struct str type = operation->column.type.text;
    struct str copy = str_format(arena, STR_FMT "_new", STR_ARG(operation->name));
    const struct expression *using = &operation->expression;
    if (operation->column.type.is_unknown || !type.size || operation->column.collation.size ||
        operation_unknown(operation, "new_type")) {
        return stage_fail(work, "the new type is not known");
    }
    if (using->is_unknown || (using->text.size && !using->is_column_cast)) {
        return stage_fail(work, "its USING clause is more than a cast");
    }
    if (!prepare_copy(work, copy)) {
        return false;
    }
    const char *row = using->text.size ? "CAST({COLUMN} AS {TYPE})" : "{COLUMN}";
    const char *new = using->text.size ? "CAST(NEW.{COLUMN} AS {TYPE})" : "NEW.{COLUMN}";
    set_add_copy(work, type, "type_");
    stage_set(work, "from_row", stage_expand(work, row));
    stage_set(work, "from_new", stage_expand(work, new));
    return true;
}

// IS DISTINCT FROM needs an operator =.
static bool has_equality(const struct sql_type *type) {
    static const char *const names[] = {"json", "xml", "point", "polygon"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(type->name, names[i])) {
            return false;
        }
    }
    return true;
}

static bool prepare_rename(struct stage_work *work) {
    const struct step *step = stage_subject(work);
    if (!step->operation->new_name.size || operation_unknown(step->operation, "new_name")) {
        return stage_fail(work, "the new name is not known");
    }
    if (!has_equality(&step->old_type)) {
        return stage_fail(work, "values of its type cannot be compared");
    }
    if (!prepare_copy(work, step->operation->new_name)) {
        return false;
    }
    set_add_copy(work, step->old_type.text, "existing_type");
    stage_set(work, "from_row", stage_value(work, "COLUMN"));
    return true;
}

bool stage_set_table(struct stage_work *work) {
    const struct operation *operation = work->subject->finding->step->operation;
    struct arena *arena = work->subject->arena;
    struct str op = rewrite_name_of(work->subject, "alembic", "op");
    if (!op.size) {
        return stage_fail(work, "nothing imports op from alembic");
    }
    if (operation_unknown(operation, "table") || operation_unknown(operation, "schema") ||
        !operation->table.size) {
        return stage_fail(work, "the table's name is not known");
    }
    stage_set(work, "op", op);
    if (!stage_set_name(work, "table", "TABLE", operation->table)) {
        return false;
    }
    if (operation->schema.size) {
        if (!stage_set_name(work, "schema_name", "SCHEMA", operation->schema)) {
            return false;
        }
        stage_set(work, "schema", stage_expand(work, ", schema=`{schema_name}`"));
        stage_set(work, "TABLE",
                  str_format(arena, STR_FMT "." STR_FMT, STR_ARG(stage_value(work, "SCHEMA")),
                             STR_ARG(stage_value(work, "TABLE"))));
    }
    return true;
}

bool stage_prepare(struct stage_work *work) {
    return stage_set_table(work) && work->subject->finding->rule->fix.shape->prepare(work);
}
