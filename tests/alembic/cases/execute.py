# SQL as text, and statements of SQLAlchemy's core.

### a statement
op.execute("UPDATE orders SET note = 'x' WHERE note IS NULL")

### several in one text
op.execute("CREATE TABLE a (id int); CREATE TABLE b (id int);")

### several lines
op.execute("""
    UPDATE orders
    SET note = 'x'
    WHERE id > 5
""")

### a text object
op.execute(sa.text("DELETE FROM orders WHERE id = 5"))

### a colon that is no parameter
op.execute(r"UPDATE t SET at = '10\:30'")

### a cast
op.execute("UPDATE t SET a = b::text")

### on the bind
conn = op.get_bind()
conn.execute(sa.text("DELETE FROM orders"))

### on the bind, plain
op.get_bind().execute("DELETE FROM orders")

### in the driver's own way
op.get_bind().exec_driver_sql("DELETE FROM orders")

### bound values ~
op.execute(sa.text("UPDATE t SET a = :a").bindparams(a=1))

### parameters ~
op.get_bind().execute(sa.text("UPDATE t SET a = :a WHERE b = :b"), {"a": 1, "b": 2})

### implicit concatenation
op.execute("UPDATE t "
           "SET a = 1 "
           "WHERE b IS NULL")

### an f-string
table = "orders"
op.execute(f"DROP INDEX IF EXISTS ix_{table}_at")

### an f-string with a conversion
name = "orders"
op.execute(f"COMMENT ON TABLE {name} IS {name!r}")

### an f-string with a format
for i in range(1, 4):
    op.execute(f"CREATE TABLE part_{i:02d} (id int)")

### percent
op.execute("ALTER TABLE %s OWNER TO %s" % ("orders", "app"))

### percent with names
op.execute("ALTER TABLE %(t)s SET SCHEMA %(s)s" % {"t": "orders", "s": "shop"})

### format
op.execute("ALTER TABLE {} RENAME TO {new}".format("orders", new="purchases"))

### join
op.execute("; ".join("DROP TABLE " + t for t in ("a", "b")))

### join of columns
op.execute("CREATE INDEX ix ON t ({})".format(", ".join(["a", "b"])))

### replace and strip
op.execute("  DROP TABLE old_T  ".strip().replace("old_", "new_"))

### upper and lower
op.execute("drop table x".upper())

### dedent
import textwrap
op.execute(textwrap.dedent("""
    DROP TABLE a
"""))

### split
for statement in "DROP TABLE a; DROP TABLE b".split(";"):
    op.execute(statement.strip())

### a constant of the module
from alembic import op

SQL = """
CREATE VIEW v AS SELECT 1 AS one
"""


def upgrade():
    op.execute(SQL)

### a list of the module
from alembic import op

STATEMENTS = ["DROP TABLE a", "DROP TABLE b"]


def upgrade():
    for s in STATEMENTS:
        op.execute(s)

### a table from constants
from alembic import op

TABLES = {"orders": ["a", "b"], "lines": ["c"]}


def upgrade():
    for table, columns in TABLES.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER {column} DROP NOT NULL")

### a file beside it
import pathlib
from alembic import op


def upgrade():
    op.execute((pathlib.Path(__file__).parent / "sql" / "first.sql").read_text())
#### migrations/versions/sql/first.sql
CREATE TABLE first (id int);

### a file that is opened
import os
from alembic import op


def upgrade():
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "..", "sql", "second.sql")) as file:
        op.execute(file.read())
#### migrations/sql/second.sql
CREATE TABLE second (id int);
CREATE TABLE third (id int);

### a file by the working directory
from alembic import op


def upgrade():
    with open("sql/fourth.sql", encoding="utf-8") as file:
        for line in file:
            op.execute(line)
#### sql/fourth.sql
CREATE TABLE fourth (id int)
CREATE TABLE fifth (id int)

### DDL
op.execute(sa.DDL("ALTER TABLE orders SET (fillfactor = 70)"))

### DDL with a context
op.execute(sa.DDL("ALTER TABLE %(table)s SET (fillfactor = %(percent)s)", context={"table": "orders", "percent": "70"}))

