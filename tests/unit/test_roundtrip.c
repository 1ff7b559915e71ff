// What is printed as SQL reads back as the same operation: over every example of every rule.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lint/rules.h"
#include "model/print.h"
#include "operation_text.h"
#include "python/migration.h"
#include "sql/script.h"
#include "sql/translate.h"

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

// The operation without what its surroundings add.
static struct operation alone(const struct operation *operation) {
    struct operation copy = *operation;
    copy.sql = (struct str){0};
    if (copy.kind == OP_DROP_INDEX) {
        copy.table = (struct str){0}; // Alembic is told more than it sends
    } else if (copy.kind == OP_DROP_CONSTRAINT) {
        copy.constraint = (struct constraint_def){0};
    }
    copy.in_do_block = copy.in_loop = copy.by_alembic = false;
    return copy;
}

// FLOAT and DOUBLE PRECISION are one type.
static void spell_type(struct arena *arena, struct sql_type *type) {
    struct text text = {.arena = arena};
    if (type->is_unknown || !type->name.size) {
        return;
    }
    text_add(&text, type->name);
    for (uint32_t i = 0; i < type->modifier_count; i++) {
        text_addf(&text, " %d", (int)type->modifiers[i]);
    }
    text_addf(&text, "[%u]", (unsigned)type->dimensions);
    type->text = text_str(&text);
}

static void spell_types(struct arena *arena, struct operation *operation) {
    spell_type(arena, &operation->column.type);
    for (size_t i = 0; i < operation->columns.count; i++) {
        spell_type(arena, &operation->columns.items[i].type);
    }
}

// What the operation prints as reads back the same; false when it prints as nothing whole.
static bool check_operation(struct arena *arena, const struct operation *operation) {
    struct operation first = alone(operation);
    struct str sql = operation_sql(arena, &first);
    if (!sql.size || first.unknown.count || str_find(sql, STR("…"), 0) != SIZE_MAX) {
        return false;
    }
    struct mapped_text text = {.text = sql};
    struct sql_origin origin = {.stands_alone = true};
    struct operations read = {0};
    uint32_t statement = 0;
    sql_translate(arena, &text, &origin, &statement, &read);
    spell_types(arena, &first);
    for (size_t i = 0; i < read.count; i++) {
        spell_types(arena, &read.items[i]);
    }
    struct str expected = operation_text(arena, &first);
    struct str found =
        read.count == 1 ? operation_text(arena, &read.items[0]) : operations_text(arena, &read);
    if (!str_equal(expected, found)) {
        fail_msg(STR_FMT "\n  is  " STR_FMT "\n  not " STR_FMT, STR_ARG(sql), STR_ARG(found),
                 STR_ARG(expected));
    }
    return true;
}

static size_t check_text(const struct rule_example *example, struct str text) {
    size_t count = 0;
    struct arena *arena = arena_new();
    const struct operations *operations =
        text.size ? read_example(arena, example, text) : &(struct operations){0};
    for (size_t i = 0; i < operations->count; i++) {
        count += check_operation(arena, &operations->items[i]);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_examples_operations_read_back),
        cmocka_unit_test(what_sql_alone_can_say_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
