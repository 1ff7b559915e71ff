#include "sql/script.h"

#include <string.h>

#include "sql/scan.h"
#include "sql/translate.h"

// A script being made into SQL alone: what only psql reads is blanked out, so that every byte
// keeps its place.
struct script {
    struct str text;
    char *clean;
    uint32_t at;
    struct spans hidden; // commands that run what this text does not hold
};

// Commands of psql that run SQL from elsewhere: a file, what a query gives.
static const char *const runners[] = {"\\i", "\\include", "\\ir", "\\include_relative",
                                      "\\gexec"};

static void blank(struct script *script, uint32_t start, uint32_t end) {
    for (uint32_t i = start; i < end; i++) {
        if (script->clean[i] != '\n' && script->clean[i] != '\r') {
            script->clean[i] = ' ';
        }
    }
}

static uint32_t line_end(const struct script *script, uint32_t from) {
    const char *end = from < script->text.size
                          ? memchr(script->text.data + from, '\n', script->text.size - from)
                          : NULL;
    return end ? (uint32_t)(end - script->text.data) : (uint32_t)script->text.size;
}

// Source: psql's manual page, Meta-Commands: from the backslash to the line's end. Those that
// send what stands before (\gset, \gexec) end a statement as a semicolon does.
static void skip_command(struct arena *arena, struct script *script, uint32_t start) {
    uint32_t end = line_end(script, start);
    struct str command = str_trim(str_slice(script->text, start, end)), rest = command, word;
    bool has_word = str_split(&rest, ' ', &word);
    for (size_t i = 0; has_word && i < sizeof runners / sizeof *runners; i++) {
        if (str_is(word, runners[i])) {
            *ARENA_PUSH(arena, &script->hidden) =
                (struct span){start, start + (uint32_t)command.size};
        }
    }
    blank(script, start, end);
    script->clean[start] = ';';
    script->at = end;
}

// The lines behind COPY … FROM stdin; up to the one that is \. alone.
static void skip_data(struct script *script) {
    uint32_t start = line_end(script, script->at), end = start;
    while (end < script->text.size) {
        uint32_t next = line_end(script, end + 1);
        struct str line = str_trim(str_slice(script->text, end + 1, next));
        end = next;
        if (str_is(line, "\\.")) {
            break;
        }
    }
    blank(script, start, end);
    script->at = end;
}

// The script without what only psql reads; its comments go to the migration.
static struct str clean(struct arena *arena, struct str text, struct migration *migration,
                        struct spans *hidden) {
    struct script script = {.text = text};
    script.clean = arena_alloc(arena, text.size + 1);
    if (text.size) {
        memcpy(script.clean, text.data, text.size);
    }
    struct token token;
    struct span comment;
    bool starts = true, copies = false, was_from = false, has_data = false;
    while (scan_next(text, &script.at, &token, &comment)) {
        if (comment.end) {
            *ARENA_PUSH(arena, &migration->comments) = comment;
            continue;
        }
        if (token_is(text, &token, "\\")) {
            skip_command(arena, &script, token.start);
            starts = true;
            continue;
        }
        if (token_is(text, &token, ";")) {
            if (has_data) {
                skip_data(&script);
            }
            starts = true;
            continue;
        }
        copies = starts ? token_is(text, &token, "copy") : copies;
        has_data =
            !starts && (has_data || (copies && was_from && token_is(text, &token, "stdin")));
        was_from = token_is(text, &token, "from");
        starts = false;
    }
    *hidden = script.hidden;
    return (struct str){script.clean, text.size};
}

// Appends the operations up to an offset, numbered behind `before` further statements.
static void move_until(struct arena *arena, const struct operations *from, size_t *at,
                       uint32_t offset, uint32_t before, struct operations *out) {
    for (; *at < from->count && from->items[*at].span.start < offset; ++*at) {
        struct operation *operation = ARENA_PUSH(arena, out);
        *operation = from->items[*at];
        operation->statement += before;
    }
}

// What such a command does is not known: it stands among the statements as an opaque one.
static struct operations with_hidden(struct arena *arena, const struct source *source,
                                     const struct spans *hidden,
                                     const struct operations *operations) {
    struct operations all = {0};
    size_t at = 0;
    for (uint32_t i = 0; i < hidden->count; i++) {
        struct span span = hidden->items[i];
        move_until(arena, operations, &at, span.start, i, &all);
        struct str command = str_slice(source->text, span.start, span.end);
        uint32_t last = all.count ? all.items[all.count - 1].statement : 0;
        *ARENA_PUSH(arena, &all) = (struct operation){
            .kind = OP_OPAQUE,
            .span = span,
            .statement = last + 1,
            .sql = command,
            .from_sql = true,
            .reason =
                str_format(arena, "psql runs SQL from elsewhere: " STR_FMT, STR_ARG(command)),
        };
    }
    move_until(arena, operations, &at, UINT32_MAX, (uint32_t)hidden->count, &all);
    return all;
}

// `alembic upgrade A:B --sql` says which revision follows: MigrationContext.run_migrations().
static bool is_alembic_output(const struct migration *migration) {
    struct str text = migration->source->text;
    for (size_t i = 0; i < migration->comments.count; i++) {
        struct span span = migration->comments.items[i];
        struct str comment = str_slice(text, span.start, span.end);
        if (str_starts(comment, STR("-- Running upgrade ")) ||
            str_starts(comment, STR("-- Running downgrade "))) {
            return true;
        }
    }
    return false;
}

// Alembic's BEGIN and COMMIT, also those around an autocommit block, take turns. A BEGIN behind
// a BEGIN, or a COMMIT with another one next, is the migration's own.
static void mark_transactions(struct operations *operations) {
    struct operation *before = NULL;
    for (size_t i = 0; i < operations->count; i++) {
        struct operation *operation = &operations->items[i];
        bool ends = operation->kind == OP_COMMIT || operation->kind == OP_ROLLBACK;
        if ((operation->kind != OP_BEGIN && !ends) || operation->in_do_block) {
            continue;
        }
        if (before && before->kind == OP_COMMIT && ends) {
            before->by_alembic = false;
        }
        bool is_second = before && before->kind == OP_BEGIN;
        operation->by_alembic =
            operation->kind == OP_BEGIN ? !is_second : operation->kind == OP_COMMIT;
        before = operation;
    }
}

struct migration *script_read(struct arena *arena, const struct source *source) {
    struct migration *migration = ARENA_NEW(arena, struct migration, 1);
    *migration = (struct migration){
        .kind = MIGRATION_SCRIPT, .source = source, .revision.path = source->path};
    struct mapped_text text = mapped_from_source(arena, source);
    struct sql_origin origin = {.span = {0, (uint32_t)source->text.size}, .stands_alone = true};
    uint32_t statement = 0;
    struct spans hidden = {0};
    text.text = clean(arena, source->text, migration, &hidden);
    sql_translate(arena, &text, &origin, &statement, &migration->upgrade);
    if (hidden.count) {
        migration->upgrade = with_hidden(arena, source, &hidden, &migration->upgrade);
    }
    if (is_alembic_output(migration)) {
        mark_transactions(&migration->upgrade);
    }
    return migration;
}
