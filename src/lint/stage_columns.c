// Columns that are added, filled and made NOT NULL: the values of their steps, and how their
// definitions change where they stand.
#include <string.h>

#include "lint/stage_steps.h"
#include "model/print.h"
#include "model/type.h"

static const struct column_def *column_of(const struct stage_work *work) {
    return &stage_subject(work)->operation->column;
}

// ---- NOT NULL

// From PostgreSQL 18 on by a constraint of its own, which has the name that PostgreSQL would
// give it; before by a CHECK that says the same for a while. Source: manual, ALTER TABLE, Notes.
static bool set_not_null(struct stage_work *work, struct str column) {
    enum { NAMED_SINCE = 18, PROVED_SINCE = 12 };
    unsigned version = work->subject->postgres_version;
    if (version < PROVED_SINCE) {
        return stage_fail(work, "before PostgreSQL 12 SET NOT NULL always reads the table");
    }
    stage_set(work, version < NAMED_SINCE ? "proved" : "named", STR("yes"));
    return stage_set_name(work, "column", "COLUMN", column) &&
           stage_set_check_name(work, column) &&
           stage_set_name(work, "not_null_name", "NOT_NULL_NAME",
                          stage_subject(work)->not_null_name);
}

bool stage_prepare_not_null(struct stage_work *work) {
    return set_not_null(work, stage_subject(work)->operation->name);
}

// ---- columns that are added

static bool set_column(struct stage_work *work) {
    const struct column_def *column = column_of(work);
    struct arena *arena = work->subject->arena;
    if (operation_unknown(stage_subject(work)->operation, "name") || !column->name.size) {
        return stage_fail(work, "the column's name is not known");
    }
    struct sql_type type = type_base_of_serial(arena, column->type);
    struct str text = type.text;
    if (column->collation.size) {
        text = str_format(arena, STR_FMT " COLLATE " STR_FMT, STR_ARG(text),
                          STR_ARG(quoted_name(arena, column->collation)));
    }
    stage_set(work, "TYPE", text);
    stage_set(work, "IF_NOT_EXISTS",
              stage_subject(work)->operation->if_not_exists ? STR("IF NOT EXISTS ")
                                                            : (struct str){0});
    return stage_set_name(work, "column", "COLUMN", column->name);
}

// Which are NOT NULL once they are filled.
static bool set_required(struct stage_work *work, bool required) {
    if (!required) {
        return true;
    }
    stage_set(work, "required", STR("yes"));
    return set_not_null(work, column_of(work)->name);
}

static bool set_fill(struct stage_work *work) {
    stage_set(work, "UPDATE", stage_expand(work, "UPDATE {TABLE} SET {COLUMN} = DEFAULT"));
    stage_set(work, "TEST", stage_expand(work, "{COLUMN} IS NULL"));
    return stage_set_batches(work, "\t\t\t\t\t");
}

static const struct node *added_column(const struct stage_work *work) {
    const struct node *call =
        rewrite_call_at(work->subject, stage_subject(work)->operation->span);
    return call ? stage_column_of(work->subject, call) : NULL;
}

// As Python says it, in the migration itself; else in SQL.
static bool set_default(struct stage_work *work) {
    const struct node *column = added_column(work);
    const struct node *value =
        column ? rewrite_keyword(work->subject, column, "server_default") : NULL;
    struct str said = value ? syntax_text(work->subject->source, value) : (struct str){0};
    if (said.size && str_find(said, STR("\n"), 0) == SIZE_MAX) {
        stage_set(work, "said", said);
        stage_set(work, "set_default",
                  stage_expand(work, "{op}.alter_column(`{table}`, `{column}`, "
                                     "server_default={said}{schema})"));
        return true;
    }
    struct str text = column_of(work)->default_value.text;
    if (!stage_is_plain_sql(text) || str_find(text, STR("\n"), 0) != SIZE_MAX) {
        return stage_fail(work, "its default cannot be said elsewhere");
    }
    stage_set(work, "DEFAULT", text);
    stage_set(work, "set_default",
              stage_expand(work, "{op}.execute(`ALTER TABLE {TABLE} ALTER COLUMN {COLUMN} SET "
                                 "DEFAULT {DEFAULT}`)"));
    return true;
}

bool stage_prepare_default(struct stage_work *work) {
    if (column_of(work)->nullable == TRUTH_UNKNOWN) {
        return stage_fail(work, "nothing tells whether the column is NOT NULL");
    }
    return set_column(work) && set_default(work) && set_fill(work) &&
           set_required(work, column_of(work)->nullable == TRUTH_NO);
}

