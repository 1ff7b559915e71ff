#include "python/migration.h"

#include "model/keep.h"
#include "python/classes.h"

struct python_reader {
    struct arena *arena;
    struct arena *scratch; // of the migration being read
    struct syntax *syntax;
    const struct python_modules *modules;
    struct module_cache *cache;
};

static void free_scratch(void *reader) {
    arena_free(((struct python_reader *)reader)->scratch);
}

struct python_reader *python_reader_new(struct arena *arena,
                                        const struct python_modules *modules) {
    struct python_reader *reader = ARENA_NEW(arena, struct python_reader, 1);
    struct syntax *syntax = syntax_new(arena);
    *reader = (struct python_reader){arena, arena_new(), syntax, modules,
                                     module_cache_new(arena, syntax)};
    arena_own(arena, reader, free_scratch);
    return reader;
}

struct python_reader *python_reader_beside(struct arena *arena,
                                           const struct python_reader *other) {
    struct python_reader *reader = ARENA_NEW(arena, struct python_reader, 1);
    *reader = (struct python_reader){arena, arena_new(), syntax_new(arena), other->modules,
                                     other->cache};
    arena_own(arena, reader, free_scratch);
    return reader;
}

// ---- the header

static void read_ids(struct evaluator *evaluator, const char *name, struct str_list *ids,
                     struct revision *revision) {
    struct value *value = map_find(&evaluator->main->globals->names, str_from(name));
    struct str text;
    if (!value || value->kind == VALUE_NONE) {
        return;
    }
    if (value_is_text(value, &text)) {
        *ARENA_PUSH(evaluator->arena, ids) = text;
        return;
    }
    struct value_list items = {0};
    bool partial = false;
    struct str reason = {0};
    iterate(evaluator, value, &items, &partial, &reason);
    revision->is_literal &= !partial;
    for (size_t i = 0; i < items.count; i++) {
        if (value_is_text(items.items[i], &text)) {
            *ARENA_PUSH(evaluator->arena, ids) = text;
        } else {
            revision->is_literal = false;
        }
    }
}

// The span of the assignment to a name at module level.
static struct span find_assignment(const struct module *module, const char *name) {
    for (const struct node *n = node_first(module->tree->root); n; n = node_next(n)) {
        const struct node *inner = node_first(n);
        if (n->kind != NODE_EXPRESSION_STATEMENT || !inner || inner->kind != NODE_ASSIGNMENT) {
            continue;
        }
        const struct node *left = node_field(inner, FIELD_OF_LEFT);
        if (left && str_is(syntax_text(module->source, left), name)) {
            return inner->span;
        }
    }
    return (struct span){0};
}

static void read_docstring(struct evaluator *evaluator, struct revision *revision) {
    const struct node *first = node_first(evaluator->main->tree->root);
    const struct node *string = first ? node_first(first) : NULL;
    if (!string || first->kind != NODE_EXPRESSION_STATEMENT || string->kind != NODE_STRING) {
        return;
    }
    struct value *value = evaluate(evaluator, string);
    struct str rest = value->text.text, line;
    while (str_split(&rest, '\n', &line)) {
        line = str_trim(line);
        if (!revision->message.size) {
            revision->message = line;
        } else if (str_starts(line, STR("Create Date:"))) {
            revision->created = str_trim(str_slice(line, 12, line.size));
        }
    }
}

static void read_header(struct evaluator *evaluator, struct migration *migration) {
    struct revision *revision = &migration->revision;
    revision->path = migration->source->path;
    revision->is_literal = true;
    struct value *id = map_find(&evaluator->main->globals->names, STR("revision"));
    if (id && !value_is_text(id, &revision->id)) {
        revision->is_literal = false;
    }
    read_ids(evaluator, "down_revision", &revision->down_revisions, revision);
    read_ids(evaluator, "depends_on", &revision->depends_on, revision);
    read_ids(evaluator, "branch_labels", &revision->branch_labels, revision);
    revision->span = find_assignment(evaluator->main, "revision");
    revision->down_span = find_assignment(evaluator->main, "down_revision");
    read_docstring(evaluator, revision);
}

// ---- the directions

// upgrade(engine_name) of the multi-database template calls upgrade_<engine>() by name: each of
// them is run. Source: alembic/templates/multidb/script.py.mako.
static bool is_direction_of_engine(struct str name, struct str direction) {
    return str_starts(name, direction) && name.size > direction.size + 1 &&
           name.data[direction.size] == '_';
}

static void run(struct evaluator *evaluator, struct value *function) {
    struct call call = {.span = function->span};
    pending_finish(evaluator, call_value(evaluator, function, &call));
}

// def upgrade(), upgrade = partial(…), upgrade = Migration().up
static bool can_run(const struct value *function) {
    return function->kind == VALUE_FUNCTION || function->kind == VALUE_PARTIAL ||
           (function->kind == VALUE_METHOD && function->function) ||
           special_find(function, "__call__");
}

