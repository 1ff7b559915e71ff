#include "model/print.h"

#include "model/print_parts.h"
#include "model/print_rows.h"

#include <string.h>

// Columns, constraints, LIKE: what stands in the parentheses of CREATE TABLE.
static void add_elements(struct text *out, const struct operation *operation, bool is_like) {
    const char *separator = "";
    print_text(out, " (");
    for (size_t i = 0; i < operation->columns.count; i++, separator = ", ") {
        print_text(out, separator);
        print_column(out, &operation->columns.items[i]);
        print_column_constraints(out, operation, operation->columns.items[i].name);
    }
    if (print_lacks(operation, "columns")) {
        text_addf(out, "%s%s", separator, print_unknown);
        separator = ", ";
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        if (!operation->constraints.items[i].of_column) {
            print_text(out, separator);
            print_constraint(out, &operation->constraints.items[i]);
            separator = ", ";
        }
    }
    if (is_like) {
        text_addf(out, "%s" STR_FMT, separator, STR_ARG(operation->options));
    }
    print_text(out, ")");
}

static void print_create_table(struct text *out, const struct operation *operation) {
    print_text(out, "CREATE ");
    print_text(out, operation->temporary ? "TEMPORARY " : "");
    print_text(out, operation->unlogged ? "UNLOGGED " : "");
    print_text(out, operation->if_not_exists ? "TABLE IF NOT EXISTS " : "TABLE ");
    print_table_name(out, operation);
    bool is_partition = operation->partition_of.size > 0;
    if (is_partition) {
        print_text(out, " PARTITION OF ");
        print_relation(out, operation->partition_of_schema, operation->partition_of);
    }
    bool is_like = str_starts(operation->options, STR("LIKE "));
    bool has_elements = operation->columns.count || operation->constraints.count;
    if (!is_partition || has_elements) {
        add_elements(out, operation, is_like);
    }
    if (operation->inherits.count && !is_like) {
        print_text(out, " INHERITS (");
        print_names(out, &operation->inherits, true);
        print_text(out, ")");
    }
    if (is_partition) {
        text_addf(out, " " STR_FMT, STR_ARG(operation->partition_bound));
    }
    if (operation->partition_by.size) {
        text_addf(out, " PARTITION BY " STR_FMT, STR_ARG(operation->partition_by));
    }
    if (operation->options.size && !is_like) {
        text_addf(out, " " STR_FMT, STR_ARG(operation->options));
    }
}
static void print_add_column(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TABLE ");
    print_table_name(out, operation);
    print_text(out, operation->if_not_exists ? " ADD COLUMN IF NOT EXISTS " : " ADD COLUMN ");
    print_column(out, &operation->column);
    print_column_constraints(out, operation, operation->column.name);
}

static void print_alter_type(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TABLE ");
    print_table_name(out, operation);
    print_text(out, " ALTER COLUMN ");
    print_name(out, operation->name);
    print_text(out, " TYPE ");
    print_type(out, &operation->column.type);
    if (operation->column.collation.size) {
        print_text(out, " COLLATE ");
        print_quoted(out, operation->column.collation, '"');
    }
    if (print_is_given(&operation->expression)) {
        print_text(out, " USING ");
        print_expression(out, &operation->expression);
    }
}

static void print_set_default(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TABLE ");
    print_table_name(out, operation);
    print_text(out, " ALTER COLUMN ");
    print_name(out, operation->name);
    print_text(out, " SET DEFAULT ");
    print_expression(out, &operation->column.default_value);
}

static void print_add_identity(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TABLE ");
    print_table_name(out, operation);
    print_text(out, " ALTER COLUMN ");
    print_name(out, operation->name);
    print_text(out, " ADD ");
    print_identity(out, &operation->column);
}

static void print_add_constraint(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TABLE ");
    print_table_name(out, operation);
    print_text(out, " ADD ");
    print_constraint(out, &operation->constraint);
}

