#!/usr/bin/env python3
"""Compares `cupel plan` with what Alembic was seen to send for the migrations of real projects.

    python3 tests/alembic/corpus.py build/cupel PROJECTS RENDERED [--only NAME] [--differences]

PROJECTS is a folder of projects, RENDERED one with PROJECT.json for each: a list with one object
a migration: `file`, `ok` and `partial` (others than ok and not partial are passed over), and as
lists of the same length `sql`, `transactions` (null outside), `lines`, `origins` ("query": a
SELECT on the connection). Prints the table of CORPUS.md, where its words are explained, and what
nothing explains; exit status 1 when there is such a thing.
"""

import argparse
import collections
import json
import os
import subprocess
import sys

import explained
import statements

COLUMNS = ("files", "statements", "agree", "repeated", "dialect", "part", "named", "known",
           "conditional", "differ", "text", "line")


def rendered(answer):
    """What was sent; a COMMIT that the migration executes itself ends the transaction."""
    found, ended = [], None
    for sql, transaction, line, origin in zip(answer["sql"], answer["transactions"],
                                              answer["lines"], answer["origins"]):
        for part in statements.split(sql):
            word = statements.tokens(part)[0]
            found.append({"sql": part, "line": line or 0, "query": origin == "query",
                          "transaction": None if ended == transaction else transaction})
            if word in ("commit", "rollback", "begin", "end", "start"):
                ended = None if word in ("begin", "start") else transaction
    return found


def paired(ours, theirs):
    """Which is which: first by their texts, then, in what is left between, by kind and names."""
    pairs, gaps = [], [(range(len(ours)), range(len(theirs)))]
    for form in (lambda s: tuple(statements.words(s["sql"])), lambda s: statements.key(s["sql"])):
        todo, gaps = gaps, []
        for mine, other in todo:
            keys = [[form(side[i]) for i in part] for side, part in ((ours, mine), (theirs, other))]
            for tag, a, b, c, d in statements.opcodes(*keys):
                if tag == "equal":
                    pairs += zip(mine[a:b], other[c:d])
                else:
                    gaps.append((mine[a:b], other[c:d]))
    return pairs, gaps


class Comparison:
    """Of one project."""

    def __init__(self, project, folder):
        self.project, self.folder = project, folder
        self.count = collections.Counter()
        self.lines = collections.Counter()
        self.known = collections.Counter()
        self.notes = []

    def note(self, what, file, line, text):
        self.count[what] += 1
        self.notes.append(f"{self.project} {what} {file}:{line}: {' '.join(text.split())[:300]}")

    def differs(self, what, migration, line, sql):
        """One statement that is not the same: explained, or a difference."""
        reason = explained.by_project(self.project, what, migration["file"], sql, self.known)
        if reason:
            self.count["known"] += 1
        else:
            self.note("differ", migration["file"], line, f"{what}: {sql}")

    def same(self, migration, ours, theirs):
        if explained.dialect(migration, theirs["line"]):
            self.count["dialect"] += 1
            return
        if (ours["transaction"] is None) != (theirs["transaction"] is None):
            self.differs("transaction", migration, theirs["line"], ours["sql"])
            return
        self.count["agree"] += 1
        text = explained.text(ours["sql"], theirs["sql"])
        if text == "differs" and not explained.by_project(
                self.project, "text", migration["file"], theirs["sql"], self.known):
            self.note("text", migration["file"], theirs["line"],
                      theirs["sql"].strip() + "   <>   " + ours["sql"])
        line = explained.line(os.path.join(self.folder, migration["file"]), ours, theirs["line"])
        self.lines[line] += 1
        if line == "differs" and not explained.by_project(
                self.project, "line", migration["file"], ours["sql"], self.known):
            self.note("line", migration["file"], theirs["line"], f"{ours['line']} {ours['sql']}")

    def missing(self, migration, statement, ours, matched):
        if statement["query"]:
            return
        if explained.repeated(statement, matched):
            self.count["repeated"] += 1
        elif explained.dialect(migration, statement["line"]):
            self.count["dialect"] += 1
        elif explained.in_part(statement, ours):
            self.count["part"] += 1
        elif explained.named(migration, statement["line"]):
            self.count["named"] += 1
        else:
            self.differs("missing", migration, statement["line"], statement["sql"])

    def extra(self, migration, statement, sent):
        if statement["operation"] == "select" or "…" in statement["sql"]:
            return
        if tuple(statements.words(statement["sql"])) in sent:
            return  # in another order: that of a set
        if statement["conditional"]:
            self.count["conditional"] += 1
        else:
            self.differs("extra", migration, statement["line"], statement["sql"])

    def compare(self, migration, answer):
        ours = statements.in_set_order(statements.planned(migration))
        theirs = statements.in_set_order(rendered(answer))
        self.count["files"] += 1
        self.count["statements"] += sum(not s["query"] for s in theirs)
        pairs, gaps = paired(ours, theirs)
        matched = {(theirs[j]["line"], statements.key(theirs[j]["sql"])) for _, j in pairs}
        sent = {tuple(statements.words(s["sql"])) for s in theirs}
        for i, j in pairs:
            if not theirs[j]["query"]:
                self.same(migration, ours[i], theirs[j])
        for mine, other in gaps:
            for j in other:
                self.missing(migration, theirs[j], [ours[i] for i in mine], matched)
            for i in mine:
                self.extra(migration, ours[i], sent)


