#include "sql/object.h"

#include <string.h>

#include "sql/alter.h"

enum naming {
    BY_TABLE, // a relation: in `table`
    BY_NAME,  // in `name`, with its schema
    ON_TABLE, // `name` of `table`
};

// What an object is called, where its name goes, what dropping and renaming it is. OP_OTHER
// says the rest by `object`.
// clang-format off
static const struct object_type {
    const char *type;
    const char *word;
    enum naming naming;
    enum operation_kind drop, rename;
} object_types[] = {
    {"OBJECT_ACCESS_METHOD",   "ACCESS METHOD",             BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_AGGREGATE",       "AGGREGATE",                 BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_ATTRIBUTE",       "ATTRIBUTE",                 ON_TABLE, OP_OTHER, OP_ALTER_TYPE},
    {"OBJECT_CAST",            "CAST",                      BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_COLUMN",          "COLUMN",                    ON_TABLE, OP_OTHER, OP_RENAME_COLUMN},
    {"OBJECT_COLLATION",       "COLLATION",                 BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_CONVERSION",      "CONVERSION",                BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_DATABASE",        "DATABASE",                  BY_NAME,  OP_DROP_DATABASE, OP_OTHER},
    {"OBJECT_DOMAIN",          "DOMAIN",                    BY_NAME,  OP_DROP_DOMAIN, OP_RENAME_TYPE},
    {"OBJECT_DOMCONSTRAINT",   "CONSTRAINT ON DOMAIN",      ON_TABLE, OP_OTHER, OP_ALTER_DOMAIN},
    {"OBJECT_EVENT_TRIGGER",   "EVENT TRIGGER",             BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_EXTENSION",       "EXTENSION",                 BY_NAME,  OP_DROP_EXTENSION, OP_OTHER},
    {"OBJECT_FDW",             "FOREIGN DATA WRAPPER",      BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_FOREIGN_SERVER",  "SERVER",                    BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_FOREIGN_TABLE",   "FOREIGN TABLE",             BY_TABLE, OP_OTHER, OP_RENAME_TABLE},
    {"OBJECT_FUNCTION",        "FUNCTION",                  BY_NAME,  OP_DROP_FUNCTION, OP_OTHER},
    {"OBJECT_INDEX",           "INDEX",                     BY_NAME,  OP_DROP_INDEX, OP_RENAME_INDEX},
    {"OBJECT_LANGUAGE",        "LANGUAGE",                  BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_LARGEOBJECT",     "LARGE OBJECT",              BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_MATVIEW",         "MATERIALIZED VIEW",         BY_TABLE, OP_DROP_MATERIALIZED_VIEW, OP_RENAME_VIEW},
    {"OBJECT_OPCLASS",         "OPERATOR CLASS",            BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_OPERATOR",        "OPERATOR",                  BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_OPFAMILY",        "OPERATOR FAMILY",           BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_PARAMETER_ACL",   "PARAMETER",                 BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_POLICY",          "POLICY",                    ON_TABLE, OP_DROP_POLICY, OP_ALTER_POLICY},
    {"OBJECT_PROCEDURE",       "PROCEDURE",                 BY_NAME,  OP_DROP_FUNCTION, OP_OTHER},
    {"OBJECT_PUBLICATION",     "PUBLICATION",               BY_NAME,  OP_OTHER, OP_ALTER_PUBLICATION},
    {"OBJECT_ROLE",            "ROLE",                      BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_ROUTINE",         "ROUTINE",                   BY_NAME,  OP_DROP_FUNCTION, OP_OTHER},
    {"OBJECT_RULE",            "RULE",                      ON_TABLE, OP_DROP_RULE, OP_OTHER},
    {"OBJECT_SCHEMA",          "SCHEMA",                    BY_NAME,  OP_DROP_SCHEMA, OP_RENAME_SCHEMA},
    {"OBJECT_SEQUENCE",        "SEQUENCE",                  BY_NAME,  OP_DROP_SEQUENCE, OP_ALTER_SEQUENCE},
    {"OBJECT_SUBSCRIPTION",    "SUBSCRIPTION",              BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_STATISTIC_EXT",   "STATISTICS",                BY_NAME,  OP_DROP_STATISTICS, OP_OTHER},
    {"OBJECT_TABCONSTRAINT",   "CONSTRAINT",                ON_TABLE, OP_DROP_CONSTRAINT, OP_RENAME_CONSTRAINT},
    {"OBJECT_TABLE",           "TABLE",                     BY_TABLE, OP_DROP_TABLE, OP_RENAME_TABLE},
    {"OBJECT_TABLESPACE",      "TABLESPACE",                BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_TRANSFORM",       "TRANSFORM",                 BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_TRIGGER",         "TRIGGER",                   ON_TABLE, OP_DROP_TRIGGER, OP_RENAME_TRIGGER},
    {"OBJECT_TSCONFIGURATION", "TEXT SEARCH CONFIGURATION", BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_TSDICTIONARY",    "TEXT SEARCH DICTIONARY",    BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_TSPARSER",        "TEXT SEARCH PARSER",        BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_TSTEMPLATE",      "TEXT SEARCH TEMPLATE",      BY_NAME,  OP_OTHER, OP_OTHER},
    {"OBJECT_TYPE",            "TYPE",                      BY_NAME,  OP_DROP_TYPE, OP_RENAME_TYPE},
    {"OBJECT_VIEW",            "VIEW",                      BY_TABLE, OP_DROP_VIEW, OP_RENAME_VIEW},
};
// clang-format on

static const struct object_type *find(struct json *body, const char *key) {
    for (size_t i = 0; i < sizeof object_types / sizeof *object_types; i++) {
        if (node_text_is(body, key, object_types[i].type)) {
            return &object_types[i];
        }
    }
    return NULL;
}

struct str object_word(struct arena *arena, struct json *body, const char *key) {
    static const char prefix[] = "OBJECT_";
    const struct object_type *type = find(body, key);
    if (type) {
        return str_from(type->word);
    }
    struct str text = node_text(arena, body, key);
    bool is_type = str_starts(text, str_from(prefix));
    return is_type ? str_slice(text, sizeof prefix - 1, text.size) : text;
}

// The object's word, unless the kind of operation says it: drop_table, rename_column; a table
// is what is meant where nothing is said.
static struct str object_of(struct arena *arena, enum operation_kind kind, struct str word) {
    struct str name = str_lower(arena, word);
    struct text folded = {.arena = arena};
    for (size_t i = 0; i < name.size; i++) {
        text_add_char(&folded, name.data[i] == ' ' ? '_' : name.data[i]);
    }
    bool is_said = str_ends(str_from(operation_name(kind)), text_str(&folded));
    bool is_plain = str_is(word, "TABLE") && kind != OP_OTHER;
    return is_said || is_plain ? (struct str){0} : word;
}

// Objects come as a String, a list of them, a TypeName, or a name with argument types.
static struct json *names_of(struct json *object) {
    struct json *body = node_is(object, "TypeName");
    if (body) {
        return node_get(body, "names");
    }
    body = node_is(object, "ObjectWithArgs");
    return body ? node_get(body, "objname") : object;
}

// {domain's TypeName, constraint}; {table…, trigger}
static void name_on_table(struct arena *arena, struct operation *operation,
                          struct json *object) {
    size_t count = node_count(object);
    operation->name = node_string(arena, node_item(object, count - 1));
    struct json *domain = node_is(node_item(object, 0), "TypeName");
    if (domain) {
        node_qualified(arena, node_get(domain, "names"), &operation->schema, &operation->table);
        return;
    }
    operation->table =
        count > 1 ? node_string(arena, node_item(object, count - 2)) : (struct str){0};
    operation->schema =
        count > 2 ? node_string(arena, node_item(object, count - 3)) : (struct str){0};
}

static void name_object(struct arena *arena, struct operation *operation,
                        const struct object_type *type, struct json *object) {
    if (node_is(object, "String")) {
        operation->name = node_string(arena, object);
    } else if (type && type->naming == ON_TABLE) {
        name_on_table(arena, operation, object);
    } else {
        node_qualified(arena, names_of(object), &operation->schema, &operation->name);
    }
    if (type && type->naming == BY_TABLE) {
        operation->table = operation->name;
        operation->name = (struct str){0};
    }
}

// The same for statements that name relations by a RangeVar.
static void name_relation(struct arena *arena, struct operation *operation,
                          const struct object_type *type, struct json *body) {
    struct json *relation = node_get(body, "relation"), *object = node_get(body, "object");
    if (!relation) {
        name_object(arena, operation, type, object);
        return;
    }
    bool by_name = type && type->naming == BY_NAME;
    node_relation(arena, relation, &operation->schema,
                  by_name ? &operation->name : &operation->table);
}

// ---- what an object is called beyond its name: arguments, or what takes the name's place

static size_t word_count(struct str words) {
    size_t count = 1;
    for (size_t i = 0; i < words.size; i++) {
        count += words.data[i] == ' ';
    }
    return count;
}

// Index of the token behind DROP TEXT SEARCH PARSER IF EXISTS: where the first object starts.
static size_t objects_start(const struct statement *statement, struct str word, size_t first) {
    struct str text = statement->draft->text;
    size_t at = first + word_count(word), count = statement->tokens.count;
    bool is_further =
        first < count && token_is(text, &statement->tokens.items[first], "procedural");
    at += is_further;
    static const char *const between[] = {"concurrently", "if", "exists"};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        at += at < count && token_is(text, &statement->tokens.items[at], between[i]);
    }
    return at;
}

// Of objects that a name does not tell, tokens `first` up to `end`: what stands behind the name
// of a function, (integer); of others, such as casts and operators, all of it.
static struct str address(const struct statement *statement, struct json *object,
                          struct str word, size_t first, size_t end) {
    bool has_arguments = node_is(object, "ObjectWithArgs") != NULL;
    bool is_plain = node_is(object, "String") || node_is(object, "TypeName");
    if (has_arguments && !str_is(word, "OPERATOR")) {
        return statement_tokens(statement, statement_name_end(statement, first), end);
    }
    bool by_list = str_is(word, "CAST") || str_is(word, "TRANSFORM") ||
                   str_starts(word, STR("OPERATOR")) || str_is(word, "LARGE OBJECT");
    return by_list && !is_plain ? statement_tokens(statement, first, end) : (struct str){0};
}

// ---- DROP, RENAME, SET SCHEMA, OWNER TO, COMMENT

// What no kind of operation speaks of: the statement for this one object.
static struct str drop_one(const struct operation *operation, struct arena *arena,
                           struct str object) {
    return str_format(arena, "DROP " STR_FMT " %s" STR_FMT "%s", STR_ARG(operation->object),
                      operation->if_exists ? "IF EXISTS " : "", STR_ARG(object),
                      operation->cascade ? " CASCADE" : "");
}

// Where the object at `first` of a list ends: at a comma or before CASCADE.
static size_t dropped_end(const struct statement *statement, size_t first) {
    size_t end = statement_clause_end(statement, first);
    static const char *const after[] = {"cascade", "restrict"};
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        end = statement_find_outside(statement, first, end, after[i]);
    }
    return end;
}

void object_name(struct arena *arena, struct operation *operation, struct json *object) {
    name_object(arena, operation, NULL, object);
}

void object_drop(struct statement *statement, struct json *body) {
    const struct object_type *type = find(body, "removeType");
    struct json *objects = node_get(body, "objects");
    struct str word = object_word(statement->arena, body, "removeType");
    size_t first = objects_start(statement, word, 1);
    for (size_t i = 0; i < node_count(objects); i++) {
        struct operation *operation = statement_add(statement, type ? type->drop : OP_OTHER);
        size_t end = dropped_end(statement, first);
        operation->object = object_of(statement->arena, operation->kind, word);
        operation->if_exists |= node_flag(body, "missing_ok");
        operation->cascade = node_text_is(body, "behavior", "DROP_CASCADE");
        operation->concurrently = node_flag(body, "concurrent");
        name_object(statement->arena, operation, type, node_item(objects, i));
        if (operation->kind == OP_OTHER) {
            operation->options = STR("DROP");
            operation->definition =
                drop_one(operation, statement->arena, statement_tokens(statement, first, end));
        } else {
            operation->definition = address(statement, node_item(objects, i), word, first, end);
        }
        first = end + 1;
    }
}

void object_rename(struct statement *statement, struct json *body) {
    const struct object_type *type = find(body, "renameType");
    struct operation *operation = statement_add(statement, type ? type->rename : OP_OTHER);
    operation->object = object_of(statement->arena, operation->kind,
                                  object_word(statement->arena, body, "renameType"));
    name_relation(statement->arena, operation, type, body);
    struct str part = node_text(statement->arena, body, "subname");
    if (type && strcmp(type->type, "OBJECT_DOMCONSTRAINT") == 0) {
        node_qualified(statement->arena, node_get(body, "object"), &operation->schema,
                       &operation->name);
        operation->table = (struct str){0};
        operation->constraint.name = part;
    } else if (part.size) {
        operation->name = part; // the column, constraint, trigger; or a schema, database, role
    }
    if (operation->kind == OP_ALTER_TYPE) {
        *ARENA_PUSH(statement->arena, &operation->names) = operation->name;
        operation->name = operation->table; // RENAME ATTRIBUTE: the type is what it is about
        operation->table = (struct str){0};
    }
    operation->new_name = node_text(statement->arena, body, "newname");
    operation->options = operation->kind == OP_OTHER || operation->kind == OP_ALTER_SEQUENCE ||
                                 operation->kind == OP_ALTER_DOMAIN
                             ? STR("RENAME")
                             : (struct str){0};
    operation->cascade = node_text_is(body, "behavior", "DROP_CASCADE");
    operation->if_exists |= node_flag(body, "missing_ok");
}

// ALTER FUNCTION f(int) OWNER TO r: what is said of the object before the word.
static struct str altered_address(const struct statement *statement, struct json *body,
                                  struct str word, const char *before) {
    size_t first = objects_start(statement, word, 1);
    size_t end = statement_find_outside(statement, first, statement->tokens.count, before);
    return address(statement, node_get(body, "object"), word, first, end);
}

void object_set_schema(struct statement *statement, struct json *body) {
    const struct object_type *type = find(body, "objectType");
    struct operation *operation = statement_add(statement, OP_SET_SCHEMA);
    struct str word = object_word(statement->arena, body, "objectType");
    operation->object = object_of(statement->arena, operation->kind, word);
    operation->definition = altered_address(statement, body, word, "set");
    name_relation(statement->arena, operation, type, body);
    operation->new_name = node_text(statement->arena, body, "newschema");
    operation->if_exists |= node_flag(body, "missing_ok");
}

void object_set_owner(struct statement *statement, struct json *body) {
    const struct object_type *type = find(body, "objectType");
    struct operation *operation = statement_add(statement, OP_SET_OWNER);
    struct str word = object_word(statement->arena, body, "objectType");
    operation->object = object_of(statement->arena, operation->kind, word);
    operation->definition = altered_address(statement, body, word, "owner");
    name_relation(statement->arena, operation, type, body);
    operation->new_name = alter_role(statement->arena, node_get(body, "newowner"));
}

// COMMENT ON, the object, IS and a text: the last two tokens.
static struct str commented_address(const struct statement *statement, struct json *body,
                                    struct str word) {
    size_t count = statement->tokens.count, first = objects_start(statement, word, 2);
    size_t end = count;
    while (end > first &&
           !token_is(statement->draft->text, &statement->tokens.items[end - 1], "is")) {
        end--;
    }
    return address(statement, node_get(body, "object"), word, first, end ? end - 1 : 0);
}

void object_comment(struct statement *statement, struct json *body) {
    const struct object_type *type = find(body, "objtype");
    struct operation *operation = statement_add(statement, OP_COMMENT);
    operation->object = object_word(statement->arena, body, "objtype");
    name_object(statement->arena, operation, type, node_get(body, "object"));
    operation->definition = commented_address(statement, body, operation->object);
    if (node_get(body, "comment")) {
        operation->comment = node_text(statement->arena, body, "comment");
    }
    if (type && strcmp(type->type, "OBJECT_COLUMN") == 0) {
        operation->column.name = operation->name;
    }
}
