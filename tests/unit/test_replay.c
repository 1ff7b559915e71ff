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

static struct steps replayed(struct trial trial) {
    return trial_replay(arena, &trial);
}

// The step of the last operation of a migration.
static const struct step *last(struct trial trial) {
    struct steps steps = replayed(trial);
    assert_true(steps.count > 0);
    return &steps.items[steps.count - 1];
}

// ---- what is new

static void a_table_is_new_where_it_is_sure_to_have_been_made(void **state) {
    (void)state;
    static const struct {
        const char *before, *branch, *sql;
        bool by_migration, is_incomplete;
        enum truth is_new;
    } cases[] = {
        {"", "", "CREATE TABLE t (a int); CREATE INDEX ON t (a)", false, false, TRUTH_YES},
        {"CREATE TABLE t (a int)", "", "CREATE INDEX ON t (a)", false, false, TRUTH_NO},
        {"", "CREATE TABLE t (a int)", "CREATE INDEX ON t (a)", false, false, TRUTH_YES},
        {"", "CREATE TABLE t (a int)", "CREATE INDEX ON t (a)", true, false, TRUTH_NO},
        {"", "", "CREATE INDEX ON t (a)", false, true, TRUTH_NO},
        // IF NOT EXISTS proves nothing unless all is known
        {"", "", "CREATE TABLE IF NOT EXISTS t (a int); CREATE INDEX ON t (a)", false, true,
         TRUTH_NO},
        {"", "", "CREATE TABLE IF NOT EXISTS t (a int); CREATE INDEX ON t (a)", false, false,
         TRUTH_YES},
        {"CREATE TABLE t (a int)", "",
         "CREATE TABLE IF NOT EXISTS t (a int); CREATE INDEX ON t (a)", false, false, TRUTH_NO},
        {"CREATE TABLE t (a int)", "",
         "DROP TABLE t; CREATE TABLE t (a int); CREATE INDEX ON t (a)", false, true, TRUTH_YES},
        {"", "",
         "DROP TABLE IF EXISTS t; CREATE TABLE IF NOT EXISTS t (a int);"
         "CREATE INDEX ON t (a)",
         false, true, TRUTH_YES},
        {"", "", "CREATE TABLE u (a int); ALTER TABLE u RENAME TO t; CREATE INDEX ON t (a)",
         false, true, TRUTH_YES},
        {"CREATE TABLE u (a int)", "", "ALTER TABLE u RENAME TO t; CREATE INDEX ON t (a)",
         false, false, TRUTH_NO},
        {"", "", "CREATE TABLE t AS SELECT 1 AS a; CREATE INDEX ON t (a)", false, false,
         TRUTH_YES},
        {"", "", "CREATE TABLE s.t (a int); CREATE INDEX ON t (a)", false, true, TRUTH_NO},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct step *step = last((struct trial){.before = cases[i].before,
                                                      .branch = cases[i].branch,
                                                      .sql = cases[i].sql,
                                                      .by_migration = cases[i].by_migration,
                                                      .is_incomplete = cases[i].is_incomplete});
        if (step->table_is_new != cases[i].is_new) {
            fail_msg("%zu: %s: %d", i, cases[i].sql, (int)step->table_is_new);
        }
    }
}

static struct steps under(struct catalog *catalog, struct operations *operations,
                          const struct condition *const *conditions) {
    struct replay_options options = {.postgres_version = 15};
    for (size_t i = 0; i < operations->count; i++) {
        operations->items[i].condition = conditions[i];
    }
    return replay(arena, catalog, operations, false, &options);
}

static void a_table_made_under_a_condition_is_new_under_it_alone(void **state) {
    (void)state;
    struct condition flag = {.id = 1}, inner = {.id = 2, .parent = &flag}, other = {.id = 3};
    const struct condition *conditions[] = {&flag, &flag, &inner, &other, NULL};
    struct operations *operations =
        trial_operations(arena, "CREATE TABLE t (a int); CREATE INDEX ON t (a);"
                                "CREATE INDEX ON t (a); CREATE INDEX ON t (a);"
                                "CREATE INDEX ON t (a)");
    struct steps steps = under(catalog_new(arena, 15), operations, conditions);
    static const enum truth expected[] = {TRUTH_YES, TRUTH_YES, TRUTH_YES, TRUTH_NO, TRUTH_NO};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(steps.items[i].table_is_new, expected[i]);
        assert_int_equal(steps.items[i].is_conditional, i < 4);
    }
}

