// What comes behind a statement that is split, and cannot be done before all of it is.
#include "lint/stage_steps.h"

// ---- what is tied to it

bool stage_is_same_table(const struct operation *a, const struct operation *b) {
    return str_equal(a->table, b->table) && str_equal(a->schema, b->schema);
}

bool stage_names_it(const struct stage_work *work, struct str name) {
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

// Is the column among those that the operation speaks of?
static bool speaks_of(const struct stage_work *work, const struct operation *later) {
    bool is_named = stage_names_it(work, later->name) ||
                    stage_names_it(work, later->new_name) ||
                    stage_names_it(work, later->column.name);
    for (size_t i = 0; i < later->keys.count; i++) {
        is_named |= stage_names_it(work, later->keys.items[i].column) ||
                    !later->keys.items[i].column.size;
    }
    const struct str_list *lists[] = {&later->names, &later->constraint.columns,
                                      &later->constraint.check.columns,
                                      &later->expression.columns};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            is_named |= stage_names_it(work, lists[i]->items[k]);
        }
    }
    return is_named;
}

// What may be done to a table before rows of it are changed.
static bool can_wait(const struct operation *later) {
    static const enum operation_kind kinds[] = {OP_ADD_COLUMN,  OP_CREATE_INDEX, OP_DROP_INDEX,
                                                OP_SET_DEFAULT, OP_DROP_DEFAULT, OP_COMMENT};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (later->kind == kinds[i]) {
            return !later->unique;
        }
    }
    return false;
}

static bool reads(const struct operation *later, struct str relation) {
    return str_list_has(&later->sources, relation);
}

static bool is_kind(const struct operation *operation, const enum operation_kind *kinds,
                    size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (operation->kind == kinds[i]) {
            return true;
        }
    }
    return false;
}

// By what the step is.
static bool is_tied_by_kind(const struct stage_work *work, const struct operation *later) {
    static const enum operation_kind proved[] = {OP_SET_NOT_NULL, OP_ATTACH_PARTITION};
    static const enum operation_kind defaults[] = {OP_SET_NOT_NULL, OP_SET_DEFAULT,
                                                   OP_DROP_DEFAULT};
    switch (work->subject->finding->rule->fix.shape->kind) {
    case OP_VALIDATE_CONSTRAINT:
        return is_kind(later, proved, sizeof proved / sizeof *proved);
    case OP_ADD_COLUMN:
        return speaks_of(work, later) &&
               (is_kind(later, defaults, sizeof defaults / sizeof *defaults) ||
                later->kind == OP_UPDATE || later->kind == OP_DELETE ||
                later->constraint.type == CONSTRAINT_PRIMARY_KEY);
    case OP_UPDATE:
        return !can_wait(later);
    default:
        // A column that is replaced must be left alone until it is.
        return stage_value(work, "copy").size && speaks_of(work, later);
    }
}

// Does an operation of the same migration need the step done, or undo it? The later steps come
// behind all of the migration.
static bool is_tied(const struct stage_work *work, const struct step *behind) {
    static const enum operation_kind ends[] = {OP_DROP_TABLE, OP_RENAME_TABLE, OP_SET_SCHEMA};
    static const enum operation_kind kinds[] = {
        OP_DROP_COLUMN,     OP_RENAME_COLUMN,     OP_ALTER_COLUMN_TYPE,  OP_DROP_NOT_NULL,
        OP_DROP_CONSTRAINT, OP_RENAME_CONSTRAINT, OP_VALIDATE_CONSTRAINT};
    const struct operation *later = behind->operation;
    const struct step *step = stage_subject(work);
    if (!stage_is_same_table(later, step->operation)) {
        return needs_key(work, later) ||
               (step->operation->kind == OP_UPDATE && reads(later, step->table));
    }
    return is_kind(later, ends, sizeof ends / sizeof *ends) ||
           (is_kind(later, kinds, sizeof kinds / sizeof *kinds) &&
            stage_names_it(work, later->name)) ||
           needs_key(work, later) || is_tied_by_kind(work, later);
}

static const struct operation *first_tied(const struct stage_work *work) {
    const struct steps *all = &work->subject->judged->steps;
    bool is_behind = false;
    for (size_t i = 0; i < all->count; i++) {
        if (is_behind && is_tied(work, &all->items[i])) {
            return all->items[i].operation;
        }
        is_behind |= &all->items[i] == stage_subject(work);
    }
    return NULL;
}

// ---- statements of a function

// The statement of the function, at its outermost level, that a place is in; NULL: none.
static const struct node *statement_at(const struct fix_subject *subject, const char *function,
                                       struct span span) {
    const struct node *owner = stage_function(subject, function);
    const struct node *body = owner ? node_field(owner, FIELD_OF_BODY) : NULL;
    for (const struct node *node = body ? node_first(body) : NULL; node;
         node = node_next(node)) {
        if (node->span.start <= span.start && span.end <= node->span.end) {
            return node;
        }
    }
    return NULL;
}

static const struct node *last_of(const struct node *statement) {
    while (node_next(statement)) {
        statement = node_next(statement);
    }
    return statement;
}