// An expression that needs no parentheses of its own as a key: a call, or one in parentheses.
static bool is_enclosed(struct str text) {
    size_t start = 0, depth = 0;
    while (start < text.size && text.data[start] != '(' &&
           !strchr(" \t\n'\"", text.data[start])) {
        start++;
    }
    if (start == text.size || text.data[start] != '(') {
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
    } else if (is_enclosed(key->expression.text) || !key->expression.text.size) {
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

static void print_create_index(struct text *out, const struct operation *operation) {
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

static void print_comment(struct text *out, const struct operation *operation) {
    text_addf(out, "COMMENT ON " STR_FMT " ", STR_ARG(operation->object));
    print_table_name(out, operation);
    if (str_is(operation->object, "COLUMN")) {
        print_text(out, ".");
        print_name(out, operation->name);
    }
    print_text(out, " IS ");
    if (print_lacks(operation, "comment")) {
        print_text(out, print_unknown);
    } else if (operation->comment.data) {
        add_literal(out, operation->comment);
    } else {
        print_text(out, "NULL");
    }
}

static void print_create_type(struct text *out, const struct operation *operation) {
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

static void print_add_enum_value(struct text *out, const struct operation *operation) {
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

static void print_detach(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TABLE ");
    print_table_name(out, operation);
    print_text(out, " DETACH PARTITION ");
    print_relation(out, operation->partition_of_schema, operation->partition_of);
    print_text(out, operation->concurrently ? " CONCURRENTLY" : "");
    print_text(out, operation->full ? " FINALIZE" : "");
}

static void print_create_view(struct text *out, const struct operation *operation) {
    print_text(out, operation->or_replace ? "CREATE OR REPLACE " : "CREATE ");
    print_text(out, operation->temporary ? "TEMPORARY VIEW " : "VIEW ");
    print_table_name(out, operation);
    for (size_t i = 0; i < operation->columns.count; i++) {
        print_text(out, i ? ", " : " (");
        print_name(out, operation->columns.items[i].name);
    }
    print_text(out, operation->columns.count ? ") AS " : " AS ");
    print_expression(out, &operation->expression);
}

static void print_rename_enum_value(struct text *out, const struct operation *operation) {
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

/**
 * How a kind prints: a function, or a template. In a template {t} is the table, {n} the name,
 * {q} the name with the schema, {m} the new name, {o} the further clauses behind a space; {e},
 * {E}, {c}, {a}, {w} print IF EXISTS, IF NOT EXISTS, CONCURRENTLY, CASCADE, WITH NO DATA where
 * they are set; {M} is the method, {O} the clauses alone, {p} the partition, {b} its bound.
 */
struct printer {
    enum operation_kind kind;
    void (*print)(struct text *out, const struct operation *operation);
    const char *template;
};

// Sources: alembic/ddl/base.py and postgresql.py, SQLAlchemy's DDLCompiler and PGDDLCompiler;
// of kinds that those do not have, the synopses in the PostgreSQL manual.
// clang-format off
static const struct printer printers[] = {
    {OP_CREATE_TABLE,         print_create_table, NULL},
    {OP_DROP_TABLE,           NULL, "DROP TABLE {e}{t}{a}"},
    {OP_LOCK_TABLE,           print_lock_table, NULL},
    {OP_SET_LOGGED,           NULL, "ALTER TABLE {t} SET LOGGED"},
    {OP_SET_UNLOGGED,         NULL, "ALTER TABLE {t} SET UNLOGGED"},
    {OP_SET_TABLESPACE,       NULL, "ALTER TABLE {t} SET TABLESPACE {n}"},
    {OP_SET_ACCESS_METHOD,    NULL, "ALTER TABLE {t} SET ACCESS METHOD {M}"},
    {OP_SET_STORAGE_PARAMETERS, NULL, "ALTER TABLE {t}{o}"},
    {OP_ROW_SECURITY,         NULL, "ALTER TABLE {t}{o}"},
    {OP_ENABLE_TRIGGER,       NULL, "ALTER TABLE {t}{o}"},
    {OP_DISABLE_TRIGGER,      NULL, "ALTER TABLE {t}{o}"},
    {OP_ATTACH_PARTITION,     NULL, "ALTER TABLE {t} ATTACH PARTITION {p} {b}"},
    {OP_DETACH_PARTITION,     print_detach, NULL},
    {OP_RENAME_TABLE,         NULL, "ALTER TABLE {t} RENAME TO {m}"},
    {OP_SET_SCHEMA,           NULL, "ALTER TABLE {t} SET SCHEMA {m}"},
    {OP_TRUNCATE,             NULL, "TRUNCATE TABLE {t}{a}"},
    {OP_ADD_COLUMN,           print_add_column, NULL},
    {OP_DROP_COLUMN,          NULL, "ALTER TABLE {t} DROP COLUMN {e}{n}{a}"},
    {OP_RENAME_COLUMN,        NULL, "ALTER TABLE {t} RENAME {n} TO {m}"},
    {OP_ALTER_COLUMN_TYPE,    print_alter_type, NULL},
    {OP_SET_NOT_NULL,         NULL, "ALTER TABLE {t} ALTER COLUMN {n} SET NOT NULL"},
    {OP_DROP_NOT_NULL,        NULL, "ALTER TABLE {t} ALTER COLUMN {n} DROP NOT NULL"},
    {OP_SET_DEFAULT,          print_set_default, NULL},
    {OP_DROP_DEFAULT,         NULL, "ALTER TABLE {t} ALTER COLUMN {n} DROP DEFAULT"},
    {OP_ADD_IDENTITY,         print_add_identity, NULL},
    {OP_SET_IDENTITY,         NULL, "ALTER TABLE {t} ALTER COLUMN {n}{o}"},
    {OP_DROP_IDENTITY,        NULL, "ALTER TABLE {t} ALTER COLUMN {n} DROP IDENTITY"},
    {OP_SET_STATISTICS,       NULL, "ALTER TABLE {t} ALTER COLUMN {n}{o}"},
    {OP_SET_COLUMN_OPTIONS,   NULL, "ALTER TABLE {t} ALTER COLUMN {n}{o}"},
    {OP_SET_STORAGE,          NULL, "ALTER TABLE {t} ALTER COLUMN {n}{o}"},
    {OP_SET_COMPRESSION,      NULL, "ALTER TABLE {t} ALTER COLUMN {n}{o}"},
    {OP_ADD_CONSTRAINT,       print_add_constraint, NULL},
    {OP_DROP_CONSTRAINT,      NULL, "ALTER TABLE {t} DROP CONSTRAINT {e}{n}{a}"},
    {OP_VALIDATE_CONSTRAINT,  NULL, "ALTER TABLE {t} VALIDATE CONSTRAINT {n}"},
    {OP_RENAME_CONSTRAINT,    NULL, "ALTER TABLE {t} RENAME CONSTRAINT {n} TO {m}"},
    {OP_CREATE_INDEX,         print_create_index, NULL},
    {OP_DROP_INDEX,           NULL, "DROP INDEX {c}{e}{q}{a}"},
    {OP_RENAME_INDEX,         NULL, "ALTER INDEX {e}{q} RENAME TO {m}"},
    {OP_REINDEX,              NULL, "REINDEX INDEX {c}{q}"},
    {OP_CREATE_VIEW,          print_create_view, NULL},
    {OP_RENAME_VIEW,          NULL, "ALTER VIEW {t} RENAME TO {m}"},
    {OP_DROP_VIEW,            NULL, "DROP VIEW {e}{t}{a}"},
    {OP_REFRESH_MATERIALIZED_VIEW, NULL, "REFRESH MATERIALIZED VIEW {c}{t}{w}"},
    {OP_DROP_MATERIALIZED_VIEW, NULL, "DROP MATERIALIZED VIEW {e}{t}{a}"},
    {OP_CREATE_TYPE,          print_create_type, NULL},
    {OP_RENAME_TYPE,          NULL, "ALTER TYPE {q} RENAME TO {m}"},
    {OP_DROP_TYPE,            NULL, "DROP TYPE {e}{q}{a}"},
    {OP_ADD_ENUM_VALUE,       print_add_enum_value, NULL},
    {OP_RENAME_ENUM_VALUE,    print_rename_enum_value, NULL},
    {OP_DROP_DOMAIN,          NULL, "DROP DOMAIN {e}{q}{a}"},
    {OP_DROP_TRIGGER,         NULL, "DROP TRIGGER {e}{n} ON {t}{a}"},
    {OP_RENAME_TRIGGER,       NULL, "ALTER TRIGGER {n} ON {t} RENAME TO {m}"},
    {OP_DROP_RULE,            NULL, "DROP RULE {e}{n} ON {t}{a}"},
    {OP_DROP_POLICY,          NULL, "DROP POLICY {e}{n} ON {t}{a}"},
    {OP_CREATE_SEQUENCE,      NULL, "CREATE SEQUENCE {E}{q}{o}"},
    {OP_DROP_SEQUENCE,        NULL, "DROP SEQUENCE {e}{q}{a}"},
    {OP_CREATE_SCHEMA,        NULL, "CREATE SCHEMA {E}{n}"},
    {OP_DROP_SCHEMA,          NULL, "DROP SCHEMA {e}{n}{a}"},
    {OP_RENAME_SCHEMA,        NULL, "ALTER SCHEMA {n} RENAME TO {m}"},
    {OP_DROP_DATABASE,        NULL, "DROP DATABASE {e}{n}"},
    {OP_CREATE_EXTENSION,     NULL, "CREATE EXTENSION {E}{n}"},
    {OP_DROP_EXTENSION,       NULL, "DROP EXTENSION {e}{n}{a}"},
    {OP_COMMENT,              print_comment, NULL},
    {OP_INSERT,               print_insert, NULL},
    {OP_UPDATE,               print_update, NULL},
    {OP_DELETE,               print_delete, NULL},
    {OP_SELECT,               print_select, NULL},
    {OP_SET,                  print_set, NULL},
    {OP_RESET,                NULL, "RESET {n}"},
    {OP_SAVEPOINT,            NULL, "{O} {n}"},
    {OP_BEGIN,                NULL, "BEGIN"},
    {OP_COMMIT,               NULL, "COMMIT"},
    {OP_ROLLBACK,             NULL, "ROLLBACK"},
};
// clang-format on

static void print_part(struct text *out, char part, const struct operation *operation) {
    switch (part) {
    case 't':
        print_table_name(out, operation);
        break;
    case 'n':
        print_name(out, operation->name);
        break;
    case 'q':
        print_relation(out, operation->schema, operation->name);
        break;
    case 'm':
        print_name(out, operation->new_name);
        break;
    case 'o':
        print_text(out, operation->options.size ? " " : "");
        text_add(out, operation->options);
        break;
    case 'e':
        print_text(out, operation->if_exists ? "IF EXISTS " : "");
        break;
    case 'E':
        print_text(out, operation->if_not_exists ? "IF NOT EXISTS " : "");
        break;
    case 'c':
        print_text(out, operation->concurrently ? "CONCURRENTLY " : "");
        break;
    case 'p':
        print_relation(out, operation->partition_of_schema, operation->partition_of);
        break;
    case 'b':
        text_add(out, operation->partition_bound);
        break;
    case 'M':
        print_name(out, operation->method);
        break;
    case 'O':
        text_add(out, operation->options);
        break;
    case 'w':
        print_text(out, operation->no_data ? " WITH NO DATA" : "");
        break;
    case 'a':
        print_text(out, operation->cascade ? " CASCADE" : "");
        break;
    default:
        break;
    }
}

static void print_template(struct text *out, const char *template,
                           const struct operation *operation) {
    for (const char *c = template; *c; c++) {
        if (*c == '{') {
            print_part(out, c[1], operation);
            c += 2; // the letter and the brace behind it
        } else {
            text_add_char(out, *c);
        }
    }
}

struct str operation_sql(struct arena *arena, const struct operation *operation) {
    if (operation->sql.size) {
        return operation->sql;
    }
    struct text out = {.arena = arena};
    for (size_t i = 0; i < sizeof printers / sizeof *printers; i++) {
        const struct printer *printer = &printers[i];
        if (printer->kind == operation->kind && printer->print) {
            printer->print(&out, operation);
        } else if (printer->kind == operation->kind) {
            print_template(&out, printer->template, operation);
        }
    }
    return text_str(&out);
}
