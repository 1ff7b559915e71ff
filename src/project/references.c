#include "project/references.h"

#include <stdlib.h>
#include <string.h>

#include "project/codetext.h"
#include "project/models.h"
#include "project/references_sql.h"

enum {
    RANK_MODEL, // a model or a foreign key
    RANK_NAMED, // the table is named beside it
    RANK_CALLED // a variable is called as the table is
};

enum { FOUND_LIMIT = 200, NEAR = 200 };

struct codetexts {
    struct codetext **items;
    size_t count, capacity;
};

// One target's search.
struct finder {
    struct arena *arena;
    const struct codetexts *texts;
    struct reference_target *target;
    struct models models;
    bool has_attribute;     // a model maps the column under its own name
    struct str_list called; // what a variable that holds a row is called
};

// ---- words

void references_words(struct arena *arena, const struct reference_target *target,
                      struct map *words) {
    struct str_list names = {0};
    models_class_names(arena, target->table, &names);
    map_put(words, target->table, arena);
    if (target->column.size) {
        map_put(words, target->column, arena);
    }
    for (size_t i = 0; i < names.count; i++) {
        map_put(words, names.items[i], arena);
    }
}

// ---- what is found

static void add(struct finder *finder, const struct codetext *text, size_t at, int rank) {
    if (finder->target->found.count < FOUND_LIMIT) {
        *ARENA_PUSH(finder->arena, &finder->target->found) =
            (struct reference){.path = text->file->path,
                               .line = codetext_line(text, at),
                               .is_base = text->file->is_base,
                               .rank = rank};
    }
}

static int compare_by_place(const void *a, const void *b) {
    const struct reference *left = a;
    const struct reference *right = b;
    int order = str_compare(left->path, right->path);
    if (order == 0) {
        order = (left->is_base > right->is_base) - (left->is_base < right->is_base);
    }
    if (order == 0) {
        order = (left->line > right->line) - (left->line < right->line);
    }
    return order ? order : left->rank - right->rank;
}

static int compare_by_rank(const void *a, const void *b) {
    const struct reference *left = a;
    const struct reference *right = b;
    int order = (left->is_base > right->is_base) - (left->is_base < right->is_base);
    order = order ? order : left->rank - right->rank;
    return order ? order : compare_by_place(a, b);
}

// Each line once; of the base branch's files only those that name nothing in this tree.
static void tidy(struct reference_target *target) {
    struct reference *items = target->found.items;
    size_t kept = 0;
    if (!target->found.count) {
        return;
    }
    qsort(items, target->found.count, sizeof *items, compare_by_place);
    for (size_t i = 0; i < target->found.count; i++) {
        const struct reference *last = kept ? &items[kept - 1] : NULL;
        bool is_same_file = last && str_equal(last->path, items[i].path);
        if (!is_same_file ||
            (last->is_base == items[i].is_base && last->line != items[i].line)) {
            items[kept++] = items[i];
        }
    }
    target->found.count = kept;
    qsort(items, kept, sizeof *items, compare_by_rank);
}

// ---- models

static void add_called(struct finder *finder, struct str name) {
    struct arena *arena = finder->arena;
    struct str names[] = {name, models_singular(arena, name), models_snake(arena, name),
                          str_lower(arena, name)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!str_list_has(&finder->called, names[i])) {
            *ARENA_PUSH(arena, &finder->called) = names[i];
        }
    }
}

static void find_models(struct finder *finder) {
    struct reference_target *target = finder->target;
    for (size_t i = 0; i < finder->texts->count; i++) {
        models_find(finder->arena, finder->texts->items[i], target->table, &finder->models);
    }
    add_called(finder, target->table);
    for (size_t i = 0; i < finder->models.count; i++) {
        const struct model *model = &finder->models.items[i];
        bool is_attribute = false;
        size_t at = target->column.size ? model_column(model, target->column, &is_attribute)
                                        : model->place;
        if (at != SIZE_MAX) {
            add(finder, model->text, at, RANK_MODEL);
            finder->has_attribute = finder->has_attribute || is_attribute;
        }
        if (!model->is_table) {
            add_called(finder, model->name);
        }
    }
}

