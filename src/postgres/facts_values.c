#include "postgres/facts.h"

// Whether a statement uses an enum value that its own transaction added. PostgreSQL refuses that
// (SQLSTATE 55P04): manual, ALTER TYPE, Notes. From 17 on, and on 11, the values of a type that
// was made in the transaction may be used; tried on 11 to 18.

static bool is_of_transaction(const struct facts_context *context,
                              const struct origin *origin) {
    return origin->made == MADE_HERE && context->transaction != 0 &&
           origin->transaction == context->transaction && origin_is_there(origin);
}

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static bool names_word(struct str text, struct str word) {
    for (size_t at = 0; (at = str_find_nocase(text, word, at)) != SIZE_MAX; at++) {
        size_t end = at + word.size;
        if ((at == 0 || !is_word_byte(text.data[at - 1])) &&
            (end == text.size || !is_word_byte(text.data[end]))) {
            return true;
        }
    }
    return false;
}

static bool quotes(struct arena *arena, struct str sql, struct str label) {
    struct text quoted = {.arena = arena};
    text_add_char(&quoted, '\'');
    for (size_t i = 0; i < label.size; i++) {
        text_add(&quoted, label.data[i] == '\'' ? STR("''") : str_slice(label, i, i + 1));
    }
    text_add_char(&quoted, '\'');
    return str_find(sql, text_str(&quoted), 0) != SIZE_MAX;
}

// Has the relation a column of the type? UNKNOWN where its columns are not all known.
static enum truth has_column_of(const struct facts_context *context, struct str key,
                                const struct catalog_type *type) {
    const struct catalog_relation *relation = catalog_find_key(context->catalog, key);
    bool is_known = relation && relation->is_complete;
    for (size_t i = 0; relation && i < relation->columns.count; i++) {
        const struct sql_type *of = &relation->columns.items[i].type;
        if (str_equal(of->name, type->name)) {
            return TRUTH_YES;
        }
        is_known = is_known && !of->is_unknown;
    }
    return is_known ? TRUTH_NO : TRUTH_UNKNOWN;
}

// A quoted text is a value of the type where the statement names the type, or a table that has
// a column of it.
static enum truth is_about(const struct facts_context *context, const struct step *step,
                           const struct catalog_type *type) {
    const struct operation *operation = step->operation;
    const struct str_list *lists[] = {&operation->sources, &operation->names};
    if (names_word(operation->sql, type->name)) {
        return TRUTH_YES;
    }
    enum truth answer = has_column_of(context, step->table, type);
    for (size_t i = 0; i < 2 && answer != TRUTH_YES; i++) {
        for (size_t j = 0; j < lists[i]->count; j++) {
            const struct catalog_relation *relation =
                catalog_find_key(context->catalog, lists[i]->items[j]);
            if (relation && has_column_of(context, relation->key, type) == TRUTH_YES) {
                return TRUTH_YES;
            }
        }
    }
    return answer;
}

static enum truth uses_value_of(const struct facts_context *context, const struct step *step,
                                const struct catalog_type *type) {
    unsigned version = context->options->postgres_version;
    bool is_free = is_of_transaction(context, &type->origin) && (version < 12 || version >= 17);
    for (size_t i = 0; !is_free && i < type->values.count; i++) {
        const struct catalog_value *value = &type->values.items[i];
        if (value->is_added && is_of_transaction(context, &value->origin) &&
            quotes(context->arena, step->operation->sql, value->label)) {
            return is_about(context, step, type);
        }
    }
    return TRUTH_NO;
}

enum truth facts_uses_new_enum_value(const struct facts_context *context,
                                     const struct step *step) {
    enum truth answer = TRUTH_NO;
    for (size_t i = 0; context->transaction && i < context->catalog->types.count; i++) {
        const struct catalog_type *type = context->catalog->types.items[i].value;
        enum truth one = type ? uses_value_of(context, step, type) : TRUTH_NO;
        if (one != TRUTH_NO) {
            answer = one;
        }
        if (one == TRUTH_YES) {
            break;
        }
    }
    return answer;
}
