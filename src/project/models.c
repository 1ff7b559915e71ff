#include "project/models.h"

#include <string.h>

// ---- names

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

struct str models_snake(struct arena *arena, struct str name) {
    struct text out = {.arena = arena};
    for (size_t i = 0; i < name.size; i++) {
        bool is_start =
            i > 0 && is_upper(name.data[i]) &&
            (!is_upper(name.data[i - 1]) || (i + 1 < name.size && !is_upper(name.data[i + 1])));
        if (is_start && name.data[i - 1] != '_') {
            text_add_char(&out, '_');
        }
        text_add_char(&out, name.data[i]);
    }
    return str_lower(arena, text_str(&out));
}

struct str models_singular(struct arena *arena, struct str word) {
    if (str_ends(word, STR("ies")) && word.size > 4) {
        return str_concat(arena, str_slice(word, 0, word.size - 3), STR("y"));
    }
    if (str_ends(word, STR("xes")) || str_ends(word, STR("sses")) ||
        str_ends(word, STR("ches")) || str_ends(word, STR("shes"))) {
        return str_slice(word, 0, word.size - 2);
    }
    bool is_plural = str_ends(word, STR("s")) && !str_ends(word, STR("ss")) && word.size > 3;
    return is_plural ? str_slice(word, 0, word.size - 1) : word;
}

static struct str camel(struct arena *arena, struct str name) {
    struct text out = {.arena = arena};
    struct str part;
    while (str_split(&name, '_', &part)) {
        text_add(&out, str_upper(arena, str_slice(part, 0, 1)));
        text_add(&out, str_slice(part, 1, part.size));
    }
    return text_str(&out);
}

void models_class_names(struct arena *arena, struct str table, struct str_list *names) {
    *ARENA_PUSH(arena, names) = camel(arena, table);
    *ARENA_PUSH(arena, names) = camel(arena, models_singular(arena, table));
}

// ---- classes

struct header {
    struct str name;
    size_t start, end; // from the name to the end of its line
    size_t indent;
};

// Is there nothing but blanks before it on its line? Their number.
static bool is_first_of_line(const struct codetext *text, size_t at, size_t *indent) {
    size_t start = codetext_line_start(text, at);
    *indent = at - start;
    return codetext_skip(text, start) == at;
}

static size_t line_end(const struct codetext *text, size_t at) {
    const char *end = memchr(text->text.data + at, '\n', text->text.size - at);
    return end ? (size_t)(end - text->text.data) : text->text.size;
}

// The class ends where a line of code is indented no deeper than it.
static struct span class_body(const struct codetext *text, const struct header *header) {
    size_t at = header->end;
    while (at < text->text.size) {
        size_t start = at + 1;
        size_t first = codetext_skip(text, start);
        size_t end = first < text->text.size ? line_end(text, first) : text->text.size;
        if (first >= text->text.size) {
            return (struct span){(uint32_t)header->end, (uint32_t)text->text.size};
        }
        bool is_code = text->kinds[first] == TEXT_CODE && text->text.data[first] != ')';
        if (is_code && first - codetext_line_start(text, first) <= header->indent) {
            return (struct span){(uint32_t)header->end, (uint32_t)start};
        }
        at = end;
    }
    return (struct span){(uint32_t)header->end, (uint32_t)text->text.size};
}

static bool next_class(const struct codetext *text, size_t from, struct header *header) {
    for (size_t at = codetext_find(text, STR("class"), from); at != SIZE_MAX;
         at = codetext_find(text, STR("class"), at + 1)) {
        size_t name = codetext_skip(text, at + 5);
        if (text->kinds[at] == TEXT_CODE && is_first_of_line(text, at, &header->indent)) {
            header->name = codetext_word_at(text, name);
            header->start = at;
            size_t open = codetext_skip(text, name + header->name.size);
            bool has_bases = open < text->text.size && text->text.data[open] == '(';
            size_t close = has_bases ? codetext_close(text, open) : open;
            header->end = close < text->text.size ? line_end(text, close) : text->text.size;
            return true;
        }
    }
    return false;
}

// The literal that `at` begins, or empty.
static struct str literal_at(const struct codetext *text, size_t at) {
    while (at < text->text.size && codetext_is_word(text->text.data[at])) {
        at++; // r"…"
    }
    if (at >= text->text.size || text->kinds[at] != TEXT_STRING) {
        return (struct str){0};
    }
    struct span span = codetext_literal(text, at);
    return str_slice(text->text, span.start, span.end);
}

static bool is_table_name(struct str literal, struct str table) {
    size_t dot = str_find_last(literal, '.');
    return str_equal(dot == SIZE_MAX ? literal : str_slice(literal, dot + 1, literal.size),
                     table);
}

// The offset of the class's own __tablename__, or SIZE_MAX; `literal`: what it says.
static size_t tablename(const struct codetext *text, struct span body, struct str *literal) {
    size_t at = codetext_find(text, STR("__tablename__"), body.start);
    if (at >= body.end) {
        return SIZE_MAX;
    }
    size_t equals = at;
    while (equals < body.end && text->text.data[equals] != '=' &&
           text->text.data[equals] != '\n') {
        equals++;
    }
    *literal = literal_at(text, codetext_skip(text, equals + 1));
    return at;
}

