#include "model/print.h"

#include "model/print_defined.h"
#include "model/print_objects.h"
#include "model/print_parts.h"
#include "model/print_rows.h"
#include "model/print_tables.h"

/**
 * How a kind prints: a function, or a template. In a template {t} is the table, {T} ALTER TABLE
 * and it, {n} the name, {q} the name with the schema, {m} the new name, {o} the further clauses
 * behind a space, {O} without it; {e}, {E}, {c}, {a}, {w} print IF EXISTS, IF NOT EXISTS,
 * CONCURRENTLY, CASCADE, WITH NO DATA where they are set, {f} IF EXISTS at the end, {R} OR REPLACE; {d} is the
 * definition behind a space, {k} the object's word, {l} the name as a literal; {V} is VIEW
 * or MATERIALIZED VIEW, {M} the method, {r} TO the new
 * name if there is one, {p} the partition, {b} its bound.
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
    {OP_CREATE_TABLE_AS,      print_create_as, NULL},
    {OP_DROP_TABLE,           NULL, "DROP TABLE {e}{t}{a}"},
    {OP_LOCK_TABLE,           print_lock_table, NULL},
    {OP_SET_LOGGED,           NULL, "{T} SET LOGGED"},
    {OP_SET_UNLOGGED,         NULL, "{T} SET UNLOGGED"},
    {OP_SET_TABLESPACE,       NULL, "{T} SET TABLESPACE {n}"},
    {OP_SET_ACCESS_METHOD,    NULL, "{T} SET ACCESS METHOD {M}"},
    {OP_SET_STORAGE_PARAMETERS, NULL, "{T}{o}"},
    {OP_CLUSTER_ON,           NULL, "{T}{o}"},
    {OP_REPLICA_IDENTITY,     NULL, "{T}{o}"},
    {OP_INHERIT,              print_inherit, NULL},
    {OP_NO_INHERIT,           print_inherit, NULL},
    {OP_SET_OWNER,            print_set_owner, NULL},
    {OP_ROW_SECURITY,         NULL, "{T}{o}"},
    {OP_ENABLE_TRIGGER,       NULL, "{T}{o}"},
    {OP_DISABLE_TRIGGER,      NULL, "{T}{o}"},
    {OP_ATTACH_PARTITION,     NULL, "{T} ATTACH PARTITION {p} {b}"},
    {OP_DETACH_PARTITION,     print_detach, NULL},
    {OP_RENAME_TABLE,         NULL, "{T} RENAME TO {m}"},
    {OP_SET_SCHEMA,           print_set_schema, NULL},
    {OP_TRUNCATE,             print_truncate, NULL},
    {OP_ADD_COLUMN,           print_add_column, NULL},
    {OP_DROP_COLUMN,          NULL, "{T} DROP COLUMN {e}{n}{a}"},
    {OP_RENAME_COLUMN,        NULL, "{T} RENAME {n} TO {m}"},
    {OP_ALTER_COLUMN_TYPE,    print_alter_type, NULL},
    {OP_SET_NOT_NULL,         NULL, "{T} ALTER COLUMN {n} SET NOT NULL"},
    {OP_DROP_NOT_NULL,        NULL, "{T} ALTER COLUMN {n} DROP NOT NULL"},
    {OP_SET_DEFAULT,          print_set_default, NULL},
    {OP_DROP_DEFAULT,         NULL, "{T} ALTER COLUMN {n} DROP DEFAULT"},
    {OP_ADD_IDENTITY,         print_add_identity, NULL},
    {OP_SET_IDENTITY,         NULL, "{T} ALTER COLUMN {n}{o}"},
    {OP_DROP_IDENTITY,        NULL, "{T} ALTER COLUMN {n} DROP IDENTITY{f}"},
    {OP_SET_EXPRESSION,       print_set_expression, NULL},
    {OP_DROP_EXPRESSION,      NULL, "{T} ALTER COLUMN {n} DROP EXPRESSION{f}"},
    {OP_SET_STATISTICS,       NULL, "{T} ALTER COLUMN {n}{o}"},
    {OP_SET_COLUMN_OPTIONS,   NULL, "{T} ALTER COLUMN {n}{o}"},
    {OP_SET_STORAGE,          NULL, "{T} ALTER COLUMN {n}{o}"},
    {OP_SET_COMPRESSION,      NULL, "{T} ALTER COLUMN {n}{o}"},
    {OP_ADD_CONSTRAINT,       print_add_constraint, NULL},
    {OP_DROP_CONSTRAINT,      NULL, "{T} DROP CONSTRAINT {e}{n}{a}"},
    {OP_VALIDATE_CONSTRAINT,  NULL, "{T} VALIDATE CONSTRAINT {n}"},
    {OP_ALTER_CONSTRAINT,     NULL, "{T}{o}"},
    {OP_RENAME_CONSTRAINT,    NULL, "{T} RENAME CONSTRAINT {n} TO {m}"},
    {OP_CREATE_INDEX,         print_create_index, NULL},
    {OP_DROP_INDEX,           NULL, "DROP INDEX {c}{e}{q}{a}"},
    {OP_RENAME_INDEX,         NULL, "ALTER INDEX {e}{q} RENAME TO {m}"},
    {OP_ALTER_INDEX,          NULL, "ALTER INDEX {e}{q}{o}"},
    {OP_ATTACH_INDEX,         NULL, "ALTER INDEX {e}{q} ATTACH PARTITION {i}"},
    {OP_REINDEX,              print_reindex, NULL},
    {OP_CREATE_VIEW,          print_create_as, NULL},
    {OP_CREATE_MATERIALIZED_VIEW, print_create_as, NULL},
    {OP_ALTER_VIEW,           NULL, "ALTER VIEW {e}{t}{o}"},
    {OP_RENAME_VIEW,          NULL, "ALTER {V} {t} RENAME TO {m}"},
    {OP_DROP_VIEW,            NULL, "DROP VIEW {e}{t}{a}"},
    {OP_REFRESH_MATERIALIZED_VIEW, NULL, "REFRESH MATERIALIZED VIEW {c}{t}{w}"},
    {OP_DROP_MATERIALIZED_VIEW, NULL, "DROP MATERIALIZED VIEW {e}{t}{a}"},
    {OP_CREATE_TYPE,          print_create_type, NULL},
    {OP_ALTER_TYPE,           print_alter_attributes, NULL},
    {OP_RENAME_TYPE,          NULL, "ALTER {k} {q} RENAME TO {m}"},
    {OP_DROP_TYPE,            NULL, "DROP TYPE {e}{q}{a}"},
    {OP_ADD_ENUM_VALUE,       print_add_enum_value, NULL},
    {OP_RENAME_ENUM_VALUE,    print_rename_enum_value, NULL},
    {OP_CREATE_DOMAIN,        print_create_domain, NULL},
    {OP_ALTER_DOMAIN,         print_alter_domain, NULL},
    {OP_DROP_DOMAIN,          NULL, "DROP DOMAIN {e}{q}{a}"},
    {OP_CREATE_FUNCTION,      NULL, "CREATE {R}{k} {q}{d}"},
    {OP_DROP_FUNCTION,        NULL, "DROP {k} {e}{q}{d}{a}"},
    {OP_CREATE_TRIGGER,       print_trigger, NULL},
    {OP_DROP_TRIGGER,         NULL, "DROP TRIGGER {e}{n} ON {t}{a}"},
    {OP_RENAME_TRIGGER,       NULL, "ALTER TRIGGER {n} ON {t} RENAME TO {m}"},
    {OP_CREATE_RULE,          NULL, "CREATE {R}RULE {n}{o} TO {t}{d}"},
    {OP_DROP_RULE,            NULL, "DROP RULE {e}{n} ON {t}{a}"},
    {OP_CREATE_POLICY,        print_policy, NULL},
    {OP_ALTER_POLICY,         print_policy, NULL},
    {OP_DROP_POLICY,          NULL, "DROP POLICY {e}{n} ON {t}{a}"},
    {OP_CREATE_SEQUENCE,      NULL, "CREATE SEQUENCE {E}{q}{o}"},
    {OP_ALTER_SEQUENCE,       NULL, "ALTER SEQUENCE {q}{o}{r}"},
    {OP_DROP_SEQUENCE,        NULL, "DROP SEQUENCE {e}{q}{a}"},
    {OP_CREATE_SCHEMA,        NULL, "CREATE SCHEMA {E}{n}"},
    {OP_DROP_SCHEMA,          NULL, "DROP SCHEMA {e}{n}{a}"},
    {OP_RENAME_SCHEMA,        NULL, "ALTER SCHEMA {n} RENAME TO {m}"},
    {OP_CREATE_DATABASE,      NULL, "CREATE DATABASE {n}{d}"},
    {OP_CREATE_TABLESPACE,    NULL, "CREATE TABLESPACE {n}{d}"},
    {OP_ALTER_SYSTEM,         NULL, "ALTER SYSTEM{o}"},
    {OP_DROP_DATABASE,        NULL, "DROP DATABASE {e}{n}"},
    {OP_CREATE_EXTENSION,     NULL, "CREATE EXTENSION {E}{n}{d}"},
    {OP_DROP_EXTENSION,       NULL, "DROP EXTENSION {e}{n}{a}"},
    {OP_CREATE_STATISTICS,    NULL, "CREATE STATISTICS {E}{s}{d}"},
    {OP_CREATE_PUBLICATION,   print_publication, NULL},
    {OP_ALTER_PUBLICATION,    print_publication, NULL},
    {OP_GRANT,                print_grant, NULL},
    {OP_REVOKE,               print_grant, NULL},
    {OP_VACUUM,               print_vacuum, NULL},
    {OP_ANALYZE,              print_vacuum, NULL},
    {OP_CLUSTER,              print_cluster, NULL},
    {OP_DROP_STATISTICS,      NULL, "DROP STATISTICS {e}{q}{a}"},
    {OP_COMMENT,              print_comment, NULL},
    {OP_INSERT,               print_insert, NULL},
    {OP_UPDATE,               print_update, NULL},
    {OP_DELETE,               print_delete, NULL},
    {OP_MERGE,                print_merge, NULL},
    {OP_COPY,                 print_copy, NULL},
    {OP_SELECT,               print_select, NULL},
    {OP_SET,                  print_set, NULL},
    {OP_RESET,                print_reset, NULL},
    {OP_SAVEPOINT,            NULL, "{O} {n}"},
    {OP_BEGIN,                NULL, "BEGIN"},
    {OP_COMMIT,               NULL, "COMMIT{o}"},
    {OP_ROLLBACK,             NULL, "ROLLBACK{o}"},
    {OP_PREPARE_TRANSACTION,  NULL, "PREPARE TRANSACTION {l}"},
    {OP_OTHER,                NULL, "{D}"},
};
// clang-format on

static void print_part(struct text *out, char part, const struct operation *operation) {
    switch (part) {
    case 't':
        print_table_name(out, operation);
        break;
    case 'T':
        print_alter_table(out, operation);
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
        print_behind(out, operation->options);
        break;
    case 'e':
        print_text(out, operation->if_exists ? "IF EXISTS " : "");
        break;
    case 'f':
        print_text(out, operation->if_exists ? " IF EXISTS" : "");
        break;
    case 'R':
        print_text(out, operation->or_replace ? "OR REPLACE " : "");
        break;
    case 'd':
        print_behind(out, operation->definition);
        break;
    case 'D':
        text_add(out, operation->definition);
        break;
    case 'k':
        text_add(out, operation->object.size              ? operation->object
                      : operation->kind == OP_RENAME_TYPE ? STR("TYPE")
                                                          : STR("FUNCTION"));
        break;
    case 'l':
        print_quoted(out, operation->name, '\'');
        break;
    case 'i':
        print_relation(out, operation->partition_of_schema, operation->new_name);
        break;
    case 's':
        if (operation->name.size) { // from 16 on PostgreSQL may make one up
            print_relation(out, operation->schema, operation->name);
        }
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
    case 'V':
        print_text(out, operation->object.size ? "MATERIALIZED VIEW" : "VIEW");
        break;
    case 'r':
        if (operation->new_name.size) {
            print_text(out, " TO ");
            print_name(out, operation->new_name);
        }
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
