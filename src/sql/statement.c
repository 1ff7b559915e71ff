#include "sql/statement.h"

struct operation *statement_add(struct statement *statement, enum operation_kind kind) {
    struct operation *operation = ARENA_PUSH(statement->arena, statement->out);
    *operation = (struct operation){
        .kind = kind,
        .span = statement->span,
        .written = statement->written,
        .statement = statement->number,
        .sql = statement->sql,
        .condition = statement->condition,
        .from_sql = true,
        .sent_together = statement->sent_together,
        .in_do_block = statement->in_do_block,
        .in_loop = statement->in_loop,
    };
    struct str name = str_from(operation_name(kind));
    bool creates = str_starts(name, STR("create")) || str_starts(name, STR("add"));
    operation->if_not_exists = creates && statement->skips_existing;
    operation->if_exists = str_starts(name, STR("drop")) && statement->skips_missing;
    if (kind == OP_OTHER) {
        operation->definition = statement_rest(statement, 0);
    }
    return operation;
}

struct operation *statement_add_on(struct statement *statement, enum operation_kind kind,
                                   struct json *relation) {
    struct operation *operation = statement_add(statement, kind);
    node_relation(statement->arena, relation, &operation->schema, &operation->table);
    return operation;
}

struct operation *statement_add_named(struct statement *statement, enum operation_kind kind,
                                      struct json *names) {
    struct operation *operation = statement_add(statement, kind);
    node_qualified(statement->arena, names, &operation->schema, &operation->name);
    return operation;
}

struct span statement_span(const struct statement *statement, uint32_t start, uint32_t end) {
    struct span origin = draft_origin(statement->draft, start, end);
    return mapped_span(statement->source, origin.start, origin.end, statement->span);
}

struct span statement_written(const struct statement *statement, size_t first, size_t end) {
    struct span span = {0};
    if (first < end && end <= statement->tokens.count && statement->written.end) {
        struct span origin =
            draft_origin(statement->draft, statement->tokens.items[first].start,
                         statement->tokens.items[end - 1].end);
        mapped_exact(statement->source, origin.start, origin.end, &span);
    }
    return span;
}

struct str statement_text(const struct statement *statement, uint32_t start, uint32_t end) {
    return draft_text(statement->arena, statement->draft, start, end);
}

struct str statement_tokens(const struct statement *statement, size_t first, size_t end) {
    if (first >= end || end > statement->tokens.count) {
        return (struct str){0};
    }
    return statement_text(statement, statement->tokens.items[first].start,
                          statement->tokens.items[end - 1].end);
}

static bool is(const struct statement *statement, size_t index, const char *word) {
    return token_is(statement->draft->text, &statement->tokens.items[index], word);
}

size_t statement_find(const struct statement *statement, size_t from, const char *word) {
    while (from < statement->tokens.count && !is(statement, from, word)) {
        from++;
    }
    return from;
}

size_t statement_find_outside(const struct statement *statement, size_t from, size_t end,
                              const char *word) {
    size_t depth = 0;
    for (; from < end; from++) {
        if (!depth && is(statement, from, word)) {
            return from;
        }
        depth += is(statement, from, "(");
        depth -= is(statement, from, ")") && depth;
    }
    return end;
}

size_t statement_name_end(const struct statement *statement, size_t index) {
    size_t count = statement->tokens.count;
    while (index + 2 < count && is(statement, index + 1, ".")) {
        index += 2;
    }
    return index < count ? index + 1 : count;
}

size_t statement_named_end(const struct statement *statement, const char *word) {
    size_t index = statement_find(statement, 0, word) + 1, count = statement->tokens.count;
    if (index < count && is(statement, index, "if")) {
        index += index + 1 < count && is(statement, index + 1, "not") ? 3 : 2;
    }
    return statement_name_end(statement, index);
}

struct str statement_rest(const struct statement *statement, size_t index) {
    return statement_tokens(statement, index, statement->tokens.count);
}

struct str statement_rest_behind(const struct statement *statement, struct json *relation) {
    size_t at = statement_at(statement, relation);
    return statement_rest(statement, statement_name_end(statement, at));
}

struct str statement_rest_behind_word(const struct statement *statement, const char *word) {
    return statement_rest(statement, statement_named_end(statement, word));
}

size_t statement_at(const struct statement *statement, struct json *body) {
    return tokens_at(&statement->tokens, (uint32_t)node_number(body, "location", 0));
}

size_t statement_clause_end(const struct statement *statement, size_t index) {
    size_t depth = 0;
    for (; index < statement->tokens.count; index++) {
        bool is_close = is(statement, index, ")") || is(statement, index, "]");
        if (!depth && (is_close || is(statement, index, ","))) {
            break;
        }
        depth += is(statement, index, "(") || is(statement, index, "[");
        depth -= is_close;
    }
    return index;
}

struct str statement_group(const struct statement *statement, uint32_t offset) {
    size_t first = tokens_at(&statement->tokens, offset), depth = 0;
    if (first < statement->tokens.count && is(statement, first, "(")) {
        first++;
    }
    for (; first > 0; first--) {
        depth += is(statement, first - 1, ")");
        if (is(statement, first - 1, "(") && depth-- == 0) {
            break;
        }
    }
    if (!first) {
        return (struct str){0};
    }
    size_t end = first;
    while (end < statement->tokens.count && !is(statement, end, ")")) {
        end = statement_clause_end(statement, end);
        end += end < statement->tokens.count && !is(statement, end, ")");
    }
    return statement_tokens(statement, first - 1, end + 1);
}

int64_t statement_integer(const struct statement *statement, struct json *body,
                          uint32_t offset) {
    if (node_get(body, "ival")) {
        return node_number(body, "ival", 0);
    }
    size_t index = tokens_at(&statement->tokens, offset);
    while (index < statement->tokens.count &&
           statement->tokens.items[index].kind != TOKEN_NUMBER) {
        index++;
    }
    if (index == statement->tokens.count || !index || !is(statement, index - 1, "-")) {
        return 0;
    }
    int64_t number = 0;
    struct str digits = token_text(statement->draft->text, &statement->tokens.items[index]);
    for (size_t i = 0; i < digits.size && digits.data[i] >= '0' && digits.data[i] <= '9'; i++) {
        number = number < INT64_MAX / 10 - 9 ? number * 10 + (digits.data[i] - '0') : number;
    }
    return -number;
}

struct str statement_options(const struct statement *statement, struct json *list,
                             const char *without) {
    struct arena *arena = statement->arena;
    struct text out = {.arena = arena};
    for (size_t i = 0; i < node_count(list); i++) {
        struct json *option = node_is(node_item(list, i), "DefElem");
        struct json *value = node_get(option, "arg"), *number = node_is(value, "Integer");
        struct str name = node_text(arena, option, "defname"), word = node_string(arena, value);
        bool is_on = word.size || number || node_boolean(value, true);
        if (str_is(name, without) || !is_on) {
            continue;
        }
        text_addf(&out, "%s" STR_FMT, out.count ? ", " : "", STR_ARG(str_upper(arena, name)));
        if (number) {
            text_addf(&out, " %d", (int)node_number(number, "ival", 0));
        }
        if (word.size) {
            text_addf(&out, " " STR_FMT, STR_ARG(word));
        }
    }
    return text_str(&out);
}
