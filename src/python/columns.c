#include "python/terms.h"

#include "python/sqlalchemy.h"

static const struct value *keyword(const struct call *call, const char *name) {
    return call_argument(call, SIZE_MAX, name);
}

static bool is_given(const struct value *value) {
    return value && value->kind != VALUE_NONE;
}

// ---- Identity, Computed, Sequence

// Options of Identity and Sequence in the order that they are printed in. Source:
// DDLCompiler.get_identity_options.
static const struct {
    const char *name;
    const char *number; // printed with the number; NULL: a flag
    const char *yes, *no;
} sequence_options[] = {
    {"increment", "INCREMENT BY ", NULL, NULL},
    {"start", "START WITH ", NULL, NULL},
    {"minvalue", "MINVALUE ", NULL, NULL},
    {"maxvalue", "MAXVALUE ", NULL, NULL},
    {"nominvalue", NULL, "NO MINVALUE", ""},
    {"nomaxvalue", NULL, "NO MAXVALUE", ""},
    {"cache", "CACHE ", NULL, NULL},
    {"cycle", NULL, "CYCLE", "NO CYCLE"},
};

// `first`: position of `start`, which `increment` follows; SIZE_MAX: keywords only.
static struct str read_options(struct emitter *emitter, const struct call *call, size_t first) {
    struct text text = {.arena = emitter->arena};
    for (size_t i = 0; i < sizeof sequence_options / sizeof *sequence_options; i++) {
        size_t position = first == SIZE_MAX || i > 1 ? SIZE_MAX : first + 1 - i;
        const struct value *value = call_argument(call, position, sequence_options[i].name);
        int64_t number = 0;
        if (!is_given(value)) {
            continue;
        }
        const char *space = text.count ? " " : "";
        if (!sequence_options[i].number) {
            text_addf(&text, "%s%s", space,
                      value_truth(value) == TRUTH_NO ? sequence_options[i].no
                                                     : sequence_options[i].yes);
        } else if (term_number(value, &number)) {
            text_addf(&text, "%s%s%lld", space, sequence_options[i].number, (long long)number);
        } else {
            text_addf(&text, "%s%s…", space, sequence_options[i].number);
        }
    }
    return text_str(&text);
}

static struct value *make_identity(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_IDENTITY);
    const struct value *always = call_argument(call, 0, "always");
    bool is_always = always && value_truth(always) == TRUTH_YES;
    value->term->column.identity = is_always ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    value->term->column.identity_options = read_options(emitter, call, 2);
    return value;
}

static struct value *make_computed(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_COMPUTED);
    const struct value *persisted = call_argument(call, 1, "persisted");
    bool is_virtual = persisted && persisted->kind == VALUE_BOOL && !persisted->yes;
    value->term->column.generated = is_virtual ? GENERATED_VIRTUAL : GENERATED_STORED;
    value->term->column.generation =
        sqlalchemy_expression(emitter, call_argument(call, 0, "sqltext"), false);
    return value;
}

static struct value *make_sequence(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_SEQUENCE);
    struct operation *operation = &value->term->operation;
    operation->kind = OP_CREATE_SEQUENCE;
    operation->name = term_text(emitter, call_argument(call, 0, "name"), operation, "name");
    operation->schema = term_text(emitter, keyword(call, "schema"), operation, "schema");
    operation->options = read_options(emitter, call, 1);
    return value;
}

// ---- Column

static bool is_type(const struct value *value) {
    switch (value->kind) {
    case VALUE_TERM:
        return value->term->kind == TERM_TYPE;
    case VALUE_EXTERNAL:
    case VALUE_CLASS:
    case VALUE_INSTANCE:
    case VALUE_UNKNOWN:
        return true;
    default:
        return false;
    }
}

static void set_type(struct emitter *emitter, struct term *column, const struct value *value) {
    const struct term *type = type_term(emitter, value);
    column->column.type = type->type;
    column->column.collation = type->column.collation;
    column->of_type = type;
    term_copy_unknown(emitter, &column->operation, &type->operation);
}

static void set_default(struct emitter *emitter, struct term *column,
                        const struct value *value) {
    const struct term *identity = term_of(value, TERM_IDENTITY);
    const struct term *computed = term_of(value, TERM_COMPUTED);
    if (identity) {
        column->column.identity = identity->column.identity;
        column->column.identity_options = identity->column.identity_options;
    } else if (computed) {
        column->column.generated = computed->column.generated;
        column->column.generation = computed->column.generation;
    } else if (term_of(value, TERM_SEQUENCE)) {
        column->column.has_python_default = true;
    } else {
        column->column.default_value = sqlalchemy_expression(emitter, value, true);
        if (value && value->kind == VALUE_TEXT && !column->column.default_value.text.size) {
            // A str is sent as a quoted literal, whatever is in it
            column->column.default_value =
                (struct expression){.text = STR("'…'"), .is_constant = true, .is_string = true};
        }
        if (is_given(value) && !column->column.default_value.text.size) {
            operation_set_unknown(emitter->arena, &column->operation, "default",
                                  term_reason(emitter, value));
        }
    }
}

