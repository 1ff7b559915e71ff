#include "lint/fix_index.h"

// ---- where a call stands

static struct str clause_of(const struct fix_subject *subject, const struct node *with) {
    for (const struct node *child = with->child; child; child = child->next) {
        if (child->kind == NODE_WITH_CLAUSE) {
            return syntax_text(subject->source, child);
        }
    }
    return (struct str){0};
}

static bool opens(const struct fix_subject *subject, const struct node *node,
                  const char *method) {
    return node && node->kind == NODE_WITH &&
           str_find(clause_of(subject, node), str_from(method), 0) != SIZE_MAX;
}

static bool is_in_autocommit(const struct fix_subject *subject, const struct node *node) {
    while (node && !opens(subject, node, "autocommit_block(")) {
        node = node->parent;
    }
    return node != NULL;
}

struct str fix_index_opening(const struct fix_subject *subject, struct str op) {
    return str_format(subject->arena,
                      "with " STR_FMT ".get_context().autocommit_block():", STR_ARG(op));
}

bool fix_index_needs_block(const struct fix_subject *subject, const struct node *statement) {
    return !is_in_autocommit(subject, statement) &&
           subject->finding->step->in_transaction != TRUTH_NO;
}

bool fix_index_wrap(const struct fix_subject *subject, struct fix *fix,
                    const struct node *statement, struct str op) {
    return !fix_index_needs_block(subject, statement) ||
           rewrite_wrap(subject, fix, statement, fix_index_opening(subject, op));
}

static bool is_index_method(struct str name) {
    return str_is(name, "create_index") || str_is(name, "drop_index");
}

// postgresql_concurrently=True, unless a value that is not plain decides it.
static bool ask_concurrently(const struct fix_subject *subject, struct fix *fix,
                             const struct node *call) {
    static const char name[] = "postgresql_concurrently";
    const struct node *old = rewrite_keyword(subject, call, name);
    if (old && old->kind == NODE_TRUE) {
        return true;
    }
    return (!old || old->kind == NODE_FALSE || old->kind == NODE_NONE) &&
           rewrite_set_keyword(subject, fix, call, name, "True");
}

// ---- batch operations: they are sent where the batch's block ends

struct batch {
    const struct node *with;
    const struct node *call; // batch_alter_table(…)
    struct str name;         // batch_op
    struct str op;
};

static bool find_batch(const struct fix_subject *subject, const struct node *call,
                       struct batch *batch) {
    batch->name = rewrite_receiver(subject, call);
    batch->op = rewrite_name_of(subject, "alembic", "op");
    batch->with = call;
    while (batch->with && !opens(subject, batch->with, "batch_alter_table(")) {
        batch->with = batch->with->parent;
    }
    size_t items = 0;
    bool is_named = false;
    const struct node *node = batch->with;
    for (; node && node->kind != NODE_BLOCK; node = rewrite_walk(batch->with, node)) {
        items += node->kind == NODE_WITH_ITEM;
        if (node->kind == NODE_CALL &&
            str_is(rewrite_callee(subject, node), "batch_alter_table")) {
            batch->call = node;
        }
        is_named |= node->kind == NODE_AS_PATTERN_TARGET &&
                    str_equal(syntax_text(subject->source, node), batch->name);
    }
    return batch->op.size && batch->call && items == 1 && is_named &&
           str_equal(rewrite_receiver(subject, batch->call), batch->op);
}

static bool is_index_call(const struct fix_subject *subject, const struct batch *batch,
                          const struct node *statement) {
    const struct node *call = statement->child;
    return statement->kind == NODE_EXPRESSION_STATEMENT && call && call->kind == NODE_CALL &&
           str_equal(rewrite_receiver(subject, call), batch->name) &&
           is_index_method(rewrite_callee(subject, call));
}

