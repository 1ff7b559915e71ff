#include "model/print_objects.h"

#include <string.h>

#include "model/print_parts.h"

// An expression that needs no parentheses of its own as a key: a call. Those around a key are no
// part of its text.
static bool is_call(struct str text) {
    size_t start = 0, depth = 0;
    while (start < text.size && text.data[start] != '(' &&
           !strchr(" \t\n'\"", text.data[start])) {
        start++;
    }
    if (!start || start == text.size || text.data[start] != '(') {
        return false;
    }
    for (size_t i = start; i < text.size; i++) {
        depth += text.data[i] == '(';
        depth -= text.data[i] == ')';
        if (!depth) {
            return i + 1 == text.size;
        }
    }
    return false;
}

static void add_index_key(struct text *out, const struct index_key *key) {
    if (key->column.size) {
        print_name(out, key->column);
    } else if (is_call(key->expression.text) || !key->expression.text.size) {
        print_expression(out, &key->expression);
    } else {
        text_addf(out, "(" STR_FMT ")", STR_ARG(key->expression.text));
    }
    if (key->collation.size) {
        print_text(out, " COLLATE ");
        print_quoted(out, key->collation, '"');
    }
    const struct str parts[] = {key->operator_class, key->order};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].size) {
            text_addf(out, " " STR_FMT, STR_ARG(parts[i]));
        }
    }
}

static void add_index_keys(struct text *out, const struct operation *operation) {
    print_text(out, "(");
    for (size_t i = 0; i < operation->keys.count; i++) {
        print_text(out, i ? ", " : "");
        add_index_key(out, &operation->keys.items[i]);
    }
    if (print_lacks(operation, "keys")) {
        text_addf(out, "%s%s", operation->keys.count ? ", " : "", print_unknown);
    }
    print_text(out, ")");
}

void print_create_index(struct text *out, const struct operation *operation) {
    print_text(out, operation->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
    print_text(out, operation->concurrently ? "CONCURRENTLY " : "");
    print_text(out, operation->if_not_exists ? "IF NOT EXISTS " : "");
    print_name(out, operation->name);
    print_text(out, operation->only ? " ON ONLY " : " ON ");
    print_table_name(out, operation);
    print_text(out, " ");
    if (operation->method.size) {
        text_addf(out, "USING " STR_FMT " ", STR_ARG(operation->method));
    }
    add_index_keys(out, operation);
    if (operation->include.count) {
        print_text(out, " INCLUDE (");
        print_names(out, &operation->include, true);
        print_text(out, ")");
    }
    print_text(out, operation->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
    if (operation->options.size) {
        text_addf(out, " " STR_FMT, STR_ARG(operation->options));
    }
    if (print_is_given(&operation->expression)) {
        print_text(out, " WHERE ");
        print_expression(out, &operation->expression);
    }
}

static void add_literal(struct text *out, struct str text) {
    print_quoted(out, text, '\'');
}

void print_reindex(struct text *out, const struct operation *operation) {
    text_addf(out, "REINDEX " STR_FMT " ", STR_ARG(operation->object));
    print_text(out, operation->concurrently ? "CONCURRENTLY " : "");
    if (str_is(operation->object, "TABLE")) {
        print_table_name(out, operation);
    } else {
        print_relation(out, operation->schema, operation->name);
    }
}

// COMMENT ON says what an object is by its kind.
static void add_commented(struct text *out, const struct operation *operation) {
    static const char *const of_table[] = {"CONSTRAINT", "TRIGGER", "POLICY", "RULE"};
    for (size_t i = 0; i < sizeof of_table / sizeof *of_table; i++) {
        if (str_is(operation->object, of_table[i])) {
            print_name(out, operation->name);
            print_text(out, " ON ");
        }
    }
    if (operation->table.size || !operation->name.size) {
        print_table_name(out, operation);
    } else {
        print_relation(out, operation->schema, operation->name);
    }
    if (str_is(operation->object, "COLUMN")) {
        print_text(out, ".");
        print_name(out, operation->name);
    } else if (str_is(operation->object, "FUNCTION") ||
               str_is(operation->object, "PROCEDURE")) {
        text_addf(out, "(%s)", print_unknown);
    }
}

void print_comment(struct text *out, const struct operation *operation) {
    text_addf(out, "COMMENT ON " STR_FMT " ", STR_ARG(operation->object));
    add_commented(out, operation);
    print_text(out, " IS ");
    if (print_lacks(operation, "comment")) {
        print_text(out, print_unknown);
    } else if (operation->comment.data) {
        add_literal(out, operation->comment);
    } else {
        print_text(out, "NULL");
    }
}

void print_create_type(struct text *out, const struct operation *operation) {
    print_text(out, "CREATE TYPE ");
    print_relation(out, operation->schema, operation->name);
    if (str_is(operation->object, "COMPOSITE")) {
        print_text(out, " AS (");
        for (size_t i = 0; i < operation->columns.count; i++) {
            print_text(out, i ? ", " : "");
            print_column(out, &operation->columns.items[i]);
        }
        print_text(out, ")");
        return;
    }
    if (operation->object.size && !str_is(operation->object, "ENUM")) {
        text_addf(out, " %s", print_unknown); // RANGE, BASE: their options are not kept
        return;
    }
    print_text(out, " AS ENUM (");
    for (size_t i = 0; i < operation->names.count; i++) {
        print_text(out, i ? ", " : "");
        add_literal(out, operation->names.items[i]);
    }
    if (print_lacks(operation, "names")) {
        text_addf(out, "%s%s", operation->names.count ? ", " : "", print_unknown);
    }
    print_text(out, ")");
}

void print_add_enum_value(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TYPE ");
    print_relation(out, operation->schema, operation->name);
    print_text(out, operation->if_not_exists ? " ADD VALUE IF NOT EXISTS " : " ADD VALUE ");
    if (operation->new_name.size) {
        add_literal(out, operation->new_name);
    } else {
        print_text(out, print_unknown);
    }
    if (operation->options.size) {
        text_addf(out, " " STR_FMT, STR_ARG(operation->options));
    }
}

void print_create_view(struct text *out, const struct operation *operation) {
    print_text(out, operation->or_replace ? "CREATE OR REPLACE " : "CREATE ");
    bool is_materialized = operation->kind == OP_CREATE_MATERIALIZED_VIEW;
    print_text(out, is_materialized        ? "MATERIALIZED VIEW "
                    : operation->temporary ? "TEMPORARY VIEW "
                                           : "VIEW ");
    print_text(out, operation->if_not_exists ? "IF NOT EXISTS " : "");
    print_table_name(out, operation);
    for (size_t i = 0; i < operation->columns.count; i++) {
        print_text(out, i ? ", " : " (");
        print_name(out, operation->columns.items[i].name);
    }
    print_text(out, operation->columns.count ? ") AS " : " AS ");
    print_expression(out, &operation->expression);
    print_text(out, operation->no_data ? " WITH NO DATA" : "");
}

void print_rename_enum_value(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TYPE ");
    print_relation(out, operation->schema, operation->name);
    print_text(out, " RENAME VALUE ");
    bool is_known = operation->names.count && !print_lacks(operation, "names");
    if (is_known) {
        add_literal(out, operation->names.items[0]);
    } else {
        print_text(out, print_unknown);
    }
    print_text(out, " TO ");
    add_literal(out, operation->new_name);
}
