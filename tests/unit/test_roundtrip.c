// What is printed as SQL reads back as the same operation: over every example of every rule. With
// migrations and scripts as arguments: over those, with counts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lint/rules.h"
#include "python/migration.h"
#include "roundtrip.h"
#include "sql/script.h"

static const struct operations *
read_example(struct arena *arena, const struct rule_example *example, struct str text) {
    if (example->is_sql) {
        return &script_read(arena, source_new(arena, STR("up.sql"), text))->upgrade;
    }
    if (example->is_file) {
        const struct source *source = source_new(arena, STR("versions/1_x.py"), text);
        return &python_read(python_reader_new(arena, NULL), source)->upgrade;
    }
    struct text whole = {.arena = arena};
    struct str line;
    text_add(&whole, STR("from alembic import op\nimport sqlalchemy as sa\n"
                         "from sqlalchemy.dialects import postgresql\n"
                         "revision = 'a'\ndown_revision = None\ndef upgrade():\n    pass\n"));
    while (str_split(&text, '\n', &line)) {
        text_addf(&whole, "    " STR_FMT "\n", STR_ARG(line));
    }
    const struct source *source = source_new(arena, STR("versions/1_x.py"), text_str(&whole));
    return &python_read(python_reader_new(arena, NULL), source)->upgrade;
}

static size_t check_text(const struct rule_example *example, struct str text) {
    size_t count = 0;
    struct arena *arena = arena_new();
    struct str difference = {0};
    const struct operations *operations =
        text.size ? read_example(arena, example, text) : &(struct operations){0};
    for (size_t i = 0; i < operations->count; i++) {
        enum outcome outcome = parts_read_back(arena, &operations->items[i], &difference);
        if (outcome == DIFFERS) {
            fail_msg(STR_FMT, STR_ARG(difference));
        }
        count += outcome == READS_BACK;
    }
    for (size_t i = 0; i < operations->count;) {
        if (statement_reads_back(arena, operations, &i, &difference) == DIFFERS) {
            fail_msg("as written: " STR_FMT, STR_ARG(difference));
        }
    }
    arena_free(arena);
    return count;
}

static void every_examples_operations_read_back(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct rules rules = {0};
    struct cupel_error error = {0};
    assert_true(rules_read_builtin(arena, &rules, &error));
    size_t count = 0;
    for (size_t i = 0; i < rules.count; i++) {
        struct rule *rule = rules.items[i];
        assert_true(rules_need_all(arena, &rules, &error));
        for (size_t k = 0; k < rule->examples.count; k++) {
            const struct rule_example *example = &rule->examples.items[k];
            count += check_text(example, example->bad);
            count += check_text(example, example->good);
        }
    }
    assert_in_range(count, 150, 100000);
    arena_free(arena);
}