static void run_direction(struct evaluator *evaluator, struct migration *migration,
                          struct str direction, struct operations *out) {
    struct emitter emitter = evaluator_emitter(evaluator, migration->source, out);
    emitter.comments = &migration->comments;
    struct frame frame = {.scope = evaluator->main->globals};
    evaluator->emitter = &emitter;
    evaluator->frame = &frame;
    evaluator->steps = 0;
    evaluator->is_stopped = false;
    struct value *function = map_find(&evaluator->main->globals->names, direction);
    if (function) {
        function = resolve_external(evaluator, function);
    }
    if (!function || !can_run(function)) {
        struct str reason =
            str_format(evaluator->arena, STR_FMT "() is not defined here%s", STR_ARG(direction),
                       function ? ", and what it is could not be read" : "");
        if (function || str_is(direction, "upgrade")) {
            emit_opaque(&emitter, migration->revision.span, reason);
        }
        return;
    }
    bool by_engine = function->kind == VALUE_FUNCTION && function->function->parameters.count;
    bool found = false;
    for (size_t i = 0; by_engine && i < evaluator->main->globals->names.count; i++) {
        const struct map_entry *entry = &evaluator->main->globals->names.items[i];
        if (entry->value && is_direction_of_engine(entry->key, direction)) {
            run(evaluator, entry->value);
            found = true;
        }
    }
    if (!found) {
        run(evaluator, function);
    }
}

static struct str syntax_error_text(struct arena *arena, const struct source *source,
                                    const struct node *error) {
    struct str found = syntax_text(source, error);
    found = str_trim(str_slice(found, 0, str_find(found, STR("\n"), 0)));
    if (error->is_missing || !found.size) {
        return STR("syntax error: the statement is not complete");
    }
    bool long_text = found.size > 40;
    return str_format(arena, "syntax error at “" STR_FMT "%s”", STR_ARG(str_cut(found, 40)),
                      long_text ? "…" : "");
}

// A statement of its own body raises: it never comes to an end.
static bool refuses(const struct evaluator *evaluator, struct str direction) {
    const struct value *function = map_find(&evaluator->main->globals->names, direction);
    bool is_known = function && function->kind == VALUE_FUNCTION;
    const struct node *body = is_known ? function->function->body : NULL;
    for (const struct node *n = body ? node_first(body) : NULL; n; n = node_next(n)) {
        if (n->kind == NODE_RAISE) {
            return true;
        }
    }
    return false;
}

// Evaluates the migration, all in the scratch arena.
static void evaluate_migration(struct python_reader *reader, const struct syntax_tree *tree,
                               const struct naming_convention *naming,
                               struct migration *migration, bool *has_helpers) {
    struct arena *arena = reader->scratch;
    struct evaluator evaluator = {.arena = arena,
                                  .syntax = reader->syntax,
                                  .modules = reader->modules,
                                  .cache = reader->cache,
                                  .naming = naming,
                                  .loaded = {.arena = arena},
                                  .memory_start = arena_used(arena)};
    evaluator.main = module_new(&evaluator, migration->source, tree);
    struct operations scratch = {0};
    struct emitter emitter = evaluator_emitter(&evaluator, migration->source, &scratch);
    struct frame frame = {.scope = evaluator.main->globals};
    evaluator.emitter = &emitter;
    evaluator.frame = &frame;
    evaluate_block(&evaluator, tree->root);
    read_header(&evaluator, migration);
    run_direction(&evaluator, migration, STR("upgrade"), &migration->upgrade);
    run_direction(&evaluator, migration, STR("downgrade"), &migration->downgrade);
    migration->downgrade_raises = refuses(&evaluator, STR("downgrade"));
    *has_helpers = evaluator.loaded.count > 1;
}

static void keep_revision(struct keeper *keeper, struct revision *revision) {
    revision->id = keep_text(keeper, revision->id);
    revision->message = keep_text(keeper, revision->message);
    revision->created = keep_text(keeper, revision->created);
    revision->down_revisions = keep_list(keeper, &revision->down_revisions);
    revision->depends_on = keep_list(keeper, &revision->depends_on);
    revision->branch_labels = keep_list(keeper, &revision->branch_labels);
}

// What stays of a migration when the scratch arena goes.
static struct migration *keep(struct python_reader *reader, const struct migration *from) {
    struct keeper keeper = {.arena = reader->arena,
                            .stays = from->source->text,
                            .conditions.arena = reader->scratch};
    struct migration *migration = ARENA_NEW(reader->arena, struct migration, 1);
    *migration = *from;
    keep_revision(&keeper, &migration->revision);
    migration->unreadable = keep_text(&keeper, from->unreadable);
    migration->comments = keep_spans(&keeper, &from->comments);
    migration->upgrade = keep_operations(&keeper, &from->upgrade);
    migration->downgrade = keep_operations(&keeper, &from->downgrade);
    return migration;
}

static void destroy(void *arena) {
    arena_free(arena);
}

// Helper modules outlive the migration, and a value of theirs may have come to hold one of its
// own: then all of it stays.
static void clear_scratch(struct python_reader *reader, bool has_helpers) {
    if (has_helpers) {
        arena_own(reader->cache->arena, reader->scratch, destroy);
        reader->scratch = arena_new();
    } else {
        arena_reset(reader->scratch);
    }
}

struct migration *python_read(struct python_reader *reader, const struct source *source,
                              const struct naming_convention *naming) {
    struct migration read = {.kind = MIGRATION_PYTHON, .source = source};
    read.revision.path = source->path;
    const struct syntax_tree *tree = syntax_parse(reader->syntax, reader->scratch, source);
    read.tree = syntax_later(reader->syntax, tree);
    read.comments = tree->comments;
    bool has_helpers = false;
    if (!tree->root) {
        read.unreadable = tree->problem;
    } else if (tree->first_error) {
        read.unreadable = syntax_error_text(reader->scratch, source, tree->first_error);
        read.unreadable_span = tree->first_error->span;
    } else {
        evaluate_migration(reader, tree, naming, &read, &has_helpers);
    }
    struct migration *migration = keep(reader, &read);
    clear_scratch(reader, has_helpers);
    return migration;
}
