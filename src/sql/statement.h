/**
 * statement: one statement being translated. What the parts of the SQL front end share.
 */
#ifndef SQL_STATEMENT_H
#define SQL_STATEMENT_H

#include "model/operation.h"
#include "sql/draft.h"
#include "sql/node.h"
#include "sql/translate.h"

struct statement {
    struct arena *arena;
    struct arena *scratch; // for what is needed until the statement is translated
    const struct mapped_text *source;
    const struct sql_origin *origin;
    const struct draft *draft;
    struct tokens tokens; // of the draft
    struct operations *out;
    uint32_t number; // in the migration
    struct str sql;  // as its author wrote it
    struct span span;
    struct span written; // as of an operation
    unsigned depth;      // of statements inside statements
    bool sent_together;
    bool in_do_block;
    bool in_loop;
    bool skips_existing; // a handler in PL/pgSQL takes "it exists already"
    bool skips_missing;  // … and "there is no such thing"
    const struct condition *condition;
    struct str_list defined; // names that WITH around it gives to queries: no relations
};

/** Turns the body of one kind of node into operations. */
typedef void statement_translator(struct statement *statement, struct json *body);

/** A new operation with what all have in common. It moves when the next one is added. */
struct operation *statement_add(struct statement *statement, enum operation_kind kind);

/** The same, about the relation of a RangeVar's body. */
struct operation *statement_add_on(struct statement *statement, enum operation_kind kind,
                                   struct json *relation);

/** The same, about what a list of String nodes names: schema and name. */
struct operation *statement_add_named(struct statement *statement, enum operation_kind kind,
                                      struct json *names);

/** The file's span of bytes start to end of the draft. */
struct span statement_span(const struct statement *statement, uint32_t start, uint32_t end);

/** Where tokens first up to and without end stand in the file; empty: in no one place. */
struct span statement_written(const struct statement *statement, size_t first, size_t end);

/** The draft's bytes start to end as their author wrote them. */
struct str statement_text(const struct statement *statement, uint32_t start, uint32_t end);

/** Tokens first up to and without end, as their author wrote them. */
struct str statement_tokens(const struct statement *statement, size_t first, size_t end);

/** Index of the first token at or after `from` that is the word, or the number of tokens. */
size_t statement_find(const struct statement *statement, size_t from, const char *word);

/** The same outside of parentheses, up to `end`; `end` when there is none. */
size_t statement_find_outside(const struct statement *statement, size_t from, size_t end,
                              const char *word);

/** Index of the token at a node's place. */
size_t statement_at(const struct statement *statement, struct json *body);

/** Index behind the name, perhaps with a schema, that starts at token `index`. */
size_t statement_name_end(const struct statement *statement, size_t index);

/** Index of what ends the clause at token `index`: a comma or closing parenthesis outside of
 * the clause's own parentheses, or the statement's end. */
size_t statement_clause_end(const struct statement *statement, size_t index);

/** Everything from token `index` on. */
struct str statement_rest(const struct statement *statement, size_t index);

/** Index behind the name of an object: behind the words before it, such as DOMAIN or IF EXISTS.
 */
size_t statement_named_end(const struct statement *statement, const char *word);

/** What stands behind the name of a relation; behind the name that follows a word. */
struct str statement_rest_behind(const struct statement *statement, struct json *relation);
struct str statement_rest_behind_word(const struct statement *statement, const char *word);

/** The parenthesised group, with its parentheses, that the token at an offset stands in. */
struct str statement_group(const struct statement *statement, uint32_t offset);

/** Options of a list of DefElem as they stand in parentheses, VERBOSE, PARALLEL 2: those that are
 * on, without one. */
struct str statement_options(const struct statement *statement, struct json *list,
                             const char *without);

/** A whole number in an Integer's body; negative ones, which version 15 of the parser loses,
 * from the text: the first number at or behind `offset`. */
int64_t statement_integer(const struct statement *statement, struct json *body,
                          uint32_t offset);

#endif
