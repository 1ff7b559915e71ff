#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sql/translate.h"

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

static struct expression read(const char *text) {
    return sql_expression(arena, str_from(text));
}

static const char *joined(const struct str_list *list) {
    return str_join(arena, list->items, list->count, STR(",")).data;
}

static void functions_and_columns_are_named(void **state) {
    (void)state;
    static const struct {
        const char *text, *functions, *columns;
    } cases[] = {
        {"now()", "now", ""},
        {"pg_catalog.now()", "now", ""},
        {"App.Make_Key(a, t.b)", "app.make_key", "a,b"},
        {"CURRENT_TIMESTAMP(3)", "current_timestamp", ""},
        {"CURRENT_USER", "current_user", ""},
        {"a AT TIME ZONE 'UTC'", "timezone", "a"},
        {"extract(epoch FROM a)", "extract", "a"},
        {"coalesce(a, \"B\") + a", "", "a,B"},
        {"CASE WHEN a > 1 THEN f(b) END", "f", "a,b"},
        {"nextval('s')::int", "nextval", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression expression = read(cases[i].text);
        assert_false(expression.is_unknown);
        assert_string_equal(joined(&expression.functions), cases[i].functions);
        assert_string_equal(joined(&expression.columns), cases[i].columns);
        assert_true(str_is(expression.text, cases[i].text));
    }
}

static void constants_are_told_from_the_rest(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_constant, is_null, is_string;
    } cases[] = {
        {"5", true, false, false},           {"-5", true, false, false},
        {"1.5e3", true, false, false},       {"'x'", true, false, true},
        {"'x'::text", true, false, false},   {"date '2024-01-01'", true, false, false},
        {"true", true, false, false},        {"NULL", true, true, false},
        {"NULL::text", true, true, false},   {"ARRAY[1, -2]", true, false, false},
        {"'{}'::jsonb", true, false, false}, {":value", true, false, false},
        {"ARRAY[a]", false, false, false},   {"now()", false, false, false},
        {"1 + 1", false, false, false},      {"- a", false, false, false},
        {"(SELECT 1)", false, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression expression = read(cases[i].text);
        assert_int_equal(expression.is_constant, cases[i].is_constant);
        assert_int_equal(expression.is_null, cases[i].is_null);
        assert_int_equal(expression.is_string, cases[i].is_string);
    }
}

static void tautologies_are_no_conditions(void **state) {
    (void)state;
    static const char *const always[] = {
        "true",         "1 = 1",   "a = a",          "t.a = t.a", "'t'::bool",
        "1=1 AND true", "(true)",  "a = 1 OR 1 = 1", "NOT false", "NOT (1 = 2)",
        "1 <> 2",       "-1 = -1", "'x' = 'x'",
    };
    static const char *const not_always[] = {
        "false",  "1 = 2",     "a = b",          "a = 1",   "t.a = u.a", "NOT true",
        "a > a",  "f() = f()", "true AND a = 1", ":x = :x", "a <> a",    "-1 = -2",
        "-5 = 0", "NOT a",     "NULL = NULL",    "1 = '1'", "'x' = 'y'", "a = 1 OR b = 2",
    };
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        assert_true(read(always[i]).is_true);
    }
    for (size_t i = 0; i < sizeof not_always / sizeof *not_always; i++) {
        assert_false(read(not_always[i]).is_true);
    }
}

