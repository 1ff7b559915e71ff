"""payments belong to orders

Revision ID: 91e8b04d7fc2
Revises: 5d92f1a6c3b8
Create Date: 2025-04-02 16:58:14
"""
from alembic import op

revision = "91e8b04d7fc2"
down_revision = "5d92f1a6c3b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_foreign_key("fk_payments_order", "payments", "orders", ["order_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint("fk_payments_order", "payments", type_="foreignkey")
