#include "python/terms.h"

#include "model/print.h"
#include "python/sqlalchemy.h"

// ---- what constraints have in common

static void keyword_text(struct emitter *emitter, const struct call *call, const char *name,
                         struct str *text, struct operation *marks) {
    const struct value *value = call_argument(call, SIZE_MAX, name);
    if (value) {
        *text = term_text(emitter, value, marks, name);
    }
}

static bool keyword_flag(struct emitter *emitter, const struct call *call, const char *keyword,
                         struct operation *marks, const char *field) {
    return term_flag(emitter, call_argument(call, SIZE_MAX, keyword), marks, field);
}

void constraint_name(struct emitter *emitter, const struct value *name,
                     struct constraint_def *constraint, struct operation *marks) {
    size_t before = marks->unknown.count;
    constraint->name = term_text(emitter, name, marks, "name");
    constraint->name_is_unknown = marks->unknown.count > before;
    constraint->name_is_final = name && name->is_final_name;
}

void constraint_options(struct emitter *emitter, const struct call *call,
                        struct constraint_def *constraint, struct operation *marks) {
    struct str initially = {0};
    keyword_text(emitter, call, "ondelete", &constraint->on_delete, marks);
    keyword_text(emitter, call, "onupdate", &constraint->on_update, marks);
    keyword_text(emitter, call, "match", &constraint->match, marks);
    keyword_text(emitter, call, "initially", &initially, marks);
    constraint->on_delete = str_upper(emitter->arena, constraint->on_delete);
    constraint->on_update = str_upper(emitter->arena, constraint->on_update);
    constraint->match = str_upper(emitter->arena, constraint->match);
    constraint->initially_deferred = str_equal_nocase(initially, STR("deferred"));
    constraint->deferrable = keyword_flag(emitter, call, "deferrable", marks, "deferrable");
    constraint->not_valid =
        keyword_flag(emitter, call, "postgresql_not_valid", marks, "not_valid");
    constraint->nulls_not_distinct = keyword_flag(
        emitter, call, "postgresql_nulls_not_distinct", marks, "nulls_not_distinct");
    const struct value *include = call_argument(call, SIZE_MAX, "postgresql_include");
    if (include && include->kind != VALUE_NONE) {
        term_names(emitter, include, &constraint->include, marks, "include");
    }
    if (call->keywords_are_partial) {
        operation_set_unknown(emitter->arena, marks, "not_valid", term_call_reason(call));
    }
}

static struct value *constraint_new(struct emitter *emitter, const struct call *call,
                                    enum constraint_type type) {
    struct value *value = value_term(emitter->arena, call->span, TERM_CONSTRAINT);
    struct term *term = value->term;
    term->constraint.type = type;
    term->constraint.span = call->span;
    constraint_name(emitter, call_argument(call, SIZE_MAX, "name"), &term->constraint,
                    &term->operation);
    constraint_options(emitter, call, &term->constraint, &term->operation);
    return value;
}

// ---- foreign keys

// schema.table.column; the schema may have dots of its own. Source: ForeignKey._column_tokens
// of sqlalchemy/sql/schema.py.
static bool split_reference(struct str text, struct constraint_def *constraint,
                            struct str *column) {
    size_t dot = str_find_last(text, '.');
    if (dot == SIZE_MAX) {
        constraint->ref_table = text; // the key of the table it refers to
        return false;
    }
    *column = str_slice(text, dot + 1, text.size);
    struct str table = str_slice(text, 0, dot);
    size_t schema = str_find_last(table, '.');
    if (schema != SIZE_MAX) {
        constraint->ref_schema = str_slice(table, 0, schema);
        table = str_slice(table, schema + 1, table.size);
    }
    constraint->ref_table = table;
    return true;
}

