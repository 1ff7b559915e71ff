#include "model/print_defined.h"

#include "model/print_parts.h"

static bool is_one_of(struct str word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

// Objects that something else than a name tells: the types of a cast, a number.
static bool has_no_name(struct str word) {
    static const char *const words[] = {"CAST",     "TRANSFORM",      "LARGE OBJECT",
                                        "OPERATOR", "OPERATOR CLASS", "OPERATOR FAMILY"};
    return is_one_of(word, words, sizeof words / sizeof *words);
}

void print_object(struct text *out, const struct operation *operation, struct str word) {
    static const char *const of_table[] = {"CONSTRAINT", "TRIGGER", "POLICY", "RULE",
                                           "CONSTRAINT ON DOMAIN"};
    bool is_of_table = is_one_of(word, of_table, sizeof of_table / sizeof *of_table);
    bool of_domain = str_ends(word, STR(" ON DOMAIN"));
    text_add(out, of_domain ? STR("CONSTRAINT") : word);
    print_text(out, " ");
    if (has_no_name(word)) {
        text_add(out,
                 operation->definition.size ? operation->definition : str_from(print_unknown));
        return;
    }
    if (is_of_table) {
        print_name(out, operation->name);
        print_text(out, of_domain ? " ON DOMAIN " : " ON ");
    }
    if (operation->table.size || !operation->name.size) {
        print_table_name(out, operation);
    } else {
        print_relation(out, operation->schema, operation->name);
    }
    if (str_is(word, "COLUMN")) {
        print_text(out, ".");
        print_name(out, operation->name);
    }
    print_behind(out, operation->definition);
}

static void add_altered(struct text *out, const struct operation *operation) {
    struct str word = operation->object.size ? operation->object : STR("TABLE");
    print_text(out, "ALTER ");
    if (operation->if_exists) {
        word = str_format(out->arena, STR_FMT " IF EXISTS", STR_ARG(word));
    }
    print_object(out, operation, word);
}

void print_set_schema(struct text *out, const struct operation *operation) {
    add_altered(out, operation);
    print_text(out, " SET SCHEMA ");
    print_name(out, operation->new_name);
}

void print_set_owner(struct text *out, const struct operation *operation) {
    static const char *const words[] = {"CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"};
    add_altered(out, operation);
    print_text(out, " OWNER TO ");
    if (is_one_of(operation->new_name, words, sizeof words / sizeof *words)) {
        text_add(out, operation->new_name);
    } else {
        print_name(out, operation->new_name);
    }
}

static void add_constraints(struct text *out, const struct constraints *constraints) {
    for (size_t i = 0; i < constraints->count; i++) {
        print_text(out, " ");
        print_constraint(out, &constraints->items[i]);
    }
}

void print_create_domain(struct text *out, const struct operation *operation) {
    print_text(out, "CREATE DOMAIN ");
    print_relation(out, operation->schema, operation->name);
    print_text(out, " AS ");
    print_column_type(out, &operation->column);
    add_constraints(out, &operation->constraints);
}

void print_alter_domain(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER DOMAIN ");
    print_relation(out, operation->schema, operation->name);
    print_behind(out, operation->options);
    if (operation->new_name.size) {
        print_text(out, " CONSTRAINT ");
        print_name(out, operation->constraint.name);
        print_text(out, " TO ");
        print_name(out, operation->new_name);
    }
}

// ALTER TYPE of a composite one
void print_alter_attributes(struct text *out, const struct operation *operation) {
    print_text(out, "ALTER TYPE ");
    print_relation(out, operation->schema, operation->name);
    if (operation->new_name.size) {
        print_text(out, " RENAME ATTRIBUTE ");
        print_names(out, &operation->names, true);
        print_text(out, " TO ");
        print_name(out, operation->new_name);
        print_text(out, operation->cascade ? " CASCADE" : "");
    } else {
        print_behind(out, operation->options);
    }
}

void print_trigger(struct text *out, const struct operation *operation) {
    print_text(out, operation->or_replace ? "CREATE OR REPLACE " : "CREATE ");
    print_text(out, operation->object.size ? "CONSTRAINT TRIGGER " : "TRIGGER ");
    print_name(out, operation->name);
    print_behind(out, operation->options);
    print_text(out, " ON ");
    print_table_name(out, operation);
    print_behind(out, operation->definition);
}

void print_policy(struct text *out, const struct operation *operation) {
    print_text(out, operation->kind == OP_CREATE_POLICY ? "CREATE POLICY " : "ALTER POLICY ");
    print_name(out, operation->name);
    print_text(out, " ON ");
    print_table_name(out, operation);
    if (operation->new_name.size) {
        print_text(out, " RENAME TO ");
        print_name(out, operation->new_name);
        return;
    }
    print_behind(out, operation->definition);
    if (print_is_given(&operation->expression)) {
        print_text(out, " USING (");
        print_expression(out, &operation->expression);
        print_text(out, ")");
    }
    if (print_is_given(&operation->constraint.check)) {
        print_text(out, " WITH CHECK (");
        print_expression(out, &operation->constraint.check);
        print_text(out, ")");
    }
}

void print_publication(struct text *out, const struct operation *operation) {
    bool creates = operation->kind == OP_CREATE_PUBLICATION;
    print_text(out, creates ? "CREATE PUBLICATION " : "ALTER PUBLICATION ");
    print_name(out, operation->name);
    if (operation->new_name.size) {
        print_text(out, " RENAME TO ");
        print_name(out, operation->new_name);
    } else {
        print_behind(out, operation->options);
    }
}

// ---- GRANT and REVOKE

static void add_granted(struct text *out, const struct operation *operation) {
    struct str object = operation->object;
    if (str_is(object, "SERVER")) {
        object = STR("FOREIGN SERVER");
    }
    text_addf(out, STR_FMT " ON " STR_FMT " ", STR_ARG(operation->options), STR_ARG(object));
    if (operation->table.size) {
        print_table_name(out, operation);
    } else {
        print_relation(out, operation->schema, operation->name);
    }
}

void print_grant(struct text *out, const struct operation *operation) {
    bool grants = operation->kind == OP_GRANT, of_role = str_is(operation->object, "ROLE");
    if (str_is(operation->object, "DEFAULT PRIVILEGES")) {
        print_text(out, "ALTER DEFAULT PRIVILEGES");
        print_behind(out, operation->definition);
        return;
    }
    print_text(out, grants ? "GRANT " : "REVOKE ");
    if (operation->full) {
        print_text(out, of_role ? "ADMIN OPTION FOR " : "GRANT OPTION FOR ");
    }
    if (of_role) {
        print_name(out, operation->name);
    } else {
        add_granted(out, operation);
    }
    print_behind(out, operation->definition);
}
