#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trial.h"

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

static void apply(struct catalog *catalog, const char *sql) {
    replay_history(arena, catalog, trial_operations(arena, sql), false);
}

static struct catalog *made_by(const char *sql) {
    struct catalog *catalog = catalog_new(arena, 15);
    apply(catalog, sql);
    return catalog;
}

// A table as one line: "a int4!, b text; ix(a); k" (! not null, ? perhaps; gone things left
// out).
static void add_mark(struct text *text, const struct origin *origin) {
    text_add(text, origin->exists == TRUTH_UNKNOWN ? STR("?") : STR(""));
}

static void add_separator(struct text *text, const char *separator, bool *first) {
    text_add(text, *first ? STR("") : str_from(separator));
    *first = false;
}

static const char *describe(const struct catalog *catalog, const char *key) {
    const struct catalog_relation *relation = catalog_find_key(catalog, str_from(key));
    struct text text = {.arena = arena};
    if (!relation || relation->origin.exists == TRUTH_NO) {
        return relation ? "gone" : "unknown";
    }
    bool first = true;
    for (size_t i = 0; i < relation->columns.count; i++) {
        const struct catalog_column *column = &relation->columns.items[i];
        if (origin_is_there(&column->origin)) {
            add_separator(&text, ", ", &first);
            text_addf(&text, STR_FMT " " STR_FMT "%s", STR_ARG(column->name),
                      STR_ARG(column->type.name), column->nullable == TRUTH_NO ? "!" : "");
            add_mark(&text, &column->origin);
        }
    }
    for (size_t i = 0; i < relation->indexes.count; i++) {
        const struct catalog_index *index = &relation->indexes.items[i];
        if (origin_is_there(&index->origin)) {
            struct str columns =
                str_join(arena, index->columns.items, index->columns.count, STR(" "));
            text_addf(&text, "; " STR_FMT "(" STR_FMT ")", STR_ARG(index->name),
                      STR_ARG(columns));
            add_mark(&text, &index->origin);
        }
    }
    for (size_t i = 0; i < relation->constraints.count; i++) {
        const struct catalog_constraint *constraint = &relation->constraints.items[i];
        const struct constraint_def *def = &constraint->def;
        if (!origin_is_there(&constraint->origin)) {
            continue;
        }
        text_addf(&text, "; " STR_FMT, STR_ARG(def->name));
        if (def->ref_table.size) {
            struct str columns =
                str_join(arena, def->ref_columns.items, def->ref_columns.count, STR(" "));
            text_addf(&text, "->" STR_FMT "(" STR_FMT ")",
                      STR_ARG(relation_name(arena, def->ref_schema, def->ref_table)),
                      STR_ARG(columns));
        }
        text_add(&text, constraint->is_valid == TRUTH_NO ? STR(" not valid") : STR(""));
        add_mark(&text, &constraint->origin);
    }
    return text_str(&text).data;
}

struct row {
    const char *sql, *key, *expected;
};

static void check_rows(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *actual = describe(made_by(rows[i].sql), rows[i].key);
        if (strcmp(actual, rows[i].expected) != 0) {
            fail_msg("%s\n  %s: %s\n  instead of: %s", rows[i].sql, rows[i].key, actual,
                     rows[i].expected);
        }
    }
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

// clang-format off
static void tables_are_made_with_the_names_that_postgresql_makes_up(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"CREATE TABLE t (id serial PRIMARY KEY, a text UNIQUE, b int CHECK (b > 0) REFERENCES u (id))", "t",
         "id int4!, a text, b int4; t_pkey(id); t_a_key(a); t_pkey; t_a_key; t_b_check; t_b_fkey->u(id)"},
        {"CREATE TABLE t (id serial)", "t_id_seq", ""},
        {"CREATE TABLE t (a int, b int, CHECK (a < b), CHECK (a > 0), CHECK (a < 9), UNIQUE (a, b))", "t",
         "a int4, b int4; t_a_b_key(a b); t_check; t_a_check; t_a_check1; t_a_b_key"},
        {"CREATE TABLE t (a int); CREATE INDEX ON t (a); CREATE INDEX ON t (lower(a::text))", "t",
         "a int4; t_a_idx(a); t_expr_idx()"},
        {"CREATE TABLE s.t (a int)", "s.t", "a int4"},
        {"CREATE TABLE public.t (a int)", "t", "a int4"},
        {"CREATE TABLE \"Mixed\" (\"Case\" int)", "Mixed", "Case int4"},
    };
    CHECK_ROWS(rows);
}

