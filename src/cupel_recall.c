// History on demand: which of the older revisions have to be read.

#include "base/map.h"
#include "cupel_run.h"
#include "cupel_words.h"

enum { READ_ALL_LIMIT = 256 }; // revisions read to find where a table comes from

// The words looked for, in lower case: those of what judged migrations touch, and near ones, of
// tables that a foreign key ties to it. `tables` are those that judged migrations name, and
// what they name by itself; each should be made by some revision.
struct wanted {
    struct arena *arena;
    struct map words; // to this map itself; to the whole struct: a near one
    struct str_list
        todo; // those that came up, or are no longer near, since they were looked for
    struct map tables;
    bool everything;   // a judged operation touches relations that it does not name
    bool follows_keys; // TRUNCATE … CASCADE: and those that refer to the ones named, in turn
};

// A set is a map to itself.
static void set_add(struct map *set, struct str key) {
    map_put(set, key, set);
}

// A name with a blank or a hyphen is looked for by its longest word.
static bool want_word(struct wanted *wanted, struct str name, bool is_near) {
    struct str longest = {0};
    struct str word;
    for (size_t at = 0; words_next(name, &at, &word);) {
        longest = word.size > longest.size ? word : longest;
    }
    longest = str_lower(wanted->arena, longest);
    const void *known = map_find(&wanted->words, longest);
    if (longest.size == 0 || known == &wanted->words || (known && is_near)) {
        return false;
    }
    map_put(&wanted->words, longest, is_near ? (void *)wanted : (void *)&wanted->words);
    *ARENA_PUSH(wanted->arena, &wanted->todo) = longest;
    return true;
}

static bool want(struct wanted *wanted, struct str name) {
    return want_word(wanted, name, false);
}

static void want_name(struct wanted *wanted, struct str name) {
    want(wanted, name);
}

// What is known of a name: NULL, or as in `words`.
static const void *find_wanted(const struct wanted *wanted, struct str name) {
    struct str longest = {0};
    struct str word;
    for (size_t at = 0; words_next(name, &at, &word);) {
        longest = word.size > longest.size ? word : longest;
    }
    return longest.size > 0 ? map_find(&wanted->words, str_lower(wanted->arena, longest))
                            : NULL;
}

static bool is_wanted(const struct wanted *wanted, struct str name) {
    return find_wanted(wanted, name) == &wanted->words;
}

static void want_table(struct wanted *wanted, struct str table) {
    if (table.size > 0) {
        want(wanted, table);
        set_add(&wanted->tables, str_lower(wanted->arena, table));
    }
}

// SQLAlchemy prints the names of its own types in upper case: others are the user's.
static void want_type(struct wanted *wanted, const struct sql_type *type) {
    if (type->name.size > 0 && type->text.size > 0 &&
        !(type->text.data[0] >= 'A' && type->text.data[0] <= 'Z')) {
        want(wanted, type->name);
    }
}

// Kinds whose `name` is found by itself, without its table.
static bool has_name_of_its_own(enum operation_kind kind) {
    static const enum operation_kind kinds[] = {
        OP_DROP_INDEX,      OP_RENAME_INDEX,    OP_ALTER_INDEX,    OP_ATTACH_INDEX,
        OP_REINDEX,         OP_CREATE_TYPE,     OP_ALTER_TYPE,     OP_RENAME_TYPE,
        OP_DROP_TYPE,       OP_ADD_ENUM_VALUE,  OP_CREATE_DOMAIN,  OP_ALTER_DOMAIN,
        OP_DROP_DOMAIN,     OP_CREATE_SEQUENCE, OP_ALTER_SEQUENCE, OP_DROP_SEQUENCE,
        OP_CREATE_FUNCTION, OP_DROP_FUNCTION,   OP_CREATE_INDEX,   OP_RENAME_ENUM_VALUE,
        OP_DROP_STATISTICS,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i] == kind) {
            return true;
        }
    }
    return false;
}

// Of these, what is named is made by the history: an index perhaps under a name that no text
// holds, as by Column(index=True).
static bool is_about_old_ones(enum operation_kind kind) {
    return kind == OP_DROP_INDEX || kind == OP_RENAME_INDEX || kind == OP_ALTER_INDEX ||
           kind == OP_REINDEX || kind == OP_DROP_TYPE || kind == OP_RENAME_TYPE ||
           kind == OP_ADD_ENUM_VALUE || kind == OP_DROP_SEQUENCE;
}

