// Fixes of constraints, defaults and types of columns.
#include <string.h>

#include "lint/rewrite.h"
#include "lint/stage.h"

// ---- constraints

// NOT VALID stands at the end of its clause: manual, ALTER TABLE, ADD table_constraint.
static bool not_valid_in_sql(const struct fix_subject *subject, struct fix *fix) {
    struct span span;
    if (!rewrite_sql(subject, &span)) {
        return false;
    }
    struct str text = str_slice(subject->source->text, span.start, span.end);
    rewrite_replace(subject, fix, (struct span){span.end, span.end},
                    rewrite_case(subject, " NOT VALID", text));
    return true;
}

bool fix_not_valid(const struct fix_subject *subject, struct fix *fix) {
    const struct operation *operation = subject->finding->step->operation;
    if (operation->kind != OP_ADD_CONSTRAINT && operation->kind != OP_ALTER_DOMAIN) {
        return false;
    }
    if (operation->from_sql) {
        return not_valid_in_sql(subject, fix);
    }
    const struct node *call =
        subject->root ? rewrite_call_at(subject, subject->finding->span) : NULL;
    struct str name = call ? rewrite_callee(subject, call) : (struct str){0};
    if (str_is(name, "add_column")) { // with its key, which gets a call of its own
        return stage_make_first(subject, fix);
    }
    return (str_is(name, "create_foreign_key") || str_is(name, "create_check_constraint")) &&
           rewrite_set_keyword(subject, fix, call, "postgresql_not_valid", "True");
}

// ---- defaults

// What the words of a text mean as an expression; empty: what they are.
static struct str expression_of(struct str words) {
    static const char *const meanings[][2] = {{"now", "now()"}, {"today", "current_date"}};
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (str_equal_nocase(str_trim(words), str_from(meanings[i][0]))) {
            return str_from(meanings[i][1]);
        }
    }
    return (struct str){0};
}

// The one server_default inside the finding; NULL: there is none, or several.
static const struct node *find_default(const struct fix_subject *subject) {
    const struct node *call = rewrite_call_at(subject, subject->finding->span);
    const struct node *found = NULL;
    for (const struct node *node = call; node; node = rewrite_walk(call, node)) {
        const struct node *value =
            node->kind == NODE_CALL ? rewrite_keyword(subject, node, "server_default") : NULL;
        if (value && found) {
            return NULL;
        }
        found = value ? value : found;
    }
    return found;
}

static const struct node *content_of(const struct node *string) {
    const struct node *content = NULL;
    for (const struct node *node = string->child; node; node = node->next) {
        if (node->kind == NODE_INTERPOLATION || node->kind == NODE_ESCAPE_SEQUENCE ||
            (node->kind == NODE_STRING_CONTENT && (content || node->child))) {
            return NULL;
        }
        content = node->kind == NODE_STRING_CONTENT ? node : content;
    }
    return content;
}

// In text() a colon starts a parameter, unless there are two: SQLAlchemy, text().
static bool has_parameter(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == ':') {
            if (i + 1 >= text.size || text.data[i + 1] != ':') {
                return true;
            }
            i++;
        }
    }
    return false;
}

static const struct import sqlalchemy_text = {
    .module = "sqlalchemy", .name = "text", .line = "import sqlalchemy as sa", .binds = "sa"};

static bool default_in_call(const struct fix_subject *subject, struct fix *fix) {
    const struct node *value = find_default(subject);
    const struct node *content = value && value->kind == NODE_STRING ? content_of(value) : NULL;
    if (!content || has_parameter(syntax_text(subject->source, content))) {
        return false;
    }
    struct str text = rewrite_need(subject, fix, &sqlalchemy_text);
    if (!text.size) {
        return false;
    }
    struct str meaning = expression_of(syntax_text(subject->source, content));
    uint32_t start = value->span.start;
    uint32_t end = value->span.end;
    rewrite_replace(subject, fix, (struct span){start, start},
                    str_concat(subject->arena, text, STR("(")));
    if (meaning.size) {
        rewrite_replace(subject, fix, content->span, meaning);
    }
    rewrite_replace(subject, fix, (struct span){end, end}, STR(")"));
    return rewrite_sort(fix);
}

static bool default_in_sql(const struct fix_subject *subject, struct fix *fix) {
    struct str quoted = subject->finding->step->operation->column.default_value.text;
    struct span span;
    if (!rewrite_sql(subject, &span)) {
        return false;
    }
    struct str sql = str_slice(subject->source->text, 0, span.end);
    size_t at = quoted.size > 2 ? str_find(sql, quoted, span.start) : SIZE_MAX;
    if (at == SIZE_MAX || str_find(sql, quoted, at + 1) != SIZE_MAX || quoted.data[0] != '\'' ||
        quoted.data[quoted.size - 1] != '\'') {
        return false;
    }
    struct str words = str_slice(quoted, 1, quoted.size - 1);
    struct str meaning = expression_of(words);
    if (str_find(words, STR("'"), 0) != SIZE_MAX || str_find(words, STR("\\"), 0) != SIZE_MAX) {
        return false;
    }
    rewrite_replace(subject, fix, (struct span){(uint32_t)at, (uint32_t)(at + quoted.size)},
                    meaning.size ? meaning : words);
    return true;
}

