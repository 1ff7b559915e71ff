# Conditions whose outcome is known.

### the dialect of the bind
if op.get_bind().dialect.name == "postgresql":
    op.drop_table("a")
else:
    op.drop_table("b")

### the dialect of the context
if op.get_context().dialect.name != "sqlite":
    op.drop_table("a")

### one of several dialects
if op.get_bind().dialect.name in ("mysql", "mariadb"):
    op.drop_table("b")
op.drop_table("a")

### the dialect in a variable
dialect = op.get_bind().engine.dialect.name if False else op.get_context().dialect.name
if dialect.startswith("postgres"):
    op.drop_table("a")

### the dialect in a function
from alembic import op


def is_sqlite():
    return op.get_context().dialect.name == "sqlite"


def upgrade():
    if is_sqlite():
        return
    op.drop_table("a")

### the name of the bind
if op.get_bind().dialect.name == "sqlite":
    with op.batch_alter_table("t") as batch_op:
        batch_op.drop_column("a")
elif op.get_bind().dialect.name == "postgresql":
    op.drop_column("t", "a")

### type checking
from typing import TYPE_CHECKING
from alembic import op

if TYPE_CHECKING:
    NAME = "never"
else:
    NAME = "a"


def upgrade():
    op.drop_table(NAME)

### an import that may fail
from alembic import op

try:
    from sqlalchemy.dialects.postgresql import JSONB as Json
except ImportError:
    from sqlalchemy import JSON as Json
import sqlalchemy as sa


def upgrade():
    op.add_column("t", sa.Column("a", Json()))

### a variable by the dialect
import sqlalchemy as sa
from alembic import op


def upgrade():
    kind = sa.JSON() if op.get_context().dialect.name == "sqlite" else sa.Text()
    op.add_column("t", sa.Column("a", kind))

### not and or
name = op.get_context().dialect.name
if not (name == "sqlite" or name == "mysql"):
    op.drop_table("a")

### the class of the dialect
if op.get_context().dialect.name.upper() == "POSTGRESQL":
    op.drop_table("a")
