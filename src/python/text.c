#include <inttypes.h>
#include <string.h>

#include "python/classes.h"

// ---- building texts with their places

enum { PIECE_LIMIT = 4096 }; // what is made of more parts is placed by the first ones

struct building building_new(struct evaluator *evaluator) {
    return (struct building){.evaluator = evaluator, .bytes = {.arena = evaluator->arena}};
}

void building_add(struct building *building, const struct mapped_text *more) {
    struct arena *arena = building->evaluator->arena;
    struct mapped_text *mapped = &building->mapped;
    uint32_t shift = (uint32_t)building->bytes.count;
    text_add(&building->bytes, more->text);
    mapped->source = mapped->source ? mapped->source : more->source;
    bool same = more->source == mapped->source;
    for (size_t i = 0; same && i < more->pieces.count && mapped->pieces.count < PIECE_LIMIT;
         i++) {
        struct text_piece *piece = ARENA_PUSH(arena, &mapped->pieces);
        *piece = more->pieces.items[i];
        piece->offset += shift;
    }
    for (size_t i = 0; i < more->holes.count; i++) {
        struct text_hole *hole = ARENA_PUSH(arena, &mapped->holes);
        *hole = more->holes.items[i];
        hole->offset += shift;
    }
}

void building_add_slice(struct building *building, const struct mapped_text *from, size_t start,
                        size_t end) {
    struct mapped_text part = mapped_slice(building->evaluator->arena, from, start, end);
    building_add(building, &part);
}

static void add_plain(struct building *building, struct str text) {
    struct mapped_text plain = {.text = text};
    building_add(building, &plain);
}

struct mapped_text building_take(struct building *building) {
    struct mapped_text mapped = building->mapped;
    mapped.text = text_str(&building->bytes);
    return mapped;
}

struct mapped_text text_hole(struct evaluator *evaluator, struct str reason) {
    struct mapped_text hole = {.text = STR("cupel_hole")};
    *ARENA_PUSH(evaluator->arena, &hole.holes) = (struct text_hole){
        .size = (uint32_t)hole.text.size,
        .reason = reason.size ? reason : STR("a part of the text is not known")};
    return hole;
}

struct value *text_value(struct evaluator *evaluator, struct span span,
                         const struct mapped_text *text) {
    if (text->text.size > TEXT_LIMIT) {
        return value_unknown(evaluator->arena, span, STR("the text is too long"));
    }
    struct value *value = value_new(evaluator->arena, VALUE_TEXT, span);
    value->text = *text;
    return value;
}

struct value *text_by_default(struct evaluator *evaluator, const struct value *text,
                              struct str reason) {
    struct value *value = value_new(evaluator->arena, VALUE_TEXT, text->span);
    value->text = text->text;
    value->text.holes.items = NULL;
    value->text.holes.count = value->text.holes.capacity = 0;
    bool is_likely = value_is_likely_text(text, &(struct str){0});
    *ARENA_PUSH(evaluator->arena, &value->text.holes) = (struct text_hole){
        .size = (uint32_t)text->text.text.size, .is_default = is_likely, .reason = reason};
    return value;
}

size_t text_length(struct str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return count;
}

size_t text_offset(struct str text, size_t character) {
    size_t at = 0;
    while (at < text.size && character > 0) {
        at++;
        while (at < text.size && ((unsigned char)text.data[at] & 0xc0) == 0x80) {
            at++;
        }
        character--;
    }
    return at;
}

// ---- literals

// The character of a simple escape, or 0.
static char simple_escape(char c) {
    static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : 0;
}

size_t text_put_utf8(char *out, uint32_t code) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | (code >> 18 & 7));
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

uint32_t text_digits(struct str text, unsigned base) {
    uint32_t number = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        unsigned digit = c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a') + 10;
        number = digit < base && number < 0x1000000 ? number * base + digit : number;
    }
    return number;
}

