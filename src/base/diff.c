#include "base/diff.h"

#include <string.h>

enum {
    CONTEXT = 3,             // lines around a change
    DIFFERENCE_LIMIT = 1000, // lines removed and added; beyond, all between is replaced
};

struct lines {
    struct str *items; // with their line ends
    size_t count, capacity;
    bool *is_changed; // removed, or added
};

static struct lines split(struct arena *arena, struct str text) {
    struct lines lines = {0};
    size_t at = 0;
    while (at < text.size) {
        size_t end = str_find(text, STR("\n"), at);
        end = end == SIZE_MAX ? text.size : end + 1;
        *ARENA_PUSH(arena, &lines) = str_slice(text, at, end);
        at = end;
    }
    lines.is_changed = ARENA_NEW(arena, bool, lines.count + 1);
    return lines;
}

// The lines that differ, without those that both texts start and end with.
struct middle {
    struct lines *before, *after;
    size_t start;
    long n, m; // lines of each
};

static bool is_same(const struct middle *middle, long x, long y) {
    return str_equal(middle->before->items[middle->start + (size_t)x],
                     middle->after->items[middle->start + (size_t)y]);
}

static void mark_all(const struct middle *middle) {
    memset(middle->before->is_changed + middle->start, true, (size_t)middle->n);
    memset(middle->after->is_changed + middle->start, true, (size_t)middle->m);
}

// Is the step to diagonal k one that adds a line (from k + 1), or one that removes one?
static bool adds(const long *reach, long k, long d) {
    return k == -d || (k != d && reach[k - 1] < reach[k + 1]);
}

// Back along the furthest reaching paths: traces[d] is what was reached with d - 1 differences.
static void mark_path(const struct middle *middle, long *const *traces, long d, long center) {
    long x = middle->n;
    long y = middle->m;
    for (; d > 0; d--) {
        const long *reach = traces[d] + center;
        long k = x - y;
        bool is_added = adds(reach, k, d);
        long before_k = is_added ? k + 1 : k - 1;
        x = reach[before_k];
        y = x - before_k;
        if (is_added) {
            middle->after->is_changed[middle->start + (size_t)y] = true;
        } else {
            middle->before->is_changed[middle->start + (size_t)x] = true;
        }
    }
}

// Myers, An O(ND) Difference Algorithm and Its Variations, 1986.
static void mark(struct arena *arena, const struct middle *middle) {
    long most = middle->n + middle->m;
    most = most < DIFFERENCE_LIMIT ? most : DIFFERENCE_LIMIT;
    long center = most + 1;
    size_t size = 2 * (size_t)center + 1;
    long *reached = ARENA_NEW(arena, long, size);
    long *reach = reached + center;
    long **traces = ARENA_NEW(arena, long *, (size_t)most + 1);
    for (long d = 0; d <= most; d++) {
        // What is reached with d - 1 differences lies on the diagonals up to d - 1.
        traces[d] = ARENA_NEW(arena, long, size);
        memcpy(traces[d], reached, size * sizeof *reached);
        for (long k = -d; k <= d; k += 2) {
            long x = adds(reach, k, d) ? reach[k + 1] : reach[k - 1] + 1;
            while (x < middle->n && x - k < middle->m && is_same(middle, x, x - k)) {
                x++;
            }
            reach[k] = x;
            if (x >= middle->n && x - k >= middle->m) {
                mark_path(middle, traces, d, center);
                return;
            }
        }
    }
    mark_all(middle);
}

static void compare(struct arena *arena, struct lines *before, struct lines *after) {
    size_t start = 0;
    size_t end = 0;
    size_t least = before->count < after->count ? before->count : after->count;
    while (start < least && str_equal(before->items[start], after->items[start])) {
        start++;
    }
    while (end < least - start && str_equal(before->items[before->count - 1 - end],
                                            after->items[after->count - 1 - end])) {
        end++;
    }
    struct middle middle = {before, after, start, (long)(before->count - start - end),
                            (long)(after->count - start - end)};
    if (middle.n == 0 || middle.m == 0) {
        mark_all(&middle);
    } else {
        mark(arena, &middle);
    }
}

static void put_line(struct text *out, char mark, struct str line) {
    text_add_char(out, mark);
    text_add(out, line);
    if (!str_ends(line, STR("\n"))) {
        text_add(out, STR("\n\\ No newline at end of file\n"));
    }
}

