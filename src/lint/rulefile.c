#include "lint/rulefile.h"

#include "base/regex.h"
#include "lint/keys.h"
#include "lint/match.h"
#include "lint/fix.h"
#include "lint/message.h"
#include "python/syntax.h"

// ---- [match] and [lesser]

static bool read_where_value(struct key_reader *reader, const char *name,
                             const struct toml_value *value, struct where_field *entry) {
    switch (entry->type) {
    case FIELD_BOOL:
        entry->yes = value->boolean;
        return keys_expect(reader, name, value, TOML_BOOLEAN);
    case FIELD_NUMBER:
        entry->number = value->integer;
        return keys_expect(reader, name, value, TOML_INTEGER);
    case FIELD_TEXT:
    case FIELD_LIST:
        break;
    }
    return keys_read_texts(reader, name, value, &entry->texts);
}

static bool fail_unknown_field(struct key_reader *reader, const struct toml_entry *entry) {
    struct str_list names = {0};
    for (size_t i = 0; step_field_at(i); i++) {
        *ARENA_PUSH(reader->arena, &names) = str_from(step_field_name(step_field_at(i)));
    }
    return keys_fail(reader, entry->line, "`" STR_FMT "` is no field of a step%s",
                     STR_ARG(entry->key), keys_did_you_mean(reader, entry->key, &names));
}

static bool read_where(struct key_reader *reader, const struct toml_value *value,
                       struct where *where) {
    if (!keys_expect(reader, "where", value, TOML_TABLE)) {
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct field *field = step_field_find(value->items[i].key);
        if (!field) {
            return fail_unknown_field(reader, &value->items[i]);
        }
        struct where_field *entry = ARENA_PUSH(reader->arena, where);
        *entry = (struct where_field){.field = field, .type = step_field_type(field)};
        const struct toml_value *wanted = value->items[i].value;
        if (wanted->type == TOML_TABLE) {
            const struct toml_value *inner = toml_find(wanted, "not");
            if (!inner || wanted->count != 1) {
                return keys_fail(reader, wanted->line, "`%s`: the one key here is `not`",
                                 step_field_name(field));
            }
            entry->negated = true;
            wanted = inner;
        }
        if (!read_where_value(reader, step_field_name(field), wanted, entry)) {
            return false;
        }
    }
    return true;
}

static bool read_match_where(struct key_reader *reader, const struct toml_value *value) {
    return read_where(reader, value, &reader->rule->where);
}

static bool read_lesser_where(struct key_reader *reader, const struct toml_value *value) {
    return read_where(reader, value, &reader->rule->lesser.where);
}

static bool read_operation(struct key_reader *reader, const struct toml_value *value) {
    struct str_list names = {0};
    if (!keys_read_texts(reader, "operation", value, &names)) {
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        enum operation_kind kind = operation_find(names.items[i]);
        if (kind == OPERATION_KIND_COUNT) {
            struct str_list all = {0};
            for (size_t k = 0; k < OPERATION_KIND_COUNT; k++) {
                *ARENA_PUSH(reader->arena, &all) =
                    str_from(operation_name((enum operation_kind)k));
            }
            return keys_fail(reader, value->line, "`operation`: there is no \"" STR_FMT "\"%s",
                             STR_ARG(names.items[i]),
                             keys_did_you_mean(reader, names.items[i], &all));
        }
        *ARENA_PUSH(reader->arena, &reader->rule->operations) = kind;
    }
    return true;
}

static const struct predicate *read_predicate(struct key_reader *reader,
                                              const struct toml_value *value) {
    if (!keys_expect(reader, "predicate", value, TOML_STRING)) {
        return NULL;
    }
    const struct predicate *predicate = predicate_find(value->text);
    if (!predicate) {
        struct str_list names = {0};
        for (size_t i = 0; predicate_at(i); i++) {
            *ARENA_PUSH(reader->arena, &names) = str_from(predicate_at(i)->name);
        }
        keys_fail(reader, value->line, "`predicate`: there is no \"" STR_FMT "\"%s",
                  STR_ARG(value->text), keys_did_you_mean(reader, value->text, &names));
    }
    return predicate;
}

static bool read_match_predicate(struct key_reader *reader, const struct toml_value *value) {
    reader->rule->predicate = read_predicate(reader, value);
    return reader->rule->predicate != NULL;
}

static bool read_lesser_predicate(struct key_reader *reader, const struct toml_value *value) {
    const struct predicate *predicate = read_predicate(reader, value);
    reader->rule->lesser.predicate = predicate;
    if (predicate && predicate->scope != SCOPE_STEP) {
        return keys_fail(reader, value->line, "`predicate`: \"%s\" is not of scope step",
                         predicate->name);
    }
    return predicate != NULL;
}

