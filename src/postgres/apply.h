/**
 * apply: what the parts of catalog_apply share (private to postgres/).
 */
#ifndef POSTGRES_APPLY_H
#define POSTGRES_APPLY_H

#include "postgres/catalog.h"

struct applier {
    struct catalog *catalog;
    struct arena *arena;
    const struct operation *operation;
    struct apply_context context;
};

/** True when the operation surely runs. */
bool apply_is_certain(const struct applier *applier);

/** Where a new entry comes from. */
struct origin apply_origin(const struct applier *applier);

/** The entry goes: surely, or perhaps. */
void apply_gone(const struct applier *applier, struct origin *origin);

/** Sets a fact: surely, or to UNKNOWN when the operation may not run and it was otherwise. */
void apply_truth(const struct applier *applier, enum truth *fact, enum truth value);

/** The relation that the operation is about; where the history never spoke of it, a new entry
 * of which nothing but the name is known. NULL: its name is not known, or it is known to be
 * gone. */
struct catalog_relation *apply_relation(const struct applier *applier, struct str schema,
                                        struct str name);

/** As apply_relation, of the operation's own table. */
struct catalog_relation *apply_table(const struct applier *applier);

/** A new, empty relation under the name; what was there before is forgotten. */
struct catalog_relation *apply_new_relation(const struct applier *applier, struct str schema,
                                            struct str name, enum relation_kind kind);

/** Calls `change` for the relation and everything below it (partitions, children). */
void apply_tree(const struct applier *applier, struct catalog_relation *relation,
                void (*change)(const struct applier *, struct catalog_relation *));

/** Gives the relation, its columns, indexes and constraints the state gone, and with it what
 * depends on it: keys that refer to it and views, with CASCADE; its sequences; its partitions.
 */
void apply_drop_relation(const struct applier *applier, struct catalog_relation *relation);

/** What is gone keeps its name alone. */
void apply_forget(struct catalog_relation *relation);

/** The relation goes by another name, and so does all that names it. */
void apply_move_relation(const struct applier *applier, struct catalog_relation *relation,
                         struct str schema, struct str name);

/** Adds a constraint, its index, and what it says of its columns. */
void apply_add_constraint(const struct applier *applier, struct catalog_relation *relation,
                          const struct constraint_def *def);

/** The constraint goes, its index too; with CASCADE the keys that refer to it. */
void apply_drop_constraint(const struct applier *applier, struct catalog_relation *relation,
                           struct catalog_constraint *constraint);

/** Adds a column, with the sequence that a serial or identity brings. */
void apply_add_column(const struct applier *applier, struct catalog_relation *relation,
                      const struct column_def *def);

/** A foreign key that refers to the relation. */
bool apply_refers_to(const struct constraint_def *def, const struct catalog_relation *to,
                     struct arena *arena);

/** Where the text, or a text of the list, is `old`, it becomes `new`. */
void apply_replace(struct str *text, struct str old, struct str new);
void apply_replace_in(struct str_list *list, struct str old, struct str new);

/** The name that PostgreSQL gives a constraint without one, on a table as it is; its own where it
 * has one; empty where that is not known. */
struct str apply_constraint_name(struct arena *arena, const struct catalog_relation *relation,
                                 const struct constraint_def *def);

/** An index's or constraint's name as PostgreSQL makes it up: table_columns_label. Source:
 * ChooseIndexName and ChooseConstraintName in indexcmds.c and pg_constraint.c, makeObjectName.
 */
struct str apply_made_up_name(struct arena *arena, struct str table,
                              const struct str_list *columns, const char *label);

/** One function for each kind of operation that changes the schema. */
typedef void apply_function(const struct applier *applier);
apply_function apply_create_table, apply_create_table_as, apply_drop_table, apply_rename_table,
    apply_set_schema, apply_set_logged, apply_attach_partition, apply_detach_partition,
    apply_inherit;
apply_function apply_column;
apply_function apply_create_index, apply_drop_index, apply_rename_index, apply_attach_index;
apply_function apply_constraint, apply_drop_named_constraint, apply_validate_constraint,
    apply_rename_constraint;
apply_function apply_create_view;
apply_function apply_create_type, apply_rename_type, apply_drop_type, apply_add_enum_value,
    apply_rename_enum_value, apply_create_domain, apply_alter_domain;
apply_function apply_create_sequence, apply_alter_sequence, apply_drop_sequence;
apply_function apply_create_trigger, apply_drop_trigger, apply_rename_trigger;
apply_function apply_create_function, apply_drop_function;
apply_function apply_rename_schema, apply_drop_schema, apply_create_statistics,
    apply_drop_statistics;

#endif