def compare_project(cupel, project, folder, answers):
    run = subprocess.run([os.path.abspath(cupel), "plan", "--all", "--format", "json"],
                         cwd=folder, capture_output=True, check=False)
    plan = {m["file"]: m for m in json.loads(run.stdout)["migrations"]}
    comparison, root = Comparison(project, folder), os.path.realpath(folder)
    for answer in answers:
        path = os.path.relpath(os.path.realpath(answer["file"]), root)
        if not answer["ok"] or answer["partial"]:
            continue
        if path in plan:
            comparison.compare(plan[path], answer)
        elif not explained.by_project(project, "file", path, "", comparison.known):
            comparison.note("differ", path, 0, "not planned")
    return comparison


def row(name, count):
    share = 100 * count["agree"] / max(1, count["statements"] - count["repeated"])
    return f"| {name} | {share:.1f} | " + " | ".join(str(count[c] or "") for c in COLUMNS) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cupel")
    parser.add_argument("projects")
    parser.add_argument("rendered")
    parser.add_argument("--only", default="")
    parser.add_argument("--differences", action="store_true", help="these, and no table")
    args = parser.parse_args()
    total, lines, known, notes, rows = (collections.Counter(), collections.Counter(),
                                        collections.Counter(), [], [])
    for name in sorted(os.listdir(args.rendered)):
        project, suffix = os.path.splitext(name)
        folder = os.path.join(args.projects, project)
        if suffix != ".json" or args.only not in project or not os.path.isdir(folder):
            continue
        with open(os.path.join(args.rendered, name), encoding="utf-8") as file:
            comparison = compare_project(args.cupel, project, folder, json.load(file))
        total += comparison.count
        lines += comparison.lines
        known += comparison.known
        notes += comparison.notes
        rows.append(row(project.replace("+", "/"), comparison.count))
    if not args.differences:
        print("| project | % | " + " | ".join(COLUMNS) + " |")
        print("|---" * (len(COLUMNS) + 2) + "|")
        print("\n".join(rows + [row("all", total)]))
        print("\nLines:", ", ".join(f"{n} {what}" for what, n in sorted(lines.items())))
        for (where, why), n in sorted(known.items()):
            print(f"{n} {where}: {why}")
    print("\n".join(notes))
    return 1 if notes else 0


if __name__ == "__main__":
    sys.exit(main())
