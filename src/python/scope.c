#include <string.h>

#include "python/evaluator.h"

// ---- names

struct scope *scope_new(struct evaluator *evaluator, struct scope *parent,
                        struct module *module) {
    struct scope *scope = ARENA_NEW(evaluator->arena, struct scope, 1);
    scope->parent = parent;
    scope->module = module;
    scope->names.arena = evaluator->arena;
    return scope;
}

struct value *scope_find(const struct scope *scope, struct str name) {
    bool first = true;
    for (; scope; scope = scope->parent) {
        // A class's names are seen in its own body, not in the functions inside.
        if (!scope->is_class || first) {
            struct value *value = map_find(&scope->names, name);
            if (value) {
                return value;
            }
        }
        first = false;
    }
    return NULL;
}

static struct scope *scope_of_name(struct scope *scope, struct str name) {
    if (str_list_has(&scope->globals, name)) {
        return scope->module->globals;
    }
    if (!str_list_has(&scope->nonlocals, name)) {
        return scope;
    }
    struct scope *outer = scope->parent;
    while (outer && !map_find(&outer->names, name)) {
        outer = outer->parent;
    }
    return outer ? outer : scope;
}

void scope_set(struct evaluator *evaluator, struct scope *scope, struct str name,
               struct value *value) {
    scope = scope_of_name(scope, name);
    modules_touch(evaluator, scope->names.arena);
    if (evaluator->journal) {
        *ARENA_PUSH(evaluator->arena, evaluator->journal) =
            (struct assignment){.scope = scope,
                                .name = name,
                                .before = map_find(&scope->names, name),
                                .after = value};
    }
    map_put(&scope->names, name, value);
}

// ---- conditions

static struct str guard_key(struct arena *arena, const struct guard_value *guard) {
    return str_format(arena, "%d:" STR_FMT "." STR_FMT "." STR_FMT, (int)guard->guard,
                      STR_ARG(guard->schema), STR_ARG(guard->table), STR_ARG(guard->name));
}

// The same test with the same outcome has the same id.
static uint32_t condition_id(struct evaluator *evaluator, struct str key, bool outcome) {
    for (size_t i = 0; i < evaluator->conditions.count; i++) {
        const struct known_condition *known = &evaluator->conditions.items[i];
        if (known->outcome == outcome && str_equal(known->key, key)) {
            return known->id;
        }
    }
    struct known_condition *known = ARENA_PUSH(evaluator->arena, &evaluator->conditions);
    *known = (struct known_condition){
        .key = key, .outcome = outcome, .id = (uint32_t)evaluator->conditions.count};
    return known->id;
}

const struct condition *condition_new(struct evaluator *evaluator, const struct value *test,
                                      struct str text, bool outcome) {
    struct arena *arena = evaluator->arena;
    struct condition *condition = ARENA_NEW(arena, struct condition, 1);
    condition->parent = evaluator->emitter->condition;
    condition->text = outcome ? text : str_format(arena, "not (" STR_FMT ")", STR_ARG(text));
    struct str key = text;
    bool holds = outcome;
    if (test && test->guard.guard && test->guard.name.size + test->guard.table.size) {
        condition->guard = test->guard.guard;
        condition->guard_negated = test->guard.negated == outcome;
        condition->guard_schema = test->guard.schema;
        condition->guard_table = test->guard.table;
        condition->guard_name = test->guard.name;
        key = guard_key(arena, &test->guard);
        holds = !condition->guard_negated;
    } else if (str_starts(text, STR("not "))) {
        key = str_trim(str_slice(text, 4, text.size));
        holds = !outcome;
    }
    condition->id = condition_id(evaluator, key, holds);
    return condition;
}

// ---- forks

struct branch {
    const struct condition *condition;
    struct assignments made;
    enum flow flow;
};

static void roll_back(struct assignments *made) {
    for (size_t i = made->count; i > 0; i--) {
        struct assignment *assignment = &made->items[i - 1];
        map_put(&assignment->scope->names, assignment->name, assignment->before);
    }
}

// Takes one way under its condition and undoes its assignments, which stay in branch->made.
static void branch_take(struct evaluator *evaluator, struct branch *branch, way body,
                        void *context) {
    struct assignments *outer = evaluator->journal;
    evaluator->journal = &branch->made;
    evaluator->emitter->condition = branch->condition;
    branch->flow = body ? body(evaluator, context) : FLOW_NEXT;
    if (evaluator->is_raising) {
        evaluator->is_raising = false;
        branch->flow = FLOW_RAISE;
    }
    evaluator->journal = outer;
    roll_back(&branch->made);
}

static void keep_assignments(struct evaluator *evaluator, const struct branch *branch) {
    for (size_t i = 0; i < branch->made.count; i++) {
        const struct assignment *made = &branch->made.items[i];
        scope_set(evaluator, made->scope, made->name, made->after);
    }
}

