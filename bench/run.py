#!/usr/bin/python3
"""Measures cupel against git, against parsing alone, and against what else could be run.

    bench/run.py BUILD [hook|everything|growth|start|counts]...

Makes its repositories itself, below BUILD/bench. Writes a table to BUILD/bench/results.md and a
plot to BUILD/bench/growth.svg; UPDATE=1 also takes over the counts. LARGE=1 adds 100,000
migrations to the growth. Ends with 1 when a count of instructions has grown by more than 5 %.
"""
import json
import math
import os
import re
import resource
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = Path(sys.argv[1]).resolve()
WORK = BUILD / "bench"
DYNAMIC, STATIC = BUILD / "cupel", BUILD / "static" / "cupel"
PEERS = WORK / "peers" / "node_modules"
AST_GREP = PEERS / "@ast-grep" / "cli-linux-x64-gnu" / "ast-grep"
SQUAWK = PEERS / "@squawk-cli" / "linux-x64" / "bin" / "squawk"
TOLERANCE = 0.05
lines = []


def say(line=""):
    print(line, flush=True)
    lines.append(line)


def run(command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


# ---- what is measured on


def repository(count):
    """A repository of so many migrations, and one more that is staged."""
    folder = WORK / f"repository-{count}"
    if not (folder / ".git" / "staged").exists():
        run(["sh", HERE / "repository.sh", count, folder], stdout=subprocess.DEVNULL)
    return folder


def staged(folder):
    return (folder / ".git" / "staged").read_text().strip()


def make_floor():
    modules = BUILD.parent / "grammars" / "node_modules"
    core = Path(os.environ.get("TSDIR", modules)) / "tree-sitter/vendor/tree-sitter/lib/include"
    objects = [BUILD / "vendor" / f"{name}.o" for name in ("core", "python", "python_scanner")]
    run(["cc", "-O2", "-g", f"-I{core}", "-o", WORK / "floor", HERE / "floor.c", *objects])
    return WORK / "floor"


def install_peers():
    """The peers from npm, pinned; False when there is no network."""
    folder = WORK / "peers"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", ".npmrc"):
        (folder / name).write_text((HERE / "peers" / name).read_text())
    if not AST_GREP.exists() or not SQUAWK.exists():
        subprocess.run(["npm", "install", "--ignore-scripts", "--no-package-lock"], cwd=folder,
                       stdout=subprocess.DEVNULL)
    return AST_GREP.exists() and SQUAWK.exists()


# ---- measuring


class Measured:
    def __init__(self, result):
        times = sorted(1000 * time for time in result["times"])
        self.least, self.median = times[0], statistics.median(times)
        quarters = statistics.quantiles(times, n=4) if len(times) > 3 else [times[0], 0, times[-1]]
        self.low, self.high = quarters[0], quarters[2]
        self.cpu = 1000 * (result["user"] + result["system"])


def hyperfine(commands, folder, runs):
    """The commands by name, in one session; a finding's status is no failure."""
    export = WORK / "hyperfine.json"
    words = [shlex.join(str(word) for word in command) for command in commands.values()]
    run(["hyperfine", "-N", "-i", "-w", 2, "-r", runs, "--style", "none", "--export-json", export,
         *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    results = json.loads(export.read_text())["results"]
    return {name: Measured(result) for name, result in zip(commands, results)}


def table(measured, base, wanted):
    """A row for each; ratios to `base`: of the least times, of the medians with what the quartiles
    would give, and of CPU."""
    to = measured[base]
    say(f"| | least ms | median ms | CPU ms | times {base}: least | median (quartiles) | CPU | wanted |")
    say("|---|---|---|---|---|---|---|---|")
    for name, one in measured.items():
        ratio = f"{one.median / to.median:.2f} ({one.low / to.high:.2f} to {one.high / to.low:.2f})"
        say(f"| {name} | {one.least:.2f} | {one.median:.2f} | {one.cpu:.2f} "
            f"| {one.least / to.least:.2f} | {ratio} | {one.cpu / to.cpu:.2f} | {wanted.get(name, '')} |")
    say()


def used(command, folder):
    """Seconds of CPU, and KiB of memory by time(1): a child of Python would count Python's."""
    report = WORK / "used"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(os.devnull, "w") as nowhere:
        subprocess.run(["/usr/bin/time", "-o", report, "-f", "%M", *map(str, command)],
                       cwd=folder, stdout=nowhere, stderr=nowhere)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return cpu, int(report.read_text().splitlines()[-1])


def instructions(command, folder):
    out = run(["sh", "-c", 'valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 '
               '>/dev/null || :', "sh", *command], cwd=folder, capture_output=True, text=True).stdout
    return int(re.search(r"Collected : (\d+)", out).group(1))


# ---- the parts


def hook():
    folder = repository(1000)
    file = staged(folder)
    check = ["check", "--staged"]
    commands = {
        "git diff --cached": ["git", "diff", "--cached", "--name-only"],
        "cupel check --staged, static": [STATIC, *check],
        "cupel check --staged, dynamic": [DYNAMIC, *check],
        "cupel check FILE, static": [STATIC, "check", file],
        "cupel --version, static": [STATIC, "--version"],
        "cupel --version, dynamic": [DYNAMIC, "--version"],
    }
    if install_peers():
        old = Path(file).name.split("_")[1]
        sql = WORK / "staged.sql"
        upgrade = ["alembic", "upgrade", f"{int(old) - 1:012d}:head", "--sql"]
        with open(sql, "w") as out:
            subprocess.run(upgrade, cwd=folder, stdout=out, stderr=subprocess.DEVNULL)
        commands["ast-grep, 3 rules, that file"] = [
            AST_GREP, "scan", "-c", HERE / "peers" / "sgconfig.yml", file]
        commands["squawk, its SQL"] = [SQUAWK, "--reporter", "json", sql]
        commands["alembic --sql \\| squawk"] = [
            "sh", "-c", f"{shlex.join(upgrade)} | {shlex.quote(str(SQUAWK))} --reporter json"]
    say("## One migration staged, of 1,000\n")
    table(hyperfine(commands, folder, 40), "git diff --cached", {
        "cupel check --staged, static": "6", "cupel check --staged, dynamic": "10"})
    verbose = subprocess.run([STATIC, *check, "--verbose"], cwd=folder, capture_output=True,
                             text=True).stderr
    say("History on demand: " + next((line for line in verbose.splitlines()
                                      if "revisions were read" in line), "not told") + "\n")


def everything():
    folder = repository(10000)
    floor = make_floor()
    paths = "find db/versions -name '*.py'"
    scan = [AST_GREP, "scan", "-c", HERE / "peers" / "sgconfig.yml", "db/versions"]
    commands = {
        "tree-sitter alone": ["sh", "-c", f"{paths} | {shlex.quote(str(floor))}"],
        "cupel check --all --jobs 1": [STATIC, "check", "--all", "--jobs", 1],
        "cupel check --all --jobs 2": [STATIC, "check", "--all", "--jobs", 2],
    }
    if install_peers():
        commands["ast-grep, 3 rules"] = scan
    say("## All of 10,000 migrations\n")
    measured = hyperfine(commands, folder, 5)
    table(measured, "tree-sitter alone", {"cupel check --all --jobs 1": "1.35 by CPU",
                                          "ast-grep, 3 rules": "more CPU than cupel"})
    one, two = (measured[f"cupel check --all --jobs {jobs}"] for jobs in (1, 2))
    say(f"Two threads are {one.least / two.least:.2f} times faster than one (least wall; wanted 1.7).\n")


def growth():
    counts = [100, 1000, 10000] + ([100000] if os.environ.get("LARGE") else [])
    series = {"staged": [], "all": []}
    say("## Growth\n")
    say("| migrations | staged: CPU ms | each µs | MiB | all: CPU s | each µs | MiB |")
    say("|---|---|---|---|---|---|---|")
    for count in counts:
        folder = repository(count)
        hooks = [used([STATIC, "check", "--staged"], folder) for _ in range(15)]
        full = [used([STATIC, "check", "--all", "--jobs", 1], folder)
                for _ in range(3 if count < 100000 else 1)]
        staged_cpu, all_cpu = min(h[0] for h in hooks), min(f[0] for f in full)
        series["staged"].append((count, 1e6 * staged_cpu / count))
        series["all"].append((count, 1e6 * all_cpu / count))
        say(f"| {count:,} | {1000 * staged_cpu:.1f} | {1e6 * staged_cpu / count:.1f} "
            f"| {max(h[1] for h in hooks) / 1024:.1f} | {all_cpu:.2f} "
            f"| {1e6 * all_cpu / count:.0f} | {max(f[1] for f in full) / 1024:.0f} |")
    say()
    (WORK / "growth.svg").write_text(plot(series))


def plot(series):
    """CPU time for each migration over their number, both in powers of ten."""
    points = [point for all_points in series.values() for point in all_points]
    x0, x1 = (math.log10(f(p[0] for p in points)) for f in (min, max))
    y0 = math.floor(math.log10(min(max(p[1], 0.1) for p in points)))
    y1 = math.ceil(math.log10(max(p[1] for p in points)))
    x = lambda value: 70 + 400 * (math.log10(value) - x0) / max(x1 - x0, 1)
    y = lambda value: 220 - 190 * (math.log10(max(value, 0.1)) - y0) / max(y1 - y0, 1)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 260" font-family="sans-serif" '
           'font-size="11">', '<rect width="520" height="260" fill="white"/>']
    for power in range(y0, y1 + 1):
        out.append(f'<path d="M70 {y(10 ** power):.0f}H470" stroke="#ddd"/>'
                   f'<text x="64" y="{y(10 ** power) + 4:.0f}" text-anchor="end">{10 ** power:g} µs</text>')
    for count, _ in next(iter(series.values())):
        out.append(f'<text x="{x(count):.0f}" y="238" text-anchor="middle">{count:,}</text>')
    for (name, line), colour in zip(series.items(), ("#1b6", "#36c")):
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in line)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
                   f'<text x="{x(line[-1][0]) - 4:.0f}" y="{y(line[-1][1]) - 6:.0f}" fill="{colour}" '
                   f'text-anchor="end">{name}</text>')
    out.append('<text x="270" y="254" text-anchor="middle">migrations; CPU for each</text></svg>')
    return "\n".join(out) + "\n"


