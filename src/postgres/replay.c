#include "postgres/replay.h"

#include "postgres/effects.h"
#include "postgres/facts.h"
#include "postgres/resolve.h"

// ---- conditions

// What a guard asked for is answered once: an `else` means the state that its `if` looked at.
struct guard_answer {
    const struct condition *condition;
    enum truth exists;
};

// A setting of the session; SET LOCAL hides it until the transaction ends.
struct setting {
    struct str value, local;
    struct str at_start; // what RESET goes back to; empty: not known
    bool has_local;
};

enum { LOCK_TIMEOUT, STATEMENT_TIMEOUT, TIMEZONE, SEARCH_PATH, SETTING_COUNT };

static const char *const setting_names[SETTING_COUNT] = {"lock_timeout", "statement_timeout",
                                                         "timezone", "search_path"};

struct replayer {
    struct arena *arena;
    struct catalog *catalog;
    const struct replay_options *options;
    const struct operations *operations;
    struct {
        struct guard_answer *items;
        size_t count, capacity;
    } guards;
    struct setting settings[SETTING_COUNT];
    uint32_t transaction;      // number of the open one; 0: none
    uint32_t last_transaction; // number given last
    enum truth in_transaction;
    struct relation_locks held;
    struct relation_locks held_seen; // the copy that steps share until `held` changes
    struct catalog *before;          // as it was when the transaction began; for ROLLBACK
};

static bool asks_the_same(const struct condition *a, const struct condition *b) {
    return a->guard == b->guard && str_equal(a->guard_schema, b->guard_schema) &&
           str_equal(a->guard_table, b->guard_table) && str_equal(a->guard_name, b->guard_name);
}

static enum truth guard_exists(struct replayer *replayer, const struct condition *condition) {
    if (condition->guard == GUARD_NONE) {
        return TRUTH_UNKNOWN;
    }
    for (size_t i = 0; i < replayer->guards.count; i++) {
        if (asks_the_same(replayer->guards.items[i].condition, condition)) {
            return replayer->guards.items[i].exists;
        }
    }
    struct guard_answer *guard = ARENA_PUSH(replayer->arena, &replayer->guards);
    *guard = (struct guard_answer){condition, catalog_guard(replayer->catalog, condition)};
    return guard->exists;
}

// Does an operation's condition hold? A guard that nobody can answer lets the work through:
// what it asks for is there (or gone) afterwards, either way.
struct verdict {
    enum truth holds;
    bool is_guarded;
};

static struct verdict judge(struct replayer *replayer, const struct condition *condition) {
    enum { DEPTH_MAX = 64 };
    struct verdict verdict = {.holds = TRUTH_YES};
    for (int depth = 0; condition && depth < DEPTH_MAX; depth++) {
        enum truth one = guard_exists(replayer, condition);
        if (one != TRUTH_UNKNOWN && condition->guard_negated) {
            one = one == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
        }
        if (one == TRUTH_NO) {
            return (struct verdict){.holds = TRUTH_NO};
        }
        if (one == TRUTH_UNKNOWN && condition->guard == GUARD_NONE) {
            verdict.holds = TRUTH_UNKNOWN;
        } else if (one == TRUTH_UNKNOWN) {
            verdict.is_guarded = true;
        }
        condition = condition->parent;
    }
    if (condition) {
        verdict.holds = TRUTH_UNKNOWN;
    }
    return verdict;
}

// ---- settings

static struct str setting_value(const struct setting *setting) {
    return setting->has_local ? setting->local : setting->value;
}

static struct str unquoted(struct str text) {
    text = str_trim(text);
    bool is_quoted = text.size >= 2 && text.data[0] == '\'' && text.data[text.size - 1] == '\'';
    return is_quoted ? str_slice(text, 1, text.size - 1) : text;
}

// SET TO DEFAULT and RESET give the value that the server set, which is not known, or what the
// session began with.
static void change_setting(struct replayer *replayer, const struct operation *operation) {
    bool all = operation->kind == OP_RESET &&
               (!operation->name.size || str_equal_nocase(operation->name, STR("all")));
    struct str given = unquoted(operation->expression.text);
    bool resets = operation->kind == OP_RESET || str_equal_nocase(given, STR("DEFAULT"));
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        struct setting *setting = &replayer->settings[i];
        if (!all && !str_equal_nocase(operation->name, str_from(setting_names[i]))) {
            continue;
        }
        struct str value = resets ? setting->at_start : given;
        if (!operation->is_local) {
            *setting = (struct setting){.value = value, .at_start = setting->at_start};
        } else if (replayer->in_transaction != TRUTH_NO) {
            setting->local = value; // outside a transaction SET LOCAL does nothing
            setting->has_local = true;
        }
    }
}