static void what_sql_alone_can_say_reads_back(void **state) {
    (void)state;
    static const struct rule_example script = {.is_sql = true};
    static const char *const statements[] = {
        "ALTER TABLE s.t ADD COLUMN IF NOT EXISTS a int",
        "CREATE TABLE p PARTITION OF s.t FOR VALUES IN (1)",
        "CREATE TABLE p PARTITION OF t (CHECK (a > 0)) DEFAULT",
        "CREATE UNLOGGED TABLE t (a int, LIKE s.u INCLUDING ALL)",
        "CREATE TABLE t (a int) PARTITION BY LIST (a)",
        "CREATE TABLE t (b text COLLATE \"C\" DEFAULT 'x''y' CHECK (b <> '')) INHERITS (u)",
        "LOCK TABLE ONLY a, s.b IN SHARE MODE NOWAIT",
        "ALTER TABLE t SET LOGGED",
        "ALTER TABLE t SET UNLOGGED",
        "ALTER TABLE t SET TABLESPACE \"Fast\"",
        "ALTER TABLE t SET ACCESS METHOD heap",
        "ALTER TABLE t SET (fillfactor = 70)",
        "ALTER TABLE t RESET (fillfactor)",
        "ALTER TABLE t FORCE ROW LEVEL SECURITY",
        "ALTER TABLE t ENABLE ALWAYS TRIGGER g",
        "ALTER TABLE t DISABLE TRIGGER ALL",
        "ALTER TABLE s.t ATTACH PARTITION s.p FOR VALUES FROM (1) TO (2)",
        "ALTER TABLE t ATTACH PARTITION p DEFAULT",
        "ALTER TABLE t DETACH PARTITION p",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        "ALTER TABLE t DETACH PARTITION p FINALIZE",
        "ALTER TABLE t ALTER a SET STATISTICS 100",
        "ALTER TABLE t ALTER a SET (n_distinct = 5)",
        "ALTER TABLE t ALTER a SET STORAGE EXTERNAL",
        "ALTER TABLE t ALTER a SET COMPRESSION lz4",
        "ALTER TABLE t ADD FOREIGN KEY (a, b) REFERENCES s.u (c, d) MATCH FULL "
        "ON DELETE SET NULL (b) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID",
        "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b)",
        "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY USING INDEX i",
        "ALTER TABLE t ADD EXCLUDE USING gist (a WITH &&) WHERE (b > 0)",
        "ALTER TABLE t ADD CHECK (a > 0) NO INHERIT NOT VALID",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree "
        "(lower(a), b COLLATE \"C\" text_pattern_ops DESC NULLS LAST) INCLUDE (c) "
        "NULLS NOT DISTINCT WITH (fillfactor = 70) WHERE d > 0",
        "CREATE OR REPLACE VIEW s.v (a, b) AS SELECT x, y FROM t",
        "CREATE TEMPORARY VIEW v (n) AS SELECT count(*) FROM t",
        "ALTER VIEW s.v RENAME TO w",
        "DROP VIEW IF EXISTS s.v CASCADE",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY s.v",
        "REFRESH MATERIALIZED VIEW v WITH NO DATA",
        "DROP MATERIALIZED VIEW v",
        "CREATE TYPE s.m AS ENUM ('a', 'it''s')",
        "CREATE TYPE s.point AS (x int, y text COLLATE \"C\")",
        "ALTER TYPE s.m ADD VALUE IF NOT EXISTS 'b' BEFORE 'a'",
        "ALTER TYPE m RENAME VALUE 'a' TO 'b'",
        "DROP DOMAIN IF EXISTS s.d CASCADE",
        "DROP TRIGGER IF EXISTS g ON s.t",
        "ALTER TRIGGER g ON t RENAME TO h",
        "DROP RULE r ON t CASCADE",
        "DROP POLICY IF EXISTS p ON t",
        "ALTER SCHEMA a RENAME TO b",
        "DROP DATABASE IF EXISTS d",
        "RESET lock_timeout",
        "TRUNCATE a, s.b RESTART IDENTITY CASCADE",
        "TRUNCATE ONLY a",
        "ALTER TABLE ONLY t ADD PRIMARY KEY (id)",
        "ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS",
        "CREATE INDEX i ON t (((a).b))",
        "CREATE INDEX i ON t ((a || b) DESC)",
        "REINDEX TABLE CONCURRENTLY s.t",
        "REINDEX INDEX i",
        "REINDEX SCHEMA s",
        "CREATE MATERIALIZED VIEW IF NOT EXISTS s.v AS SELECT a FROM t WITH NO DATA",
        "ALTER MATERIALIZED VIEW v RENAME TO w",
        "ALTER SEQUENCE s.q RENAME TO r",
        "ALTER SEQUENCE q INCREMENT BY 5",
        "DROP STATISTICS IF EXISTS s.e",
        "COMMENT ON CONSTRAINT k ON s.t IS 'x'",
        "COMMENT ON INDEX s.i IS 'x'",
        "ROLLBACK TO a",
        "COMMENT ON TABLE s.t IS 'it''s'",
        "COMMENT ON COLUMN t.a IS NULL",
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (check_text(&script, str_from(statements[i])) != 1) {
            fail_msg("%s is not one operation that prints", statements[i]);
        }
    }
}

