/**
 * directive: a call of op.* or of a batch, with its arguments by name. Private to python/.
 */
#ifndef PYTHON_DIRECTIVE_H
#define PYTHON_DIRECTIVE_H

#include "python/terms.h"

struct directive {
    struct emitter *emitter; // of a batch: one that fills its queue
    struct call call;        // every argument that has a name is a keyword here
    struct term *batch;      // NULL: op.*
};

/** An argument, or NULL when it is not given. */
struct value *directive_argument(const struct directive *directive, const char *name);

/** The argument, unless it is None. */
struct value *directive_given(const struct directive *directive, const char *name);

/** A flag; an unknown one is marked. */
bool directive_flag(const struct directive *directive, const char *name,
                    struct operation *operation, const char *field);

/** A text that must be there: otherwise the field is marked. */
struct str directive_text(const struct directive *directive, const char *name,
                          struct operation *operation, const char *field);

/** A new operation on the table of the call (or of the batch). */
struct operation *directive_emit(const struct directive *directive, enum operation_kind kind);

/** The function of a directive: gives what the call returns, NULL for None. */
typedef struct value *(*directive_run)(const struct directive *directive);

// ---- invoke.c
struct value *run_invoke(const struct directive *directive);
/** An operation object of alembic.operations.ops; NULL: it is not known. */
struct value *operation_object(struct emitter *emitter, struct str class,
                               const struct call *call);

// ---- directives.c
struct value *run_add_column(const struct directive *directive);
struct value *run_drop_column(const struct directive *directive);
struct value *run_create_table(const struct directive *directive);
struct value *run_drop_table(const struct directive *directive);
struct value *run_rename_table(const struct directive *directive);
struct value *run_create_table_comment(const struct directive *directive);
struct value *run_drop_table_comment(const struct directive *directive);
struct value *run_create_index(const struct directive *directive);
struct value *run_drop_index(const struct directive *directive);
struct value *run_create_check_constraint(const struct directive *directive);
struct value *run_create_exclude_constraint(const struct directive *directive);
struct value *run_create_foreign_key(const struct directive *directive);
struct value *run_create_primary_key(const struct directive *directive);
struct value *run_create_unique_constraint(const struct directive *directive);
struct value *run_drop_constraint(const struct directive *directive);
struct value *run_bulk_insert(const struct directive *directive);

// ---- alter.c
struct value *run_alter_column(const struct directive *directive);

#endif
