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
};

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
static void skip_command(struct script *script, uint32_t start) {
    uint32_t end = line_end(script, start);
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
static struct str clean(struct arena *arena, struct str text, struct migration *migration) {
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
            skip_command(&script, token.start);
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
    return (struct str){script.clean, text.size};
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
    text.text = clean(arena, source->text, migration);
    sql_translate(arena, &text, &origin, &statement, &migration->upgrade);
    if (is_alembic_output(migration)) {
        mark_transactions(&migration->upgrade);
    }
    return migration;
}
