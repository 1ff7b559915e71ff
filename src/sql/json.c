#include "sql/json.h"

struct reader {
    struct arena *arena;
    char *at;
    unsigned depth_max;
};

static void skip_blanks(struct reader *reader) {
    while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t' ||
           *reader->at == '\r') {
        reader->at++;
    }
}

static bool take(struct reader *reader, char c) {
    skip_blanks(reader);
    if (*reader->at != c) {
        return false;
    }
    reader->at++;
    return true;
}

static bool take_word(struct reader *reader, const char *word) {
    size_t size = strlen(word);
    bool found = strncmp(reader->at, word, size) == 0;
    reader->at += found ? size : 0;
    return found;
}

// Four hexadecimal digits; UINT32_MAX when there are none.
static uint32_t read_code(const char *digits) {
    uint32_t code = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = digits[i];
        bool is_digit = c >= '0' && c <= '9';
        char letter = (char)(c | ' ');
        if (!is_digit && (letter < 'a' || letter > 'f')) {
            return UINT32_MAX;
        }
        code = code * 16 + (uint32_t)(is_digit ? c - '0' : letter - 'a' + 10);
    }
    return code;
}

static char *write_character(char *to, uint32_t code) {
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xc0 | (code >> 6));
        *to++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *to++ = (char)(0xe0 | (code >> 12));
        *to++ = (char)(0x80 | ((code >> 6) & 0x3f));
        *to++ = (char)(0x80 | (code & 0x3f));
    } else {
        *to++ = (char)(0xf0 | (code >> 18));
        *to++ = (char)(0x80 | ((code >> 12) & 0x3f));
        *to++ = (char)(0x80 | ((code >> 6) & 0x3f));
        *to++ = (char)(0x80 | (code & 0x3f));
    }
    return to;
}

// What follows a backslash, written over it: never longer. NULL: no escape.
static char *read_escape(struct reader *reader, char *to) {
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = *reader->at;
    const char *known = c ? strchr(names, c) : NULL;
    if (known) {
        reader->at++;
        *to++ = values[known - names];
        return to;
    }
    uint32_t code = c == 'u' ? read_code(reader->at + 1) : UINT32_MAX;
    if (!code || code == UINT32_MAX) {
        return NULL;
    }
    reader->at += 5;
    bool is_high = code >= 0xd800 && code < 0xdc00;
    if (is_high && reader->at[0] == '\\' && reader->at[1] == 'u') {
        uint32_t low = read_code(reader->at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            reader->at += 6;
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    return write_character(to, code);
}

static bool read_string(struct reader *reader, struct str *text) {
    if (!take(reader, '"')) {
        return false;
    }
    char *start = reader->at, *to = start;
    while (*reader->at != '"') {
        if (!*reader->at) {
            return false;
        }
        if (*reader->at != '\\') {
            *to++ = *reader->at++;
            continue;
        }
        reader->at++;
        to = read_escape(reader, to);
        if (!to) {
            return false;
        }
    }
    reader->at++;
    *to = '\0';
    *text = (struct str){start, (size_t)(to - start)};
    return true;
}

static bool read_number(struct reader *reader, struct json *node) {
    bool minus = take(reader, '-');
    bool found = false;
    int64_t number = 0;
    for (; *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        number = number > INT64_MAX / 10 - 1 ? number : number * 10 + (*reader->at - '0');
        found = true;
    }
    node->kind = JSON_NUMBER;
    node->number = minus ? -number : number;
    return found;
}

static bool read_value(struct reader *reader, struct json *node, unsigned depth);

static bool read_items(struct reader *reader, struct json *node, unsigned depth) {
    bool is_object = node->kind == JSON_OBJECT;
    char end = is_object ? '}' : ']';
    if (take(reader, end)) {
        return true;
    }
    do {
        struct json *item = ARENA_PUSH(reader->arena, node);
        struct str key = {0};
        bool has_key = !is_object || (read_string(reader, &key) && take(reader, ':'));
        item->key = key.data;
        if (!has_key || !read_value(reader, item, depth)) {
            return false;
        }
    } while (take(reader, ','));
    return take(reader, end);
}

static bool read_value(struct reader *reader, struct json *node, unsigned depth) {
    skip_blanks(reader);
    switch (*reader->at) {
    case '{':
    case '[':
        if (depth >= reader->depth_max) {
            return false;
        }
        node->kind = *reader->at == '{' ? JSON_OBJECT : JSON_ARRAY;
        reader->at++;
        return read_items(reader, node, depth + 1);
    case '"':
        node->kind = JSON_STRING;
        return read_string(reader, &node->text);
    case 't':
    case 'f':
        node->kind = JSON_BOOLEAN;
        node->number = *reader->at == 't';
        return take_word(reader, node->number ? "true" : "false");
    case 'n':
        return take_word(reader, "null");
    default:
        return read_number(reader, node);
    }
}

struct json *json_read(struct arena *arena, char *text, unsigned depth_max) {
    struct reader reader = {arena, text, depth_max};
    struct json *root = ARENA_NEW(arena, struct json, 1);
    if (!read_value(&reader, root, 0)) {
        return NULL;
    }
    skip_blanks(&reader);
    return *reader.at ? NULL : root;
}