// Each was tried with SET NOT NULL on a server of version 15: "existing constraints … are
// sufficient to prove that it does not contain nulls".
static void bounds_are_told_from_conditions_that_grow(void **state) {
    (void)state;
    static const char *const bounded[] = {
        "a = 1",
        "1 = t.a",
        "a = :a",
        "lower(a) = 'x'",
        "a IN (1, 2)",
        "a = ANY(ARRAY[1, 2])",
        "a = ANY(:ids)",
        "a BETWEEN 1 AND 5",
        "a >= 1 AND b IS NULL AND a < 6",
        "5 > a AND 1 <= a",
        "a = 1 OR a = 2",
        "b IS NULL AND (a = 1 OR a IN (2))",
        "a IN (SELECT a FROM t LIMIT 9)",
        "a IN (SELECT a FROM t WHERE a = 1)",
        "a IN (SELECT unnest(:ids))",
        "a IN (VALUES (1), (2))",
        "a = (SELECT max(a) FROM t)",
        "EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND u.b = 'x')",
        "(a, b) = (1, 2)",
        "a = cupel_hole",
        "a IN (SELECT 1 UNION SELECT 2)",
    };
    static const char *const growing[] = {
        "a IS NULL",
        "a > 1",
        "a <> 1",
        "t.a = u.a",
        "a",
        "NOT a",
        "a = true",
        "a LIKE 'x%'",
        "a = 1 OR b IS NULL",
        "a NOT IN (1, 2)",
        "a IN (SELECT a FROM u)",
        "NOT (a = 1)",
        "a NOT BETWEEN 1 AND 5",
        "a > 1 AND b < 5",
        "a > 1 OR a < 5",
        "a = b + 1",
        "EXISTS (SELECT 1 FROM u WHERE u.a = t.a)",
        "a > ANY(ARRAY[1])",
        "a IN (SELECT 1 UNION SELECT a FROM u)",
        "a IS NOT DISTINCT FROM b",
    };
    for (size_t i = 0; i < sizeof bounded / sizeof *bounded; i++) {
        assert_true(read(bounded[i]).is_bounded);
    }
    for (size_t i = 0; i < sizeof growing / sizeof *growing; i++) {
        assert_false(read(growing[i]).is_bounded);
    }
}

