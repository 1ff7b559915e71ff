#include <string.h>

#include "python/alembic.h"
#include "python/evaluator.h"
#include "python/packages.h"
#include "python/sqlalchemy.h"

enum { PATH_PARTS_LIMIT = 24 };

// ---- reading the repository's own modules

// root/a/b and what ends it; the view holds until the next call.
static struct str path_below(struct evaluator *evaluator, struct str root, struct str dotted,
                             struct str end) {
    struct text *path = &evaluator->cache->path;
    path->count = 0;
    text_add(path, root);
    text_add(path, root.size ? STR("/") : (struct str){0});
    for (size_t i = 0; i < dotted.size; i++) {
        text_add_char(path, dotted.data[i] == '.' ? '/' : dotted.data[i]);
    }
    text_add(path, end);
    return text_str(path);
}

struct module *module_new(struct evaluator *evaluator, const struct source *source,
                          const struct syntax_tree *tree) {
    struct module *module = ARENA_NEW(evaluator->arena, struct module, 1);
    module->path = source->path;
    module->source = source;
    module->tree = tree;
    module->arena = evaluator->arena;
    module->globals = scope_new(evaluator, NULL, module);
    struct str path = str_concat(evaluator->arena, STR("/"), source->path);
    map_put(&module->globals->names, STR("__file__"),
            value_text(evaluator->arena, (struct span){0}, path));
    map_put(&evaluator->loaded, module->path, module);
    return module;
}

// Evaluates a helper module's own statements; what it would do to a database does not count.
static void run_module(struct evaluator *evaluator, struct module *module) {
    struct operations scratch = {0};
    struct emitter emitter = evaluator_emitter(evaluator, module->source, &scratch);
    struct emitter *emitter_before = evaluator->emitter;
    struct frame *frame_before = evaluator->frame;
    struct loop *loop_before = evaluator->loop;
    struct assignments *journal_before = evaluator->journal;
    struct frame frame = {.scope = module->globals};
    evaluator->emitter = &emitter;
    evaluator->frame = &frame;
    evaluator->loop = NULL;
    evaluator->journal = NULL; // what an import binds stays, whatever the test around it
    evaluate_block(evaluator, module->tree->root);
    evaluator->emitter = emitter_before;
    evaluator->frame = frame_before;
    evaluator->loop = loop_before;
    evaluator->journal = journal_before;
}

// A package that is known, or the text of a file.
static bool read_text(struct evaluator *evaluator, struct str path, struct str *text) {
    return package_text(path, text) ||
           evaluator->modules->read(evaluator->modules->context, path, text);
}

static const struct syntax_tree *parse_file(struct evaluator *evaluator, struct str path) {
    struct module_cache *cache = evaluator->cache;
    struct syntax_tree *tree = map_find(&cache->trees, path);
    struct str text;
    if (tree) {
        return tree;
    }
    path = str_copy(cache->arena, path);
    tree = read_text(evaluator, path, &text)
               ? syntax_parse(cache->syntax, cache->arena, source_new(cache->arena, path, text))
               : ARENA_NEW(cache->arena, struct syntax_tree, 1); // none, and not asked again
    map_put(&cache->trees, path, tree);
    return tree;
}

static struct module *load_file(struct evaluator *evaluator, struct str path) {
    struct module *module = map_find(&evaluator->loaded, path);
    if (module) {
        modules_note_use(evaluator, module);
        return module;
    }
    if (evaluator->loaded.count >= MODULE_LIMIT || evaluator->calls >= CALL_LIMIT) {
        modules_note_limit(evaluator);
        return NULL;
    }
    module = modules_take(evaluator, path);
    if (module) {
        modules_note_use(evaluator, module);
        return module;
    }
    const struct syntax_tree *tree = parse_file(evaluator, path);
    if (!tree || !tree->root || tree->first_error) {
        return NULL;
    }
    struct loading loading = modules_begin(evaluator);
    module = module_new(evaluator, tree->source, tree);
    modules_note_use(evaluator, module);
    modules_enter(evaluator, module);
    evaluator->calls++;
    run_module(evaluator, module);
    evaluator->calls--;
    modules_end(evaluator, &loading, module);
    return module;
}