static void columns_and_constraints_change(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"CREATE TABLE t (a int); ALTER TABLE t ADD b text NOT NULL, ALTER a TYPE bigint", "t", "a int8, b text!"},
        {"CREATE TABLE t (a int); ALTER TABLE t ALTER a SET NOT NULL", "t", "a int4!"},
        {"CREATE TABLE t (a int NOT NULL); ALTER TABLE t ALTER a DROP NOT NULL", "t", "a int4"},
        {"CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a)", "t", "a int4!; t_pkey(a); t_pkey"},
        {"CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t DROP CONSTRAINT t_pkey", "t", "a int4!"},
        {"CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", "t", "a int4; c not valid"},
        {"CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c", "t", "a int4; c"},
        {"CREATE TABLE t (a int); CREATE UNIQUE INDEX q ON t (a); ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX q", "t", "a int4; u(a); u"},
        {"CREATE TABLE t (a int UNIQUE); ALTER TABLE t RENAME CONSTRAINT t_a_key TO u", "t", "a int4; u(a); u"},
        {"CREATE TABLE t (a int UNIQUE); ALTER INDEX t_a_key RENAME TO u", "t", "a int4; u(a); u"},
        {"CREATE TABLE t (a int); CREATE INDEX i ON t (a); DROP INDEX i", "t", "a int4"},
    };
    CHECK_ROWS(rows);
}

static void what_hangs_on_a_column_goes_with_it(void **state) {
    (void)state;
    static const char t[] = "CREATE TABLE t (a int, b int, c serial, CONSTRAINT k CHECK (a < b), CONSTRAINT u UNIQUE (a, c));"
                            "CREATE INDEX i ON t (b, c); CREATE INDEX p ON t (c) WHERE a > 0;";
    static const struct row rows[] = {
        {t, "t", "a int4, b int4, c int4!; u(a c); i(b c); p(c); k; u"},
    };
    CHECK_ROWS(rows);
    struct catalog *catalog = made_by(t);
    apply(catalog, "ALTER TABLE t DROP COLUMN a");
    assert_string_equal(describe(catalog, "t"), "b int4, c int4!; i(b c)");
    apply(catalog, "ALTER TABLE t DROP COLUMN c");
    assert_string_equal(describe(catalog, "t"), "b int4");
    assert_string_equal(describe(catalog, "t_c_seq"), "gone");
    apply(catalog, "ALTER TABLE t ADD COLUMN a text");
    assert_string_equal(describe(catalog, "t"), "a text, b int4");
}
// clang-format on

