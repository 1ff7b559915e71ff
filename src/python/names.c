// Source: sqlalchemy/sql/naming.py, whose ConventionDict gives the tokens of a template.
#include "python/names.h"

#include "python/conventions.h"
#include "python/terms.h"

// What gets a name.
struct nameable {
    enum constraint_type type; // CONSTRAINT_NONE: an index
    struct str schema, table;
    const struct str_list *columns; // NULL: not known
    struct str ref_table;
    const struct str_list *ref_columns; // NULL: not in the metadata
    struct str name;                    // empty: none was given
    bool is_final;
};

// ---- tokens

// column_0_name, column_0N_name, column_0_N_name, referred_column_0_name…
struct column_token {
    bool is_referred;
    bool is_all;          // of every column
    struct str separator; // between those
    size_t number;        // else of which
    bool is_label;
};

static bool skip(struct str *rest, struct str word) {
    bool found = str_starts(*rest, word);
    *rest = found ? str_slice(*rest, word.size, rest->size) : *rest;
    return found;
}

static bool read_token(struct str token, struct column_token *read) {
    size_t digits = 0;
    *read = (struct column_token){.is_referred = skip(&token, STR("referred_"))};
    if (!skip(&token, STR("column_"))) {
        return false;
    }
    while (digits < token.size && digits < 3 && token.data[digits] >= '0' &&
           token.data[digits] <= '9') {
        read->number = read->number * 10 + (size_t)(token.data[digits++] - '0');
    }
    token = str_slice(token, digits, token.size);
    bool may_be_all = digits == 1 && read->number == 0;
    if (may_be_all && skip(&token, STR("_N_"))) {
        read->is_all = true;
        read->separator = STR("_");
    } else if (may_be_all && skip(&token, STR("N_"))) {
        read->is_all = true;
    } else if (!digits || !skip(&token, STR("_"))) {
        return false;
    }
    read->is_label = str_is(token, "label");
    bool is_name = str_is(token, "name");
    return is_name || (!read->is_referred && (read->is_label || str_is(token, "key")));
}

// A label has the table before it: ColumnClause._gen_tq_label of sqlalchemy/sql/elements.py.
static struct str label_of(struct arena *arena, const struct nameable *object,
                           struct str column) {
    struct str rest = object->schema, part;
    struct text text = {.arena = arena};
    while (rest.size && str_split(&rest, '.', &part)) {
        text_addf(&text, STR_FMT "_", STR_ARG(part));
    }
    text_addf(&text, STR_FMT "_" STR_FMT, STR_ARG(object->table), STR_ARG(column));
    return text_str(&text);
}

static struct str columns_text(struct arena *arena, const struct nameable *object,
                               const struct column_token *token, struct str *problem) {
    const struct str_list *columns = token->is_referred ? object->ref_columns : object->columns;
    if (!columns) {
        *problem =
            token->is_referred
                ? STR("the naming convention asks for a table that is not in the metadata")
                : STR("it is named after columns that are not known");
        return (struct str){0};
    }
    bool is_short = !token->is_all && token->number >= columns->count;
    if (is_short && token->is_referred) {
        *problem = STR("the naming convention asks for a column that it does not refer to");
    }
    size_t first = token->is_all ? 0 : is_short ? columns->count : token->number;
    size_t end = token->is_all || is_short ? columns->count : first + 1;
    struct text text = {.arena = arena};
    for (size_t i = first; i < end; i++) {
        struct str column = columns->items[i];
        text_add(&text, i > first ? token->separator : STR(""));
        text_add(&text, token->is_label ? label_of(arena, object, column) : column);
    }
    return text_str(&text);
}

// What stands for %(token)s; `problem` is set where that cannot be told.
static struct str token_text(struct emitter *emitter, const struct nameable *object,
                             struct str token, struct str *problem) {
    struct arena *arena = emitter->arena;
    struct column_token column;
    if (emitter->naming && str_list_has(&emitter->naming->functions, token)) {
        *problem = str_format(arena, "a function of the naming convention gives “" STR_FMT "”",
                              STR_ARG(token));
        return (struct str){0};
    }
    if (str_is(token, "constraint_name")) {
        return object->name;
    }
    if (read_token(token, &column) && (!column.is_label || object->table.size)) {
        return columns_text(arena, object, &column, problem);
    }
    struct str text = {0};
    if (str_is(token, "table_name")) {
        text = object->table;
    } else if (str_is(token, "referred_table_name")) {
        text = path_last(object->ref_table);
    }
    if (!text.size) {
        *problem = str_format(arena, "“" STR_FMT "” of the naming convention is not known",
                              STR_ARG(token));
    }
    return text;
}

// ---- templates

