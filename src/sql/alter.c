#include "sql/alter.h"

#include "sql/expression.h"
#include "sql/table.h"
#include "sql/typename.h"

/** One subcommand: the tokens it consists of, and its node. */
struct subcommand {
    struct json *body;
    size_t first, end;
};

typedef void fill_function(struct statement *statement, struct operation *operation,
                           const struct subcommand *subcommand);

static void fill_nothing(struct statement *statement, struct operation *operation,
                         const struct subcommand *subcommand) {
    (void)statement, (void)operation, (void)subcommand;
}

static void fill_clause(struct statement *statement, struct operation *operation,
                        const struct subcommand *subcommand) {
    operation->options = statement_tokens(statement, subcommand->first, subcommand->end);
}

// ALTER COLUMN name SET STATISTICS 5: what stands behind the name.
static void fill_column_clause(struct statement *statement, struct operation *operation,
                               const struct subcommand *subcommand) {
    size_t name = subcommand->first + 1;
    if (name < statement->tokens.count &&
        token_is(statement->draft->text, &statement->tokens.items[name], "column")) {
        name++;
    }
    operation->options = statement_tokens(statement, name + 1, subcommand->end);
}

static void fill_add_column(struct statement *statement, struct operation *operation,
                            const struct subcommand *subcommand) {
    struct json *definition = node_is(node_get(subcommand->body, "def"), "ColumnDef");
    operation->column = table_column(statement, definition, &operation->constraints);
    operation->name = operation->column.name;
    operation->if_not_exists |= node_flag(subcommand->body, "missing_ok");
}

static void fill_default(struct statement *statement, struct operation *operation,
                         const struct subcommand *subcommand) {
    struct json *value = node_get(subcommand->body, "def");
    operation->kind = value ? OP_SET_DEFAULT : OP_DROP_DEFAULT;
    operation->column.default_value = expression_read(statement, value, &clause_default);
}

static void fill_type(struct statement *statement, struct operation *operation,
                      const struct subcommand *subcommand) {
    struct json *definition = node_is(node_get(subcommand->body, "def"), "ColumnDef");
    struct json *collation = node_get(definition, "collClause");
    operation->column.type = typename_read(statement, node_get(definition, "typeName"));
    operation->column.collation = table_collation(statement, node_get(collation, "collname"));
    operation->expression =
        expression_read(statement, node_get(definition, "raw_default"), &clause_using);
}

static void fill_expression(struct statement *statement, struct operation *operation,
                            const struct subcommand *subcommand) {
    operation->column.generated = GENERATED_STORED;
    operation->column.generation =
        expression_read(statement, node_get(subcommand->body, "def"), &clause_generated);
}

static void fill_add_identity(struct statement *statement, struct operation *operation,
                              const struct subcommand *subcommand) {
    struct json *definition = node_is(node_get(subcommand->body, "def"), "Constraint");
    operation->column.identity =
        node_text_is(definition, "generated_when", "a") ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    operation->column.identity_options =
        table_identity_options(statement, node_get(definition, "options"));
}

// SET GENERATED ALWAYS comes as the letter's code: 'a' or 'd'.
static void fill_set_identity(struct statement *statement, struct operation *operation,
                              const struct subcommand *subcommand) {
    struct json *option = node_option(node_get(subcommand->body, "def"), "generated");
    int64_t letter = node_number(node_is(node_get(option, "arg"), "Integer"), "ival", 0);
    operation->column.identity = letter == 'a'   ? IDENTITY_ALWAYS
                                 : letter == 'd' ? IDENTITY_BY_DEFAULT
                                                 : IDENTITY_NONE;
    fill_column_clause(statement, operation, subcommand);
}

static void fill_add_constraint(struct statement *statement, struct operation *operation,
                                const struct subcommand *subcommand) {
    struct json *definition = node_is(node_get(subcommand->body, "def"), "Constraint");
    operation->constraint = table_constraint(statement, definition);
    operation->name = operation->constraint.name;
}

static void fill_alter_constraint(struct statement *statement, struct operation *operation,
                                  const struct subcommand *subcommand) {
    struct json *definition = node_get(subcommand->body, "def");
    struct json *body = node_is(definition, "Constraint"); // up to 17
    body = body ? body : node_is(definition, "ATAlterConstraint");
    operation->name = node_text(statement->arena, body, "conname");
    operation->constraint.name = operation->name;
    operation->constraint.deferrable = node_flag(body, "deferrable");
    operation->constraint.initially_deferred = node_flag(body, "initdeferred");
    fill_clause(statement, operation, subcommand);
}

