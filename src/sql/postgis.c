#include "sql/postgis.h"

// PostGIS manual, AddGeometryColumn: "([catalog_name,] [schema_name,] table_name, column_name,
// srid, type, dimension, use_typmod=true)" is ALTER TABLE … ADD COLUMN; DropGeometryColumn
// takes the same names.
static const struct {
    const char *function;
    enum operation_kind operation;
} functions[] = {
    {"addgeometrycolumn", OP_ADD_COLUMN},
    {"dropgeometrycolumn", OP_DROP_COLUMN},
};

enum { NAMES_LIMIT = 4 };

// The texts that the arguments begin with; all that are names, as another kind follows.
static size_t leading_names(struct statement *statement, struct json *arguments,
                            struct str *names) {
    size_t count = 0;
    struct json *value;
    while (count < NAMES_LIMIT && count < node_count(arguments) &&
           node_constant(node_item(arguments, count), &value) == 's') {
        names[count] = node_string(statement->arena, node_item(arguments, count));
        count++;
    }
    return count;
}

static bool add_operation(struct statement *statement, struct json *call) {
    struct json *words = node_get(call, "funcname");
    struct str function =
        node_string(statement->arena, node_item(words, node_count(words) - 1));
    struct str names[NAMES_LIMIT];
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (!str_is(function, functions[i].function)) {
            continue;
        }
        size_t count = leading_names(statement, node_get(call, "args"), names);
        if (count < 2) {
            return false;
        }
        struct operation *operation = statement_add(statement, functions[i].operation);
        operation->schema = count > 2 ? names[count - 3] : (struct str){0};
        operation->table = names[count - 2];
        operation->name = names[count - 1];
        if (operation->kind == OP_ADD_COLUMN) {
            operation->column =
                (struct column_def){.name = names[count - 1],
                                    .type = sql_type_read(statement->arena, STR("geometry")),
                                    .nullable = TRUTH_YES};
        }
        return true;
    }
    return false;
}

bool postgis_select(struct statement *statement, struct json *select) {
    struct json *targets = node_get(select, "targetList");
    bool found = false;
    for (size_t i = 0; i < node_count(targets); i++) {
        struct json *value = node_get(node_is(node_item(targets, i), "ResTarget"), "val");
        struct json *call = node_is(value, "FuncCall");
        found |= call && add_operation(statement, call);
    }
    return found;
}
