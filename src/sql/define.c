#include "sql/define.h"

#include "sql/object.h"
#include "sql/table.h"
#include "sql/translate_node.h"

// ---- schemas, extensions, databases

void define_schema(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_CREATE_SCHEMA);
    operation->name = node_text(statement->arena, body, "schemaname");
    if (!operation->name.size) {
        operation->name = node_text(statement->arena, node_get(body, "authrole"), "rolename");
    }
    operation->if_not_exists |= node_flag(body, "if_not_exists");
    struct str schema = operation->name;
    struct json *elements = node_get(body, "schemaElts");
    size_t first = statement->out->count;
    for (size_t i = 0; i < node_count(elements); i++) {
        translate_node(statement, node_item(elements, i));
    }
    for (size_t i = first; i < statement->out->count; i++) {
        struct operation *inner = &statement->out->items[i];
        inner->schema = inner->schema.size ? inner->schema : schema;
    }
}

void define_extension(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_CREATE_EXTENSION);
    operation->name = node_text(statement->arena, body, "extname");
    operation->if_not_exists |= node_flag(body, "if_not_exists");
    operation->definition = statement_rest_behind_word(statement, "extension");
}

void define_database(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_CREATE_DATABASE);
    operation->name = node_text(statement->arena, body, "dbname");
    operation->definition = statement_rest_behind_word(statement, "database");
}

void define_drop_database(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_DROP_DATABASE);
    operation->name = node_text(statement->arena, body, "dbname");
    operation->if_exists |= node_flag(body, "missing_ok");
}

void define_tablespace(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_CREATE_TABLESPACE);
    operation->name = node_text(statement->arena, body, "tablespacename");
    operation->definition = statement_rest_behind_word(statement, "tablespace");
}

void define_alter_system(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_ALTER_SYSTEM);
    operation->name = node_text(statement->arena, node_get(body, "setstmt"), "name");
    operation->options = statement_rest(statement, statement_find(statement, 0, "system") + 1);
}

// ---- types

void define_enum(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_named(statement, OP_CREATE_TYPE, node_get(body, "typeName"));
    operation->object = STR("ENUM");
    struct json *labels = node_get(body, "vals");
    for (size_t i = 0; i < node_count(labels); i++) {
        *ARENA_PUSH(statement->arena, &operation->names) =
            node_string(statement->arena, node_item(labels, i));
    }
}

void define_composite(struct statement *statement, struct json *body) {
    struct operation *operation = statement_add(statement, OP_CREATE_TYPE);
    node_relation(statement->arena, node_get(body, "typevar"), &operation->schema,
                  &operation->name);
    operation->object = STR("COMPOSITE");
    struct json *attributes = node_get(body, "coldeflist");
    for (size_t i = 0; i < node_count(attributes); i++) {
        struct column_def column = table_column(
            statement, node_is(node_item(attributes, i), "ColumnDef"), &operation->constraints);
        *ARENA_PUSH(statement->arena, &operation->columns) = column;
    }
}

void define_range(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_named(statement, OP_CREATE_TYPE, node_get(body, "typeName"));
    operation->object = STR("RANGE");
    operation->definition = statement_rest_behind_word(statement, "type");
}

// CREATE TYPE of a base type, and AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH …
void define_base(struct statement *statement, struct json *body) {
    bool is_type = node_text_is(body, "kind", "OBJECT_TYPE");
    struct operation *operation = statement_add_named(
        statement, is_type ? OP_CREATE_TYPE : OP_OTHER, node_get(body, "defnames"));
    operation->object = is_type ? STR("BASE") : object_word(statement->arena, body, "kind");
    operation->options = is_type ? (struct str){0} : STR("CREATE");
    if (is_type) {
        operation->definition = statement_rest_behind_word(statement, "type");
    }
    operation->if_not_exists |= node_flag(body, "if_not_exists");
    operation->or_replace = node_flag(body, "replace");
}

void define_alter_enum(struct statement *statement, struct json *body) {
    struct arena *arena = statement->arena;
    bool renames = node_get(body, "oldVal") != NULL;
    struct operation *operation =
        statement_add_named(statement, renames ? OP_RENAME_ENUM_VALUE : OP_ADD_ENUM_VALUE,
                            node_get(body, "typeName"));
    operation->new_name = node_text(arena, body, "newVal");
    operation->if_not_exists |= node_flag(body, "skipIfNewValExists");
    if (renames) {
        *ARENA_PUSH(arena, &operation->names) = node_text(arena, body, "oldVal");
    }
    struct str neighbour = node_text(arena, body, "newValNeighbor");
    if (neighbour.size) {
        const char *side = node_flag(body, "newValIsAfter") ? "AFTER" : "BEFORE";
        operation->options = str_format(arena, "%s '" STR_FMT "'", side, STR_ARG(neighbour));
    }
}

