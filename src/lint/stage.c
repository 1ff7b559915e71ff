#include "lint/stage.h"

#include <string.h>

#include "lint/stage_steps.h"

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
    const struct operation *operation = stage_subject(work)->operation;
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
    if (!is_same_table(later, stage_subject(work)->operation)) {
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
        is_behind |= step == stage_subject(work);
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
        count += has_same_span(all->items[i].operation, stage_subject(work)->operation);
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

// None as a name becomes the one that the next revision says.
static bool name_in_place(struct stage_work *work) {
    const struct operation *operation = stage_subject(work)->operation;
    const struct fix_subject *subject = work->subject;
    if (operation->name.size || operation->constraint.name.size || operation->from_sql) {
        return true;
    }
    const struct node *call = rewrite_call_at(subject, operation->span);
    const struct node *name = call ? rewrite_argument(call, 0) : NULL;
    if (!name || name->kind != NODE_NONE) {
        return false;
    }
    rewrite_replace(subject, &work->stages->fix, name->span,
                    stage_expand(work, "{op}.f(`{name}`)"));
    return true;
}

// NOT VALID, in the call as it stands.
static bool expand_in_place(struct stage_work *work) {
    struct hole hole;
    struct stages trial = {0};
    struct stage_work look = *work;
    look.stages = &trial;
    if (!hole_take(&look, stage_subject(work)->operation->span, is_shared(work), NULL, &hole)) {
        return stage_fail(work, STR_FMT, STR_ARG(trial.problem));
    }
    return (fix_not_valid(work->subject, &work->stages->fix) && name_in_place(work)) ||
           stage_fail(work, "it cannot be added NOT VALID where it stands");
}

static bool expand_up(struct stage_work *work) {
    const struct shape *shape = work->subject->finding->rule->fix.shape;
    struct hole hole = {0};
    if (shape->inverse == OPERATION_KIND_COUNT && !stage_value(work, "of_column").size) {
        return expand_in_place(work);
    }
    if (!hole_take(work, stage_subject(work)->operation->span, is_shared(work), shape->keyword,
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
    const struct operation *done = stage_subject(work)->operation;
    return operation->kind == shape->inverse && is_same_table(operation, done) &&
           names_it(work, operation->name);
}

// Does downgrade() take away what the step is about as a whole?
static bool is_dropped(const struct stage_work *work, const struct operation *operation) {
    return is_same_table(operation, stage_subject(work)->operation) &&
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

bool stage_make(const struct fix_subject *subject, bool may_make_up, struct stages *stages) {
    *stages = (struct stages){0};
    struct stage_work work = {.subject = subject,
                              .may_make_up = may_make_up,
                              .stages = stages,
                              .values = {.arena = subject->arena}};
    const struct shape *shape = subject->finding->rule->fix.shape;
    if (!check_step(&work) || !stage_prepare(&work) || !check_later(&work) ||
        !expand_up(&work) || (shape->inverse != OPERATION_KIND_COUNT && !expand_down(&work))) {
        return false;
    }
    make_parts(&work);
    return rewrite_sort(&stages->fix) || stage_fail(&work, "its edits overlap");
}