static bool read_regex(struct key_reader *reader, const struct toml_value *value) {
    if (!keys_expect(reader, "regex", value, TOML_STRING)) {
        return false;
    }
    struct str problem = {0};
    reader->rule->regex = regex_new(reader->arena, value->text, &problem);
    return reader->rule->regex ||
           keys_fail(reader, value->line, "`regex`: " STR_FMT, STR_ARG(problem));
}

static bool read_query(struct key_reader *reader, const struct toml_value *value) {
    reader->rule->query = value->text;
    reader->rule->query_line = value->line;
    return keys_expect(reader, "query", value, TOML_STRING);
}

bool rulefile_need_query(struct arena *arena, struct rule *rule, struct cupel_error *error) {
    struct key_reader reader = {.arena = arena, .rule = rule, .error = error};
    struct str problem = {0};
    if (!rule->query.size || rule->query_handle) {
        return true;
    }
    rule->query_handle = syntax_query_new(arena, rule->query, &problem);
    return rule->query_handle ||
           keys_fail(&reader, rule->query_line, "`query`: " STR_FMT, STR_ARG(problem));
}

static const char *const of_unknown[] = {"silent", "speak"};
static const char *const of_regex[] = {"sql", "file"};
static const char *const of_new_tables[] = {"used", "any"};
static const char *const of_small_tables[] = {"large", "any"};
static const char *const of_direction[] = {"up", "both"};
static const char *const of_repeats[] = {"told", "counted"};
static const char *const of_skipped[] = {"run", "any"};

// clang-format off
static const struct key match_keys[] = {
    {"operation",     CALL,        .read = read_operation},
    {"where",         CALL,        .read = read_match_where},
    {"predicate",     CALL,        .read = read_match_predicate},
    {"regex",         CALL,        .read = read_regex},
    {"regex-on",      INTO_CHOICE, .offset = offsetof(struct rule, regex_on_file), .choices = of_regex},
    {"query",         CALL,        .read = read_query},
    {"when-unknown",  INTO_CHOICE, .offset = offsetof(struct rule, speaks_when_unknown), .choices = of_unknown},
    {"new-tables",    INTO_CHOICE, .offset = offsetof(struct rule, speaks_of_new_tables), .choices = of_new_tables},
    {"small-tables",  INTO_CHOICE, .offset = offsetof(struct rule, speaks_of_small_tables), .choices = of_small_tables},
    {"repeats",       INTO_CHOICE, .offset = offsetof(struct rule, counts_repeats), .choices = of_repeats},
    {"skipped-steps", INTO_CHOICE, .offset = offsetof(struct rule, speaks_of_skipped), .choices = of_skipped},
};
static const struct key_table match_table = KEYS("[match]", match_keys);

static const struct key lesser_keys[] = {
    {"where",     CALL,          .read = read_lesser_where},
    {"predicate", CALL,          .read = read_lesser_predicate},
    {"severity",  INTO_SEVERITY, .offset = offsetof(struct rule, lesser.severity), .required = true},
    {"message",   INTO_TEXT,     .offset = offsetof(struct rule, lesser.message), .required = true},
};
static const struct key_table lesser_table = KEYS("[lesser]", lesser_keys);
// clang-format on

static bool read_match(struct key_reader *reader, const struct toml_value *value) {
    return keys_expect(reader, "match", value, TOML_TABLE) &&
           keys_read_table(reader, &match_table, reader->rule, value);
}

static bool read_lesser(struct key_reader *reader, const struct toml_value *value) {
    return keys_expect(reader, "lesser", value, TOML_TABLE) &&
           keys_read_table(reader, &lesser_table, reader->rule, value);
}

// ---- the first part

static const char *const scope_names[] = {
    [SCOPE_STEP] = "step",
    [SCOPE_MIGRATION] = "migration",
    [SCOPE_HISTORY] = "history",
    [SCOPE_TREE] = "tree",
};

static bool read_scope(struct key_reader *reader, const struct toml_value *value) {
    size_t scope = 0;
    if (!keys_read_word(reader, "scope", value, scope_names,
                        sizeof scope_names / sizeof *scope_names, &scope)) {
        return false;
    }
    reader->rule->scope = (enum rule_scope)scope;
    return true;
}

static bool read_id(struct key_reader *reader, const struct toml_value *value) {
    if (!keys_expect(reader, "id", value, TOML_STRING)) {
        return false;
    }
    return str_equal(value->text, reader->rule->id) ||
           keys_fail(reader, value->line,
                     "`id` is \"" STR_FMT "\" and the file is called " STR_FMT,
                     STR_ARG(value->text), STR_ARG(reader->rule->id));
}

static bool fail_out_of_place(struct key_reader *reader, const struct toml_value *value) {
    return keys_fail(reader, value->line, "[text] and [[example]] stand last, in that order");
}

