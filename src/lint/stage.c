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

// ---- the migration itself

static bool has_same_span(const struct operation *a, const struct operation *b) {
    return a->span.start == b->span.start && a->span.end == b->span.end;
}

bool stage_is_shared(const struct stage_work *work) {
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

bool stage_edit_not_valid(struct stage_work *work, struct hole *hole) {
    struct span span = stage_subject(work)->operation->span;
    struct stages trial = {0};
    struct stage_work look = *work;
    look.stages = &trial;
    if (stage_value(work, "of_column").size) {
        return hole_take(work, span, stage_is_shared(work),
                         work->subject->finding->rule->fix.shape->keyword, hole);
    }
    if (!hole_take(&look, span, stage_is_shared(work), NULL, hole)) {
        return stage_fail(work, STR_FMT, STR_ARG(trial.problem));
    }
    bool done = fix_not_valid(work->subject, &work->stages->fix) && name_in_place(work) &&
                hole_find(work, span, hole);
    return done || stage_fail(work, "it cannot be added NOT VALID where it stands");
}

static bool expand_up(struct stage_work *work) {
    const struct shape *shape = work->subject->finding->rule->fix.shape;
    struct hole hole = {0};
    if (shape->edit) {
        if (!shape->edit(work, &hole)) {
            return false;
        }
    } else if (!hole_take(work, stage_subject(work)->operation->span, stage_is_shared(work),
                          shape->keyword, &hole)) {
        return false;
    }
    struct str statement = hole.moved;
    if (!statement.size && shape->statement) {
        statement = stage_expand(work, shape->statement);
    }
    stage_set(work, "statement", str_trim(statement));
    struct str block = write_stage(work, STAGE_EXPAND, false);
    if (!block.size) {
        stage_set(work, "statement",
                  str_trim(str_concat(work->subject->arena, hole.above, statement)));
    }
    hole_fill(work, &hole, block);
    return true;
}

static bool undoes(const struct stage_work *work, const struct operation *operation) {
    const struct shape *shape = work->subject->finding->rule->fix.shape;
    const struct operation *done = stage_subject(work)->operation;
    return operation->kind == shape->inverse && stage_is_same_table(operation, done) &&
           stage_names_it(work, operation->name);
}

// Does downgrade() take away what the step is about as a whole?
static bool is_dropped(const struct stage_work *work, const struct operation *operation) {
    return stage_is_same_table(operation, stage_subject(work)->operation) &&
           (operation->kind == OP_DROP_TABLE ||
            (operation->kind == OP_DROP_COLUMN && stage_names_it(work, operation->name)));
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

// What comes behind the steps is the last to be done and the first to be undone.
static void add_tail(struct stage_work *work, const struct stage_tail *tail) {
    struct stage_part *part = &work->stages->parts[STAGE_CONTRACT];
    struct arena *arena = work->subject->arena;
    if (!tail->up.size && !tail->down.size) {
        return;
    }
    if (!part->message.size) {
        struct str message = work->subject->judged->migration->revision.message;
        part->message = message.size ? str_format(arena, STR_FMT ": the rest", STR_ARG(message))
                                     : STR("the rest");
    }
    part->up = str_concat(arena, part->up, tail->up);
    part->down = str_concat(arena, tail->down, part->down);
}

bool stage_make_first(const struct fix_subject *subject, struct fix *fix) {
    struct stages stages = {0};
    struct stage_work work = {.subject = subject,
                              .may_lack_name = true,
                              .stages = &stages,
                              .values = {.arena = subject->arena}};
    if (!subject->finding->rule->fix.shape || !check_step(&work) || !stage_prepare(&work) ||
        !expand_up(&work)) {
        return false;
    }
    return rewrite_take(subject, fix, &stages.fix);
}

bool stage_make(const struct fix_subject *subject, struct stages *stages) {
    *stages = (struct stages){0};
    struct stage_work work = {
        .subject = subject, .stages = stages, .values = {.arena = subject->arena}};
    const struct shape *shape = subject->finding->rule->fix.shape;
    struct stage_tail tail = {0};
    if (!check_step(&work) || !stage_prepare(&work) || !stage_take_tail(&work, &tail) ||
        !expand_up(&work) || (shape->inverse != OPERATION_KIND_COUNT && !expand_down(&work))) {
        return false;
    }
    make_parts(&work);
    add_tail(&work, &tail);
    return rewrite_sort(&stages->fix) || stage_fail(&work, "its edits overlap");
}
