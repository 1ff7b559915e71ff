#include "sql/draft.h"

#include <string.h>

#define MARKER "cupel_hole_"
enum { MARKER_NUMBER = 1999000000 }; // and up: a hole's number where only a number fits

// What may stand for a hole, in the order they are tried.
enum hole_form {
    HOLE_NAME,      // name
    HOLE_LIST,      // (name): IN {ids}
    HOLE_STRING,    // 'name': COMMENT … IS {text}
    HOLE_NUMBER,    // 1999000000: SET STATISTICS {n}, VARCHAR({n})
    HOLE_TWO_WORDS, // name name: CREATE TABLE t ({columns})
    HOLE_SETTING,   // name = name: UPDATE t SET {changes}
    HOLE_NOTHING,   // DROP TABLE t {cascade}
    HOLE_FORM_COUNT
};

enum bind_form {
    BIND_PARAMETER,
    BIND_STRING, // where the grammar wants a literal; psycopg sends one
    BIND_NUMBER,
    BIND_AS_WRITTEN, // % and ? are operators too
    BIND_FORM_COUNT
};

static bool overlaps(struct span a, struct span b) {
    return a.start < b.end && b.start < a.end;
}

static struct str filling(struct arena *arena, const struct split *split, size_t index) {
    const struct gap *gap = &split->gaps.items[index];
    struct str name = str_format(arena, MARKER "%zu_", index);
    if (gap->kind == GAP_HOLE) {
        switch ((enum hole_form)gap->form) {
        case HOLE_LIST:
            return str_format(arena, "(" STR_FMT ")", STR_ARG(name));
        case HOLE_STRING:
            return str_format(arena, "'" STR_FMT "'", STR_ARG(name));
        case HOLE_NUMBER:
            return str_format(arena, "%zu", MARKER_NUMBER + index);
        case HOLE_TWO_WORDS:
            return str_format(arena, STR_FMT " " STR_FMT, STR_ARG(name), STR_ARG(name));
        case HOLE_SETTING:
            return str_format(arena, STR_FMT " = " STR_FMT, STR_ARG(name), STR_ARG(name));
        case HOLE_NOTHING:
            return STR("");
        default:
            return name;
        }
    }
    if (gap->kind == GAP_BIND) {
        switch ((enum bind_form)gap->form) {
        case BIND_STRING:
            return str_format(arena, "'" STR_FMT "'", STR_ARG(name));
        case BIND_NUMBER:
            return STR("1");
        case BIND_AS_WRITTEN:
            return str_slice(split->text, gap->offset, gap->offset + gap->size);
        default:
            return gap->after_in ? STR("($1)") : STR("$1");
        }
    }
    return gap->replacement;
}

// Bytes that are no UTF-8 (a tree with them is refused by the JSON reader) and NULs (the parser
// would stop there) are replaced one for one, so that offsets stay.
static void add_clean(struct text *out, struct str part) {
    if (!memchr(part.data ? part.data : "", '\0', part.size) && str_is_utf8(part)) {
        text_add(out, part);
        return;
    }
    for (size_t i = 0; i < part.size;) {
        size_t size = 1;
        while (size < 4 && i + size < part.size && (part.data[i + size] & 0xc0) == 0x80) {
            size++;
        }
        struct str character = str_slice(part, i, i + size);
        if (!part.data[i]) {
            text_add_char(out, ' ');
        } else if (str_is_utf8(character)) {
            text_add(out, character);
        } else {
            for (size_t j = 0; j < size; j++) {
                bool is_ascii = !(character.data[j] & 0x80);
                text_add_char(out, is_ascii ? character.data[j] : '_');
            }
        }
        i += size;
    }
}

static void add_segment(struct arena *arena, struct draft *draft, struct text *out,
                        struct str part, struct span origin, bool is_copy) {
    uint32_t start = (uint32_t)out->count;
    if (is_copy) {
        add_clean(out, part);
    } else {
        text_add(out, part);
    }
    uint32_t size = (uint32_t)out->count - start;
    *ARENA_PUSH(arena, &draft->segments) = (struct segment){start, size, origin, is_copy};
}

struct draft draft_make(struct arena *arena, const struct split *split,
                        const struct piece *piece) {
    struct draft draft = {.split = split};
    struct text out = {.arena = arena};
    uint32_t at = piece->span.start;
    for (size_t i = 0; i < piece->gaps; i++) {
        const struct gap *gap = &split->gaps.items[piece->first_gap + i];
        if (gap->offset < at) {
            continue; // inside the gap before
        }
        add_segment(arena, &draft, &out, str_slice(split->text, at, gap->offset),
                    (struct span){at, gap->offset}, true);
        at = gap->offset + gap->size;
        add_segment(arena, &draft, &out, filling(arena, split, piece->first_gap + i),
                    (struct span){gap->offset, at}, false);
    }
    if (at < piece->span.end) {
        add_segment(arena, &draft, &out, str_slice(split->text, at, piece->span.end),
                    (struct span){at, piece->span.end}, true);
    }
    draft.text = text_str(&out);
    return draft;
}

