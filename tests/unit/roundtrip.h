/**
 * roundtrip: what is printed as SQL, or was written as SQL, reads back as the same operations.
 */
#ifndef TESTS_ROUNDTRIP_H
#define TESTS_ROUNDTRIP_H

#include "model/print.h"
#include "operation_text.h"
#include "sql/translate.h"

enum outcome { READS_BACK, NOT_PRINTED, NOT_WHOLE, DIFFERS, OUTCOME_COUNT };

// The operation without what its surroundings add.
static struct operation alone(const struct operation *operation) {
    struct operation copy = *operation;
    copy.sql = (struct str){0};
    if (copy.kind == OP_DROP_INDEX) {
        copy.table = (struct str){0}; // Alembic is told more than it sends
    } else if (copy.kind == OP_DROP_CONSTRAINT) {
        copy.constraint = (struct constraint_def){0};
    }
    if (copy.kind == OP_CREATE_TYPE) {
        copy.if_not_exists = false; // checkfirst asks before, and sends nothing of it
    } else if (copy.kind == OP_DROP_TYPE) {
        copy.if_exists = false;
    } else if (copy.kind == OP_CREATE_INDEX && str_is(copy.method, "btree")) {
        copy.method = (struct str){0}; // the default
    }
    copy.in_do_block = copy.in_loop = copy.by_alembic = false;
    return copy;
}

// FLOAT and DOUBLE PRECISION are one type.
static void spell_type(struct arena *arena, struct sql_type *type) {
    struct text text = {.arena = arena};
    if (type->is_unknown || !type->name.size) {
        return;
    }
    text_add(&text, type->name);
    for (uint32_t i = 0; i < type->modifier_count; i++) {
        text_addf(&text, " %d", (int)type->modifiers[i]);
    }
    text_addf(&text, "[%u]", (unsigned)type->dimensions);
    type->text = text_str(&text);
}

// Space around an expression says nothing, nor does an action that is the default.
static void trim(struct constraint_def *constraint) {
    constraint->check.text = str_trim(constraint->check.text);
    if (str_is(constraint->on_delete, "NO ACTION")) {
        constraint->on_delete = (struct str){0};
    }
}

// The order of constraints says nothing; the columns of a primary key are not null.
static void order_constraints(struct arena *arena, struct operation *operation) {
    struct constraints ordered = {0};
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < operation->constraints.count; i++) {
            if (operation->constraints.items[i].of_column == (turn == 0)) {
                *ARENA_PUSH(arena, &ordered) = operation->constraints.items[i];
            }
        }
    }
    operation->constraints = ordered;
    for (size_t i = 0; i < ordered.count; i++) {
        for (size_t k = 0; k < operation->columns.count; k++) {
            struct column_def *column = &operation->columns.items[k];
            if (ordered.items[i].type == CONSTRAINT_PRIMARY_KEY &&
                str_list_has(&ordered.items[i].columns, column->name)) {
                column->nullable = TRUTH_NO;
            }
        }
    }
}

static void spell_types(struct arena *arena, struct operation *operation) {
    struct expression *value = &operation->column.default_value;
    value->text = str_trim(value->text);
    spell_type(arena, &operation->column.type);
    trim(&operation->constraint);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        trim(&operation->constraints.items[i]);
    }
    for (size_t i = 0; i < operation->columns.count; i++) {
        spell_type(arena, &operation->columns.items[i].type);
    }
}

static struct str spelled(struct arena *arena, const struct operations *operations) {
    struct text out = {.arena = arena};
    for (size_t i = 0; i < operations->count; i++) {
        struct operation operation = alone(&operations->items[i]);
        order_constraints(arena, &operation);
        spell_types(arena, &operation);
        text_addf(&out, STR_FMT " defined " STR_FMT "\n",
                  STR_ARG(operation_text(arena, &operation)), STR_ARG(operation.definition));
    }
    return text_str(&out);
}

