/**
 * embedded: the built-in rules, put into the program when it is built (scripts/embed.sh).
 */
#ifndef LINT_EMBEDDED_H
#define LINT_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path; // rules/<category>/<id>.toml; NULL ends the table
    const char *text;
    size_t size;
};

extern const struct embedded_file embedded_rules[];

#endif