static bool names_tables(enum operation_kind kind) {
    return kind == OP_TRUNCATE || kind == OP_LOCK_TABLE || kind == OP_CREATE_VIEW ||
           kind == OP_CREATE_MATERIALIZED_VIEW;
}

// Touches relations that it does not name: whatever is in a schema, or uses a type.
static bool touches_unnamed(const struct operation *operation) {
    switch (operation->kind) {
    case OP_REINDEX:
        return operation->object.size > 0 && !str_is(operation->object, "INDEX") &&
               !str_is(operation->object, "TABLE");
    case OP_VACUUM:
    case OP_ANALYZE:
    case OP_CLUSTER:
        return operation->table.size == 0;
    case OP_DROP_SCHEMA:
    case OP_DROP_TYPE:
    case OP_DROP_DOMAIN:
        return operation->cascade;
    case OP_ALTER_DOMAIN:
    case OP_RENAME_SCHEMA:
        return true;
    default:
        return false;
    }
}

// What tests ask for decides whether the operation happens at all.
static void want_guards(struct wanted *wanted, const struct condition *condition,
                        void (*want_asked)(struct wanted *wanted, struct str table)) {
    enum { DEPTH_MAX = 64 };
    for (int depth = 0; condition && depth < DEPTH_MAX; depth++) {
        want_asked(wanted, condition->guard_table);
        if (condition->guard == GUARD_INDEX_EXISTS || condition->guard == GUARD_TYPE_EXISTS) {
            want(wanted, condition->guard_name);
        }
        condition = condition->parent;
    }
}

// All that a judged operation names.
static void want_operation(struct wanted *wanted, const struct operation *operation) {
    wanted->everything |= touches_unnamed(operation);
    wanted->follows_keys |= operation->kind == OP_TRUNCATE && operation->cascade;
    want_table(wanted, operation->table);
    want_guards(wanted, operation->condition, want_table);
    if (operation->schema.size > 0 && !str_is(operation->schema, "public")) {
        want(wanted, operation->schema);
    }
    if (has_name_of_its_own(operation->kind)) {
        want(wanted, operation->name);
        if (operation->table.size == 0 && is_about_old_ones(operation->kind)) {
            set_add(&wanted->tables, str_lower(wanted->arena, operation->name));
        }
    }
    want(wanted, operation->constraint.ref_table);
    want(wanted, operation->partition_of);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        want(wanted, operation->constraints.items[i].ref_table);
    }
    for (size_t i = 0; i < operation->inherits.count; i++) {
        want(wanted, operation->inherits.items[i]);
    }
    for (size_t i = 0; names_tables(operation->kind) && i < operation->names.count; i++) {
        want(wanted, operation->names.items[i]);
    }
    want_type(wanted, &operation->column.type);
    want_type(wanted, &operation->old_type);
    for (size_t i = 0; i < operation->columns.count; i++) {
        want_type(wanted, &operation->columns.items[i].type);
    }
}

static void want_judged(struct wanted *wanted, const struct migration *migration) {
    const struct operations *directions[] = {&migration->upgrade, &migration->downgrade};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < directions[i]->count; j++) {
            want_operation(wanted, &directions[i]->items[j]);
        }
    }
}

// A foreign key makes a lock on one table one on the other too. What hangs on that in turn is of
// no matter, or all of a history would; but for TRUNCATE … CASCADE.
static void want_tied(struct wanted *wanted, struct str table, struct str other) {
    if (is_wanted(wanted, table)) {
        want_word(wanted, other, true);
    } else if (is_wanted(wanted, other)) {
        want_word(wanted, table, !wanted->follows_keys);
    }
}

static void want_renamed(struct wanted *wanted, struct str old_name, struct str new_name) {
    if (is_wanted(wanted, old_name) || is_wanted(wanted, new_name)) {
        want(wanted, old_name);
        want(wanted, new_name);
    } else if (find_wanted(wanted, old_name) || find_wanted(wanted, new_name)) {
        want_word(wanted, old_name, true);
        want_word(wanted, new_name, true);
    }
}

