#include "base/toml.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <tree_sitter/api.h>

#include "base/deadline.h"
#include "base/error.h"
#include "base/toml_table.h"
#include "base/toml_text.h"

const TSLanguage *tree_sitter_toml(void);

enum {
    SIZE_LIMIT = 1 << 20,
    DEPTH_LIMIT = 64,         // of arrays and inline tables, and of a key's parts
    PARSE_DEADLINE_MS = 2000, // recovery from many errors takes time quadratic in the size
    FOUND_LIMIT = 40,         // bytes of the text shown in a message
};

struct reader {
    struct toml_builder builder;
    struct str text;
    TSTreeCursor cursor;
};

static const char *const type_names[] = {
    [TOML_STRING] = "a string",         [TOML_INTEGER] = "a whole number",
    [TOML_FLOAT] = "a number",          [TOML_BOOLEAN] = "true or false",
    [TOML_DATETIME] = "a date or time", [TOML_ARRAY] = "an array",
    [TOML_TABLE] = "a table",
};
static_assert(sizeof type_names / sizeof *type_names == TOML_TABLE + 1, "a name for each type");

const char *toml_type_name(enum toml_type type) {
    return type_names[type];
}

static void fail(const struct reader *reader, uint32_t line, const char *format, ...)
    PRINTF_LIKE(3, 4);