static void renames_carry_everything_along(void **state) {
    (void)state;
    struct catalog *catalog = made_by(
        "CREATE TABLE t (id serial PRIMARY KEY, a int);"
        "CREATE TABLE u (t_id int REFERENCES t (id)); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE INDEX i ON t (a) WHERE a > 0; ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)");
    apply(catalog, "ALTER TABLE t RENAME TO w; ALTER TABLE w RENAME COLUMN id TO key;"
                   "ALTER TABLE w RENAME COLUMN a TO b");
    assert_string_equal(describe(catalog, "t"), "gone");
    assert_string_equal(describe(catalog, "w"),
                        "key int4!, b int4; t_pkey(key); i(b); t_pkey; k");
    assert_string_equal(describe(catalog, "u"), "t_id int4; u_t_id_fkey->w(key)");
    const struct catalog_relation *view = catalog_find_key(catalog, STR("v"));
    assert_true(str_list_has(&view->sources, STR("w")));
    const struct catalog_relation *sequence = catalog_find_key(catalog, STR("t_id_seq"));
    assert_true(str_is(sequence->owner_table, "w"));
    assert_true(str_is(sequence->owner_column, "key"));
    const struct catalog_relation *table = catalog_find_key(catalog, STR("w"));
    assert_true(str_list_has(&table->indexes.items[1].expression_uses, STR("b")));
    assert_true(str_list_has(&table->constraints.items[1].def.check.columns, STR("b")));
    // the index is found by its table's new name, and the old name may be taken again
    struct catalog_relation *of_index = NULL;
    assert_non_null(catalog_find_index(catalog, (struct str){0}, STR("i"), &of_index));
    assert_ptr_equal(of_index, table);
    apply(catalog, "CREATE TABLE t (x int)");
    assert_string_equal(describe(catalog, "t"), "x int4");
}

static void a_renamed_column_frees_its_name(void **state) {
    (void)state;
    struct catalog *catalog = made_by("CREATE TABLE t (a int, b int)");
    apply(catalog, "ALTER TABLE t RENAME a TO c; ALTER TABLE t RENAME b TO a;"
                   "ALTER TABLE t RENAME c TO b");
    assert_string_equal(describe(catalog, "t"), "b int4, a int4");
    const struct catalog_relation *table = catalog_find_key(catalog, STR("t"));
    assert_int_equal(relation_find_column(table, STR("c"))->origin.exists, TRUTH_NO);
}

static void a_schema_takes_its_tables_along(void **state) {
    (void)state;
    struct catalog *catalog = made_by("CREATE TABLE t (id serial); CREATE TABLE s.u (a int)");
    apply(catalog, "ALTER TABLE t SET SCHEMA s; ALTER SCHEMA s RENAME TO r");
    assert_string_equal(describe(catalog, "t"), "gone");
    assert_string_equal(describe(catalog, "s.t"), "gone");
    assert_string_equal(describe(catalog, "r.t"), "id int4!");
    assert_string_equal(describe(catalog, "r.t_id_seq"), "");
    assert_string_equal(describe(catalog, "r.u"), "a int4");
    apply(catalog, "DROP SCHEMA r CASCADE");
    assert_string_equal(describe(catalog, "r.u"), "gone");
    assert_string_equal(describe(catalog, "r.t_id_seq"), "gone");
}

static void a_dropped_table_takes_keys_and_views_with_cascade(void **state) {
    (void)state;
    static const char sql[] = "CREATE TABLE t (id int PRIMARY KEY);"
                              "CREATE TABLE u (a int REFERENCES t);"
                              "CREATE VIEW v AS SELECT * FROM t;"
                              "CREATE VIEW w AS SELECT * FROM v;";
    struct catalog *catalog = made_by(sql);
    apply(catalog, "DROP TABLE t CASCADE");
    assert_string_equal(describe(catalog, "t"), "gone");
    assert_string_equal(describe(catalog, "u"), "a int4");
    assert_string_equal(describe(catalog, "v"), "gone");
    assert_string_equal(describe(catalog, "w"), "gone");
}

