/**
 * operation_text: what a test compares: an operation's fields in one line, those that are set.
 */
#ifndef TESTS_OPERATION_TEXT_H
#define TESTS_OPERATION_TEXT_H

#include "model/operation.h"

static void add_field(struct text *out, const char *label, struct str value) {
    if (value.size) {
        text_addf(out, " %s" STR_FMT, label, STR_ARG(value));
    }
}

static void add_names(struct text *out, const char *label, const struct str_list *names) {
    for (size_t i = 0; i < names->count; i++) {
        text_addf(out, "%s" STR_FMT, i ? "," : label, STR_ARG(names->items[i]));
    }
}

static void add_flag(struct text *out, bool flag, const char *word) {
    text_addf(out, "%s", flag ? word : "");
}

static void add_column(struct text *out, const struct column_def *column) {
    text_addf(out, " (" STR_FMT " " STR_FMT, STR_ARG(column->name),
              STR_ARG(column->type.is_unknown ? STR("?") : column->type.text));
    add_field(out, "collate ", column->collation);
    add_flag(out, column->nullable == TRUTH_NO, " not null");
    add_field(out, "default ", column->default_value.text);
    add_flag(out, column->default_value.is_unknown, " default?");
    add_flag(out, column->identity == IDENTITY_ALWAYS, " always");
    add_flag(out, column->identity == IDENTITY_BY_DEFAULT, " by default");
    add_field(out, "with ", column->identity_options);
    add_flag(out, column->generated == GENERATED_STORED, " stored");
    add_flag(out, column->generated == GENERATED_VIRTUAL, " virtual");
    add_field(out, "as ", column->generation.text);
    text_addf(out, ")");
}

static void add_constraint(struct text *out, const struct constraint_def *constraint) {
    static const char *const types[] = {"?",  "check",   "fk",      "unique",
                                        "pk", "exclude", "not null"};
    text_addf(out, " [%s", types[constraint->type]);
    add_field(out, "", constraint->name);
    add_names(out, " ", &constraint->columns);
    add_field(out, "if ", constraint->check.text);
    add_field(out, "to ", constraint->ref_table);
    add_names(out, ".", &constraint->ref_columns);
    add_field(out, "delete ", constraint->on_delete);
    add_field(out, "update ", constraint->on_update);
    add_field(out, "match ", constraint->match);
    add_field(out, "", constraint->elements);
    add_field(out, "index ", constraint->using_index);
    add_names(out, " include ", &constraint->include);
    add_flag(out, constraint->no_inherit, " no inherit");
    add_flag(out, constraint->nulls_not_distinct, " nulls not distinct");
    add_flag(out, constraint->deferrable, " deferrable");
    add_flag(out, constraint->initially_deferred, " deferred");
    add_flag(out, constraint->not_valid, " not valid");
    add_flag(out, constraint->not_enforced, " not enforced");
    add_flag(out, constraint->of_column, " inline");
    text_addf(out, "]");
}

static void add_key(struct text *out, const struct index_key *key) {
    text_addf(out, " <" STR_FMT, STR_ARG(key->column));
    add_field(out, "= ", key->expression.text);
    add_field(out, "collate ", key->collation);
    add_field(out, "class ", key->operator_class);
    add_field(out, "", key->order);
    text_addf(out, ">");
}

static void add_flags(struct text *out, const struct operation *operation) {
    const struct {
        bool flag;
        const char *word;
    } flags[] = {
        {operation->concurrently, " concurrently"},
        {operation->if_exists, " if exists"},
        {operation->if_not_exists, " if not exists"},
        {operation->cascade, " cascade"},
        {operation->unique, " unique"},
        {operation->nulls_not_distinct, " nulls not distinct"},
        {operation->only, " only"},
        {operation->temporary, " temporary"},
        {operation->unlogged, " unlogged"},
        {operation->or_replace, " or replace"},
        {operation->is_local, " local"},
        {operation->no_data, " no data"},
        {operation->full, " full"},
        {operation->restart_identity, " restart identity"},
        {operation->by_alembic, " by alembic"},
        {operation->in_do_block, " in do"},
        {operation->in_loop, " in loop"},
        {operation->expression.is_unknown, " expression?"},
    };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        add_flag(out, flags[i].flag, flags[i].word);
    }
}

static struct str operation_text(struct arena *arena, const struct operation *operation) {
    struct text out = {.arena = arena};
    text_addf(&out, "%s", operation_name(operation->kind));
    add_field(&out, "schema ", operation->schema);
    add_field(&out, "on ", operation->table);
    add_field(&out, "", operation->name);
    add_field(&out, "-> ", operation->new_name);
    add_field(&out, "object ", operation->object);
    if (operation->column.type.text.size || operation->column.type.is_unknown ||
        operation->column.default_value.text.size || operation->column.generation.text.size ||
        operation->column.identity) {
        add_column(&out, &operation->column);
    }
    for (size_t i = 0; i < operation->columns.count; i++) {
        add_column(&out, &operation->columns.items[i]);
    }
    if (operation->constraint.type || operation->constraint.check.text.size) {
        add_constraint(&out, &operation->constraint);
    }
    for (size_t i = 0; i < operation->constraints.count; i++) {
        add_constraint(&out, &operation->constraints.items[i]);
    }
    for (size_t i = 0; i < operation->keys.count; i++) {
        add_key(&out, &operation->keys.items[i]);
    }
    add_field(&out, "where ", operation->expression.text);
    add_names(&out, " names ", &operation->names);
    add_names(&out, " reads ", &operation->sources);
    add_names(&out, " include ", &operation->include);
    add_field(&out, "method ", operation->method);
    add_field(&out, "of ", operation->partition_of);
    add_field(&out, "by ", operation->partition_by);
    add_field(&out, "", operation->partition_bound);
    add_names(&out, " inherits ", &operation->inherits);
    add_field(&out, "is ", operation->comment);
    add_field(&out, "options ", operation->options);
    add_flags(&out, operation);
    for (size_t i = 0; i < operation->unknown.count; i++) {
        text_addf(&out, " ?%s", operation->unknown.items[i].field);
    }
    add_field(&out, "because ", operation->reason);
    return text_str(&out);
}

/** The operations, each in its line, with the statement's number before it. */
static inline struct str operations_text(struct arena *arena,
                                         const struct operations *operations) {
    struct text out = {.arena = arena};
    for (size_t i = 0; i < operations->count; i++) {
        const struct operation *operation = &operations->items[i];
        struct str line = operation_text(arena, operation);
        text_addf(&out, "%s%u " STR_FMT, i ? "\n" : "", (unsigned)operation->statement,
                  STR_ARG(line));
    }
    return text_str(&out);
}

#endif
