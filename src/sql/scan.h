/**
 * scan: SQL text to tokens, by PostgreSQL's lexical rules.
 *
 * Any text has tokens: strings and comments that do not end run to the text's end. Source:
 * PostgreSQL manual, Lexical Structure (4.1).
 */
#ifndef SQL_SCAN_H
#define SQL_SCAN_H

#include "base/source.h"

enum token_kind {
    TOKEN_WORD,        // a keyword or an unquoted name
    TOKEN_QUOTED_NAME, // "…", U&"…"
    TOKEN_STRING,      // '…', E'…', B'…', X'…', U&'…'
    TOKEN_DOLLAR,      // $tag$…$tag$
    TOKEN_NUMBER,
    TOKEN_PARAMETER, // $1
    TOKEN_OPERATOR,  // one or more operator characters; also :: := \ and bytes of no meaning
    TOKEN_MARK,      // one of ( ) [ ] , ; . :
};

struct token {
    enum token_kind kind;
    uint32_t start, end;
    bool is_open; // a string or quoted name that does not end
};

struct tokens {
    struct token *items;
    size_t count, capacity;
};

/** The next token (or comment: then `comment` is not empty) at or after *at, which moves behind
 * it. False at the end. */
bool scan_next(struct str text, uint32_t *at, struct token *token, struct span *comment);

/** The tokens of a text; comments go to `comments` (NULL: nowhere). */
struct tokens scan(struct arena *arena, struct str text, struct spans *comments);

/** The token's text. */
struct str token_text(struct str text, const struct token *token);

/** True when it is that word (upper or lower case), mark or operator. */
bool token_is(struct str text, const struct token *token, const char *word);

/** True when the tokens from `index` on are these words, separated by single spaces. */
bool tokens_are(struct str text, const struct tokens *tokens, size_t index, const char *words);

/** Index of the token that holds the offset, else of the first one after it. */
size_t tokens_at(const struct tokens *tokens, uint32_t offset);

/** Of a token at `index`: the value it names, folded and unquoted; empty when it is no name. */
struct str token_name(struct arena *arena, struct str text, const struct token *token);

#endif
