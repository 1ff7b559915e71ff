#include <string.h>

#include "model/shown.h"
#include "report/describe.h"
#include "report/terminal.h"
#include "report/text.h"

// What one statement does: its clauses are steps that follow each other.
struct statement {
    const struct step *first;
    struct effect effect; // of all clauses
    size_t step_count;
};

static struct statement take_statement(struct arena *arena, const struct steps *steps,
                                       size_t at) {
    struct statement statement = {.first = &steps->items[at], .effect = {.is_known = true}};
    for (size_t i = at; i < steps->count; i++) {
        const struct step *step = &steps->items[i];
        if (i > at && step->operation->statement != statement.first->operation->statement) {
            break;
        }
        effect_add(arena, &statement.effect, &step->effect);
        statement.step_count++;
    }
    return statement;
}

static void put_transaction(const struct terminal *terminal, const struct step *step) {
    struct str title = STR("outside a transaction");
    if (step->in_transaction == TRUTH_UNKNOWN) {
        title = STR("in a transaction, or not: only the running migration tells");
    } else if (step->transaction > 0) {
        title = str_format(terminal->arena, "transaction %u", step->transaction);
    }
    fputs("\n  ", terminal->out);
    terminal_put(terminal, STYLE_BOLD, title);
    fputc('\n', terminal->out);
}

static void put_condition(const struct terminal *terminal, const struct step *step) {
    const struct condition *condition = step->operation->condition;
    if (condition) {
        terminal_paragraph(terminal, STR("          only if "), STYLE_DIM, condition->text, 2);
    }
    if (step->operation->in_loop) {
        terminal_paragraph(terminal, STR("          "), STYLE_DIM,
                           STR("once for each turn of a loop that only running it tells"), 0);
    }
    if (step->skipped) {
        terminal_paragraph(terminal, STR("          "), STYLE_DIM,
                           STR("does nothing: its condition is not met"), 0);
    }
}

static struct str what_it_is(struct arena *arena, const struct operation *operation) {
    if (operation->sql.size > 0) {
        return sql_for_people(arena, operation->sql);
    }
    if (operation->reason.size > 0) {
        return str_format(arena, "-- not known: " STR_FMT, STR_ARG(operation->reason));
    }
    return str_format(arena, "-- %s", operation_name(operation->kind));
}

// Of a new table nobody waits for a lock.
static struct str lock_line(struct arena *arena, const struct statement *statement) {
    const struct step *step = statement->first;
    bool is_new = step->table_is_new == TRUTH_YES;
    for (size_t i = 0; i < statement->effect.locks.count; i++) {
        const struct relation_lock *lock = &statement->effect.locks.items[i];
        bool is_other = !str_equal(lock->relation, step->table) &&
                        !str_list_has(&statement->effect.builds, lock->relation);
        is_new = is_new && !(is_other && lock->mode >= LOCK_SHARE);
    }
    struct str named = effect_locks_named(arena, &statement->effect);
    return is_new && named.size > 0 ? str_format(arena, STR_FMT " (new table)", STR_ARG(named))
                                    : effect_lock_text(arena, &statement->effect);
}

static void put_statement(const struct terminal *terminal, const struct migration *migration,
                          const struct statement *statement) {
    struct arena *arena = terminal->arena;
    const struct operation *operation = statement->first->operation;
    struct place place = source_place(migration->source, operation->span.start);
    struct str label = str_format(arena, "  %5u   ", place.line);
    terminal_paragraph(terminal, label, STYLE_DIM, what_it_is(arena, operation), 20);
    put_condition(terminal, statement->first);
    struct str lock = lock_line(arena, statement);
    if (lock.size > 0) {
        terminal_paragraph(terminal, STR("          lock: "), STYLE_DIM, lock, 0);
    }
    struct str work = effect_work_text(arena, &statement->effect);
    if (work.size > 0) {
        terminal_paragraph(terminal, STR("          work: "), STYLE_DIM, work, 0);
    }
    if (!statement->effect.is_known && operation->kind != OP_OPAQUE) {
        terminal_paragraph(terminal, STR("          "), STYLE_DIM,
                           STR("what else it does is not known"), 0);
    }
}

