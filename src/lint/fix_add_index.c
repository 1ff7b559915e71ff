// Fixes that add a statement for an index: the one that a foreign key lacks, for PostgreSQL makes
// none for the columns that refer; the one that a column is made with.
#include "lint/stage_steps.h"

enum { NAME_LIMIT = 63 }; // manual, Identifiers and Key Words

// Where the index is made and dropped.
struct index_place {
    bool is_used;   // by others, so that it is made CONCURRENTLY
    bool has_block; // a transaction must be left for that
    bool goes_too;  // what downgrade() drops takes the index along
};

// The migration makes the table or the first column, and so takes it away as well.
static bool is_made_here(const struct fix_subject *subject, struct str column) {
    const struct step *step = subject->finding->step;
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *operation = steps->items[i].operation;
        bool makes_it =
            operation->kind == OP_CREATE_TABLE ||
            (operation->kind == OP_ADD_COLUMN && str_equal(operation->name, column));
        if (makes_it && str_equal(steps->items[i].table, step->table)) {
            return true;
        }
    }
    return false;
}

// The migration makes an index that nearly serves, partial or too short: which one shall stay is
// for a person to say. Where it takes a key away, the one that replaces it may get the index in
// the migration that brought the first.
static bool has_near_thing(const struct fix_subject *subject, const struct str_list *columns) {
    const struct steps *steps = &subject->judged->steps;
    for (size_t i = 0; i < steps->count; i++) {
        const struct operation *operation = steps->items[i].operation;
        bool is_near = operation->kind == OP_DROP_CONSTRAINT ||
                       (operation->kind == OP_CREATE_INDEX && operation->keys.count &&
                        str_list_has(columns, operation->keys.items[0].column));
        if (is_near && str_equal(steps->items[i].table, subject->finding->step->table)) {
            return true;
        }
    }
    return false;
}

static bool is_uncovered(const struct fix_subject *subject, const struct constraint_def *key) {
    const struct str_list *uncovered = &subject->finding->step->uncovered_keys;
    struct str columns =
        str_join(subject->arena, key->columns.items, key->columns.count, STR(" and "));
    struct str start = str_concat(subject->arena, columns, STR(" (to "));
    for (size_t i = 0; key->type == CONSTRAINT_FOREIGN_KEY && i < uncovered->count; i++) {
        if (str_starts(uncovered->items[i], start)) {
            return true;
        }
    }
    return false;
}

// ix_<schema>_<table>_<columns>: what SQLAlchemy calls it.
static bool set_index_name(struct stage_work *work, const struct constraint_def *key) {
    struct arena *arena = work->subject->arena;
    struct str columns = str_join(arena, key->columns.items, key->columns.count, STR("_"));
    struct str schema = stage_value(work, "schema_name");
    struct str name = str_format(arena, "ix_" STR_FMT "%s" STR_FMT "_" STR_FMT, STR_ARG(schema),
                                 schema.size ? "_" : "", STR_ARG(stage_value(work, "table")),
                                 STR_ARG(columns));
    return name.size <= NAME_LIMIT && stage_set_name(work, "index", "INDEX", name);
}

// The lines that make and drop the index of that name, behind those of others.
static bool add_lines(struct stage_work *work, const struct str_list *columns,
                      const struct index_place *place, struct text *up, struct text *down) {
    if (!stage_set_list(work, "columns", columns)) {
        return false;
    }
    stage_set(work, "tab", place->has_block ? STR("\t") : (struct str){0});
    stage_set(work, "how",
              place->is_used ? STR(", postgresql_concurrently=True") : (struct str){0});
    text_add(up, stage_expand(work, "{tab}{op}.create_index({op}.f(`{index}`), `{table}`, "
                                    "{columns}{schema}{how})\n"));
    text_add(down, stage_expand(work, "{tab}{op}.drop_index({op}.f(`{index}`), "
                                      "table_name=`{table}`{schema}{how})\n"));
    return true;
}

static struct str in_block(struct stage_work *work, const struct index_place *place,
                           struct text *lines) {
    stage_set(work, "lines", text_str(lines));
    return stage_write(work, place->has_block
                                 ? "with {op}.get_context().autocommit_block():\n{lines}"
                                 : "{lines}");
}

