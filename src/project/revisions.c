#include "project/revisions.h"

#include <string.h>

#include "project/literal.h"

enum name {
    NAME_REVISION,
    NAME_DOWN_REVISION,
    NAME_BRANCH_LABELS,
    NAME_DEPENDS_ON,
    NAME_NONE, // and how many there are
};

// What Alembic reads from a migration. Source: alembic/script/base.py, Script.__init__.
static const struct str names[NAME_NONE] = {
    [NAME_REVISION] = {"revision", 8},
    [NAME_DOWN_REVISION] = {"down_revision", 13},
    [NAME_BRANCH_LABELS] = {"branch_labels", 13},
    [NAME_DEPENDS_ON] = {"depends_on", 10},
};

struct header {
    struct scan scan;
    struct revision *revision;
    bool is_literal[NAME_NONE];
};

// Of each line it is asked first whether it can be one of the names.
static bool may_be_name(char c) {
    return c == 'r' || c == 'd' || c == 'b';
}

// The one of the names that stands at an offset.
static enum name name_at(struct str text, size_t at) {
    for (enum name name = 0; name < NAME_NONE; name++) {
        size_t end = at + names[name].size;
        if (end < text.size && text.data[at] == names[name].data[0] &&
            memcmp(text.data + at, names[name].data, names[name].size) == 0 &&
            !scan_is_word(text.data[end])) {
            return name;
        }
    }
    return NAME_NONE;
}

// Where the last line ends that may assign a name: beyond it nothing need be read. 0: there is
// none.
static size_t last_candidate(struct str text, size_t from) {
    size_t last = 0;
    for (size_t start = from; start < text.size;) {
        const char *end = memchr(text.data + start, '\n', text.size - start);
        size_t next = end ? (size_t)(end - text.data) + 1 : text.size;
        if (may_be_name(text.data[start]) && name_at(text, start) != NAME_NONE) {
            last = next;
        }
        start = next;
    }
    return last;
}

static void assign(struct header *header, enum name name, const struct literal *value,
                   struct span span) {
    struct revision *revision = header->revision;
    struct str_list *lists[NAME_NONE] = {
        [NAME_DOWN_REVISION] = &revision->down_revisions,
        [NAME_BRANCH_LABELS] = &revision->branch_labels,
        [NAME_DEPENDS_ON] = &revision->depends_on,
    };
    header->is_literal[name] = value->kind != LITERAL_OTHER;
    if (name == NAME_REVISION) {
        header->is_literal[name] = value->kind == LITERAL_STRING || value->kind == LITERAL_NONE;
        revision->id = value->kind == LITERAL_STRING ? value->items.items[0] : (struct str){0};
        revision->span = span;
        return;
    }
    if (name == NAME_DOWN_REVISION) {
        revision->down_span = span;
    }
    *lists[name] = (struct str_list){0};
    // An empty text is as good as None. Source: alembic/script/revision.py,
    // tuple_rev_as_scalar().
    bool is_empty = value->kind == LITERAL_OTHER ||
                    (value->kind == LITERAL_STRING && !value->items.items[0].size);
    if (!is_empty) {
        *lists[name] = value->items;
    }
}

// What follows a name up to the "=" of an assignment; false when the statement is none.
static bool skip_equals(struct scan *scan) {
    scan_skip_space(scan, false);
    if (scan_peek(scan, 0) == ':') {
        scan->at++;
        scan_skip_statement(scan, '=');
    }
    if (scan_peek(scan, 0) != '=' || scan_peek(scan, 1) == '=') {
        return false;
    }
    scan->at++;
    scan_skip_space(scan, false);
    return true;
}

// "revision, down_revision = …", "revision += …": the name gets a value that is not read here.
static bool is_other_assignment(const struct scan *scan) {
    char c = scan_peek(scan, 0);
    return c == ',' || (c && strchr("+-*/%&|^@", c) && scan_peek(scan, 1) == '=');
}

// A statement that starts with one of the names, to its end.
static void read_assignment(struct header *header) {
    struct scan *scan = &header->scan;
    enum name targets[NAME_NONE] = {NAME_NONE};
    size_t count = 0;
    size_t start = scan->at;
    bool assigns = true;
    // a = b = value
    for (enum name name = name_at(scan->text, scan->at); name != NAME_NONE && count < NAME_NONE;
         name = name_at(scan->text, scan->at)) {
        size_t before = scan->at;
        scan->at += names[name].size;
        assigns = skip_equals(scan);
        if (!assigns && count) {
            scan->at = before; // the name of the last value
            assigns = true;
            break;
        }
        targets[count++] = name;
        if (!assigns) {
            break;
        }
    }
    if (!assigns && !is_other_assignment(scan)) {
        return;
    }
    struct literal value = {.kind = LITERAL_OTHER};
    size_t end = scan->at;
    if (assigns) {
        value = scan_read_value(scan, &end);
    }
    for (size_t i = 0; i < count; i++) {
        assign(header, targets[i], &value, (struct span){(uint32_t)start, (uint32_t)end});
    }
}

// What Alembic's template writes behind "Create Date:", which starts a line.
static struct str find_created(struct str docstring) {
    static const struct str mark = {"Create Date:", 12};
    struct str created = {0};
    for (size_t at = str_find(docstring, mark, 0); at != SIZE_MAX;
         at = str_find(docstring, mark, at)) {
        size_t line = str_find_last(str_slice(docstring, 0, at), '\n') + 1; // 0: there is none
        bool starts = str_trim(str_slice(docstring, line, at)).size == 0;
        at += mark.size;
        if (starts) {
            const char *end = memchr(docstring.data + at, '\n', docstring.size - at);
            size_t size = end ? (size_t)(end - docstring.data) : docstring.size;
            created = str_trim(str_slice(docstring, at, size));
        }
    }
    return created;
}

static void read_docstring(struct header *header) {
    struct scan *scan = &header->scan;
    scan->at += scan_string_prefix(scan);
    struct str docstring = scan_skip_string(scan);
    struct str rest = docstring, line;
    header->revision->code = (uint32_t)scan->at;
    while (!header->revision->message.size && str_split(&rest, '\n', &line)) {
        header->revision->message = str_trim(line);
    }
    header->revision->created = find_created(docstring);
}

static void read_statements(struct header *header, size_t last) {
    struct scan *scan = &header->scan;
    bool is_first = true;
    while (scan->at < last) {
        char c = scan_peek(scan, 0);
        if (c == '\n' || c == '\r') {
            scan->at++;
            continue;
        }
        if (c == ';') {
            scan->at++;
            scan_skip_space(scan, false);
            continue;
        }
        if (c == '#') {
            scan_skip_line(scan);
            continue;
        }
        if (is_first && scan_string_prefix(scan) != SIZE_MAX) {
            read_docstring(header);
        } else if (may_be_name(c) && name_at(scan->text, scan->at) != NAME_NONE) {
            read_assignment(header);
        }
        is_first = false;
        scan_skip_statement(scan, ';');
    }
}

struct revision revision_read(struct arena *arena, struct str path, struct str text) {
    struct revision revision = {.path = path, .is_literal = true};
    size_t start = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    size_t last = last_candidate(text, start);
    if (!last || text.size > UINT32_MAX) {
        return revision;
    }
    struct header header = {.scan = {.arena = arena, .text = text, .at = start},
                            .revision = &revision};
    memset(header.is_literal, true, sizeof header.is_literal);
    read_statements(&header, last);
    for (size_t i = 0; i < NAME_NONE; i++) {
        revision.is_literal = revision.is_literal && header.is_literal[i];
    }
    return revision;
}
