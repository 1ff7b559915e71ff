#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/step.h"

static struct arena *arena;

static int make_arena(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int free_arena(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static struct field_value value_of(const struct step *step, const char *name) {
    const struct field *field = step_field_find(str_from(name));
    assert_non_null(field);
    return step_field(arena, step, field);
}

static void check_text(const struct step *step, const char *name, const char *expected) {
    struct field_value value = value_of(step, name);
    assert_string_equal(str_copy(arena, value.text).data, expected);
}

static void push(struct str_list *list, const char *text) {
    *ARENA_PUSH(arena, list) = str_from(text);
}

static void every_field_has_its_own_name(void **state) {
    (void)state;
    size_t count = 0;
    const struct field *field;
    while ((field = step_field_at(count))) {
        assert_ptr_equal(step_field_find(str_from(step_field_name(field))), field);
        count++;
    }
    assert_true(count > 100);
    assert_null(step_field_find(STR("no_such_field")));
}

static void every_field_of_an_empty_step_can_be_asked(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_OTHER};
    struct step step = {.operation = &operation, .table_rows = -1};
    for (size_t i = 0; step_field_at(i); i++) {
        struct field_value value = step_field(arena, &step, step_field_at(i));
        assert_int_equal(value.type, step_field_type(step_field_at(i)));
        assert_true(value.type != FIELD_LIST || value.list);
    }
}

static void lock_modes_are_found_by_the_manuals_names(void **state) {
    (void)state;
    for (size_t mode = LOCK_ACCESS_SHARE; mode < LOCK_MODE_COUNT; mode++) {
        struct str name = str_from(lock_mode_name((enum lock_mode)mode));
        assert_int_equal(lock_mode_find(name), mode);
        assert_int_equal(lock_mode_find(str_lower(arena, name)), mode);
    }
    assert_int_equal(lock_mode_find(STR("")), LOCK_NONE);
    assert_int_equal(lock_mode_find(STR("SHARED")), LOCK_NONE);
}

static void a_weaker_lock_changes_nothing(void **state) {
    (void)state;
    struct relation_locks locks = {0};
    relation_locks_add(arena, &locks, STR("t"), LOCK_SHARE);
    relation_locks_add(arena, &locks, STR("t"), LOCK_ROW_SHARE);
    relation_locks_add(arena, &locks, STR("u"), LOCK_ACCESS_EXCLUSIVE);
    relation_locks_add(arena, &locks, STR(""), LOCK_SHARE);
    relation_locks_add(arena, &locks, STR("v"), LOCK_NONE);
    assert_int_equal(locks.count, 2);
    assert_int_equal(relation_locks_mode(&locks, STR("t")), LOCK_SHARE);
    relation_locks_add(arena, &locks, STR("t"), LOCK_EXCLUSIVE);
    assert_int_equal(relation_locks_mode(&locks, STR("t")), LOCK_EXCLUSIVE);
    assert_int_equal(relation_locks_mode(&locks, STR("w")), LOCK_NONE);
}

static void only_access_exclusive_blocks_readers(void **state) {
    (void)state;
    static const struct {
        enum lock_mode mode;
        const char *blocks;
    } cases[] = {
        {LOCK_NONE, "nothing"},     {LOCK_SHARE_UPDATE_EXCLUSIVE, "nothing"},
        {LOCK_SHARE, "writes"},     {LOCK_SHARE_ROW_EXCLUSIVE, "writes"},
        {LOCK_EXCLUSIVE, "writes"}, {LOCK_ACCESS_EXCLUSIVE, "reads and writes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct effect effect = {0};
        relation_locks_add(arena, &effect.locks, STR("t"), cases[i].mode);
        assert_string_equal(effect_blocks(&effect), cases[i].blocks);
    }
}

static void the_table_comes_from_the_step_where_the_operation_names_none(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_DROP_INDEX, .name = STR("ix")};
    struct step step = {.operation = &operation, .table = STR("shop.orders")};
    check_text(&step, "table", "shop.orders");
    check_text(&step, "subject", "ix");
    step.table = (struct str){0};
    operation.schema = STR("public");
    operation.table = STR("orders");
    check_text(&step, "table", "orders");
}

static void the_lock_field_is_the_mode_on_the_table_itself(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_ADD_CONSTRAINT, .table = STR("orders")};
    struct step step = {.operation = &operation, .table = STR("orders")};
    relation_locks_add(arena, &step.effect.locks, STR("users"), LOCK_ACCESS_EXCLUSIVE);
    relation_locks_add(arena, &step.effect.locks, STR("orders"), LOCK_SHARE_ROW_EXCLUSIVE);
    relation_locks_add(arena, &step.effect.locks, STR("orders_seq"), LOCK_ACCESS_SHARE);
    check_text(&step, "lock", "SHARE ROW EXCLUSIVE");
    check_text(&step, "strongest_lock", "ACCESS EXCLUSIVE");
    check_text(&step, "locked", "users, orders");
    check_text(&step, "other_locks", "users");
    check_text(&step, "blocks", "reads and writes");
}

static void index_keys_read_as_columns_and_expressions(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_CREATE_INDEX, .table = STR("t")};
    ARENA_PUSH(arena, &operation.keys)->column = STR("a");
    ARENA_PUSH(arena, &operation.keys)->expression.text = STR("lower(b)");
    struct step step = {.operation = &operation};
    check_text(&step, "keys", "a, (lower(b))");
    check_text(&step, "columns", "a, (lower(b))");
}

static void rows_are_grouped_by_thousands(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_DROP_TABLE};
    struct step step = {.operation = &operation, .table_rows = 12000000};
    check_text(&step, "rows", "about 12,000,000 rows");
    step.table_rows = 999;
    check_text(&step, "rows", "about 999 rows");
    step.table_rows = 1;
    check_text(&step, "rows", "about 1 row");
    step.table_rows = -1;
    check_text(&step, "rows", "");
    assert_int_equal(value_of(&step, "table_rows").number, -1);
}

