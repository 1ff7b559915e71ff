#include "model/print_rows.h"

#include "model/print_parts.h"

void print_insert(struct text *out, const struct operation *operation) {
    print_text(out, "INSERT INTO ");
    print_table_name(out, operation);
    print_text(out, " (");
    print_names(out, &operation->names, !print_lacks(operation, "names"));
    text_addf(out, ") VALUES (%s)", print_unknown);
}

void print_update(struct text *out, const struct operation *operation) {
    print_text(out, "UPDATE ");
    print_table_name(out, operation);
    print_text(out, " SET ");
    for (size_t i = 0; i < operation->names.count; i++) {
        print_text(out, i ? ", " : "");
        print_name(out, operation->names.items[i]);
        text_addf(out, "=%s", print_unknown);
    }
    if (!operation->names.count || print_lacks(operation, "names")) {
        text_addf(out, "%s%s", operation->names.count ? ", " : "", print_unknown);
    }
    if (print_is_given(&operation->expression)) {
        print_text(out, " WHERE ");
        print_expression(out, &operation->expression);
    }
}

void print_delete(struct text *out, const struct operation *operation) {
    print_text(out, "DELETE FROM ");
    print_table_name(out, operation);
    text_addf(out, "%s%s", operation->sources.count ? " USING " : "",
              operation->sources.count ? print_unknown : "");
    if (print_is_given(&operation->expression)) {
        print_text(out, " WHERE ");
        print_expression(out, &operation->expression);
    }
}

void print_merge(struct text *out, const struct operation *operation) {
    print_text(out, "MERGE INTO ");
    print_table_name(out, operation);
    print_behind(out, operation->definition.size
                          ? operation->definition
                          : str_format(out->arena, "USING %s", print_unknown));
}

// COPY of a query has all of it in its definition.
void print_copy(struct text *out, const struct operation *operation) {
    print_text(out, "COPY");
    if (operation->table.size) {
        print_text(out, " ");
        print_table_name(out, operation);
        if (operation->names.count) {
            print_text(out, " (");
            print_names(out, &operation->names, true);
            print_text(out, ")");
        }
        print_behind(out, operation->options);
    }
    print_behind(out,
                 operation->definition.size ? operation->definition : str_from(print_unknown));
}

// VACUUM (FULL, ANALYZE) t (a, b)
void print_vacuum(struct text *out, const struct operation *operation) {
    print_text(out, operation->kind == OP_VACUUM ? "VACUUM" : "ANALYZE");
    if (operation->full || operation->options.size) {
        text_addf(out, " (%s%s" STR_FMT ")", operation->full ? "FULL" : "",
                  operation->full && operation->options.size ? ", " : "",
                  STR_ARG(operation->options));
    }
    if (operation->table.size) {
        print_text(out, " ");
        print_table_name(out, operation);
    }
    if (operation->names.count) {
        print_text(out, " (");
        print_names(out, &operation->names, true);
        print_text(out, ")");
    }
}

void print_cluster(struct text *out, const struct operation *operation) {
    print_text(out, "CLUSTER");
    print_behind(out, operation->options);
    if (operation->table.size) {
        print_text(out, " ");
        print_table_name(out, operation);
    }
    if (operation->name.size) {
        print_text(out, " USING ");
        print_name(out, operation->name);
    }
}

// Alembic's and SQLAlchemy's queries have what they select in `options` as long as they are
// built; of those written in SQL it is not kept.
void print_select(struct text *out, const struct operation *operation) {
    bool is_built = operation->options.size && !str_starts(operation->options, STR("FOR "));
    text_addf(out, "SELECT " STR_FMT,
              STR_ARG(is_built ? operation->options : str_from(print_unknown)));
    if (operation->table.size) {
        print_text(out, " FROM ");
        print_table_name(out, operation);
    }
    if (print_is_given(&operation->expression)) {
        print_text(out, " WHERE ");
        print_expression(out, &operation->expression);
    }
    if (operation->options.size && !is_built) {
        text_addf(out, " " STR_FMT, STR_ARG(operation->options));
    }
}

void print_set(struct text *out, const struct operation *operation) {
    print_text(out, operation->is_local ? "SET LOCAL " : "SET ");
    text_add(out, operation->name.size ? operation->name : str_from(print_unknown));
    if (str_is(operation->name, "SESSION CHARACTERISTICS")) {
        print_text(out, " AS TRANSACTION ");
    } else { // the modes of a transaction follow as they are
        print_text(out, str_is(operation->name, "TRANSACTION") ? " " : " = ");
    }
    print_expression(out, &operation->expression);
}

void print_reset(struct text *out, const struct operation *operation) {
    print_text(out, "RESET ");
    text_add(out, operation->name.size ? operation->name : str_from(print_unknown));
}

static void add_further_tables(struct text *out, const struct operation *operation) {
    for (size_t i = 0; i < operation->names.count; i++) {
        print_text(out, ", ");
        print_joined(out, operation->names.items[i]);
    }
}

void print_truncate(struct text *out, const struct operation *operation) {
    print_text(out, operation->only ? "TRUNCATE TABLE ONLY " : "TRUNCATE TABLE ");
    print_table_name(out, operation);
    add_further_tables(out, operation);
    print_text(out, operation->restart_identity ? " RESTART IDENTITY" : "");
    print_text(out, operation->cascade ? " CASCADE" : "");
}

void print_lock_table(struct text *out, const struct operation *operation) {
    print_text(out, operation->only ? "LOCK TABLE ONLY " : "LOCK TABLE ");
    print_table_name(out, operation);
    add_further_tables(out, operation);
    text_addf(out, " IN " STR_FMT " MODE", STR_ARG(operation->method));
    if (operation->options.size) {
        text_addf(out, " " STR_FMT, STR_ARG(operation->options));
    }
}
