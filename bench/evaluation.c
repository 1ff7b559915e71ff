// How long parsing takes, and how long parsing and evaluating take: for each of many migrations,
// the least of several turns. Prints both sums.
//
//   evaluation ROOT <LIST     paths below ROOT, one a line; ROOT is where imports start

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "python/migration.h"
#include "python/syntax.h"

enum { TURNS = 5, PATH_LIMIT = 4096 };

static bool read_below(void *context, struct str path, struct str *text) {
    char name[PATH_LIMIT];
    struct arena *arena = *(struct arena **)context;
    const char *root = ((const char **)context)[1];
    snprintf(name, sizeof name, "%s/" STR_FMT, root, STR_ARG(path));
    FILE *file = fopen(name, "rb");
    if (!file) {
        return false;
    }
    struct text bytes = {.arena = arena};
    char block[65536];
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;) {
        text_add(&bytes, (struct str){block, size});
    }
    fclose(file);
    *text = text_str(&bytes);
    return true;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double parse_once(struct str path, struct str text) {
    struct arena *arena = arena_new();
    struct syntax *syntax = syntax_new(arena);
    const struct source *source = source_new(arena, path, text);
    double start = now();
    syntax_parse(syntax, arena, source);
    double seconds = now() - start;
    arena_free(arena);
    return seconds;
}

// One reader for all, as in a run: helper modules are parsed once.
static double read_once(struct python_reader *reader, struct arena *arena, struct str path,
                        struct str text) {
    const struct source *source = source_new(arena, path, text);
    double start = now();
    python_read(reader, source, NULL);
    return now() - start;
}

int main(int count, char **arguments) {
    char line[PATH_LIMIT];
    double parsing = 0, reading = 0;
    size_t files = 0;
    struct arena *arena = arena_new();
    const void *context[] = {arena, count == 2 ? arguments[1] : ""};
    struct python_modules modules = {.read = read_below, .context = (void *)context};
    *ARENA_PUSH(arena, &modules.roots) = STR("");
    struct python_reader *reader = python_reader_new(arena, &modules);
    while (count == 2 && fgets(line, sizeof line, stdin)) {
        struct str path = str_copy(arena, str_trim(str_from(line))), text;
        if (!path.size || !read_below((void *)context, path, &text)) {
            continue;
        }
        double least_parse = 1e9, least_read = 1e9;
        for (int turn = 0; turn < TURNS; turn++) {
            double parse = parse_once(path, text);
            double read = read_once(reader, arena, path, text);
            least_parse = parse < least_parse ? parse : least_parse;
            least_read = read < least_read ? read : least_read;
        }
        parsing += least_parse;
        reading += least_read;
        files++;
    }
    printf("%zu migrations: parsing %.1f ms, evaluating %.1f ms\n", files, parsing * 1000,
           (reading - parsing) * 1000);
    arena_free(arena);
    return 0;
}
