#!/usr/bin/env python3
"""The README's snippets for CI services: their YAML is read and the commands in it are run, in a clone
as the service makes it, with the variables that it sets.

    tests/integrations/snippets.py CUPEL
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text()
failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)
        print("FAIL", what)


def snippet(mark):
    """The YAML block whose text has the mark."""
    blocks = [block for block in re.findall(r"```yaml\n(.*?)```", README, re.S) if mark in block]
    assert len(blocks) == 1, f"{mark}: {len(blocks)} snippets"
    return yaml.safe_load(blocks[0])


def main():
    top = pathlib.Path(tempfile.mkdtemp())
    (top / "bin").mkdir()
    (top / "bin/cupel").symlink_to(os.path.abspath(sys.argv[1]))
    env = {"PATH": f"{top}/bin:{os.environ['PATH']}", "HOME": str(top), "LC_ALL": "C", "GIT_CONFIG_GLOBAL": "/dev/null",
           "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
           "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    origin = top / "origin"

    def git(*words, cwd=origin):
        return subprocess.run(["git", *words], cwd=cwd, env=env, check=True, capture_output=True, text=True).stdout.strip()

    def commit(revision, down, statement):
        (origin / f"db/versions/{revision}.py").write_text(
            f"from alembic import op\n\nrevision = {revision!r}\ndown_revision = {down!r}\n\n\n"
            f"def upgrade():\n    {statement}\n")
        git("add", "-A")
        git("commit", "-q", "-m", revision)
        return git("rev-parse", "HEAD")

    (origin / "db/versions").mkdir(parents=True)
    git("init", "-q", "-b", "main")
    (origin / "alembic.ini").write_text("[alembic]\nscript_location = db\n")
    start = commit("a1", None, 'op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)")')
    git("switch", "-q", "-c", "change")
    commit("a2", "a1", 'op.drop_column("orders", "note")')
    git("switch", "-q", "main")
    commit("b1", "a1", 'op.execute("SELECT 1")')
    git("switch", "-q", "change")

    def run(name, commands, variables, cwd):
        """The commands one after the other, as a service does: the first that fails ends it."""
        script = "set -e\n" + "\n".join(commands)
        done = subprocess.run(["bash", "-c", script], cwd=cwd, env={**env, **variables}, capture_output=True, text=True)
        expect(done.returncode == 1 and "a2.py:8:5: warning[drop-column]" in done.stdout,
               f"{name}: status {done.returncode}: {done.stdout}{done.stderr}")
        expect("b1.py:" not in done.stdout.replace("b1.py, ", ""), f"{name}: what the base branch did is judged: {done.stdout}")

    def clone(name, *words):
        git("clone", "-q", *words, f"file://{origin}", str(top / name), cwd=top)
        return top / name

    def junit(path):
        return xml.etree.ElementTree.parse(path).getroot()

    # GitLab: a detached head with all of the history, no branch of the target.
    job = snippet(".gitlab-ci.yml")["cupel"]
    expect(str(job["variables"]["GIT_DEPTH"]) == "0", "gitlab: depth")
    folder = clone("gitlab", "--branch", "change")
    git("checkout", "-q", "--detach", cwd=folder)
    run("gitlab", job["script"], {"CI_MERGE_REQUEST_DIFF_BASE_SHA": start, "CI_PIPELINE_SOURCE": "merge_request_event"}, folder)
    reports = job["artifacts"]["reports"]
    issues = json.loads((folder / reports["codequality"]).read_text())
    expect([issue["check_name"] for issue in issues if issue["location"]["path"] == "db/versions/a2.py"] != [],
           "gitlab: code quality")
    expect(int(junit(folder / reports["junit"]).get("failures")) >= 1, "gitlab: junit")

    # Bitbucket: the source branch alone; the snippet fetches the other one.
    step = snippet("bitbucket-pipelines.yml")["pipelines"]["pull-requests"]["**"][0]["step"]
    expect(step["clone"]["depth"] == "full", "bitbucket: depth")
    folder = clone("bitbucket", "--branch", "change", "--single-branch")
    run("bitbucket", step["script"], {"BITBUCKET_PR_DESTINATION_BRANCH": "main"}, folder)
    expect(int(junit(folder / "test-results/cupel.xml").get("failures")) >= 1, "bitbucket: junit")

    # Azure: a detached head, origin's branches are there.
    steps = snippet("azure-pipelines.yml")["steps"]
    expect(steps[0]["fetchDepth"] == 0, "azure: depth")
    for target in ("main", "refs/heads/main"):
        folder = clone("azure-" + target.replace("/", "-"), "--branch", "change")
        git("checkout", "-q", "--detach", cwd=folder)
        run("azure", [steps[1]["script"]], {"SYSTEM_PULLREQUEST_TARGETBRANCH": target}, folder)
        expect(int(junit(folder / steps[2]["inputs"]["testResultsFiles"]).get("failures")) >= 1, "azure: junit")

    # GitHub without the action.
    command = re.search(r"Without the action: `(.*?)`", README, re.S).group(1).replace("\n", " ")
    folder = clone("github", "--branch", "change")
    done = subprocess.run(["bash", "-e", "-c", command], cwd=folder, capture_output=True, text=True,
                          env={**env, "GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(top / "summary")})
    expect(done.returncode == 1 and "::warning file=db/versions/a2.py,line=8," in done.stdout, f"github: {done}")
    expect((top / "summary").read_text().startswith("## cupel: "), "github: summary")

    workflow = snippet("name: migrations")
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    uses = [step for step in workflow["jobs"]["cupel"]["steps"] if "cupel" in step["uses"]][0]
    expect(set(uses["with"]) <= set(action["inputs"]), "github: inputs")
    expect(set(action["inputs"]) == {"base", "head", "paths", "fail-on", "postgres-version", "args", "sarif-file", "version"},
           f"action.yml: inputs {set(action['inputs'])}")
    expect(set(action["outputs"]) == {"findings", "errors", "warnings", "sarif-file"}, "action.yml: outputs")
    named = set(re.findall(r"`([a-z-]+)`", " ".join(re.findall(r"(?m)^\| (`.*?`) \|", README.split("### GitHub Actions")[1]
                                                               .split("### GitLab")[0]))))
    expect(named == set(action["inputs"]), f"README: inputs {named}")

    print(f"snippets for GitLab, Bitbucket, Azure and GitHub: {len(failures)} failed" if failures
          else "the commands of the snippets for GitLab, Bitbucket, Azure and GitHub")
    return 1 if failures else 0


sys.exit(main())
