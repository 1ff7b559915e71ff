#include "lint/keys.h"

#include "base/error.h"

bool keys_fail(struct key_reader *reader, uint32_t line, const char *format, ...) {
    struct text message = {.arena = reader->arena};
    va_list arguments;
    va_start(arguments, format);
    text_addfv(&message, format, arguments);
    va_end(arguments);
    struct str path = str_copy(reader->arena, reader->rule->path);
    error_set(reader->error, path.data, line, "%s", text_str(&message).data);
    return false;
}

// ": did you mean `word`?", or nothing.
const char *keys_did_you_mean(struct key_reader *reader, struct str word,
                              const struct str_list *words) {
    struct str near = str_nearest(word, words->items, words->count);
    return near.size
               ? str_format(reader->arena, ": did you mean `" STR_FMT "`?", STR_ARG(near)).data
               : "";
}

bool keys_expect(struct key_reader *reader, const char *key, const struct toml_value *value,
                 enum toml_type type) {
    if (value->type == type) {
        return true;
    }
    return keys_fail(reader, value->line, "`%s` is %s, not %s", key, toml_type_name(type),
                     toml_type_name(value->type));
}

// ---- values

static const char *const severity_names[] = {
    [CUPEL_OFF] = "off",
    [CUPEL_INFO] = "info",
    [CUPEL_WARNING] = "warning",
    [CUPEL_ERROR] = "error",
};

// The index of a word among `count` words, or an error.
bool keys_read_word(struct key_reader *reader, const char *key, const struct toml_value *value,
                    const char *const *words, size_t count, size_t *index) {
    if (!keys_expect(reader, key, value, TOML_STRING)) {
        return false;
    }
    struct str_list list = {0};
    for (size_t i = 0; i < count; i++) {
        if (str_is(value->text, words[i])) {
            *index = i;
            return true;
        }
        *ARENA_PUSH(reader->arena, &list) = str_from(words[i]);
    }
    struct str all = str_join(reader->arena, list.items, list.count, STR(", "));
    return keys_fail(reader, value->line, "`%s` is one of " STR_FMT ", not \"" STR_FMT "\"",
                     key, STR_ARG(all), STR_ARG(value->text));
}

// One text or an array of them.
bool keys_read_texts(struct key_reader *reader, const char *key, const struct toml_value *value,
                     struct str_list *texts) {
    if (value->type != TOML_ARRAY) {
        if (!keys_expect(reader, key, value, TOML_STRING)) {
            return false;
        }
        *ARENA_PUSH(reader->arena, texts) = value->text;
        return true;
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct toml_value *item = value->items[i].value;
        if (!keys_expect(reader, key, item, TOML_STRING)) {
            return false;
        }
        *ARENA_PUSH(reader->arena, texts) = item->text;
    }
    return texts->count > 0 || keys_fail(reader, value->line, "`%s` is empty", key);
}

static bool read_member(struct key_reader *reader, const struct key *key,
                        const struct toml_value *value) {
    void *member = (char *)reader->target + key->offset;
    size_t word = 0;
    switch (key->into) {
    case INTO_TEXT:
        if (!keys_expect(reader, key->name, value, TOML_STRING)) {
            return false;
        }
        *(struct str *)member = str_trim(value->text);
        return true;
    case INTO_TEXTS:
        return keys_read_texts(reader, key->name, value, member);
    case INTO_VERSION:
        if (!keys_expect(reader, key->name, value, TOML_INTEGER)) {
            return false;
        }
        if (value->integer < 1 || value->integer > 999) {
            return keys_fail(reader, value->line, "`%s` is a major version of PostgreSQL",
                             key->name);
        }
        *(unsigned *)member = (unsigned)value->integer;
        return true;
    case INTO_BOOL:
        if (!keys_expect(reader, key->name, value, TOML_BOOLEAN)) {
            return false;
        }
        *(bool *)member = value->boolean;
        return true;
    case INTO_SEVERITY:
        if (!keys_read_word(reader, key->name, value, severity_names,
                            sizeof severity_names / sizeof *severity_names, &word)) {
            return false;
        }
        *(enum cupel_severity *)member = (enum cupel_severity)word;
        return true;
    case INTO_CHOICE:
        if (!keys_read_word(reader, key->name, value, key->choices, 2, &word)) {
            return false;
        }
        *(bool *)member = word == 1;
        return true;
    case CALL:
        break;
    }
    return key->read(reader, value);
}

static const struct key *find_key(const struct key_table *table, struct str name) {
    for (size_t i = 0; i < table->count; i++) {
        if (str_is(name, table->keys[i].name)) {
            return &table->keys[i];
        }
    }
    return NULL;
}

static bool fail_unknown_key(struct key_reader *reader, const struct key_table *table,
                             const struct toml_entry *entry) {
    struct str_list names = {0};
    for (size_t i = 0; i < table->count; i++) {
        *ARENA_PUSH(reader->arena, &names) = str_from(table->keys[i].name);
    }
    return keys_fail(reader, entry->line, "`" STR_FMT "` is no key of %s%s",
                     STR_ARG(entry->key), table->where,
                     keys_did_you_mean(reader, entry->key, &names));
}

bool keys_read_table(struct key_reader *reader, const struct key_table *table, void *target,
                     const struct toml_value *value) {
    void *outer = reader->target;
    reader->target = target;
    for (size_t i = 0; i < value->count; i++) {
        const struct key *key = find_key(table, value->items[i].key);
        if (!key) {
            return fail_unknown_key(reader, table, &value->items[i]);
        }
        if (!read_member(reader, key, value->items[i].value)) {
            return false;
        }
    }
    for (size_t i = 0; i < table->count; i++) {
        if (table->keys[i].required && !toml_find(value, table->keys[i].name)) {
            return keys_fail(reader, value->line, "%s lacks the key `%s`", table->where,
                             table->keys[i].name);
        }
    }
    reader->target = outer;
    return true;
}
