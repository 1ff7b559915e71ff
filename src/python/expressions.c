#include "python/terms.h"

#include "model/print.h"
#include "model/type.h"
#include "python/evaluator.h"
#include "python/sqlalchemy.h"
#include "sql/translate.h"

#include <ctype.h>
#include <string.h>

// What stands in a text for a part that is not known.
static const char hole[] = "…";

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
    return str_format(arena, STR_FMT "." STR_FMT, STR_ARG(table), STR_ARG(name));
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

static struct str list_text(struct emitter *emitter, const struct value_list *items) {
    struct text text = {.arena = emitter->arena};
    for (size_t i = 0; i < items->count; i++) {
        struct str item = expression_text(emitter, items->items[i]);
        text_add(&text, i ? STR(", ") : STR(""));
        text_add(&text, item.size ? item : str_from(hole));
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
        return str_format(emitter->arena, "%g", value->real);
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

static struct str or_hole(struct str text) {
    return text.size ? text : str_from(hole);
}

static struct str text_or_hole(struct emitter *emitter, const struct value *value) {
    return or_hole(value ? expression_text(emitter, value) : (struct str){0});
}

// ---- facts of an expression

static struct expression parsed(struct emitter *emitter, struct str text) {
    if (!text.size) {
        return (struct expression){.is_unknown = true};
    }
    // A hole parses as a parameter would
    struct text sql = {.arena = emitter->arena};
    size_t from = 0;
    for (size_t at; (at = str_find(text, str_from(hole), from)) != SIZE_MAX;) {
        text_add(&sql, str_slice(text, from, at));
        text_add(&sql, STR("$1"));
        from = at + sizeof hole - 1;
    }
    text_add(&sql, str_slice(text, from, text.size));
    struct expression expression = sql_expression(emitter->arena, text_str(&sql));
    expression.text = text;
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
    return parsed(emitter, expression_text(emitter, value));
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

static struct str enclosed(struct emitter *emitter, struct str text) {
    return str_format(emitter->arena, "(" STR_FMT ")", STR_ARG(text));
}

static struct str operand(struct emitter *emitter, struct str text) {
    bool is_composed = has_connective(text, " AND ") || has_connective(text, " OR ");
    return is_composed ? enclosed(emitter, text) : text;
}

static struct str conjunction(struct emitter *emitter, const struct value_list *parts,
                              bool is_and) {
    struct text text = {.arena = emitter->arena};
    for (size_t i = 0; i < parts->count; i++) {
        struct str part = text_or_hole(emitter, parts->items[i]);
        text_add(&text, !i ? STR("") : is_and ? STR(" AND ") : STR(" OR "));
        bool encloses = is_and && parts->count > 1 && has_connective(part, " OR ");
        text_add(&text, encloses ? enclosed(emitter, part) : part);
    }
    return text_str(&text);
}

static struct str negation(struct emitter *emitter, struct str text) {
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

static bool is_term(const struct value *value) {
    static const enum term_kind kinds[] = {TERM_EXPRESSION, TERM_SQL, TERM_COLUMN,
                                           TERM_STATEMENT};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (term_of(value, kinds[i])) {
            return true;
        }
    }
    return false;
}

static struct str infix(struct emitter *emitter, struct str left, const char *symbol,
                        struct str right) {
    return str_format(emitter->arena, STR_FMT " %s " STR_FMT,
                      STR_ARG(operand(emitter, or_hole(left))), symbol,
                      STR_ARG(operand(emitter, or_hole(right))));
}

struct value *sqlalchemy_operator(struct emitter *emitter, struct str symbol,
                                  struct value *left, struct value *right, struct span span) {
    if (!is_term(left) && !is_term(right)) {
        return NULL;
    }
    if (str_is(symbol, "~")) {
        return expression_new(emitter, span, negation(emitter, text_or_hole(emitter, left)));
    }
    if (str_is(symbol, "&") || str_is(symbol, "|")) {
        struct value *both[] = {left, right};
        struct value_list parts = {.items = both, .count = 2};
        return expression_new(emitter, span, conjunction(emitter, &parts, str_is(symbol, "&")));
    }
    struct str a = expression_text(emitter, left), b = expression_text(emitter, right);
    bool is_equal = str_is(symbol, "=="), is_unequal = str_is(symbol, "!=");
    if (right->kind == VALUE_NONE && (is_equal || is_unequal)) {
        return expression_new(emitter, span, infix(emitter, a, is_equal ? "IS" : "IS NOT", b));
    }
    bool has_string = left->kind == VALUE_TEXT || right->kind == VALUE_TEXT;
    if (str_is(symbol, "+") && has_string) {
        return expression_new(emitter, span, infix(emitter, a, "||", b));
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (str_is(symbol, operators[i].python)) {
            return expression_new(emitter, span, infix(emitter, a, operators[i].sql, b));
        }
    }
    return NULL;
}

// ---- methods of columns and expressions

struct method {
    const char *name;
    enum {
        METHOD_INFIX,  // a TEXT b
        METHOD_SUFFIX, // a TEXT
        METHOD_LIST,   // a TEXT (b, c)
        METHOD_SAME,   // a
        METHOD_BETWEEN,
        METHOD_CAST,
        METHOD_UNKNOWN,
    } shape;
    const char *sql;
};

// Source: sqlalchemy/sql/operators.py and OPERATORS of sqlalchemy/sql/compiler.py.
static const struct method methods[] = {
    {"is_", METHOD_INFIX, "IS"},
    {"is_not", METHOD_INFIX, "IS NOT"},
    {"isnot", METHOD_INFIX, "IS NOT"},
    {"is_distinct_from", METHOD_INFIX, "IS DISTINCT FROM"},
    {"isdistinctfrom", METHOD_INFIX, "IS DISTINCT FROM"},
    {"is_not_distinct_from", METHOD_INFIX, "IS NOT DISTINCT FROM"},
    {"like", METHOD_INFIX, "LIKE"},
    {"notlike", METHOD_INFIX, "NOT LIKE"},
    {"not_like", METHOD_INFIX, "NOT LIKE"},
    {"ilike", METHOD_INFIX, "ILIKE"},
    {"notilike", METHOD_INFIX, "NOT ILIKE"},
    {"not_ilike", METHOD_INFIX, "NOT ILIKE"},
    {"regexp_match", METHOD_INFIX, "~"},
    {"concat", METHOD_INFIX, "||"},
    {"contained_by", METHOD_INFIX, "<@"},
    {"has_key", METHOD_INFIX, "?"},
    {"overlap", METHOD_INFIX, "&&"},
    {"in_", METHOD_LIST, "IN"},
    {"not_in", METHOD_LIST, "NOT IN"},
    {"notin_", METHOD_LIST, "NOT IN"},
    {"desc", METHOD_SUFFIX, "DESC"},
    {"asc", METHOD_SUFFIX, "ASC"},
    {"nullsfirst", METHOD_SUFFIX, "NULLS FIRST"},
    {"nulls_first", METHOD_SUFFIX, "NULLS FIRST"},
    {"nullslast", METHOD_SUFFIX, "NULLS LAST"},
    {"nulls_last", METHOD_SUFFIX, "NULLS LAST"},
    {"between", METHOD_BETWEEN, NULL},
    {"cast", METHOD_CAST, NULL},
    {"label", METHOD_SAME, NULL},
    {"self_group", METHOD_SAME, NULL},
    {"columns", METHOD_SAME, NULL},
    {"bindparams", METHOD_SAME, NULL},
    {"execution_options", METHOD_SAME, NULL},
    {"scalar_subquery", METHOD_SAME, NULL},
    {"startswith", METHOD_UNKNOWN, "LIKE"},
    {"endswith", METHOD_UNKNOWN, "LIKE"},
    {"contains", METHOD_UNKNOWN, "LIKE"},
};

static struct str cast_text(struct emitter *emitter, struct str text,
                            const struct value *type) {
    struct sql_type to = sqlalchemy_type(emitter, type);
    return str_format(emitter->arena, "CAST(" STR_FMT " AS " STR_FMT ")", STR_ARG(text),
                      STR_ARG(or_hole(to.text)));
}

static struct str membership(struct emitter *emitter, struct str left, const char *sql,
                             const struct value *list) {
    bool is_list = list && (list->kind == VALUE_LIST || list->kind == VALUE_TUPLE ||
                            list->kind == VALUE_SET);
    struct str items = is_list && !list->is_partial && list->items.count
                           ? list_text(emitter, &list->items)
                           : str_from(hole);
    struct str query =
        list && list->kind == VALUE_TERM ? expression_text(emitter, list) : (struct str){0};
    struct str right = query.size ? query : enclosed(emitter, items);
    return str_format(emitter->arena, STR_FMT " %s " STR_FMT, STR_ARG(operand(emitter, left)),
                      sql, STR_ARG(right));
}

static struct str method_text(struct emitter *emitter, const struct method *method,
                              struct str left, const struct call *call) {
    const struct value *first = call_argument(call, 0, NULL);
    struct str right = text_or_hole(emitter, first);
    switch (method->shape) {
    case METHOD_INFIX:
        return infix(emitter, left, method->sql, right);
    case METHOD_SUFFIX:
        return str_format(emitter->arena, STR_FMT " %s", STR_ARG(left), method->sql);
    case METHOD_LIST:
        return membership(emitter, left, method->sql, first);
    case METHOD_BETWEEN:
        return str_format(emitter->arena, STR_FMT " BETWEEN " STR_FMT " AND " STR_FMT,
                          STR_ARG(left), STR_ARG(right),
                          STR_ARG(text_or_hole(emitter, call_argument(call, 1, NULL))));
    case METHOD_CAST:
        return cast_text(emitter, left, first);
    case METHOD_UNKNOWN:
        return infix(emitter, left, method->sql, str_from(hole));
    case METHOD_SAME:
        break;
    }
    return left;
}

struct value *expression_method(struct emitter *emitter, struct value *object, struct str name,
                                const struct call *call) {
    for (size_t i = 0; is_term(object) && i < sizeof methods / sizeof *methods; i++) {
        if (!str_is(name, methods[i].name)) {
            continue;
        }
        if (methods[i].shape == METHOD_SAME) {
            return object;
        }
        struct str left = text_or_hole(emitter, object);
        return expression_new(emitter, call->span,
                              method_text(emitter, &methods[i], left, call));
    }
    return NULL;
}

// ---- functions of sqlalchemy

static struct value *make_text(struct emitter *emitter, const struct call *call) {
    const struct value *text = call_argument(call, 0, "text");
    text = text ? text : call_argument(call, 0, "statement");
    if (!text || text->kind != VALUE_TEXT) {
        return value_unknown(emitter->arena, call->span, term_reason(emitter, text));
    }
    struct value *value = value_term(emitter->arena, call->span, TERM_SQL);
    value->term->text = text->text;
    return value;
}

// DDL() has no bind parameters, and % formatting: %% is one %.
static struct value *make_ddl(struct emitter *emitter, const struct call *call) {
    struct value *value = make_text(emitter, call);
    if (value->kind != VALUE_TERM) {
        return value;
    }
    value->term->operation.from_sql = true;
    struct str text = value->term->text.text;
    if (str_find(text, STR("%%"), 0) != SIZE_MAX && !value->term->text.holes.count) {
        struct text out = {.arena = emitter->arena};
        for (size_t i = 0; i < text.size; i++) {
            text_add_char(&out, text.data[i]);
            i += str_starts(str_slice(text, i, i + 2), STR("%%"));
        }
        value->term->text = (struct mapped_text){.text = text_str(&out)};
    }
    return value;
}

static struct value *make_literal_column(struct emitter *emitter, const struct call *call) {
    struct str text = {0};
    value_is_text(call_argument(call, 0, "text"), &text);
    return expression_new(emitter, call->span, text);
}

static struct value *make_literal(struct emitter *emitter, const struct call *call) {
    const struct value *value = call_argument(call, 0, "value");
    return expression_new(emitter, call->span,
                          value ? expression_text(emitter, value) : (struct str){0});
}

static struct value *make_bind(struct emitter *emitter, const struct call *call) {
    const struct value *value = call_argument(call, 1, "value");
    return expression_new(emitter, call->span, text_or_hole(emitter, value));
}

static struct value *make_null(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span, STR("NULL"));
}

static struct value *make_true(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span, STR("true"));
}

static struct value *make_false(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span, STR("false"));
}