static void fill_constraint_name(struct statement *statement, struct operation *operation,
                                 const struct subcommand *subcommand) {
    (void)statement, (void)subcommand;
    operation->constraint.name = operation->name;
}

static void fill_owner(struct statement *statement, struct operation *operation,
                       const struct subcommand *subcommand) {
    operation->new_name = alter_role(statement->arena, node_get(subcommand->body, "newowner"));
}

static void fill_method(struct statement *statement, struct operation *operation,
                        const struct subcommand *subcommand) {
    (void)statement, (void)subcommand;
    operation->method = operation->name;
    operation->name = (struct str){0};
}

static void fill_rule(struct statement *statement, struct operation *operation,
                      const struct subcommand *subcommand) {
    operation->object = STR("RULE");
    fill_clause(statement, operation, subcommand);
}

static void fill_inherit(struct statement *statement, struct operation *operation,
                         const struct subcommand *subcommand) {
    struct str schema, name;
    struct json *parent = node_is(node_get(subcommand->body, "def"), "RangeVar");
    node_relation(statement->arena, parent, &schema, &name);
    *ARENA_PUSH(statement->arena, &operation->inherits) =
        relation_name(statement->arena, schema, name);
}

static void fill_replica(struct statement *statement, struct operation *operation,
                         const struct subcommand *subcommand) {
    struct json *identity = node_is(node_get(subcommand->body, "def"), "ReplicaIdentityStmt");
    operation->name = node_text(statement->arena, identity, "name");
    fill_clause(statement, operation, subcommand);
}

static void fill_partition(struct statement *statement, struct operation *operation,
                           const struct subcommand *subcommand) {
    struct json *command = node_is(node_get(subcommand->body, "def"), "PartitionCmd");
    node_relation(statement->arena, node_get(command, "name"), &operation->partition_of_schema,
                  &operation->partition_of);
    operation->partition_bound = table_bound(statement, node_get(command, "bound"));
    operation->concurrently = node_flag(command, "concurrent");
    operation->full = node_text_is(subcommand->body, "subtype", "AT_DetachPartitionFinalize");
}

/**
 * Subcommands that need nothing but the name have fill_nothing. Versions of the parser before
 * 16 have further ones that end in Recurse; raw trees never hold them.
 */