// A name that two ways left with different values is unknown; one that only one way bound has
// that way's value, for code that uses it relies on it.
static void join_name(struct evaluator *evaluator, const struct assignment *left,
                      struct str text) {
    struct value *one = left->before, *other = left->after;
    struct value *joined = one ? one : other;
    if (one && other && one != other && value_equal(one, other) != TRUTH_YES) {
        struct str reason = str_format(evaluator->arena, STR_FMT " depends on " STR_FMT,
                                       STR_ARG(left->name), STR_ARG(text));
        joined = value_unknown(evaluator->arena, one->span, reason);
    }
    if (joined) {
        scope_set(evaluator, left->scope, left->name, joined);
    }
}

// The entry of a name in a scope; new ones have the value from before the fork on both ways.
static struct assignment *joined_entry(struct evaluator *evaluator, struct map *joined,
                                       const struct assignment *made) {
    size_t size = sizeof made->scope + made->name.size;
    char *bytes = arena_alloc(evaluator->arena, size);
    memcpy(bytes, &made->scope, sizeof made->scope);
    memcpy(bytes + sizeof made->scope, made->name.data, made->name.size);
    struct str key = {bytes, size};
    struct assignment *entry = map_find(joined, key);
    if (!entry) {
        struct value *before = map_find(&made->scope->names, made->name);
        entry = ARENA_NEW(evaluator->arena, struct assignment, 1);
        *entry = (struct assignment){made->scope, made->name, before, before};
        map_put(joined, key, entry);
    }
    return entry;
}

static void join(struct evaluator *evaluator, const struct branch *yes, const struct branch *no,
                 struct str text) {
    struct map joined = {.arena = evaluator->arena}; // what each way left, before any is set
    for (size_t i = 0; i < yes->made.count; i++) {
        const struct assignment *made = &yes->made.items[i];
        joined_entry(evaluator, &joined, made)->before = made->after;
    }
    for (size_t i = 0; i < no->made.count; i++) {
        const struct assignment *made = &no->made.items[i];
        joined_entry(evaluator, &joined, made)->after = made->after;
    }
    for (size_t i = 0; i < joined.count; i++) {
        join_name(evaluator, joined.items[i].value, text);
    }
}

enum flow fork_evaluate(struct evaluator *evaluator, const struct fork *fork) {
    struct emitter *emitter = evaluator->emitter;
    struct frame *frame = evaluator->frame;
    const struct condition *before = emitter->condition;
    const struct condition *exit_before = frame->exit;
    struct branch yes = {.condition = condition_new(evaluator, fork->test, fork->text, true)};
    struct branch no = {.condition = condition_new(evaluator, fork->test, fork->text, false)};
    branch_take(evaluator, &yes, fork->yes, fork->context);
    emitter->condition = before;
    branch_take(evaluator, &no, fork->no, fork->context);
    emitter->condition = before;

    bool yes_ends = yes.flow != FLOW_NEXT, no_ends = no.flow != FLOW_NEXT;
    if (yes_ends && no_ends) {
        return yes.flow == FLOW_RAISE ? no.flow : yes.flow;
    }
    if (!yes_ends && !no_ends) {
        join(evaluator, &yes, &no, fork->text);
        if (frame->exit != exit_before) {
            // Somewhere inside a way out was taken: the rest depends on more than this test.
            emitter->condition = condition_new(evaluator, NULL, frame->exit->text, true);
            frame->exit = emitter->condition;
        }
        return FLOW_NEXT;
    }
    const struct branch *stays = yes_ends ? &no : &yes;
    enum flow ended = yes_ends ? yes.flow : no.flow;
    keep_assignments(evaluator, stays);
    // What raises ends the migration: the rest is not conditional on it.
    if (ended == FLOW_RAISE) {
        frame->may_raise = true;
        return FLOW_NEXT;
    }
    emitter->condition = stays->condition;
    if (ended == FLOW_RETURN) {
        frame->exit = stays->condition;
    }
    if (evaluator->loop && ended != FLOW_CONTINUE) {
        evaluator->loop->condition = stays->condition;
    }
    return FLOW_NEXT;
}

void lazy_mark(struct evaluator *evaluator, struct value *value, size_t first) {
    struct operations *out = evaluator->emitter->out;
    const struct condition *now = evaluator->emitter->condition;
    for (size_t i = first; i < out->count; i++) {
        if (out->items[i].condition == now) {
            value->lazy = value->lazy ? value->lazy
                                      : condition_new(evaluator, NULL,
                                                      STR("its items are asked for"), true);
            out->items[i].condition = value->lazy;
        }
    }
}

void lazy_run(struct evaluator *evaluator, const struct value *value) {
    struct operations *out = evaluator->emitter->out;
    for (size_t i = 0; value->lazy && i < out->count; i++) {
        if (out->items[i].condition == value->lazy) {
            out->items[i].condition = evaluator->emitter->condition;
        }
    }
}

enum flow perhaps_evaluate(struct evaluator *evaluator, struct str text, way body,
                           void *context) {
    struct fork fork = {.text = text, .yes = body, .context = context};
    return fork_evaluate(evaluator, &fork);
}