static void fail(const struct reader *reader, uint32_t line, const char *format, ...) {
    char message[sizeof reader->builder.error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(reader->builder.error, reader->builder.path, line, "%s", message);
}

static uint32_t node_line(TSNode node) {
    return ts_node_start_point(node).row + 1;
}

static struct str node_text(const struct reader *reader, TSNode node) {
    return str_slice(reader->text, ts_node_start_byte(node), ts_node_end_byte(node));
}

static bool node_is(TSNode node, const char *type) {
    return strcmp(ts_node_type(node), type) == 0;
}

// ---- Keys and values --------------------------------------------------------------------

static bool read_string(struct reader *reader, TSNode node, struct str *value) {
    struct str problem = {0};
    if (toml_text_string(reader->builder.arena, node_text(reader, node), value, &problem)) {
        return true;
    }
    fail(reader, node_line(node), STR_FMT, STR_ARG(problem));
    return false;
}

// The parts of a key, the last one first (so does the grammar nest them). 0: an error is set.
static size_t read_key(struct reader *reader, TSNode node, struct str parts[DEPTH_LIMIT]) {
    size_t count = 0;
    while (!ts_node_is_null(node)) {
        bool is_dotted = node_is(node, "dotted_key");
        TSNode part = is_dotted ? ts_node_named_child(node, 1) : node;
        if (count == DEPTH_LIMIT) {
            fail(reader, node_line(node), "a key of more than %d parts", DEPTH_LIMIT);
            return 0;
        }
        parts[count] = node_text(reader, part);
        if (node_is(part, "quoted_key") && !read_string(reader, part, &parts[count])) {
            return 0;
        }
        count++;
        if (!is_dotted) {
            break;
        }
        node = ts_node_named_child(node, 0);
    }
    return count;
}

static struct toml_node *read_value(struct reader *reader, unsigned depth);

// The cursor stands on a pair and comes back to it.
static bool read_pair(struct reader *reader, struct toml_node *table, unsigned depth) {
    TSNode pair = ts_tree_cursor_current_node(&reader->cursor);
    uint32_t line = node_line(pair);
    struct str parts[DEPTH_LIMIT];
    size_t count = read_key(reader, ts_node_named_child(pair, 0), parts);
    while (count > 1 && table) {
        table = toml_enter_dots(&reader->builder, table, parts[--count], line);
    }
    if (!count || !table) {
        return false;
    }
    if (!toml_key_is_free(&reader->builder, table, parts[0], line)) {
        return false;
    }
    // The value stands behind the '='; a comment may follow it.
    ts_tree_cursor_goto_first_child(&reader->cursor);
    while (!node_is(ts_tree_cursor_current_node(&reader->cursor), "=") &&
           ts_tree_cursor_goto_next_sibling(&reader->cursor)) {
    }
    ts_tree_cursor_goto_next_sibling(&reader->cursor);
    struct toml_node *value = read_value(reader, depth);
    ts_tree_cursor_goto_parent(&reader->cursor);
    if (value) {
        toml_node_add(&reader->builder, table, parts[0], line, value);
    }
    return value;
}

// Reads the elements of an array, or the pairs of an inline table, below the cursor's node.
static bool read_items(struct reader *reader, struct toml_node *into, unsigned depth) {
    bool done = true;
    if (!ts_tree_cursor_goto_first_child(&reader->cursor)) {
        return true;
    }
    do {
        TSNode item = ts_tree_cursor_current_node(&reader->cursor);
        if (!ts_node_is_named(item) || node_is(item, "comment")) {
            continue;
        }
        if (into->value.type == TOML_TABLE) {
            done = read_pair(reader, into, depth);
            continue;
        }
        struct toml_node *value = read_value(reader, depth);
        done = value;
        if (value) {
            toml_node_add(&reader->builder, into, (struct str){0}, value->value.line, value);
        }
    } while (done && ts_tree_cursor_goto_next_sibling(&reader->cursor));
    ts_tree_cursor_goto_parent(&reader->cursor);
    return done;
}

static bool value_string(struct reader *reader, TSNode node, struct toml_value *value) {
    return read_string(reader, node, &value->text);
}

static bool value_integer(struct reader *reader, TSNode node, struct toml_value *value) {
    struct str written = node_text(reader, node);
    if (toml_text_integer(written, &value->integer)) {
        return true;
    }
    fail(reader, value->line, "the number " STR_FMT " does not fit into 64 bits",
         STR_ARG(written));
    return false;
}

static bool value_boolean(struct reader *reader, TSNode node, struct toml_value *value) {
    value->boolean = str_is(node_text(reader, node), "true");
    return true;
}

static bool value_written(struct reader *reader, TSNode node, struct toml_value *value) {
    value->text = str_copy(reader->builder.arena, node_text(reader, node));
    return true;
}

static const struct {
    const char *name; // of the grammar's node
    enum toml_type type;
    bool (*read)(struct reader *, TSNode, struct toml_value *); // NULL: has items
} value_kinds[] = {
    {"string", TOML_STRING, value_string},
    {"integer", TOML_INTEGER, value_integer},
    {"float", TOML_FLOAT, value_written},
    {"boolean", TOML_BOOLEAN, value_boolean},
    {"offset_date_time", TOML_DATETIME, value_written},
    {"local_date_time", TOML_DATETIME, value_written},
    {"local_date", TOML_DATETIME, value_written},
    {"local_time", TOML_DATETIME, value_written},
    {"array", TOML_ARRAY, NULL},
    {"inline_table", TOML_TABLE, NULL},
};

// The value at the cursor; NULL: an error is set.
static struct toml_node *read_value(struct reader *reader, unsigned depth) {
    TSNode at = ts_tree_cursor_current_node(&reader->cursor);
    if (depth == 0) {
        fail(reader, node_line(at), "arrays and tables nested more than %d deep", DEPTH_LIMIT);
        return NULL;
    }
    for (size_t i = 0; i < sizeof value_kinds / sizeof *value_kinds; i++) {
        if (!node_is(at, value_kinds[i].name)) {
            continue;
        }
        struct toml_node *node = toml_node_new(&reader->builder, value_kinds[i].type,
                                               TOML_FROM_VALUE, node_line(at));
        bool done = value_kinds[i].read ? value_kinds[i].read(reader, at, &node->value)
                                        : read_items(reader, node, depth - 1);
        return done ? node : NULL;
    }
    fail(reader, node_line(at), "a value was expected");
    return NULL;
}

// ---- The document -----------------------------------------------------------------------

// The cursor stands on a [table] or a [[table]] and comes back to it.
static bool read_table(struct reader *reader, struct toml_node *root) {
    TSNode header = ts_tree_cursor_current_node(&reader->cursor);
    bool is_element = node_is(header, "table_array_element");
    uint32_t line = node_line(header);
    struct str parts[DEPTH_LIMIT];
    size_t count = read_key(reader, ts_node_named_child(header, 0), parts);
    struct toml_node *table = count ? root : NULL;
    while (table && count > 1) {
        table = toml_enter_header(&reader->builder, table, parts[--count], line);
    }
    if (!table) {
        return false;
    }
    table = is_element ? toml_define_element(&reader->builder, table, parts[0], line)
                       : toml_define_table(&reader->builder, table, parts[0], line);
    if (!table) {
        return false;
    }
    bool done = true;
    ts_tree_cursor_goto_first_child(&reader->cursor);
    do {
        if (node_is(ts_tree_cursor_current_node(&reader->cursor), "pair")) {
            done = read_pair(reader, table, DEPTH_LIMIT);
        }
    } while (done && ts_tree_cursor_goto_next_sibling(&reader->cursor));
    ts_tree_cursor_goto_parent(&reader->cursor);
    return done;
}

static struct toml_node *read_document(struct reader *reader) {
    struct toml_node *root = toml_node_new(&reader->builder, TOML_TABLE, TOML_FROM_HEADER, 1);
    if (!ts_tree_cursor_goto_first_child(&reader->cursor)) {
        return root;
    }
    bool done = true;
    do {
        TSNode node = ts_tree_cursor_current_node(&reader->cursor);
        if (node_is(node, "pair")) {
            done = read_pair(reader, root, DEPTH_LIMIT);
        } else if (ts_node_is_named(node) && !node_is(node, "comment")) {
            done = read_table(reader, root);
        }
    } while (done && ts_tree_cursor_goto_next_sibling(&reader->cursor));
    return done ? root : NULL;
}

// Says where the text stops being TOML: at the first node in error, in the order of the text.
static void fail_syntax(struct reader *reader) {
    TSTreeCursor *cursor = &reader->cursor;
    TSNode node = ts_tree_cursor_current_node(cursor);
    while (!ts_node_is_error(node) && !ts_node_is_missing(node) && ts_node_has_error(node)) {
        // A line end that is missing leaves no visible node: then the last one in error stays.
        TSNode parent = node;
        if (!ts_tree_cursor_goto_first_child(cursor)) {
            break;
        }
        do {
            node = ts_tree_cursor_current_node(cursor);
        } while (!ts_node_has_error(node) && ts_tree_cursor_goto_next_sibling(cursor));
        if (!ts_node_has_error(node)) {
            node = parent;
            break;
        }
    }
    uint32_t line = node_line(node);
    if (ts_node_is_missing(node)) {
        fail(reader, line, "a %s is missing", ts_node_type(node));
        return;
    }
    size_t start = ts_node_start_byte(node) - ts_node_start_point(node).column;
    size_t end = str_find(reader->text, STR("\n"), start);
    struct str found = str_trim(str_slice(reader->text, start, end));
    if (!found.size) {
        fail(reader, line, "the line ends where it must not");
        return;
    }
    size_t shown = found.size < FOUND_LIMIT ? found.size : FOUND_LIMIT;
    while (shown < found.size && (found.data[shown] & 0xc0) == 0x80) {
        shown++; // to the end of a character
    }
    fail(reader, line, "this is not TOML: " STR_FMT "%s", STR_ARG(str_slice(found, 0, shown)),
         shown < found.size ? "…" : "");
}

// TOML 1.0.0, "Spec": a document must be valid UTF-8.
static bool check_utf8(const struct reader *reader) {
    struct str rest = reader->text;
    struct str line;
    for (uint32_t number = 1; str_split(&rest, '\n', &line); number++) {
        if (!str_is_utf8(line)) {
            fail(reader, number, "the text is not UTF-8");
            return false;
        }
    }
    return true;
}

static const char *feed(void *payload, uint32_t offset, TSPoint point, uint32_t *size) {
    (void)point;
    const struct str *text = payload;
    *size = offset < text->size ? (uint32_t)(text->size - offset) : 0;
    return *size ? text->data + offset : "";
}

static bool is_over_deadline(TSParseState *state) {
    return deadline_is_over(state->payload);
}

static TSTree *parse(struct str text) {
    TSParser *parser = ts_parser_new();
    bool fits = ts_parser_set_language(parser, tree_sitter_toml());
    assert(fits && "the core must know the grammar's ABI");
    (void)fits;
    struct deadline deadline = deadline_new(PARSE_DEADLINE_MS);
    TSInput input = {.payload = &text, .read = feed, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &deadline, .progress_callback = is_over_deadline};
    TSTree *tree = ts_parser_parse_with_options(parser, NULL, input, options);
    ts_parser_delete(parser);
    return tree;
}

struct toml_value *toml_read(struct arena *arena, struct str path, struct str text,
                             struct cupel_error *error) {
    struct reader reader = {.text = text};
    reader.builder = (struct toml_builder){arena, str_copy(arena, path).data, error};
    if (text.size > SIZE_LIMIT) {
        fail(&reader, 0, "larger than %d bytes", SIZE_LIMIT);
        return NULL;
    }
    if (!check_utf8(&reader)) {
        return NULL;
    }
    TSTree *tree = parse(text);
    if (!tree) {
        fail(&reader, 0, "too many syntax errors to be read");
        return NULL;
    }
    struct toml_node *root = NULL;
    reader.cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    if (ts_node_has_error(ts_tree_root_node(tree))) {
        fail_syntax(&reader);
    } else {
        root = read_document(&reader);
    }
    ts_tree_cursor_delete(&reader.cursor);
    ts_tree_delete(tree);
    return root ? &root->value : NULL;
}

const struct toml_value *toml_find(const struct toml_value *table, const char *key) {
    struct str rest = str_from(key);
    struct str part;
    while (table && str_split(&rest, '.', &part)) {
        const struct toml_value *found = NULL;
        for (size_t i = 0; table->type == TOML_TABLE && i < table->count && !found; i++) {
            found = str_equal(table->items[i].key, part) ? table->items[i].value : NULL;
        }
        table = found;
    }
    return table;
}
