#include "lint/match.h"
#include "lint/predicates.h"
#include "lint/message.h"
#include "with_arena.h"

static const struct rule *rule_of(const char *path, const char *match) {
    struct rules *rules = ARENA_NEW(arena, struct rules, 1);
    struct cupel_error error = {0};
    struct str text = str_format(arena,
                                 "id = \"x\"\nseverity = \"error\"\nsummary = \"s\"\n"
                                 "[match]\n%s\n[text]\nmessage = \"m\"\nwhy = \"w\"\n"
                                 "instead = \"i\"\n[[example]]\nbad = \"b\"\ngood = \"g\"\n",
                                 match);
    if (!rules_add(arena, rules, str_from(path), text, &error)) {
        fail_msg("%s", error.message);
    }
    return rules_find(rules, STR("x"));
}

static enum truth answer(const char *path, const char *match, const struct step *step) {
    static const struct migration migration = {.kind = MIGRATION_PYTHON};
    struct outcome outcome = {.postgres_version = 15};
    struct cupel_error error = {0};
    struct judged judged = {.migration = &migration, .steps = {(struct step *)step, 1, 1}};
    struct match_subject subject = {
        .arena = arena, .outcome = &outcome, .judged = &judged, .step = step, .error = &error};
    return match_step(rule_of(path, match), &subject);
}

static void fields_decide_with_three_answers(void **state) {
    (void)state;
    struct operation operation = {
        .kind = OP_CREATE_INDEX, .table = STR("orders"), .name = STR("ix"), .unique = true};
    *ARENA_PUSH(arena, &operation.include) = STR("note");
    operation_set_unknown(arena, &operation, "concurrently", STR("an argument"));
    struct step step = {.operation = &operation, .table_rows = -1};
    static const struct {
        const char *where;
        enum truth expected;
    } cases[] = {
        {"{}", TRUTH_YES},
        {"{ unique = true }", TRUTH_YES},
        {"{ unique = false }", TRUTH_NO},
        {"{ unique = { not = false } }", TRUTH_YES},
        {"{ table = \"orders\" }", TRUTH_YES},
        {"{ table = [\"users\", \"orders\"] }", TRUTH_YES},
        {"{ table = { not = [\"users\", \"orders\"] } }", TRUTH_NO},
        {"{ table_rows = -1 }", TRUTH_YES},
        {"{ table_rows = { not = -1 } }", TRUTH_NO},
        {"{ include = \"note\" }", TRUTH_YES},
        {"{ include = { not = \"\" } }", TRUTH_YES},
        {"{ names = \"\" }", TRUTH_YES},
        {"{ names = \"note\" }", TRUTH_NO},
        {"{ concurrently = false }", TRUTH_UNKNOWN},
        {"{ concurrently = true }", TRUTH_UNKNOWN},
        {"{ concurrently = { not = true } }", TRUTH_UNKNOWN},
        {"{ concurrently = false, unique = false }", TRUTH_NO},
        {"{ unique = false, concurrently = false }", TRUTH_NO},
        {"{ concurrently = false, unique = true }", TRUTH_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str match =
            str_format(arena, "operation = \"create_index\"\nwhere = %s", cases[i].where);
        enum truth found = answer("design/x.toml", match.data, &step);
        if (found != cases[i].expected) {
            fail_msg("%s: %d, not %d", cases[i].where, (int)found, (int)cases[i].expected);
        }
    }
}

static void other_kinds_are_passed_over(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_DROP_TABLE, .table = STR("orders")};
    struct step step = {.operation = &operation};
    assert_int_equal(answer("design/x.toml", "operation = \"create_index\"", &step), TRUTH_NO);
    assert_int_equal(
        answer("design/x.toml", "operation = [\"create_index\", \"drop_table\"]", &step),
        TRUTH_YES);
}

