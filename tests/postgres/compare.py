#!/usr/bin/env python3
"""Compares what `cupel plan` says of statements with what PostgreSQL was measured to do.

    python3 tests/postgres/compare.py build/cupel CASES.json [--only NAME] [--version N ...]

CASES.json is a list of objects with these members (others are passed over):

    name           shown when it differs
    setup          SQL that makes the schema: the history
    statement      the SQL under test, or a list of statements run in one transaction
    rendered       in place of it: the statements that Alembic sends
    session        settings of the session: SET timezone = '…'
    measured_on    major version that the members below hold for; same_on: others with the same
    differs_on     by version: the members that come out otherwise there
    error          not null: it fails; such cases are passed over
    transaction_error  it is refused in a transaction block: `cupel check` must say so, and of
                   nothing else
    steps          the same members for each statement; locks: those that it adds or strengthens
    locks, index_locks           strongest mode by relation: {"invoice": "AccessExclusiveLock"}
    rewrites, scans              tables
    index_builds, index_rebuilds indexes

Each case becomes a small Alembic project: the setup is the first revision, the statement the
second one. Exit status 1 when a case differs.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

MODES = {
    "AccessShareLock": "ACCESS SHARE",
    "RowShareLock": "ROW SHARE",
    "RowExclusiveLock": "ROW EXCLUSIVE",
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}
STRENGTH = list(MODES.values())
# The rules that say so (SQLSTATE 25001)
REFUSED = "concurrently-in-transaction,forbidden-in-transaction,enum-value-in-transaction"

# Differences that are right.
ARGUED = {
    # Index locks taken outside a transaction were only seen where the statement waited; VACUUM
    # FULL builds every index anew, which takes the lock: reindex_index in index.c.
    "vacuum_full": "lock on invoice_pkey: ACCESS EXCLUSIVE, not None",
    # Taken by 15.20 alone, by no other minor release or version.
    "set_default_nextval": "lock on invoice_no: None, not ACCESS SHARE",
    # What a join reads is for the planner to say.
    "update_from_other_table": "scans: [], not ['account', 'invoice']",
    # The rows happened to hold nulls only, which no migration tells.
    "add_fk_all_null_column": "scans: ['account', 'bill'], not ['bill']",
}

REVISION = '''"""{name}"""
from alembic import op

revision = "{name}"
down_revision = {down}


def upgrade():
{body}


def downgrade():
    pass
'''


def statements(case):
    found = case.get("statement") or case.get("rendered")
    return [found] if isinstance(found, str) else found


def write_project(folder, case, version):
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    settings = [f"postgres-version = {version}"]
    zone = re.search(r"timezone\s*(?:=|TO)\s*'([^']*)'", " ".join(case.get("session", [])), re.I)
    settings.append(f'session-timezone = "{zone.group(1) if zone else "UTC"}"')
    (folder / "cupel.toml").write_text("\n".join(settings) + "\n")
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    setup = case.get("setup", "")
    setup = "\n".join(setup) if isinstance(setup, list) else setup
    bodies = {
        "before": [setup] if setup.strip() else [],
        "judged": statements(case),
    }
    down = None
    for name, texts in bodies.items():
        # exec_driver_sql: no bind parameters are looked for
        lines = [f"    op.get_bind().exec_driver_sql({text!r})" for text in texts] or ["    pass"]
        text = REVISION.format(name=name, down=repr(down), body="\n".join(lines))
        (versions / f"{name}.py").write_text(text)
        down = name
    return versions / "judged.py"


def run(cupel, folder, *arguments):
    done = subprocess.run([cupel, *arguments], cwd=folder, capture_output=True, text=True,
                          check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"status {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def judge(cupel, case, version):
    """The steps, and whether it is said to be refused in a transaction block."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = write_project(folder, case, version)
        plan = run(cupel, folder, "plan", "--format", "json", str(path))
        check = run(cupel, folder, "check", "--format", "json", "--select", REFUSED, str(path))
    return plan["migrations"][0]["steps"], bool(check["findings"])