static const struct model *model_of_name(const struct finder *finder, struct str name) {
    for (size_t i = 0; name.size && i < finder->models.count; i++) {
        if (str_equal(finder->models.items[i].name, name)) {
            return &finder->models.items[i];
        }
    }
    return NULL;
}

static bool is_inside_model(const struct finder *finder, const struct codetext *text,
                            size_t at) {
    for (size_t i = 0; i < finder->models.count; i++) {
        const struct model *model = &finder->models.items[i];
        if (model->text == text && at >= model->body.start && at < model->body.end) {
            return true;
        }
    }
    return false;
}

// ---- strings

// "orders.note", "shop.orders.note" as ForeignKey() has it.
static bool is_foreign_key(const struct finder *finder, const struct codetext *text,
                           size_t at) {
    struct span span = codetext_literal(text, at);
    struct str literal = str_slice(text->text, span.start, span.end);
    size_t dot = str_find_last(literal, '.');
    if (dot == SIZE_MAX) {
        return false;
    }
    struct str column = str_slice(literal, dot + 1, literal.size);
    struct str table = str_slice(literal, 0, dot);
    size_t schema = str_find_last(table, '.');
    table = schema == SIZE_MAX ? table : str_slice(table, schema + 1, table.size);
    size_t from = span.start > NEAR ? span.start - NEAR : 0;
    struct str before = str_slice(text->text, from, span.start);
    return str_equal(table, finder->target->table) &&
           (!finder->target->column.size || str_equal(column, finder->target->column)) &&
           str_find(before, STR("ForeignKey"), 0) != SIZE_MAX;
}

// The whole of a string that is handed to something which speaks of tables.
static bool is_named_table(const struct finder *finder, const struct codetext *text,
                           size_t at) {
    struct span span = codetext_literal(text, at);
    struct str literal = str_slice(text->text, span.start, span.end);
    size_t line = codetext_line_start(text, span.start);
    size_t from = span.start - line > 32 ? span.start - 32 : line;
    struct str before = str_slice(text->text, from, span.start);
    return str_equal(literal, finder->target->table) &&
           (str_find_nocase(before, STR("table"), 0) != SIZE_MAX ||
            str_find(before, STR("secondary"), 0) != SIZE_MAX);
}

static size_t find_in_sql(const struct finder *finder, struct str sql) {
    const struct reference_target *target = finder->target;
    return target->column.size
               ? references_sql_column(finder->arena, sql, target->table, target->column)
               : references_sql_table(finder->arena, sql, target->table);
}

static void find_in_strings(struct finder *finder, const struct codetext *text) {
    const struct reference_target *target = finder->target;
    size_t behind = 0; // the strings looked at
    for (size_t at = codetext_find(text, target->table, 0); at != SIZE_MAX;
         at = codetext_find(text, target->table, at + 1)) {
        if (text->kinds[at] != TEXT_STRING) {
            continue;
        }
        if (is_foreign_key(finder, text, at) ||
            (!target->column.size && is_named_table(finder, text, at))) {
            add(finder, text, at, RANK_MODEL);
        } else if (at >= behind) {
            struct span span = codetext_strings(text, at);
            struct span inner = codetext_literal(text, span.start);
            struct str sql = str_slice(text->text, inner.start, span.end);
            size_t found = find_in_sql(finder, sql);
            if (found != SIZE_MAX) {
                add(finder, text, inner.start + found, RANK_NAMED);
            }
            behind = span.end;
        }
    }
}

static void find_in_script(struct finder *finder, const struct codetext *text) {
    size_t start = 0;
    for (size_t i = 0; i <= text->text.size; i++) {
        bool ends =
            i == text->text.size || (text->text.data[i] == ';' && text->kinds[i] == TEXT_CODE);
        if (!ends) {
            continue;
        }
        while (start < i &&
               (text->kinds[start] == TEXT_COMMENT || codetext_skip(text, start) != start)) {
            start++;
        }
        size_t found = SIZE_MAX;
        if (codetext_find(text, finder->target->table, start) < i) {
            found = find_in_sql(finder, str_slice(text->text, start, i));
        }
        if (found != SIZE_MAX && text->kinds[start + found] != TEXT_COMMENT) {
            add(finder, text, start + found, RANK_NAMED);
        }
        start = i + 1;
    }
}

