#include "python/syntax.h"

#include <assert.h>
#include <string.h>

#include <tree_sitter/api.h>

#include "base/deadline.h"
#include "base/regex.h"

const TSLanguage *tree_sitter_python(void);

enum {
    PARSE_DEADLINE_MS = 2000,
    DEPTH_LIMIT = 4000,    // of nested nodes; deeper files are not evaluated
    MATCHES_LIMIT = 10000, // of one query in one file
};

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

struct syntax {
    struct arena *arena;
    TSParser *parser;
    uint8_t *kinds;  // by TSSymbol
    uint8_t *fields; // by TSFieldId
    uint32_t symbol_count;
};

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

// The copy of a tree in the making: nodes lie in one block, in the order of a walk.
struct copy {
    const struct syntax *syntax;
    struct arena *arena;
    struct syntax_tree *tree;
    struct node *nodes;
    uint32_t count, capacity;
};

static struct node *copy_node(struct copy *copy, const TSTreeCursor *cursor,
                              struct node *parent) {
    TSNode from = ts_tree_cursor_current_node(cursor);
    TSSymbol symbol = ts_node_symbol(from);
    struct node *node = &copy->nodes[copy->count++];
    *node = (struct node){
        .parent = parent,
        .span = {ts_node_start_byte(from), ts_node_end_byte(from)},
        .kind = symbol < copy->syntax->symbol_count ? copy->syntax->kinds[symbol]
                                                    : (uint8_t)NODE_ERROR,
        .field = copy->syntax->fields[ts_tree_cursor_current_field_id(cursor)],
        .is_named = ts_node_is_named(from),
        .is_missing = ts_node_is_missing(from),
    };
    if (node->kind == NODE_COMMENT) {
        *ARENA_PUSH(copy->arena, &copy->tree->comments) = node->span;
    }
    if ((node->kind == NODE_ERROR || node->is_missing) && !copy->tree->first_error) {
        copy->tree->first_error = node;
    }
    return node;
}

// Copies all below the cursor's node; false when it is nested too deep.
static bool copy_children(struct copy *copy, TSTreeCursor *cursor, struct node *root) {
    struct node *parent = root;
    struct node *last = NULL; // the sibling before
    unsigned depth = 0;
    bool down = true;
    while (parent) {
        if (down ? ts_tree_cursor_goto_first_child(cursor)
                 : ts_tree_cursor_goto_next_sibling(cursor)) {
            if (copy->count == copy->capacity || depth > DEPTH_LIMIT) {
                return false;
            }
            struct node *node = copy_node(copy, cursor, parent);
            if (last) {
                last->next = node;
            } else {
                parent->child = node;
            }
            // Go down first; a node without children is its own last sibling.
            parent = node;
            last = NULL;
            down = true;
            depth++;
            continue;
        }
        if (!down) {
            ts_tree_cursor_goto_parent(cursor);
        }
        last = parent;
        parent = (struct node *)parent->parent;
        down = false;
        depth--;
    }
    return true;
}

static void copy_tree(const struct syntax *syntax, struct arena *arena, const TSTree *from,
                      struct syntax_tree *tree) {
    TSNode top = ts_tree_root_node(from);
    struct copy copy = {.syntax = syntax,
                        .arena = arena,
                        .tree = tree,
                        .capacity = ts_node_descendant_count(top)};
    copy.nodes = ARENA_NEW(arena, struct node, copy.capacity);
    TSTreeCursor cursor = ts_tree_cursor_new(top);
    struct node *root = copy_node(&copy, &cursor, NULL);
    if (copy_children(&copy, &cursor, root)) {
        tree->root = root;
    } else {
        tree->problem = STR("it is nested too deep");
    }
    ts_tree_cursor_delete(&cursor);
}

// NULL: it takes too long.
static TSTree *parse(TSParser *parser, struct str text) {
    struct deadline deadline = deadline_new(PARSE_DEADLINE_MS);
    TSInput input = {.payload = &text, .read = read_text, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &deadline, .progress_callback = is_over_deadline};
    return ts_parser_parse_with_options(parser, NULL, input, options);
}

