#include "project/history.h"

// Circles: Tarjan's strongly connected components, with a stack of its own in place of
// recursion.

struct visit {
    uint32_t revision;
    uint32_t edge; // the next one to follow
};

struct tarjan {
    uint32_t *number; // from 1, in order of discovery
    uint32_t *low;    // the least number that is reached
    bool *is_open;
    uint32_t *open; // revisions whose component is not complete
    uint32_t open_count;
    uint32_t last_number;
    struct visit *visits;
    size_t depth;
};

static void tarjan_enter(struct tarjan *tarjan, const struct edges *downs, uint32_t revision) {
    tarjan->number[revision] = tarjan->low[revision] = ++tarjan->last_number;
    tarjan->is_open[revision] = true;
    tarjan->open[tarjan->open_count++] = revision;
    tarjan->visits[tarjan->depth++] = (struct visit){revision, downs->starts[revision]};
}

static bool is_own_down(const struct edges *downs, uint32_t revision) {
    for (uint32_t i = downs->starts[revision]; i < downs->starts[revision + 1]; i++) {
        if (downs->items[i] == revision) {
            return true;
        }
    }
    return false;
}

static void tarjan_leave(struct builder *builder, struct tarjan *tarjan, uint32_t revision) {
    tarjan->depth--;
    if (tarjan->depth) {
        uint32_t above = tarjan->visits[tarjan->depth - 1].revision;
        if (tarjan->low[revision] < tarjan->low[above]) {
            tarjan->low[above] = tarjan->low[revision];
        }
    }
    if (tarjan->low[revision] != tarjan->number[revision]) {
        return;
    }
    bool is_circle = tarjan->open[tarjan->open_count - 1] != revision ||
                     is_own_down(&builder->index->downs, revision);
    builder->circles += is_circle;
    uint32_t member;
    do {
        member = tarjan->open[--tarjan->open_count];
        tarjan->is_open[member] = false;
        builder->circle[member] = is_circle ? builder->circles : 0;
    } while (member != revision);
}

static void tarjan_walk(struct builder *builder, struct tarjan *tarjan, uint32_t start) {
    const struct edges *downs = &builder->index->downs;
    tarjan_enter(tarjan, downs, start);
    while (tarjan->depth) {
        struct visit *visit = &tarjan->visits[tarjan->depth - 1];
        if (visit->edge == downs->starts[visit->revision + 1]) {
            tarjan_leave(builder, tarjan, visit->revision);
            continue;
        }
        uint32_t down = downs->items[visit->edge++];
        if (!tarjan->number[down]) {
            tarjan_enter(tarjan, downs, down);
        } else if (tarjan->is_open[down] &&
                   tarjan->number[down] < tarjan->low[visit->revision]) {
            tarjan->low[visit->revision] = tarjan->number[down];
        }
    }
}

static void walk_all(struct builder *builder) {
    const size_t count = builder->history->count;
    struct tarjan tarjan = {
        .number = ARENA_NEW(builder->arena, uint32_t, count),
        .low = ARENA_NEW(builder->arena, uint32_t, count),
        .is_open = ARENA_NEW(builder->arena, bool, count),
        .open = ARENA_NEW(builder->arena, uint32_t, count),
        .visits = ARENA_NEW(builder->arena, struct visit, count),
    };
    for (size_t i = 0; i < count; i++) {
        if (!tarjan.number[builder->by_rank[i]]) {
            tarjan_walk(builder, &tarjan, builder->by_rank[i]);
        }
    }
}