// Below a root that is known: a/b.py or a/b/__init__.py.
static struct module *load_below(struct evaluator *evaluator, struct str root,
                                 struct str dotted) {
    struct module *module =
        load_file(evaluator, path_below(evaluator, root, dotted, STR(".py")));
    return module
               ? module
               : load_file(evaluator, path_below(evaluator, root, dotted, STR("/__init__.py")));
}

// The folder that holds the package, where the main file lies in it: src/pkg/migrations/env.py
// imports pkg from src. False: it does not.
static bool root_of_own_package(const struct evaluator *evaluator, struct str dotted,
                                struct str *root) {
    struct str package = str_slice(dotted, 0, str_find(dotted, STR("."), 0));
    struct str main = evaluator->main ? evaluator->main->path : (struct str){0};
    for (size_t at = 0; (at = str_find(main, package, at)) != SIZE_MAX; at++) {
        size_t end = at + package.size;
        if (at > 0 && main.data[at - 1] == '/' && end < main.size && main.data[end] == '/') {
            *root = str_slice(main, 0, at - 1);
            return true;
        }
    }
    return false;
}

// pkg.mod is pkg/mod.py or pkg/mod/__init__.py below a root, or beside the package of the main file.
static struct module *load(struct evaluator *evaluator, struct str dotted) {
    const struct python_modules *modules = evaluator->modules;
    if (!modules || !modules->read || !dotted.size) {
        return NULL;
    }
    struct str own;
    for (size_t i = 0; i < modules->roots.count; i++) {
        struct module *module = load_below(evaluator, modules->roots.items[i], dotted);
        if (module) {
            return module;
        }
    }
    if (root_of_own_package(evaluator, dotted, &own)) {
        struct module *module = load_below(evaluator, own, dotted);
        if (module) {
            return module;
        }
    }
    struct str package = package_find(dotted);
    return package.size ? load_file(evaluator, package) : NULL;
}

struct module *module_of_environment(struct evaluator *evaluator) {
    enum { FOLDERS = 6 };
    struct str folder = evaluator->main->path;
    bool can_read = evaluator->modules && evaluator->modules->read;
    for (unsigned i = 0; i < FOLDERS && can_read; i++) {
        size_t slash = str_find_last(folder, '/');
        if (slash == SIZE_MAX) {
            return NULL;
        }
        folder = str_slice(folder, 0, slash);
        struct module *module =
            load_file(evaluator, str_concat(evaluator->arena, folder, STR("/env.py")));
        if (module) {
            return module;
        }
    }
    return NULL;
}

void modules_load_packages(struct evaluator *evaluator) {
    for (size_t i = 0; evaluator->modules && evaluator->modules->read && package_at(i); i++) {
        load_file(evaluator, str_from(package_at(i)));
    }
}

static bool is_foreign(struct str path) {
    return alembic_has(path) || sqlalchemy_has(path) || builtin_has(path);
}

// Splits pkg.mod.name into the longest module that is there and the names after it.
static struct value *find_external(struct evaluator *evaluator, struct str path,
                                   struct span span) {
    size_t end = path.size;
    for (unsigned part = 0; part < PATH_PARTS_LIMIT && end && end != SIZE_MAX; part++) {
        struct module *module = load(evaluator, str_slice(path, 0, end));
        if (module) {
            struct str rest = str_slice(path, end + 1, path.size);
            struct value *value = NULL;
            struct str name;
            if (!str_split(&rest, '.', &name)) {
                return NULL; // the module itself: stays a path
            }
            value = map_find(&module->globals->names, name);
            bool is_itself = value && value->kind == VALUE_EXTERNAL && // from . import name
                             str_equal(value->name, str_slice(path, 0, end + 1 + name.size));
            if (is_itself) {
                return NULL; // a module of its own, which cannot be read
            }
            while (value && rest.size && str_split(&rest, '.', &name)) {
                value = evaluate_attribute(evaluator, value, name, span);
            }
            return value;
        }
        end = str_find_last(str_slice(path, 0, end), '.');
    }
    return NULL;
}

