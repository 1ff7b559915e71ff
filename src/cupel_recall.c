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
    size_t limit;        // of the order: how many there are
    struct words *words; // by the revision's index
    bool *marked;        // to be read in full
};

// A word that is looked for in the texts.
struct query {
    uint64_t hash;
    bool is_near; // only what makes, renames or drops tables matters
    bool is_end;  // only texts that put strings together matter
};

struct queries {
    struct query *items;
    size_t count, capacity;
};

static void add_query(struct arena *arena, struct queries *queries, struct str word,
                      bool is_near, bool is_end) {
    *ARENA_PUSH(arena, queries) = (struct query){words_hash(word), is_near, is_end};
}

// A word, and what strings of which it is put together may end with.
static void add_word(struct arena *arena, struct queries *queries, struct str word,
                     bool is_near) {
    enum { SHORTEST = 2 }; // bytes of an end
    add_query(arena, queries, word, is_near, false);
    for (size_t size = SHORTEST; size <= word.size; size++) {
        add_query(arena, queries, str_slice(word, 0, size), false, true);
        add_query(arena, queries, str_slice(word, word.size - size, word.size), false, true);
    }
}

static bool is_asked_for(const struct texts *texts, uint32_t revision,
                         const struct queries *queries) {
    const struct words *words = &texts->words[revision];
    for (size_t i = 0; i < queries->count; i++) {
        const struct query *query = &queries->items[i];
        if ((!query->is_end || words->are_built) && words_have(words, query->hash) &&
            (!query->is_near || changes_tables(texts->lineage->texts[revision]))) {
            return true;
        }
    }
    return false;
}

// Marks the texts that have one of the words.
static void mark(const struct texts *texts, const struct queries *queries) {
    for (size_t i = 0; i < texts->limit; i++) {
        uint32_t revision = texts->lineage->history->order[i];
        texts->marked[revision] =
            texts->marked[revision] || is_asked_for(texts, revision, queries);
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
    struct {
        struct reading *items;
        size_t count, capacity;
    } readings = {0};
    for (size_t i = 0; i < lineage->history->count; i++) {
        if (marked[i] && !lineage->migrations[i]) {
            *ARENA_PUSH(run->arena, &readings) =
                (struct reading){.path = lineage->history->revisions[i].path,
                                 .naming = &lineage->environment.naming};
        }
    }
    if (!reading_all(run, readings.items, readings.count, error)) {
        return false;
    }
    for (size_t i = 0; i < readings.count; i++) {
        size_t revision = lineage_find_path(lineage, readings.items[i].path);
        lineage->migrations[revision] = readings.items[i].migration;
    }
    return true;
}

// A docstring tells who follows whom, in words that no other text has. Some migrations read it.
static struct words words_of(struct arena *arena, const struct lineage *lineage,
                             uint32_t revision) {
    struct str text = lineage->texts[revision];
    uint32_t code = lineage->history->revisions[revision].code;
    struct words words = words_read(arena, str_slice(text, code, text.size));
    bool reads_docstring = words_have(&words, words_hash(STR("__doc__")));
    return reads_docstring ? words_read(arena, text) : words;
}

static struct texts texts_of(struct arena *arena, const struct lineage *lineage, size_t limit) {
    const struct history *history = lineage->history;
    struct texts texts = {.lineage = lineage,
                          .limit = limit,
                          .words = ARENA_NEW(arena, struct words, history->count),
                          .marked = ARENA_NEW(arena, bool, history->count)};
    for (size_t i = 0; i < limit; i++) {
        texts.words[history->order[i]] = words_of(arena, lineage, history->order[i]);
    }
    return texts;
}

// Reads what names the words, adds the words that this brings up, and so on until no more come.
static bool read_named(struct cupel_run *run, struct lineage *lineage, struct wanted *wanted,
                       size_t limit, struct cupel_error *error) {
    // SQL in a file of its own: what it names, the migration's text does not tell.
    static const struct str readers[] = {
        {"open", 4}, {"read_text", 9}, {"read_bytes", 10}, {"get_data", 8}};
    struct texts texts = texts_of(run->arena, lineage, limit);
    struct queries queries = {0};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        add_query(run->arena, &queries, readers[i], false, false);
    }
    while (wanted->todo.count > 0) {
        for (size_t i = 0; i < wanted->todo.count; i++) {
            struct str word = wanted->todo.items[i];
            add_word(run->arena, &queries, word,
                     map_find(&wanted->words, word) != &wanted->words);
        }
        mark(&texts, &queries);
        queries.count = wanted->todo.count = 0;
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