// clang-format off
static const struct key first_keys[] = {
    {"id",               CALL,          .read = read_id, .required = true},
    {"severity",         INTO_SEVERITY, .offset = offsetof(struct rule, severity), .required = true},
    {"unknown-severity", INTO_SEVERITY, .offset = offsetof(struct rule, unknown_severity)},
    {"summary",          INTO_TEXT,     .offset = offsetof(struct rule, summary), .required = true},
    {"sources",          INTO_TEXTS,    .offset = offsetof(struct rule, sources)},
    {"since",            INTO_VERSION,  .offset = offsetof(struct rule, since)},
    {"until",            INTO_VERSION,  .offset = offsetof(struct rule, until)},
    {"scope",            CALL,          .read = read_scope},
    {"yields-to",        INTO_TEXTS,    .offset = offsetof(struct rule, yields_to)},
    {"match",            CALL,          .read = read_match, .required = true},
    {"lesser",           CALL,          .read = read_lesser},
    {"fix",              CALL,          .read = fix_read},
    {"example",          CALL,          .read = fail_out_of_place},
};
static const struct key_table first_table = KEYS("a rule", first_keys);
// clang-format on

static bool check_match(struct key_reader *reader, const struct toml_value *document) {
    struct rule *rule = reader->rule;
    uint32_t line = toml_find(document, "match")->line;
    bool by_steps = rule->operations.count || rule->where.count;
    bool by_file = rule->query.size || (rule->regex && rule->regex_on_file);
    if (rule->predicate && rule->predicate->scope != SCOPE_STEP) {
        if (by_steps || by_file || rule->regex) {
            return keys_fail(reader, line, "\"%s\" is a predicate of scope %s: it stands alone",
                             rule->predicate->name, scope_names[rule->predicate->scope]);
        }
        by_file = true;
    } else if (by_file && (by_steps || rule->predicate)) {
        return keys_fail(reader, line,
                         "a query, or a regex on the file, stands alone in [match]");
    } else if (!by_file && !by_steps && !rule->regex && !rule->predicate) {
        return keys_fail(reader, line, "[match] is empty");
    }
    enum rule_scope scope = !by_file          ? SCOPE_STEP
                            : rule->predicate ? rule->predicate->scope
                                              : SCOPE_MIGRATION;
    if (toml_find(document, "scope") && rule->scope != scope) {
        return keys_fail(reader, line, "`scope` is \"%s\" and its match is of scope %s",
                         scope_names[rule->scope], scope_names[scope]);
    }
    rule->scope = scope;
    return true;
}

static bool check_lesser(struct key_reader *reader, const struct toml_value *document) {
    struct rule *rule = reader->rule;
    const struct toml_value *lesser = toml_find(document, "lesser");
    if (!lesser) {
        return true;
    }
    struct str problem = {0};
    if (rule->scope != SCOPE_STEP || (!rule->lesser.where.count && !rule->lesser.predicate)) {
        return keys_fail(reader, lesser->line,
                         "[lesser] is for rules of scope step, and needs where or predicate");
    }
    return message_check(reader->arena, rule->lesser.message, rule->scope, &problem) ||
           keys_fail(reader, lesser->line, "`message`: " STR_FMT, STR_ARG(problem));
}

static const struct toml_value *read_part(struct key_reader *reader, struct str text) {
    return toml_read(reader->arena, reader->rule->path, text, reader->error);
}

size_t rulefile_text_offset(struct str text) {
    size_t at = 0;
    while (at < text.size) {
        size_t end = str_find(text, STR("\n"), at);
        end = end == SIZE_MAX ? text.size : end;
        if (str_is(str_trim(str_slice(text, at, end)), "[text]")) {
            return at;
        }
        at = end + 1;
    }
    return text.size;
}

bool rulefile_read_match(struct arena *arena, struct rule *rule, struct cupel_error *error) {
    struct key_reader reader = {.arena = arena, .rule = rule, .error = error};
    const struct toml_value *document = rule->head;
    if (!document) {
        document =
            read_part(&reader, str_slice(rule->text, 0, rulefile_text_offset(rule->text)));
    }
    return document && keys_read_table(&reader, &first_table, rule, document) &&
           check_match(&reader, document) && check_lesser(&reader, document);
}

// ---- the second part

// clang-format off
static const struct key text_keys[] = {
    {"message",         INTO_TEXT, .offset = offsetof(struct rule, message), .required = true},
    {"message-unknown", INTO_TEXT, .offset = offsetof(struct rule, message_unknown)},
    {"why",             INTO_TEXT, .offset = offsetof(struct rule, why), .required = true},
    {"instead",         INTO_TEXT, .offset = offsetof(struct rule, instead), .required = true},
};
static const struct key_table text_table = KEYS("[text]", text_keys);