static void a_guard_that_history_answers_decides(void **state) {
    (void)state;
    struct condition missing = {
        .id = 1, .guard = GUARD_TABLE_EXISTS, .guard_negated = true, .guard_table = STR("t")};
    struct condition present = {.id = 2, .guard = GUARD_TABLE_EXISTS, .guard_table = STR("t")};
    const struct condition *conditions[] = {&missing, &missing, &present};
    static const char sql[] = "CREATE TABLE t (a int); CREATE INDEX ON t (a); DROP TABLE t";
    struct steps steps =
        under(catalog_new(arena, 15), trial_operations(arena, sql), conditions);
    assert_false(steps.items[0].skipped || steps.items[1].skipped);
    assert_false(steps.items[1].is_conditional);
    assert_int_equal(steps.items[1].table_is_new, TRUTH_YES);
    assert_true(steps.items[2].skipped); // the state that the `if` looked at

    struct catalog *catalog = catalog_new(arena, 15);
    replay_history(arena, catalog, trial_operations(arena, "CREATE TABLE t (a int)"), false);
    steps = under(catalog, trial_operations(arena, sql), conditions);
    assert_true(steps.items[0].skipped && steps.items[1].skipped);
    assert_false(steps.items[2].skipped);
    assert_int_equal(steps.items[1].effect.locks.count, 0);
    assert_true(steps.items[1].effect.is_known);

    catalog = catalog_new(arena, 15);
    catalog_set_incomplete(catalog, STR("older revisions are missing"));
    steps = under(catalog, trial_operations(arena, sql), conditions);
    for (size_t i = 0; i < 3; i++) {
        assert_true(steps.items[i].is_conditional && !steps.items[i].skipped);
    }
}

static void a_guard_that_nobody_answers_lets_the_work_through(void **state) {
    (void)state;
    struct condition missing = {
        .id = 1, .guard = GUARD_TABLE_EXISTS, .guard_negated = true, .guard_table = STR("t")};
    const struct condition *conditions[] = {&missing, &missing, NULL};
    static const char sql[] = "CREATE TABLE t (a varchar(10)); CREATE INDEX ON t (a);"
                              "ALTER TABLE t ALTER a TYPE varchar(20)";
    struct catalog *catalog = catalog_new(arena, 15);
    catalog_set_incomplete(catalog, STR("older revisions are missing"));
    struct steps steps = under(catalog, trial_operations(arena, sql), conditions);
    assert_int_equal(steps.items[1].table_is_new, TRUTH_YES);
    assert_int_equal(steps.items[2].table_exists, TRUTH_YES);
    assert_int_equal(steps.items[2].table_is_new, TRUTH_NO); // it may have been there before
    assert_int_equal(steps.items[2].type_change, TYPE_CHANGE_FREE);

    // nor is it new on the branch, once the migration is over
    struct replay_options options = {.postgres_version = 15};
    steps = replay(arena, catalog, trial_operations(arena, "DROP TABLE t"), false, &options);
    assert_int_equal(steps.items[0].table_is_new, TRUTH_NO);
}

// ---- transactions

static void check_transactions(struct trial trial, const char *expected) {
    struct steps steps = replayed(trial);
    struct text text = {.arena = arena};
    for (size_t i = 0; i < steps.count; i++) {
        static const char marks[] = {'-', '+', '?'};
        text_addf(&text, "%u%c ", (unsigned)steps.items[i].transaction,
                  marks[steps.items[i].in_transaction]);
    }
    assert_string_equal(text_str(&text).data, expected);
}

