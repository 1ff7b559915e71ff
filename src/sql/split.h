/**
 * split: the statements of a SQL text, and its gaps: what the text holds that PostgreSQL's
 * parser cannot read as it stands.
 *
 * Gaps are holes (parts that are not known), bind parameters, escapes of SQLAlchemy's text(),
 * and edits that turn newer syntax into what the linked parser knows. Source of the binds'
 * spelling: SQLAlchemy, sqlalchemy/sql/elements.py (TextClause) and compiler.py (BIND_PARAMS);
 * psycopg's paramstyle.
 */
#ifndef SQL_SPLIT_H
#define SQL_SPLIT_H

#include "base/source.h"
#include "sql/scan.h"

enum gap_kind { GAP_HOLE, GAP_BIND, GAP_ESCAPE, GAP_EDIT };

struct gap {
    enum gap_kind kind;
    uint32_t offset, size; // in the text as it came
    struct str reason;
    struct str replacement; // of edits
    bool is_fixed;          // part of a string or a longer name: one form fits
    bool after_in;          // IN :ids needs parentheses
    unsigned form;
};

struct gaps {
    struct gap *items;
    size_t count, capacity;
};

/** One statement of a text: from its first token to its last, without the semicolon. */
struct piece {
    struct span span;       // in the text as it came
    size_t first_gap, gaps; // those inside it
    bool has_nul;
};

struct split {
    struct str text; // as it came
    struct gaps gaps;
    struct {
        struct piece *items;
        size_t count, capacity;
    } pieces;
    struct spans comments; // in the text as it came
};

/** How `:name` is read. */
enum bind_style {
    BINDS_NONE,      // not at all
    BINDS_TEXT,      // as text() of SQLAlchemy does
    BINDS_VARIABLES, // psql's :name, :'name', :"name"
};

/** Finds the statements of a text and its gaps. Never fails. */
struct split split_read(struct arena *arena, const struct mapped_text *text,
                        enum bind_style binds);

/** Bytes start to end of the text as it came, holes as `…`. */
struct str split_text(struct arena *arena, const struct split *split, struct span span);

#endif
