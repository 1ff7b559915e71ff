#include "postgres/functions.h"

#include "postgres/functions_data.h"

// What pg_proc of the version that functions_data.c was made from does not have.
// clang-format off
static const struct builtin_function more_functions[] = {
    // Syntax that is no function call (manual, Date/Time Functions; Session Information;
    // Conditional Expressions)
    {"coalesce", 'i'}, {"current_catalog", 's'}, {"current_date", 's'}, {"current_role", 's'},
    {"current_time", 's'}, {"current_timestamp", 's'}, {"greatest", 'i'}, {"least", 'i'},
    {"localtime", 's'}, {"localtimestamp", 's'}, {"nullif", 'i'}, {"session_user", 's'},
    {"user", 's'}, {"xmlconcat", 'i'}, {"xmlelement", 'i'}, {"xmlforest", 'i'},
    // New in 16 (release notes, E.5.3.9)
    {"array_sample", 'v'}, {"array_shuffle", 'v'}, {"date_add", 's'}, {"date_subtract", 's'},
    {"erf", 'i'}, {"erfc", 'i'}, {"random_normal", 'v'}, {"system_user", 's'},
    // New in 17 (release notes, E.3.8)
    {"to_bin", 'i'}, {"to_oct", 'i'}, {"unicode_version", 'i'}, {"uuid_extract_timestamp", 'i'},
    {"uuid_extract_version", 'i'},
    // New in 18 (release notes; manual, UUID Functions)
    {"array_reverse", 'i'}, {"array_sort", 'i'}, {"casefold", 'i'}, {"crc32", 'i'},
    {"crc32c", 'i'}, {"gamma", 'i'}, {"lgamma", 'i'}, {"uuidv4", 'v'}, {"uuidv7", 'v'},
    // Extensions that are not in contrib: the labels in their SQL files
    {"gen_ulid", 'v'}, {"nanoid", 'v'}, {"uuid_generate_v7", 'v'},
};
// clang-format on

static enum volatility of_letter(char letter) {
    return letter == 'v' ? VOLATILITY_VOLATILE : VOLATILITY_STABLE;
}

enum volatility function_volatility(struct str name) {
    size_t low = 0, high = builtin_function_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(name, str_from(builtin_functions[middle].name));
        if (order == 0) {
            return of_letter(builtin_functions[middle].volatility);
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    for (size_t i = 0; i < sizeof more_functions / sizeof *more_functions; i++) {
        if (str_is(name, more_functions[i].name)) {
            return of_letter(more_functions[i].volatility);
        }
    }
    return VOLATILITY_UNKNOWN;
}

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static bool has_word(struct str text, const char *word) {
    struct str needle = str_from(word);
    for (size_t at = str_find_nocase(text, needle, 0); at != SIZE_MAX;
         at = str_find_nocase(text, needle, at + 1)) {
        size_t end = at + needle.size;
        if ((at == 0 || !is_word_byte(text.data[at - 1])) &&
            (end == text.size || !is_word_byte(text.data[end]))) {
            return true;
        }
    }
    return false;
}

// The default is VOLATILE (manual, CREATE FUNCTION); but a one-line SQL function without a
// label is inlined from 12 on and judged by its body, which nothing here reads.
enum volatility function_declared_volatility(struct str options, unsigned postgres_version) {
    if (has_word(options, "IMMUTABLE") || has_word(options, "STABLE")) {
        return VOLATILITY_STABLE;
    }
    bool is_sql = has_word(options, "LANGUAGE sql") || has_word(options, "LANGUAGE 'sql'");
    if (!has_word(options, "VOLATILE") && is_sql && postgres_version >= 12) {
        return VOLATILITY_UNKNOWN;
    }
    return VOLATILITY_VOLATILE;
}

enum volatility expression_volatility(const struct expression *expression,
                                      const struct map *declared) {
    if (expression->is_unknown) {
        return VOLATILITY_UNKNOWN;
    }
    if (!expression->text.size) {
        return VOLATILITY_NONE;
    }
    if (expression->is_constant || expression->is_null || expression->is_string) {
        return VOLATILITY_CONSTANT;
    }
    enum volatility result = VOLATILITY_STABLE;
    for (size_t i = 0; i < expression->functions.count; i++) {
        struct str name = expression->functions.items[i];
        const enum volatility *own = declared ? map_find(declared, name) : NULL;
        enum volatility one = own ? *own : function_volatility(name);
        if (one == VOLATILITY_VOLATILE) {
            return VOLATILITY_VOLATILE;
        }
        if (one == VOLATILITY_UNKNOWN) {
            result = VOLATILITY_UNKNOWN;
        }
    }
    return result;
}
