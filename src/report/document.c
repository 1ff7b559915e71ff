#include "report/document.h"

#include "report/terminal.h"

json_t *document_text(struct arena *arena, struct str s) {
    if (!str_is_utf8(s)) {
        struct text out = {.arena = arena};
        struct character next;
        for (size_t i = 0; character_at(s, i, &next); i += next.size) {
            text_add(&out,
                     next.is_valid ? str_slice(s, i, i + next.size) : STR("\xef\xbf\xbd"));
        }
        s = text_str(&out);
    }
    return json_stringn(s.size ? s.data : "", s.size);
}

void document_put(struct arena *arena, json_t *object, const char *key, struct str s) {
    json_object_set_new(object, key, document_text(arena, s));
}

void document_put_number(json_t *object, const char *key, size_t number) {
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

void document_put_bool(json_t *object, const char *key, bool yes) {
    json_object_set_new(object, key, json_boolean(yes));
}

void document_put_list(struct arena *arena, json_t *object, const char *key,
                       const struct str_list *list) {
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++) {
        json_array_append_new(array, document_text(arena, list->items[i]));
    }
    json_object_set_new(object, key, array);
}

static int count_bytes(const char *bytes, size_t size, void *total) {
    (void)bytes;
    *(size_t *)total += size;
    return 0;
}

size_t document_size(const json_t *value) {
    size_t total = 0;
    json_dump_callback(value, count_bytes, &total, JSON_INDENT(2));
    return total;
}

static int collect(const char *bytes, size_t size, void *text) {
    text_add(text, (struct str){bytes, size});
    return 0;
}

// Jansson escapes what is below U+0020. Other hidden characters stand in strings alone, so a
// \u escape may take their place in the text of the document.
static void write_safely(struct str document, FILE *out) {
    size_t written = 0;
    struct character next;
    for (size_t i = 0; character_at(document, i, &next); i += next.size) {
        if (next.code < 0x7f || !next.is_hidden) {
            continue;
        }
        fwrite(document.data + written, 1, i - written, out);
        if (next.code > 0xffff) { // a pair of surrogates: RFC 8259, 7
            uint32_t rest = next.code - 0x10000;
            fprintf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + (rest >> 10)),
                    (unsigned)(0xdc00 + (rest & 0x3ff)));
        } else {
            fprintf(out, "\\u%04x", (unsigned)next.code);
        }
        written = i + next.size;
    }
    if (document.size > written) {
        fwrite(document.data + written, 1, document.size - written, out);
    }
}

void document_write(struct arena *arena, json_t *root, FILE *out) {
    struct text text = {.arena = arena};
    json_dump_callback(root, collect, &text, JSON_INDENT(2));
    write_safely(text_str(&text), out);
    fputc('\n', out);
    json_decref(root);
}