def start():
    """What the built-in rules cost to load: their matches are read when cupel is built, their
    texts from TOML when a rule speaks; `rules` reads the texts of all."""
    folder = repository(100)
    commands = {
        "cupel --version": [STATIC, "--version"],
        "cupel check --staged, of 100": [STATIC, "check", "--staged"],
        "cupel rules (the TOML of all rules)": [STATIC, "rules"],
    }
    say("## Start\n")
    table(hyperfine(commands, folder, 40), "cupel --version", {})
    say(f"Static program: {STATIC.stat().st_size / 1e6:.1f} MB; dynamic, with symbols: "
        f"{DYNAMIC.stat().st_size / 1e6:.1f} MB.\n")


def counts():
    """Instructions, which do not depend on what else the machine does; False: they have grown."""
    known_file = HERE / "counts.json"
    known = json.loads(known_file.read_text()) if known_file.exists() else {}
    now = {
        "check --staged, of 100": instructions([DYNAMIC, "check", "--staged"], repository(100)),
        "check --staged, of 1,000": instructions([DYNAMIC, "check", "--staged"], repository(1000)),
        "check --all, 100": instructions([DYNAMIC, "check", "--all", "--jobs", 1], repository(100)),
        "--version": instructions([DYNAMIC, "--version"], repository(100)),
    }
    good = True
    say("## Instructions\n")
    say("| | now | committed | change |")
    say("|---|---|---|---|")
    for name, count in now.items():
        old = known.get(name)
        change = count / old - 1 if old else 0
        good = good and change <= TOLERANCE
        say(f"| {name} | {count:,} | {old or 0:,} | {100 * change:+.1f} % |")
    say()
    if os.environ.get("UPDATE"):
        known_file.write_text(json.dumps(now, indent=2) + "\n")
        return True
    return good


PARTS = {"hook": hook, "everything": everything, "growth": growth, "start": start, "counts": counts}


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:] or list(PARTS)
    if not set(wanted) <= set(PARTS):
        sys.exit(__doc__)
    results = [PARTS[name]() for name in wanted]
    (WORK / "results.md").write_text("\n".join(lines))
    if False in results:
        sys.exit("bench: a count of instructions has grown by more than 5 %: find out why, or UPDATE=1")


main()