// clang-format off
static const struct alteration {
    const char *subtype;
    enum operation_kind kind;
    fill_function *fill;
} alterations[] = {
    {"AT_AddColumn",                 OP_ADD_COLUMN,             fill_add_column},
    {"AT_DropColumn",                OP_DROP_COLUMN,            fill_nothing},
    {"AT_ColumnDefault",             OP_SET_DEFAULT,            fill_default},
    {"AT_AlterColumnType",           OP_ALTER_COLUMN_TYPE,      fill_type},
    {"AT_SetNotNull",                OP_SET_NOT_NULL,           fill_nothing},
    {"AT_DropNotNull",               OP_DROP_NOT_NULL,          fill_nothing},
    {"AT_SetExpression",             OP_SET_EXPRESSION,         fill_expression},
    {"AT_DropExpression",            OP_DROP_EXPRESSION,        fill_nothing},
    {"AT_SetStatistics",             OP_SET_STATISTICS,         fill_column_clause},
    {"AT_SetOptions",                OP_SET_COLUMN_OPTIONS,     fill_column_clause},
    {"AT_ResetOptions",              OP_SET_COLUMN_OPTIONS,     fill_column_clause},
    {"AT_SetStorage",                OP_SET_STORAGE,            fill_column_clause},
    {"AT_SetCompression",            OP_SET_COMPRESSION,        fill_column_clause},
    {"AT_AddIdentity",               OP_ADD_IDENTITY,           fill_add_identity},
    {"AT_SetIdentity",               OP_SET_IDENTITY,           fill_set_identity},
    {"AT_DropIdentity",              OP_DROP_IDENTITY,          fill_nothing},
    {"AT_AddConstraint",             OP_ADD_CONSTRAINT,         fill_add_constraint},
    {"AT_AlterConstraint",           OP_ALTER_CONSTRAINT,       fill_alter_constraint},
    {"AT_ValidateConstraint",        OP_VALIDATE_CONSTRAINT,    fill_constraint_name},
    {"AT_DropConstraint",            OP_DROP_CONSTRAINT,        fill_constraint_name},
    {"AT_ChangeOwner",               OP_SET_OWNER,              fill_owner},
    {"AT_ClusterOn",                 OP_CLUSTER_ON,             fill_clause},
    {"AT_DropCluster",               OP_CLUSTER_ON,             fill_clause},
    {"AT_SetLogged",                 OP_SET_LOGGED,             fill_nothing},
    {"AT_SetUnLogged",               OP_SET_UNLOGGED,           fill_nothing},
    {"AT_SetAccessMethod",           OP_SET_ACCESS_METHOD,      fill_method},
    {"AT_SetTableSpace",             OP_SET_TABLESPACE,         fill_nothing},
    {"AT_SetRelOptions",             OP_SET_STORAGE_PARAMETERS, fill_clause},
    {"AT_ResetRelOptions",           OP_SET_STORAGE_PARAMETERS, fill_clause},
    {"AT_DropOids",                  OP_SET_STORAGE_PARAMETERS, fill_clause},
    {"AT_EnableTrig",                OP_ENABLE_TRIGGER,         fill_clause},
    {"AT_EnableAlwaysTrig",          OP_ENABLE_TRIGGER,         fill_clause},
    {"AT_EnableReplicaTrig",         OP_ENABLE_TRIGGER,         fill_clause},
    {"AT_EnableTrigAll",             OP_ENABLE_TRIGGER,         fill_clause},
    {"AT_EnableTrigUser",            OP_ENABLE_TRIGGER,         fill_clause},
    {"AT_DisableTrig",               OP_DISABLE_TRIGGER,        fill_clause},
    {"AT_DisableTrigAll",            OP_DISABLE_TRIGGER,        fill_clause},
    {"AT_DisableTrigUser",           OP_DISABLE_TRIGGER,        fill_clause},
    {"AT_EnableRule",                OP_OTHER,                  fill_rule},
    {"AT_EnableAlwaysRule",          OP_OTHER,                  fill_rule},
    {"AT_EnableReplicaRule",         OP_OTHER,                  fill_rule},
    {"AT_DisableRule",               OP_OTHER,                  fill_rule},
    {"AT_AddInherit",                OP_INHERIT,                fill_inherit},
    {"AT_DropInherit",               OP_NO_INHERIT,             fill_inherit},
    {"AT_ReplicaIdentity",           OP_REPLICA_IDENTITY,       fill_replica},
    {"AT_EnableRowSecurity",         OP_ROW_SECURITY,           fill_clause},
    {"AT_DisableRowSecurity",        OP_ROW_SECURITY,           fill_clause},
    {"AT_ForceRowSecurity",          OP_ROW_SECURITY,           fill_clause},
    {"AT_NoForceRowSecurity",        OP_ROW_SECURITY,           fill_clause},
    {"AT_AttachPartition",           OP_ATTACH_PARTITION,       fill_partition},
    {"AT_DetachPartition",           OP_DETACH_PARTITION,       fill_partition},
    {"AT_DetachPartitionFinalize",   OP_DETACH_PARTITION,       fill_partition},
};

// Relations that are no tables: the whole is one kind (but for a change of the owner).
static const struct target {
    const char *type;
    const char *object;
    enum operation_kind kind; // OP_OTHER: as of a table
    bool goes_by_name;
} targets[] = {
    {"OBJECT_INDEX",         "INDEX",             OP_ALTER_INDEX,    true},
    {"OBJECT_VIEW",          "VIEW",              OP_ALTER_VIEW,     false},
    {"OBJECT_SEQUENCE",      "SEQUENCE",          OP_ALTER_SEQUENCE, true},
    {"OBJECT_TYPE",          "TYPE",              OP_ALTER_TYPE,     true},
    {"OBJECT_MATVIEW",       "MATERIALIZED VIEW", OP_OTHER,          false},
    {"OBJECT_FOREIGN_TABLE", "FOREIGN TABLE",     OP_OTHER,          false},
};
// clang-format on

struct str alter_role(struct arena *arena, struct json *body) {
    static const char prefix[] = "ROLESPEC_";
    struct str name = node_text(arena, body, "rolename");
    struct str type = node_text(arena, body, "roletype");
    if (name.size || !str_starts(type, STR("ROLESPEC_"))) {
        return name;
    }
    return str_slice(type, sizeof prefix - 1, type.size);
}