static bool is_border(const struct operation *operation) {
    return operation->kind == OP_AUTOCOMMIT_BEGIN || operation->kind == OP_AUTOCOMMIT_END;
}

// ---- the closing lines

// What one migration does to one table in use, over all its statements.
struct table_total {
    struct str relation;
    enum lock_mode mode;
    enum lock_mode mode_at_work; // strongest one held while it was rewritten or read
    bool is_rewritten, is_read, is_small;
};

struct totals {
    struct table_total *items;
    size_t count, capacity;
};

// Tables that nobody uses yet are left out: their locks stop nobody.
static struct str_list new_tables(struct arena *arena, const struct steps *steps) {
    struct str_list names = {0};
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *step = &steps->items[i];
        if (step->table_is_new == TRUTH_YES && step->table.size > 0) {
            *ARENA_PUSH(arena, &names) = step->table;
        }
    }
    return names;
}

static struct table_total *find_total(struct totals *totals, struct str relation) {
    for (size_t i = 0; i < totals->count; i++) {
        if (str_equal(totals->items[i].relation, relation)) {
            return &totals->items[i];
        }
    }
    return NULL;
}

// A table that the history never spoke of is one where it is what the operation is about.
static bool is_table(const struct step *step, const struct relation_lock *lock) {
    enum operation_kind kind = step->operation->kind;
    bool is_view = kind >= OP_CREATE_VIEW && kind <= OP_DROP_MATERIALIZED_VIEW;
    return lock->is_table || (str_equal(lock->relation, step->table) && !is_view);
}

static void add_work(struct table_total *total, const struct step *step, enum lock_mode mode) {
    bool is_rewritten = str_list_has(&step->effect.rewrites, total->relation);
    bool is_read = str_list_has(&step->effect.scans, total->relation);
    enum lock_mode held = relation_locks_mode(&step->held, total->relation);
    mode = held > mode ? held : mode;
    total->is_rewritten |= is_rewritten;
    total->is_read |= is_read;
    if ((is_rewritten || is_read) && mode > total->mode_at_work) {
        total->mode_at_work = mode;
    }
}

static void add_locks(struct arena *arena, struct totals *totals, const struct step *step,
                      const struct str_list *skipped) {
    for (size_t i = 0; i < step->effect.locks.count; i++) {
        const struct relation_lock *lock = &step->effect.locks.items[i];
        if (!is_table(step, lock) || str_list_has(skipped, lock->relation)) {
            continue;
        }
        struct table_total *total = find_total(totals, lock->relation);
        if (!total) {
            total = ARENA_PUSH(arena, totals);
            *total = (struct table_total){.relation = lock->relation};
        }
        total->mode = lock->mode > total->mode ? lock->mode : total->mode;
        add_work(total, step, lock->mode);
        total->is_small |= step->table_is_small && str_equal(step->table, lock->relation);
    }
}

static struct totals sum_up(struct arena *arena, const struct steps *steps) {
    struct totals totals = {0};
    struct str_list skipped = new_tables(arena, steps);
    for (size_t i = 0; i < steps->count; i++) {
        add_locks(arena, &totals, &steps->items[i], &skipped);
    }
    return totals;
}

static const char *what_waits(enum lock_mode mode) {
    return mode == LOCK_ACCESS_EXCLUSIVE ? "reads and writes"
           : mode >= LOCK_SHARE          ? "writes"
                                         : "nothing";
}

