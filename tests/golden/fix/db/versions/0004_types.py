"""types: what a column holds changes, so these fixes are not safe"""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    op.add_column("orders", sa.Column("at", sa.DateTime(), nullable=True))
    op.add_column("orders", sa.Column("payload", sa.JSON(), nullable=True))
    op.add_column("orders", sa.Column("extra", sa.JSON(none_as_null=True), nullable=True))
    op.execute("ALTER TABLE orders ADD COLUMN more json, ADD COLUMN done timestamp")
