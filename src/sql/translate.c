#include "sql/translate.h"

#include <string.h>

#include "sql/alter.h"
#include "sql/block.h"
#include "sql/bounds.h"
#include "sql/define.h"
#include "sql/expression.h"
#include "sql/fallback.h"
#include "sql/grant.h"
#include "sql/index.h"
#include "sql/object.h"
#include "sql/parse.h"
#include "sql/query.h"
#include "sql/routine.h"
#include "sql/rows.h"
#include "sql/session.h"
#include "sql/table.h"
#include "sql/translate_node.h"
#include "sql/typename.h"
#include "sql/unknown.h"

enum {
    ATTEMPTS_MAX = 48,         // forms of holes tried for one statement
    SCRATCH_MAX = 1024 * 1024, // bytes; then it is emptied
    DEPTH_MAX = 8,             // statements in statements: EXECUTE in DO in EXECUTE …
};

// The parser's statements and who translates them. What is not here is known all the same: it
// becomes OTHER, see others[] and translate_other().
// clang-format off
static const struct {
    const char *node;
    statement_translator *translate;
} translators[] = {
    {"AlterDefaultPrivilegesStmt", grant_default},
    {"AlterDomainStmt",            define_alter_domain},
    {"AlterEnumStmt",              define_alter_enum},
    {"AlterFunctionStmt",          routine_alter_function},
    {"AlterObjectSchemaStmt",      object_set_schema},
    {"AlterOwnerStmt",             object_set_owner},
    {"AlterPolicyStmt",            routine_alter_policy},
    {"AlterPublicationStmt",       define_alter_publication},
    {"AlterSeqStmt",               define_alter_sequence},
    {"AlterSystemStmt",            define_alter_system},
    {"AlterTableStmt",             alter_table},
    {"ClusterStmt",                index_cluster},
    {"CommentStmt",                object_comment},
    {"CompositeTypeStmt",          define_composite},
    {"CopyStmt",                   rows_copy},
    {"CreateDomainStmt",           define_domain},
    {"CreateEnumStmt",             define_enum},
    {"CreateExtensionStmt",        define_extension},
    {"CreateForeignTableStmt",     table_create_foreign},
    {"CreateFunctionStmt",         routine_function},
    {"CreatePolicyStmt",           routine_policy},
    {"CreatePublicationStmt",      define_publication},
    {"CreateRangeStmt",            define_range},
    {"CreateSchemaStmt",           define_schema},
    {"CreateSeqStmt",              define_sequence},
    {"CreateStatsStmt",            define_statistics},
    {"CreateStmt",                 table_create},
    {"CreateTableAsStmt",          query_create_as},
    {"CreateTableSpaceStmt",       define_tablespace},
    {"CreateTrigStmt",             routine_trigger},
    {"CreatedbStmt",               define_database},
    {"DefineStmt",                 define_base},
    {"DeleteStmt",                 rows_delete},
    {"DoStmt",                     block_do},
    {"DropStmt",                   object_drop},
    {"DropdbStmt",                 define_drop_database},
    {"ExplainStmt",                session_explain},
    {"GrantRoleStmt",              grant_role},
    {"GrantStmt",                  grant_objects},
    {"IndexStmt",                  index_create},
    {"InsertStmt",                 rows_insert},
    {"LockStmt",                   rows_lock},
    {"MergeStmt",                  rows_merge},
    {"RefreshMatViewStmt",         query_refresh},
    {"ReindexStmt",                index_reindex},
    {"RenameStmt",                 object_rename},
    {"RuleStmt",                   routine_rule},
    {"SelectStmt",                 rows_select},
    {"TransactionStmt",            session_transaction},
    {"TruncateStmt",               rows_truncate},
    {"UpdateStmt",                 rows_update},
    {"VacuumStmt",                 rows_vacuum},
    {"VariableSetStmt",            session_set},
    {"ViewStmt",                   query_view},
};