struct value *resolve_external(struct evaluator *evaluator, struct value *value) {
    if (value->kind != VALUE_EXTERNAL || is_foreign(value->name) || !evaluator->modules ||
        !evaluator->modules->read || evaluator->calls >= CALL_LIMIT) {
        return value;
    }
    bool was_stopped = evaluator->is_stopped;
    evaluator->calls++; // modules may give a name to each other
    struct value *found = find_external(evaluator, value->name, value->span);
    found = found ? found : value;
    if (found->kind == VALUE_EXTERNAL && !str_equal(found->name, value->name)) {
        found = resolve_external(evaluator, found); // re-exported from elsewhere
    }
    evaluator->calls--;
    if (evaluator->is_stopped && !was_stopped) { // where a module's own operations do not count
        report_limit(evaluator, value->span);
    }
    return found;
}

// ---- import statements

// The package folder that a relative import starts from, as a dotted path.
static struct str package_of(struct evaluator *evaluator, const struct module *module,
                             size_t dots) {
    struct str path = module->path;
    for (size_t i = 0; i < dots; i++) {
        size_t slash = str_find_last(path, '/');
        path = slash == SIZE_MAX ? (struct str){0} : str_slice(path, 0, slash);
    }
    struct str dotted = str_copy(evaluator->arena, path);
    char *bytes = (char *)dotted.data;
    for (size_t i = 0; i < dotted.size; i++) {
        bytes[i] = bytes[i] == '/' ? '.' : bytes[i];
    }
    return dotted;
}

static struct str module_path(struct evaluator *evaluator, const struct node *node) {
    if (!node || node->kind != NODE_RELATIVE_IMPORT) {
        return evaluator_text(evaluator, node);
    }
    struct str text = str_trim(evaluator_text(evaluator, node));
    size_t dots = 0;
    while (dots < text.size && text.data[dots] == '.') {
        dots++;
    }
    struct str rest = str_trim(str_slice(text, dots, text.size));
    struct str package = package_of(evaluator, evaluator->frame->scope->module, dots);
    if (!package.size || !rest.size) {
        return package.size ? package : rest;
    }
    return str_dotted(evaluator->arena, package, rest);
}

// import a.b, c as d: without an alias the first part is bound.
void evaluate_import(struct evaluator *evaluator, const struct node *node) {
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        struct str path = evaluator_text(evaluator, n);
        struct str name = str_slice(path, 0, str_find(path, STR("."), 0));
        struct str bound = name;
        if (n->kind == NODE_ALIASED_IMPORT) {
            bound = path = evaluator_text(evaluator, node_field(n, FIELD_OF_NAME));
            name = evaluator_text(evaluator, node_field(n, FIELD_OF_ALIAS));
        }
        scope_set(evaluator, evaluator->frame->scope, name,
                  value_external(evaluator->arena, n->span, bound));
    }
}

static void import_all(struct evaluator *evaluator, struct str path) {
    struct scope *scope = evaluator->frame->scope;
    struct module *module = is_foreign(path) ? NULL : load(evaluator, path);
    if (!module) {
        *ARENA_PUSH(evaluator->arena, &scope->module->star_imports) = path;
        return;
    }
    for (size_t i = 0; i < module->globals->names.count; i++) {
        const struct map_entry *entry = &module->globals->names.items[i];
        if (entry->value && entry->key.data[0] != '_') {
            scope_set(evaluator, scope, entry->key, entry->value);
        }
    }
}

void evaluate_import_from(struct evaluator *evaluator, const struct node *node) {
    struct str path = module_path(evaluator, node_field(node, FIELD_OF_MODULE_NAME));
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        if (n->kind == NODE_WILDCARD_IMPORT) {
            import_all(evaluator, path);
            continue;
        }
        if (n->field != FIELD_OF_NAME) {
            continue;
        }
        struct str name = evaluator_text(evaluator, n);
        struct str bound = name;
        if (n->kind == NODE_ALIASED_IMPORT) {
            name = evaluator_text(evaluator, node_field(n, FIELD_OF_NAME));
            bound = evaluator_text(evaluator, node_field(n, FIELD_OF_ALIAS));
        }
        struct str full = path.size ? str_dotted(evaluator->arena, path, name) : name;
        scope_set(evaluator, evaluator->frame->scope, bound,
                  value_external(evaluator->arena, n->span, full));
    }
}
