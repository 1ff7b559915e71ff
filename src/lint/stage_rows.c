// Rows that are changed in batches: the values of their steps.
#include <string.h>

#include "lint/stage_steps.h"

static bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static size_t count_word(struct str text, struct str word) {
    size_t count = 0;
    for (size_t at = 0; word.size && at + word.size <= text.size; at++) {
        size_t end = at + word.size;
        count += str_equal_nocase(str_slice(text, at, end), word) &&
                 (at == 0 || !is_word_char(text.data[at - 1])) &&
                 (end == text.size || !is_word_char(text.data[end]));
    }
    return count;
}

// column IS NULL, and no more.
static bool is_null_test(struct str test) {
    static const char words[] = " is null";
    const size_t size = sizeof words - 1;
    if (test.size <= size ||
        str_find(str_slice(test, 0, test.size - size), STR(" "), 0) != SIZE_MAX) {
        return false;
    }
    return str_equal_nocase(str_slice(test, test.size - size, test.size), str_from(words));
}

// Is the condition that a column which is set holds nothing? Then it leaves out what was done.
static bool excludes_done(const struct operation *update) {
    const struct expression *test = &update->expression;
    return test->columns.count == 1 && str_list_has(&update->names, test->columns.items[0]) &&
           count_word(test->text, test->columns.items[0]) == 1 && is_null_test(test->text);
}

// Rows are met twice: those of an interrupted run, those whose new version lies in a page that is
// still to come. The condition that leaves out what was done; false where none does.
static bool narrow(struct arena *arena, const struct operation *update, struct str set,
                   struct str *test) {
    for (size_t i = 0; i < update->names.count; i++) {
        if (count_word(set, update->names.items[i]) != 1) {
            return false;
        }
    }
    size_t equals = str_find(set, STR("="), 0);
    if (!update->names.count || equals == SIZE_MAX) {
        return false;
    }
    struct str column = str_trim(str_slice(set, 0, equals));
    struct str value = str_trim(str_slice(set, equals + 1, set.size));
    if (excludes_done(update)) {
        *test = update->names.count > 1
                    ? *test
                    : str_format(arena, STR_FMT " AND (" STR_FMT ") IS NOT NULL",
                                 STR_ARG(*test), STR_ARG(value));
        return true;
    }
    // Without calls, whose values may differ, and of a type that has an operator =
    if (update->names.count != 1 || !value.size || str_find(set, STR("("), 0) != SIZE_MAX ||
        str_starts(value, STR("'{")) || str_starts(value, STR("'["))) {
        return false;
    }
    *test = str_format(arena, "%s" STR_FMT "%s" STR_FMT " IS DISTINCT FROM " STR_FMT,
                       test->size ? "(" : "", STR_ARG(*test), test->size ? ") AND " : "",
                       STR_ARG(column), STR_ARG(value));
    return true;
}

// UPDATE t SET …, and the condition, without WHERE between them.
static bool cut(const struct operation *update, struct str *head, struct str *test) {
    struct str sql = str_trim(update->sql);
    while (sql.size && (sql.data[sql.size - 1] == ';' || sql.data[sql.size - 1] == '\n')) {
        sql = str_trim(str_slice(sql, 0, sql.size - 1));
    }
    *test = update->expression.text;
    *head = sql;
    if (!test->size) {
        return !update->expression.is_unknown;
    }
    if (!str_ends(sql, *test) || sql.size < test->size + 7) {
        return false;
    }
    struct str rest = str_trim(str_slice(sql, 0, sql.size - test->size));
    if (rest.size < 6 ||
        !str_equal_nocase(str_slice(rest, rest.size - 5, rest.size), STR("where"))) {
        return false;
    }
    *head = str_trim(str_slice(rest, 0, rest.size - 5));
    return true;
}

// Lines below each other, as a block has them; false where a quoted text has several.
static bool lay_out(struct arena *arena, struct str sql, struct str *out) {
    struct text text = {.arena = arena};
    bool in_quotes = false;
    for (size_t i = 0; i < sql.size; i++) {
        bool is_end = sql.data[i] == '\n' || sql.data[i] == '\r';
        in_quotes ^= sql.data[i] == '\'';
        if (is_end && in_quotes) {
            return false;
        }
        text_add(&text, is_end ? STR("\n\t\t\t\t\t") : str_slice(sql, i, i + 1));
        while (is_end && i + 1 < sql.size && memchr(" \t\r\n", sql.data[i + 1], 4)) {
            i++;
        }
    }
    *out = text_str(&text);
    return true;
}

// Does nothing come before it? Then its own migration can be run again when it was interrupted.
static bool is_first(const struct stage_work *work) {
    const struct steps *steps = &work->subject->judged->steps;
    return steps->count && &steps->items[0] == stage_subject(work);
}

bool stage_prepare_rows(struct stage_work *work) {
    const struct operation *update = stage_subject(work)->operation;
    struct arena *arena = work->subject->arena;
    struct str head, test;
    if (!update->from_sql || operation_unknown(update, "sql") ||
        !stage_is_plain_sql(update->sql) || str_find(update->sql, STR("--"), 0) != SIZE_MAX ||
        str_find(update->sql, STR("/*"), 0) != SIZE_MAX ||
        str_find(update->sql, STR("…"), 0) != SIZE_MAX || !cut(update, &head, &test)) {
        return stage_fail(work, "its statement is no plain UPDATE");
    }
    size_t set = str_find_nocase(head, STR(" set "), 0);
    if (update->sources.count || update->expression.has_subquery || set == SIZE_MAX ||
        str_find_nocase(head, STR("select"), 0) != SIZE_MAX) {
        return stage_fail(work, "it reads other tables");
    }
    if (!narrow(arena, update, str_slice(head, set + 5, head.size), &test)) {
        return stage_fail(work,
                          "done twice to a row, as batches may, it may come to another end");
    }
    if (!lay_out(arena, head, &head) || !lay_out(arena, test, &test)) {
        return stage_fail(work, "its statement is no plain UPDATE");
    }
    stage_set(work, "UPDATE", head);
    stage_set(work, "TEST", test);
    stage_set(work, is_first(work) ? "first" : "behind", STR("yes"));
    return stage_set_batches(work, "\t\t\t\t\t");
}
