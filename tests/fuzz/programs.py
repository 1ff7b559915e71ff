#!/usr/bin/env python3
"""Random programs, run by Python with a recording stand-in for `op` and read by `cupel plan`.

    python3 tests/fuzz/programs.py build/cupel [--seed N] [--count N] [--seconds N] [--show]

What Python did must be what the plan says: each operation in its order, or named unreadable. An
operation that the plan calls conditional may happen or not. Programs that end with an exception
are left out. A program that differs is made smaller, printed, and the exit status is 1.
"""

import argparse
import ast
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import types
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from statements import program  # noqa: E402

ENVIRONMENTS = [{}, {"K": ""}, {"K": "a"}]
BATCH = 200


class Slow(Exception):
    pass


def recorder(done):
    op = types.ModuleType("alembic.op")

    def execute(text):
        match = re.fullmatch(r"DROP TABLE (\w+)", text)
        done.append(("drop_table", match[1] if match else text, ""))

    op.drop_table = lambda name: done.append(("drop_table", str(name), ""))
    op.drop_column = lambda table, name: done.append(("drop_column", table, str(name)))
    op.execute = execute
    return op


def run(code, environment):
    """The operations of the program, or None when it does not end well."""
    done = []
    alembic = types.ModuleType("alembic")
    alembic.op = recorder(done)
    sys.modules.update({"alembic": alembic, "alembic.op": alembic.op})
    for name in ("K",):
        os.environ.pop(name, None)
    os.environ.update(environment)
    module = types.ModuleType("migration")
    sys.modules["migration"] = module
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        exec(code, module.__dict__)
        if done:
            return None  # Alembic refuses what is done before upgrade()
        module.upgrade()
    except Exception:  # whatever a random program may raise
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return done


def plans(cupel, texts):
    """For each program its list of (kind, table, name, is_known, is_conditional) and None for gaps."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            path = pathlib.Path(folder, f"{number}_program.py")
            path.write_text(re.sub("""revision = ["']a["']""", f"revision = '{number}'", text, count=1), encoding="utf-8")
        made = subprocess.run([cupel, "plan", "--format", "json", "--jobs", "1", "."], cwd=folder,
                              capture_output=True, check=False)
    if made.returncode not in (0, 1):
        raise SystemExit(f"cupel ended with {made.returncode}: {made.stderr.decode()[:500]}")
    read = json.loads(made.stdout)["migrations"] if made.stdout else []
    found = {int(m["revision"]): m for m in read if m["revision"].isdigit()}
    return [items_of(found.get(number)) for number in range(len(texts))]


def items_of(migration):
    if migration is None:
        return [None]
    items, last = [], 0
    for step in migration["steps"]:
        if step["statement"] > last + 1:
            items.append(None)
        last = step["statement"]
        known = step["known"] and "…" not in step["sql"]  # the effect may be known where a name is not
        items.append((step["operation"], step["table"], step["name"], known, step["conditional"]))
    if migration["opaque"]:
        items.append(None)  # one may stand at the end
    return items


def fits(item, done):
    if item is None:
        return True
    kind, table, name, known, _ = item
    if not known:
        return True
    return (kind, table, name) == done


def agree(items, done):
    """Do the operations fit the plan: gaps take any, runs of conditional ones any of theirs."""
    parts = []
    for item in items:
        free = item is None or item[4]
        if free and parts and parts[-1][0]:
            parts[-1][1].append(item)
        else:
            parts.append((free, [item]))
    reached = {0}
    for free, options in parts:
        following = set()
        for at in reached:
            if free:
                following.add(at)
                while at < len(done) and any(fits(o, done[at]) for o in options):
                    at += 1
                    following.add(at)
            elif at < len(done) and fits(options[0], done[at]):
                following.add(at + 1)
        reached = following
    return len(done) in reached


def differs(cupel, text):
    """A text that tells the difference, or None."""
    try:
        code = compile(text, "program", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return None
    runs = [r for r in (run(code, e) for e in ENVIRONMENTS) if r is not None]
    if not runs:
        return None
    items = plans(cupel, [text])[0]
    for done in runs:
        if not agree(items, done):
            return f"python: {done}\nplan:   {items}"
    return None


# ---- making a program smaller

def blocks(tree):
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield block


def changes(tree):
    """Makes the tree smaller in one place, yields, and undoes it."""
    for block in blocks(tree):
        for index in range(len(block)):
            before = block[:]
            block[index:index + 1] = [] if len(block) > 1 or not isinstance(before[0], ast.stmt) else [ast.Pass()]
            yield
            inner = getattr(before[index], "body", None)
            if isinstance(inner, list) and not isinstance(before[index], (ast.FunctionDef, ast.ClassDef)):
                block[:] = before[:index] + inner + before[index + 1:]
                yield
            block[:] = before
    for node in ast.walk(tree):
        for field, value in list(ast.iter_fields(node)):
            if isinstance(value, ast.expr):
                parts = [c for c in ast.iter_child_nodes(value) if isinstance(c, ast.expr)]
                for part in parts + [ast.Constant("k"), ast.Constant(1)]:
                    setattr(node, field, part)
                    yield
                setattr(node, field, value)
            elif isinstance(value, list) and value and isinstance(value[0], ast.expr):
                for index in range(len(value)):
                    before = value[:]
                    for part in [None] + [c for c in ast.iter_child_nodes(before[index]) if isinstance(c, ast.expr)]:
                        value[:] = before[:index] + ([part] if part else []) + before[index + 1:]
                        yield
                    value[:] = before


def smaller(text):
    tree = ast.parse(text)
    for _ in changes(tree):
        try:
            yield ast.unparse(tree)
        except (ValueError, AttributeError, TypeError, IndexError, RecursionError):
            pass  # no program any more


def shrink(cupel, text, seconds):
    end = time.monotonic() + seconds
    changed = True
    while changed and time.monotonic() < end:
        changed = False
        for other in smaller(text):
            if time.monotonic() > end:
                break
            if len(other) < len(text) and differs(cupel, other):
                text, changed = other, True
                break
    return text


def alarm(*_):
    raise Slow()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cupel")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0, help="go on until then")
    parser.add_argument("--keep", type=int, default=1, help="how many differences to look for")
    args = parser.parse_args()
    signal.signal(signal.SIGALRM, alarm)
    warnings.simplefilter("ignore")  # random programs deserve many
    sys.stdout.reconfigure(errors="backslashreplace")
    cupel, seed = os.path.abspath(args.cupel), args.seed
    end = time.monotonic() + args.seconds
    tried = exact = operations = 0
    found = []
    while (seed < args.seed + args.count or time.monotonic() < end) and len(found) < args.keep:
        batch = []
        while len(batch) < BATCH:
            text = program(seed)
            seed += 1
            try:
                code = compile(text, "program", "exec")
            except SyntaxError:
                continue
            runs = [r for r in (run(code, e) for e in ENVIRONMENTS) if r is not None]
            if runs:
                batch.append((seed - 1, text, runs))
        for (number, text, runs), items in zip(batch, plans(cupel, [b[1] for b in batch])):
            tried += 1
            operations += len(runs[0])
            exact += all(i and i[3] and not i[4] for i in items)
            if not all(agree(items, done) for done in runs):
                found.append((number, text))
    for number, text in found[:args.keep]:
        text = shrink(cupel, text, 30)
        shown = text.partition("COUNT = 3\n")[2] or text
        print(f"seed {number}\n{shown}\n{differs(cupel, text)}\n")
    print(f"{tried} programs, {operations} operations, {exact} programs known to the last, {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
