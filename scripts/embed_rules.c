// Prints the rule files named as arguments as a C table, struct embedded_rule embedded_rules[]:
// each as it is, and its part before [text] as base/toml reads it. Reading that part again at
// every start took longer than all else that a hook does.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/toml.h"

enum { FILE_LIMIT = 1 << 20, DEPTH_LIMIT = 16 };

static void print_text(struct str text) {
    printf("{\"");
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_plain = byte >= ' ' && byte < 0x7f && !strchr("\"\\?", byte);
        printf(is_plain ? "%c" : "\\%03o", byte);
    }
    printf("\", %zu}", text.size);
}

static void print_value(const struct toml_value *value, unsigned depth) {
    // Constants, though struct toml_value as it is read is not: nobody writes to them.
    printf("(struct toml_value *)&(const struct toml_value){.type = %d, .line = %" PRIu32,
           (int)value->type, value->line);
    if (value->text.size) {
        printf(", .text = ");
        print_text(value->text);
    }
    printf(", .integer = %" PRId64 ", .boolean = %d", value->integer, value->boolean);
    if (value->count && depth < DEPTH_LIMIT) {
        printf(", .count = %zu, .items = (struct toml_entry *)(const struct toml_entry[]){",
               value->count);
        for (size_t i = 0; i < value->count; i++) {
            printf("{.key = ");
            print_text(value->items[i].key);
            printf(", .line = %" PRIu32 ", .value = ", value->items[i].line);
            print_value(value->items[i].value, depth + 1);
            printf("},");
        }
        printf("}");
    }
    printf("}");
}

// The part before the line [text]; all, where there is none.
static struct str head_of(struct str text) {
    size_t at = str_find(text, STR("\n[text]"), 0);
    return str_slice(text, 0, at == SIZE_MAX ? text.size : at + 1);
}

static bool read_file(struct arena *arena, const char *path, struct str *text) {
    FILE *file = fopen(path, "rb");
    char *bytes = ARENA_NEW(arena, char, FILE_LIMIT);
    if (!file) {
        return false;
    }
    *text = (struct str){bytes, fread(bytes, 1, FILE_LIMIT, file)};
    return fclose(file) == 0;
}

int main(int count, char **paths) {
    struct arena *arena = arena_new();
    struct cupel_error error = {0};
    printf("#include \"lint/embedded.h\"\n");
    for (int i = 1; i < count; i++) {
        struct str text;
        if (!read_file(arena, paths[i], &text)) {
            fprintf(stderr, "%s: cannot be read\n", paths[i]);
            return 1;
        }
        const struct toml_value *head =
            toml_read(arena, str_from(paths[i]), head_of(text), &error);
        if (!head) {
            fprintf(stderr, "%s:%" PRIu32 ": %s\n", error.file, error.line, error.message);
            return 1;
        }
        printf("static const unsigned char text_%d[] = {", i);
        for (size_t k = 0; k < text.size; k++) {
            printf("%d,", (unsigned char)text.data[k]);
        }
        printf("0};\nstatic const struct toml_value *const head_%d = ", i);
        print_value(head, 0);
        printf(";\n");
    }
    printf("const struct embedded_rule embedded_rules[] = {\n");
    for (int i = 1; i < count; i++) {
        printf("    {{\"%s\", (const char *)text_%d, sizeof text_%d - 1}, &head_%d},\n",
               paths[i], i, i, i);
    }
    printf("    {{0, 0, 0}, 0},\n};\n");
    arena_free(arena);
    return 0;
}
