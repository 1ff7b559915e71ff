#!/usr/bin/env python3
"""What fixes change of what Alembic sends: this, and nothing else.

    python3 tests/alembic/fixes.py build/cupel

Each case is the body of an upgrade(), and the statements that go and come when `cupel check
--fix --unsafe-fixes` has changed it. Both texts are run by Alembic in SQL mode and planned by
cupel; the lists must differ as the case says, and the plan be what Alembic sends. Exit status 1
when a case differs, 77 when there is no Alembic.
"""

import difflib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import compare
import statements

CASES = [
    ("index", """
op.add_column("orders", sa.Column("a", sa.Text()))
op.create_index("ix", "orders", ["a"], unique=True, postgresql_where=sa.text("a > ''"))
op.drop_index("iy", table_name="orders")
""", [
        "- CREATE UNIQUE INDEX ix ON orders (a) WHERE a > ''",
        "+ CREATE UNIQUE INDEX CONCURRENTLY ix ON orders (a) WHERE a > ''",
        "- DROP INDEX iy",
        "+ DROP INDEX CONCURRENTLY iy",
    ]),
    ("indexes of a batch", """
with op.batch_alter_table("orders", schema="shop") as batch_op:
    batch_op.create_index(batch_op.f("ix"), ["a"])
    batch_op.drop_index("iy")
""", [
        "- CREATE INDEX ix ON shop.orders (a)",
        "- DROP INDEX shop.iy",
        "+ CREATE INDEX CONCURRENTLY ix ON shop.orders (a)",
        "+ DROP INDEX CONCURRENTLY shop.iy",
    ]),
    ("indexes beside other things of a batch", """
with op.batch_alter_table("orders", schema="shop") as batch_op:
    batch_op.drop_index("iy")
    batch_op.add_column(sa.Column("a", sa.Text()))
    batch_op.create_index("ix", ["a"], unique=True)
    batch_op.create_index("iz", [sa.text("lower(a)")])
""", [
        "- DROP INDEX shop.iy",
        "+ DROP INDEX CONCURRENTLY shop.iy",
        "- CREATE UNIQUE INDEX ix ON shop.orders (a)",
        "- CREATE INDEX iz ON shop.orders (lower(a))",
        "+ CREATE UNIQUE INDEX CONCURRENTLY ix ON shop.orders (a)",
        "+ CREATE INDEX CONCURRENTLY iz ON shop.orders (lower(a))",
    ]),
    ("indexes in SQL", '''
op.execute("CREATE INDEX IF NOT EXISTS ix ON orders (a)")
op.execute("""
    DROP INDEX iy;
""")
op.execute(sa.text("reindex table " "orders"))
''', [
        "- CREATE INDEX IF NOT EXISTS ix ON orders (a)",
        "+ CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (a)",
        "- DROP INDEX iy",
        "+ DROP INDEX CONCURRENTLY iy",
        "- reindex table orders",
        "+ reindex table concurrently orders",
    ]),
    ("indexes sent through the connection", """
conn = op.get_bind()
conn.execute(sa.text("CREATE INDEX ix ON orders (a)"))
op.get_bind().execute(
    sa.text("DROP INDEX iy")
)
conn.execute(sa.text("SELECT 1"))
""", [
        "- CREATE INDEX ix ON orders (a)",
        "+ CREATE INDEX CONCURRENTLY ix ON orders (a)",
        "- DROP INDEX iy",
        "+ DROP INDEX CONCURRENTLY iy",
    ]),
    ("an index that is CONCURRENTLY already", """
op.create_index("ix", "orders", ["a"], postgresql_concurrently=True)
""", []),
    ("constraints", """
op.create_foreign_key("fk", "orders", "users", ["user_id"], ["id"], ondelete="CASCADE")
op.create_check_constraint("ck", "orders", "a > 0")
with op.batch_alter_table("lines") as batch_op:
    batch_op.create_foreign_key("fk2", "orders", ["order_id"], ["id"])
    batch_op.create_check_constraint("ck2", "b > 0")
op.execute("ALTER TABLE orders ADD CONSTRAINT ck3 CHECK (c > 0);")
""", [
        "- ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE",
        "+ ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID",
        "- ALTER TABLE orders ADD CONSTRAINT ck CHECK (a > 0)",
        "+ ALTER TABLE orders ADD CONSTRAINT ck CHECK (a > 0) NOT VALID",
        "- ALTER TABLE lines ADD CONSTRAINT fk2 FOREIGN KEY(order_id) REFERENCES orders (id)",
        "- ALTER TABLE lines ADD CONSTRAINT ck2 CHECK (b > 0)",
        "+ ALTER TABLE lines ADD CONSTRAINT fk2 FOREIGN KEY(order_id) REFERENCES orders (id) NOT VALID",
        "+ ALTER TABLE lines ADD CONSTRAINT ck2 CHECK (b > 0) NOT VALID",
        "- ALTER TABLE orders ADD CONSTRAINT ck3 CHECK (c > 0)",
        "+ ALTER TABLE orders ADD CONSTRAINT ck3 CHECK (c > 0) NOT VALID",
    ]),
    ("defaults", """
op.add_column("orders", sa.Column("at", sa.DateTime(timezone=True), server_default="now()"))
op.add_column("orders", sa.Column("at2", sa.DateTime(timezone=True), server_default="now"))
op.alter_column("orders", "token", server_default="gen_random_uuid()")
op.execute("ALTER TABLE orders ALTER COLUMN origin SET DEFAULT 'current_database()'")
""", [
        "- ALTER TABLE orders ADD COLUMN at TIMESTAMP WITH TIME ZONE DEFAULT 'now()'",
        "+ ALTER TABLE orders ADD COLUMN at TIMESTAMP WITH TIME ZONE DEFAULT now()",
        "- ALTER TABLE orders ADD COLUMN at2 TIMESTAMP WITH TIME ZONE DEFAULT 'now'",
        "+ ALTER TABLE orders ADD COLUMN at2 TIMESTAMP WITH TIME ZONE DEFAULT now()",
        "- ALTER TABLE orders ALTER COLUMN token SET DEFAULT 'gen_random_uuid()'",
        "+ ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid()",
        "- ALTER TABLE orders ALTER COLUMN origin SET DEFAULT 'current_database()'",
        "+ ALTER TABLE orders ALTER COLUMN origin SET DEFAULT current_database()",
    ]),
    ("types", """
op.add_column("orders", sa.Column("payload", sa.JSON(), nullable=True))
op.add_column("orders", sa.Column("at", sa.DateTime))
op.add_column("orders", sa.Column("at2", sa.TIMESTAMP(timezone=False)))
op.execute("ALTER TABLE orders ADD more json, ADD done timestamp(3)")
""", [
        "- ALTER TABLE orders ADD COLUMN payload JSON",
        "+ ALTER TABLE orders ADD COLUMN payload JSONB",
        "- ALTER TABLE orders ADD COLUMN at TIMESTAMP WITHOUT TIME ZONE",
        "- ALTER TABLE orders ADD COLUMN at2 TIMESTAMP WITHOUT TIME ZONE",
        "- ALTER TABLE orders ADD more json, ADD done timestamp(3)",
        "+ ALTER TABLE orders ADD COLUMN at TIMESTAMP WITH TIME ZONE",
        "+ ALTER TABLE orders ADD COLUMN at2 TIMESTAMP WITH TIME ZONE",
        "+ ALTER TABLE orders ADD more jsonb, ADD done timestamptz(3)",
    ]),
    ("types of one statement", """
op.create_table(
    "visits",
    sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("a", sa.DateTime(), nullable=False),
    sa.Column("b", sa.JSON()),
    sa.Column("c", sa.DateTime),
    sa.Column("d", sa.JSON(none_as_null=True)),
)
""", [
        "- CREATE TABLE visits ( id BIGINT NOT NULL, a TIMESTAMP WITHOUT TIME ZONE NOT NULL, "
        "b JSON, c TIMESTAMP WITHOUT TIME ZONE, d JSON, PRIMARY KEY (id) )",
        "+ CREATE TABLE visits ( id BIGINT NOT NULL, a TIMESTAMP WITH TIME ZONE NOT NULL, "
        "b JSONB, c TIMESTAMP WITH TIME ZONE, d JSONB, PRIMARY KEY (id) )",
    ]),
    ("keys without an index", """
op.create_table(
    "visits",
    sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("order_id", sa.BigInteger(), sa.ForeignKey("orders.id")),
    sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("users.id")),
    schema="shop",
)
op.add_column("orders", sa.Column("fresh_id", sa.BigInteger()))
op.create_foreign_key(
    "fk3", "orders", "users", ["fresh_id"], ["id"], postgresql_not_valid=True
)
""", [
        "+ CREATE INDEX ix_shop_visits_order_id ON shop.visits (order_id)",
        "+ CREATE INDEX ix_shop_visits_user_id ON shop.visits (user_id)",
        "+ CREATE INDEX CONCURRENTLY ix_orders_fresh_id ON orders (fresh_id)",
    ]),
    ("indexes of new columns", """
op.add_column("orders", sa.Column("a", sa.Text(), index=True, nullable=True), schema="shop")
with op.batch_alter_table("orders") as batch_op:
    batch_op.add_column(sa.Column("b", sa.Text(), index=True))
    batch_op.add_column(sa.Column("c", sa.Text()))
""", [
        "- CREATE INDEX ix_shop_orders_a ON shop.orders (a)",
        "+ CREATE INDEX CONCURRENTLY ix_shop_orders_a ON shop.orders (a)",
        "- CREATE INDEX ix_orders_b ON orders (b)",
        "+ CREATE INDEX CONCURRENTLY ix_orders_b ON orders (b)",
    ]),
    ("several statements of a string", '''
op.execute("CREATE INDEX ix ON orders (a); CREATE INDEX iy ON orders (b)")
op.execute("""
    ALTER TABLE orders ADD COLUMN c int;
    /* the index */
    create index iz on orders (a) where a > 0;
    DROP INDEX IF EXISTS old;
    UPDATE orders SET c = 1 WHERE id = 1;
""")
''', [
        "- CREATE INDEX ix ON orders (a)",
        "- CREATE INDEX iy ON orders (b)",
        "+ CREATE INDEX CONCURRENTLY ix ON orders (a)",
        "+ CREATE INDEX CONCURRENTLY iy ON orders (b)",
        "- /* the index */ create index iz on orders (a) where a > 0",
        "- DROP INDEX IF EXISTS old",
        "+ /* the index */ create index concurrently iz on orders (a) where a > 0",
        "+ DROP INDEX CONCURRENTLY IF EXISTS old",
    ]),
    ("SQL that stands elsewhere", '''
statements = ["CREATE INDEX ix ON orders (a)", "DROP INDEX iy"]
for statement in statements:
    op.execute(statement)
mixed = ["CREATE INDEX iz ON orders (a)", "DELETE FROM orders WHERE id = 1"]
for statement in mixed:
    op.execute(statement)
key = """
    ALTER TABLE orders
        ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES users (id), -- the key
        ADD CONSTRAINT ck CHECK (a > 0) /* the check */;
"""
op.execute(key)
''', [
        "- CREATE INDEX ix ON orders (a)",
        "- DROP INDEX iy",
        "+ CREATE INDEX CONCURRENTLY ix ON orders (a)",
        "+ DROP INDEX CONCURRENTLY iy",
        "- ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES users (id), -- the key "
        "ADD CONSTRAINT ck CHECK (a > 0) /* the check */",
        "+ ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES users (id) NOT VALID, "
        "-- the key ADD CONSTRAINT ck CHECK (a > 0) NOT VALID /* the check */",
    ]),
    ("keys of new columns", """
op.add_column("orders", sa.Column("a_id", sa.BigInteger(), sa.ForeignKey("users.id", ondelete="CASCADE")))
op.add_column("orders", sa.Column("b_id", sa.BigInteger(), sa.ForeignKey("users.id", name="fk")), schema="shop")
op.create_index("ia", "orders", ["a_id"], postgresql_concurrently=True)
""", [
        "- ALTER TABLE orders ADD FOREIGN KEY(a_id) REFERENCES users (id) ON DELETE CASCADE",
        "+ ALTER TABLE orders ADD FOREIGN KEY(a_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID",
        "- ALTER TABLE shop.orders ADD CONSTRAINT fk FOREIGN KEY(b_id) REFERENCES users (id)",
        "+ ALTER TABLE shop.orders ADD CONSTRAINT fk FOREIGN KEY(b_id) REFERENCES users (id) NOT VALID",
        "+ CREATE INDEX CONCURRENTLY ix_shop_orders_b_id ON shop.orders (b_id)",
    ]),
    ("SET LOCAL", """
with op.get_context().autocommit_block():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix", "orders", ["a"], postgresql_concurrently=True)
""", [
        "- SET LOCAL lock_timeout = '5s'",
        "+ SET lock_timeout = '5s'",
        "+ RESET lock_timeout",
    ]),
    ("suppressions", """
op.drop_column("orders", "a")  # cupel: ignore[drop-table, drop-column] nobody reads it
# cupel: ignore[drop-table] nobody reads it
op.add_column("orders", sa.Column("a", sa.Text()))
""", []),
]