// Statements that no operation speaks of: what they are about, and the member with its name.
static const struct {
    const char *node;
    const char *object;
    const char *name;
    const char *options;
} others[] = {
    {"AlterDatabaseSetStmt",       "DATABASE",       "dbname",         "ALTER"},
    {"AlterDatabaseStmt",          "DATABASE",       "dbname",         "ALTER"},
    {"AlterExtensionContentsStmt", "EXTENSION",      "extname",        "ALTER"},
    {"AlterExtensionStmt",         "EXTENSION",      "extname",        "ALTER"},
    {"AlterRoleSetStmt",           "ROLE",           "",               "ALTER"},
    {"AlterRoleStmt",              "ROLE",           "",               "ALTER"},
    {"CallStmt",                   "CALL",           "",               ""},
    {"CheckPointStmt",             "CHECKPOINT",     "",               ""},
    {"ConstraintsSetStmt",         "CONSTRAINTS",    "",               "SET"},
    {"CreateAmStmt",               "ACCESS METHOD",  "amname",         "CREATE"},
    {"CreateCastStmt",             "CAST",           "",               "CREATE"},
    {"CreateEventTrigStmt",        "EVENT TRIGGER",  "trigname",       "CREATE"},
    {"CreateForeignServerStmt",    "SERVER",         "servername",     "CREATE"},
    {"CreatePLangStmt",            "LANGUAGE",       "plname",         "CREATE"},
    {"CreateRoleStmt",             "ROLE",           "role",           "CREATE"},
    {"CreateSubscriptionStmt",     "SUBSCRIPTION",   "subname",        "CREATE"},
    {"DeallocateStmt",             "DEALLOCATE",     "name",           ""},
    {"DiscardStmt",                "DISCARD",        "",               ""},
    {"DropOwnedStmt",              "OWNED",          "",               "DROP"},
    {"DropRoleStmt",               "ROLE",           "",               "DROP"},
    {"DropSubscriptionStmt",       "SUBSCRIPTION",   "subname",        "DROP"},
    {"DropTableSpaceStmt",         "TABLESPACE",     "tablespacename", "DROP"},
    {"ExecuteStmt",                "EXECUTE",        "name",           ""},
    {"ListenStmt",                 "LISTEN",         "conditionname",  ""},
    {"NotifyStmt",                 "NOTIFY",         "conditionname",  ""},
    {"PrepareStmt",                "PREPARE",        "name",           ""},
    {"ReassignOwnedStmt",          "OWNED",          "",               "REASSIGN"},
    {"VariableShowStmt",           "SHOW",           "name",           ""},
};
// clang-format on

static void translate_other(struct statement *statement, const char *kind, struct json *body) {
    struct operation *operation = statement_add(statement, OP_OTHER);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(kind, others[i].node) == 0) {
            operation->object = str_from(others[i].object);
            operation->name = node_text(statement->arena, body, others[i].name);
            operation->options = str_from(others[i].options);
            return;
        }
    }
    struct str name = str_from(kind);
    if (str_ends(name, STR("Stmt"))) {
        name.size -= 4;
    }
    operation->object = str_upper(statement->arena, name);
}

void translate_node(struct statement *statement, struct json *node) {
    struct json *body;
    const char *kind = node_kind(node, &body);
    for (size_t i = 0; i < sizeof translators / sizeof *translators; i++) {
        if (strcmp(kind, translators[i].node) == 0) {
            translators[i].translate(statement, body);
            return;
        }
    }
    translate_other(statement, kind, body);
}

// Alembic's own table: what changes it is bookkeeping.
static void mark_alembic(struct statement *statement, size_t first) {
    for (size_t i = first; i < statement->out->count; i++) {
        struct operation *operation = &statement->out->items[i];
        operation->by_alembic = str_is(operation->table, "alembic_version");
    }
}

// Translates what was parsed; false when it was not.
static bool translate_parsed(struct statement *statement, const struct parse *parse) {
    if (parse->status == PARSE_REJECTED) {
        return false;
    }
    if (parse->status != PARSE_DONE) {
        fallback_large(statement, parse->status);
        return true;
    }
    if (parse->statement) {
        translate_node(statement, parse->statement);
    }
    return parse->statement != NULL; // a hole filled with nothing leaves none
}

void translate_inner(struct statement *outer, struct str text, struct span origin) {
    struct draft draft = {.text = text, .split = outer->draft->split, .is_inner = true};
    *ARENA_PUSH(outer->arena, &draft.segments) = (struct segment){
        .size = (uint32_t)text.size,
        .origin = origin,
        .is_copy = origin.end - origin.start == text.size,
    };
    struct statement inner = *outer;
    inner.draft = &draft;
    inner.tokens = scan(outer->scratch, text, NULL);
    inner.depth++;
    inner.written = (struct span){0};
    inner.span = mapped_span(outer->source, origin.start, origin.end, outer->span);
    if (inner.depth > DEPTH_MAX) {
        statement_add(&inner, OP_OPAQUE)->reason = STR("statements nested too deep");
        return;
    }
    size_t first = outer->out->count;
    struct parse parse = parse_statement(outer->scratch, text);
    if (!translate_parsed(&inner, &parse)) {
        fallback_rejected(&inner, &parse, draft_marker(draft.split, text));
    }
    parse_free(&parse);
    unknown_mark(&inner, first);
}