static struct str expand(struct emitter *emitter, const struct nameable *object,
                         struct str template, struct str *problem) {
    struct arena *arena = emitter->arena;
    struct span nowhere = {0};
    struct value *tokens = value_new(arena, VALUE_DICT, nowhere);
    for (size_t at = 0; (at = str_find(template, STR("%("), at)) != SIZE_MAX;) {
        size_t end = str_find(template, STR(")"), at);
        struct str token = str_slice(template, at + 2, end);
        at = end == SIZE_MAX ? template.size : end;
        value_set(arena, tokens, token,
                  value_text(arena, nowhere, token_text(emitter, object, token, problem)));
    }
    struct value *text = value_text(arena, nowhere, template);
    struct str name = {0};
    if (!problem->size &&
        !value_is_text(text_percent(emitter->call_context, text, tokens, nowhere), &name)) {
        *problem = STR("the naming convention's template is not read");
    }
    return term_short_name(arena, name);
}

static const struct name_template *template_of(const struct emitter *emitter,
                                               enum constraint_type type) {
    return &(emitter->naming ? emitter->naming : convention_of_sqlalchemy())->templates[type];
}

static bool asks_for_name(struct str template) {
    return str_find(template, STR("constraint_name"), 0) != SIZE_MAX;
}

// The name that is sent; empty: none. Where a template asks for the constraint's own name and it
// has none, Alembic raises; the constraint stays without.
static struct str name_of(struct emitter *emitter, const struct nameable *object,
                          struct str *problem) {
    const struct name_template *template = template_of(emitter, object->type);
    bool asks = asks_for_name(template->text);
    if (object->is_final || (object->name.size && !asks)) {
        return object->name;
    }
    *problem = template->problem;
    if (!template->text.size || problem->size || (asks && !object->name.size)) {
        return (struct str){0};
    }
    return expand(emitter, object, template->text, problem);
}

bool name_is_given(const struct emitter *emitter, enum constraint_type type) {
    const struct name_template *template = template_of(emitter, type);
    return template->problem.size || (template->text.size && !asks_for_name(template->text));
}

// ---- constraints and indexes

// The table itself is in the metadata.
static bool is_self_reference(const struct operation *operation,
                              const struct constraint_def *constraint) {
    return operation->kind == OP_CREATE_TABLE &&
           str_equal(constraint->ref_table, operation->table) &&
           str_equal(constraint->ref_schema, operation->schema);
}

// Of a CHECK that is text SQLAlchemy knows no columns.
static const struct str_list *columns_of(const struct operation *operation,
                                         const struct constraint_def *constraint) {
    static const struct str_list none = {0};
    if (constraint->check.is_term) {
        return &constraint->check.columns;
    }
    if (constraint->type == CONSTRAINT_CHECK && constraint->of_column) {
        return &none;
    }
    bool is_of_table = operation->kind == OP_CREATE_TABLE;
    return is_of_table || !operation_unknown(operation, "columns") ? &constraint->columns
                                                                   : NULL;
}

void name_constraint(struct emitter *emitter, struct operation *operation,
                     struct constraint_def *constraint, bool knows_referent) {
    if (constraint->name_is_unknown) {
        return;
    }
    bool has_referent = knows_referent || is_self_reference(operation, constraint);
    struct nameable object = {.type = constraint->type,
                              .schema = operation->schema,
                              .table = operation->table,
                              .columns = columns_of(operation, constraint),
                              .ref_table = constraint->ref_table,
                              .ref_columns = has_referent ? &constraint->ref_columns : NULL,
                              .name = constraint->name,
                              .is_final = constraint->name_is_final};
    struct str problem = {0};
    constraint->given_name = constraint->name;
    constraint->name = name_of(emitter, &object, &problem);
    constraint->name_is_made = !str_equal(constraint->name, constraint->given_name);
    constraint->name_is_unknown = problem.size > 0;
    bool is_own = operation->kind == OP_ADD_CONSTRAINT || operation->kind == OP_DROP_CONSTRAINT;
    if (is_own) {
        operation->name = constraint->name;
    }
    if (is_own && problem.size) {
        operation_set_unknown(emitter->arena, operation, "name", problem);
    }
}

void name_index(struct emitter *emitter, struct operation *index,
                const struct str_list *elements, bool is_final) {
    if (operation_unknown(index, "name")) {
        return;
    }
    struct nameable object = {.schema = index->schema,
                              .table = index->table,
                              .columns = elements,
                              .name = index->name,
                              .is_final = is_final};
    struct str problem = {0};
    index->name = name_of(emitter, &object, &problem);
    if (!index->name.size) {
        operation_set_unknown(emitter->arena, index, "name",
                              problem.size ? problem : STR("the index has no name"));
    }
}
