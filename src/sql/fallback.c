#include "sql/fallback.h"

#include "sql/dialect.h"
#include "sql/expression.h"

static bool is(const struct statement *statement, size_t index, const char *words) {
    return tokens_are(statement->draft->text, &statement->tokens, index, words);
}

// ---- syntax that is newer than the parser

// `*` stands for a name. A replacement of NULL is made by make_check().
// clang-format off
static const struct pattern {
    const char *words;
    size_t keep;             // tokens before the ones that are replaced
    const char *replacement;
    size_t what;             // offset of a bool in struct newer; 0 with `since`
    uint8_t since;           // where no member of an operation tells of it
    const char *statement;   // only in statements that start with this word
} patterns[] = {
    // PostgreSQL 18: ALTER TABLE, table_constraint
    {"add not null *",            1, NULL,            offsetof(struct newer, has_not_null), 0, NULL},
    {"constraint * not null *",   2, NULL,            offsetof(struct newer, has_not_null), 0, "alter"},
    {"not enforced",              0, "",              offsetof(struct newer, not_enforced), 0, NULL},
    {") virtual",                 1, "STORED",        offsetof(struct newer, is_virtual), 0, NULL},
    // PostgreSQL 17: ALTER TABLE, SET EXPRESSION
    {"set expression as",         0, "SET DEFAULT",   offsetof(struct newer, sets_expression), 0, NULL},
    // What no member tells of: the manual's release notes (appendix E) of the version
    {"without overlaps",          0, "",              0, 18, NULL},
    {"vacuum only",               1, "",              0, 18, "vacuum"},
    {"analyze only",              1, "",              0, 18, "analyze"},
    {"not matched by source",     0, "MATCHED",       0, 17, "merge"},
    {"not matched by target",     0, "NOT MATCHED",   0, 17, "merge"},
    {"at local",                  0, "AT TIME ZONE 'UTC'", 0, 17, NULL},
    {"set access method default", 0, "SET ACCESS METHOD heap", 0, 17, "alter"},
    {"set storage default",       0, "SET STORAGE PLAIN", 0, 16, "alter"},
    {"storage plain",             0, "",              0, 16, "create"},
    {"storage external",          0, "",              0, 16, "create"},
    {"storage extended",          0, "",              0, 16, "create"},
    {"storage main",              0, "",              0, 16, "create"},
    {"storage default",           0, "",              0, 16, "create"},
    {"is json",                   0, "IS NULL",       0, 16, NULL},
    {"is not json",               0, "IS NOT NULL",   0, 16, NULL},
};
// clang-format on

// NOT NULL c becomes CHECK (c IS NOT NULL), which says the same and is one constraint as well.
static struct str make_check(struct arena *arena, struct str text, const struct token *name) {
    return str_format(arena, "CHECK (" STR_FMT " IS NOT NULL)",
                      STR_ARG(token_text(text, name)));
}

// GENERATED ALWAYS AS (…) without STORED is VIRTUAL from 18 on.
static bool add_stored(struct arena *arena, struct split *split, struct piece *piece,
                       const struct draft *draft, const struct tokens *tokens) {
    bool edited = false;
    for (size_t i = 0; i + 3 < tokens->count; i++) {
        if (!tokens_are(draft->text, tokens, i, "generated always as (")) {
            continue;
        }
        size_t depth = 0, end = i + 3;
        for (; end < tokens->count; end++) {
            depth += token_is(draft->text, &tokens->items[end], "(");
            depth -= token_is(draft->text, &tokens->items[end], ")");
            if (!depth) {
                break;
            }
        }
        if (end < tokens->count && !tokens_are(draft->text, tokens, end + 1, "stored") &&
            !tokens_are(draft->text, tokens, end + 1, "virtual")) {
            uint32_t at =
                draft_origin(draft, tokens->items[end].start, tokens->items[end].end).end;
            edited |= draft_edit(arena, split, piece, (struct span){at, at}, STR(" STORED"));
        }
    }
    return edited;
}

// The token RETURNING of a MERGE, from 17 on; the count of tokens where there is none.
static size_t find_returning(struct str text, const struct tokens *tokens) {
    size_t depth = 0;
    for (size_t i = 0; i < tokens->count && tokens_are(text, tokens, 0, "merge"); i++) {
        depth += token_is(text, &tokens->items[i], "(");
        depth -= token_is(text, &tokens->items[i], ")") && depth;
        if (!depth && token_is(text, &tokens->items[i], "returning")) {
            return i;
        }
    }
    return tokens->count;
}