// ---- transactions

static bool rolls_back(const struct replayer *replayer) {
    for (size_t i = 0; i < replayer->operations->count; i++) {
        if (replayer->operations->items[i].kind == OP_ROLLBACK) {
            return true;
        }
    }
    return false;
}

static void begin(struct replayer *replayer) {
    replayer->transaction = ++replayer->last_transaction;
    replayer->in_transaction = TRUTH_YES;
    replayer->before =
        rolls_back(replayer) ? catalog_copy(replayer->arena, replayer->catalog) : NULL;
}

// Alembic's own transaction, which a connection in AUTOCOMMIT does not have.
static void begin_by_alembic(struct replayer *replayer) {
    if (replayer->options->autocommit == TRUTH_YES) {
        return;
    }
    begin(replayer);
    if (replayer->options->autocommit == TRUTH_UNKNOWN) {
        replayer->in_transaction = TRUTH_UNKNOWN;
    }
}

static void end(struct replayer *replayer) {
    replayer->transaction = 0;
    replayer->in_transaction = TRUTH_NO;
    replayer->held = replayer->held_seen = (struct relation_locks){0};
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        replayer->settings[i].has_local = false;
    }
}

static void control_transaction(struct replayer *replayer, const struct operation *operation) {
    switch (operation->kind) {
    case OP_BEGIN:
        if (replayer->in_transaction != TRUTH_YES) {
            begin(replayer); // inside one it is a warning
        }
        break;
    case OP_AUTOCOMMIT_END:
        begin_by_alembic(replayer);
        break;
    case OP_ROLLBACK:
        if (replayer->before) {
            *replayer->catalog = *replayer->before;
            replayer->before = NULL;
        }
        end(replayer);
        break;
    case OP_COMMIT:
        end(replayer);
        if (str_is(operation->options, "AND CHAIN")) {
            begin(replayer);
        }
        break;
    case OP_PREPARE_TRANSACTION:
    case OP_AUTOCOMMIT_BEGIN:
        end(replayer);
        break;
    default:
        break;
    }
}

// What a statement leaves behind for the ones after it.
static void move_on(struct replayer *replayer, const struct step *step) {
    const struct operation *operation = step->operation;
    bool is_control = operation->kind >= OP_BEGIN && operation->kind <= OP_AUTOCOMMIT_END &&
                      operation->kind != OP_SAVEPOINT;
    if (step->skipped || operation->in_do_block) {
        return;
    }
    bool is_block =
        operation->kind == OP_AUTOCOMMIT_BEGIN || operation->kind == OP_AUTOCOMMIT_END;
    if (is_control && step->is_conditional && !is_block) {
        replayer->in_transaction = TRUTH_UNKNOWN;
    } else if (is_control) {
        control_transaction(replayer, operation);
    }
    if ((operation->kind == OP_SET || operation->kind == OP_RESET) && !step->is_conditional) {
        change_setting(replayer, operation);
    }
}

static void mark_table(struct relation_locks *locks, const struct relation_lock *lock) {
    for (size_t i = 0; i < locks->count; i++) {
        if (str_equal(locks->items[i].relation, lock->relation)) {
            locks->items[i].is_table = lock->is_table;
        }
    }
}

static void hold(struct replayer *replayer, const struct step *step) {
    if (replayer->in_transaction == TRUTH_NO) {
        return;
    }
    for (size_t i = 0; i < step->effect.locks.count; i++) {
        const struct relation_lock *lock = &step->effect.locks.items[i];
        // Nobody waits for a table that nobody uses yet.
        bool is_new = step->table_is_new == TRUTH_YES && str_equal(lock->relation, step->table);
        if (!is_new && relation_locks_mode(&replayer->held, lock->relation) < lock->mode) {
            relation_locks_add(replayer->arena, &replayer->held, lock->relation, lock->mode);
            mark_table(&replayer->held, lock);
            replayer->held_seen = (struct relation_locks){0};
        }
    }
}

