/**
 * regex: regular expressions (PCRE2), with bounds on the work of a match.
 */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/str.h"

struct regex;

/**
 * Compiles a pattern: multi-line, UTF-8 aware, `(?i)` and the like inside the pattern. NULL
 * when it is no pattern; then `problem` says why and where. The arena owns the result, which
 * may be used by several threads.
 */
struct regex *regex_new(struct arena *arena, struct str pattern, struct str *problem);

/** Makes machine code of a pattern: that pays from some dozens of texts on. Before threads share
 * it. */
void regex_hurry(struct regex *regex);

enum regex_result {
    REGEX_NO_MATCH,
    REGEX_MATCH,
    REGEX_GAVE_UP, // over the match limit: neither yes nor no
};

/** The first match at or after `from`; groups[0] is the whole, unset groups are {0, 0}. */
enum regex_result regex_find(const struct regex *regex, struct str text, size_t from,
                             struct span *groups, size_t group_count);

#endif