static bool header_has(const struct codetext *text, const struct header *header,
                       const char *word) {
    struct str bases = str_slice(text->text, header->start, header->end);
    return str_find(bases, str_from(word), 0) != SIZE_MAX;
}

// SQLModel calls the table as the class in lower case, Flask-SQLAlchemy as its snake_case:
// their documentation, "Declaring Models".
static bool gives_name(struct arena *arena, const struct codetext *text,
                       const struct header *header, struct str table) {
    if (header_has(text, header, "table=True")) {
        return str_equal(str_lower(arena, header->name), table);
    }
    return header_has(text, header, "db.Model") &&
           str_equal(models_snake(arena, header->name), table);
}

static void find_classes(struct arena *arena, const struct codetext *text, struct str table,
                         struct models *models) {
    struct header header;
    for (size_t from = 0; next_class(text, from, &header); from = header.end) {
        struct model model = {.text = text,
                              .name = header.name,
                              .body = class_body(text, &header),
                              .place = header.start,
                              .has_hints = header_has(text, &header, "table=True")};
        struct str literal = {0};
        size_t named = tablename(text, model.body, &literal);
        bool maps = named == SIZE_MAX ? gives_name(arena, text, &header, table)
                                      : is_table_name(literal, table);
        if (maps) {
            model.place = named == SIZE_MAX ? header.start : named;
            *ARENA_PUSH(arena, models) = model;
        }
    }
}

// ---- Table("…", metadata, Column(…))

static void find_tables(struct arena *arena, const struct codetext *text, struct str table,
                        struct models *models) {
    for (size_t at = codetext_find(text, STR("Table"), 0); at != SIZE_MAX;
         at = codetext_find(text, STR("Table"), at + 1)) {
        size_t open = codetext_skip(text, at + 5);
        if (open >= text->text.size || text->text.data[open] != '(' ||
            !is_table_name(literal_at(text, codetext_skip(text, open + 1)), table)) {
            continue;
        }
        size_t start = codetext_line_start(text, at);
        struct model model = {
            .text = text,
            .name = codetext_word_at(text, codetext_skip(text, start)),
            .body = {(uint32_t)open, (uint32_t)codetext_close(text, open)},
            .place = at,
            .is_table = true,
        };
        *ARENA_PUSH(arena, models) = model;
    }
}

void models_find(struct arena *arena, const struct codetext *text, struct str table,
                 struct models *models) {
    if (text->language == LANGUAGE_PYTHON) {
        find_classes(arena, text, table, models);
        find_tables(arena, text, table, models);
    }
}

// ---- columns

static bool makes_column(struct str word) {
    static const char *const words[] = {"Column", "mapped_column", "column", "deferred"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

// Column("nickname", …)
static bool is_column_literal(const struct codetext *text, size_t at, struct str column) {
    struct span literal = codetext_literal(text, at);
    size_t quote = literal.start > 0 ? literal.start - 1 : 0;
    size_t open = codetext_back(text, quote);
    return str_equal(str_slice(text->text, literal.start, literal.end), column) && open > 0 &&
           text->text.data[open - 1] == '(' &&
           makes_column(codetext_word_before(text, codetext_back(text, open - 1)));
}

// The end of the statement: the line's, but for what brackets hold together.
static size_t statement_end(const struct codetext *text, size_t at) {
    while (at < text->text.size && text->text.data[at] != '\n') {
        char c = text->text.data[at];
        bool opens = text->kinds[at] == TEXT_CODE && (c == '(' || c == '[' || c == '{');
        at = opens ? codetext_close(text, at) : at;
        at += at < text->text.size;
    }
    return at;
}

// `nickname = Column(…)`, `nickname: Mapped[…]`; not when the column is called otherwise.
static bool is_column_attribute(const struct model *model, size_t at, struct str column) {
    const struct codetext *text = model->text;
    size_t indent;
    size_t after = codetext_skip(text, at + column.size);
    if (!is_first_of_line(text, at, &indent) || after + 1 >= text->text.size ||
        (text->text.data[after] != '=' && text->text.data[after] != ':') ||
        text->text.data[after + 1] == '=') {
        return false;
    }
    size_t end = statement_end(text, after);
    struct str value = str_slice(text->text, after, end);
    bool maps = model->has_hints && text->text.data[after] == ':';
    maps = maps || str_find(value, STR("Mapped["), 0) != SIZE_MAX;
    for (size_t i = after; i < end; i++) {
        if (text->text.data[i] != '(' || text->kinds[i] != TEXT_CODE ||
            !makes_column(codetext_word_before(text, codetext_back(text, i)))) {
            continue;
        }
        struct str first = literal_at(text, codetext_skip(text, i + 1));
        return !first.size || str_equal(first, column);
    }
    return maps && str_find(value, STR("relationship("), 0) == SIZE_MAX;
}

size_t model_column(const struct model *model, struct str column, bool *is_attribute) {
    const struct codetext *text = model->text;
    for (size_t at = codetext_find(text, column, model->body.start); at < model->body.end;
         at = codetext_find(text, column, at + 1)) {
        bool is_string = text->kinds[at] == TEXT_STRING;
        if (is_string && is_column_literal(text, at, column)) {
            *is_attribute = model->is_table;
            return at;
        }
        if (!is_string && !model->is_table && is_column_attribute(model, at, column)) {
            *is_attribute = true;
            return at;
        }
    }
    return SIZE_MAX;
}
