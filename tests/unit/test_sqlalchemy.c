#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "python_text.h"

// The type of a column, with `module` before upgrade().
static void check_type(const char *module, const char *type, const char *expected) {
    struct arena *arena = arena_new();
    struct str body = str_format(arena, "op.add_column(\"t\", sa.Column(\"c\", %s))", type);
    struct str sent = statements_of(read_upgrade(arena, module, body.data), arena);
    struct str wanted = str_format(arena, "ALTER TABLE t ADD COLUMN c %s", expected);
    if (!str_equal(sent, wanted)) {
        fail_msg("%s gives " STR_FMT ", not " STR_FMT, type, STR_ARG(sent), STR_ARG(wanted));
    }
    arena_free(arena);
}

// What real SQLAlchemy 1.4.46 renders.

static void types_are_called_as_postgresql_calls_them(void **state) {
    (void)state;
    static const struct {
        const char *type, *expected;
    } cases[] = {
        {"sa.String(50)", "VARCHAR(50)"},
        {"sa.String", "VARCHAR"},
        {"sa.Unicode(20)", "VARCHAR(20)"},
        {"sa.Text()", "TEXT"},
        {"sa.CHAR(3)", "CHAR(3)"},
        {"sa.Integer()", "INTEGER"},
        {"sa.BigInteger", "BIGINT"},
        {"sa.SmallInteger()", "SMALLINT"},
        {"sa.Numeric(10, 2)", "NUMERIC(10, 2)"},
        {"sa.Numeric(10)", "NUMERIC(10)"},
        {"sa.Numeric(scale=2)", "NUMERIC"},
        {"sa.DECIMAL(12, 4)", "DECIMAL(12, 4)"},
        {"sa.Float()", "FLOAT"},
        {"sa.Float(30)", "FLOAT(30)"},
        {"sa.REAL()", "REAL"},
        {"postgresql.DOUBLE_PRECISION(precision=53)", "DOUBLE PRECISION"},
        {"sa.Boolean()", "BOOLEAN"},
        {"sa.Date()", "DATE"},
        {"sa.DateTime()", "TIMESTAMP WITHOUT TIME ZONE"},
        {"sa.DateTime(timezone=True)", "TIMESTAMP WITH TIME ZONE"},
        {"sa.TIMESTAMP(True)", "TIMESTAMP WITH TIME ZONE"},
        {"postgresql.TIMESTAMP(timezone=True, precision=3)", "TIMESTAMP(3) WITH TIME ZONE"},
        {"sa.Time()", "TIME WITHOUT TIME ZONE"},
        {"postgresql.TIME(precision=2)", "TIME(2) WITHOUT TIME ZONE"},
        {"sa.Interval()", "INTERVAL"},
        {"sa.Interval(second_precision=3)", "INTERVAL (3)"},
        {"postgresql.INTERVAL(fields=\"DAY TO SECOND\", precision=3)",
         "INTERVAL DAY TO SECOND (3)"},
        {"sa.LargeBinary()", "BYTEA"},
        {"sa.PickleType()", "BYTEA"},
        {"sa.JSON()", "JSON"},
        {"postgresql.JSONB(astext_type=sa.Text())", "JSONB"},
        {"sa.JSON().with_variant(postgresql.JSONB(), \"postgresql\")", "JSONB"},
        {"sa.BigInteger().with_variant(sa.Integer, \"sqlite\")", "BIGINT"},
        {"postgresql.UUID(as_uuid=True)", "UUID"},
        {"postgresql.ARRAY(sa.String(5))", "VARCHAR(5)[]"},
        {"postgresql.ARRAY(sa.Integer, dimensions=2)", "INTEGER[][]"},
        {"postgresql.INET()", "INET"},
        {"postgresql.CIDR()", "CIDR"},
        {"postgresql.MACADDR()", "MACADDR"},
        {"postgresql.MONEY()", "MONEY"},
        {"postgresql.OID()", "OID"},
        {"postgresql.TSVECTOR()", "TSVECTOR"},
        {"postgresql.HSTORE(text_type=sa.Text())", "HSTORE"},
        {"postgresql.BIT(3)", "BIT(3)"},
        {"postgresql.BIT(varying=True)", "BIT VARYING"},
        {"postgresql.TSTZRANGE()", "TSTZRANGE"},
        {"postgresql.INT4RANGE()", "INT4RANGE"},
        {"sa.Enum(\"new\", \"done\", name=\"status\")", "status"},
        {"sa.Enum(\"new\", \"done\", name=\"Status\", schema=\"app\")", "app.\"Status\""},
        {"sa.Enum(\"a\", \"bbb\", name=\"kind\", native_enum=False)", "VARCHAR(3)"},
        {"sa.Enum(\"a\", \"bbb\", native_enum=False, length=20)", "VARCHAR(20)"},
        {"postgresql.ENUM(\"a\", name=\"kind\", create_type=False)", "kind"},
        {"postgresql.ARRAY(sa.Enum(\"a\", name=\"kind\"))", "kind[]"},
        {"sa.String(5, collation=\"C\")", "VARCHAR(5) COLLATE \"C\""},
        {"sa.BLOB()", "BLOB"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_type("", cases[i].type, cases[i].expected);
    }
}

static void statements_of_core_are_rendered(void **state) {
    (void)state;
    static const struct statement_case cases[] = {
        {"t = sa.table(\"t\", sa.column(\"a\", sa.Integer), sa.column(\"b\", sa.String), "
         "schema=\"s\")\n"
         "op.execute(t.update().where(t.c.a == "
         "op.inline_literal(1)).values(b=op.inline_literal(\"x\")))",
         "UPDATE s.t SET b='x' WHERE s.t.a = 1"},
        {"t = sa.table(\"t\", sa.column(\"a\"))\n"
         "op.execute(sa.delete(t))",
         "DELETE FROM t"},
        {"t = sa.table(\"t\", sa.column(\"a\"), sa.column(\"b\"))\n"
         "op.execute(t.update().where(t.c.a.is_(None)).where(t.c.b != None).values({\"a\": "
         "t.c.b, \"b\": sa.func.now()}))",
         "UPDATE t SET a=t.b, b=now() WHERE t.a IS NULL AND t.b IS NOT NULL"},
        {"t = sa.table(\"t\", sa.column(\"a\"))\n"
         "op.execute(sa.insert(t).from_select([\"a\"], "
         "sa.select(t.c.a).where(t.c.a.is_(None))))",
         "INSERT INTO t (a) SELECT t.a FROM t WHERE t.a IS NULL"},
        {"from sqlalchemy.schema import CreateSchema, DropSchema, CreateSequence, "
         "DropSequence\n"
         "op.execute(CreateSchema(\"x\"))\n"
         "op.execute(DropSchema(\"x\", cascade=True))\n"
         "op.execute(CreateSequence(sa.Sequence(\"s\", start=3, increment=2)))\n"
         "op.execute(DropSequence(sa.Sequence(\"s\", schema=\"q\")))",
         "CREATE SCHEMA x\n"
         "DROP SCHEMA x CASCADE\n"
         "CREATE SEQUENCE s INCREMENT BY 2 START WITH 3\n"
         "DROP SEQUENCE q.s"},
        {"t = sa.Table(\"t\", sa.MetaData(), sa.Column(\"id\", sa.Integer, primary_key=True), "
         "sa.Column(\"x\", sa.Integer, index=True))\n"
         "op.execute(sa.schema.CreateTable(t))\n"
         "op.execute(sa.schema.AddConstraint(sa.UniqueConstraint(t.c.x, name=\"u\")))\n"
         "op.execute(sa.schema.DropTable(t))",
         "CREATE TABLE t (id SERIAL NOT NULL, x INTEGER, PRIMARY KEY (id))\n"
         "ALTER TABLE t ADD CONSTRAINT u UNIQUE (x)\n"
         "DROP TABLE t"},
        {"t = sa.table(\"t\", sa.column(\"a\", sa.Integer), sa.column(\"b\", sa.Integer))\n"
         "op.bulk_insert(t, [{\"b\": 1, \"a\": 2}])",
         "INSERT INTO t (a, b) VALUES (2, 1)"},
    };
    check_statements(cases, sizeof cases / sizeof *cases);
}

static void server_defaults_are_quoted_or_taken_as_sql(void **state) {
    (void)state;
    static const struct statement_case cases[] = {
        {"op.create_table(\"t\", sa.Column(\"x\", sa.DateTime, server_default=sa.func.now()), "
         "sa.Column(\"y\", sa.Boolean, server_default=sa.false()), sa.Column(\"z\", "
         "sa.Boolean, server_default=sa.text(\"true\")), sa.Column(\"v\", sa.Integer, "
         "server_default=sa.literal(3)), sa.Column(\"u\", sa.DateTime(), "
         "server_default=sa.func.current_timestamp()), sa.Column(\"q\", sa.Integer, "
         "server_default=sa.null()), sa.Column(\"r\", sa.Integer, "
         "server_default=sa.literal_column(\"3\")), sa.Column(\"s\", sa.String, "
         "server_default=sa.func.coalesce(\"a\", 3)), sa.Column(\"d\", sa.Integer, "
         "sa.DefaultClause(\"3\")), sa.Column(\"j\", postgresql.JSONB, "
         "server_default=sa.text(\"'{}'::jsonb\")))",
         "CREATE TABLE t (x TIMESTAMP WITHOUT TIME ZONE DEFAULT now(), y BOOLEAN DEFAULT "
         "false, z BOOLEAN DEFAULT true, v INTEGER DEFAULT 3, u TIMESTAMP WITHOUT TIME ZONE "
         "DEFAULT CURRENT_TIMESTAMP, q INTEGER DEFAULT NULL, r INTEGER DEFAULT 3, s VARCHAR "
         "DEFAULT coalesce('a', 3), d INTEGER DEFAULT '3', j JSONB DEFAULT '{}'::jsonb)"},
    };
    check_statements(cases, sizeof cases / sizeof *cases);
}

// ---- types of elsewhere

static void types_of_packages_are_known(void **state) {
    (void)state;
    static const struct {
        const char *import, *type, *expected;
    } cases[] = {
        {"from sqlalchemy_utils import UUIDType", "UUIDType(binary=False)", "UUID"},
        {"import sqlalchemy_utils", "sqlalchemy_utils.types.choice.ChoiceType([])",
         "VARCHAR(255)"},
        {"from geoalchemy2 import Geometry", "Geometry(\"POINT\", srid=4326)",
         "geometry(POINT,4326)"},
        {"from pgvector.sqlalchemy import Vector", "Vector(3)", "VECTOR(3)"},
        {"import sqlmodel", "sqlmodel.sql.sqltypes.AutoString(length=8)", "VARCHAR(8)"},
        {"from sqlalchemy.dialects.postgresql import CITEXT", "CITEXT()", "CITEXT"},
        {"from sqlalchemy.types import TypeDecorator\nclass Name(TypeDecorator):\n"
         "    impl = sa.String",
         "Name(length=30)", "VARCHAR(30)"},
        {"class Name(sa.String):\n    pass", "Name", "VARCHAR"},
        {"import enum\nclass Color(enum.Enum):\n    red = 1\n    green = 2",
         "sa.Enum(Color, native_enum=False)", "VARCHAR(5)"},
        {"import enum\nclass Color(enum.Enum):\n    red = 1", "sa.Enum(Color)", "color"},
        {"from sqlalchemy.dialects import mysql", "mysql.TINYINT()", "…"},
        {"from elsewhere import Thing", "Thing", "…"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_type(cases[i].import, cases[i].type, cases[i].expected);
    }
}

static void enums_are_created_and_dropped_by_themselves(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct operations *sent =
        read_upgrade(arena, "",
                     "e = postgresql.ENUM(\"a\", name=\"e\")\n"
                     "e.create(op.get_bind())\n"
                     "sa.Enum(\"a\", name=\"f\").create(op.get_bind())\n"
                     "e.drop(op.get_bind(), checkfirst=False)");
    assert_int_equal(sent->count, 3);
    assert_true(str_is(sent->items[0].sql, "CREATE TYPE e AS ENUM ('a')"));
    assert_true(sent->items[0].if_not_exists); // ENUM asks first, Enum does not
    assert_false(sent->items[1].if_not_exists);
    assert_int_equal(sent->items[2].kind, OP_DROP_TYPE);
    assert_false(sent->items[2].if_exists);
    arena_free(arena);
}

static void queries_of_declarative_classes_have_their_table(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct operations *sent =
        read_upgrade(arena,
                     "from sqlalchemy.orm import Session, declarative_base\n"
                     "class User(declarative_base()):\n"
                     "    __tablename__ = \"users\"\n"
                     "    __table_args__ = {\"schema\": \"app\"}\n",
                     "s = Session(bind=op.get_bind())\n"
                     "s.query(User).update({\"name\": None})\n"
                     "s.query(User).filter_by(name=\"x\").delete()\n"
                     "s.execute(sa.update(User).values(name=\"y\"))\n"
                     "s.add(User(name=\"z\"))");
    assert_true(str_is(statements_of(sent, arena),
                       "UPDATE app.users SET name=NULL\n"
                       "DELETE FROM app.users WHERE name = 'x'\n"
                       "UPDATE app.users SET name='y'\n"
                       "INSERT INTO app.users (name) VALUES ('z')"));
    arena_free(arena);
}

static void a_condition_tells_what_it_compares(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct operations *sent =
        read_upgrade(arena, "from elsewhere import limit",
                     "t = sa.table(\"t\", sa.column(\"a\"))\n"
                     "op.execute(t.delete().where(t.c.a > limit()))\n"
                     "op.execute(t.delete().where(sa.true()))\nop.execute(t.update().values(a="
                     "1, b=limit()))");
    assert_int_equal(sent->count, 3);
    assert_true(str_is(sent->items[0].sql, "DELETE FROM t WHERE t.a > …"));
    assert_false(sent->items[0].expression.is_true);
    assert_true(sent->items[1].expression.is_true);
    assert_int_equal(sent->items[2].names.count, 2);
    assert_true(str_is(sent->items[2].sql, "UPDATE t SET a=1, b=…"));
    arena_free(arena);
}

static void a_default_that_hangs_on_a_hole_is_no_constant(void **state) {
    (void)state;
    static const struct {
        const char *value;
        bool is_unknown, is_constant;
    } cases[] = {
        {"sa.text(f\"{thing()}::text\")", true, false},
        {"sa.func.lower(thing())", true, false},
        {"sa.func.lower('a')", false, false},
        {"sa.text(\"'a'\")", false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct str body = str_format(
            arena, "op.add_column(\"t\", sa.Column(\"a\", sa.Text, server_default=%s))",
            cases[i].value);
        const struct operations *sent =
            read_upgrade(arena, "from elsewhere import thing", body.data);
        assert_int_equal(sent->count, 1);
        assert_int_equal(sent->items[0].column.default_value.is_unknown, cases[i].is_unknown);
        assert_int_equal(sent->items[0].column.default_value.is_constant, cases[i].is_constant);
        arena_free(arena);
    }
}

static void long_conditions_do_not_grow_without_end(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct operations *sent =
        read_upgrade(arena, "",
                     "x = sa.column(\"a\") == 1\nfor i in range(60):\n    x = x & x\n"
                     "op.execute(sa.table(\"t\").delete().where(x))");
    assert_int_equal(sent->count, 1);
    assert_in_range(sent->items[0].expression.text.size, 1, 256 * 1024);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_called_as_postgresql_calls_them),
        cmocka_unit_test(statements_of_core_are_rendered),
        cmocka_unit_test(server_defaults_are_quoted_or_taken_as_sql),
        cmocka_unit_test(types_of_packages_are_known),
        cmocka_unit_test(enums_are_created_and_dropped_by_themselves),
        cmocka_unit_test(queries_of_declarative_classes_have_their_table),
        cmocka_unit_test(a_condition_tells_what_it_compares),
        cmocka_unit_test(a_default_that_hangs_on_a_hole_is_no_constant),
        cmocka_unit_test(long_conditions_do_not_grow_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
