#!/usr/bin/env python3
"""Runs the rules' own examples, examples/ and histories/, on a live PostgreSQL and compares it with what cupel says.

    python3 tests/postgres/live.py build/cupel [--only RULE] [--verbose]

Each example becomes a small Alembic project: its history (or the schema of fixture.py) is the
first revision, the example the second. `cupel plan` says what each statement does; a private
server runs the same statements, and pg_locks, pg_class.relfilenode and pg_stat_xact_user_tables
say what it did. Every `bad` example of a locking rule must show the lock, rewrite, scan or build
that the rule claims, every `good` one must not. Exit status 1 when something differs.
"""

import argparse
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib

import psycopg2

from compare import MODES, STRENGTH
from fixture import extensions, fixture
from server import private_server

ROOT = pathlib.Path(__file__).resolve().parents[2]

REVISION = '''import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "{name}"
down_revision = {down}


def upgrade():
{body}
    pass


def downgrade():
    pass
'''

# What a rule of the category locking claims. "under" names the weakest lock during the work.
CLAIMS = {
    "attach-partition-scan": "scan",
    "check-without-not-valid": "scan",
    "column-type-check-rescan": "scan",
    "column-type-foreign-key-recheck": "other lock",
    "column-type-index-rebuild": "build",
    "column-type-rewrite": "rewrite",
    "constrained-domain-rewrite": "rewrite",
    "detach-partition-without-concurrently": "exclusive lock",
    "domain-constraint-scan": "scan",
    "drop-constraint": "exclusive lock",
    "drop-index-without-concurrently": "exclusive lock",
    "exclusion-constraint-on-used-table": "build",
    "foreign-key-to-used-table": "lock",
    "foreign-key-without-not-valid": "scan",
    "generated-column-rewrite": "rewrite",
    "identity-column-rewrite": "rewrite",
    "index-without-concurrently": "build",
    "lock-table": "lock",
    "long-scan-under-lock": "scan after lock",
    "partition-of-used-parent": "exclusive lock",
    "primary-key-builds-index": "build",
    "primary-key-scans-for-nulls": "scan",
    "refresh-without-concurrently": "exclusive lock",
    "reindex-without-concurrently": "build",
    "serial-column-rewrite": "rewrite",
    "set-not-null-scan": "scan",
    "several-exclusive-locks": "two exclusive locks",
    "table-rewrite": "rewrite",
    "trigger-on-used-table": "lock",
    "unique-constraint-builds-index": "build",
    "validate-in-same-transaction": "scan",
    "volatile-default-rewrite": "rewrite",
}
# Rules that say: the statement fails. Each bad example must be refused.
FAILS = {
    "column-type-in-generated-column", "column-type-in-view", "concurrently-form-not-supported", "concurrently-in-transaction",
    "concurrently-on-partitioned-table", "default-blocks-type-change", "dropped-while-needed",
    "duplicate-assignment", "enum-type-missing", "enum-value-used-too-early",
    "forbidden-in-transaction", "foreign-key-target-not-unique", "foreign-key-type-mismatch",
    "index-backs-constraint", "name-already-exists", "not-valid-not-supported",
    "partition-key-not-in-unique", "required-column-without-default", "second-primary-key",
    "sql-syntax-error", "type-change-without-using",
}
FORETELL_TRANSACTION = ("concurrently-in-transaction", "forbidden-in-transaction",
                        "enum-value-in-transaction")
# Whose good example takes the lock for another purpose.
TAKEN_FOR_GOOD = {"drop-constraint"}

