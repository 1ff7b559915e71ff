/**
 * source: a text with a path, places in it, and texts made from its parts.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/** Bytes `start` up to and without `end` of a source. */
struct span {
    uint32_t start;
    uint32_t end;
};

struct spans {
    struct span *items;
    size_t count, capacity;
};

/** A place as people count: from 1, columns in code points. */
struct place {
    uint32_t line;
    uint32_t column;
};

struct source {
    struct str path; // relative to the repository's root (outside git: the working directory)
    struct str text;
    uint32_t *line_starts; // offset of each line's first byte
    uint32_t line_count;
};

/** Splits the text into lines. `path` and `text` are kept as views. */
struct source *source_new(struct arena *arena, struct str path, struct str text);

/** Line and column of an offset; offsets past the end give the place after the last byte. */
struct place source_place(const struct source *source, uint32_t offset);

/** The text of a line (from 1) without its line end; empty when there is no such line. */
struct str source_line(const struct source *source, uint32_t line);

/** Offset of a place (from 1); past a line's end gives the end. The inverse of source_place. */
uint32_t source_offset(const struct source *source, struct place place);

/**
 * How a text was made from parts of a source: a string literal's value through its escapes,
 * a concatenation, an f-string. A piece says: `size` bytes of the text from `offset` on come
 * from `span` of the source; where span is as long as size, byte for byte, else as a whole.
 */
struct text_piece {
    uint32_t offset;
    uint32_t size;
    struct span span;
};

/**
 * A part of a text that is not known: a placeholder stands in its place; or (is_default) what it
 * is unless something outside of the program says otherwise.
 */
struct text_hole {
    uint32_t offset;
    uint32_t size;
    bool is_default;
    struct str reason;
};

/**
 * A text with its origin. `pieces` are in order of offset; text between pieces came from no
 * place in the source. `holes` are in order too. All pieces are of one source (NULL: unknown
 * origin).
 */
struct mapped_text {
    struct str text;
    const struct source *source;
    struct {
        struct text_piece *items;
        size_t count, capacity;
    } pieces;
    struct {
        struct text_hole *items;
        size_t count, capacity;
    } holes;
};

/** A whole source as a mapped text: every byte comes from its own place. */
struct mapped_text mapped_from_source(struct arena *arena, const struct source *source);

/** Appends `more` to `text` (pieces and holes are moved along). */
void mapped_append(struct arena *arena, struct mapped_text *text,
                   const struct mapped_text *more);

/** The part from `start` up to and without `end`, with its pieces and holes. */
struct mapped_text mapped_slice(struct arena *arena, const struct mapped_text *text,
                                size_t start, size_t end);

/**
 * The source span that bytes `start` up to `end` of the text came from; where that is not
 * known, the span of the nearest piece before, else `fallback`.
 */
struct span mapped_span(const struct mapped_text *text, uint32_t start, uint32_t end,
                        struct span fallback);

/** Finds the source span from the first to the last of the bytes; false unless both stand there for
 * themselves. */
bool mapped_exact(const struct mapped_text *text, uint32_t start, uint32_t end,
                  struct span *span);

/** The hole that overlaps bytes `start` up to `end`, or NULL. */
const struct text_hole *mapped_hole(const struct mapped_text *text, uint32_t start,
                                    uint32_t end);

#endif
