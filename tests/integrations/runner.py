#!/usr/bin/env python3
"""Plays a GitHub runner: reads action.yml and runs its steps in real repositories.

    tests/integrations/runner.py CUPEL

What is not played: actions/cache (it finds nothing, or what a case puts there), and building
from source in the cases that are not about it.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
ZEROS = "0" * 40
failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)
        print("FAIL", what)


class Repository:
    """A clone as actions/checkout leaves it, with the project's history in it."""

    def __init__(self, folder):
        self.folder = folder
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(folder.parent), "LC_ALL": "C",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
            "GIT_AUTHOR_DATE": "2026-01-05T10:00:00Z", "GIT_COMMITTER_DATE": "2026-01-05T10:00:00Z",
        }
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        (folder / "db/versions").mkdir(parents=True)
        (folder / "alembic.ini").write_text("[alembic]\nscript_location = db\n")
        self.migration("a1", None, 'op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)")')
        self.first = self.commit("first")
        self.git("update-ref", "refs/remotes/origin/main", self.first)
        self.git("remote", "add", "origin", "https://x:hunter2@example.org/shop.git")
        self.git("switch", "-q", "-c", "change")
        self.migration("a2", "a1", 'op.create_index("ix_note", "orders", ["note"])')
        self.second = self.commit("an index")
        self.migration("a3", "a2", 'op.drop_column("orders", "note")', name="a3 %0A,dir")
        self.third = self.commit("drop a column")

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.folder, env=self.env, check=True,
                              capture_output=True, text=True).stdout.strip()

    def commit(self, text):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", text)
        return self.git("rev-parse", "HEAD")

    def migration(self, revision, down, statement, name=None):
        (self.folder / f"db/versions/{name or revision}.py").write_text(
            "from alembic import op\n\n"
            f"revision = {revision!r}\ndown_revision = {down!r}\n\n\n"
            f"def upgrade():\n    {statement}\n")


class Runner:
    """One job: runs every step of the action with the inputs, as a runner does."""

    def __init__(self, repository, cached):
        self.repository = repository
        self.cached = cached  # a program that the cache restores, or None
        self.temp = pathlib.Path(tempfile.mkdtemp(prefix="runner temp ", dir=repository.folder.parent))

    def value(self, text, inputs, outputs):
        def replace(match):
            name = match.group(1)
            if name.startswith("inputs."):
                return inputs.get(name[7:], "")
            if name == "github.action_repository":
                return "cupel/cupel"
            step, output = re.fullmatch(r"steps\.([\w-]+)\.outputs\.([\w-]+)", name).groups()
            return outputs[step].get(output, "")

        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", replace, text)

    @staticmethod
    def read_outputs(path):
        outputs, lines = {}, path.read_text().split("\n")
        while lines and lines[0]:
            name, separator, end = lines.pop(0).partition("<<")
            assert separator, f"not an output: {name}"
            value = []
            while lines[0] != end:
                value.append(lines.pop(0))
            lines.pop(0)
            outputs[name] = "\n".join(value)
        return outputs

    def run(self, event_name, event, inputs=None, extra=None):
        inputs = inputs or {}
        for name in inputs:
            assert name in ACTION["inputs"], name
        (self.temp / "event.json").write_text(json.dumps(event))
        summary = self.temp / "summary"
        summary.write_text("")
        outputs, log, status = {}, "", 0
        for number, step in enumerate(ACTION["runs"]["steps"]):
            if "uses" in step:
                program = self.value(step["with"]["path"], inputs, outputs)
                if self.cached:
                    os.makedirs(os.path.dirname(program), exist_ok=True)
                    shutil.copy(self.cached, program)
                continue
            assert "${{" not in step["run"], "an expression in a script"
            output = self.temp / f"output{number}"
            output.write_text("")
            env = dict(self.repository.env, GITHUB_ACTION_PATH=str(ROOT), GITHUB_ACTIONS="true",
                       GITHUB_EVENT_NAME=event_name, GITHUB_EVENT_PATH=str(self.temp / "event.json"),
                       GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary),
                       GITHUB_SERVER_URL="https://github.invalid", GITHUB_SHA=self.repository.third,
                       GITHUB_WORKSPACE=str(self.repository.folder), RUNNER_TEMP=str(self.temp))
            env.update(extra or {})
            for name, text in step.get("env", {}).items():
                env[name] = self.value(text, inputs, outputs)
            done = subprocess.run([step["shell"], "-e", "-c", step["run"]], env=env,
                                  cwd=self.repository.folder, capture_output=True, text=True)
            log += done.stdout + done.stderr
            outputs[step.get("id", str(number))] = self.read_outputs(output)
            status = done.returncode
            if status:
                break
        result = {name: self.value(of["value"], inputs, {"check": {}, **outputs})
                  for name, of in ACTION["outputs"].items()}
        return status, result, log, summary.read_text()


