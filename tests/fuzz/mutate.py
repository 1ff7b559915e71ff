#!/usr/bin/env python3
"""Broken migrations: bytes flipped, cut off, tokens swapped, lines moved. cupel reads them all.

    python3 tests/fuzz/mutate.py build/sanitize/cupel [--count N] [--seed N] [FOLDER...]

The texts are the migrations, scripts and settings below each FOLDER (default: this repository's
own examples and golden cases). `check` and `plan` must end with a status they promise, within
seconds and within the memory allowed, and print no sanitizer's report. What fails is kept.
"""

import argparse
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BATCH = 64
SECONDS = 120  # for a batch; a sanitizer build is slow
BYTES = 4 << 30  # resident; what a sanitizer adds is most of it
TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
INSERTED = [b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"'''", b'"""', b"((((", b"))))", b"[", b"{", b"\\", b"\r",
            b"\n\n", b"\t", b"f'{", b"}", b"%", b"%s", b"lambda: ", b"*", b"**", b"yield ", b"await ",
            b"-- cupel: ignore[", b"# cupel: ignore-file", b"$$", b"/*", b"*/", b";", b":x", b"E'\\", b"U&\"",
            b"99999999999999999999", b"-1", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\x1b[31m"]


def texts(folders):
    found = []
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            wanted = path.suffix in (".py", ".sql", ".toml", ".ini") and path.is_file()
            if wanted and path.stat().st_size < 200_000:
                found.append(path)
    return found


def flip(data, chance):
    data = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut(data, chance):
    start = chance.randrange(len(data) + 1)
    return chance.choice([data[:start], data[start:], data[:start] + data[start + chance.randint(1, 200):]])


def swap(data, chance):
    tokens = TOKEN.findall(data)
    for _ in range(chance.randint(1, 6)):
        if len(tokens) > 1:
            a, b = chance.randrange(len(tokens)), chance.randrange(len(tokens))
            tokens[a], tokens[b] = tokens[b], tokens[a]
    return b"".join(tokens)


def insert(data, chance):
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(INSERTED) * chance.choice([1, 1, 1, 2, 300]) + data[at:]
    return data


def lines(data, chance):
    parts = data.split(b"\n")
    a, b = sorted((chance.randrange(len(parts)), chance.randrange(len(parts))))
    return b"\n".join(chance.choice([parts[:a] + parts[b:], parts[:b] + parts[a:], parts[:a] + parts[b:] + parts[a:b]]))


def mutated(data, chance):
    for _ in range(chance.choice([1, 1, 2, 3])):
        data = chance.choice([flip, cut, swap, insert, lines])(data, chance)
    return data[:400_000]


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


# libpg_query leaves one byte behind for each text with a syntax error.
ENVIRONMENT = {**os.environ, "LSAN_OPTIONS": f"suppressions={ROOT}/tests/leaks.txt:print_suppressions=0"}


def problem(cupel, folder, command):
    """What went wrong; empty: nothing."""
    try:
        run = subprocess.run([cupel, command, "--format", "json", "--jobs", "1", "."], cwd=folder, env=ENVIRONMENT,
                             capture_output=True, check=False, preexec_fn=limit, timeout=SECONDS * 4)
    except subprocess.TimeoutExpired:
        return "it takes too long"
    report = run.stderr.decode("utf-8", "replace")
    if run.returncode not in (0, 1, 2) or "Sanitizer" in report or "runtime error" in report:
        return f"status {run.returncode}\n{report[:3000]}"
    return ""


def write(folder, names):
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in names.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def narrow(cupel, folder, names, command):
    """The one file that is enough, where there is one."""
    for name, data in names.items():
        write(folder, {name: data})
        if problem(cupel, folder, command):
            return {name: data}
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cupel")
    parser.add_argument("folders", nargs="*", default=[ROOT / "examples", ROOT / "tests/golden", ROOT / "rules"])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default="build/fuzz-found")
    args = parser.parse_args()
    cupel, chance = os.path.abspath(args.cupel), random.Random(args.seed)
    sources = texts(args.folders)
    failed = done = 0
    with tempfile.TemporaryDirectory() as root:
        folder = os.path.join(root, "run")
        while done < args.count:
            names = {}
            for number in range(min(BATCH, args.count - done)):
                path = chance.choice(sources)
                data = mutated(path.read_bytes(), chance)
                # settings are read from where they lie: one of each at most
                plain = path.suffix in (".py", ".sql")
                names[f"versions/{number}_{path.stem}{path.suffix}" if plain else path.name] = data
            done += len(names) or 1
            write(folder, names)
            for command in ("check", "plan"):
                said = problem(cupel, folder, command)
                if said:
                    failed += 1
                    kept = pathlib.Path(args.keep, f"{args.seed}_{done}_{command}")
                    found = narrow(cupel, folder, names, command)
                    write(kept, found)
                    print(f"{kept}: {command}: {said}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"{done} mutated files, {failed} failures, at most {peak >> 20} MiB")
    return 1 if failed or peak > BYTES else 0


if __name__ == "__main__":
    sys.exit(main())
