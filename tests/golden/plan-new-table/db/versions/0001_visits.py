"""visits"""
import sqlalchemy as sa
from alembic import op

revision = "a001"
down_revision = None


def upgrade():
    op.create_table("visits", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("order_id", sa.BigInteger()))
    op.create_index("ix_visits_order_id", "visits", ["order_id"])
    op.create_foreign_key("fk_visits", "visits", "orders", ["order_id"], ["id"])
