// Predicates of scope step: defaults that are texts where a call was meant.
#include "lint/predicates.h"

// What stands between the quotes of the default; empty: it is no quoted text.
static struct str quoted_default(const struct step *step) {
    struct str text = str_trim(step->operation->column.default_value.text);
    if (!str_starts(text, STR("'"))) {
        return (struct str){0};
    }
    size_t end = str_find(text, STR("'"), 1);
    return end == SIZE_MAX ? (struct str){0} : str_trim(str_slice(text, 1, end));
}

static bool is_of_time(struct str type) {
    return str_starts(type, STR("timestamp")) || str_starts(type, STR("time")) ||
           str_is(type, "date");
}

// A call without arguments, or with: name(…), nothing behind it.
static bool is_call_with_brackets(struct str text) {
    size_t open = str_find(text, STR("("), 0);
    if (open == SIZE_MAX || open == 0 || !str_ends(text, STR(")"))) {
        return false;
    }
    for (size_t i = 0; i < open; i++) {
        char c = text.data[i];
        bool is_name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                       c == '.' || (i > 0 && c >= '0' && c <= '9');
        if (!is_name) {
            return false;
        }
    }
    return true;
}

// The calls that SQL writes without brackets. Source: manual, Date/Time Functions (Current
// Date/Time) and System Information Functions. USER is left out: it is also a word that people store.
static bool is_call_without_brackets(struct str text) {
    static const char *const words[] = {"current_timestamp", "current_date", "current_time",
                                        "localtimestamp",    "localtime",    "current_user",
                                        "current_catalog",   "session_user", "current_schema",
                                        "current_role"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_nocase(text, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

// A call, in brackets or moved to another time zone: (now() AT TIME ZONE 'utc').
static bool is_call(struct str text) {
    size_t zone = str_find_nocase(text, STR(" at time zone"), 0);
    if (str_starts(text, STR("("))) {
        size_t end = zone == SIZE_MAX && str_ends(text, STR(")")) ? text.size - 1 : zone;
        text = str_slice(text, 1, end);
    } else {
        text = str_slice(text, 0, zone);
    }
    text = str_trim(text);
    return is_call_with_brackets(text) || is_call_without_brackets(text);
}

// 'now' and its like are read once, when the default is set; 'now()' is read as 'now', because
// the parser of dates passes over the brackets (tried on PostgreSQL 15). Source: manual,
// Date/Time Special Values. In a column of text they are just texts.
enum truth predicate_default_is_frozen(const struct match_subject *subject) {
    static const char *const words[] = {"now",   "now()",    "now ()",
                                        "today", "tomorrow", "yesterday"};
    struct str text = quoted_default(subject->step);
    struct sql_type type = subject->step->operation->column.type;
    if (!type.name.size) {
        type = subject->step->old_type;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_nocase(text, str_from(words[i]))) {
            if (!type.name.size || type.is_unknown) {
                return TRUTH_UNKNOWN;
            }
            return is_of_time(type.name) ? TRUTH_YES : TRUTH_NO;
        }
    }
    return TRUTH_NO;
}

enum truth predicate_default_is_call_text(const struct match_subject *subject) {
    if (!subject->step->operation->column.default_value.is_string ||
        predicate_default_is_frozen(subject) != TRUTH_NO) {
        return TRUTH_NO;
    }
    return is_call(quoted_default(subject->step)) ? TRUTH_YES : TRUTH_NO;
}
