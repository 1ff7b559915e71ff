#include "python/expressions.h"

#include "model/print.h"
#include "model/type.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"
#include "sql/translate.h"

#include <ctype.h>
#include <string.h>

// What stands in a text for a part that is not known.
const char expression_hole[] = "…";

// Longer ones are not known: x = x & x doubles with each turn.
enum { EXPRESSION_LIMIT = 64 * 1024 };

struct value *expression_new(struct emitter *emitter, struct span span, struct str text) {
    text.size = text.size <= EXPRESSION_LIMIT ? text.size : 0;
    struct value *value = value_term(emitter->arena, span, TERM_EXPRESSION);
    value->term->expression.text = text;
    value->term->expression.is_unknown = !text.size;
    return value;
}

struct str expression_literal(struct arena *arena, struct str text) {
    struct text out = {.arena = arena};
    text_add_char(&out, '\'');
    for (size_t i = 0; i < text.size; i++) {
        text_add(&out, text.data[i] == '\'' ? STR("''") : str_slice(text, i, i + 1));
    }
    text_add_char(&out, '\'');
    return text_str(&out);
}

struct str expression_unescaped(struct arena *arena, struct str text) {
    if (str_find(text, STR("\\:"), 0) == SIZE_MAX) {
        return text;
    }
    struct text out = {.arena = arena};
    for (size_t i = 0; i < text.size; i++) {
        bool is_escape = text.data[i] == '\\' && i + 1 < text.size && text.data[i + 1] == ':';
        if (!is_escape) {
            text_add_char(&out, text.data[i]);
        }
    }
    return text_str(&out);
}

struct str expression_of_table(struct arena *arena, struct str text, struct str table) {
    struct str prefix = table.size ? str_format(arena, STR_FMT ".", STR_ARG(table)) : table;
    if (!prefix.size || str_find(text, prefix, 0) == SIZE_MAX) {
        return text;
    }
    struct text out = {.arena = arena};
    bool in_word = false;
    char quote = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool starts =
            !in_word && !quote && str_starts(str_slice(text, i, i + prefix.size), prefix);
        if (starts) {
            i += prefix.size - 1;
            continue;
        }
        quote = quote ? (c == quote ? 0 : quote) : (c == '\'' ? c : 0);
        in_word = isalnum((unsigned char)c) || c == '_' || c == '"' || c == '.';
        text_add_char(&out, c);
    }
    return text_str(&out);
}

// ---- values as SQL

static struct str column_text(struct emitter *emitter, const struct term *column) {
    struct arena *arena = emitter->arena;
    if (!column->column.name.size) {
        return (struct str){0};
    }
    struct str name = quoted_name(arena, column->column.name);
    if (!column->operation.table.size) {
        return name;
    }
    struct str table = quoted_name(arena, column->operation.table);
    struct str schema = column->operation.schema;
    if (schema.size) {
        table = str_format(arena, STR_FMT "." STR_FMT, STR_ARG(quoted_name(arena, schema)),
                           STR_ARG(table));
    }
    return str_dotted(arena, table, name);
}

static struct str term_as_text(struct emitter *emitter, const struct term *term) {
    switch (term->kind) {
    case TERM_EXPRESSION:
        return term->expression.text;
    case TERM_SQL:
        return term->text.holes.count ? (struct str){0}
                                      : expression_unescaped(emitter->arena, term->text.text);
    case TERM_COLUMN:
        return column_text(emitter, term);
    case TERM_STATEMENT: {
        struct operation operation = term->operation;
        return str_format(emitter->arena, "(" STR_FMT ")",
                          STR_ARG(operation_sql(emitter->arena, &operation)));
    }
    default:
        return (struct str){0};
    }
}

struct str expression_list(struct emitter *emitter, const struct value_list *items) {
    struct text text = {.arena = emitter->arena};
    for (size_t i = 0; i < items->count; i++) {
        struct str item = expression_text(emitter, items->items[i]);
        text_add(&text, i ? STR(", ") : STR(""));
        text_add(&text, item.size ? item : str_from(expression_hole));
    }
    return text_str(&text);
}

struct str expression_text(struct emitter *emitter, const struct value *value) {
    struct str text;
    if (value_is_text(value, &text)) {
        return expression_literal(emitter->arena, text);
    }
    switch (value->kind) {
    case VALUE_NONE:
        return STR("NULL");
    case VALUE_BOOL:
        return value->yes ? STR("true") : STR("false");
    case VALUE_INT:
        return str_format(emitter->arena, "%lld", (long long)value->number);
    case VALUE_FLOAT:
        return value_real_text(emitter->arena, value->real);
    case VALUE_TERM:
        return term_as_text(emitter, value->term);
    case VALUE_INSTANCE: {
        const struct value *inner =
            value->class && value->class->is_enum ? value_get(value, STR("value")) : NULL;
        return value_is_text(inner, &text) ? expression_literal(emitter->arena, text)
                                           : (struct str){0};
    }
    default:
        return (struct str){0};
    }
}

struct str expression_or_hole(struct str text) {
    return text.size ? text : str_from(expression_hole);
}

struct str expression_shown(struct emitter *emitter, const struct value *value) {
    return expression_or_hole(value ? expression_text(emitter, value) : (struct str){0});
}

// ---- facts of an expression

// A name stands for each hole while the parser reads. An expression that names no column but
// holes is not known at all: a hole may hide any function.
static void doubt_holes(struct expression *expression) {
    struct str_list *columns = &expression->columns;
    size_t kept = 0;
    for (size_t i = 0; i < columns->count; i++) {
        if (!str_is(columns->items[i], sql_hole_name)) {
            columns->items[kept++] = columns->items[i];
        }
    }
    if (kept == columns->count) {
        return; // the holes stand in strings
    }
    columns->count = kept;
    expression->is_unknown |= !kept;
    expression->is_true = expression->is_column_cast = false;
    expression->not_null.count = 0;
}