static bool holds_index_calls_alone(const struct fix_subject *subject,
                                    const struct batch *batch) {
    const struct node *body = node_field(batch->with, FIELD_OF_BODY);
    for (const struct node *node = body ? node_first(body) : NULL; node;
         node = node_next(node)) {
        if (!is_index_call(subject, batch, node)) {
            return false;
        }
    }
    return body != NULL;
}

// The text of a node, said with `op` in place of the batch's name; empty: it cannot be.
static struct str outside_batch(const struct fix_subject *subject, const struct batch *batch,
                                struct span span) {
    struct str rest = str_slice(subject->source->text, span.start, span.end);
    struct str inside = str_concat(subject->arena, batch->name, STR(".f("));
    struct text text = {.arena = subject->arena};
    for (;;) {
        size_t at = str_find(rest, inside, 0);
        text_add(&text, str_slice(rest, 0, at));
        if (at == SIZE_MAX) {
            break;
        }
        text_addf(&text, STR_FMT ".f(", STR_ARG(batch->op));
        rest = str_slice(rest, at + inside.size, rest.size);
    }
    struct str said = text_str(&text);
    bool is_left = str_find(said, batch->name, 0) != SIZE_MAX;
    return is_left || str_find(said, STR("#"), 0) != SIZE_MAX ? (struct str){0} : said;
}

// op.create_index("ix", "table", …, postgresql_concurrently=True); empty: it cannot be said.
static struct str call_outside(const struct fix_subject *subject, const struct batch *batch,
                               const struct node *call) {
    const struct node *name = rewrite_argument(call, 0);
    const struct node *table = rewrite_argument(batch->call, 0);
    const struct node *schema = rewrite_keyword(subject, batch->call, "schema");
    const struct node *list = node_field(call, FIELD_OF_ARGUMENTS);
    if (!name || !table || name != node_first(list) ||
        rewrite_keyword(subject, call, "postgresql_concurrently")) {
        return (struct str){0};
    }
    const struct node *more = node_next(name);
    const struct node *last = more;
    while (last && node_next(last)) {
        last = node_next(last);
    }
    bool creates = str_is(rewrite_callee(subject, call), "create_index");
    struct str first = outside_batch(subject, batch, name->span);
    struct str rest = {0};
    if (more) {
        rest = outside_batch(subject, batch, (struct span){more->span.start, last->span.end});
    }
    if (!first.size || (more ? !rest.size : creates)) {
        return (struct str){0};
    }
    struct text text = {.arena = subject->arena};
    text_addf(&text, STR_FMT ".%s(" STR_FMT ", %s" STR_FMT, STR_ARG(batch->op),
              creates ? "create_index" : "drop_index", STR_ARG(first),
              creates ? "" : "table_name=", STR_ARG(syntax_text(subject->source, table)));
    if (rest.size) {
        text_addf(&text, ", " STR_FMT, STR_ARG(rest));
    }
    if (schema && schema->kind != NODE_NONE) {
        text_addf(&text, ", schema=" STR_FMT, STR_ARG(syntax_text(subject->source, schema)));
    }
    text_add(&text, STR(", postgresql_concurrently=True)"));
    return text_str(&text);
}

// The statement before a node, or NULL.
static const struct node *statement_before(const struct node *node) {
    const struct node *before = NULL;
    for (const struct node *other = node->parent->child; other != node; other = other->next) {
        before = other->is_named && other->kind != NODE_COMMENT ? other : before;
    }
    return before;
}

