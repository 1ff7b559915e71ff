#include "model/print_parts.h"

#include "model/print.h"

void print_quoted(struct text *out, struct str text, char quote) {
    text_add_char(out, quote);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == quote) {
            text_add_char(out, quote);
        }
        text_add_char(out, text.data[i]);
    }
    text_add_char(out, quote);
}

const char print_unknown[] = "…";

void print_text(struct text *out, const char *text) {
    text_add(out, str_from(text));
}

void print_behind(struct text *out, struct str part) {
    if (part.size) {
        text_addf(out, " " STR_FMT, STR_ARG(part));
    }
}

void print_name(struct text *out, struct str name) {
    if (name.size) {
        text_add(out, quoted_name(out->arena, name));
    } else {
        print_text(out, print_unknown);
    }
}

void print_relation(struct text *out, struct str schema, struct str name) {
    if (schema.size) {
        print_name(out, schema);
        print_text(out, ".");
    }
    print_name(out, name);
}

void print_joined(struct text *out, struct str relation) {
    size_t dot = str_find(relation, STR("."), 0);
    bool has_schema = dot != SIZE_MAX;
    print_relation(out, has_schema ? str_slice(relation, 0, dot) : (struct str){0},
                   has_schema ? str_slice(relation, dot + 1, relation.size) : relation);
}

bool print_lacks(const struct operation *operation, const char *field) {
    return operation_unknown(operation, field) != NULL;
}

void print_table_name(struct text *out, const struct operation *operation) {
    if (print_lacks(operation, "schema")) {
        text_addf(out, "%s.", print_unknown);
    }
    print_relation(out, operation->schema, operation->table);
}

void print_names(struct text *out, const struct str_list *names, bool is_known) {
    for (size_t i = 0; i < names->count; i++) {
        print_text(out, i ? ", " : "");
        print_name(out, names->items[i]);
    }
    if (!is_known || !names->count) {
        text_addf(out, "%s%s", names->count ? ", " : "", print_unknown);
    }
}

void print_expression(struct text *out, const struct expression *expression) {
    if (expression->text.size) {
        text_add(out, expression->text);
    } else {
        print_text(out, print_unknown);
    }
}

bool print_is_given(const struct expression *expression) {
    return expression->text.size || expression->is_unknown;
}

void print_type(struct text *out, const struct sql_type *type) {
    if (type->text.size) {
        text_add(out, type->text);
    } else {
        print_text(out, print_unknown);
    }
}

static void add_deferrability(struct text *out, const struct constraint_def *constraint) {
    print_text(out, constraint->deferrable ? " DEFERRABLE" : "");
    print_text(out, constraint->initially_deferred ? " INITIALLY DEFERRED" : "");
}

static void add_foreign_key(struct text *out, const struct constraint_def *constraint) {
    if (!constraint->of_column) {
        print_text(out, "FOREIGN KEY(");
        print_names(out, &constraint->columns, true);
        print_text(out, ") ");
    }
    print_text(out, "REFERENCES ");
    print_relation(out, constraint->ref_schema, constraint->ref_table);
    if (constraint->ref_columns.count) {
        print_text(out, " (");
        print_names(out, &constraint->ref_columns, true);
        print_text(out, ")");
    }
    struct {
        const char *clause;
        struct str value;
    } clauses[] = {{" MATCH ", constraint->match},
                   {" ON DELETE ", constraint->on_delete},
                   {" ON UPDATE ", constraint->on_update}};
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
        if (clauses[i].value.size) {
            print_text(out, clauses[i].clause);
            text_add(out, clauses[i].value);
        }
    }
}

