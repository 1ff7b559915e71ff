#include "postgres/views.h"

#include "postgres/apply.h"

// The entry of used_columns for a column of a relation; * for all of an incomplete one.
static struct str entry_of(struct arena *arena, struct str key, struct str column) {
    return str_dotted(arena, key, column);
}

bool view_uses(struct arena *arena, const struct catalog_relation *view,
               const struct catalog_relation *relation, struct str column) {
    return str_list_has(&view->sources, relation->key) &&
           (str_list_has(&view->used_columns, entry_of(arena, relation->key, column)) ||
            str_list_has(&view->used_columns, entry_of(arena, relation->key, STR("*"))));
}

void view_rename_column(struct arena *arena, struct catalog *catalog,
                        const struct catalog_relation *relation, struct str old,
                        struct str new) {
    for (size_t i = 0; catalog->has_views && i < catalog->relations.count; i++) {
        struct catalog_relation *view = catalog->relations.items[i].value;
        if (view && str_list_has(&view->sources, relation->key)) {
            apply_replace_in(&view->used_columns, entry_of(arena, relation->key, old),
                             entry_of(arena, relation->key, new));
        }
    }
}

void view_rename_source(struct arena *arena, struct catalog_relation *view, struct str old,
                        struct str new) {
    struct str before = entry_of(arena, old, (struct str){0});
    for (size_t i = 0; i < view->used_columns.count; i++) {
        struct str *entry = &view->used_columns.items[i];
        if (str_starts(*entry, before)) {
            *entry = entry_of(arena, new, str_slice(*entry, before.size, entry->size));
        }
    }
}

// ---- CREATE VIEW

static void add(struct arena *arena, struct catalog_relation *view, struct str key,
                struct str column) {
    struct str entry = entry_of(arena, key, column);
    if (!str_list_has(&view->used_columns, entry)) {
        *ARENA_PUSH(arena, &view->used_columns) = entry;
    }
}

// A source that a name in the query may stand for: qualified by it, or not qualified.
static bool may_mean(const struct catalog_relation *source, struct str key,
                     struct str qualifier) {
    struct str name = source ? source->name : key;
    return !qualifier.size || str_equal(name, qualifier);
}

// What the query names of one source. PostgreSQL writes * out when the view is made: a column that
// comes later is none of the view's.
static void add_named(const struct applier *applier, struct catalog_relation *view,
                      struct str key, struct str column) {
    const struct catalog_relation *source = catalog_find_key(applier->catalog, key);
    bool is_all = str_is(column, "*"), is_complete = source && source->is_complete;
    for (size_t i = 0; source && i < source->columns.count; i++) {
        const struct catalog_column *each = &source->columns.items[i];
        if (origin_is_there(&each->origin) && (is_all || str_equal(each->name, column))) {
            add(applier->arena, view, key, each->name);
        }
    }
    if (!is_complete) {
        add(applier->arena, view, key, column);
    }
}

void view_fill(const struct applier *applier, struct catalog_relation *view) {
    const struct operation *operation = applier->operation;
    view->sources = catalog_copy_list(applier->arena, &operation->names);
    applier->catalog->has_views = true;
    for (size_t i = 0; i < operation->expression.columns.count; i++) {
        struct str named = operation->expression.columns.items[i];
        size_t dot = str_find_last(named, '.');
        struct str qualifier = dot == SIZE_MAX ? (struct str){0} : str_slice(named, 0, dot);
        struct str column = dot == SIZE_MAX ? named : str_slice(named, dot + 1, named.size);
        for (size_t k = 0; k < view->sources.count; k++) {
            struct str key = view->sources.items[k];
            if (may_mean(catalog_find_key(applier->catalog, key), key, qualifier)) {
                add_named(applier, view, key, column);
            }
        }
    }
}