static void a_migration_starts_inside_and_a_script_outside(void **state) {
    (void)state;
    check_transactions((struct trial){.sql = "SELECT 1; SELECT 2"}, "1+ 1+ ");
    check_transactions((struct trial){.sql = "SELECT 1", .is_script = true}, "0- ");
    check_transactions(
        (struct trial){.sql = "BEGIN; SELECT 1; COMMIT; SELECT 2; BEGIN; SELECT 3",
                       .is_script = true},
        "0- 1+ 1+ 0- 0- 2+ ");
    check_transactions((struct trial){.sql = "SELECT 1; COMMIT; SELECT 2; BEGIN; SELECT 3"},
                       "1+ 1+ 0- 0- 2+ ");
    check_transactions((struct trial){.sql = "BEGIN; SELECT 1; ROLLBACK; SELECT 2"},
                       "1+ 1+ 1+ 0- ");
    check_transactions((struct trial){.sql = "SELECT 1; COMMIT AND CHAIN; SELECT 2"},
                       "1+ 1+ 2+ ");
    check_transactions((struct trial){.sql = "SAVEPOINT s; ROLLBACK TO s; SELECT 1"},
                       "1+ 1+ 1+ ");
}

static void an_autocommit_block_ends_one_and_begins_another(void **state) {
    (void)state;
    struct operations *operations =
        trial_operations(arena, "ALTER TABLE t ADD a int; SELECT 1; DROP INDEX CONCURRENTLY i;"
                                "SELECT 1; SELECT 2");
    operations->items[1].kind = OP_AUTOCOMMIT_BEGIN;
    operations->items[3].kind = OP_AUTOCOMMIT_END;
    struct replay_options options = {.postgres_version = 15};
    struct steps steps = replay(arena, catalog_new(arena, 15), operations, false, &options);
    static const uint32_t expected[] = {1, 1, 0, 0, 2};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(steps.items[i].transaction, expected[i]);
    }
    assert_int_equal(steps.items[1].held.count, 1);
    assert_int_equal(steps.items[2].held.count, 0);
    assert_int_equal(steps.items[2].in_transaction, TRUTH_NO);
}

static void a_conditional_commit_leaves_it_open(void **state) {
    (void)state;
    struct condition flag = {.id = 1};
    const struct condition *conditions[] = {NULL, &flag, NULL};
    struct steps steps =
        under(catalog_new(arena, 15), trial_operations(arena, "SELECT 1; COMMIT; SELECT 2"),
              conditions);
    assert_int_equal(steps.items[1].in_transaction, TRUTH_YES);
    assert_int_equal(steps.items[2].in_transaction, TRUTH_UNKNOWN);
}

static void a_rollback_takes_the_schema_back(void **state) {
    (void)state;
    const struct step *step = last(
        (struct trial){.sql = "BEGIN; CREATE TABLE t (a int); ROLLBACK; CREATE INDEX ON t (a)",
                       .is_script = true});
    assert_int_equal(step->table_exists, TRUTH_NO);
    assert_int_equal(step->table_is_new, TRUTH_NO);
}

static void locks_are_held_until_the_transaction_ends(void **state) {
    (void)state;
    struct steps steps = replayed((struct trial){
        .before = "CREATE TABLE t (a int); CREATE TABLE u (a int)",
        .sql = "CREATE INDEX i ON t (a); ALTER TABLE t ADD b int; UPDATE u SET a = 1; COMMIT;"
               "UPDATE u SET a = 2"});
    static const enum lock_mode on_t[] = {LOCK_NONE, LOCK_SHARE, LOCK_ACCESS_EXCLUSIVE,
                                          LOCK_ACCESS_EXCLUSIVE, LOCK_NONE};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(relation_locks_mode(&steps.items[i].held, STR("t")), on_t[i]);
    }
    assert_int_equal(relation_locks_mode(&steps.items[3].held, STR("u")), LOCK_ROW_EXCLUSIVE);
}

static void a_do_block_runs_in_a_transaction(void **state) {
    (void)state;
    const struct step *step = last((struct trial){
        .sql = "DO $$ BEGIN ALTER TABLE t ADD a int; END $$", .is_script = true});
    assert_int_equal(step->operation->kind, OP_ADD_COLUMN);
    assert_int_equal(step->in_transaction, TRUTH_YES);
}

// ---- settings

