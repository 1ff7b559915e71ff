/**
 * literal: a scan over Python's text, as fast as reading headers of thousands of migrations
 * asks for: strings, white space, statements, and literals of the few kinds they have.
 */
#ifndef PROJECT_LITERAL_H
#define PROJECT_LITERAL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/** A text and an offset in it, which may be past the end. */
struct scan {
    struct arena *arena;
    struct str text;
    size_t at;
};

/** A value as far as it is a literal of these kinds; the texts are views where they can be. */
struct literal {
    enum { LITERAL_OTHER, LITERAL_NONE, LITERAL_STRING, LITERAL_LIST } kind;
    struct str_list items; // STRING: one
};

/** May the byte be part of a name? */
bool scan_is_word(char c);

/** The byte `ahead` of the offset; NUL past the end. */
static inline char scan_peek(const struct scan *scan, size_t ahead) {
    return scan->at + ahead < scan->text.size ? scan->text.data[scan->at + ahead] : '\0';
}

static inline bool scan_is_at_end(const struct scan *scan) {
    return scan->at >= scan->text.size;
}

/** Moves to the next line end. */
void scan_skip_line(struct scan *scan);

/** Moves over white space and joined lines, within brackets over line ends and comments too. */
void scan_skip_space(struct scan *scan, bool in_brackets);

/** Moves to the end of the statement's last line, or to a ";" or the byte `stop` outside of
 * brackets. */
void scan_skip_statement(struct scan *scan, char stop);

/** How long the prefix of the string literal at the offset is; SIZE_MAX: there is none. */
size_t scan_string_prefix(const struct scan *scan);

/** Moves over a string literal from its quote on; gives what is between the quotes. */
struct str scan_skip_string(struct scan *scan);

/** Reads the value of an assignment, which must be all that is left of the statement. `end` is
 * the offset behind it. */
struct literal scan_read_value(struct scan *scan, size_t *end);

#endif