// What an escape sequence stands for (Python reference, String and Bytes literals).
static struct str decode_escape(struct evaluator *evaluator, struct str escape) {
    char c = escape.size > 1 ? escape.data[1] : 0;
    char bytes[4];
    if (c == '\n' || c == '\r') {
        return STR(""); // a line that goes on
    }
    if (simple_escape(c)) {
        bytes[0] = simple_escape(c);
        return str_copy(evaluator->arena, (struct str){bytes, 1});
    }
    uint32_t code = 0;
    if (c == 'x' || c == 'u' || c == 'U') {
        code = text_digits(str_slice(escape, 2, escape.size), 16);
    } else if (c >= '0' && c <= '7') {
        code = text_digits(str_slice(escape, 1, escape.size), 8);
    } else {
        return escape; // \d: as it stands
    }
    return str_copy(evaluator->arena, (struct str){bytes, text_put_utf8(bytes, code)});
}

struct literal {
    bool is_raw, is_bytes;
};

static void add_source(struct building *building, uint32_t start, uint32_t end) {
    if (start >= end) {
        return;
    }
    const struct source *source = evaluator_source(building->evaluator);
    struct mapped_text part = {.text = str_slice(source->text, start, end), .source = source};
    *ARENA_PUSH(building->evaluator->arena, &part.pieces) =
        (struct text_piece){.size = end - start, .span = {start, end}};
    building_add(building, &part);
}

static void add_replaced(struct building *building, struct str text, struct span span) {
    struct mapped_text part = {.text = text, .source = evaluator_source(building->evaluator)};
    if (text.size) {
        *ARENA_PUSH(building->evaluator->arena, &part.pieces) =
            (struct text_piece){.size = (uint32_t)text.size, .span = span};
    }
    building_add(building, &part);
}

static void add_content(struct building *building, const struct node *content,
                        struct literal literal) {
    uint32_t from = content->span.start;
    for (const struct node *n = content->child; n; n = n->next) {
        struct str text = evaluator_text(building->evaluator, n);
        bool doubled = n->kind == NODE_ESCAPE_INTERPOLATION; // {{ or }}
        if (!doubled && (n->kind != NODE_ESCAPE_SEQUENCE || literal.is_raw)) {
            continue;
        }
        add_source(building, from, n->span.start);
        from = n->span.end;
        if (str_starts(text, STR("\\N{")) && !literal.is_bytes) {
            struct mapped_text hole =
                text_hole(building->evaluator, STR("a character by its name"));
            building_add(building, &hole);
            continue;
        }
        struct str decoded =
            doubled ? str_slice(text, 0, 1) : decode_escape(building->evaluator, text);
        add_replaced(building, decoded, n->span);
    }
    add_source(building, from, content->span.end);
}

// The text behind the colon, which may hold values in braces.
static struct str read_spec(struct evaluator *evaluator, const struct node *node) {
    struct text spec = {.arena = evaluator->arena};
    uint32_t from = node ? node->span.start + 1 : 0;
    const struct source *source = evaluator_source(evaluator);
    for (const struct node *n = node ? node->child : NULL; n; n = n->next) {
        const struct node *inner = n->is_named ? node_first(n) : NULL;
        if (inner && n->span.start >= from) {
            struct value *value = evaluate(evaluator, inner);
            struct mapped_text text = text_of(evaluator, value);
            text_add(&spec, str_slice(source->text, from, n->span.start));
            text_add(&spec, text.holes.count ? STR("?") : text.text);
            from = n->span.end;
        }
    }
    if (node) {
        text_add(&spec, str_slice(source->text, from, node->span.end));
    }
    return text_str(&spec);
}

// Where the text of f"{x = }" ends: behind the sign and the spaces after it.
static uint32_t value_end(const struct evaluator *evaluator, const struct node *node,
                          const struct node *expression) {
    struct str text = evaluator_source(evaluator)->text;
    uint32_t at = expression->span.end;
    while (at < node->span.end && at < text.size && strchr(" =", text.data[at])) {
        at++;
    }
    return at;
}