static void add_key(struct text *out, const struct constraint_def *constraint,
                    const char *keyword) {
    print_text(out, keyword);
    if (constraint->using_index.size) {
        print_text(out, " USING INDEX ");
        print_name(out, constraint->using_index);
        return;
    }
    print_text(out, constraint->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
    if (!constraint->of_column) {
        print_text(out, " (");
        print_names(out, &constraint->columns, true);
        print_text(out, ")");
    }
    if (constraint->include.count) {
        print_text(out, " INCLUDE (");
        print_names(out, &constraint->include, true);
        print_text(out, ")");
    }
}

static void add_check(struct text *out, const struct constraint_def *constraint) {
    print_text(out, "CHECK (");
    print_expression(out, &constraint->check);
    print_text(out, ")");
    print_text(out, constraint->no_inherit ? " NO INHERIT" : "");
}

void print_constraint(struct text *out, const struct constraint_def *constraint) {
    if (constraint->name_is_unknown && !constraint->name.size) {
        text_addf(out, "CONSTRAINT %s ", print_unknown);
    } else if (constraint->name.size) {
        print_text(out, "CONSTRAINT ");
        print_name(out, constraint->name);
        print_text(out, " ");
    }
    switch (constraint->type) {
    case CONSTRAINT_CHECK:
        add_check(out, constraint);
        break;
    case CONSTRAINT_FOREIGN_KEY:
        add_foreign_key(out, constraint);
        break;
    case CONSTRAINT_UNIQUE:
        add_key(out, constraint, "UNIQUE");
        break;
    case CONSTRAINT_PRIMARY_KEY:
        add_key(out, constraint, "PRIMARY KEY");
        break;
    case CONSTRAINT_EXCLUDE:
        print_text(out, "EXCLUDE ");
        text_add(out,
                 constraint->elements.size ? constraint->elements : str_from(print_unknown));
        break;
    case CONSTRAINT_NOT_NULL:
        print_text(out, "NOT NULL");
        if (!constraint->of_column) {
            print_text(out, " ");
            print_names(out, &constraint->columns, true);
        }
        break;
    case CONSTRAINT_NONE:
        print_text(out, print_unknown);
        break;
    }
    add_deferrability(out, constraint);
    print_text(out, constraint->not_valid ? " NOT VALID" : "");
    print_text(out, constraint->not_enforced ? " NOT ENFORCED" : "");
}

void print_identity(struct text *out, const struct column_def *column) {
    text_addf(out, "GENERATED %s AS IDENTITY",
              column->identity == IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT");
    if (column->identity_options.size) {
        text_addf(out, " (" STR_FMT ")", STR_ARG(column->identity_options));
    }
}

// Source: PGDDLCompiler.get_column_specification.
void print_column(struct text *out, const struct column_def *column) {
    print_name(out, column->name);
    print_text(out, " ");
    print_column_type(out, column);
}

void print_column_type(struct text *out, const struct column_def *column) {
    print_type(out, &column->type);
    if (column->collation.size) {
        print_text(out, " COLLATE ");
        print_quoted(out, column->collation, '"');
    }
    if (print_is_given(&column->default_value)) {
        print_text(out, " DEFAULT ");
        print_expression(out, &column->default_value);
    }
    if (column->generated != GENERATED_NONE) {
        print_text(out, " GENERATED ALWAYS AS (");
        print_expression(out, &column->generation);
        print_text(out, column->generated == GENERATED_STORED ? ") STORED" : ") VIRTUAL");
    }
    bool has_identity = column->identity != IDENTITY_NONE;
    if (has_identity) {
        print_text(out, " ");
        print_identity(out, column);
    }
    if (column->nullable == TRUTH_NO && !has_identity) {
        print_text(out, " NOT NULL");
    } else if (column->nullable == TRUTH_YES && has_identity) {
        print_text(out, " NULL");
    } else if (column->nullable == TRUTH_UNKNOWN) {
        text_addf(out, " %s", print_unknown);
    }
}

// The constraints inside the definition of a column.
void print_column_constraints(struct text *out, const struct operation *operation,
                              struct str column) {
    for (size_t i = 0; i < operation->constraints.count; i++) {
        const struct constraint_def *constraint = &operation->constraints.items[i];
        bool is_printed = constraint->type == CONSTRAINT_NOT_NULL && !constraint->name.size;
        if (constraint->of_column && !is_printed &&
            (!constraint->columns.count || str_list_has(&constraint->columns, column))) {
            print_text(out, " ");
            print_constraint(out, constraint);
        }
    }
}