static struct value *make_and(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span, conjunction(emitter, &call->args, true));
}

static struct value *make_or(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span, conjunction(emitter, &call->args, false));
}

static struct value *make_not(struct emitter *emitter, const struct call *call) {
    struct str text = text_or_hole(emitter, call_argument(call, 0, "clause"));
    return expression_new(emitter, call->span, negation(emitter, text));
}

static struct value *make_cast(struct emitter *emitter, const struct call *call) {
    struct str text = text_or_hole(emitter, call_argument(call, 0, "expression"));
    return expression_new(emitter, call->span,
                          cast_text(emitter, text, call_argument(call, 1, "type_")));
}

static struct value *make_first(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span,
                          text_or_hole(emitter, call_argument(call, 0, NULL)));
}

static struct value *make_array(struct emitter *emitter, const struct call *call) {
    const struct value *list = call_argument(call, 0, "clauses");
    struct str items = list ? list_text(emitter, &list->items) : str_from(hole);
    return expression_new(emitter, call->span,
                          str_format(emitter->arena, "ARRAY[" STR_FMT "]", STR_ARG(items)));
}

static struct value *make_exists(struct emitter *emitter, const struct call *call) {
    struct str query = text_or_hole(emitter, call_argument(call, 0, NULL));
    return expression_new(emitter, call->span,
                          str_format(emitter->arena, "EXISTS " STR_FMT, STR_ARG(query)));
}