static void settings_hold_as_long_as_postgresql_says(void **state) {
    (void)state;
    static const struct {
        const char *sql;
        bool is_script;
        const char *lock_timeout;
    } cases[] = {
        {"DROP TABLE t", false, ""},
        {"SET lock_timeout = '5s'; DROP TABLE t", false, "5s"},
        {"SET lock_timeout = 5000; DROP TABLE t", false, "5000"},
        {"SET lock_timeout = '5s'; COMMIT; DROP TABLE t", false, "5s"},
        {"SET LOCAL lock_timeout = '5s'; DROP TABLE t", false, "5s"},
        {"SET LOCAL lock_timeout = '5s'; COMMIT; DROP TABLE t", false, ""},
        {"SET LOCAL lock_timeout = '5s'; DROP TABLE t", true, ""},
        {"SET lock_timeout = '5s'; SET LOCAL lock_timeout = '1s'; DROP TABLE t", false, "1s"},
        {"SET lock_timeout = '5s'; SET LOCAL lock_timeout = '1s'; COMMIT; DROP TABLE t", false,
         "5s"},
        {"SET lock_timeout = '5s'; RESET lock_timeout; DROP TABLE t", false, ""},
        {"SET lock_timeout = '5s'; SET lock_timeout TO DEFAULT; DROP TABLE t", false, ""},
        {"SET lock_timeout = '5s'; RESET ALL; DROP TABLE t", false, ""},
        {"SET statement_timeout = '5s'; DROP TABLE t", false, ""},
        {"SELECT set_config('lock_timeout', '5s', false); DROP TABLE t", false, "5s"},
        {"SELECT set_config('lock_timeout', '5s', true); COMMIT; DROP TABLE t", false, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct step *step =
            last((struct trial){.sql = cases[i].sql, .is_script = cases[i].is_script});
        assert_string_equal(str_copy(arena, step->lock_timeout).data, cases[i].lock_timeout);
    }
}

static void the_time_zone_comes_from_the_migration_or_the_settings(void **state) {
    (void)state;
    static const struct {
        const char *timezone, *set;
        enum type_change change;
    } cases[] = {
        {NULL, "", TYPE_CHANGE_UNKNOWN},
        {"UTC", "", TYPE_CHANGE_FREE},
        {"Europe/Stockholm", "", TYPE_CHANGE_REWRITE},
        {NULL, "SET TIME ZONE 'UTC';", TYPE_CHANGE_FREE},
        {"UTC", "SET timezone = 'Europe/Stockholm';", TYPE_CHANGE_REWRITE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str sql =
            str_format(arena, "%sALTER TABLE t ALTER a TYPE timestamptz", cases[i].set);
        const struct step *step = last((struct trial){.before = "CREATE TABLE t (a timestamp)",
                                                      .timezone = cases[i].timezone,
                                                      .sql = sql.data});
        assert_int_equal(step->type_change, cases[i].change);
    }
}

// ---- facts

static void the_old_type_comes_from_history_else_from_the_operation(void **state) {
    (void)state;
    struct operations *operations =
        trial_operations(arena, "ALTER TABLE t ALTER a TYPE varchar(20)");
    struct replay_options options = {.postgres_version = 15};
    operations->items[0].old_type = sql_type_read(arena, STR("varchar(10)"));
    struct catalog *catalog = catalog_new(arena, 15);
    catalog_set_incomplete(catalog, STR("older revisions are missing"));
    struct steps steps = replay(arena, catalog, operations, false, &options);
    assert_int_equal(steps.items[0].type_change, TYPE_CHANGE_FREE);

    catalog = catalog_new(arena, 15);
    replay_history(arena, catalog, trial_operations(arena, "CREATE TABLE t (a varchar(40))"),
                   false);
    steps = replay(arena, catalog, operations, false, &options);
    assert_int_equal(steps.items[0].type_change, TYPE_CHANGE_REWRITE);
    assert_string_equal(steps.items[0].old_type.text.data, "VARCHAR(40)");
}

static void serial_columns_are_integers_to_later_changes(void **state) {
    (void)state;
    const struct step *step = last((struct trial){
        .before = "CREATE TABLE t (id serial)", .sql = "ALTER TABLE t ALTER id TYPE integer"});
    assert_int_equal(step->type_change, TYPE_CHANGE_NONE);
    assert_int_equal(step->column_was_nullable, TRUTH_NO);
}

static void facts_stand_as_before_the_operation(void **state) {
    (void)state;
    struct steps steps = replayed((struct trial){
        .before = "CREATE TABLE t (a int); CREATE TABLE u (id int PRIMARY KEY)",
        .sql = "ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t ALTER a SET NOT NULL;"
               "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u (id) NOT VALID;"
               "ALTER TABLE t VALIDATE CONSTRAINT k; COMMIT;"
               "ALTER TABLE t DROP CONSTRAINT k; ALTER TABLE t DROP CONSTRAINT k"});
    assert_int_equal(steps.items[0].column_was_nullable, TRUTH_YES);
    assert_int_equal(steps.items[1].column_was_nullable, TRUTH_NO);
    assert_int_equal(steps.items[2].name_exists, TRUTH_NO);
    assert_true(str_is(steps.items[2].references, "u"));
    assert_int_equal(steps.items[2].references_is_new, TRUTH_NO);
    assert_int_equal(steps.items[3].constraint_type, CONSTRAINT_FOREIGN_KEY);
    assert_true(str_is(steps.items[3].references, "u"));
    assert_int_equal(steps.items[3].added_here, TRUTH_YES);
    assert_true(str_list_has(&steps.items[3].columns, STR("a")));
    assert_int_equal(steps.items[5].name_exists, TRUTH_YES);
    assert_int_equal(steps.items[5].added_here, TRUTH_NO);
    assert_int_equal(steps.items[6].name_exists, TRUTH_NO);
}

static void an_index_tells_its_table_and_constraint(void **state) {
    (void)state;
    struct steps steps = replayed(
        (struct trial){.before = "CREATE TABLE s.t (a int UNIQUE); CREATE INDEX i ON s.t (a)",
                       .sql = "DROP INDEX s.i; DROP INDEX s.t_a_key; DROP INDEX j"});
    assert_true(str_is(steps.items[0].table, "s.t"));
    assert_int_equal(steps.items[0].backs_constraint, TRUTH_NO);
    assert_int_equal(steps.items[1].backs_constraint, TRUTH_YES);
    assert_int_equal(steps.items[2].backs_constraint, TRUTH_UNKNOWN);
    assert_int_equal(steps.items[2].table.size, 0);
}

static void what_uses_a_column_is_known(void **state) {
    (void)state;
    const struct step *step = last((struct trial){
        .before = "CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0), b int);"
                  "CREATE TABLE u (t_a int REFERENCES t (a)); CREATE VIEW v AS SELECT a FROM t",
        .sql = "ALTER TABLE t ALTER a TYPE bigint"});
    assert_int_equal(step->column_has_check, TRUTH_YES);
    assert_int_equal(step->column_in_foreign_key, TRUTH_YES);
    assert_true(str_list_has(&step->column_views, STR("v")));
    step = last((struct trial){
        .before = "CREATE TABLE t (a int, b int);"
                  "CREATE RULE r AS ON DELETE TO t WHERE old.a > 0 DO INSTEAD NOTHING",
        .sql = "ALTER TABLE t ALTER a TYPE bigint"});
    assert_true(str_list_has(&step->column_views, STR("r")));
}

static void a_default_partition_is_known(void **state) {
    (void)state;
    static const char parent[] = "CREATE TABLE e (a int) PARTITION BY LIST (a);"
                                 "CREATE TABLE e1 PARTITION OF e FOR VALUES IN (1);";
    static const char with_default[] = "CREATE TABLE e (a int) PARTITION BY LIST (a);"
                                       "CREATE TABLE e1 PARTITION OF e DEFAULT;";
    static const char sql[] = "ALTER TABLE e DETACH PARTITION e1 CONCURRENTLY";
    assert_int_equal(last((struct trial){.before = parent, .sql = sql})->has_default_partition,
                     TRUTH_NO);
    assert_int_equal(
        last((struct trial){.before = with_default, .sql = sql})->has_default_partition,
        TRUTH_YES);
    assert_int_equal(last((struct trial){.sql = sql})->has_default_partition, TRUTH_UNKNOWN);
}

static void an_enum_that_nothing_made_is_missing(void **state) {
    (void)state;
    struct operations *operations = trial_operations(arena, "ALTER TABLE t ADD m mood");
    struct replay_options options = {.postgres_version = 15};
    struct catalog *catalog = catalog_new(arena, 15);
    operations->items[0].column.type.is_enum = true;
    struct steps steps =
        replay(arena, catalog_copy(arena, catalog), operations, false, &options);
    assert_int_equal(steps.items[0].type_exists, TRUTH_NO);
    assert_int_equal(steps.items[0].type_is_enum, TRUTH_YES);
    replay_history(arena, catalog, trial_operations(arena, "CREATE TYPE mood AS ENUM ('ok')"),
                   false);
    steps = replay(arena, catalog, operations, false, &options);
    assert_int_equal(steps.items[0].type_exists, TRUTH_YES);
}

static void functions_of_the_history_have_their_labels(void **state) {
    (void)state;
    static const struct {
        const char *options;
        enum volatility volatility;
    } cases[] = {{"LANGUAGE plpgsql IMMUTABLE", VOLATILITY_STABLE},
                 {"LANGUAGE plpgsql", VOLATILITY_VOLATILE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str before =
            str_format(arena, "CREATE FUNCTION f() RETURNS int %s AS 'BEGIN RETURN 1; END'",
                       cases[i].options);
        const struct step *step = last((struct trial){
            .before = before.data, .sql = "ALTER TABLE t ADD a int DEFAULT f()"});
        assert_int_equal(step->default_volatility, cases[i].volatility);
    }
}

static void small_tables_and_rows_come_from_the_settings(void **state) {
    (void)state;
    assert_true(last((struct trial){.sql = "DROP TABLE s.t", .small = "s.t"})->table_is_small);
    assert_false(last((struct trial){.sql = "DROP TABLE t", .small = "u"})->table_is_small);
    struct map rows = {.arena = arena};
    int64_t count = 12000000;
    map_put(&rows, STR("t"), &count);
    struct replay_options options = {.postgres_version = 15, .rows = &rows};
    struct steps steps =
        replay(arena, catalog_new(arena, 15),
               trial_operations(arena, "DROP TABLE t; DROP TABLE u"), false, &options);
    assert_int_equal(steps.items[0].table_rows, 12000000);
    assert_int_equal(steps.items[1].table_rows, -1);
}

// ---- statements of several clauses

static void clauses_share_the_strongest_lock(void **state) {
    (void)state;
    struct steps steps = replayed(
        (struct trial){.before = "CREATE TABLE t (a int, CONSTRAINT k CHECK (a > 0))",
                       .sql = "ALTER TABLE t VALIDATE CONSTRAINT k, ALTER a SET NOT NULL"});
    assert_int_equal(steps.count, 2);
    assert_int_equal(relation_locks_mode(&steps.items[0].effect.locks, STR("t")),
                     LOCK_ACCESS_EXCLUSIVE);
}

static void drops_come_before_what_they_would_have_proved(void **state) {
    (void)state;
    struct steps steps = replayed(
        (struct trial){.before = "CREATE TABLE t (a int, CONSTRAINT k CHECK (a IS NOT NULL))",
                       .sql = "ALTER TABLE t ALTER a SET NOT NULL, DROP CONSTRAINT k"});
    assert_int_equal(steps.items[0].operation->kind, OP_SET_NOT_NULL);
    assert_int_equal(steps.items[0].has_valid_check, TRUTH_NO);
    assert_int_equal(steps.items[0].effect.scans.count, 1);
}

static void what_does_nothing_is_skipped_but_may_lock(void **state) {
    (void)state;
    static const struct {
        const char *sql;
        bool is_skipped;
        enum lock_mode lock;
    } cases[] = {
        {"CREATE TABLE IF NOT EXISTS t (a int)", true, LOCK_NONE},
        {"CREATE INDEX IF NOT EXISTS i ON t (a)", true, LOCK_SHARE},
        {"ALTER TABLE t ADD IF NOT EXISTS a int", true, LOCK_ACCESS_EXCLUSIVE},
        {"ALTER TABLE t ADD IF NOT EXISTS b int", false, LOCK_ACCESS_EXCLUSIVE},
        {"ALTER TABLE t DROP IF EXISTS b", true, LOCK_ACCESS_EXCLUSIVE},
        {"ALTER TABLE IF EXISTS u ADD b int", true, LOCK_NONE},
        {"ALTER TABLE IF EXISTS t ADD b int", false, LOCK_ACCESS_EXCLUSIVE},
        {"DROP TABLE IF EXISTS u", true, LOCK_NONE},
        {"DROP TABLE IF EXISTS t", false, LOCK_ACCESS_EXCLUSIVE},
        {"DROP INDEX IF EXISTS j", true, LOCK_NONE},
        {"ALTER TYPE m ADD VALUE IF NOT EXISTS 'x'", true, LOCK_NONE},
        {"ALTER TYPE m ADD VALUE IF NOT EXISTS 'y'", false, LOCK_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct step *step =
            last((struct trial){.before = "CREATE TABLE t (a int); CREATE INDEX i ON t (a);"
                                          "CREATE TYPE m AS ENUM ('x')",
                                .sql = cases[i].sql});
        enum lock_mode lock = relation_locks_mode(&step->effect.locks, STR("t"));
        if (step->skipped != cases[i].is_skipped || lock != cases[i].lock) {
            fail_msg("%s: %d, %s", cases[i].sql, step->skipped, lock_mode_name(lock));
        }
    }
}

static void a_catalog_may_be_replayed_on_for_the_next_migration(void **state) {
    (void)state;
    struct trial trial = {.sql = "CREATE TABLE t (a int)"};
    trial_replay(arena, &trial);
    struct replay_options options = {.postgres_version = 15};
    struct operations *operations = trial_operations(arena, "ALTER TABLE t ADD b int");
    struct steps steps =
        replay(arena, catalog_copy(arena, trial.catalog), operations, false, &options);
    assert_int_equal(steps.items[0].table_is_new, TRUTH_YES);
    options.new_tables_by_migration = true;
    steps = replay(arena, trial.catalog, operations, false, &options);
    assert_int_equal(steps.items[0].table_is_new, TRUTH_NO);
    assert_int_equal(steps.items[0].table_exists, TRUTH_YES);
}

// ---- names

static void unqualified_names_follow_the_search_path(void **state) {
    (void)state;
    static const struct {
        const char *sql, *table;
    } cases[] = {
        {"ALTER TABLE t ADD b int", "t"},
        {"SET search_path TO s, public; ALTER TABLE t ADD b int", "s.t"},
        {"SET search_path TO S, public; ALTER TABLE t ADD b int", "s.t"},
        {"SET search_path TO \"$user\", s; ALTER TABLE t ADD b int", "s.t"},
        {"SET search_path TO s, public; ALTER TABLE u ADD b int", "u"},
        {"SET search_path TO s, public; ALTER TABLE public.t ADD b int", "t"},
        {"SET search_path TO s; CREATE TABLE v (a int); ALTER TABLE v ADD b int", "s.v"},
        {"SET search_path TO s; RESET search_path; ALTER TABLE t ADD b int", "t"},
        {"SELECT set_config('search_path', 's', true); ALTER TABLE t ADD b int", "s.t"},
        {"SET search_path TO s; SET search_path TO DEFAULT; ALTER TABLE t ADD b int", "t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct step *step = last((struct trial){
            .before =
                "CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE TABLE s.t (a int)",
            .sql = cases[i].sql});
        if (!str_is(step->table, cases[i].table)) {
            fail_msg("%s: " STR_FMT, cases[i].sql, STR_ARG(step->table));
        }
    }
}

// ---- enum values

static void a_value_is_used_where_it_is_one_of_that_type(void **state) {
    (void)state;
    static const struct {
        const char *sql;
        unsigned version;
        enum truth uses;
    } cases[] = {
        {"ALTER TYPE mood ADD VALUE 'sad'; UPDATE t SET m = 'sad'", 15, TRUTH_YES},
        {"ALTER TYPE mood ADD VALUE 'sad'; UPDATE t SET m = 'bad'", 15, TRUTH_NO},
        {"ALTER TYPE mood ADD VALUE 'sad'; UPDATE u SET a = 'sad'", 15, TRUTH_NO},
        {"ALTER TYPE mood ADD VALUE 'sad'; UPDATE u SET a = 'x' WHERE 'sad'::mood IS NULL", 15,
         TRUTH_YES},
        {"ALTER TYPE mood ADD VALUE 'sad'; UPDATE other SET a = 'sad'", 15, TRUTH_UNKNOWN},
        {"ALTER TYPE mood ADD VALUE 'sad'; COMMIT; UPDATE t SET m = 'sad'", 15, TRUTH_NO},
        {"CREATE TYPE k AS ENUM ('a'); ALTER TABLE u ADD x k DEFAULT 'a'", 15, TRUTH_NO},
        {"CREATE TYPE k AS ENUM ('a'); ALTER TYPE k ADD VALUE 'b';"
         "ALTER TABLE u ADD x k DEFAULT 'b'",
         16, TRUTH_YES},
        {"CREATE TYPE k AS ENUM ('a'); ALTER TYPE k ADD VALUE 'b';"
         "ALTER TABLE u ADD x k DEFAULT 'b'",
         17, TRUTH_NO},
        {"ALTER TYPE mood ADD VALUE 'it''s'; UPDATE t SET m = 'it''s'", 17, TRUTH_YES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct step *step =
            last((struct trial){.before = "CREATE TYPE mood AS ENUM ('bad');"
                                          "CREATE TABLE t (m mood); CREATE TABLE u (a text)",
                                .sql = cases[i].sql,
                                .version = cases[i].version,
                                .is_incomplete = true});
        if (step->uses_new_enum_value != cases[i].uses) {
            fail_msg("%s: %d", cases[i].sql, step->uses_new_enum_value);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_new_where_it_is_sure_to_have_been_made),
        cmocka_unit_test(unqualified_names_follow_the_search_path),
        cmocka_unit_test(a_value_is_used_where_it_is_one_of_that_type),
        cmocka_unit_test(a_table_made_under_a_condition_is_new_under_it_alone),
        cmocka_unit_test(a_guard_that_history_answers_decides),
        cmocka_unit_test(a_guard_that_nobody_answers_lets_the_work_through),
        cmocka_unit_test(a_migration_starts_inside_and_a_script_outside),
        cmocka_unit_test(an_autocommit_block_ends_one_and_begins_another),
        cmocka_unit_test(a_conditional_commit_leaves_it_open),
        cmocka_unit_test(a_rollback_takes_the_schema_back),
        cmocka_unit_test(locks_are_held_until_the_transaction_ends),
        cmocka_unit_test(a_do_block_runs_in_a_transaction),
        cmocka_unit_test(settings_hold_as_long_as_postgresql_says),
        cmocka_unit_test(the_time_zone_comes_from_the_migration_or_the_settings),
        cmocka_unit_test(the_old_type_comes_from_history_else_from_the_operation),
        cmocka_unit_test(serial_columns_are_integers_to_later_changes),
        cmocka_unit_test(facts_stand_as_before_the_operation),
        cmocka_unit_test(an_index_tells_its_table_and_constraint),
        cmocka_unit_test(what_uses_a_column_is_known),
        cmocka_unit_test(a_default_partition_is_known),
        cmocka_unit_test(an_enum_that_nothing_made_is_missing),
        cmocka_unit_test(functions_of_the_history_have_their_labels),
        cmocka_unit_test(small_tables_and_rows_come_from_the_settings),
        cmocka_unit_test(clauses_share_the_strongest_lock),
        cmocka_unit_test(drops_come_before_what_they_would_have_proved),
        cmocka_unit_test(what_does_nothing_is_skipped_but_may_lock),
        cmocka_unit_test(a_catalog_may_be_replayed_on_for_the_next_migration),
    };
    return cmocka_run_group_tests_name("replay", tests, make_arena, free_arena);
}