static bool cut_returning(struct arena *arena, struct split *split, struct piece *piece,
                          const struct draft *draft, const struct tokens *tokens) {
    size_t first = find_returning(draft->text, tokens);
    if (first == tokens->count) {
        return false;
    }
    uint32_t end = tokens->items[tokens->count - 1].end;
    struct span origin = draft_origin(draft, tokens->items[first].start, end);
    return draft_edit(arena, split, piece, origin, STR(""));
}

// Of each token that opens a parenthesis: the index of the one that closes it, else the number
// of tokens.
static size_t *read_closes(struct arena *arena, struct str text, const struct tokens *tokens) {
    size_t *closes = ARENA_NEW(arena, size_t, tokens->count + 1);
    size_t *open = ARENA_NEW(arena, size_t, tokens->count + 1), depth = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        closes[i] = tokens->count;
        if (token_is(text, &tokens->items[i], "(")) {
            open[depth++] = i;
        } else if (depth && token_is(text, &tokens->items[i], ")")) {
            closes[open[--depth]] = i;
        }
    }
    return closes;
}

// JSON_TABLE (…), a row source from 17 on, is left as a function without arguments.
static bool empty_json_table(struct arena *arena, struct split *split, struct piece *piece,
                             const struct draft *draft, const struct tokens *tokens,
                             const size_t *closes) {
    bool edited = false;
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        size_t close = closes[i + 1];
        if (!tokens_are(draft->text, tokens, i, "json_table (") || close == tokens->count ||
            close == i + 2) {
            continue;
        }
        struct span inside =
            draft_origin(draft, tokens->items[i + 2].start, tokens->items[close - 1].end);
        edited |= draft_edit(arena, split, piece, inside, STR(""));
    }
    return edited;
}

// Index behind a query in FROM at token `index` that has no alias, as from 16 on; 0: none.
static size_t query_without_alias(struct str text, const struct tokens *tokens, size_t index,
                                  const size_t *closes) {
    static const char *const before[] = {"from", "join", "lateral"};
    static const char *const behind[] = {")",     "where", "on",    "join",  "inner",
                                         "left",  "right", "full",  "cross", "natural",
                                         "group", "order", "limit", "union", "having",
                                         ",",     "using", "for",   "except"};
    bool is_query = index && (tokens_are(text, tokens, index, "( select") ||
                              tokens_are(text, tokens, index, "( values"));
    bool is_source = false;
    for (size_t i = 0; is_query && i < sizeof before / sizeof *before; i++) {
        is_source |= token_is(text, &tokens->items[index - 1], before[i]);
    }
    bool compares = index > 1 && token_is(text, &tokens->items[index - 2], "distinct");
    is_source = is_source && !compares; // IS DISTINCT FROM (SELECT …)
    size_t end = is_source ? closes[index] + 1 : 0;
    if (!end || end > tokens->count) {
        return 0;
    }
    bool is_last = end == tokens->count;
    for (size_t i = 0; !is_last && i < sizeof behind / sizeof *behind; i++) {
        is_last = token_is(text, &tokens->items[end], behind[i]);
    }
    return is_last ? end : 0;
}

static bool add_aliases(struct arena *arena, struct split *split, struct piece *piece,
                        const struct draft *draft, const struct tokens *tokens,
                        const size_t *closes) {
    bool edited = false;
    for (size_t i = 0; i < tokens->count; i++) {
        size_t end = query_without_alias(draft->text, tokens, i, closes);
        if (end) {
            const struct token *last = &tokens->items[end - 1];
            uint32_t at = draft_origin(draft, last->start, last->end).end;
            edited |=
                draft_edit(arena, split, piece, (struct span){at, at}, STR(" AS unnamed"));
        }
    }
    return edited;
}

static void note_since(struct newer *newer, uint8_t since) {
    newer->since = newer->since > since ? newer->since : since;
}

static void note(struct newer *newer, const struct pattern *pattern) {
    if (pattern->since) {
        note_since(newer, pattern->since);
    } else {
        *(bool *)((char *)newer + pattern->what) = true;
    }
}