static bool set_sequence(struct stage_work *work, const char *word, const char *sql_word,
                         struct str name) {
    enum { NAME_LIMIT = 63 }; // manual, Identifiers and Key Words
    struct arena *arena = work->subject->arena;
    if (!stage_set_name(work, word, sql_word, str_cut(name, NAME_LIMIT))) {
        return false;
    }
    struct str schema = stage_value(work, "SCHEMA");
    stage_set(work, sql_word,
              str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(schema), schema.size ? "." : "",
                         STR_ARG(stage_value(work, sql_word))));
    return true;
}

bool stage_prepare_serial(struct stage_work *work) {
    return set_column(work) && set_fill(work) && set_required(work, true) &&
           set_sequence(work, "sequence", "SEQUENCE", stage_subject(work)->sequence_name);
}

// Numbers come from a sequence of its own until the column is its identity.
bool stage_prepare_identity(struct stage_work *work) {
    const struct column_def *column = column_of(work);
    struct arena *arena = work->subject->arena;
    struct str options = str_trim(column->identity_options);
    if (options.size) {
        stage_set(work, "SEQUENCE_OPTIONS", str_concat(arena, STR(" "), options));
        stage_set(work, "IDENTITY_OPTIONS",
                  str_format(arena, " (" STR_FMT ")", STR_ARG(options)));
    }
    stage_set(work, "ALWAYS",
              column->identity == IDENTITY_ALWAYS ? STR("ALWAYS") : STR("BY DEFAULT"));
    enum { FREE = 63 - (sizeof "_fill" - 1) };
    struct str name = str_format(arena, STR_FMT "_fill",
                                 STR_ARG(str_cut(stage_subject(work)->sequence_name, FREE)));
    return set_column(work) && set_fill(work) && set_required(work, true) &&
           set_sequence(work, "sequence", "SEQUENCE", name);
}

// ---- what the rows hold that are there

static bool is_number(struct str text) {
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';
        digits += is_digit;
        if (!is_digit && text.data[i] != '.' && (i > 0 || text.data[i] != '-')) {
            return false;
        }
    }
    return digits > 0;
}

// default= where it is a constant, as server_default= would say it; empty: it is none.
static struct str default_of(const struct stage_work *work) {
    const struct fix_subject *subject = work->subject;
    const struct node *column = added_column(work);
    const struct node *value = column ? rewrite_keyword(subject, column, "default") : NULL;
    struct str text = value ? syntax_text(subject->source, value) : (struct str){0};
    if (!value || text.size > 200 || str_find(text, STR("\n"), 0) != SIZE_MAX) {
        return (struct str){0};
    }
    if (value->kind == NODE_STRING && strchr("'\"", text.data[0])) {
        return text;
    }
    if (value->kind == NODE_TRUE || value->kind == NODE_FALSE) {
        return stage_expand(work, value->kind == NODE_TRUE ? "`true`" : "`false`");
    }
    return is_number(text) ? str_format(subject->arena, "\"" STR_FMT "\"", STR_ARG(text))
                           : (struct str){0};
}

bool stage_prepare_required(struct stage_work *work) {
    enum { FREE_SINCE = 11 }; // manual, ALTER TABLE, Notes: constant defaults
    if (column_of(work)->nullable == TRUTH_UNKNOWN) {
        return stage_fail(work, "nothing tells whether the column is NOT NULL");
    }
    struct str value = default_of(work);
    if (value.size && work->subject->postgres_version >= FREE_SINCE) {
        stage_set(work, "value", value);
        return set_column(work);
    }
    return set_column(work) && set_required(work, true);
}

// ---- definitions where they stand

static bool let_nulls(struct stage_work *work, const struct node *column) {
    const struct node *nullable = rewrite_keyword(work->subject, column, "nullable");
    if (nullable && nullable->kind == NODE_FALSE) {
        rewrite_replace(work->subject, &work->stages->fix, nullable->span, STR("True"));
        return true;
    }
    return stage_fail(work, "its column does not say nullable=False");
}

bool stage_edit_column(struct stage_work *work, struct hole *hole) {
    const struct fix_subject *subject = work->subject;
    const struct operation *operation = stage_subject(work)->operation;
    if (operation->from_sql || type_is_serial(&operation->column.type) ||
        operation->column.identity != IDENTITY_NONE) {
        stage_set(work, "new", STR("yes"));
        return hole_take(work, operation->span, stage_is_shared(work), NULL, hole);
    }
    const struct node *column = added_column(work);
    if (!column) {
        return stage_fail(work, "its column is made elsewhere");
    }
    if (!hole_find(work, operation->span, hole)) {
        return false;
    }
    struct str value = stage_value(work, "value");
    if (value.size) {
        return rewrite_set_keyword(subject, &work->stages->fix, column, "server_default",
                                   str_copy(subject->arena, value).data) ||
               stage_fail(work, "its column is made elsewhere");
    }
    const struct node *server = rewrite_keyword(subject, column, "server_default");
    if (server) {
        stage_remove_argument(work, server->parent);
    }
    return !stage_value(work, "required").size || let_nulls(work, column);
}