// Puts the call beside the batch: an index that is dropped goes before it (its column may be
// dropped in it), one that is made behind it. An autocommit block that is there takes it.
static void put_beside(const struct fix_subject *subject, struct fix *fix,
                       const struct batch *batch, struct str call, bool before) {
    const struct node *with = batch->with;
    const struct node *block = before ? statement_before(with) : node_next(with);
    struct str indentation = rewrite_indentation(subject, with->span.start);
    struct str line_end = rewrite_line_end(subject, with->span.start);
    struct span lines = rewrite_lines(subject, with->span);
    uint32_t at = before ? lines.start : lines.end;
    struct text text = {.arena = subject->arena};
    bool has_block = opens(subject, block, "autocommit_block(");
    if (has_block) {
        at = rewrite_lines(subject, block->span).end;
    }
    if (at > 0 && subject->source->text.data[at - 1] != '\n') {
        text_add(&text, line_end);
    }
    if (!has_block) {
        text_addf(&text, STR_FMT STR_FMT STR_FMT, STR_ARG(indentation),
                  STR_ARG(fix_index_opening(subject, batch->op)), STR_ARG(line_end));
    }
    text_addf(&text, STR_FMT STR_FMT STR_FMT STR_FMT, STR_ARG(indentation),
              STR_ARG(rewrite_indent(subject, with)), STR_ARG(call), STR_ARG(line_end));
    rewrite_replace(subject, fix, (struct span){at, at}, text_str(&text));
}

static bool move_out(const struct fix_subject *subject, struct fix *fix,
                     const struct batch *batch, const struct node *call) {
    const struct node *statement = rewrite_statement(call);
    struct span lines = rewrite_lines(subject, statement->span);
    struct str behind = str_slice(subject->source->text, statement->span.end, lines.end);
    struct str moved = call_outside(subject, batch, call);
    if (str_trim(behind).size || !moved.size || statement->parent->parent != batch->with) {
        return false;
    }
    rewrite_replace(subject, fix, lines, (struct str){0});
    put_beside(subject, fix, batch, moved, str_is(rewrite_callee(subject, call), "drop_index"));
    return rewrite_sort(fix);
}

static bool in_batch(const struct fix_subject *subject, struct fix *fix,
                     const struct node *call) {
    struct batch batch = {0};
    const struct node *statement = rewrite_statement(call);
    if (!find_batch(subject, call, &batch) || !rewrite_is_plain(subject, statement, call) ||
        !rewrite_is_plain(subject, batch.with, NULL)) {
        return false;
    }
    if (is_in_autocommit(subject, batch.with) || holds_index_calls_alone(subject, &batch)) {
        return ask_concurrently(subject, fix, call) &&
               fix_index_wrap(subject, fix, batch.with, batch.op) && rewrite_sort(fix);
    }
    return move_out(subject, fix, &batch, call);
}

static const struct import alembic_op = {
    .module = "alembic", .name = "op", .line = "from alembic import op", .binds = "op"};

// create_index(…) itself, from alembic.op.
static bool is_bare(const struct fix_subject *subject, const struct node *call) {
    struct str name = syntax_text(subject->source, node_field(call, FIELD_OF_FUNCTION));
    return !rewrite_receiver(subject, call).size &&
           (str_equal(rewrite_name_of(subject, "alembic.op", "create_index"), name) ||
            str_equal(rewrite_name_of(subject, "alembic.op", "drop_index"), name));
}

bool fix_concurrently(const struct fix_subject *subject, struct fix *fix) {
    const struct operation *operation = subject->finding->step->operation;
    if (operation->from_sql) {
        return fix_index_sql(subject, fix);
    }
    const struct node *call = rewrite_call_at(subject, subject->finding->span);
    struct str name = call ? rewrite_callee(subject, call) : (struct str){0};
    if (!is_index_method(name)) {
        return str_is(name, "add_column") && fix_column_index(subject, fix);
    }
    const struct node *statement = rewrite_statement(call);
    struct str op = rewrite_name_of(subject, "alembic", "op");
    if (is_bare(subject, call)) {
        op = fix_index_needs_block(subject, statement) ? rewrite_need(subject, fix, &alembic_op)
                                                       : STR("op");
    } else if (!str_equal(rewrite_receiver(subject, call), op)) {
        return in_batch(subject, fix, call);
    }
    return op.size && rewrite_is_plain(subject, statement, call) &&
           ask_concurrently(subject, fix, call) &&
           fix_index_wrap(subject, fix, statement, op) && rewrite_sort(fix);
}
