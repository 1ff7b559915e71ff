#!/usr/bin/env python3
"""History on demand gives what a full replay gives: `plan` and `check` of one migration alone, for
which only the older ones that name its tables are read, against the same migration with --all,
where every one is.

    tests/git/recall.py CUPEL [HISTORIES [SEED]]     histories made at random
    tests/git/recall.py CUPEL --project FOLDER [N]   of a real project, N of its migrations
"""
import json
import os
import random
import subprocess
import sys
import tempfile

TYPES = ["Integer", "BigInteger", "String(20)", "String(80)", "Text", "Boolean", "Numeric(10, 2)"]
HEAD = '''"""{id}"""
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {down}


def upgrade():
{body}


def downgrade():
    pass
'''


class History:
    """A schema that changes at random, and the statements that change it."""

    def __init__(self, rng):
        self.random = rng
        self.tables = {}  # name to its columns
        self.indexes = {}  # name to its table
        self.types = []
        self.count = 0

    def name(self, kind):
        self.count += 1
        return f"{kind}_{self.count}"

    def spelled(self, name):
        """A name as a literal, or put together so that no text of the file holds it whole."""
        half = len(name) // 2
        return self.random.choices([f'"{name}"', f'"{name[:half]}" + "{name[half:]}"'], [9, 1])[0]

    def table(self):
        return self.random.choice(sorted(self.tables))

    def create(self):
        table = self.name("t")
        self.tables[table] = ["id", "a"]
        kind = self.random.choice(TYPES)
        extra = ""
        others = [other for other in self.tables if other != table]
        if others and self.random.random() < 0.5:
            other = self.random.choice(others)
            extra = f', sa.Column("r", sa.BigInteger(), sa.ForeignKey("{other}.id"))'
            self.tables[table].append("r")
        return (f'op.create_table({self.spelled(table)}, sa.Column("id", sa.BigInteger(), '
                f'primary_key=True), sa.Column("a", sa.{kind}, nullable=True){extra})')

    def add_column(self):
        table, column = self.table(), self.name("c")
        self.tables[table].append(column)
        if self.types and self.random.random() < 0.2:
            kind = self.random.choice(self.types)
            return f"op.execute('ALTER TABLE {table} ADD COLUMN {column} {kind}')"
        kind = self.random.choice(TYPES)
        return f'op.add_column({self.spelled(table)}, sa.Column("{column}", sa.{kind}))'

    def change_type(self):
        table = self.table()
        column = self.random.choice(self.tables[table])
        kind = self.random.choice(TYPES)
        return f'op.alter_column({self.spelled(table)}, "{column}", type_=sa.{kind})'

    def set_not_null(self):
        table = self.table()
        column = self.random.choice(self.tables[table])
        return f"op.execute('ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL')"

    def check(self):
        table = self.table()
        column = self.random.choice(self.tables[table])
        name = self.name("ck")
        return (f"op.execute('ALTER TABLE {table} ADD CONSTRAINT {name} "
                f"CHECK ({column} IS NOT NULL) NOT VALID')\n"
                f"op.execute('ALTER TABLE {table} VALIDATE CONSTRAINT {name}')")

    def index(self):
        table, name = self.table(), self.name("ix")
        self.indexes[name] = table
        column = self.random.choice(self.tables[table])
        return f'op.create_index("{name}", {self.spelled(table)}, ["{column}"])'

    def drop_index(self):
        name = self.random.choice(sorted(self.indexes) or ["ix_none"])
        self.indexes.pop(name, None)
        return f"op.execute('DROP INDEX {name}')"

    def rename(self):
        table, new = self.table(), self.name("t")
        self.tables[new] = self.tables.pop(table)
        self.indexes = {i: new if t == table else t for i, t in self.indexes.items()}
        return self.random.choice([
            f'op.rename_table("{table}", "{new}")',
            f'op.execute("Alter Table {table} Rename to {new}")'])

    def view(self):
        table = self.table()
        return f"op.execute('CREATE VIEW {self.name('v')} AS SELECT a FROM {table}')"

    def type(self):
        name = self.name("kind")
        self.types.append(name)
        return f"op.execute(\"CREATE TYPE {name} AS ENUM ('x', 'y')\")"

    def guarded(self):
        """Whether it happens, the history of another table tells."""
        asked, table, column = self.table(), self.table(), self.name("c")
        way = self.random.choice(["", "not "])
        return (f'if {way}sa.inspect(op.get_bind()).has_table({self.spelled(asked)}):\n'
                f"    op.execute('ALTER TABLE {table} ADD COLUMN {column} integer')")

    def recreate(self):
        """The same name for another table, with nothing of what hung on the first."""
        table = self.table()
        self.tables[table] = ["id", "b"]
        self.indexes = {i: t for i, t in self.indexes.items() if t != table}
        return (f"op.execute('DROP TABLE {table} CASCADE')\n"
                f'op.create_table({self.spelled(table)}, sa.Column("id", sa.BigInteger(), '
                f'primary_key=True), sa.Column("b", sa.Text()))')

    def truncate(self):
        return f"op.execute('TRUNCATE {self.table()} CASCADE')"

    def drop_table(self):
        table = self.table()
        if len(self.tables) < 4:
            return self.create()
        del self.tables[table]
        return f'op.drop_table("{table}")'

    def step(self):
        if not self.tables:
            return self.create()
        act = self.random.choices(
            [self.create, self.add_column, self.change_type, self.set_not_null, self.check,
             self.index, self.drop_index, self.rename, self.view, self.type, self.drop_table,
             self.guarded, self.truncate,
             self.recreate],
            [6, 5, 5, 4, 3, 5, 2, 2, 1, 1, 1, 2, 1, 2])[0]
        return act()

    def write(self, folder, revisions):
        versions = os.path.join(folder, "migrations", "versions")
        os.makedirs(versions)
        with open(os.path.join(folder, "alembic.ini"), "w") as file:
            file.write("[alembic]\nscript_location = migrations\n")
        down = "None"
        for i in range(revisions):
            body = "\n".join(self.step() for _ in range(self.random.randint(1, 3)))
            body = "\n".join("    " + line for line in body.split("\n"))
            with open(os.path.join(versions, f"{i:04}_step.py"), "w") as file:
                file.write(HEAD.format(id=f"r{i}", down=down, body=body))
            down = f'"r{i}"'