static bool put_lines(struct stage_work *work, const struct index_place *place, struct text *up,
                      struct text *down) {
    const struct fix_subject *subject = work->subject;
    struct hole hole;
    if (!hole_find(work, subject->finding->span, &hole)) {
        return false;
    }
    hole_fill(work, &hole, in_block(work, place, up));
    if (place->goes_too) {
        return true;
    }
    if (!hole_open(subject, "downgrade", &hole)) {
        return false;
    }
    struct str first = str_slice(subject->source->text, hole.span.start, SIZE_MAX);
    if (!str_starts(str_trim(first), STR("raise"))) {
        hole_fill(work, &hole, in_block(work, place, down));
    }
    return true;
}

static struct index_place place_of(const struct fix_subject *subject, struct str column) {
    const struct step *step = subject->finding->step;
    struct index_place place = {
        .is_used = step->operation->kind != OP_CREATE_TABLE && step->table_is_new != TRUTH_YES,
        .goes_too = is_made_here(subject, column),
    };
    place.has_block = place.is_used && step->in_transaction != TRUTH_NO;
    return place;
}

// An index of a partitioned table cannot be made CONCURRENTLY.
static bool is_possible(const struct fix_subject *subject) {
    const struct step *step = subject->finding->step;
    bool is_table = step->operation->kind == OP_CREATE_TABLE;
    return !subject->finding->is_downgrade && subject->root && !step->operation->in_loop &&
           !step->is_conditional && !step->operation->in_do_block &&
           (is_table || step->operation->kind == OP_ADD_CONSTRAINT) &&
           (is_table || step->table_is_partitioned != TRUTH_YES);
}

bool fix_index_key(const struct fix_subject *subject, struct fix *fix) {
    const struct operation *operation = subject->finding->step->operation;
    struct stages stages = {0};
    struct stage_work work = {
        .subject = subject, .stages = &stages, .values = {.arena = subject->arena}};
    if (!is_possible(subject) || !stage_set_table(&work)) {
        return false;
    }
    bool is_table = operation->kind == OP_CREATE_TABLE;
    const struct constraint_def *keys =
        is_table ? operation->constraints.items : &operation->constraint;
    size_t count = is_table ? operation->constraints.count : 1;
    struct text up = {.arena = subject->arena};
    struct text down = {.arena = subject->arena};
    struct index_place place = {0};
    for (size_t i = 0; i < count; i++) {
        if (is_uncovered(subject, &keys[i])) {
            place = place_of(subject, keys[i].columns.items[0]);
            if (has_near_thing(subject, &keys[i].columns) || !set_index_name(&work, &keys[i]) ||
                !add_lines(&work, &keys[i].columns, &place, &up, &down)) {
                return false;
            }
            *ARENA_PUSH(subject->arena, &fix->makes) = stage_value(&work, "index");
        }
    }
    if (!up.count || !put_lines(&work, &place, &up, &down)) {
        return false;
    }
    return rewrite_take(subject, fix, &stages.fix);
}

// ---- the index of a new column

bool fix_column_index(const struct fix_subject *subject, struct fix *fix) {
    const struct step *step = subject->finding->step;
    const struct operation *operation = step->operation;
    struct stages stages = {0};
    struct stage_work work = {
        .subject = subject, .stages = &stages, .values = {.arena = subject->arena}};
    struct index_place place = {.is_used = true, .has_block = step->in_transaction != TRUTH_NO};
    struct text up = {.arena = subject->arena};
    struct text down = {.arena = subject->arena};
    struct str_list columns = {0};
    struct hole hole;
    for (size_t i = 0; i < operation->keys.count; i++) {
        *ARENA_PUSH(subject->arena, &columns) = operation->keys.items[i].column;
    }
    // Without index=True, unique=True is a constraint.
    if (operation->unique || operation_unknown(operation, "name") ||
        subject->finding->is_downgrade || !stage_set_table(&work) ||
        !stage_set_name(&work, "index", "INDEX", operation->name) ||
        !hole_take(&work, subject->finding->span, true, "index", &hole) ||
        !add_lines(&work, &columns, &place, &up, &down)) {
        return false;
    }
    hole_fill(&work, &hole, in_block(&work, &place, &up));
    return rewrite_take(subject, fix, &stages.fix);
}
