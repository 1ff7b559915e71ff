#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "operation_text.h"
#include "model/version.h"
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

// A text in which {reason} stands for a hole.
static struct mapped_text with_holes(const struct source *source) {
    struct mapped_text text = mapped_from_source(arena, source);
    for (size_t at = str_find(text.text, STR("{"), 0); at != SIZE_MAX;
         at = str_find(text.text, STR("{"), at + 1)) {
        size_t end = str_find(text.text, STR("}"), at);
        *ARENA_PUSH(arena, &text.holes) =
            (struct text_hole){.offset = (uint32_t)at,
                               .size = (uint32_t)(end + 1 - at),
                               .reason = str_slice(text.text, at + 1, end)};
    }
    return text;
}

static struct operations translate(const char *sql, struct sql_origin origin) {
    struct source *source = source_new(arena, STR("m.py"), str_from(sql));
    struct mapped_text text = with_holes(source);
    struct operations operations = {0};
    uint32_t statement = 0;
    origin.span = (struct span){0, (uint32_t)source->text.size};
    sql_translate(arena, &text, &origin, &statement, &operations);
    return operations;
}

struct example {
    const char *sql;
    const char *expected;
};

static void check_with(const struct example *examples, size_t count, struct sql_origin origin) {
    for (size_t i = 0; i < count; i++) {
        struct operations operations = translate(examples[i].sql, origin);
        struct str text = operations_text(arena, &operations);
        assert_string_equal(text.size ? text.data : "", examples[i].expected);
    }
}

#define CHECK_AS(examples, origin)                                                             \
    check_with((examples), sizeof(examples) / sizeof *(examples), origin)
#define CHECK(examples) CHECK_AS(examples, plain)

static const struct sql_origin plain = {0};

static void create_table_reads_columns_and_constraints(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"CREATE TABLE shop.\"Order\" (id bigserial, Total numeric(10,2) DEFAULT -1.5 NOT "
         "NULL)",
         "1 create_table schema shop on Order (id BIGSERIAL not null)"
         " (total NUMERIC(10, 2) not null default -1.5)"},
        {"CREATE TEMP TABLE IF NOT EXISTS t (a text COLLATE \"C\" DEFAULT 'x'::text UNIQUE)",
         "1 create_table on t (a TEXT collate C default 'x'::text) [unique a inline]"
         " if not exists temporary"},
        {"CREATE UNLOGGED TABLE t (a int GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2), "
         "b int GENERATED ALWAYS AS (a * 2) STORED)",
         "1 create_table on t (a INTEGER not null always with START 5 INCREMENT 2)"
         " (b INTEGER stored as a * 2) unlogged"},
        {"CREATE TABLE t (a int REFERENCES o ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, "
         "CONSTRAINT c CHECK (a > (1 + 2)) NO INHERIT, PRIMARY KEY (a) INCLUDE (b), "
         "FOREIGN KEY (a, b) REFERENCES s.p (x, y) MATCH FULL ON UPDATE CASCADE)",
         "1 create_table on t (a INTEGER not null) [fk a to o delete SET NULL deferrable "
         "deferred"
         " inline] [check c if a > (1 + 2) no inherit] [pk a include b]"
         " [fk a,b to p.x,y update CASCADE match FULL]"},
        {"CREATE TABLE t (during tsrange, EXCLUDE USING gist (during WITH &&) "
         "WHERE (NOT (during IS NULL)) DEFERRABLE)",
         "1 create_table on t (during TSRANGE) [exclude during USING gist (during WITH &&) "
         "WHERE (NOT (during IS NULL)) deferrable]"},
        {"CREATE TABLE log (at date, LIKE base INCLUDING ALL) PARTITION BY RANGE (at, "
         "lower(x))",
         "1 create_table on log (at DATE) method RANGE by RANGE (at, lower(x)) inherits base"
         " options LIKE base INCLUDING ALL"},
        {"CREATE TABLE log_1 PARTITION OF s.log FOR VALUES FROM (1, 2) TO (MAXVALUE, 3) "
         "WITH (fillfactor = 70)",
         "1 create_table on log_1 of log FOR VALUES FROM (1, 2) TO (MAXVALUE, 3)"
         " options WITH (fillfactor = 70)"},
        {"CREATE TABLE log_d PARTITION OF log DEFAULT",
         "1 create_table on log_d of log DEFAULT"},
        {"CREATE TABLE t (a int) INHERITS (p, s.q)",
         "1 create_table on t (a INTEGER) inherits p,s.q"},
        {"CREATE TABLE t AS SELECT a, b AS c FROM u JOIN s.v USING (x) WITH NO DATA",
         "1 create_table_as on t (a  not null) (c  not null)"
         " where SELECT a, b AS c FROM u JOIN s.v USING (x) names u,s.v no data"},
    };
    CHECK(examples);
}

