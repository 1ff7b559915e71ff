#include "postgres/effects.h"

// Whether ATTACH PARTITION must read the new partition: does a valid CHECK of it prove the
// bounds? Source: manual, CREATE TABLE, PARTITION OF and Table Partitioning 5.11.2.2; tried on
// 11 to 18. Only the forms that people write are known here: the bounds' own literals, or equal
// ones.

struct words {
    struct str *items;
    size_t count, capacity;
};

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.' || c == '-' || (unsigned char)c >= 0x80;
}

static size_t word_end(struct str text, size_t at) {
    char c = text.data[at];
    size_t end = at + 1;
    if (c == '\'' || c == '"') {
        while (end < text.size && text.data[end] != c) {
            end++;
        }
        return end < text.size ? end + 1 : end;
    }
    if (is_word_byte(c)) {
        while (end < text.size && is_word_byte(text.data[end])) {
            end++;
        }
        return end;
    }
    bool is_pair = end < text.size && (c == '<' || c == '>' || c == ':' || c == '!') &&
                   (text.data[end] == '=' || text.data[end] == ':' || text.data[end] == '>');
    return is_pair ? end + 1 : end;
}

// The text's words without parentheses, commas and casts: only what is compared with what.
static struct words split(struct arena *arena, struct str text) {
    struct words words = {0};
    for (size_t at = 0; at < text.size;) {
        size_t end = word_end(text, at);
        struct str word = str_slice(text, at, end);
        char c = text.data[at];
        bool is_cast = str_is(word, "::");
        at = end;
        if (is_cast) {
            while (at < text.size && (is_word_byte(text.data[at]) || text.data[at] == ' ')) {
                at = word_end(text, at);
                if (at < text.size && text.data[at] == ' ') {
                    break;
                }
            }
            continue;
        }
        if (c != '(' && c != ')' && c != ',' && c != ' ' && c != '\t' && c != '\n') {
            *ARENA_PUSH(arena, &words) = word;
        }
    }
    return words;
}

// Does `column operator literal` stand in the CHECK, and nothing but such joined by AND?
static bool has_comparison(const struct words *check, struct str column, const char *operator,
                           struct str literal) {
    for (size_t i = 0; i + 2 < check->count; i++) {
        if (str_equal(check->items[i], column) && str_is(check->items[i + 1], operator) &&
            str_equal(check->items[i + 2], literal)) {
            return true;
        }
    }
    return false;
}

static bool has_word(const struct words *words, const char *word) {
    for (size_t i = 0; i < words->count; i++) {
        if (str_equal_nocase(words->items[i], str_from(word))) {
            return true;
        }
    }
    return false;
}

// NOT turns a condition around, but in `IS NOT NULL` it is one more that holds.
static bool has_other_not(const struct words *check) {
    for (size_t i = 0; i < check->count; i++) {
        bool is_null_test = i > 0 && i + 1 < check->count &&
                            str_equal_nocase(check->items[i - 1], STR("is")) &&
                            str_equal_nocase(check->items[i + 1], STR("null"));
        if (str_equal_nocase(check->items[i], STR("not")) && !is_null_test) {
            return true;
        }
    }
    return false;
}

// FOR VALUES FROM (a) TO (b): column >= a AND column < b.
static bool proves_range(const struct words *check, const struct words *bound,
                         struct str column) {
    if (bound->count != 6 || !str_equal_nocase(bound->items[2], STR("FROM")) ||
        has_word(check, "or") || has_other_not(check)) {
        return false;
    }
    struct str low = bound->items[3], high = bound->items[5];
    return (str_equal_nocase(low, STR("MINVALUE")) ||
            has_comparison(check, column, ">=", low)) &&
           (str_equal_nocase(high, STR("MAXVALUE")) ||
            has_comparison(check, column, "<", high));
}

// FOR VALUES IN (a, b): column IN (a, b), with the same values or fewer; column = a.
static bool proves_list(const struct words *check, const struct words *bound,
                        struct str column) {
    if (bound->count < 4 || !str_equal_nocase(bound->items[2], STR("IN")) || check->count < 3 ||
        !str_equal(check->items[0], column)) {
        return false;
    }
    bool is_equal = str_is(check->items[1], "=") && check->count == 3;
    if (!is_equal && !str_equal_nocase(check->items[1], STR("IN"))) {
        return false;
    }
    for (size_t i = 2; i < check->count; i++) {
        bool is_value = false;
        for (size_t j = 3; j < bound->count; j++) {
            is_value = is_value || str_equal(check->items[i], bound->items[j]);
        }
        if (!is_value) {
            return false;
        }
    }
    return true;
}

// UNKNOWN: a CHECK names the column and may prove it in a way that is not known here.
static enum truth proves(const struct effect_case *subject,
                         const struct catalog_relation *partition, struct str column) {
    struct words bound = split(subject->arena, subject->operation->partition_bound);
    enum truth result = TRUTH_NO;
    for (size_t i = 0; i < partition->constraints.count; i++) {
        const struct catalog_constraint *constraint = &partition->constraints.items[i];
        if (constraint->def.type != CONSTRAINT_CHECK || constraint->is_valid != TRUTH_YES ||
            constraint->origin.exists != TRUTH_YES ||
            !str_list_has(&constraint->def.check.columns, column)) {
            continue;
        }
        struct words check = split(subject->arena, constraint->def.check.text);
        if (proves_range(&check, &bound, column) || proves_list(&check, &bound, column)) {
            return TRUTH_YES;
        }
        result = TRUTH_UNKNOWN;
    }
    return result;
}

enum truth effect_partition_scans(const struct effect_case *subject) {
    const struct operation *operation = subject->operation;
    const struct catalog_relation *partition =
        catalog_find(subject->catalog, operation->partition_of_schema, operation->partition_of);
    if (!subject->table || !partition) {
        return TRUTH_UNKNOWN;
    }
    bool is_hash = str_find_nocase(operation->partition_bound, STR("MODULUS"), 0) != SIZE_MAX;
    bool is_default = str_equal_nocase(operation->partition_bound, STR("DEFAULT"));
    if (is_hash || is_default) {
        return TRUTH_YES; // a hash proves nothing; DEFAULT proves what no other bound takes
    }
    if (subject->table->partition_columns.count != 1) {
        return partition->constraints.count || !partition->is_complete ? TRUTH_UNKNOWN
                                                                       : TRUTH_YES;
    }
    struct str column = subject->table->partition_columns.items[0];
    const struct catalog_column *known = relation_find_column(partition, column);
    // A CHECK holds for nulls too: they would belong elsewhere.
    if (known && known->nullable == TRUTH_YES &&
        relation_has_not_null_check(partition, column) == TRUTH_NO) {
        return TRUTH_YES;
    }
    enum truth proved = proves(subject, partition, column);
    bool is_not_null = known && known->nullable == TRUTH_NO;
    is_not_null |= relation_has_not_null_check(partition, column) == TRUTH_YES;
    if (proved == TRUTH_YES && is_not_null) {
        return TRUTH_NO;
    }
    return proved == TRUTH_NO && partition->is_complete ? TRUTH_YES : TRUTH_UNKNOWN;
}