// ---- attributes

static bool is_called_so(const struct finder *finder, struct str word) {
    for (size_t i = 0; i < finder->called.count; i++) {
        struct str name = finder->called.items[i];
        bool is_end = str_ends(word, name) && word.size > name.size &&
                      word.data[word.size - name.size - 1] == '_'; // current_user
        if (name.size && (str_equal(word, name) || is_end)) {
            return true;
        }
    }
    return false;
}

// What stands before the dot of an attribute at `at`: rank, or -1 when it is none of the
// table's.
static int rank_attribute(const struct finder *finder, const struct codetext *text, size_t at) {
    struct str owner = codetext_word_before(text, at - 1);
    size_t start = at - 1 - owner.size;
    if (str_is(owner, "c") && start > 0 && text->text.data[start - 1] == '.') {
        struct str table = codetext_word_before(text, start - 1);
        const struct model *model = model_of_name(finder, table);
        return model && model->is_table ? RANK_NAMED : -1;
    }
    const struct model *model = model_of_name(finder, owner);
    if (model && !model->is_table) {
        return RANK_NAMED;
    }
    if (str_is(owner, "self") && is_inside_model(finder, text, at)) {
        return RANK_NAMED;
    }
    bool is_called = text->language != LANGUAGE_OTHER && is_called_so(finder, owner);
    return is_called ? RANK_CALLED : -1;
}

// User(nickname=…), select(User).filter_by(nickname=…)
static int rank_keyword(const struct finder *finder, const struct codetext *text, size_t at) {
    size_t open = codetext_open(text, at);
    if (open == SIZE_MAX) {
        return -1;
    }
    struct str callee = codetext_word_before(text, codetext_back(text, open));
    if (model_of_name(finder, callee)) {
        return RANK_NAMED;
    }
    bool is_query = str_is(callee, "filter_by") || str_is(callee, "values");
    size_t from = open > NEAR ? open - NEAR : 0;
    for (size_t i = 0; is_query && i < finder->models.count; i++) {
        size_t name = codetext_find(text, finder->models.items[i].name, from);
        if (name < open) {
            return RANK_NAMED;
        }
    }
    return -1;
}

static void find_attributes(struct finder *finder, const struct codetext *text) {
    struct str column = finder->target->column;
    for (size_t at = codetext_find(text, column, 0); at != SIZE_MAX;
         at = codetext_find(text, column, at + 1)) {
        size_t after = codetext_skip(text, at + column.size);
        char next = after < text->text.size ? text->text.data[after] : '\0';
        char beyond = after + 1 < text->text.size ? text->text.data[after + 1] : '\0';
        int rank = -1;
        if (at == 0 || text->kinds[at] != TEXT_CODE) {
            continue;
        }
        if (text->text.data[at - 1] == '.' && next != '(') {
            rank = rank_attribute(finder, text, at);
        } else if (next == '=' && beyond != '=' && text->language == LANGUAGE_PYTHON) {
            rank = rank_keyword(finder, text, at);
        }
        if (rank >= 0) {
            add(finder, text, at, rank);
        }
    }
}

// ---- all of it

static void find_target(struct finder *finder) {
    find_models(finder);
    for (size_t i = 0; i < finder->texts->count; i++) {
        const struct codetext *text = finder->texts->items[i];
        if (text->language == LANGUAGE_SQL) {
            find_in_script(finder, text);
        } else {
            find_in_strings(finder, text);
        }
        bool has_rows =
            text->language == LANGUAGE_PYTHON || text->language == LANGUAGE_TEMPLATE;
        if (finder->has_attribute && has_rows) {
            find_attributes(finder, text);
        }
    }
    tidy(finder->target);
}

void references_find(struct arena *arena, const struct code_files *files,
                     struct reference_target *targets, size_t count) {
    struct codetexts texts = {0};
    for (size_t i = 0; i < files->count; i++) {
        *ARENA_PUSH(arena, &texts) = codetext_new(arena, &files->items[i]);
    }
    for (size_t i = 0; i < count; i++) {
        struct finder finder = {.arena = arena, .texts = &texts, .target = &targets[i]};
        find_target(&finder);
    }
}
