#include "project/history.h"

#include <stdlib.h>

static uint32_t index_of(const struct history *history, const struct revision *revision) {
    return (uint32_t)(revision - history->revisions);
}

size_t history_find(const struct history *history, struct str id) {
    const struct revision *revision = map_find(&history->index->ids, id);
    return revision ? index_of(history, revision) : SIZE_MAX;
}

// By path

struct ranked {
    struct str path;
    uint32_t revision;
};

static int compare_ranked(const void *a, const void *b) {
    const struct ranked *one = a;
    const struct ranked *two = b;
    int order = str_compare(one->path, two->path);
    return order ? order : (one->revision > two->revision) - (one->revision < two->revision);
}

static void rank(struct builder *builder) {
    const struct history *history = builder->history;
    struct ranked *ranked = ARENA_NEW(builder->arena, struct ranked, history->count);
    for (uint32_t i = 0; i < history->count; i++) {
        ranked[i] = (struct ranked){history->revisions[i].path, i};
    }
    if (history->count) {
        qsort(ranked, history->count, sizeof *ranked, compare_ranked);
    }
    builder->by_rank = ARENA_NEW(builder->arena, uint32_t, history->count);
    builder->index->rank = ARENA_NEW(builder->arena, uint32_t, history->count);
    for (uint32_t i = 0; i < history->count; i++) {
        builder->by_rank[i] = ranked[i].revision;
        builder->index->rank[ranked[i].revision] = i;
    }
}

struct history_fault *history_add_fault(struct builder *builder, const char *rule,
                                        const struct revision *revision) {
    struct history_fault *fault = ARENA_PUSH(builder->arena, &builder->history->faults);
    fault->rule = rule;
    fault->revision = revision;
    fault->message_name = revision->id;
    return fault;
}

static void name_revisions(struct builder *builder) {
    struct history *history = builder->history;
    for (size_t i = 0; i < history->count; i++) {
        struct revision *revision = &history->revisions[builder->by_rank[i]];
        if (!revision->id.size) {
            builder->is_incomplete = builder->is_incomplete || !revision->is_literal;
            continue;
        }
        const struct revision *first = map_find(&builder->index->ids, revision->id);
        if (first) {
            struct history_fault *fault =
                history_add_fault(builder, "duplicate-revision", revision);
            *ARENA_PUSH(builder->arena, &fault->names) = revision->id;
            fault->detail = str_format(builder->arena, STR_FMT ", " STR_FMT,
                                       STR_ARG(first->path), STR_ARG(revision->path));
            continue;
        }
        map_put(&builder->index->ids, revision->id, revision);
        builder->is_part[builder->by_rank[i]] = true;
        for (size_t j = 0; j < revision->branch_labels.count; j++) {
            if (!map_find(&builder->index->labels, revision->branch_labels.items[j])) {
                map_put(&builder->index->labels, revision->branch_labels.items[j], revision);
            }
        }
    }
}

// Edges

// Tried on Alembic 1.8.1: an abbreviated id or a branch label in down_revision is a KeyError,
// as is an abbreviated id in depends_on; a label there is taken. Source: alembic/script/
// revision.py, RevisionMap._revision_map and _add_depends_on.
static const struct revision *resolve(const struct builder *builder, struct str name,
                                      bool is_dependency) {
    const struct revision *found = map_find(&builder->index->ids, name);
    return found || !is_dependency ? found : map_find(&builder->index->labels, name);
}

static void resolve_list(struct builder *builder, uint32_t from, bool is_dependency,
                         struct str_list *missing, uint32_t *count) {
    const struct revision *revision = &builder->history->revisions[from];
    const struct str_list *names =
        is_dependency ? &revision->depends_on : &revision->down_revisions;
    for (size_t i = 0; i < names->count; i++) {
        const struct revision *found = resolve(builder, names->items[i], is_dependency);
        if (found) {
            builder->index->downs.items[(*count)++] = index_of(builder->history, found);
        } else if (!str_list_has(missing, names->items[i])) {
            *ARENA_PUSH(builder->arena, missing) = names->items[i];
        }
    }
}