// Tokens that a pattern takes from `index` on, 0 when it does not fit the statement.
static size_t match_pattern(const struct pattern *pattern, struct str text,
                            const struct tokens *tokens, size_t index) {
    size_t count = dialect_match(text, tokens, index, pattern->words);
    bool fits =
        count && (!pattern->statement || tokens_are(text, tokens, 0, pattern->statement));
    return fits ? count : 0;
}

uint8_t fallback_since(struct arena *arena, struct str text, const struct tokens *tokens) {
    const size_t *closes = read_closes(arena, text, tokens);
    struct newer newer = {.since = find_returning(text, tokens) < tokens->count ? 17 : 0};
    for (size_t i = 0; i < tokens->count; i++) {
        for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
            if (patterns[p].since && match_pattern(&patterns[p], text, tokens, i)) {
                note(&newer, &patterns[p]);
            }
        }
        if (tokens_are(text, tokens, i, "json_table (")) {
            note_since(&newer, 17);
        }
        if (query_without_alias(text, tokens, i, closes)) {
            note_since(&newer, 16);
        }
    }
    return newer.since;
}

bool fallback_edit(struct arena *arena, struct split *split, struct piece *piece,
                   const struct draft *draft, const struct tokens *tokens,
                   struct newer *newer) {
    bool edited = false;
    for (size_t i = 0; i < tokens->count; i++) {
        for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
            size_t count = match_pattern(&patterns[p], draft->text, tokens, i);
            if (!count) {
                continue;
            }
            const struct token *first = &tokens->items[i + patterns[p].keep];
            const struct token *last = &tokens->items[i + count - 1];
            struct str replacement = patterns[p].replacement
                                         ? str_from(patterns[p].replacement)
                                         : make_check(arena, draft->text, last);
            struct span origin = draft_origin(draft, first->start, last->end);
            if (draft_edit(arena, split, piece, origin, replacement)) {
                note(newer, &patterns[p]);
                edited = true;
            }
        }
    }
    if (add_stored(arena, split, piece, draft, tokens)) {
        newer->is_virtual = edited = true;
    }
    if (cut_returning(arena, split, piece, draft, tokens)) {
        note_since(newer, 17);
        edited = true;
    }
    const size_t *closes = read_closes(arena, draft->text, tokens);
    if (empty_json_table(arena, split, piece, draft, tokens, closes)) {
        note_since(newer, 17);
        edited = true;
    }
    if (add_aliases(arena, split, piece, draft, tokens, closes)) {
        note_since(newer, 16);
        edited = true;
    }
    return edited;
}

static void restore_constraint(struct constraint_def *constraint, const struct newer *newer) {
    bool proves_one =
        constraint->type == CONSTRAINT_CHECK && constraint->check.not_null.count == 1 &&
        constraint->check.columns.count == 1 &&
        str_find_nocase(constraint->check.text, STR("is not null"), 0) == SIZE_MAX;
    if (newer->has_not_null && proves_one) {
        constraint->type = CONSTRAINT_NOT_NULL;
        constraint->columns = constraint->check.not_null;
        constraint->check = (struct expression){0};
    }
    bool may_be_off =
        constraint->type == CONSTRAINT_CHECK || constraint->type == CONSTRAINT_FOREIGN_KEY;
    constraint->not_enforced |= newer->not_enforced && may_be_off;
}

void fallback_restore(struct statement *statement, size_t first, const struct newer *newer) {
    for (size_t i = first; i < statement->out->count; i++) {
        struct operation *operation = &statement->out->items[i];
        operation->syntax_since = newer->since;
        restore_constraint(&operation->constraint, newer);
        for (size_t c = 0; c < operation->constraints.count; c++) {
            restore_constraint(&operation->constraints.items[c], newer);
        }
        for (size_t c = 0; newer->is_virtual && c < operation->columns.count; c++) {
            struct column_def *column = &operation->columns.items[c];
            column->generated = column->generated ? GENERATED_VIRTUAL : GENERATED_NONE;
        }
        if (newer->is_virtual && operation->column.generated) {
            operation->column.generated = GENERATED_VIRTUAL;
        }
        if (newer->sets_expression && operation->kind == OP_SET_DEFAULT) {
            operation->kind = OP_SET_EXPRESSION;
            operation->column.generation = operation->column.default_value;
            operation->column.generation.text =
                expression_inside(statement->arena, operation->column.generation.text);
            operation->column.default_value = (struct expression){0};
            operation->column.generated = GENERATED_STORED;
        }
    }
}