static void alter_table_gives_one_operation_for_each_clause(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"ALTER TABLE ONLY t ADD COLUMN IF NOT EXISTS a int DEFAULT f(1, 2) "
         "CONSTRAINT u UNIQUE, DROP COLUMN b CASCADE, "
         "ALTER c TYPE numeric(5) USING round(c, 2), OWNER TO CURRENT_USER",
         "1 add_column on t a (a INTEGER default f(1, 2)) [unique u a inline] if not exists "
         "only\n"
         "1 drop_column on t b cascade only\n"
         "1 alter_column_type on t c (c NUMERIC(5) not null) where round(c, 2) only\n"
         "1 set_owner on t -> CURRENT_USER only"},
        {"ALTER TABLE t ALTER a SET DEFAULT NULL, ALTER a DROP DEFAULT, ALTER a SET NOT NULL, "
         "ALTER a DROP NOT NULL, ALTER COLUMN a SET STATISTICS -1, ALTER a SET (n_distinct = "
         "5)",
         "1 set_default on t a (a  not null default NULL)\n1 drop_default on t a\n"
         "1 set_not_null on t a\n1 drop_not_null on t a\n"
         "1 set_statistics on t a options SET STATISTICS -1\n"
         "1 set_column_options on t a options SET (n_distinct = 5)"},
        {"ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID, VALIDATE CONSTRAINT d, "
         "DROP CONSTRAINT IF EXISTS e, ADD UNIQUE USING INDEX i",
         "1 add_constraint on t c [check c if a > 0 not valid]\n"
         "1 validate_constraint on t d\n1 drop_constraint on t e if exists\n"
         "1 add_constraint on t [unique index i]"},
        {"ALTER TABLE t ALTER a ADD GENERATED BY DEFAULT AS IDENTITY, "
         "ALTER a SET GENERATED ALWAYS RESTART, ALTER a DROP IDENTITY IF EXISTS",
         "1 add_identity on t a (a  not null by default)\n"
         "1 set_identity on t a (a  not null always) options SET GENERATED ALWAYS RESTART\n"
         "1 drop_identity on t a if exists"},
        {"ALTER TABLE p ATTACH PARTITION s.c FOR VALUES IN ('a', 'b')",
         "1 attach_partition on p of c FOR VALUES IN ('a', 'b')"},
        {"ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
         "1 detach_partition on p of c concurrently"},
        {"ALTER TABLE p DETACH PARTITION c FINALIZE", "1 detach_partition on p of c full"},
        {"ALTER TABLE t INHERIT p, NO INHERIT s.q, SET LOGGED, SET TABLESPACE d, "
         "SET ACCESS METHOD heap, CLUSTER ON i",
         "1 inherit on t inherits p\n1 no_inherit on t inherits s.q\n1 set_logged on t\n"
         "1 set_tablespace on t d\n1 set_access_method on t method heap\n"
         "1 cluster_on on t i options CLUSTER ON i"},
        {"ALTER TABLE t DISABLE TRIGGER ALL, ENABLE ROW LEVEL SECURITY, SET (fillfactor = 70), "
         "REPLICA IDENTITY USING INDEX i, ALTER CONSTRAINT c DEFERRABLE, ENABLE RULE r",
         "1 disable_trigger on t options DISABLE TRIGGER ALL\n"
         "1 row_security on t options ENABLE ROW LEVEL SECURITY\n"
         "1 set_storage_parameters on t options SET (fillfactor = 70)\n"
         "1 replica_identity on t i options REPLICA IDENTITY USING INDEX i\n"
         "1 alter_constraint on t c options ALTER CONSTRAINT c DEFERRABLE\n"
         "1 other on t r object RULE options ENABLE RULE r"},
        {"ALTER TABLE IF EXISTS t SET SCHEMA s", "1 set_schema on t -> s if exists"},
        {"ALTER INDEX a.i SET (fillfactor = 70)",
         "1 alter_index schema a i object INDEX options SET (fillfactor = 70)"},
        {"ALTER INDEX i ATTACH PARTITION j", "1 attach_index i -> j object INDEX"},
        {"ALTER VIEW v ALTER a SET DEFAULT 1",
         "1 alter_view on v object VIEW options ALTER a SET DEFAULT 1"},
        {"ALTER TYPE p ADD ATTRIBUTE c int",
         "1 alter_type p object TYPE options ADD ATTRIBUTE c int"},
    };
    CHECK(examples);
}

static void indexes_are_read_with_their_keys(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING gin "
         "(a gin_trgm_ops DESC NULLS LAST, lower(b) COLLATE \"C\", (a || b)) INCLUDE (c) "
         "WITH (fillfactor = 70) WHERE a IS NOT NULL",
         "1 create_index schema s on t i <a class gin_trgm_ops DESC NULLS LAST>"
         " < = lower(b) collate C> < = a || b> where a IS NOT NULL include c method gin"
         " options WITH (fillfactor = 70) concurrently if not exists unique only"},
        {"CREATE INDEX ON t (a)", "1 create_index on t <a>"},
        {"DROP INDEX CONCURRENTLY IF EXISTS a, s.b CASCADE",
         "1 drop_index a concurrently if exists cascade\n"
         "1 drop_index schema s b concurrently if exists cascade"},
        {"REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
         "1 reindex on t object TABLE options VERBOSE concurrently"},
        {"REINDEX INDEX s.i", "1 reindex schema s i object INDEX"},
        {"REINDEX DATABASE d", "1 reindex d object DATABASE"},
        {"CLUSTER t USING i", "1 cluster on t i"},
    };
    CHECK(examples);
}

