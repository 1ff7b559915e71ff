#include "lint/stage.h"

#include <string.h>

#include "lint/stage_steps.h"
#include "model/print.h"

// ---- shapes

struct shape {
    const char *name;
    enum operation_kind kind;     // of the operation that is split
    enum operation_kind inverse;  // what undoes it; OPERATION_KIND_COUNT: the steps need none
    const char *keyword;          // of a call that does more
    const char *statement, *undo; // what stands for them where they cannot be moved
    bool (*prepare)(struct stage_work *work); // sets values
};

static bool prepare_constraint(struct stage_work *work);
static bool prepare_not_null(struct stage_work *work);
static bool prepare_index(struct stage_work *work);
static bool prepare_primary_key(struct stage_work *work);
static bool prepare_type(struct stage_work *work);
static bool prepare_rename(struct stage_work *work);

// clang-format off
static const struct shape shapes[] = {
    {"validate", OP_ADD_CONSTRAINT, OPERATION_KIND_COUNT, NULL, NULL, NULL, prepare_constraint},
    {"not-null", OP_SET_NOT_NULL, OP_DROP_NOT_NULL, "nullable",
     "{op}.alter_column(`{table}`, `{column}`, nullable=False{schema})",
     "{op}.alter_column(`{table}`, `{column}`, nullable=True{schema})", prepare_not_null},
    {"unique-index", OP_ADD_CONSTRAINT, OP_DROP_CONSTRAINT, NULL, NULL,
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

static const struct step *step_of(const struct stage_work *work) {
    return work->subject->finding->step;
}

// ---- values

static bool set_constraint_name(struct stage_work *work) {
    const struct operation *operation = step_of(work)->operation;
    if (operation->constraint.name_is_unknown || operation_unknown(operation, "name")) {
        return stage_fail(work, "the constraint's name is not known");
    }
    if (!operation->name.size && !operation->constraint.name.size) {
        return stage_fail(work,
                          "the constraint has no name, which the next revision would need");
    }
    return stage_set_name(work, "name", "NAME",
                          operation->name.size ? operation->name : operation->constraint.name);
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

static bool prepare_constraint(struct stage_work *work) {
    return set_constraint_name(work);
}

static bool prepare_not_null(struct stage_work *work) {
    if (work->subject->postgres_version < 12) {
        return stage_fail(work, "before PostgreSQL 12 SET NOT NULL always reads the table");
    }
    struct str column = step_of(work)->operation->name;
    return stage_set_name(work, "column", "COLUMN", column) && set_check_name(work, column);
}

static bool prepare_index(struct stage_work *work) {
    const struct constraint_def *constraint = &step_of(work)->operation->constraint;
    struct text list = {.arena = work->subject->arena};
    if (constraint->include.count || constraint->nulls_not_distinct || constraint->of_column) {
        return stage_fail(work, "its index has more than columns");
    }
    if (!constraint->columns.count || operation_unknown(step_of(work)->operation, "columns")) {
        return stage_fail(work, "its columns are not known");
    }
    for (size_t i = 0; i < constraint->columns.count; i++) {
        if (!stage_set_name(work, "column", "COLUMN", constraint->columns.items[i])) {
            return false;
        }
        text_addf(&list, "%s" STR_FMT, i ? ", " : "",
                  STR_ARG(stage_expand(work, "`{column}`")));
    }
    stage_set(work, "columns",
              str_format(work->subject->arena, "[" STR_FMT "]", STR_ARG(text_str(&list))));
    stage_set(work, "DEFERRABLE",
              !constraint->deferrable          ? (struct str){0}
              : constraint->initially_deferred ? STR(" DEFERRABLE INITIALLY DEFERRED")
                                               : STR(" DEFERRABLE"));
    return set_constraint_name(work);
}

// Columns that may hold nulls are made NOT NULL on the way.
static bool prepare_primary_key(struct stage_work *work) {
    const struct str_list *nullable = &step_of(work)->nullable_columns;
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
    struct str column = step_of(work)->operation->name;
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
    const struct node *call = rewrite_call_at(subject, step_of(work)->operation->span);
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
    const struct step *step = step_of(work);
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
    const struct operation *operation = step_of(work)->operation;
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
    const struct step *step = step_of(work);
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

static bool prepare_all(struct stage_work *work) {
    const struct operation *operation = step_of(work)->operation;
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
    return work->subject->finding->rule->fix.shape->prepare(work);
}

// ---- what may not come before or behind

static bool check_step(struct stage_work *work) {
    const struct finding *finding = work->subject->finding;
    const struct step *step = finding->step;
    if (finding->is_downgrade) {
        return stage_fail(work, "it stands in downgrade()");
    }
    if (!work->subject->root) {
        return stage_fail(work, "a script has no revisions");
    }
    if (!step || step->operation->kind != finding->rule->fix.shape->kind) {
        return stage_fail(work, "it is a part of another operation");
    }
    if (step->operation->in_loop || step->is_conditional) {
        return stage_fail(work, "whether it runs, and how often, is not known");
    }
    if (step->operation->in_do_block || step->operation->sent_together) {
        return stage_fail(work, "it is one of several statements in a text");
    }
    return true;
}

static bool is_same_table(const struct operation *a, const struct operation *b) {
    return str_equal(a->table, b->table) && str_equal(a->schema, b->schema);
}

static bool names_it(const struct stage_work *work, struct str name) {
    static const char *const words[] = {"name", "column", "check", "copy"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (name.size && str_equal(stage_value(work, words[i]), name)) {
            return true;
        }
    }
    return false;
}

static bool refers_to(const struct constraint_def *def, const struct operation *table) {
    return def->type == CONSTRAINT_FOREIGN_KEY && str_equal(def->ref_table, table->table) &&
           str_equal(def->ref_schema, table->schema);
}

// A foreign key holds on to the index that was there when it was made: the constraint that takes
// it over could not be dropped before the key.
static bool needs_key(const struct stage_work *work, const struct operation *later) {
    const struct operation *operation = step_of(work)->operation;
    bool is_needed = refers_to(&later->constraint, operation);
    for (size_t i = 0; i < later->constraints.count; i++) {
        is_needed |= refers_to(&later->constraints.items[i], operation);
    }
    return is_needed && work->subject->finding->rule->fix.shape->inverse == OP_DROP_CONSTRAINT;
}

// A column that is replaced must be left alone until it is.
static bool names_copied(const struct stage_work *work, const struct operation *later) {
    bool is_named = names_it(work, later->name) || names_it(work, later->new_name) ||
                    names_it(work, later->column.name);
    for (size_t i = 0; i < later->keys.count; i++) {
        is_named |=
            names_it(work, later->keys.items[i].column) || !later->keys.items[i].column.size;
    }
    const struct str_list *lists[] = {&later->names, &later->constraint.columns,
                                      &later->constraint.check.columns,
                                      &later->expression.columns};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            is_named |= names_it(work, lists[i]->items[k]);
        }
    }
    return is_named && stage_value(work, "copy").size;
}

// Does an operation of the same migration need the step done, or undo it? The later steps come
// behind all of the migration.
static bool is_tied(const struct stage_work *work, const struct operation *later) {
    static const enum operation_kind ends[] = {OP_DROP_TABLE, OP_RENAME_TABLE, OP_SET_SCHEMA};
    static const enum operation_kind kinds[] = {
        OP_DROP_COLUMN,     OP_RENAME_COLUMN,     OP_ALTER_COLUMN_TYPE,  OP_DROP_NOT_NULL,
        OP_DROP_CONSTRAINT, OP_RENAME_CONSTRAINT, OP_VALIDATE_CONSTRAINT};
    if (!is_same_table(later, step_of(work)->operation)) {
        return needs_key(work, later);
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (later->kind == ends[i]) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (later->kind == kinds[i] && names_it(work, later->name)) {
            return true;
        }
    }
    return needs_key(work, later) || names_copied(work, later);
}

static bool check_later(struct stage_work *work) {
    const struct steps *all = &work->subject->judged->steps;
    bool is_behind = false;
    for (size_t i = 0; i < all->count; i++) {
        const struct step *step = &all->items[i];
        if (is_behind && is_tied(work, step->operation)) {
            return stage_fail(
                work, "line %u of the migration builds on it",
                source_place(work->subject->source, step->operation->span.start).line);
        }
        is_behind |= step == step_of(work);
    }
    return true;
}

// ---- the migration itself

static bool has_same_span(const struct operation *a, const struct operation *b) {
    return a->span.start == b->span.start && a->span.end == b->span.end;
}

static bool is_shared(const struct stage_work *work) {
    const struct steps *all = &work->subject->judged->steps;
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        count += has_same_span(all->items[i].operation, step_of(work)->operation);
    }
    return count > 1;
}

static struct str write_stage(struct stage_work *work, enum stage stage, bool down) {
    struct str name = str_from(work->subject->finding->rule->fix.shape->name);
    struct str block = {0};
    for (size_t i = 0; stage_step_at(i); i++) {
        const struct stage_step *step = stage_step_at(i);
        bool holds = !step->when || stage_value(work, step->when).size;
        if (step->stage != stage || !str_is(name, step->shape) || !holds) {
            continue;
        }
        struct str more = stage_write(work, down ? step->down : step->up);
        struct arena *arena = work->subject->arena;
        block = down ? str_concat(arena, more, block) : str_concat(arena, block, more);
    }
    return block;
}

// NOT VALID, in the call as it stands.
static bool expand_in_place(struct stage_work *work) {
    struct hole hole;
    struct stages trial = {0};
    struct stage_work look = *work;
    look.stages = &trial;
    if (!hole_take(&look, step_of(work)->operation->span, is_shared(work), NULL, &hole)) {
        return stage_fail(work, STR_FMT, STR_ARG(trial.problem));
    }
    return fix_not_valid(work->subject, &work->stages->fix) ||
           stage_fail(work, "it cannot be added NOT VALID where it stands");
}

static bool expand_up(struct stage_work *work) {
    const struct shape *shape = work->subject->finding->rule->fix.shape;
    struct hole hole = {0};
    if (shape->inverse == OPERATION_KIND_COUNT) {
        return expand_in_place(work);
    }
    if (!hole_take(work, step_of(work)->operation->span, is_shared(work), shape->keyword,
                   &hole)) {
        return false;
    }
    struct str statement = hole.moved;
    if (!statement.size && shape->statement) {
        statement = stage_expand(work, shape->statement);
    }
    stage_set(work, "statement", str_trim(statement));
    hole_fill(work, &hole, write_stage(work, STAGE_EXPAND, false));
    return true;
}

static bool undoes(const struct stage_work *work, const struct operation *operation) {
    const struct shape *shape = work->subject->finding->rule->fix.shape;
    const struct operation *done = step_of(work)->operation;
    return operation->kind == shape->inverse && is_same_table(operation, done) &&
           names_it(work, operation->name);
}

// Does downgrade() take away what the step is about as a whole?
static bool is_dropped(const struct stage_work *work, const struct operation *operation) {
    return is_same_table(operation, step_of(work)->operation) &&
           (operation->kind == OP_DROP_TABLE ||
            (operation->kind == OP_DROP_COLUMN && names_it(work, operation->name)));
}

static bool take_undo(struct stage_work *work, const struct operation *undo,
                      struct hole *hole) {
    const struct shape *shape = work->subject->finding->rule->fix.shape;
    const struct operations *down = &work->subject->judged->migration->downgrade;
    size_t count = 0;
    for (size_t i = 0; i < down->count; i++) {
        count += has_same_span(&down->items[i], undo);
    }
    if (undo->condition || undo->in_loop || undo->sent_together ||
        !hole_take(work, undo->span, count > 1, shape->keyword, hole)) {
        struct str problem = work->stages->problem;
        work->stages->problem = (struct str){0};
        return stage_fail(work, "line %u of its downgrade() cannot be split%s" STR_FMT,
                          source_place(work->subject->source, undo->span.start).line,
                          problem.size ? ": " : "", STR_ARG(problem));
    }
    return true;
}

// Where downgrade() undoes the step, the undoing of the first step stands there from now on;
// where it does nothing about it, that comes first.
static bool expand_down(struct stage_work *work) {
    const struct fix_subject *subject = work->subject;
    const struct operations *down = &subject->judged->migration->downgrade;
    const struct shape *shape = subject->finding->rule->fix.shape;
    struct hole hole = {0};
    bool has_hole = false;
    bool is_gone = false;
    for (size_t i = 0; i < down->count && !has_hole; i++) {
        is_gone |= is_dropped(work, &down->items[i]);
        if (undoes(work, &down->items[i])) {
            if (!take_undo(work, &down->items[i], &hole)) {
                return false;
            }
            has_hole = true;
        }
    }
    if (shape->undo) {
        struct str undo = hole.moved.size ? hole.moved : stage_expand(work, shape->undo);
        stage_set(work, "undo", str_trim(undo));
    }
    if (!has_hole && !is_gone && !subject->judged->migration->downgrade_raises) {
        has_hole = hole_open(subject, "downgrade", &hole);
    }
    if (has_hole) {
        hole_fill(work, &hole, write_stage(work, STAGE_EXPAND, true));
    }
    return true;
}

// ---- the whole

static void make_parts(struct stage_work *work) {
    struct str name = str_from(work->subject->finding->rule->fix.shape->name);
    for (size_t i = 0; stage_step_at(i); i++) {
        const struct stage_step *step = stage_step_at(i);
        struct stage_part *part = &work->stages->parts[step->stage];
        if (step->stage == STAGE_EXPAND || part->message.size || !str_is(name, step->shape) ||
            (step->when && !stage_value(work, step->when).size)) {
            continue;
        }
        part->message = stage_expand(work, step->message);
        part->up = write_stage(work, step->stage, false);
        part->down = write_stage(work, step->stage, true);
    }
}

bool stage_make(const struct fix_subject *subject, struct stages *stages) {
    *stages = (struct stages){0};
    struct stage_work work = {
        .subject = subject, .stages = stages, .values = {.arena = subject->arena}};
    const struct shape *shape = subject->finding->rule->fix.shape;
    if (!check_step(&work) || !prepare_all(&work) || !check_later(&work) || !expand_up(&work) ||
        (shape->inverse != OPERATION_KIND_COUNT && !expand_down(&work))) {
        return false;
    }
    make_parts(&work);
    return rewrite_sort(&stages->fix) || stage_fail(&work, "its edits overlap");
}
