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
    if (print_is_given(&operation->expression)) {
        print_text(out, " WHERE ");
        print_expression(out, &operation->expression);
    }
}

void print_select(struct text *out, const struct operation *operation) {
    text_addf(out, "SELECT " STR_FMT,
              STR_ARG(operation->options.size ? operation->options : str_from(print_unknown)));
    if (operation->table.size) {
        print_text(out, " FROM ");
        print_table_name(out, operation);
    }
    if (print_is_given(&operation->expression)) {
        print_text(out, " WHERE ");
        print_expression(out, &operation->expression);
    }
}

void print_set(struct text *out, const struct operation *operation) {
    print_text(out, operation->is_local ? "SET LOCAL " : "SET ");
    text_add(out, operation->name.size ? operation->name : str_from(print_unknown));
    print_text(out, " = ");
    print_expression(out, &operation->expression);
}

void print_lock_table(struct text *out, const struct operation *operation) {
    print_text(out, operation->only ? "LOCK TABLE ONLY " : "LOCK TABLE ");
    print_table_name(out, operation);
    for (size_t i = 0; i < operation->names.count; i++) {
        text_addf(out, ", " STR_FMT, STR_ARG(operation->names.items[i]));
    }
    text_addf(out, " IN " STR_FMT " MODE", STR_ARG(operation->method));
    if (operation->options.size) {
        text_addf(out, " " STR_FMT, STR_ARG(operation->options));
    }
}
