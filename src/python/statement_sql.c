// The SQL of insert(), update() and delete(), as SQLAlchemy prints them.
#include "model/print.h"
#include "python/terms.h"
#include "sql/translate.h"

// ---- the other tables that a statement names

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

// A name, plain or in quotes, that starts at `at`; its size, 0: there is none.
static size_t name_size(struct str text, size_t at) {
    size_t end = at;
    if (at < text.size && text.data[at] == '"') {
        end = str_find(text, STR("\""), at + 1);
        return end == SIZE_MAX ? 0 : end + 1 - at;
    }
    while (end < text.size && is_word(text.data[end])) {
        end++;
    }
    return end - at;
}

// What stands before the last dot of `a.b.c` at *at, which moves behind it; empty: no dot.
static struct str qualifier_at(struct str text, size_t *at) {
    size_t start = *at, last = start;
    for (size_t size; (size = name_size(text, *at)) > 0;) {
        *at += size;
        if (*at + 1 >= text.size || text.data[*at] != '.' || !name_size(text, *at + 1)) {
            break;
        }
        last = *at;
        ++*at;
    }
    return str_slice(text, start, last);
}

// The tables of the columns in an expression, as written, but for the statement's own. What
// stands in parentheses with a SELECT has a FROM of its own, and only reads.
static void find_tables(struct arena *arena, struct str text, struct str own,
                        struct str_list *joined) {
    unsigned depth = 0, query = 0; // query: the depth of the SELECT that is inside
    for (size_t at = 0; at < text.size;) {
        char c = text.data[at];
        if (c == '\'') {
            size_t end = str_find(text, STR("'"), at + 1);
            at = end == SIZE_MAX ? text.size : end + 1;
            continue;
        }
        depth += c == '(';
        query = c == ')' && query == depth ? 0 : query;
        depth -= c == ')' && depth;
        if (c != '"' && (!is_word(c) || (c >= '0' && c <= '9'))) {
            at++;
            continue;
        }
        size_t start = at;
        struct str table = qualifier_at(text, &at);
        bool is_select = str_is(str_slice(text, start, at), "SELECT");
        query = is_select && !query ? depth : query;
        bool is_function = at < text.size && text.data[at] == '('; // of a schema
        if (table.size && !is_function && !query && !str_equal(table, own) &&
            !str_list_has(joined, table)) {
            *ARENA_PUSH(arena, joined) = table;
        }
        at += at == start;
    }
}

// Their names after FROM (UPDATE) or USING (DELETE), which is what SQLAlchemy makes of them.
static struct str joined_tables(struct emitter *emitter, struct operation *operation,
                                const char *keyword) {
    struct arena *arena = emitter->arena;
    struct str own = quoted_name(arena, operation->table);
    struct str_list tables = {0};
    if (operation->schema.size) {
        own = str_format(arena, STR_FMT "." STR_FMT,
                         STR_ARG(quoted_name(arena, operation->schema)), STR_ARG(own));
    }
    for (size_t i = 0; i < operation->columns.count; i++) {
        find_tables(arena, operation->columns.items[i].default_value.text, own, &tables);
    }
    find_tables(arena, operation->expression.text, own, &tables);
    for (size_t i = 0; i < tables.count; i++) {
        *ARENA_PUSH(arena, &operation->sources) = tables.items[i];
    }
    struct str list = str_join(arena, tables.items, tables.count, STR(", "));
    return list.size ? str_format(arena, " %s " STR_FMT, keyword, STR_ARG(list)) : list;
}

// ---- printing and emitting

static struct str value_or_hole(const struct column_def *column) {
    return column->default_value.text.size ? column->default_value.text : STR("…");
}