bool fix_default_text(const struct fix_subject *subject, struct fix *fix) {
    if (subject->finding->step->operation->from_sql) {
        return default_in_sql(subject, fix);
    }
    return subject->root && default_in_call(subject, fix);
}

// ---- types

// The type that a column is made with, or NULL. The span: of Column(…), or of add_column(…).
static const struct node *find_type(const struct fix_subject *subject, struct span span) {
    const struct node *call = subject->root ? rewrite_call_at(subject, span) : NULL;
    if (call && str_is(rewrite_callee(subject, call), "add_column")) {
        bool is_batch = !str_equal(rewrite_receiver(subject, call),
                                   rewrite_name_of(subject, "alembic", "op"));
        call = rewrite_argument(call, is_batch ? 0 : 1);
    }
    if (!call || call->kind != NODE_CALL || !str_is(rewrite_callee(subject, call), "Column")) {
        return NULL;
    }
    const struct node *type = rewrite_argument(call, 1);
    return type ? type : rewrite_keyword(subject, call, "type_");
}

// A finding is about all columns of its statement: each one of the type is changed.
static bool change_columns(const struct fix_subject *subject, struct fix *fix, const char *name,
                           bool (*change)(const struct fix_subject *subject, struct fix *fix,
                                          const struct node *type)) {
    const struct operation *operation = subject->finding->step->operation;
    bool is_table = operation->kind == OP_CREATE_TABLE;
    const struct column_def *columns = is_table ? operation->columns.items : &operation->column;
    size_t count = is_table ? operation->columns.count : 1;
    for (size_t i = 0; i < count; i++) {
        struct span span = columns[i].span;
        if (!str_is(columns[i].type.name, name)) {
            continue;
        }
        const struct node *type =
            find_type(subject, span.end > span.start ? span : subject->finding->span);
        if (!type || !change(subject, fix, type)) {
            return false;
        }
    }
    return rewrite_sort(fix);
}

static struct str last_name(const struct fix_subject *subject, const struct node *node) {
    if (node->kind == NODE_CALL) {
        return rewrite_callee(subject, node);
    }
    const struct node *name =
        node->kind == NODE_ATTRIBUTE ? node_field(node, FIELD_OF_ATTRIBUTE) : node;
    return name && name->kind == NODE_IDENTIFIER ? syntax_text(subject->source, name)
                                                 : (struct str){0};
}

static bool replace_word(const struct fix_subject *subject, struct fix *fix, const char *word,
                         const char *by) {
    struct str text = subject->source->text;
    struct span sql;
    if (!rewrite_sql(subject, &sql)) {
        return false;
    }
    size_t at = rewrite_find_word(text, sql, word);
    if (at == SIZE_MAX) {
        return false;
    }
    struct span span = {(uint32_t)at, (uint32_t)(at + strlen(word))};
    rewrite_replace(subject, fix, span,
                    rewrite_case(subject, by, str_slice(text, span.start, span.end)));
    return true;
}

static const struct import postgresql_jsonb = {
    .module = "sqlalchemy.dialects.postgresql",
    .name = "JSONB",
    .line = "from sqlalchemy.dialects import postgresql",
    .binds = "postgresql",
    .package = "sqlalchemy.dialects",
};

static bool use_jsonb(const struct fix_subject *subject, struct fix *fix,
                      const struct node *type) {
    if (!str_is(last_name(subject, type), "JSON")) {
        return false;
    }
    struct str name = rewrite_need(subject, fix, &postgresql_jsonb);
    if (!name.size) {
        return false;
    }
    const struct node *class =
        type->kind == NODE_CALL ? node_field(type, FIELD_OF_FUNCTION) : type;
    rewrite_replace(subject, fix, class->span, name);
    return true;
}

bool fix_jsonb(const struct fix_subject *subject, struct fix *fix) {
    if (subject->finding->step->operation->from_sql) {
        return replace_word(subject, fix, "JSON", "JSONB");
    }
    return change_columns(subject, fix, "json", use_jsonb);
}

static bool use_time_zone(const struct fix_subject *subject, struct fix *fix,
                          const struct node *type) {
    struct str name = last_name(subject, type);
    if (!str_is(name, "DateTime") && !str_is(name, "TIMESTAMP")) {
        return false;
    }
    if (type->kind != NODE_CALL) {
        rewrite_replace(subject, fix, (struct span){type->span.end, type->span.end},
                        STR("(timezone=True)"));
        return true;
    }
    const struct node *first = rewrite_argument(type, 0); // timezone is the first of both
    if (first) {
        rewrite_replace(subject, fix, first->span, STR("True"));
        return true;
    }
    return rewrite_set_keyword(subject, fix, type, "timezone", "True");
}

bool fix_timestamptz(const struct fix_subject *subject, struct fix *fix) {
    const struct operation *operation = subject->finding->step->operation;
    if (operation->from_sql) {
        return str_find_nocase(operation->sql, STR("WITHOUT"), 0) == SIZE_MAX &&
               replace_word(subject, fix, "TIMESTAMP", "TIMESTAMPTZ");
    }
    return change_columns(subject, fix, "timestamp", use_time_zone);
}
