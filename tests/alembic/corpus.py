#!/usr/bin/env python3
"""Compares `cupel plan` with what Alembic was seen to send for the migrations of real projects.

    python3 tests/alembic/corpus.py build/cupel PROJECT RENDERED.json [--show N]

PROJECT is the project's folder. RENDERED.json is a list with one object a migration: `file`,
`ok` and `partial` (others than ok and not partial are passed over), and as lists of the same
length `sql`, `transactions` (null outside), `lines`, `origins` ("query": a SELECT on the
connection). Prints one line of numbers for the project and, with --show, what differs.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys

import statements


ROWS = ("insert", "update", "delete")


def repeated(statement, matched):
    """Of the rows that one call changes, again and again, the plan may show the first only: those
    of op.bulk_insert() beyond 200, those of a loop over a file's lines."""
    key = statements.key(statement["sql"])
    return key[:1] in [(word,) for word in ROWS] and (statement["line"], key) in matched


def rendered(answer):
    """What was sent; a COMMIT that the migration executes itself ends the transaction."""
    found, ended = [], None
    for sql, transaction, line, origin in zip(answer["sql"], answer["transactions"],
                                              answer["lines"], answer["origins"]):
        for part in statements.split(sql):
            word = statements.tokens(part)[0]
            found.append({"sql": part, "line": line,
                          "transaction": None if ended == transaction else transaction,
                          "query": origin == "query"})
            if word in ("commit", "rollback", "begin", "end", "start"):
                ended = None if word in ("begin", "start") else transaction
    return found


class Count(collections.Counter):
    def __init__(self):
        super().__init__()
        self.notes = []

    def note(self, what, file, line, text):
        self[what] += 1
        self.notes.append(f"{what:11} {file}:{line}: {' '.join(text.split())[:200]}")


def words(sql):
    """The words that must be the same: without what SQLAlchemy adds to fetch a key it made, with
    strings as the server reads them (the renderer doubles what a driver would quote)."""
    found = [w.replace("\\\\", "\\").replace("%%", "%") if w[0] in "'$" else w
             for w in statements.tokens(sql)]
    if found[:1] == ["insert"] and "returning" in found[-6:]:
        del found[len(found) - 1 - found[::-1].index("returning"):]
    return found


def same_text(ours, theirs):
    """The same words; what the plan does not know ("…") may be any."""
    pattern = [re.escape(w).replace("…", ".*") for w in words(ours)]
    return re.fullmatch("\n".join(pattern), "\n".join(words(theirs)), re.S) is not None


def same(count, file, ours, theirs):
    count["agree"] += 1
    if not same_text(ours["sql"], theirs["sql"]):
        count.note("text", file, theirs["line"],
                   theirs["sql"].strip() + "\n   <> " + ours["sql"])
    if (ours["transaction"] is None) != (theirs["transaction"] is None):
        count.note("transaction", file, theirs["line"],
                   f"{ours['transaction']} <> {theirs['transaction']} {ours['sql']}")
    if theirs["line"] and not ours["line"] <= theirs["line"] <= ours["end_line"]:
        count.note("line", file, theirs["line"], f"{ours['line']} {ours['sql']}")


def compare(count, file, migration, answer):
    ours = statements.in_set_order(statements.planned(migration))
    theirs = statements.in_set_order(rendered(answer))
    count["files"] += 1
    opaque = migration["opaque"]
    keys = [[statements.key(s["sql"]) for s in side] for side in (ours, theirs)]
    parts = statements.opcodes(*keys)
    matched = {(other["line"], statements.key(other["sql"]))
               for tag, _, _, c, d in parts if tag == "equal" for other in theirs[c:d]}
    for tag, a, b, c, d in parts:
        if tag == "equal":
            for one, other in zip(ours[a:b], theirs[c:d]):
                if not other["query"]:
                    same(count, file, one, other)
            continue
        for statement in theirs[c:d]:
            if statement["query"]:
                continue
            if repeated(statement, matched):
                count["repeated"] += 1
                continue
            line = statement["line"]
            named = any(o["line"] <= (line or 0) <= o["end_line"] for o in opaque)
            holed = any("…" in s["sql"] and s["line"] <= (line or 0) <= s["end_line"]
                        for s in ours[a:b])
            count.note("unreadable" if named or holed else "missing", file, line, statement["sql"])
        for statement in ours[a:b]:
            if statement["operation"] == "select" or "…" in statement["sql"]:
                continue
            what = "conditional" if statement["conditional"] else "extra"
            count.note(what, file, statement["line"], statement["sql"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cupel")
    parser.add_argument("project")
    parser.add_argument("rendered")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    run = subprocess.run([os.path.abspath(args.cupel), "plan", "--all", "--format", "json"],
                         cwd=args.project, capture_output=True, check=False)
    plan = {m["file"]: m for m in json.loads(run.stdout)["migrations"]}
    count = Count()
    with open(args.rendered, encoding="utf-8") as file:
        answers = json.load(file)
    root = os.path.realpath(args.project)
    for answer in answers:
        path = os.path.relpath(os.path.realpath(answer["file"]), root)
        if not answer["ok"] or answer["partial"]:
            continue
        if path not in plan:
            count.note("unplanned", path, 0, "")
            continue
        compare(count, path, plan[path], answer)
    columns = ("files agree text transaction line missing unreadable extra conditional repeated "
               "unplanned").split()
    print(os.path.basename(root), *(f"{c}={count[c]}" for c in columns))
    for note in count.notes[:args.show]:
        print("   ", note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