static struct value *make_case(struct emitter *emitter, const struct call *call) {
    return expression_new(
        emitter, call->span,
        str_format(emitter->arena, "CASE WHEN %s THEN %s ELSE %s END", hole, hole, hole));
}

// The name itself, as another kind of text: quoted_name(), conv().
static struct value *make_name(struct emitter *emitter, const struct call *call) {
    struct value *name = call_argument(call, 0, "value");
    return name ? name : value_unknown(emitter->arena, call->span, STR("a name is missing"));
}

static struct value *make_suffixed(struct emitter *emitter, const struct call *call,
                                   const char *suffix) {
    const struct value *column = call_argument(call, 0, "column");
    struct str name;
    struct str text = value_is_text(column, &name) ? quoted_name(emitter->arena, name)
                                                   : text_or_hole(emitter, column);
    return expression_new(emitter, call->span,
                          str_format(emitter->arena, STR_FMT " %s", STR_ARG(text), suffix));
}

static struct value *make_desc(struct emitter *emitter, const struct call *call) {
    return make_suffixed(emitter, call, "DESC");
}

static struct value *make_asc(struct emitter *emitter, const struct call *call) {
    return make_suffixed(emitter, call, "ASC");
}

static struct value *make_nulls_last(struct emitter *emitter, const struct call *call) {
    return make_suffixed(emitter, call, "NULLS LAST");
}