static const struct key example_keys[] = {
    {"bad",              INTO_TEXT,    .offset = offsetof(struct rule_example, bad)},
    {"good",             INTO_TEXT,    .offset = offsetof(struct rule_example, good)},
    {"history",          INTO_TEXT,    .offset = offsetof(struct rule_example, history)},
    {"settings",         INTO_TEXT,    .offset = offsetof(struct rule_example, settings)},
    {"env",              INTO_TEXT,    .offset = offsetof(struct rule_example, env)},
    {"base",             INTO_TEXT,    .offset = offsetof(struct rule_example, base)},
    {"base-added",       INTO_TEXT,    .offset = offsetof(struct rule_example, base_added)},
    {"beside",           INTO_TEXT,    .offset = offsetof(struct rule_example, beside)},
    {"code",             INTO_TEXT,    .offset = offsetof(struct rule_example, code)},
    {"sql",              INTO_BOOL,    .offset = offsetof(struct rule_example, is_sql)},
    {"file",             INTO_BOOL,    .offset = offsetof(struct rule_example, is_file)},
    {"direction",        INTO_CHOICE,  .offset = offsetof(struct rule_example, both_directions), .choices = of_direction},
    {"postgres-version", INTO_VERSION, .offset = offsetof(struct rule_example, postgres_version)},
};
static const struct key_table example_table = KEYS("[[example]]", example_keys);
// clang-format on

static bool read_text(struct key_reader *reader, const struct toml_value *value) {
    return keys_expect(reader, "text", value, TOML_TABLE) &&
           keys_read_table(reader, &text_table, reader->rule, value);
}

static bool read_examples(struct key_reader *reader, const struct toml_value *value) {
    if (!keys_expect(reader, "example", value, TOML_ARRAY)) {
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct toml_value *item = value->items[i].value;
        struct rule_example *example = ARENA_PUSH(reader->arena, &reader->rule->examples);
        example->line = item->line;
        if (!keys_expect(reader, "example", item, TOML_TABLE) ||
            !keys_read_table(reader, &example_table, example, item)) {
            return false;
        }
        if (!example->bad.size && !example->good.size) {
            return keys_fail(reader, item->line, "[[example]] needs bad, good, or both");
        }
    }
    return true;
}

static bool fail_late_match(struct key_reader *reader, const struct toml_value *value) {
    return keys_fail(reader, value->line, "[match], [lesser] and [fix] stand before [text]");
}

// clang-format off
static const struct key second_keys[] = {
    {"text",    CALL, .read = read_text},
    {"example", CALL, .read = read_examples},
    {"match",   CALL, .read = fail_late_match},
    {"lesser",  CALL, .read = fail_late_match},
    {"fix",     CALL, .read = fail_late_match},
};
static const struct key_table second_table = KEYS("the part from [text] on", second_keys);
// clang-format on

static bool check_message(struct key_reader *reader, const struct toml_value *document,
                          const char *key, struct str message) {
    struct str problem = {0};
    if (message_check(reader->arena, message, reader->rule->scope, &problem)) {
        return true;
    }
    const struct toml_value *text = toml_find(document, "text");
    return keys_fail(reader, toml_find(text, key)->line, "`%s`: " STR_FMT, key,
                     STR_ARG(problem));
}

static bool check_texts(struct key_reader *reader, const struct toml_value *document) {
    const struct rule *rule = reader->rule;
    bool has_bad = false;
    bool has_good = false;
    for (size_t i = 0; i < rule->examples.count; i++) {
        has_bad = has_bad || rule->examples.items[i].bad.size;
        has_good = has_good || rule->examples.items[i].good.size;
    }
    if (!has_bad || !has_good) {
        return keys_fail(reader, 0, "a rule needs an [[example]] with bad and one with good");
    }
    return check_message(reader, document, "message", rule->message) &&
           check_message(reader, document, "message-unknown", rule->message_unknown);
}

bool rulefile_read_texts(struct arena *arena, struct rule *rule, struct cupel_error *error) {
    struct key_reader reader = {.arena = arena, .rule = rule, .error = error};
    size_t offset = rulefile_text_offset(rule->text);
    if (offset == rule->text.size) {
        return keys_fail(&reader, 0, "a rule needs a [text]");
    }
    // Line ends in place of the first part keep the lines of errors and examples right.
    struct text part = {.arena = arena};
    for (size_t i = 0; i < offset; i++) {
        if (rule->text.data[i] == '\n') {
            text_add_char(&part, '\n');
        }
    }
    text_add(&part, str_slice(rule->text, offset, rule->text.size));
    const struct toml_value *document = read_part(&reader, text_str(&part));
    return document && keys_read_table(&reader, &second_table, rule, document) &&
           check_texts(&reader, document) && rulefile_need_query(arena, rule, error);
}
