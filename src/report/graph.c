#include "report/graph.h"

#include <string.h>

enum {
    LANE_LIMIT = 60, // branches side by side; more of them are not drawn
    STRETCH = 6,     // revisions of no note in a row, from which on they are cut short
    SHOWN = 2,       // of those, before and after the cut
};

// A lane leads down to the revision that stands next on it.
struct lanes {
    struct str waits[LANE_LIMIT];
    size_t count;
};

struct graph {
    const struct terminal *terminal;
    const struct history *history;
    struct lanes lanes;
    struct map known; // ids of the history's revisions not drawn yet
    bool has_ended;   // the revision drawn last is a base, on the lane furthest right
};

// ---- lines between the revisions

static void put_line(const struct graph *graph, char *line, size_t size) {
    while (size > 0 && line[size - 1] == ' ') {
        size--;
    }
    fputs(size > 0 ? "  " : "", graph->terminal->out);
    terminal_put(graph->terminal, STYLE_DIM, (struct str){line, size});
    fputc('\n', graph->terminal->out);
}

enum { LINE_SIZE = 2 * LANE_LIMIT + 2 };

static void remove_lane(struct lanes *lanes, size_t index) {
    memmove(&lanes->waits[index], &lanes->waits[index + 1],
            (lanes->count - index - 1) * sizeof lanes->waits[0]);
    lanes->count--;
}

// The lane `from` joins the one at `to`, further left; those right of it close up.
static void join_lane(struct graph *graph, size_t to, size_t from) {
    char line[LINE_SIZE];
    struct lanes *lanes = &graph->lanes;
    memset(line, ' ', sizeof line);
    for (size_t i = 0; i < lanes->count; i++) {
        line[i < from ? 2 * i : 2 * i - 1] = i < from ? '|' : '/';
    }
    put_line(graph, line, sizeof line);
    remove_lane(lanes, from);
    for (size_t gap = from - 1; gap > to; gap--) {
        memset(line, ' ', sizeof line);
        for (size_t i = 0; i < lanes->count; i++) {
            line[2 * i] = '|';
        }
        line[2 * gap - 1] = '/';
        put_line(graph, line, sizeof line);
    }
}

// A lane opens right of the one at `index`; those right of it make room.
static void open_lane(struct graph *graph, size_t index, struct str waits) {
    char line[LINE_SIZE];
    struct lanes *lanes = &graph->lanes;
    if (lanes->count == LANE_LIMIT) {
        return;
    }
    memset(line, ' ', sizeof line);
    for (size_t i = 0; i < lanes->count; i++) {
        line[2 * i + (i > index)] = i > index ? '\\' : '|';
    }
    line[2 * index + 1] = '\\';
    put_line(graph, line, sizeof line);
    memmove(&lanes->waits[index + 2], &lanes->waits[index + 1],
            (lanes->count - index - 1) * sizeof lanes->waits[0]);
    lanes->waits[index + 1] = waits;
    lanes->count++;
}

// What begins where a lane has just ended must not look as if it followed.
static void put_gap(const struct graph *graph) {
    char line[LINE_SIZE];
    memset(line, ' ', sizeof line);
    for (size_t i = 0; i < graph->lanes.count; i++) {
        line[2 * i] = '|';
    }
    put_line(graph, line, sizeof line);
}

// A lane ends at a base; those right of it close up.
static void end_lane(struct graph *graph, size_t index) {
    char line[LINE_SIZE];
    struct lanes *lanes = &graph->lanes;
    memset(line, ' ', sizeof line);
    for (size_t i = 0; i < lanes->count; i++) {
        if (i != index) {
            line[i < index ? 2 * i : 2 * i - 1] = i < index ? '|' : '/';
        }
    }
    if (index + 1 < lanes->count) {
        put_line(graph, line, sizeof line);
    }
    remove_lane(lanes, index);
}

// ---- revisions

static void add_word(struct text *words, struct str word) {
    text_add(words, words->count > 0 ? STR(", ") : (struct str){0});
    text_add(words, word);
}

static void add_list(struct text *words, const char *what, const struct str_list *names) {
    if (names->count > 0) {
        add_word(words, str_from(what));
        text_add(words, str_join(words->arena, names->items, names->count, STR(" ")));
    }
}

// What there is to say of a revision; empty: it is one among many.
static struct str decoration(const struct graph *graph, const struct revision *revision) {
    const struct history *history = graph->history;
    struct text words = {.arena = graph->terminal->arena};
    if (str_list_has(&history->heads, revision->id)) {
        add_word(&words, STR("head"));
    }
    if (revision->is_pending) {
        add_word(&words, STR("pending"));
    }
    if (str_list_has(&history->branchpoints, revision->id)) {
        add_word(&words, STR("branch point"));
    }
    if (revision->down_revisions.count > 1) {
        add_word(&words, STR("merge"));
    }
    if (revision->down_revisions.count == 0) {
        add_word(&words, STR("base"));
    }
    add_list(&words, "label ", &revision->branch_labels);
    add_list(&words, "depends on ", &revision->depends_on);
    return text_str(&words);
}