static void connect_down(struct builder *builder) {
    struct history *history = builder->history;
    size_t most = 0;
    for (size_t i = 0; i < history->count; i++) {
        most += history->revisions[i].down_revisions.count;
        most += history->revisions[i].depends_on.count;
    }
    struct edges *downs = &builder->index->downs;
    downs->starts = ARENA_NEW(builder->arena, uint32_t, history->count + 1);
    downs->items = ARENA_NEW(builder->arena, uint32_t, most);
    uint32_t count = 0;
    for (uint32_t i = 0; i < history->count; i++) {
        struct str_list missing = {0};
        downs->starts[i] = count;
        if (history->revisions[i].id.size) {
            resolve_list(builder, i, false, &missing, &count);
            resolve_list(builder, i, true, &missing, &count);
        }
        if (missing.count && !builder->is_incomplete) {
            history_add_fault(builder, "unknown-down-revision", &history->revisions[i])->names =
                missing;
        }
    }
    downs->starts[history->count] = count;
}

static void connect_next(struct builder *builder) {
    const size_t count = builder->history->count;
    const struct edges *downs = &builder->index->downs;
    struct edges *nexts = &builder->index->nexts;
    nexts->starts = ARENA_NEW(builder->arena, uint32_t, count + 1);
    nexts->items = ARENA_NEW(builder->arena, uint32_t, downs->starts[count]);
    for (uint32_t i = 0; i < downs->starts[count]; i++) {
        nexts->starts[downs->items[i] + 1]++;
    }
    for (size_t i = 0; i < count; i++) {
        nexts->starts[i + 1] += nexts->starts[i];
    }
    uint32_t *filled = ARENA_NEW(builder->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = downs->starts[i]; j < downs->starts[i + 1]; j++) {
            uint32_t down = downs->items[j];
            nexts->items[nexts->starts[down] + filled[down]++] = i;
        }
    }
}

// Heads and other shapes

static bool has_down(const struct history *history, uint32_t revision, struct str id) {
    return str_list_has(&history->revisions[revision].down_revisions, id);
}

// How many revisions follow this one by down_revision (not by depends_on), up to two.
static size_t count_next(const struct builder *builder, uint32_t revision) {
    const struct edges *nexts = &builder->index->nexts;
    struct str id = builder->history->revisions[revision].id;
    uint32_t last = UINT32_MAX;
    size_t count = 0;
    for (uint32_t i = nexts->starts[revision]; i < nexts->starts[revision + 1] && count < 2;
         i++) {
        // A revision that names another twice has two edges, one behind the other.
        if (nexts->items[i] != last && builder->is_part[nexts->items[i]] &&
            has_down(builder->history, nexts->items[i], id)) {
            count++;
        }
        last = nexts->items[i];
    }
    return count;
}

static void find_shapes(struct builder *builder) {
    struct history *history = builder->history;
    struct arena *arena = builder->arena;
    for (size_t i = 0; i < history->count; i++) {
        const uint32_t at = history->order[i];
        const struct revision *revision = &history->revisions[at];
        if (!builder->is_part[at]) {
            continue;
        }
        size_t next = count_next(builder, at);
        if (next == 0) {
            *ARENA_PUSH(arena, &history->heads) = revision->id;
        }
        if (next > 1) {
            *ARENA_PUSH(arena, &history->branchpoints) = revision->id;
        }
        if (revision->down_revisions.count == 0) {
            *ARENA_PUSH(arena, &history->bases) = revision->id;
        }
        if (revision->down_revisions.count > 1) {
            *ARENA_PUSH(arena, &history->merges) = revision->id;
        }
    }
}

// Several heads

enum { LABEL_LIMIT = 64 }; // labelled revisions that are told apart

