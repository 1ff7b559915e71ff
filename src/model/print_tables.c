#include "model/print_tables.h"

#include "model/print_parts.h"

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

void print_create_table(struct text *out, const struct operation *operation) {
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
        for (size_t i = 0; i < operation->inherits.count; i++) {
            print_text(out, i ? ", " : "");
            print_joined(out, operation->inherits.items[i]);
        }
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

// Tables, views and materialized views that are made of a query.
void print_create_as(struct text *out, const struct operation *operation) {
    print_text(out, operation->or_replace ? "CREATE OR REPLACE " : "CREATE ");
    print_text(out, operation->temporary ? "TEMPORARY " : "");
    print_text(out, operation->unlogged ? "UNLOGGED " : "");
    if (operation->kind == OP_CREATE_VIEW) {
        print_text(out, str_is(operation->object, "RECURSIVE") ? "RECURSIVE VIEW " : "VIEW ");
    } else {
        bool is_table = operation->kind == OP_CREATE_TABLE_AS;
        print_text(out, is_table ? "TABLE " : "MATERIALIZED VIEW ");
    }
    print_text(out, operation->if_not_exists ? "IF NOT EXISTS " : "");
    print_table_name(out, operation);
    for (size_t i = 0; i < operation->columns.count; i++) {
        print_text(out, i ? ", " : " (");
        print_name(out, operation->columns.items[i].name);
    }
    print_text(out, operation->columns.count ? ")" : "");
    if (operation->method.size) {
        print_text(out, " USING ");
        print_name(out, operation->method);
    }
    print_behind(out, operation->options);
    print_text(out, " AS ");
    print_expression(out, &operation->expression);
    print_text(out, operation->no_data ? " WITH NO DATA" : "");
}

// IF EXISTS is of the table unless it may be of what is dropped.
void print_alter_table(struct text *out, const struct operation *operation) {
    bool drops = operation->kind == OP_DROP_COLUMN || operation->kind == OP_DROP_CONSTRAINT ||
                 operation->kind == OP_DROP_EXPRESSION || operation->kind == OP_DROP_IDENTITY;
    bool is_other = str_is(operation->object, "FOREIGN TABLE") ||
                    str_is(operation->object, "MATERIALIZED VIEW");
    text_addf(out, "ALTER " STR_FMT " ", STR_ARG(is_other ? operation->object : STR("TABLE")));
    print_text(out, operation->if_exists && !drops ? "IF EXISTS " : "");
    print_text(out, operation->only ? "ONLY " : "");
    print_table_name(out, operation);
}

void print_inherit(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
    print_text(out, operation->kind == OP_INHERIT ? " INHERIT " : " NO INHERIT ");
    for (size_t i = 0; i < operation->inherits.count; i++) {
        print_joined(out, operation->inherits.items[i]);
    }
}

void print_set_expression(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
    print_text(out, " ALTER COLUMN ");
    print_name(out, operation->name);
    print_text(out, " SET EXPRESSION AS (");
    print_expression(out, &operation->column.generation);
    print_text(out, ")");
}

void print_add_column(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
    print_text(out, operation->if_not_exists ? " ADD COLUMN IF NOT EXISTS " : " ADD COLUMN ");
    print_column(out, &operation->column);
    print_column_constraints(out, operation, operation->column.name);
}

void print_alter_type(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
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

void print_set_default(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
    print_text(out, " ALTER COLUMN ");
    print_name(out, operation->name);
    print_text(out, " SET DEFAULT ");
    print_expression(out, &operation->column.default_value);
}

void print_add_identity(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
    print_text(out, " ALTER COLUMN ");
    print_name(out, operation->name);
    print_text(out, " ADD ");
    print_identity(out, &operation->column);
}

void print_add_constraint(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
    print_text(out, " ADD ");
    print_constraint(out, &operation->constraint);
}

void print_detach(struct text *out, const struct operation *operation) {
    print_alter_table(out, operation);
    print_text(out, " DETACH PARTITION ");
    print_relation(out, operation->partition_of_schema, operation->partition_of);
    print_text(out, operation->concurrently ? " CONCURRENTLY" : "");
    print_text(out, operation->full ? " FINALIZE" : "");
}
