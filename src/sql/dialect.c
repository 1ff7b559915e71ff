#include "sql/dialect.h"

size_t dialect_match(struct str text, const struct tokens *tokens, size_t index,
                     const char *words) {
    struct str rest = str_from(words), word;
    size_t count = 0;
    for (; str_split(&rest, ' ', &word); count++) {
        if (index + count >= tokens->count) {
            return str_is(word, "$") && index + count == tokens->count ? count : 0;
        }
        const struct token *token = &tokens->items[index + count];
        bool is_name = token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED_NAME;
        bool fits = str_is(word, "*")   ? is_name
                    : str_is(word, "'") ? token->kind == TOKEN_STRING
                                        : token->kind != TOKEN_STRING &&
                                              str_equal_nocase(token_text(text, token), word);
        if (!fits) {
            return 0;
        }
    }
    return count;
}

// Words and signs that no SQL of PostgreSQL's has in that place, and whose they are.
// clang-format off
static const struct {
    const char *words; // ^: at the statement's start; the rest as dialect_match() has it
    const char *dialect;
} dialects[] = {
    {"^pragma",              "SQLite"},
    {"autoincrement",        "SQLite"},
    {"^insert or",           "SQLite"},
    {"^update or",           "SQLite"},
    {"without rowid",        "SQLite"},
    {"^attach database",     "SQLite"},
    {"auto_increment",       "MySQL"},
    {"engine =",             "MySQL"},
    {"change column",        "MySQL"},
    {"modify column",        "MySQL"},
    {"^alter table * modify", "MySQL"},
    {"^alter table * change", "MySQL"},
    {"^alter table * drop index", "MySQL"},
    {"add unique index",     "MySQL"},
    {"fulltext",             "MySQL"},
    {"rlike",                "MySQL"},
    {"^drop index * on",     "MySQL"},
    {"add index",            "MySQL"},
    {"add fulltext",         "MySQL"},
    {"int ( 11 )",           "MySQL"},
    {"using utf8mb4",        "MySQL"},
    {"^insert ignore",       "MySQL"},
    {"^replace into",        "MySQL"},
    {"^optimize table",      "MySQL"},
    {"^repair table",        "MySQL"},
    {"^show tables",         "MySQL"},
    {"^rename table",        "MySQL"},
    {"^delimiter",           "MySQL"},
    {"on update current_timestamp", "MySQL"},
    {"on duplicate key",     "MySQL"},
    {"unsigned",             "MySQL"},
    {"drop foreign key",     "MySQL"},
    {"drop primary key",     "MySQL"},
    {"character set",        "MySQL"},
    {"algorithm =",          "MySQL"},
    {"^set global",          "MySQL"},
    {"add foreign key * (",  "MySQL"},
    {"regexp '",             "MySQL"},
    {"signal sqlstate",      "MySQL"},
    {"for each row if",      "MySQL"},
    {"for each row set",     "MySQL"},
    {"for each row insert",  "MySQL"},
    {"for each row update",  "MySQL"},
    {"for each row delete",  "MySQL"},
    {"insert ignore",        "MySQL"},
    {"^show columns",        "MySQL"},
    {"^show index",          "MySQL"},
    {"^show create",         "MySQL"},
    {"^show databases",      "MySQL"},
    {"^update * inner join", "MySQL"},
    {"^update * * inner join", "MySQL"},
    {"^update * as * inner join", "MySQL"},
    {"^update * join",       "MySQL"},
    {"^update * * join",     "MySQL"},
    {"^update * as * join",  "MySQL"},
    {"^update * left join",  "MySQL"},
    {"^update * * left join", "MySQL"},
    {"^delete * from",       "MySQL"},
    {"for each row begin",   "MySQL or SQLite"},
    {"^drop trigger * $",    "MySQL or SQLite"},
    {"^drop trigger if exists * $", "MySQL or SQLite"},
    {"is '",                 "SQLite"},
    {"is not '",             "SQLite"},
    {"^exec",                "SQL Server"},
    {"^if object_id",        "SQL Server"},
    {"identity ( 1 , 1 )",   "SQL Server"},
    {"^begin tran",          "SQL Server"},
    {"^declare @",           "SQL Server"},
    {"^use",                 "MySQL or SQL Server"},
    {"^begin declare",       "Oracle"},
};
// clang-format on

// Back-ticks quote names in MySQL; in PostgreSQL they are an operator's character.
static bool has_backtick_name(const struct statement *statement) {
    struct str text = statement->draft->text;
    for (size_t i = 0; i + 2 < statement->tokens.count; i++) {
        const struct token *token = &statement->tokens.items[i];
        bool opens = token->kind == TOKEN_OPERATOR && text.data[token->end - 1] == '`';
        const struct token *close = token + 2;
        if (opens && token[1].kind == TOKEN_WORD && close->kind == TOKEN_OPERATOR &&
            text.data[close->start] == '`') {
            return true;
        }
    }
    return false;
}

const char *dialect_of(const struct statement *statement, struct str message,
                       const char **words) {
    *words = "`";
    if (has_backtick_name(statement)) {
        return "MySQL";
    }
    if (str_starts(message, STR("LIMIT #,#"))) {
        *words = "limit 1, 2"; // the grammar knows it, and says what to write
        return "MySQL";
    }
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        const char *pattern = dialects[i].words;
        bool at_start = *pattern == '^';
        *words = pattern + at_start;
        size_t count = at_start ? 1 : statement->tokens.count;
        for (size_t at = 0; at < count; at++) {
            if (dialect_match(statement->draft->text, &statement->tokens, at, *words)) {
                return dialects[i].dialect;
            }
        }
    }
    return NULL;
}
