/**
 * embedded: files put into the program when it is built: the built-in rules
 * (scripts/embed_rules.c), and what `cupel init` writes (scripts/embed.sh).
 */
#ifndef LINT_EMBEDDED_H
#define LINT_EMBEDDED_H

#include "base/embedded.h"
#include "base/toml.h"

struct embedded_rule {
    struct embedded_file file;
    const struct toml_value *const *head; // what stands before [text], as base/toml reads it
};

extern const struct embedded_rule embedded_rules[];
extern const struct embedded_file embedded_templates[]; // hooks/pre-commit, examples/cupel.toml

#endif