// A place in both texts.
struct position {
    size_t before, after;
};

static bool is_change(const struct lines *before, const struct lines *after,
                      struct position at) {
    return (at.before < before->count && before->is_changed[at.before]) ||
           (at.after < after->count && after->is_changed[at.after]);
}

// Behind the change at a place, up to the next line that both have.
static struct position skip_change(const struct lines *before, const struct lines *after,
                                   struct position at) {
    while (at.before < before->count && before->is_changed[at.before]) {
        at.before++;
    }
    while (at.after < after->count && after->is_changed[at.after]) {
        at.after++;
    }
    return at;
}

// The end of the hunk that starts with the change at a place: behind it no change follows
// within twice the context.
static struct position find_end(const struct lines *before, const struct lines *after,
                                struct position at) {
    for (;;) {
        at = skip_change(before, after, at);
        struct position next = at;
        size_t same = 0;
        while (same <= (size_t)2 * CONTEXT && next.before < before->count &&
               !is_change(before, after, next)) {
            next.before++;
            next.after++;
            same++;
        }
        if (same > (size_t)2 * CONTEXT || !is_change(before, after, next)) {
            size_t left = before->count - at.before;
            size_t context = left < CONTEXT ? left : CONTEXT;
            return (struct position){at.before + context, at.after + context};
        }
        at = next;
    }
}

// In a header an empty part is said to stand behind the line before it.
static void put_part(struct text *out, char sign, size_t start, size_t count) {
    text_addf(out, count == 1 ? "%c%zu" : "%c%zu,%zu", sign, count ? start + 1 : start, count);
}

static void put_hunk(struct text *out, const struct lines *before, const struct lines *after,
                     struct position start, struct position end) {
    text_add(out, STR("@@ "));
    put_part(out, '-', start.before, end.before - start.before);
    text_add_char(out, ' ');
    put_part(out, '+', start.after, end.after - start.after);
    text_add(out, STR(" @@\n"));
    struct position at = start;
    while (at.before < end.before || at.after < end.after) {
        if (at.before < end.before && before->is_changed[at.before]) {
            put_line(out, '-', before->items[at.before++]);
        } else if (at.after < end.after && after->is_changed[at.after]) {
            put_line(out, '+', after->items[at.after++]);
        } else {
            put_line(out, ' ', before->items[at.before++]);
            at.after++;
        }
    }
}

static void print_hunks(struct text *out, struct str before, struct str after) {
    struct arena *arena = arena_new();
    struct lines old = split(arena, before);
    struct lines new = split(arena, after);
    compare(arena, &old, &new);
    struct position at = {0};
    while (at.before < old.count || at.after < new.count) {
        if (!is_change(&old, &new, at)) {
            at.before++;
            at.after++;
            continue;
        }
        size_t context = at.before < CONTEXT ? at.before : CONTEXT;
        struct position start = {at.before - context, at.after - context};
        at = find_end(&old, &new, at);
        put_hunk(out, &old, &new, start, at);
    }
    arena_free(arena);
}

// As git writes and reads it: a name with controls, quotes or backslashes stands in quotes, with
// C's escapes (git's documentation, core.quotePath).
static void add_name(struct text *out, const char *mark, const char *side, struct str path) {
    bool is_plain = true;
    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.data[i];
        is_plain = is_plain && c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }
    text_addf(out, "%s %s%s", mark, is_plain ? "" : "\"", side);
    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.data[i];
        if (c == '"' || c == '\\') {
            text_addf(out, "\\%c", c);
        } else if (c < ' ' || c >= 0x7f) {
            text_addf(out, "\\%03o", c);
        } else {
            text_add_char(out, (char)c);
        }
    }
    text_add(out, is_plain ? STR("\n") : STR("\"\n"));
}

void diff_print(struct text *out, struct str path, struct str before, struct str after) {
    if (!str_equal(before, after)) {
        add_name(out, "---", "a/", path);
        add_name(out, "+++", "b/", path);
        print_hunks(out, before, after);
    }
}

void diff_print_new(struct text *out, struct str path, struct str text) {
    text_add(out, STR("--- /dev/null\n"));
    add_name(out, "+++", "b/", path);
    print_hunks(out, (struct str){0}, text);
}
