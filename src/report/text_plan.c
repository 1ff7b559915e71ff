#include <string.h>

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

static void put_statement(const struct terminal *terminal, const struct migration *migration,
                          const struct statement *statement) {
    struct arena *arena = terminal->arena;
    const struct operation *operation = statement->first->operation;
    struct place place = source_place(migration->source, operation->span.start);
    struct str label = str_format(arena, "  %5u   ", place.line);
    terminal_paragraph(terminal, label, STYLE_DIM, what_it_is(arena, operation), 20);
    put_condition(terminal, statement->first);
    struct str lock = effect_lock_text(arena, &statement->effect);
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
