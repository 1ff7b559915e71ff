#!/usr/bin/python3
"""The same verdict twice: a migration, and the script that Alembic renders from it.

    /usr/bin/python3 tests/alembic/scripts.py build/cupel [--shapes]

For each case a repository is made whose base branch has the tables; a branch adds the migration.
`cupel check --base main` judges it, `cupel check release.sql` what `alembic upgrade … --sql`
prints for it. Both must name the same rules the same number of times, those aside that speak of
Python or of the graph. With --shapes every
migration of cases/ is taken too (some minutes), but for those that do not run here in Alembic's
SQL mode. Needs Alembic and git. Exit status 1 when a case differs.
"""

import collections
import contextlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from alembic import command, config

import compare

HISTORY = """
    op.create_table("orders", sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("status", sa.String(20), nullable=False), sa.Column("note", sa.Text),
        sa.Column("total", sa.Numeric(10, 2)), sa.Column("agent_id", sa.BigInteger))
    op.create_table("agents", sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("name", sa.String(50), index=True))
    op.create_check_constraint("ck_orders_total", "orders", "total > 0")
"""

CASES = {
    "add_column": 'op.add_column("orders", sa.Column("a", sa.Integer, nullable=False))',
    "add_column_volatile": 'op.add_column("orders", sa.Column("a", sa.Uuid if hasattr(sa, "Uuid")'
    ' else postgresql.UUID, server_default=sa.text("gen_random_uuid()")))',
    "add_column_key": 'op.add_column("orders", sa.Column("a", sa.BigInteger,'
    ' sa.ForeignKey("agents.id", name="fk"), index=True))',
    "drop_column": 'op.drop_column("orders", "note")',
    "type_rewrite": 'op.alter_column("orders", "status", type_=sa.Integer,'
    ' existing_type=sa.String(20), postgresql_using="status::integer")',
    "type_free": 'op.alter_column("orders", "status", type_=sa.String(40),'
    " existing_type=sa.String(20))",
    "not_null": 'op.alter_column("orders", "note", nullable=False)',
    "index": 'op.create_index("ix", "orders", ["status"])',
    "index_concurrently": 'with op.get_context().autocommit_block():\n'
    '        op.create_index("ix", "orders", ["status"], postgresql_concurrently=True)',
    "index_concurrently_in_transaction":
    'op.create_index("ix", "orders", ["status"], postgresql_concurrently=True)',
    "drop_index": 'op.drop_index("ix_agents_name", table_name="agents")',
    "foreign_key": 'op.create_foreign_key("fk", "orders", "agents", ["agent_id"], ["id"])',
    "foreign_key_not_valid": 'op.create_foreign_key("fk", "orders", "agents", ["agent_id"],'
    ' ["id"], postgresql_not_valid=True)',
    "check": 'op.create_check_constraint("ck", "orders", "id > 0")',
    "unique": 'op.create_unique_constraint("uq", "orders", ["note"])',
    "drop_constraint": 'op.drop_constraint("ck_orders_total", "orders", type_="check")',
    "rename": 'op.rename_table("orders", "purchases")',
    "rename_column": 'op.alter_column("orders", "note", new_column_name="remark")',
    "drop_table": 'op.drop_table("orders")',
    "create_table": 'op.create_table("lines", sa.Column("id", sa.Integer, primary_key=True),\n'
    '        sa.Column("order_id", sa.BigInteger, sa.ForeignKey("orders.id")),\n'
    '        sa.Column("kind", sa.Enum("a", "b", name="kind")))',
    "batch": 'with op.batch_alter_table("orders") as batch:\n'
    '        batch.drop_column("note")\n        batch.add_column(sa.Column("a", sa.Integer))',
    "rows": 'op.execute("UPDATE orders SET note = \'x\'")\n    op.execute("DELETE FROM agents")',
    "bulk": 'op.bulk_insert(sa.table("agents", sa.column("id", sa.Integer)), [{"id": 1}])',
    "timeout": 'op.execute("SET lock_timeout = \'5s\'")\n    op.drop_column("orders", "note")',
}

