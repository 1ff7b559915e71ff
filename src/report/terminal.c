#include "report/terminal.h"

// What each style sends: SGR parameters of ECMA-48, 8.3.117. The colours are gcc's, which can be read
// on dark and on light; a warning in yellow cannot be on white.
static const char *const style_codes[STYLE_COUNT] = {
    [STYLE_PLAIN] = "",     [STYLE_BOLD] = "1",       [STYLE_DIM] = "2",
    [STYLE_ERROR] = "1;31", [STYLE_WARNING] = "1;35", [STYLE_INFO] = "1;36",
    [STYLE_HELP] = "32",    [STYLE_REVISION] = "33",
};

struct range {
    uint32_t first, last;
};

// Two columns wide. Source: Unicode EastAsianWidth.txt (W and F), joined to blocks.
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
    {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xa960, 0xa97f},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
    {0x20000, 0x3fffd},
};

// No column of their own. Source: Unicode DerivedGeneralCategory.txt (Mn, Me), the usual
// blocks.
static const struct range combining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a},
    {0x064b, 0x065f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d},
    {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

// Sent as they are they would change what a reader sees: controls, marks that turn the direction
// of text (Unicode Standard Annex 9, 2), and what takes no place and so hides in a name
// (DerivedCoreProperties.txt, Default_Ignorable_Code_Point, but for the variation selectors).
static const struct range hidden[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},
    {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180e, 0x180e},
    {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe00ff}, {0xe01f0, 0xe0fff},
};

#define IN_RANGES(ranges, code) in_ranges(ranges, sizeof(ranges) / sizeof((ranges)[0]), code)

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code) {
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

// Bytes of the code point at `at`, 0 when there is none that is well formed (RFC 3629, 4).
static size_t code_point(struct str text, size_t at, uint32_t *code) {
    unsigned char lead = (unsigned char)text.data[at];
    size_t size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size == 0 || lead > 0xf4 || text.size - at < size) {
        return 0;
    }
    *code = size == 1 ? lead : lead & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        unsigned char next = (unsigned char)text.data[at + i];
        if ((next & 0xc0) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (next & 0x3fu);
    }
    bool is_short = (size == 3 && *code < 0x800) || (size == 4 && *code < 0x10000);
    bool is_surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return is_short || is_surrogate || *code > 0x10ffff ? 0 : size;
}

static bool is_hidden(uint32_t code) {
    return code < 0x7f ? code < ' ' : IN_RANGES(hidden, code);
}

bool character_at(struct str text, size_t at, struct character *character) {
    if (at >= text.size) {
        return false;
    }
    uint32_t code = (unsigned char)text.data[at];
    size_t size = code_point(text, at, &code);
    *character = (struct character){.code = size ? code : (unsigned char)text.data[at],
                                    .size = size ? size : 1,
                                    .is_valid = size > 0,
                                    .is_hidden = size == 0 || is_hidden(code)};
    return true;
}

static size_t code_width(uint32_t code) {
    if (code < 0x300) {
        return 1;
    }
    return IN_RANGES(wide, code) ? 2 : IN_RANGES(combining, code) ? 0 : 1;
}

static bool is_plain_ascii(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < ' ' || byte >= 0x7f) {
            return false;
        }
    }
    return true;
}

struct str printable(struct arena *arena, struct str text) {
    if (is_plain_ascii(text)) {
        return text;
    }
    struct text out = {.arena = arena};
    size_t column = 0;
    for (size_t i = 0; i < text.size;) {
        uint32_t code = 0;
        size_t size = code_point(text, i, &code);
        size_t before = out.count;
        if (size == 0) {
            text_addf(&out, "\\x%02x", (unsigned char)text.data[i]);
            size = 1;
            column += out.count - before;
        } else if (code == '\n') {
            text_add_char(&out, '\n');
            column = 0;
        } else if (code == '\r' && i + 1 < text.size && text.data[i + 1] == '\n') {
            // the line end alone is kept
        } else if (code == '\t') {
            size_t blanks = TAB_WIDTH - column % TAB_WIDTH;
            text_addf(&out, "%*s", (int)blanks, "");
            column += blanks;
        } else if (is_hidden(code)) {
            text_addf(&out, code < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code);
            column += out.count - before;
        } else {
            text_add(&out, str_slice(text, i, i + size));
            column += code_width(code);
        }
        i += size;
    }
    return text_str(&out);
}

size_t text_width(struct str text) {
    size_t width = 0;
    for (size_t i = 0; i < text.size;) {
        uint32_t code = 0;
        size_t size = code_point(text, i, &code);
        width += size ? code_width(code) : 1;
        i += size ? size : 1;
    }
    return width;
}

static void put_printable(const struct terminal *terminal, enum style style, struct str text) {
    bool styled = terminal->color && style != STYLE_PLAIN && text.size > 0;
    if (styled) {
        fprintf(terminal->out, "\x1b[%sm", style_codes[style]);
    }
    if (text.size > 0) {
        fwrite(text.data, 1, text.size, terminal->out);
    }
    if (styled) {
        fputs("\x1b[0m", terminal->out);
    }
}

void terminal_put(const struct terminal *terminal, enum style style, struct str text) {
    put_printable(terminal, style, printable(terminal->arena, text));
}

// Cuts the part that fits into `room` columns off `rest`, between words: a word that is wider
// stays whole.
static struct str take_line(struct str *rest, size_t room) {
    size_t width = 0;
    size_t cut = 0; // behind the last word that fits
    for (size_t i = 0; i < rest->size;) {
        uint32_t code = 0;
        size_t size = code_point(*rest, i, &code);
        width += size ? code_width(code) : 1;
        if (rest->data[i] == ' ' && i > 0 && (width <= room + 1 || cut == 0)) {
            cut = i;
        }
        if (width > room && cut > 0) {
            struct str line = str_slice(*rest, 0, cut);
            *rest = str_slice(*rest, cut + 1, rest->size);
            return line;
        }
        i += size ? size : 1;
    }
    struct str line = *rest;
    *rest = (struct str){0};
    return line;
}

void terminal_lines(const struct terminal *terminal, enum style style, struct str text) {
    struct str rest = printable(terminal->arena, text);
    do {
        put_printable(terminal, style,
                      terminal->width ? take_line(&rest, terminal->width) : rest);
        fputc('\n', terminal->out);
    } while (terminal->width && rest.size > 0);
}

static size_t count_lines(struct str text) {
    size_t count = 0;
    struct str line;
    while (str_split(&text, '\n', &line)) {
        count++;
    }
    return count;
}

void terminal_paragraph(const struct terminal *terminal, struct str label, enum style style,
                        struct str text, size_t max_lines) {
    size_t indent = text_width(label);
    size_t room = terminal->width > indent + 20 ? terminal->width - indent : 0;
    struct str rest = printable(terminal->arena, str_trim(text));
    size_t left = max_lines ? max_lines : SIZE_MAX;
    bool is_first = true;
    struct str source_line;
    while (left > 0 && str_split(&rest, '\n', &source_line)) {
        do {
            struct str line = room ? take_line(&source_line, room) : source_line;
            if (is_first) {
                terminal_put(terminal, style, label);
            } else if (line.size > 0) {
                fprintf(terminal->out, "%*s", (int)indent, "");
            }
            put_printable(terminal, STYLE_PLAIN, line);
            fputc('\n', terminal->out);
            is_first = false;
        } while (room && source_line.size > 0);
        left--;
    }
    size_t more = count_lines(rest);
    if (more > 0) {
        fprintf(terminal->out, "%*s(%zu more line%s)\n", (int)indent, "", more,
                more == 1 ? "" : "s");
    }
}
