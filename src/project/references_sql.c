#include "project/references_sql.h"

#include <stdbool.h>

enum { WORD_LIMIT = 5000 }; // of one text

struct word {
    struct str text;
    size_t at;
    char before; // the byte before it that is no blank and no quote; '\0': none
};

struct words {
    struct word *items;
    size_t count, capacity;
};

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool is_any(struct str word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal_nocase(word, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

#define IS_ANY(word, words) is_any((word), (words), sizeof(words) / sizeof *(words))

// Words outside of '…'. Of `:name` and the like the colon is what stands before.
static struct words cut(struct arena *arena, struct str sql) {
    struct words words = {0};
    char before = '\0';
    for (size_t i = 0; i < sql.size && words.count < WORD_LIMIT;) {
        char c = sql.data[i];
        if (c == '\'') {
            do {
                i++;
            } while (i < sql.size && sql.data[i] != '\'');
            i++;
            before = '\'';
        } else if (is_word_byte(c)) {
            size_t end = i;
            while (end < sql.size && is_word_byte(sql.data[end])) {
                end++;
            }
            *ARENA_PUSH(arena, &words) =
                (struct word){.text = str_slice(sql, i, end), .at = i, .before = before};
            before = 'a';
            i = end;
        } else {
            bool is_blank = c == ' ' || (c >= '\t' && c <= '\r') || c == '"' || c == '\\';
            before = is_blank ? before : c;
            i++;
        }
    }
    return words;
}

// Does it begin as a statement that reads or writes rows? Definitions of tables do not count:
// a dump of the schema is no running code.
static bool is_statement(const struct words *words) {
    static const char *const verbs[] = {"select",  "insert", "update", "delete",
                                        "with",    "merge",  "copy",   "truncate",
                                        "explain", "lock",   "refresh"};
    static const char *const objects[] = {"view",      "function", "trigger",
                                          "procedure", "rule",     "materialized"};
    static const char *const parts[] = {"FROM", "JOIN", "INTO", "UPDATE"};
    if (!words->count) {
        return false;
    }
    if (IS_ANY(words->items[0].text, verbs)) {
        return true;
    }
    if (str_equal_nocase(words->items[0].text, STR("create"))) {
        for (size_t i = 1; i < words->count && i < 4; i++) {
            if (IS_ANY(words->items[i].text, objects)) {
                return true;
            }
        }
        return false;
    }
    if (str_equal_nocase(words->items[0].text, STR("alter"))) {
        return false;
    }
    // A part of one, in capitals as nobody writes prose.
    for (size_t i = 0; i < words->count; i++) {
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            if (str_is(words->items[i].text, parts[k])) {
                return true;
            }
        }
    }
    return false;
}

// Is a relation's name what comes behind the word?
static bool leads_to_relation(struct str word) {
    static const char *const words[] = {"from", "join", "into", "update", "only", "truncate"};
    return IS_ANY(word, words);
}

static bool is_relation(const struct words *words, size_t index) {
    const struct word *word = &words->items[index];
    size_t before = index;
    if (word->before == '.') {
        before--; // the schema
    }
    if (before == 0) {
        return false;
    }
    return words->items[before].before == 'a' &&
           leads_to_relation(words->items[before - 1].text);
}

// What the table is called in the statement, beside its name.
static struct str alias_of(const struct words *words, size_t index) {
    static const char *const keywords[] = {
        "on",    "where",  "set",   "join",      "left",    "right",  "inner",   "outer",
        "full",  "cross",  "group", "order",     "limit",   "select", "using",   "values",
        "union", "having", "for",   "returning", "natural", "offset", "lateral", "and"};
    size_t next = index + 1;
    if (next < words->count && words->items[next].before == 'a' &&
        str_equal_nocase(words->items[next].text, STR("as"))) {
        next++;
    }
    bool is_alias = next < words->count && words->items[next].before == 'a' &&
                    !IS_ANY(words->items[next].text, keywords);
    return is_alias ? words->items[next].text : (struct str){0};
}

struct naming {
    size_t index; // of the table's first place; SIZE_MAX: there is none
    struct str alias;
    bool has_others; // relations that are not the table
};

static struct naming find_table(const struct words *words, struct str table) {
    struct naming naming = {.index = SIZE_MAX};
    for (size_t i = 0; i < words->count; i++) {
        if (!is_relation(words, i)) {
            continue;
        }
        bool is_schema = i + 1 < words->count && words->items[i + 1].before == '.';
        if (is_schema) {
            continue;
        }
        if (!str_equal(words->items[i].text, table)) {
            naming.has_others = true;
        } else if (naming.index == SIZE_MAX) {
            naming.index = i;
            naming.alias = alias_of(words, i);
        }
    }
    return naming;
}

size_t references_sql_table(struct arena *arena, struct str sql, struct str table) {
    struct words words = cut(arena, sql);
    if (!is_statement(&words)) {
        return SIZE_MAX;
    }
    struct naming naming = find_table(&words, table);
    return naming.index == SIZE_MAX ? SIZE_MAX : words.items[naming.index].at;
}

// Names that half the tables of a schema have a column of.
static bool is_common(struct str column) {
    static const char *const names[] = {
        "id",    "name",  "type",    "status", "created_at", "updated_at", "title",
        "value", "key",   "code",    "data",   "state",      "user_id",    "email",
        "date",  "label", "count",   "uuid",   "created",    "updated",    "description",
        "url",   "text",  "comment", "order",  "position",   "active",     "deleted"};
    return column.size < 4 || IS_ANY(column, names);
}

// A parameter, a cast's type, the name that a result is given: no column.
static bool is_other_word(const struct words *words, size_t index) {
    static const char before[] = {':', '@', '$', '{', '%', '#'};
    const struct word *word = &words->items[index];
    for (size_t i = 0; i < sizeof before; i++) {
        if (word->before == before[i]) {
            return true;
        }
    }
    return index > 0 && word->before == 'a' &&
           str_equal_nocase(words->items[index - 1].text, STR("as"));
}

size_t references_sql_column(struct arena *arena, struct str sql, struct str table,
                             struct str column) {
    struct words words = cut(arena, sql);
    if (!is_statement(&words)) {
        return SIZE_MAX;
    }
    struct naming naming = find_table(&words, table);
    for (size_t i = 0; naming.index != SIZE_MAX && i < words.count; i++) {
        const struct word *word = &words.items[i];
        if (!str_equal(word->text, column) || is_other_word(&words, i) ||
            is_relation(&words, i)) {
            continue;
        }
        bool is_qualified = i > 0 && word->before == '.';
        struct str by = is_qualified ? words.items[i - 1].text : (struct str){0};
        bool fits = is_qualified ? str_equal(by, table) ||
                                       (naming.alias.size && str_equal(by, naming.alias))
                                 : !naming.has_others || !is_common(column);
        if (fits) {
            return word->at;
        }
    }
    return SIZE_MAX;
}
