#include "lint/edits.h"

struct fix edits_copy(struct arena *arena, const struct fix *fix) {
    struct fix copy = *fix;
    copy.edits.items = NULL;
    copy.edits.count = copy.edits.capacity = 0;
    for (size_t i = 0; i < fix->edits.count; i++) {
        struct edit *edit = ARENA_PUSH(arena, &copy.edits);
        *edit = fix->edits.items[i];
        edit->text = str_copy(arena, edit->text);
    }
    copy.block.opening = str_copy(arena, fix->block.opening);
    copy.makes = (struct str_list){0};
    for (size_t i = 0; i < fix->makes.count; i++) {
        *ARENA_PUSH(arena, &copy.makes) = str_copy(arena, fix->makes.items[i]);
    }
    return copy;
}

static bool is_same(const struct edit *a, const struct edit *b) {
    return a->span.start == b->span.start && a->span.end == b->span.end &&
           str_equal(a->text, b->text);
}

// From the first to the last edit that is not shared.
static struct span hull_of(const struct fix *fix) {
    struct span hull = {UINT32_MAX, 0};
    for (size_t i = 0; i < fix->edits.count; i++) {
        const struct edit *edit = &fix->edits.items[i];
        if (!edit->is_shared) {
            hull.start = edit->span.start < hull.start ? edit->span.start : hull.start;
            hull.end = edit->span.end > hull.end ? edit->span.end : hull.end;
        }
    }
    return hull;
}

static bool touch(struct span a, struct span b) {
    return a.start <= b.end && b.start <= a.end;
}

static bool shares_well(const struct fix *fix, const struct fix *other) {
    struct span hull = hull_of(other);
    for (size_t i = 0; i < fix->edits.count; i++) {
        const struct edit *edit = &fix->edits.items[i];
        if (!edit->is_shared) {
            continue;
        }
        if (touch(edit->span, hull)) {
            return false;
        }
        for (size_t k = 0; k < other->edits.count; k++) {
            const struct edit *more = &other->edits.items[k];
            if (more->is_shared && touch(edit->span, more->span) && !is_same(edit, more)) {
                return false;
            }
        }
    }
    return true;
}

bool edits_fit(const struct fix_list *list, const struct fix *fix) {
    for (size_t i = 0; i < list->count; i++) {
        if (touch(hull_of(list->items[i]), hull_of(fix)) || !shares_well(fix, list->items[i]) ||
            !shares_well(list->items[i], fix)) {
            return false;
        }
    }
    return true;
}

bool edits_lie_apart(const struct fix_list *list, const struct fix *fix) {
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < list->items[i]->edits.count; k++) {
            for (size_t m = 0; m < fix->edits.count; m++) {
                if (touch(list->items[i]->edits.items[k].span, fix->edits.items[m].span)) {
                    return false;
                }
            }
        }
    }
    return true;
}

struct all_edits {
    struct edit *items;
    size_t count, capacity;
};

static bool has_shared(const struct all_edits *all, const struct edit *edit) {
    for (size_t i = 0; edit->is_shared && i < all->count; i++) {
        if (is_same(&all->items[i], edit)) {
            return true;
        }
    }
    return false;
}

// Does the statement before open the same block, so that this one may go into it?
static bool continues_block(const struct fix_list *list, const struct fix *fix) {
    for (size_t i = 0; fix->block.opening.size && i < list->count; i++) {
        const struct fix *other = list->items[i];
        if (other->block.lines.end == fix->block.lines.start &&
            str_equal(other->block.opening, fix->block.opening)) {
            return true;
        }
    }
    return false;
}

static void add_in_order(struct arena *arena, struct all_edits *all, struct edit edit) {
    (void)ARENA_PUSH(arena, all);
    size_t at = all->count - 1;
    for (; at > 0 && edit.span.start < all->items[at - 1].span.start; at--) {
        all->items[at] = all->items[at - 1];
    }
    all->items[at] = edit;
}

struct str edits_apply(struct arena *arena, struct str text, const struct fix_list *list) {
    struct all_edits all = {0};
    for (size_t i = 0; i < list->count; i++) {
        const struct fix *fix = list->items[i];
        bool continues = continues_block(list, fix);
        for (size_t k = 0; k < fix->edits.count; k++) {
            struct edit edit = fix->edits.items[k];
            if (continues && edit.span.start == fix->block.lines.start) {
                edit.text = str_slice(edit.text, fix->block.opening.size, edit.text.size);
                continues = false;
            }
            if (!has_shared(&all, &edit)) {
                add_in_order(arena, &all, edit);
            }
        }
    }
    struct text out = {.arena = arena};
    size_t at = 0;
    for (size_t i = 0; i < all.count; i++) {
        text_add(&out, str_slice(text, at, all.items[i].span.start));
        text_add(&out, all.items[i].text);
        at = all.items[i].span.end;
    }
    text_add(&out, str_slice(text, at, text.size));
    return text_str(&out);
}
