#include "base/toml_text.h"

#include <stdlib.h>
#include <string.h>

// TOML 1.0.0, "String": the one-letter escapes.
static const struct {
    char letter;
    char value;
} escapes[] = {
    {'b', '\b'}, {'t', '\t'}, {'n', '\n'}, {'f', '\f'}, {'r', '\r'}, {'"', '"'}, {'\\', '\\'},
};

static void add_code_point(struct text *text, uint32_t point) {
    char bytes[4];
    size_t size = 0;
    if (point < 0x80) {
        bytes[size++] = (char)point;
    } else if (point < 0x800) {
        bytes[size++] = (char)(0xc0 | point >> 6);
    } else if (point < 0x10000) {
        bytes[size++] = (char)(0xe0 | point >> 12);
        bytes[size++] = (char)(0x80 | (point >> 6 & 0x3f));
    } else {
        bytes[size++] = (char)(0xf0 | point >> 18);
        bytes[size++] = (char)(0x80 | (point >> 12 & 0x3f));
        bytes[size++] = (char)(0x80 | (point >> 6 & 0x3f));
    }
    if (point >= 0x80) {
        bytes[size++] = (char)(0x80 | (point & 0x3f));
    }
    text_add(text, (struct str){bytes, size});
}

// The value of hexadecimal digits; false when there is one that is none.
static bool read_hex(struct str digits, uint32_t *value) {
    static const char all[] = "0123456789abcdef0123456789ABCDEF";
    uint32_t sum = 0;
    for (size_t i = 0; i < digits.size; i++) {
        const char *digit = memchr(all, digits.data[i], sizeof all - 1);
        if (!digit) {
            return false;
        }
        sum = sum << 4 | (uint32_t)((digit - all) % 16);
    }
    *value = sum;
    return true;
}

// A backslash before the end of a line takes the line end and all white space after it away.
static size_t line_ending_escape(struct str rest) {
    size_t end = 1;
    bool has_line_end = false;
    while (end < rest.size && memchr(" \t\r\n", rest.data[end], 4)) {
        has_line_end |= rest.data[end++] == '\n';
    }
    return has_line_end ? end : 0;
}

// Adds what the escape at the start of `rest` means; its size, or 0 when it means nothing.
static size_t add_escape(struct text *text, struct str rest) {
    char letter = rest.size > 1 ? rest.data[1] : '\0';
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        if (escapes[i].letter == letter) {
            text_add_char(text, escapes[i].value);
            return 2;
        }
    }
    size_t size = letter == 'u' ? 6 : letter == 'U' ? 10 : 0;
    if (!size) {
        return line_ending_escape(rest);
    }
    uint32_t point = 0;
    if (rest.size < size || !read_hex(str_slice(rest, 2, size), &point)) {
        return 0;
    }
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        return 0; // "Unicode scalar values" only
    }
    add_code_point(text, point);
    return size;
}

static bool starts_line_end(struct str s) {
    return str_starts(s, STR("\n")) || str_starts(s, STR("\r\n"));
}

bool toml_text_string(struct arena *arena, struct str written, struct str *value,
                      struct str *problem) {
    size_t quote =
        str_starts(written, STR("\"\"\"")) || str_starts(written, STR("'''")) ? 3 : 1;
    bool is_basic = str_starts(written, STR("\""));
    if (written.size < 2 * quote) {
        *problem = STR("a string without an end");
        return false;
    }
    struct str inside = str_slice(written, quote, written.size - quote);
    if (quote == 3 && starts_line_end(inside)) {
        inside = str_slice(inside, inside.data[0] == '\r' ? 2 : 1, inside.size);
    }
    struct text text = {.arena = arena};
    for (size_t i = 0; i < inside.size;) {
        struct str rest = str_slice(inside, i, inside.size);
        size_t size = 1;
        if (is_basic && rest.data[0] == '\\') {
            size = add_escape(&text, rest);
        } else if (!str_starts(rest, STR("\r\n"))) {
            text_add_char(&text, rest.data[0]);
        }
        if (!size) {
            *problem = str_format(arena, "the escape %.*s is no character",
                                  rest.size < 10 ? (int)rest.size : 10, rest.data);
            return false;
        }
        i += size;
    }
    *value = text_str(&text);
    return true;
}

static int digit_value(char digit) {
    uint32_t value = 0;
    return read_hex((struct str){&digit, 1}, &value) ? (int)value : -1;
}

bool toml_text_integer(struct str written, int64_t *value) {
    bool is_negative = str_starts(written, STR("-"));
    size_t start = is_negative || str_starts(written, STR("+")) ? 1 : 0;
    uint64_t base = 10;
    static const struct {
        struct str prefix;
        uint64_t base;
    } prefixes[] = {{{"0x", 2}, 16}, {{"0o", 2}, 8}, {{"0b", 2}, 2}};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (str_starts(written, prefixes[i].prefix)) {
            base = prefixes[i].base;
            start = 2;
        }
    }
    uint64_t limit = is_negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
    uint64_t sum = 0;
    for (size_t i = start; i < written.size; i++) {
        int digit = digit_value(written.data[i]);
        if (digit < 0) {
            continue; // an underscore
        }
        if (sum > (limit - (uint64_t)digit) / base) {
            return false;
        }
        sum = sum * base + (uint64_t)digit;
    }
    *value = is_negative ? (sum == limit ? INT64_MIN : -(int64_t)sum) : (int64_t)sum;
    return true;
}
