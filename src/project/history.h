/**
 * history: what is known while a revision graph is built. The contract is in revisions.h.
 */
#ifndef PROJECT_HISTORY_H
#define PROJECT_HISTORY_H

#include "base/map.h"
#include "project/revisions.h"

// Which revisions each one is tied to; those of revision i are items[starts[i]] up to and
// without items[starts[i + 1]].
struct edges {
    uint32_t *starts;
    uint32_t *items;
};

struct history_index {
    struct map ids;     // to struct revision *: the first by path
    struct map labels;  // likewise, by branch label
    struct edges downs; // down revisions, then what is depended on
    struct edges nexts; // the same the other way round
    uint32_t *rank;     // by path
    uint32_t *position; // in order
    uint32_t *stamps;   // of the walk that came by last
    uint32_t stamp;
    uint32_t *stack;
    bool has_cycle;
};

struct builder {
    struct arena *arena;
    struct history *history;
    struct history_index *index;
    uint32_t *by_rank;
    bool *is_part;    // has an id, and is the first by path that has it
    uint32_t *circle; // 0: in none; else the number of the circle it is in
    uint32_t circles;
    bool is_incomplete; // an id is not known: it may be any that is missed
};

/** Adds a fault that is about a revision; the names are still to be set. */
struct history_fault *history_add_fault(struct builder *builder, const char *rule,
                                        const struct revision *revision);

/** Finds revisions that follow each other in a circle, and adds a fault for each circle. */
void history_find_circles(struct builder *builder);

/** Fills in the order and the positions in it; needs the circles. */
void history_make_order(struct builder *builder);

#endif
