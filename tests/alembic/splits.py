#!/usr/bin/env python3
"""What revisions are called that `--split` makes, and whether real Alembic follows them.

    /usr/bin/python3 tests/alembic/splits.py build/cupel

Projects that name their revisions in other ways are split. Alembic must load what comes of it, find
the heads that there were, come by the new revisions behind the one that was split, render both
directions, and call each file what its own file_template would have made of it.
"""

import datetime
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

NOW = 1783161000  # 2026-07-04 10:30:00 UTC
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": str(NOW), "TZ": "UTC",
               "GIT_CEILING_DIRECTORIES": "/"}
ENV = """from alembic import context
context.configure(dialect_name="postgresql", transaction_per_migration=True, as_sql=True,
                  url="postgresql://", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""
TEMPLATE = '''"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa
import logging
${imports if imports else ""}
'''
REVISION = '''"""{message}

Revision ID: {id}
Revises: {down}
Create Date: 2026-01-05 10:00:00

"""  # noqa: E501
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa
import logging  # of the template
import json

# revision identifiers, used by Alembic.
revision: str = {id!r}
down_revision: Union[str, None] = {down!r}
branch_labels: Union[str, Sequence[str], None] = {labels!r}
depends_on: Union[str, Sequence[str], None] = {depends!r}

LIMITS = json.dumps({{}})


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {undo}
'''
MAKE = ('op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)")',
        'op.execute("DROP TABLE orders")')
SPLIT = ('op.alter_column("orders", "note", nullable=False)',
         'op.alter_column("orders", "note", nullable=True)')
NOTHING = ('op.execute("SELECT 1")', "pass")


def revision(name, number, down, body=NOTHING, message="", labels=None, depends=None):
    return {"name": name, "id": number, "down": down, "body": body,
            "message": message or f"what {number} does", "labels": labels, "depends": depends}


def line(*ids):
    """A table, what is split, and what follows."""
    found = []
    for index, number in enumerate(ids):
        body = MAKE if index == 0 else SPLIT if index == 1 else NOTHING
        found.append(revision(f"{number}.py", number, ids[index - 1] if index else None, body))
    return found


def renamed(revisions):
    return [{**one, "name": f"x{index}.py"} for index, one in enumerate(revisions)]


# name: lines of alembic.ini, revisions, the ids that are expected (None: twelve digits), and how
# the files are called (None: as Alembic would)
CASES = {
    "plain": ("", renamed(line("aa11bb22cc33", "dd44ee55ff66", "0123456789ab")), None, None),
    "template": ("file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-"
                 "%%(rev)s_%%(slug)s\ntimezone = Europe/Berlin",
                 renamed(line("aa11bb22cc33", "dd44ee55ff66")), None, None),
    "far zone": ("file_template = %%(day)d-%%(hour)s-%%(rev)s\ntimezone = America/St_Johns",
                 renamed(line("aa11bb22cc33", "dd44ee55ff66")), None, None),
    "epoch": ("file_template = %%(epoch)s_%%(second)02d_%%(slug)s\ntruncate_slug_length = 14",
              renamed(line("aa11bb22cc33", "dd44ee55ff66")), None, None),
    "numbers": ("", line("0001", "0002"), ["0003", "0004"], "{id}.py"),
    "numbers that others follow": ("", line("0001", "0002", "0003", "0004"),
                                   ["0002a", "0002b"], "{id}.py"),
    "numbers with words": ("", line("0001_orders", "0002_note", "0003_more"),
                           ["0002a_validate_ck_orders_note", "0002b_orders_note_not_null"],
                           "{id}.py"),
    "letters and numbers": ("", line("v1", "v2"), ["v3", "v4"], "{id}.py"),
    "dates": ("", line("20260101_100000", "20260102_100000"),
              ["20260704_103001", "20260704_103002"], "{id}.py"),
    "days": ("", line("20260101", "20260102"), ["20260704a", "20260704b"], "{id}.py"),
    "dates with words": ("", line("2026_01_01_1000_orders", "2026_01_02_1000_note"),
                         ["2026_07_04_1031_validate_ck", "2026_07_04_1032_orders_note_not"],
                         "{id}.py"),
    "branches": ("", [*renamed(line("aa11bb22cc33", "dd44ee55ff66")),
                      revision("b.py", "bbbbbbbbbbb1", "aa11bb22cc33", labels=["side"]),
                      revision("d.py", "bbbbbbbbbbb2", "bbbbbbbbbbb1", depends="dd44ee55ff66"),
                      revision("m.py", "bbbbbbbbbbb3", ("dd44ee55ff66", "bbbbbbbbbbb2"))],
                 None, None),
    "locations": ("version_locations = versions other", [
        *line("aa11bb22cc33", "dd44ee55ff66")[:1],
        revision("../other/n.py", "dd44ee55ff66", "aa11bb22cc33", SPLIT, labels=["other"])],
        None, None),
}


class Project:
    def __init__(self, folder, settings, revisions):
        self.folder = pathlib.Path(folder)
        (self.folder / "versions").mkdir()
        (self.folder / "alembic.ini").write_text(
            f"[alembic]\nscript_location = .\nprepend_sys_path = .\n{settings}\n")
        (self.folder / "env.py").write_text(ENV)
        (self.folder / "script.py.mako").write_text(TEMPLATE)
        for one in revisions:
            path = self.folder / "versions" / one["name"]
            path.parent.mkdir(exist_ok=True)
            up, undo = one["body"]
            path.write_text(REVISION.format(**one, up=up, undo=undo))

    def script(self, out=None):
        config = Config(str(self.folder / "alembic.ini"), stdout=out or io.StringIO(),
                        output_buffer=out)
        return ScriptDirectory.from_config(config), config

    def render(self, go, span):
        out = io.StringIO()
        go(self.script(out)[1], span, sql=True)
        return out.getvalue()


def created(script):
    """Create Date of the docstring, which Alembic writes with the offset."""
    text = re.search(r"Create Date: (.*)", script.longdoc).group(1)
    return datetime.datetime.fromisoformat(text)


def check(binary, name, folder):
    settings, revisions, ids, files = CASES[name]
    project = Project(folder, settings, revisions)
    os.chdir(folder)
    heads = project.script()[0].get_heads()
    old = {one["id"] for one in revisions}
    run = subprocess.run([binary, "check", "--all", "--fix", "--split", "all", "--fail-on",
                          "never"], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True,
                         check=False)
    scripts, _ = project.script()
    after = [one for one in reversed(list(scripts.walk_revisions())) if one.revision not in old]
    problems = [run.stderr] if run.returncode else []
    if len(after) != 2:
        return problems + [f"{len(after)} new revisions: {run.stderr}"]
    split = next(one["id"] for one in revisions if one["body"] is SPLIT)
    is_head = split in heads
    if after[0].down_revision != split or after[1].down_revision != after[0].revision:
        problems.append(f"they come behind {after[0].down_revision} and {after[1].down_revision}")
    expected = {after[1].revision if head == split else head for head in heads}
    if set(scripts.get_heads()) != expected:
        problems.append(f"heads {scripts.get_heads()}, not {expected}")
    found = [one.revision for one in after]
    if found != (ids or found) or (not ids and not all(re.fullmatch("[0-9a-f]{12}", i)
                                                       for i in found)):
        problems.append(f"ids {found}")
    for one in after:
        date = created(one)
        path = pathlib.Path(one.path)
        own = pathlib.Path(scripts._rev_path(str(path.parent), one.revision, one.doc, date)).name
        if path.name != (files.format(id=one.revision) if files else own):
            problems.append(f"{path.name}, not {own}")
        stamp = date if date.tzinfo else date.replace(tzinfo=datetime.timezone.utc)
        if abs(stamp.timestamp() - NOW) > 1:
            problems.append(f"created {date}")
        text = path.read_text()
        if "import logging" not in text or "import json" in text or "LIMITS" in text:
            problems.append("its imports are not those of script.py.mako")
    both = project.render(command.upgrade, "heads") + "".join(
        project.render(command.downgrade, f"{head}:base") for head in scripts.get_heads()[:1])
    if "VALIDATE CONSTRAINT" not in both or "DROP NOT NULL" not in both:
        problems.append("what is rendered lacks the steps")
    return problems


def main():
    binary = os.path.abspath(sys.argv[1])
    home = os.getcwd()
    failed = 0
    for name in CASES:
        with tempfile.TemporaryDirectory() as folder:
            problems = check(binary, name, folder)
            os.chdir(home)
        failed += bool(problems)
        for problem in problems:
            print(f"{name}: {problem}")
    print(f"{len(CASES)} projects split, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