def commands(log):
    """The workflow commands that the runner would obey."""
    found, stopped = [], None
    for line in log.split("\n"):
        match = re.match(r"\s*::([\w-]+)(?: [^:]*)?::(.*)", line)
        if stopped:
            if line.strip() == f"::{stopped}::":
                stopped = None
        elif match and match.group(1) == "stop-commands":
            stopped = match.group(2)
        elif match:
            assert match.group(2) or match.group(1).endswith("group"), f"says nothing: {line}"
            found.append(match.group(1))
    return found


def main():
    program = os.path.abspath(sys.argv[1])
    top = pathlib.Path(tempfile.mkdtemp())
    repository = Repository(top / "shop")
    repo = {"default_branch": "main"}
    r = repository
    events = {
        "pull_request": {"pull_request": {"base": {"sha": r.first}, "head": {"sha": r.third}}, "repository": repo},
        "push": {"before": r.first, "after": r.third, "repository": repo},
        "merge_group": {"merge_group": {"base_sha": r.first, "head_sha": r.third}, "repository": repo},
        "workflow_dispatch": {"repository": repo},
    }

    def play(event_name, event=None, inputs=None, cached=program, extra=None):
        return Runner(r, cached).run(event_name, event or events[event_name], inputs, extra)

    for name in events:
        status, outputs, log, summary = play(name)
        expect(status == 1, f"{name}: status {status}\n{log}")
        expect((outputs["findings"], outputs["errors"], outputs["warnings"]) == ("2", "1", "1"),
               f"{name}: {outputs}")
        sarif = json.loads(pathlib.Path(outputs["sarif-file"]).read_text())
        run = sarif["runs"][0]
        expect(len(run["results"]) == 2, f"{name}: results")
        expect(run["versionControlProvenance"][0]["repositoryUri"] == "https://example.org/shop.git",
               f"{name}: provenance {run['versionControlProvenance']}")
        expect(run["versionControlProvenance"][0]["revisionId"] == r.third, f"{name}: revision")
        expect(commands(log)[:2] == ["error", "warning"], f"{name}: {commands(log)}\n{log}")
        expect("hunter2" not in json.dumps(sarif), f"{name}: a password in the report")
        expect(summary.startswith("## cupel: 1 error, 1 warning\n"), f"{name}: {summary}")

    status, outputs, log, _ = play("push", {"before": r.second, "after": r.third, "repository": repo})
    expect((status, outputs["findings"]) == (1, "1"), f"push of one commit: {outputs}")
    for gone in (ZEROS, "1" * 40, ""):
        status, outputs, log, _ = play("push", {"before": gone, "after": r.third, "repository": repo})
        expect((status, outputs["findings"]) == (1, "2"), f"push from {gone!r}: {outputs} {log}")
        expect("notice" in commands(log), f"push from {gone!r}: no notice")
    status, outputs, log, summary = play("push", {"before": r.third, "after": r.third, "repository": repo})
    expect((status, outputs["findings"]) == (0, "0"), f"nothing changed: {outputs} {log}")
    expect(summary.startswith("## cupel: nothing found"), summary)

    status, outputs, _, _ = play("pull_request", inputs={
        "fail-on": "never", "sarif-file": "out/re port.sarif", "paths": "db/versions/a3 %0A,dir.py\n",
        "postgres-version": "14", "args": "--direction=both  --quiet"})
    expect(status == 0, "fail-on never")
    expect(outputs["findings"] == "1", f"paths: {outputs}")
    expect(outputs["sarif-file"] == "out/re port.sarif", f"sarif-file: {outputs}")
    expect((r.folder / "out/re port.sarif").is_file(), "sarif-file is there")
    shutil.rmtree(r.folder / "out")

    # What must stay a word, however it is written.
    mark = r.folder / "PWNED"
    hostile = ["$(touch PWNED)", "`touch PWNED`", "'; touch PWNED; '", '"; touch PWNED; "', "a\ntouch PWNED\n",
               "| touch PWNED", "${IFS}touch", "--output=json=PWNED", "-x", "*", "a b", "\\", "é\u202e",
               "::error::x", "%0A::error::x", "::set-output name=findings::9"]
    for name in ACTION["inputs"]:
        for value in hostile:
            if name == "args" and value.startswith("--output"):
                continue  # args are options by design
            status, outputs, log, _ = play("pull_request", inputs={name: value})
            where = f"{name} = {value!r}"
            expect(not mark.exists(), f"{where}: it was run")
            mark.unlink(missing_ok=True)
            expect(status in (0, 1, 2), f"{where}: status {status}")
            expect(set(commands(log)) <= {"error", "warning", "notice", "group", "endgroup"}, f"{where}: {log}")
            if name in ("base", "head", "fail-on", "postgres-version", "version"):
                expect(status == 2 and commands(log)[-1] == "error", f"{where}: status {status}\n{log}")
            if status < 2:
                expect(outputs["findings"] in ("0", "1", "2"), f"{where}: {outputs}")
            r.git("clean", "-qfdx")

    # A migration that speaks to the runner.
    r.git("switch", "-q", "-c", "talk", r.first)
    r.migration("b2", "a1", 'op.execute("""DROP TABLE orders;\n::error::no\n::set-env name=X::no\n""")',
                name="b2\n::error::no")
    talk = r.commit("talk")
    status, outputs, log, _ = play("push", {"before": r.first, "after": talk, "repository": repo})
    expect(status == 1 and commands(log).count("error") <= int(outputs["errors"] or 0), f"talk: {log}")
    expect("set-env" not in commands(log), f"talk: {log}")
    r.git("switch", "-q", "change")

    # Suppressed findings would become alerts.
    r.migration("a3", "a2", 'op.drop_column("orders", "note")  # cupel: ignore[drop-column] unread',
                name="a3 %0A,dir")
    quiet = r.commit("say why")
    status, outputs, log, summary = play("push", {"before": r.second, "after": quiet, "repository": repo})
    sarif = json.loads(pathlib.Path(outputs["sarif-file"]).read_text())
    expect(status == 0 and sarif["runs"][0]["results"] == [], "suppressed findings are not uploaded")
    expect("unread" in summary, "the summary tells the reason")

    # A shallow clone, as checkout makes it when nobody says fetch-depth.
    shutil.copytree(r.folder, top / "full")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{top}/full", str(top / "shallow")],
                   check=True, env=r.env)
    whole, r.folder = r.folder, top / "shallow"
    status, outputs, log, _ = play("pull_request", {
        "pull_request": {"base": {"sha": r.first}, "head": {"sha": quiet}}, "repository": repo})
    expect(status == 2 and "fetch-depth: 0" in log, f"shallow: {status} {log}")
    r.folder = whole

    # Another version: its sources are fetched and built.
    other = top / "server/cupel/cupel"
    for name in ("grammars/package-lock.json", "include/a", "rules/a", "scripts/a", "src/a"):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_text("")
    (other / "Makefile").write_text(f"all:\n\tmkdir -p build && cp {program} build/cupel\ndeps:\n")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "other"], ["tag", "v9"]):
        subprocess.run(["git", "-C", str(other), *words], check=True, env=r.env)
    status, outputs, log, _ = play("pull_request", inputs={"version": "v9"}, cached=None,
                                   extra={"GITHUB_SERVER_URL": f"file://{top}/server"})
    expect(status == 1 and outputs["findings"] == "2" and "built from source" in log, f"version: {log}")

    # No program in the cache, and one that does not run here: make is called.
    fake = top / "bin"
    fake.mkdir()
    (fake / "make").write_text('#!/bin/sh\necho "make $*" >>"$RUNNER_TEMP/made"\necho ::error::no\nexit 7\n')
    (fake / "make").chmod(0o755)
    broken = top / "broken"
    broken.write_text("not a program")
    r.env["PATH"] = f"{fake}:{r.env['PATH']}"
    for cached in (None, str(broken)):
        status, _, log, _ = play("pull_request", cached=cached)
        expect(status == 2 and commands(log) == ["error"] and "cannot be built" in log, f"build: {log}")

    shutil.rmtree(top)
    print(f"{len(failures)} failed" if failures else "the action: every event and input")
    return 1 if failures else 0


sys.exit(main())