static void a_default_of_the_servers_is_text_serial_identity_or_generated(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_ADD_COLUMN};
    struct step step = {.operation = &operation};
    assert_false(value_of(&step, "has_default").yes);
    operation.column.has_python_default = true;
    assert_false(value_of(&step, "has_default").yes);
    operation.column.default_value = (struct expression){.text = STR("NULL"), .is_null = true};
    assert_false(value_of(&step, "has_default").yes);
    operation.column.default_value = (struct expression){.text = STR("0")};
    assert_true(value_of(&step, "has_default").yes);
    operation.column = (struct column_def){.type.name = STR("serial8")};
    assert_true(value_of(&step, "has_default").yes);
    operation.column = (struct column_def){.identity = IDENTITY_ALWAYS};
    assert_true(value_of(&step, "has_default").yes);
    operation.column = (struct column_def){.generated = GENERATED_STORED};
    assert_true(value_of(&step, "has_default").yes);
}

static void a_primary_key_column_is_not_nullable(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_ADD_COLUMN, .column.nullable = TRUTH_YES};
    struct step step = {.operation = &operation};
    assert_true(value_of(&step, "nullable").yes);
    ARENA_PUSH(arena, &operation.constraints)->type = CONSTRAINT_PRIMARY_KEY;
    assert_false(value_of(&step, "nullable").yes);
}

static void a_tautology_is_no_real_condition(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_DELETE, .table = STR("t")};
    struct step step = {.operation = &operation};
    assert_false(value_of(&step, "where_is_real").yes);
    operation.expression = (struct expression){.text = STR("true"), .is_true = true};
    assert_false(value_of(&step, "where_is_real").yes);
    operation.expression = (struct expression){.text = STR("id = 1")};
    assert_true(value_of(&step, "where_is_real").yes);
    operation.expression = (struct expression){.is_unknown = true};
    assert_true(value_of(&step, "where_is_real").is_unknown);
}

static void what_the_front_end_could_not_know_is_unknown_with_its_reason(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_ADD_COLUMN, .table = STR("t")};
    struct step step = {.operation = &operation};
    operation_set_unknown(arena, &operation, "name", STR("it comes from a query"));
    struct field_value value = value_of(&step, "column");
    assert_true(value.is_unknown);
    assert_string_equal(value.reason.data, "it comes from a query");
    assert_false(value_of(&step, "table").is_unknown);
}

static void a_third_answer_of_a_fact_is_unknown(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_SET_NOT_NULL};
    struct step step = {.operation = &operation, .column_was_nullable = TRUTH_UNKNOWN};
    assert_true(value_of(&step, "column_was_nullable").is_unknown);
    step.column_was_nullable = TRUTH_YES;
    assert_false(value_of(&step, "column_was_nullable").is_unknown);
    assert_true(value_of(&step, "column_was_nullable").yes);
}

static void an_empty_list_of_an_unknown_effect_says_nothing(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_ALTER_COLUMN_TYPE};
    struct step step = {.operation = &operation, .type_change = TYPE_CHANGE_UNKNOWN};
    assert_true(value_of(&step, "rewrites_table").is_unknown);
    assert_true(value_of(&step, "type_change").is_unknown);
    step.effect.is_known = true;
    assert_false(value_of(&step, "rewrites_table").is_unknown);
    push(&step.effect.rewrites, "t");
    assert_true(value_of(&step, "rewrites_table").yes);
}

static void names_that_occur_twice_are_listed_once(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_UPDATE};
    push(&operation.names, "a");
    push(&operation.names, "b");
    push(&operation.names, "a");
    push(&operation.names, "a");
    struct step step = {.operation = &operation};
    check_text(&step, "names_twice", "a");
    check_text(&step, "columns", "a, b, a, a");
}

static void a_lock_timeout_of_zero_is_none(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_DROP_TABLE};
    struct step step = {.operation = &operation};
    assert_false(value_of(&step, "has_lock_timeout").yes);
    step.lock_timeout = STR("0");
    assert_false(value_of(&step, "has_lock_timeout").yes);
    step.lock_timeout = STR("5s");
    assert_true(value_of(&step, "has_lock_timeout").yes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_has_its_own_name),
        cmocka_unit_test(every_field_of_an_empty_step_can_be_asked),
        cmocka_unit_test(lock_modes_are_found_by_the_manuals_names),
        cmocka_unit_test(a_weaker_lock_changes_nothing),
        cmocka_unit_test(only_access_exclusive_blocks_readers),
        cmocka_unit_test(the_table_comes_from_the_step_where_the_operation_names_none),
        cmocka_unit_test(the_lock_field_is_the_mode_on_the_table_itself),
        cmocka_unit_test(index_keys_read_as_columns_and_expressions),
        cmocka_unit_test(rows_are_grouped_by_thousands),
        cmocka_unit_test(a_default_of_the_servers_is_text_serial_identity_or_generated),
        cmocka_unit_test(a_primary_key_column_is_not_nullable),
        cmocka_unit_test(a_tautology_is_no_real_condition),
        cmocka_unit_test(what_the_front_end_could_not_know_is_unknown_with_its_reason),
        cmocka_unit_test(a_third_answer_of_a_fact_is_unknown),
        cmocka_unit_test(an_empty_list_of_an_unknown_effect_says_nothing),
        cmocka_unit_test(names_that_occur_twice_are_listed_once),
        cmocka_unit_test(a_lock_timeout_of_zero_is_none),
    };
    return cmocka_run_group_tests_name("step", tests, make_arena, free_arena);
}