RELATIONS = """
SELECT c.oid, CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END,
       c.relkind::text, pg_relation_filenode(c.oid), x.indrelid
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index x ON x.indexrelid = c.oid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"""
LOCKS = """
SELECT relation, mode, granted FROM pg_locks
WHERE pid = %s AND locktype = 'relation'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
SCANS = "SELECT relid, coalesce(seq_scan, 0) FROM pg_stat_xact_user_tables"


def write_project(folder, before, judged, settings):
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (folder / "cupel.toml").write_text(settings)
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    for name, down, body in (("before", None, before), ("judged", "before", judged)):
        lines = "\n".join("    " + line for line in body.strip().splitlines())
        text = REVISION.format(name=name, down=repr(down), body=lines)
        (versions / f"{name}.py").write_text(text)
    return versions


def run_cupel(cupel, folder, *arguments):
    done = subprocess.run([cupel, *arguments], cwd=folder, capture_output=True, text=True,
                          check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def statements(plan):
    """The steps of each statement, in order."""
    grouped = {}
    for step in plan["migrations"][0]["steps"]:
        if step["sql"]:
            grouped.setdefault(step["statement"], []).append(step)
    return list(grouped.values())


def stronger(one, other):
    return other if one is None or STRENGTH.index(other) > STRENGTH.index(one) else one


class Seen:
    """What one statement did."""

    def __init__(self, sql):
        self.sql = sql
        self.locks = {}  # held after it, of relations that were there before the case
        self.gained = {}
        self.rewrites, self.scans, self.builds = set(), set(), set()
        self.in_transaction = True


class Session:
    """One connection that runs a case and looks at what happens."""

    def __init__(self, server, database):
        self.server, self.database = server, database
        self.connection = server.connect(database)
        self.cursor = self.connection.cursor()
        self.pid = self.connection.get_backend_pid()
        self.transaction = 0
        self.held = {}
        self.known = {}

    def reset(self):
        self.cursor.execute("ROLLBACK; RESET ALL")
        self.transaction, self.held = 0, {}
        self.cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'"
                            " AND nspname <> 'information_schema'")
        for (name,) in self.cursor.fetchall():
            self.cursor.execute(f'DROP SCHEMA "{name}" CASCADE')
        self.cursor.execute("CREATE SCHEMA public")

    def relations(self):
        self.cursor.execute(RELATIONS)
        return {row[0]: row[1:] for row in self.cursor.fetchall()}

    def begin(self, number):
        if number != self.transaction:
            if self.transaction:
                self.cursor.execute("COMMIT")
            if number:
                self.cursor.execute("BEGIN")
            self.transaction, self.held = number, {}

    def locks(self):
        """Of indexes only the strong ones: any query opens every index of its tables."""
        self.cursor.execute(LOCKS, (self.pid,))
        held = {}
        for oid, mode, _ in self.cursor.fetchall():
            if oid not in self.known:
                continue
            name, kind = self.known[oid][:2]
            mode = MODES[mode]
            weak = STRENGTH.index(mode) < STRENGTH.index("SHARE UPDATE EXCLUSIVE")
            if kind == "t" or (kind in "iI" and weak):
                continue
            held[name] = stronger(held.get(name), mode)
        return held

    def step(self, sql):
        """Runs a statement of an open transaction."""
        before = self.relations()
        self.cursor.execute(SCANS)
        scans = dict(self.cursor.fetchall())
        self.cursor.execute(sql)
        seen = Seen(sql)
        seen.locks = self.locks()
        seen.gained = {name: mode for name, mode in seen.locks.items()
                       if self.held.get(name) != mode}
        self.held = seen.locks
        self.cursor.execute(SCANS)
        for oid, count in self.cursor.fetchall():
            if oid in self.known and count > scans.get(oid, 0):
                seen.scans.add(self.known[oid][0])
        self.storage(seen, before)
        return seen

    def storage(self, seen, before):
        nodes = {row[2] for row in before.values()}
        for oid, (name, kind, node, table) in self.relations().items():
            if node in nodes or seen.sql.lstrip().upper().startswith("TRUNCATE"):
                continue
            if kind in "rm" and oid in self.known:
                seen.rewrites.add(name)
            elif kind == "i" and table in self.known:
                seen.builds.add(name)

    def outside(self, sql, table):
        """Runs a statement outside a transaction; its lock is read where another session is in
        its way."""
        self.begin(0)
        seen = Seen(sql)
        seen.in_transaction = False
        if table:
            seen.locks = self.asked_for(sql, table)
        before = self.relations()
        self.cursor.execute(sql)
        self.storage(seen, before)
        seen.gained = seen.locks
        return seen

    def asked_for(self, sql, table):
        """The locks it asks for behind sessions that let nothing, and then little, through."""
        found = self.stopped_by("ACCESS EXCLUSIVE", sql, table)
        for name, mode in self.stopped_by("SHARE UPDATE EXCLUSIVE", sql, table).items():
            found[name] = stronger(found.get(name), mode)
        return found

    def stopped_by(self, obstacle, sql, table):
        found = {}
        with contextlib.closing(self.server.connect(self.database)) as other:
            cursor = other.cursor()
            cursor.execute(f"BEGIN; LOCK TABLE {table} IN {obstacle} MODE")
            thread = threading.Thread(target=self.attempt, args=(sql,))
            thread.start()
            with contextlib.closing(self.server.connect(self.database)) as watcher:
                watch = watcher.cursor()
                for _ in range(500):
                    watch.execute(LOCKS + " AND NOT granted", (self.pid,))
                    rows = watch.fetchall()
                    if rows or not thread.is_alive():
                        break
                    time.sleep(0.01)
                for oid, mode, _ in rows:
                    if oid in self.known:
                        found[self.known[oid][0]] = MODES[mode]
                watch.execute("SELECT pg_cancel_backend(%s)", (self.pid,))
                thread.join()
        return found

    def attempt(self, sql):
        with contextlib.suppress(psycopg2.Error):
            self.cursor.execute(sql)


def lockable(known, steps):
    for step in steps:
        name = (f"{step['schema']}." if step["schema"] not in ("", "public") else "") + step["table"]
        kinds = {row[0]: row[1] for row in known.values()}
        if kinds.get(name) in ("r", "p"):
            return name
    return None


def play(session, plan):
    """What each statement did, with the steps that foretold it; and the first refusal."""
    results = []
    for steps in statements(plan):
        sql, number = steps[0]["sql"], steps[0]["transaction"]
        try:
            try:
                if number:
                    session.begin(number)
                    seen = session.step(sql)
                else:
                    session.begin(0)
                    session.cursor.execute("BEGIN")
                    session.held = {}
                    try:
                        seen = session.step(sql)
                    finally:
                        session.cursor.execute("COMMIT")
            except psycopg2.errors.ActiveSqlTransaction:
                if number:
                    raise
                session.cursor.execute("ROLLBACK")
                seen = session.outside(sql, lockable(session.known, steps))
        except psycopg2.Error as problem:
            return results, problem
        results.append((seen, steps))
    return results, None


def differences(session, results, has_rows=True):
    """Lines that say where cupel and the server differ. Where there are no rows, nothing is
    looked up in the table that a foreign key refers to."""
    lines = []
    names = {row[0] for row in session.known.values()}
    said, transaction = {}, None
    for seen, steps in results:
        if steps[0]["transaction"] != transaction or not transaction or \
                steps[0]["operation"] in ("commit", "rollback"):
            said, transaction = {}, steps[0]["transaction"]
        lists = {"rewrites": set(), "scans": set(), "builds": set()}
        for step in steps:
            for lock in step["locks"]:
                said[lock["relation"]] = stronger(said.get(lock["relation"]), lock["mode"])
            for key, values in lists.items():
                values.update(step[key])
        here = f"{seen.sql.splitlines()[0][:90]}"
        for name in sorted(names & (set(said) | set(seen.locks))):
            if not seen.in_transaction and name not in seen.locks:
                continue  # taken where nothing was in its way
            if said.get(name) != seen.locks.get(name):
                lines.append(f"{here}: lock on {name}: {said.get(name)}, not {seen.locks.get(name)}")
        # A plan for rows is the planner's; TRUNCATE builds the indexes of nothing
        is_rows = steps[0]["operation"] in (
            "truncate","insert", "update", "delete", "merge", "select", "copy")
        for key, values in lists.items():
            live = getattr(seen, key)
            if is_rows or (key == "scans" and not seen.in_transaction):
                continue  # these counters come later
            ours = values & (live | names)
            if key == "scans" and not has_rows:
                ours -= names - {steps[0]["table"]} - live
            if ours != live:
                lines.append(f"{here}: {key}: {sorted(ours)}, not {sorted(live)}")
    return lines


def shows(claim, session, results):
    """Did the server do what the rule claims?"""
    at_least = lambda mode, weakest: mode and STRENGTH.index(mode) >= STRENGTH.index(weakest)
    kinds = {row[0]: row[1] for row in session.known.values()}
    tables = lambda seen, weakest: [name for name, mode in seen.locks.items()
                                    if at_least(mode, weakest) and kinds.get(name) in ("r", "p", "m")]
    locked_before = False
    for seen, steps in results:
        own = steps[0]["table"]
        strong = tables(seen, "SHARE")
        if claim == "rewrite" and seen.rewrites:
            return True
        if claim == "scan" and any(name in strong for name in seen.scans):
            return True
        if claim == "build" and seen.builds and strong:
            return True
        if claim == "lock" and strong:
            return True
        if claim == "other lock" and any(name != own for name in strong):
            return True
        if claim == "exclusive lock" and tables(seen, "ACCESS EXCLUSIVE"):
            return True
        if claim == "two exclusive locks" and len(tables(seen, "ACCESS EXCLUSIVE")) > 1:
            return True
        if claim == "scan after lock" and locked_before and (seen.scans or seen.rewrites):
            return True
        locked_before = locked_before or bool(strong)
    return False


class Check:
    def __init__(self, cupel, session, verbose):
        self.cupel, self.session, self.verbose = cupel, session, verbose
        self.ran = self.refused = self.failed = 0
        self.statements = 0

    def fail(self, where, text):
        self.failed += 1
        print(f"FAIL {where}: {text}")

    def example(self, rule, number, example, half):
        where = f"{rule['id']} example {number} ({half})"
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            text = example[half]
            is_file = example.get("file", False)
            before = example.get("history", "")
            wanted = extensions(text + before) + ([] if before else fixture(text))
            before = "\n".join(f"op.execute({sql!r})" for sql in wanted) + "\n" + before
            settings = example.get("settings", "") + "\n"
            if example.get("sql"):
                text = self.as_migration(folder, text)
            versions = write_project(folder, before, text, settings)
            if example.get("file"):
                (versions / "judged.py").write_text(text)
            # A history of the example's own makes tables, and mostly no rows
            self.judge(rule, where, half, folder, has_rows="INSERT" in before)

    def as_migration(self, folder, script):
        """A script's statements, each one alone, behind the history."""
        (folder / "script.sql").write_text(script)
        plan = run_cupel(self.cupel, folder, "plan", "--format", "json", "script.sql")
        lines = ["with op.get_context().autocommit_block():"]
        lines += [f"    op.execute({steps[0]['sql']!r})" for steps in statements(plan)]
        return "\n".join(lines + ["    pass"])

    def judge(self, rule, where, half, folder, has_rows):
        session = self.session
        session.reset()
        locking = rule["id"] in CLAIMS
        history = run_cupel(self.cupel, folder, "plan", "--format", "json",
                            "migrations/versions/before.py")
        _, refusal = play(session, history)
        if refusal:
            return self.refuse(where, "history", refusal, locking)
        session.begin(0)
        session.cursor.execute("ANALYZE")
        session.known = session.relations()
        plan = run_cupel(self.cupel, folder, "plan", "--format", "json",
                         "migrations/versions/judged.py")
        if any("…" in step["sql"] for migration in plan["migrations"]
               for step in migration["steps"]):
            return self.refuse(where, half, "a part of it is not known", False)
        results, refusal = play(session, plan)
        if isinstance(refusal, psycopg2.errors.ActiveSqlTransaction):
            self.foretold(where, folder, "migrations/versions/judged.py")
        if rule["id"] in FAILS and half == "bad":
            self.refused += 1
            if not refusal:
                self.fail(where, "the server does not refuse it")
            return
        if refusal:
            return self.refuse(where, half, refusal, locking)
        self.ran += 1
        self.statements += len(results)
        for line in differences(session, results, has_rows):
            self.fail(where, line)
        if rule["id"] in TAKEN_FOR_GOOD and half == "good":
            return
        if locking and shows(CLAIMS[rule["id"]], session, results) != (half == "bad"):
            self.fail(where, f"the server {'does not show' if half == 'bad' else 'shows'} "
                             f"the claim: {CLAIMS[rule['id']]}")

    def foretold(self, where, folder, judged):
        """What cannot run in a transaction block must be said to."""
        found = run_cupel(self.cupel, folder, "check", "--format", "json", judged)["findings"]
        if not any(finding["rule"] in FORETELL_TRANSACTION for finding in found):
            self.fail(where, "refused in a transaction block, and cupel does not say so")

    def project(self, path):
        """A whole project, one migration after the other."""
        session = self.session
        session.reset()
        with tempfile.TemporaryDirectory() as name:
            folder = shutil.copytree(path, pathlib.Path(name) / "project")
            plan = run_cupel(self.cupel, folder, "plan", "--all", "--format", "json")
            for migration in plan["migrations"]:
                self.migration(folder, migration)

    def migration(self, folder, migration):
        session = self.session
        where = migration["file"]
        session.begin(0)
        session.held = {}
        session.known = session.relations()
        results, refusal = play(session, {"migrations": [migration]})
        if isinstance(refusal, psycopg2.errors.ActiveSqlTransaction):
            self.foretold(where, folder, where)
            session.cursor.execute("ROLLBACK")
            session.transaction = 0
            for step in migration["steps"]:
                step["transaction"] = 0  # so that the history goes on
            results, refusal = play(session, {"migrations": [migration]})
        if refusal:
            self.fail(where, f"refused: {str(refusal).splitlines()[0]}")
        self.statements += len(results)
        for line in differences(session, results, has_rows=False):
            self.fail(where, line)

    def refuse(self, where, what, problem, locking):
        message = str(problem).splitlines()[0]
        self.refused += 1
        if locking:
            self.fail(where, f"{what} is refused: {message}")
        elif self.verbose:
            print(f"refused {where}: {what}: {message}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cupel")
    parser.add_argument("--only", default="", help="rules whose id holds this")
    parser.add_argument("--verbose", action="store_true", help="name the examples that do not run")
    arguments = parser.parse_args()
    cupel = str(pathlib.Path(arguments.cupel).resolve())
    with private_server() as server, server.database() as name:
        version = server.version()
        check = Check(cupel, Session(server, name), arguments.verbose)
        for path in sorted((ROOT / "rules").glob("*/*.toml")):
            rule = tomllib.loads(path.read_text(encoding="utf-8"))
            if arguments.only not in rule["id"]:
                continue
            for number, example in enumerate(rule.get("example", []), 1):
                if example.get("postgres-version", version) != version:
                    continue
                for half in ("bad", "good"):
                    if half in example:
                        check.example(rule, number, example, half)
        for path in [*sorted(ROOT.glob("examples/*")), ROOT / "tests" / "postgres" / "histories"]:
            if (path / "alembic.ini").exists():
                check.project(path)
        check.session.connection.close()
    print(f"PostgreSQL {version}: {check.ran} examples ran, {check.statements} statements; "
          f"{check.refused} are refused by the server; {check.failed} differences")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
