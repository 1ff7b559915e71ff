#include "python/evaluator.h"

// What functions with @lru_cache gave: what they do is done once for the same arguments.

static bool holds(const struct condition *condition, const struct condition *now) {
    while (now && now != condition) {
        now = now->parent;
    }
    return now == condition;
}

// What a cached function gave for these arguments, when that is sure to have been; else NULL.
struct value *cache_find(const struct evaluator *evaluator, const struct function *function,
                         const struct value *self, const struct call *call) {
    for (const struct remembered *r = function->results; r; r = r->before) {
        bool is_same = r->self == self && r->args.count == call->args.count &&
                       holds(r->condition, evaluator->emitter->condition) &&
                       !call->keyword_count && !call->args_are_partial;
        for (size_t i = 0; is_same && i < call->args.count; i++) {
            is_same = value_equal(r->args.items[i], call->args.items[i]) == TRUTH_YES;
        }
        if (is_same) {
            return r->result;
        }
    }
    return NULL;
}

void cache_add(struct evaluator *evaluator, struct function *function, const struct value *self,
               const struct call *call, struct value *result) {
    if (call->keyword_count || call->args_are_partial || call->keywords_are_partial) {
        return;
    }
    modules_touch(evaluator, function->module->arena);
    struct remembered *now = ARENA_NEW(evaluator->arena, struct remembered, 1);
    *now = (struct remembered){.before = function->results,
                               .args = call->args,
                               .self = self,
                               .condition = evaluator->emitter->condition,
                               .result = result};
    function->results = now;
}
