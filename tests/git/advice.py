#!/usr/bin/env python3
"""What the history rules say real Alembic does, it does; and after what they advise it is content,
and so is cupel.

    tests/git/advice.py CUPEL
"""
import json
import os
import subprocess
import sys
import tempfile

ENV = '''
from alembic import context
context.configure(url="postgresql://", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
'''
MIGRATION = '''"""step {id}"""
from alembic import op

revision = "{id}"
down_revision = {down}


def upgrade():
    op.execute("SELECT '{id}{more}'")


def downgrade():
    pass
'''


class Project:
    def __init__(self, cupel, folder):
        self.cupel = cupel
        self.folder = folder
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1",
                    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
                    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
                    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
        os.makedirs(os.path.join(folder, "db", "versions"))
        self.write("alembic.ini", "[alembic]\nscript_location = db\n")
        self.write("db/env.py", ENV)
        self.write("db/script.py.mako", "")
        self.step("a1", None)
        self.step("a2", "a1")
        self.git("init", "-q", "-b", "main")
        self.commit()
        self.git("checkout", "-q", "-b", "topic")

    def write(self, path, text):
        with open(os.path.join(self.folder, path), "w") as file:
            file.write(text)

    def step(self, name, down, file=None, more=""):
        self.write(f"db/versions/{file or name}.py",
                   MIGRATION.format(id=name, down=repr(down), more=more))

    def remove(self, name):
        os.remove(os.path.join(self.folder, "db", "versions", name + ".py"))

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.folder, env=self.env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "step")

    def alembic(self, *arguments):
        """Its status, and all that it says."""
        done = subprocess.run(
            [sys.executable, "-B", "-c", "from alembic.config import main; main()", *arguments],
            cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        return done.returncode, done.stdout

    def findings(self):
        done = subprocess.run([self.cupel, "check", "--select", "history", "--format", "json"],
                              cwd=self.folder, env=self.env, capture_output=True, text=True)
        return [(finding["rule"], os.path.basename(finding["file"]))
                for finding in json.loads(done.stdout)["findings"]] if done.stdout else []


# Each: what is done; the rule and the file it speaks at; a command of Alembic's, whether it fails, and
# what it says; what mends it.

def two_heads(project):
    project.step("b3", "a2")
    project.step("c3", "a2")
    yield "several-heads", "c3.py", ("upgrade", "head", "--sql"), True, "Multiple head revisions"
    project.step("c3", "b3")


def missing(project):
    project.step("a3", "gone")
    yield "unknown-down-revision", "a3.py", ("heads",), True, "KeyError: 'gone'"
    project.step("a3", "a2")


def twice(project):
    project.step("a3", "a2")
    project.step("a3", "a2", file="b3_copy")
    yield "duplicate-revision", "b3_copy.py", ("heads",), False, "present more than once"
    project.step("b3", "a3", file="b3_copy")


def circle(project):
    project.step("a3", "a4")
    project.step("a4", "a3")
    yield "revision-cycle", "a3.py", ("heads",), True, "Cycle is detected"
    project.step("a3", "a2")


def deleted(project):
    project.remove("a2")
    yield ("released-migration-deleted", "a2.py", ("upgrade", "a2:head", "--sql"), True,
           "Can't locate revision identified by 'a2'")
    project.step("a2", "a1")
    project.step("a3", "a2")


def inserted(project):
    project.step("b1", "a1")
    project.step("a2", "b1")
    # A database that is at a2: b1 is not run.
    yield ("revision-inserted-before-released", "b1.py", ("upgrade", "a2:head", "--sql"), False,
           lambda said: "SELECT 'b1'" not in said)
    project.step("a2", "a1")
    project.step("b1", "a2")


def edited(project):
    project.step("a2", "a1", more=" and more")
    yield ("released-migration-edited", "a2.py", ("upgrade", "a2:head", "--sql"), False,
           lambda said: "and more" not in said)
    project.step("a2", "a1")
    project.step("a3", "a2", more=" and more")


def judge(project, case):
    steps = case(project)
    rule, file, command, fails, said = next(steps)
    found = project.findings()
    if (rule, file) not in found:
        yield f"no {rule} in {file}: {found}"
    status, text = project.alembic(*command)
    if fails != (status != 0) or not (said(text) if callable(said) else said in text):
        yield f"alembic {' '.join(command)}: status {status}:\n{text[-500:]}"
    next(steps, None)
    if project.findings():
        yield f"after it was mended: {project.findings()}"
    status, text = project.alembic("upgrade", "head", "--sql")
    if status or project.alembic("heads")[1].count("(head)") != 1:
        yield f"after it was mended: alembic upgrade head: status {status}:\n{text[-500:]}"


def main():
    if len(sys.argv) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    cases = [two_heads, missing, twice, circle, deleted, inserted, edited]
    failed = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            wrong = list(judge(Project(os.path.abspath(sys.argv[1]), folder), case))
        failed += bool(wrong)
        for line in wrong:
            print(f"{case.__name__}: {line}")
    print(f"{len(cases)} faults of a history: {len(cases) - failed} as Alembic has them, "
          f"{failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
