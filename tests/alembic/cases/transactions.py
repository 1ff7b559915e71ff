# Transactions.

### one for all
op.execute("DROP TABLE a")
op.execute("DROP TABLE b")

### an autocommit block
op.execute("DROP TABLE a")
with op.get_context().autocommit_block():
    op.execute("ALTER TYPE state ADD VALUE 'gone'")
op.execute("DROP TABLE b")

### an alias of the context
context = op.get_context()
with context.autocommit_block():
    op.create_index("ix", "t", ["a"], postgresql_concurrently=True)

### of alembic.context
from alembic import context, op


def upgrade():
    with context.get_context().autocommit_block():
        op.execute("VACUUM t")

### two blocks
for name in ("a", "b"):
    with op.get_context().autocommit_block():
        op.execute(f"REINDEX INDEX CONCURRENTLY ix_{name}")

### a block in a helper
from alembic import op


def concurrently(name, table, column):
    with op.get_context().autocommit_block():
        op.create_index(name, table, [column], postgresql_concurrently=True)


def upgrade():
    concurrently("ix_a", "t", "a")
    op.execute("SELECT 1")
    concurrently("ix_b", "t", "b")

### a block by a context manager of the file
from contextlib import contextmanager
from alembic import op


@contextmanager
def no_transaction():
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        yield
        op.execute("RESET lock_timeout")


def upgrade():
    with no_transaction():
        op.execute("VACUUM t")

### a block and a batch
with op.get_context().autocommit_block(), op.batch_alter_table("t") as batch_op:
    batch_op.drop_column("a")

### a context manager that yields a value
from contextlib import contextmanager
from alembic import op


@contextmanager
def staged(name):
    op.execute(f"CREATE TABLE {name}_new (id int)")
    try:
        yield name + "_new"
    finally:
        op.execute(f"DROP TABLE {name}_new")


def upgrade():
    with staged("t") as copy:
        op.execute(f"INSERT INTO {copy} SELECT 1")

### a class that is a context manager
from alembic import op


class Locked:
    def __init__(self, table):
        self.table = table

    def __enter__(self):
        op.execute(f"LOCK TABLE {self.table}")
        return self

    def __exit__(self, *args):
        op.execute("SELECT 2")


def upgrade():
    with Locked("t") as locked:
        op.execute(f"DELETE FROM {locked.table}")

### an exit stack
from contextlib import nullcontext
from alembic import op


def upgrade():
    with nullcontext():
        op.execute("DROP TABLE a")

### an exit stack
from contextlib import ExitStack
with ExitStack() as stack:
    batch = stack.enter_context(op.batch_alter_table("t"))
    batch.drop_column("a")
    stack.callback(op.drop_table, "late", schema="s")
    op.drop_table("early")

### an exit stack with an autocommit block
from contextlib import ExitStack
with ExitStack() as stack:
    stack.enter_context(op.get_context().autocommit_block())
    op.execute("CREATE INDEX CONCURRENTLY i ON t (a)")
op.drop_table("a")

### a null context with a value
import contextlib
with contextlib.nullcontext(op) as o:
    o.drop_table("a")
