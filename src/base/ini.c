#include "base/ini.h"

#include <string.h>

#include <ini.h>

#include "base/error.h"
#include "base/map.h"

// inih tells comments, sections, options and their continuations apart. Python's configparser,
// with which Alembic reads its settings, differs in five things; so inih is shown lines that it
// cannot misunderstand, and names and values are taken from the text itself:
// - how deep an option is indented decides whether the next line continues it;
// - there are no comments behind a value (inih: from " ;" on);
// - values and sections' names have any length (inih: 200 and 50 bytes);
// - keys have no case;
// - a section, or an option of it, given twice is an error.
// Source: RawConfigParser._read in Lib/configparser.py of Python 3.11.
struct reader {
    struct arena *arena;
    const char *path;
    struct cupel_error *error;
    struct ini *ini;
    struct str rest;      // of the text
    struct str line;      // the current one, without white space around it
    uint32_t number;      // of the current line, from 1
    size_t indent;        // of the current option
    bool has_option;      // a deeper line continues it
    bool is_continuation; // the current line
    size_t blank_lines;   // since the last line of the value
    struct text value;    // of the last option
    struct str section;   // .data is NULL before the first one
    struct map *sections; // what was given: struct map by section,
                          // and in it struct ini_entry by key
    struct map *options;  // those of the current section
};

static bool is_comment(struct str line) {
    return str_starts(line, STR("#")) || str_starts(line, STR(";"));
}

static bool fail(struct reader *reader, const char *message, struct str what) {
    error_set(reader->error, reader->path, reader->number, "%s: " STR_FMT, message,
              STR_ARG(str_slice(what, 0, 60)));
    return false;
}

// The value of the last option is complete.
static void end_option(struct reader *reader) {
    if (reader->has_option) {
        reader->ini->items[reader->ini->count - 1].value = text_str(&reader->value);
    }
    reader->value = (struct text){.arena = reader->arena};
    reader->has_option = false;
}

static void start_section(struct reader *reader) {
    end_option(reader);
    size_t end = str_find_last(reader->line, ']');
    if (end == SIZE_MAX) {
        fail(reader, "a section without ']'", reader->line);
        return;
    }
    reader->section = str_slice(reader->line, 1, end);
    if (!reader->section.size) {
        fail(reader, "a section without a name", reader->line);
    }
    reader->line = STR("[section]"); // for inih: the name may be too long for it
    struct map *options = map_find(reader->sections, reader->section);
    if (options && !str_is(reader->section, "DEFAULT")) {
        fail(reader, "the section is given twice", reader->section);
    }
    if (!options) {
        options = ARENA_NEW(reader->arena, struct map, 1);
        options->arena = reader->arena;
        map_put(reader->sections, reader->section, options);
    }
    reader->options = options;
}

static void look_at_line(struct reader *reader, struct str line) {
    reader->line = str_trim(line);
    if (!reader->line.size || is_comment(reader->line)) {
        reader->blank_lines += !reader->line.size;
        return;
    }
    size_t indent = (size_t)(reader->line.data - line.data);
    reader->is_continuation = reader->has_option && indent > reader->indent;
    if (reader->is_continuation) {
        return;
    }
    reader->indent = indent;
    if (reader->line.data[0] == '[') {
        start_section(reader);
    }
}

// Gives inih the next line: indented only where it continues an option, and without what would
// start a comment in the middle. It may be cut off: inih needs its head alone.
static char *next_line(char *buffer, int size, void *context) {
    struct reader *reader = context;
    struct str line;
    // inih asks for more when a line fills its buffer; so one line is one call.
    if (size < 4 || reader->error->message[0] || !str_split(&reader->rest, '\n', &line)) {
        return NULL;
    }
    reader->number++;
    reader->is_continuation = false;
    look_at_line(reader, line);
    char *out = buffer;
    if (reader->is_continuation) {
        *out++ = ' ';
    }
    for (size_t i = 0; i < reader->line.size && out < buffer + size - 2; i++) {
        char c = reader->line.data[i];
        *out++ = (c == ';' && i > 0) || c == '\0' ? '_' : c;
    }
    *out = '\0';
    return buffer;
}

static bool add_option(struct reader *reader, size_t key_size) {
    struct str key = str_lower(reader->arena, str_slice(reader->line, 0, key_size));
    if (!key.size || !reader->section.data) {
        return fail(reader, key.size ? "an option before any [section]" : "no key",
                    reader->line);
    }
    if (map_find(reader->options, key)) {
        return fail(reader, "the option is given twice in its section", key);
    }
    end_option(reader);
    struct ini_entry *entry = ARENA_PUSH(reader->arena, reader->ini);
    *entry = (struct ini_entry){.section = reader->section, .key = key, .line = reader->number};
    map_put(reader->options, key, entry);
    struct str rest = str_trim(str_slice(reader->line, key_size, reader->line.size));
    text_add(&reader->value, str_trim(str_slice(rest, 1, rest.size))); // behind '=' or ':'
    reader->has_option = true;
    reader->blank_lines = 0;
    return true;
}

// inih found an option, or one more line of it.
static int take_option(void *context, const char *section, const char *name,
                       const char *value) {
    (void)section;
    (void)value;
    struct reader *reader = context;
    if (!reader->is_continuation) {
        return add_option(reader, strlen(name));
    }
    for (; reader->blank_lines > 0; reader->blank_lines--) {
        text_add_char(&reader->value, '\n');
    }
    text_add_char(&reader->value, '\n');
    text_add(&reader->value, reader->line);
    return 1;
}

bool ini_read(struct arena *arena, struct str path, struct str text, struct ini *ini,
              struct cupel_error *error) {
    struct map sections = {.arena = arena};
    struct reader reader = {
        .arena = arena,
        .path = str_copy(arena, path).data,
        .error = error,
        .ini = ini,
        .rest = str_starts(text, STR("\xef\xbb\xbf")) ? str_slice(text, 3, text.size) : text,
        .value = {.arena = arena},
        .sections = &sections,
    };
    int line = ini_parse_stream(next_line, &reader, take_option, &reader);
    end_option(&reader);
    if (line > 0) {
        error_set(error, reader.path, (uint32_t)line,
                  "neither a [section] nor an option with '=' or ':'");
    }
    return line == 0 && !error->message[0];
}

const struct ini_entry *ini_find(const struct ini *ini, struct str section, const char *key) {
    const struct ini_entry *fallback = NULL;
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->items[i];
        if (!str_equal_nocase(entry->key, str_from(key))) {
            continue;
        }
        if (str_equal(entry->section, section)) {
            return entry;
        }
        if (str_is(entry->section, "DEFAULT")) {
            fallback = entry;
        }
    }
    return fallback;
}