struct syntax_tree *syntax_parse(struct syntax *syntax, struct arena *arena,
                                 const struct source *source) {
    struct syntax_tree *tree = ARENA_NEW(arena, struct syntax_tree, 1);
    tree->source = source;
    TSTree *parsed = parse(syntax->parser, source->text);
    if (!parsed) {
        ts_parser_reset(syntax->parser);
        tree->problem = STR("it takes too long to parse");
        return tree;
    }
    copy_tree(syntax, arena, parsed, tree);
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

// ---- queries

struct query_test { // one text predicate: #eq? @name "text"
    bool negated;
    uint32_t capture;
    bool with_capture; // compares with another capture, not with texts
    uint32_t other;
    struct regex *regex; // #match?
    struct str_list texts;
};

struct query_tests {
    struct query_test *items;
    size_t count, capacity;
};

struct syntax_query {
    TSQuery *query;
    struct query_tests *tests; // by pattern
    uint32_t match_capture;    // the one named @match, else the first
};

static void destroy_query(void *query) {
    ts_query_delete(query);
}

static struct str query_string(const TSQuery *query, uint32_t id) {
    uint32_t size = 0;
    const char *text = ts_query_string_value_for_id(query, id, &size);
    return (struct str){text, size};
}

// Reads the predicate in steps[0] to steps[count - 1]; false with the problem set.
static bool read_test(struct arena *arena, const TSQuery *query,
                      const TSQueryPredicateStep *steps, uint32_t count,
                      struct query_tests *tests, struct str *problem) {
    struct str name = query_string(query, steps[0].value_id);
    struct query_test test = {0};
    struct str plain = name;
    if (str_starts(name, STR("not-"))) {
        test.negated = true;
        plain = str_slice(name, 4, name.size);
    }
    bool is_eq = str_is(plain, "eq?"), is_match = str_is(plain, "match?");
    if (!is_eq && !is_match && !str_is(plain, "any-of?")) {
        *problem = str_format(arena, "unknown predicate #" STR_FMT, STR_ARG(name));
        return false;
    }
    if (count < 3 || steps[1].type != TSQueryPredicateStepTypeCapture) {
        *problem = str_format(arena, "#" STR_FMT " wants a capture and a text", STR_ARG(name));
        return false;
    }
    test.capture = steps[1].value_id;
    for (uint32_t i = 2; i < count; i++) {
        if (steps[i].type == TSQueryPredicateStepTypeCapture) {
            test.with_capture = true;
            test.other = steps[i].value_id;
        } else {
            *ARENA_PUSH(arena, &test.texts) = query_string(query, steps[i].value_id);
        }
    }
    if (is_match && test.texts.count) {
        test.regex = regex_new(arena, test.texts.items[0], problem);
        if (!test.regex) {
            return false;
        }
    }
    *ARENA_PUSH(arena, tests) = test;
    return true;
}

static bool read_tests(struct arena *arena, struct syntax_query *query, struct str *problem) {
    uint32_t patterns = ts_query_pattern_count(query->query);
    query->tests = ARENA_NEW(arena, struct query_tests, patterns);
    for (uint32_t pattern = 0; pattern < patterns; pattern++) {
        uint32_t count = 0;
        const TSQueryPredicateStep *steps =
            ts_query_predicates_for_pattern(query->query, pattern, &count);
        uint32_t start = 0;
        for (uint32_t i = 0; i < count; i++) {
            if (steps[i].type != TSQueryPredicateStepTypeDone) {
                continue;
            }
            if (!read_test(arena, query->query, steps + start, i - start,
                           &query->tests[pattern], problem)) {
                return false;
            }
            start = i + 1;
        }
    }
    return true;
}

struct syntax_query *syntax_query_new(struct arena *arena, struct str text,
                                      struct str *problem) {
    static const char *const errors[] = {
        [TSQueryErrorNone] = "",
        [TSQueryErrorSyntax] = "syntax error",
        [TSQueryErrorNodeType] = "unknown node type",
        [TSQueryErrorField] = "unknown field",
        [TSQueryErrorCapture] = "unknown capture",
        [TSQueryErrorStructure] = "impossible pattern",
        [TSQueryErrorLanguage] = "wrong grammar",
    };
    uint32_t offset = 0;
    TSQueryError error = TSQueryErrorNone;
    TSQuery *compiled =
        ts_query_new(tree_sitter_python(), text.data, (uint32_t)text.size, &offset, &error);
    if (!compiled) {
        *problem = str_format(arena, "%s at character %u of the query", errors[error],
                              (unsigned)offset + 1);
        return NULL;
    }
    arena_own(arena, compiled, destroy_query);
    struct syntax_query *query = ARENA_NEW(arena, struct syntax_query, 1);
    query->query = compiled;
    for (uint32_t i = 0; i < ts_query_capture_count(compiled); i++) {
        uint32_t size = 0;
        const char *name = ts_query_capture_name_for_id(compiled, i, &size);
        if (str_is((struct str){name, size}, "match")) {
            query->match_capture = i;
        }
    }
    return read_tests(arena, query, problem) ? query : NULL;
}

static struct str capture_text(const TSQueryMatch *match, uint32_t capture, struct str text) {
    for (uint16_t i = 0; i < match->capture_count; i++) {
        if (match->captures[i].index == capture) {
            return str_slice(text, ts_node_start_byte(match->captures[i].node),
                             ts_node_end_byte(match->captures[i].node));
        }
    }
    return (struct str){0};
}

static bool test_holds(const struct query_test *test, const TSQueryMatch *match,
                       struct str text) {
    struct str captured = capture_text(match, test->capture, text);
    bool holds = false;
    if (test->regex) {
        struct span whole;
        holds = regex_find(test->regex, captured, 0, &whole, 1) == REGEX_MATCH;
    } else if (test->with_capture) {
        holds = str_equal(captured, capture_text(match, test->other, text));
    } else {
        holds = str_list_has(&test->texts, captured);
    }
    return holds != test->negated;
}

static bool match_holds(const struct syntax_query *query, const TSQueryMatch *match,
                        struct str text) {
    const struct query_tests *tests = &query->tests[match->pattern_index];
    for (size_t i = 0; i < tests->count; i++) {
        if (!test_holds(&tests->items[i], match, text)) {
            return false;
        }
    }
    return true;
}

static void add_match(struct arena *arena, const struct syntax_query *query,
                      const TSQueryMatch *match, struct spans *matches) {
    for (uint16_t i = 0; i < match->capture_count; i++) {
        if (match->captures[i].index == query->match_capture) {
            TSNode node = match->captures[i].node;
            *ARENA_PUSH(arena, matches) =
                (struct span){ts_node_start_byte(node), ts_node_end_byte(node)};
            return;
        }
    }
}

// tree-sitter's own trees are large, and few files are asked queries of: those are parsed again.
void syntax_query_run(struct arena *arena, const struct syntax_query *query,
                      const struct syntax_tree *tree, struct spans *matches) {
    TSParser *parser = ts_parser_new();
    bool is_whole = tree->root || tree->parser;
    TSTree *parsed = is_whole && ts_parser_set_language(parser, tree_sitter_python())
                         ? parse(parser, tree->source->text)
                         : NULL;
    if (parsed) {
        TSQueryCursor *cursor = ts_query_cursor_new();
        ts_query_cursor_exec(cursor, query->query, ts_tree_root_node(parsed));
        TSQueryMatch match;
        while (matches->count < MATCHES_LIMIT && ts_query_cursor_next_match(cursor, &match)) {
            if (match_holds(query, &match, tree->source->text)) {
                add_match(arena, query, &match, matches);
            }
        }
        ts_query_cursor_delete(cursor);
        ts_tree_delete(parsed);
    }
    ts_parser_delete(parser);
}
