"""payments

Revision ID: 5d92f1a6c3b8
Revises: e40c7d8812ab
Create Date: 2025-03-19 08:31:27
"""
import sqlalchemy as sa
from alembic import op

revision = "5d92f1a6c3b8"
down_revision = "e40c7d8812ab"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text()),
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"])


def downgrade() -> None:
    op.drop_table("payments")