// Of a view SELECT * the columns are unknown however often it is read; what Python does not tell
// no reading brings back.
static bool is_whole(struct str sql, const struct operations *operations) {
    for (size_t i = 0; i < operations->count; i++) {
        const struct operation *operation = &operations->items[i];
        if (operation->kind == OP_OPAQUE ||
            (operation->unknown.count && !operation_unknown(operation, "columns")) ||
            (operation->unknown.count && !operation->from_sql)) {
            return false;
        }
    }
    return str_find(sql, STR("…"), 0) == SIZE_MAX;
}

// Each … as a part that is not known.
static struct mapped_text with_holes(struct arena *arena, struct str sql) {
    struct mapped_text text = {.text = sql};
    for (size_t at = str_find(sql, STR("…"), 0); at != SIZE_MAX;
         at = str_find(sql, STR("…"), at + 1)) {
        *ARENA_PUSH(arena, &text.holes) = (struct text_hole){
            .offset = (uint32_t)at, .size = sizeof "…" - 1, .reason = STR("left open")};
    }
    return text;
}

static bool agree(struct str a, struct str b) {
    return str_equal(a, b) || !a.size || !b.size || str_find(a, STR("…"), 0) != SIZE_MAX ||
           str_find(b, STR("…"), 0) != SIZE_MAX;
}

// What is printed with parts left open still says what is done to which object.
static enum outcome read_open(struct arena *arena, struct str sql,
                              const struct operation *operation, struct str *difference) {
    struct mapped_text text = with_holes(arena, sql);
    struct sql_origin origin = {.binds = true};
    struct operations read = {0};
    uint32_t statement = 0;
    sql_translate(arena, &text, &origin, &statement, &read);
    const struct operation *found = read.count ? &read.items[read.count - 1] : NULL;
    bool agrees =
        found && found->kind == operation->kind && agree(found->schema, operation->schema) &&
        agree(found->table, operation->table) && agree(found->name, operation->name) &&
        agree(found->new_name, operation->new_name);
    *difference =
        str_format(arena, STR_FMT "\n  is  " STR_FMT "  not " STR_FMT, STR_ARG(sql),
                   STR_ARG(spelled(arena, &read)), STR_ARG(operation_text(arena, operation)));
    return agrees ? NOT_WHOLE : DIFFERS;
}

/** Reads the SQL, and compares with the operations that it stands for. */
static enum outcome read_back(struct arena *arena, struct str sql,
                              const struct operations *operations, struct str *difference) {
    if (!sql.size) {
        return NOT_PRINTED;
    }
    if (!is_whole(sql, operations)) {
        return NOT_WHOLE;
    }
    struct mapped_text text = {.text = sql};
    struct sql_origin origin = {.stands_alone = true};
    struct operations read = {0};
    uint32_t statement = 0;
    sql_translate(arena, &text, &origin, &statement, &read);
    struct str expected = spelled(arena, operations), found = spelled(arena, &read);
    *difference = str_format(arena, STR_FMT "\n  is  " STR_FMT "  not " STR_FMT, STR_ARG(sql),
                             STR_ARG(found), STR_ARG(expected));
    return str_equal(expected, found) ? READS_BACK : DIFFERS;
}

/** What is printed from the operation's parts reads back the same. */
static enum outcome parts_read_back(struct arena *arena, const struct operation *operation,
                                    struct str *difference) {
    struct operation bare = alone(operation);
    struct operations one = {.items = &bare, .count = 1};
    struct str sql = operation_sql(arena, &bare);
    enum outcome outcome = read_back(arena, sql, &one, difference);
    return outcome == NOT_WHOLE ? read_open(arena, sql, &bare, difference) : outcome;
}

/** The statement as it is written or sent, `*at` its first operation, reads back the same; moves `*at`
 * behind it. */
static enum outcome statement_reads_back(struct arena *arena,
                                         const struct operations *operations, size_t *at,
                                         struct str *difference) {
    struct operations group = {.items = &operations->items[*at]};
    do {
        group.count++;
        (*at)++;
    } while (*at < operations->count &&
             operations->items[*at].statement == group.items->statement &&
             str_equal(operations->items[*at].sql, group.items->sql));
    return read_back(arena, group.items->sql, &group, difference);
}

#endif