static void objects_are_dropped_renamed_and_moved(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"DROP TABLE IF EXISTS a.b, c CASCADE",
         "1 drop_table schema a on b if exists cascade\n1 drop_table on c if exists cascade"},
        {"DROP MATERIALIZED VIEW v", "1 drop_materialized_view on v"},
        {"DROP FUNCTION a.f(int), g", "1 drop_function schema a f\n1 drop_function g"},
        {"DROP PROCEDURE p", "1 drop_function p object PROCEDURE"},
        {"DROP TRIGGER x ON a.t", "1 drop_trigger schema a on t x"},
        {"DROP TYPE a.m", "1 drop_type schema a m"},
        {"DROP DOMAIN d", "1 drop_domain d"},
        {"DROP SEQUENCE s", "1 drop_sequence s"},
        {"DROP POLICY p ON t", "1 drop_policy on t p"},
        {"DROP EXTENSION e", "1 drop_extension e"},
        {"DROP CAST (int AS text)", "1 other object CAST options DROP"},
        {"DROP COLLATION s.c", "1 other schema s c object COLLATION options DROP"},
        {"ALTER TABLE t RENAME a TO b", "1 rename_column on t a -> b"},
        {"ALTER TABLE t RENAME TO u", "1 rename_table on t -> u"},
        {"ALTER INDEX i RENAME TO j", "1 rename_index i -> j"},
        {"ALTER MATERIALIZED VIEW v RENAME TO w",
         "1 rename_view on v -> w object MATERIALIZED VIEW"},
        {"ALTER TABLE t RENAME CONSTRAINT a TO b", "1 rename_constraint on t a -> b"},
        {"ALTER TRIGGER a ON t RENAME TO b", "1 rename_trigger on t a -> b"},
        {"ALTER SCHEMA a RENAME TO b", "1 rename_schema a -> b"},
        {"ALTER TYPE a RENAME TO b", "1 rename_type a -> b"},
        {"ALTER TYPE c RENAME ATTRIBUTE a TO b",
         "1 alter_type c -> b object ATTRIBUTE names a"},
        {"ALTER SEQUENCE a RENAME TO b", "1 alter_sequence a -> b options RENAME"},
        {"ALTER FUNCTION f(int) RENAME TO g", "1 other f -> g object FUNCTION options RENAME"},
        {"ALTER FUNCTION f(int) SET SCHEMA s", "1 set_schema f -> s object FUNCTION"},
        {"ALTER SCHEMA a OWNER TO bob", "1 set_owner a -> bob object SCHEMA"},
        {"COMMENT ON COLUMN s.t.c IS 'it''s'",
         "1 comment schema s on t c object COLUMN is it's"},
        {"COMMENT ON TYPE m IS NULL", "1 comment m object TYPE"},
        {"COMMENT ON CONSTRAINT c ON t IS 'x'", "1 comment on t c object CONSTRAINT is x"},
    };
    CHECK(examples);
    struct operations operations = translate("COMMENT ON TYPE m IS NULL", plain);
    assert_null(operations.items[0].comment.data);
}

static void definitions_become_operations(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"CREATE TYPE s.m AS ENUM ('a', 'b')",
         "1 create_type schema s m object ENUM names a,b"},
        {"CREATE TYPE c AS (a int, b text)",
         "1 create_type c object COMPOSITE (a INTEGER) (b TEXT)"},
        {"ALTER TYPE m ADD VALUE IF NOT EXISTS 'c' AFTER 'a'",
         "1 add_enum_value m -> c options AFTER 'a' if not exists"},
        {"ALTER TYPE m RENAME VALUE 'a' TO 'z'", "1 rename_enum_value m -> z names a"},
        {"CREATE DOMAIN d AS text NOT NULL DEFAULT 'x' CONSTRAINT c CHECK (VALUE <> '')",
         "1 create_domain d ( TEXT not null default 'x') [check c if VALUE <> '']"},
        {"ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID",
         "1 alter_domain d [check c if VALUE > 0 not valid]"
         " options ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID"},
        {"ALTER DOMAIN d SET NOT NULL", "1 alter_domain d options SET NOT NULL"},
        {"CREATE SEQUENCE IF NOT EXISTS s START 5 OWNED BY a.t.c",
         "1 create_sequence s names a.t options START 5 OWNED BY a.t.c if not exists"},
        {"CREATE OR REPLACE FUNCTION s.f(k int) RETURNS int LANGUAGE sql STABLE SECURITY "
         "DEFINER "
         "SET search_path = s AS 'SELECT 1'",
         "1 create_function schema s f object FUNCTION ( INTEGER not null)"
         " options LANGUAGE sql STABLE SECURITY DEFINER SET search_path or replace"},
        {"CREATE TRIGGER x AFTER UPDATE OF a, b ON t FOR EACH ROW WHEN (NEW.a > 0) "
         "EXECUTE FUNCTION f()",
         "1 create_trigger on t x where NEW.a > 0 names a,b options AFTER UPDATE OF a, b"},
        {"CREATE POLICY p ON t USING (a IN (SELECT b FROM s.u)) WITH CHECK (a > 0)",
         "1 create_policy on t p [? if a > 0] where a IN (SELECT b FROM s.u) names s.u"},
        {"CREATE OR REPLACE VIEW v (x, y) AS SELECT a, b FROM t",
         "1 create_view on v (x  not null) (y  not null) where SELECT a, b FROM t names t"
         " or replace"},
        {"CREATE VIEW v AS SELECT * FROM t",
         "1 create_view on v where SELECT * FROM t names t ?columns"},
        {"CREATE MATERIALIZED VIEW v AS SELECT a FROM t WITH NO DATA",
         "1 create_materialized_view on v (a  not null) where SELECT a FROM t names t no data"},
        {"REFRESH MATERIALIZED VIEW CONCURRENTLY v",
         "1 refresh_materialized_view on v concurrently"},
        {"CREATE SCHEMA s CREATE TABLE t (a int)",
         "1 create_schema s\n1 create_table schema s on t (a INTEGER)"},
        {"CREATE EXTENSION IF NOT EXISTS citext", "1 create_extension citext if not exists"},
        {"CREATE STATISTICS s ON a, b FROM t", "1 create_statistics on t s names a,b"},
        {"CREATE PUBLICATION p FOR TABLE a, s.b",
         "1 create_publication p names a,s.b options FOR TABLE a, s.b"},
        {"CREATE DATABASE d", "1 create_database d"},
        {"ALTER SYSTEM SET work_mem = '4MB'",
         "1 alter_system work_mem options SET work_mem = '4MB'"},
        {"GRANT SELECT, UPDATE ON t, u TO bob, PUBLIC",
         "1 grant on t object TABLE names bob,PUBLIC options SELECT, UPDATE\n"
         "1 grant on u object TABLE names bob,PUBLIC options SELECT, UPDATE"},
        {"REVOKE ALL ON SCHEMA s FROM bob",
         "1 revoke s object SCHEMA names bob options ALL PRIVILEGES"},
        {"CREATE ROLE bob", "1 other bob object ROLE options CREATE"},
        {"CALL p()", "1 other object CALL"},
    };
    CHECK(examples);
}