static void put_lanes(const struct graph *graph, size_t at, char mark) {
    fputs("  ", graph->terminal->out);
    for (size_t i = 0; i < graph->lanes.count; i++) {
        char lane[3] = {i == at ? mark : '|', ' ', '\0'};
        terminal_put(graph->terminal, i == at ? STYLE_BOLD : STYLE_DIM, str_from(lane));
    }
}

static void put_revision(const struct graph *graph, size_t at,
                         const struct revision *revision) {
    FILE *out = graph->terminal->out;
    struct str words = decoration(graph, revision);
    put_lanes(graph, at, '*');
    terminal_put(graph->terminal, STYLE_REVISION, revision->id);
    if (words.size > 0) {
        fputs(" (", out);
        terminal_put(graph->terminal, STYLE_BOLD, words);
        fputc(')', out);
    }
    if (revision->message.size > 0) {
        fputc(' ', out);
        terminal_put(graph->terminal, STYLE_PLAIN, revision->message);
    }
    fputc('\n', out);
}

// The lane that the revision stands on; all that lead to it become one.
static size_t find_lane(struct graph *graph, struct str id) {
    struct lanes *lanes = &graph->lanes;
    size_t first = 0;
    while (first < lanes->count && !str_equal(lanes->waits[first], id)) {
        first++;
    }
    for (size_t i = lanes->count; i > first + 1; i--) {
        if (str_equal(lanes->waits[i - 1], id)) {
            join_lane(graph, first, i - 1);
        }
    }
    if (first == lanes->count && lanes->count < LANE_LIMIT) {
        if (graph->has_ended) {
            put_gap(graph);
        }
        lanes->waits[lanes->count++] = id;
    }
    return first < lanes->count ? first : lanes->count - 1;
}

// Down revisions that are there and not drawn yet; a broken graph has others.
static struct str_list followed(const struct graph *graph, const struct revision *revision) {
    struct str_list list = {0};
    for (size_t i = 0; i < revision->down_revisions.count; i++) {
        struct str id = revision->down_revisions.items[i];
        if (map_find(&graph->known, id) && !str_list_has(&list, id)) {
            *ARENA_PUSH(graph->terminal->arena, &list) = id;
        }
    }
    return list;
}

static void draw(struct graph *graph, const struct revision *revision) {
    size_t at = find_lane(graph, revision->id);
    put_revision(graph, at, revision);
    graph->has_ended = false;
    map_put(&graph->known, revision->id, NULL);
    struct str_list down = followed(graph, revision);
    if (down.count == 0) {
        graph->has_ended = at + 1 == graph->lanes.count;
        end_lane(graph, at);
        return;
    }
    graph->lanes.waits[at] = down.items[0];
    for (size_t i = down.count; i > 1; i--) {
        open_lane(graph, at, down.items[i - 1]);
    }
}

// ---- stretches

// Newest first.
static const struct revision *revision_at(const struct history *history, size_t index) {
    return &history->revisions[history->order[history->count - 1 - index]];
}

// How many revisions of no note follow one another from `index` on.
static size_t stretch(const struct graph *graph, size_t index) {
    const struct history *history = graph->history;
    size_t size = 0;
    while (index + size < history->count) {
        const struct revision *revision = revision_at(history, index + size);
        bool is_next =
            size == 0 ||
            str_equal(revision_at(history, index + size - 1)->down_revisions.items[0],
                      revision->id);
        if (!is_next || revision->down_revisions.count != 1 ||
            decoration(graph, revision).size > 0) {
            break;
        }
        size++;
    }
    return size;
}

// Leaves out all but the first and last ones of a stretch; gives the number left out.
static size_t cut_short(struct graph *graph, size_t index, size_t size) {
    for (size_t i = 0; i < SHOWN; i++) {
        draw(graph, revision_at(graph->history, index + i));
    }
    size_t last = index + size - SHOWN;
    size_t at = find_lane(graph, revision_at(graph->history, index + SHOWN)->id);
    put_lanes(graph, at, ':');
    fprintf(graph->terminal->out, "%zu more\n", size - (size_t)2 * SHOWN);
    for (size_t i = index + SHOWN; i < last; i++) {
        map_put(&graph->known, revision_at(graph->history, i)->id, NULL);
    }
    graph->lanes.waits[at] = revision_at(graph->history, last)->id;
    return last;
}

void graph_write(const struct terminal *terminal, const struct history *history,
                 bool is_whole) {
    struct graph graph = {
        .terminal = terminal, .history = history, .known.arena = terminal->arena};
    for (size_t i = 0; i < history->count; i++) {
        map_put(&graph.known, history->revisions[i].id, &history->revisions[i]);
    }
    for (size_t i = 0; i < history->count;) {
        size_t size = is_whole ? 0 : stretch(&graph, i);
        if (size > STRETCH) {
            i = cut_short(&graph, i, size);
        } else {
            draw(&graph, revision_at(history, i++));
        }
    }
}