static struct expression parsed(struct emitter *emitter, struct str text) {
    if (!text.size) {
        return (struct expression){.is_unknown = true};
    }
    struct text sql = {.arena = emitter->arena};
    size_t from = 0;
    for (size_t at; (at = str_find(text, str_from(expression_hole), from)) != SIZE_MAX;) {
        text_add(&sql, str_slice(text, from, at));
        text_add(&sql, str_from(sql_hole_name));
        from = at + sizeof expression_hole - 1;
    }
    text_add(&sql, str_slice(text, from, text.size));
    struct expression expression = sql_expression(emitter->arena, text_str(&sql));
    expression.text = text;
    if (from) {
        doubt_holes(&expression);
    }
    return expression;
}

struct expression sqlalchemy_expression(struct emitter *emitter, const struct value *value,
                                        bool quote) {
    struct str text;
    if (!value || value->kind == VALUE_NONE) {
        return (struct expression){0};
    }
    if (value_is_text(value, &text) && !quote) {
        return parsed(emitter, expression_unescaped(emitter->arena, text));
    }
    struct expression expression = parsed(emitter, expression_text(emitter, value));
    expression.is_term = term_of(value, TERM_EXPRESSION) != NULL;
    return expression;
}

// ---- parentheses

// Does AND or OR stand outside of parentheses and quotes?
static bool has_connective(struct str text, const char *connective) {
    size_t depth = 0, size = strlen(connective);
    char quote = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(') {
            depth++;
        } else if (c == ')' && depth) {
            depth--;
        } else if (!depth && str_starts(str_slice(text, i, i + size), str_from(connective))) {
            return true;
        }
    }
    return false;
}

struct str expression_enclosed(struct emitter *emitter, struct str text) {
    return str_format(emitter->arena, "(" STR_FMT ")", STR_ARG(text));
}

struct str expression_operand(struct emitter *emitter, struct str text) {
    bool is_composed = has_connective(text, " AND ") || has_connective(text, " OR ");
    return is_composed ? expression_enclosed(emitter, text) : text;
}

struct str expression_conjunction(struct emitter *emitter, const struct value_list *parts,
                                  bool is_and) {
    struct text text = {.arena = emitter->arena};
    for (size_t i = 0; i < parts->count; i++) {
        struct str part = expression_shown(emitter, parts->items[i]);
        text_add(&text, !i ? STR("") : is_and ? STR(" AND ") : STR(" OR "));
        bool encloses = is_and && parts->count > 1 && has_connective(part, " OR ");
        text_add(&text, encloses ? expression_enclosed(emitter, part) : part);
    }
    return text_str(&text);
}

struct str expression_negation(struct emitter *emitter, struct str text) {
    return str_find(text, STR(" "), 0) == SIZE_MAX
               ? str_format(emitter->arena, "NOT " STR_FMT, STR_ARG(text))
               : str_format(emitter->arena, "NOT (" STR_FMT ")", STR_ARG(text));
}

// ---- operators

static const struct {
    const char *python;
    const char *sql;
} operators[] = {
    {"==", "="}, {"!=", "!="}, {"<", "<"}, {"<=", "<="}, {">", ">"},   {">=", ">="}, {"+", "+"},
    {"-", "-"},  {"*", "*"},   {"/", "/"}, {"%", "%"},   {"<<", "<<"}, {">>", ">>"},
};

bool expression_is(const struct value *value) {
    static const enum term_kind kinds[] = {TERM_EXPRESSION, TERM_SQL, TERM_COLUMN,
                                           TERM_STATEMENT};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (term_of(value, kinds[i])) {
            return true;
        }
    }
    return false;
}

struct str expression_infix(struct emitter *emitter, struct str left, const char *symbol,
                            struct str right) {
    return str_format(emitter->arena, STR_FMT " %s " STR_FMT,
                      STR_ARG(expression_operand(emitter, expression_or_hole(left))), symbol,
                      STR_ARG(expression_operand(emitter, expression_or_hole(right))));
}

struct value *sqlalchemy_operator(struct emitter *emitter, struct str symbol,
                                  struct value *left, struct value *right, struct span span) {
    if (!expression_is(left) && !expression_is(right)) {
        return NULL;
    }
    if (str_is(symbol, "~")) {
        return expression_new(emitter, span,
                              expression_negation(emitter, expression_shown(emitter, left)));
    }
    if (str_is(symbol, "&") || str_is(symbol, "|")) {
        struct value *both[] = {left, right};
        struct value_list parts = {.items = both, .count = 2};
        return expression_new(emitter, span,
                              expression_conjunction(emitter, &parts, str_is(symbol, "&")));
    }
    struct str a = expression_text(emitter, left), b = expression_text(emitter, right);
    bool is_equal = str_is(symbol, "=="), is_unequal = str_is(symbol, "!=");
    if (str_is(b, "NULL") && (is_equal || is_unequal)) { // None, sqlalchemy.null()
        return expression_new(emitter, span,
                              expression_infix(emitter, a, is_equal ? "IS" : "IS NOT", b));
    }
    bool has_string = left->kind == VALUE_TEXT || right->kind == VALUE_TEXT;
    if (str_is(symbol, "+") && has_string) {
        return expression_new(emitter, span, expression_infix(emitter, a, "||", b));
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (str_is(symbol, operators[i].python)) {
            return expression_new(emitter, span,
                                  expression_infix(emitter, a, operators[i].sql, b));
        }
    }
    return NULL;
}