static void row_changes_name_tables_columns_and_conditions(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"INSERT INTO s.t (a, b, a) VALUES (1, 2, 3) ON CONFLICT (a) DO UPDATE SET b = 3",
         "1 insert schema s on t names a,b,a options ON CONFLICT DO UPDATE"},
        {"UPDATE t SET (a, b) = (1, 2), c[1] = 3, c[2] = 4 WHERE a = 1 OR b = 2 RETURNING a",
         "1 update on t where a = 1 OR b = 2 names a,b,c"},
        {"DELETE FROM ONLY t", "1 delete on t only"},
        {"DELETE FROM t WHERE CURRENT OF c", "1 delete on t where CURRENT OF c"},
        {"WITH d AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM d",
         "1 delete on a\n1 insert on b"},
        {"MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = 1",
         "1 merge on t names b reads s"},
        {"SELECT a FROM s.t WHERE b = 1 FOR UPDATE",
         "1 select schema s on t where b = 1 names s.t options FOR UPDATE"},
        {"SELECT a INTO TEMP u FROM t",
         "1 create_table_as on u (a  not null) where SELECT a FROM t names t temporary"},
        {"COPY t (a) FROM STDIN", "1 copy on t names a options FROM"},
        {"TRUNCATE a, s.b RESTART IDENTITY CASCADE",
         "1 truncate on a names s.b cascade restart identity"},
        {"LOCK TABLE a, b IN SHARE MODE", "1 lock_table on a names b method SHARE"},
        {"VACUUM (FULL, ANALYZE) t, u",
         "1 vacuum on t options ANALYZE full\n1 vacuum on u options ANALYZE full"},
        {"ANALYZE", "1 analyze"},
        {"EXPLAIN DELETE FROM t", "1 other object EXPLAIN"},
        {"EXPLAIN (ANALYZE) DELETE FROM t", "1 delete on t"},
    };
    CHECK(examples);
}

static void the_other_relations_that_rows_come_from_are_sources(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"INSERT INTO t SELECT * FROM s.a JOIN t USING (id)", "1 insert on t reads s.a,t"},
        {"INSERT INTO t (a) VALUES ((SELECT max(a) FROM b))", "1 insert on t names a reads b"},
        {"UPDATE t SET a = b.a FROM b WHERE b.id = t.id AND c IN (SELECT c FROM d)",
         "1 update on t where b.id = t.id AND c IN (SELECT c FROM d) names a reads d,b"},
        {"DELETE FROM t USING b WHERE b.id = t.id", "1 delete on t where b.id = t.id reads b"},
        {"WITH d AS (DELETE FROM a RETURNING *), e AS (SELECT * FROM f) "
         "INSERT INTO b SELECT * FROM d, e",
         "1 delete on a\n1 insert on b reads f"},
        {"WITH d AS (DELETE FROM t RETURNING a), i AS (INSERT INTO u SELECT * FROM d) "
         "UPDATE v SET a = 1 FROM d",
         "1 delete on t\n1 insert on u\n1 update on v names a"},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS "
         "'DELETE FROM a WHERE b IN (SELECT b FROM c); SELECT d FROM e'",
         "1 create_function f object FUNCTION ( INTEGER not null) names a reads c,e"
         " options LANGUAGE sql"},
        {"SELECT setval('q', (SELECT max(id) FROM t)), nextval('r'::regclass)",
         "1 select on t names t reads q,r"},
    };
    CHECK(examples);
}

static void the_session_and_its_transactions_are_read(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"SET LOCAL lock_timeout = '5s'", "1 set lock_timeout where '5s' local"},
        {"SET search_path TO a, b", "1 set search_path where a, b"},
        {"SELECT pg_catalog.set_config('Lock_Timeout', '5s', true)",
         "1 set lock_timeout where '5s' local"},
        {"RESET ALL", "1 reset all"},
        {"SET x TO DEFAULT", "1 reset x"},
        {"BEGIN; SAVEPOINT a; RELEASE a; ROLLBACK TO a; COMMIT AND CHAIN; END; ROLLBACK",
         "1 begin\n2 savepoint a options SAVEPOINT\n3 savepoint a options RELEASE\n"
         "4 savepoint a options ROLLBACK TO\n5 commit options AND CHAIN\n6 commit\n7 rollback"},
        {"PREPARE TRANSACTION 'x'", "1 prepare_transaction x"},
        {"COMMIT PREPARED 'x'",
         "1 other x object PREPARED TRANSACTION options COMMIT PREPARED"},
    };
    CHECK(examples);
}

