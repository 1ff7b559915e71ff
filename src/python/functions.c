// Functions and methods of SQLAlchemy that make expressions.
#include "model/print.h"
#include "python/expressions.h"
#include "python/sqlalchemy.h"

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
                      STR_ARG(expression_or_hole(to.text)));
}

static struct str membership(struct emitter *emitter, struct str left, const char *sql,
                             const struct value *list) {
    bool is_list = list && (list->kind == VALUE_LIST || list->kind == VALUE_TUPLE ||
                            list->kind == VALUE_SET);
    struct str items = is_list && !list->is_partial && list->items.count
                           ? expression_list(emitter, &list->items)
                           : str_from(expression_hole);
    struct str query =
        list && list->kind == VALUE_TERM ? expression_text(emitter, list) : (struct str){0};
    struct str right = query.size ? query : expression_enclosed(emitter, items);
    // Source: visit_not_in_op_binary of sqlalchemy/sql/compiler.py.
    bool is_negated = str_is(str_from(sql), "NOT IN");
    return str_format(emitter->arena, "%s" STR_FMT " %s " STR_FMT "%s", is_negated ? "(" : "",
                      STR_ARG(expression_operand(emitter, left)), sql, STR_ARG(right),
                      is_negated ? ")" : "");
}

static struct str method_text(struct emitter *emitter, const struct method *method,
                              struct str left, const struct call *call) {
    const struct value *first = call_argument(call, 0, NULL);
    struct str right = expression_shown(emitter, first);
    switch (method->shape) {
    case METHOD_INFIX:
        return expression_infix(emitter, left, method->sql, right);
    case METHOD_SUFFIX:
        return str_format(emitter->arena, STR_FMT " %s", STR_ARG(left), method->sql);
    case METHOD_LIST:
        return membership(emitter, left, method->sql, first);
    case METHOD_BETWEEN:
        return str_format(emitter->arena, STR_FMT " BETWEEN " STR_FMT " AND " STR_FMT,
                          STR_ARG(left), STR_ARG(right),
                          STR_ARG(expression_shown(emitter, call_argument(call, 1, NULL))));
    case METHOD_CAST:
        return cast_text(emitter, left, first);
    case METHOD_UNKNOWN: // contains([…]) asks an array
        if (!first || first->kind != VALUE_TEXT) {
            return str_from(expression_hole);
        }
        return expression_infix(emitter, left, method->sql, str_from(expression_hole));
    case METHOD_SAME:
        break;
    }
    return left;
}

const struct term *term_of_table(const struct value *value) {
    const struct term *column = term_of(value, TERM_COLUMN);
    const struct term *term = column ? column : term_of(value, TERM_EXPRESSION);
    return term && term->operation.table.size ? term : NULL;
}

// An expression is of the table of the columns in it: of the first one that tells.
static void set_table(struct value *expression, const struct value *part) {
    struct operation *operation = &expression->term->operation;
    const struct term *of = term_of_table(part);
    if (of && !operation->table.size) {
        operation->schema = of->operation.schema;
        operation->table = of->operation.table;
    }
}