void constraint_reference(struct emitter *emitter, const struct value *value,
                          struct constraint_def *constraint, struct operation *marks) {
    const struct term *column = term_of(value, TERM_COLUMN);
    struct str name = {0};
    if (column) {
        constraint->ref_schema = column->operation.schema;
        constraint->ref_table = column->operation.table;
        name = column->column.name;
        if (!constraint->ref_table.size) {
            operation_set_unknown(emitter->arena, marks, "references",
                                  STR("the column's table is not known"));
        }
    } else {
        struct str text = term_text(emitter, value, marks, "references");
        if (!text.size) {
            operation_set_unknown(emitter->arena, marks, "references",
                                  term_reason(emitter, value));
            return;
        }
        split_reference(text, constraint, &name);
    }
    if (name.size) {
        *ARENA_PUSH(emitter->arena, &constraint->ref_columns) = name;
    }
}

static struct value *make_foreign_key(struct emitter *emitter, const struct call *call) {
    struct value *value = constraint_new(emitter, call, CONSTRAINT_FOREIGN_KEY);
    struct term *term = value->term;
    constraint_reference(emitter, call_argument(call, 0, "column"), &term->constraint,
                         &term->operation);
    term->constraint.of_column = true;
    term->use_alter = keyword_flag(emitter, call, "use_alter", &term->operation, "");
    return value;
}

static struct value *make_foreign_key_constraint(struct emitter *emitter,
                                                 const struct call *call) {
    struct value *value = constraint_new(emitter, call, CONSTRAINT_FOREIGN_KEY);
    struct term *term = value->term;
    const struct value *name = call_argument(call, 2, "name");
    if (name) {
        constraint_name(emitter, name, &term->constraint, &term->operation);
    }
    term_names(emitter, call_argument(call, 0, "columns"), &term->constraint.columns,
               &term->operation, "columns");
    const struct value *references = call_argument(call, 1, "refcolumns");
    bool is_list =
        references && (references->kind == VALUE_LIST || references->kind == VALUE_TUPLE);
    if (!is_list || references->is_partial || !references->items.count) {
        operation_set_unknown(emitter->arena, &term->operation, "references",
                              term_reason(emitter, references));
    }
    for (size_t i = 0; is_list && i < references->items.count; i++) {
        constraint_reference(emitter, references->items.items[i], &term->constraint,
                             &term->operation);
    }
    term->use_alter = keyword_flag(emitter, call, "use_alter", &term->operation, "");
    return value;
}

// ---- keys and checks

static struct value *make_key(struct emitter *emitter, const struct call *call,
                              enum constraint_type type) {
    struct value *value = constraint_new(emitter, call, type);
    for (size_t i = 0; i < call->args.count; i++) {
        const struct term *column = term_of(call->args.items[i], TERM_COLUMN);
        if (column && column->operation.table.size) { // AddConstraint() asks for it
            value->term->operation.schema = column->operation.schema;
            value->term->operation.table = column->operation.table;
        }
    }
    struct value columns = {.kind = VALUE_LIST,
                            .items = call->args,
                            .is_partial = call->args_are_partial,
                            .reason = call->reason};
    term_names(emitter, &columns, &value->term->constraint.columns, &value->term->operation,
               "columns");
    return value;
}

static struct value *make_unique(struct emitter *emitter, const struct call *call) {
    return make_key(emitter, call, CONSTRAINT_UNIQUE);
}

static struct value *make_primary_key(struct emitter *emitter, const struct call *call) {
    return make_key(emitter, call, CONSTRAINT_PRIMARY_KEY);
}

static struct value *make_check(struct emitter *emitter, const struct call *call) {
    struct value *value = constraint_new(emitter, call, CONSTRAINT_CHECK);
    struct term *term = value->term;
    const struct value *name = call_argument(call, 1, "name");
    if (name) {
        constraint_name(emitter, name, &term->constraint, &term->operation);
    }
    const struct value *condition = call_argument(call, 0, "sqltext");
    term->constraint.check = sqlalchemy_expression(emitter, condition, false);
    if (!term->constraint.check.text.size) {
        term->constraint.check.is_unknown = true;
        operation_set_unknown(emitter->arena, &term->operation, "check",
                              term_reason(emitter, condition));
    }
    return value;
}