static void statements_have_places_and_texts_of_their_own(void **state) {
    (void)state;
    const char *sql = "-- first\n  DROP TABLE a ; ;\n/* b */ DROP TABLE b\n";
    struct operations operations = translate(sql, plain);
    assert_int_equal(operations.count, 2);
    const struct operation *first = &operations.items[0], *second = &operations.items[1];
    assert_true(str_is(first->sql, "DROP TABLE a"));
    assert_int_equal(first->span.start, 11);
    assert_int_equal(first->span.end, 23);
    assert_true(str_is(second->sql, "DROP TABLE b"));
    assert_int_equal(second->statement, 2);
    assert_true(first->sent_together && second->sent_together && first->from_sql);
    operations = translate(sql, (struct sql_origin){.stands_alone = true});
    assert_false(operations.items[0].sent_together);
}

static void places_map_back_through_escapes(void **state) {
    (void)state;
    // "DROP\x20TABLE a" in Python: the blank comes from four characters
    struct source *source =
        source_new(arena, STR("m.py"), STR("op.execute('DROP\\x20TABL a')"));
    struct mapped_text text = {.text = STR("DROP TABL a"), .source = source};
    *ARENA_PUSH(arena, &text.pieces) = (struct text_piece){0, 4, {12, 16}};
    *ARENA_PUSH(arena, &text.pieces) = (struct text_piece){4, 1, {16, 20}};
    *ARENA_PUSH(arena, &text.pieces) = (struct text_piece){5, 6, {20, 26}};
    struct operations operations = {0};
    uint32_t statement = 7;
    sql_translate(arena, &text, &plain, &statement, &operations);
    assert_int_equal(operations.items[0].kind, OP_SYNTAX_ERROR);
    assert_int_equal(operations.items[0].span.start, 20);
    assert_int_equal(operations.items[0].span.end, 24);
    assert_int_equal(operations.items[0].statement, 8);
}

static void a_syntax_error_leaves_the_other_statements_alone(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"DROP TABLE a; DROP TABEL é, b; DROP TABLE c",
         "1 drop_table on a\n2 syntax_error because syntax error at or near \"TABEL\"\n"
         "3 drop_table on c"},
        {"ALTER TABLE t ADD (a int; DROP TABLE c",
         "1 syntax_error because syntax error at or near \"(\"\n2 drop_table on c"},
        {"SELECT 'open; DROP TABLE c", "1 syntax_error because unterminated quoted string at "
                                       "or near \"'open; DROP TABLE c\""},
        {";;", ""},
        {"", ""},
        {"-- nothing", ""},
    };
    CHECK(examples);
    // The parser counts characters, spans count bytes
    struct operations operations = translate("DROP TABLE é, 'x'", plain);
    assert_int_equal(operations.items[0].span.start, 15);
    assert_int_equal(operations.items[0].span.end, 18);
}

static void semicolons_inside_a_statement_do_not_end_it(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; "
         "SELECT CASE WHEN true THEN 1 END; END; DROP TABLE c",
         "1 create_function f object FUNCTION ( INTEGER not null) options LANGUAGE sql\n"
         "2 drop_table on c"},
        {"CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); DROP TABLE c",
         "1 create_rule on t r names a,b options AS ON INSERT\n2 drop_table on c"},
        {"UPDATE t SET a = ';', b = $$;$$ /* ; */; DROP TABLE c",
         "1 update on t names a,b\n2 drop_table on c"},
    };
    CHECK(examples);
}

static void bind_parameters_are_values(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"UPDATE t SET a = :a, b = :b::int WHERE c IN :ids AND d NOT IN :e",
         "1 update on t where c IN :ids AND d NOT IN :e names a,b"},
        {"UPDATE t SET a = %(a)s, b=%s WHERE c = ? AND d ? 'k' AND e % 5 = 1",
         "1 update on t where c = ? AND d ? 'k' AND e % 5 = 1 names a,b"},
        {"DELETE FROM t WHERE a = ':b' AND c = d\\:\\:int AND e LIKE 'x%%'",
         "1 delete on t where a = ':b' AND c = d\\:\\:int AND e LIKE 'x%%'"},
        {"SET lock_timeout = :t", "1 set lock_timeout where :t expression? ?value"},
        {"SELECT a[1:n], b[:n] FROM t", "1 select on t names t"},
    };
    CHECK_AS(examples, (struct sql_origin){.binds = true});
    static const struct example sent_as_it_is[] = {
        {"DELETE FROM t WHERE a = :b", "1 syntax_error because syntax error at or near \":\""},
    };
    CHECK(sent_as_it_is);
}

static void holes_become_unknown_fields(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"ALTER TABLE {t} ADD COLUMN {c} {y} DEFAULT {d} NOT NULL",
         "1 add_column on … … (… ? not null default … default?) ?table ?name ?column"},
        {"DROP TABLE {s}.pre_{t}_old", "1 drop_table schema … on pre_…_old ?schema ?table"},
        {"DELETE FROM t WHERE id IN {ids}", "1 delete on t where id IN … expression?"},
        {"DELETE FROM t {where}", "1 delete on t expression? ?where"},
        {"UPDATE t SET a = '{v}' WHERE b = 'x{w}'", "1 update on t where b = 'x…' names a"},
        {"COMMENT ON TABLE t IS {c}", "1 comment on t object TABLE is … ?comment"},
        {"ALTER TABLE t ALTER a TYPE varchar({n})",
         "1 alter_column_type on t a (a ? not null) ?options"},
        {"CREATE TABLE t ({columns})", "1 create_table on t (… ?) ?columns"},
        {"CREATE INDEX i ON t ({c})", "1 create_index on t i <…> ?keys ?columns"},
        {"DROP TABLE t {cascade}", "1 drop_table on t ?options"},
        {"CREATE TYPE m AS ENUM ('a', '{v}')", "1 create_type m object ENUM names a,… ?names"},
        {"ALTER TABLE t {action}", "1 opaque because action"},
        {"{all}", "1 opaque because all"},
        {"{all}; DROP TABLE t", "1 opaque because all\n2 drop_table on t"},
    };
    CHECK(examples);
    struct operations operations = translate("DROP TABLE {t}", plain);
    assert_true(str_is(operations.items[0].sql, "DROP TABLE …"));
    assert_true(str_is(*operation_unknown(&operations.items[0], "table"), "t"));
}

