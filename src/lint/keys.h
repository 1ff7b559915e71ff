/**
 * keys: tables of the keys that a part of a rule's file may have, and reading by them.
 */
#ifndef LINT_KEYS_H
#define LINT_KEYS_H

#include <stddef.h>

#include "base/toml.h"
#include "model/rule.h"

struct key_reader {
    struct arena *arena;
    struct rule *rule;
    struct cupel_error *error;
    void *target; // the struct that the keys at hand are members of
};

// How a key's value is taken.
enum into {
    INTO_TEXT,
    INTO_TEXTS,   // an array of texts
    INTO_VERSION, // a whole number above zero
    INTO_BOOL,
    INTO_SEVERITY,
    INTO_CHOICE, // the second of two words: true
    CALL,
};

struct key {
    const char *name;
    enum into into;
    size_t offset; // of the member in the target
    bool (*read)(struct key_reader *reader, const struct toml_value *value);
    const char *const *choices;
    bool required;
};

struct key_table {
    const char *where; // for messages
    const struct key *keys;
    size_t count;
};

#define KEYS(text, items)                                                                      \
    { .where = (text), .keys = (items), .count = sizeof(items) / sizeof *(items) }

/** Sets the error, with the rule's file and the line. Always false. */
bool keys_fail(struct key_reader *reader, uint32_t line, const char *format, ...)
    PRINTF_LIKE(3, 4);

/** ": did you mean `word`?" with the nearest of the words, or nothing. */
const char *keys_did_you_mean(struct key_reader *reader, struct str word,
                              const struct str_list *words);

/** Is the value of that type? Else an error. */
bool keys_expect(struct key_reader *reader, const char *key, const struct toml_value *value,
                 enum toml_type type);

/** The index of the value among `count` words, or an error. */
bool keys_read_word(struct key_reader *reader, const char *key, const struct toml_value *value,
                    const char *const *words, size_t count, size_t *index);

/** One text, or an array of them. */
bool keys_read_texts(struct key_reader *reader, const char *key, const struct toml_value *value,
                     struct str_list *texts);

/** Reads a table's keys into the members of `target`. */
bool keys_read_table(struct key_reader *reader, const struct key_table *table, void *target,
                     const struct toml_value *value);

#endif
