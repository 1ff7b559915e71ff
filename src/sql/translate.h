/**
 * translate: SQL text to operations, through PostgreSQL's own grammar.
 */
#ifndef SQL_TRANSLATE_H
#define SQL_TRANSLATE_H

#include "base/source.h"
#include "model/operation.h"

/** Where the text stands, and what its operations inherit. */
struct sql_origin {
    struct span span;                  // where no closer place is known
    const struct condition *condition; // NULL: unconditional
    bool in_loop;
    bool binds;        // :name are bind parameters of SQLAlchemy's text()
    bool stands_alone; // a script: each statement is sent by itself
};

/**
 * Appends what the text does to `out`. `statement` is the last statement number given, and
 * moved on. Statements that do not parse become SYNTAX_ERROR operations with PostgreSQL's
 * message, at the place of the error; the others are read all the same. What a hole hides is
 * unknown, or the whole statement OPAQUE. Never fails.
 */
void sql_translate(struct arena *arena, const struct mapped_text *text,
                   const struct sql_origin *origin, uint32_t *statement,
                   struct operations *out);

/** What an expression is: of a default, a CHECK, USING, WHERE. `text` as PostgreSQL would get
 * it. One that does not parse has is_unknown set. */
struct expression sql_expression(struct arena *arena, struct str text);

/** A type as written in SQL (VARCHAR(50), timestamp with time zone, text[]); is_unknown when it
 * is none. */
struct sql_type sql_type_read(struct arena *arena, struct str text);

#endif
