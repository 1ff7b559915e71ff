#include "postgres/resolve.h"

struct resolver {
    struct arena *arena;
    const struct catalog *catalog;
    const struct str_list *path;
};

struct str_list resolve_path(struct arena *arena, struct str value) {
    struct str_list path = {0};
    struct str part;
    while (str_split(&value, ',', &part)) {
        part = str_trim(part);
        char quote = part.size >= 2 ? part.data[0] : '\0';
        bool is_quoted = (quote == '\'' || quote == '"') && part.data[part.size - 1] == quote;
        part = is_quoted ? str_slice(part, 1, part.size - 1) : str_lower(arena, part);
        // pg_catalog is searched anyway; "$user" is whoever migrates
        if (part.size && !str_is(part, "pg_catalog") && !str_is(part, "$user")) {
            *ARENA_PUSH(arena, &path) = part;
        }
    }
    bool is_plain = path.count == 1 && str_is(path.items[0], "public");
    return is_plain ? (struct str_list){0} : path;
}

static struct str schema_of_relation(const struct resolver *resolver, struct str name) {
    for (size_t i = 0; i < resolver->path->count; i++) {
        const struct catalog_relation *relation =
            catalog_find(resolver->catalog, resolver->path->items[i], name);
        if (relation && origin_is_there(&relation->origin)) {
            return resolver->path->items[i];
        }
    }
    return resolver->path->items[0];
}

// Empty where no schema of the path has it: a built-in type, or one of an extension.
static struct str schema_of_type(const struct resolver *resolver, struct str name) {
    for (size_t i = 0; i < resolver->path->count; i++) {
        const struct catalog_type *type =
            catalog_find_type(resolver->catalog, resolver->path->items[i], name);
        if (type && origin_is_there(&type->origin)) {
            return resolver->path->items[i];
        }
    }
    return (struct str){0};
}

static bool makes_new(enum operation_kind kind) {
    return kind == OP_CREATE_TABLE || kind == OP_CREATE_TABLE_AS || kind == OP_CREATE_VIEW ||
           kind == OP_CREATE_MATERIALIZED_VIEW || kind == OP_CREATE_TYPE ||
           kind == OP_CREATE_DOMAIN || kind == OP_CREATE_SEQUENCE;
}

static bool is_about_type(enum operation_kind kind) {
    return kind >= OP_CREATE_TYPE && kind <= OP_DROP_DOMAIN;
}

static bool is_about_sequence(enum operation_kind kind) {
    return kind >= OP_CREATE_SEQUENCE && kind <= OP_DROP_SEQUENCE;
}

static void resolve_subject(const struct resolver *resolver, struct operation *operation) {
    enum operation_kind kind = operation->kind;
    struct str name = operation->table.size ? operation->table : operation->name;
    if (operation->schema.size || operation->temporary || !name.size) {
        return;
    }
    if (makes_new(kind)) {
        operation->schema = resolver->path->items[0];
    } else if (operation->table.size || is_about_sequence(kind)) {
        operation->schema = schema_of_relation(resolver, name);
    } else if (is_about_type(kind)) {
        operation->schema = schema_of_type(resolver, name);
    }
}

static void resolve_relation(const struct resolver *resolver, struct str *schema,
                             struct str name) {
    if (name.size && !schema->size) {
        *schema = schema_of_relation(resolver, name);
    }
}

static struct constraints resolve_constraints(const struct resolver *resolver,
                                              const struct constraints *from) {
    struct constraints to = {0};
    for (size_t i = 0; i < from->count; i++) {
        struct constraint_def *def = ARENA_PUSH(resolver->arena, &to);
        *def = from->items[i];
        resolve_relation(resolver, &def->ref_schema, def->ref_table);
    }
    return to;
}

static void resolve_type(const struct resolver *resolver, struct sql_type *type) {
    if (type->name.size && !type->schema.size) {
        type->schema = schema_of_type(resolver, type->name);
    }
}

static struct columns resolve_columns(const struct resolver *resolver,
                                      const struct columns *from) {
    struct columns to = {0};
    for (size_t i = 0; i < from->count; i++) {
        struct column_def *def = ARENA_PUSH(resolver->arena, &to);
        *def = from->items[i];
        resolve_type(resolver, &def->type);
    }
    return to;
}

// Of relation_name()s: those without a schema.
static struct str_list resolve_list(const struct resolver *resolver,
                                    const struct str_list *from) {
    struct str_list to = {0};
    for (size_t i = 0; i < from->count; i++) {
        struct str name = from->items[i];
        bool is_bare = str_find(name, STR("."), 0) == SIZE_MAX;
        *ARENA_PUSH(resolver->arena, &to) =
            is_bare ? relation_name(resolver->arena, schema_of_relation(resolver, name), name)
                    : name;
    }
    return to;
}

// Are the `names` relations? Of other kinds they are columns or labels.
static bool names_relations(enum operation_kind kind) {
    return kind == OP_TRUNCATE || kind == OP_LOCK_TABLE || kind == OP_CREATE_VIEW ||
           kind == OP_CREATE_MATERIALIZED_VIEW || kind == OP_CREATE_TABLE_AS ||
           kind == OP_SELECT || kind == OP_CREATE_PUBLICATION || kind == OP_ALTER_PUBLICATION ||
           kind == OP_CREATE_POLICY || kind == OP_ALTER_POLICY || kind == OP_CREATE_FUNCTION;
}

const struct operation *resolve_names(struct arena *arena, const struct catalog *catalog,
                                      const struct str_list *path,
                                      const struct operation *operation) {
    struct resolver resolver = {arena, catalog, path};
    if (path->count == 0) {
        return operation;
    }
    struct operation *resolved = ARENA_NEW(arena, struct operation, 1);
    *resolved = *operation;
    resolve_subject(&resolver, resolved);
    resolve_relation(&resolver, &resolved->partition_of_schema, resolved->partition_of);
    resolve_relation(&resolver, &resolved->constraint.ref_schema,
                     resolved->constraint.ref_table);
    resolved->constraints = resolve_constraints(&resolver, &operation->constraints);
    resolved->columns = resolve_columns(&resolver, &operation->columns);
    resolve_type(&resolver, &resolved->column.type);
    resolved->sources = resolve_list(&resolver, &operation->sources);
    resolved->inherits = resolve_list(&resolver, &operation->inherits);
    if (names_relations(operation->kind)) {
        resolved->names = resolve_list(&resolver, &operation->names);
    }
    return resolved;
}
