/**
 * codetext: a text of code cut into code, strings and comments: as much of a language's lexer as
 * it takes to know what a word in it is.
 */
#ifndef PROJECT_CODETEXT_H
#define PROJECT_CODETEXT_H

#include "base/source.h"
#include "project/code.h"

enum code_language {
    LANGUAGE_OTHER, // comments as in C
    LANGUAGE_PYTHON,
    LANGUAGE_SQL,
    LANGUAGE_TEMPLATE, // of pages: all of it counts as code
    LANGUAGE_HASH,     // comments as in Ruby
};

enum text_kind { TEXT_CODE, TEXT_STRING, TEXT_COMMENT };

struct codetext {
    const struct code_file *file;
    struct str text;
    unsigned char *kinds; // enum text_kind of each byte; quotes belong to the string
    enum code_language language;
};

/** Cuts the text. A docstring of Python is a comment. */
struct codetext *codetext_new(struct arena *arena, const struct code_file *file);

/** Can the byte be part of a name? */
bool codetext_is_word(char c);

/** Offset of the next whole word at or after `from`, comments left out, or SIZE_MAX. */
size_t codetext_find(const struct codetext *text, struct str word, size_t from);

/** Offset of the next byte at or after `at` that is no blank; the size, when there is none. */
size_t codetext_skip(const struct codetext *text, size_t at);
/** Offset behind the last byte before `at` that is no blank; 0, when there is none. */
size_t codetext_back(const struct codetext *text, size_t at);
/** The word that ends at `end`; empty: there is none. */
struct str codetext_word_before(const struct codetext *text, size_t end);
/** The word that begins at `start`; empty: there is none. */
struct str codetext_word_at(const struct codetext *text, size_t start);

/** The inside of the string that `at` lies in. */
struct span codetext_literal(const struct codetext *text, size_t at);
/** The same, with the strings that follow and precede it with nothing but blanks between. */
struct span codetext_strings(const struct codetext *text, size_t at);

/** Offset of the bracket that closes the one at `open`, or the size. */
size_t codetext_close(const struct codetext *text, size_t open);
/** Offset of the parenthesis around `at` that is not closed before it, or SIZE_MAX. */
size_t codetext_open(const struct codetext *text, size_t at);

/** Offset of the first byte of the line; of a very long one, a place in it. */
size_t codetext_line_start(const struct codetext *text, size_t at);
/** Number of the line, from 1. */
uint32_t codetext_line(const struct codetext *text, size_t at);

#endif