static const struct target *target_of(struct json *body) {
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        // Version 13 of the parser calls it relkind
        if (node_text_is(body, "objtype", targets[i].type) ||
            node_text_is(body, "relkind", targets[i].type)) {
            return &targets[i];
        }
    }
    return NULL;
}

static const struct alteration *alteration_of(struct json *command) {
    for (size_t i = 0; i < sizeof alterations / sizeof *alterations; i++) {
        if (node_text_is(command, "subtype", alterations[i].subtype)) {
            return &alterations[i];
        }
    }
    return NULL;
}

static void alter_other(struct statement *statement, const struct target *target,
                        const struct subcommand *subcommand, struct json *relation,
                        bool if_exists) {
    struct operation *operation = statement_add_on(statement, target->kind, relation);
    operation->object = str_from(target->object);
    operation->if_exists |= if_exists;
    if (target->goes_by_name) {
        operation->name = operation->table;
        operation->table = (struct str){0};
    }
    if (node_text_is(subcommand->body, "subtype", "AT_ChangeOwner")) {
        operation->kind = OP_SET_OWNER;
        fill_owner(statement, operation, subcommand);
    } else if (node_text_is(subcommand->body, "subtype", "AT_AttachPartition")) {
        operation->kind = OP_ATTACH_INDEX;
        struct json *command = node_is(node_get(subcommand->body, "def"), "PartitionCmd");
        node_relation(statement->arena, node_get(command, "name"),
                      &operation->partition_of_schema, &operation->new_name);
    } else {
        fill_clause(statement, operation, subcommand);
    }
}

static void alter_relation(struct statement *statement, struct json *body,
                           const struct subcommand *subcommand) {
    const struct alteration *alteration = alteration_of(subcommand->body);
    const struct target *target = target_of(body);
    struct json *relation = node_get(body, "relation");
    enum operation_kind kind = alteration ? alteration->kind : OP_OTHER;
    struct operation *operation = statement_add_on(statement, kind, relation);
    operation->object = target       ? str_from(target->object)
                        : alteration ? (struct str){0}
                                     : STR("TABLE");
    operation->name = node_text(statement->arena, subcommand->body, "name");
    operation->only = !node_flag(relation, "inh");
    operation->cascade = node_text_is(subcommand->body, "behavior", "DROP_CASCADE");
    operation->if_exists |= node_flag(body, "missing_ok");
    if (kind >= OP_ADD_COLUMN && kind <= OP_SET_COMPRESSION) {
        operation->column.name = operation->name;
    }
    if (kind == OP_DROP_COLUMN || kind == OP_DROP_CONSTRAINT || kind == OP_DROP_EXPRESSION ||
        kind == OP_DROP_IDENTITY) {
        operation->if_exists |= node_flag(subcommand->body, "missing_ok");
    }
    if (alteration) {
        alteration->fill(statement, operation, subcommand);
    } else {
        fill_clause(statement, operation, subcommand);
    }
    if (kind == OP_OTHER) {
        size_t end = statement_name_end(statement, statement_at(statement, relation));
        operation->definition = str_format(
            statement->arena, STR_FMT " " STR_FMT, STR_ARG(statement_tokens(statement, 0, end)),
            STR_ARG(statement_tokens(statement, subcommand->first, subcommand->end)));
    }
}

// Subcommands have no places of their own: they are what commas part behind the name.
void alter_table(struct statement *statement, struct json *body) {
    struct json *commands = node_get(body, "cmds"), *relation = node_get(body, "relation");
    const struct target *target = target_of(body);
    size_t at = statement_name_end(statement, statement_at(statement, relation));
    struct str text = statement->draft->text;
    bool has_star =
        at < statement->tokens.count && token_is(text, &statement->tokens.items[at], "*");
    bool if_exists = node_flag(body, "missing_ok");
    struct subcommand subcommand = {.first = at + has_star};
    for (size_t i = 0; i < node_count(commands); i++) {
        size_t before = statement->out->count;
        subcommand.body = node_is(node_item(commands, i), "AlterTableCmd");
        subcommand.end = statement_clause_end(statement, subcommand.first);
        struct span written = statement_written(statement, subcommand.first, subcommand.end);
        if (target && target->kind != OP_OTHER) {
            alter_other(statement, target, &subcommand, relation, if_exists);
        } else {
            alter_relation(statement, body, &subcommand);
        }
        for (size_t k = before; k < statement->out->count; k++) {
            statement->out->items[k].written = written;
        }
        subcommand.first = subcommand.end + 1;
    }
}
