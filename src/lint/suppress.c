#include "lint/suppress.h"

#include <assert.h>

// ---- reading

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// The text behind `cupel:` of a comment; false when it is no such comment. What stands before
// is white space and the comment's own leader, perhaps after another tool's remark.
static bool find_directive(struct str comment, struct str *directive) {
    struct str mark = STR("cupel:");
    for (size_t at = str_find(comment, mark, 0); at != SIZE_MAX;
         at = str_find(comment, mark, at + 1)) {
        struct str before = str_trim(str_slice(comment, 0, at));
        char last = before.size ? before.data[before.size - 1] : '\0';
        if (last == '#' || last == '-' || last == '*') {
            *directive = str_trim(str_slice(comment, at + mark.size, comment.size));
            return true;
        }
    }
    return false;
}

static bool cut_word(struct str *text, struct str word) {
    if (!str_starts(*text, word)) {
        return false;
    }
    bool ends = text->size == word.size || text->data[word.size] == '[' ||
                is_space(text->data[word.size]) || text->data[word.size] == '*';
    if (ends) {
        *text = str_slice(*text, word.size, text->size);
    }
    return ends;
}

static void read_list(struct arena *arena, struct str list, struct suppression *suppression) {
    struct str part;
    bool any = false;
    while (str_split(&list, ',', &part)) {
        *ARENA_PUSH(arena, &suppression->rules) = str_trim(part);
        any = true;
    }
    if (!any) {
        // `ignore[]` is no suppression of everything
        *ARENA_PUSH(arena, &suppression->rules) = (struct str){0};
    }
}

static bool read_directive(struct arena *arena, struct str comment, bool *is_file,
                           struct suppression *suppression) {
    struct str rest;
    if (!find_directive(comment, &rest)) {
        return false;
    }
    *is_file = cut_word(&rest, STR("ignore-file"));
    if (!*is_file && !cut_word(&rest, STR("ignore"))) {
        return false;
    }
    rest = str_trim(rest);
    if (str_starts(rest, STR("["))) {
        size_t end = str_find(rest, STR("]"), 0);
        read_list(arena, str_slice(rest, 1, end), suppression);
        rest = end == SIZE_MAX ? (struct str){0} : str_slice(rest, end + 1, rest.size);
    }
    if (str_starts(comment, STR("/*")) && str_ends(rest, STR("*/"))) {
        rest = str_slice(rest, 0, rest.size - 2);
    }
    suppression->reason = str_trim(rest);
    suppression->rule_used = ARENA_NEW(arena, bool, suppression->rules.count);
    return true;
}

// Is there nothing but the comment on its lines?
static bool stands_alone(const struct source *source, struct span span) {
    uint32_t before = span.start;
    while (before > 0 && source->text.data[before - 1] != '\n') {
        if (!is_space(source->text.data[--before])) {
            return false;
        }
    }
    size_t after = span.end;
    while (after < source->text.size && source->text.data[after] != '\n') {
        if (!is_space(source->text.data[after++])) {
            return false;
        }
    }
    return true;
}

// The first line below that is not a comment.
static uint32_t line_below(const struct source *source, uint32_t line) {
    do {
        line++;
        struct str text = str_trim(source_line(source, line));
        if (!str_starts(text, STR("#")) && !str_starts(text, STR("--"))) {
            break;
        }
    } while (line < source->line_count);
    return line;
}

static void set_lines(const struct source *source, struct suppression *suppression) {
    struct span span = suppression->span;
    uint32_t end = span.end > span.start ? span.end - 1 : span.end;
    suppression->first_line = source_place(source, span.start).line;
    suppression->last_line = source_place(source, end).line;
    if (stands_alone(source, span)) {
        suppression->last_line = line_below(source, suppression->last_line);
    }
}

struct suppressions suppressions_read(struct arena *arena, const struct migration *migration) {
    struct suppressions list = {0};
    const struct source *source = migration->source;
    for (size_t i = 0; source && i < migration->comments.count; i++) {
        struct span span = migration->comments.items[i];
        assert(span.start <= span.end && span.end <= source->text.size);
        struct str comment = str_slice(source->text, span.start, span.end);
        struct suppression suppression = {.span = span,
                                          .is_sql = !str_starts(comment, STR("#"))};
        bool is_file = false;
        if (!read_directive(arena, comment, &is_file, &suppression)) {
            continue;
        }
        if (!is_file) {
            set_lines(source, &suppression);
        }
        *ARENA_PUSH(arena, &list) = suppression;
    }
    return list;
}

// ---- finding

static bool covers_lines(const struct suppression *suppression,
                         const struct suppression_query *query) {
    const struct line_range *lines = suppression->is_sql ? &query->sql : &query->statement;
    return suppression->first_line <= lines->last && lines->first <= suppression->last_line;
}

// Index of the entry that names the rule, or SIZE_MAX.
static size_t find_entry(const struct suppression *suppression, const struct rule *rule) {
    for (size_t i = 0; i < suppression->rules.count; i++) {
        struct str name = suppression->rules.items[i];
        if (str_equal(name, rule->id) || str_equal(name, rule->category)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool use(struct suppression *suppression, const struct suppression_query *query) {
    if (query->needs_reason && !suppression->reason.size) {
        return false;
    }
    size_t entry = find_entry(suppression, query->rule);
    if (entry == SIZE_MAX && (suppression->rules.count || query->by_name_alone)) {
        return false;
    }
    if (entry != SIZE_MAX) {
        suppression->rule_used[entry] = true;
    }
    suppression->is_used = true;
    return true;
}

struct suppression *suppressions_find(const struct suppressions *suppressions,
                                      const struct suppression_query *query) {
    for (size_t i = 0; i < suppressions->count; i++) {
        struct suppression *suppression = &suppressions->items[i];
        if (suppression->first_line && covers_lines(suppression, query) &&
            use(suppression, query)) {
            return suppression;
        }
    }
    for (size_t i = 0; i < suppressions->count; i++) {
        struct suppression *suppression = &suppressions->items[i];
        if (!suppression->first_line && use(suppression, query)) {
            return suppression;
        }
    }
    return NULL;
}
