#include "sql/unknown.h"

enum { NAME_SIZE = 63, CHARACTER_SIZE_MAX = 4 }; // NAMEDATALEN - 1

struct marker {
    struct statement *statement;
    struct operation *operation;
};

// The parser cuts names at 63 bytes, at the end of a character.
static struct str whole_name(const struct statement *statement, struct str name) {
    if (name.size <= NAME_SIZE - CHARACTER_SIZE_MAX || name.size > NAME_SIZE) {
        return name;
    }
    for (size_t i = 0; i < statement->tokens.count; i++) {
        const struct token *token = &statement->tokens.items[i];
        if (token->end - token->start <= name.size) {
            continue;
        }
        struct str longer = token_name(statement->arena, statement->draft->text, token);
        if (longer.size > NAME_SIZE && str_starts(longer, name)) {
            return longer;
        }
    }
    return name;
}

static bool mark_text(const struct marker *marker, struct str *text, const char *field) {
    struct statement *statement = marker->statement;
    if (!text->size) {
        return false;
    }
    *text = whole_name(statement, *text);
    const struct gap *gap = draft_marker(statement->draft->split, *text);
    if (!gap) {
        return false;
    }
    *text = draft_unmark(statement->arena, statement->draft->split, *text);
    operation_set_unknown(statement->arena, marker->operation, field, gap->reason);
    return true;
}

static void mark_list(const struct marker *marker, struct str_list *list, const char *field) {
    for (size_t i = 0; i < list->count; i++) {
        mark_text(marker, &list->items[i], field);
    }
}

static void mark_constraint(const struct marker *marker, struct constraint_def *constraint,
                            const char *name_field) {
    constraint->name_is_unknown |= mark_text(marker, &constraint->name, name_field);
    mark_list(marker, &constraint->columns, "columns");
    mark_list(marker, &constraint->include, "include");
    mark_text(marker, &constraint->using_index, "using_index");
    mark_text(marker, &constraint->ref_schema, "references");
    mark_text(marker, &constraint->ref_table, "references");
    mark_list(marker, &constraint->ref_columns, "references");
    mark_text(marker, &constraint->elements, "columns");
}

static void mark_column(const struct marker *marker, struct column_def *column,
                        const char *name_field) {
    mark_text(marker, &column->name, name_field);
    mark_text(marker, &column->collation, "collation");
}

static void mark_keys(const struct marker *marker) {
    struct operation *operation = marker->operation;
    for (size_t i = 0; i < operation->keys.count; i++) {
        if (mark_text(marker, &operation->keys.items[i].column, "keys")) {
            const struct str *reason = operation_unknown(operation, "keys");
            operation_set_unknown(marker->statement->arena, operation, "columns", *reason);
        }
        mark_text(marker, &operation->keys.items[i].operator_class, "keys");
    }
}

static void mark_operation(const struct marker *marker) {
    struct operation *operation = marker->operation;
    const struct {
        struct str *text;
        const char *field;
    } texts[] = {
        {&operation->schema, "schema"},
        {&operation->table, "table"},
        {&operation->name, "name"},
        {&operation->new_name, "new_name"},
        {&operation->comment, "comment"},
        {&operation->method, "method"},
        {&operation->options, "options"},
        {&operation->partition_of, "partition_of"},
        {&operation->partition_of_schema, "partition_of"},
        {&operation->partition_by, "partition_by"},
        {&operation->partition_bound, "partition_bound"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mark_text(marker, texts[i].text, texts[i].field);
    }
    mark_list(marker, &operation->names, "names");
    mark_list(marker, &operation->include, "include");
    mark_list(marker, &operation->inherits, "inherits");
    mark_list(marker, &operation->partition_columns, "partition_by");
    mark_column(marker, &operation->column, "column");
    for (size_t i = 0; i < operation->columns.count; i++) {
        mark_column(marker, &operation->columns.items[i], "columns");
    }
    mark_constraint(marker, &operation->constraint, "name");
    for (size_t i = 0; i < operation->constraints.count; i++) {
        mark_constraint(marker, &operation->constraints.items[i], "constraints");
    }
    mark_keys(marker);
}

void unknown_mark(struct statement *statement, size_t first) {
    for (size_t i = first; i < statement->out->count; i++) {
        struct marker marker = {statement, &statement->out->items[i]};
        mark_operation(&marker);
    }
}

void unknown_mark_lost(struct statement *statement, size_t first, const struct gap *hole) {
    for (size_t i = first; hole && i < statement->out->count; i++) {
        operation_set_unknown(statement->arena, &statement->out->items[i], "options",
                              hole->reason);
    }
}
