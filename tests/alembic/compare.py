#!/usr/bin/env python3
"""Compares `cupel plan` with what Alembic sends, for the migrations of tests/alembic/cases/.

    python3 tests/alembic/compare.py build/cupel [--only NAME]

A case file holds many: a line `### name` starts one; `### name ~` when only the statements'
kinds and objects are compared, not every word (parameters, which Alembic's SQL mode drops);
`### name ?` when cupel may say of parts that it does not know them (…), but nothing untrue;
`### name since 1.16, 2.0`: for that Alembic (and SQLAlchemy) and later, else passed over.
`### name needs package`: where that is installed, else passed over.
What follows is the whole module when it defines upgrade(), else upgrade()'s body. A line
`#### path` in it starts the text of a file beside the migrations. What stands before the first
case of a file is the env.py of all its cases, without the call of context.configure(); Alembic
gets its target_metadata.

Alembic runs each in SQL mode for PostgreSQL. Statements, order, transactions and lines must be
the same. Exit status 1 when a case differs, 77 when there is no Alembic.
"""

import argparse
import contextlib
import importlib.util
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import statements

try:
    import alembic.op
    import sqlalchemy
    from alembic.operations import Operations
    from alembic.runtime.environment import EnvironmentContext
    from alembic.config import Config
    from alembic.script import ScriptDirectory
except ImportError:
    print("there is no Alembic for", sys.executable)
    sys.exit(77)

HEADER = """import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
"""
REVISION = "\n\nrevision = \"{}\"\ndown_revision = None\n\n\ndef downgrade():\n    pass\n"


def has_versions(since):
    """Are Alembic and SQLAlchemy as new as "1.16, 2.0" (the second may be absent) asks for?"""
    there = alembic.__version__, sqlalchemy.__version__
    numbers = [[[int(n) for n in re.findall(r"\d+", text)] for text in texts]
               for texts in (since.split(","), there)]
    return all(wanted <= found for wanted, found in zip(*numbers))


