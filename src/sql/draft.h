/**
 * draft: a statement as PostgreSQL's parser can read it, each gap filled with a form that
 * stands for it.
 *
 * Names made of a hole carry its marker, by which the reason is found again.
 */
#ifndef SQL_DRAFT_H
#define SQL_DRAFT_H

#include "sql/split.h"

/** A statement with its gaps filled in their present forms. */
struct draft {
    struct str text; // well-formed UTF-8
    const struct split *split;
    bool is_inner; // a statement out of another's text: what its author wrote is this text
    struct {
        struct segment {
            uint32_t offset, size; // in the draft
            struct span origin;    // in the text as it came
            bool is_copy;          // byte for byte
        } * items;
        size_t count, capacity;
    } segments;
};

struct draft draft_make(struct arena *arena, const struct split *split,
                        const struct piece *piece);

/** The bytes of the text as it came that a part of the draft stands for. */
struct span draft_origin(const struct draft *draft, uint32_t start, uint32_t end);

/** A part of the draft as its author wrote it, holes as `…`. */
struct str draft_text(struct arena *arena, const struct draft *draft, uint32_t start,
                      uint32_t end);

/**
 * After the parser stopped at `offset` of the draft: gives the gap that most likely is at fault
 * its next form. False when every form was tried.
 */
bool draft_advance(struct split *split, const struct piece *piece, const struct draft *draft,
                   uint32_t offset);

/** The first gap whose marker a text from the parser holds, or NULL. */
const struct gap *draft_marker(const struct split *split, struct str text);

/** True for the number that stands for a hole where only a number fits. */
bool draft_is_marker_number(const struct split *split, int64_t number);

/** The text with markers as `…`. */
struct str draft_unmark(struct arena *arena, const struct split *split, struct str text);

/** A hole or bind among a piece's gaps whose form left no marker, or NULL. */
const struct gap *draft_lost(const struct split *split, const struct piece *piece);

/** Adds an edit to a piece; false when a gap is there already. */
bool draft_edit(struct arena *arena, struct split *split, struct piece *piece,
                struct span origin, struct str replacement);

#endif
