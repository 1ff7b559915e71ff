#!/usr/bin/env python3
"""What `cupel check --fix --split` makes, on real Alembic and a live PostgreSQL with rows.

    python3 tests/postgres/split.py build/cupel [--only NAME] [--verbose]

Cases are the bad examples of the rules that are split, and those below. Each is run as it is and
split; where it fails on tables with rows, on empty ones. The chain must parse and render, have the finding no more and no new one, and lead to the
same schema and rows as the migration it was made of; back down it must lead to where that one
led, or, where its downgrade does nothing, to what was there before. Split again nothing changes.
Exit status 1 when a case differs.
"""

import argparse
import ast
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib

import sqlalchemy
from alembic import command

from fixture import extensions, fixture
from project import Project, schema
from server import private_server
from split_cases import CASES, CANNOT

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1767607200", "TZ": "UTC",
               "GIT_CEILING_DIRECTORIES": "/"}


def example_cases():
    """(name, settings, history, upgrade, None) of the rules' own bad examples."""
    for path in sorted((ROOT / "rules").glob("*/*.toml")):
        rule = tomllib.loads(path.read_text(encoding="utf-8"))
        if "split" not in rule.get("fix", {}):
            continue
        for number, example in enumerate(rule["example"], 1):
            body = example.get("bad", "")
            if not body or set(example) & {"sql", "file", "code", "env", "base", "beside"}:
                continue
            history = example.get("history") or "\n".join(
                f"op.execute({sql!r})" for sql in fixture(body))
            history = "\n".join([f"op.execute({e!r})" for e in extensions(body)] + [history])
            yield f"{rule['id']} {number}", example.get("settings", ""), history, body, None


def cupel(binary, folder, *arguments):
    done = subprocess.run([binary, "check", "--all", *arguments], cwd=folder, env=ENVIRONMENT,
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.strip())
    return done


def findings(binary, folder):
    found = json.loads(cupel(binary, folder, "--format", "json").stdout)["findings"]
    counts = {}
    for finding in found:
        counts[finding["rule"]] = counts.get(finding["rule"], 0) + 1
    return counts


def rows(engine):
    """What is in the tables."""
    with engine.connect() as connection:
        names = sqlalchemy.inspect(connection).get_table_names()
        found = {}
        for name in sorted(set(names) - {"alembic_version"}):
            lines = connection.execute(sqlalchemy.text(f'SELECT to_jsonb(t) FROM "{name}" t'))
            found[name] = sorted(json.dumps(line[0], sort_keys=True) for line in lines)
        return found


def run_through(server, project):
    """Schema and rows at the start, at the head, and back down."""
    with server.database() as name:
        engine = sqlalchemy.create_engine(
            f"postgresql://cupel@/{name}?host={server.folder}",
            poolclass=sqlalchemy.pool.NullPool)
        seen = []
        for go, target in ((command.upgrade, "before"), (command.upgrade, "heads"),
                           (command.downgrade, "before")):
            project.run(engine, go, target)
            seen.append((schema(server, name), rows(engine)))
        return seen


EMPTY = '''
op.execute("""DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p')
        AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' LOOP
        EXECUTE 'TRUNCATE ' || name || ' CASCADE';
    END LOOP; END $$""")
'''


class Refused(Exception):
    """cupel says why it does not split."""


def make_project(folder, case, more=""):
    _, settings, history, upgrade, downgrade = case
    project = Project(folder, settings)
    project.add("before", history + more)
    project.add("judged", upgrade, downgrade)
    project.add("later", "pass")
    return project


def run_whole(server, folder, case):
    """The project, and how it runs; where it cannot with rows, without."""
    with tempfile.TemporaryDirectory() as trial:
        try:
            whole = run_through(server, make_project(trial, case))
            return make_project(folder, case), whole
        except (sqlalchemy.exc.DBAPIError, ImportError):
            pass
    project = make_project(folder, case, EMPTY)
    try:
        return project, run_through(server, project)
    except (sqlalchemy.exc.DBAPIError, ImportError) as error:
        raise Refused(f"it does not run as it is: {error}") from error


def judge(server, binary, case, folder):
    name, downgrade = case[0], case[4]
    project, whole = run_whole(server, folder, case)
    rule = name.split()[0]
    before = findings(binary, folder)
    texts = project.texts()
    done = cupel(binary, folder, "--fix", "--split", rule, "--fail-on", "never")
    if project.texts() == texts:
        raise Refused(done.stderr.strip().splitlines()[-1].replace("cupel: ", "")
                      if done.stderr.strip() else "nothing said why")
    made = project.texts()
    for text in made.values():
        ast.parse(text)
    project.render_both("before")
    split = run_through(server, project)
    if rule == "volatile-default-rewrite":  # each time there are others
        whole, split = without_values(whole), without_values(split)
    problems = compare_runs(whole, split, downgrade)
    brings = brought(rule)
    after = findings(binary, folder)
    problems += [f"finding: {key}" for key, count in after.items()
                 if key not in brings and (count > before.get(key, 0) or key == rule)]
    cupel(binary, folder, "--fix", "--split", rule, "--fail-on", "never")
    if project.texts() != made:
        problems.append("split again it changes")
    return problems, len(made) - len(texts)


def without_values(run):
    def of_row(line):
        return json.dumps({key: value is None for key, value in json.loads(line).items()})
    return [(schema_text, {table: [of_row(line) for line in lines] for table, lines in found.items()})
            for schema_text, found in run]


def brought(rule):
    path = next((ROOT / "rules").glob(f"*/{rule}.toml"))
    return tomllib.loads(path.read_text(encoding="utf-8"))["fix"].get("brings", [])


def compare_runs(whole, split, downgrade):
    problems = []
    if whole[1][0] != split[1][0]:
        problems.append("schema at the head:\n" + difference(whole[1][0], split[1][0]))
    if whole[1][1] != split[1][1]:
        problems.append("rows at the head differ")
    back = whole[2] if downgrade else whole[0]
    if downgrade and back[0] != split[2][0]:
        problems.append("schema after the downgrade:\n" + difference(back[0], split[2][0]))
    if downgrade and back[1] != split[2][1]:
        problems.append("rows after the downgrade differ")
    return problems


def difference(one, other):
    first, second = one.splitlines(), other.splitlines()
    return "\n".join([f"      - {line}" for line in first if line not in second]
                     + [f"      + {line}" for line in second if line not in first])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cupel")
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    binary = os.path.abspath(options.cupel)
    counts = {"split": 0, "refused": 0, "failed": 0, "files": 0}
    with private_server() as server:
        for case in [*example_cases(), *CASES]:
            if options.only not in case[0]:
                continue
            with contextlib.ExitStack() as stack:
                folder = stack.enter_context(tempfile.TemporaryDirectory())
                try:
                    problems, files = judge(server, binary, case, folder)
                    counts["files"] += files
                    counts["split"] += not problems
                except Refused as why:
                    expected = CANNOT.get(case[0])
                    problems = [] if expected and expected in str(why) else [f"refused: {why}"]
                    counts["refused"] += not problems
                except Exception as error:  # whatever it is, the case failed
                    problems = [f"{type(error).__name__}: {error}"]
                if options.verbose or problems:
                    print(case[0], "ok" if not problems else "")
                for problem in problems:
                    print("   ", problem)
                counts["failed"] += bool(problems)
    print(f"{counts['split']} migrations split into {counts['files']} revisions more, as meant; "
          f"{counts['refused']} cannot be, and it says why; {counts['failed']} failed")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