static void a_hole_of_no_size_is_one(void **state) {
    (void)state;
    struct mapped_text text = {.text = STR("DROP TABLE ")};
    *ARENA_PUSH(arena, &text.holes) =
        (struct text_hole){.offset = 11, .size = 0, .reason = STR("a name")};
    struct operations operations = {0};
    uint32_t statement = 0;
    sql_translate(arena, &text, &plain, &statement, &operations);
    assert_string_equal(operations_text(arena, &operations).data, "1 drop_table on … ?table");
}

static void other_dialects_are_no_syntax_errors(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"PRAGMA foreign_keys = OFF", "1 opaque because SQL of SQLite: pragma"},
        {"ALTER TABLE `t` DROP COLUMN `c`", "1 opaque because SQL of MySQL: `"},
        {"ALTER TABLE t CHANGE a b int", "1 opaque because SQL of MySQL: alter table * change"},
        {"CREATE TABLE t (a int AUTO_INCREMENT)",
         "1 opaque because SQL of MySQL: auto_increment"},
        {"CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)",
         "1 opaque because SQL of SQLite: autoincrement"},
        {"ALTER TABLE t MODIFY a int", "1 opaque because SQL of MySQL: alter table * modify"},
        {"ALTER TABLE t ADD UNIQUE INDEX i (a)",
         "1 opaque because SQL of MySQL: add unique index"},
        {"UPDATE OR IGNORE t SET a = 1", "1 opaque because SQL of SQLite: update or"},
        {"CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.a THEN SIGNAL SQLSTATE "
         "'45000'; END IF; SET NEW.b = CASE a WHEN 1 THEN 2 END; END; DROP TABLE c",
         "1 opaque because SQL of MySQL: signal sqlstate\n2 drop_table on c"},
        {"DROP TRIGGER g", "1 opaque because SQL of MySQL or SQLite: drop trigger * $"},
        {"UPDATE a x INNER JOIN b ON x.i = b.i SET x.c = 1",
         "1 opaque because SQL of MySQL: update * * inner join"},
        {"ALTER TABLE t ADD FOREIGN KEY k(a) REFERENCES u (b)",
         "1 opaque because SQL of MySQL: add foreign key * ("},
        {"SELECT a FROM t WHERE b REGEXP '^c'", "1 opaque because SQL of MySQL: regexp '"},
        {"SELECT a FROM t LIMIT 1, 2", "1 opaque because SQL of MySQL: limit 1, 2"},
        {"SHOW COLUMNS FROM t", "1 opaque because SQL of MySQL: show columns"},
        {"SELECT a IS NOT 'null'", "1 opaque because SQL of SQLite: is not '"},
        {"DROP TRIGGER g ON t", "1 drop_trigger on t g"},
    };
    CHECK(examples);
}

static void syntax_newer_than_the_parser_is_read(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID",
         "1 add_constraint on t n [not null n a not valid]"},
        {"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u NOT ENFORCED",
         "1 add_constraint on t [fk a to u not enforced]"},
        {"ALTER TABLE t ADD a int GENERATED ALWAYS AS (b * 2) VIRTUAL",
         "1 add_column on t a (a INTEGER virtual as b * 2)"},
        {"ALTER TABLE t ADD a int GENERATED ALWAYS AS (b * 2)",
         "1 add_column on t a (a INTEGER virtual as b * 2)"},
        {"ALTER TABLE t ALTER a SET EXPRESSION AS (b * 2)",
         "1 set_expression on t a (a  not null stored as b * 2)"},
        {"REPACK (CONCURRENTLY) s.t", "1 other schema s on t object REPACK concurrently"},
    };
    CHECK(examples);
}

