/**
 * stage_steps: what the files of split share: the values that steps are written with, and how a
 * statement is taken out of its migration.
 */
#ifndef LINT_STAGE_STEPS_H
#define LINT_STAGE_STEPS_H

#include "base/map.h"
#include "lint/rewrite.h"
#include "lint/stage.h"

/** A step: text in which {word} stands for a value, and `…` for a string literal. */
struct stage_step {
    const char *shape;
    enum stage stage;
    const char *when;    // a value that must not be empty; NULL: always
    const char *message; // of the revision
    const char *up, *down;
};

/** The rows of the table, by index; NULL past the end. The steps of a shape are done in their
 * order, and undone the other way round. */
const struct stage_step *stage_step_at(size_t index);

struct stage_work {
    const struct fix_subject *subject;
    bool may_lack_name; // no later revision names the constraint
    struct stages *stages;
    struct map values; // word to struct str *
};

struct hole;

/** What a rule names: the steps of that name, and what they are about. */
struct shape {
    const char *name;
    enum operation_kind kind;     // of the operation that is split
    enum operation_kind inverse;  // what undoes it; OPERATION_KIND_COUNT: the steps need none
    const char *keyword;          // of a call that does more
    const char *statement, *undo; // what stands for them where they cannot be moved
    bool (*prepare)(struct stage_work *work); // sets values
    /** Changes the statement where it stands, and gives the hole for the steps behind it; NULL:
     * they take its place. */
    bool (*edit)(struct stage_work *work, struct hole *hole);
};

/** The step that the finding is about. */
const struct step *stage_subject(const struct stage_work *work);

/** Is the call of the finding one that does other things as well? */
bool stage_is_shared(const struct stage_work *work);

/** Sets the problem, unless there is one; gives false. */
bool stage_fail(struct stage_work *work, const char *format, ...) PRINTF_LIKE(2, 3);

// ---- values: stage_shapes.c

/** Sets the values of the steps. False with the problem. */
bool stage_prepare(struct stage_work *work);

/** Of them those that every shape of a table has: how the file says op, the table, its schema. */
bool stage_set_table(struct stage_work *work);
/** ["a", "b"], under a word. */
bool stage_set_list(struct stage_work *work, const char *word, const struct str_list *names);
/** The name of a CHECK that says of the column that it is NOT NULL. */
bool stage_set_check_name(struct stage_work *work, struct str column);
/** How the rows of a table are gone through: size, in_batch, whose lines start with `tabs`. */
bool stage_set_batches(struct stage_work *work, const char *tabs);

/** Is the SQL the same where SQLAlchemy looks for parameters in it? */
bool stage_is_plain_sql(struct str text);

// Of the shapes, by what they are about: stage_keys.c, stage_columns.c, stage_copy.c,
// stage_rows.c
bool stage_prepare_constraint(struct stage_work *work);
bool stage_prepare_index(struct stage_work *work);
bool stage_prepare_primary_key(struct stage_work *work);
bool stage_prepare_domain(struct stage_work *work);
bool stage_prepare_not_null(struct stage_work *work);
bool stage_prepare_default(struct stage_work *work);
bool stage_prepare_serial(struct stage_work *work);
bool stage_prepare_identity(struct stage_work *work);
bool stage_prepare_required(struct stage_work *work);
bool stage_prepare_type(struct stage_work *work);
bool stage_prepare_rename(struct stage_work *work);
bool stage_prepare_checks(struct stage_work *work);
bool stage_prepare_rows(struct stage_work *work);

// How their statements change where they stand
bool stage_edit_not_valid(struct stage_work *work, struct hole *hole);
bool stage_edit_column(struct stage_work *work, struct hole *hole);
bool stage_edit_checks(struct stage_work *work, struct hole *hole);

// ---- texts: stage_write.c

void stage_set(struct stage_work *work, const char *word, struct str value);
struct str stage_value(const struct stage_work *work, const char *word);

/** Sets a name: `word` as it is, WORD as SQL has it. False where it cannot be written. */
bool stage_set_name(struct stage_work *work, const char *word, const char *sql_word,
                    struct str name);

/** What the template says. */
struct str stage_expand(const struct stage_work *work, const char *words);
/** The same, laid out: a block as in stage_part. */
struct str stage_write(struct stage_work *work, const char *template);

// ---- code that moves: stage_code.c

/** Lines of the source as a block: without the indentation that the first one has. */
struct str stage_block(const struct fix_subject *subject, struct span span);

/** The first byte of the comments right above lines. */
uint32_t stage_comments_start(const struct fix_subject *subject, struct span lines);
/** The comments above a statement, from `first` on, and behind it, as a block. */
struct str stage_comments(const struct fix_subject *subject, uint32_t first,
                          const struct node *statement);

/** Can code from a node up to one of its siblings stand in another file? Not where it names what
 * this one defines. */
bool stage_can_move(const struct fix_subject *subject, const struct node *first,
                    const struct node *last);

// ---- places: stage_place.c

/** A place that statements are put into. */
struct hole {
    struct span span;
    bool is_lines;          // whole lines; else a statement, its first line's indentation aside
    bool is_only;           // the statement is alone in its block
    struct str indentation; // of the statements
    struct str indent;
    struct str comments; // lines that move along, as in stage_part
    struct str above;    // comments that stay above it, where something takes its place
    struct str moved; // the statement that stood there, as in stage_part; empty: a part of one
};

/** Takes the call of that span out of upgrade() or downgrade(): by edits of the fix, as far as
 * it is not the hole itself. `shared`: other operations come from the call as well, so that one
 * argument alone goes: the keyword argument of that name, or what is called so, of the call
 * itself or of the Column in it. False with the problem. */
bool hole_take(struct stage_work *work, struct span span, bool shared, const char *keyword,
               struct hole *hole);

/** The hole behind the statement that the call of that span is, or behind its batch, in
 * upgrade() or downgrade(). False with the problem. */
bool hole_find(struct stage_work *work, struct span span, struct hole *hole);
/** The holes before it and behind it. */
bool hole_around(struct stage_work *work, struct span span, struct hole *before,
                 struct hole *behind);

/** The hole before the first statement of a function; false: there is none. */
bool hole_open(const struct fix_subject *subject, const char *function, struct hole *hole);

/** Puts the block into the hole; an empty one takes the statement's lines and comments away. */
void hole_fill(struct stage_work *work, const struct hole *hole, struct str block);

/** The function of the file, or NULL. */
const struct node *stage_function(const struct fix_subject *subject, const char *name);
/** The batch around a statement, or the statement. */
const struct node *stage_outer(const struct fix_subject *subject, const struct node *statement);
/** The Column that a call is given, or NULL. */
const struct node *stage_column_of(const struct fix_subject *subject, const struct node *call);
void stage_remove_argument(struct stage_work *work, const struct node *argument);

// ---- what comes behind: stage_tail.c

bool stage_is_same_table(const struct operation *a, const struct operation *b);
/** Is it the name of what the steps are about? */
bool stage_names_it(const struct stage_work *work, struct str name);

/** Statements that move to the end of the last revision, as blocks. */
struct stage_tail {
    struct str up, down;
};

/** Takes out what comes behind the step and needs all of it done, or undoes it: from the first
 * such statement on, to the end of upgrade(), and what undoes that at the start of downgrade().
 * False with the problem. */
bool stage_take_tail(struct stage_work *work, struct stage_tail *tail);

#endif