struct value *expression_method(struct emitter *emitter, struct value *object, struct str name,
                                const struct call *call) {
    for (size_t i = 0; expression_is(object) && i < sizeof methods / sizeof *methods; i++) {
        if (!str_is(name, methods[i].name)) {
            continue;
        }
        if (methods[i].shape == METHOD_SAME) {
            return object;
        }
        struct str left = expression_shown(emitter, object);
        struct value *made =
            expression_new(emitter, call->span, method_text(emitter, &methods[i], left, call));
        set_table(made, object);
        return made;
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

// The value of the context's %(key)s that stands at `at`; NULL: none stands there, or none is known.
static const struct value *context_value(struct str text, size_t at,
                                         const struct value *context, size_t *end) {
    struct str rest = str_slice(text, at, text.size);
    size_t close = str_find(rest, STR(")s"), 0);
    if (!context || !str_starts(rest, STR("%(")) || close == SIZE_MAX) {
        return NULL;
    }
    *end = at + close + 2;
    return value_get(context, str_slice(rest, 2, close));
}

// DDL() has no bind parameters, but the % formatting of a string with a dictionary: %% is one %.
// Source: sqlalchemy/sql/compiler.py, DDLCompiler.visit_ddl.
static struct value *make_ddl(struct emitter *emitter, const struct call *call) {
    const struct value *context = call_argument(call, 1, "context");
    context = context && context->kind == VALUE_DICT ? context : NULL;
    struct value *value = make_text(emitter, call);
    if (value->kind != VALUE_TERM) {
        return value;
    }
    value->term->operation.from_sql = true;
    struct str text = value->term->text.text;
    if (str_find(text, STR("%"), 0) == SIZE_MAX || value->term->text.holes.count) {
        return value;
    }
    struct text out = {.arena = emitter->arena};
    for (size_t i = 0, end = 0; i < text.size; i++) {
        const struct value *item = context_value(text, i, context, &end);
        struct str shown = {0};
        if (item && !value_is_text(item, &shown)) {
            return value_unknown(emitter->arena, call->span, term_reason(emitter, item));
        }
        if (item) {
            text_add(&out, shown);
            i = end - 1;
            continue;
        }
        text_add_char(&out, text.data[i]);
        i += str_starts(str_slice(text, i, i + 2), STR("%%"));
    }
    value->term->text = (struct mapped_text){.text = text_str(&out)};
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
    return expression_new(emitter, call->span, expression_shown(emitter, value));
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
    return expression_new(emitter, call->span,
                          expression_conjunction(emitter, &call->args, true));
}

static struct value *make_or(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span,
                          expression_conjunction(emitter, &call->args, false));
}

static struct value *make_not(struct emitter *emitter, const struct call *call) {
    struct str text = expression_shown(emitter, call_argument(call, 0, "clause"));
    return expression_new(emitter, call->span, expression_negation(emitter, text));
}

static struct value *make_cast(struct emitter *emitter, const struct call *call) {
    struct str text = expression_shown(emitter, call_argument(call, 0, "expression"));
    return expression_new(emitter, call->span,
                          cast_text(emitter, text, call_argument(call, 1, "type_")));
}

static struct value *make_first(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span,
                          expression_shown(emitter, call_argument(call, 0, NULL)));
}

static struct value *make_array(struct emitter *emitter, const struct call *call) {
    const struct value *list = call_argument(call, 0, "clauses");
    struct str items =
        list ? expression_list(emitter, &list->items) : str_from(expression_hole);
    return expression_new(emitter, call->span,
                          str_format(emitter->arena, "ARRAY[" STR_FMT "]", STR_ARG(items)));
}

static struct value *make_exists(struct emitter *emitter, const struct call *call) {
    struct str query = expression_shown(emitter, call_argument(call, 0, NULL));
    return expression_new(emitter, call->span,
                          str_format(emitter->arena, "EXISTS " STR_FMT, STR_ARG(query)));
}

static struct value *make_case(struct emitter *emitter, const struct call *call) {
    return expression_new(emitter, call->span,
                          str_format(emitter->arena, "CASE WHEN %s THEN %s ELSE %s END",
                                     expression_hole, expression_hole, expression_hole));
}

// The name itself, as another kind of text: quoted_name().
static struct value *make_name(struct emitter *emitter, const struct call *call) {
    struct value *name = call_argument(call, 0, "value");
    return name ? name : value_unknown(emitter->arena, call->span, STR("a name is missing"));
}

static struct value *make_final_name(struct emitter *emitter, const struct call *call) {
    return term_final_name(emitter->arena, make_name(emitter, call));
}

static struct value *make_suffixed(struct emitter *emitter, const struct call *call,
                                   const char *suffix) {
    const struct value *column = call_argument(call, 0, "column");
    struct str name;
    struct str text = value_is_text(column, &name) ? quoted_name(emitter->arena, name)
                                                   : expression_shown(emitter, column);
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
    {"conv", make_final_name},
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
    struct str arguments = is_count ? STR("*") : expression_list(emitter, &call->args);
    struct str text =
        str_format(emitter->arena, STR_FMT "(" STR_FMT ")", STR_ARG(name), STR_ARG(arguments));
    struct value *made = expression_new(emitter, call->span, text);
    for (size_t i = 0; i < call->args.count; i++) {
        set_table(made, call->args.items[i]);
    }
    return made;
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