// The first circle that is met from `start` on, in the order down revisions lead.
static void name_circle(struct builder *builder, uint32_t start) {
    const struct edges *downs = &builder->index->downs;
    const struct revision *revisions = builder->history->revisions;
    uint32_t stamp = ++builder->index->stamp;
    uint32_t at = start;
    struct str_list names = {0};
    const struct revision *newest = NULL;
    while (builder->index->stamps[at] != stamp) {
        builder->index->stamps[at] = stamp;
        *ARENA_PUSH(builder->arena, &names) = revisions[at].id;
        newest = !newest || (revisions[at].is_pending && !newest->is_pending) ? &revisions[at]
                                                                              : newest;
        for (uint32_t i = downs->starts[at]; i < downs->starts[at + 1]; i++) {
            if (builder->circle[downs->items[i]] == builder->circle[start]) {
                at = downs->items[i];
                break;
            }
        }
    }
    size_t first = 0; // the walk may have come into the circle from beside it
    while (!str_equal(names.items[first], revisions[at].id)) {
        first++;
    }
    names.items += first;
    names.count -= first;
    history_add_fault(builder, "revision-cycle", newest)->names = names;
}

void history_find_circles(struct builder *builder) {
    walk_all(builder);
    bool *is_told = ARENA_NEW(builder->arena, bool, builder->circles + 1);
    for (size_t i = 0; i < builder->history->count && builder->circles; i++) {
        uint32_t revision = builder->by_rank[i];
        if (builder->circle[revision] && !is_told[builder->circle[revision]]) {
            is_told[builder->circle[revision]] = true;
            name_circle(builder, revision);
        }
    }
    builder->index->has_cycle = builder->circles > 0;
}

// Order: down revisions first; of those that may come next, the first by path.

struct heap {
    uint32_t *ranks; // the least is the first
    size_t count;
};

static void heap_push(struct heap *heap, uint32_t item) {
    size_t at = heap->count++;
    for (; at && heap->ranks[(at - 1) / 2] > item; at = (at - 1) / 2) {
        heap->ranks[at] = heap->ranks[(at - 1) / 2];
    }
    heap->ranks[at] = item;
}

static uint32_t heap_pop(struct heap *heap) {
    const uint32_t first = heap->ranks[0];
    const uint32_t moved = heap->ranks[--heap->count];
    size_t at = 0;
    for (;;) {
        size_t child = at * 2 + 1;
        if (child + 1 < heap->count && heap->ranks[child + 1] < heap->ranks[child]) {
            child++;
        }
        if (child >= heap->count || heap->ranks[child] >= moved) {
            break;
        }
        heap->ranks[at] = heap->ranks[child];
        at = child;
    }
    heap->ranks[at] = moved;
    return first;
}

void history_make_order(struct builder *builder) {
    struct history *history = builder->history;
    const struct edges *downs = &builder->index->downs;
    const struct edges *nexts = &builder->index->nexts;
    const size_t count = history->count;
    uint32_t *waits = ARENA_NEW(builder->arena, uint32_t, count);
    bool *is_queued = ARENA_NEW(builder->arena, bool, count);
    struct heap heap = {.ranks = ARENA_NEW(builder->arena, uint32_t, count + 1)};
    history->order = ARENA_NEW(builder->arena, uint32_t, count);
    builder->index->position = ARENA_NEW(builder->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        waits[i] = downs->starts[i + 1] - downs->starts[i];
        if (!waits[i]) {
            is_queued[i] = true;
            heap_push(&heap, builder->index->rank[i]);
        }
    }
    size_t next_forced = 0; // where nothing may come next, a circle is cut open
    for (uint32_t done = 0; done < count; done++) {
        while (!heap.count) {
            uint32_t cut = builder->by_rank[next_forced++];
            if (!is_queued[cut] && builder->circle[cut]) {
                is_queued[cut] = true;
                heap_push(&heap, builder->index->rank[cut]);
            }
        }
        uint32_t revision = builder->by_rank[heap_pop(&heap)];
        history->order[done] = revision;
        builder->index->position[revision] = done;
        for (uint32_t i = nexts->starts[revision]; i < nexts->starts[revision + 1]; i++) {
            uint32_t next = nexts->items[i];
            if (--waits[next] == 0 && !is_queued[next]) {
                is_queued[next] = true;
                heap_push(&heap, builder->index->rank[next]);
            }
        }
    }
}
