// History on demand: which of the older revisions have to be read.

#include "base/map.h"
#include "cupel_run.h"
#include "cupel_wanted.h"
#include "cupel_words.h"

enum { READ_ALL_LIMIT = 256 }; // revisions read to find where a table comes from

// Does a text make, rename or drop tables? Of near ones, no more is asked.
static bool changes_tables(struct str text) {
    static const char *const marks[] = {"create_table", "drop_table", "create table",
                                        "drop table", "rename"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (str_find_nocase(text, str_from(marks[i]), 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

// The texts that history on demand chooses from.
struct texts {
    const struct lineage *lineage;
    struct words *words; // by the revision's index
    bool *are_built;     // see words_add()
    bool *marked;        // to be read in full
};

static void mark_whole(const struct texts *texts, struct str word, bool is_near) {
    uint32_t i;
    for (size_t at = 0; words_find(texts->words, word, &at, &i);) {
        texts->marked[i] =
            texts->marked[i] || !is_near || changes_tables(texts->lineage->texts[i]);
    }
}

// Marks what names a word, or puts strings together of which one may be an end of it.
static void mark_word(const struct texts *texts, struct str word, bool is_near) {
    enum { SHORTEST = 2 }; // bytes of an end
    uint32_t i;
    mark_whole(texts, word, is_near);
    for (size_t size = SHORTEST; size <= word.size; size++) {
        struct str ends[] = {str_slice(word, 0, size),
                             str_slice(word, word.size - size, word.size)};
        for (size_t end = 0; end < 2; end++) {
            for (size_t at = 0; words_find(texts->words, ends[end], &at, &i);) {
                texts->marked[i] = texts->marked[i] || texts->are_built[i];
            }
        }
    }
}

// How many of the order's revisions come before the last judged one; all, for a script.
static size_t reach(const struct lineage *lineage, const struct migration *more) {
    const struct history *history = lineage->history;
    size_t count = more ? history->count : 0;
    for (size_t i = 0; i < history->count; i++) {
        if (lineage->is_judged[history->order[i]] && i + 1 > count) {
            count = i + 1;
        }
    }
    return count;
}

// Reads the marked revisions in full.
static bool read_marked(struct cupel_run *run, struct lineage *lineage, const bool *marked,
                        struct cupel_error *error) {
    size_t count = 0;
    struct reading *readings = ARENA_NEW(run->arena, struct reading, lineage->history->count);
    uint32_t *indexes = ARENA_NEW(run->arena, uint32_t, lineage->history->count);
    for (uint32_t i = 0; i < lineage->history->count; i++) {
        if (marked[i] && !lineage->migrations[i]) {
            readings[count].path = lineage->history->revisions[i].path;
            indexes[count++] = i;
        }
    }
    if (!reading_all(run, readings, count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        lineage->migrations[indexes[i]] = readings[i].migration;
    }
    return true;
}

// A docstring tells who follows whom, in words that no other text has.
static struct str code_of(const struct lineage *lineage, uint32_t revision) {
    struct str text = lineage->texts[revision];
    bool is_read = str_find(text, STR("__doc__"), 0) != SIZE_MAX;
    return str_slice(text, is_read ? 0 : lineage->history->revisions[revision].code, text.size);
}

static struct texts texts_of(struct arena *arena, const struct lineage *lineage, size_t limit) {
    const struct history *history = lineage->history;
    size_t bytes = 0;
    for (size_t i = 0; i < limit; i++) {
        bytes += lineage->texts[history->order[i]].size;
    }
    struct texts texts = {.lineage = lineage,
                          .words = words_new(arena, bytes),
                          .are_built = ARENA_NEW(arena, bool, history->count),
                          .marked = ARENA_NEW(arena, bool, history->count)};
    for (size_t i = 0; i < limit; i++) {
        uint32_t revision = history->order[i];
        texts.are_built[revision] =
            words_add(texts.words, revision, code_of(lineage, revision));
    }
    return texts;
}

// Reads what names the words, adds the words that this brings up, and so on until no more come.
static bool read_named(struct cupel_run *run, struct lineage *lineage, struct wanted *wanted,
                       size_t limit, struct cupel_error *error) {
    static const struct str readers[] = {
        {"open", 4}, {"read_text", 9}, {"read_bytes", 10}, {"get_data", 8}};
    struct texts texts = texts_of(run->arena, lineage, limit);
    // SQL in a file of its own: what it names, the migration's text does not tell.
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        mark_whole(&texts, readers[i], false);
    }
    while (wanted->todo.count > 0) {
        for (size_t i = 0; i < wanted->todo.count; i++) {
            struct str word = wanted->todo.items[i];
            mark_word(&texts, word, map_find(&wanted->words, word) != &wanted->words);
        }
        wanted->todo.count = 0;
        if (!read_marked(run, lineage, texts.marked, error)) {
            return false;
        }
        // All of them again: what one read before says may matter for a word that came up since.
        for (size_t i = 0; i < limit; i++) {
            uint32_t revision = lineage->history->order[i];
            const struct migration *migration = lineage->migrations[revision];
            for (size_t j = 0; texts.marked[revision] && j < migration->upgrade.count; j++) {
                wanted_add_related(wanted, &migration->upgrade.items[j]);
            }
        }
    }
    return true;
}

static bool makes_relation(enum operation_kind kind) {
    return kind == OP_CREATE_TABLE || kind == OP_CREATE_TABLE_AS || kind == OP_CREATE_VIEW ||
           kind == OP_CREATE_MATERIALIZED_VIEW;
}

// Is every table that is looked for made by a revision that was read? IF NOT EXISTS does not
// tell: it may have been there. One that got its name by a rename is made where the old one is.
static bool all_made(const struct lineage *lineage, const struct migration *more,
                     struct wanted *wanted) {
    struct arena *arena = wanted->arena;
    struct map made = {.arena = arena};
    const struct history *history = lineage->history;
    for (size_t i = 0; i < history->count + 1; i++) {
        const struct migration *migration =
            i < history->count ? lineage->migrations[history->order[i]] : more;
        for (size_t j = 0; migration && j < migration->upgrade.count; j++) {
            const struct operation *operation = &migration->upgrade.items[j];
            if (makes_relation(operation->kind) && !operation->if_not_exists) {
                map_put(&made, str_lower(arena, operation->table), wanted);
            } else if (operation->kind == OP_RENAME_TABLE &&
                       map_find(&made, str_lower(arena, operation->table))) {
                map_put(&made, str_lower(arena, operation->new_name), wanted);
            } else if (operation->kind == OP_CREATE_INDEX ||
                       operation->kind == OP_CREATE_TYPE ||
                       operation->kind == OP_CREATE_SEQUENCE) {
                map_put(&made, str_lower(arena, operation->name), wanted);
            }
        }
    }
    for (size_t i = 0; i < wanted->tables.count; i++) {
        if (!map_find(&made, wanted->tables.items[i].key)) {
            return false;
        }
    }
    return true;
}

// A table that no revision which names it makes may come from one that makes up its name, or
// from create_all(): then all are read, up to a limit. There is none where a statement touches
// everything.
static bool read_rest(struct cupel_run *run, struct lineage *lineage, size_t limit,
                      bool everything, bool *complete, struct cupel_error *error) {
    bool *marked = ARENA_NEW(run->arena, bool, lineage->history->count);
    size_t count = 0;
    for (size_t i = 0; i < limit; i++) {
        uint32_t revision = lineage->history->order[i];
        marked[revision] = true;
        count += !lineage->migrations[revision];
    }
    *complete = everything || count <= READ_ALL_LIMIT;
    return !*complete || read_marked(run, lineage, marked, error);
}

static bool has_all(const struct lineage *lineage, size_t limit) {
    for (size_t i = 0; i < limit; i++) {
        if (!lineage->migrations[lineage->history->order[i]]) {
            return false;
        }
    }
    return true;
}

bool recall(struct cupel_run *run, struct lineage *lineage, const struct migration *more,
            bool *complete, struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct wanted wanted = wanted_new(arena);
    size_t limit = reach(lineage, more);
    if (has_all(lineage, limit)) {
        *complete = true;
        return true;
    }
    for (size_t i = 0; i < lineage->history->count; i++) {
        if (lineage->is_judged[i]) {
            wanted_add_judged(&wanted, lineage->migrations[i]);
        }
    }
    if (more) {
        wanted_add_judged(&wanted, more);
    }
    *complete = true;
    if (!read_named(run, lineage, &wanted, limit, error)) {
        return false;
    }
    if (!wanted.everything && all_made(lineage, more, &wanted)) {
        return true;
    }
    return read_rest(run, lineage, limit, wanted.everything, complete, error);
}
