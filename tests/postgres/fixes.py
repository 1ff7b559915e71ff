#!/usr/bin/env python3
"""What `cupel check --fix` makes of migrations, on real Alembic and a live PostgreSQL with rows.

    python3 tests/postgres/fixes.py build/cupel [--only NAME] [--verbose]

Cases are the bad examples of the rules with a safe fix, and with one that adds an index. Each is run as it is and fixed. What was
fixed must parse, render, run and lead to the same schema, once constraints that are NOT VALID by
now have been validated: that is left to a later migration. Fixed again nothing changes.
Exit status 1 when a case differs.
"""

import argparse
import ast
import contextlib
import os
import pathlib
import sys
import tempfile
import tomllib

import sqlalchemy
from alembic import command

from fixture import extensions, fixture
from project import Project, schema
from server import private_server
from split import cupel, difference

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What differs because the fix mends it: a default that was frozen when the migration ran.
MENDED = {"frozen-default", "function-text-default"}
# What the fix adds: lines of the schema start so.
ADDING = {"foreign-key-without-index": "CREATE INDEX "}
# Not run: why.
SKIPPED = {
    "concurrently-in-transaction": "as it is it fails",
}
INVALID = """
SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE NOT convalidated"""


def cases():
    """(name, settings, history, upgrade)"""
    for path in sorted((ROOT / "rules").glob("*/*.toml")):
        rule = tomllib.loads(path.read_text(encoding="utf-8"))
        is_safe = rule.get("fix", {}).get("safe")
        if not (is_safe or rule["id"] in ADDING) or rule["id"] in SKIPPED:
            continue
        for number, example in enumerate(rule["example"], 1):
            body = example.get("bad", "")
            if not body or set(example) & {"sql", "file", "code", "env", "base", "beside"}:
                continue
            history = example.get("history") or "\n".join(
                f"op.execute({sql!r})" for sql in fixture(body))
            history = "\n".join([f"op.execute({e!r})" for e in extensions(body)] + [history])
            yield f"{rule['id']} {number}", example.get("settings", ""), history, body


def run_through(server, project, validate, way=("heads",)):
    """The schema at the head, or where the way there and back leads."""
    with server.database() as name:
        engine = sqlalchemy.create_engine(
            f"postgresql://cupel@/{name}?host={server.folder}",
            poolclass=sqlalchemy.pool.NullPool)
        project.run(engine, command.upgrade, way[0])
        for target in way[1:]:
            project.run(engine, command.downgrade, target)
        with contextlib.closing(server.connect(name)) as connection:
            cursor = connection.cursor()
            cursor.execute(INVALID)
            for (statement,) in cursor.fetchall() if validate else ():
                cursor.execute(statement)
        return schema(server, name)


def without(text, start):
    """The schema without the lines that start so, and how many they are."""
    lines = text.split("\n")
    left = [line for line in lines if not line.startswith(start)]
    return "\n".join(left), len(lines) - len(left)


def judge_added(server, project, start, whole, found):
    """Just what was meant has come, and goes when the migration is undone, unless it goes with
    what downgrade() drops."""
    (whole, before), (found, after) = without(whole, start), without(found, start)
    problems = [] if after > before else ["no index has come"]
    if whole != found:
        problems.append("schema at the head:\n" + difference(whole, found))
    if "drop_index" not in project.texts()["judged.py"]:
        return problems
    undone = run_through(server, project, False, ("heads", "before"))
    base = run_through(server, project, False, ("before",))
    if without(undone, start)[1] != without(base, start)[1]:
        problems.append("undone:\n" + difference(base, undone))
    return problems


def judge(server, binary, case, folder):
    """None: it does not run as it is, or nothing was fixed."""
    name, settings, history, upgrade = case
    project = Project(folder, settings)
    project.add("before", history)
    project.add("judged", upgrade)
    rule = name.split()[0]
    try:
        whole = run_through(server, project, False)
    except sqlalchemy.exc.DBAPIError:
        return None
    texts = project.texts()
    words = ["--fix", "--select", rule, "--fail-on", "never"]
    words += ["--unsafe-fixes"] if rule in ADDING else []
    cupel(binary, folder, *words)
    fixed = project.texts()
    if fixed == texts:
        return None
    for text in fixed.values():
        ast.parse(text)
    project.render_both("before")
    found = run_through(server, project, "NOT VALID" not in whole)
    cupel(binary, folder, *words)
    problems = ["fixed again it changes"] if project.texts() != fixed else []
    if rule in ADDING:
        problems += judge_added(server, project, ADDING[rule], whole, found)
    elif whole != found and rule not in MENDED:
        problems.append("schema at the head:\n" + difference(whole, found))
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cupel")
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    binary = os.path.abspath(options.cupel)
    counts = {"same": 0, "left": 0, "failed": 0}
    with private_server() as server:
        for case in cases():
            if options.only not in case[0]:
                continue
            with tempfile.TemporaryDirectory() as folder:
                try:
                    problems = judge(server, binary, case, folder)
                except Exception as error:  # whatever it is, the case failed
                    problems = [f"{type(error).__name__}: {error}"]
            if options.verbose or problems:
                print(case[0], "left" if problems is None else "" if problems else "ok")
            for problem in problems or ():
                print("   ", problem)
            counts["left" if problems is None else "failed" if problems else "same"] += 1
    print(f"{counts['same']} migrations fixed, with the same schema; {counts['left']} left as "
          f"they are; {counts['failed']} failed")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