def read_cases(folder):
    """[(name, mark, revision, module text, {path: text}, text of env.py)]"""
    cases = []
    for path in sorted(folder.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        env, *parts = re.split(r"^### ", text, flags=re.M)
        env = re.sub(r"^#.*\n", "", env, flags=re.M).strip()
        for part in parts:
            title, _, body = part.partition("\n")
            title, _, since = title.partition(" since ")
            title, _, package = title.partition(" needs ")
            if not has_versions(since) or (package and not importlib.util.find_spec(package)):
                continue
            body, *files = re.split(r"^#### ", body, flags=re.M)
            files = dict(f.partition("\n")[::2] for f in files)
            name, mark = re.fullmatch(r"(.*?)(?: ([~?]))?", title).groups()
            number = f"{path.stem}_{len(cases):03}"
            body = body.strip("\n")
            if not re.search(r"^(async )?def upgrade", body, re.M):
                body = "def upgrade():\n" + re.sub(r"^(?=.)", "    ", body, flags=re.M)
            if "import op" not in body and "alembic.op" not in body:
                body = HEADER + "\n\n" + body
            cases.append((f"{path.stem}: {name}", mark, number,
                          body + REVISION.format(number), files, env))
    return cases


@contextlib.contextmanager
def chdir(folder):
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def caller_line(path):
    frame, line = sys._getframe(1), None
    while frame is not None and line is None:
        line = frame.f_lineno if frame.f_code.co_filename == str(path) else None
        frame = frame.f_back
    return line


def target_metadata(env):
    namespace = {}
    exec(env, namespace)
    return namespace.get("target_metadata")


def render(path, root, metadata=None):
    """The statements that Alembic sends for the migration in `path`."""
    sent, state = [], {"transaction": None, "count": 0}

    def begin():
        state["count"] += 1
        state["transaction"] = state["count"]

    def commit():
        state["transaction"] = None

    def output(text):
        for part in statements.split(text):
            sent.append({"sql": part, "transaction": state["transaction"],
                         "line": caller_line(path)})

    config = Config()
    config.set_main_option("script_location", str(root / "migrations"))
    environment = EnvironmentContext(config, ScriptDirectory.from_config(config), as_sql=True,
                                     destination_rev=None)
    environment.configure(dialect_name="postgresql", literal_binds=True, output_buffer=io.StringIO(),
                          target_metadata=metadata, dialect_opts={"paramstyle": "named"})
    context = environment.get_context()
    context.impl.static_output = output
    context.impl.emit_begin = begin
    context.impl.emit_commit = commit
    type(context.connection).exec_driver_sql = lambda self, sql, *args: self.execute(sql)
    namespace = {"__name__": path.stem, "__file__": str(path)}
    with environment, Operations.context(context), chdir(root):
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
        with context.begin_transaction(_per_migration=False):
            namespace["upgrade"]()
    return sent


def line_agrees(ours, theirs, source):
    """The step's line is that of the call; what a batch is told, Alembic sends at its end."""
    if not theirs["line"] or ours["line"] <= theirs["line"] <= ours["end_line"]:
        return True
    return re.search(r"\bwith\b|\bflush\b", source[theirs["line"] - 1]) is not None


def same(ours, theirs, mark):
    """Is it one statement, as exactly as the case asks for?"""
    form = statements.key if mark == "~" else statements.tokens
    ours, theirs = " ".join(form(ours)), " ".join(form(theirs))
    if mark == "?":
        return re.fullmatch(re.escape(ours).replace("…", ".*"), theirs, re.S) is not None
    return ours == theirs


def differences(ours, theirs, mark, source):
    ours, theirs = statements.in_set_order(ours), statements.in_set_order(theirs)
    found = []
    for one, other in zip(ours, theirs):
        if not same(one["sql"], other["sql"], mark):
            found.append(f"sends  {other['sql'].strip()}\n      plan   {one['sql']}")
        elif one["transaction"] != other["transaction"]:
            found.append(f"transaction {other['transaction']}, not {one['transaction']}: {one['sql']}")
        elif not line_agrees(one, other, source):
            found.append(f"line {other['line']}, not {one['line']}: {one['sql']}")
    found += [f"sends  {s['sql'].strip()}\n      plan   nothing" for s in theirs[len(ours):]]
    found += [f"sends  nothing\n      plan   {s['sql']}" for s in ours[len(theirs):]]
    return found


def write_project(root, env):
    (root / "migrations" / "versions").mkdir(parents=True)
    call = "\ncontext.configure(target_metadata=target_metadata)\n" if env else ""
    (root / "migrations" / "env.py").write_text("from alembic import context\n" + env + call)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")


def write_cases(root, cases):
    """Gives each env.py a project of its own, and its folder for each case's number."""
    roots = {"": root}
    write_project(root, "")
    for env in sorted({case[5] for case in cases} - {""}):
        roots[env] = root / f"project{len(roots)}"
        write_project(roots[env], env)
    for _, _, number, text, files, env in cases:
        migration = roots[env] / "migrations" / "versions" / f"{number}.py"
        migration.write_text(text, encoding="utf-8")
        for path, content in files.items():
            (roots[env] / path).parent.mkdir(parents=True, exist_ok=True)
            (roots[env] / path).write_text(content, encoding="utf-8")
    return {number: roots[env] for _, _, number, _, _, env in cases}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cupel")
    parser.add_argument("--only")
    args = parser.parse_args()
    cases = read_cases(pathlib.Path(__file__).parent / "cases")
    cases = [c for c in cases if not args.only or args.only in c[0]]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        roots = write_cases(root, cases)
        sys.path[:0] = [str(root), str(root / "src")]
        run = subprocess.run([os.path.abspath(args.cupel), "plan", "--all", "--format", "json"],
                             cwd=root, capture_output=True, check=False)
        plan = {m["revision"]: m for m in json.loads(run.stdout)["migrations"]}
        for name, mark, number, text, _, env in cases:
            path = roots[number] / "migrations" / "versions" / f"{number}.py"
            try:
                theirs = render(path, roots[number], target_metadata(env))
            except Exception as problem:  # a case that Alembic refuses is a broken case
                found = [f"Alembic: {type(problem).__name__}: {problem}"]
            else:
                found = differences(statements.planned(plan[number]), theirs, mark,
                                    text.split("\n"))
                if mark != "?":
                    found += [f"opaque: {o['reason']}" for o in plan[number]["opaque"]]
            failed += bool(found)
            for difference in found:
                print(f"{name}\n      {difference}")
    print(f"{len(cases)} migrations: {len(cases) - failed} as Alembic runs them, {failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