static struct relation_locks held_now(struct replayer *replayer) {
    if (replayer->held.count && !replayer->held_seen.count) {
        for (size_t i = 0; i < replayer->held.count; i++) {
            *ARENA_PUSH(replayer->arena, &replayer->held_seen) = replayer->held.items[i];
        }
    }
    return replayer->held_seen;
}

// ---- statements

// ALTER TABLE does its clauses in passes, whatever order they are written in: AT_PASS_* in
// tablecmds.c. Every other statement has one pass.
static int pass_of(const struct operation *operation) {
    switch (operation->kind) {
    case OP_DROP_COLUMN:
    case OP_DROP_CONSTRAINT:
    case OP_DROP_NOT_NULL:
    case OP_DROP_DEFAULT:
    case OP_DROP_IDENTITY:
    case OP_DROP_EXPRESSION:
        return 0;
    case OP_ALTER_COLUMN_TYPE:
        return 1;
    case OP_ADD_COLUMN:
        return 2;
    case OP_ADD_CONSTRAINT:
        return operation->constraint.type == CONSTRAINT_CHECK ? 3 : 5;
    case OP_SET_NOT_NULL:
        return 4;
    default:
        return 6;
    }
}

// The operation as the search_path in force has it.
static const struct operation *resolve(struct replayer *replayer,
                                       const struct operation *operation) {
    struct str value = setting_value(&replayer->settings[SEARCH_PATH]);
    struct str_list path = resolve_path(replayer->arena, value);
    return resolve_names(replayer->arena, replayer->catalog, &path, operation);
}

static void take_step(struct replayer *replayer, struct step *step) {
    step->operation = resolve(replayer, step->operation);
    const struct operation *operation = step->operation;
    struct verdict verdict = judge(replayer, operation->condition);
    struct facts_context context = {
        .arena = replayer->arena,
        .catalog = replayer->catalog,
        .options = replayer->options,
        .timezone = setting_value(&replayer->settings[TIMEZONE]),
        .transaction = replayer->transaction,
        .holds = verdict.holds,
        .is_guarded = verdict.is_guarded,
    };
    facts_fill(&context, step);
    facts_fill_refusals(&context, step);
    step->transaction = replayer->transaction;
    // several statements in one text, and a DO block, are a transaction of their own; a block may
    // end its own, but not the one that stands around it
    bool ends_own = operation->in_do_block &&
                    (operation->kind == OP_COMMIT || operation->kind == OP_ROLLBACK);
    bool has_own = operation->sent_together || (operation->in_do_block && !ends_own);
    step->in_transaction = has_own ? TRUTH_YES : replayer->in_transaction;
    step->transaction_is_shared = replayer->options->transaction_is_shared;
    step->held = held_now(replayer);
    step->lock_timeout = setting_value(&replayer->settings[LOCK_TIMEOUT]);
    step->statement_timeout = setting_value(&replayer->settings[STATEMENT_TIMEOUT]);
    if (verdict.holds == TRUTH_NO) {
        step->effect.is_known = true; // not sent at all
        return;
    }
    step->effect = effect_find(replayer->arena, replayer->catalog, step,
                               replayer->options->postgres_version);
    if (!step->skipped) {
        catalog_apply(replayer->catalog, operation,
                      &(struct apply_context){.made = MADE_HERE,
                                              .transaction = replayer->transaction,
                                              .holds = verdict.holds,
                                              .is_guarded = verdict.is_guarded});
    }
}

// The strongest lock of all clauses holds for the whole statement.
static void share_locks(struct replayer *replayer, struct step *steps, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < steps[i].effect.locks.count; j++) {
            struct relation_lock *lock = &steps[i].effect.locks.items[j];
            for (size_t k = 0; k < count; k++) {
                enum lock_mode mode =
                    relation_locks_mode(&steps[k].effect.locks, lock->relation);
                lock->mode = mode > lock->mode ? mode : lock->mode;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        hold(replayer, &steps[i]);
    }
}

static void take_statement(struct replayer *replayer, struct step *steps, size_t count) {
    for (int pass = 0; pass <= 6; pass++) {
        for (size_t i = 0; i < count; i++) {
            if (pass_of(steps[i].operation) == pass) {
                take_step(replayer, &steps[i]);
            }
        }
    }
    share_locks(replayer, steps, count);
    for (size_t i = 0; i < count; i++) {
        move_on(replayer, &steps[i]);
    }
}

