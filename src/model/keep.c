#include "model/keep.h"

#include <string.h>

struct str keep_text(struct keeper *keeper, struct str text) {
    const char *start = keeper->stays.data;
    bool stays =
        start && text.data >= start && text.data + text.size <= start + keeper->stays.size;
    if (!text.data || stays) {
        return text;
    }
    return text.size ? str_copy(keeper->arena, text) : STR("");
}

static void keep_texts(struct keeper *keeper, struct str *const *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        *texts[i] = keep_text(keeper, *texts[i]);
    }
}

#define KEEP_TEXTS(keeper, ...)                                                                \
    keep_texts((keeper), (struct str *const[]){__VA_ARGS__},                                   \
               sizeof((struct str *const[]){__VA_ARGS__}) / sizeof(struct str *))

// The items of a list as they are, in a place of their own.
static void *keep_items(struct keeper *keeper, const void *items, size_t count,
                        size_t *capacity, size_t size) {
    *capacity = count;
    if (!count) {
        return NULL;
    }
    void *kept = arena_alloc_array(keeper->arena, count, size);
    memcpy(kept, items, count * size);
    return kept;
}

#define KEEP_ITEMS(keeper, list)                                                               \
    ((list)->items = keep_items((keeper), (list)->items, (list)->count, &(list)->capacity,     \
                                sizeof *(list)->items))

struct str_list keep_list(struct keeper *keeper, const struct str_list *list) {
    struct str_list kept = *list;
    KEEP_ITEMS(keeper, &kept);
    for (size_t i = 0; i < kept.count; i++) {
        kept.items[i] = keep_text(keeper, kept.items[i]);
    }
    return kept;
}

static void keep_lists(struct keeper *keeper, struct str_list *const *lists, size_t count) {
    for (size_t i = 0; i < count; i++) {
        *lists[i] = keep_list(keeper, lists[i]);
    }
}

#define KEEP_LISTS(keeper, ...)                                                                \
    keep_lists((keeper), (struct str_list *const[]){__VA_ARGS__},                              \
               sizeof((struct str_list *const[]){__VA_ARGS__}) / sizeof(struct str_list *))

struct spans keep_spans(struct keeper *keeper, const struct spans *spans) {
    struct spans kept = *spans;
    KEEP_ITEMS(keeper, &kept);
    return kept;
}

static void keep_type(struct keeper *keeper, struct sql_type *type) {
    KEEP_TEXTS(keeper, &type->schema, &type->name, &type->text);
}

static void keep_expression(struct keeper *keeper, struct expression *expression) {
    KEEP_TEXTS(keeper, &expression->text);
    KEEP_LISTS(keeper, &expression->functions, &expression->columns, &expression->not_null);
    if (expression->cast_to) {
        struct sql_type *type = ARENA_NEW(keeper->arena, struct sql_type, 1);
        *type = *expression->cast_to;
        keep_type(keeper, type);
        expression->cast_to = type;
    }
}

static void keep_column(struct keeper *keeper, struct column_def *column) {
    KEEP_TEXTS(keeper, &column->name, &column->collation, &column->identity_options);
    keep_type(keeper, &column->type);
    keep_expression(keeper, &column->default_value);
    keep_expression(keeper, &column->generation);
}

static void keep_constraint(struct keeper *keeper, struct constraint_def *constraint) {
    KEEP_TEXTS(keeper, &constraint->name, &constraint->given_name, &constraint->ref_schema,
               &constraint->ref_table, &constraint->on_delete, &constraint->on_update,
               &constraint->match, &constraint->elements, &constraint->using_index);
    KEEP_LISTS(keeper, &constraint->columns, &constraint->ref_columns, &constraint->include);
    keep_expression(keeper, &constraint->check);
}

static void keep_key(struct keeper *keeper, struct index_key *key) {
    KEEP_TEXTS(keeper, &key->column, &key->collation, &key->operator_class, &key->order);
    keep_expression(keeper, &key->expression);
}

// Operations share conditions, and those the ones around them.
static const struct condition *keep_condition(struct keeper *keeper,
                                              const struct condition *condition) {
    const struct condition *kept = NULL, **place = &kept;
    for (; condition; condition = condition->parent) {
        struct str address = {(const char *)&condition, sizeof condition};
        struct condition *copy = map_find(&keeper->conditions, address);
        *place = copy;
        if (copy) {
            break;
        }
        copy = ARENA_NEW(keeper->arena, struct condition, 1);
        *copy = *condition;
        copy->parent = NULL;
        KEEP_TEXTS(keeper, &copy->text, &copy->guard_schema, &copy->guard_table,
                   &copy->guard_name);
        map_put(&keeper->conditions, str_copy(keeper->conditions.arena, address), copy);
        *place = copy;
        place = &copy->parent;
    }
    return kept;
}

static void keep_parts(struct keeper *keeper, struct operation *operation) {
    KEEP_ITEMS(keeper, &operation->columns);
    for (size_t i = 0; i < operation->columns.count; i++) {
        keep_column(keeper, &operation->columns.items[i]);
    }
    KEEP_ITEMS(keeper, &operation->constraints);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        keep_constraint(keeper, &operation->constraints.items[i]);
    }
    KEEP_ITEMS(keeper, &operation->keys);
    for (size_t i = 0; i < operation->keys.count; i++) {
        keep_key(keeper, &operation->keys.items[i]);
    }
    KEEP_ITEMS(keeper, &operation->unknown); // whose fields are names in a table
    for (size_t i = 0; i < operation->unknown.count; i++) {
        KEEP_TEXTS(keeper, &operation->unknown.items[i].reason);
    }
}

static void keep_operation(struct keeper *keeper, struct operation *operation) {
    KEEP_TEXTS(keeper, &operation->sql, &operation->reason, &operation->schema,
               &operation->table, &operation->name, &operation->new_name, &operation->object,
               &operation->method, &operation->partition_of, &operation->partition_of_schema,
               &operation->partition_by, &operation->partition_bound, &operation->comment,
               &operation->options, &operation->definition);
    KEEP_LISTS(keeper, &operation->names, &operation->include, &operation->sources,
               &operation->partition_columns, &operation->inherits);
    operation->condition = keep_condition(keeper, operation->condition);
    keep_column(keeper, &operation->column);
    keep_type(keeper, &operation->old_type);
    keep_expression(keeper, &operation->expression);
    keep_constraint(keeper, &operation->constraint);
    keep_parts(keeper, operation);
}

struct operations keep_operations(struct keeper *keeper, const struct operations *operations) {
    struct operations kept = *operations;
    KEEP_ITEMS(keeper, &kept);
    for (size_t i = 0; i < kept.count; i++) {
        keep_operation(keeper, &kept.items[i]);
    }
    return kept;
}
