/**
 * terminal: text that is safe and straight on a terminal.
 *
 * Everything a migration says goes through here before it is printed: control characters and
 * what turns text around are shown, never sent.
 */
#ifndef REPORT_TERMINAL_H
#define REPORT_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"

enum { TAB_WIDTH = 4 };

/** The text with control characters, bidirectional controls and bytes that are no UTF-8 as
 * \x1b, \u202e, \xff; tabs as blanks up to the next stop; line ends kept. */
struct str printable(struct arena *arena, struct str text);

/** One character of a text. */
struct character {
    uint32_t code;
    size_t size;    // bytes
    bool is_valid;  // false: a byte that is no UTF-8, `code` is its value
    bool is_hidden; // a terminal would obey it, or it turns text around
};

/** The character at an offset; false at the text's end. */
bool character_at(struct str text, size_t at, struct character *character);

/** Columns that a printable text takes: wide characters two, combining ones none. */
size_t text_width(struct str text);

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_ERROR,
    STYLE_WARNING,
    STYLE_INFO,
    STYLE_HELP,
    STYLE_REVISION,
    STYLE_COUNT
};

/** Where a report goes, and how it may look there. */
struct terminal {
    struct arena *arena;
    FILE *out;
    bool color;
    unsigned width; // 0: no limit
};

/** The text in a style; a plain one without colours. Made printable. */
void terminal_put(const struct terminal *terminal, enum style style, struct str text);

/** A text of its own lines, in a style, broken between words at the terminal's width. */
void terminal_lines(const struct terminal *terminal, enum style style, struct str text);

/**
 * A paragraph: `text` behind `label`, its further lines as deep as the first one's text, broken
 * between words at the terminal's width. Line ends in the text stay. At most `max_lines` lines
 * of the text (0: all of it), with a note on how many were left out.
 */
void terminal_paragraph(const struct terminal *terminal, struct str label, enum style style,
                        struct str text, size_t max_lines);

#endif