# Rules that read Python, the graph, or the file around the statements.
APART = {
    "application-import", "autogenerate-leftover", "empty-migration", "missing-downgrade",
    "transaction-control", "unnamed-constraint", "downgrade-loses-data", "downgrade-differs",
    "several-heads", "set-local-outside-transaction", "heads-diverge-from-base",
}

MIGRATION = '''"""case"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = {down}


def upgrade():
    {body}


def downgrade():
    pass
'''

SHAPE_END = """

revision = "r2"
down_revision = "r1"


def downgrade():
    pass
"""

ENV = """from alembic import context

context.configure(dialect_name="postgresql", literal_binds=True,
                  transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
"""


def git(folder, *args):
    env = dict(os.environ, GIT_AUTHOR_DATE="2026-01-01T00:00:00Z",
               GIT_COMMITTER_DATE="2026-01-01T00:00:00Z")
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *args], cwd=folder,
                   env=env, check=True, capture_output=True)


def render(folder):
    settings = config.Config(str(folder / "alembic.ini"), output_buffer=io.StringIO())
    settings.set_main_option("script_location", str(folder / "migrations"))
    with contextlib.redirect_stderr(io.StringIO()):
        command.upgrade(settings, "r1:r2", sql=True)
    return settings.output_buffer.getvalue()


def judge(cupel, folder, *args):
    done = subprocess.run([cupel, "check", "--format", "json", *args], cwd=folder,
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(args)}: status {done.returncode}: {done.stderr}")
    rules = (finding["rule"] for finding in json.loads(done.stdout)["findings"])
    return collections.Counter(rule for rule in rules if rule not in APART)


def check(cupel, name, text, files):
    """True when both say the same, None when there is no script to compare with."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        versions = folder / "migrations" / "versions"
        versions.mkdir(parents=True)
        (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
        (folder / "migrations" / "env.py").write_text(ENV)
        (versions / "r1_base.py").write_text(
            MIGRATION.format(revision="r1", down=None, body=HISTORY.strip()))
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "base")
        git(folder, "checkout", "-qb", "work")
        for path, content in files.items():
            (versions / path).parent.mkdir(parents=True, exist_ok=True)
            (versions / path).write_text(content)
        (versions / "r2_case.py").write_text(text)
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "case")
        migration = judge(cupel, folder, "--base", "main")
        try:
            (folder / "release.sql").write_text(render(folder))
        except Exception as error:  # whatever the migration raises in SQL mode
            print(f"{name}: not rendered: {type(error).__name__}")
            return None
        script = judge(cupel, folder, "release.sql")
        if migration == script:
            return True
        print(f"{name}: the migration alone: {dict(migration - script)}, "
              f"the script alone: {dict(script - migration)}")
        return False


DIFFERING = {
    # The script does not tell what type the column has, the migration does.
    "columns: all at once",
    # A call in a loop is one place, its statements in the script are several.
    "language: floats in a text",
    # A table that the migration makes itself is not looked for in older revisions, so nothing says
    # that it was not there before; for a script the whole history is read.
    "types: a length of nought",
}


def read_cases(shapes):
    for name, body in CASES.items():
        yield name, MIGRATION.format(revision="r2", down='"r1"', body=body), {}
    if shapes:
        cases = compare.read_cases(pathlib.Path(__file__).parent / "cases")
        for name, _, _, text, files, env in cases:
            if not env:
                yield name, text + SHAPE_END, files


def main():
    cupel = str(pathlib.Path(sys.argv[1]).resolve())
    results = {name: check(cupel, name, text, files)
               for name, text, files in read_cases("--shapes" in sys.argv[2:])}
    differing = [name for name, same in results.items() if same is False]
    compared = sum(same is not None for same in results.values())
    print(f"{compared} migrations, {len(differing)} judged otherwise as scripts")
    return bool(set(differing) - DIFFERING)


if __name__ == "__main__":
    sys.exit(main())