static void newer_syntax_tells_the_version_it_came_with(void **state) {
    (void)state;
    static const struct {
        const char *sql;
        unsigned since;
    } cases[] = {
        {"ALTER TABLE t ADD COLUMN a int", 0},
        {"SELECT a FROM (SELECT 1 AS a) WHERE a > 0", 16},
        {"SELECT a FROM (SELECT 1 AS a) AS b WHERE a IS DISTINCT FROM (SELECT 1)", 0},
        {"SELECT b.c FROM a, JSON_TABLE(a.d, '$[*]' COLUMNS (c int PATH '$')) AS b", 17},
        {"CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)", 10},
        {"CREATE TABLE t (a int) PARTITION BY RANGE (a)", 10},
        {"CREATE TABLE p PARTITION OF t DEFAULT", 11},
        {"CREATE INDEX i ON t (a) INCLUDE (b)", 11},
        {"ALTER TABLE t ADD UNIQUE (a) INCLUDE (b)", 11},
        {"CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'", 11},
        {"REINDEX TABLE CONCURRENTLY t", 12},
        {"ALTER TABLE t ADD a int GENERATED ALWAYS AS (b * 2) STORED", 12},
        {"COMMIT AND CHAIN", 12},
        {"ALTER TABLE t ALTER a DROP EXPRESSION", 13},
        {"ALTER TABLE t DETACH PARTITION p CONCURRENTLY", 14},
        {"ALTER TABLE t DETACH PARTITION p FINALIZE", 14},
        {"CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT)", 15},
        {"ALTER TABLE t ADD FOREIGN KEY (a, b) REFERENCES u ON DELETE SET NULL (b)", 15},
        {"MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE", 15},
        {"CREATE TABLE t (a text STORAGE EXTERNAL)", 16},
        {"ALTER TABLE t ADD CHECK (a IS JSON)", 16},
        {"MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED BY SOURCE THEN DELETE", 17},
        {"MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE RETURNING t.a", 17},
        {"ALTER TABLE t ALTER a SET EXPRESSION AS (b)", 17},
        {"ALTER TABLE t ADD NOT NULL a NOT VALID", 18},
        {"CREATE TABLE t (a int, CHECK (a > 0) NOT ENFORCED)", 18},
        {"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL)", 18},
        {"REPACK t", 19},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct operations operations = translate(cases[i].sql, plain);
        assert_int_equal(operations.count, 1);
        assert_int_not_equal(operations.items[0].kind, OP_SYNTAX_ERROR);
        assert_int_equal(operation_since(&operations.items[0]), cases[i].since);
    }
}

static void statements_in_a_do_block_are_executed(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"DO $$ BEGIN ALTER TABLE t ADD COLUMN a int; EXECUTE 'DROP TABLE u'; "
         "EXECUTE format('DROP TABLE %I', 'v'); PERFORM f(); END $$",
         "1 add_column on t a (a INTEGER) in do\n1 drop_table on u in do\n"
         "1 opaque in do because EXECUTE of an expression: format('DROP TABLE %I', 'v')\n"
         "1 select in do"},
        {"DO $$ BEGIN FOR i IN 1..3 LOOP DELETE FROM t WHERE a = i; COMMIT; END LOOP; END $$",
         "1 delete on t where a = i in do in loop\n1 commit in do in loop"},
        {"DO $$ BEGIN CREATE TYPE m AS ENUM ('a'); "
         "EXCEPTION WHEN duplicate_object THEN NULL; END $$",
         "1 create_type m object ENUM names a if not exists in do"},
        {"DO $$ DECLARE r s.t%ROWTYPE; q public.\"T\" % rowtype; BEGIN "
         "FOR r IN SELECT * FROM t LOOP DELETE FROM u WHERE id = r.id; q.a := r.id; "
         "END LOOP; END $$",
         "1 select on t names t in do\n1 delete on u where id = r.id in do in loop"},
        {"DO $$ BEGIN CASE x WHEN 1 THEN DROP TABLE a; ELSE BEGIN DROP TABLE b; END; "
         "DROP TABLE c; END CASE; CASE WHEN y THEN NULL; ELSE DROP TABLE d; END CASE; END $$",
         "1 drop_table on a in do\n1 drop_table on b in do\n1 drop_table on c in do\n"
         "1 drop_table on d in do"},
        {"DO $$ BEGIN RAISE NOTICE 'x'; END $$", "1 other object DO in do"},
        {"DO $$ BEGIN DROP TABEL t; END $$",
         "1 syntax_error in do because syntax error at or near \"TABEL\""},
        {"DO LANGUAGE plperl $$ x $$",
         "1 opaque in do because a DO block in the language plperl"},
        {"DO $$ BEGIN DROP TABLE {t}; END $$", "1 drop_table on … in do ?table"},
    };
    CHECK(examples);
    struct operations operations = translate("DO $$\nBEGIN\n  DROP TABLE u;\nEND $$", plain);
    assert_int_equal(operations.items[0].span.start, 14);
    assert_int_equal(operations.items[0].span.end, 26);
    assert_true(str_starts(operations.items[0].sql, STR("DO $$")));
}

// The server looks at the bodies of functions when they are made: check_function_bodies.
static void faults_in_bodies_have_their_place(void **state) {
    (void)state;
    static const struct {
        const char *sql, *reason, *place; // the text from the fault on; NULL: there is none
    } cases[] = {
        {"DO $$ BEGIN DROP TABLE t; DROP TABEL t; END $$", "syntax error at or near \"TABEL\"",
         "TABEL"},
        {"DO $a$ BEGIN IF x THEN DROP TABLE t; END $a$", "syntax error at end of input", "$a$"},
        {"DO $$ BEGIN NULL; PERFORM 1 +; END $$", "syntax error at end of input", "; END $$"},
        {"CREATE FUNCTION f() RETURNS int AS $$ BEGIN DELETE FROM t; RETURN t FRM t t; END $$ "
         "LANGUAGE plpgsql",
         "syntax error at or near \"t\"", "t t; END"},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 'é'; SELECT 1 FRM t $$",
         "syntax error at or near \"t\"", "t $$"},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELEC 1'",
         "syntax error at or near \"SELEC\"", "'SELEC 1'"},
        {"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 1; RETURN "
         "NEW; END $$",
         NULL, NULL},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$ SELEC $$", NULL, NULL},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT {a} FRM b $$", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct operations operations = translate(cases[i].sql, plain);
        const struct operation *operation = &operations.items[0];
        assert_int_equal(operations.count, 1);
        assert_int_equal(operation->kind == OP_SYNTAX_ERROR, cases[i].reason != NULL);
        if (cases[i].reason) {
            assert_true(str_is(operation->reason, cases[i].reason));
            struct str sql = str_from(cases[i].sql);
            assert_true(str_starts(str_slice(sql, operation->span.start, sql.size),
                                   str_from(cases[i].place)));
        }
    }
}