// ---- a statement of a text

static void add_nul(struct statement *statement) {
    statement_add(statement, OP_SYNTAX_ERROR)->reason =
        STR("a NUL character cannot be part of a statement");
}

static const struct gap *hole_of(const struct split *split, const struct piece *piece) {
    for (size_t i = 0; i < piece->gaps; i++) {
        if (split->gaps.items[piece->first_gap + i].kind == GAP_HOLE) {
            return &split->gaps.items[piece->first_gap + i];
        }
    }
    return NULL;
}

static void use_draft(struct statement *statement, struct draft *draft) {
    statement->draft = draft;
    statement->tokens = scan(statement->scratch, draft->text, NULL);
}

// Tries the forms that may stand for holes and binds until the parser takes one.
static bool translate_forms(struct statement *statement, struct split *split,
                            const struct piece *piece, struct parse *first_error) {
    for (unsigned attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        struct draft *draft = ARENA_NEW(statement->scratch, struct draft, 1);
        *draft = draft_make(statement->scratch, split, piece);
        use_draft(statement, draft);
        struct parse parse = parse_statement(statement->scratch, draft->text);
        bool done = translate_parsed(statement, &parse);
        uint32_t offset = parse.offset;
        if (!attempt) {
            first_error->message = parse.message;
            first_error->offset = offset;
        }
        parse_free(&parse);
        if (done || !draft_advance(split, piece, draft, offset)) {
            return done;
        }
    }
    return false;
}

static void reset_forms(struct split *split, const struct piece *piece) {
    for (size_t i = 0; i < piece->gaps; i++) {
        split->gaps.items[piece->first_gap + i].form = 0;
    }
}

// Syntax newer than the parser is edited into what it knows, and tried again.
static bool translate_newer(struct statement *statement, struct split *split,
                            struct piece *piece) {
    struct newer newer = {0};
    struct parse ignored = {0};
    size_t first = statement->out->count;
    bool is_newer = fallback_edit(statement->arena, split, piece, statement->draft,
                                  &statement->tokens, &newer);
    if (!is_newer || !translate_forms(statement, split, piece, &ignored)) {
        return false;
    }
    fallback_restore(statement, first, &newer);
    return true;
}

// Syntax that came after 15 is told from what is older by its words, where the parser knows it.
static void set_since(struct statement *statement, size_t first) {
    enum { OLDEST_PARSER = 15 };
    uint8_t since = 0;
    if (parse_version() > OLDEST_PARSER) {
        since = fallback_since(statement->scratch, statement->draft->text, &statement->tokens);
    }
    for (size_t i = first; since && i < statement->out->count; i++) {
        statement->out->items[i].syntax_since = since;
    }
}

static void translate_piece(struct statement *statement, struct split *split,
                            struct piece *piece) {
    struct parse error = {0};
    struct draft plain;
    size_t first = statement->out->count;
    bool is_read = translate_forms(statement, split, piece, &error);
    if (is_read) {
        set_since(statement, first);
    } else {
        reset_forms(split, piece);
        plain = draft_make(statement->scratch, split, piece);
        use_draft(statement, &plain);
        is_read = translate_newer(statement, split, piece);
    }
    if (is_read) {
        unknown_mark_lost(statement, first, draft_lost(split, piece));
    } else {
        use_draft(statement, &plain);
        fallback_rejected(statement, &error, hole_of(split, piece));
    }
    unknown_mark(statement, first);
}

void sql_translate(struct arena *arena, const struct mapped_text *text,
                   const struct sql_origin *origin, uint32_t *number, struct operations *out) {
    enum bind_style binds = origin->binds          ? BINDS_TEXT
                            : origin->stands_alone ? BINDS_VARIABLES
                                                   : BINDS_NONE;
    struct arena *scratch = arena_scratch(arena);
    struct split split = split_read(arena, text, binds);
    for (size_t i = 0; i < split.pieces.count; i++) {
        if (arena_used(scratch) > SCRATCH_MAX) {
            arena_reset(scratch);
        }
        struct piece *piece = &split.pieces.items[i];
        struct statement statement = {
            .arena = arena,
            .scratch = scratch,
            .source = text,
            .origin = origin,
            .out = out,
            .number = ++*number,
            .sql = split_text(arena, &split, piece->span),
            .span = mapped_span(text, piece->span.start, piece->span.end, origin->span),
            .sent_together = !origin->stands_alone && split.pieces.count > 1,
            .in_loop = origin->in_loop,
            .condition = origin->condition,
        };
        mapped_exact(text, piece->span.start, piece->span.end, &statement.written);
        size_t first = out->count;
        if (piece->has_nul) {
            add_nul(&statement);
        } else {
            translate_piece(&statement, &split, piece);
        }
        mark_alembic(&statement, first);
    }
    arena_give_back(arena, scratch);
}