// ---- too large

static size_t read_name(const struct statement *statement, size_t index,
                        struct operation *operation) {
    size_t end = statement_name_end(statement, index);
    struct str text = statement->draft->text;
    if (end == index) {
        return end;
    }
    operation->table = token_name(statement->arena, text, &statement->tokens.items[end - 1]);
    if (end - index > 2) {
        operation->schema =
            token_name(statement->arena, text, &statement->tokens.items[end - 3]);
    }
    return end;
}

static void read_columns(const struct statement *statement, size_t index,
                         struct operation *operation) {
    const struct tokens *tokens = &statement->tokens;
    for (; index + 1 < tokens->count && !is(statement, index, ")"); index += 2) {
        struct str name =
            token_name(statement->arena, statement->draft->text, &tokens->items[index + 1]);
        if (!name.size) {
            return;
        }
        *ARENA_PUSH(statement->arena, &operation->names) = name;
    }
}

static const struct {
    const char *words;
    size_t count;
    enum operation_kind kind;
} starts[] = {
    {"insert into", 2, OP_INSERT}, {"delete from only", 3, OP_DELETE},
    {"delete from", 2, OP_DELETE}, {"update only", 2, OP_UPDATE},
    {"update", 1, OP_UPDATE},      {"merge into", 2, OP_MERGE},
    {"copy", 1, OP_COPY},          {"select", 1, OP_SELECT},
};

void fallback_large(struct statement *statement, enum parse_status status) {
    struct str reason = status == PARSE_TOO_LARGE ? STR("the statement is longer than 64 kB")
                                                  : STR("the statement is nested too deep");
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (!is(statement, 0, starts[i].words)) {
            continue;
        }
        struct operation *operation = statement_add(statement, starts[i].kind);
        if (operation->kind == OP_SELECT) {
            return;
        }
        size_t end = read_name(statement, starts[i].count, operation);
        if (operation->kind == OP_INSERT && is(statement, end, "(")) {
            read_columns(statement, end, operation);
        }
        size_t where = statement_find_outside(statement, end, statement->tokens.count, "where");
        if (where < statement->tokens.count && operation->kind != OP_INSERT) {
            operation->expression.is_unknown = true;
            operation_set_unknown(statement->arena, operation, "where", reason);
        }
        if (operation->kind == OP_UPDATE) {
            operation_set_unknown(statement->arena, operation, "names", reason);
        }
        return;
    }
    statement_add(statement, OP_OPAQUE)->reason = reason;
}

// ---- rejected

// REPACK is new in 19: what it is about stands behind it.
static bool read_repack(struct statement *statement) {
    if (!is(statement, 0, "repack")) {
        return false;
    }
    struct operation *operation = statement_add(statement, OP_OTHER);
    operation->object = STR("REPACK");
    operation->syntax_since = 19;
    size_t at = 1;
    size_t option = statement_find(statement, at, "concurrently");
    if (is(statement, at, "(")) {
        at = statement_find(statement, at, ")") + 1;
    }
    at += is(statement, at, "concurrently");
    operation->concurrently = option < at;
    read_name(statement, at, operation);
    return true;
}

void fallback_rejected(struct statement *statement, const struct parse *parse,
                       const struct gap *hole) {
    const char *words;
    const char *dialect = dialect_of(statement, parse->message, &words);
    struct arena *arena = statement->arena;
    if (read_repack(statement)) {
        return;
    }
    if (dialect || hole) {
        struct operation *operation = statement_add(statement, OP_OPAQUE);
        operation->reason =
            dialect ? str_format(arena, "SQL of %s: %s", dialect, words) : hole->reason;
        return;
    }
    size_t at = tokens_at(&statement->tokens, parse->offset);
    at -= at == statement->tokens.count && at > 0;
    struct span span = statement->span;
    if (at < statement->tokens.count) {
        const struct token *token = &statement->tokens.items[at];
        span = statement_span(statement, token->start, token->end);
    }
    struct operation *operation = statement_add(statement, OP_SYNTAX_ERROR);
    operation->reason = draft_unmark(arena, statement->draft->split, parse->message);
    operation->span = span;
}