// Operations with one statement number, one after the other.
static size_t statement_size(const struct operations *operations, size_t first) {
    size_t end = first + 1;
    while (end < operations->count &&
           operations->items[end].statement == operations->items[first].statement &&
           operations->items[end].statement != 0) {
        end++;
    }
    return end - first;
}

static void start_settings(struct replayer *replayer) {
    const struct replay_options *options = replayer->options;
    const struct str values[SETTING_COUNT] = {[LOCK_TIMEOUT] = options->lock_timeout,
                                              [STATEMENT_TIMEOUT] = options->statement_timeout,
                                              [TIMEZONE] = options->session_timezone};
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        replayer->settings[i] = (struct setting){.value = values[i], .at_start = values[i]};
    }
}

// A change of a table that nothing makes: the database held more than the history tells when
// that began.
static bool shows_gap(const struct step *step) {
    enum operation_kind kind = step->operation->kind;
    bool needs_table = (kind >= OP_ADD_COLUMN && kind <= OP_RENAME_CONSTRAINT) ||
                       kind == OP_CREATE_INDEX || kind == OP_DROP_TABLE ||
                       kind == OP_RENAME_TABLE;
    return needs_table && step->table_exists == TRUTH_NO && !step->operation->if_exists &&
           !step->skipped && !step->is_conditional;
}

static void end_migration(struct catalog *catalog, bool has_gap, bool on_branch) {
    if (has_gap) {
        catalog_set_incomplete(catalog, STR("a migration changes a table that none makes"));
    }
    catalog_end_migration(catalog, on_branch);
}

struct steps replay(struct arena *arena, struct catalog *catalog,
                    const struct operations *operations, bool is_script,
                    const struct replay_options *options) {
    struct replayer replayer = {
        .arena = arena, .catalog = catalog, .options = options, .operations = operations};
    struct steps steps = {
        .items = ARENA_NEW(arena, struct step, operations->count),
        .count = operations->count,
        .capacity = operations->count,
    };
    start_settings(&replayer);
    replayer.in_transaction = TRUTH_NO;
    catalog->postgres_version = options->postgres_version;
    if (!is_script) {
        begin_by_alembic(&replayer);
    }
    for (size_t i = 0; i < operations->count; i++) {
        steps.items[i].operation = &operations->items[i];
    }
    for (size_t first = 0; first < operations->count;) {
        size_t count = statement_size(operations, first);
        take_statement(&replayer, &steps.items[first], count);
        first += count;
    }
    facts_settle_dependents(&steps);
    facts_fill_end(arena, catalog, &steps);
    bool has_gap = false;
    for (size_t i = 0; i < steps.count; i++) {
        has_gap = has_gap || shows_gap(&steps.items[i]);
    }
    end_migration(catalog, has_gap, !options->is_released);
    return steps;
}

void replay_history(struct arena *arena, struct catalog *catalog,
                    const struct operations *operations, bool on_branch) {
    struct replayer replayer = {.arena = arena,
                                .catalog = catalog,
                                .operations = operations,
                                .in_transaction = TRUTH_YES}; // SET LOCAL counts
    enum made made = on_branch ? MADE_BRANCH : MADE_BEFORE;
    struct replay_options options = {.postgres_version = catalog->postgres_version};
    bool has_gap = false;
    for (size_t i = 0; i < operations->count; i++) {
        struct step step = {.operation = resolve(&replayer, &operations->items[i])};
        struct verdict verdict = judge(&replayer, step.operation->condition);
        struct facts_context context = {.arena = arena,
                                        .catalog = catalog,
                                        .options = &options,
                                        .holds = verdict.holds,
                                        .is_guarded = verdict.is_guarded};
        facts_fill(&context, &step);
        has_gap = has_gap || shows_gap(&step);
        bool is_setting = step.operation->kind == OP_SET || step.operation->kind == OP_RESET;
        if (is_setting && verdict.holds == TRUTH_YES) {
            change_setting(&replayer, step.operation);
        }
        if (!step.skipped) {
            catalog_apply(catalog, step.operation,
                          &(struct apply_context){.made = made,
                                                  .holds = verdict.holds,
                                                  .is_guarded = verdict.is_guarded});
        }
    }
    end_migration(catalog, has_gap, on_branch);
}