static void what_python_writes_in_its_own_way_reads_back(void **state) {
    (void)state;
    static const struct rule_example body = {0};
    static const char *const statements[] = {
        "op.execute(sa.text(r\"ALTER TABLE t ALTER a SET DEFAULT '{}'\\:\\:jsonb\"))",
        "op.create_foreign_key('k', 't', 'u', ['a'], ['b'], ondelete='cascade')",
        "op.create_index('i', 't', [sa.text('((a).b)')], postgresql_using='btree')",
        "op.create_table('t', sa.Column('a', sa.Integer, primary_key=True, nullable=True))",
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (check_text(&body, str_from(statements[i])) != 1) {
            fail_msg("%s is not one operation that prints", statements[i]);
        }
    }
    // aliases and sources are no parts that print
    check_text(&body,
               STR("t, u = sa.table('t', sa.column('a')), sa.table('u', sa.column('b'))\n"
                   "op.execute(t.delete().where(t.c.a.in_(sa.select(u.c.b))))\n"
                   "op.execute(sa.select(t.c.a).where(t.c.a == 1))\n"
                   "with op.get_bind().begin_nested():\n"
                   "    op.execute('DELETE FROM t AS x USING u WHERE x.a = u.b')"));
}

static bool read_whole(struct arena *arena, const char *path, struct str *text) {
    FILE *file = fopen(path, "rb");
    struct text out = {.arena = arena};
    char buffer[4096];
    size_t size;
    while (file && (size = fread(buffer, 1, sizeof buffer, file)) > 0) {
        text_add(&out, (struct str){buffer, size});
    }
    if (!file || fclose(file)) {
        return false;
    }
    *text = text_str(&out);
    return true;
}

// Of files of one's own: how many operations and statements read back; those that differ.
static int check_files(int count, char **paths) {
    static const char *const words[] = {"read back", "not printed", "not whole", "differ"};
    size_t parts[OUTCOME_COUNT] = {0}, statements[OUTCOME_COUNT] = {0};
    for (int i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct str path = str_from(paths[i]), text = {0}, difference = {0};
        if (!read_whole(arena, paths[i], &text)) {
            fprintf(stderr, "%s: cannot be read\n", paths[i]);
            continue;
        }
        const struct source *source = source_new(arena, path, text);
        const struct migration *migration =
            str_ends(path, STR(".sql")) ? script_read(arena, source)
                                        : python_read(python_reader_new(arena, NULL), source);
        const struct operations *both[] = {&migration->upgrade, &migration->downgrade};
        for (size_t k = 0; k < 2; k++) {
            for (size_t j = 0; j < both[k]->count; j++) {
                enum outcome outcome = parts_read_back(arena, &both[k]->items[j], &difference);
                parts[outcome]++;
                if (outcome == DIFFERS) {
                    printf("%s: " STR_FMT "\n", paths[i], STR_ARG(difference));
                } else if (outcome == NOT_PRINTED) {
                    printf("no printer: %s\n", operation_name(both[k]->items[j].kind));
                }
            }
            for (size_t j = 0; j < both[k]->count;) {
                enum outcome outcome = statement_reads_back(arena, both[k], &j, &difference);
                statements[outcome]++;
                if (outcome == DIFFERS) {
                    printf("%s: as written: " STR_FMT "\n", paths[i], STR_ARG(difference));
                }
            }
        }
        arena_free(arena);
    }
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        printf("%zu operations, %zu statements %s\n", parts[i], statements[i], words[i]);
    }
    return parts[DIFFERS] || statements[DIFFERS];
}

int main(int argc, char **argv) {
    if (argc > 1) {
        return check_files(argc - 1, argv + 1);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_examples_operations_read_back),
        cmocka_unit_test(what_sql_alone_can_say_reads_back),
        cmocka_unit_test(what_python_writes_in_its_own_way_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