struct span draft_origin(const struct draft *draft, uint32_t start, uint32_t end) {
    struct span origin = {0};
    bool found = false;
    for (size_t i = 0; i < draft->segments.count; i++) {
        const struct segment *segment = &draft->segments.items[i];
        uint32_t segment_end = segment->offset + segment->size;
        bool is_inside = start < end ? segment->offset < end && start < segment_end
                                     : segment->offset <= start && start <= segment_end;
        if (!is_inside) {
            continue;
        }
        struct span part = segment->origin;
        if (segment->is_copy) {
            part.start += start > segment->offset ? start - segment->offset : 0;
            part.end -= end < segment_end ? segment_end - end : 0;
        }
        origin.start = found ? origin.start : part.start;
        origin.end = part.end;
        found = true;
    }
    return origin;
}

struct str draft_text(struct arena *arena, const struct draft *draft, uint32_t start,
                      uint32_t end) {
    if (draft->is_inner) {
        return draft_unmark(arena, draft->split, str_slice(draft->text, start, end));
    }
    return split_text(arena, draft->split, draft_origin(draft, start, end));
}

static unsigned form_count(const struct gap *gap) {
    if (gap->is_fixed) {
        return 1;
    }
    return gap->kind == GAP_HOLE ? HOLE_FORM_COUNT
                                 : (gap->kind == GAP_BIND ? BIND_FORM_COUNT : 1);
}

bool draft_advance(struct split *split, const struct piece *piece, const struct draft *draft,
                   uint32_t offset) {
    uint32_t at = draft_origin(draft, offset, offset + 1).start;
    for (size_t i = piece->gaps; i > 0; i--) {
        struct gap *gap = &split->gaps.items[piece->first_gap + i - 1];
        if (gap->offset > at && offset < draft->text.size) {
            continue;
        }
        if (gap->form + 1 < form_count(gap)) {
            gap->form++;
            return true;
        }
        gap->form = gap->kind == GAP_ESCAPE ? gap->form : 0;
    }
    return false;
}

// The index that a marker at `at` carries, or SIZE_MAX; `end` is behind the marker.
static size_t marker_index(const struct split *split, struct str text, size_t at, size_t *end) {
    size_t index = 0, i = at + sizeof MARKER - 1;
    for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
        index = index * 10 + (size_t)(text.data[i] - '0');
        if (index >= split->gaps.count) {
            return SIZE_MAX;
        }
    }
    *end = i + 1;
    bool is_whole = i < text.size && text.data[i] == '_' && index < split->gaps.count;
    return is_whole ? index : SIZE_MAX;
}

const struct gap *draft_marker(const struct split *split, struct str text) {
    size_t end;
    if (!split->gaps.count) {
        return NULL;
    }
    for (size_t at = str_find_nocase(text, STR(MARKER), 0); at != SIZE_MAX;
         at = str_find_nocase(text, STR(MARKER), at + 1)) {
        size_t index = marker_index(split, text, at, &end);
        if (index != SIZE_MAX) {
            return &split->gaps.items[index];
        }
    }
    return NULL;
}

bool draft_is_marker_number(const struct split *split, int64_t number) {
    return number >= MARKER_NUMBER && number < MARKER_NUMBER + (int64_t)split->gaps.count;
}

struct str draft_unmark(struct arena *arena, const struct split *split, struct str text) {
    struct text out = {.arena = arena};
    size_t done = 0, end;
    for (size_t at = str_find_nocase(text, STR(MARKER), 0); at != SIZE_MAX;
         at = str_find_nocase(text, STR(MARKER), at + 1)) {
        size_t index = marker_index(split, text, at, &end);
        if (index != SIZE_MAX) {
            const struct gap *gap = &split->gaps.items[index];
            text_add(&out, str_slice(text, done, at));
            text_add(&out, gap->kind == GAP_BIND
                               ? str_slice(split->text, gap->offset, gap->offset + gap->size)
                               : STR("…"));
            done = end;
        }
    }
    text_add(&out, str_slice(text, done, text.size));
    return text_str(&out);
}

const struct gap *draft_lost(const struct split *split, const struct piece *piece) {
    for (size_t i = 0; i < piece->gaps; i++) {
        const struct gap *gap = &split->gaps.items[piece->first_gap + i];
        if (gap->kind == GAP_HOLE && (gap->form == HOLE_NUMBER || gap->form == HOLE_NOTHING)) {
            return gap;
        }
    }
    return NULL;
}

bool draft_edit(struct arena *arena, struct split *split, struct piece *piece,
                struct span origin, struct str replacement) {
    size_t place = piece->first_gap;
    for (; place < piece->first_gap + piece->gaps; place++) {
        const struct gap *gap = &split->gaps.items[place];
        struct span span = {gap->offset, gap->offset + gap->size};
        if (overlaps(span, origin)) {
            return false;
        }
        if (gap->offset >= origin.end) {
            break;
        }
    }
    (void)ARENA_PUSH(arena, &split->gaps);
    memmove(&split->gaps.items[place + 1], &split->gaps.items[place],
            (split->gaps.count - 1 - place) * sizeof(struct gap));
    split->gaps.items[place] = (struct gap){.kind = GAP_EDIT,
                                            .offset = origin.start,
                                            .size = origin.end - origin.start,
                                            .replacement = replacement};
    piece->gaps++;
    for (size_t i = 0; i < split->pieces.count; i++) {
        struct piece *other = &split->pieces.items[i];
        if (other != piece && other->first_gap >= place && other->span.start >= origin.end) {
            other->first_gap++;
        }
    }
    return true;
}