// Takes statements away, with the comments above them, and gives them as a block. Where they are
// all there is, `pass` stays.
static bool take_statements(struct stage_work *work, const struct node *first,
                            const struct node *last, struct str *block) {
    const struct fix_subject *subject = work->subject;
    struct span lines =
        rewrite_lines(subject, (struct span){first->span.start, last->span.end});
    lines.start = stage_comments_start(subject, lines);
    if (!rewrite_starts_line(subject, first->span.start) ||
        !stage_can_move(subject, first, last)) {
        return false;
    }
    *block = stage_block(subject, lines);
    bool are_all = first == node_first(first->parent) && !node_next(last);
    struct str rest = {0};
    if (are_all) {
        rest = str_format(subject->arena, STR_FMT "pass" STR_FMT,
                          STR_ARG(rewrite_indentation(subject, first->span.start)),
                          STR_ARG(rewrite_line_end(subject, first->span.start)));
    }
    rewrite_replace(subject, &work->stages->fix, lines, rest);
    return true;
}

// ---- what undoes what

static bool undoes_kind(enum operation_kind done, enum operation_kind undo) {
    static const enum operation_kind pairs[][2] = {
        {OP_ADD_COLUMN, OP_DROP_COLUMN},
        {OP_CREATE_INDEX, OP_DROP_INDEX},
        {OP_ADD_CONSTRAINT, OP_DROP_CONSTRAINT},
        {OP_CREATE_TABLE, OP_DROP_TABLE},
        {OP_SET_NOT_NULL, OP_DROP_NOT_NULL},
        {OP_SET_DEFAULT, OP_DROP_DEFAULT},
        {OP_SET_DEFAULT, OP_SET_DEFAULT},
        {OP_ALTER_COLUMN_TYPE, OP_ALTER_COLUMN_TYPE},
        {OP_CREATE_TYPE, OP_DROP_TYPE},
        {OP_INSERT, OP_DELETE},
        {OP_UPDATE, OP_UPDATE},
        {OP_CREATE_VIEW, OP_DROP_VIEW},
        {OP_CREATE_TRIGGER, OP_DROP_TRIGGER},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if ((pairs[i][0] == done && pairs[i][1] == undo) ||
            (pairs[i][1] == done && pairs[i][0] == undo)) {
            return true;
        }
    }
    return false;
}

static struct str name_of(const struct operation *operation) {
    return operation->name.size          ? operation->name
           : operation->column.name.size ? operation->column.name
                                         : operation->constraint.name;
}

static bool undoes(const struct operation *done, const struct operation *undo) {
    bool is_index = done->kind == OP_CREATE_INDEX || done->kind == OP_DROP_INDEX;
    bool renames = done->new_name.size && done->kind == undo->kind;
    if (renames) {
        return str_equal(done->new_name, name_of(undo).size ? name_of(undo) : undo->table);
    }
    return undoes_kind(done->kind, undo->kind) && str_equal(name_of(done), name_of(undo)) &&
           (is_index || stage_is_same_table(done, undo));
}

// Does a statement of downgrade() undo what upgrade() does from a place on, or what it does
// before?
static bool undoes_part(const struct stage_work *work, const struct node *statement,
                        uint32_t place, bool behind) {
    const struct migration *migration = work->subject->judged->migration;
    for (size_t i = 0; i < migration->downgrade.count; i++) {
        const struct operation *undo = &migration->downgrade.items[i];
        if (undo->span.start < statement->span.start || undo->span.end > statement->span.end) {
            continue;
        }
        for (size_t k = 0; k < migration->upgrade.count; k++) {
            const struct operation *done = &migration->upgrade.items[k];
            if ((done->span.start >= place) == behind && undoes(done, undo)) {
                return true;
            }
        }
    }
    return false;
}

static bool take_undoing(struct stage_work *work, uint32_t place, struct str *block) {
    const struct node *function = stage_function(work->subject, "downgrade");
    const struct node *body = function ? node_field(function, FIELD_OF_BODY) : NULL;
    const struct node *first = body ? node_first(body) : NULL;
    const struct node *last = NULL;
    for (const struct node *node = first; node; node = node_next(node)) {
        last = undoes_part(work, node, place, true) ? node : last;
    }
    for (const struct node *node = first; last && node != node_next(last);
         node = node_next(node)) {
        if (undoes_part(work, node, place, false)) {
            return false;
        }
    }
    return !last || take_statements(work, first, last, block);
}

// ---- the whole

bool stage_take_tail(struct stage_work *work, struct stage_tail *tail) {
    const struct fix_subject *subject = work->subject;
    const struct operation *tied = first_tied(work);
    if (!tied || stage_value(work, "first").size) {
        return true;
    }
    uint32_t line = source_place(subject->source, tied->span.start).line;
    const struct node *first = statement_at(subject, "upgrade", tied->span);
    const struct node *own =
        statement_at(subject, "upgrade", stage_subject(work)->operation->span);
    if (!first || !own || own->span.start >= first->span.start ||
        !take_statements(work, first, last_of(first), &tail->up)) {
        return stage_fail(work, "line %u of the migration builds on it", line);
    }
    return take_undoing(work, first->span.start, &tail->down) ||
           stage_fail(work,
                      "line %u of the migration builds on it, and its downgrade() undoes them "
                      "in another order",
                      line);
}
