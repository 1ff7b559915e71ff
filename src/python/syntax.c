#include "python/syntax.h"

#include <assert.h>
#include <string.h>

#include <tree_sitter/api.h>

#include "base/deadline.h"
#include "python/syntax_private.h"

enum { PARSE_DEADLINE_MS = 2000 };

static const char *const kind_names[] = {
#define NODE_KIND(kind, name) [NODE_##kind] = name,
    NODE_KINDS(NODE_KIND)
#undef NODE_KIND
};

static const char *const field_names[] = {
#define NODE_FIELD(field, name) [FIELD_OF_##field] = name,
    NODE_FIELDS(NODE_FIELD)
#undef NODE_FIELD
};

static_assert(NODE_KIND_COUNT <= UINT8_MAX, "struct node holds a kind in a byte");
static_assert(NODE_FIELD_COUNT <= UINT8_MAX, "struct node holds a field in a byte");

static uint8_t find_name(const char *const *names, size_t count, const char *name) {
    for (size_t i = 1; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return (uint8_t)i;
        }
    }
    return 0;
}

static void destroy_parser(void *parser) {
    ts_parser_delete(parser);
}

struct syntax *syntax_new(struct arena *arena) {
    const TSLanguage *language = tree_sitter_python();
    struct syntax *syntax = ARENA_NEW(arena, struct syntax, 1);
    syntax->arena = arena;
    syntax->parser = ts_parser_new();
    arena_own(arena, syntax->parser, destroy_parser);
    bool fits = ts_parser_set_language(syntax->parser, language);
    assert(fits && "the core must know the grammar's ABI");
    (void)fits;
    syntax->symbol_count = ts_language_symbol_count(language);
    syntax->kinds = ARENA_NEW(arena, uint8_t, syntax->symbol_count);
    for (uint32_t i = 0; i < syntax->symbol_count; i++) {
        if (ts_language_symbol_type(language, (TSSymbol)i) == TSSymbolTypeRegular) {
            syntax->kinds[i] = find_name(kind_names, NODE_KIND_COUNT,
                                         ts_language_symbol_name(language, (TSSymbol)i));
        }
    }
    uint32_t field_count = ts_language_field_count(language);
    syntax->fields = ARENA_NEW(arena, uint8_t, field_count + 1);
    for (uint32_t i = 1; i <= field_count; i++) {
        syntax->fields[i] = find_name(field_names, NODE_FIELD_COUNT,
                                      ts_language_field_name_for_id(language, (TSFieldId)i));
    }
    return syntax;
}

static bool is_over_deadline(TSParseState *state) {
    return deadline_is_over(state->payload);
}

static const char *read_text(void *payload, uint32_t offset, TSPoint point, uint32_t *size) {
    (void)point;
    const struct str *text = payload;
    *size = offset < text->size ? (uint32_t)text->size - offset : 0;
    return *size ? text->data + offset : "";
}

TSTree *syntax_parse_text(TSParser *parser, struct str text) {
    struct deadline deadline = deadline_new(PARSE_DEADLINE_MS);
    TSInput input = {.payload = &text, .read = read_text, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &deadline, .progress_callback = is_over_deadline};
    return ts_parser_parse_with_options(parser, NULL, input, options);
}

struct syntax_tree *syntax_parse(struct syntax *syntax, struct arena *arena,
                                 const struct source *source) {
    struct syntax_tree *tree = ARENA_NEW(arena, struct syntax_tree, 1);
    tree->source = source;
    TSTree *parsed = syntax_parse_text(syntax->parser, source->text);
    if (!parsed) {
        ts_parser_reset(syntax->parser);
        tree->problem = STR("it takes too long to parse");
        return tree;
    }
    syntax_copy(syntax, arena, parsed, tree);
    ts_tree_delete(parsed);
    return tree;
}

struct syntax_tree *syntax_later(struct syntax *syntax, const struct syntax_tree *tree) {
    struct syntax_tree *later = ARENA_NEW(syntax->arena, struct syntax_tree, 1);
    later->source = tree->source;
    later->problem = tree->problem;
    later->parser = tree->root ? syntax : NULL;
    return later;
}

const struct node *syntax_root(struct syntax_tree *tree) {
    if (tree->parser) {
        *tree = *syntax_parse(tree->parser, tree->parser->arena, tree->source);
    }
    return tree->root;
}

struct str syntax_text(const struct source *source, const struct node *node) {
    return node ? str_slice(source->text, node->span.start, node->span.end) : (struct str){0};
}

const struct node *node_field(const struct node *node, enum node_field field) {
    for (const struct node *child = node->child; child; child = child->next) {
        if (child->field == field) {
            return child;
        }
    }
    return NULL;
}

static const struct node *skip_unnamed(const struct node *node) {
    while (node && (!node->is_named || node->kind == NODE_COMMENT)) {
        node = node->next;
    }
    return node;
}

const struct node *node_first(const struct node *node) {
    return skip_unnamed(node->child);
}

const struct node *node_next(const struct node *node) {
    return skip_unnamed(node->next);
}