static void forget_columns(struct constraints *constraints) {
    for (size_t i = 0; i < constraints->count; i++) {
        constraints->items[i].columns.count = 0; // a domain's constraints are on VALUE
        constraints->items[i].of_column = false;
    }
}

void define_domain(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_named(statement, OP_CREATE_DOMAIN, node_get(body, "domainname"));
    operation->column = table_column(statement, body, &operation->constraints);
    forget_columns(&operation->constraints);
}

void define_alter_domain(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_named(statement, OP_ALTER_DOMAIN, node_get(body, "typeName"));
    struct json *definition = node_is(node_get(body, "def"), "Constraint");
    if (definition) {
        operation->constraint = table_constraint(statement, definition);
    } else {
        operation->constraint.name = node_text(statement->arena, body, "name");
    }
    operation->cascade = node_text_is(body, "behavior", "DROP_CASCADE");
    operation->if_exists |= node_flag(body, "missing_ok");
    operation->options = statement_rest_behind_word(statement, "domain");
}

// ---- sequences

// OWNED BY t.c: the table in `names`, the column in `column`.
static void read_owner(const struct statement *statement, struct json *body,
                       struct operation *operation) {
    struct json *owner = node_get(node_option(node_get(body, "options"), "owned_by"), "arg");
    size_t count = node_count(owner);
    if (count < 2) {
        return;
    }
    struct arena *arena = statement->arena;
    struct str table = node_string(arena, node_item(owner, count - 2));
    struct str schema =
        count > 2 ? node_string(arena, node_item(owner, count - 3)) : (struct str){0};
    *ARENA_PUSH(arena, &operation->names) = relation_name(arena, schema, table);
    operation->column.name = node_string(arena, node_item(owner, count - 1));
}

static struct operation *add_sequence(struct statement *statement, enum operation_kind kind,
                                      struct json *body) {
    struct json *relation = node_get(body, "sequence");
    struct operation *operation = statement_add(statement, kind);
    node_relation(statement->arena, relation, &operation->schema, &operation->name);
    operation->options = statement_rest_behind(statement, relation);
    operation->temporary = node_text_is(relation, "relpersistence", "t");
    operation->unlogged = node_text_is(relation, "relpersistence", "u");
    read_owner(statement, body, operation);
    return operation;
}

void define_sequence(struct statement *statement, struct json *body) {
    struct operation *operation = add_sequence(statement, OP_CREATE_SEQUENCE, body);
    operation->if_not_exists |= node_flag(body, "if_not_exists");
}

void define_alter_sequence(struct statement *statement, struct json *body) {
    struct operation *operation = add_sequence(statement, OP_ALTER_SEQUENCE, body);
    operation->if_exists |= node_flag(body, "missing_ok");
}

// ---- statistics, publications

void define_statistics(struct statement *statement, struct json *body) {
    struct operation *operation =
        statement_add_named(statement, OP_CREATE_STATISTICS, node_get(body, "defnames"));
    struct str schema;
    struct json *relation = node_is(node_item(node_get(body, "relations"), 0), "RangeVar");
    node_relation(statement->arena, relation, &schema, &operation->table);
    operation->schema = schema.size ? schema : operation->schema;
    operation->if_not_exists |= node_flag(body, "if_not_exists");
    operation->definition = statement_rest_behind_word(statement, "statistics");
    struct json *columns = node_get(body, "exprs");
    for (size_t i = 0; i < node_count(columns); i++) {
        struct str name =
            node_text(statement->arena, node_is(node_item(columns, i), "StatsElem"), "name");
        if (name.size) {
            *ARENA_PUSH(statement->arena, &operation->names) = name;
        }
    }
}

static void read_publication(struct statement *statement, enum operation_kind kind,
                             struct json *body) {
    struct arena *arena = statement->arena;
    struct operation *operation = statement_add(statement, kind);
    operation->name = node_text(arena, body, "pubname");
    operation->options = statement_rest_behind_word(statement, "publication");
    struct json *objects = node_get(body, "pubobjects"); // from 15 on
    objects = objects ? objects : node_get(body, "tables");
    for (size_t i = 0; i < node_count(objects); i++) {
        struct json *object = node_item(objects, i), *relation = node_is(object, "RangeVar");
        struct json *table = node_get(node_is(object, "PublicationObjSpec"), "pubtable");
        relation = relation ? relation : node_get(table, "relation");
        if (relation) {
            struct str schema, name;
            node_relation(arena, relation, &schema, &name);
            *ARENA_PUSH(arena, &operation->names) = relation_name(arena, schema, name);
        }
    }
}

void define_publication(struct statement *statement, struct json *body) {
    read_publication(statement, OP_CREATE_PUBLICATION, body);
}

void define_alter_publication(struct statement *statement, struct json *body) {
    read_publication(statement, OP_ALTER_PUBLICATION, body);
}
