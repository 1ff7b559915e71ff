#!/usr/bin/env python3
"""A team that works on one Alembic project: branches with random revisions, merged in random order
by real git. Before each merge cupel is asked whether there will be several heads; after it, real
Alembic says whether there are. What cupel says to do about them is done, as it stands there.

    tests/git/team.py CUPEL [BRANCHES [SEED]]
"""
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from alembic.script import ScriptDirectory

# A file that is written anew within a second, in the same size, is another one to Python as well.
sys.dont_write_bytecode = True

sys.dont_write_bytecode = True  # files change within the second that compiled ones are known by

VERSIONS = "migrations/versions"
MIGRATION = '''"""{id}

Revision ID: {id}
Revises: {down}
"""
revision = "{id}"
down_revision = {down!r}
branch_labels = None
depends_on = {depends!r}


def upgrade():
    pass


def downgrade():
    pass
'''


TEMPLATE = '''"""${message}"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    pass


def downgrade():
    pass
'''


class Team:
    def __init__(self, cupel, folder, seed):
        self.cupel = cupel
        self.folder = folder
        self.random = random.Random(seed)
        self.count = 0
        self.env = {
            "PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
        }

    def git(self, *arguments, check=True):
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=self.env, check=check,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return done.stdout.strip() if done.returncode == 0 else None

    def commit(self, text):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", text)

    def directory(self):
        return ScriptDirectory(os.path.join(self.folder, "migrations"))

    def heads(self):
        return sorted(self.directory().get_heads())

    def revisions(self):
        return [script.revision for script in self.directory().walk_revisions()]

    def add(self, down, depends=None):
        """A new revision in the work tree; its id, which sorts anywhere among the others."""
        self.count += 1
        name = f"{self.random.randrange(16 ** 4):04x}{self.count:04d}"
        path = os.path.join(self.folder, VERSIONS, f"{name}_step.py")
        with open(path, "w") as file:
            file.write(MIGRATION.format(id=name, down=down, depends=depends))
        return name

    def start(self):
        self.git("init", "-q", "-b", "main", ".")
        os.makedirs(os.path.join(self.folder, VERSIONS))
        with open(os.path.join(self.folder, "alembic.ini"), "w") as file:
            file.write("[alembic]\nscript_location = migrations\n")
        with open(os.path.join(self.folder, "migrations", "env.py"), "w") as file:
            file.write("")
        with open(os.path.join(self.folder, "migrations", "script.py.mako"), "w") as file:
            file.write(TEMPLATE)
        down = None
        for _ in range(3):
            down = self.add(down)
        self.commit("start")

    # ---- what a branch does

    def chain(self):
        down = self.random.choice(self.heads())
        for _ in range(self.random.randint(1, 3)):
            down = self.add(down)

    def fork(self):
        down = self.random.choice(self.heads())
        self.add(down)
        self.add(down)

    def follow_older(self):
        self.add(self.random.choice(self.revisions()))

    def join(self):
        heads = self.heads()
        self.add(tuple(heads) if len(heads) > 1 else heads[0])

    def depend(self):
        heads = self.heads()
        self.add(heads[0], depends=self.random.choice(self.revisions()))

    def move(self):
        name = self.random.choice(sorted(os.listdir(os.path.join(self.folder, VERSIONS))))
        if name.endswith(".py"):
            self.git("mv", f"{VERSIONS}/{name}", f"{VERSIONS}/{name[:8]}_moved{self.count}.py")
        self.chain()

    def comment(self):
        name = self.random.choice(self.directory().get_revisions(self.heads())).path
        with open(name, "a") as file:
            file.write(f"\n# looked at {self.count}\n")
        self.chain()

    def catch_up(self):
        self.chain()
        self.commit("half")
        if self.git("merge", "-q", "--no-edit", "main", check=False) is None:
            self.git("merge", "--abort", check=False)
        self.random.choice([self.join, self.chain])()

    def branch(self, number):
        log = self.git("log", "--first-parent", "--format=%H", "-3", "main").split()
        self.git("checkout", "-q", "-b", f"b{number}", self.random.choice(log))
        act = self.random.choices(
            [self.chain, self.fork, self.follow_older, self.join, self.depend, self.move,
             self.comment, self.catch_up], [8, 1, 2, 2, 2, 2, 2, 4])[0]
        act()
        self.commit(act.__name__)
        self.git("checkout", "-q", "main")
        return act.__name__

    # ---- what happens to it

    def foretold(self, branch):
        done = subprocess.run(
            [self.cupel, "check", "--base", "main", "--head", branch, "--format", "json",
             "--select", "heads-diverge-from-base,several-heads"],
            cwd=self.folder, env=self.env, capture_output=True, text=True)
        if done.returncode == 2 or not done.stdout:
            raise SystemExit(f"cupel: status {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)["findings"]

    # ---- following the advice

    def alembic(self, command):
        """Runs a command line as it is printed; `alembic` is this Python's."""
        subprocess.run([sys.executable, "-B", "-c", "from alembic.config import main; main()",
                        *shlex.split(command)[1:]],
                       cwd=self.folder, check=True, capture_output=True)

    def moved_heads(self, branch, down, path):
        """The heads after a merge of the branch with its first revision moved behind the base's."""
        before = self.git("rev-parse", "main")
        self.git("checkout", "-q", "-b", "moved", branch)
        with open(os.path.join(self.folder, path)) as file:
            text = file.read()
        with open(os.path.join(self.folder, path), "w") as file:
            file.write(re.sub("(?m)^down_revision = .*", f'down_revision = "{down}"', text))
        self.commit("move")
        self.git("checkout", "-q", "main")
        heads = self.heads() if self.merge("moved") else ["a conflict"]
        self.git("reset", "-q", "--hard", before)
        self.git("branch", "-q", "-D", "moved")
        return heads

    def joined_heads(self, command):
        before = self.git("rev-parse", "HEAD")
        self.alembic(command)
        heads = self.heads()
        self.git("reset", "-q", "--hard", before)
        self.git("clean", "-q", "-f")
        return heads

    def catch_up_at_last(self, branch):
        """Half of the branches take in main before they are merged, and join the heads there; half of
        those do so too early."""
        early = self.random.random() < 0.3
        if early or self.random.random() < 0.5:
            self.git("checkout", "-q", branch)
            if self.merge("main~1" if early else "main") and len(self.heads()) > 1:
                self.join()
                self.commit("join")
            self.git("checkout", "-q", "main")

    def merge(self, branch):
        """False when git sees a conflict."""
        if self.git("merge", "-q", "--no-ff", "--no-edit", branch, check=False) is None:
            self.git("merge", "--abort", check=False)
            return False
        return True

    def mend(self, before):
        """What the team does about several heads: takes the merge back, joins them, or waits."""
        way = self.random.choices(["back", "join", "wait"], [4, 5, 1])[0]
        if way == "back":
            self.git("reset", "-q", "--hard", before)
        elif way == "join":
            self.join()
            self.commit("join")


def follow(team, branch, findings, heads):
    """Does what the findings say about a branch that was merged and left these heads. Gives how many
    pieces of advice there were, and what went wrong."""
    count, wrong = 0, []
    for message in (finding["message"] for finding in findings):
        command = re.search("`(alembic merge [^`]*)`", message)
        move = re.search('set down_revision = "([^"]*)" in (\\S+)$', message)
        if command:
            count += 1
            left = set(heads) - set(shlex.split(command.group(1)))
            if len(team.joined_heads(command.group(1))) != 1 + len(left):
                wrong.append(command.group(0))
        if move:
            count += 1
            team.git("reset", "-q", "--hard", "HEAD~1")
            moved = team.moved_heads(branch, *move.groups())
            if len(moved) != 1:
                wrong.append(f"{move.group(0)}: {moved}")
            team.merge(branch)
    return count, wrong


def run(cupel, branches, seed, folder):
    team = Team(cupel, folder, seed)
    team.start()
    waiting = []
    merged = several = conflicts = made = followed = 0
    while made < branches or waiting:
        if made < branches and len(waiting) < team.random.randint(1, 4):
            waiting.append((f"b{made}", team.branch(made)))
            made += 1
            continue
        branch, act = waiting.pop(team.random.randrange(len(waiting)))
        team.catch_up_at_last(branch)
        findings = team.foretold(branch)
        said = sorted({finding["rule"] for finding in findings})
        before = team.git("rev-parse", "HEAD")
        if not team.merge(branch):
            conflicts += 1
            continue
        heads = team.heads()
        merged += 1
        several += len(heads) > 1
        if bool(said) != (len(heads) > 1):
            print(f"{branch} ({act}), seed {seed}: cupel said {said or 'nothing'}, "
                  f"but the heads are {heads}")
            return 1
        count, wrong = follow(team, branch, findings, heads)
        followed += count
        if wrong:
            print(f"{branch} ({act}), seed {seed}: the heads are {heads}; did as told: {wrong}")
            return 1
        if len(heads) > 1:
            team.mend(before)
    print(f"{merged} merges foretold, {several} with several heads, {conflicts} with conflicts; "
          f"{followed} pieces of advice followed")
    return 0


def main():
    if len(sys.argv) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    branches = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder = tempfile.mkdtemp()
    try:
        return run(os.path.abspath(sys.argv[1]), branches, seed, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
