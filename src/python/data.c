#include <stdlib.h>
#include <string.h>

#include "python/evaluator.h"

// json and csv: what the repository's data files and texts hold.

enum { DATA_DEPTH = 64 };

struct data {
    struct evaluator *evaluator;
    struct span span;
    struct str text;
    size_t at;
    bool is_broken;
};

static char peek(const struct data *data) {
    return data->at < data->text.size ? data->text.data[data->at] : '\0';
}

static bool take(struct data *data, char c) {
    while (peek(data) == ' ' || (peek(data) >= '\t' && peek(data) <= '\r')) {
        data->at++;
    }
    bool found = c && peek(data) == c;
    data->at += found;
    return found;
}

// ---- json

static uint32_t read_code(struct data *data) {
    struct str digits = str_slice(data->text, data->at, data->at + 4);
    data->at += digits.size;
    data->is_broken |= digits.size < 4;
    return text_digits(digits, 16);
}

static void add_escape(struct data *data, struct text *out) {
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = peek(data);
    const char *known = c ? strchr(names, c) : NULL;
    data->at++;
    if (known) {
        text_add_char(out, values[known - names]);
    } else if (c == 'u') {
        uint32_t code = read_code(data);
        if (code >= 0xd800 && code < 0xdc00 && peek(data) == '\\') {
            data->at += 2;
            code = 0x10000 + ((code - 0xd800) << 10) + ((read_code(data) - 0xdc00) & 0x3ff);
        }
        char bytes[4];
        text_add(out, (struct str){bytes, text_put_utf8(bytes, code)});
    } else {
        data->is_broken = true;
    }
}

static struct value *read_text(struct data *data) {
    struct text out = {.arena = data->evaluator->arena};
    size_t start = data->at;
    while (data->at < data->text.size && peek(data) != '"' && !data->is_broken) {
        size_t from = data->at;
        while (data->at < data->text.size && peek(data) != '"' && peek(data) != '\\') {
            data->at++;
        }
        text_add(&out, str_slice(data->text, from, data->at));
        if (peek(data) == '\\') {
            data->at++;
            add_escape(data, &out);
        }
    }
    data->is_broken |= peek(data) != '"' || data->at < start;
    data->at++;
    return value_text(data->evaluator->arena, data->span, text_str(&out));
}

static struct value *read_number(struct data *data) {
    size_t start = data->at;
    bool is_real = false;
    while (peek(data) && strchr("+-.eE0123456789", peek(data))) {
        is_real |= strchr(".eE", peek(data)) != NULL;
        data->at++;
    }
    struct str digits =
        str_copy(data->evaluator->arena, str_slice(data->text, start, data->at));
    data->is_broken |= !digits.size;
    if (!is_real) {
        return value_int(data->evaluator->arena, data->span, strtoll(digits.data, NULL, 10));
    }
    struct value *value = value_new(data->evaluator->arena, VALUE_FLOAT, data->span);
    value->real = strtod(digits.data, NULL);
    return value;
}

static struct value *read_word(struct data *data) {
    static const struct {
        const char *word;
        enum value_kind kind;
        bool yes;
    } words[] = {
        {"true", VALUE_BOOL, true}, {"false", VALUE_BOOL, false}, {"null", VALUE_NONE, false}};
    struct str rest = str_slice(data->text, data->at, data->text.size);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_starts(rest, str_from(words[i].word))) {
            data->at += strlen(words[i].word);
            struct value *value = value_new(data->evaluator->arena, words[i].kind, data->span);
            value->yes = words[i].yes;
            return value;
        }
    }
    return read_number(data);
}

static struct value *read_value(struct data *data, unsigned depth);

static struct value *read_items(struct data *data, bool is_object, unsigned depth) {
    struct arena *arena = data->evaluator->arena;
    struct value *all =
        builtin_list(data->evaluator, is_object ? VALUE_DICT : VALUE_LIST, data->span);
    char end = is_object ? '}' : ']';
    if (take(data, end)) {
        return all;
    }
    do {
        data->is_broken |= all->items.count >= ITEM_LIMIT;
        if (is_object) {
            data->is_broken |= !take(data, '"');
            *ARENA_PUSH(arena, &all->keys) = read_text(data);
            data->is_broken |= !take(data, ':');
        }
        struct value *item = read_value(data, depth);
        *ARENA_PUSH(arena, &all->items) = item;
    } while (take(data, ',') && !data->is_broken);
    data->is_broken |= !take(data, end);
    return all;
}

static struct value *read_value(struct data *data, unsigned depth) {
    data->is_broken |= depth > DATA_DEPTH || !evaluator_step(data->evaluator, data->span);
    if (data->is_broken) {
        return value_new(data->evaluator->arena, VALUE_NONE, data->span);
    }
    if (take(data, '{')) {
        return read_items(data, true, depth + 1);
    }
    if (take(data, '[')) {
        return read_items(data, false, depth + 1);
    }
    return take(data, '"') ? read_text(data) : read_word(data);
}

