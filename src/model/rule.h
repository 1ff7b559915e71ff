/**
 * rule: what is flagged, as its TOML file says it. Plain data.
 */
#ifndef MODEL_RULE_H
#define MODEL_RULE_H

#include "cupel/cupel.h"
#include "model/step.h"

/** One entry of `where`: the field must have the value (one of the values). */
struct where_field {
    const struct field *field;
    bool negated; // written as FIELD = { not = … }
    enum field_type type;
    bool yes;
    int64_t number;
    struct str_list texts; // any of them; of a list field: it holds any of them
};

struct where {
    struct where_field *items;
    size_t count, capacity;
};

enum rule_scope { SCOPE_STEP, SCOPE_MIGRATION, SCOPE_HISTORY, SCOPE_TREE };

struct rule_example {
    struct str bad, good;      // either may be empty
    struct str history;        // body of an earlier revision
    struct str settings;       // TOML
    struct str env;            // text of env.py
    struct str base;           // whole text of what the base branch has in place of the example
    struct str base_added;     // of a migration that the base branch alone has
    struct str beside;         // of another migration, which the base branch has too
    struct str code;           // of the application: app/models.py
    bool is_sql;               // a script instead of the body of upgrade()
    bool is_file;              // the whole text of a migration
    bool both_directions;      // its downgrade() is judged as well
    unsigned postgres_version; // 0: the default
    uint32_t line;             // in the rule's file
};

struct predicate; // lint/match.h
struct fixer;     // lint/fix.h
struct shape;     // lint/stage.h

struct rule {
    struct str id;
    struct str category; // the folder: locking, compatibility, …
    struct str path;
    enum cupel_severity severity;         // as the file says
    enum cupel_severity unknown_severity; // when an unknown field lets it speak
    struct str summary;
    struct str_list sources;
    unsigned since,
        until; // PostgreSQL versions: from since on, up to and without until; 0: none
    enum rule_scope scope;
    // The match: exactly one of operations, regex, query, and predicate of wider scopes
    struct {
        enum operation_kind *items;
        size_t count, capacity;
    } operations;
    struct where where;
    const struct predicate *predicate; // may stand beside operations
    struct regex *regex; // over the statement's SQL, or the file's text (beside a query: what
                         // that must hold before the query is run)
    bool regex_on_file;
    struct str query;            // tree-sitter query over the Python tree
    uint32_t query_line;         // in the rule's file
    const void *query_handle;    // struct syntax_query of python/syntax.h, once it is compiled
    bool speaks_of_new_tables;   // "any" of the catalogue
    bool speaks_of_small_tables; // else, of the category locking: not of those
    bool speaks_of_skipped;      // also of steps that do nothing but lock
    bool speaks_when_unknown;    // when-unknown = "speak"
    bool counts_repeats;         // a message that comes again is counted, not told again
    struct str_list yields_to;   // ids: silent where one of these speaks of the same step
    /** A case of lesser weight: its predicate or its where holds as well. */
    struct rule_lesser {
        struct where where;
        const struct predicate *predicate;
        enum cupel_severity severity; // CUPEL_OFF: there is none
        struct str message;
    } lesser;
    struct {
        const struct fixer *fixer; // lint/fix.h; NULL: it has no fix
        bool is_safe;
        const struct shape *shape; // lint/stage.h; NULL: it is not split
        struct str_list brings;    // ids: what the fix may make other rules say
    } fix;
    struct str message, message_unknown, why, instead;
    struct {
        struct rule_example *items;
        size_t count, capacity;
    } examples;
    struct str text; // of the file; see lint/rules.h
    const struct toml_value
        *head;                 // of a built-in one: its part before [text]; NULL: not read yet
    bool has_match, has_texts; // what of it has been read
};

#endif