static struct str insert_sql(struct emitter *emitter, const struct operation *operation) {
    struct arena *arena = emitter->arena;
    struct text names = {.arena = arena}, values = {.arena = arena};
    for (size_t i = 0; i < operation->columns.count; i++) {
        const struct column_def *column = &operation->columns.items[i];
        struct str name = column->name.size ? quoted_name(arena, column->name) : STR("…");
        text_addf(&names, "%s" STR_FMT, i ? ", " : "", STR_ARG(name));
        text_addf(&values, "%s" STR_FMT, i ? ", " : "", STR_ARG(value_or_hole(column)));
    }
    struct str table = operation->table.size ? quoted_name(arena, operation->table) : STR("…");
    if (operation->schema.size) {
        table = str_format(arena, STR_FMT "." STR_FMT,
                           STR_ARG(quoted_name(arena, operation->schema)), STR_ARG(table));
    }
    if (operation->options.size) {
        return str_format(arena, "INSERT INTO " STR_FMT " (" STR_FMT ") " STR_FMT,
                          STR_ARG(table), STR_ARG(text_str(&names)),
                          STR_ARG(operation->options));
    }
    return str_format(arena, "INSERT INTO " STR_FMT " (" STR_FMT ") VALUES (" STR_FMT ")",
                      STR_ARG(table), STR_ARG(text_str(&names)), STR_ARG(text_str(&values)));
}

static struct str update_sql(struct emitter *emitter, struct operation *operation) {
    struct arena *arena = emitter->arena;
    struct text sql = {.arena = arena};
    struct str table = operation->table.size ? quoted_name(arena, operation->table) : STR("…");
    text_add(&sql, STR("UPDATE "));
    if (operation->schema.size) {
        text_addf(&sql, STR_FMT ".", STR_ARG(quoted_name(arena, operation->schema)));
    }
    text_addf(&sql, STR_FMT " SET ", STR_ARG(table));
    for (size_t i = 0; i < operation->columns.count; i++) {
        const struct column_def *column = &operation->columns.items[i];
        struct str name = column->name.size ? quoted_name(arena, column->name) : STR("…");
        text_addf(&sql, "%s" STR_FMT "=" STR_FMT, i ? ", " : "", STR_ARG(name),
                  STR_ARG(value_or_hole(column)));
    }
    text_add(&sql, joined_tables(emitter, operation, "FROM"));
    if (operation->expression.text.size) {
        text_addf(&sql, " WHERE " STR_FMT, STR_ARG(operation->expression.text));
    }
    return text_str(&sql);
}

// The relations that queries inside read, as PostgreSQL's grammar finds them.
static void find_sources(struct emitter *emitter, struct operation *operation) {
    bool has_query = str_find(operation->sql, STR("SELECT "), 0) != SIZE_MAX &&
                     str_find(operation->sql, STR("…"), 0) == SIZE_MAX;
    if (!has_query || operation->sources.count) {
        return;
    }
    struct mapped_text text = {.text = operation->sql};
    struct sql_origin origin = {0};
    struct operations read = {0};
    uint32_t statement = 0;
    sql_translate(emitter->arena, &text, &origin, &statement, &read);
    if (read.count == 1 && read.items[0].kind == operation->kind) {
        operation->sources = read.items[0].sources;
    }
}

void statement_finish(struct emitter *emitter, struct operation *operation) {
    if (operation->kind == OP_INSERT || operation->kind == OP_UPDATE) {
        for (size_t i = 0; i < operation->columns.count; i++) {
            *ARENA_PUSH(emitter->arena, &operation->names) = operation->columns.items[i].name;
        }
        operation->given_rows = operation->kind == OP_INSERT && operation->columns.count &&
                                !operation->options.size;
        if (operation->columns.count) {
            operation->sql = operation->kind == OP_INSERT ? insert_sql(emitter, operation)
                                                          : update_sql(emitter, operation);
        }
        operation->columns = (struct columns){0};
        operation->options = (struct str){0};
    }
    struct str using = operation->kind == OP_DELETE ? joined_tables(emitter, operation, "USING")
                                                    : (struct str){0};
    struct str_list sources = operation->sources;
    operation->sources = (struct str_list){0}; // their clause is put in below
    emit_done(emitter, operation);
    operation->sources = sources;
    if (operation->kind == OP_SELECT) { // what it selects is in its text alone
        operation->options = (struct str){0};
        if (operation->table.size) {
            *ARENA_PUSH(emitter->arena, &operation->names) =
                relation_name(emitter->arena, operation->schema, operation->table);
        }
    }
    size_t where = str_find(operation->sql, STR(" WHERE "), 0);
    if (using.size && where != SIZE_MAX) {
        operation->sql =
            str_format(emitter->arena, STR_FMT STR_FMT STR_FMT,
                       STR_ARG(str_slice(operation->sql, 0, where)), STR_ARG(using),
                       STR_ARG(str_slice(operation->sql, where, operation->sql.size)));
    }
    find_sources(emitter, operation);
}
