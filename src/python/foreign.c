#include "python/alembic.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"

// Calls of what is not read: of other packages, of unknown values, of the standard library.

// Is the database handed over, so that what is called may do anything to it?
bool foreign_gets_database(const struct call *call) {
    for (size_t i = 0; i < call->args.count + call->keyword_count; i++) {
        const struct value *value = i < call->args.count
                                        ? call->args.items[i]
                                        : call->keywords[i - call->args.count].value;
        bool is_op = value->kind == VALUE_EXTERNAL && alembic_has(value->name);
        bool is_term = value->kind == VALUE_TERM &&
                       (value->term->kind == TERM_CONNECTION ||
                        value->term->kind == TERM_CONTEXT || value->term->kind == TERM_BATCH);
        if (is_op || is_term) {
            return true;
        }
    }
    return false;
}

// engine.execute() of an engine from elsewhere, os.system(): made for what they do, whatever
// becomes of their results.
bool foreign_speaks(struct str what) {
    static const char *const names[] = {
        "execute",     "executemany", "executescript",        "exec_driver_sql",
        "execute_sql", "run_sql",     "bulk_insert_mappings", "system",
        "popen",       "Popen",       "check_call",           "check_output"};
    size_t dot = str_find_last(what, '.');
    struct str last = dot == SIZE_MAX ? what : str_slice(what, dot + 1, what.size);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(last, names[i])) {
            return true;
        }
    }
    return str_starts(what, STR("subprocess."));
}

// As a statement of its own it is made for what it does.
struct value *foreign_call(struct evaluator *evaluator, struct str what, struct str reason,
                           const struct call *call, bool in_statement) {
    if (in_statement || foreign_gets_database(call) || foreign_speaks(what)) {
        struct str text =
            str_format(evaluator->arena, "what " STR_FMT "() does is not known%s" STR_FMT,
                       STR_ARG(what), reason.size ? ": " : "", STR_ARG(reason));
        emit_opaque(evaluator->emitter, call->span, text);
    }
    if (!reason.size) {
        reason = str_format(evaluator->arena, "the result of " STR_FMT "() is not known",
                            STR_ARG(what));
    }
    return value_unknown(evaluator->arena, call->span, reason);
}

struct callback {
    struct value *function;
    struct call call;
};

static enum flow take_callback(struct evaluator *evaluator, void *context) {
    struct callback *callback = context;
    bool before = evaluator->emitter->in_loop;
    evaluator->emitter->in_loop = true;
    call_value(evaluator, callback->function, &callback->call);
    evaluator->emitter->in_loop = before;
    return FLOW_NEXT;
}

// Functions given to one that is not followed may be called there, any number of times.
void foreign_run_callbacks(struct evaluator *evaluator, struct str path,
                           const struct call *call) {
    for (size_t i = 0; i < call->args.count + call->keyword_count; i++) {
        struct value *value = i < call->args.count ? call->args.items[i]
                                                   : call->keywords[i - call->args.count].value;
        bool is_directive =
            value->kind == VALUE_EXTERNAL && str_starts(value->name, STR("alembic.op."));
        bool is_method =
            value->kind == VALUE_METHOD && (value->function || value->self->kind == VALUE_TERM);
        if (value->kind != VALUE_FUNCTION && value->kind != VALUE_PARTIAL && !is_directive &&
            !is_method) {
            continue;
        }
        struct callback callback = {.function = value, .call = {.span = call->span}};
        callback.call.args_are_partial = true;
        callback.call.reason =
            str_format(evaluator->arena, "it is called by " STR_FMT "()", STR_ARG(path));
        perhaps_evaluate(evaluator, callback.call.reason, take_callback, &callback);
    }
}

// logging.getLogger().info(), datetime.now().isoformat(): nothing that a database sees.
bool foreign_is_library(const struct value *value) {
    while (value->kind == VALUE_UNKNOWN && value->self) {
        value = value->self;
    }
    return value->kind == VALUE_UNKNOWN && value->name.size && builtin_has(value->name);
}

// Methods of containers and loggers, or that end something: nothing to a database.
bool foreign_is_harmless(struct str name) {
    static const char *const names[] = {
        "debug",    "info",   "warning", "warn",       "error", "exception",
        "critical", "append", "extend",  "insert",     "pop",   "sort",
        "clear",    "close",  "discard", "setdefault", "remove"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

// rows.all() of rows that ask what exists.
bool foreign_is_same_rows(const struct value *method) {
    static const char *const names[] = {"all",    "fetchall", "scalars", "mappings",
                                        "unique", "tuples",   "columns"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(method->name, names[i])) {
            return method->self->kind == VALUE_UNKNOWN &&
                   method->self->guard.guard != GUARD_NONE;
        }
    }
    return false;
}
