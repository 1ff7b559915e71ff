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
        return &python_read(python_reader_new(arena, NULL), source, NULL)->upgrade;
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
    return &python_read(python_reader_new(arena, NULL), source, NULL)->upgrade;
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

// Clauses that no member holds are kept as they are written, those that one holds are printed.
static void what_is_more_than_its_parts_reads_back(void **state) {
    (void)state;
    static const struct rule_example script = {.is_sql = true};
    static const char *const statements[] = {
        "CREATE CONSTRAINT TRIGGER g AFTER INSERT OR UPDATE OF a, \"B\" ON s.t FROM s.u "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f('on')",
        "CREATE OR REPLACE TRIGGER g INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE OR REPLACE RULE r AS ON UPDATE TO s.t WHERE OLD.a > 0 DO INSTEAD NOTHING",
        "CREATE POLICY p ON s.t AS RESTRICTIVE FOR UPDATE TO a, PUBLIC USING (b > 0) "
        "WITH CHECK (b IN (SELECT c FROM u))",
        "CREATE POLICY p ON t",
        "ALTER POLICY p ON t TO a USING (true)",
        "ALTER POLICY p ON t RENAME TO \"Q\"",
        "CREATE OR REPLACE FUNCTION s.f(a int DEFAULT 1, OUT b text) RETURNS text LANGUAGE "
        "plpgsql IMMUTABLE AS $$ BEGIN RETURN ';'; END $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM a USING b; SELECT 1'",
        "CREATE PROCEDURE p(a int) LANGUAGE sql BEGIN ATOMIC INSERT INTO t SELECT a FROM u; "
        "END",
        "DROP FUNCTION IF EXISTS s.f(int, VARIADIC text[]) CASCADE",
        "DROP PROCEDURE p",
        "CREATE DOMAIN s.d AS varchar(5) COLLATE \"C\" DEFAULT 'a' NOT NULL "
        "CONSTRAINT k CHECK (VALUE <> '') CHECK (length(VALUE) > 1)",
        "ALTER DOMAIN s.d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID",
        "ALTER DOMAIN d DROP CONSTRAINT IF EXISTS k CASCADE",
        "ALTER DOMAIN d SET NOT NULL",
        "ALTER DOMAIN d RENAME CONSTRAINT a TO b",
        "ALTER DOMAIN d RENAME TO e",
        "CREATE TABLE IF NOT EXISTS s.u (a, \"B\") USING heap WITH (fillfactor = 70) "
        "TABLESPACE x AS SELECT b, c FROM t WITH NO DATA",
        "CREATE TEMPORARY TABLE u ON COMMIT DROP AS SELECT * FROM t",
        "CREATE UNLOGGED TABLE u AS TABLE t",
        "SELECT a, b AS c INTO s.u FROM t WHERE a > 0",
        "GRANT SELECT, UPDATE (a, \"B\") ON TABLE s.t TO r, PUBLIC WITH GRANT OPTION",
        "GRANT ALL ON ALL TABLES IN SCHEMA s TO r",
        "GRANT EXECUTE ON FUNCTION s.f(int, text) TO CURRENT_USER",
        "GRANT USAGE ON SEQUENCE s.q TO r",
        "GRANT USAGE ON FOREIGN SERVER x TO r",
        "GRANT a TO b WITH ADMIN OPTION",
        "REVOKE GRANT OPTION FOR SELECT ON t FROM r CASCADE",
        "REVOKE ADMIN OPTION FOR a FROM b CASCADE",
        "ALTER DEFAULT PRIVILEGES FOR ROLE r IN SCHEMA s GRANT SELECT ON TABLES TO a",
        "VACUUM (FULL, FREEZE, PARALLEL 2, VERBOSE) s.t (a, b)",
        "VACUUM ANALYZE t",
        "VACUUM",
        "ANALYZE VERBOSE s.t (a)",
        "CLUSTER VERBOSE s.t USING i",
        "CLUSTER",
        "MERGE INTO s.t AS x USING u ON x.a = u.a WHEN MATCHED THEN UPDATE SET b = u.b "
        "WHEN NOT MATCHED THEN INSERT (a, c) VALUES (u.a, 1)",
        "COPY s.t (a, b) FROM STDIN WITH (FORMAT csv, HEADER)\n\\.",
        "COPY t TO '/tmp/x' CSV",
        "COPY (SELECT a FROM t) TO STDOUT",
        "CREATE STATISTICS IF NOT EXISTS s.x (ndistinct, mcv) ON a, (b + c) FROM s.t",
        "ALTER TABLE t REPLICA IDENTITY USING INDEX i",
        "ALTER TABLE t REPLICA IDENTITY FULL",
        "ALTER TABLE t CLUSTER ON i",
        "ALTER TABLE t SET WITHOUT CLUSTER",
        "ALTER TABLE t INHERIT s.u",
        "ALTER TABLE t NO INHERIT u",
        "ALTER TABLE t ALTER CONSTRAINT k DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE t ALTER COLUMN c SET EXPRESSION AS (a + 1)",
        "ALTER TABLE t ALTER a DROP EXPRESSION IF EXISTS",
        "ALTER TABLE IF EXISTS s.t OWNER TO \"R\"",
        "ALTER TABLE IF EXISTS ONLY t SET LOGGED",
        "ALTER FUNCTION s.f(int) OWNER TO CURRENT_USER",
        "ALTER AGGREGATE s.f(int) OWNER TO r",
        "ALTER OPERATOR CLASS s.o USING btree OWNER TO r",
        "ALTER OPERATOR + (int, int) SET SCHEMA s",
        "ALTER MATERIALIZED VIEW IF EXISTS v SET SCHEMA s",
        "ALTER TYPE s.a SET SCHEMA b",
        "ALTER EXTENSION e SET SCHEMA b",
        "ALTER SEQUENCE IF EXISTS s.q OWNER TO r",
        "ALTER INDEX IF EXISTS s.i SET (fillfactor = 70)",
        "ALTER INDEX s.i ATTACH PARTITION s.j",
        "ALTER VIEW IF EXISTS s.v ALTER COLUMN a SET DEFAULT 1",
        "ALTER TYPE s.c ADD ATTRIBUTE d int CASCADE",
        "ALTER TYPE s.c RENAME ATTRIBUTE a TO b CASCADE",
        "CREATE TYPE s.r AS RANGE (subtype = int4)",
        "CREATE TYPE s.b",
        "CREATE DATABASE d TEMPLATE template0",
        "CREATE TABLESPACE x LOCATION '/tmp/x'",
        "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA s CASCADE",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "CREATE PUBLICATION p FOR TABLE t, s.u (a)",
        "ALTER PUBLICATION p ADD TABLE t",
        "ALTER PUBLICATION p RENAME TO q",
        "COMMENT ON FUNCTION s.f(int) IS 'x'",
        "COMMENT ON CAST (a AS b) IS 'x'",
        "COMMENT ON OPERATOR s.+ (int, int) IS 'x'",
        "COMMENT ON TRIGGER g ON s.t IS 'is'",
        "COMMENT ON CONSTRAINT k ON DOMAIN s.d IS NULL",
        "REINDEX (VERBOSE, TABLESPACE x) INDEX CONCURRENTLY s.i",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "ALTER MATERIALIZED VIEW v SET (fillfactor = 70)",
        "CREATE INDEX ON t (a) TABLESPACE \"X y\"",
        "CREATE TABLE t (a \"char\" CONSTRAINT k NOT NULL) TABLESPACE \"X y\"",
        "CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v WHERE n < 5",
        "CREATE VIEW v WITH (security_barrier) AS SELECT 1 AS a WITH LOCAL CHECK OPTION",
        "CREATE MATERIALIZED VIEW v USING heap WITH (fillfactor = 70) AS SELECT 1 AS a",
        "PREPARE TRANSACTION 'it''s'",
        "COMMIT AND CHAIN",
        "RESET ALL",
        "DROP CAST IF EXISTS (a AS b) CASCADE",
        "DROP AGGREGATE s.f(int, text)",
        "DROP OPERATOR CLASS o USING btree",
        "ALTER TABLE t ENABLE RULE r",
        "CREATE ROLE r LOGIN PASSWORD 'x'",
        "CALL s.p(1, ARRAY[2])",
        "EXPLAIN SELECT 1",
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (check_text(&script, str_from(statements[i])) != 1) {
            fail_msg("%s is not one operation that prints", statements[i]);
        }
    }
    check_text(&script, STR("DROP FUNCTION f(int), s.g(text, text) CASCADE; DROP ROLE a, b;"
                            "DROP COLLATION IF EXISTS a, s.b; VACUUM a, b (c);"
                            "GRANT EXECUTE ON FUNCTION f(int), g(text) TO r, s"));
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
            str_ends(path, STR(".sql"))
                ? script_read(arena, source)
                : python_read(python_reader_new(arena, NULL), source, NULL);
        const struct operations *both[] = {&migration->upgrade, &migration->downgrade};
        for (size_t k = 0; k < 2; k++) {
            for (size_t j = 0; j < both[k]->count; j++) {
                enum outcome outcome = parts_read_back(arena, &both[k]->items[j], &difference);
                parts[outcome]++;
                if (outcome == DIFFERS) {
                    printf("%s: " STR_FMT "\n", paths[i], STR_ARG(difference));
                } else if (outcome == NOT_PRINTED) {
                    const struct operation *operation = &both[k]->items[j];
                    printf("no printer: %s: " STR_FMT "\n", operation_name(operation->kind),
                           STR_ARG(operation->reason));
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
        cmocka_unit_test(what_is_more_than_its_parts_reads_back),
        cmocka_unit_test(what_python_writes_in_its_own_way_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