static void rules_of_some_categories_are_silent_on_new_tables(void **state) {
    (void)state;
    static const struct {
        const char *path, *more;
        enum truth is_new, expected;
    } cases[] = {
        {"locking/x.toml", "", TRUTH_YES, TRUTH_NO},
        {"compatibility/x.toml", "", TRUTH_YES, TRUTH_NO},
        {"data-loss/x.toml", "", TRUTH_YES, TRUTH_NO},
        {"data/x.toml", "", TRUTH_YES, TRUTH_NO},
        {"correctness/x.toml", "", TRUTH_YES, TRUTH_YES},
        {"data-loss/x.toml", "new-tables = \"any\"", TRUTH_YES, TRUTH_YES},
        {"locking/x.toml", "", TRUTH_NO, TRUTH_YES},
        {"locking/x.toml", "", TRUTH_UNKNOWN, TRUTH_YES},
        {"locking/x.toml", "where = { table_is_new = false }", TRUTH_UNKNOWN, TRUTH_YES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct operation operation = {.kind = OP_DROP_TABLE, .table = STR("orders")};
        struct step step = {.operation = &operation, .table_is_new = cases[i].is_new};
        struct str match = str_format(arena, "operation = \"drop_table\"\n%s", cases[i].more);
        if (answer(cases[i].path, match.data, &step) != cases[i].expected) {
            fail_msg("case %zu", i);
        }
    }
}

static void locking_rules_are_silent_on_small_tables(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_DROP_TABLE, .table = STR("countries")};
    struct step step = {.operation = &operation, .table_is_small = true};
    assert_int_equal(answer("locking/x.toml", "operation = \"drop_table\"", &step), TRUTH_NO);
    assert_int_equal(answer("compatibility/x.toml", "operation = \"drop_table\"", &step),
                     TRUTH_YES);
    assert_int_equal(
        answer("locking/x.toml", "operation = \"drop_table\"\nsmall-tables = \"any\"", &step),
        TRUTH_YES);
}

static void skipped_steps_are_spoken_of_only_for_their_locks(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_CREATE_INDEX, .table = STR("orders")};
    struct step step = {.operation = &operation, .skipped = true};
    const char *any = "operation = \"create_index\"\nskipped-steps = \"any\"";
    assert_int_equal(answer("locking/x.toml", any, &step), TRUTH_NO);
    relation_locks_add(arena, &step.effect.locks, STR("orders"), LOCK_SHARE);
    assert_int_equal(answer("locking/x.toml", any, &step), TRUTH_YES);
    assert_int_equal(answer("locking/x.toml", "operation = \"create_index\"", &step), TRUTH_NO);
}

static void a_regex_looks_at_the_statement(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_OTHER, .sql = STR("SELECT * FROM orders")};
    struct step step = {.operation = &operation};
    assert_int_equal(answer("design/x.toml", "regex = '(?i)select\\s+[*]'", &step), TRUTH_YES);
    assert_int_equal(answer("design/x.toml", "regex = 'DELETE'", &step), TRUTH_NO);
}

static void a_regex_that_gives_up_is_an_error(void **state) {
    (void)state;
    struct text sql = {.arena = arena};
    for (size_t i = 0; i < 40; i++) {
        text_add(&sql, STR("aaaaaaaaaa"));
    }
    text_add(&sql, STR("!"));
    struct operation operation = {.kind = OP_OTHER, .sql = text_str(&sql)};
    struct step step = {.operation = &operation};
    struct cupel_error error = {0};
    struct match_subject subject = {.arena = arena, .step = &step, .error = &error};
    const struct rule *rule = rule_of("db/lint/x.toml", "regex = '^(a+)+$'");
    assert_int_equal(match_step(rule, &subject), TRUTH_UNKNOWN);
    assert_string_equal(error.file, "db/lint/x.toml");
}

static void predicates_answer_beside_where(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_CREATE_INDEX, .concurrently = true};
    struct step step = {.operation = &operation, .in_transaction = TRUTH_UNKNOWN};
    const char *match = "operation = \"create_index\"\nwhere = { concurrently = true }\n"
                        "predicate = \"runs_in_transaction\"";
    assert_int_equal(answer("correctness/x.toml", match, &step), TRUTH_UNKNOWN);
    step.in_transaction = TRUTH_NO;
    assert_int_equal(answer("correctness/x.toml", match, &step), TRUTH_NO);
    step.in_transaction = TRUTH_YES;
    assert_int_equal(answer("correctness/x.toml", match, &step), TRUTH_YES);
    operation.concurrently = false;
    assert_int_equal(answer("correctness/x.toml", match, &step), TRUTH_NO);
}

// ---- predicates over several steps

static enum truth predicate_answer(const char *name, struct step *steps, size_t count,
                                   size_t index) {
    struct judged judged = {.steps = {steps, count, count}};
    struct outcome outcome = {.postgres_version = 15};
    struct match_subject subject = {.arena = arena,
                                    .outcome = &outcome,
                                    .judged = &judged,
                                    .step = &steps[index],
                                    .step_index = index};
    predicate_prepare(arena, &judged);
    return predicate_find(str_from(name))->step(&subject);
}

static void a_view_of_the_old_name_keeps_it(void **state) {
    (void)state;
    struct operation operations[] = {
        {.kind = OP_RENAME_TABLE, .table = STR("orders"), .new_name = STR("purchases")},
        {.kind = OP_CREATE_VIEW, .schema = STR("public"), .table = STR("orders")},
    };
    struct step steps[] = {{.operation = &operations[0], .transaction = 1},
                           {.operation = &operations[1], .transaction = 1}};
    assert_int_equal(predicate_answer("old_name_is_kept", steps, 2, 0), TRUTH_YES);
    steps[1].transaction = 2;
    assert_int_equal(predicate_answer("old_name_is_kept", steps, 2, 0), TRUTH_NO);
    steps[1].transaction = 1;
    operations[1].table = STR("old_orders");
    assert_int_equal(predicate_answer("old_name_is_kept", steps, 2, 0), TRUTH_NO);
}