static void put_total(const struct terminal *terminal, const struct table_total *total) {
    struct text text = {.arena = terminal->arena};
    struct str relation = shown_name(terminal->arena, total->relation, "table");
    text_addf(&text, "%s on " STR_FMT "%s: blocks %s", lock_mode_name(total->mode),
              STR_ARG(relation), total->is_small ? " (small)" : "", what_waits(total->mode));
    if (total->is_rewritten || total->is_read) {
        text_add(&text, total->is_rewritten ? STR("; rewritten") : STR("; read whole"));
    }
    if (total->mode_at_work != LOCK_NONE && total->mode_at_work < total->mode) {
        text_addf(&text, " under %s", lock_mode_name(total->mode_at_work));
    }
    terminal_paragraph(terminal, STR("          "), STYLE_PLAIN, text_str(&text), 0);
}

// The strongest lock on each table in use, strongest first, and whether a big one is worked on.
static void put_totals(const struct terminal *terminal, const struct steps *steps) {
    struct totals totals = sum_up(terminal->arena, steps);
    bool works_on_big = false;
    if (totals.count == 0) {
        return;
    }
    fputs("\n  ", terminal->out);
    terminal_put(terminal, STYLE_BOLD, STR("strongest locks on tables in use"));
    fputc('\n', terminal->out);
    for (int mode = LOCK_MODE_COUNT - 1; mode > LOCK_NONE; mode--) {
        for (size_t i = 0; i < totals.count; i++) {
            const struct table_total *total = &totals.items[i];
            works_on_big |= !total->is_small && (total->is_rewritten || total->is_read);
            if ((int)total->mode == mode) {
                put_total(terminal, total);
            }
        }
    }
    if (!works_on_big) {
        terminal_paragraph(terminal, STR("          "), STYLE_PLAIN,
                           STR("no big table is rewritten or read whole"), 0);
    }
}

static void put_judged(const struct terminal *terminal, const struct outcome *outcome,
                       const struct judged *judged) {
    struct arena *arena = terminal->arena;
    const struct revision *revision = &judged->migration->revision;
    terminal_put(terminal, STYLE_BOLD,
                 path_for_people(arena, outcome, judged->migration->source->path));
    if (revision->id.size > 0) {
        struct str text =
            str_format(arena, ": %s " STR_FMT, judged->is_downgrade ? "downgrade" : "upgrade",
                       STR_ARG(revision->id));
        terminal_put(terminal, STYLE_PLAIN, text);
    }
    fputc('\n', terminal->out);
    if (judged->migration->unreadable.size > 0) {
        terminal_paragraph(terminal, STR("  cannot be read: "), STYLE_ERROR,
                           judged->migration->unreadable, 0);
    } else if (judged->steps.count == 0) {
        fputs("  nothing is sent\n", terminal->out);
    }
    const struct step *before = NULL;
    for (size_t i = 0; i < judged->steps.count;) {
        struct statement statement = take_statement(arena, &judged->steps, i);
        i += statement.step_count;
        const struct step *step = statement.first;
        if (is_border(step->operation)) {
            continue; // the transaction's title says it
        }
        if (!before || before->transaction != step->transaction ||
            before->in_transaction != step->in_transaction) {
            put_transaction(terminal, step);
        }
        put_statement(terminal, judged->migration, &statement);
        before = step;
    }
    put_totals(terminal, &judged->steps);
    fputc('\n', terminal->out);
}

void text_plan(struct arena *arena, const struct outcome *outcome, FILE *out) {
    struct terminal terminal = {arena, out, outcome->color, outcome->width};
    for (size_t i = 0; i < outcome->judged.count; i++) {
        put_judged(&terminal, outcome, &outcome->judged.items[i]);
    }
    if (!outcome->quiet) {
        struct str migrations = counted(arena, outcome->migration_count, "migration");
        struct str operations = counted(arena, outcome->operation_count, "operation");
        fprintf(out, STR_FMT ", " STR_FMT ", PostgreSQL %u\n", STR_ARG(migrations),
                STR_ARG(operations), outcome->postgres_version);
    }
}
