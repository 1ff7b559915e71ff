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
    bool may_make_up; // no naming convention gives constraints their names
    struct stages *stages;
    struct map values; // word to struct str *
};

/** What a rule names: the steps of that name, and what they are about. */
struct shape {
    const char *name;
    enum operation_kind kind;     // of the operation that is split
    enum operation_kind inverse;  // what undoes it; OPERATION_KIND_COUNT: the steps need none
    const char *keyword;          // of a call that does more
    const char *statement, *undo; // what stands for them where they cannot be moved
    bool (*prepare)(struct stage_work *work); // sets values
};

/** The step that the finding is about. */
const struct step *stage_subject(const struct stage_work *work);

/** Sets the values of the steps: stage_shapes.c. False with the problem. */
bool stage_prepare(struct stage_work *work);

/** Of them those that every shape has: how the file says op, the table and its schema. */
bool stage_set_table(struct stage_work *work);
/** ["a", "b"], under a word. */
bool stage_set_list(struct stage_work *work, const char *word, const struct str_list *names);

/** Sets the problem, unless there is one; gives false. */
bool stage_fail(struct stage_work *work, const char *format, ...) PRINTF_LIKE(2, 3);

// ---- values and statements: stage_write.c

void stage_set(struct stage_work *work, const char *word, struct str value);
struct str stage_value(const struct stage_work *work, const char *word);

/** Sets a name: `word` as it is, WORD as SQL has it. False where it cannot be written. */
bool stage_set_name(struct stage_work *work, const char *word, const char *sql_word,
                    struct str name);

/** What the template says. */
struct str stage_expand(const struct stage_work *work, const char *words);
/** The same, laid out: a block as in stage_part. */
struct str stage_write(struct stage_work *work, const char *template);

// ---- places: stage_place.c

/** A place that statements are put into. */
struct hole {
    struct span span;
    bool is_lines;          // whole lines; else a statement, its first line's indentation aside
    struct str indentation; // of the statements
    struct str indent;
    struct str comments; // lines that move along, as in stage_part
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

/** Can the code stand in another file? Not where it names what this one defines. */
bool hole_can_move(const struct fix_subject *subject, const struct node *code);

/** The hole behind a statement; before the first one of a function (NULL: there is none). */
struct hole hole_behind(const struct fix_subject *subject, const struct node *statement);
bool hole_open(const struct fix_subject *subject, const char *function, struct hole *hole);

/** Puts the block into the hole. */
void hole_fill(struct stage_work *work, const struct hole *hole, struct str block);

#endif
