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
void print_alter_table(struct text *out, const struct operation *operation) {
    print_text(out, operation->only ? "ALTER TABLE ONLY " : "ALTER TABLE ");
    print_table_name(out, operation);
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
