/**
 * migration: one revision's file, and the history it is part of. Plain data.
 */
#ifndef MODEL_MIGRATION_H
#define MODEL_MIGRATION_H

#include "base/map.h"
#include "base/source.h"
#include "model/operation.h"
#include "model/step.h"

/** What a migration's file says of itself at module level. */
struct revision {
    struct str id; // empty: the file is no migration
    struct str_list down_revisions;
    struct str_list depends_on;
    struct str_list branch_labels;
    struct str message;    // first line of the docstring
    struct str created;    // Create Date of the docstring; empty: none
    struct str path;       // relative to the repository's root
    struct span span;      // of the revision's assignment
    struct span down_span; // of the down_revision's assignment
    uint32_t code;         // where it starts, behind the docstring
    uint32_t project;      // which of the repository's Alembic projects
    bool is_pending;       // the base branch does not have it
    bool is_literal;       // false: a value is computed; the evaluator must say it
};

struct history_fault {
    const char *rule;                // the rule that speaks of it
    struct str message_name;         // the revision the fault is about
    struct str_list names;           // heads, the missing down revisions, the cycle
    struct str detail;               // more than the names say; empty: they say all
    const struct revision *revision; // where it is reported
    bool is_foretold;                // only merging with the base branch brings it
    uint32_t line;                   // of the place in the file; 0: not known
    struct span span;                // there; empty: at the revision's assignment
};

/** The revision graph of one project. `order` holds indexes, down revisions first. */
struct history {
    struct revision *revisions;
    size_t count;
    uint32_t *order;
    struct str_list heads, bases, branchpoints, merges;
    struct {
        struct history_fault *items;
        size_t count, capacity;
    } faults;
    struct history_index *index; // project/history.c: how revisions and ancestors are found
};

/** A comment of the form `cupel: ignore…`. */
struct suppression {
    struct span span;               // of the comment
    uint32_t first_line, last_line; // what it covers; 0: the whole file
    struct str_list rules;          // empty: every rule
    struct str reason;
    bool is_sql; // a SQL comment: covers SQL statements; else a Python one: Python statements
    bool is_used;
    bool *rule_used; // for each of rules
};

struct suppressions {
    struct suppression *items;
    size_t count, capacity;
};

enum migration_kind { MIGRATION_PYTHON, MIGRATION_SCRIPT };

/** What gives names to constraints and indexes of Alembic's operations: the naming_convention of
 * env.py's target_metadata. */
struct naming_convention {
    enum truth is_there;
    /** By type of the constraint; of indexes: CONSTRAINT_NONE. */
    struct name_template {
        struct str text;    // as written: "uq_%(table_name)s_%(column_0_name)s"; empty: none
        struct str problem; // there is one, and why it is not known
    } templates[CONSTRAINT_NOT_NULL + 1];
    struct str_list functions; // tokens that stand for what a function of the project gives
};

/** A migration that was read. `unreadable` says why it could not be (empty: it could). */
struct migration {
    enum migration_kind kind;
    const struct source *source;
    struct revision revision;
    struct str unreadable;
    struct span unreadable_span;
    struct operations upgrade;
    struct operations downgrade;
    bool downgrade_raises; // its downgrade() refuses, whatever the case
    struct spans comments; // every comment of the file, Python and SQL
    void *tree; // struct syntax_tree of python/syntax.h, which may come later; NULL: no Python
};

/** One direction of a judged migration, with its steps. */
struct judged {
    const struct migration *migration;
    bool is_downgrade;
    struct str_list differences; // of a downgrade: what it leaves otherwise than it was before
    struct steps steps;
    const struct naming_convention *naming; // NULL: nothing is known of one
    struct suppressions suppressions;
    struct map new_relations; // relation to the first struct step that shows it as new
    struct map name_takers;   // relation to the last step that gives a table or view its name
    struct map name_freers;   // relation to the first step that ends or renames it
};

#endif