static void a_lock_on_a_table_made_here_is_no_lock_on_a_used_one(void **state) {
    (void)state;
    struct operation operations[] = {
        {.kind = OP_CREATE_TABLE, .table = STR("visits")},
        {.kind = OP_UPDATE, .table = STR("visits")},
    };
    struct step steps[] = {{.operation = &operations[0], .table = STR("visits")},
                           {.operation = &operations[1], .table = STR("visits")}};
    relation_locks_add(arena, &steps[1].held, STR("visits"), LOCK_ACCESS_EXCLUSIVE);
    assert_int_equal(predicate_answer("holds_lock_of_used_table", steps, 2, 1), TRUTH_NO);
    relation_locks_add(arena, &steps[1].held, STR("orders"), LOCK_ROW_EXCLUSIVE);
    assert_int_equal(predicate_answer("holds_lock_of_used_table", steps, 2, 1), TRUTH_NO);
    relation_locks_add(arena, &steps[1].held, STR("orders"), LOCK_SHARE);
    assert_int_equal(predicate_answer("holds_lock_of_used_table", steps, 2, 1), TRUTH_YES);
}

static void a_reference_inside_add_column_is_looked_up_only_with_a_default(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_ADD_COLUMN, .table = STR("orders")};
    *ARENA_PUSH(arena, &operation.constraints) =
        (struct constraint_def){.type = CONSTRAINT_FOREIGN_KEY, .ref_table = STR("agents")};
    struct step step = {.operation = &operation};
    assert_int_equal(predicate_answer("validates_foreign_key", &step, 1, 0), TRUTH_NO);
    operation.column.default_value.text = STR("1");
    assert_int_equal(predicate_answer("validates_foreign_key", &step, 1, 0), TRUTH_YES);
    assert_int_equal(predicate_answer("validates_check", &step, 1, 0), TRUTH_NO);
}

static void not_valid_on_a_partitioned_table_depends_on_the_version(void **state) {
    (void)state;
    struct operation operation = {
        .kind = OP_ADD_CONSTRAINT,
        .constraint = {.type = CONSTRAINT_FOREIGN_KEY, .not_valid = true}};
    struct step step = {.operation = &operation, .table_is_partitioned = TRUTH_YES};
    for (unsigned version = 17; version <= 18; version++) {
        struct outcome outcome = {.postgres_version = version};
        struct match_subject subject = {.arena = arena, .outcome = &outcome, .step = &step};
        assert_int_equal(predicate_find(STR("not_valid_not_supported"))->step(&subject),
                         version < 18 ? TRUTH_YES : TRUTH_NO);
    }
}

static void a_quoted_now_is_frozen_in_a_column_of_time(void **state) {
    (void)state;
    static const struct {
        const char *text, *type;
        enum truth frozen, call;
    } cases[] = {
        {"'now()'", "timestamptz", TRUTH_YES, TRUTH_NO},
        {"'NOW'", "timestamp", TRUTH_YES, TRUTH_NO},
        {"'today'", "date", TRUTH_YES, TRUTH_NO},
        {"'now()'", "text", TRUTH_NO, TRUTH_YES},
        {"'now'", "text", TRUTH_NO, TRUTH_NO},
        {"'now()'", "", TRUTH_UNKNOWN, TRUTH_NO},
        {"now()", "timestamptz", TRUTH_NO, TRUTH_NO},
        {"'md5(random()::text)'", "varchar", TRUTH_NO, TRUTH_YES},
        {"'n/a (none)'", "text", TRUTH_NO, TRUTH_NO},
        {"'(1)'", "text", TRUTH_NO, TRUTH_NO},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct operation operation = {.kind = OP_ADD_COLUMN};
        operation.column.type.name = str_from(cases[i].type);
        operation.column.default_value.text = str_from(cases[i].text);
        operation.column.default_value.is_string = cases[i].text[0] == '\'';
        struct step step = {.operation = &operation};
        if (predicate_answer("default_is_frozen", &step, 1, 0) != cases[i].frozen ||
            predicate_answer("default_is_call_text", &step, 1, 0) != cases[i].call) {
            fail_msg("%s of %s", cases[i].text, cases[i].type);
        }
    }
}

