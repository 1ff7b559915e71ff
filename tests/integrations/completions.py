#!/usr/bin/env python3
"""The completions in the real shells: bash and zsh with a Tab on a terminal, fish by complete -C.

    tests/integrations/completions.py CUPEL
"""

import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# What is typed, and what a Tab (two, where several fit) makes of it or shows.
CASES = [
    ("cupel st", ["cupel status"]),
    ("cupel check --form", ["--format"]),
    ("cupel check --format sa", ["--format sarif"]),
    ("cupel check --fail-on ne", ["--fail-on never"]),
    ("cupel check --direction bo", ["--direction both"]),
    ("cupel explain set-not-null", ["explain set-not-null-scan"]),
    ("cupel plan --stag", ["plan --staged"]),
    ("cupel --base", ["--base"]),
    ("cupel ex", ["cupel explain"]),
    ("cupel check --output ", ["alembic.ini"]),
    ("cupel check db/ver", ["db/versions/"]),
    ("cupel init --", ["--hook", "--config"]),
]
failures = []


def read_until_quiet(terminal, seconds):
    said = b""
    while select.select([terminal], [], [], seconds)[0]:
        try:
            said += os.read(terminal, 65536)
        except OSError:
            break
    return said


def typed(shell, arguments, setup, env, folder, text):
    """What stands on the terminal after the text and two Tabs."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(shell, [shell, *arguments], env)
    read_until_quiet(terminal, 1.0)
    os.write(terminal, (setup + "\n").encode())
    deadline = time.time() + 10
    said = b""
    while b"READY" not in said.replace(b"echo READ", b"") and time.time() < deadline:
        said += read_until_quiet(terminal, 0.3)
    os.write(terminal, text.encode() + b"\t")
    said = read_until_quiet(terminal, 0.8)
    os.write(terminal, b"\t")
    said += read_until_quiet(terminal, 0.8)
    os.write(terminal, b"\x15\x04")
    os.close(terminal)
    os.waitpid(child, 0)
    said = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>][A-Z0-9]?|\r|\x07", b"", said)
    while b"\x08" in said:
        said = re.sub(rb"[^\x08]?\x08", b"", said, count=1)
    return said.decode(errors="replace")


def main():
    top = pathlib.Path(tempfile.mkdtemp())
    (top / "bin").mkdir()
    (top / "bin/cupel").symlink_to(os.path.abspath(sys.argv[1]))
    folder = top / "shop"
    (folder / "db/versions").mkdir(parents=True)
    (folder / "alembic.ini").write_text("")
    env = {"PATH": f"{top}/bin:/usr/bin:/bin", "HOME": str(top), "TERM": "xterm", "LC_ALL": "C.UTF-8", "PS1": "$ ",
           "COLUMNS": "100", "LINES": "40", "XDG_CONFIG_HOME": str(top / "config"), "XDG_DATA_HOME": str(top / "data")}
    shells = {
        "bash": (["--norc", "--noprofile", "-i"], f"source {ROOT}/completions/cupel.bash; echo READ''Y"),
        "zsh": (["-f", "-i"], f"fpath=({ROOT}/completions $fpath); autoload -U compinit; compinit -u -d {top}/dump; "
                              "unsetopt zle_bracketed_paste; LISTMAX=0; echo READ''Y"),
    }
    tried = []
    for shell, (arguments, setup) in shells.items():
        if not shutil.which(shell):
            continue
        tried.append(shell)
        for text, wanted in CASES:
            said = typed(shell, arguments, setup, env, folder, text)
            shown = text + said.split(text, 1)[-1]
            if not all(word in shown for word in wanted):
                failures.append(f"{shell}: {text!r} gave {said!r}, wanted {wanted}")
    if shutil.which("fish"):
        tried.append("fish")
        for text, wanted in CASES:
            done = subprocess.run(["fish", "--no-config", "-c", f"source {ROOT}/completions/cupel.fish; complete -C '{text}'"],
                                  cwd=folder, env=env, capture_output=True, text=True)
            offered = [line.split("\t")[0] for line in done.stdout.splitlines()]
            for word in wanted:
                if word.split(" ")[-1] not in offered:
                    failures.append(f"fish: {text!r} offers {offered[:20]}, wanted {word} {done.stderr[:300]}")
    shutil.rmtree(top)
    for failure in failures:
        print("FAIL", failure)
    print(f"completions in {', '.join(tried) or 'no shell'}: {len(CASES)} words typed, {len(failures)} failed")
    return 1 if failures or not tried else 0


sys.exit(main())