static void checks_that_prove_not_null_are_known(void **state) {
    (void)state;
    static const struct {
        const char *text, *columns;
    } cases[] = {
        {"a IS NOT NULL", "a"},
        {"(a IS NOT NULL)", "a"},
        {"a IS NOT NULL AND b > 0 AND c IS NOT NULL", "a,c"},
        {"NOT (a IS NULL)", "a"},
        {"a IS DISTINCT FROM NULL", "a"},
        {"NULL IS DISTINCT FROM a", "a"},
        {"NOT (a IS NULL OR b IS NULL)", "a,b"},
        {"NOT NOT (a IS NOT NULL)", "a"},
        {"NOT (a IS NOT DISTINCT FROM NULL)", "a"},
        {"a IS DISTINCT FROM NULL::int", ""},
        {"NOT (a IS NULL AND b IS NULL)", ""},
        {"a IS NOT NULL OR b IS NOT NULL", ""},
        {"a > 0", ""},
        {"NOT (a IS NOT NULL)", ""},
        {"a IS NOT DISTINCT FROM NULL", ""},
        {"f(a) IS NOT NULL", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression expression = read(cases[i].text);
        assert_string_equal(joined(&expression.not_null), cases[i].columns);
    }
}

static void mere_casts_of_a_column_are_known(void **state) {
    (void)state;
    static const struct {
        const char *text, *cast_to;
        bool is_cast;
    } cases[] = {
        {"v", "", true},
        {"v::varchar(20)", "VARCHAR(20)", true},
        {"CAST(v AS integer)", "INTEGER", true},
        {"(v)::mood", "mood", true},
        {"v::text::mood", "", false},
        {"left(v, 5)", "", false},
        {"v || 'x'", "", false},
        {"t.*", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression expression = read(cases[i].text);
        assert_int_equal(expression.is_column_cast, cases[i].is_cast);
        struct str type = expression.cast_to ? expression.cast_to->text : (struct str){0};
        assert_true(str_is(type, cases[i].cast_to));
    }
}

static void subqueries_are_noticed(void **state) {
    (void)state;
    assert_true(read("a IN (SELECT b FROM t)").has_subquery);
    assert_true(read("EXISTS (SELECT 1)").has_subquery);
    assert_false(read("a IN (1, 2)").has_subquery);
}

static void what_is_no_expression_is_unknown(void **state) {
    (void)state;
    static const char *const texts[] = {"a +",      "1, 2", "1; DROP TABLE t",
                                        "SELECT 1", ")",    "\xff"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(read(texts[i]).is_unknown);
    }
    assert_false(read("").is_unknown);
    assert_int_equal(read(" ").text.size, 0);
}

static void expressions_keep_their_text_where_they_stand(void **state) {
    (void)state;
    static const struct {
        const char *sql, *text;
    } cases[] = {
        {"ALTER TABLE t ADD a int DEFAULT (1 + 2) * 3 NOT NULL", "(1 + 2) * 3"},
        {"ALTER TABLE t ADD a int DEFAULT -f(1, 'NOT') CHECK (a > 0)", "-f(1, 'NOT')"},
        {"ALTER TABLE t ADD a timestamptz DEFAULT now()::timestamp with time zone, ADD b int",
         "now()::timestamp with time zone"},
        {"ALTER TABLE t ADD a text DEFAULT 'x' COLLATE \"C\"", "'x'"},
        {"ALTER TABLE t ADD a int[] DEFAULT ARRAY[1, 2], ADD b int", "ARRAY[1, 2]"},
        {"ALTER TABLE t ALTER a SET DEFAULT CASE WHEN true THEN 1 ELSE 2 END",
         "CASE WHEN true THEN 1 ELSE 2 END"},
        {"ALTER TABLE t ADD a bool DEFAULT 1 IS NOT DISTINCT FROM 2 UNIQUE",
         "1 IS NOT DISTINCT FROM 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mapped_text text = {.text = str_from(cases[i].sql)};
        struct operations operations = {0};
        uint32_t statement = 0;
        struct sql_origin origin = {0};
        sql_translate(arena, &text, &origin, &statement, &operations);
        struct str value = operations.items[0].column.default_value.text;
        assert_string_equal(str_copy(arena, value).data, cases[i].text);
    }
}

static void types_are_read_as_sql_writes_them(void **state) {
    (void)state;
    static const struct {
        const char *text, *printed, *name;
        uint32_t dimensions;
    } cases[] = {
        {"VARCHAR(50)", "VARCHAR(50)", "varchar", 0},
        {"character varying", "VARCHAR", "varchar", 0},
        {"timestamp(3) with time zone", "TIMESTAMP(3) WITH TIME ZONE", "timestamptz", 0},
        {"text[][]", "TEXT[][]", "text", 2},
        {"integer ARRAY", "INTEGER[]", "int4", 1},
        {"\"char\"", "\"char\"", "char", 0},
        {"char", "CHAR(1)", "bpchar", 0},
        {"public.Mood", "public.mood", "mood", 0},
        {"numeric(10, -2)", "NUMERIC(10, -2)", "numeric", 0},
        {"geometry(Point, 4326)", "geometry(Point, 4326)", "geometry", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sql_type type = sql_type_read(arena, str_from(cases[i].text));
        assert_false(type.is_unknown);
        assert_true(str_is(type.name, cases[i].name));
        assert_int_equal(type.dimensions, cases[i].dimensions);
        if (type.name.size != 4 || type.name.data[0] != 'c') { // quoting is the printer's
            assert_string_equal(str_copy(arena, type.text).data, cases[i].printed);
        }
    }
    static const char *const none[] = {"", "int int", "1", "int) + (1", "int; DROP TABLE t"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_true(sql_type_read(arena, str_from(none[i])).is_unknown);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_and_columns_are_named),
        cmocka_unit_test(constants_are_told_from_the_rest),
        cmocka_unit_test(tautologies_are_no_conditions),
        cmocka_unit_test(bounds_are_told_from_conditions_that_grow),
        cmocka_unit_test(checks_that_prove_not_null_are_known),
        cmocka_unit_test(mere_casts_of_a_column_are_known),
        cmocka_unit_test(subqueries_are_noticed),
        cmocka_unit_test(what_is_no_expression_is_unknown),
        cmocka_unit_test(expressions_keep_their_text_where_they_stand),
        cmocka_unit_test(types_are_read_as_sql_writes_them),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