// What an older revision that was read adds: other names of what is looked for, and what hangs
// on it and may go by its own name.
static void want_related(struct wanted *wanted, const struct operation *operation) {
    bool is_ours = is_wanted(wanted, operation->table);
    if (is_ours) {
        want_guards(wanted, operation->condition, want_name);
    }
    want_tied(wanted, operation->table, operation->constraint.ref_table);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        want_tied(wanted, operation->table, operation->constraints.items[i].ref_table);
    }
    switch (operation->kind) {
    case OP_RENAME_TABLE:
    case OP_RENAME_VIEW:
        want_renamed(wanted, operation->table, operation->new_name);
        break;
    case OP_RENAME_TYPE:
    case OP_RENAME_INDEX:
        want_renamed(wanted, operation->name, operation->new_name);
        break;
    case OP_CREATE_INDEX:
        if (is_ours) {
            want(wanted, operation->name);
        } else if (is_wanted(wanted, operation->name)) {
            want(wanted, operation->table);
        }
        break;
    case OP_CREATE_STATISTICS:
        if (is_wanted(wanted, operation->name)) {
            want(wanted, operation->table);
        }
        break;
    case OP_CREATE_VIEW:
    case OP_CREATE_MATERIALIZED_VIEW:
        for (size_t i = 0; i < operation->names.count; i++) {
            if (is_wanted(wanted, operation->names.items[i])) {
                want(wanted, operation->table);
            }
        }
        break;
    default:
        if (is_wanted(wanted, operation->partition_of)) {
            want(wanted, operation->table);
        }
        if (is_ours) {
            want_type(wanted, &operation->column.type);
            for (size_t i = 0; i < operation->columns.count; i++) {
                want_type(wanted, &operation->columns.items[i].type);
            }
        }
        break;
    }
}

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

// Marks what names a word, or puts strings together of which one may be an end of it.
static void mark_word(const struct texts *texts, struct str word, bool is_near) {
    enum { SHORTEST = 2 }; // bytes of an end
    uint32_t i;
    for (size_t at = 0; words_find(texts->words, word, &at, &i);) {
        texts->marked[i] =
            texts->marked[i] || !is_near || changes_tables(texts->lineage->texts[i]);
    }
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
    struct texts texts = texts_of(run->arena, lineage, limit);
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
                want_related(wanted, &migration->upgrade.items[j]);
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
// tell: it may have been there.
static bool all_made(const struct lineage *lineage, const struct migration *more,
                     struct wanted *wanted) {
    struct arena *arena = wanted->arena;
    struct map made = {.arena = arena};
    for (size_t i = 0; i < lineage->history->count + 1; i++) {
        const struct migration *migration =
            i < lineage->history->count ? lineage->migrations[i] : more;
        for (size_t j = 0; migration && j < migration->upgrade.count; j++) {
            const struct operation *operation = &migration->upgrade.items[j];
            if (makes_relation(operation->kind) && !operation->if_not_exists) {
                set_add(&made, str_lower(arena, operation->table));
            } else if (operation->kind == OP_RENAME_TABLE) {
                set_add(&made, str_lower(arena, operation->new_name));
            } else if (operation->kind == OP_CREATE_INDEX ||
                       operation->kind == OP_CREATE_TYPE ||
                       operation->kind == OP_CREATE_SEQUENCE) {
                set_add(&made, str_lower(arena, operation->name));
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

bool recall(struct cupel_run *run, struct lineage *lineage, const struct migration *more,
            bool *complete, struct cupel_error *error) {
    struct arena *arena = run->arena;
    struct wanted wanted = {.arena = arena, .words.arena = arena, .tables.arena = arena};
    for (size_t i = 0; i < lineage->history->count; i++) {
        if (lineage->is_judged[i]) {
            want_judged(&wanted, lineage->migrations[i]);
        }
    }
    if (more) {
        want_judged(&wanted, more);
    }
    size_t limit = reach(lineage, more);
    *complete = true;
    if (!read_named(run, lineage, &wanted, limit, error)) {
        return false;
    }
    if (!wanted.everything && all_made(lineage, more, &wanted)) {
        return true;
    }
    return read_rest(run, lineage, limit, wanted.everything, complete, error);
}