// What may stand among the arguments behind the type.
static void add_item(struct emitter *emitter, struct term *column, const struct value *value) {
    const struct term *constraint = term_of(value, TERM_CONSTRAINT);
    if (constraint) {
        struct constraint_def *added =
            ARENA_PUSH(emitter->arena, constraint->use_alter ? &column->late_constraints
                                                             : &column->constraints);
        *added = constraint->constraint;
        added->of_column = added->type == CONSTRAINT_CHECK;
        if (added->type == CONSTRAINT_FOREIGN_KEY || added->of_column) {
            added->columns = (struct str_list){0};
            *ARENA_PUSH(emitter->arena, &added->columns) = column->column.name;
        }
        return;
    }
    bool is_default = term_of(value, TERM_IDENTITY) || term_of(value, TERM_COMPUTED) ||
                      term_of(value, TERM_SEQUENCE) || term_of(value, TERM_EXPRESSION);
    if (is_default) {
        set_default(emitter, column, value);
    }
}

static void read_flags(struct emitter *emitter, struct term *column, const struct call *call) {
    struct operation *marks = &column->operation;
    column->primary_key = term_flag(emitter, keyword(call, "primary_key"), marks, "columns");
    column->index = term_flag(emitter, keyword(call, "index"), marks, "index");
    column->unique = term_flag(emitter, keyword(call, "unique"), marks, "unique");
    const struct value *autoincrement = keyword(call, "autoincrement");
    struct str word;
    bool is_word = value_is_text(autoincrement, &word); // "auto" is the default
    column->has_autoincrement = autoincrement && (!is_word || str_is(word, "ignore_fk"));
    column->autoincrement =
        column->has_autoincrement && (is_word || value_truth(autoincrement) == TRUTH_YES);
    column->comment = term_text(emitter, keyword(call, "comment"), marks, "comment");
    const struct value *nullable = keyword(call, "nullable");
    enum truth truth = nullable ? value_truth(nullable) : TRUTH_YES;
    if (!nullable && (column->primary_key || column->column.identity != IDENTITY_NONE)) {
        truth = TRUTH_NO;
    }
    column->has_nullable = nullable != NULL;
    column->column.nullable = truth;
    if (truth == TRUTH_UNKNOWN) {
        operation_set_unknown(emitter->arena, marks, "nullable",
                              term_reason(emitter, nullable));
    }
    if (call->keywords_are_partial) {
        static const char *const fields[] = {"nullable", "default"};
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            operation_set_unknown(emitter->arena, marks, fields[i], term_call_reason(call));
        }
        column->column.nullable = nullable ? truth : TRUTH_UNKNOWN;
    }
}

static struct value *make_column(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_COLUMN);
    struct term *column = value->term;
    column->column.span = call->span;
    // Column(name, type, …), Column(type, …), Column(name=…, type_=…)
    size_t next = 0;
    const struct value *name = keyword(call, "name");
    const struct value *type = keyword(call, "type_");
    if (!name && call->args.count &&
        (call->args.items[0]->kind == VALUE_TEXT || !is_type(call->args.items[0]) ||
         (call->args.count > 1 && call->args.items[0]->kind == VALUE_UNKNOWN))) {
        name = call->args.items[next++];
    }
    column->column.name =
        name ? term_text(emitter, name, &column->operation, "column") : (struct str){0};
    if (name && !column->column.name.size) {
        operation_set_unknown(emitter->arena, &column->operation, "column",
                              term_reason(emitter, name));
    }
    if (!type && next < call->args.count && is_type(call->args.items[next])) {
        type = call->args.items[next++];
    }
    if (type) {
        set_type(emitter, column, type);
    } else {
        column->column.type.is_unknown = true;
        term_mark_type(emitter, &column->operation, STR("the column has no type"));
    }
    for (size_t i = next; i < call->args.count; i++) {
        add_item(emitter, column, call->args.items[i]);
    }
    const struct value *server_default = keyword(call, "server_default");
    if (server_default) {
        set_default(emitter, column, server_default);
    }
    column->column.has_python_default |= is_given(keyword(call, "default")) ||
                                         is_given(keyword(call, "default_factory")) ||
                                         is_given(keyword(call, "insert_default"));
    read_flags(emitter, column, call);
    return value;
}

// sqlalchemy.column("x", type): a name in an expression
static struct value *make_name(struct emitter *emitter, const struct call *call) {
    struct value *value = value_term(emitter->arena, call->span, TERM_COLUMN);
    struct term *column = value->term;
    column->column.name =
        term_text(emitter, call_argument(call, 0, "text"), &column->operation, "column");
    column->column.nullable = TRUTH_YES;
    return value;
}

static const struct {
    const char *name;
    struct value *(*make)(struct emitter *emitter, const struct call *call);
} constructors[] = {
    {"Column", make_column},     {"mapped_column", make_column}, {"column", make_name},
    {"Identity", make_identity}, {"Computed", make_computed},    {"Sequence", make_sequence},
};

struct value *column_call(struct emitter *emitter, struct str path, const struct call *call) {
    struct str name = path_last(path);
    for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
        if (str_is(name, constructors[i].name)) {
            return constructors[i].make(emitter, call);
        }
    }
    return NULL;
}
