// Predicates about statements that change rows.
#include "lint/predicates.h"

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

// Offset behind a quoted text or name that begins at `at`.
static size_t skip_quoted(struct str text, size_t at) {
    size_t end = at + 1;
    while (end < text.size && text.data[end] != text.data[at]) {
        end++;
    }
    return end + 1;
}

static bool is_word_at(struct str text, size_t at, struct str word) {
    size_t end = at + word.size;
    return end <= text.size && str_equal_nocase(str_slice(text, at, end), word) &&
           (at == 0 || !is_word(text.data[at - 1])) &&
           (end == text.size || !is_word(text.data[end]));
}

// A sign that the condition picks some rows: an equation, IN, BETWEEN, LIMIT.
static bool is_bound_at(struct str text, size_t at) {
    static const struct str words[] = {{"in", 2}, {"between", 7}, {"limit", 5}, {"any", 3}};
    if (text.data[at] == '=') {
        char before = at > 0 ? text.data[at - 1] : ' ';
        return before != '<' && before != '>' && before != '!';
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_word_at(text, at, words[i])) {
            return true;
        }
    }
    return false;
}

// The name before a comparison: id of `id >= 5`.
static struct str name_before(struct str text, size_t at) {
    while (at > 0 && text.data[at - 1] == ' ') {
        at--;
    }
    size_t start = at;
    while (start > 0 && (is_word(text.data[start - 1]) || text.data[start - 1] == '.')) {
        start--;
    }
    return str_slice(text, start, at);
}

// What a side of an OR has said so far: a bound, or the ends of a range.
struct bounds {
    bool found;
    struct str above, below; // names compared with > and with <
};

static void note_comparison(struct bounds *bounds, struct str text, size_t at) {
    char next = at + 1 < text.size ? text.data[at + 1] : ' ';
    if (text.data[at] == '>' && (at == 0 || text.data[at - 1] != '<')) {
        bounds->above = name_before(text, at);
    } else if (text.data[at] == '<' && next != '>') {
        bounds->below = name_before(text, at);
    }
    if (bounds->above.size && str_equal(bounds->above, bounds->below)) {
        bounds->found = true;
    }
}

// Does every side of an OR at the top have a bound?
static bool has_bound(struct str text) {
    struct bounds bounds = {0};
    size_t depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '\'' || c == '"') {
            i = skip_quoted(text, i) - 1;
        } else if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth -= depth > 0;
        } else if (depth == 0 && is_word_at(text, i, STR("or"))) {
            if (!bounds.found) {
                return false;
            }
            bounds = (struct bounds){0};
        } else if (is_bound_at(text, i)) {
            bounds.found = true;
        } else {
            note_comparison(&bounds, text, i);
        }
    }
    return bounds.found;
}

enum truth predicate_rows_have_no_bound(const struct match_subject *subject) {
    const struct expression *where = &subject->step->operation->expression;
    if (where->is_unknown) {
        return TRUTH_UNKNOWN;
    }
    return has_bound(where->text) ? TRUTH_NO : TRUTH_YES;
}