static void add_interpolation(struct building *building, const struct node *node) {
    const struct node *expression = node_field(node, FIELD_OF_EXPRESSION);
    struct evaluator *evaluator = building->evaluator;
    if (!expression) {
        struct mapped_text hole = text_hole(evaluator, (struct str){0});
        building_add(building, &hole);
        return;
    }
    struct value *value = evaluate(evaluator, expression);
    bool shows_itself = false; // f"{x=}"
    for (const struct node *n = node->child; n; n = n->next) {
        shows_itself |= str_is(evaluator_text(evaluator, n), "=");
    }
    struct str spec = read_spec(evaluator, node_field(node, FIELD_OF_FORMAT_SPECIFIER));
    struct str conversion =
        evaluator_text(evaluator, node_field(node, FIELD_OF_TYPE_CONVERSION));
    if (shows_itself) {
        add_source(building, node->span.start + 1, value_end(evaluator, node, expression));
    }
    bool is_shown = shows_itself && !spec.size && !conversion.size;
    if (is_shown || (conversion.size && !str_is(conversion, "!s"))) {
        struct building repr = building_new(evaluator);
        building_add_repr(&repr, value);
        struct mapped_text shown = building_take(&repr);
        value = text_value(evaluator, node->span, &shown);
    }
    struct mapped_text part = format_value(evaluator, value, spec);
    building_add(building, &part);
}

static void add_literal(struct building *building, const struct node *node, bool *is_bytes) {
    struct literal literal = {0};
    for (const struct node *n = node->child; n; n = n->next) {
        if (n->kind == NODE_STRING_START) {
            struct str start = evaluator_text(building->evaluator, n);
            literal.is_raw = str_find_nocase(start, STR("r"), 0) != SIZE_MAX;
            literal.is_bytes = str_find_nocase(start, STR("b"), 0) != SIZE_MAX;
        } else if (n->kind == NODE_STRING_CONTENT) {
            add_content(building, n, literal);
        } else if (n->kind == NODE_INTERPOLATION) {
            add_interpolation(building, n);
        }
    }
    *is_bytes = literal.is_bytes;
}

struct value *evaluate_string(struct evaluator *evaluator, const struct node *node) {
    struct building building = building_new(evaluator);
    bool is_bytes = false;
    add_literal(&building, node, &is_bytes);
    struct mapped_text text = building_take(&building);
    struct value *value = text_value(evaluator, node->span, &text);
    value->is_bytes = is_bytes;
    return value;
}

struct value *evaluate_concatenated_string(struct evaluator *evaluator,
                                           const struct node *node) {
    struct building building = building_new(evaluator);
    bool is_bytes = false;
    for (const struct node *n = node_first(node); n; n = node_next(n)) {
        if (n->kind == NODE_STRING) {
            add_literal(&building, n, &is_bytes);
        }
    }
    struct mapped_text text = building_take(&building);
    struct value *value = text_value(evaluator, node->span, &text);
    value->is_bytes = is_bytes;
    return value;
}

// ---- str() and repr()

enum { REPR_DEPTH = 4 };

static void add_repr(struct building *building, const struct value *value, unsigned depth);

static void add_items(struct building *building, const struct value *value, unsigned depth) {
    bool is_tuple = value->kind == VALUE_TUPLE;
    add_plain(building, is_tuple ? STR("(") : STR("["));
    for (size_t i = 0; i < value->items.count; i++) {
        add_plain(building, i ? STR(", ") : STR(""));
        add_repr(building, value->items.items[i], depth + 1);
    }
    add_plain(building, is_tuple && value->items.count == 1 ? STR(",") : STR(""));
    add_plain(building, is_tuple ? STR(")") : STR("]"));
}

// Does repr() put no backslash into it? A hole may hold what it would.
static bool is_shown_as_is(const struct value *value) {
    struct str text = value->text.text;
    bool both =
        str_find(text, STR("'"), 0) != SIZE_MAX && str_find(text, STR("\""), 0) != SIZE_MAX;
    bool plain = !both && !value->is_bytes;
    for (size_t i = 0; i < text.size && plain; i++) {
        unsigned char c = (unsigned char)text.data[i];
        plain = c >= ' ' && c != '\\' && c != 0x7f;
    }
    return plain;
}

