#include "sql/parse.h"

#include <pg_query.h>
#include <stdlib.h>

// The writer of the tree recurses over chains such as 1+1+1…, up to 64 bytes of stack for each
// byte of SQL; worker threads have 16 MiB, the main thread 8.
enum {
    SIZE_MAX_PARSED = 64 * 1024,
    DEPTH_MAX_PARSED = 2048, // levels of a tree: about a thousand operators in a chain
};

// The position of an error counts characters from 1, 0 when there is none.
static uint32_t offset_of_character(struct str text, int position) {
    if (position <= 0) {
        return (uint32_t)text.size;
    }
    uint32_t offset = 0;
    for (int at = 1; offset < text.size; offset++) {
        bool is_start = (text.data[offset] & 0xc0) != 0x80;
        if (is_start && at++ == position) {
            break;
        }
    }
    return offset;
}

static void take_error(struct arena *arena, struct str text, const PgQueryError *error,
                       struct parse *parse) {
    parse->status = PARSE_REJECTED;
    parse->message = str_copy(arena, str_from(error->message));
    parse->offset = offset_of_character(text, error->cursorpos);
}

// Takes over what the parser printed.
static void load(struct arena *arena, char **tree, struct parse *parse) {
    parse->owner = arena;
    parse->nodes = arena_scratch(arena);
    parse->printed = *tree;
    *tree = NULL;
    parse->root = json_read(parse->nodes, parse->printed, DEPTH_MAX_PARSED);
    if (!parse->root) {
        parse->status = PARSE_TOO_DEEP;
    }
}

struct parse parse_statement(struct arena *arena, struct str text) {
    struct parse parse = {0};
    if (text.size > SIZE_MAX_PARSED) {
        parse.status = PARSE_TOO_LARGE;
        return parse;
    }
    PgQueryParseResult result = pg_query_parse(str_copy(arena, text).data);
    if (result.error) {
        take_error(arena, text, result.error, &parse);
    } else {
        load(arena, &result.parse_tree, &parse);
    }
    pg_query_free_parse_result(result);
    struct json *first = json_array_get(json_object_get(parse.root, "stmts"), 0);
    parse.statement = json_object_get(first, "stmt");
    return parse;
}

struct parse parse_block(struct arena *arena, struct str text) {
    struct parse parse = {0};
    if (text.size > SIZE_MAX_PARSED) {
        parse.status = PARSE_TOO_LARGE;
        return parse;
    }
    PgQueryPlpgsqlParseResult result = pg_query_parse_plpgsql(str_copy(arena, text).data);
    if (result.error) {
        take_error(arena, text, result.error, &parse);
    } else {
        load(arena, &result.plpgsql_funcs, &parse);
    }
    pg_query_free_plpgsql_parse_result(result);
    return parse;
}

void parse_free(struct parse *parse) {
    if (parse->nodes) {
        arena_give_back(parse->owner, parse->nodes);
    }
    free(parse->printed);
    *parse = (struct parse){0};
}

unsigned parse_version(void) {
    return PG_VERSION_NUM / 10000;
}
