"""regions

Revision ID: a004
Revises: a003
Create Date: 2026-01-05 10:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "a004"
down_revision = "a003"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("orders", sa.Column("region", sa.Text()))
    op.execute("SET LOCAL lock_timeout = '2s'")
    with op.get_context().autocommit_block():
        op.create_index("ix_orders_region", "orders", ["region"], postgresql_concurrently=True)


def downgrade():
    op.drop_column("orders", "region")
