#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/print.h"
#include "model/type.h"

static void names_are_quoted_as_sqlalchemy_quotes_them(void **state) {
    (void)state;
    static const struct {
        const char *name, *printed;
    } cases[] = {
        {"orders", "orders"},   {"Orders", "\"Orders\""},
        {"order", "\"order\""}, {"user", "\"user\""},
        {"users", "users"},     {"all", "\"all\""},
        {"with", "\"with\""},   {"2fa", "\"2fa\""},
        {"a2$", "a2$"},         {"$a", "\"$a\""},
        {"a b", "\"a b\""},     {"a\"b", "\"a\"\"b\""},
        {"größe", "\"größe\""}, {"", "\"\""},
        {"lateral", "lateral"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(str_is(quoted_name(arena, str_from(cases[i].name)), cases[i].printed));
    }
    arena_free(arena);
}

static void check(const struct operation *operation, const char *expected) {
    struct arena *arena = arena_new();
    struct str sql = operation_sql(arena, operation);
    if (!str_is(sql, expected)) {
        fail_msg(STR_FMT " is not %s", STR_ARG(sql), expected);
    }
    arena_free(arena);
}

static void each_kind_has_its_statement(void **state) {
    (void)state;
    const struct str t = STR("t"), n = STR("n"), m = STR("M"), s = STR("s");
    const struct {
        struct operation operation;
        const char *expected;
    } cases[] = {
        {{.kind = OP_DROP_TABLE, .schema = s, .table = t, .if_exists = true, .cascade = true},
         "DROP TABLE IF EXISTS s.t CASCADE"},
        {{.kind = OP_RENAME_TABLE, .table = t, .new_name = m}, "ALTER TABLE t RENAME TO \"M\""},
        {{.kind = OP_DROP_COLUMN, .table = t, .name = n}, "ALTER TABLE t DROP COLUMN n"},
        {{.kind = OP_RENAME_COLUMN, .table = t, .name = n, .new_name = m},
         "ALTER TABLE t RENAME n TO \"M\""},
        {{.kind = OP_SET_NOT_NULL, .table = t, .name = n},
         "ALTER TABLE t ALTER COLUMN n SET NOT NULL"},
        {{.kind = OP_DROP_DEFAULT, .table = t, .name = n},
         "ALTER TABLE t ALTER COLUMN n DROP DEFAULT"},
        {{.kind = OP_VALIDATE_CONSTRAINT, .table = t, .name = n},
         "ALTER TABLE t VALIDATE CONSTRAINT n"},
        {{.kind = OP_DROP_INDEX, .schema = s, .name = n, .concurrently = true},
         "DROP INDEX CONCURRENTLY s.n"},
        {{.kind = OP_CREATE_SEQUENCE, .name = n, .options = STR("START WITH 3")},
         "CREATE SEQUENCE n START WITH 3"},
        {{.kind = OP_COMMENT, .object = STR("TABLE"), .table = t},
         "COMMENT ON TABLE t IS NULL"},
        {{.kind = OP_COMMENT,
          .object = STR("COLUMN"),
          .table = t,
          .name = n,
          .comment = STR("it's")},
         "COMMENT ON COLUMN t.n IS 'it''s'"},
        {{.kind = OP_DELETE, .table = t, .expression = {.text = STR("a = 1")}},
         "DELETE FROM t WHERE a = 1"},
        {{.kind = OP_COMMIT}, "COMMIT"},
        {{.kind = OP_OPAQUE}, ""},
        {{.kind = OP_DROP_TABLE, .table = t, .sql = STR("drop table t")}, "drop table t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(&cases[i].operation, cases[i].expected);
    }
}

static void what_is_not_known_is_left_open(void **state) {
    (void)state;
    struct unknown_field columns = {.field = "columns"}, schema = {.field = "schema"};
    struct operation table = {.kind = OP_CREATE_TABLE, .table = STR("t")};
    table.unknown.items = &columns;
    table.unknown.count = 1;
    struct operation drop = {.kind = OP_DROP_TABLE, .table = STR("t")};
    drop.unknown.items = &schema;
    drop.unknown.count = 1;
    check(&table, "CREATE TABLE t (…)");
    check(&drop, "DROP TABLE ….t");
    check(&(struct operation){.kind = OP_DROP_TABLE}, "DROP TABLE …");
    check(&(struct operation){.kind = OP_ADD_COLUMN,
                              .table = STR("t"),
                              .column = {.name = STR("c"),
                                         .type = type_unknown(),
                                         .default_value = {.is_unknown = true},
                                         .nullable = TRUTH_UNKNOWN}},
          "ALTER TABLE t ADD COLUMN c … DEFAULT … …");
    check(
        &(struct operation){.kind = OP_ADD_CONSTRAINT,
                            .table = STR("t"),
                            .constraint = {.type = CONSTRAINT_UNIQUE, .name_is_unknown = true}},
        "ALTER TABLE t ADD CONSTRAINT … UNIQUE (…)");
}

static void expressions_of_an_index_have_parentheses(void **state) {
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"lower(a)", "CREATE INDEX i ON t (lower(a))"},
        {"(a || b)", "CREATE INDEX i ON t (((a || b)))"}, // the key's own are not its text
        {"a || b", "CREATE INDEX i ON t ((a || b))"},
        {"(a) || (b)", "CREATE INDEX i ON t (((a) || (b)))"},
        {"f(a", "CREATE INDEX i ON t ((f(a))"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct index_key key = {.expression = {.text = str_from(cases[i].text)}};
        struct operation index = {.kind = OP_CREATE_INDEX, .name = STR("i"), .table = STR("t")};
        index.keys.items = &key;
        index.keys.count = 1;
        check(&index, cases[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_quoted_as_sqlalchemy_quotes_them),
        cmocka_unit_test(each_kind_has_its_statement),
        cmocka_unit_test(what_is_not_known_is_left_open),
        cmocka_unit_test(expressions_of_an_index_have_parentheses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
