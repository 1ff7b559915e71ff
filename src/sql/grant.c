#include "sql/grant.h"

#include "model/print.h"
#include "sql/alter.h"
#include "sql/object.h"

static struct str joined(struct arena *arena, struct str before, struct str more) {
    return before.size ? str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(before), STR_ARG(more))
                       : more;
}

static struct str names_joined(struct arena *arena, struct json *list) {
    struct str names = {0};
    for (size_t i = 0; i < node_count(list); i++) {
        names =
            joined(arena, names, quoted_name(arena, node_string(arena, node_item(list, i))));
    }
    return names;
}

static struct str privileges_of(struct arena *arena, struct json *list) {
    struct str privileges = {0};
    for (size_t i = 0; i < node_count(list); i++) {
        struct json *privilege = node_is(node_item(list, i), "AccessPriv");
        struct str name = str_upper(arena, node_text(arena, privilege, "priv_name"));
        struct str columns = names_joined(arena, node_get(privilege, "cols"));
        name = name.size ? name : STR("ALL");
        privileges = joined(arena, privileges,
                            columns.size ? str_format(arena, STR_FMT " (" STR_FMT ")",
                                                      STR_ARG(name), STR_ARG(columns))
                                         : name);
    }
    return privileges.size ? privileges : STR("ALL PRIVILEGES");
}

static struct str_list roles_of(struct arena *arena, struct json *list) {
    struct str_list roles = {0};
    for (size_t i = 0; i < node_count(list); i++) {
        *ARENA_PUSH(arena, &roles) = alter_role(arena, node_is(node_item(list, i), "RoleSpec"));
    }
    return roles;
}

// Index of TO or FROM, behind which the roles stand.
static size_t roles_at(const struct statement *statement, struct json *body) {
    return statement_find_outside(statement, 0, statement->tokens.count,
                                  node_flag(body, "is_grant") ? "to" : "from");
}

// What stands behind the name of the object at token `first`: (integer) TO a, b.
static struct str behind(const struct statement *statement, struct json *body,
                         struct json *object, size_t first) {
    size_t to = roles_at(statement, body);
    struct str rest = statement_rest(statement, to);
    if (!node_is(object, "ObjectWithArgs")) {
        return rest;
    }
    size_t end = statement_clause_end(statement, first);
    struct str arguments =
        statement_tokens(statement, statement_name_end(statement, first), end < to ? end : to);
    return arguments.size ? str_format(statement->arena, STR_FMT " " STR_FMT,
                                       STR_ARG(arguments), STR_ARG(rest))
                          : rest;
}

static void grant_on(struct statement *statement, struct json *body, struct json *object,
                     size_t first) {
    struct arena *arena = statement->arena;
    bool is_all = node_text_is(body, "targtype", "ACL_TARGET_ALL_IN_SCHEMA");
    struct operation *operation =
        statement_add(statement, node_flag(body, "is_grant") ? OP_GRANT : OP_REVOKE);
    operation->object = object_word(arena, body, "objtype");
    operation->options = privileges_of(arena, node_get(body, "privileges"));
    operation->names = roles_of(arena, node_get(body, "grantees"));
    operation->cascade = node_text_is(body, "behavior", "DROP_CASCADE");
    operation->full = !node_flag(body, "is_grant") && node_flag(body, "grant_option");
    operation->definition = behind(statement, body, object, first);
    struct json *relation = node_is(object, "RangeVar");
    if (relation) {
        bool by_name = str_is(operation->object, "SEQUENCE");
        node_relation(arena, relation, &operation->schema,
                      by_name ? &operation->name : &operation->table);
    } else if (is_all) {
        operation->object =
            str_format(arena, "ALL " STR_FMT "S IN SCHEMA", STR_ARG(operation->object));
        operation->name = node_string(arena, object);
    } else if (object) {
        object_name(arena, operation, object);
    }
}

void grant_objects(struct statement *statement, struct json *body) {
    struct json *objects = node_get(body, "objects");
    size_t on = statement_find_outside(statement, 0, statement->tokens.count, "on");
    size_t first = on + 2; // behind FUNCTION: of others the place does not matter
    for (size_t i = 0; i < node_count(objects); i++) {
        grant_on(statement, body, node_item(objects, i), first);
        first = statement_clause_end(statement, first) + 1;
    }
    if (!node_count(objects)) {
        grant_on(statement, body, NULL, first);
    }
}

void grant_role(struct statement *statement, struct json *body) {
    struct json *roles = node_get(body, "granted_roles");
    for (size_t i = 0; i < node_count(roles); i++) {
        struct operation *operation =
            statement_add(statement, node_flag(body, "is_grant") ? OP_GRANT : OP_REVOKE);
        struct json *role = node_is(node_item(roles, i), "AccessPriv");
        operation->object = STR("ROLE");
        operation->name = node_text(statement->arena, role, "priv_name");
        operation->names = roles_of(statement->arena, node_get(body, "grantee_roles"));
        operation->cascade = node_text_is(body, "behavior", "DROP_CASCADE");
        operation->full = statement_find(statement, 0, "for") < roles_at(statement, body);
        operation->definition = statement_rest(statement, roles_at(statement, body));
    }
}

void grant_default(struct statement *statement, struct json *body) {
    size_t first = statement->out->count;
    grant_objects(statement, node_get(body, "action"));
    struct json *schemas = node_get(node_option(node_get(body, "options"), "schemas"), "arg");
    for (size_t i = first; i < statement->out->count; i++) {
        struct operation *operation = &statement->out->items[i];
        operation->object = STR("DEFAULT PRIVILEGES");
        operation->definition = statement_rest(statement, 3); // ALTER DEFAULT PRIVILEGES
        operation->schema = node_string(statement->arena, node_item(schemas, 0));
    }
}
