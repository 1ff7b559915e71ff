"""look up orders by status

Revision ID: e40c7d8812ab
Revises: b7a35e19d204
Create Date: 2025-03-03 13:20:55
"""
from alembic import op

revision = "e40c7d8812ab"
down_revision = "b7a35e19d204"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_orders_status", "orders", ["status"])


def downgrade() -> None:
    op.drop_index("ix_orders_status", table_name="orders")
