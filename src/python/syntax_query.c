// Queries over tree-sitter's own trees, with the text predicates that it leaves to its users.
#include "python/syntax.h"

#include <tree_sitter/api.h>

#include "base/regex.h"
#include "python/syntax_private.h"

enum { MATCHES_LIMIT = 10000 }; // of one query in one file

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
                         ? syntax_parse_text(parser, tree->source->text)
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