static void a_form_fails_below_its_version(void **state) {
    (void)state;
    static const struct {
        struct operation operation;
        unsigned since;
    } cases[] = {
        {{.kind = OP_REINDEX, .concurrently = true}, 12},
        {{.kind = OP_ADD_COLUMN, .column.generated = GENERATED_STORED}, 12},
        {{.kind = OP_DROP_EXPRESSION}, 13},
        {{.kind = OP_DETACH_PARTITION, .concurrently = true}, 14},
        {{.kind = OP_CREATE_TRIGGER, .or_replace = true}, 14},
        {{.kind = OP_SET_COMPRESSION}, 14},
        {{.kind = OP_CREATE_INDEX, .nulls_not_distinct = true}, 15},
        {{.kind = OP_ADD_CONSTRAINT, .constraint.nulls_not_distinct = true}, 15},
        {{.kind = OP_SET_ACCESS_METHOD}, 15},
        {{.kind = OP_MERGE}, 15},
        {{.kind = OP_SET_EXPRESSION}, 17},
        {{.kind = OP_ADD_COLUMN, .column.generated = GENERATED_VIRTUAL}, 18},
        {{.kind = OP_ADD_CONSTRAINT, .constraint.type = CONSTRAINT_NOT_NULL}, 18},
        {{.kind = OP_ADD_CONSTRAINT, .constraint.not_enforced = true}, 18},
    };
    const struct predicate *predicate = predicate_find(STR("not_in_this_version"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct step step = {.operation = &cases[i].operation};
        struct outcome outcome = {.postgres_version = cases[i].since};
        struct match_subject subject = {.arena = arena, .outcome = &outcome, .step = &step};
        assert_int_equal(predicate->step(&subject), TRUTH_NO);
        outcome.postgres_version--;
        assert_int_equal(predicate->step(&subject), TRUTH_YES);
    }
}

// ---- messages

static void check_message(const char *template, const struct step *step, const char *expected) {
    struct str message = message_fill(arena, str_from(template), step, NULL);
    assert_string_equal(str_copy(arena, message).data, expected);
}

static void placeholders_are_filled_in(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_CREATE_INDEX,
                                  .schema = STR("shop"),
                                  .table = STR("orders"),
                                  .name = STR("ix"),
                                  .unique = true};
    struct step step = {.operation = &operation, .table_rows = 12000000};
    check_message("building {name} on {table}", &step, "building ix on shop.orders");
    check_message("{operation}", &step, "CREATE INDEX");
    check_message("{table}{rows? ({rows})} waits", &step,
                  "shop.orders (about 12,000,000 rows) waits");
    check_message("{unique?unique }index{cascade?, cascading}{cascade!, alone}", &step,
                  "unique index, alone");
    step.table_rows = -1;
    check_message("{table}{rows? ({rows})} waits", &step, "shop.orders waits");
    operation.name = (struct str){0};
    check_message("building {name}", &step, "building an index");
    operation_set_unknown(arena, &operation, "table", STR("a loop"));
    operation.table = (struct str){0};
    operation.schema = (struct str){0};
    check_message("on {table}", &step, "on an unknown table");
}

static void a_message_is_one_line_without_control_characters(void **state) {
    (void)state;
    struct operation operation = {.kind = OP_DROP_TABLE, .table = STR("a\n\x1b[31mb {name}")};
    struct step step = {.operation = &operation};
    check_message("dropping\n{table}", &step, "dropping a [31mb {name}");
}

static void what_a_place_says_comes_before_the_steps_fields(void **state) {
    (void)state;
    struct match_place place = {.name = STR("c3"), .detail = STR("a1, b2")};
    struct str message = message_fill(arena, STR("{name}: {detail}{detail?!}"), NULL, &place);
    assert_true(str_is(message, "c3: a1, b2!"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(fields_decide_with_three_answers),
        WITH_ARENA(other_kinds_are_passed_over),
        WITH_ARENA(rules_of_some_categories_are_silent_on_new_tables),
        WITH_ARENA(locking_rules_are_silent_on_small_tables),
        WITH_ARENA(skipped_steps_are_spoken_of_only_for_their_locks),
        WITH_ARENA(a_regex_looks_at_the_statement),
        WITH_ARENA(a_regex_that_gives_up_is_an_error),
        WITH_ARENA(predicates_answer_beside_where),
        WITH_ARENA(a_view_of_the_old_name_keeps_it),
        WITH_ARENA(a_lock_on_a_table_made_here_is_no_lock_on_a_used_one),
        WITH_ARENA(a_reference_inside_add_column_is_looked_up_only_with_a_default),
        WITH_ARENA(not_valid_on_a_partitioned_table_depends_on_the_version),
        WITH_ARENA(a_quoted_now_is_frozen_in_a_column_of_time),
        WITH_ARENA(a_form_fails_below_its_version),
        WITH_ARENA(placeholders_are_filled_in),
        WITH_ARENA(a_message_is_one_line_without_control_characters),
        WITH_ARENA(what_a_place_says_comes_before_the_steps_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