### insert
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
op.execute(t.insert().values(a=1, b="x"))

### insert by a function
t = sa.table("t", sa.column("a", sa.Integer))
op.execute(sa.insert(t).values({"a": 5}))

### update
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
op.execute(t.update().where(t.c.a == 5).values(b="x"))

### update with a function
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
op.execute(sa.update(t).values(b=sa.func.lower(t.c.b)))

### update to null
t = sa.table("t", sa.column("a", sa.Integer))
op.execute(t.update().values({"a": None}))

### update where null
t = sa.table("t", sa.column("a", sa.Integer))
op.execute(t.update().where(t.c.a.is_(None)).values(a=op.inline_literal(0)))

### update with two conditions
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
op.execute(t.update().where(sa.and_(t.c.a > 1, t.c.b != "x")).values(a=2))

### update of a column by another
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.Integer))
op.execute(t.update().values(a=t.c.b))

### update from
a = sa.table("a", sa.column("id", sa.Integer), sa.column("x", sa.Integer))
b = sa.table("b", sa.column("id", sa.Integer), sa.column("x", sa.Integer))
op.execute(a.update().where(a.c.id == b.c.id).values(x=b.c.x))

### update from a table of another schema
a = sa.table("a", sa.column("id", sa.Integer), sa.column("x", sa.Integer))
b = sa.table("b", sa.column("id", sa.Integer), sa.column("x", sa.Integer), schema="shop")
op.execute(a.update().where(a.c.id == b.c.id).values(x=sa.func.coalesce(b.c.x, 0)))

### delete using
a = sa.table("a", sa.column("id", sa.Integer))
b = sa.table("b", sa.column("id", sa.Integer), sa.column("x", sa.Integer))
op.execute(a.delete().where(sa.and_(a.c.id == b.c.id, b.c.x > 5)))

### delete
t = sa.table("t", sa.column("a", sa.Integer))
op.execute(t.delete().where(t.c.a == 1))

### delete all
op.execute(sa.delete(sa.table("t")))

### delete in
t = sa.table("t", sa.column("a", sa.String))
op.execute(t.delete().where(t.c.a.in_(["x", "y"])))

### several rows ~
t = sa.table("t", sa.column("a", sa.Integer))
op.execute(t.insert().values([{"a": 1}, {"a": 2}]))

### insert from select
a = sa.table("a", sa.column("x", sa.Integer))
b = sa.table("b", sa.column("x", sa.Integer))
op.execute(a.insert().from_select(["x"], sa.select([b.c.x])))

### bulk insert ~
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
op.bulk_insert(t, [{"a": 1, "b": "x"}])

### bulk insert in a schema ~
t = sa.table("t", sa.column("a", sa.Integer), schema="shop")
op.bulk_insert(t, [{"a": 1}])

### a function block
op.execute("""
CREATE FUNCTION f() RETURNS trigger AS $$
BEGIN
    NEW.at = now();
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
""")

### a do block
op.execute("DO $$ BEGIN CREATE TYPE x AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$")

### a type
op.execute("ALTER TYPE state ADD VALUE 'gone'")

### an extension
op.execute('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"')

### a comment only in front
op.execute("-- the old ones\nDELETE FROM t")

### unicode
op.execute("UPDATE t SET a = 'Ünïcode – ✓'")

### escapes
op.execute("UPDATE t SET a = 'it''s', b = E'\\n' WHERE c LIKE '10%'")

### bytes that are decoded
op.execute(b"DROP TABLE t".decode("utf-8"))

### not null, not in, distinct
a = sa.table("a", sa.column("id", sa.Integer()), sa.column("b", sa.Integer()), sa.column("c", sa.Integer()))
b = sa.table("b", sa.column("id", sa.Integer()))
op.execute(a.update().values(c=1).where(a.c.b != sa.null()))
op.execute(a.update().values(c=2).where(a.c.b == sa.null()))
op.execute(a.delete().where(a.c.id.notin_(sa.select(b.c.id))))
op.execute(a.delete().where(sa.and_(a.c.id.notin_([1, 2]), a.c.b > 2)))
op.execute(b.insert().from_select(["id"], sa.select(a.c.b).distinct()))
