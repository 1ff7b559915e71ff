#include "python/evaluator.h"

// A module that is loaded anew for each migration would be the same each time, as long as what
// it looks at is loaded anew as well and nobody else changes what is in them. So it is kept
// together with all of that (its closure), and taken again where the closure is whole: none of
// it is there already as something else, or was changed from outside.

struct kept_module {
    struct module *module;
    struct module_list closure; // with itself
};

static bool has(const struct module_list *list, const struct module *module) {
    size_t i = 0;
    while (i < list->count && list->items[i] != module) {
        i++;
    }
    return i < list->count;
}

static void add_once(struct arena *arena, struct module_list *list, struct module *module) {
    if (!has(list, module)) {
        *ARENA_PUSH(arena, list) = module;
    }
}

struct module_cache *module_cache_new(struct arena *arena, struct syntax *syntax) {
    struct module_cache *cache = ARENA_NEW(arena, struct module_cache, 1);
    *cache = (struct module_cache){.arena = arena,
                                   .syntax = syntax,
                                   .trees.arena = arena,
                                   .kept.arena = arena,
                                   .path.arena = arena};
    return cache;
}

// ---- loading

static void destroy(void *arena) {
    arena_free(arena);
}

struct loading modules_begin(struct evaluator *evaluator) {
    struct loading before = {evaluator->arena, evaluator->memory_start, evaluator->steps,
                             evaluator->loading};
    struct arena *arena = arena_new();
    arena_own(evaluator->cache->arena, arena, destroy);
    // Memory counts on from here; the difference of unsigned numbers may wrap, and back.
    size_t used = arena_used(evaluator->arena) - evaluator->memory_start;
    evaluator->memory_start = arena_used(arena) - used;
    evaluator->arena = arena;
    return before;
}

void modules_enter(struct evaluator *evaluator, struct module *module) {
    module->importer = evaluator->loading;
    module->level = module->importer ? module->importer->level + 1 : 0;
    module->lowest = module->level;
    module->is_loading = true;
    evaluator->loading = module;
}

// All that a module looked at, and what those looked at.
static void collect(struct arena *arena, struct module_list *closure, struct module *module) {
    add_once(arena, closure, module);
    for (size_t i = closure->count - 1; i < closure->count; i++) {
        const struct module_list *uses = &closure->items[i]->uses;
        for (size_t k = 0; k < uses->count; k++) {
            add_once(arena, closure, uses->items[k]);
        }
    }
}

static void keep(struct module_cache *cache, struct module *module) {
    struct kept_module *kept = ARENA_NEW(cache->arena, struct kept_module, 1);
    kept->module = module;
    collect(cache->arena, &kept->closure, module);
    map_put(&cache->kept, module->path, kept);
}

void modules_end(struct evaluator *evaluator, const struct loading *loading,
                 struct module *module) {
    size_t used = arena_used(evaluator->arena) - evaluator->memory_start;
    uint32_t steps = evaluator->steps - loading->steps;
    struct module *importer = loading->importer;
    module->is_loading = false;
    module->steps = steps - module->inner_steps;
    evaluator->arena = loading->arena;
    evaluator->memory_start = arena_used(loading->arena) - used;
    evaluator->loading = importer;
    if (importer) {
        importer->inner_steps += steps;
        importer->lowest =
            module->lowest < importer->lowest ? module->lowest : importer->lowest;
    }
    // One that looked at an importer saw only a part of that: loaded first it may be another.
    if (module->lowest >= module->level && !module->is_cut) {
        keep(evaluator->cache, module);
    }
}

void modules_note_use(struct evaluator *evaluator, struct module *module) {
    struct module *user = evaluator->loading;
    if (user && user != module) {
        add_once(evaluator->cache->arena, &user->uses, module);
        if (module->is_loading && module->level < user->lowest) {
            user->lowest = module->level;
        }
    }
}

void modules_note_limit(struct evaluator *evaluator) {
    for (struct module *module = evaluator->loading; module; module = module->importer) {
        module->is_cut = true;
    }
}

// ---- taking

static bool is_as_loaded(const struct module *module, const struct module_list *closure) {
    bool whole = !module->is_spoiled;
    for (size_t i = 0; i < module->changed_by.count && whole; i++) {
        whole = has(closure, module->changed_by.items[i]);
    }
    return whole;
}

struct module *modules_take(struct evaluator *evaluator, struct str path) {
    const struct kept_module *kept = map_find(&evaluator->cache->kept, path);
    size_t count = 0;
    uint32_t steps = 0;
    for (size_t i = 0; kept && i < kept->closure.count; i++) {
        const struct module *module = kept->closure.items[i];
        const struct module *there = map_find(&evaluator->loaded, module->path);
        if ((there && there != module) || !is_as_loaded(module, &kept->closure)) {
            return NULL;
        }
        count += !there;
        steps += there ? 0 : module->steps;
    }
    bool fits = evaluator->loaded.count + count <= MODULE_LIMIT &&
                evaluator->steps + steps < STEP_LIMIT;
    if (!kept || !fits) {
        return NULL;
    }
    for (size_t i = 0; i < kept->closure.count; i++) {
        struct module *module = kept->closure.items[i];
        map_put(&evaluator->loaded, module->path, module);
    }
    evaluator->steps += steps;
    if (evaluator->loading) {
        evaluator->loading->inner_steps += steps;
    }
    return kept->module;
}

void modules_touch(struct evaluator *evaluator, const struct arena *arena) {
    if (arena == evaluator->arena || !arena) {
        return;
    }
    for (size_t i = 0; i < evaluator->loaded.count; i++) {
        struct module *module = evaluator->loaded.items[i].value;
        if (module->arena != arena || module == evaluator->main) {
            continue;
        }
        if (evaluator->loading) {
            add_once(evaluator->cache->arena, &module->changed_by, evaluator->loading);
        } else {
            module->is_spoiled = true;
        }
    }
}
