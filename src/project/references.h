/**
 * references: where code names a table or a column, in ways that mean it.
 *
 * A column is named by a model that maps it (`__tablename__`, Table(…), a model whose name gives
 * the table's), by a foreign key, by SQL in a string or a script that names the table too, and,
 * where a model maps it, as the attribute of that model or of a variable called after it. A word
 * alone is no reference: `name` stands everywhere.
 */
#ifndef PROJECT_REFERENCES_H
#define PROJECT_REFERENCES_H

#include "project/code.h"

struct reference {
    struct str path;
    uint32_t line;
    bool is_base; // only in the base branch's tree
    int rank;     // how plain it is: 0 a model, then what names the table, then the rest
};

/** What is asked for, and what was found. */
struct reference_target {
    struct str table;  // without schema
    struct str column; // empty: the table itself
    struct {
        struct reference *items; // plainest first; each line once
        size_t count, capacity;
    } found;
};

/** Adds the words of which a text with a reference holds at least one. */
void references_words(struct arena *arena, const struct reference_target *target,
                      struct map *words);

/** Finds the references to each target in the files. */
void references_find(struct arena *arena, const struct code_files *files,
                     struct reference_target *targets, size_t count);

#endif