def ask(cupel, folder, *arguments):
    done = subprocess.run([cupel, *arguments, "--format", "json"], cwd=folder,
                          capture_output=True, text=True)
    if done.returncode == 2 or not done.stdout:
        raise SystemExit(f"cupel {arguments}: status {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def plans(report):
    return {migration["file"]: migration["steps"] for migration in report["migrations"]}


def findings(report):
    """Those of the migration itself: what is said of the whole graph stands anywhere."""
    by_file = {}
    for finding in report["findings"]:
        if finding["rule"] not in ("several-heads", "duplicate-revision", "revision-cycle"):
            by_file.setdefault(finding["file"], []).append(finding)
    return by_file


def forget_fingerprints(findings_of_file, repeated):
    """Where two projects have a revision of the same id, its findings are numbered through."""
    for finding in findings_of_file or []:
        if finding["revision"] in repeated:
            finding["fingerprint"] = ""


def differences(cupel, folder, files, settings):
    report = ask(cupel, folder, "plan", "--all", *settings)
    whole_plan = plans(report)
    ids = [migration["revision"] for migration in report["migrations"]]
    repeated = {name for name in ids if ids.count(name) > 1}
    whole_check = findings(ask(cupel, folder, "check", "--all", *settings))
    for path in files or sorted(whole_plan):
        part_plan = plans(ask(cupel, folder, "plan", path, *settings)).get(path)
        part_check = findings(ask(cupel, folder, "check", path, *settings)).get(path)
        forget_fingerprints(part_check, repeated)
        forget_fingerprints(whole_check.get(path), repeated)
        for one, other in ((part_plan, whole_plan.get(path)),
                           (part_check, whole_check.get(path))):
            one, other = one or [], other or []
            if one == other:
                continue
            pair = next(((a, b) for a, b in zip(one, other) if a != b), (one, other))
            yield path, pair


def judge_project(cupel, folder, count):
    files = sorted(plans(ask(cupel, folder, "plan", "--all")))
    random.Random(1).shuffle(files)
    found = list(differences(cupel, folder, files[:count], []))
    for path, (alone, whole) in found:
        print(f"{path}:\n  alone {json.dumps(alone)[:600]}\n  whole {json.dumps(whole)[:600]}")
    print(f"{min(count, len(files))} migrations compared, {len(found)} differ")
    return 1 if found else 0


def main():
    if len(sys.argv) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    cupel = os.path.abspath(sys.argv[1])
    if len(sys.argv) > 3 and sys.argv[2] == "--project":
        return judge_project(cupel, sys.argv[3],
                             int(sys.argv[4]) if len(sys.argv) > 4 else 1 << 30)
    histories = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    compared = 0
    for number in range(histories):
        with tempfile.TemporaryDirectory() as folder:
            History(random.Random(seed + number)).write(folder, 20)
            for path, (alone, whole) in differences(cupel, folder, None, []):
                with open(os.path.join(folder, path)) as file:
                    print(f"seed {seed + number}, {path}:\n{file.read()}\n"
                          f"alone {json.dumps(alone)}\nwhole {json.dumps(whole)}")
                return 1
            compared += 20
    print(f"{compared} migrations of {histories} histories compared, none differs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
