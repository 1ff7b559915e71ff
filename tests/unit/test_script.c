#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "operation_text.h"
#include "sql/script.h"

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

static struct migration *read(const char *sql) {
    return script_read(arena, source_new(arena, STR("up.sql"), str_from(sql)));
}

static void check(const char *sql, const char *expected) {
    struct migration *migration = read(sql);
    assert_int_equal(migration->kind, MIGRATION_SCRIPT);
    assert_string_equal(operations_text(arena, &migration->upgrade).data, expected);
}

static void a_script_is_its_statements_each_on_its_own(void **state) {
    (void)state;
    struct migration *migration = read("DROP TABLE a;\nDROP TABLE b;\n");
    assert_int_equal(migration->upgrade.count, 2);
    assert_int_equal(migration->downgrade.count, 0);
    assert_false(migration->upgrade.items[0].sent_together);
    assert_int_equal(migration->upgrade.items[1].span.start, 14);
    assert_true(str_is(migration->revision.path, "up.sql"));
}

static void what_alembic_prints_is_read(void **state) {
    (void)state;
    check("BEGIN;\n\nCREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n"
          "    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n);\n\n"
          "-- Running upgrade  -> a1b2\n\nCREATE TABLE t (a INTEGER);\n\n"
          "INSERT INTO alembic_version (version_num) VALUES ('a1b2') RETURNING "
          "alembic_version.version_num;\n\nCOMMIT;\n\n",
          "1 begin by alembic\n"
          "2 create_table on alembic_version (version_num VARCHAR(32) not null)"
          " [pk alembic_version_pkc version_num] by alembic\n"
          "3 create_table on t (a INTEGER)\n"
          "4 insert on alembic_version names version_num by alembic\n"
          "5 commit by alembic");
}

static void a_transaction_that_the_migration_ends_itself_is_not_alembics(void **state) {
    (void)state;
    // An autocommit block, then a COMMIT of the migration's own
    check("BEGIN;\n-- Running upgrade a -> b\nCOMMIT;\nDROP INDEX CONCURRENTLY i;\nBEGIN;\n"
          "COMMIT;\nBEGIN;\nCOMMIT;\nDROP TABLE t;\nCOMMIT;",
          "1 begin by alembic\n2 commit by alembic\n3 drop_index i concurrently\n"
          "4 begin by alembic\n5 commit by alembic\n6 begin by alembic\n7 commit\n"
          "8 drop_table on t\n9 commit by alembic");
    check("BEGIN; BEGIN; ROLLBACK; -- Running downgrade b -> a\n",
          "1 begin by alembic\n2 begin\n3 rollback");
    check("BEGIN; -- Running an upgrade\nCOMMIT;", "1 begin\n2 commit");
}

static void commands_of_psql_are_passed_over(void **state) {
    (void)state;
    check("\\connect shop\nDROP TABLE a;\n\\echo it's here\nDROP TABLE b;\nSELECT 1 \\gset\n"
          "DROP TABLE c;\n\\i other.sql",
          "1 drop_table on a\n2 drop_table on b\n3 select\n4 drop_table on c\n"
          "5 opaque because psql runs SQL from elsewhere: \\i other.sql");
    check("\\ir a.sql\nDROP TABLE b;\nSELECT 'DROP TABLE c' \\gexec\nDROP TABLE d;",
          "1 opaque because psql runs SQL from elsewhere: \\ir a.sql\n2 drop_table on b\n"
          "3 select\n4 opaque because psql runs SQL from elsewhere: \\gexec\n"
          "5 drop_table on d");
    check("UPDATE t SET a = :'x', b = :y;", "1 update on t names a,b");
    check("SELECT '\\d' \n", "1 select");
}

static void rows_of_copy_are_passed_over(void **state) {
    (void)state;
    const char *sql =
        "COPY t (a) FROM stdin;\nit's -- one\n\\N\tDROP TABLE x;\n\\.\nDROP TABLE b;\n"
        "COPY t FROM STDIN WITH (FORMAT csv);\n1,2";
    check(sql, "1 copy on t names a options FROM\n2 drop_table on b\n3 copy on t options FROM");
    struct migration *migration = read(sql);
    assert_int_equal(migration->upgrade.items[1].span.start, 55);
    assert_int_equal(migration->comments.count, 0);
    check("COPY t FROM '/data/rows.csv'; DROP TABLE b;",
          "1 copy on t options FROM\n2 drop_table on b");
}

static void comments_are_collected(void **state) {
    (void)state;
    struct migration *migration =
        read("-- cupel: ignore[drop-table] gone\nDROP TABLE a; /* b */ SELECT '-- no';");
    assert_int_equal(migration->comments.count, 2);
    assert_int_equal(migration->comments.items[0].start, 0);
    assert_int_equal(migration->comments.items[0].end, 33);
    assert_int_equal(migration->comments.items[1].start, 48);
}

static void an_empty_script_does_nothing(void **state) {
    (void)state;
    check("", "");
    check("\\", "");
    check("-- nothing", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_its_statements_each_on_its_own),
        cmocka_unit_test(what_alembic_prints_is_read),
        cmocka_unit_test(a_transaction_that_the_migration_ends_itself_is_not_alembics),
        cmocka_unit_test(commands_of_psql_are_passed_over),
        cmocka_unit_test(rows_of_copy_are_passed_over),
        cmocka_unit_test(comments_are_collected),
        cmocka_unit_test(an_empty_script_does_nothing),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
