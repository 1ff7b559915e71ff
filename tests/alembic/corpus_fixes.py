#!/usr/bin/env python3
"""What `cupel check --fix` makes of the migrations of real projects.

    python3 tests/alembic/corpus_fixes.py build/cupel PROJECTS [--renderer PROGRAM] [--unsafe]
        [--only NAME] [--keep FOLDER]

Each project of the folder is copied and fixed, upgrades and downgrades. What was changed must
compile wherever it did, and `cupel plan` must differ in what is meant alone. PROGRAM renders
migrations with Alembic (`PROGRAM --function NAME FILE... -o OUT` writes a list of objects with
`ok` and `sql`): what rendered must render, and differ as the plan does. Exit status 1 when a
file fails.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

# What fixes may change of a statement; without it the two are the same.
MEANT = [
    (r"\bCONCURRENTLY\b", ""),
    (r"\bNOT VALID\b", ""),
    (r"\bJSONB\b", "JSON"),
    (r"\bTIMESTAMP(?: *\( *\d+ *\))? WITH(?:OUT)? TIME ZONE\b|\bTIMESTAMPTZ?\b", "TIMESTAMP"),
    (r"DEFAULT '([^']*)'(?:::[a-z ]+)?", r"DEFAULT \1"),
    (r"DEFAULT NOW\b(?! *\()", "DEFAULT NOW()"),
    (r"\bSET LOCAL\b", "SET"),
    (r"--[^\n]*|/\*.*?\*/", ""),
]
# What they may add.
ADDED = re.compile(r"CREATE INDEX |DROP INDEX |RESET ")


def plain(sql):
    for pattern, by in MEANT:
        sql = re.sub(pattern, by, sql, flags=re.I | re.S)
    return re.sub(r"\s+|;", "", sql).upper()


def compare(before, after):
    """What differs otherwise than it may."""
    left = collections.Counter(map(plain, before))
    right = collections.Counter(map(plain, after))
    added = {plain(sql): sql for sql in after if ADDED.match(sql.strip().upper())}
    return ([f"gone: {sql}" for sql in left - right]
            + [f"come: {sql}" for sql in right - left if sql not in added])


def run(words, folder):
    """What it says, and the memory and time that it took."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, cwd=folder, stdout=out, stderr=subprocess.PIPE)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        out.seek(0)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise RuntimeError(f"{folder}: {error.decode(errors='replace').strip()}")
        return out.read(), usage


def plans(cupel, folder):
    """(file, direction) to the statements."""
    text, _ = run([cupel, "plan", "--all", "--direction", "both", "--format", "json"], folder)
    found = collections.defaultdict(list)
    for migration in json.loads(text)["migrations"]:
        seen = set()
        for step in migration["steps"]:
            if step["statement"] not in seen and step["sql"]:
                found[migration["file"], migration["direction"]].append(step["sql"])
            seen.add(step["statement"])
    return found


def compiles(path):
    try:
        compile(path.read_bytes(), path, "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def changed_files(before, after):
    for path in sorted(after.rglob("*.py")):
        old = before / path.relative_to(after)
        if path.is_file() and not path.is_symlink() and path.read_bytes() != old.read_bytes():
            yield str(path.relative_to(after))


def render(program, function, folder, files):
    """file to the statements; None: it does not render"""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([sys.executable, program, "--function", function, "-o", out.name, "--list",
                        "/dev/stdin"], input="\n".join(str(folder / file) for file in files),
                       text=True, capture_output=True, check=False)
        try:
            answers = json.load(open(out.name, encoding="utf-8"))
        except ValueError:
            answers = []
    return {os.path.relpath(answer["file"], folder): answer["sql"] if answer["ok"] else None
            for answer in answers}


class Tally:
    def __init__(self):
        self.counts = collections.Counter()
        self.failed = 0

    def fail(self, place, problem):
        self.failed += 1
        print(f"{place}: {problem}")

    def judge(self, options, before, after, usage):
        files = list(changed_files(before, after))
        self.counts["changed"] += len(files)
        for file in files:
            if compiles(before / file) and not compiles(after / file):
                self.fail(after / file, "does not compile")
        planned = [plans(options.cupel, folder) for folder in (before, after)]
        for key in sorted(planned[0].keys() | planned[1].keys()):
            for problem in compare(planned[0][key], planned[1][key]):
                self.fail(after / key[0], f"plan, {key[1]}: {problem}")
        for function in ("upgrade", "downgrade") if options.renderer and files else ():
            self.judge_rendered(options.renderer, function, before, after, files)
        print(f"{before.name}: {len(files)} changed, {usage.ru_maxrss // 1024} MiB, "
              f"{usage.ru_utime + usage.ru_stime:.1f} s", flush=True)

    def judge_rendered(self, program, function, before, after, files):
        old, new = (render(program, function, folder, files) for folder in (before, after))
        for file in files:
            if old.get(file) is None:
                self.counts["did not render"] += 1
            elif new.get(file) is None:
                self.fail(after / file, f"{function}() does not render")
            else:
                self.counts["rendered"] += 1
                for problem in compare(old[file], new[file]):
                    self.fail(after / file, f"Alembic, {function}: {problem}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cupel", type=os.path.abspath)
    parser.add_argument("projects", type=pathlib.Path)
    parser.add_argument("--renderer")
    parser.add_argument("--unsafe", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    tally = Tally()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        for before in sorted(options.projects.iterdir()):
            if not before.is_dir() or options.only not in before.name:
                continue
            after = (options.keep or pathlib.Path(folder)) / before.name
            shutil.rmtree(after, ignore_errors=True)
            shutil.copytree(before, after, symlinks=True)
            words = [options.cupel, "check", "--all", "--fix", "--direction", "both", "--quiet",
                     "--fail-on", "never"] + ["--unsafe-fixes"] * options.unsafe
            try:
                _, usage = run(words, after)
                tally.judge(options, before, after, usage)
            except RuntimeError as error:
                tally.fail(before, error)
            if not options.keep:
                shutil.rmtree(after)
    print(f"{tally.counts['changed']} migrations changed; {tally.counts['rendered']} functions "
          f"rendered as before, {tally.counts['did not render']} did not render; "
          f"{tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