static struct value *make_nulls_first(struct emitter *emitter, const struct call *call) {
    return make_suffixed(emitter, call, "NULLS FIRST");
}

static const struct {
    const char *name;
    struct value *(*make)(struct emitter *emitter, const struct call *call);
} functions[] = {
    {"text", make_text},
    {"DDL", make_ddl},
    {"literal_column", make_literal_column},
    {"literal", make_literal},
    {"bindparam", make_bind},
    {"null", make_null},
    {"true", make_true},
    {"false", make_false},
    {"and_", make_and},
    {"or_", make_or},
    {"not_", make_not},
    {"cast", make_cast},
    {"try_cast", make_cast},
    {"type_coerce", make_first},
    {"distinct", make_first},
    {"label", make_first},
    {"array", make_array},
    {"exists", make_exists},
    {"case", make_case},
    {"desc", make_desc},
    {"asc", make_asc},
    {"nullslast", make_nulls_last},
    {"nulls_last", make_nulls_last},
    {"nullsfirst", make_nulls_first},
    {"nulls_first", make_nulls_first},
    {"DefaultClause", make_first},
    {"quoted_name", make_name},
    {"conv", make_name},
    {"_truncated_label", make_name},
};

// Functions that take no parentheses. Source: AnsiFunction in sqlalchemy/sql/functions.py.
static const char *const ansi_functions[] = {
    "current_date",   "current_time", "current_timestamp", "current_user", "localtime",
    "localtimestamp", "session_user", "sysdate",           "user",
};

// sqlalchemy.func.now() and the like; `name` may have a schema before it.
static struct value *make_function(struct emitter *emitter, struct str name,
                                   const struct call *call) {
    for (size_t i = 0; i < sizeof ansi_functions / sizeof *ansi_functions; i++) {
        if (str_is(name, ansi_functions[i])) {
            return expression_new(emitter, call->span, str_upper(emitter->arena, name));
        }
    }
    // func.cast_() is func.cast(): a trailing underscore is dropped
    if (name.size > 1 && name.data[name.size - 1] == '_') {
        name.size--;
    }
    bool is_count = str_is(name, "count") && !call->args.count;
    struct str arguments = is_count ? STR("*") : list_text(emitter, &call->args);
    return expression_new(
        emitter, call->span,
        str_format(emitter->arena, STR_FMT "(" STR_FMT ")", STR_ARG(name), STR_ARG(arguments)));
}

struct value *expression_call(struct emitter *emitter, struct str path,
                              const struct call *call) {
    size_t func = str_find(path, STR(".func."), 0);
    if (func != SIZE_MAX) {
        return make_function(emitter, str_slice(path, func + 6, path.size), call);
    }
    struct str name = path_last(path);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (str_is(name, functions[i].name)) {
            return functions[i].make(emitter, call);
        }
    }
    return NULL;
}
