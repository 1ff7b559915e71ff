# Operation objects.

### operation objects
import sqlalchemy as sa
from alembic import op
from alembic.operations import ops


def upgrade():
    op.invoke(ops.DropTableOp("a"))
    op.invoke(ops.AddColumnOp("t", sa.Column("c", sa.Integer)))
    op.invoke(ops.CreateIndexOp("ix", "t", ["a"], unique=True))
    op.invoke(ops.ExecuteSQLOp("DROP VIEW v"))
    op.invoke(ops.DropColumnOp("t", "c", schema="s"))
    op.invoke(ops.DropIndexOp("ix"))
    op.invoke(ops.RenameTableOp("x", "y"))

### an altered column
from alembic import op
from alembic.operations.ops import AlterColumnOp
import sqlalchemy as sa


def upgrade():
    op.invoke(AlterColumnOp("t", "c", modify_nullable=False, modify_name="d",
                            modify_type=sa.String(5), existing_type=sa.Integer()))

### a created table
import sqlalchemy as sa
from alembic import op
from alembic.operations import ops


def upgrade():
    columns = [sa.Column("id", sa.Integer, primary_key=True), sa.Column("b", sa.Text)]
    for name in ("m", "n"):
        op.invoke(ops.CreateTableOp(name, columns=[c.copy() for c in columns], schema="s"))

### constraints
import sqlalchemy as sa
from alembic import op
from alembic.operations import ops


def upgrade():
    op.invoke(ops.CreateForeignKeyOp("fk", "t", "u", ["a"], ["id"], ondelete="CASCADE"))
    op.invoke(ops.CreateUniqueConstraintOp("uq", "t", ["a", "b"]))
    op.invoke(ops.CreateCheckConstraintOp("ck", "t", "a > 0"))
    op.invoke(ops.DropConstraintOp("old", "t", type_="check"))