static void partitions_have_what_their_parent_has(void **state) {
    (void)state;
    struct catalog *catalog = made_by(
        "CREATE TABLE e (id int, day date NOT NULL, PRIMARY KEY (id, day))"
        " PARTITION BY RANGE (day); CREATE INDEX e_day ON e (day);"
        "CREATE TABLE e1 PARTITION OF e FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
    assert_string_equal(describe(catalog, "e1"),
                        "id int4!, day date!; e1_pkey(id day); e1_day_idx(day)");
    apply(catalog, "ALTER TABLE e ADD note text; CREATE INDEX ON e (note);"
                   "ALTER TABLE e DROP COLUMN note");
    assert_string_equal(describe(catalog, "e1"),
                        "id int4!, day date!; e1_pkey(id day); e1_day_idx(day)");
    apply(catalog, "ALTER TABLE e DETACH PARTITION e1; ALTER TABLE e ADD more int");
    assert_string_equal(describe(catalog, "e1"),
                        "id int4!, day date!; e1_pkey(id day); e1_day_idx(day)");
    apply(catalog, "DROP TABLE e");
    assert_string_equal(describe(catalog, "e1"),
                        "id int4!, day date!; e1_pkey(id day); e1_day_idx(day)");
}

static void partitions_in_a_circle_end(void **state) {
    (void)state;
    struct catalog *catalog = made_by(
        "ALTER TABLE a ATTACH PARTITION b DEFAULT; ALTER TABLE b ATTACH PARTITION a DEFAULT;"
        "ALTER TABLE a ADD c int; CREATE VIEW v AS SELECT * FROM w;"
        "CREATE VIEW w AS SELECT * FROM v");
    struct str_list keys = {0};
    catalog_descendants(catalog, catalog_find_key(catalog, STR("a")), &keys);
    assert_int_equal(keys.count, 1);
    apply(catalog, "DROP TABLE a CASCADE; DROP VIEW v CASCADE");
    assert_string_equal(describe(catalog, "b"), "gone");
    assert_string_equal(describe(catalog, "w"), "gone");
}

static void what_history_never_made_is_neither_absent_nor_empty(void **state) {
    (void)state;
    struct catalog *catalog = catalog_new(arena, 15);
    catalog_set_incomplete(catalog, STR("older revisions are missing"));
    apply(catalog, "ALTER TABLE t ADD a int; ALTER TABLE t DROP COLUMN b;"
                   "ALTER TABLE t ALTER c SET NOT NULL");
    const struct catalog_relation *table = catalog_find_key(catalog, STR("t"));
    assert_false(table->is_complete);
    assert_int_equal(table->origin.made, MADE_BEFORE);
    assert_string_equal(describe(catalog, "t"), "a int4, c !");
    assert_int_equal(relation_find_column(table, STR("b"))->origin.exists, TRUTH_NO);
    assert_null(relation_find_column(table, STR("d")));
    assert_int_equal(catalog_exists(NULL, table->is_complete), TRUTH_UNKNOWN);
    assert_int_equal(relation_has_not_null_check(table, STR("a")), TRUTH_UNKNOWN);
}

static void if_not_exists_leaves_what_is_there(void **state) {
    (void)state;
    struct catalog *catalog = made_by("CREATE TABLE t (a int)");
    apply(catalog,
          "CREATE TABLE IF NOT EXISTS t (b int); ALTER TABLE t ADD IF NOT EXISTS a text");
    assert_string_equal(describe(catalog, "t"), "a int4");
    catalog_set_incomplete(catalog, STR("a revision cannot be read"));
    apply(catalog, "CREATE TABLE IF NOT EXISTS u (b int)");
    assert_string_equal(describe(catalog, "u"), "b int4");
    assert_false(catalog_find_key(catalog, STR("u"))->is_complete);
}

static void a_copy_changes_apart(void **state) {
    (void)state;
    struct catalog *catalog =
        made_by("CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE TYPE m AS ENUM ('x');"
                "CREATE TABLE u (b int, CONSTRAINT k CHECK (b > 0))");
    struct catalog *copy = catalog_copy(arena, catalog);
    apply(copy, "ALTER TABLE t RENAME a TO b; DROP TABLE u; ALTER TYPE m ADD VALUE 'y';"
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS ''");
    assert_string_equal(describe(catalog, "t"), "a int4; i(a)");
    assert_string_equal(describe(copy, "t"), "b int4; i(b)");
    assert_string_equal(describe(catalog, "u"), "b int4; k");
    assert_int_equal(catalog_find_type(catalog, (struct str){0}, STR("m"))->values.count, 1);
    assert_int_equal(catalog_find_type(copy, (struct str){0}, STR("m"))->values.count, 2);
    assert_null(map_find(&catalog->functions, STR("f")));
}

static void types_follow_their_columns(void **state) {
    (void)state;
    struct catalog *catalog = made_by("CREATE TYPE mood AS ENUM ('ok', 'bad');"
                                      "CREATE TABLE t (m mood, n int);"
                                      "ALTER TYPE mood RENAME TO old_mood;"
                                      "ALTER TYPE old_mood RENAME VALUE 'bad' TO 'poor'");
    assert_string_equal(describe(catalog, "t"), "m old_mood, n int4");
    const struct catalog_type *type =
        catalog_find_type(catalog, (struct str){0}, STR("old_mood"));
    assert_int_equal(type->kind, TYPE_KIND_ENUM);
    assert_true(str_is(type->values.items[1].label, "poor"));
    apply(catalog, "DROP TYPE old_mood CASCADE");
    assert_string_equal(describe(catalog, "t"), "n int4");
}

static void domains_know_whether_they_are_constrained(void **state) {
    (void)state;
    struct catalog *catalog = made_by("CREATE DOMAIN plain AS text;"
                                      "CREATE DOMAIN checked AS text CHECK (VALUE <> '');"
                                      "CREATE DOMAIN strict AS text NOT NULL;"
                                      "CREATE DOMAIN over_checked AS checked;"
                                      "CREATE DOMAIN over_foreign AS somewhere_else");
    static const struct {
        const char *name;
        enum truth has_constraints;
    } cases[] = {{"plain", TRUTH_NO},
                 {"checked", TRUTH_YES},
                 {"strict", TRUTH_YES},
                 {"over_checked", TRUTH_YES},
                 {"over_foreign", TRUTH_UNKNOWN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sql_type type = {.name = str_from(cases[i].name)};
        struct type_facts facts = catalog_type_facts(catalog, type);
        assert_int_equal(facts.kind, TYPE_KIND_DOMAIN);
        assert_int_equal(facts.has_constraints, cases[i].has_constraints);
    }
    apply(catalog, "ALTER DOMAIN plain SET NOT NULL");
    struct sql_type plain = {.name = STR("plain")};
    assert_int_equal(catalog_type_facts(catalog, plain).has_constraints, TRUTH_YES);
}

static void checks_that_are_valid_prove_not_null(void **state) {
    (void)state;
    struct catalog *catalog = made_by(
        "CREATE TABLE t (a int, b int, c int, CHECK (a IS NOT NULL AND a > 0), CHECK (b > 0));"
        "ALTER TABLE t ADD CONSTRAINT n CHECK (c IS NOT NULL) NOT VALID");
    const struct catalog_relation *table = catalog_find_key(catalog, STR("t"));
    assert_int_equal(relation_has_not_null_check(table, STR("a")), TRUTH_YES);
    assert_int_equal(relation_has_not_null_check(table, STR("b")), TRUTH_NO);
    assert_int_equal(relation_has_not_null_check(table, STR("c")), TRUTH_NO);
    apply(catalog, "ALTER TABLE t VALIDATE CONSTRAINT n");
    assert_int_equal(relation_has_not_null_check(table, STR("c")), TRUTH_YES);
}

static void what_may_not_run_makes_things_perhaps(void **state) {
    (void)state;
    struct catalog *catalog =
        made_by("CREATE TABLE t (a int NOT NULL, b int); CREATE TABLE u ()");
    struct condition condition = {.id = 1, .text = STR("flag")};
    struct operations *operations = trial_operations(
        arena, "ALTER TABLE t ADD c int; ALTER TABLE t DROP COLUMN b; DROP TABLE u;"
               "ALTER TABLE t ALTER a DROP NOT NULL; CREATE TABLE w (x int);"
               "ALTER TABLE t ALTER a TYPE bigint; CREATE INDEX i ON t (a)");
    for (size_t i = 0; i < operations->count; i++) {
        operations->items[i].condition = &condition;
    }
    replay_history(arena, catalog, operations, false);
    assert_string_equal(describe(catalog, "t"), "a , b int4?, c int4?; i(a)?");
    assert_int_equal(catalog_find_key(catalog, STR("u"))->origin.exists, TRUTH_UNKNOWN);
    assert_int_equal(catalog_find_key(catalog, STR("w"))->origin.exists, TRUTH_UNKNOWN);
    const struct catalog_relation *table = catalog_find_key(catalog, STR("t"));
    assert_int_equal(relation_find_column(table, STR("a"))->nullable, TRUTH_UNKNOWN);
}

static void guards_are_answered_where_all_is_known(void **state) {
    (void)state;
    struct catalog *catalog =
        made_by("CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE TYPE m AS ENUM ();"
                "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)");
    static const struct {
        enum guard guard;
        const char *table, *name;
        enum truth complete, incomplete;
    } cases[] = {
        {GUARD_TABLE_EXISTS, "t", "", TRUTH_YES, TRUTH_YES},
        {GUARD_TABLE_EXISTS, "u", "", TRUTH_NO, TRUTH_UNKNOWN},
        {GUARD_COLUMN_EXISTS, "t", "a", TRUTH_YES, TRUTH_YES},
        {GUARD_COLUMN_EXISTS, "t", "b", TRUTH_NO, TRUTH_NO},
        {GUARD_COLUMN_EXISTS, "u", "b", TRUTH_NO, TRUTH_UNKNOWN},
        {GUARD_INDEX_EXISTS, "t", "i", TRUTH_YES, TRUTH_YES},
        {GUARD_INDEX_EXISTS, "t", "j", TRUTH_NO, TRUTH_NO},
        {GUARD_INDEX_EXISTS, "", "j", TRUTH_NO, TRUTH_UNKNOWN},
        {GUARD_CONSTRAINT_EXISTS, "t", "k", TRUTH_YES, TRUTH_YES},
        {GUARD_CONSTRAINT_EXISTS, "t", "l", TRUTH_NO, TRUTH_NO},
        {GUARD_TYPE_EXISTS, "", "m", TRUTH_YES, TRUTH_YES},
        {GUARD_TYPE_EXISTS, "", "n", TRUTH_NO, TRUTH_UNKNOWN},
        {GUARD_NONE, "", "", TRUTH_UNKNOWN, TRUTH_UNKNOWN},
    };
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct condition condition = {.guard = cases[i].guard,
                                          .guard_table = str_from(cases[i].table),
                                          .guard_name = str_from(cases[i].name)};
            assert_int_equal(catalog_guard(catalog, &condition),
                             pass == 0 ? cases[i].complete : cases[i].incomplete);
        }
        catalog_set_incomplete(catalog, STR("a revision cannot be read"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_made_with_the_names_that_postgresql_makes_up),
        cmocka_unit_test(columns_and_constraints_change),
        cmocka_unit_test(what_hangs_on_a_column_goes_with_it),
        cmocka_unit_test(renames_carry_everything_along),
        cmocka_unit_test(a_renamed_column_frees_its_name),
        cmocka_unit_test(a_schema_takes_its_tables_along),
        cmocka_unit_test(a_dropped_table_takes_keys_and_views_with_cascade),
        cmocka_unit_test(partitions_have_what_their_parent_has),
        cmocka_unit_test(partitions_in_a_circle_end),
        cmocka_unit_test(what_history_never_made_is_neither_absent_nor_empty),
        cmocka_unit_test(if_not_exists_leaves_what_is_there),
        cmocka_unit_test(a_copy_changes_apart),
        cmocka_unit_test(types_follow_their_columns),
        cmocka_unit_test(domains_know_whether_they_are_constrained),
        cmocka_unit_test(checks_that_are_valid_prove_not_null),
        cmocka_unit_test(what_may_not_run_makes_things_perhaps),
        cmocka_unit_test(guards_are_answered_where_all_is_known),
    };
    return cmocka_run_group_tests_name("catalog", tests, make_arena, free_arena);
}