// ---- EXCLUDE

static struct str element_text(struct emitter *emitter, const struct value *value,
                               const struct value *operators) {
    struct str name;
    if (!value_is_likely_text(value, &name)) {
        const struct term *column = term_of(value, TERM_COLUMN);
        if (!column) {
            struct str text = expression_text(emitter, value);
            return text.size ? text : STR("…");
        }
        name = column->column.name;
    }
    struct str class = {0};
    const struct value *given = operators ? value_get(operators, name) : NULL;
    value_is_text(given, &class);
    return str_format(emitter->arena, STR_FMT "%s" STR_FMT,
                      STR_ARG(quoted_name(emitter->arena, name)), class.size ? " " : "",
                      STR_ARG(class));
}

static void add_element_name(struct arena *arena, const struct value *value,
                             struct str_list *columns) {
    const struct term *column = term_of(value, TERM_COLUMN);
    struct str name = column ? column->column.name : (struct str){0};
    if (value_is_likely_text(value, &name) || name.size) {
        *ARENA_PUSH(arena, columns) = name;
    }
}

void constraint_exclude(struct emitter *emitter, const struct call *call, size_t first,
                        struct constraint_def *constraint, struct operation *marks) {
    struct arena *arena = emitter->arena;
    struct str using = STR("gist");
    keyword_text(emitter, call, "using", &using, marks);
    const struct value *operators = call_argument(call, SIZE_MAX, "ops");
    struct text text = {.arena = arena};
    text_addf(&text, "USING " STR_FMT " (", STR_ARG(str_lower(arena, using)));
    for (size_t i = first; i < call->args.count; i++) {
        const struct value *pair = call->args.items[i];
        struct str column = STR("…"), operator= STR("…");
        bool is_pair =
            (pair->kind == VALUE_TUPLE || pair->kind == VALUE_LIST) && pair->items.count == 2;
        if (is_pair) {
            column = element_text(emitter, pair->items.items[0], operators);
            add_element_name(arena, pair->items.items[0], &constraint->columns);
            value_is_text(pair->items.items[1], &operator);
        }
        text_addf(&text, "%s" STR_FMT " WITH " STR_FMT, i > first ? ", " : "", STR_ARG(column),
                  STR_ARG(operator));
    }
    text_add(&text, STR(")"));
    const struct value *where = call_argument(call, SIZE_MAX, "where");
    if (where && where->kind != VALUE_NONE) {
        struct expression condition = sqlalchemy_expression(emitter, where, false);
        struct str shown = condition.text.size ? condition.text : STR("…");
        text_addf(&text, " WHERE (" STR_FMT ")", STR_ARG(shown));
    }
    constraint->elements = text_str(&text);
}

static struct value *make_exclude(struct emitter *emitter, const struct call *call) {
    struct value *value = constraint_new(emitter, call, CONSTRAINT_EXCLUDE);
    constraint_exclude(emitter, call, 0, &value->term->constraint, &value->term->operation);
    return value;
}

static const struct {
    const char *name;
    struct value *(*make)(struct emitter *emitter, const struct call *call);
} constructors[] = {
    {"ForeignKey", make_foreign_key},  {"ForeignKeyConstraint", make_foreign_key_constraint},
    {"UniqueConstraint", make_unique}, {"PrimaryKeyConstraint", make_primary_key},
    {"CheckConstraint", make_check},   {"ExcludeConstraint", make_exclude},
};

struct value *constraint_call(struct emitter *emitter, struct str path,
                              const struct call *call) {
    struct str name = path_last(path);
    for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
        if (str_is(name, constructors[i].name)) {
            return constructors[i].make(emitter, call);
        }
    }
    return NULL;
}
