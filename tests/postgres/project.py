"""Small Alembic projects that are really run, on a private server."""

import contextlib
import io
import pathlib
import re
import subprocess

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

ENV = '''from alembic import context

config = context.config


def run():
    context.configure(dialect_name="postgresql", transaction_per_migration=True,
                      as_sql=True, url="postgresql://", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online():
    context.configure(connection=config.attributes["connection"], transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


run() if context.is_offline_mode() else run_online()
'''

REVISION = '''"""{message}

Revision ID: {name}
Revises: {down}
Create Date: 2026-01-05 10:00:00

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "{name}"
down_revision = {literal}
branch_labels = None
depends_on = None


def upgrade():
{up}


def downgrade():
{down_body}
'''


def indent(body):
    lines = (body or "pass").strip("\n").splitlines()
    return "\n".join("    " + line if line else "" for line in lines)


class Project:
    def __init__(self, folder, settings=""):
        self.folder = pathlib.Path(folder)
        self.versions = self.folder / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        (self.folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
        (self.folder / "cupel.toml").write_text(settings)
        (self.folder / "migrations" / "env.py").write_text(ENV)
        self.last = None

    def add(self, name, up, down=None):
        text = REVISION.format(name=name, message=f"Revision {name}", down=self.last or "",
                               literal=repr(self.last), up=indent(up), down_body=indent(down))
        (self.versions / f"{name}.py").write_text(text, encoding="utf-8")
        self.last = name

    def texts(self):
        return {path.name: path.read_text(encoding="utf-8")
                for path in self.versions.glob("*.py")}

    def config(self, out=None):
        config = Config(stdout=out or io.StringIO(), output_buffer=out)
        config.set_main_option("script_location", str(self.folder / "migrations"))
        return config

    def heads(self):
        return ScriptDirectory.from_config(self.config()).get_heads()

    def render(self, go, span):
        out = io.StringIO()
        go(self.config(out), span, sql=True)
        return out.getvalue()

    def render_both(self, base):
        head = self.heads()[0]
        return (self.render(command.upgrade, f"{base}:{head}")
                + self.render(command.downgrade, f"{head}:{base}"))

    def run(self, engine, go, target):
        config = self.config()
        with contextlib.closing(engine.connect()) as connection:
            config.attributes["connection"] = connection
            go(config, target)


def schema(server, database):
    """What pg_dump says, whatever the order of columns is."""
    run = subprocess.run([str(server.bin / "pg_dump"), "-h", str(server.folder), "-U", "cupel",
                          "--schema-only", "--no-owner", "-T", "alembic_version", database],
                         capture_output=True, text=True, check=True)
    text = "\n".join(line for line in run.stdout.splitlines()
                     if line and not re.match(r"--|SET |SELECT pg_catalog|\\", line))

    def in_order(match):
        lines = sorted(line.rstrip(",") for line in match.group(2).splitlines())
        return match.group(1) + "\n".join(lines) + match.group(3)

    return re.sub(r"(CREATE TABLE [^(]*\(\n)(.*?)(\n\);)", in_order, text, flags=re.S)