def summary(steps):
    """The whole case's effect: strongest locks, and what each list holds."""
    locks, lists = {}, {"rewrites": set(), "scans": set(), "builds": set()}
    for step in steps:
        for lock in step["locks"]:
            old = locks.get(lock["relation"])
            if old is None or STRENGTH.index(lock["mode"]) > STRENGTH.index(old):
                locks[lock["relation"]] = lock["mode"]
        for key, values in lists.items():
            values.update(step[key])
    return locks, lists


def compare(steps, expected):
    """Lines that say what differs. What the case itself creates is left out."""
    created = set(expected.get("created", []))
    locks, lists = summary(steps)
    wanted = {**expected.get("locks", {}), **expected.get("index_locks", {})}
    wanted = {relation: MODES[mode] for relation, mode in wanted.items()}
    locks = {name: mode for name, mode in locks.items() if name not in created or name in wanted}
    lines = []
    for relation in sorted(set(locks) | set(wanted)):
        if locks.get(relation) != wanted.get(relation):
            lines.append(f"lock on {relation}: {locks.get(relation)}, not {wanted.get(relation)}")
    measured = {
        "rewrites": set(expected.get("rewrites", [])),
        "scans": set(expected.get("scans", [])),
        "builds": set(expected.get("index_builds", [])) | set(expected.get("index_rebuilds", [])),
    }
    for key, values in measured.items():
        said = lists[key]
        if key != "builds":
            said = said - created
        else:
            said = {name for name in said if name in values or name not in created}
        if said != values:
            lines.append(f"{key}: {sorted(said)}, not {sorted(values)}")
    return lines


def compare_steps(steps, expected):
    """Statement by statement, where the measurement has as many as cupel."""
    groups = {}
    for step in steps:
        if step["operation"] not in ("begin", "commit"):
            groups.setdefault(step["statement"], []).append(step)
    measured = expected.get("steps", [])
    if len(groups) != len(measured) or not all(step["in_transaction"] for step in measured):
        return []
    created = set(expected.get("created", []))
    lines, held, said, transaction = [], {}, {}, None
    for group, step in zip(groups.values(), measured):
        if group[0]["transaction"] != transaction:
            held, said, transaction = {}, {}, group[0]["transaction"]
        for name, mode in {**step.get("locks", {}), **step.get("index_locks", {})}.items():
            held[name] = MODES[mode]
        for name, mode in summary(group)[0].items():
            if name not in said or STRENGTH.index(mode) > STRENGTH.index(said[name]):
                said[name] = mode
        for name in sorted(set(held) | (set(said) - created)):
            if held.get(name) != said.get(name):
                lines.append(f"after {step['statement']!r}: lock on {name}: {said.get(name)}, "
                             f"not {held.get(name)}")
    return lines


def versions_of(case, wanted):
    known = [case["measured_on"], *case.get("same_on", []), *map(int, case.get("differs_on", {}))]
    return sorted(version for version in known if not wanted or version in wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cupel")
    parser.add_argument("cases")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--version", type=int, action="append", default=[])
    arguments = parser.parse_args()
    cupel = str(pathlib.Path(arguments.cupel).resolve())
    total = differing = argued = 0
    for case in json.loads(pathlib.Path(arguments.cases).read_text()):
        if arguments.only not in case["name"]:
            continue
        for version in versions_of(case, arguments.version):
            expected = {**case, **case.get("differs_on", {}).get(str(version), {})}
            error = expected.get("error")
            refused = expected.get("transaction_error") or \
                (error and error["sqlstate"] == "25001") or \
                (isinstance(case.get("statement"), str) and not expected["transactional"])
            if error and not refused:
                continue
            total += 1
            try:
                steps, says_refused = judge(cupel, case, version)
                lines = [] if error else compare(steps, expected) + compare_steps(steps, expected)
                if bool(refused) != says_refused:
                    lines.append(f"refused in a transaction: {says_refused}, not {bool(refused)}")
            except (RuntimeError, ValueError, KeyError, IndexError) as problem:
                lines = [f"no plan: {problem}"]
            if lines == [ARGUED.get(case["name"])]:
                argued += 1
                continue
            if lines:
                differing += 1
                print(f"{case['name']} on {version}: {'; '.join(statements(case))}")
                for line in lines:
                    print(f"    {line}")
    print(f"{total - differing - argued} of {total} agree, {argued} differ for a reason")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
