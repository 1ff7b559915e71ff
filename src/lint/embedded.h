/**
 * embedded: files put into the program when it is built (scripts/embed.sh): the built-in rules,
 * and what `cupel init` writes.
 */
#ifndef LINT_EMBEDDED_H
#define LINT_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char
        *path; // from the repository's root: rules/<category>/<id>.toml; NULL ends the table
    const char *text;
    size_t size;
};

extern const struct embedded_file embedded_rules[];
extern const struct embedded_file embedded_templates[]; // hooks/pre-commit, examples/cupel.toml

#endif
