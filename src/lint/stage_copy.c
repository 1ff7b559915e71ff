// Columns that are replaced by a copy: the values of their steps.
#include "lint/stage_steps.h"

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
    return value && is_line && stage_can_move(subject, value, value) ? text : (struct str){0};
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
    const struct step *step = stage_subject(work);
    if (step->tie.size) {
        return stage_fail(work, STR_FMT, STR_ARG(step->tie));
    }
    if (step->column_was_nullable == TRUTH_UNKNOWN || !step->old_type.text.size) {
        return stage_fail(work, "history does not tell of the column");
    }
    stage_set(work, "OLD_TYPE", step->old_type.text);
    stage_set(work, "required",
              step->column_was_nullable == TRUTH_NO ? STR("yes") : (struct str){0});
    return stage_set_batches(work, "\t\t\t\t") && set_copy_names(work, copy) &&
           stage_set_check_name(work, copy);
}

bool stage_prepare_type(struct stage_work *work) {
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

bool stage_prepare_rename(struct stage_work *work) {
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