static struct value *read_json(struct evaluator *evaluator, const struct call *call) {
    struct value *first = call_argument(call, 0, NULL);
    bool is_text = first && (first->kind == VALUE_TEXT || first->kind == VALUE_FILE) &&
                   !first->text.holes.count;
    if (!is_text || call->keyword_count) {
        return NULL;
    }
    struct data data = {.evaluator = evaluator, .span = call->span, .text = first->text.text};
    struct value *value = read_value(&data, 0);
    take(&data, '\0');
    return data.is_broken || data.at < data.text.size ? NULL : value;
}

// ---- csv

static struct value *read_field(struct data *data, char delimiter) {
    struct text out = {.arena = data->evaluator->arena};
    bool is_quoted = peek(data) == '"';
    data->at += is_quoted;
    while (data->at < data->text.size) {
        char c = peek(data);
        if (is_quoted && c == '"') {
            data->at++;
            if (peek(data) != '"') {
                is_quoted = false;
                continue;
            }
        } else if (!is_quoted && (c == delimiter || c == '\n' || c == '\r')) {
            break;
        }
        text_add_char(&out, c);
        data->at++;
    }
    return value_text(data->evaluator->arena, data->span, text_str(&out));
}

static struct value *read_row(struct data *data, char delimiter) {
    struct value *row = builtin_list(data->evaluator, VALUE_LIST, data->span);
    bool is_more = data->at < data->text.size && peek(data) != '\n' && peek(data) != '\r';
    while (is_more) {
        struct value *field = read_field(data, delimiter);
        *ARENA_PUSH(data->evaluator->arena, &row->items) = field;
        is_more = peek(data) == delimiter && data->at < data->text.size;
        data->at += is_more;
    }
    data->at += peek(data) == '\r';
    data->at += peek(data) == '\n';
    return row;
}

static struct value *with_names(struct evaluator *evaluator, const struct value *names,
                                const struct value *row) {
    struct value *dict = builtin_list(evaluator, VALUE_DICT, row->span);
    for (size_t i = 0; i < names->items.count && i < row->items.count; i++) {
        *ARENA_PUSH(evaluator->arena, &dict->keys) = names->items.items[i];
        *ARENA_PUSH(evaluator->arena, &dict->items) = row->items.items[i];
    }
    return dict;
}

// The lines of a file, or of a list of texts.
static bool text_of_lines(struct evaluator *evaluator, const struct value *of,
                          struct str *text) {
    if (of && of->kind == VALUE_FILE && !of->text.holes.count) {
        *text = of->text.text;
        return true;
    }
    struct text all = {.arena = evaluator->arena};
    struct str line;
    bool is_known = of && of->kind == VALUE_LIST && !of->is_partial;
    for (size_t i = 0; is_known && i < of->items.count; i++) {
        is_known = value_is_text(of->items.items[i], &line);
        text_add(&all, line);
        if (!str_ends(line, STR("\n"))) {
            text_add_char(&all, '\n');
        }
    }
    *text = text_str(&all);
    return is_known;
}

static struct value *read_rows(struct evaluator *evaluator, const struct call *call,
                               bool has_names) {
    struct data data = {.evaluator = evaluator, .span = call->span};
    struct str delimiter = STR(",");
    const struct value *given = call_argument(call, SIZE_MAX, "delimiter");
    struct value *names = call_argument(call, has_names ? 1 : SIZE_MAX, "fieldnames");
    bool is_known =
        text_of_lines(evaluator, call_argument(call, 0, NULL), &data.text) &&
        (!given || (value_is_text(given, &delimiter) && delimiter.size == 1)) &&
        (!names || (value_is_sequence(names) && !names->is_partial)) &&
        call->keyword_count == (size_t)(given != NULL) + (has_names && names ? 1 : 0);
    if (!is_known) {
        return NULL;
    }
    struct value *rows = builtin_list(evaluator, VALUE_LIST, call->span);
    while (data.at < data.text.size && rows->items.count < ITEM_LIMIT &&
           evaluator_step(evaluator, call->span)) {
        struct value *row = read_row(&data, delimiter.data[0]);
        if (has_names && !names) {
            names = row;
        } else if (!has_names || row->items.count) {
            *ARENA_PUSH(evaluator->arena, &rows->items) =
                has_names ? with_names(evaluator, names, row) : row;
        }
    }
    rows->is_iterator = true;
    return data.at < data.text.size ? NULL : rows;
}

struct value *data_call(struct evaluator *evaluator, struct str path, const struct call *call) {
    if (str_is(path, "json.loads") || str_is(path, "json.load")) {
        return read_json(evaluator, call);
    }
    if (str_is(path, "csv.reader") || str_is(path, "csv.DictReader")) {
        return read_rows(evaluator, call, str_is(path, "csv.DictReader"));
    }
    const struct value *first = call_argument(call, 0, NULL);
    if (str_is(path, "io.StringIO") && first && first->kind == VALUE_TEXT) {
        struct value *file = value_new(evaluator->arena, VALUE_FILE, call->span);
        file->text = first->text;
        return file;
    }
    return NULL;
}