// Which labelled revisions each one is or descends from, a bit each. Labels spread along
// down_revision alone: alembic/script/revision.py, RevisionMap._add_branches. False: there are
// too many.
static bool spread_labels(const struct builder *builder, uint64_t *labels) {
    const struct history *history = builder->history;
    const struct edges *downs = &builder->index->downs;
    size_t count = 0;
    for (size_t i = 0; i < history->count; i++) {
        const uint32_t at = history->order[i];
        const struct revision *revision = &history->revisions[at];
        for (uint32_t j = downs->starts[at]; j < downs->starts[at + 1]; j++) {
            if (has_down(history, at, history->revisions[downs->items[j]].id)) {
                labels[at] |= labels[downs->items[j]];
            }
        }
        if (revision->branch_labels.count && builder->is_part[at]) {
            if (count == LABEL_LIMIT) {
                return false;
            }
            labels[at] |= UINT64_C(1) << count++;
        }
    }
    return true;
}

// The heads below the same labels as head number `first` are a fault when there are several and
// none comes before it.
static void judge_heads(struct builder *builder, const uint64_t *labels, size_t first) {
    const struct history *history = builder->history;
    const struct str_list *heads = &history->heads;
    const uint64_t wanted = labels[history_find(history, heads->items[first])];
    struct str_list same = {0};
    const struct revision *newest = NULL;
    for (size_t i = 0; i < heads->count; i++) {
        size_t head = history_find(history, heads->items[i]);
        if (labels[head] != wanted) {
            continue;
        }
        if (i < first) {
            return;
        }
        const struct revision *revision = &history->revisions[head];
        *ARENA_PUSH(builder->arena, &same) = revision->id;
        newest = !newest || revision->is_pending || !newest->is_pending ? revision : newest;
    }
    if (same.count > 1) {
        history_add_fault(builder, "several-heads", newest)->names = same;
    }
}

static void tell_heads(struct builder *builder) {
    const struct history *history = builder->history;
    uint64_t *labels = ARENA_NEW(builder->arena, uint64_t, history->count);
    for (size_t i = 0; i < history->count; i++) {
        if (!history->revisions[i].is_literal) {
            return; // what it follows is not known, so that may be no head
        }
    }
    if (!spread_labels(builder, labels)) {
        return;
    }
    for (size_t i = 0; i < history->heads.count; i++) {
        judge_heads(builder, labels, i);
    }
}

struct history *history_new(struct arena *arena, struct revision *revisions, size_t count) {
    struct history *history = ARENA_NEW(arena, struct history, 1);
    struct history_index *index = ARENA_NEW(arena, struct history_index, 1);
    history->revisions = revisions;
    history->count = count;
    history->index = index;
    index->ids.arena = index->labels.arena = arena;
    index->stamps = ARENA_NEW(arena, uint32_t, count);
    index->stack = ARENA_NEW(arena, uint32_t, count);
    struct builder builder = {
        .arena = arena,
        .history = history,
        .index = index,
        .is_part = ARENA_NEW(arena, bool, count),
        .circle = ARENA_NEW(arena, uint32_t, count),
    };
    rank(&builder);
    name_revisions(&builder);
    connect_down(&builder);
    connect_next(&builder);
    history_find_circles(&builder);
    history_make_order(&builder);
    find_shapes(&builder);
    tell_heads(&builder);
    return history;
}

bool history_is_ancestor(const struct history *history, size_t ancestor, size_t descendant) {
    struct history_index *index = history->index;
    if (ancestor >= history->count || descendant >= history->count) {
        return false;
    }
    const uint32_t stamp = ++index->stamp;
    size_t count = 0;
    index->stack[count++] = (uint32_t)descendant;
    while (count) {
        const uint32_t at = index->stack[--count];
        for (uint32_t i = index->downs.starts[at]; i < index->downs.starts[at + 1]; i++) {
            const uint32_t down = index->downs.items[i];
            if (down == ancestor) {
                return true;
            }
            // What stands before the ancestor in order cannot descend from it.
            bool may_lead =
                index->has_cycle || index->position[down] > index->position[ancestor];
            if (may_lead && index->stamps[down] != stamp) {
                index->stamps[down] = stamp;
                index->stack[count++] = down;
            }
        }
    }
    return false;
}
