/**
 * types: which changes of a column's type are free, and which rewrite the table.
 */
#ifndef POSTGRES_TYPES_H
#define POSTGRES_TYPES_H

#include "model/step.h"

/** What the catalog knows of a type that is not built in. */
enum type_kind {
    TYPE_KIND_UNKNOWN,
    TYPE_KIND_BUILTIN,
    TYPE_KIND_ENUM,
    TYPE_KIND_COMPOSITE,
    TYPE_KIND_DOMAIN,
    TYPE_KIND_OTHER, // a range, a base type: none of the above
};

/** A type with what is known of it. */
struct type_facts {
    struct sql_type type;
    struct str collation;       // COLLATE of the column; empty: the type's own
    enum type_kind kind;        // UNKNOWN: nothing tells; built-in types need not be set
    struct sql_type base;       // of a domain
    enum truth has_constraints; // of a domain: CHECK or NOT NULL, also of the domain below it
};

struct type_question {
    struct type_facts from, to;
    struct str column;
    const struct expression *using_expression; // NULL or empty text: none
    unsigned postgres_version;
    struct str timezone; // of the session; empty: not known
};

struct type_answer {
    /** NONE, FREE, REWRITE or UNKNOWN; INDEX: free on the heap, and indexes on the column do
     * not survive. Expression and partial indexes never do: the caller knows the indexes. */
    enum type_change change;
    struct str reason; // of UNKNOWN
};

/** What changing a column's type does to its table and to plain indexes on the column. */
struct type_answer type_change_find(const struct type_question *question);

/** True for the types that PostgreSQL has, by internal name, and for those of citext, hstore
 * and ltree. */
bool type_is_builtin(struct str name);

/** The zone's offset is zero at all times: timestamp and timestamptz hold the same bytes. */
bool timezone_is_utc(struct str timezone);

#endif
