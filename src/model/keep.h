/**
 * keep: copies of operations that hold on to nothing of what they were made from.
 *
 * Evaluating a migration takes ten times the memory of what comes out of it; that goes once its
 * operations are kept elsewhere.
 */
#ifndef MODEL_KEEP_H
#define MODEL_KEEP_H

#include "base/map.h"
#include "model/migration.h"

/** Where copies go. Texts that are views of `stays` remain views of it. */
struct keeper {
    struct arena *arena;
    struct str stays;
    struct map conditions; // by address: the copy; its arena need not outlive the keeper
};

struct str keep_text(struct keeper *keeper, struct str text);
struct str_list keep_list(struct keeper *keeper, const struct str_list *list);
struct spans keep_spans(struct keeper *keeper, const struct spans *spans);
struct operations keep_operations(struct keeper *keeper, const struct operations *operations);

#endif
