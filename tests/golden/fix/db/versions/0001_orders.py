"""orders"""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("a", sa.Text())
    )
    op.create_index("ix_orders_a", "orders", ["a"])


def downgrade():
    op.drop_table("orders")
