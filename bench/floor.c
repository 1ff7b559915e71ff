// What parsing alone costs: tree-sitter over the files named, and nothing done with the trees.
// The same core, grammar and flags as cupel is built with.
//
//   floor <LIST     paths, one a line

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_python(void);

enum { PATH_LIMIT = 4096, SIZE_LIMIT = 2 * 1024 * 1024 };

int main(void) {
    char path[PATH_LIMIT];
    char *text = malloc(SIZE_LIMIT);
    size_t files = 0, bytes = 0, nodes = 0;
    TSParser *parser = ts_parser_new();
    if (!text || !ts_parser_set_language(parser, tree_sitter_python())) {
        return 2;
    }
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        FILE *file = fopen(path, "rb");
        if (!file) {
            continue;
        }
        size_t size = fread(text, 1, SIZE_LIMIT, file);
        fclose(file);
        TSTree *tree = ts_parser_parse_string(parser, NULL, text, (uint32_t)size);
        nodes += ts_node_descendant_count(ts_tree_root_node(tree));
        ts_tree_delete(tree);
        files++;
        bytes += size;
    }
    printf("%zu files, %zu bytes, %zu nodes\n", files, bytes, nodes);
    ts_parser_delete(parser);
    free(text);
    return 0;
}