def plan(cupel, root):
    run = subprocess.run([cupel, "plan", "--all", "--format", "json"], cwd=root,
                         capture_output=True, check=True)
    return {m["revision"]: m for m in json.loads(run.stdout)["migrations"]}


def plain(sent):
    return [" ".join(statement["sql"].strip().rstrip(";").split()) for statement in sent]


def changes(before, after):
    """What goes and what comes, in the order of the statements."""
    lines = difflib.unified_diff(plain(before), plain(after), lineterm="", n=0)
    return [f"{line[0]} {line[1:]}" for line in lines if line[:2] not in ("--", "++", "@@")]


def faults(case, sent, planned, text):
    expected = [" ".join(line.split()) for line in case[2]]
    found = [line for line in changes(*sent)]
    problems = [] if sorted(found) == sorted(expected) else [
        "changes\n        " + "\n        ".join(found or ["nothing"])]
    problems += compare.differences(statements.planned(planned), sent[1], None, text.split("\n"))
    problems += [f"in a transaction: {s['sql']}" for s in sent[1]
                 if "CONCURRENTLY" in s["sql"].upper() and s["transaction"]]
    return problems


def main():
    cupel = os.path.abspath(sys.argv[1])
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        modules = []
        for at, (name, body, _) in enumerate(CASES):
            body = "def upgrade():\n" + "".join(
                f"    {line}\n" if line else "\n" for line in body.strip("\n").split("\n"))
            number = f"fix_{at:03}"
            modules.append((name, None, number, compare.HEADER + "\n\n" + body +
                            compare.REVISION.format(number), {}, ""))
        compare.write_cases(root, modules)
        paths = [root / "migrations" / "versions" / f"{m[2]}.py" for m in modules]
        before = [compare.render(path, root) for path in paths]
        subprocess.run([cupel, "check", "--all", "--fix", "--unsafe-fixes", "--quiet"], cwd=root,
                       capture_output=True, check=False)
        planned = plan(cupel, root)
        for case, module, path, sent in zip(CASES, modules, paths, before):
            text = path.read_text(encoding="utf-8")
            try:
                problems = faults(case, (sent, compare.render(path, root)),
                                  planned[module[2]], text)
            except Exception as problem:  # what was fixed must run
                problems = [f"Alembic: {type(problem).__name__}: {problem}"]
            failed += bool(problems)
            for problem in problems:
                print(f"{case[0]}\n      {problem}")
    print(f"{len(CASES)} migrations fixed: {len(CASES) - failed} as meant, {failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
