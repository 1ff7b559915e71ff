#include "model/print_objects.h"

#include <string.h>

#include "model/print_defined.h"
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
    bool is_named =
        operation->name.size || !operation->from_sql || print_lacks(operation, "name");
    if (is_named) {
        print_name(out, operation->name);
        print_text(out, " ");
    }
    print_text(out, operation->only ? "ON ONLY " : "ON ");
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
    print_text(out, "REINDEX ");
    if (operation->options.size) {
        text_addf(out, "(" STR_FMT ") ", STR_ARG(operation->options));
    }
    text_addf(out, STR_FMT " ", STR_ARG(operation->object));
    print_text(out, operation->concurrently ? "CONCURRENTLY " : "");
    if (str_is(operation->object, "TABLE")) {
        print_table_name(out, operation);
    } else {
        print_relation(out, operation->schema, operation->name);
    }
}

void print_comment(struct text *out, const struct operation *operation) {
    print_text(out, "COMMENT ON ");
    print_object(out, operation, operation->object);
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
        print_behind(out, operation->definition); // RANGE, BASE
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