// An object whose class says how it is shown; false: it does not.
static bool add_own_repr(struct building *building, const struct value *value) {
    struct value *told =
        special_call(building->evaluator, (struct value *)value, "__repr__", value->span);
    struct mapped_text text =
        told ? text_of(building->evaluator, told) : (struct mapped_text){0};
    if (told) {
        building_add(building, &text);
    }
    return told != NULL;
}

static void add_repr(struct building *building, const struct value *value, unsigned depth) {
    if (value->kind == VALUE_INSTANCE && add_own_repr(building, value)) {
        return;
    }
    bool is_list = value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
    bool has_quote =
        value->kind == VALUE_TEXT && str_find(value->text.text, STR("'"), 0) != SIZE_MAX;
    if (value->kind == VALUE_TEXT && !is_shown_as_is(value)) {
        struct mapped_text hole = text_hole(building->evaluator, STR("a text in its repr()"));
        building_add(building, &hole);
    } else if (value->kind == VALUE_TEXT) {
        add_plain(building, has_quote ? STR("\"") : STR("'"));
        building_add(building, &value->text);
        add_plain(building, has_quote ? STR("\"") : STR("'"));
    } else if (is_list && !value->is_partial && depth < REPR_DEPTH) {
        add_items(building, value, depth);
    } else if (is_list) { // it may hold itself
        struct mapped_text hole = text_hole(building->evaluator, STR("a list that is nested"));
        building_add(building, &hole);
    } else {
        struct mapped_text text = text_of(building->evaluator, value);
        building_add(building, &text);
    }
}

static struct str dotted(struct arena *arena, struct str name, struct str member) {
    return name.size && member.size
               ? str_format(arena, STR_FMT "." STR_FMT, STR_ARG(name), STR_ARG(member))
               : member;
}

// What str() shows of a table, a column, …; empty: not known.
static struct str name_of_term(struct arena *arena, const struct term *term) {
    switch (term->kind) {
    case TERM_TABLE:
        return dotted(arena, term->operation.schema, term->operation.table);
    case TERM_COLUMN:
        return dotted(arena, term->operation.table, term->column.name);
    case TERM_EXPRESSION:
        return term->expression.text;
    case TERM_SEQUENCE:
        return term->operation.name;
    default:
        return (struct str){0};
    }
}

struct mapped_text text_of(struct evaluator *evaluator, const struct value *value) {
    struct arena *arena = evaluator->arena;
    switch (value->kind) {
    case VALUE_TEXT:
    case VALUE_PATH:
        return value->text;
    case VALUE_NONE:
        return (struct mapped_text){.text = STR("None")};
    case VALUE_BOOL:
        return (struct mapped_text){.text = value->yes ? STR("True") : STR("False")};
    case VALUE_INT:
        return (struct mapped_text){.text = str_format(arena, "%" PRId64, value->number)};
    case VALUE_FLOAT:
        return (struct mapped_text){.text = value_real_text(arena, value->real)};
    case VALUE_LIST:
    case VALUE_TUPLE: {
        if (value->is_partial) {
            break;
        }
        struct building building = building_new(evaluator);
        add_items(&building, value, 0);
        return building_take(&building);
    }
    case VALUE_TERM:
        if (value->term->kind == TERM_SQL) {
            return value->term->text;
        }
        if (name_of_term(arena, value->term).size) {
            return (struct mapped_text){.text = name_of_term(arena, value->term)};
        }
        break;
    case VALUE_INSTANCE: {
        struct value *told =
            special_call(evaluator, (struct value *)value, "__str__", value->span);
        told = told ? told
                    : special_call(evaluator, (struct value *)value, "__repr__", value->span);
        if (told && told->kind == VALUE_TEXT) {
            return told->text;
        }
        value = told ? told : value;
        break;
    }
    default:
        break;
    }
    struct str reason = value_reason(arena, value);
    if (!reason.size) {
        reason = str_format(arena, "%s in a text", value_kind_name(value));
    }
    return text_hole(evaluator, reason);
}

void building_add_repr(struct building *building, const struct value *value) {
    add_repr(building, value, 0);
}