void sql_comments(struct arena *arena, const struct mapped_text *text, struct spans *out) {
    if (str_find(text->text, STR("--"), 0) == SIZE_MAX &&
        str_find(text->text, STR("/*"), 0) == SIZE_MAX) {
        return;
    }
    struct split split = split_read(arena, text, BINDS_NONE);
    for (size_t i = 0; i < split.comments.count; i++) {
        struct span span = split.comments.items[i];
        *ARENA_PUSH(arena, out) = mapped_span(text, span.start, span.end, (struct span){0});
    }
}

// ---- expressions and types on their own

/** A text that stands for itself, in a SELECT around it. */
struct fragment {
    struct split split;
    struct draft draft;
    struct mapped_text mapped;
    struct statement statement;
    struct parse parse;
    struct json
        *target; // the one value that the SELECT gives; NULL: the text is something else
};

// Nothing but a target list: `a FROM t` and `a AS b` are no values.
static struct json *only_target(const struct parse *parse) {
    static const char *const always[] = {"targetList", "limitOption", "op"};
    struct json *select = node_is(parse->statement, "SelectStmt");
    size_t further = json_object_size(select);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        further -= node_get(select, always[i]) != NULL;
    }
    struct json *targets = node_get(select, "targetList");
    struct json *target = node_is(node_item(targets, 0), "ResTarget");
    bool is_one = !further && node_count(targets) == 1 && !node_get(target, "name");
    return is_one ? node_get(target, "val") : NULL;
}

static void read_fragment(struct arena *arena, struct str sql, struct fragment *fragment) {
    fragment->mapped.text = sql;
    if (memchr(sql.data, '\0', sql.size)) {
        return;
    }
    fragment->split = split_read(arena, &fragment->mapped, BINDS_TEXT);
    if (fragment->split.pieces.count != 1) {
        return;
    }
    fragment->draft = draft_make(arena, &fragment->split, &fragment->split.pieces.items[0]);
    fragment->statement =
        (struct statement){.arena = arena, .scratch = arena, .source = &fragment->mapped};
    use_draft(&fragment->statement, &fragment->draft);
    fragment->parse = parse_statement(arena, fragment->draft.text);
    fragment->target = only_target(&fragment->parse);
}

const char sql_hole_name[] = "cupel_hole";

struct expression sql_expression(struct arena *arena, struct str text) {
    struct str written = str_trim(text);
    struct expression expression = {.text = written, .is_unknown = written.size > 0};
    struct fragment fragment = {0};
    if (!written.size || !str_is_utf8(written)) {
        return expression;
    }
    read_fragment(arena, str_concat(arena, STR("SELECT "), written), &fragment);
    if (fragment.target) {
        expression = expression_read_as(&fragment.statement, fragment.target, written);
        expression.is_bounded = bounds_hold_in(&fragment.statement, fragment.target);
    }
    parse_free(&fragment.parse);
    return expression;
}

void sql_partition_key(struct arena *arena, struct str text, struct operation *operation) {
    struct mapped_text statement = {
        .text = str_format(arena, "CREATE TABLE t () PARTITION BY " STR_FMT, STR_ARG(text))};
    struct sql_origin origin = {0};
    struct operations read = {0};
    uint32_t number = 0;
    if (text.size) {
        sql_translate(arena, &statement, &origin, &number, &read);
    }
    if (read.count == 1 && read.items[0].kind == OP_CREATE_TABLE) {
        operation->method = read.items[0].method;
        operation->partition_columns = read.items[0].partition_columns;
    }
}

struct sql_type sql_type_read(struct arena *arena, struct str text) {
    struct str written = str_trim(text);
    struct sql_type type = {.is_unknown = true};
    struct fragment fragment = {0};
    if (!written.size || !str_is_utf8(written)) {
        return type;
    }
    read_fragment(arena, str_format(arena, "SELECT CAST(a AS " STR_FMT ")", STR_ARG(written)),
                  &fragment);
    struct json *cast = node_is(fragment.target, "TypeCast");
    if (node_is(node_get(cast, "arg"), "ColumnRef")) {
        type = typename_read(&fragment.statement, node_get(cast, "typeName"));
    }
    parse_free(&fragment.parse);
    return type;
}
