#include "base/source.h"

#include <string.h>

struct source *source_new(struct arena *arena, struct str path, struct str text) {
    uint32_t lines = 1;
    for (size_t i = 0; i < text.size; i++) {
        lines += text.data[i] == '\n';
    }
    struct source *source = ARENA_NEW(arena, struct source, 1);
    *source = (struct source){.path = path, .text = text, .line_count = lines};
    source->line_starts = ARENA_NEW(arena, uint32_t, lines);
    uint32_t line = 1;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\n') {
            source->line_starts[line++] = (uint32_t)i + 1;
        }
    }
    return source;
}

// Index of the line that holds the offset, by halving.
static uint32_t line_index(const struct source *source, uint32_t offset) {
    uint32_t low = 0, high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

struct place source_place(const struct source *source, uint32_t offset) {
    if (offset > source->text.size) {
        offset = (uint32_t)source->text.size;
    }
    uint32_t line = line_index(source, offset);
    struct place place = {.line = line + 1, .column = 1};
    for (uint32_t i = source->line_starts[line]; i < offset; i++) {
        place.column += !is_continuation(source->text.data[i]);
    }
    return place;
}

struct str source_line(const struct source *source, uint32_t line) {
    if (line == 0 || line > source->line_count) {
        return (struct str){0};
    }
    size_t start = source->line_starts[line - 1];
    size_t end = line < source->line_count ? source->line_starts[line] - 1 : source->text.size;
    if (end > start && source->text.data[end - 1] == '\r') {
        end--;
    }
    return str_slice(source->text, start, end);
}

uint32_t source_offset(const struct source *source, struct place place) {
    struct str line = source_line(source, place.line);
    if (!line.data) {
        return (uint32_t)source->text.size;
    }
    uint32_t offset = source->line_starts[place.line - 1];
    uint32_t column = 1;
    for (size_t i = 0; i < line.size; i++, offset++) {
        column += i > 0 && !is_continuation(line.data[i]);
        if (column >= place.column && !is_continuation(line.data[i])) {
            return offset;
        }
    }
    return offset;
}

struct mapped_text mapped_from_source(struct arena *arena, const struct source *source) {
    struct mapped_text mapped = {.text = source->text, .source = source};
    uint32_t size = (uint32_t)source->text.size;
    *ARENA_PUSH(arena, &mapped.pieces) = (struct text_piece){.size = size, .span = {0, size}};
    return mapped;
}

void mapped_append(struct arena *arena, struct mapped_text *text,
                   const struct mapped_text *more) {
    uint32_t shift = (uint32_t)text->text.size;
    text->text = str_concat(arena, text->text, more->text);
    text->source = text->source ? text->source : more->source;
    for (size_t i = 0; i < more->pieces.count && more->source == text->source; i++) {
        struct text_piece *piece = ARENA_PUSH(arena, &text->pieces);
        *piece = more->pieces.items[i];
        piece->offset += shift;
    }
    for (size_t i = 0; i < more->holes.count; i++) {
        struct text_hole *hole = ARENA_PUSH(arena, &text->holes);
        *hole = more->holes.items[i];
        hole->offset += shift;
    }
}

// Cuts [*offset, *offset + *size) to [start, end) and makes it relative to start.
static bool clip(uint32_t *offset, uint32_t *size, size_t start, size_t end) {
    size_t from = *offset > start ? *offset : start;
    size_t to = *offset + (size_t)*size < end ? *offset + (size_t)*size : end;
    if (from >= to) {
        return false;
    }
    *offset = (uint32_t)(from - start);
    *size = (uint32_t)(to - from);
    return true;
}

// The first piece that ends behind the offset: they stand in the order of the text.
static size_t first_piece(const struct mapped_text *text, size_t offset) {
    size_t low = 0, high = text->pieces.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct text_piece *piece = &text->pieces.items[middle];
        if ((size_t)piece->offset + piece->size > offset) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

struct mapped_text mapped_slice(struct arena *arena, const struct mapped_text *text,
                                size_t start, size_t end) {
    struct mapped_text part = {.text = str_slice(text->text, start, end),
                               .source = text->source};
    for (size_t i = first_piece(text, start);
         i < text->pieces.count && text->pieces.items[i].offset < end; i++) {
        struct text_piece piece = text->pieces.items[i];
        bool exact = piece.span.end - piece.span.start == piece.size;
        uint32_t before = start > piece.offset ? (uint32_t)start - piece.offset : 0;
        if (!clip(&piece.offset, &piece.size, start, end)) {
            continue;
        }
        if (exact) {
            piece.span.start += before;
            piece.span.end = piece.span.start + piece.size;
        }
        *ARENA_PUSH(arena, &part.pieces) = piece;
    }
    for (size_t i = 0; i < text->holes.count; i++) {
        struct text_hole hole = text->holes.items[i];
        if (!hole.size && hole.offset >= start && hole.offset <= end) {
            hole.offset -= (uint32_t)start; // an empty default
            *ARENA_PUSH(arena, &part.holes) = hole;
        } else if (clip(&hole.offset, &hole.size, start, end)) {
            *ARENA_PUSH(arena, &part.holes) = hole;
        }
    }
    return part;
}

// The source offset of one byte of the text; false when no piece covers it.
static bool source_byte(const struct mapped_text *text, uint32_t offset, struct span *span) {
    for (size_t i = 0; i < text->pieces.count; i++) {
        const struct text_piece *piece = &text->pieces.items[i];
        if (offset < piece->offset || offset - piece->offset >= piece->size) {
            continue;
        }
        *span = piece->span;
        if (piece->span.end - piece->span.start == piece->size) {
            span->start += offset - piece->offset;
            span->end = span->start + 1;
        }
        return true;
    }
    return false;
}

struct span mapped_span(const struct mapped_text *text, uint32_t start, uint32_t end,
                        struct span fallback) {
    struct span first, last;
    if (!source_byte(text, start, &first)) {
        bool found = false;
        for (size_t i = 0; i < text->pieces.count; i++) {
            if (text->pieces.items[i].offset <= start) {
                first = text->pieces.items[i].span;
                found = true;
            }
        }
        return found ? first : fallback;
    }
    if (end <= start + 1 || !source_byte(text, end - 1, &last) || last.end < first.end) {
        return first;
    }
    return (struct span){first.start, last.end};
}

bool mapped_exact(const struct mapped_text *text, uint32_t start, uint32_t end,
                  struct span *span) {
    struct span first, last;
    if (end <= start || !source_byte(text, start, &first) ||
        !source_byte(text, end - 1, &last) || first.end - first.start != 1 ||
        last.end - last.start != 1 || last.end <= first.start) {
        return false;
    }
    *span = (struct span){first.start, last.end};
    return true;
}

const struct text_hole *mapped_hole(const struct mapped_text *text, uint32_t start,
                                    uint32_t end) {
    for (size_t i = 0; i < text->holes.count; i++) {
        const struct text_hole *hole = &text->holes.items[i];
        if (hole->offset < end && start < hole->offset + hole->size) {
            return hole;
        }
    }
    return NULL;
}