static void conditions_in_a_do_block_say_what_they_ask(void **state) {
    (void)state;
    struct operations operations =
        translate("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns "
                  "WHERE table_name = 't' AND column_name = 'c') THEN "
                  "ALTER TABLE t ADD c int; ELSE DROP TABLE t; END IF; "
                  "IF x > 1 THEN DROP TABLE u; END IF; END $$",
                  plain);
    assert_int_equal(operations.count, 3);
    const struct condition *then = operations.items[0].condition;
    assert_int_equal(then->guard, GUARD_COLUMN_EXISTS);
    assert_true(then->guard_negated);
    assert_true(str_is(then->guard_table, "t") && str_is(then->guard_name, "c"));
    assert_false(operations.items[1].condition->guard_negated);
    assert_true(operations.items[1].condition->id != then->id);
    assert_int_equal(operations.items[2].condition->guard, GUARD_NONE);
    assert_true(str_is(operations.items[2].condition->text, "x > 1"));
}

static void bookkeeping_of_alembic_is_known(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a'",
         "1 update on alembic_version where alembic_version.version_num = 'a' names version_num"
         " by alembic"},
    };
    CHECK(examples);
}

static void what_is_too_large_is_read_by_its_tokens(void **state) {
    (void)state;
    struct text sql = {.arena = arena};
    text_addf(&sql, "INSERT INTO s.t (a, \"B\") VALUES (0, 'x')");
    for (int i = 0; i < 10000; i++) {
        text_addf(&sql, ", (%d, 'x')", i);
    }
    text_addf(&sql, "; DELETE FROM t WHERE a = 1");
    for (int i = 0; i < 3000; i++) {
        text_addf(&sql, " + 1");
    }
    struct operations operations = translate(text_str(&sql).data, plain);
    assert_string_equal(operations_text(arena, &operations).data,
                        "1 insert schema s on t names a,B\n2 delete on t expression? ?where");
}

static void any_bytes_are_taken(void **state) {
    (void)state;
    struct mapped_text text = {.text = STR("\xef\xbb\xbf"
                                           "SELECT '\xff\xc3'; DROP TABLE a\0b; DROP TABLE c")};
    struct operations operations = {0};
    uint32_t statement = 0;
    sql_translate(arena, &text, &plain, &statement, &operations);
    assert_string_equal(operations_text(arena, &operations).data,
                        "1 select\n2 syntax_error because a NUL character cannot be part of a "
                        "statement\n3 drop_table on c");
}

static void names_longer_than_postgresql_keeps_stay_whole(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"CREATE INDEX a_name_that_is_longer_than_the_sixty_three_bytes_that_are_kept_of_it "
         "ON t (a)",
         "1 create_index on t "
         "a_name_that_is_longer_than_the_sixty_three_bytes_that_are_kept_of_it <a>"},
    };
    CHECK(examples);
}

static void comments_are_found(void **state) {
    (void)state;
    struct source *source =
        source_new(arena, STR("m.sql"), STR("SELECT '--no' -- yes\n/* and /* this */ */"));
    struct mapped_text text = mapped_from_source(arena, source);
    struct spans comments = {0};
    sql_comments(arena, &text, &comments);
    assert_int_equal(comments.count, 2);
    assert_int_equal(comments.items[0].start, 14);
    assert_int_equal(comments.items[0].end, 20);
    assert_int_equal(comments.items[1].end, source->text.size);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(create_table_reads_columns_and_constraints),
        cmocka_unit_test(alter_table_gives_one_operation_for_each_clause),
        cmocka_unit_test(indexes_are_read_with_their_keys),
        cmocka_unit_test(objects_are_dropped_renamed_and_moved),
        cmocka_unit_test(definitions_become_operations),
        cmocka_unit_test(row_changes_name_tables_columns_and_conditions),
        cmocka_unit_test(the_other_relations_that_rows_come_from_are_sources),
        cmocka_unit_test(the_session_and_its_transactions_are_read),
        cmocka_unit_test(statements_have_places_and_texts_of_their_own),
        cmocka_unit_test(places_map_back_through_escapes),
        cmocka_unit_test(a_syntax_error_leaves_the_other_statements_alone),
        cmocka_unit_test(semicolons_inside_a_statement_do_not_end_it),
        cmocka_unit_test(bind_parameters_are_values),
        cmocka_unit_test(holes_become_unknown_fields),
        cmocka_unit_test(a_hole_of_no_size_is_one),
        cmocka_unit_test(other_dialects_are_no_syntax_errors),
        cmocka_unit_test(syntax_newer_than_the_parser_is_read),
        cmocka_unit_test(newer_syntax_tells_the_version_it_came_with),
        cmocka_unit_test(statements_in_a_do_block_are_executed),
        cmocka_unit_test(faults_in_bodies_have_their_place),
        cmocka_unit_test(conditions_in_a_do_block_say_what_they_ask),
        cmocka_unit_test(bookkeeping_of_alembic_is_known),
        cmocka_unit_test(what_is_too_large_is_read_by_its_tokens),
        cmocka_unit_test(any_bytes_are_taken),
        cmocka_unit_test(names_longer_than_postgresql_keeps_stay_whole),
        cmocka_unit_test(comments_are_found),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
